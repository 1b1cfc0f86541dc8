/** A window of x: which part of it a reader has chosen to see, and which samples lie there. */
import type { Ring } from './ring.js';
import type { Interval } from './scales.js';
import type { Series } from './series.js';
import type { YScale } from './y-scales.js';

/** x is as the scale has it: of categories it is counted in samples, from the first that the stream has taken. */
export type XWindow =
  /** So much before the newest, which it follows. */
  | { kind: 'last'; length: number }
  /** From one place to another, whatever arrives. */
  | { kind: 'between'; from: number; to: number };

/** A part of x, and the samples [start, end) in it; all of the ring's where x is in no order. */
export interface Part {
  byIndex: boolean;
  interval: Interval;
  samples: [start: number, end: number];
  /** Those of which bars reach into it, too. */
  reaching: [start: number, end: number];
}

/**
 * What a window holds; null where it follows what is not there.
 * @param beyond of x, that is shown after the newest sample, and that a bar reaches to both sides
 */
export function partOf(xWindow: XWindow, ring: Ring, byIndex: boolean, beyond = 0): Part | null {
  if (ring.n === 0 && xWindow.kind === 'last') return null;
  const newest = (byIndex ? ring.end - 1 : ring.xExtent()[1]) + beyond;
  const interval: Interval =
    xWindow.kind === 'between' ? [xWindow.from, xWindow.to] : [newest - xWindow.length, newest];
  const samples = samplesWithin(interval, ring, byIndex);
  const [from, to] = interval;
  const reaching = beyond > 0 ? samplesWithin([from - beyond, to + beyond], ring, byIndex) : samples;
  return { byIndex, interval, samples, reaching };
}

/** The samples [start, end) in an interval of x; all of the ring's where x is in no order. */
export function samplesWithin([from, to]: Interval, ring: Ring, byIndex: boolean): [start: number, end: number] {
  if (!byIndex && !ring.ascending) return [ring.start, ring.end];
  const first = searchX(ring, from, byIndex, false);
  return [first, Math.max(first, searchX(ring, to, byIndex, true))];
}

type Along = Pick<Series, 'x' | 'start' | 'end'>;

/**
 * The first sample whose x is not below a value, or is above it; the window's end for none. x must ascend, or be that of
 * indices.
 */
export function searchX({ x, start, end }: Along, value: number, byIndex: boolean, above: boolean): number {
  let before = start - 1;
  let found = end;
  while (found - before > 1) {
    const middle = before + Math.floor((found - before) / 2);
    const at = byIndex ? middle : x.at(middle);
    if (at < value || (above && at === value)) before = middle;
    else found = middle;
  }
  return found;
}

/**
 * The heights at which a line comes into a part of x, and leaves it, where it does: it is straight in what the scale makes
 * of y. With steps it keeps the last height. Beside what the scale can't show it has none.
 */
export function heightsAtEnds(
  { byIndex, interval, samples }: Part,
  { ring, x, y }: Series,
  steps: boolean,
  { transform, invert, endless }: YScale,
): number[] {
  if (!byIndex && !ring.ascending) return [];
  const at = (index: number) => (byIndex ? index : x.at(index));
  return samples.flatMap((index, side) => {
    if (index <= ring.start || index >= ring.end) return [];
    const [before, after] = [y.at(index - 1), y.at(index)];
    if (Number.isNaN(before + after) || (endless && (before <= 0 || (after <= 0 && !steps)))) return [];
    if (steps) return [before];
    const share = (interval[side] - at(index - 1)) / (at(index) - at(index - 1));
    const [from, to] = transform ? [transform(before), transform(after)] : [before, after];
    const height = from * (1 - share) + to * share;
    return [transform ? invert(height) : height];
  });
}
