/** The batches of an outbox: those that have come back emptied, for refilling, and how large new ones are to be. */
import { type Batch, columnCount, emptyBatch } from '../worker/batch.js';

const SMALLEST_BATCH = 64;
export const LARGEST_BATCH = 1 << 16;
/**
 * The least number of emptied batches kept for refilling: enough for those on their way, one being filled, and the
 * unevenness of frames. In a flood as many are kept as the last parcel had, which the next will need.
 */
const POOLED = 10;
/** And no more than have room for what so many of the largest have: of large ones fewer. */
const POOLED_BATCHES = 5;
/** What is left of the size of a burst with every parcel that follows: after some hundred parcels it is forgotten. */
const FADING = 0.99;
/** Batches with room for more than so many times that are not refilled: their memory is given back. */
const ROOMY = 4;

export class BatchPool {
  readonly #batches: Batch[] = [];
  #columns = 1;
  #most = POOLED;
  #mostRoom = POOLED_BATCHES * LARGEST_BATCH;
  #wanted = SMALLEST_BATCH;
  /** The last one of this parcel, and for how many samples it was asked for. */
  #former: { batch: Batch; room: number } | null = null;
  /** Samples taken since the last parcel, those dropped meanwhile among them; and the most of these lately. */
  #sinceParcel = 0;
  #lately = 0;

  /** Sets how many columns of y batches have from now on. */
  layOut(columns: number): void {
    this.#columns = columns;
    this.#wanted = Math.min(this.#wanted, this.#largest);
    this.empty();
  }

  /** Samples of the largest batch: of many columns fewer, as it is memory that counts. */
  get #largest(): number {
    return 2 ** Math.floor(Math.log2((2 * LARGEST_BATCH) / (1 + this.#columns)));
  }

  /** An empty batch: with room for so many samples, or as many as are likely to come; but not for too many. */
  next(room: number): Batch {
    if (this.#former) {
      const { batch, room: asked } = this.#former;
      // What follows on one that was left unfilled may be left so, too. Where one took more than it was made for, a larger
      // one follows: a flood needs few.
      if (batch.end < batch.x.length) this.#wanted = SMALLEST_BATCH;
      else if (asked < batch.x.length) this.#wanted = Math.min(this.#largest, 2 * batch.x.length);
    }
    const wanted = Math.min(this.#largest, Math.max(this.#wanted, room));
    const size = 2 ** Math.ceil(Math.log2(wanted));
    const batch = this.#take(Math.min(wanted, this.#wanted)) ?? emptyBatch(size, this.#columns);
    this.#former = { batch, room };
    return batch;
  }

  /** So many samples have come. */
  took(count: number): void {
    this.#sinceParcel += count;
  }

  /** All that had come has gone: with a parcel, or otherwise. */
  passed(): void {
    this.#lately = Math.max(this.#sinceParcel, this.#lately * FADING);
    this.#sinceParcel = 0;
  }

  /** A parcel of so many samples has gone, with these batches. */
  sent(batches: Batch[], samples: number): void {
    this.#wanted = Math.min(this.#largest, Math.max(SMALLEST_BATCH, 2 ** Math.ceil(Math.log2(samples + 1))));
    this.passed();
    this.#former = null;
    this.#most = Math.max(POOLED, batches.length);
    this.#mostRoom = Math.max(POOLED_BATCHES * this.#largest, roomOf(batches));
  }

  /** Takes emptied batches back. */
  recycle(batches: Batch[]): void {
    const lately = Math.max(SMALLEST_BATCH, this.#lately, this.#sinceParcel);
    const largest = Math.min(this.#largest, ROOMY * lately);
    for (const batch of batches) {
      if (batch.x.length < SMALLEST_BATCH || batch.x.length > largest || !isWhole(batch)) continue;
      if (columnCount(batch) !== this.#columns) continue;
      batch.start = batch.end = 0;
      batch.labels = batch.regular = null;
      batch.passed = undefined;
      this.#batches.push(batch);
    }
    while (this.#batches.length > this.#most || roomOf(this.#batches) > this.#mostRoom) this.#batches.shift();
  }

  empty(): void {
    this.#batches.length = 0;
  }

  /** The first with so much room. */
  #take(room: number): Batch | null {
    const batches = this.#batches;
    for (let at = 0; at < batches.length; at++) {
      const batch = batches[at];
      if (batch.x.length < room) continue;
      batches.copyWithin(at, at + 1).pop();
      return batch;
    }
    return null;
  }
}

/** Samples that there is room for in batches. */
function roomOf(batches: Batch[]): number {
  let room = 0;
  for (const { x } of batches) room += x.length;
  return room;
}

/** Whether a batch's columns are all of the memory that they keep, each of it its own: what users hand over may overlap. */
function isWhole({ x, y }: Batch): boolean {
  if (x.buffer !== y.buffer) return x.byteLength === x.buffer.byteLength && y.byteLength === y.buffer.byteLength;
  const [first, second] = x.byteOffset < y.byteOffset ? [x, y] : [y, x];
  return (
    second.byteOffset - first.byteOffset >= first.byteLength && x.byteLength + y.byteLength === x.buffer.byteLength
  );
}
