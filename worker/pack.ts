/**
 * A pack: small batches of many streams in one piece of memory. What is transferred costs by the piece, and a message by
 * its objects; copying a few samples costs less than either.
 */
import { type Batch, columnCount } from './batch.js';
import type { StreamId } from './protocol.js';

export interface Pack {
  /**
   * Of each batch its stream, how many samples and columns of y it has, and when the oldest was pushed; then of each its x
   * and its columns.
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
const ENTRY = 4;

/**
 * Copies batches without labels.
 * @param memory room for so many numbers, or more
 */
export function pack(packed: Packed[], memory: (length: number) => Float64Array): Pack {
  const batches = packed.length;
  let length = ENTRY * batches;
  for (const { batch } of packed) length += (batch.end - batch.start) * (1 + columnCount(batch));
  const numbers = memory(length);
  let entry = 0;
  let at = ENTRY * batches;
  for (const { stream, batch } of packed) {
    const { x, y, start, end, since } = batch;
    const columns = columnCount(batch);
    numbers[entry] = stream;
    numbers[entry + 1] = end - start;
    numbers[entry + 2] = columns;
    numbers[entry + 3] = since;
    entry += ENTRY;
    for (let i = start; i < end; i++) numbers[at++] = x[i];
    for (let k = 0, from = start; k < columns; k++, from += x.length) {
      for (let i = 0; i < end - start; i++) numbers[at++] = y[from + i];
    }
  }
  return { numbers, batches };
}

/** Hands out every batch in its order. It is to be copied at once: its columns are the pack's own. */
export function unpack({ numbers, batches }: Pack, take: (stream: StreamId, batch: Batch) => void): void {
  let at = ENTRY * batches;
  for (let entry = 0; entry < ENTRY * batches; entry += ENTRY) {
    const count = numbers[entry + 1];
    const x = numbers.subarray(at, at + count);
    const end = at + count * (1 + numbers[entry + 2]);
    const y = numbers.subarray(at + count, end);
    at = end;
    take(numbers[entry], { x, y, start: 0, end: count, labels: null, since: numbers[entry + 3] });
  }
}
