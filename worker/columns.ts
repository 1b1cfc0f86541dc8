/**
 * Decimation: what of a window can be told apart in a picture of a given resolution.
 *
 * Lines are reduced to M4 (Jugel, Jerzak, Hackenbroich, Markl: "M4: A Visualization-Oriented Time Series Data
 * Aggregation", PVLDB 7(10), 2014): of the samples that fall into one column the first, lowest, highest and last, in
 * order of arrival. A column is visited anew each time the line comes back to it, so that x need not be sorted.
 */
import type { Ring } from './ring.js';
import type { LinearScale } from './scales.js';

/** Where the samples of a window lie in the picture. */
export interface Projection {
  /** x counts positions in order of arrival instead of reading the samples' x. */
  byIndex: boolean;
  x: LinearScale;
  y: LinearScale;
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

  get empty(): boolean {
    return this.length === 0;
  }

  done(): Points {
    return this.values.subarray(0, this.length);
  }
}

/** Calls `visit` with the position in CSS px of each sample; NaN for gaps and for labels on a numeric scale. */
function project(ring: Ring, projection: Projection, visit: (x: number, y: number) => void): void {
  const { byIndex, x: xs, y: ys } = projection;
  const width = xs.range[1] - xs.range[0];
  const height = ys.range[1] - ys.range[0];
  let index = 0;
  for (const { x, y, from, to } of ring.runs()) {
    for (let i = from; i < to; i++) {
      const value = byIndex ? index++ : x[i];
      visit(
        xs.range[0] + ((value * xs.factor - xs.origin) / xs.span) * width,
        ys.range[0] + ((y[i] * ys.factor - ys.origin) / ys.span) * height,
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

/**
 * The window as a line, at `resolution` columns per CSS px. Where no column holds more than two samples of a stretch
 * the points are the samples themselves. Stretches between gaps that lie within one column are left out where they
 * would only cover cells that the column has covered already.
 */
export function lineColumns(ring: Ring, projection: Projection, resolution: number): Points {
  const points = new PointList();
  const top = Math.min(...projection.y.range);
  const rows = Math.ceil(Math.abs(projection.y.range[0] - projection.y.range[1]) * resolution) + 2;
  const covered = new Int32Array(rows);
  let visits = 0;
  let column = Number.NaN;
  let columnsInStretch = 0;
  let order = 0;
  let firstX = 0;
  let firstY = 0;
  let lastX = 0;
  let lastY = 0;
  let lowX = 0;
  let lowY = 0;
  let lowOrder = 0;
  let highX = 0;
  let highY = 0;
  let highOrder = 0;

  function emit(): void {
    points.add(firstX, firstY);
    const lowFirst = lowOrder < highOrder;
    const early = lowFirst ? lowOrder : highOrder;
    const late = lowFirst ? highOrder : lowOrder;
    if (early > 0 && early < order) points.add(lowFirst ? lowX : highX, lowFirst ? lowY : highY);
    if (late > early && late < order) points.add(lowFirst ? highX : lowX, lowFirst ? highY : lowY);
    if (order > 0) points.add(lastX, lastY);
  }

  /** A stretch that begins and ends in one column: is there a cell that it is the first to cover? */
  function coversMore(): boolean {
    const from = Math.max(0, Math.floor((lowY - top) * resolution));
    // At least one row: rounding may put the top of the domain a hair above the plot.
    const to = Math.min(rows - 1, Math.max(from, Math.floor((highY - top) * resolution)));
    let more = false;
    for (let row = from; row <= to; row++) {
      if (covered[row] !== visits) more = true;
      covered[row] = visits;
    }
    return more;
  }

  function liftPen(): void {
    if (columnsInStretch === 0) return;
    if (columnsInStretch > 1 || coversMore()) {
      emit();
      points.add(Number.NaN, Number.NaN);
    }
    columnsInStretch = 0;
  }

  project(ring, projection, (x, y) => {
    if (Number.isNaN(x) || Number.isNaN(y)) {
      liftPen();
      return;
    }
    const at = Math.floor(x * resolution);
    if (at === column && columnsInStretch > 0) {
      order++;
      if (y < lowY) {
        lowX = x;
        lowY = y;
        lowOrder = order;
      } else if (y > highY) {
        highX = x;
        highY = y;
        highOrder = order;
      }
    } else {
      if (columnsInStretch > 0) emit();
      if (at !== column) visits++;
      column = at;
      columnsInStretch++;
      order = 0;
      lowOrder = highOrder = 0;
      firstX = lowX = highX = x;
      firstY = lowY = highY = y;
    }
    lastX = x;
    lastY = y;
  });
  liftPen();
  return points.done();
}

/** The window as dots, at most one a cell of 1 / `resolution` CSS px: the first that falls there. */
export function dotCells(ring: Ring, projection: Projection, resolution: number): Points {
  const points = new PointList();
  const left = projection.x.range[0];
  const top = Math.min(...projection.y.range);
  const occupancy = new Occupancy(Math.ceil((projection.x.range[1] - left) * resolution) + 1);
  project(ring, projection, (x, y) => {
    if (Number.isNaN(x) || Number.isNaN(y)) return;
    if (occupancy.take(Math.floor((x - left) * resolution), Math.floor((y - top) * resolution))) points.add(x, y);
  });
  return points.done();
}
