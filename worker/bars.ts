/** Bars: how wide they are and where they stand, and what of each place across a picture they cover. */
import type { Cells } from './cells.js';
import type { Grid, LineShape } from './edges.js';
import { roomFor, unitsDown } from './filling.js';
import type { Outline, Rows } from './outline.js';
import type { Ring } from './ring.js';
import type { Series } from './series.js';
import { searchX } from './x-window.js';

/** Of the distance between samples, what the bars that stand there share. */
const SHARE = 0.8;
/** CSS px. One that were thinner would be lost among many. */
const THINNEST = 1;

/** Which of the bars that stand side by side at each sample. */
export interface BarPlace {
  place: number;
  of: number;
}

/** Mean distance between samples along x, in its units; 0 where there is none. */
export function spacingOf(ring: Ring, byIndex: boolean): number {
  if (byIndex) return 1;
  if (ring.n < 2) return 0;
  const [min, max] = ring.xExtent();
  // Apart, so that it stays within float64.
  const spacing = max / (ring.n - 1) - min / (ring.n - 1);
  return spacing > 0 && Number.isFinite(spacing) ? spacing : 0;
}

/** Width of a bar, and how far its middle lies from its sample, CSS px; and whether there is space to the next sample's. */
export function barOf({ place, of }: BarPlace, spacing: number): { width: number; offset: number; apart: boolean } {
  const share = (spacing * SHARE) / of;
  return { width: Math.max(THINNEST, share), offset: (place - (of - 1) / 2) * share, apart: share >= THINNEST };
}

// Kept from call to call: what it holds does not outlive one.
const outlined: Outline = { tops: new Int32Array(0), bottoms: new Int32Array(0), pieces: null };
let highest = new Float64Array(0);
let lowest = new Float64Array(0);
let ahead = new Float64Array(0);

/** How many places each sample covers, beginning so many before its cell, and where bars stand, as rows are of it. */
interface Bar {
  before: number;
  width: number;
  base: number;
}

/** What so many places cover, from one on; good until the next call. Of cells that hold samples, and nothing between. */
export function barsOf(cells: Cells, bar: Bar, rows: Rows, first: number, places: number): Outline {
  const { before, width } = bar;
  makeRoom(places);
  // Place p is covered by the samples of cells p + before, and so many up to there.
  const from = first + before - width + 1;
  slide(cells.high, cells.mask, from, width, places, 1, highest);
  slide(cells.low, cells.mask, from, width, places, -1, lowest);
  return coverOf(bar, rows, places);
}

/**
 * The same where bars reach further than all places: their samples lie too far away for cells, and are few. x must ascend,
 * or be that of indices.
 */
export function farBarsOf(
  series: Series,
  { byIndex, origin, step }: Grid,
  transform: LineShape['transform'],
  bar: Bar,
  rows: Rows,
  first: number,
  places: number,
): Outline {
  const { pyramid, x, start, end } = series;
  makeRoom(places);
  /** The first sample from one on that does not lie before a cell. */
  const notBefore = (cell: number, from: number) => {
    const edge = origin + cell * step;
    return from < end && (byIndex ? from : x.at(from)) < edge ? searchX(series, edge, byIndex, false) : from;
  };
  let [from, to] = [start, start];
  for (let place = 0; place < places; place++) {
    const last = first + place + bar.before;
    from = notBefore(last - bar.width + 1, from);
    to = notBefore(last + 1, Math.max(from, to));
    pyramid.range(from, to);
    const { low, high } = pyramid;
    const none = low > high || transform === null;
    highest[place] = none ? high : transform(high);
    lowest[place] = -(none ? low : transform(low));
  }
  return coverOf(bar, rows, places);
}

function makeRoom(places: number): void {
  if (highest.length >= places) return;
  highest = new Float64Array(places);
  lowest = new Float64Array(places);
}

function coverOf({ base }: Bar, rows: Rows, places: number): Outline {
  const { tops, bottoms } = roomFor(outlined, places);
  for (let place = 0; place < places; place++) {
    const high = highest[place];
    const low = -lowest[place];
    if (low > high) {
      tops[place] = bottoms[place] = 0;
      continue;
    }
    tops[place] = unitsDown(high > base ? high : base, rows);
    bottoms[place] = -unitsDown(low < base ? low : base, rows);
  }
  return outlined;
}

/**
 * The highest of every `width` values side by side, times a sign; by the method of van Herk and of Gil and Werman
 * ("Computing 2-D min, median, and max filters", 1993), at a cost that does not grow with the width.
 */
function slide(
  values: Float64Array,
  mask: number,
  from: number,
  width: number,
  places: number,
  sign: 1 | -1,
  result: Float64Array,
): void {
  const count = places + width - 1;
  if (ahead.length < count) ahead = new Float64Array(count);
  // Of each value the highest from there to the end of its piece of `width` values.
  for (let i = count - 1; i >= 0; i--) {
    const value = values[(from + i) & mask] * sign;
    const ends = i === count - 1 || (i + 1) % width === 0;
    ahead[i] = ends || value > ahead[i + 1] ? value : ahead[i + 1];
  }
  let since = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const value = values[(from + i) & mask] * sign;
    since = i % width === 0 || value > since ? value : since;
    const place = i - width + 1;
    if (place >= 0) result[place] = since > ahead[place] ? since : ahead[place];
  }
}
