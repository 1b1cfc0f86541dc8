/** Dots into pixels: as much ink as a pixel has samples that are covered, over the rules. */
import { blend, type Ink } from './blend.js';
import { LEVELS } from './dot-stamps.js';
import type { Dots } from './dots.js';
import { INSIDE, type Raster, RULED } from './raster.js';

/** Paints all dots into an empty raster, over whose columns rules are to be laid. */
export function paintAllDots(raster: Raster, { mask }: Dots): void {
  const { pixels } = raster;
  const colors = raster.inks(LEVELS);
  for (let at = 0; at < mask.length; at++) if (mask[at] !== 0) pixels[at] = colors[bitsIn(mask[at])];
}

/** Paints dots into a raster whose rules lie under them: those that changed, and all of the columns that are `dirty`. */
export function paintDots(raster: Raster, dots: Dots, dirty: Uint8Array): void {
  const { width, height, pixels, state, rules, overRows, overRule } = raster;
  const { mask, changed, changes } = dots;
  const colors = raster.inks(LEVELS);
  const ruleOf = new Int16Array(height).fill(-1);
  rules.rows.forEach((row, i) => {
    if (row >= 0 && row < height) ruleOf[row] = i;
  });
  const paint = (at: number, column: number, row: number) => {
    const ink = colors[bitsIn(mask[at])];
    const under = state[column];
    if (under & INSIDE && ruleOf[row] >= 0) pixels[at] = overRows[ruleOf[row]][ink >>> 24];
    else if (under & RULED && row >= rules.top && row < rules.bottom) pixels[at] = overRule[ink >>> 24];
    else pixels[at] = ink;
  };
  for (let i = 0; i < changes; i++) paint(changed[i], changed[i] % width, Math.floor(changed[i] / width));
  for (let column = 0; column < width; column++) {
    if (dirty[column] === 0) continue;
    for (let row = 0; row < height; row++) paint(row * width + column, column, row);
  }
}

/** Paints dots over columns [from, to) of what is there, in an ink; the ink of those columns must be noted. */
export function paintDotsOver(raster: Raster, { mask }: Dots, { rgb, opacity }: Ink, from: number, to: number): void {
  const { width, height, pixels } = raster;
  for (let column = from; column < to; column++) {
    let top = height;
    let bottom = 0;
    for (let row = 0, at = column; row < height; row++, at += width) {
      if (mask[at] === 0) continue;
      pixels[at] = blend(pixels[at], rgb, Math.round((bitsIn(mask[at]) / LEVELS) * opacity * 255));
      if (row < top) top = row;
      bottom = row + 1;
    }
    if (bottom > 0) raster.noteInk(column, top, bottom);
  }
}

/** How many bits are set: pairs, then fours, then bytes are summed side by side (Warren, Hacker's Delight, 5-1). */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
