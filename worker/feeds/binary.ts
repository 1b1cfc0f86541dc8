/** Samples as binary floats: row by row (interleaved), or column by column in each message (columnar). */
import type { Decoder } from './decoder.js';
import type { Intake } from './intake.js';
import { exampleOf } from './problems.js';

export interface BinaryLayout {
  /** Bytes of a number. */
  size: 4 | 8;
  littleEndian: boolean;
  columnar: boolean;
  /** Numbers of a sample. */
  columns: number;
  /** Which of them is x; −1 where it is regular. */
  x: number;
  /** Which of them are the columns of y. */
  y: readonly number[];
  /** Which of them is its sequence number; −1 for none. */
  sequence: number;
  /** By which power of ten x becomes what it is. */
  shift: number;
}

/** Samples of a column that are taken in one go. */
const STEP = 1 << 16;

const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Decodes messages of whole samples, or a body of interleaved ones in pieces of any length. What is columnar is decoded
 * with the end of its message.
 */
export function binaryDecoder(layout: BinaryLayout, intake: Intake): Decoder {
  const { size, columns, columnar } = layout;
  const stride = size * columns;
  const [times, over] = layout.shift < 0 ? [1, 10 ** -layout.shift] : [10 ** layout.shift, 1];
  /** What is not yet whole: of what is interleaved less than a sample. */
  let rest: Uint8Array[] = [];
  /** Samples of a columnar message that have been taken. */
  let taken = 0;
  let numbers: Numbers | null = null;

  function decode(piece: Uint8Array): void {
    rest.push(piece);
    if (columnar) return;
    const bytes = joined(rest);
    const whole = bytes.length - (bytes.length % stride);
    if (whole > 0) take(numbersIn(bytes.subarray(0, whole), layout), 0, whole / stride, columns, 1);
    rest = whole === bytes.length ? [] : [bytes.slice(whole)];
  }

  function end(): boolean {
    const bytes = joined(rest);
    rest = [bytes];
    const count = bytes.length / stride;
    if (bytes.length % stride !== 0) {
      const message = `${bytes.length} bytes are no whole number of samples, of ${columns} numbers of ${size} bytes`;
      intake.problems.refuse('length', message, exampleOf(bytes, true));
    } else if (taken < count) {
      const from = taken;
      taken = Math.min(count, from + STEP);
      numbers ??= numbersIn(bytes, layout);
      take(numbers, from, taken, 1, count);
      if (taken < count) return false;
    }
    reset();
    return true;
  }

  function reset(): boolean {
    const underWay = rest.length > 0;
    rest = [];
    taken = 0;
    numbers = null;
    return underWay;
  }

  /** Takes samples [from, to), of which number k of sample i is at i · step + k · across. */
  function take(numbers: Numbers, from: number, to: number, step: number, across: number): void {
    const { x, y, sequence } = layout;
    for (let i = from; i < to; ) {
      const batch = intake.room();
      const capacity = batch.x.length;
      const most = Math.min(to - i, capacity - batch.end);
      const at = i * step + x * across;
      // A whole column is copied where nothing in it can be refused.
      if (sequence >= 0 || (x >= 0 && !copyX(numbers, at, step, batch.x, batch.end, most))) {
        for (const last = i + most; i < last; i++) takeOne(numbers, i * step, across);
        continue;
      }
      for (let k = 0; k < y.length; k++) {
        copy(numbers, i * step + y[k] * across, step, batch.y, k * capacity + batch.end, most);
      }
      intake.wrote(most);
      i += most;
    }
  }

  /** Whether all of them are finite. */
  function copyX(from: Numbers, at: number, step: number, to: Float64Array, offset: number, count: number): boolean {
    let sum = 0;
    for (let i = 0, index = at; i < count; i++, index += step) {
      const value = (from[index] * times) / over;
      to[offset + i] = value;
      sum += value - value;
    }
    return sum === 0;
  }

  function takeOne(numbers: Numbers, at: number, across: number): void {
    const { x, y, sequence } = layout;
    if (sequence >= 0) {
      const number = numbers[at + sequence * across];
      if (!Number.isSafeInteger(number)) {
        intake.refuseSample('type', 'sequence must be an integer', `${number}`);
        return;
      }
      if (!intake.isNew(number)) return;
    }
    const value = x < 0 ? 0 : (numbers[at + x * across] * times) / over;
    if (!Number.isFinite(value)) {
      intake.refuseSample('type', 'x must be finite', `${value}`);
      return;
    }
    for (let k = 0; k < y.length; k++) intake.row[k] = numbers[at + y[k] * across];
    intake.push(value);
  }

  const decoder: Decoder = { binary: true, decode, end, reset };
  // Of a columnar message that is cut short nothing is taken.
  if (!columnar) decoder.countOf = (bytes) => Math.floor(bytes / stride);
  return decoder;
}

type Numbers = Float64Array | Float32Array;

/** Pieces as one: without a copy where they lie one after the other. */
function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length === 0) return new Uint8Array(0);
  const [{ buffer, byteOffset }] = pieces;
  let next = byteOffset;
  if (
    pieces.every((piece) => {
      const follows = piece.buffer === buffer && piece.byteOffset === next;
      next += piece.length;
      return follows;
    })
  ) {
    return new Uint8Array(buffer, byteOffset, length);
  }
  const bytes = new Uint8Array(length);
  next = 0;
  for (const piece of pieces) {
    bytes.set(piece, next);
    next += piece.length;
  }
  return bytes;
}

/** The numbers that bytes hold, a whole number of them; a copy only where they are out of line, or the other way round. */
function numbersIn(bytes: Uint8Array, layout: BinaryLayout): Numbers {
  const { size, littleEndian } = layout;
  const length = bytes.length / size;
  const { buffer, byteOffset } = bytes;
  if (littleEndian !== LITTLE) {
    const view = new DataView(buffer, byteOffset, bytes.length);
    const numbers = new Float64Array(length);
    if (size === 8) for (let i = 0; i < length; i++) numbers[i] = view.getFloat64(8 * i, littleEndian);
    else for (let i = 0; i < length; i++) numbers[i] = view.getFloat32(4 * i, littleEndian);
    return numbers;
  }
  if (byteOffset % size !== 0) return numbersIn(bytes.slice(), layout);
  return size === 8 ? new Float64Array(buffer, byteOffset, length) : new Float32Array(buffer, byteOffset, length);
}

function copy(from: Numbers, at: number, step: number, to: Float64Array, offset: number, count: number): void {
  if (step === 1) to.set(from.subarray(at, at + count), offset);
  else for (let i = 0, index = at; i < count; i++, index += step) to[offset + i] = from[index];
}
