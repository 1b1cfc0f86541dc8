/**
 * Coverage: lines painted into pixels by the share of each pixel that the pen covers.
 *
 * Each column of device pixels is sampled at a few places across. What the pen covers at a place is an interval, whose
 * share of each pixel it touches is exact to 1/64; the mean over the places is the pixel's coverage. It is gathered as
 * differences from row to row and summed only where an outline runs: between the outlines a column is solid.
 */
import type { Cells } from './cells.js';
import type { Pen } from './pen.js';

/** Coverage units a pixel, of one place. */
const UNITS = 64;

/** A picture that is kept from frame to frame: only what changes is written. */
export class Raster {
  readonly width: number;
  readonly height: number;
  /** R, G, B, A in memory, not premultiplied; row by row. */
  readonly pixels: Uint32Array<ArrayBuffer>;
  // Of each column the rows that hold ink, and those of them that are wholly covered.
  readonly inkTop: Int32Array;
  readonly inkBottom: Int32Array;
  readonly solidTop: Int32Array;
  readonly solidBottom: Int32Array;
  /** What the pixels were last painted with. */
  rgb = -1;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint32Array(width * height);
    this.inkTop = new Int32Array(width);
    this.inkBottom = new Int32Array(width);
    this.solidTop = new Int32Array(width);
    this.solidBottom = new Int32Array(width);
  }

  clear(): void {
    this.pixels.fill(0);
    this.inkTop.fill(0);
    this.inkBottom.fill(0);
    this.solidTop.fill(0);
    this.solidBottom.fill(0);
  }
}

/** How heights become rows: row = (top of the raster + ) (origin − y · factor) · scale, in device px. */
export interface Rows {
  factor: number;
  origin: number;
  scale: number;
  /** Row at which y · factor = origin. */
  zero: number;
}

/** A colour at every share of coverage, as pixels. Memory order is R, G, B, A on every machine that has canvases. */
export function coverageColors(rgb: number, levels: number): Uint32Array {
  const bgr = ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >> 16);
  return Uint32Array.from({ length: levels + 1 }, (_, level) => {
    const alpha = Math.round((level / levels) * 255);
    return alpha === 0 ? 0 : ((alpha << 24) | bgr) >>> 0;
  });
}

const scratch = { tops: new Float64Array(0), bottoms: new Float64Array(0), rows: new Int32Array(0) };

/** Paints the cells from `first` on, `pen.fineness` a column. */
export function paintLine(raster: Raster, cells: Cells, pen: Pen, first: number, rows: Rows, rgb: number): void {
  const { width, height, pixels, inkTop, inkBottom, solidTop, solidBottom } = raster;
  const { fineness } = pen;
  if (raster.rgb !== rgb) {
    raster.clear();
    raster.rgb = rgb;
  }
  const places = width * fineness;
  if (scratch.tops.length < places) {
    scratch.tops = new Float64Array(places);
    scratch.bottoms = new Float64Array(places);
  }
  if (scratch.rows.length < height + 4) scratch.rows = new Int32Array(height + 4);
  const { tops, bottoms, rows: differences } = scratch;
  findOutlines(cells, pen, first, places, rows, tops, bottoms);
  const full = fineness * UNITS;
  const colors = colorsOf(rgb, full);
  const lowest = height * UNITS;

  for (let column = 0; column < width; column++) {
    const from = column * fineness;
    const to = from + fineness;
    let inked = 0;
    let minTop = lowest;
    let maxTop = 0;
    let minBottom = lowest;
    let maxBottom = 0;
    for (let place = from; place < to; place++) {
      const t = tops[place];
      const b = bottoms[place];
      if (!(b > 0 && t < lowest && b > t)) continue;
      const top = t < 0 ? 0 : (t + 0.5) | 0;
      const bottom = b > lowest ? lowest : (b + 0.5) | 0;
      if (top >= bottom) continue;
      inked++;
      if (top < minTop) minTop = top;
      if (top > maxTop) maxTop = top;
      if (bottom < minBottom) minBottom = bottom;
      if (bottom > maxBottom) maxBottom = bottom;
      const r = top >> 6;
      const f = top & 63;
      differences[r] += UNITS - f;
      differences[r + 1] += f;
      const q = bottom >> 6;
      const g = bottom & 63;
      differences[q] -= UNITS - g;
      differences[q + 1] -= g;
    }
    const oldTop = inkTop[column];
    const oldBottom = inkBottom[column];
    if (inked === 0) {
      for (let at = oldTop * width + column, end = oldBottom * width; at < end; at += width) pixels[at] = 0;
      inkTop[column] = inkBottom[column] = solidTop[column] = solidBottom[column] = 0;
      continue;
    }
    const newTop = minTop >> 6;
    const newBottom = (maxBottom + 63) >> 6;
    let firstSolid = (maxTop + 63) >> 6;
    let lastSolid = minBottom >> 6;
    if (inked < fineness || firstSolid >= lastSolid) firstSolid = lastSolid = newBottom;

    let sum = 0;
    let at = newTop * width + column;
    for (let row = newTop; row < firstSolid; row++, at += width) {
      sum += differences[row];
      differences[row] = 0;
      pixels[at] = colors[sum];
    }
    if (firstSolid < lastSolid) {
      differences[firstSolid] = 0;
      const ink = colors[full];
      const oldFirst = solidTop[column];
      const oldLast = solidBottom[column];
      const above = oldFirst < lastSolid ? oldFirst : lastSolid;
      for (let row = firstSolid; row < above; row++) pixels[row * width + column] = ink;
      for (let row = oldLast > firstSolid ? oldLast : firstSolid; row < lastSolid; row++)
        pixels[row * width + column] = ink;
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
  }
}

/** The pen's upper and lower outline at each place, in units from the raster's top. */
function findOutlines(
  { mask, reaches }: Cells,
  pen: Pen,
  first: number,
  places: number,
  { factor, origin, scale, zero }: Rows,
  tops: Float64Array,
  bottoms: Float64Array,
): void {
  const perUnit = scale * UNITS;
  for (let disc = 0; disc < reaches.length; disc++) {
    const { low, high } = reaches[disc];
    const up = (zero - pen.discs[disc].reach) * UNITS;
    const down = (zero + pen.discs[disc].reach) * UNITS;
    for (let place = 0; place < places; place++) {
      const at = (first + place) & mask;
      const top = (origin - high[at] * factor) * perUnit + up;
      const bottom = (origin - low[at] * factor) * perUnit + down;
      if (disc === 0 || top < tops[place]) tops[place] = top;
      if (disc === 0 || bottom > bottoms[place]) bottoms[place] = bottom;
    }
  }
}

let kept: { rgb: number; levels: number; colors: Uint32Array } = { rgb: -1, levels: 0, colors: new Uint32Array(0) };
function colorsOf(rgb: number, levels: number): Uint32Array {
  if (kept.rgb !== rgb || kept.levels !== levels) kept = { rgb, levels, colors: coverageColors(rgb, levels) };
  return kept.colors;
}
