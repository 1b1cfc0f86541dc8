/** A series: one y of a ring beside the x that all of them share, with its index. What is drawn is drawn of one. */
import { CircularColumn, chunkOf, offsetOf } from './circular-column.js';
import { Pyramid } from './pyramid.js';
import type { Ring } from './ring.js';
import { Smoothing } from './smoothing.js';
import type { XColumn } from './x-column.js';

/** A run of samples that lie side by side in memory. */
export interface SeriesRun {
  /** Until the next run. */
  x: Float64Array;
  y: Float64Array;
  from: number;
  to: number;
}

export class Series {
  readonly ring: Ring;
  readonly name: string;
  /** Shared by all series of the ring. */
  readonly x: XColumn;
  readonly marks: CircularColumn;
  /** NaN for gaps. */
  readonly y: CircularColumn;
  readonly pyramid: Pyramid;

  constructor(ring: Ring, name: string) {
    this.ring = ring;
    this.name = name;
    this.x = ring.x;
    this.marks = ring.marks;
    this.y = new CircularColumn(ring.capacity);
    this.pyramid = new Pyramid(this.y);
  }

  get capacity(): number {
    return this.ring.capacity;
  }

  /** Absolute index of the oldest sample in the window, and that after the newest. */
  get start(): number {
    return this.ring.start;
  }

  get end(): number {
    return this.ring.end;
  }

  /** Samples in the window, gaps among them. */
  get n(): number {
    return this.ring.end - this.ring.start;
  }

  get ascending(): boolean {
    return this.ring.ascending;
  }

  /** The window, from an index on, as runs, oldest first; indices are into the run's columns. */
  *runs(first = this.start): Generator<SeriesRun> {
    for (const { x, chunk, from, to } of this.ring.runs(first)) yield { x, y: this.y.chunks[chunk], from, to };
  }

  /** A copy of its part of the window, oldest first. */
  toArray(): Float64Array {
    const values = new Float64Array(this.n);
    let at = 0;
    for (const { y, from, to } of this.runs()) {
      values.set(y.subarray(from, to), at);
      at += to - from;
    }
    return values;
  }

  /** Takes what follows, which has been written to y from a slot on. */
  index(slot: number, count: number): void {
    const offset = offsetOf(slot);
    this.pyramid.append(this.y.chunks[chunkOf(slot)], offset, offset + count);
  }
}

/** What a series is when it is smoothed, as its samples arrive. */
export class SmoothedSeries extends Series {
  readonly smoothing: Smoothing;
  private readonly source: Series;
  /** In another ring, where it is taken from until that has been copied; null where it is computed. */
  private former: SmoothedSeries | null = null;

  constructor(source: Series, weight: number) {
    super(source.ring, source.name);
    this.source = source;
    this.smoothing = new Smoothing(weight);
  }

  /** Takes the window's values from a ring that is copied into this one, instead of computing them. */
  goOnFrom(former: SmoothedSeries): void {
    this.former = former;
  }

  /** The other ring has been copied. */
  caughtUp(): void {
    if (this.former) this.smoothing.restore(this.former.smoothing);
    this.former = null;
  }

  /** Takes what its source has in the window. */
  filled(): this {
    let index = this.start;
    this.pyramid.skip(index);
    for (const { from, to } of this.source.runs()) {
      this.follow(this.x.slotOf(index), to - from, index);
      index += to - from;
    }
    return this;
  }

  /** Takes what follows, which its source has at a slot. */
  follow(slot: number, count: number, index = this.ring.end): void {
    const { former, smoothing } = this;
    this.y.reach(index);
    const chunk = chunkOf(slot);
    const offset = offsetOf(slot);
    const from = this.source.y.chunks[chunk];
    const to = this.y.chunks[chunk];
    for (let i = 0; i < count; i++) to[offset + i] = former ? former.y.at(index + i) : smoothing.add(from[offset + i]);
    this.index(slot, count);
  }
}
