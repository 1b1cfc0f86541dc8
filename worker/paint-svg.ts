/**
 * A scene as an SVG string: one element with presentation attributes only, no ids, nothing external, every text
 * escaped. It can stand in any page any number of times, under any policy.
 */
import { clipLine } from './clip-line.js';
import { dotCells, lineColumns, type Points } from './columns.js';
import { PAPER } from './palette.js';
import type { Ring } from './ring.js';
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

function pathOf({ kind }: SeriesLook, series: Series, { projection, plot }: Scene): string {
  if (kind === 'scatter') return dotPath(dotCells(series, projection, SVG_LAYOUT.resolution));
  const points = lineColumns(series, projection, SVG_LAYOUT.resolution);
  const stepped = kind === 'step';
  const [begins, ends] = projection.drawn.map(Number.isFinite);
  if (!begins && !ends) return linePath(points, stepped);
  const band = [
    ends ? plot.y : Number.NEGATIVE_INFINITY,
    begins ? plot.y + plot.height : Number.POSITIVE_INFINITY,
  ] as const;
  return linePath(clipLine(points, band, stepped), false);
}

function paintSvg(scene: Scene, ring: Ring): string {
  const { width, height, plot, grid, labels, note, theme } = scene;
  const right = round2(plot.x + plot.width);
  const bottom = round2(plot.y + plot.height);
  let svg = `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg">`;
  const lines =
    grid.x.map((x) => `M${x} ${plot.y}V${bottom}`).join('') + grid.y.map((y) => `M${plot.x} ${y}H${right}`).join('');
  if (lines) svg += rule(lines, theme.grid ?? GRID);
  if (scene.axis) {
    // Below the data, as in pixels.
    svg += rule(`M${plot.x} ${round2(bottom + 0.5)}H${right}`, theme.axis ?? AXIS);
  }
  for (const look of scene.series) svg += stroke(pathOf(look, ring.seriesAt(look), scene), look);
  const { titles } = scene;
  for (const item of scene.legend) {
    const middle = round2((item.from + item.to) / 2);
    if (item.to > item.from)
      svg += stroke(item.kind === 'scatter' ? `M${middle} ${item.y}h0` : `M${item.from} ${item.y}H${item.to}`, item);
  }
  const family = escapeXml(theme.font ?? FONT_FAMILY);
  const { color, opacity } = theme.text;
  const fill = `fill="${color}"${opacity < 1 ? ` fill-opacity="${opacity}"` : ''}`;
  const below = [titles.x, note].filter((label) => label !== null);
  const texts =
    [...scene.legend.map(({ label }) => label), ...labels.y, ...labels.x, ...below]
      .map((label) => text(label))
      .join('') + (titles.y ? text(titles.y, ` transform="rotate(-90 ${titles.y.x} ${titles.y.y})"`) : '');
  if (texts) svg += `<g font-family="${family}" font-size="${FONT_SIZE}" ${fill}>${texts}</g>`;
  if (scene.title) {
    svg += `<g font-family="${family}" font-size="${TITLE_SIZE}" font-weight="600" ${fill}>${text(scene.title)}</g>`;
  }
  return `${svg}</svg>`;
}

/** A chart of the window as SVG; of a mounted view's part of it where there is a viewport. */
export function renderSvg(ring: Ring, options: Pictured, viewport?: Viewport): { scene: Scene; svg: string } {
  const scene = buildScene({ ring, options, layout: SVG_LAYOUT, viewport });
  return { scene, svg: paintSvg(scene, ring) };
}
