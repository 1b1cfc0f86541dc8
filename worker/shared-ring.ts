/**
 * A ring buffer in shared memory, with one producer and one consumer: samples reach the engine without a message.
 *
 * The producer writes samples and then publishes them by storing how far it has come; the consumer, which looks again and
 * again, takes them and stores how far that was. Neither waits for the other: what finds no room goes another way.
 * Lamport's queue (Proving the correctness of multiprocess programs, 1977), with the one word more that an idle consumer
 * needs: it says that it looks no more before it looks once more, and so misses nothing.
 */
import type { Batch } from './batch.js';
import { type Numeric, type Samples, writeSamples, type Xs } from './samples.js';

/** Words of control, each in a cache line of its own: what one side writes must not slow the other down. */
const LINE = 16;
const WRITTEN = 0;
const TAKEN = LINE;
/** Of the number that tells when the oldest sample was pushed, among the float64. */
const SINCE = (2 * LINE) / 2;
/** Columns of y. */
const COLUMNS = 2 * LINE + 2;
const HEADER = 3 * LINE * Int32Array.BYTES_PER_ELEMENT;

/** Positions count samples, and begin again at a number that engines hold without allocating. A capacity divides it. */
const POSITIONS = 2 ** 30;
const LAST_POSITION = POSITIONS - 1;
/** A bit beside the position that the consumer has come to: it looks no more. */
const ASLEEP = POSITIONS;
/** What no word is. */
const UNSEEN = -1;
/** Storing how far one has come costs as much as writing some ten samples: so many are published together, where a turn goes on for long. */
const TOGETHER = 256;

/** The largest ring, numbers: 16 MB. */
const LARGEST = 1 << 21;
/** Of a stream's window a ring may be so much: what is on its way must not be a window more. */
const SHARE = 4;
const SMALLEST = 16;

/** How large a ring for `wanted` samples may be beside a window of `maxPoints`; 0 where that is too small for one. */
export function sharedCapacity(wanted: number, maxPoints: number, columns = 1): number {
  const most = 2 ** Math.floor(Math.log2(Math.min(LARGEST / (1 + columns), maxPoints / SHARE)));
  return most < SMALLEST ? 0 : Math.min(most, 2 ** Math.ceil(Math.log2(Math.max(SMALLEST, wanted))));
}

/** Memory for a ring. @throws RangeError where there is not so much. */
export function sharedMemory(capacity: number, columns = 1): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(HEADER + (1 + columns) * capacity * Float64Array.BYTES_PER_ELEMENT);
  controlIn(memory)[COLUMNS] = columns;
  return memory;
}

const controlIn = (memory: SharedArrayBuffer) => new Int32Array(memory, 0, HEADER / Int32Array.BYTES_PER_ELEMENT);

function columnsIn(memory: SharedArrayBuffer) {
  const control = controlIn(memory);
  const columns = control[COLUMNS];
  const capacity = (memory.byteLength - HEADER) / ((1 + columns) * Float64Array.BYTES_PER_ELEMENT);
  return {
    capacity,
    columns,
    control,
    since: new Float64Array(memory, SINCE * Float64Array.BYTES_PER_ELEMENT, 1),
    x: new Float64Array(memory, HEADER, capacity),
    y: new Float64Array(memory, HEADER + capacity * Float64Array.BYTES_PER_ELEMENT, columns * capacity),
  };
}

/** The producer's end. */
export class SharedProducer {
  readonly capacity: number;
  /** Of y. */
  readonly columns: number;
  private position: number;
  /** How far the consumer had come when that was looked at last, and the samples written and taken until then. */
  private takenPosition: number;
  private takenBefore = 0;
  /** The consumer's word with which nothing is to be done; `UNSEEN` where the next sample will be the oldest. */
  private word = UNSEEN;
  /** How far what has been written is published, and when the first sample after that was pushed. */
  private published: number;
  private began = 0;
  private readonly now: () => number;
  private readonly wake: () => void;
  private readonly later: () => void;
  private readonly control: Int32Array;
  private readonly since: Float64Array;
  private readonly x: Float64Array;
  private readonly y: Float64Array;

  /**
   * @param now ms since 1970
   * @param wake called when something was published, and the consumer has to be told
   * @param later is to have `publish` called before long
   */
  constructor(memory: SharedArrayBuffer, now: () => number, wake: () => void, later: () => void) {
    const { capacity, columns, control, since, x, y } = columnsIn(memory);
    this.capacity = capacity;
    this.columns = columns;
    this.control = control;
    this.since = since;
    this.x = x;
    this.y = y;
    this.now = now;
    this.wake = wake;
    this.later = later;
    this.position = Atomics.load(control, WRITTEN);
    this.published = this.takenPosition = this.position;
  }

  /** Samples written. */
  get written(): number {
    return this.takenBefore + ((this.position - this.takenPosition) & LAST_POSITION);
  }

  /** Samples that wait for the consumer. */
  get waiting(): number {
    this.look();
    return (this.position - this.takenPosition) & LAST_POSITION;
  }

  /** The consumer looks no more, and has to be told. */
  get asleep(): boolean {
    return (Atomics.load(this.control, TAKEN) & ASLEEP) !== 0;
  }

  /** Whether there was room. The consumer finds the sample once it is published. */
  push(x: number, y: number): boolean {
    const at = this.next();
    if (at < 0) return false;
    this.x[at] = x;
    this.y[at] = y;
    this.wrote();
    return true;
  }

  /** The same, with a y for every column. */
  pushRow(x: number, row: Float64Array): boolean {
    const at = this.next();
    if (at < 0) return false;
    this.x[at] = x;
    for (let k = 0, to = at; k < row.length; k++, to += this.capacity) this.y[to] = row[k];
    this.wrote();
    return true;
  }

  /** Where the next sample is to be written; −1 where there is no room. */
  private next(): number {
    const { position, capacity } = this;
    if (((position - this.takenPosition) & LAST_POSITION) === capacity && this.waiting === capacity) {
      this.publish();
      return -1;
    }
    if (position === this.published) {
      this.began = this.now();
      this.later();
    }
    return position & (capacity - 1);
  }

  private wrote(): void {
    this.position = (this.position + 1) & LAST_POSITION;
    if ((this.position & (TOGETHER - 1)) === 0) this.publish();
  }

  /**
   * Writes and publishes the samples [from, to) of checked columns, without labels and as many as the ring has. Whether
   * there was room for all of them.
   * @param since when the oldest was pushed; 0 for now
   */
  extend(xs: Xs, ys: readonly Samples[], from: number, to: number, numeric: Numeric, since = 0): boolean {
    this.publish();
    const { x, y, position, capacity } = this;
    const count = to - from;
    if (count > capacity - this.waiting) return false;
    const batch = { x, y, start: 0, end: position & (capacity - 1), labels: null, since: 0 };
    const turn = Math.min(to, from + capacity - batch.end);
    writeSamples(batch, xs, ys, from, turn, numeric);
    batch.end = 0;
    writeSamples(batch, xs, ys, turn, to, numeric);
    this.began = since || this.now();
    this.position = (position + count) & LAST_POSITION;
    this.publish();
    return true;
  }

  /** Lets the consumer find what has been written. */
  publish(): void {
    const from = this.published;
    if (from === this.position) return;
    this.published = this.position;
    Atomics.store(this.control, WRITTEN, this.position);
    if (Atomics.load(this.control, TAKEN) !== this.word) this.told(from);
  }

  /** What the consumer has left, oldest first, to go another way; null for nothing. There must be no consumer any more. */
  remainder(): Batch | null {
    const count = this.waiting;
    if (count === 0) return null;
    const x = new Float64Array(count);
    const y = new Float64Array(this.columns * count);
    for (let i = 0; i < count; i++) {
      const at = (this.takenPosition + i) & (this.capacity - 1);
      x[i] = this.x[at];
      for (let k = 0; k < this.columns; k++) y[k * count + i] = this.y[k * this.capacity + at];
    }
    return { x, y, start: 0, end: count, labels: null, since: this.since[0] };
  }

  private look(): void {
    const position = Atomics.load(this.control, TAKEN) & LAST_POSITION;
    this.takenBefore += (position - this.takenPosition) & LAST_POSITION;
    this.takenPosition = position;
  }

  /** The consumer has taken something, or fallen asleep, before samples from a position on were written. */
  private told(from: number): void {
    const word = Atomics.load(this.control, TAKEN);
    const former = this.takenPosition;
    this.look();
    const late = (from - this.takenPosition) & LAST_POSITION;
    // Of what it left these are the oldest; or such as it just missed, which are hardly older.
    if (late === 0 || (late <= this.capacity && former !== this.takenPosition)) this.since[0] = this.began;
    const asleep = (word & ASLEEP) !== 0;
    this.word = asleep || late > this.capacity ? UNSEEN : word;
    if (asleep) this.wake();
  }
}

/** The consumer's end. */
export class SharedConsumer {
  private position: number;
  /** `ASLEEP`, or 0. */
  private asleep = 0;
  private readonly control: Int32Array;
  private readonly since: Float64Array;
  private readonly capacity: number;
  /** All that is taken is shown in this one; its columns are the ring's own. */
  private readonly batch: Batch;

  /** @param names whose columns they are, as in a batch */
  constructor(memory: SharedArrayBuffer, names?: readonly string[]) {
    const { capacity, control, since, x, y } = columnsIn(memory);
    this.capacity = capacity;
    this.control = control;
    this.since = since;
    this.batch = { x, y, names, start: 0, end: 0, labels: null, since: 0 };
    this.position = Atomics.load(control, TAKEN) & LAST_POSITION;
  }

  /** Samples that wait to be taken. */
  get waiting(): number {
    return (Atomics.load(this.control, WRITTEN) - this.position) & LAST_POSITION;
  }

  /**
   * Takes what waits: in at most two batches, to be copied from at once.
   * @param by takes nothing where the oldest was pushed later than that, ms since 1970
   * @returns how many samples that were; none of them is taken where `append` throws
   */
  take(append: (batch: Batch) => void, by = Number.POSITIVE_INFINITY): number {
    const count = this.waiting;
    if (count === 0 || this.since[0] > by) return 0;
    const { batch, capacity } = this;
    const from = this.position & (capacity - 1);
    const first = Math.min(count, capacity - from);
    batch.since = this.since[0];
    batch.start = from;
    batch.end = from + first;
    append(batch);
    if (first < count) {
      batch.start = 0;
      batch.end = count - first;
      append(batch);
    }
    this.position = (this.position + count) & LAST_POSITION;
    this.tell();
    return count;
  }

  /** Says that it looks no more. What was published before the producer can have heard of it is still to be taken. */
  sleep(): void {
    this.asleep = ASLEEP;
    this.tell();
  }

  wake(): void {
    if (this.asleep === 0) return;
    this.asleep = 0;
    this.tell();
  }

  private tell(): void {
    Atomics.store(this.control, TAKEN, this.position | this.asleep);
  }
}
