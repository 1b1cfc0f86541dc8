/** The least-squares slope of values over places, and its standard error. @param {number[]} places @param {number[]} values */
export function slope(places, values) {
  const count = places.length;
  const mean = (/** @type {number[]} */ all) => all.reduce((sum, value) => sum + value, 0) / count;
  const [x, y] = [mean(places), mean(values)];
  const along = places.reduce((sum, place, i) => sum + (place - x) * (values[i] - y), 0);
  const spread = places.reduce((sum, place) => sum + (place - x) ** 2, 0);
  const rise = along / spread;
  const rest = places.reduce((sum, place, i) => sum + (values[i] - y - rise * (place - x)) ** 2, 0);
  return { rise, error: Math.sqrt(rest / (count - 2) / spread) };
}

/** @param {{ rise: number, error: number }} slope @param {number} digits */
export const toldSlope = ({ rise, error }, digits = 1) => `${rise.toFixed(digits)} ± ${error.toFixed(digits)}`;
