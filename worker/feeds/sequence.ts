/** What a feed's sequence numbers tell: which samples are missing, and which have been there before. */

/** Gaps that are remembered: what comes late into an older one counts as a duplicate. */
const MOST_GAPS = 1024;

export class Sequence {
  /** The highest number so far; NaN before the first. */
  last: number;
  missing = 0;
  duplicate = 0;
  /** Numbers that are missing, as [from, to), oldest first. */
  readonly #gaps: [from: number, to: number][] = [];
  /** The same as they are told; null where they have changed. */
  #told: Float64Array | null = null;

  /**
   * @param last the highest number that is known already
   * @param gaps as `gaps` told them
   */
  constructor(last = Number.NaN, gaps?: ArrayLike<number>) {
    this.last = last;
    for (let k = 0; gaps && k < gaps.length; k += 2) this.#gaps.push([gaps[k], gaps[k + 1]]);
  }

  /** Numbers that are missing, as far as they are remembered: pairs of the first and the one after the last, oldest first. */
  get gaps(): Float64Array {
    this.#told ??= Float64Array.from(this.#gaps.flat());
    return this.#told;
  }

  /** Whether a number has not been there before. */
  take(number: number): boolean {
    if (number === this.last + 1 || Number.isNaN(this.last)) {
      this.last = number;
      return true;
    }
    if (number > this.last) {
      this.missing += number - this.last - 1;
      this.#gaps.push([this.last + 1, number]);
      this.#told = null;
      if (this.#gaps.length > MOST_GAPS) this.#gaps.shift();
      this.last = number;
      return true;
    }
    if (this.#fill(number)) {
      this.#told = null;
      this.missing--;
      return true;
    }
    this.duplicate++;
    return false;
  }

  /** Takes a number out of the gap that it is missing in, if it is. */
  #fill(number: number): boolean {
    const k = this.#gaps.findIndex(([from, to]) => from <= number && number < to);
    if (k < 0) return false;
    const [from, to] = this.#gaps[k];
    const left: [number, number][] = [
      [from, number],
      [number + 1, to],
    ];
    this.#gaps.splice(k, 1, ...left.filter(([from, to]) => from < to));
    if (this.#gaps.length > MOST_GAPS) this.#gaps.shift();
    return true;
  }
}
