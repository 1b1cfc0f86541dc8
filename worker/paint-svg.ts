/**
 * A scene as an SVG string: one element with presentation attributes only, no ids, nothing external, every text
 * escaped. It can stand in any page any number of times, under any policy.
 */
import type { Points } from './columns.js';
import { INK, PAPER } from './palette.js';
import { FONT_SIZE, type Label, round2, type Scene, TITLE_SIZE } from './scene.js';
import { escapeXml, FONT_FAMILY } from './text.js';

/** Moves, lines, and dots where a stretch is a single point: a line of no length with round caps. */
function linePath(points: Points): string {
  let path = '';
  let stretch = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i <= points.length; i += 2) {
    const lifted = i === points.length || Number.isNaN(points[i]);
    if (lifted) {
      if (stretch === 1) path += `L${x} ${y}`;
      stretch = 0;
      continue;
    }
    x = round2(points[i]);
    y = round2(points[i + 1]);
    path += `${stretch === 0 ? 'M' : 'L'}${x} ${y}`;
    stretch++;
  }
  return path;
}

/** Each dot is a line of no length under a round pen: a third of the bytes of a circle element. */
function dotPath(points: Points): string {
  let path = '';
  for (let i = 0; i < points.length; i += 2) path += `M${round2(points[i])} ${round2(points[i + 1])}h0`;
  return path;
}

const text = ({ text: content, x, y, anchor }: Label) =>
  `<text x="${x}" y="${y}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escapeXml(content)}</text>`;

export function paintSvg(scene: Scene): string {
  const { width, height, plot, grid, mark } = scene;
  const right = round2(plot.x + plot.width);
  const bottom = round2(plot.y + plot.height);
  let svg = `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg">`;
  const lines =
    grid.x.map((x) => `M${x} ${plot.y}V${bottom}`).join('') + grid.y.map((y) => `M${plot.x} ${y}H${right}`).join('');
  if (lines) svg += `<path d="${lines}" fill="none" stroke="${PAPER}" stroke-opacity="0.22" stroke-width="1"/>`;
  if (scene.axis) {
    svg += `<path d="M${plot.x} ${bottom}H${right}" fill="none" stroke="${PAPER}" stroke-opacity="0.7" stroke-width="1"/>`;
  }
  if (mark.points.length > 0) {
    const path = mark.kind === 'line' ? linePath(mark.points) : dotPath(mark.points);
    svg += `<path d="${path}" fill="none" stroke="${scene.color}" stroke-width="${scene.pen}" stroke-linejoin="round" stroke-linecap="round"/>`;
  }
  if (scene.labels.length > 0) {
    svg += `<g font-family="${FONT_FAMILY}" font-size="${FONT_SIZE}" fill="${INK}">${scene.labels.map(text).join('')}</g>`;
  }
  if (scene.title) {
    svg += `<g font-family="${FONT_FAMILY}" font-size="${TITLE_SIZE}" font-weight="600" fill="${INK}">${text(scene.title)}</g>`;
  }
  return `${svg}</svg>`;
}
