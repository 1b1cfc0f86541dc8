/**
 * Decimation of what is filled: of a band, between two gaps, its two edges; of bars that overlap, what they cover together.
 *
 * Bands are reduced as lines are, to M4 (see columns.ts): of what falls into one column the first and last samples, and those
 * at which an edge is lowest and highest.
 */
import { type Projection, readColumns } from './columns.js';
import { type Interval, position } from './scales.js';
import type { Series } from './series.js';

/** A band from one gap to the next: along both edges, x ascending as samples came; CSS px. */
export interface Stretch {
  x: number[];
  /** Of the series, and of what it is filled to. */
  edge: number[];
  other: number[];
}

/**
 * The stretches of a band, at `resolution` columns a CSS px. Those that lie within one column are left out where the column
 * is filled so far already.
 * @param other the series of the other edge, or the height of the base
 */
export function bandColumns(
  series: Series,
  other: Series | number,
  { byIndex, x, y }: Projection,
  resolution: number,
): Stretch[] {
  const stretches: Stretch[] = [];
  const heightOf = (index: number) => (typeof other === 'number' ? other : other.y.at(index));
  const xOf = (index: number) => position(x, byIndex ? index - series.start : series.x.at(index));
  /** Of the column under way: where it is, and its samples that count. */
  let column = Number.NaN;
  let kept: number[] = [];
  /** What the column at `covered.column` is filled to by stretches that lie within it. */
  const covered = { column: Number.NaN, top: 0, bottom: 0 };
  let stretch: number[] = [];
  let columns = 0;

  function endColumn(): void {
    const sorted = [...new Set(kept)].sort((a, b) => a - b);
    stretch.push(...sorted);
    kept = [];
  }

  function endStretch(): void {
    if (kept.length === 0) return;
    endColumn();
    const edge = stretch.map((index) => position(y, series.y.at(index)));
    const others = stretch.map((index) => position(y, heightOf(index)));
    if (columns > 1 || coversMore(edge, others)) stretches.push({ x: stretch.map(xOf), edge, other: others });
    stretch = [];
    column = Number.NaN;
    columns = 0;
  }

  function coversMore(edge: number[], others: number[]): boolean {
    const top = Math.min(...edge, ...others);
    const bottom = Math.max(...edge, ...others);
    const known = covered.column === column;
    if (known && top >= covered.top - 1 / resolution && bottom <= covered.bottom + 1 / resolution) return false;
    covered.top = known ? Math.min(top, covered.top) : top;
    covered.bottom = known ? Math.max(bottom, covered.bottom) : bottom;
    covered.column = column;
    return true;
  }

  /** Samples of a column that count, of which there may have been others before. */
  function enter(at: number): boolean {
    if (at === column) return false;
    if (kept.length > 0) endColumn();
    column = at;
    columns++;
    return true;
  }

  const columnAt = (index: number) => Math.floor(xOf(index) * resolution);
  if (typeof other === 'number') {
    const visit = (at: number, first: number, low: number, high: number, last: number) => {
      enter(at);
      kept = [first, low, high, last];
    };
    readColumns(series, byIndex, columnAt, visit, endStretch);
    endStretch();
    return stretches;
  }
  // First, last, and where either edge is lowest and highest. There is no index over both together.
  for (let index = series.start; index < series.end; index++) {
    const one = series.y.at(index);
    const two = other.y.at(index);
    const at = columnAt(index);
    if (Number.isNaN(one) || Number.isNaN(two) || Number.isNaN(at)) {
      endStretch();
      continue;
    }
    if (enter(at)) {
      kept = [index, index, index, index, index, index];
      continue;
    }
    if (one < series.y.at(kept[1])) kept[1] = index;
    if (one > series.y.at(kept[2])) kept[2] = index;
    if (two < other.y.at(kept[3])) kept[3] = index;
    if (two > other.y.at(kept[4])) kept[4] = index;
    kept[5] = index;
  }
  endStretch();
  return stretches;
}

/** An edge cut to a band of y, along which it goes on where it would leave it; with the places where it turns. */
export function keptWithin(xs: number[], ys: number[], [top, bottom]: Interval): [x: number, y: number][] {
  const kept: [number, number][] = [];
  for (let i = 0; i < xs.length; i++) {
    if (i > 0 && ys[i] !== ys[i - 1]) {
      const [x0, y0, x1, y1] = [xs[i - 1], ys[i - 1], xs[i], ys[i]];
      for (const level of y0 < y1 ? [top, bottom] : [bottom, top]) {
        const share = (level - y0) / (y1 - y0);
        if (share > 0 && share < 1) kept.push([x0 + share * (x1 - x0), level]);
      }
    }
    kept.push([xs[i], Math.min(Math.max(ys[i], top), bottom)]);
  }
  return kept;
}

/** Bars that stand apart: x of each sample and y of its end, CSS px. */
export function barEnds(series: Series, { byIndex, x, y }: Projection): [x: number, y: number][] {
  const bars: [number, number][] = [];
  for (let index = series.start; index < series.end; index++) {
    const value = series.y.at(index);
    const at = position(x, byIndex ? index - series.start : series.x.at(index));
    if (!Number.isNaN(value) && !Number.isNaN(at)) bars.push([at, position(y, value)]);
  }
  return bars;
}

/** What bars that overlap cover together, column by column, from one on: highest and lowest y, CSS px; NaN for nothing. */
export interface Skyline {
  first: number;
  tops: Float64Array;
  bottoms: Float64Array;
}

/**
 * @param base y of it, CSS px
 * @param bar what a bar covers of x, from its sample on; CSS px
 * @param resolution columns a CSS px
 */
export function skylineOf(
  series: Series,
  base: number,
  projection: Projection,
  bar: Interval,
  resolution: number,
): Skyline {
  const [left, right] = projection.x.range.map((end) => Math.round(end * resolution));
  const [before, after] = bar.map((end) => Math.round(end * resolution));
  const first = left + Math.min(0, before);
  const count = right + Math.max(0, after) - first + 1;
  const tops = new Float64Array(count).fill(Number.NaN);
  const bottoms = new Float64Array(count).fill(Number.NaN);
  const { byIndex, x, y } = projection;
  const columnAt = (index: number) =>
    Math.round(position(x, byIndex ? index - series.start : series.x.at(index)) * resolution);
  function stand(at: number, end: number): void {
    const to = Math.min(count, at + after - first);
    for (let column = Math.max(0, at + before - first); column < to; column++) {
      // NaN is neither above nor below.
      if (!(tops[column] <= Math.min(end, base))) tops[column] = Math.min(end, base);
      if (!(bottoms[column] >= Math.max(end, base))) bottoms[column] = Math.max(end, base);
    }
  }
  const visit = (at: number, _first: number, low: number, high: number) => {
    for (const index of [low, high]) stand(at, position(y, series.y.at(index)));
  };
  readColumns(series, byIndex, columnAt, visit, () => {});
  return { first, tops, bottoms };
}
