/** The texts of a scene on a canvas, with the legend: what of them has changed, and drawing that. */
import type { Context } from './canvas.js';
import { BLOCKS, type LegendItem } from './legend.js';
import type { Scene } from './scene.js';
import { FONT_FAMILY, FONT_SIZE, type Label, TITLE_SIZE, textWidth } from './text.js';
import type { Theme } from './theme.js';

const sameLabel = (a: Label, b: Label) => a.text === b.text && a.x === b.x && a.y === b.y && a.anchor === b.anchor;

export function sameLabels(a: Label[], b: Label[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!sameLabel(a[i], b[i])) return false;
  return true;
}

const sameText = (a: Label | null, b: Label | null) => a === b || (a !== null && b !== null && sameLabel(a, b));

const sameItem = (a: LegendItem, b: LegendItem) =>
  sameLabel(a.label, b.label) && a.kind === b.kind && a.color === b.color && a.pen === b.pen;

/** Whether the legend, the titles and the labels along y, which stay where they are while the chart scrolls, look the same. */
export function sameStillTexts(a: Scene, b: Scene): boolean {
  const [one, other] = [a.theme, b.theme];
  const sameTint = one.text.color === other.text.color && one.text.opacity === other.text.opacity;
  if (!sameTint || one.font !== other.font) return false;
  if (a.still === b.still) return true;
  const sameLegend = a.legend.length === b.legend.length && a.legend.every((item, i) => sameItem(item, b.legend[i]));
  if (!sameLegend) return false;
  const sameTitles = sameText(a.titles.x, b.titles.x) && sameText(a.title, b.title);
  return sameTitles && sameLabels(a.titles.y, b.titles.y) && sameLabels(a.labels.y, b.labels.y);
}

/** The labels along x, and what stands below them. */
export function drawBelow(context: Context, { labels, titles, theme }: Scene, ratio: number): void {
  drawLabels(context, labels.x, ratio, theme);
  if (titles.x) drawLabels(context, [titles.x], ratio, theme);
}

export function drawLegend(context: Context, { legend, theme }: Scene, ratio: number): void {
  for (const item of legend) drawItem(context, item, ratio, theme);
}

export function drawTexts(context: Context, scene: Scene, ratio: number): void {
  const { labels, note, title, titles, theme } = scene;
  drawLegend(context, scene, ratio);
  drawLabels(context, labels.y, ratio, theme);
  if (note) drawLabels(context, [note], ratio, theme);
  drawBelow(context, scene, ratio);
  if (title) drawLabels(context, [title], ratio, theme, TITLE_SIZE);
  for (const beside of titles.y) {
    const { x, y } = beside;
    const upwards = [0, -ratio, ratio, 0, x * ratio, y * ratio] as const;
    drawLabels(context, [{ ...beside, x: 0, y: 0 }], ratio, theme, FONT_SIZE, upwards);
  }
}

function drawItem(context: Context, item: LegendItem, ratio: number, theme: Theme): void {
  const { kind, color, pen, from, to, y, label } = item;
  if (to > from) {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.beginPath();
    if (kind === 'scatter') {
      // A line of no length leaves nothing on a canvas.
      context.fillStyle = color;
      context.arc((from + to) / 2, y, pen / 2, 0, 2 * Math.PI);
      context.fill();
    } else {
      if (kind !== 'line' && kind !== 'step') drawBlock(context, { kind, color, from, to, y });
      if (kind !== 'bar' && kind !== 'band') {
        const above = kind === 'area' ? BLOCKS.area.height / 2 : 0;
        context.strokeStyle = color;
        context.lineWidth = pen;
        context.lineCap = 'round';
        context.moveTo(from, y - above);
        context.lineTo(to, y - above);
        context.stroke();
      }
    }
  }
  drawLabels(context, [label], ratio, theme);
}

function drawBlock(
  context: Context,
  { kind, color, from, to, y }: { kind: keyof typeof BLOCKS; color: string; from: number; to: number; y: number },
): void {
  const { opacity, height, wide } = BLOCKS[kind];
  const width = wide ? to - from : height;
  context.fillStyle = color;
  context.globalAlpha = opacity;
  context.fillRect((from + to - width) / 2, y - height / 2, width, height);
  context.globalAlpha = 1;
}

const ALIGN = { start: 'left', middle: 'center', end: 'right' } as const;

function drawLabels(
  context: Context,
  labels: Label[],
  ratio: number,
  { text: { color, opacity }, font }: Theme,
  size = FONT_SIZE,
  transform: readonly [number, number, number, number, number, number] = [ratio, 0, 0, ratio, 0, 0],
): void {
  context.setTransform(...transform);
  context.fillStyle = color;
  context.globalAlpha = opacity;
  context.textBaseline = 'alphabetic';
  context.font = `${size === TITLE_SIZE ? '600 ' : ''}${size}px ${font ?? FONT_FAMILY}`;
  // Else it may be the page's: a minus would stand behind its number.
  context.direction = 'ltr';
  for (const { text, x, y, anchor } of labels) {
    context.textAlign = ALIGN[anchor];
    // The room that the layout has for it: another font may need more, and is condensed.
    context.fillText(text, x, y, font === undefined ? undefined : textWidth(text, size));
  }
  context.globalAlpha = 1;
}
