/**
 * Decimation: what of a window can be told apart in a picture of a given resolution.
 *
 * Lines are reduced to M4 (Jugel, Jerzak, Hackenbroich, Markl: "M4: A Visualization-Oriented Time Series Data
 * Aggregation", PVLDB 7(10), 2014): of the samples that fall into one column the first, lowest, highest and last, in
 * order of arrival, the earliest of equals. Where x ascends a column is a range of samples: its ends are searched for
 * and its extremes come from the pyramid. Where it does not, all samples are read, and a column is visited anew each
 * time the line comes back to it.
 */

import { type Interval, position, type Scale } from './scales.js';
import type { Series } from './series.js';

/** Where the samples of a window lie in the picture. */
export interface Projection {
  /** x counts positions in order of arrival instead of reading the samples' x. */
  byIndex: boolean;
  x: Scale;
  y: Scale;
  /** What of y is drawn. */
  drawn: Interval;
}

/** Points as x, y, x, y … in CSS px. A pair of NaN lifts the pen. */
export type Points = Float64Array;

/** A growing list of points. */
class PointList {
  private values = new Float64Array(512);
  private length = 0;

  add(x: number, y: number): void {
    if (this.length === this.values.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = x;
    this.values[this.length++] = y;
  }

  done(): Points {
    return this.values.subarray(0, this.length);
  }
}

/** Calls `visit` with the position in CSS px of each sample; NaN for gaps, for labels on a numeric scale, and for what is not drawn. */
function project(series: Series, projection: Projection, visit: (x: number, y: number) => void): void {
  const { byIndex, x: xs, y: ys, drawn } = projection;
  const { transform } = ys;
  const width = xs.range[1] - xs.range[0];
  const height = ys.range[1] - ys.range[0];
  let index = 0;
  for (const { x, y, from, to } of series.runs()) {
    for (let i = from; i < to; i++) {
      const value = byIndex ? index++ : x[i];
      visit(
        xs.range[0] + ((value * xs.factor - xs.origin) / xs.span) * width,
        y[i] >= drawn[0] && y[i] <= drawn[1]
          ? ys.range[0] + (((transform === null ? y[i] : transform(y[i])) * ys.factor - ys.origin) / ys.span) * height
          : Number.NaN,
      );
    }
  }
}

/** Which cells of a grid are taken. Rows are made when first touched: most of a large grid never is. */
class Occupancy {
  private readonly rows: (Uint8Array | undefined)[] = [];
  constructor(private readonly columns: number) {}

  /** Takes a cell; false where it was taken before. */
  take(column: number, row: number): boolean {
    this.rows[row] ??= new Uint8Array((this.columns >> 3) + 1);
    const bits = this.rows[row];
    const bit = 1 << (column & 7);
    if (bits[column >> 3] & bit) return false;
    bits[column >> 3] |= bit;
    return true;
  }
}

/** What of a line lies in one column, as absolute indices: all between two gaps, or up to one of the column's edges. */
type Visit = (column: number, first: number, low: number, high: number, last: number) => void;

/** x of a sample in units of the scale: its position in the window, or the sample's own. */
const unitsOf = (series: Series, byIndex: boolean, index: number) =>
  byIndex ? index - series.start : series.x.at(index);

/** Reads columns off an ascending window. Cost: the columns that hold samples times log n, and the gaps. */
function searchColumns(series: Series, columnAt: (index: number) => number, visit: Visit, liftPen: () => void): void {
  const { pyramid } = series;
  let stride = 1;
  for (let from = series.start; from < series.end; ) {
    const column = columnAt(from);
    // Galloping: neighbouring columns are often about equally full.
    let inside = from;
    let outside = from + stride;
    while (outside < series.end && columnAt(outside) === column) {
      inside = outside;
      outside += stride;
      stride *= 2;
    }
    outside = Math.min(outside, series.end);
    while (outside - inside > 1) {
      const middle = inside + Math.floor((outside - inside) / 2);
      if (columnAt(middle) === column) inside = middle;
      else outside = middle;
    }
    stride = Math.max(1, outside - from);
    for (let first = from; first < outside; ) {
      const gap = pyramid.nextGap(first, outside);
      if (gap > first) {
        pyramid.range(first, gap);
        const { low, high } = pyramid;
        visit(column, first, pyramid.indexOf(low, 0, first, gap), pyramid.indexOf(high, 1, first, gap), gap - 1);
      }
      if (gap < outside) liftPen();
      first = pyramid.nextFinite(gap, outside);
    }
    from = outside;
  }
}

/** Reads columns off a window in any order, sample by sample. */
function scanColumns(series: Series, columnAt: (index: number) => number, visit: Visit, liftPen: () => void): void {
  let column = Number.NaN;
  let first = 0;
  let low = 0;
  let high = 0;
  for (let index = series.start; index < series.end; index++) {
    const value = series.y.at(index);
    const at = columnAt(index);
    const inside = at === column && !Number.isNaN(value);
    if (!inside && !Number.isNaN(column)) visit(column, first, low, high, index - 1);
    if (inside) {
      if (value < series.y.at(low)) low = index;
      if (value > series.y.at(high)) high = index;
      continue;
    }
    column = Number.isNaN(value) ? Number.NaN : at;
    first = low = high = index;
    if (Number.isNaN(column)) liftPen();
  }
  if (!Number.isNaN(column)) visit(column, first, low, high, series.end - 1);
}

/** Visits what lies in each column, from gap to gap. Where x ascends, `columnAt` has to as well. */
export function readColumns(
  series: Series,
  byIndex: boolean,
  columnAt: (index: number) => number,
  visit: Visit,
  liftPen: () => void,
): void {
  const read = byIndex || series.ascending ? searchColumns : scanColumns;
  read(series, columnAt, visit, liftPen);
}

/**
 * The window as a line, at `resolution` columns per CSS px. Where no column holds more than two samples of a stretch
 * the points are the samples themselves. Stretches between gaps that lie within one column are left out where they
 * would only cover cells that the column has covered already.
 */
export function lineColumns(series: Series, { byIndex, x, y, drawn }: Projection, resolution: number): Points {
  const points = new PointList();
  const top = Math.min(...y.range);
  const rows = Math.ceil(Math.abs(y.range[0] - y.range[1]) * resolution) + 2;
  const covered = new Int32Array(rows);
  let visits = 0;
  let column = Number.NaN;
  let columnsInStretch = 0;
  /** Of the stretch that has not left its first column yet. */
  let lone = { first: 0, low: 0, high: 0, last: 0 };

  const add = (index: number) =>
    points.add(position(x, unitsOf(series, byIndex, index)), position(y, series.y.at(index)));

  function emit({ first, low, high, last }: typeof lone): void {
    add(first);
    const early = Math.min(low, high);
    const late = Math.max(low, high);
    if (early > first && early < last) add(early);
    if (late > early && late > first && late < last) add(late);
    if (last > first) add(last);
  }

  /** A stretch that begins and ends in one column: is there a cell that it is the first to cover? */
  function coversMore(): boolean {
    if (series.y.at(lone.high) < drawn[0] || series.y.at(lone.low) > drawn[1]) return false;
    const high = position(y, series.y.at(lone.high));
    const low = position(y, series.y.at(lone.low));
    const from = Math.max(0, Math.floor((Math.min(low, high) - top) * resolution));
    // At least one row: rounding may put the top of the domain a hair above the plot.
    const to = Math.min(rows - 1, Math.max(from, Math.floor((Math.max(low, high) - top) * resolution)));
    let more = false;
    for (let row = from; row <= to; row++) {
      if (covered[row] !== visits) more = true;
      covered[row] = visits;
    }
    return more;
  }

  function liftPen(): void {
    if (columnsInStretch === 1 && coversMore()) {
      emit(lone);
      points.add(Number.NaN, Number.NaN);
    } else if (columnsInStretch > 1) points.add(Number.NaN, Number.NaN);
    columnsInStretch = 0;
  }

  function visit(at: number, first: number, low: number, high: number, last: number): void {
    if (at !== column) visits++;
    column = at;
    columnsInStretch++;
    if (columnsInStretch === 1) {
      lone = { first, low, high, last };
      return;
    }
    if (columnsInStretch === 2) emit(lone);
    emit({ first, low, high, last });
  }

  const columnAt = (index: number) => Math.floor(position(x, unitsOf(series, byIndex, index)) * resolution);
  readColumns(series, byIndex, columnAt, visit, liftPen);
  liftPen();
  return points.done();
}

/** The window as dots, at most one a cell of 1 / `resolution` CSS px: the first that falls there. */
export function dotCells(series: Series, projection: Projection, resolution: number): Points {
  const points = new PointList();
  const left = projection.x.range[0];
  const top = Math.min(...projection.y.range);
  const occupancy = new Occupancy(Math.ceil((projection.x.range[1] - left) * resolution) + 1);
  project(series, projection, (x, y) => {
    if (Number.isNaN(x) || Number.isNaN(y)) return;
    if (occupancy.take(Math.floor((x - left) * resolution), Math.floor((y - top) * resolution))) points.add(x, y);
  });
  return points.done();
}
