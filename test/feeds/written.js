/** Samples as feeds write them: the same in the server, in pages and in benchmarks. */

/** y of sample i: float32 has it exactly. @param {number} i */
export const valueAt = (i) => 100 + ((i * 7) % 64) / 8;

/** @type {Record<string, string>} */
export const MIME = {
  ndjson: 'application/x-ndjson',
  json: 'application/json',
  csv: 'text/csv',
  float64: 'application/octet-stream',
  float32: 'application/octet-stream',
};

/**
 * Samples [from, from + count), each with x, y and its number.
 * @param {string} format
 * @param {number} from
 * @param {number} count
 * @param {{ columnar?: boolean, littleEndian?: boolean, y?: (i: number) => number }} layout
 * @returns {string | Uint8Array}
 */
export function encode(format, from, count, { columnar = false, littleEndian = true, y = valueAt } = {}) {
  if (format === 'float64' || format === 'float32') {
    const size = format === 'float64' ? 8 : 4;
    const bytes = new Uint8Array(3 * size * count);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < count; i++) {
      [from + i, y(from + i), from + i].forEach((value, k) => {
        const at = size * (columnar ? k * count + i : 3 * i + k);
        if (size === 8) view.setFloat64(at, value, littleEndian);
        else view.setFloat32(at, value, littleEndian);
      });
    }
    return bytes;
  }
  let text = '';
  if (format === 'json') {
    for (let i = from; i < from + count; i++) text += `,{"x":${i},"y":${y(i)},"n":${i}}`;
    return `[${text.slice(1)}]`;
  }
  for (let i = from; i < from + count; i++) {
    text += format === 'csv' ? `${i},${y(i)},${i}\n` : `{"x":${i},"y":${y(i)},"n":${i}}\n`;
  }
  return text;
}
