/**
 * A scene as an SVG string: one element with presentation attributes only, no ids, nothing external, every text
 * escaped. It can stand in any page any number of times, under any policy.
 */

import { barOf } from './bars.js';
import { clipLine } from './clip-line.js';
import { dotCells, lineColumns, type Points } from './columns.js';
import { bandColumns, barEnds, keptWithin, type Skyline, skylineOf } from './filled-columns.js';
import { BLOCKS, type LegendItem } from './legend.js';
import { FILL, PAPER } from './palette.js';
import type { Ring } from './ring.js';
import { type Interval, position } from './scales.js';
import { buildScene, type Pictured, type Scene } from './scene.js';
import type { Series } from './series.js';
import type { SeriesLook } from './still.js';
import { escapeXml, FONT_FAMILY, FONT_SIZE, type Label, round2, TITLE_SIZE } from './text.js';
import { type Tint, tint } from './theme.js';
import type { CellLayout, Viewport } from './viewport.js';

/**
 * Moves, lines, and dots where a stretch is a single point: a line of no length with round caps. Where it is `stepped` the
 * line keeps a point's height until the next one.
 */
function linePath(points: Points, stepped: boolean): string {
  let path = '';
  let stretch = 0;
  let x = 0;
  let y = Number.NaN;
  for (let i = 0; i <= points.length; i += 2) {
    const lifted = i === points.length || Number.isNaN(points[i]);
    if (lifted) {
      if (stretch === 1) path += `L${x} ${y}`;
      stretch = 0;
      continue;
    }
    const former = y;
    x = round2(points[i]);
    y = round2(points[i + 1]);
    if (stretch === 0) path += `M${x} ${y}`;
    else if (stepped) path += y === former ? `H${x}` : `H${x}V${y}`;
    else path += `L${x} ${y}`;
    stretch++;
  }
  return path;
}

/** Dots: lines of no length under a round pen, a third of the bytes of circle elements. */
function dotPath(points: Points): string {
  let path = '';
  for (let i = 0; i < points.length; i += 2) path += `M${round2(points[i])} ${round2(points[i + 1])}h0`;
  return path;
}

/** A path in the look of a series; '' for nothing. */
function stroke(path: string, { color, pen, opacity = 1 }: { color: string; pen: number; opacity?: number }): string {
  if (path === '') return '';
  const faint = opacity < 1 ? ` stroke-opacity="${opacity}"` : '';
  return `<path d="${path}" fill="none" stroke="${color}"${faint} stroke-width="${pen}" stroke-linejoin="round" stroke-linecap="round"/>`;
}

/** Lines under the data, where the theme says nothing. */
const GRID = tint(PAPER, 0.22);
const AXIS = tint(PAPER, 0.7);

const rule = (path: string, { color, opacity }: Tint) =>
  `<path d="${path}" fill="none" stroke="${color}" stroke-opacity="${opacity}" stroke-width="1"/>`;

const text = ({ text: content, x, y, anchor }: Label, more = '') =>
  `<text x="${x}" y="${y}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${more}>${escapeXml(content)}</text>`;

/** Columns a CSS px that lines are reduced to; cells a CSS px for dots. */
const SVG_LAYOUT: CellLayout = { resolution: 4, shift: 0, stride: 1 };
/** Columns a CSS px of bars that overlap, each of which is one wide. */
const BAR_RESOLUTION = 8;

/** A path filled in the look of a series; '' for nothing. */
const fill = (path: string, { color, opacity }: SeriesLook) =>
  path === '' ? '' : `<path d="${path}" fill="${color}" fill-opacity="${round2(FILL * opacity)}"/>`;

/** A series in its look. */
function drawn(look: SeriesLook, ring: Ring, scene: Scene): string {
  const series = ring.seriesAt(look);
  if (look.kind === 'bar') return bars(look, series, scene);
  const line = look.kind === 'band' ? '' : stroke(pathOf(look, series, scene), look);
  if (look.kind === 'band') return fill(bandPath(look, series, ring.series[look.low], scene), look);
  const { base } = scene.still.axes[look.axis];
  return look.kind === 'area' ? fill(bandPath(look, series, base, scene), look) + line : line;
}

/** Polygons: along the edge, and back along the other one. */
function bandPath({ axis }: SeriesLook, series: Series, other: Series | number, scene: Scene): string {
  const band = bandOf(scene, axis);
  let path = '';
  for (const { x, edge, other: others } of bandColumns(series, other, scene.projections[axis], SVG_LAYOUT.resolution)) {
    const corners = keptWithin(x, edge, band);
    // Of a base only the ends are corners.
    if (typeof other === 'number') corners.push([x[x.length - 1], others[0]], [x[0], others[0]]);
    else corners.push(...keptWithin(x, others, band).reverse());
    path += `M${corners.map(([x, y]) => `${round2(x)} ${round2(y)}`).join('L')}Z`;
  }
  return path;
}

/** Where they stand apart, lines from the base that are as wide as bars are; else the outline of all. */
function bars(look: SeriesLook, series: Series, scene: Scene): string {
  const { axis, color, opacity } = look;
  const { base, scale } = scene.still.axes[axis];
  const { width, offset, apart } = barOf(look.bar, scene.spacing);
  const [top, bottom] = bandOf(scene, axis);
  const within = (y: number) => round2(Math.min(Math.max(y, top), bottom));
  const from = within(position(scale, base));
  const faint = opacity < 1 ? `-opacity="${opacity}"` : '';
  let path = '';
  if (!apart) {
    const bar: Interval = [offset - width / 2, offset + width / 2];
    path = skylinePath(skylineOf(series, from, scene.projections[axis], bar, BAR_RESOLUTION), within);
    return path && `<path d="${path}" fill="${color}"${faint && ` fill${faint}`}/>`;
  }
  for (const [x, y] of barEnds(series, scene.projections[axis])) {
    if (within(y) !== from) path += `M${round2(x + offset)} ${from}V${within(y)}`;
  }
  return (
    path &&
    `<path d="${path}" fill="none" stroke="${color}"${faint && ` stroke${faint}`} stroke-width="${round2(width)}"/>`
  );
}

/** Along the tops, and back along the bottoms. */
function skylinePath({ first, tops, bottoms }: Skyline, within: (y: number) => number): string {
  const xOf = (column: number) => round2((first + column) / BAR_RESOLUTION);
  let path = '';
  for (let from = 0; from < tops.length; from++) {
    if (Number.isNaN(tops[from])) continue;
    let to = from + 1;
    while (to < tops.length && !Number.isNaN(tops[to])) to++;
    let y = within(tops[from]);
    path += `M${xOf(from)} ${y}`;
    for (let column = from + 1; column < to; column++) {
      if (within(tops[column]) === y) continue;
      y = within(tops[column]);
      path += `H${xOf(column)}V${y}`;
    }
    y = within(bottoms[to - 1]);
    path += `H${xOf(to)}V${y}`;
    for (let column = to - 2; column >= from; column--) {
      if (within(bottoms[column]) === y) continue;
      y = within(bottoms[column]);
      path += `H${xOf(column + 1)}V${y}`;
    }
    path += `H${xOf(from)}Z`;
    from = to;
  }
  return path;
}

/** What of y can be seen: all, but for the ends that an axis was given; CSS px. */
function bandOf({ still: { axes }, plot }: Scene, axis: number): Interval {
  const [begins, ends] = axes[axis].drawn.map(Number.isFinite);
  return [ends ? plot.y : Number.NEGATIVE_INFINITY, begins ? plot.y + plot.height : Number.POSITIVE_INFINITY];
}

/** A line, or dots. */
function pathOf({ kind, axis }: SeriesLook, series: Series, scene: Scene): string {
  const projection = scene.projections[axis];
  if (kind === 'scatter') return dotPath(dotCells(series, projection, SVG_LAYOUT.resolution));
  const points = lineColumns(series, projection, SVG_LAYOUT.resolution);
  const stepped = kind === 'step';
  const band = bandOf(scene, axis);
  if (!band.some(Number.isFinite)) return linePath(points, stepped);
  return linePath(clipLine(points, band, stepped), false);
}

/** A piece of a series. */
function swatch({ kind, color, pen, from, to, y }: LegendItem): string {
  if (to === from) return '';
  if (kind === 'scatter') return stroke(`M${round2((from + to) / 2)} ${y}h0`, { color, pen });
  const line = `M${from} ${y}H${to}`;
  if (kind === 'line' || kind === 'step') return stroke(line, { color, pen });
  const { opacity, height, wide } = BLOCKS[kind];
  const [left, right] = wide ? [from, to] : [round2((from + to - height) / 2), round2((from + to + height) / 2)];
  const faint = opacity < 1 ? ` stroke-opacity="${opacity}"` : '';
  const block = `<path d="M${left} ${y}H${right}" fill="none" stroke="${color}"${faint} stroke-width="${height}"/>`;
  return block + (kind === 'area' ? stroke(`M${from} ${round2(y - height / 2)}H${to}`, { color, pen }) : '');
}

function paintSvg(scene: Scene, ring: Ring, locale: string): string {
  const { width, height, plot, grid, labels, note, theme } = scene;
  const right = round2(plot.x + plot.width);
  const bottom = round2(plot.y + plot.height);
  // Markup of a locale may stand in a page that goes from right to left.
  const direction = locale === '' ? '' : ' direction="ltr"';
  let svg = `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"${direction} xmlns="http://www.w3.org/2000/svg">`;
  const lines =
    grid.x.map((x) => `M${x} ${plot.y}V${bottom}`).join('') + grid.y.map((y) => `M${plot.x} ${y}H${right}`).join('');
  if (lines) svg += rule(lines, theme.grid ?? GRID);
  if (scene.axis) {
    // Below the data, as in pixels.
    svg += rule(`M${plot.x} ${round2(bottom + 0.5)}H${right}`, theme.axis ?? AXIS);
  }
  for (const look of scene.series) svg += drawn(look, ring, scene);
  const { titles } = scene;
  for (const item of scene.legend) svg += swatch(item);
  const family = escapeXml(theme.font ?? FONT_FAMILY);
  const { color, opacity } = theme.text;
  const ink = `fill="${color}"${opacity < 1 ? ` fill-opacity="${opacity}"` : ''}`;
  const below = [titles.x, note].filter((label) => label !== null);
  const texts =
    [...scene.legend.map(({ label }) => label), ...labels.y, ...labels.x, ...below]
      .map((label) => text(label))
      .join('') + titles.y.map((title) => text(title, ` transform="rotate(-90 ${title.x} ${title.y})"`)).join('');
  if (texts) svg += `<g font-family="${family}" font-size="${FONT_SIZE}" ${ink}>${texts}</g>`;
  if (scene.title) {
    svg += `<g font-family="${family}" font-size="${TITLE_SIZE}" font-weight="600" ${ink}>${text(scene.title)}</g>`;
  }
  return `${svg}</svg>`;
}

/** A chart of the window as SVG; of a mounted view's part of it where there is a viewport. */
export function renderSvg(ring: Ring, options: Pictured, viewport?: Viewport): { scene: Scene; svg: string } {
  const scene = buildScene({ ring, options, layout: SVG_LAYOUT, viewport });
  return { scene, svg: paintSvg(scene, ring, options.locale) };
}
