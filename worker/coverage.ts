/**
 * Coverage: lines painted into pixels by the share of each pixel that the pen covers.
 *
 * Each column of device pixels is sampled at a few places across. What the pen covers at a place is an interval, whose
 * share of each pixel it touches is exact to 1/64; the mean over the places is the pixel's coverage. It is gathered as
 * differences from row to row and summed only where an outline runs: between the outlines a column is solid.
 */
import { blend, type Ink } from './blend.js';
import type { Cells } from './cells.js';
import { type Outline, outlineOf, type Rows, UNITS } from './outline.js';
import type { Pen } from './pen.js';
import { INSIDE, type Raster, RULED } from './raster.js';

// Of the column under way.
let differences = new Int32Array(0);
/** Where its outlines run, in units from the top: ink begins at minTop, is solid from maxTop on to minBottom, and ends at maxBottom. */
const extent = { minTop: 0, maxTop: 0, minBottom: 0, maxBottom: 0, whole: 0 };

function makeRoom(rows: number): void {
  if (differences.length < rows + 4) differences = new Int32Array(rows + 4);
}

/**
 * Paints columns [from, to) of the raster. Its first column has the places from `first` on, `pen.fineness` a column.
 */
export function paintLine(
  raster: Raster,
  cells: Cells,
  pen: Pen,
  first: number,
  rows: Rows,
  from: number,
  to: number,
): void {
  const { fineness } = pen;
  makeRoom(raster.height);
  const outline = outlineOf(cells, pen, rows, first + from * fineness, (to - from) * fineness);
  fillColumns(raster, fineness, outline, from, to);
}

/**
 * Paints columns [from, to) over what is there already, in an ink; the ink of those columns must be noted.
 * @param outline of the places of these columns, `fineness` a column
 */
export function paintOver(
  raster: Raster,
  outline: Outline,
  fineness: number,
  { rgb, opacity }: Ink,
  from: number,
  to: number,
): void {
  makeRoom(raster.height);
  const { width, height, pixels } = raster;
  const full = fineness * UNITS;
  for (let column = from; column < to; column++) {
    gather(outline, (column - from) * fineness, fineness, height * UNITS);
    if (extent.minTop >= extent.maxBottom) continue;
    const top = extent.minTop >> 6;
    const bottom = (extent.maxBottom + UNITS - 1) >> 6;
    let sum = 0;
    for (let row = top, at = top * width + column; row < bottom; row++, at += width) {
      sum += differences[row];
      differences[row] = 0;
      pixels[at] = blend(pixels[at], rgb, Math.round((sum / full) * opacity * 255));
    }
    differences[bottom] = 0;
    differences[bottom + 1] = 0;
    raster.noteInk(column, top, bottom);
  }
}

/** Adds what so many places cover, from one on, to the differences from row to row, and notes the extent. */
function gather({ tops, bottoms, pieces }: Outline, from: number, count: number, lowest: number): void {
  const to = from + count;
  let whole = 0;
  let minTop = lowest;
  let maxTop = 0;
  let minBottom = lowest;
  let maxBottom = 0;
  for (let place = from; place < to; place++) {
    const top = tops[place] < 0 ? 0 : tops[place];
    const bottom = -bottoms[place] > lowest ? lowest : -bottoms[place];
    if (top >= bottom) continue;
    if (top < minTop) minTop = top;
    if (top > maxTop) maxTop = top;
    if (bottom < minBottom) minBottom = bottom;
    if (bottom > maxBottom) maxBottom = bottom;
    const apart = pieces === null ? undefined : pieces.get(place);
    if (apart !== undefined) {
      coverPieces(apart, lowest, differences);
      continue;
    }
    whole++;
    const above = top >> 6;
    const into = top & (UNITS - 1);
    differences[above] += UNITS - into;
    differences[above + 1] += into;
    const below = bottom >> 6;
    const beyond = bottom & (UNITS - 1);
    differences[below] -= UNITS - beyond;
    differences[below + 1] -= beyond;
  }
  extent.minTop = minTop;
  extent.maxTop = maxTop;
  extent.minBottom = minBottom;
  extent.maxBottom = maxBottom;
  extent.whole = whole;
}

/** Paints each column by what its places cover: cleared where ink was and is not, and left where it stays solid. */
function fillColumns(raster: Raster, fineness: number, outline: Outline, first: number, last: number): void {
  const { width, height, pixels, inkTop, inkBottom, solidTop, solidBottom, state } = raster;
  const full = fineness * UNITS;
  const lowest = height * UNITS;
  const colors = raster.inks(full);
  const ink = colors[full];
  for (let column = first; column < last; column++) {
    gather(outline, (column - first) * fineness, fineness, lowest);
    const { minTop, maxTop, minBottom, maxBottom, whole } = extent;
    const oldTop = inkTop[column];
    const oldBottom = inkBottom[column];
    if (minTop >= maxBottom) {
      for (let row = oldTop; row < oldBottom; row++) pixels[row * width + column] = 0;
      inkTop[column] = inkBottom[column] = solidTop[column] = solidBottom[column] = 0;
      if (state[column] !== 0) ruleColumn(raster, column);
      continue;
    }
    const newTop = minTop >> 6;
    const newBottom = (maxBottom + UNITS - 1) >> 6;
    let firstSolid = (maxTop + UNITS - 1) >> 6;
    let lastSolid = minBottom >> 6;
    if (whole < fineness || firstSolid >= lastSolid) firstSolid = lastSolid = newBottom;

    let sum = 0;
    let at = newTop * width + column;
    for (let row = newTop; row < firstSolid; row++, at += width) {
      sum += differences[row];
      differences[row] = 0;
      pixels[at] = colors[sum];
    }
    if (firstSolid < lastSolid) {
      differences[firstSolid] = 0;
      const until = solidTop[column] < lastSolid ? solidTop[column] : lastSolid;
      const since = solidBottom[column] > firstSolid ? solidBottom[column] : firstSolid;
      for (let row = firstSolid; row < until; row++) pixels[row * width + column] = ink;
      for (let row = since > until ? since : until; row < lastSolid; row++) pixels[row * width + column] = ink;
      sum = full;
      at = lastSolid * width + column;
      for (let row = lastSolid; row < newBottom; row++, at += width) {
        sum += differences[row];
        differences[row] = 0;
        pixels[at] = colors[sum];
      }
    }
    differences[newBottom] = 0;
    differences[newBottom + 1] = 0;
    const above = newTop < oldBottom ? newTop : oldBottom;
    for (let row = oldTop; row < above; row++) pixels[row * width + column] = 0;
    for (let row = newBottom > oldTop ? newBottom : oldTop; row < oldBottom; row++) pixels[row * width + column] = 0;
    inkTop[column] = newTop;
    inkBottom[column] = newBottom;
    solidTop[column] = firstSolid;
    solidBottom[column] = lastSolid;
    if (state[column] !== 0) ruleColumn(raster, column);
  }
}

/** Lays the rules under a column's ink, which has just been written. */
export function ruleColumn(raster: Raster, column: number): void {
  const { width, height, pixels, rules, overRows, overRule, inkTop, inkBottom, state } = raster;
  const top = inkTop[column];
  const bottom = inkBottom[column];
  if (state[column] & INSIDE) {
    for (let i = 0; i < rules.rows.length; i++) {
      const row = rules.rows[i];
      if (row < 0 || row >= height) continue;
      const at = row * width + column;
      const alpha = row >= top && row < bottom ? pixels[at] >>> 24 : 0;
      pixels[at] = overRows[i][alpha];
    }
  }
  if (state[column] & RULED) {
    for (let row = Math.max(0, rules.top); row < Math.min(height, rules.bottom); row++) {
      if (state[column] & INSIDE && rules.rows.includes(row)) continue;
      const at = row * width + column;
      pixels[at] = overRule[row >= top && row < bottom ? pixels[at] >>> 24 : 0];
    }
  }
}

/** Adds intervals to the differences from row to row. */
function coverPieces(pieces: number[], lowest: number, differences: Int32Array): void {
  for (let i = 0; i < pieces.length; i += 2) {
    const top = Math.max(0, pieces[i]);
    const bottom = Math.min(lowest, pieces[i + 1]);
    if (top >= bottom) continue;
    differences[top >> 6] += UNITS - (top & (UNITS - 1));
    differences[(top >> 6) + 1] += top & (UNITS - 1);
    differences[bottom >> 6] -= UNITS - (bottom & (UNITS - 1));
    differences[(bottom >> 6) + 1] -= bottom & (UNITS - 1);
  }
}
