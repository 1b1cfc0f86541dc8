/** Where a feed's decoded samples go: checked against its sequence, and gathered so that the window takes many at once. */
import { type Batch, emptyBatch, writeLabel } from '../batch.js';
import type { Progression, Regular } from '../regular.js';
import type { FeedPoint } from './feed-types.js';
import type { DataProblem, Problems } from './problems.js';
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
  /** Whether the stream's x is numeric, now. */
  numeric(): boolean;
}

/** What becomes of the samples of a message: `'refused'` ones were there, `'forgotten'` ones as if they had not been. */
export type Outcome = 'taken' | 'refused' | 'forgotten';

/** What there is before samples that wait. */
interface Held {
  /** Of the batch. */
  end: number;
  progressions: number;
  place: number;
  /** Called where more of them wait than may. */
  most: () => Outcome;
}

/**
 * Every sample has a place: how many were before it, whether they were taken, refused or dropped or, by their numbers,
 * are missing. What is forgotten has none.
 */
export class Intake {
  /** y of the sample under way. */
  readonly row: Float64Array;
  readonly sequence: Sequence;
  readonly problems: Problems;
  /** Samples that the window has taken. */
  samples = 0;
  /** When what is being decoded arrived, ms since 1970. */
  arrivedAt = 0;
  readonly #regular: IntakeTerms['regular'];
  readonly #names: readonly string[] | undefined;
  readonly #numeric: () => boolean;
  readonly #take: (batch: Batch) => void;
  #batch: Batch;
  /** Of what is gathered where x is regular: places that follow one another make one. */
  #progressions: Progression[] = [];
  /** Of the next sample. */
  #place: number;
  /** The number of the sample at place 0, where samples have numbers; NaN while unknown. */
  #first = Number.NaN;
  /** The same as far as what this goes on with tells; NaN where that is nothing. */
  readonly #origin: number;
  /** What there was before the samples of the message under way, which wait for its end; null where they don't. */
  #held: Held | null = null;
  /** What becomes of samples that come. */
  #outcome: Outcome = 'taken';

  /** @param point how far what this goes on with had come; null where it goes on with nothing */
  constructor(
    { columns, names, regular, numeric }: IntakeTerms,
    problems: Problems,
    take: (batch: Batch) => void,
    point: Pick<FeedPoint, 'sequence' | 'count' | 'gaps'> | null,
  ) {
    this.row = new Float64Array(columns);
    this.#regular = regular;
    this.problems = problems;
    this.sequence = new Sequence(point?.sequence, point?.gaps);
    this.#place = point?.count ?? 0;
    this.#origin = point ? point.sequence + 1 - point.count : Number.NaN;
    this.#names = names;
    this.#numeric = numeric;
    this.#take = take;
    this.#batch = emptyBatch(GATHERED, columns);
  }

  /** Places so far, without those that wait; with numbers as far as these go, whichever came last. */
  get count(): number {
    const numbered = this.sequence.last + 1 - this.#first;
    return Number.isNaN(numbered) ? (this.#held?.place ?? this.#place) : numbered;
  }

  /** Whether a sample with this number was not there before. If so its place is where that says. */
  isNew(number: number): boolean {
    if (!this.sequence.take(number)) return false;
    if (Number.isNaN(this.#first)) this.#first = Number.isNaN(this.#origin) ? number - this.#place : this.#origin;
    this.#place = number - this.#first;
    return true;
  }

  /** A sample is refused: what comes after it is further on all the same. */
  refuseSample(kind: DataProblem, message: string, example: string): void {
    this.problems.refuse(kind, message, example);
    this.passOver(1);
  }

  /** So many samples are passed over. */
  passOver(count: number): void {
    if (this.#outcome !== 'forgotten') this.#place += count;
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
      // What does not wait makes room first.
      if (this.#held?.end === 0) this.#grow(this.#held);
      else this.flush();
    }
    return this.#batch;
  }

  /** So many samples have been written to the end of what `room` gave. */
  wrote(count: number): void {
    if (this.#outcome === 'taken') this.#batch.end += this.#regular ? this.#progress(this.#regular, count) : count;
    this.passOver(count);
  }

  /** Of so many samples at the end of the batch those whose x can be told; the others, behind them, are refused. */
  #progress({ x0, dx }: Regular & { x0: number }, count: number): number {
    const { end } = this.#batch;
    const shift = this.#place - end;
    let told = count;
    for (; told > 0 && !Number.isFinite(x0 + (shift + end + told - 1) * dx); told--) {
      this.problems.refuse('type', 'x0 + i dx must be finite', '');
    }
    const known = this.#progressions;
    if (told > 0 && known[known.length - 1]?.shift !== shift) known.push({ from: end, x0, dx, shift });
    return told;
  }

  /** Hands over what has been gathered, but for what waits. */
  flush(): void {
    const batch = this.#batch;
    const { end, labels } = batch;
    const count = this.#held?.end ?? end;
    if (count === 0) return;
    batch.end = count;
    // It may have become so since they came.
    if (labels && this.#numeric()) this.#refuseLabels(batch);
    const left = this.#held ? this.#progressions.splice(this.#held.progressions) : [];
    if (this.#regular) {
      batch.regular = this.#progressions;
      // What waits may go on with what doesn't.
      const last = this.#progressions[this.#progressions.length - 1];
      if (end > count && left[0]?.from !== count) left.unshift({ ...last, from: count });
    }
    this.#progressions = left;
    batch.names = this.#names;
    batch.since = this.arrivedAt;
    this.#take(batch);
    this.samples += batch.end;
    Object.assign(batch, { start: 0, end: 0, labels: null, regular: null });
    if (this.#held) this.#moveUp(this.#held, count, end, labels);
    // What a long message needed.
    else if (batch.x.length > GATHERED) this.#batch = emptyBatch(GATHERED, this.row.length);
  }

  /** What waits, [from, to) of the batch, becomes its beginning. */
  #moveUp(held: Held, from: number, to: number, labels: Batch['labels']): void {
    const { x, y } = this.#batch;
    x.copyWithin(0, from, to);
    for (let k = 0; k < y.length; k += x.length) y.copyWithin(k, k + from, k + to);
    for (const progression of this.#progressions) {
      progression.from -= from;
      progression.shift += from;
    }
    const rest = labels?.slice(from);
    const hasLabels = rest?.some((label) => label !== undefined);
    Object.assign(this.#batch, { end: to - from, labels: hasLabels ? rest : null });
    Object.assign(held, { end: 0, progressions: 0 });
  }

  /**
   * A message begins whose samples wait until `settle` is told, with its end, what becomes of them.
   * @param most tells it of one that has more than may wait, also of those that are still to come
   */
  hold(most: () => Outcome): void {
    this.#held = { end: this.#batch.end, progressions: this.#progressions.length, place: this.#place, most };
  }

  /** The message has ended. */
  settle(outcome: Outcome): void {
    const held = this.#held;
    this.#held = null;
    this.#outcome = 'taken';
    if (!held || outcome === 'taken') return;
    this.#drop(held.end, held.progressions);
    if (outcome === 'forgotten') this.#place = held.place;
  }

  /** Forgets what has been gathered from an index on. */
  #drop(end: number, progressions: number): void {
    this.#batch.labels?.splice(end);
    this.#batch.end = end;
    this.#progressions.length = progressions;
  }

  /** Takes out what has a label for its x. */
  #refuseLabels(batch: Batch): void {
    const { x, y, labels, end } = batch;
    let kept = 0;
    for (let i = 0; i < end; i++) {
      const label = labels?.[i];
      if (label !== undefined) {
        this.problems.refuse('type', 'x must be a finite number', String(label));
        continue;
      }
      x[kept] = x[i];
      for (let k = 0; k < this.row.length; k++) y[k * x.length + kept] = y[k * x.length + i];
      kept++;
    }
    Object.assign(batch, { end: kept, labels: null });
  }

  #grow({ end: begin, progressions, most }: Held): void {
    const { x, y, end, labels } = this.#batch;
    if (end >= MOST_HELD) {
      this.#outcome = most();
      if (this.#outcome === 'taken') {
        this.#held = null;
        this.flush();
      } else this.#drop(begin, progressions);
      return;
    }
    const grown = emptyBatch(2 * x.length, this.row.length);
    grown.x.set(x);
    for (let k = 0; k < this.row.length; k++)
      grown.y.set(y.subarray(k * x.length, (k + 1) * x.length), k * grown.x.length);
    this.#batch = { ...grown, end, labels };
  }
}
