/**
 * A pack: small batches of many streams in one piece of memory. What is transferred costs by the piece, and a message by
 * its objects; copying a few samples costs less than either.
 */
import type { Batch } from './batch.js';
import type { StreamId } from './protocol.js';

export interface Pack {
  /** Of each batch: its stream, how many samples it has and when the oldest was pushed; then their x, then their y. */
  numbers: Float64Array;
  /** Of the numbers so many count. */
  length: number;
}

const HEADER = 3;

/** Numbers that a batch takes in a pack. */
export const packedLength = ({ start, end }: Batch): number => HEADER + 2 * (end - start);

/** Copies a batch without labels to the end of a pack that has room for it. */
export function packBatch(pack: Pack, stream: StreamId, { x, y, start, end, since }: Batch): void {
  const { numbers, length } = pack;
  const count = end - start;
  numbers[length] = stream;
  numbers[length + 1] = count;
  numbers[length + 2] = since;
  const from = length + HEADER - start;
  for (let i = start; i < end; i++) {
    numbers[from + i] = x[i];
    numbers[from + count + i] = y[i];
  }
  pack.length = length + HEADER + 2 * count;
}

/** Hands out every batch in its order. Its columns are the pack's own: they are to be copied at once. */
export function unpack({ numbers, length }: Pack, take: (stream: StreamId, batch: Batch) => void): void {
  for (let at = 0; at < length; ) {
    const count = numbers[at + 1];
    const start = at + HEADER;
    const x = numbers.subarray(start, start + count);
    const y = numbers.subarray(start + count, start + 2 * count);
    take(numbers[at], { x, y, start: 0, end: count, labels: null, since: numbers[at + 2] });
    at = start + 2 * count;
  }
}
