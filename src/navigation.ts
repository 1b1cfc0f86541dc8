/**
 * Arithmetic of moving about: which part of x is shown after a reader has panned or zoomed, and which x is where in a
 * plot. Intervals are of x as the scale has it, absolute indices of categories. What doesn't change is given back itself.
 */
import type { Interval } from '../worker/scales.js';
import type { Rectangle } from '../worker/still.js';

/** Of categories, in samples. */
const LEAST_SAMPLES = 2;
/** Twice that below which a worker no longer lays out a plot's cells: a share of the magnitude, and what is least of all. */
const LEAST_SHARE = 2 ** -39;
const LEAST_OF_ALL = 2 ** -959;

type Along = Pick<Rectangle, 'x' | 'width'>;

/** Whether its length is one that can be reckoned with. */
const isSound = (length: number) => length > 0 && length < Number.POSITIVE_INFINITY;

/** The shortest length that it makes sense to show there. */
export function leastLength([from, to]: Interval, category: boolean): number {
  return category ? LEAST_SAMPLES : Math.max(Math.abs(from), Math.abs(to)) * LEAST_SHARE + LEAST_OF_ALL;
}

/**
 * Moved by so many units of x, as far as samples are held; with none it stays. What lies beyond these already, as it does
 * when samples have left the ring, is not moved back by that: it may only be moved towards them. What holds all of them
 * stays. The length is kept to the last bit of float64 that it can be; an edge that meets the end of what is held is equal
 * to it.
 *
 * @param by positive for later
 * @param held between the oldest sample and the newest; null where there is none
 */
export function panned(shown: Interval, by: number, held: Interval | null): Interval {
  const [from, to] = shown;
  const length = to - from;
  if (!held || !isSound(length)) return shown;
  const back = Math.min(0, held[0] - from);
  const forth = Math.max(0, held[1] - to);
  if (by < 0 && by <= back) return back < 0 ? [held[0], held[0] + length] : shown;
  if (by > 0 && by >= forth) return forth > 0 ? [held[1] - length, held[1]] : shown;
  const moved = from + by;
  return moved === from || Number.isNaN(moved) ? shown : [moved, moved + length];
}

/**
 * Shows less where `factor` is above 1, and more below. The place `around` stays where it is on the screen, unless what
 * is shown would reach further beyond what is held than it does. It becomes no longer than what is held, and no shorter
 * than `least`; where it is that already it stays.
 *
 * @param held between the oldest sample and the newest; null where there is none
 */
export function zoomed(
  shown: Interval,
  factor: number,
  around: number,
  held: Interval | null,
  least: number,
): Interval {
  const [from, to] = shown;
  const length = to - from;
  if (!isSound(length) || !isSound(factor)) return shown;
  const [first, last] = held ? [Math.min(from, held[0]), Math.max(to, held[1])] : shown;
  const longest = Math.max(length, held ? held[1] - held[0] : 0);
  const next = Math.min(Math.max(length / factor, Math.min(least, length)), longest);
  if (next === length) return shown;
  const start = Math.min(Math.max(around - ((around - from) / length) * next, first), last);
  return start + next > last ? [Math.max(first, last - next), last] : [start, start + next];
}

/** The x that is at so many CSS px from the left of the picture; also beyond the plot. */
export function valueAt([from, to]: Interval, { x, width }: Along, left: number): number {
  return from + ((left - x) / width) * (to - from);
}

/** CSS px from the left of the picture at which a value of x is; also beyond the plot. */
export function leftOf([from, to]: Interval, { x, width }: Along, value: number): number {
  return x + ((value - from) / (to - from)) * width;
}
