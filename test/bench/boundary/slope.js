/** The least-squares slope of values over places. @param {number[]} places @param {number[]} values */
export function slope(places, values) {
  const mean = (/** @type {number[]} */ all) => all.reduce((sum, value) => sum + value, 0) / all.length;
  const [x, y] = [mean(places), mean(values)];
  const along = places.reduce((sum, place, i) => sum + (place - x) * (values[i] - y), 0);
  return along / places.reduce((sum, place) => sum + (place - x) ** 2, 0);
}
