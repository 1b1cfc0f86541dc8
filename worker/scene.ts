/**
 * The scene: everything that is to be seen in one picture, in CSS px, before anyone decides how to paint it.
 * A pure function of the window and the options, and of the viewport where there is one; pixels and SVG are painted
 * from the same scene.
 */
import type { Projection } from './columns.js';
import type { ChartOptions, Kind } from './options.js';
import type { Ring } from './ring.js';
import {
  extentOf,
  type Interval,
  type LinearScale,
  linearScale,
  niceDomain,
  position,
  roomyDomain,
  tickLabels,
  tickValues,
} from './scales.js';
import { shortenText, textWidth } from './text.js';
import { type CellLayout, plainView, type Shown, type Viewport } from './viewport.js';

/** A rectangle in CSS px, from the picture's top left corner. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A text at its anchor, cleaned and shortened but not escaped. y is the baseline. */
export interface Label {
  text: string;
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
}

export interface Scene {
  width: number;
  height: number;
  /** Samples in the window. */
  n: number;
  /** The data area. */
  plot: Rectangle;
  domain: { x: Interval; y: Interval };
  title: Label | null;
  /** Of the axes: along y from the bottom up, along x from left to right. */
  labels: { x: Label[]; y: Label[] };
  /** Positions of grid lines in CSS px: x of the vertical, y of the horizontal ones. */
  grid: { x: number[]; y: number[] };
  /** Whether the axis along the bottom of the plot is drawn. */
  axis: boolean;
  kind: Kind;
  /** Where the samples lie. */
  projection: Projection;
  /** What of x is shown, and where its cells lie. */
  shown: Shown;
  /** CSS px: the pen of a line, or the diameter of a dot. */
  pen: number;
  /** #rrggbb. */
  color: string;
}

export const FONT_SIZE = 12;
export const TITLE_SIZE = 15;
export const DOT_DIAMETER = 4;

/** Below this a plot has no room for labels around it, CSS px. */
const SMALLEST_LABELLED = { width: 72, height: 48 };
/** How far a pen may reach into the margin beside the plot, CSS px. */
const MARGIN_FOR_PEN = 4;
const TICK_GAP = 8;

/** CSS px: the pen of a line, or a dot's diameter. A lone sample makes no line: it is a dot that can be seen. */
export function penWidth(ring: Ring, { kind, lineWidth }: ChartOptions): number {
  if (kind === 'scatter') return DOT_DIAMETER;
  return ring.n === 1 ? Math.max(lineWidth, DOT_DIAMETER) : lineWidth;
}

/** At most two decimals, as coordinates are written. */
export const round2 = (value: number) => Math.round(value * 100) / 100 + 0;

export interface SceneInput {
  ring: Ring;
  options: ChartOptions;
  layout: CellLayout;
  /** Of a mounted view. Without one the picture is a function of the window and the options alone. */
  viewport?: Viewport | undefined;
  /** Of a picture that is painted again and again. */
  memory?: SceneMemory;
}

/** Ticks along y, and what their labels need beside the plot. */
interface YAxis {
  ticks: number[];
  /** '' where there is no room. */
  texts: string[];
  /** CSS px. */
  left: number;
}

interface XTexts {
  texts: string[];
  /** CSS px. */
  widest: number;
}

/** Texts kept from frame to frame. More are forgotten at once: each picture shows a few dozen. */
const MOST_TEXTS = 512;

/** What a scene has in common with the one before it, so that a frame need not write the same labels again. */
export class SceneMemory {
  private y: { domain: Interval; count: number; width: number; axis: YAxis } | null = null;
  private x: (XTexts & { values: number[]; width: number }) | null = null;
  private ring: Ring | null = null;
  private longest = 0;
  /** Labels along x by absolute index. */
  private readonly texts = new Map<number, string>();

  yAxis(domain: Interval, count: number, width: number): YAxis {
    const { y } = this;
    if (y?.domain[0] === domain[0] && y.domain[1] === domain[1] && y.count === count && y.width === width)
      return y.axis;
    this.y = { domain, count, width, axis: yAxisOf(domain, count, width) };
    return this.y.axis;
  }

  /** Labels of ticks along a numeric x, at most `width` CSS px long, and the width of the widest. */
  xTexts(values: number[], width: number): XTexts {
    const { x } = this;
    if (x?.width === width && x.values.length === values.length && x.values.every((value, i) => value === values[i])) {
      return x;
    }
    const texts = tickLabels(values).map((text) => shortenText(text, FONT_SIZE, width));
    this.x = { values, width, texts, widest: Math.max(0, ...texts.map((text) => textWidth(text, FONT_SIZE))) };
    return this.x;
  }

  /** The label of a sample, at most `longest` CSS px long. */
  text(ring: Ring, index: number, longest: number): string {
    if (ring !== this.ring || longest !== this.longest || this.texts.size >= MOST_TEXTS) this.texts.clear();
    this.ring = ring;
    this.longest = longest;
    let text = this.texts.get(index);
    if (text === undefined) {
      text = shortenText(String(ring.xAt(index)), FONT_SIZE, longest);
      this.texts.set(index, text);
    }
    return text;
  }
}

function yAxisOf(domain: Interval, count: number, width: number): YAxis {
  const ticks = tickValues(domain, count);
  // A number cut short is a wrong number: where there is no room, there is no label.
  const fits = (text: string) => textWidth(text, FONT_SIZE) <= width * 0.4;
  const texts = tickLabels(ticks, fits).map((text) => (fits(text) ? text : ''));
  const widest = Math.max(16, ...texts.map((text) => textWidth(text, FONT_SIZE)));
  return { ticks, texts, left: Math.ceil(widest + TICK_GAP + 6) };
}

const NO_AXIS: YAxis = { ticks: [], texts: [], left: 0 };
/** Without samples there are no labels, but room for them. */
const EMPTY_AXIS: YAxis = { ticks: [], texts: [], left: Math.ceil(16 + TICK_GAP + 6) };

export function buildScene({ ring, options, layout, viewport, memory = new SceneMemory() }: SceneInput): Scene {
  const { width, height } = options;
  const category = options.xScale === 'category';
  const labelled = options.axes && width >= SMALLEST_LABELLED.width && height >= SMALLEST_LABELLED.height;
  const pen = penWidth(ring, options);
  const extent = extentOf(ring, !category);
  const title = options.title === '' ? '' : shortenText(options.title, TITLE_SIZE, width - 24);
  const top = title === '' ? (labelled ? 12 : 0) : round2(Math.min(38, height / 2));
  const bottom = labelled ? 26 : 0;
  const plotHeight = round2(Math.max(height - top - bottom, Math.min(1, height)));

  const room = Math.max(0, pen / 2 - (labelled ? MARGIN_FOR_PEN : 0));
  const yTickCount = Math.max(2, Math.round(plotHeight / 52));
  const yDomain = labelled
    ? niceDomain(roomyDomain(extent.y, room, plotHeight), yTickCount)
    : roomyDomain(extent.y, room, plotHeight);
  const yAxis = !labelled ? NO_AXIS : ring.n === 0 ? EMPTY_AXIS : memory.yAxis(yDomain, yTickCount, width);
  const right = labelled ? 16 : 0;
  const plot = {
    x: yAxis.left,
    y: top,
    width: round2(Math.max(width - yAxis.left - right, Math.min(1, width))),
    height: plotHeight,
  };

  const xExtent: Interval = category ? (ring.n > 0 ? [0, ring.n - 1] : [1, 0]) : wideEnough(extent.x);
  const xRoom = options.kind === 'scatter' && labelled ? 6 : room;
  const shown =
    viewport?.follow(ring, category, xExtent, xRoom, plot, layout) ??
    plainView(
      ring,
      category,
      category && ring.n === 1 ? [-0.5, 0.5] : roomyDomain(xExtent, xRoom, plot.width),
      plot,
      layout,
    );
  const xDomain = shown.domain;
  const x = linearScale(xDomain, [plot.x, plot.x + plot.width]);
  const y = linearScale(yDomain, [plot.y + plot.height, plot.y]);

  const scene: Scene = {
    width,
    height,
    n: ring.n,
    plot,
    domain: { x: xDomain, y: yDomain },
    title:
      title === ''
        ? null
        : {
            text: title,
            x: round2(labelled ? Math.min(plot.x, 12) : 12),
            y: round2(Math.min(21, height)),
            anchor: 'start',
          },
    labels: { x: [], y: [] },
    grid: { x: [], y: [] },
    axis: labelled,
    kind: options.kind,
    projection: { byIndex: category, x, y },
    shown,
    pen,
    color: `#${options.colorHex.toString(16).padStart(6, '0')}`,
  };
  if (!labelled || ring.n === 0) return scene;

  let lowest = Number.POSITIVE_INFINITY;
  yAxis.ticks.forEach((value, i) => {
    const at = round2(position(y, value));
    if (at > lowest || yAxis.texts[i] === '') return;
    lowest = at - FONT_SIZE - 2;
    scene.labels.y.push({
      text: yAxis.texts[i],
      x: plot.x - TICK_GAP,
      y: round2(at + FONT_SIZE * 0.35),
      anchor: 'end',
    });
    if (options.grid) scene.grid.y.push(at);
  });
  // In a mounted view labels are counted from the stream's first sample, so that they travel with theirs.
  const anchor = viewport ? 0 : ring.start;
  const xTicks = category ? categoryTicks(ring, x, anchor, memory) : numericTicks(x, memory);
  let free = 0;
  for (const { at: value, text } of xTicks) {
    const at = round2(position(x, value));
    const half = textWidth(text, FONT_SIZE) / 2;
    const inside = Math.min(Math.max(at, half + 2), width - half - 2);
    // A label that was pushed inside the picture may have taken its neighbour's room.
    if (inside - half < free) continue;
    free = inside + half + TICK_GAP;
    scene.labels.x.push({ text, x: round2(inside), y: round2(plot.y + plot.height + 18), anchor: 'middle' });
    if (options.grid) scene.grid.x.push(at);
  }
  return scene;
}

/** Cells divide x by the thousand: what lies closer together than that leaves in float64 counts as equal. */
function wideEnough([min, max]: Interval): Interval {
  return max - min < 1e-290 && min < max ? [min, min] : [min, max];
}

interface XTick {
  /** In the domain's units. */
  at: number;
  text: string;
}

/** As many round values as fit without their labels touching; one at least. */
function numericTicks(scale: LinearScale, memory: SceneMemory): XTick[] {
  const width = scale.range[1] - scale.range[0];
  for (let count = Math.max(2, Math.round(width / 80)); ; count--) {
    const values = tickValues(scale.domain, count);
    const { texts, widest } = memory.xTexts(values, width);
    const share = values.length > 1 ? position(scale, values[1]) - position(scale, values[0]) : width;
    if (count > 1 && widest + 12 > share) continue;
    const ticks = values.map((at, i) => ({ at, text: texts[i] }));
    return widest + 12 <= share ? ticks : ticks.slice(0, 1);
  }
}

/** Every 1st, 2nd, 5th, 10th … sample is labelled, whichever is the first that leaves room between labels. */
function categoryTicks(ring: Ring, scale: LinearScale, anchor: number, memory: SceneMemory): XTick[] {
  const n = ring.n;
  const width = scale.range[1] - scale.range[0];
  const longest = Math.min(120, width / 2);
  const spacing = width / Math.max(scale.domain[1] - scale.domain[0], 1);
  for (let power = 1; ; power *= 10) {
    for (const step of [power, 2 * power, 5 * power]) {
      // Cheap enough to skip at once: no label is narrower than this.
      if (step * spacing < 20 && step < n) continue;
      const ticks: XTick[] = [];
      const offset = (step - ((ring.start - anchor) % step)) % step;
      let fits = true;
      for (let i = offset; i < n && fits; i += step) {
        const text = memory.text(ring, ring.start + i, longest);
        ticks.push({ at: i, text });
        fits = step >= n || step * spacing >= textWidth(text, FONT_SIZE) + 16;
      }
      if (fits) return ticks.slice(0, step >= n ? 1 : undefined);
    }
  }
}
