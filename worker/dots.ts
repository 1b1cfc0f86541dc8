/** Dots: a scatter painted into pixels, as the exact union of discs on a grid of samples within each pixel. */
import type { Points } from './columns.js';
import type { Raster } from './raster.js';

/** Samples a pixel: 8 across, 4 down, a bit each. */
const ACROSS = 8;
const DOWN = 4;
const LEVELS = ACROSS * DOWN;
/** A dot's middle is moved to one of so many places a pixel, across and down. */
export const DOT_PLACES = 4;

export interface DotLayout {
  /** Device px a CSS px. */
  ratio: number;
  /** Of the raster, device px. */
  left: number;
  top: number;
  /** Device px. */
  diameter: number;
}

let mask = new Uint32Array(0);
let kept: { diameter: number; stamps: Uint32Array[] } = { diameter: 0, stamps: [] };

/** A stamp for each place in a pixel, row by row. Most dots of a page are equally large. */
function stampsFor(diameter: number): Uint32Array[] {
  if (kept.diameter !== diameter) {
    const middles = Array.from({ length: DOT_PLACES }, (_, place) => (place + 0.5) / DOT_PLACES);
    const stamps = middles.flatMap((y) => middles.map((x) => stampOf(diameter / 2, Math.ceil(diameter / 2), x, y)));
    kept = { diameter, stamps };
  }
  return kept.stamps;
}

/** Paints dots at points in CSS px into an empty raster. */
export function paintDots(raster: Raster, points: Points, { ratio, left, top, diameter }: DotLayout): void {
  const { width, height, pixels } = raster;
  if (mask.length < width * height) mask = new Uint32Array(width * height);
  else mask.fill(0, 0, width * height);
  const reach = Math.ceil(diameter / 2);
  const side = 2 * reach + 1;
  const stamps = stampsFor(diameter);
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] * ratio - left;
    const y = points[i + 1] * ratio - top;
    const column = Math.floor(x);
    const row = Math.floor(y);
    const stamp = stamps[Math.floor((x - column) * DOT_PLACES) + Math.floor((y - row) * DOT_PLACES) * DOT_PLACES];
    const firstColumn = Math.max(0, reach - column);
    const lastColumn = Math.min(side, width - column + reach);
    for (let r = Math.max(0, reach - row); r < Math.min(side, height - row + reach); r++) {
      const at = (row + r - reach) * width + column - reach;
      for (let c = firstColumn; c < lastColumn; c++) mask[at + c] |= stamp[r * side + c];
    }
  }
  const colors = raster.inks(LEVELS);
  for (let i = 0, n = width * height; i < n; i++) if (mask[i] !== 0) pixels[i] = colors[bitsIn(mask[i])];
}

/** A disc about a place in the middle pixel of (2 · reach + 1)², as bits of its pixels' samples. */
function stampOf(radius: number, reach: number, x: number, y: number): Uint32Array {
  const side = 2 * reach + 1;
  const stamp = new Uint32Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      for (let sample = 0; sample < LEVELS; sample++) {
        const dx = column - reach + ((sample % ACROSS) + 0.5) / ACROSS - x;
        const dy = row - reach + (Math.floor(sample / ACROSS) + 0.5) / DOWN - y;
        if (dx * dx + dy * dy <= radius * radius) stamp[row * side + column] |= 1 << sample;
      }
    }
  }
  return stamp;
}

/** How many bits are set: pairs, then fours, then bytes are summed side by side (Warren, Hacker's Delight, 5-1). */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
