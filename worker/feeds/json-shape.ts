/**
 * The shape of a sample in JSON: what stands between its values. A machine writes one sample like the other, so that most
 * are read by comparing them with the one before, and only what differs is read by the grammar.
 */
import type { DecimalReader } from './decimal.js';

/** In the place of a place: a number that is not declared, and a text. */
export const [UNDECLARED, TEXT] = [-1, -2];

const [SPACE, QUOTE, BACKSLASH] = [32, 34, 92];
/** So many samples in a row that differ, and no shape is looked for any more. */
const PATIENCE = 64;

export class JsonShape {
  /** Numbers found by `match`, by value. */
  readonly found: number[] = [];
  /** Places of the values; `UNDECLARED` or `TEXT`. */
  places: number[] = [];
  /** By which power of ten the number at each becomes what it is. */
  #shifts: number[] = [];
  readonly #shiftOf: (place: number) => number;
  /** What stands before each value, and after the last, one after the other. */
  #between = new Uint8Array(0);
  /** Where each of these ends. */
  #ends: number[] = [];
  #known = false;
  #patience = PATIENCE;
  /** Values of the sample that is read by the grammar: where each begins and ends, and its place. */
  #spans: number[] = [];
  #learning = false;

  /** @param shiftOf by which power of ten the number at a place becomes what it is */
  constructor(shiftOf: (place: number) => number) {
    this.#shiftOf = shiftOf;
  }

  /** A sample begins, which is read by the grammar. */
  begin(): void {
    this.#learning = this.#patience > 0;
    this.#spans.length = 0;
  }

  /** It has a value, a number or a text without what is around it, that others may have otherwise. */
  value(from: number, to: number, place: number): void {
    if (this.#learning) this.#spans.push(from, to, place);
  }

  /** It has something that no other can be read by. */
  spoil(): void {
    this.#learning = false;
  }

  /** It has ended, and is the shape from now on. */
  learn(bytes: Uint8Array, from: number, to: number): void {
    if (!this.#learning) return;
    this.#learning = false;
    this.places = [];
    this.#ends = [];
    const pieces: Uint8Array[] = [];
    let length = 0;
    let at = from;
    const spans = [...this.#spans, to, to, TEXT];
    for (let k = 0; k < spans.length; k += 3) {
      const piece = bytes.subarray(at, spans[k]);
      pieces.push(piece);
      length += piece.length;
      this.#ends.push(length);
      if (k + 3 < spans.length) this.places.push(spans[k + 2]);
      at = spans[k + 1];
    }
    this.#between = new Uint8Array(length);
    length = 0;
    for (const piece of pieces) {
      this.#between.set(piece, length);
      length += piece.length;
    }
    this.#shifts = this.places.map((place) => (place < 0 ? 0 : this.#shiftOf(place)));
    this.#known = true;
  }

  /** Whether what begins there has the shape, and is all there: the index after it, or −1. */
  match(bytes: Uint8Array, from: number, numbers: DecimalReader): number {
    if (!this.#known || this.#patience === 0) return -1;
    const end = this.#match(bytes, from, numbers);
    this.#patience = end < 0 ? this.#patience - 1 : PATIENCE;
    return end;
  }

  #match(bytes: Uint8Array, from: number, numbers: DecimalReader): number {
    const between = this.#between;
    const ends = this.#ends;
    const shifts = this.#shifts;
    const { places, found } = this;
    const { length } = bytes;
    let at = from;
    let i = 0;
    for (let k = 0; k < ends.length; k++) {
      const end = ends[k];
      if (at + end - i > length) return -1;
      while (i < end) if (bytes[at++] !== between[i++]) return -1;
      if (k === places.length) break;
      const place = places[k];
      if (place === TEXT) {
        while (at < length && bytes[at] !== QUOTE) {
          if (bytes[at] < SPACE || bytes[at] === BACKSLASH) return -1;
          at++;
        }
        continue;
      }
      const value = numbers.read(bytes, at, length, shifts[k], place >= 0);
      at = numbers.end;
      // At the end of a piece it may go on with the next.
      if (Number.isNaN(value) || at === length) return -1;
      found[k] = value;
    }
    return at;
  }
}
