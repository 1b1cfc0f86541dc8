/**
 * A pack: small batches of many streams in one piece of memory. What is transferred costs by the piece, and a message by
 * its objects; copying a few samples costs less than either.
 */
import { type Batch, columnCount } from './batch.js';
import type { StreamId } from './protocol.js';
import type { Progression } from './regular.js';

export interface Pack {
  /**
   * Of each batch its stream, how many samples and columns of y it has, when the oldest was pushed, and in how many
   * progressions x goes, 0 where it is written; then of each its x, or those, and its columns.
   */
  numbers: Float64Array;
  batches: number;
}

/** A batch of a stream. */
export interface Packed {
  stream: StreamId;
  batch: Batch;
}

/** Numbers of each batch beside its samples. */
const ENTRY = 5;
const PROGRESSION = 4;

/** Numbers that a batch takes, beside what all take. */
export function numbersOf(batch: Batch): number {
  const count = batch.end - batch.start;
  return (batch.regular ? PROGRESSION * batch.regular.length : count) + count * columnCount(batch);
}

/**
 * Copies batches without labels.
 * @param memory room for so many numbers, or more
 */
export function pack(packed: Packed[], memory: (length: number) => Float64Array): Pack {
  const batches = packed.length;
  let length = ENTRY * batches;
  for (const { batch } of packed) length += numbersOf(batch);
  const numbers = memory(length);
  let entry = 0;
  let at = ENTRY * batches;
  for (const { stream, batch } of packed) {
    const { x, y, regular, start, end, since } = batch;
    const columns = columnCount(batch);
    numbers[entry] = stream;
    numbers[entry + 1] = end - start;
    numbers[entry + 2] = columns;
    numbers[entry + 3] = since;
    numbers[entry + 4] = regular ? regular.length : 0;
    entry += ENTRY;
    if (regular) {
      for (const { from, x0, dx, shift } of regular) {
        numbers[at++] = Math.max(0, from - start);
        numbers[at++] = x0;
        numbers[at++] = dx;
        numbers[at++] = shift + start;
      }
    } else for (let i = start; i < end; i++) numbers[at++] = x[i];
    for (let k = 0, from = start; k < columns; k++, from += x.length) {
      for (let i = 0; i < end - start; i++) numbers[at++] = y[from + i];
    }
  }
  return { numbers, batches };
}

function progressionsIn(numbers: Float64Array): Progression[] {
  return Array.from({ length: numbers.length / PROGRESSION }, (_, k) => {
    const [from, x0, dx, shift] = numbers.subarray(PROGRESSION * k);
    return { from, x0, dx, shift };
  });
}

/** Hands out every batch in its order. It is to be copied at once: its columns are the pack's own. */
export function unpack({ numbers, batches }: Pack, take: (stream: StreamId, batch: Batch) => void): void {
  let at = ENTRY * batches;
  for (let entry = 0; entry < ENTRY * batches; entry += ENTRY) {
    const count = numbers[entry + 1];
    const progressions = numbers[entry + 4];
    const begin = at + (progressions > 0 ? PROGRESSION * progressions : count);
    const end = begin + count * numbers[entry + 2];
    const regular = progressions > 0 ? progressionsIn(numbers.subarray(at, begin)) : null;
    const y = numbers.subarray(begin, end);
    const x = regular ? y.subarray(0, count) : numbers.subarray(at, begin);
    at = end;
    take(numbers[entry], { x, y, regular, start: 0, end: count, labels: null, since: numbers[entry + 3] });
  }
}
