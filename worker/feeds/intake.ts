/** Where a feed's decoded samples go: checked against its sequence, and gathered so that the window takes many at once. */
import { type Batch, emptyBatch, writeLabel } from '../batch.js';
import type { Regular } from '../regular.js';
import type { Problems } from './problems.js';
import { Sequence } from './sequence.js';

/** Samples that are gathered. */
const GATHERED = 4096;
/** Of one message, where its samples have to wait for its end. */
const MOST_HELD = 1 << 20;

export interface IntakeTerms {
  /** Columns of y. */
  columns: number;
  /** Of the series that they are; undefined where they are all, in their order. */
  names: readonly string[] | undefined;
  /** What x is where the feed doesn't say; null where it does. */
  regular: (Regular & { x0: number }) | null;
}

export class Intake {
  /** y of the sample under way. */
  readonly row: Float64Array;
  readonly sequence: Sequence;
  readonly problems: Problems;
  /** Samples that the window has taken. */
  samples = 0;
  /** When what is being decoded arrived, ms since 1970. */
  arrivedAt = 0;
  readonly regular: IntakeTerms['regular'];
  readonly #names: readonly string[] | undefined;
  readonly #take: (batch: Batch) => void;
  #batch: Batch;
  /** Samples so far, whether taken or not. */
  #count = 0;
  /** Where the samples of the message under way begin, which wait for its end; −1 where they don't. */
  #held = -1;

  constructor(
    { columns, names, regular }: IntakeTerms,
    problems: Problems,
    take: (batch: Batch) => void,
    last: number,
  ) {
    this.row = new Float64Array(columns);
    this.regular = regular;
    this.problems = problems;
    this.sequence = new Sequence(last);
    this.#names = names;
    this.#take = take;
    this.#batch = emptyBatch(GATHERED, columns);
  }

  /** Takes a sample whose y are in `row`. `x` counts for nothing where it is regular. */
  push(x: number | string): void {
    const batch = this.room();
    if (typeof x === 'number') batch.x[batch.end] = x;
    else writeLabel(batch, batch.end, x);
    for (let k = 0, at = batch.end; k < this.row.length; k++, at += batch.x.length) batch.y[at] = this.row[k];
    this.wrote(1);
  }

  /** A batch with room for one sample at least, to be written to its end. */
  room(): Batch {
    if (this.#batch.end === this.#batch.x.length) {
      if (this.#held < 0) this.flush();
      else this.#grow();
    }
    return this.#batch;
  }

  /** So many samples have been written to the end of what `room` gave. */
  wrote(count: number): void {
    this.#batch.end += count;
    this.#count += count;
  }

  /** So many samples are passed over unread. */
  skip(count: number): void {
    this.flush();
    this.#count += count;
  }

  /** Hands over what has been gathered. */
  flush(): void {
    const batch = this.#batch;
    if (batch.end === 0 || this.#held >= 0) return;
    const count = batch.end;
    if (this.regular) {
      const { x0, dx } = this.regular;
      batch.regular = [{ from: 0, x0, dx, shift: this.#count - count }];
    }
    batch.names = this.#names;
    batch.since = this.arrivedAt;
    this.#take(batch);
    this.samples += count;
    Object.assign(batch, { start: 0, end: 0, labels: null, regular: null });
    // What a long message needed.
    if (batch.x.length > GATHERED) this.#batch = emptyBatch(GATHERED, this.row.length);
  }

  /** From now on samples wait for `release`. */
  hold(): void {
    this.#held = this.#batch.end;
  }

  /** What has been held is taken, or it is forgotten. */
  release(kept: boolean): void {
    if (this.#held < 0) return;
    if (!kept) {
      this.#count -= this.#batch.end - this.#held;
      this.#batch.labels?.splice(this.#held);
      this.#batch.end = this.#held;
    }
    this.#held = -1;
  }

  #grow(): void {
    const { x, y, end, labels } = this.#batch;
    if (end >= MOST_HELD) {
      // More than any message should bring: its number is not waited for.
      this.#held = -1;
      this.flush();
      this.#held = 0;
      return;
    }
    const grown = emptyBatch(2 * x.length, this.row.length);
    grown.x.set(x);
    for (let k = 0; k < this.row.length; k++)
      grown.y.set(y.subarray(k * x.length, (k + 1) * x.length), k * grown.x.length);
    this.#batch = { ...grown, end, labels };
  }
}
