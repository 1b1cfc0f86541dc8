/**
 * A pack: small batches of many streams in one piece of memory. What is transferred costs by the piece, and a message by
 * its objects; copying a few samples costs less than either.
 */
import type { Batch } from './batch.js';
import type { StreamId } from './protocol.js';

export interface Pack {
  /** Of each batch its stream, how many samples it has and when the oldest was pushed; then x of all samples, then y. */
  numbers: Float64Array;
  batches: number;
  samples: number;
}

/** A batch of a stream. */
export interface Packed {
  stream: StreamId;
  batch: Batch;
}

/** Numbers of each batch beside its samples. */
const ENTRY = 3;

/**
 * Copies batches without labels.
 * @param memory room for so many numbers, or more
 */
export function pack(packed: Packed[], memory: (length: number) => Float64Array): Pack {
  const batches = packed.length;
  let samples = 0;
  for (const { batch } of packed) samples += batch.end - batch.start;
  const numbers = memory(ENTRY * batches + 2 * samples);
  let entry = 0;
  let at = ENTRY * batches;
  for (const { stream, batch } of packed) {
    const { x, y, start, end, since } = batch;
    numbers[entry] = stream;
    numbers[entry + 1] = end - start;
    numbers[entry + 2] = since;
    entry += ENTRY;
    for (let i = start; i < end; i++, at++) {
      numbers[at] = x[i];
      numbers[at + samples] = y[i];
    }
  }
  return { numbers, batches, samples };
}

/** Hands out every batch in its order. It is to be copied at once: its columns are the pack's own, and it is the next one, too. */
export function unpack({ numbers, batches, samples }: Pack, take: (stream: StreamId, batch: Batch) => void): void {
  const from = ENTRY * batches;
  const x = numbers.subarray(from, from + samples);
  const y = numbers.subarray(from + samples, from + 2 * samples);
  const batch: Batch = { x, y, start: 0, end: 0, labels: null, since: 0 };
  for (let entry = 0; entry < from; entry += ENTRY) {
    batch.start = batch.end;
    batch.end += numbers[entry + 1];
    batch.since = numbers[entry + 2];
    take(numbers[entry], batch);
  }
}
