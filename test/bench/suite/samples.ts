/** The same samples for every contestant: x in seconds, y a slow wave with noise on it, from 0 to 1; or a cloud of normal x and y. */
import { chanceOf } from '../../chance.js';
import type { Workload } from './workloads.js';

/** In which the height of samples that tell when they were pushed rises from 0 to 1, ms. */
const PERIOD = 500;

/** What a sample is high that was pushed at a time, ms since 1970. */
export const heightOf = (time: number) => (time % PERIOD) / PERIOD;

/** Drawn once: making them must not cost more than what is measured. */
const TABLE = 1 << 14;
/** Samples made at once. */
const MOST = 1_000_000;

export class Samples {
  /** Given out so far. */
  count = 0;
  readonly xs: Float64Array;
  /** Of the only series, or of the first of several. */
  readonly ys: Float64Array;
  /** Of all series: each of the others lies above the one before it, with a noise of its own. */
  readonly columns: Float64Array[];
  #x = 0;
  readonly #gaps = new Float64Array(TABLE);
  readonly #noise = new Float64Array(TABLE);
  readonly #normal = new Float64Array(TABLE);
  readonly #perCycle: number;
  readonly #cloud: boolean;

  constructor({ window, rate, irregular, cloud = false, series = 1 }: Workload, seed: number) {
    const random = chanceOf(seed);
    this.#cloud = cloud;
    this.#perCycle = (2 * Math.PI) / (window / 2.5);
    let mean = 0;
    for (let i = 0; i < TABLE; i++) {
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      this.#normal[i] = normal;
      this.#gaps[i] = irregular ? Math.exp(normal) : 1;
      mean += this.#gaps[i] / TABLE;
      this.#noise[i] = 0.1 * random();
    }
    for (let i = 0; i < TABLE; i++) this.#gaps[i] /= mean * rate;
    this.xs = new Float64Array(Math.min(window, MOST));
    this.columns = Array.from({ length: series }, () => new Float64Array(Math.min(window, MOST)));
    [this.ys] = this.columns;
  }

  /** Makes the next so many, at the beginning of `xs` and `ys`; no more than those hold. All of them have one y, where it is given. */
  next(count: number, value?: number): void {
    const { xs, ys } = this;
    if (this.#cloud) {
      const normal = this.#normal;
      for (let i = 0; i < count; i++) {
        const at = this.count + i;
        // A step on with every lap, so that no pair of numbers comes again.
        xs[i] = normal[at & (TABLE - 1)];
        ys[i] = 0.6 * xs[i] + 0.8 * normal[(at * 7919 + Math.floor(at / TABLE) * 31) & (TABLE - 1)];
      }
      this.count += count;
      return;
    }
    for (let i = 0; i < count; i++) {
      const at = this.count + i;
      this.#x += this.#gaps[at & (TABLE - 1)];
      xs[i] = this.#x;
      // A prime step through the table, so that it does not repeat with the picture.
      ys[i] = value ?? 0.45 + 0.45 * Math.sin(at * this.#perCycle) + this.#noise[(at * 7919) & (TABLE - 1)];
    }
    for (let k = 1; k < this.columns.length; k++) {
      const column = this.columns[k];
      for (let i = 0; i < count; i++)
        column[i] = ys[i] + k + this.#noise[((this.count + i) * 7919 + k * 577) & (TABLE - 1)];
    }
    this.count += count;
  }
}
