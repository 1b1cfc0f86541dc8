/** What a decoder of text finds of one sample, by where it was declared to be. */
import { asciiOf, DecimalReader } from './decimal.js';
import type { Intake } from './intake.js';
import { type DataProblem, exampleOf } from './problems.js';
import { SHIFTS, type TimeUnit, timeOf } from './timestamp.js';

/** Places of a sample: x, its sequence number, and from `FIRST_Y` on its y. */
export const [X, SEQUENCE, FIRST_Y] = [0, 1, 2];
/** What is found at a place. */
const [NOTHING, FOUND, WRONG] = [0, 1, 2];

/** What says in text that there is no number. */
export const GAP = /^(|nan|[+-]?inf(inity)?|null|none|na|n\/a|-)$/i;

const [SPACE, MINUS, POINT, ZERO, NINE] = [32, 45, 46, 48, 57];
/** So many digits of a decimal are found again in the number that it stands for. */
const KEPT_DIGITS = 15;

/** Whether a decimal is written as `String` writes the number that it stands for. Of small ones it is said that they are not. */
function isWrittenAsItself(bytes: Uint8Array, from: number, to: number): boolean {
  const isNegative = bytes[from] === MINUS;
  const first = isNegative ? from + 1 : from;
  let point = to;
  for (let i = first; i < to; i++) {
    if (bytes[i] === POINT && point === to) point = i;
    else if (!(bytes[i] >= ZERO && bytes[i] <= NINE)) return false;
  }
  const hasFraction = point < to;
  const digits = to - first - (hasFraction ? 1 : 0);
  if (point === first || digits > KEPT_DIGITS) return false;
  if (hasFraction && (point === to - 1 || bytes[to - 1] === ZERO)) return false;
  if (bytes[first] !== ZERO) return true;
  return hasFraction ? point === first + 1 && bytes[point + 1] !== ZERO : digits === 1 && !isNegative;
}

const decoder = new TextDecoder();

export interface FieldTerms {
  time: TimeUnit;
  /** Whether the stream's x is numeric now. */
  numeric(): boolean;
  /** Whether numbers are written as text is. */
  untyped: boolean;
  /** Whether a sample's number comes after it, and is asked for with `isNew`. */
  sequenceLater: boolean;
}

/** The sample under way. */
export class Fields {
  /** Of a place the next one that is declared to be where it is; −1 for none. */
  readonly twins: Int16Array;
  readonly #intake: Intake;
  readonly #terms: FieldTerms;
  readonly #shift: number;
  readonly #text = new DecimalReader(false);
  readonly #found: Uint8Array;
  readonly #names: readonly string[];
  #x: number | string = 0;
  #sequence = 0;
  /** Columns, where a sample's values are lists, by place. */
  #lists: ((number | string)[] | undefined)[] = [];
  #hasLists = false;

  /** @param names of the places, for what is said of them */
  constructor(intake: Intake, terms: FieldTerms, names: readonly string[]) {
    this.#intake = intake;
    this.#terms = terms;
    this.#shift = SHIFTS[terms.time];
    this.#names = names;
    this.#found = new Uint8Array(FIRST_Y + intake.row.length);
    this.twins = new Int16Array(this.#found.length).fill(-1);
  }

  /** Declares a place to be where another one is, which is found first. */
  join(first: number, place: number): void {
    let last = first;
    while (this.twins[last] >= 0) last = this.twins[last];
    this.twins[last] = place;
  }

  /** Whether what is found at a place is, as a number, the same for all that are declared to be there. */
  areAlike(place: number): boolean {
    for (let twin = this.twins[place]; twin >= 0; twin = this.twins[twin]) {
      if (this.shiftOf(twin) !== this.shiftOf(place)) return false;
    }
    return true;
  }

  /** By which power of ten a number at a place becomes what it is. */
  shiftOf(place: number): number {
    return place === X ? this.#shift : 0;
  }

  /** Whether text that is no number may be x as a date. */
  get readsDates(): boolean {
    return this.#terms.time === 'iso';
  }

  /**
   * Whether text that is a number is x as that number: on a scale of labels only where it is written as the number itself
   * is, as `007` and `1.50` are not.
   */
  isNumber(bytes: Uint8Array, from: number, to: number): boolean {
    return this.#terms.numeric() || this.#shift !== 0 || isWrittenAsItself(bytes, from, to);
  }

  number(place: number, value: number): void {
    this.#found[place] = Number.isFinite(value) || place >= FIRST_Y ? FOUND : WRONG;
    if (place >= FIRST_Y) this.#intake.row[place - FIRST_Y] = value;
    else if (place === X) this.#x = value;
    else if (Number.isSafeInteger(value)) this.#sequence = value;
    else this.#found[place] = WRONG;
  }

  /** A gap where it is a y; elsewhere as if nothing was there. */
  none(place: number): void {
    if (place >= FIRST_Y) this.number(place, Number.NaN);
    else this.#found[place] = NOTHING;
  }

  /** What `valueOf` has made of text. */
  text(place: number, value: number | string | null): void {
    if (typeof value === 'number') this.number(place, value);
    else if (value !== null) {
      this.#x = value;
      this.#found[X] = FOUND;
    } else this.wrong(place);
  }

  /** What text, as bytes, stands for at a place: a number that is written as text is one, too. null for nothing that may stand there. */
  valueOf(place: number, bytes: Uint8Array): number | string | null {
    if (place === X) {
      const { time, numeric } = this.#terms;
      const text = decoder.decode(bytes);
      const date = time === 'iso' ? timeOf(text.trim()) : Number.NaN;
      if (!numeric()) {
        if (!Number.isNaN(date)) return new Date(date).toISOString();
        if (!this.#terms.untyped || !this.isNumber(bytes, 0, bytes.length)) return text;
        const value = this.#text.read(bytes, 0, bytes.length, this.#shift);
        return this.#text.end === bytes.length && Number.isFinite(value) ? value : text;
      }
      if (!Number.isNaN(date)) return date;
    }
    let [from, to] = [0, bytes.length];
    while (from < to && bytes[from] <= SPACE) from++;
    while (to > from && bytes[to - 1] <= SPACE) to--;
    const value = this.#text.read(bytes, from, to, this.shiftOf(place));
    if (to > from && this.#text.end === to && !Number.isNaN(value)) return value;
    return place >= FIRST_Y && to - from < 10 && GAP.test(asciiOf(bytes, from, to)) ? Number.NaN : null;
  }

  /** Something is there that may not be. */
  wrong(place: number): void {
    this.#found[place] = WRONG;
  }

  /** A list begins at a place. */
  list(place: number): void {
    this.#found[place] = FOUND;
    this.#lists[place] = [];
    this.#hasLists = true;
  }

  /** Another value in it; null for what may not be there. */
  add(place: number, value: number | string | null): void {
    if (value === null) this.wrong(place);
    this.#lists[place]?.push(value ?? Number.NaN);
  }

  /** A sample begins: what was found at these places, or at all of them, is forgotten. */
  begin(inner?: readonly boolean[]): void {
    const found = this.#found;
    for (let place = 0; place < found.length; place++) if (!inner || inner[place]) found[place] = NOTHING;
    if (this.#hasLists) this.#lists = [];
    this.#hasLists = false;
  }

  /** The sample is complete: it is taken, or refused. `example` is what it was read from. */
  emit(example: () => Uint8Array): void {
    const { row } = this.#intake;
    const found = this.#found;
    const { sequenceLater } = this.#terms;
    // Before anything is refused: what is, was not missing.
    if (!sequenceLater && this.isNumbered && !this.takeNumber()) return;
    let values = 0;
    for (let k = 0; k < row.length; k++) {
      if (found[FIRST_Y + k] !== NOTHING) values++;
      else row[k] = Number.NaN;
    }
    for (let place = 0; place < found.length; place++) {
      if (found[place] !== WRONG || (place === SEQUENCE && sequenceLater)) continue;
      this.refuseSample('type', `${this.#names[place]} must be ${this.#mayBe(place)}`, example);
      return;
    }
    const missing = this.#missing(values);
    if (missing !== '') this.refuseSample('missing', `no ${missing} in it`, example);
    else if (this.#hasLists) this.#emitLists(example);
    else this.#intake.push(this.#x);
  }

  /** What must be there and is not; '' for nothing. */
  #missing(values: number): string {
    const names = this.#names;
    if (values === 0) return names.slice(FIRST_Y).join(', ');
    if (this.#found[X] === NOTHING && names[X] !== '') return names[X];
    return this.#terms.sequenceLater || this.isNumbered ? '' : names[SEQUENCE];
  }

  get isNumbered(): boolean {
    return this.#found[SEQUENCE] === FOUND;
  }

  /** Whether what has the number that was found was not there before. */
  takeNumber(): boolean {
    const isOfMany = this.#terms.sequenceLater || this.#hasLists;
    return isOfMany ? this.#intake.sequence.take(this.#sequence) : this.#intake.isNew(this.#sequence);
  }

  /** Samples that come before their number are refused, as there is none. */
  refuseNumber(example: () => Uint8Array): void {
    const name = this.#names[SEQUENCE];
    if (this.#found[SEQUENCE] === WRONG) this.refuse('type', `${name} must be ${this.#mayBe(SEQUENCE)}`, example);
    else this.refuse('missing', `no ${name} in it`, example);
  }

  refuse(kind: DataProblem, message: string, example: () => Uint8Array): void {
    this.#intake.problems.refuse(kind, message, exampleOf(example()));
  }

  /** What is refused is the sample, or the columns, under way. */
  refuseSample(kind: DataProblem, message: string, example: () => Uint8Array): void {
    this.refuse(kind, message, example);
    this.passOver();
  }

  /** The same of one that could not be read to its end: it was there if its number was. */
  refuseBroken(kind: DataProblem, message: string, example: () => Uint8Array): void {
    this.refuse(kind, message, example);
    if (!this.isNumbered || this.takeNumber()) this.passOver();
  }

  /** The sample under way won't be one; of columns as many as the longest holds so far. */
  passOver(): void {
    const longest = () => this.#lists.reduce((most, list) => Math.max(most, list?.length ?? 0), 0);
    this.#intake.passOver(this.#hasLists ? longest() : 1);
  }

  #emitLists(example: () => Uint8Array): void {
    const { row } = this.#intake;
    const lists = this.#lists;
    const lengths = new Set<number | undefined>();
    for (let place = 0; place < this.#found.length; place++) {
      if (place !== SEQUENCE && this.#found[place] === FOUND) lengths.add(lists[place]?.length);
    }
    const [length] = lengths;
    if (lengths.size !== 1 || length === undefined) {
      this.refuseSample('length', 'x and y must be lists of one length', example);
      return;
    }
    for (let i = 0; i < length; i++) {
      for (let k = 0; k < row.length; k++) row[k] = (lists[FIRST_Y + k]?.[i] as number | undefined) ?? Number.NaN;
      this.#intake.push(lists[X]?.[i] ?? 0);
    }
  }

  #mayBe(place: number): string {
    if (place >= FIRST_Y) return 'a number, or null for a gap';
    if (place === SEQUENCE) return 'an integer';
    return this.#terms.numeric() ? 'a finite number' : 'a finite number or a string';
  }
}
