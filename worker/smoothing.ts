/**
 * Smoothing: the exponential mean of a series, without the bias of its beginning, as TensorBoard shows it: s ← w·s + (1 − w)·y
 * over what is no gap, shown as s / (1 − wⁿ).
 *
 * It is kept as that mean itself, which moves by a share of what a value is off: so a series that is constant stays what it
 * is. Two stretches that follow one another are put together from their means alone, so that samples that nobody keeps
 * count as well.
 */

/** What is known of a stretch of samples: their mean, and what they leave of the weight of what was before, wⁿ. */
export type Stretch = readonly [mean: number, left: number];

const NOTHING: Stretch = [0, 1];

export class Smoothing {
  /** From 0 (none) to below 1. */
  readonly weight: number;
  /** 0 before there is anything. */
  private mean = 0;
  private left = 1;

  constructor(weight: number, stretch?: Stretch | null) {
    this.weight = weight;
    [this.mean, this.left] = stretch ?? NOTHING;
  }

  get stretch(): Stretch {
    return [this.mean, this.left];
  }

  restore({ stretch }: Smoothing): void {
    [this.mean, this.left] = stretch;
  }

  reset(): void {
    [this.mean, this.left] = NOTHING;
  }

  /** Takes a value, and gives the mean; a gap leaves that as it is, and stays one. */
  add(y: number): number {
    if (!Number.isFinite(y)) return Number.NaN;
    this.follow(y, this.weight);
    return this.mean;
  }

  /** Takes what a stretch of samples comes to, which follows. */
  append([mean, left]: Stretch): void {
    if (left < 1) this.follow(mean, left);
  }

  private follow(mean: number, left: number): void {
    this.left *= left;
    const share = (1 - left) / (1 - this.left);
    const off = mean - this.mean;
    this.mean = Number.isFinite(off) ? this.mean + share * off : this.mean * (1 - share) + mean * share;
  }
}

/** Of each column; null for those that are not smoothed. */
export type Passed = (Stretch | null)[];

/** What columns come to that are passed over, so many y of each from an index on, after what was passed over before. */
export function passOver(
  weights: readonly number[],
  columns: readonly ArrayLike<number>[],
  from: number,
  to: number,
  before?: Passed | null,
): Passed {
  return weights.map((weight, k) => {
    if (weight === 0) return null;
    const smoothing = new Smoothing(weight, before?.[k]);
    for (let i = from; i < to; i++) smoothing.add(columns[k][i]);
    return smoothing.stretch;
  });
}

/** What two stretches come to that follow one another. */
export function joined(first: Passed, second: Passed | undefined): Passed {
  return first.map((stretch, k) => {
    const next = second?.[k];
    if (!stretch || !next) return stretch ?? next ?? null;
    const smoothing = new Smoothing(0, stretch);
    smoothing.append(next);
    return smoothing.stretch;
  });
}
