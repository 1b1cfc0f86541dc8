/**
 * Dots: which parts of which pixels a scatter covers, as the exact union of discs.
 *
 * A dot's middle is moved to one of a few places in its pixel. How many samples lie at each place is counted, up for what
 * arrives and down for what leaves the window: only where a count begins or ends are pixels looked at again. What a
 * pixel shows follows from the places around it that are taken, so that a picture which is kept is to the last bit the
 * one that is painted anew.
 */

import { DOT_PLACES, PLACES, stampsOf } from './dot-stamps.js';
import type { Grid } from './edges.js';
import { type Rows, sameRows } from './outline.js';
import type { Interval, Transform } from './scales.js';
import type { Series } from './series.js';
import { samplesWithin } from './x-window.js';

/** Where fewer are seen dots are quicker painted anew than counted, samples. */
const LEAST_COUNTED = 1 << 14;
/** Larger windows and pictures are painted anew, for what keeping them would take: 4 bytes a sample, 23 a pixel. */
const MOST_COUNTED = 1 << 22;
const MOST_PIXELS = 1 << 21;
/** Counts are bytes; those that reach this are counted beside. */
const MANY = 255;
const MOST_SHIFTED = 2 ** 30;
/** Of a pixel: it is among the changed; and what it shows is to be found anew. */
const CHANGED = 1;
const UNKNOWN = 2;

export interface DotLayout {
  /** Of the raster, px. */
  width: number;
  height: number;
  /** Cells of x are places; `first` is the one at the raster's left edge. */
  grid: Grid;
  first: number;
  rows: Rows;
  /** What the rows are of; null for y itself. */
  transform: Transform | null;
  /** px */
  diameter: number;
}

export class Dots {
  /** Pixels whose mask has changed with the last update, the first `changes` of these. */
  changed = new Int32Array(0);
  changes = 0;
  /** Of each pixel the samples that are covered. */
  mask = new Uint32Array(0);
  private stamps = stampsOf(1);
  /** Of the pixels that a dot may touch, how far from its own they lie in the mask, and among what is taken. */
  private inMask = new Int32Array(0);
  private inTaken = new Int32Array(0);
  private width = 0;
  private height = 0;
  /** Columns of the grids below, which reach beyond the raster as far as a dot does. */
  private stride = 0;
  /** Of each pixel the places that are taken, a bit each. */
  private taken = new Uint16Array(0);
  /** Of each place how many samples lie there, and for those with many how many more. */
  private counts = new Uint8Array(0);
  private readonly more = new Map<number, number>();
  /** Of each sample of the window where it lies; by slot. Counted from where the picture began, as it may have moved on. */
  private placeOf = new Int32Array(0);
  private shifted = 0;
  /** A sample lies beyond the picture's right edge. */
  private beyond = false;
  /** Of each pixel: CHANGED, or UNKNOWN. */
  private marks = new Uint8Array(0);
  // What is shown.
  private series: Series | null = null;
  private start = 0;
  private end = 0;
  private layout: DotLayout | null = null;

  /**
   * Brings the dots up to date. Returns by how many columns they have moved to the left; NaN where all is new.
   */
  update(series: Series, layout: DotLayout): number {
    const moved = this.movedTo(series, layout);
    if (Number.isNaN(moved)) this.begin(series, layout);
    else this.goOn(series, layout, moved);
    this.start = series.start;
    this.end = series.end;
    return moved;
  }

  /** What was found to have changed has been painted. */
  painted(): void {
    for (let i = 0; i < this.changes; i++) this.marks[this.changed[i]] = 0;
    this.changes = 0;
  }

  /** By how many columns the view has moved on over the dots that are counted; NaN where they are of no use. */
  private movedTo(series: Series, { width, height, grid, first, rows, transform, diameter }: DotLayout): number {
    const { layout } = this;
    const { capacity } = series;
    if (!layout || this.series !== series || series.start !== Math.max(this.start, series.end - capacity))
      return Number.NaN;
    // Where most of the window is new, there is nothing to gain.
    if (series.end - this.end > series.n / 2 || this.placeOf.length !== capacity) return Number.NaN;
    if (width !== layout.width || height !== layout.height || diameter !== layout.diameter) return Number.NaN;
    const sameGrid =
      grid.origin === layout.grid.origin && grid.step === layout.grid.step && grid.byIndex === layout.grid.byIndex;
    if (!sameGrid || !sameRows(rows, layout.rows) || transform !== layout.transform) return Number.NaN;
    const moved = (first - layout.first) / DOT_PLACES;
    const few = PLACES * (this.shifted + moved) < MOST_SHIFTED;
    // Of those beyond the picture's right edge it is not known where they come in.
    const known = moved === 0 || !this.beyond;
    return Number.isInteger(moved) && moved >= 0 && moved < width && few && known ? moved : Number.NaN;
  }

  /** Counts, and finds what is shown, from nothing. */
  private begin(series: Series, layout: DotLayout): void {
    this.stamps = stampsOf(layout.diameter);
    const { reach } = this.stamps;
    const { width, height } = layout;
    const size = width * height;
    this.layout = layout;
    this.series = series;
    this.width = width;
    this.height = height;
    this.stride = width + 2 * reach;
    this.inMask = this.stamps.down.map((down, i) => down * width + this.stamps.right[i]);
    this.inTaken = this.stamps.down.map((down, i) => down * this.stride + this.stamps.right[i]);
    const padded = this.stride * (height + 2 * reach);
    this.taken = this.taken.length === padded ? this.taken.fill(0) : new Uint16Array(padded);
    this.mask = this.mask.length === size ? this.mask.fill(0) : new Uint32Array(size);
    this.more.clear();
    this.shifted = this.changes = 0;
    const [from, to] = samplesWithin(this.acrossIn(layout), series.ring, layout.grid.byIndex);
    this.beyond = to < series.end;
    if (to - from >= LEAST_COUNTED && series.capacity <= MOST_COUNTED && size <= MOST_PIXELS) {
      this.counts = this.counts.length === padded * PLACES ? this.counts.fill(0) : new Uint8Array(padded * PLACES);
      if (this.marks.length !== size) {
        this.marks = new Uint8Array(size);
        this.changed = new Int32Array(size);
      } else this.marks.fill(0);
      if (this.placeOf.length !== series.capacity) this.placeOf = new Int32Array(series.capacity);
      if (from > series.start || to < series.end) this.placeOf.fill(-1);
      this.visit(series, from, to, (place, slot) => {
        this.placeOf[slot] = place;
        if (place >= 0) this.count(place);
      });
    } else {
      this.counts = this.marks = new Uint8Array(0);
      this.changed = this.placeOf = new Int32Array(0);
      this.visit(series, from, to, (place) => {
        if (place >= 0) this.taken[place >> 4] |= 1 << (place & 15);
      });
    }
    this.coverAll();
  }

  /** Takes out what has left, moves on, and takes in what has come. */
  private goOn(series: Series, layout: DotLayout, moved: number): void {
    const { placeOf, shifted } = this;
    const { capacity } = series;
    // What has come lies in the slots of what has left.
    const leaving = series.start - this.start;
    for (let slot = this.start % capacity, i = 0; i < leaving; i++) {
      const place = placeOf[slot];
      if (place >= 0) this.discount(place - PLACES * shifted);
      if (++slot === capacity) slot = 0;
    }
    if (moved > 0) this.shift(moved);
    this.layout = layout;
    const offset = PLACES * this.shifted;
    this.visit(series, this.end, series.end, (place, slot) => {
      placeOf[slot] = place >= 0 ? place + offset : -1;
      if (place >= 0 && this.count(place)) this.touch(place, true);
    });
    for (let i = 0; i < this.changes; i++) {
      const at = this.changed[i];
      if (this.marks[at] & UNKNOWN) this.mask[at] = this.look(at % this.width, Math.floor(at / this.width));
    }
  }

  /** What of x may be seen, and a place more on both sides for what is rounded. */
  private acrossIn({ width, grid: { origin, step }, first }: DotLayout): Interval {
    const pad = this.stamps.reach * DOT_PLACES + 1;
    return [origin + (first - pad) * step, origin + (first + width * DOT_PLACES + pad) * step];
  }

  /** Calls back with the place of each sample of [from, end), −1 for none in the picture, and with its slot. */
  private visit(series: Series, from: number, end: number, visit: (place: number, slot: number) => void): void {
    const { width, height, grid, first, rows, transform } = this.layout!;
    const { reach } = this.stamps;
    const { origin, step, byIndex } = grid;
    const { stride } = this;
    const right = (width + reach) * DOT_PLACES;
    const bottom = (height + reach) * DOT_PLACES;
    const pad = reach * DOT_PLACES;
    const { capacity } = series;
    let index = from;
    let slot = from % capacity;
    for (const run of series.runs(from)) {
      if (index >= end) break;
      const { x, y } = run;
      const to = Math.min(run.to, run.from + end - index);
      for (let i = run.from; i < to; i++, index++) {
        const across = Math.floor(((byIndex ? index : x[i]) - origin) / step) - first;
        const value = transform === null ? y[i] : transform(y[i]);
        const down = Math.floor((rows.zero + (rows.origin - value * rows.factor) * rows.scale) * DOT_PLACES);
        let place = -1;
        if (across >= right) this.beyond = true;
        const drawn = value >= rows.low && value <= rows.high;
        // Not so for NaN.
        if (drawn && across >= -pad && across < right && down >= -pad && down < bottom) {
          const column = across + pad;
          const row = down + pad;
          const within = (row & (DOT_PLACES - 1)) * DOT_PLACES + (column & (DOT_PLACES - 1));
          place = ((row >> 2) * stride + (column >> 2)) * PLACES + within;
        }
        visit(place, slot);
        if (++slot === capacity) slot = 0;
      }
    }
  }

  /** One more sample at a place. Whether it is the first there. */
  private count(place: number): boolean {
    const count = this.counts[place];
    if (count < MANY) this.counts[place] = count + 1;
    else this.more.set(place, (this.more.get(place) ?? 0) + 1);
    if (count > 0) return false;
    this.taken[place >> 4] |= 1 << (place & 15);
    return true;
  }

  /** One sample less at a place. */
  private discount(place: number): void {
    const more = this.counts[place] === MANY ? (this.more.get(place) ?? 0) : 0;
    if (more > 1) this.more.set(place, more - 1);
    else if (more === 1) this.more.delete(place);
    else if (--this.counts[place] === 0) {
      this.taken[place >> 4] &= ~(1 << (place & 15));
      this.touch(place, false);
    }
  }

  /**
   * Notes the pixels around a place: of a dot that has come those that it covers anew, of one that has gone all, as
   * something else may cover them.
   */
  private touch(place: number, come: boolean): void {
    const { width, height, mask, marks, stride, inMask } = this;
    const { right, down, single, reach } = this.stamps;
    const pixel = place >> 4;
    const row = Math.floor(pixel / stride) - reach;
    const column = (pixel % stride) - reach;
    const first = (place & 15) * right.length;
    const middle = row * width + column;
    for (let i = 0; i < right.length; i++) {
      const c = column + right[i];
      const r = row + down[i];
      if (c < 0 || c >= width || r < 0 || r >= height) continue;
      const at = middle + inMask[i];
      if (come) {
        const covered = mask[at] | single[first + i];
        // Signed here, unsigned there.
        if (covered >>> 0 === mask[at]) continue;
        mask[at] = covered;
      }
      if (marks[at] === 0) this.changed[this.changes++] = at;
      marks[at] |= come ? CHANGED : UNKNOWN;
    }
  }

  /** Covers what is taken, in an empty mask. */
  private coverAll(): void {
    const { width, height, mask, taken, inMask } = this;
    const { right, down, low, high, reach } = this.stamps;
    for (let pixel = 0, row = -reach; row < height + reach; row++) {
      for (let column = -reach; column < width + reach; column++, pixel++) {
        const there = taken[pixel];
        if (there === 0) continue;
        const whole = column >= reach && column < width - reach && row >= reach && row < height - reach;
        const middle = row * width + column;
        const lower = there & 255;
        const higher = there >> 8;
        for (let i = 0; i < right.length; i++) {
          if (!whole) {
            const c = column + right[i];
            const r = row + down[i];
            if (c < 0 || c >= width || r < 0 || r >= height) continue;
          }
          mask[middle + inMask[i]] |= low[(i << 8) + lower] | high[(i << 8) + higher];
        }
      }
    }
  }

  /** What is covered of a pixel, by all that is taken around it. */
  private look(column: number, row: number): number {
    const { taken, stride, inTaken } = this;
    const { low, high, reach } = this.stamps;
    const middle = (row + reach) * stride + column + reach;
    let covered = 0;
    for (let i = 0; i < inTaken.length; i++) {
      const there = taken[middle - inTaken[i]];
      if (there === 0) continue;
      covered |= low[(i << 8) + (there & 255)] | high[(i << 8) + (there >> 8)];
      if (covered === -1) break;
    }
    return covered;
  }

  /** Moves everything to the left by so many columns; what comes into view is to be found. */
  private shift(by: number): void {
    const { width, height, stride, marks } = this;
    const { reach } = this.stamps;
    // Those that have been noted until now move, too; those that leave the picture are forgotten.
    let left = 0;
    for (let i = 0; i < this.changes; i++) {
      const at = this.changed[i];
      marks[at] = 0;
      if (at % width >= by) this.changed[left++] = at - by;
    }
    this.changes = left;
    for (let i = 0; i < left; i++) marks[this.changed[i]] = UNKNOWN;
    shiftRows(this.taken, stride, by);
    shiftRows(this.counts, stride * PLACES, by * PLACES);
    shiftRows(this.mask, width, by);
    if (this.more.size > 0) {
      const former = [...this.more];
      this.more.clear();
      for (const [place, more] of former) this.more.set(place - by * PLACES, more);
    }
    this.shifted += by;
    for (let row = 0; row < height; row++) {
      for (let column = Math.max(0, width - by - reach); column < width; column++) {
        const at = row * width + column;
        if (marks[at] === 0) this.changed[this.changes++] = at;
        marks[at] |= UNKNOWN;
      }
    }
  }
}

/** Moves rows to the left by so many elements; what they leave is 0. */
function shiftRows(values: Uint8Array | Uint16Array | Uint32Array, stride: number, by: number): void {
  values.copyWithin(0, by);
  for (let end = stride; end <= values.length; end += stride) values.fill(0, end - by, end);
}
