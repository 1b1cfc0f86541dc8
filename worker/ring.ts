/** The ring buffer: the last `capacity` samples of a stream, addressed by an absolute counter that never restarts. */
import type { Batch, Label } from './batch.js';
import { CircularColumn, chunkOf, offsetOf } from './circular-column.js';
import { Pyramid } from './pyramid.js';

/** A run of samples that lie side by side in memory. */
export interface Run {
  x: Float64Array;
  y: Float64Array;
  labels: (string | undefined)[] | null;
  from: number;
  to: number;
}

/** Samples from one mark of x to the next: a search in a large window reads marks before it reads samples. */
export const MARKED = 64;

/** Turns what is not finite into NaN, and counts it. */
function markGaps(y: Float64Array, from: number, to: number): number {
  let gaps = 0;
  for (let i = from; i < to; i++) {
    const value = y[i];
    if (value - value !== 0) {
      y[i] = Number.NaN;
      gaps++;
    }
  }
  return gaps;
}

/** Whether a batch has nothing but numbers that never decrease, and none below `least`. */
function ascends({ x, start, end }: Batch, least: number): boolean {
  let before = least;
  for (let i = start; i < end; i++) {
    if (!(x[i] >= before)) return false;
    before = x[i];
  }
  return true;
}

export class Ring {
  readonly capacity: number;
  /** Of x. Each sample drops those that lie further before it, and all older ones. */
  private span: number;
  /** Absolute index of the oldest sample in the window. */
  start = 0;
  /** Absolute index after the newest sample: the number of samples ever taken. */
  end = 0;
  /** Samples taken whose y was a gap, since the ring was made. */
  gaps = 0;
  /** Labels in the window. */
  labels = 0;
  /** NaN where a label stands. */
  readonly x: CircularColumn;
  /** NaN for gaps. */
  readonly y: CircularColumn;
  /** x of every `MARKED`th sample. */
  readonly marks: CircularColumn;
  readonly pyramid: Pyramid;
  /** Over x, where that was asked for; null before. */
  private xPyramid: Pyramid | null = null;
  /** Labels by chunk and place in it; sparse. */
  private readonly names: ((string | undefined)[] | undefined)[] = [];
  /** x never decreases from here on. */
  private ascendingFrom = 0;
  private newestX = Number.NaN;

  constructor(capacity: number, span = Number.POSITIVE_INFINITY) {
    this.capacity = capacity;
    this.span = span;
    this.x = new CircularColumn(capacity);
    this.y = new CircularColumn(capacity);
    this.marks = new CircularColumn(Math.ceil(capacity / MARKED) + 1);
    this.pyramid = new Pyramid(this.y);
  }

  /** Samples in the window. */
  get n(): number {
    return this.end - this.start;
  }

  /** Whether x never decreases within the window; a label among numbers breaks the order, too. */
  get ascending(): boolean {
    return this.ascendingFrom <= this.start;
  }

  /** Numbers held, of 8 bytes each. */
  get size(): number {
    const columns = [this.x, this.y, this.marks];
    return columns.reduce((sum, column) => sum + column.size, this.pyramid.size + (this.xPyramid?.size ?? 0));
  }

  /** Empties the window; the counters go on. */
  clear(): void {
    this.forget(this.end);
  }

  /** Takes a batch. Infinite y becomes NaN. On a numeric scale a Date becomes its epoch ms, else its ISO-8601 UTC form. */
  append(batch: Batch, numeric: boolean): void {
    if (this.span === Number.POSITIVE_INFINITY) {
      this.take(batch, numeric);
    } else if (this.ascending && ascends(batch, this.n > 0 ? this.newestX : Number.NEGATIVE_INFINITY)) {
      this.take(batch, numeric);
      this.dropOld();
    } else {
      // Which of them drops what depends on what is there when it comes.
      for (let i = batch.start; i < batch.end; i++) {
        this.take({ ...batch, start: i, end: i + 1 }, numeric);
        this.dropOld();
      }
    }
  }

  /** Sets how far before the newest sample's x others may lie. */
  setSpan(span: number): void {
    if (span === this.span) return;
    this.span = span;
    this.dropOld();
  }

  /**
   * Drops what lies too far before the newest sample, and all that is older than that: so what is left does not depend on
   * what was dropped before.
   */
  private dropOld(): void {
    const least = this.newestX - this.span;
    if (this.ascending) {
      let { start } = this;
      while (start < this.end - 1 && this.x.at(start) < least) start++;
      if (start > this.start) this.forget(start);
      return;
    }
    for (let [low] = this.xExtent(); low < least; [low] = this.xExtent()) {
      this.forget(this.xPyramid!.indexOf(low, 0, this.start, this.end) + 1);
    }
  }

  private take(batch: Batch, numeric: boolean): void {
    const { x, y, labels, end } = batch;
    let from = batch.start;
    const surplus = end - from - this.capacity;
    if (surplus > 0) {
      for (let i = from; i < from + surplus; i++) if (!Number.isFinite(y[i])) this.gaps++;
      from += surplus;
      this.forget(this.end);
      this.start += surplus;
      this.end += surplus;
      this.pyramid.skip(this.end);
      this.xPyramid?.skip(this.end);
    } else {
      this.forget(Math.max(this.start, this.end + end - from - this.capacity));
    }
    while (from < end) {
      const slot = this.x.reach(this.end);
      this.y.reach(this.end);
      const chunk = chunkOf(slot);
      const offset = offsetOf(slot);
      const xs = this.x.chunks[chunk];
      const ys = this.y.chunks[chunk];
      const count = Math.min(end - from, xs.length - offset);
      xs.set(x.subarray(from, from + count), offset);
      ys.set(y.subarray(from, from + count), offset);
      this.gaps += markGaps(ys, offset, offset + count);
      if (labels) this.label(chunk, labels, from, offset, count, numeric);
      this.watchOrder(xs, offset, offset + count);
      this.mark(xs, offset, count);
      this.pyramid.append(ys, offset, offset + count);
      this.xPyramid?.append(xs, offset, offset + count);
      from += count;
      this.end += count;
    }
  }

  /**
   * Lowest and highest x of the window; infinite and reversed where there is none. Where x is in no order they are looked
   * up in a pyramid, which is made when that is first asked for.
   */
  xExtent(): [min: number, max: number] {
    const { start, end } = this;
    if (start < end && this.ascending) return [this.x.at(start), this.x.at(end - 1)];
    if (!this.xPyramid) {
      this.xPyramid = new Pyramid(this.x);
      this.xPyramid.skip(start);
      for (const { x, from, to } of this.runs()) this.xPyramid.append(x, from, to);
    }
    this.xPyramid.range(start, end);
    return [this.xPyramid.low, this.xPyramid.high];
  }

  /** The window as runs, oldest first; indices are into the run's columns. */
  *runs(): Generator<Run> {
    for (let index = this.start; index < this.end; ) {
      const slot = this.x.slotOf(index);
      const chunk = chunkOf(slot);
      const x = this.x.chunks[chunk];
      const from = offsetOf(slot);
      const to = Math.min(x.length, from + this.end - index);
      yield { x, y: this.y.chunks[chunk], labels: this.names[chunk] ?? null, from, to };
      index += to - from;
    }
  }

  /** x of the sample at an absolute index within the window: a label where one was pushed. */
  xAt(index: number): number | string {
    const slot = this.x.slotOf(index);
    return this.names[chunkOf(slot)]?.[offsetOf(slot)] ?? this.x.at(index);
  }

  /** A copy of the window, oldest first; x is an array once it holds a label. */
  toData(): { x: Float64Array | (number | string)[]; y: Float64Array } {
    const y = new Float64Array(this.n);
    const numbers = this.labels === 0 ? new Float64Array(this.n) : null;
    const mixed: (number | string)[] = [];
    let at = 0;
    for (const run of this.runs()) {
      y.set(run.y.subarray(run.from, run.to), at);
      if (numbers) numbers.set(run.x.subarray(run.from, run.to), at);
      else for (let i = run.from; i < run.to; i++) mixed.push(run.labels?.[i] ?? run.x[i]);
      at += run.to - run.from;
    }
    return { x: numbers ?? mixed, y };
  }

  /** A ring of another capacity with the newest samples and all counters of this one. */
  resized(capacity: number): Ring {
    const ring = new Ring(capacity, this.span);
    ring.start = ring.end = Math.max(this.start, this.end - capacity);
    ring.pyramid.skip(ring.end);
    let skip = ring.end - this.start;
    for (const { x, y, labels, from, to } of this.runs()) {
      const passed = Math.min(skip, to - from);
      skip -= passed;
      if (from + passed < to) ring.take({ x, y, labels, start: from + passed, end: to, since: 0 }, false);
    }
    ring.gaps = this.gaps;
    return ring;
  }

  private label(
    chunk: number,
    labels: (Label | undefined)[],
    from: number,
    to: number,
    count: number,
    numeric: boolean,
  ) {
    for (let i = 0; i < count; i++) {
      const label = labels[from + i];
      if (label === undefined) continue;
      if (numeric && label instanceof Date) {
        this.x.chunks[chunk][to + i] = label.getTime();
        continue;
      }
      this.names[chunk] ??= [];
      this.names[chunk][to + i] = label instanceof Date ? label.toISOString() : label;
      this.labels++;
    }
  }

  /** Moves the window's start, letting go of the labels that it passes. */
  private forget(start: number): void {
    if (this.labels > 0) {
      for (let index = this.start; index < start; index++) {
        const slot = this.x.slotOf(index);
        const names = this.names[chunkOf(slot)];
        if (names?.[offsetOf(slot)] === undefined) continue;
        names[offsetOf(slot)] = undefined;
        this.labels--;
      }
    }
    this.start = start;
  }

  /** Notes where x last decreased, among the samples that follow. */
  private watchOrder(x: Float64Array, from: number, to: number): void {
    const origin = this.end - from;
    let before = this.newestX;
    let broken = -1;
    for (let i = from; i < to; i++) {
      const value = x[i];
      // NaN, where a label stands, is in order with nothing: not even when it is the oldest.
      if (!(value >= before)) broken = Number.isNaN(value) ? i + 1 : i;
      before = value;
    }
    if (broken >= 0) this.ascendingFrom = origin + broken;
    this.newestX = before;
  }

  private mark(x: Float64Array, from: number, count: number): void {
    for (let index = Math.ceil(this.end / MARKED); index * MARKED < this.end + count; index++) {
      const slot = this.marks.reach(index);
      this.marks.chunks[chunkOf(slot)][offsetOf(slot)] = x[from + index * MARKED - this.end];
    }
  }
}
