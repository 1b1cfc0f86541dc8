/** An endless feed that looks the same on the screen whatever the window: a case, stretched to so many samples. */
import type { Case } from '../fidelity/cases.js';

export interface Source {
  /** Writes samples [from, to) of the feed to the start of x and y. */
  write(x: Float64Array, y: Float64Array, from: number, to: number): void;
}

/**
 * The case's polyline with `window` samples evenly along it, forwards, backwards, forwards …; a window shorter than the
 * case shows its beginning. Stretching adds samples on the segments only, so that the picture stays the same.
 */
export function sourceOf({ x: xs, y: ys, irregular }: Case, window: number): Source {
  const last = Math.min(xs.length, Math.max(2, window)) - 1;
  const span = xs[last] - xs[0];
  return {
    write(x, y, from, to) {
      for (let i = from; i < to; i++) {
        const along = (i / (window - 1)) * last;
        const lap = Math.floor(along / last);
        const within = along - lap * last;
        const at = lap % 2 === 0 ? within : last - within;
        const left = Math.min(last - 1, Math.floor(at));
        const share = at - left;
        y[i - from] = share === 0 ? ys[left] : ys[left] * (1 - share) + ys[left + 1] * share;
        // Never beyond the next sample, whatever rounding does: x ascends.
        const there = Math.min(xs[left + 1], xs[left] + (xs[left + 1] - xs[left]) * share) - xs[0];
        x[i - from] = irregular ? lap * span + (lap % 2 === 0 ? there : span - there) : i;
      }
    },
  };
}
