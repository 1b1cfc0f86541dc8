/** Samples as users give them: checked before anything is taken, then written into the columns of a batch. */
import { type Batch, type Label, writeLabel } from './batch.js';
import { goesOn, RegularColumn } from './regular.js';
import { checkNames, describe, nearest } from './rules.js';

/** A position on the x axis. A Date is its ISO-8601 UTC form on a category scale, its epoch ms on a numeric one. */
export type X = number | string | Date;
/** A value; null, undefined, NaN and ±Infinity are a gap. */
export type Y = number | null | undefined;

/** A column of samples: an array, or a typed array of numbers. */
export type Samples = ArrayLike<unknown>;
/** A column of x: what there is of it, or how it is to be computed. */
export type Xs = Samples | RegularColumn;

/** y of one sample on several series: in their order, or by their names. */
export type Row<Y> = ArrayLike<Y> | Readonly<Record<string, Y>>;
/** Columns of y: the one of a stream without `series`; else one for each, in their order or by their names. */
export type Columns<Y> = ArrayLike<Y> | readonly ArrayLike<Y>[] | Readonly<Record<string, ArrayLike<Y>>>;

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

/** In place of a column that was not given. */
const GAPS: Samples = [];

/** @throws TypeError for a name that no series has; the message suggests the nearest one. */
function indexOf(names: readonly string[], name: string): number {
  const index = names.indexOf(name);
  if (index >= 0) return index;
  throw new TypeError(`${describe(name)} is not a series of this stream; did you mean '${nearest(name, names)}'?`);
}

function checkCount(count: number, { length }: readonly string[], name: string, what: string): void {
  if (count === length) return;
  throw new RangeError(`${name} must hold a ${what} for each of the ${length} series, got ${count}`);
}

/** Whether it is an object as it is written, of whichever realm: a Map or a Promise without properties says nothing. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function checkByName(value: unknown, name: string, what: string): asserts value is Record<string, unknown> {
  if (typeof value === 'object' && value !== null && (Object.keys(value).length > 0 || isPlain(value))) return;
  throw new TypeError(
    `${name} must be an array with a ${what} for each series, or an object of them by name, got ${describe(value)}`,
  );
}

/** What one of the values for all series is called. */
const called = (name: string, names: readonly string[] | null, k: number) =>
  names === null ? name : `${name}[${describe(names[k])}]`;

/**
 * The y that one sample has on all series, written into a row. What is left out of an object is a gap.
 * @throws TypeError | RangeError naming what was wrong.
 */
export function takeRow(y: unknown, names: readonly string[], row: Float64Array): void {
  if (Array.isArray(y) || isTyped(y)) {
    checkCount(y.length, names, 'y', 'number');
    for (let k = 0; k < y.length; k++) row[k] = typeof y[k] === 'number' ? y[k] : takeY(y[k], called('y', names, k));
    return;
  }
  checkByName(y, 'y', 'number');
  row.fill(Number.NaN);
  for (const name of Object.keys(y)) {
    const k = indexOf(names, name);
    row[k] = takeY(y[name], called('y', names, k));
  }
}

/**
 * The columns of y: of a stream whose series have no names (null) the one, else one for each; what is left out of an
 * object is all gaps.
 * @throws TypeError | RangeError naming what was wrong.
 */
export function takeColumns(ys: unknown, names: readonly string[] | null, name = 'ys'): Samples[] {
  if (names === null) return [ys as Samples];
  if (Array.isArray(ys)) {
    checkCount(ys.length, names, name, 'column');
    return ys;
  }
  if (isTyped(ys)) checkByName(null, name, 'column');
  checkByName(ys, name, 'column');
  const columns = Array<Samples>(names.length).fill(GAPS);
  for (const series of Object.keys(ys)) columns[indexOf(names, series)] = ys[series] as Samples;
  return columns;
}

/**
 * What is given as x: a column, which is still to be checked, or `{ x0, dx }`, as long as the columns of y are.
 * @throws TypeError for another field than those two, or a value that neither may be; RangeError where no column of y says
 * how many samples there are.
 */
export function takeXs(xs: unknown, columns: readonly Samples[], name = 'xs', yName = 'ys'): Xs {
  if (typeof xs !== 'object' || xs === null || Array.isArray(xs) || !('x0' in xs || 'dx' in xs)) return xs as Samples;
  checkNames(xs, ['x0', 'dx'], name);
  const { x0, dx } = xs as { x0?: unknown; dx?: unknown };
  if (!Number.isFinite(dx)) throw new TypeError(`dx must be a finite number, got ${describe(dx)}`);
  const k = columns.findIndex((column) => column !== GAPS);
  if (k < 0) throw new RangeError(`${yName} must hold a column, which tells how many samples there are`);
  return new RegularColumn(takeX(x0, true, 'x0') as number, dx as number, columns[k]?.length);
}

/**
 * Checks columns whole: x, as `takeXs` gave it, and those that `takeColumns` gave.
 * @returns whether a label is among x.
 * @throws TypeError naming the column and the index; RangeError for unequal lengths, or an x that is not finite.
 */
export function checkSamples(
  xs: unknown,
  columns: readonly unknown[],
  names: readonly string[] | null,
  numeric: Numeric,
  xName = 'xs',
  yName = 'ys',
): boolean {
  const regular = xs instanceof RegularColumn;
  if (!regular) checkColumn(xs, xName);
  const n = xs.length;
  let counted = regular ? null : xName;
  // By index: a column that is left out of an array must not be passed over.
  for (let k = 0; k < columns.length; k++) {
    const ys = columns[k];
    if (ys === GAPS) continue;
    const name = called(yName, names, k);
    checkColumn(ys, name);
    counted ??= name;
    if (n === ys.length) continue;
    throw new RangeError(`${counted} and ${name} must be equally long, got ${n} and ${ys.length} samples`);
  }
  let labels = false;
  if (regular) xs.checkEnd();
  else if (xs instanceof Float64Array) {
    for (let i = 0; i < n; i++) if (xs[i] - xs[i] !== 0) takeX(xs[i], numeric, `${xName}[${i}]`);
  } else {
    for (let i = 0; i < n; i++) {
      const x = xs[i];
      if (typeof x === 'number' && x - x === 0) continue;
      if (typeof takeX(x, numeric, `${xName}[${i}]`) !== 'number') labels = true;
    }
  }
  for (let k = 0; k < columns.length; k++) {
    const ys = columns[k] as Samples;
    if (ys instanceof Float64Array) continue;
    const { length } = ys;
    for (let i = 0; i < length; i++) {
      if (typeof ys[i] !== 'number') takeY(ys[i], `${called(yName, names, k)}[${i}]`);
    }
  }
  return labels;
}

/**
 * Writes [from, to) of checked columns to the end of a batch, which must have room and as many columns. x is not written
 * where the batch is regular; all of it must be then.
 */
export function writeSamples(
  batch: Batch,
  xs: Xs,
  columns: readonly Samples[],
  from: number,
  to: number,
  numeric: Numeric,
): void {
  const { x, y, end } = batch;
  if (xs instanceof RegularColumn) {
    const { x0, dx } = xs;
    const { regular } = batch;
    if (regular) {
      const next = xs.progression(from, end);
      const last = regular[regular.length - 1];
      if (!last || !goesOn(last, next, end + to - from)) regular.push(next);
    } else for (let i = from; i < to; i++) x[end + i - from] = x0 + i * dx;
  } else if (xs instanceof Float64Array) x.set(xs.subarray(from, to), end);
  else {
    for (let i = from; i < to; i++) {
      const value = xs[i];
      const taken = typeof value === 'number' ? value : takeX(value, numeric);
      if (typeof taken === 'number') x[end + i - from] = taken;
      else writeLabel(batch, end + i - from, taken);
    }
  }
  for (let k = 0; k < columns.length; k++) {
    const ys = columns[k];
    const at = k * x.length + end;
    if (ys instanceof Float64Array) y.set(ys.subarray(from, to), at);
    else if (ys === GAPS) y.fill(Number.NaN, at, at + to - from);
    else for (let i = from; i < to; i++) y[at + i - from] = takeY(ys[i]);
  }
  batch.end = end + to - from;
}
