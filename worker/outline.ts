/**
 * The outline of a line: what of each place across a picture its pen covers.
 *
 * What the pen covers at a place is an interval, from the least of (height − reach) to the greatest of (height + reach)
 * over the cells that it reaches; or several, where the line has gaps there.
 */
import type { Cells } from './cells.js';
import type { Pen } from './pen.js';

/** Units a pixel: what a place covers is exact to this. */
export const UNITS = 64;
/** Further out than any picture, in units; sums and differences of two stay small integers. */
export const FAR = 1 << 24;
/** The mask of what is not kept in circles. */
const ALL = -1;

/** How heights become rows of the raster: row = zero + (origin − y · factor) · scale, for those from `low` to `high`. */
export interface Rows {
  low: number;
  high: number;
  factor: number;
  origin: number;
  scale: number;
  zero: number;
}

export const sameRows = (a: Rows, b: Rows) =>
  a.low === b.low &&
  a.high === b.high &&
  a.factor === b.factor &&
  a.origin === b.origin &&
  a.scale === b.scale &&
  a.zero === b.zero;

/** Intervals that the pen covers at one place: top, bottom, top, bottom …, descending and apart, in units. */
type Pieces = Map<number, number[]>;

/** What places cover, in units from the raster's top. */
export interface Outline {
  tops: Int32Array;
  /** With the sign changed. */
  bottoms: Int32Array;
  /** Of places where it is in several pieces; null for none. */
  pieces: Pieces | null;
}

// Kept from call to call: what they hold does not outlive one.
let lows = new Float64Array(0);
let highs = new Float64Array(0);
let heights = new Int32Array(0);
let depths = new Int32Array(0);
const outlined: Outline = { tops: new Int32Array(0), bottoms: new Int32Array(0), pieces: null };

function makeRoom(places: number, cells: number): void {
  if (outlined.tops.length < places) {
    outlined.tops = new Int32Array(places);
    outlined.bottoms = new Int32Array(places);
  }
  if (heights.length < cells) {
    heights = new Int32Array(cells);
    depths = new Int32Array(cells);
  }
}

/** The cells that places [first, first + count) of a pen reach: as many more before and after. */
export function cellsReached({ between, reach }: Pen): { before: number; after: number } {
  return { before: reach.length - 1, after: between ? reach.length : reach.length - 1 };
}

/**
 * What so many places cover, from one on; good until the next call. Place p lies in the middle of cell p, or on its right
 * edge where places lie between cells.
 */
export function outlineOf(cells: Cells, pen: Pen, rows: Rows, first: number, places: number): Outline {
  const { between } = pen;
  const { before, after } = cellsReached(pen);
  const firstCell = first - before;
  const count = before + places + after;
  makeRoom(places, count);
  const reach = reachInUnits(pen);
  if (rows.low > Number.NEGATIVE_INFINITY || rows.high < Number.POSITIVE_INFINITY) {
    clip(cells, firstCell, count, rows);
    measure(highs, ALL, 0, count, rows, 1, heights);
    measure(lows, ALL, 0, count, rows, -1, depths);
  } else {
    measure(cells.high, cells.mask, firstCell, count, rows, 1, heights);
    measure(cells.low, cells.mask, firstCell, count, rows, -1, depths);
  }
  leastOf(heights, reach, between, places, outlined.tops);
  leastOf(depths, reach, between, places, outlined.bottoms);
  outlined.pieces = cells.anyBroken ? piecesOf(cells, pen, reach, first, places, rows) : null;
  return outlined;
}

/** What each pen reaches, in units: a frame has a pen for every view. */
const reaches = new WeakMap<Pen, Int32Array>();

function reachInUnits(pen: Pen): Int32Array {
  let reach = reaches.get(pen);
  if (!reach) {
    reach = Int32Array.from(pen.reach, (pixels) => Math.round(pixels * UNITS));
    reaches.set(pen, reach);
  }
  return reach;
}

/** Notes what of cells from one on is drawn, where the axis has ends that were given: a line that leaves it ends there. */
function clip({ low, high, mask, lists }: Cells, from: number, count: number, rows: Rows): void {
  if (lows.length < count) {
    lows = new Float64Array(count);
    highs = new Float64Array(count);
  }
  lows.fill(Number.POSITIVE_INFINITY, 0, count);
  highs.fill(Number.NEGATIVE_INFINITY, 0, count);
  const add = (i: number, a: number, b: number) => {
    if (b < rows.low || a > rows.high) return;
    lows[i] = Math.min(lows[i], Math.max(a, rows.low));
    highs[i] = Math.max(highs[i], Math.min(b, rows.high));
  };
  for (let i = 0; i < count; i++) {
    const list = lists.size > 0 ? lists.get(from + i) : undefined;
    if (list) for (let k = 0; k < list.length; k += 2) add(i, list[k], list[k + 1]);
    else add(i, low[(from + i) & mask], high[(from + i) & mask]);
  }
}

/** What of y is how far down the raster, in units; the other way round with a sign of −1. */
function measure(
  values: Float64Array,
  mask: number,
  from: number,
  count: number,
  { factor, origin, scale, zero }: Rows,
  sign: 1 | -1,
  units: Int32Array,
): void {
  const perUnit = scale * UNITS * sign;
  const offset = zero * UNITS * sign + 0.5;
  for (let i = 0; i < count; i++) {
    const height = (origin - values[(from + i) & mask] * factor) * perUnit + offset;
    units[i] = height < -FAR ? -FAR : height > FAR ? FAR : Math.floor(height);
  }
}

/** The least of height − reach over all cells that the pen reaches, at each place. */
function leastOf(units: Int32Array, reach: Int32Array, between: boolean, places: number, result: Int32Array): void {
  const half = reach.length;
  const apart = between ? 1 : 0;
  for (let place = 0; place < places; place++) {
    const middle = place + half - 1;
    let least = FAR;
    for (let i = 0; i < half; i++) {
      const left = units[middle - i];
      const right = units[middle + apart + i];
      // Minima by arithmetic: of a line's heights no one can foresee which is the lower, and a branch would.
      const lower = (right ^ ((left ^ right) & ((left - right) >> 31))) - reach[i];
      least ^= (lower ^ least) & ((lower - least) >> 31);
    }
    result[place] = least;
  }
}

/** Where what the pen covers is in several pieces, those. */
function piecesOf(cells: Cells, pen: Pen, reach: Int32Array, first: number, places: number, rows: Rows): Pieces {
  const pieces: Pieces = new Map();
  const { before, after } = cellsReached(pen);
  const reached = before + after;
  const firstCell = first - before;

  /** Adds what the pen covers at places [from, to). */
  function coverStretch(from: number, to: number): void {
    const { starts, intervals } = intervalsIn(cells, firstCell + from, to - from + reached, rows);
    for (let at = 0; at < to - from; at++) {
      const room = starts[at + reached + 1] - starts[at];
      if (sorting.length < room) sorting = new Float64Array(2 * room);
      let count = 0;
      for (let i = 0; i <= reached; i++) {
        const grown = reach[i <= before ? before - i : i - before - (pen.between ? 1 : 0)];
        for (let k = starts[at + i]; k < starts[at + i + 1]; k += 2) {
          // Both ends in one number, so that sorting moves one.
          sorting[count++] = (intervals[k] - grown + 2 * FAR) * PACKED + (intervals[k + 1] + grown + 2 * FAR);
        }
      }
      const apart = joinPacked(count);
      if (apart.length > 2) pieces.set(from + at, apart);
    }
  }

  for (let cell = 0; cell < reached + places; cell++) {
    if (cells.broken[(firstCell + cell) & cells.mask] === 0) continue;
    // Place p reaches cells p … p + reached, as they are counted here: those whose places meet are one stretch.
    let to = cell + 1;
    for (let next = cell + 1; next <= to + reached; next++) {
      if (cells.broken[(firstCell + next) & cells.mask] === 1) to = next + 1;
    }
    coverStretch(Math.max(0, cell - reached), Math.min(places, to));
    cell = to + reached;
  }
  return pieces;
}

const PACKED = 2 ** 26;
let sorting = new Float64Array(256);

/** The first `count` of what is being sorted, as top, bottom, top, bottom …, joined where they overlap. */
function joinPacked(count: number): number[] {
  sorting.subarray(0, count).sort();
  const apart: number[] = [];
  for (let i = 0; i < count; i++) {
    const top = Math.floor(sorting[i] / PACKED) - 2 * FAR;
    const bottom = (sorting[i] % PACKED) - 2 * FAR;
    const last = apart.length - 1;
    if (last > 0 && top <= apart[last]) apart[last] = Math.max(apart[last], bottom);
    else apart.push(top, bottom);
  }
  return apart;
}

/** The intervals of cells as units from the raster's top: those of cell i are [starts[i], starts[i + 1]), two each. */
function intervalsIn(cells: Cells, from: number, count: number, rows: Rows) {
  const { factor, origin, scale, zero } = rows;
  const { mask, low, high, lists } = cells;
  const starts = new Int32Array(count + 1);
  const intervals: number[] = [];
  const down = (y: number) => {
    const units = (origin - y * factor) * scale * UNITS + zero * UNITS + 0.5;
    return Math.floor(Math.min(FAR, Math.max(-FAR, units)));
  };
  const add = (a: number, b: number) => {
    if (b < rows.low || a > rows.high) return;
    intervals.push(down(Math.min(b, rows.high)), down(Math.max(a, rows.low)));
  };
  for (let i = 0; i < count; i++) {
    const at = (from + i) & mask;
    const list = lists.get(from + i);
    if (list) for (let k = list.length - 2; k >= 0; k -= 2) add(list[k], list[k + 1]);
    else if (low[at] <= high[at]) add(low[at], high[at]);
    starts[i + 1] = intervals.length;
  }
  return { starts, intervals };
}
