/** What of y an axis has to show: all that is drawn by it, or all but outliers; and what of that a mounted view holds on to. */
import type { ChartOptions, Side } from './options.js';
import type { Ring } from './ring.js';
import { type Interval, yExtent } from './scales.js';
import type { Series } from './series.js';
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
    const drawn = drawnOn(ring, options, side);
    if (isFixed(axis)) extents[side] = [min, max];
    else {
      const samples = part?.samples;
      const extent = domain === 'robust' ? robustExtent(drawn, Y_SCALES[scale], samples) : yExtent(drawn, samples);
      extents[side] = part ? withEnds(extent, ring, options, side, part) : extent;
    }
    const [low, high] = extents[side];
    const stands = options.series.some(({ kind, axis }) => axis === side && (kind === 'area' || kind === 'bar'));
    // Areas and bars tell by their size.
    if (stands && scale !== 'log' && low <= high) extents[side] = [Math.min(low, 0), Math.max(high, 0)];
  }
  return extents;
}

/** Whether there is nothing to draw: no sample, or gaps alone. */
export function drawsNothing(ring: Ring, options: ChartOptions, extents: Extents, part: Part | null = null): boolean {
  return sidesOf(options).every((side) => {
    const fixed = isFixed(axisOptionsOf(options, side));
    const [low, high] = fixed ? yExtent(drawnOn(ring, options, side), part?.samples) : extents[side];
    return low > high;
  });
}

/** Both ends are given: nothing depends on the data. */
const isFixed = ({ min, max }: YAxisOptions) => Number.isFinite(min) && Number.isFinite(max);

/** What is drawn by an axis: smoothed, that remembers what has left the window, and may lie beyond what is in it. */
function drawnOn(ring: Ring, { series }: ChartOptions, side: Side): Series[] {
  const drawn: Series[] = [];
  series.forEach(({ kind, axis, low }, index) => {
    if (axis !== side || kind === 'none') return;
    drawn.push(ring.series[index]);
    const smoothed = ring.smoothed[index];
    if (smoothed && isSmoothable(kind)) drawn.push(smoothed);
    if (kind === 'band') drawn.push(ring.series[series.findIndex(({ name }) => name === low)]);
  });
  return drawn;
}

/** An extent that also holds the heights at which lines come into a part of x, and leave it. */
function withEnds(extent: Interval, ring: Ring, { series }: ChartOptions, side: Side, part: Part): Interval {
  let all = extent;
  series.forEach(({ kind, axis }, index) => {
    if (axis !== side || !CONNECTED.includes(kind)) return;
    for (const height of heightsAtEnds(part, ring.series[index], kind === 'step')) all = joined(all, [height, height]);
  });
  return all;
}

const CONNECTED: string[] = ['line', 'step', 'area', 'band'];

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
function robustExtent(
  all: readonly Series[],
  { transform, invert, endless }: YScale,
  samples: Part['samples'] = [all[0].start, all[0].end],
): Interval {
  const [low, high] = yExtent(all, samples);
  const values: number[] = [];
  const [start, end] = samples;
  const n = end - start;
  for (const { y } of all) {
    const stride = Math.max(1, (n * all.length) / MOST_READ);
    for (let k = 0; start + k * stride < end; k++) {
      // Not in step with anything that comes round again: by the golden section, after Weyl.
      const index = Math.floor(start + (stride > 1 ? k + ((k * GOLDEN) % 1) : k) * stride);
      const value = index < end ? y.at(index) : Number.NaN;
      const shown = !Number.isNaN(value) && !(endless && value <= 0);
      if (shown) values.push(transform === null ? value : transform(value));
    }
  }
  const sorted = Float64Array.from(values).sort();
  const [first, third] = [0.25, 0.75].map((share) => sorted[Math.floor(share * (sorted.length - 1))]);
  const between = third - first;
  if (!(between > 0)) return [low, high];
  const within = sorted.filter((value) => value >= first - FENCE * between && value <= third + FENCE * between);
  const [least, most] = [within[0], within[within.length - 1]];
  if (n * all.length <= MOST_READ) {
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
  private axes: Record<Side, YAxisOptions> | null = null;

  /**
   * What is to be shown in place of what the data span.
   * @param part of x, where no more is shown; while that stays, so does y, whatever is evicted
   */
  hold(ring: Ring, options: ChartOptions, extents: Extents, part: Interval | null = null): Extents {
    const stands = part !== null && this.part !== null && part[0] === this.part[0] && part[1] === this.part[1];
    this.part = part;
    const former = this.axes;
    const axes = { left: axisOptionsOf(options, 'left'), right: axisOptionsOf(options, 'right') };
    // Laid out otherwise, the axes may show less than they did.
    const laidOut = options === this.options;
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

const sameSpan = (a: YAxisOptions, b: YAxisOptions) =>
  a.scale === b.scale && a.domain === b.domain && a.min === b.min && a.max === b.max;

const isSomething = ([low, high]: Interval) => low <= high;

const isIn = ([low, high]: Interval, [from, to]: Interval) => low >= from && high <= to;
