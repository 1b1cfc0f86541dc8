/** The reduction that other chart libraries stroke, for comparison only (Jugel et al., "M4", VLDB 2014). */

/**
 * First, lowest, highest and last point of each column, in order of arrival, each once. Points outside the picture are
 * reduced by the same grid carried on.
 * @param points x, y, x, y … in px, x ascending; a pair with a NaN in it lifts the pen, and stretches on either side of
 *   it are reduced apart
 * @param columns how many make up the picture's width
 * @param width of the picture, px
 * @returns points likewise, with one pair of NaN between stretches
 */
export function m4(points: Float64Array, columns: number, width: number): Float64Array {
  const columnOf = (x: number) => (x === width ? columns - 1 : Math.floor((x / width) * columns));
  const lifted = (at: number) => Number.isNaN(points[at]) || Number.isNaN(points[at + 1]);
  const result: number[] = [];
  let at = 0;
  while (at < points.length) {
    if (lifted(at)) {
      at += 2;
      continue;
    }
    if (result.length > 0 && lifted(at - 2)) result.push(Number.NaN, Number.NaN);

    const first = at;
    let low = at;
    let high = at;
    let last = at;
    const column = columnOf(points[first]);
    for (; at < points.length && !lifted(at) && columnOf(points[at]) === column; at += 2) {
      if (points[at + 1] < points[low + 1]) low = at;
      if (points[at + 1] > points[high + 1]) high = at;
      last = at;
    }
    const kept = [...new Set([first, low, high, last])].sort((a, b) => a - b);
    for (const index of kept) result.push(points[index], points[index + 1]);
  }
  return new Float64Array(result);
}
