/** Samples as users give them: checked before anything is taken, then written into the columns of a batch. */
import { type Batch, type Label, writeLabel } from './batch.js';
import { describe } from './options.js';

/** A column of samples: an array, or a typed array of numbers. */
export type Samples = ArrayLike<unknown>;

/** Whether the stream's x is numeric; null where that isn't known yet (a sink before its first word from the page). */
export type Numeric = boolean | null;

/**
 * What x becomes: a number, or a label on a category scale.
 * @throws TypeError for anything that is neither a finite number, a valid Date nor (on a category scale) a string.
 */
export function takeX(x: unknown, numeric: Numeric, name = 'x'): number | Label {
  if (typeof x === 'number' && x - x === 0) return x;
  if (typeof x === 'string' && numeric !== true) return x;
  if (x instanceof Date && !Number.isNaN(x.getTime())) {
    if (numeric === null) return new Date(x);
    return numeric ? x.getTime() : x.toISOString();
  }
  const what = x instanceof Date ? 'an invalid Date' : describe(x);
  throw new TypeError(
    `${name} must be a finite number${numeric ? ' or a Date' : ', a Date or a string'}${numeric ? ' on a numeric scale' : ''}, got ${what}`,
  );
}

/**
 * What y becomes: a number; NaN is a gap, and so is an infinite value when the ring takes it.
 * @throws TypeError for anything but a number, null or undefined.
 */
export function takeY(y: unknown, name = 'y'): number {
  if (typeof y === 'number') return y;
  if (y === null || y === undefined) return Number.NaN;
  throw new TypeError(`${name} must be a number, or null for a gap, got ${describe(y)}`);
}

const isTyped = (value: unknown): value is ArrayBufferView & ArrayLike<number> =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

function checkDetached(column: ArrayBufferView, name: string): void {
  if (column.byteLength > 0) return;
  try {
    // The one test that works everywhere: no view can be made on a detached buffer.
    new Uint8Array(column.buffer);
  } catch {
    throw new TypeError(`${name} is detached: its buffer was transferred away`);
  }
}

function checkColumn(column: unknown, name: string): asserts column is Samples {
  if (isTyped(column)) checkDetached(column, name);
  else if (!Array.isArray(column))
    throw new TypeError(`${name} must be an array or a typed array, got ${describe(column)}`);
}

/**
 * Checks two columns whole.
 * @returns whether a label is among x.
 * @throws TypeError naming the column and the index; RangeError for unequal lengths.
 */
export function checkSamples(xs: unknown, ys: unknown, numeric: Numeric, xName = 'xs', yName = 'ys'): boolean {
  checkColumn(xs, xName);
  checkColumn(ys, yName);
  const n = xs.length;
  if (n !== ys.length) {
    throw new RangeError(`${xName} and ${yName} must be equally long, got ${n} and ${ys.length} samples`);
  }
  let labels = false;
  if (xs instanceof Float64Array) {
    for (let i = 0; i < n; i++) if (xs[i] - xs[i] !== 0) takeX(xs[i], numeric, `${xName}[${i}]`);
  } else {
    for (let i = 0; i < n; i++) {
      const x = xs[i];
      if (typeof x === 'number' && x - x === 0) continue;
      if (typeof takeX(x, numeric, `${xName}[${i}]`) !== 'number') labels = true;
    }
  }
  if (!(ys instanceof Float64Array)) {
    for (let i = 0; i < n; i++) if (typeof ys[i] !== 'number') takeY(ys[i], `${yName}[${i}]`);
  }
  return labels;
}

/** Writes [from, to) of checked columns to the end of a batch, which must have room. */
export function writeSamples(batch: Batch, xs: Samples, ys: Samples, from: number, to: number, numeric: Numeric): void {
  const { x, y, end } = batch;
  if (xs instanceof Float64Array) x.set(xs.subarray(from, to), end);
  else {
    for (let i = from; i < to; i++) {
      const value = xs[i];
      const taken = typeof value === 'number' ? value : takeX(value, numeric);
      if (typeof taken === 'number') x[end + i - from] = taken;
      else writeLabel(batch, end + i - from, taken);
    }
  }
  if (ys instanceof Float64Array) y.set(ys.subarray(from, to), end);
  else for (let i = from; i < to; i++) y[end + i - from] = takeY(ys[i]);
  batch.end = end + to - from;
}
