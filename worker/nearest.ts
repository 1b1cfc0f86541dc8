/**
 * Which sample of a series is meant: the one nearest along x, the one nearest to a place in a picture, or one so many
 * further on. Samples are told by their absolute indices; gaps are none.
 */
import type { Projection } from './columns.js';
import { BLOCK } from './pyramid.js';
import { type Interval, position, valueAt } from './scales.js';
import type { Series } from './series.js';
import { samplesWithin, searchX } from './x-window.js';

/** In place of the index of a sample that there is not. */
export const NONE = -1;

/** Half of what lies between: that is never infinite. */
export const apart = (a: number, b: number) => Math.abs(a / 2 - b / 2);

const EVERYWHERE: Interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/**
 * The sample nearest along x, as the scale has it; of several the newest. In O(log n) where x ascends.
 * @param within of x, where it has to lie
 */
export function nearestAlong(series: Series, x: number, byIndex: boolean, within = EVERYWHERE): number {
  if (!Number.isFinite(x)) return NONE;
  if (!byIndex && !series.ascending) return nearestOfAll(series, x, within);
  const { pyramid } = series;
  const [start, end] = samplesWithin(within, series.ring, byIndex);
  const xOf = (index: number) => (byIndex ? index : series.x.at(index));
  const from = Math.min(Math.max(searchX(series, x, byIndex, false), start), end);
  const before = pyramid.previousFinite(start, from);
  const after = pyramid.nextFinite(from, end);
  if (after === end) return before < start ? NONE : before;
  if (before >= start && apart(xOf(before), x) < apart(xOf(after), x)) return before;
  // Others may follow that have the same x.
  return pyramid.previousFinite(after, searchX(series, xOf(after), byIndex, true));
}

function nearestOfAll(series: Series, x: number, [least, most]: Interval): number {
  let found = NONE;
  let best = Number.POSITIVE_INFINITY;
  let first = series.start;
  for (const { x: xs, y, from, to } of series.runs()) {
    for (let i = from; i < to; i++) {
      const distance = apart(xs[i], x);
      if (!(distance <= best && xs[i] >= least && xs[i] <= most) || Number.isNaN(y[i])) continue;
      best = distance;
      found = first + i - from;
    }
    first += to - from;
  }
  return found;
}

/** Samples that are looked at one by one. */
const FEW = 4 * BLOCK;

/** How far a place is from an interval. */
const beyond = (at: number, from: number, to: number) => Math.max(from - at, at - to, 0);

/** Of a distance in CSS px more than is lost where it is rounded. */
const ROUNDING = 1e-9;

/**
 * The dot nearest to a place in a picture, CSS px; of several the newest. What is not drawn there is none, nor is what
 * is so far away that the square of it is infinite. Where x ascends by branch and bound: halves of the window are passed
 * over of which the extremes say that no dot in them is nearer. Else x of all samples are read.
 * @param start the absolute index that positions along x are counted from
 * @param within of x, where it has to lie; of indices absolute ones
 */
export function nearestDot(
  series: Series,
  { byIndex, x, y, drawn }: Projection,
  start: number,
  left: number,
  top: number,
  within = EVERYWHERE,
): number {
  const { pyramid } = series;
  const xOf = (index: number) => position(x, byIndex ? index - start : series.x.at(index));
  let found = NONE;
  let best = Number.MAX_VALUE;
  const look = (index: number) => {
    const value = series.y.at(index);
    if (!(value >= drawn[0] && value <= drawn[1])) return;
    const distance = (xOf(index) - left) ** 2 + (position(y, value) - top) ** 2;
    if (!(distance < best || (distance === best && index > found))) return;
    best = distance;
    found = index;
  };
  const search = (from: number, to: number) => {
    pyramid.range(from, to);
    const low = Math.max(pyramid.low, drawn[0]);
    const high = Math.min(pyramid.high, drawn[1]);
    if (low > high) return;
    const across = beyond(left, xOf(from), xOf(to - 1));
    const least = across ** 2 + beyond(top, position(y, high), position(y, low)) ** 2;
    if (least > best || (least === best && to <= found)) return;
    if (to - from <= FEW) {
      for (let index = from; index < to; index++) look(index);
      return;
    }
    // Blocks stay whole.
    const middle = Math.floor((from + to) / (2 * BLOCK)) * BLOCK;
    const isOlder = xOf(middle) > left;
    if (isOlder) search(from, middle);
    search(middle, to);
    if (!isOlder) search(from, middle);
  };
  if (series.n === 0 || !Number.isFinite(left + top)) return NONE;
  if (byIndex || series.ascending) search(...samplesWithin(within, series.ring, byIndex));
  else {
    let first = series.start;
    let [low, high] = within;
    for (const { x: xs, from, to } of series.runs()) {
      for (let i = from; i < to; i++) {
        // So that also NaN is looked at, where it is a bound.
        if (xs[i] < low || xs[i] > high) continue;
        const before = best;
        look(first + i - from);
        if (best === before) continue;
        const reach = Math.sqrt(best) * (1 + ROUNDING) + ROUNDING;
        low = Math.max(within[0], valueAt(x, left - reach));
        high = Math.min(within[1], valueAt(x, left + reach));
      }
      first += to - from;
    }
  }
  return found;
}

/**
 * The sample so many further on from an index, or back, as far as there are any. Where there is none at the index, from
 * the next one on, or else the one before; from what has left the window, the oldest.
 */
export function stepped({ pyramid, start, end }: Series, index: number, step: number): number {
  const countTo = (to: number) => to - start - pyramid.gapsIn(start, to);
  const last = countTo(end) - 1;
  if (last < 0) return NONE;
  const from = Math.min(Math.max(Math.floor(index) || 0, start), end - 1);
  const place = Math.min(Math.max(Math.min(countTo(from), last) + (Math.trunc(step) || 0), 0), last);
  let before = start;
  let found = end;
  while (found - before > 1) {
    const middle = before + Math.floor((found - before) / 2);
    if (countTo(middle) > place) found = middle;
    else before = middle;
  }
  return before;
}
