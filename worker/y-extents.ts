/** What of y an axis has to show: all that is drawn by it, or all but outliers; and what of that a mounted view holds on to. */
import type { ChartOptions, Side } from './options.js';
import type { Ring } from './ring.js';
import { type Interval, yExtent } from './scales.js';
import type { Series } from './series.js';
import type { SeriesKind } from './series-options.js';
import { isSmoothable } from './still.js';
import { heightsAtEnds, type Part } from './x-window.js';
import { axisOptionsOf, sidesOf, type YAxis, type YAxisOptions } from './y-axis.js';
import { Y_SCALES, type YScale } from './y-scales.js';

/** Reversed and infinite where there is nothing. */
export type Extents = Record<Side, Interval>;

const NOTHING: Interval = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** @param part of x, where no more is shown */
export function extentsOf(ring: Ring, options: ChartOptions, part: Part | null = null): Extents {
  const extents: Extents = { left: NOTHING, right: NOTHING };
  for (const side of sidesOf(options)) {
    const axis = axisOptionsOf(options, side);
    const { scale, domain, min, max } = axis;
    if (isFixed(axis)) extents[side] = [min, max];
    else {
      const drawn = drawnOn(ring, options, side, part);
      extents[side] = domain === 'robust' ? robustExtent(drawn, Y_SCALES[scale]) : extentOf(drawn);
    }
    const [low, high] = extents[side];
    const stands = options.series.some(({ kind, axis }) => axis === side && (kind === 'area' || kind === 'bar'));
    // Areas and bars tell by their size.
    if (stands && scale !== 'log' && low <= high) extents[side] = [Math.min(low, 0), Math.max(high, 0)];
  }
  return extents;
}

/** Whether there is nothing to draw: no sample and no line, or gaps alone. */
export function drawsNothing(ring: Ring, options: ChartOptions, extents: Extents, part: Part | null = null): boolean {
  return sidesOf(options).every((side) => {
    const fixed = isFixed(axisOptionsOf(options, side));
    return !isSomething(fixed ? extentOf(drawnOn(ring, options, side, part)) : extents[side]);
  });
}

/** Both ends are given: nothing depends on the data. */
const isFixed = ({ min, max }: YAxisOptions) => Number.isFinite(min) && Number.isFinite(max);

/** What is drawn of a series: samples [start, end), and the heights at which its line comes into a part of x and leaves it. */
interface Drawn {
  series: Series;
  samples: Part['samples'];
  heights: number[];
}

/** What is drawn by an axis: smoothed, that remembers what has left the window, and may lie beyond what is in it. */
function drawnOn(ring: Ring, options: ChartOptions, side: Side, part: Part | null): Drawn[] {
  const yScale = Y_SCALES[axisOptionsOf(options, side).scale];
  const drawn: Drawn[] = [];
  const add = (series: Series, kind: SeriesKind) => {
    const connects = kind !== 'bar' && kind !== 'scatter';
    drawn.push({
      series,
      samples: (kind === 'bar' ? part?.reaching : part?.samples) ?? [ring.start, ring.end],
      heights: part && connects ? heightsAtEnds(part, series, kind === 'step', yScale) : [],
    });
  };
  options.series.forEach(({ kind, axis, low }, index) => {
    if (axis !== side || kind === 'none') return;
    add(ring.series[index], kind);
    const smoothed = ring.smoothed[index];
    if (smoothed && isSmoothable(kind)) add(smoothed, kind === 'step' ? kind : 'line');
    if (kind === 'band') add(ring.series[options.series.findIndex(({ name }) => name === low)], kind);
  });
  return drawn;
}

/** Gaps are left out. */
function extentOf(drawn: readonly Drawn[]): Interval {
  let extent = NOTHING;
  for (const { series, samples, heights } of drawn) {
    extent = joined(extent, yExtent([series], samples));
    for (const height of heights) extent = joined(extent, [height, height]);
  }
  return extent;
}

/** Values that fences are set by: a frame has time for these. */
const MOST_READ = 4096;
/** How far beyond the quartiles a value may lie, in what lies between them: what is further is far out. */
const FENCE = 3;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * What series span, but for what is far out: beyond Tukey's outer fences (Exploratory Data Analysis, 1977), in what the scale
 * lays out evenly. Of large windows it is known by some thousand samples, evenly spread. Where half of all values are equal
 * there are no fences.
 */
function robustExtent(drawn: readonly Drawn[], { transform, invert, endless }: YScale): Interval {
  const [low, high] = extentOf(drawn);
  const values: number[] = [];
  const all = drawn.reduce((sum, { samples: [start, end] }) => sum + end - start, 0);
  const stride = Math.max(1, all / MOST_READ);
  const take = (value: number) => {
    const shown = !Number.isNaN(value) && !(endless && value <= 0);
    if (shown) values.push(transform === null ? value : transform(value));
  };
  for (const { series, samples, heights } of drawn) {
    const [start, end] = samples;
    heights.forEach(take);
    for (let k = 0; start + k * stride < end; k++) {
      // Not in step with anything that comes round again: by the golden section, after Weyl.
      const index = Math.floor(start + (stride > 1 ? k + ((k * GOLDEN) % 1) : k) * stride);
      if (index < end) take(series.y.at(index));
    }
  }
  const sorted = Float64Array.from(values).sort();
  const [first, third] = [0.25, 0.75].map((share) => sorted[Math.floor(share * (sorted.length - 1))]);
  const between = third - first;
  if (!(between > 0)) return [low, high];
  const within = sorted.filter((value) => value >= first - FENCE * between && value <= third + FENCE * between);
  const [least, most] = [within[0], within[within.length - 1]];
  if (stride === 1) {
    return [least === sorted[0] ? low : invert(least), most === sorted[sorted.length - 1] ? high : invert(most)];
  }
  // Of those that were not read some lie a little further.
  return [Math.max(low, invert(least - between / 2)), Math.min(high, invert(most + between / 2))];
}

/** Data fill at least so much of what is held, in what the scale lays out evenly. */
const LEAST_FILLED = 0.5;

/**
 * What the axes of a mounted view show, held on to while data stay within it and fill half of it: an axis that followed each
 * sample would twitch, and all that is painted with it. One that is to grow is held until data go beyond it.
 */
export class HeldExtents {
  private held: Extents = { left: NOTHING, right: NOTHING };
  /** What data may span on what the axes show. */
  private shown: Extents = { left: NOTHING, right: NOTHING };
  private options: ChartOptions | null = null;
  private part: Interval | null = null;
  /** The ring's end then. */
  private end = 0;
  private axes: Record<Side, YAxisOptions> | null = null;

  /**
   * What is to be shown in place of what the data span.
   * @param part of x, where no more is shown; while that stays, and what is drawn, so does y, whatever is evicted
   */
  hold(ring: Ring, options: ChartOptions, extents: Extents, part: Interval | null = null): Extents {
    const before = this.options;
    const stays = part !== null && this.part !== null && part[0] === this.part[0] && part[1] === this.part[1];
    const stands = stays && ring.start < this.end && before !== null && drawSame(options, before);
    this.part = part;
    this.end = ring.end;
    const former = this.axes;
    const axes = { left: axisOptionsOf(options, 'left'), right: axisOptionsOf(options, 'right') };
    // Laid out otherwise, the axes may show less than they did.
    const laidOut = options === before;
    this.axes = axes;
    this.options = options;
    for (const side of ['left', 'right'] as const) {
      const axis = axes[side];
      const now = extents[side];
      const held = this.held[side];
      const same = former !== null && sameSpan(axis, former[side]) && isSomething(held) && ring.n > 0;
      const grows = same && (stands || axis.domain === 'grow');
      if (same && laidOut && (isSomething(now) ? this.holds(side, axis, now, grows) : grows)) continue;
      this.held = { ...this.held, [side]: grows ? joined(now, held) : now };
    }
    return this.held;
  }

  /** What the axes then came to show. */
  show(axes: readonly YAxis[]): void {
    for (const { side, span } of axes) this.shown[side] = span;
  }

  private holds(side: Side, axis: YAxisOptions, extent: Interval, grows: boolean): boolean {
    const now = seen(extent, axis);
    if (!isSomething(now) || !isIn(now, this.shown[side])) return false;
    if (grows) return true;
    const { transform } = Y_SCALES[axis.scale];
    const length = ([low, high]: Interval) => (transform ? transform(high) - transform(low) : high - low);
    return length(now) >= length(joined(now, seen(this.held[side], axis))) * LEAST_FILLED;
  }
}

/** What of an extent an axis can show. */
const seen = ([low, high]: Interval, { scale, min, max }: YAxisOptions): Interval =>
  Y_SCALES[scale].showable([Math.max(low, min), Math.min(high, max)]);

const joined = (a: Interval, b: Interval): Interval => [Math.min(a[0], b[0]), Math.max(a[1], b[1])];

const drawSame = (a: ChartOptions, b: ChartOptions) =>
  a === b ||
  (a.series.length === b.series.length &&
    a.series.every(({ name, kind, axis }, k) => {
      const other = b.series[k];
      return name === other.name && kind === other.kind && axis === other.axis;
    }));

const sameSpan = (a: YAxisOptions, b: YAxisOptions) =>
  a.scale === b.scale && a.domain === b.domain && a.min === b.min && a.max === b.max;

const isSomething = ([low, high]: Interval) => low <= high;

const isIn = ([low, high]: Interval, [from, to]: Interval) => low >= from && high <= to;
