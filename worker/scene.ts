/**
 * The scene: everything that is to be seen in one picture, in CSS px, before anyone decides how to paint it.
 * A pure function of the window and the options, and of the viewport where there is one; pixels and SVG are painted
 * from the same scene.
 */
import { spacingOf } from './bars.js';
import type { Projection } from './columns.js';
import { emptyLabel } from './empty-text.js';
import type { ChartOptions, Side } from './options.js';
import type { Ring } from './ring.js';
import { type Interval, position, roomyDomain, type Scale, scaleOf } from './scales.js';
import type { SeriesOptions } from './series-options.js';
import { DAYS_HEIGHT, type Rectangle, type SeriesLook, type Still, stillOf } from './still.js';
import { FONT_SIZE, type Label, round2, textWidth } from './text.js';
import { type Look, type Theme, themeOf } from './theme.js';
import { type CellLayout, plainView, type Shown, type Viewport } from './viewport.js';
import { categoryTicks, numericTicks, timeXTicks, type XTick, XTickMemory } from './x-ticks.js';
import { partOf, type XWindow } from './x-window.js';
import { TICK_GAP } from './y-axis.js';
import { drawsNothing, type Extents, extentsOf } from './y-extents.js';

export interface Scene {
  width: number;
  height: number;
  /** Samples in the window. */
  n: number;
  /** The data area. */
  plot: Rectangle;
  /** `y2` where there are two axes of y, of that on the right. */
  domain: { x: Interval; y: Interval; y2?: Interval };
  title: Label | null;
  /** Of the axes, those of y upwards beside them. */
  titles: Still['titles'];
  /** Of the axes: along y from the bottom up, along x from left to right. */
  labels: { x: Label[]; y: Label[] };
  /** Positions of grid lines in CSS px: x of the vertical, y of the horizontal ones. */
  grid: { x: number[]; y: number[] };
  /** Whether the axis along the bottom of the plot is drawn. */
  axis: boolean;
  /** In the order in which they are painted. */
  series: SeriesLook[];
  legend: Still['legend'];
  /** In the plot where there is nothing to draw in it; null else. */
  note: Label | null;
  theme: Theme;
  /** Where the samples lie, of each axis of y; and on which side that is. */
  projections: Projection[];
  sides: Side[];
  /** The absolute index that positions along x are counted from where x is by index; else 0. */
  start: number;
  /** Of x, that samples take on both sides: half of what lies between them, where there are bars. */
  beyond: number;
  /** From one sample to the next, on average, where there are bars; CSS px. */
  spacing: number;
  /** What of x is shown, and where its cells lie. */
  shown: Shown;
  /** The part of x that was chosen, of categories absolute indices, of which the plot's edges are up to half a column off; null for all. */
  part: Interval | null;
  /** What of all this stands still while the chart scrolls: the same object for as long as none of it changes. */
  still: Still;
}

const DOT_DIAMETER = 4;

/** CSS px: the pen of a line, or a dot's diameter. A lone sample makes no line: it is a dot that can be seen. */
export function penWidth({ n }: Ring, { kind, width }: SeriesOptions): number {
  if (kind === 'scatter') return DOT_DIAMETER;
  if (kind === 'bar' || kind === 'band' || kind === 'none') return 0;
  return n === 1 ? Math.max(width, DOT_DIAMETER) : width;
}

/** What a picture is made of; of a mounted view also how that looks. */
export interface Pictured extends ChartOptions {
  look?: Look | undefined;
  /** CSS px that are kept free above the plot, where no legend is painted. */
  legendRoom?: number;
}

export interface SceneInput {
  ring: Ring;
  options: Pictured;
  layout: CellLayout;
  /** Of a mounted view. Without one the picture is a function of the window and the options alone. */
  viewport?: Viewport | undefined;
  /** What of x a reader has chosen to see; of a mounted view. */
  xWindow?: XWindow | null;
  /** Of a picture that is painted again and again. */
  memory?: SceneMemory;
}

/** What a scene has in common with the one before it, so that a frame makes anew only what has changed. */
export class SceneMemory {
  readonly xTicks = new XTickMemory();
  private options: ChartOptions | null = null;
  /** Whether there is a lone sample. */
  private lone = false;
  private empty = true;
  private extents: Extents = { left: [0, 0], right: [0, 0] };
  private still: Still | null = null;
  private clipped = false;

  /** @param clipped no more of x is shown than a part of it */
  stillOf(options: ChartOptions, ring: Ring, extents: Extents, clipped: boolean): Still {
    const lone = ring.n === 1;
    const empty = ring.n === 0;
    const same =
      options === this.options &&
      lone === this.lone &&
      empty === this.empty &&
      clipped === this.clipped &&
      sameInterval(extents.left, this.extents.left) &&
      sameInterval(extents.right, this.extents.right);
    if (!this.still || !same) {
      this.options = options;
      this.lone = lone;
      this.empty = empty;
      this.extents = extents;
      this.clipped = clipped;
      const pens = options.series.map((series) => penWidth(ring, series));
      const linePens = options.series.map((series) => penWidth(ring, { ...series, kind: 'line' }));
      this.still = stillOf({ options, pens, linePens, empty, extents, clipped });
    }
    return this.still;
  }
}

const sameInterval = (a: Interval, b: Interval) => a[0] === b[0] && a[1] === b[1];

export function buildScene(input: SceneInput): Scene {
  const { ring, options, layout, viewport, xWindow = null, memory = new SceneMemory() } = input;
  const category = options.xScale === 'category';
  const hasBars = options.series.some(({ kind }) => kind === 'bar');
  const mean = hasBars ? spacingOf(ring, category) : 0;
  const spacing = viewport ? viewport.holdSpacing(mean) : mean;
  const part = xWindow && partOf(xWindow, ring, category, spacing / 2);
  const extents = extentsOf(ring, options, part);
  const held = viewport ? viewport.y.hold(ring, options, extents, part?.interval) : extents;
  const still = memory.stillOf(options, ring, held, part !== null);
  const { width, height, plot, labelled, room, axes } = still;
  viewport?.y.show(axes);

  const start = category ? ring.start : 0;
  const extent: Interval = category
    ? widened(ring.n > 0 ? [0, ring.n - 1] : [1, 0], spacing / 2)
    : wideEnough(widened(ring.xExtent(), spacing / 2));
  const xRoom = labelled && still.series.some(({ kind }) => kind === 'scatter') ? Math.max(6, room) : room;
  const followed =
    (part
      ? viewport?.between(ring, category, part.interval, plot, layout)
      : viewport?.follow(ring, category, extent, xRoom, plot, layout)) ?? null;
  const shown =
    followed ??
    plainView(
      ring,
      category,
      part
        ? roomyDomain([part.interval[0] - start, part.interval[1] - start], 0, plot.width)
        : category && ring.n === 1
          ? [-0.5, 0.5]
          : roomyDomain(timed(extent, options), xRoom, plot.width),
      plot,
      layout,
    );
  const x = scaleOf(shown.domain, [plot.x, plot.x + plot.width]);

  const scene: Scene = {
    width,
    height,
    n: ring.n,
    plot,
    domain: { x: shown.domain, y: axes[0].scale.domain, ...(axes[1] && { y2: axes[1].scale.domain }) },
    title: still.title,
    titles: still.titles,
    labels: { x: [], y: still.labels },
    grid: { x: [], y: still.grid },
    axis: labelled,
    series: still.series,
    legend: still.legend,
    note: drawsNothing(ring, options, extents, part) ? emptyLabel(options, still.free) : null,
    theme: themeOf(options),
    projections: axes.map(({ scale, drawn }) => ({ byIndex: category, x, y: scale, drawn })),
    sides: axes.map(({ side }) => side),
    start,
    beyond: spacing / 2,
    spacing: hasBars ? lengthOf(spacing || shown.domain[1] - shown.domain[0], x) : 0,
    shown,
    part: part?.interval ?? null,
    still,
  };
  if (!labelled || ring.n === 0) return scene;

  // In a view that moves labels are counted from the stream's first sample, so that they travel with theirs.
  const anchor = followed ? 0 : ring.start;
  const ticks = category
    ? categoryTicks(ring, x, anchor, memory.xTicks, layout.stride / layout.resolution)
    : options.xScale === 'time'
      ? timeXTicks(x, options.timeZone, memory.xTicks, options.locale)
      : numericTicks(x, options.xFormat, memory.xTicks, options.locale);
  let free = 0;
  for (let i = 0; i < ticks.length; i++) {
    const { text } = ticks[i];
    const at = round2(position(x, ticks[i].at));
    const half = textWidth(text, FONT_SIZE) / 2;
    const inside = Math.min(Math.max(at, half + 2), width - half - 2);
    // A label that was pushed inside the picture may have taken its neighbour's room.
    if (inside - half < free) continue;
    free = inside + half + TICK_GAP;
    scene.labels.x.push({ text, x: round2(inside), y: round2(plot.y + plot.height + 18), anchor: 'middle' });
    if (options.grid) scene.grid.x.push(at);
  }
  if (still.days) labelDays(scene, ticks);
  return scene;
}

/**
 * Below the labels of a clock the days that they belong to: the first one at the plot's edge, the others where they begin.
 * The first gives way to the next.
 */
function labelDays({ labels, plot, width, projections: [{ x }] }: Scene, ticks: XTick[]): void {
  const y = round2(plot.y + plot.height + 18 + DAYS_HEIGHT);
  const days: Label[] = [];
  let end = Number.POSITIVE_INFINITY;
  for (let i = ticks.length - 1; i >= 0; i--) {
    const text = ticks[i].day ?? '';
    const begins = i > 0 && text !== ticks[i - 1].day;
    const half = textWidth(text, FONT_SIZE) / 2;
    if (text === '' || !(begins || i === 0) || plot.x + 2 * half > width) continue;
    const at = begins ? Math.min(Math.max(position(x, ticks[i].at), half + 2), width - half - 2) : plot.x + half;
    if (at + half + TICK_GAP > end) continue;
    end = at - half;
    days.push({ text, x: begins ? round2(at) : plot.x, y, anchor: begins ? 'middle' : 'start' });
  }
  labels.x.push(...days.reverse());
}

/** So much further both ways; nothing stays nothing. */
const widened = ([min, max]: Interval, by: number): Interval =>
  min > max ? [min, max] : [Math.max(min - by, -Number.MAX_VALUE), Math.min(max + by, Number.MAX_VALUE)];

/** CSS px that a difference takes. */
const lengthOf = (difference: number, { factor, span, range }: Scale) =>
  ((difference * factor) / span) * (range[1] - range[0]);

/** Times that are hardly apart are shown within a second: a tenth of their distance from 1970, as of numbers, would be years. */
function timed([min, max]: Interval, { xScale }: ChartOptions): Interval {
  const close = max - min <= Math.max(Math.abs(min), Math.abs(max)) * 16 * Number.EPSILON;
  return xScale === 'time' && close ? [min - 500, max + 500] : [min, max];
}

/** Cells divide x by the thousand: what lies closer together than that leaves in float64 counts as equal. */
function wideEnough(extent: Interval): Interval {
  const [min, max] = extent;
  return max - min < 1e-290 && min < max ? [min, min] : extent;
}
