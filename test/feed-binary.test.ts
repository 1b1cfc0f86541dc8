/** Binary floats: every layout, byte order and cut gives the numbers that were written. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedPlan } from '../worker/feeds/feed-types.js';
import { cut, decoded } from './feeds/decoded.js';

interface Written {
  size: 4 | 8;
  littleEndian: boolean;
  columnar: boolean;
  columns: number;
}

/** Rows of numbers as bytes. */
function bytesOf(rows: number[][], { size, littleEndian, columnar, columns }: Written): Uint8Array {
  const bytes = new Uint8Array(rows.length * columns * size);
  const view = new DataView(bytes.buffer);
  rows.forEach((row, i) => {
    row.forEach((value, k) => {
      const at = size * (columnar ? k * rows.length + i : i * columns + k);
      if (size === 8) view.setFloat64(at, value, littleEndian);
      else view.setFloat32(at, value, littleEndian);
    });
  });
  return bytes;
}

const planOf = ({ size, littleEndian, columnar, columns }: Written): Partial<FeedPlan> => ({
  format: size === 8 ? 'float64' : 'float32',
  endian: littleEndian ? 'little' : 'big',
  layout: columnar ? 'columnar' : 'interleaved',
  columns,
});
const layout = fc.record({
  size: fc.constantFrom<4 | 8>(4, 8),
  littleEndian: fc.boolean(),
  columnar: fc.boolean(),
  columns: fc.integer({ min: 2, max: 4 }),
});
const value = fc.oneof({ weight: 9, arbitrary: fc.float({ noNaN: true }) }, fc.constantFrom(Number.NaN, -0));

test('numbers are those that were written, in messages and in a body that is cut anywhere', () => {
  fc.assert(
    fc.property(
      layout,
      fc.array(fc.array(value, { minLength: 4, maxLength: 4 }), { maxLength: 40 }),
      fc.array(fc.nat(2000)),
      fc.nat(7),
      (written, all, at, offset) => {
        const rows = all.map((row) => row.slice(0, written.columns));
        const bytes = bytesOf(rows, written);
        // Off the boundaries of numbers, too.
        const shifted = new Uint8Array(bytes.length + offset).subarray(offset);
        shifted.set(bytes);
        const last = written.columns - 1;
        const { samples, bad } = decoded({ ...planOf(written), x: last, y: [0] }, [cut(shifted, at)]);
        const wanted = rows.filter((row) => Number.isFinite(row[last]));
        expect(samples).toEqual(wanted.map((row) => [row[last], row[0]]));
        expect(bad).toBe(rows.length - wanted.length);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([true, false])('many samples are taken whole, columnar: %s', (columnar) => {
  const rows = Array.from({ length: 200_000 }, (_, i) => [i, i / 2, -i]);
  const written: Written = { size: 8, littleEndian: true, columnar, columns: 3 };
  const bytes = bytesOf(rows, written);
  const pieces = columnar ? [bytes] : cut(bytes, [12_345, 1_000_001, 3_000_000]);
  const { samples, bad } = decoded({ ...planOf(written), x: 0, y: [1, 2] }, [pieces]);
  expect(bad).toBe(0);
  expect(samples).toHaveLength(rows.length);
  expect(samples.every(([x, a, b], i) => x === i && a === i / 2 && b === -i)).toBe(true);
});

test('x is none of the numbers where it is regular, in whatever unit it is where it is one', () => {
  const written: Written = { size: 4, littleEndian: true, columnar: false, columns: 1 };
  const bytes = bytesOf([[5], [6], [7]], written);
  const regular = decoded({ ...planOf(written), x: { x0: 100, dx: 0.5 }, y: [0] }, [[bytes], [bytes]]);
  expect(regular.samples).toEqual([100, 100.5, 101, 101.5, 102, 102.5].map((x, i) => [x, 5 + (i % 3)]));
  const pair: Written = { size: 8, littleEndian: true, columnar: false, columns: 2 };
  const timed = (time: 's' | 'ns', x: number) =>
    decoded({ ...planOf(pair), time, x: 0, y: [1] }, [[bytesOf([[x, 1]], pair)]]).samples[0]?.[0];
  expect(timed('s', 1_700_000_000.5)).toBe(1_700_000_000_500);
  expect(timed('ns', 1.7e18)).toBe(1.7e12);
  expect(timed('s', 1.7e306)).toBeUndefined();
});

test('bytes over are refused: of rows the rest, of columns all', () => {
  const pair: Written = { size: 8, littleEndian: true, columnar: false, columns: 2 };
  const bytes = bytesOf(
    [
      [1, 2],
      [3, 4],
    ],
    pair,
  );
  const rows = decoded({ ...planOf(pair), x: 0, y: [1] }, [[bytes.subarray(0, 27)], [bytes]]);
  expect(rows.samples).toEqual([
    [1, 2],
    [1, 2],
    [3, 4],
  ]);
  expect(rows.bad).toBe(1);
  expect(rows.problems).toEqual([
    {
      kind: 'length',
      count: 1,
      message: '11 bytes are no whole number of samples, of 2 numbers of 8 bytes',
      example: '00 00 00 00 00 00 08 40 00 00 00',
    },
  ]);
  const columns = decoded({ ...planOf({ ...pair, columnar: true }), x: 0, y: [1] }, [[bytes.subarray(0, 27)]]);
  expect(columns).toMatchObject({ samples: [], bad: 1 });
});

test('a column may hold the number of each sample', () => {
  const written: Written = { size: 8, littleEndian: true, columnar: false, columns: 3 };
  const numbers = [5, 6, 6, 9, 7, 2 ** 60, 10];
  const bytes = bytesOf(
    numbers.map((number, i) => [i, -i, number]),
    written,
  );
  const found = decoded({ ...planOf(written), x: 0, y: [1], sequence: 2 }, [[bytes]]);
  expect(found.samples.map(([x]) => x)).toEqual([0, 1, 3, 4, 6]);
  expect(found).toMatchObject({ bad: 1, duplicate: 1, missing: 1 });
  // What is refused was there.
  const refused = [
    [0, 0, 1],
    [Number.NaN, 0, 2],
    [2, 0, 3],
  ];
  const others = decoded({ ...planOf(written), x: 0, y: [1], sequence: 2 }, [[bytesOf(refused, written)]]);
  expect(others.samples.map(([x]) => x)).toEqual([0, 2]);
  expect(others).toMatchObject({ bad: 1, duplicate: 0, missing: 0 });
});
