/** A line, by its points, cut to a band of y: where it leaves the band it ends, and begins again where it comes back. */
import type { Points } from './columns.js';

/** Points further off the band count as so far, px: beyond float64 their ways have no slope. */
const FAR = 1e300;

/**
 * By the method of Liang and Barsky ("A new concept and method for line clipping", 1984).
 * @param points a pair of NaN lifts the pen
 * @param stepped the line keeps a point's height until the next one: the result has its corners, as a line like any other
 */
export function clipLine(points: Points, [top, bottom]: readonly [number, number], stepped: boolean): Points {
  const clipped: number[] = [];
  const isIn = (y: number) => y >= top && y <= bottom;
  const lift = () => {
    if (clipped.length > 0 && !Number.isNaN(clipped[clipped.length - 1])) clipped.push(Number.NaN, Number.NaN);
  };
  /** From a point that is there already, where it is in the band. */
  function draw(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 === y1 && !isIn(y0)) return;
    // Edges where it enters the band and leaves it, and the shares of the way until there.
    const [first, last] = y0 < y1 ? [top, bottom] : [bottom, top];
    const enters = isIn(y0) ? 0 : (first - y0) / (y1 - y0);
    const leaves = isIn(y1) ? 1 : (last - y0) / (y1 - y0);
    if (!(enters >= 0 && leaves <= 1 && enters <= leaves)) return;
    if (!isIn(y0)) {
      lift();
      clipped.push(x0 + enters * (x1 - x0), first);
    }
    clipped.push(...(isIn(y1) ? [x1, y1] : [x0 + leaves * (x1 - x0), last]));
    if (!isIn(y1)) lift();
  }

  let [x0, y0] = [Number.NaN, Number.NaN];
  for (let i = 0; i < points.length; i += 2) {
    const [x1, y1] = [points[i], Math.min(bottom + FAR, Math.max(top - FAR, points[i + 1]))];
    if (Number.isNaN(x1)) lift();
    else if (Number.isNaN(x0)) {
      if (isIn(y1)) clipped.push(x1, y1);
    } else if (stepped) {
      draw(x0, y0, x1, y0);
      if (y0 !== y1) draw(x1, y0, x1, y1);
    } else draw(x0, y0, x1, y1);
    [x0, y0] = [x1, y1];
  }
  return Float64Array.from(clipped);
}
