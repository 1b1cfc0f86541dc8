/** Numbers in feeds' text are to the bit what `Number` makes of them, and times what they say. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecimalReader } from '../worker/feeds/decimal.js';
import { timeOf } from '../worker/feeds/timestamp.js';
import { utf8 } from './feeds/decoded.js';

const json = new DecimalReader(true);
const lenient = new DecimalReader(false);

/** What a reader makes of text; `undefined` where it does not take all of it. */
function read(reader: DecimalReader, text: string, shift = 0): number | undefined {
  const bytes = utf8(text);
  const value = reader.read(bytes, 0, bytes.length, shift);
  return reader.end === bytes.length && !Number.isNaN(value) ? value : undefined;
}

test('every float64 that is written in full is read back to the bit', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = Object.is(value, -0) ? '-0' : String(value);
      expect(read(json, text)).toBe(value);
      expect(read(lenient, text)).toBe(value);
    }),
    { numRuns: 20_000 },
  );
});

test('decimals of any length are rounded as Number rounds them, halves among them', () => {
  const digits = fc.stringMatching(/^[1-9]\d{0,29}$/);
  const half = fc
    .tuple(
      fc.bigInt(2n ** 52n, 2n ** 53n - 1n),
      fc.integer({ min: 0, max: 20 }),
      fc.constantFrom('', '0', '1', '00001'),
    )
    .map(([mantissa, places, more]) => {
      // Half way between two float64, and hardly off it.
      const all = `${(2n * mantissa + 1n) * 5n ** BigInt(places)}`.padStart(places + 1, '0');
      const point = all.length - places;
      return places === 0 ? all : `${all.slice(0, point)}.${all.slice(point)}${more}`;
    });
  const decimal = fc
    .tuple(
      fc.constantFrom('', '-'),
      digits,
      fc.nat(30),
      fc.constantFrom('', 'e0', 'E+3', 'e-7', 'e22', 'e-22', 'e300', 'e-330'),
    )
    .map(([sign, all, places, exponent]) => {
      const cut = Math.min(places, all.length);
      const [whole, rest] = [all.slice(0, all.length - cut) || '0', all.slice(all.length - cut)];
      return `${sign}${whole}${rest === '' ? '' : `.${rest}`}${exponent}`;
    });
  let long = 0;
  fc.assert(
    fc.property(fc.oneof(decimal, half), (text) => {
      if (text.length > 17) long++;
      expect(read(json, text)).toBe(Number(text));
    }),
    { numRuns: 40_000 },
  );
  expect(long).toBeGreaterThan(5000);
});

test('a unit is a power of ten, by which it is rounded once', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 4_000_000_000_000_000_000n), (nanoseconds) => {
      expect(read(json, `${nanoseconds}`, -6)).toBe(Number(`${nanoseconds}e-6`));
    }),
    { numRuns: 5000 },
  );
  expect(read(json, '1700000000123456789', -6)).toBe(1700000000123.4568);
  expect(read(json, '1700000000.123456', 3)).toBe(1700000000123.456);
  expect(read(json, '17e8', 3)).toBe(1.7e12);
});

test('of JSON only what JSON calls a number is one', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[-+0-9.eE]{0,8}$/), (text) => {
      let expected: number | undefined;
      try {
        expected = JSON.parse(text);
      } catch {
        expected = undefined;
      }
      expect(read(json, text)).toBe(expected);
    }),
    { numRuns: 20_000 },
  );
});

test('elsewhere it is what Number takes', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[-+0-9.eE]{1,8}$/), (text) => {
      const expected = Number(text);
      expect(read(lenient, text)).toBe(Number.isNaN(expected) ? undefined : expected);
    }),
    { numRuns: 20_000 },
  );
});

test('times are what Date makes of them', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), (date) => {
      expect(timeOf(date.toISOString())).toBe(date.getTime());
      expect(timeOf(date.toISOString().replace('T', ' ').replace('Z', ''))).toBe(date.getTime());
    }),
  );
  expect(timeOf('2026-11-27T10:20:30.123456789Z')).toBe(Date.UTC(2026, 10, 27, 10, 20, 30) + 123.456789);
  expect(timeOf('2026-11-27T10:20:30,5+05:30')).toBe(Date.UTC(2026, 10, 27, 4, 50, 30, 500));
  expect(timeOf('2026-11-27T10:20-08')).toBe(Date.UTC(2026, 10, 27, 18, 20));
  expect(timeOf('20261127T102030Z')).toBe(Date.UTC(2026, 10, 27, 10, 20, 30));
  expect(timeOf('2026-11-27')).toBe(Date.UTC(2026, 10, 27));
  expect(timeOf('0099-01-01')).toBe(new Date('0099-01-01T00:00Z').getTime());
  expect(timeOf('2026-11-27T24:00Z')).toBe(Date.UTC(2026, 10, 28));
  for (const text of [
    '',
    '2026',
    '2026-13-01',
    '2026-02-30',
    '2026-11-27T25:00',
    '2026-11-27T10:61',
    'yesterday',
    '12',
    '2026-11-27T10:20+99:00',
    '2026-11-27T10:20+05:',
    '+275760-09-13T01:00:00Z',
    '+275760-09-13T00:00:00.5Z',
    '-271821-04-19T23:00:00Z',
  ]) {
    expect(timeOf(text), text).toBeNaN();
  }
});
