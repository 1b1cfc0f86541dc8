/**
 * The outbox: what a producer has said and no engine has taken yet, in order.
 *
 * It is bounded: of samples that follow one another it keeps the last window, as the ring would, and counts what it
 * drops. A waiting request that must show its place in the order keeps what stands before it, at most a window more.
 */

import { type Batch, columnCount, columnsIn, emptyBatch, fillIn, type Label, writeLabel } from '../worker/batch.js';
import type { ChartOptions } from '../worker/options.js';
import type { Operation, RequestOperation } from '../worker/protocol.js';
import { FEW, goesOn, RegularColumn } from '../worker/regular.js';
import { type Numeric, type Samples, writeSamples, type Xs } from '../worker/samples.js';
import { columnNamesOf, sameColumns, sameNames } from '../worker/series-options.js';
import { joined, type Passed, passOver, Smoothing } from '../worker/smoothing.js';
import { BatchPool, LARGEST_BATCH } from './batch-pool.js';

/** Requests stand at their place in the order until they are sent. */
type Entry = Operation | { kind: 'mark'; reached: Mark[] };

/** Something to be settled once the engine has taken everything before it. */
export interface Mark {
  resolve(): void;
  reject(reason: unknown): void;
}

/** What goes into one call. */
export interface Parcel {
  operations: Operation[];
  /** Those of the operations, whose columns go along. */
  batches: Batch[];
  marks: Mark[];
  samples: number;
}

/** What is sent when the engine is only to take what it has been left, and to say how far it has come. */
export const NOTHING: Parcel = { operations: [], batches: [], marks: [], samples: 0 };

/** Places of an outbox at which requests and marks may wait while there is no credit. */
export const MOST_WAITING = 2;

/** To write x of fewer regular samples than this costs less than another batch. */
const MANY = 2048;

const isRequest = (entry: Entry): entry is RequestOperation => entry.kind === 'render' || entry.kind === 'data';

const isConfigure = (entry: Entry): entry is Extract<Operation, { kind: 'configure' }> => entry.kind === 'configure';

const now = () => performance.timeOrigin + performance.now();

export class Outbox {
  /** Samples waiting. */
  length = 0;
  /** Samples removed unsent, ever. */
  dropped = 0;
  #window: number;
  #entries: Entry[] = [];
  /** The batch that the next sample goes into; null where another entry stands behind it. */
  #open: Batch | null = null;
  /** Index of the first entry after the last request: what lies before is kept for that. */
  #section = 0;
  /** Samples in that last section. */
  #sectionLength = 0;
  /** Columns of y, and whose they are where that is to be told. */
  #columns = 1;
  #names: readonly string[] | undefined;
  /** Of their smoothing; null where nothing is smoothed. */
  #weights: readonly number[] | null = null;
  /** Of batches in which something is smoothed: how, and what has been dropped of them and before them, once something was. */
  readonly #smoothing = new WeakMap<Batch, { weights: readonly number[]; passed: (Smoothing | null)[] | null }>();
  /** What was dropped right before the batch that is opened next; null for nothing. */
  #passed: Passed | null = null;
  readonly #pool = new BatchPool();

  /** @param window most samples that matter, Infinity while unknown. */
  constructor(window: number) {
    this.#window = window;
  }

  get empty(): boolean {
    return this.#entries.length === 0;
  }

  /** Requests and marks that wait. */
  get waiting(): number {
    return this.#entries.reduce((sum, entry) => sum + (isRequest(entry) || entry.kind === 'mark' ? 1 : 0), 0);
  }

  /** Sets how many columns of y the samples from now on have, how these are smoothed, and whose they are: see `Batch`. */
  layOut(weights: readonly number[], names?: readonly string[]): void {
    const smooth = weights.some((weight) => weight > 0) ? weights : null;
    const same = this.#columns === weights.length && sameNames(names, this.#names);
    if (same && smooth?.join() === this.#weights?.join()) return;
    this.#columns = weights.length;
    this.#weights = smooth;
    this.#names = names;
    this.#open = null;
    this.#pool.layOut(weights.length);
  }

  push(x: number | Label, y: number): void {
    const batch = this.#add(x);
    batch.y[batch.end++] = y;
    this.#grew(1);
  }

  /** The same, with a y for every column. */
  pushRow(x: number | Label, row: Float64Array): void {
    const batch = this.#add(x);
    for (let k = 0, at = batch.end; k < row.length; k++, at += batch.x.length) batch.y[at] = row[k];
    batch.end++;
    this.#grew(1);
  }

  /** Copies checked columns; of more than a window only the last one. */
  extend(xs: Xs, ys: readonly Samples[], numeric: Numeric): void {
    const n = xs.length;
    const skipped = Math.max(0, n - this.#window);
    if (skipped > 0) {
      this.#dropSection();
      this.dropped += skipped;
      this.#passOver(xs, ys, skipped, numeric);
    }
    for (let from = skipped; from < n; ) {
      const batch = xs instanceof RegularColumn ? this.#regularBatch(xs, from) : this.#writtenBatch(n - from);
      const to = Math.min(n, from + batch.x.length - batch.end);
      writeSamples(batch, xs, ys, from, to, numeric);
      this.#grew(to - from);
      from = to;
    }
  }

  /** Takes columns over as they are; there must be one of y. Of xs that are regular x is not read. */
  adopt(x: Float64Array, y: Float64Array, xs: Xs = x): void {
    if (x.length === 0) return;
    const regular = xs instanceof RegularColumn ? [xs.progression(0, 0)] : null;
    const batch: Batch = { x, y, regular, names: this.#names, start: 0, end: x.length, labels: null, since: now() };
    this.#follow(batch);
    this.#entries.push({ kind: 'append', batch });
    this.#open = null;
    this.#grew(x.length);
  }

  /** Drops the samples that it would make the ring forget. Of what stands between, only the last options still count. */
  clear(): void {
    this.#dropSection();
    this.#passed = null;
    const rest = this.#entries.splice(this.#section);
    this.#entries.push(...rest.filter(({ kind }) => kind === 'mark'), { kind: 'clear' });
    this.#open = null;
    const options = rest.reverse().find(isConfigure);
    if (options) this.#stand(options);
  }

  configure(options: ChartOptions): void {
    const former = this.#entries.slice(this.#section).reverse().find(isConfigure);
    // With the window unchanged and nothing between that shows it, only the last look counts.
    if (former && sameWindow(former.options, options)) former.options = options;
    else {
      // Of windows with nothing between them the smallest counts, for what it makes the ring forget, and the last.
      const smaller: Extract<Operation, { kind: 'configure' }>[] = [];
      for (
        let last = this.#last;
        last &&
        isConfigure(last) &&
        sameNames(columnNamesOf(last.options), columnNamesOf(options)) &&
        this.#entries.length > this.#section;
        last = this.#last
      ) {
        if (last.options.maxPoints < (smaller[0]?.options ?? options).maxPoints) smaller[0] = last;
        this.#entries.pop();
      }
      this.#entries.push(...smaller);
      this.#stand({ kind: 'configure', options });
    }
    this.resize(options.maxPoints);
  }

  /** Sets the window. */
  resize(window: number): void {
    this.#window = window;
    if (this.#sectionLength > window) this.#evict(this.#sectionLength - window);
  }

  request(operation: RequestOperation): void {
    this.#stand(operation);
    this.#section = this.#entries.length;
    this.#sectionLength = 0;
  }

  /** Asks to be told when everything before has been taken. Marks at one place are reached together, and wait as one. */
  mark(mark: Mark): void {
    const last = this.#last;
    if (last?.kind === 'mark') last.reached.push(mark);
    else this.#stand({ kind: 'mark', reached: [mark] });
  }

  /** Whether a mark stands at the very end, so that a further one waits with it. */
  get endsInMark(): boolean {
    return this.#last?.kind === 'mark';
  }

  /** Samples in the window once a ring with room for `window` that holds `n` has taken all that waits here. */
  after(n: number, window: number): number {
    for (const entry of this.#entries) {
      if (entry.kind === 'append') n += entry.batch.end - entry.batch.start;
      else if (entry.kind === 'clear') n = 0;
      else if (entry.kind === 'configure') window = entry.options.maxPoints;
      n = Math.min(n, window);
    }
    return n;
  }

  /** Whether a label has been taken since the last clear, once a ring of which that is said has taken all that waits here. */
  labelsAfter(labels: boolean): boolean {
    for (const entry of this.#entries) {
      if (entry.kind === 'append' && entry.batch.labels) labels = true;
      else if (entry.kind === 'clear') labels = false;
    }
    return labels;
  }

  /** Hands everything to `write` instead, where it is nothing but numbers, and no more than `room`. Whether it was. */
  pass(room: number, write: (batch: Batch) => void): boolean {
    if (this.length > room) return false;
    const batches: Batch[] = [];
    for (const entry of this.#entries) {
      if (entry.kind !== 'append' || entry.batch.labels || this.#passedOf(entry.batch)) return false;
      if (!this.#isLaidOut(entry.batch)) return false;
      batches.push(entry.batch);
    }
    this.#empty();
    this.#pool.passed();
    for (const batch of batches) write(batch);
    this.recycle(batches);
    return true;
  }

  /** Takes back what an engine had not come to: it comes before everything else. */
  restore(batch: Batch): void {
    const count = batch.end - batch.start;
    this.#entries.unshift({ kind: 'append', batch });
    if (this.#section > 0) {
      this.#section++;
      this.length += count;
    } else {
      this.#pool.took(-count);
      this.#grew(count);
    }
  }

  /** Removes what one call may carry: everything, or as many sections as hold at most a window together. */
  take(): Parcel {
    let end = 0;
    let samples = 0;
    for (let at = 0, section = 0; at < this.#entries.length; at++) {
      const entry = this.#entries[at];
      if (entry.kind === 'append') section += entry.batch.end - entry.batch.start;
      if (!isRequest(entry) && at < this.#entries.length - 1) continue;
      if (end > 0 && samples + section > this.#window) break;
      end = at + 1;
      samples += section;
      section = 0;
    }
    const taken = this.#entries.splice(0, end);
    this.#section = Math.max(0, this.#section - end);
    this.length -= samples;
    if (this.#entries.length === 0) {
      this.#open = null;
      this.#sectionLength = 0;
    }
    const parcel: Parcel = { operations: [], batches: [], marks: [], samples };
    for (const entry of taken) {
      if (entry.kind === 'mark') {
        parcel.marks.push(...entry.reached);
        continue;
      }
      parcel.operations.push(entry);
      if (entry.kind !== 'append') continue;
      entry.batch.passed = this.#passedOf(entry.batch);
      parcel.batches.push(entry.batch);
    }
    this.#pool.sent(parcel.batches, samples);
    return parcel;
  }

  /** Takes emptied batches back for refilling. */
  recycle(batches: Batch[]): void {
    this.#pool.recycle(batches);
  }

  /** Empties the outbox for good, and hands back the marks that waited in it. */
  discard(): Mark[] {
    const marks = this.#entries.flatMap((entry) => (entry.kind === 'mark' ? entry.reached : []));
    this.dropped += this.length;
    this.#empty();
    this.#pool.empty();
    return marks;
  }

  #empty(): void {
    this.length = this.#sectionLength = this.#section = 0;
    this.#entries = [];
    this.#open = null;
    this.#passed = null;
  }

  get #last(): Entry | undefined {
    return this.#entries[this.#entries.length - 1];
  }

  /** Puts an entry behind what waits. */
  #stand(entry: Entry): void {
    this.#entries.push(entry);
    this.#open = null;
  }

  /** The batch that a sample with this x goes into, at its end. */
  #add(x: number | Label): Batch {
    const batch = this.#writtenBatch(1);
    if (typeof x === 'number') batch.x[batch.end] = x;
    else writeLabel(batch, batch.end, x);
    return batch;
  }

  /** The batch that the next of so many samples go into, with x written. */
  #writtenBatch(count: number): Batch {
    const batch = this.#open;
    if (batch === null || batch.end === batch.x.length) return this.#openBatch(count);
    if (batch.regular) {
      if (batch.end - batch.start >= MANY) return this.#openBatch(count);
      fillIn(batch);
    }
    return batch;
  }

  /** The same for those of a regular column from one on: x is to be written where that is cheaper, and told of else. */
  #regularBatch(xs: RegularColumn, from: number): Batch {
    const batch = this.#open;
    const count = xs.length - from;
    if (batch === null || batch.end === batch.x.length || (!batch.regular && count >= MANY)) {
      const opened = this.#openBatch(count);
      opened.regular = [];
      return opened;
    }
    const { regular, start, end } = batch;
    if (!regular || FEW * (1 + regular.length) <= end - start + count) return batch;
    if (!goesOn(regular[regular.length - 1], xs.progression(from, end), end + count)) fillIn(batch);
    return batch;
  }

  #isLaidOut(batch: Batch): boolean {
    return columnCount(batch) === this.#columns && sameNames(batch.names, this.#names);
  }

  #openBatch(room: number): Batch {
    const batch = this.#pool.next(room);
    batch.names = this.#names;
    this.#follow(batch);
    batch.since = now();
    this.#entries.push({ kind: 'append', batch });
    this.#open = batch;
    return batch;
  }

  #grew(count: number): void {
    this.#pool.took(count);
    this.length += count;
    this.#sectionLength += count;
    if (this.#sectionLength > this.#window) this.#evict(this.#sectionLength - this.#window);
  }

  #dropSection(): void {
    this.#evict(this.#sectionLength);
  }

  /** Drops the oldest samples of the last section. */
  #evict(count: number): void {
    this.length -= count;
    this.#sectionLength -= count;
    this.dropped += count;
    let at = this.#section;
    /** An emptied batch, of which it must be told what was dropped. */
    let gone: Batch | null = null;
    for (; count > 0 || gone; at++) {
      if (gone) at += this.#tellOf(gone, at);
      gone = null;
      if (count === 0) return;
      const entry = this.#entries[at];
      if (entry.kind !== 'append') continue;
      const { batch } = entry;
      const dropped = Math.min(count, batch.end - batch.start);
      this.#drop(batch, dropped);
      count -= dropped;
      if (batch.start < batch.end) {
        trim(batch);
        continue;
      }
      this.#entries.splice(at--, 1);
      if (batch === this.#open) this.#open = null;
      if (this.#passedOf(batch)) gone = batch;
      else this.recycle([batch]);
    }
  }

  /** Drops the first samples of a batch. */
  #drop(batch: Batch, count: number): void {
    const own = this.#smoothing.get(batch);
    if (own) {
      own.passed ??= own.weights.map((weight, k) => (weight > 0 ? new Smoothing(weight, batch.passed?.[k]) : null));
      for (let k = 0, at = batch.start; k < own.passed.length; k++, at += batch.x.length) {
        for (let i = at; i < at + count; i++) own.passed[k]?.add(batch.y[i]);
      }
    }
    batch.start += count;
  }

  #passedOf(batch: Batch): Passed | undefined {
    const live = this.#smoothing.get(batch)?.passed;
    return live ? live.map((smoothing) => smoothing?.stretch ?? null) : batch.passed;
  }

  /** Has it told of an emptied batch, which stood before an entry, what was dropped. Returns how many entries that takes. */
  #tellOf(batch: Batch, at: number): number {
    const passed = this.#passedOf(batch)!;
    const { names } = batch;
    this.recycle([batch]);
    const next = this.#entries[at];
    if (!next) this.#passed = passed;
    else if (next.kind === 'append' && sameNames(names, next.batch.names) && next.batch.x.length > 0) {
      next.batch.passed = joined(passed, next.batch.passed);
    } else {
      this.#entries.splice(at, 0, passedOver(passed, names));
      return 1;
    }
    return 0;
  }

  /** Notes of a batch that begins how it is smoothed, and what was dropped before it. */
  #follow(batch: Batch): void {
    if (this.#weights) this.#smoothing.set(batch, { weights: this.#weights, passed: null });
    else this.#smoothing.delete(batch);
    if (this.#passed) batch.passed = this.#passed;
    this.#passed = null;
  }

  /** Notes the first so many samples of checked columns, which are dropped. */
  #passOver(xs: Xs, ys: readonly Samples[], count: number, numeric: Numeric): void {
    if (!this.#weights) return;
    const scratch = emptyBatch(Math.min(count, LARGEST_BATCH), ys.length);
    for (let from = 0; from < count; from += LARGEST_BATCH) {
      scratch.end = 0;
      writeSamples(scratch, xs, ys, from, Math.min(count, from + LARGEST_BATCH), numeric);
      this.#passed = passOver(this.#weights, columnsIn(scratch), 0, scratch.end, this.#passed);
    }
  }
}

/** An entry without samples, for what was dropped before another that is none of samples. */
function passedOver(passed: Passed, names: Batch['names']): Entry {
  return { kind: 'append', batch: { ...emptyBatch(0), passed, names, since: now() } };
}

/** Whether two windows are the same, whatever their looks. */
const sameWindow = (a: ChartOptions, b: ChartOptions) => a.maxPoints === b.maxPoints && sameColumns(a, b);

/** Gives up the memory of a large batch of which little is left: columns that were taken over may be a window long. */
function trim(batch: Batch): void {
  const { x, y, regular, start, end } = batch;
  if (x.length <= LARGEST_BATCH || start < x.length / 2) return;
  const length = end - start;
  const left = new Float64Array(columnCount(batch) * length);
  for (let at = 0, from = start; at < left.length; at += length, from += x.length)
    left.set(y.subarray(from, from + length), at);
  for (const progression of regular ?? []) {
    progression.shift += start;
    progression.from = Math.max(0, progression.from - start);
  }
  Object.assign(batch, { x: regular ? left.subarray(0, length) : x.slice(start, end), y: left, start: 0, end: length });
}
