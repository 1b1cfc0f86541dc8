/**
 * The outline of a filling: what of each place across a picture lies between a line and its base, or between two lines.
 *
 * Within a cell a line is taken to be at every height from its lowest to its highest as often: an edge of the filling is a
 * ramp there, made of a few steps.
 */
import type { Cells } from './cells.js';
import { FAR, type Outline, type Rows, UNITS } from './outline.js';

/** Steps of a ramp: intervals a place. */
export const STEPS = 4;
/** Where in a ramp its steps are. */
const SHARES = Float64Array.from({ length: STEPS }, (_, i) => (i + 0.5) / STEPS);

// Kept from call to call: what it holds does not outlive one.
const filled: Outline = { tops: new Int32Array(0), bottoms: new Int32Array(0), pieces: null };

/** Room for so many intervals. */
export function roomFor(outline: Outline, count: number): Outline {
  if (outline.tops.length < count) {
    outline.tops = new Int32Array(count);
    outline.bottoms = new Int32Array(count);
  }
  return outline;
}

/** The row of a height, in units from the raster's top, within what is drawn. */
export function unitsDown(height: number, { low, high, factor, origin, scale, zero }: Rows): number {
  const drawn = height < low ? low : height > high ? high : height;
  const units = (origin - drawn * factor) * scale * UNITS + zero * UNITS + 0.5;
  return units < -FAR ? -FAR : units > FAR ? FAR : Math.floor(units);
}

/**
 * What so many places cover, from one on: `STEPS` intervals for each; good until the next call. Place p is cell p.
 * @param other cells of the other line, on the same grid; or the height of the base
 */
export function fillingOf(cells: Cells, other: Cells | number, rows: Rows, first: number, places: number): Outline {
  const { tops, bottoms } = roomFor(filled, places * STEPS);
  for (let place = 0, at = 0; place < places; place++) {
    const cell = (first + place) & cells.mask;
    const low = cells.low[cell];
    const high = cells.high[cell];
    let otherLow = 0;
    let otherHigh = 0;
    if (typeof other === 'number') otherLow = otherHigh = other;
    else {
      otherLow = other.low[(first + place) & other.mask];
      otherHigh = other.high[(first + place) & other.mask];
    }
    const empty = low > high || otherLow > otherHigh;
    for (let i = 0; i < STEPS; i++, at++) {
      if (empty) {
        tops[at] = bottoms[at] = 0;
        continue;
      }
      const share = SHARES[i];
      const one = unitsDown(low * (1 - share) + high * share, rows);
      const two = unitsDown(otherLow * (1 - share) + otherHigh * share, rows);
      tops[at] = one < two ? one : two;
      bottoms[at] = one < two ? -two : -one;
    }
  }
  return filled;
}
