/**
 * A ring buffer in shared memory, with one producer and one consumer: samples reach the engine without a message.
 *
 * The producer writes samples and then publishes them by storing how far it has come; the consumer, which looks again and
 * again, takes them and stores how far that was. Neither waits for the other: what finds no room goes another way.
 * Lamport's queue (Proving the correctness of multiprocess programs, 1977), with the one word more that an idle consumer
 * needs: it says that it looks no more before it looks once more, and so misses nothing.
 */
import type { Batch } from './batch.js';
import { type Numeric, type Samples, writeSamples } from './samples.js';

/** Words of control, each in a cache line of its own: what one side writes must not slow the other down. */
const LINE = 16;
const WRITTEN = 0;
const TAKEN = LINE;
const ASLEEP = 2 * LINE;
/** Of the number that tells when the oldest sample was pushed, among the float64. */
const SINCE = (3 * LINE) / 2;
const HEADER = 4 * LINE * Int32Array.BYTES_PER_ELEMENT;

/** Positions count samples, and begin again at a number that engines hold without allocating. A capacity divides it. */
const POSITIONS = 2 ** 30;
const LAST_POSITION = POSITIONS - 1;

/** The largest ring, samples: 4 MB. */
const LARGEST = 1 << 18;
/** Of a stream's window a ring may be so much: what is on its way must not be a window more. */
const SHARE = 4;
const SMALLEST = 16;

/** How large a ring for `wanted` samples may be beside a window of `maxPoints`; 0 where that is too small for one. */
export function sharedCapacity(wanted: number, maxPoints: number): number {
  const most = 2 ** Math.floor(Math.log2(Math.min(LARGEST, maxPoints / SHARE)));
  return most < SMALLEST ? 0 : Math.min(most, 2 ** Math.ceil(Math.log2(Math.max(SMALLEST, wanted))));
}

/** Memory for a ring. @throws RangeError where there is not so much. */
export function sharedMemory(capacity: number): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER + 2 * capacity * Float64Array.BYTES_PER_ELEMENT);
}

function columnsIn(memory: SharedArrayBuffer) {
  const capacity = (memory.byteLength - HEADER) / (2 * Float64Array.BYTES_PER_ELEMENT);
  return {
    capacity,
    control: new Int32Array(memory, 0, HEADER / Int32Array.BYTES_PER_ELEMENT),
    since: new Float64Array(memory, SINCE * Float64Array.BYTES_PER_ELEMENT, 1),
    x: new Float64Array(memory, HEADER, capacity),
    y: new Float64Array(memory, HEADER + capacity * Float64Array.BYTES_PER_ELEMENT, capacity),
  };
}

/** The producer's end. */
export class SharedProducer {
  readonly capacity: number;
  /** Samples written. */
  written = 0;
  /** Of these, what the consumer had taken when it was looked last. */
  private seen = 0;
  private position: number;
  private seenPosition: number;
  private readonly now: () => number;
  private readonly control: Int32Array;
  private readonly since: Float64Array;
  /** The ring's own columns; `end` is where the next sample goes. */
  private readonly batch: Batch;

  /** @param now ms since 1970 */
  constructor(memory: SharedArrayBuffer, now: () => number) {
    const { capacity, control, since, x, y } = columnsIn(memory);
    this.capacity = capacity;
    this.control = control;
    this.since = since;
    this.batch = { x, y, start: 0, end: 0, labels: null, since: 0 };
    this.now = now;
    this.position = Atomics.load(control, WRITTEN);
    this.seenPosition = this.position;
  }

  /** Samples that the consumer has taken. */
  get taken(): number {
    this.look(Atomics.load(this.control, TAKEN));
    return this.seen;
  }

  /** Samples that wait for the consumer. */
  get waiting(): number {
    return this.written - this.taken;
  }

  /** The consumer looks no more, and must be told. */
  get asleep(): boolean {
    return Atomics.load(this.control, ASLEEP) === 1;
  }

  /** Whether there was room. */
  push(x: number, y: number): boolean {
    if (this.room(0) === 0) return false;
    const { batch, position, capacity } = this;
    const at = position & (capacity - 1);
    batch.x[at] = x;
    batch.y[at] = y;
    this.publish(1);
    return true;
  }

  /**
   * Writes the samples [from, to) of checked columns without labels. Whether there was room for all of them.
   * @param since when the oldest was pushed; 0 for now
   */
  extend(xs: Samples, ys: Samples, from: number, to: number, numeric: Numeric, since = 0): boolean {
    const count = to - from;
    if (count > this.room(since)) return false;
    const { batch, capacity } = this;
    batch.end = this.position & (capacity - 1);
    const turn = Math.min(to, from + capacity - batch.end);
    writeSamples(batch, xs, ys, from, turn, numeric);
    if (turn < to) {
      batch.end = 0;
      writeSamples(batch, xs, ys, turn, to, numeric);
    }
    this.publish(count);
    return true;
  }

  /** What the consumer has left, oldest first, to go another way; null for nothing. There must be no consumer any more. */
  remainder(): Batch | null {
    const count = this.waiting;
    if (count === 0) return null;
    const x = new Float64Array(count);
    const y = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const at = (this.seenPosition + i) & (this.capacity - 1);
      x[i] = this.batch.x[at];
      y[i] = this.batch.y[at];
    }
    return { x, y, start: 0, end: count, labels: null, since: this.since[0] };
  }

  private look(position: number): void {
    if (position === this.seenPosition) return;
    this.seen += (position - this.seenPosition) & LAST_POSITION;
    this.seenPosition = position;
  }

  /** Room for samples that follow. Where the consumer has taken what there was, they are the oldest. */
  private room(since: number): number {
    const position = Atomics.load(this.control, TAKEN);
    if (position !== this.seenPosition || this.written === this.seen) {
      this.look(position);
      this.since[0] = since || this.now();
    }
    return this.capacity - (this.written - this.seen);
  }

  private publish(count: number): void {
    this.written += count;
    this.position = (this.position + count) & LAST_POSITION;
    Atomics.store(this.control, WRITTEN, this.position);
  }
}

/** The consumer's end. */
export class SharedConsumer {
  private position: number;
  private readonly control: Int32Array;
  private readonly since: Float64Array;
  private readonly capacity: number;
  /** All that is taken is shown in this one; its columns are the ring's own. */
  private readonly batch: Batch;

  constructor(memory: SharedArrayBuffer) {
    const { capacity, control, since, x, y } = columnsIn(memory);
    this.capacity = capacity;
    this.control = control;
    this.since = since;
    this.batch = { x, y, start: 0, end: 0, labels: null, since: 0 };
    this.position = Atomics.load(control, TAKEN);
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
    Atomics.store(this.control, TAKEN, this.position);
    return count;
  }

  /** Says that it looks no more. What was published before the producer can have heard of it is still to be taken. */
  sleep(): void {
    Atomics.store(this.control, ASLEEP, 1);
  }

  wake(): void {
    Atomics.store(this.control, ASLEEP, 0);
  }
}
