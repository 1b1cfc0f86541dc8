/** The ring buffer: the last `capacity` samples of a stream, addressed by an absolute counter that never restarts. */
import { type Batch, columnCount, columnsIn, fillIn, type Label } from './batch.js';
import { CircularColumn, chunkOf, offsetOf } from './circular-column.js';
import { Pyramid } from './pyramid.js';
import { xIn } from './regular.js';
import { Series, SmoothedSeries } from './series.js';
import type { Passed } from './smoothing.js';
import { XColumn } from './x-column.js';

/** A run of samples that lie side by side in memory: in one chunk of every column. */
export interface Run {
  /** Until the next run. */
  x: Float64Array;
  labels: (string | undefined)[] | null;
  chunk: number;
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
function ascends({ x, regular, start, end }: Batch, least: number): boolean {
  let before = least;
  let k = 0;
  for (let i = start; i < end; i++) {
    while (regular && regular[k + 1]?.from <= i) k++;
    const value = regular ? xIn(regular[k], i) : x[i];
    if (!(value >= before)) return false;
    before = value;
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
  /** Samples taken of which a y was a gap, since the ring was made. */
  gaps = 0;
  /** Labels in the window. */
  labels = 0;
  /** NaN where a label stands. */
  readonly x: XColumn;
  /** x of every `MARKED`th sample. */
  readonly marks: CircularColumn;
  readonly series: readonly Series[];
  /** Of each series its smoothed y; null where it has none. */
  smoothed: readonly (SmoothedSeries | null)[];
  /** Over x, where that was asked for; null before. */
  private xPyramid: Pyramid | null = null;
  /** Labels by chunk and place in it; sparse. */
  private readonly labelsBy: ((string | undefined)[] | undefined)[] = [];
  /** x never decreases from here on. */
  private ascendingFrom = 0;
  private newestX = Number.NaN;

  /**
   * @param names of the series; one without a name by default
   * @param weights of their smoothing, 0 or nothing for none
   */
  constructor(
    capacity: number,
    span = Number.POSITIVE_INFINITY,
    names: readonly string[] = [''],
    weights: readonly number[] = [],
  ) {
    this.capacity = capacity;
    this.span = span;
    this.x = new XColumn(capacity);
    this.marks = new CircularColumn(Math.ceil(capacity / MARKED) + 1);
    this.series = names.map((name) => new Series(this, name));
    this.smoothed = this.series.map((series, k) => (weights[k] > 0 ? new SmoothedSeries(series, weights[k]) : null));
  }

  /** A series as it is, or smoothed. */
  seriesAt({ index, smoothed }: { index: number; smoothed: boolean }): Series {
    return smoothed ? this.smoothed[index]! : this.series[index];
  }

  /** All series, as they are and smoothed: that remembers what has left the window, and may lie beyond what is in it. */
  get all(): Series[] {
    return [...this.series, ...this.smoothed.filter((series) => series !== null)];
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
    const ofX = this.x.size + this.marks.size + (this.xPyramid?.size ?? 0);
    return this.all.reduce((sum, { y, pyramid }) => sum + y.size + pyramid.size, ofX);
  }

  /** Empties the window; the counters go on. */
  clear(): void {
    this.forget(this.end);
    for (const series of this.smoothed) series?.smoothing.reset();
  }

  /** Takes a batch. Infinite y becomes NaN. On a numeric scale a Date becomes its epoch ms, else its ISO-8601 UTC form. */
  append(batch: Batch, numeric: boolean): void {
    if (batch.passed) this.passOver(batch.passed, batch.names);
    if (this.span === Number.POSITIVE_INFINITY) {
      this.take(batch, numeric);
    } else if (this.ascending && ascends(batch, this.n > 0 ? this.newestX : Number.NEGATIVE_INFINITY)) {
      this.take(batch, numeric);
      this.dropOld();
    } else {
      fillIn(batch);
      // Which of them drops what depends on what is there when it comes.
      for (let i = batch.start; i < batch.end; i++) {
        this.take({ ...batch, start: i, end: i + 1 }, numeric);
        this.dropOld();
      }
    }
  }

  /** Smooths otherwise: where a weight has changed, from the oldest sample on. */
  smooth(weights: readonly number[]): void {
    this.smoothed = this.series.map((series, k) => {
      const former = this.smoothed[k];
      if ((former?.smoothing.weight ?? 0) === weights[k]) return former;
      return weights[k] > 0 ? new SmoothedSeries(series, weights[k]).filled() : null;
    });
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
    const { x, regular, labels, end } = batch;
    const columns = this.columnsOf(batch);
    let from = batch.start;
    const surplus = end - from - this.capacity;
    if (surplus > 0) {
      for (let i = from; i < from + surplus; i++) if (columns.some((y) => !Number.isFinite(y?.[i]))) this.gaps++;
      this.smoothed.forEach((series, k) => {
        const y = columns[k];
        for (let i = from; series && y && i < from + surplus; i++) series.smoothing.add(y[i]);
      });
      from += surplus;
      this.forget(this.end);
      this.start += surplus;
      this.end += surplus;
      for (const { pyramid } of this.all) pyramid.skip(this.end);
      this.xPyramid?.skip(this.end);
    } else {
      this.forget(Math.max(this.start, this.end + end - from - this.capacity));
    }
    while (from < end) {
      const slot = regular ? this.x.advance(this.end) : this.x.reach(this.end);
      const chunk = chunkOf(slot);
      const offset = offsetOf(slot);
      const count = Math.min(end - from, this.x.lengthOf(chunk) - offset);
      const xs = regular ? this.x.take(regular, from, slot, count) : this.x.chunks[chunk];
      if (!regular) xs.set(x.subarray(from, from + count), offset);
      this.takeY(columns, from, slot, count);
      if (labels) this.label(chunk, labels, from, offset, count, numeric);
      this.watchOrder(xs, offset, offset + count);
      this.mark(xs, offset, count);
      this.xPyramid?.append(xs, offset, offset + count);
      from += count;
      this.end += count;
    }
  }

  /** Of each series what a batch has of it; null for nothing. */
  private columnsOf(batch: Batch): (Float64Array | null)[] {
    const { y, names } = batch;
    if (this.series.length === 1 && columnCount(batch) === 1 && !names) return [y];
    const columns = columnsIn(batch);
    return this.series.map(({ name }, k) => columns[names && name !== '' ? names.indexOf(name) : k] ?? null);
  }

  /** Takes what is known of samples that were dropped on their way: they count for smoothing. */
  private passOver(passed: Passed, names: Batch['names']): void {
    this.smoothed.forEach((series, k) => {
      const stretch = passed[names && series?.name !== '' ? names.indexOf(series?.name ?? '') : k];
      if (series && stretch) series.smoothing.append(stretch);
    });
  }

  /** Writes so many samples of every series, from an index of their columns on, to where a slot begins. */
  private takeY(columns: (Float64Array | null)[], from: number, slot: number, count: number): void {
    const chunk = chunkOf(slot);
    const offset = offsetOf(slot);
    let most = 0;
    let sum = 0;
    for (let k = 0; k < columns.length; k++) {
      const series = this.series[k];
      const column = columns[k];
      series.y.reach(this.end);
      const y = series.y.chunks[chunk];
      if (column) y.set(column.subarray(from, from + count), offset);
      else y.fill(Number.NaN, offset, offset + count);
      const gaps = markGaps(y, offset, offset + count);
      series.index(slot, count);
      this.smoothed[k]?.follow(slot, count);
      if (gaps > most) most = gaps;
      sum += gaps;
    }
    // A sample in which several series have a gap is one.
    this.gaps += sum === most ? sum : this.samplesWithGaps(slot, count);
  }

  private samplesWithGaps(slot: number, count: number): number {
    const ys = this.series.map(({ y }) => y.chunks[chunkOf(slot)]);
    let gaps = 0;
    for (let i = offsetOf(slot); i < offsetOf(slot) + count; i++) if (ys.some((y) => Number.isNaN(y[i]))) gaps++;
    return gaps;
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

  /** The window, from an index on, as runs, oldest first; indices are into the run's columns. */
  *runs(first = this.start): Generator<Run> {
    for (let index = first; index < this.end; ) {
      const slot = this.x.slotOf(index);
      const chunk = chunkOf(slot);
      const from = offsetOf(slot);
      const to = Math.min(this.x.lengthOf(chunk), from + this.end - index);
      const x = this.x.read(chunk, from, to);
      yield { x, labels: this.labelsBy[chunk] ?? null, chunk, from, to };
      index += to - from;
    }
  }

  /** x of the sample at an absolute index within the window: a label where one was pushed. */
  xAt(index: number): number | string {
    const slot = this.x.slotOf(index);
    return this.labelsBy[chunkOf(slot)]?.[offsetOf(slot)] ?? this.x.at(index);
  }

  /** A copy of the window, oldest first, y of all series; x is an array once it holds a label. */
  toData(): { x: Float64Array | (number | string)[]; ys: Float64Array[] } {
    const numbers = this.labels === 0 ? new Float64Array(this.n) : null;
    const mixed: (number | string)[] = [];
    let at = 0;
    for (const run of this.runs()) {
      if (numbers) numbers.set(run.x.subarray(run.from, run.to), at);
      else for (let i = run.from; i < run.to; i++) mixed.push(run.labels?.[i] ?? run.x[i]);
      at += run.to - run.from;
    }
    return { x: numbers ?? mixed, ys: this.series.map((series) => series.toArray()) };
  }

  /**
   * A ring of another capacity, or of other series, with the newest samples and all counters of this one. Of series that
   * were not here before all is gaps; the one without a name goes on as the first, whatever that is called. What is
   * smoothed as before stays as it is, else it is smoothed from the oldest sample on.
   */
  reshaped(
    capacity: number,
    names: readonly string[] = this.series.map(({ name }) => name),
    weights: readonly number[] = this.smoothed.map((series) => series?.smoothing.weight ?? 0),
  ): Ring {
    const ring = new Ring(capacity, this.span, names, weights);
    ring.start = ring.end = Math.max(this.start, this.end - capacity);
    for (const { pyramid } of ring.all) pyramid.skip(ring.end);
    const known = this.series.map(({ name }) => name);
    if (known[0] === '' || names[0] === '') known[0] = names[0];
    ring.smoothed.forEach((series, k) => {
      const former = this.smoothed[known.indexOf(names[k])];
      if (former && former.smoothing.weight === weights[k]) series!.goOnFrom(former);
    });
    let skip = ring.end - this.start;
    for (const { x, labels, chunk, from, to } of this.runs()) {
      const passed = Math.min(skip, to - from);
      skip -= passed;
      if (from + passed === to) continue;
      const y = new Float64Array(known.length * x.length);
      this.series.forEach((series, k) => {
        y.set(series.y.chunks[chunk], k * x.length);
      });
      const regular = this.x.regularIn(chunk);
      ring.take({ x, y, regular, names: known, labels, start: from + passed, end: to, since: 0 }, false);
    }
    for (const series of ring.smoothed) series?.caughtUp();
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
      this.labelsBy[chunk] ??= [];
      this.labelsBy[chunk][to + i] = label instanceof Date ? label.toISOString() : label;
      this.labels++;
    }
  }

  /** Moves the window's start, letting go of the labels that it passes. */
  private forget(start: number): void {
    if (this.labels > 0) {
      for (let index = this.start; index < start; index++) {
        const slot = this.x.slotOf(index);
        const names = this.labelsBy[chunkOf(slot)];
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
