/** Exact texts: what is read of them is the number or the time that was told, in any zone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { briefNumber, exactNumber, exactX } from '../worker/exact-text.js';
import { formatLabels } from '../worker/number-format.js';
import { resolveOptions } from '../worker/options.js';
import { tickLabels } from '../worker/scales.js';

const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.double({ min: -1e7, max: 1e7, noNaN: true }),
  fc.constantFrom(0, 1e15, 999_999_999_999_999, 1e21, 1e-4, 9.999e-5, 5e-324, Number.MAX_VALUE, 0.1 + 0.2, 100, -1e3),
);

const readNumber = (text: string) => Number(text.replace('−', '-').replaceAll(',', ''));

describe('a number', () => {
  test('is read back to the last bit', () => {
    fc.assert(
      fc.property(finite, (value) => {
        expect(readNumber(exactNumber(value, '', ''))).toBe(value + 0);
      }),
      { numRuns: 3000 },
    );
  });

  test('is told in brief to a thousandth of what it is seen beside, and no two such apart are told alike', () => {
    fc.assert(
      fc.property(finite, fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (value, span) => {
        const read = readNumber(briefNumber(value, span, '', ''));
        expect(Math.abs(read - value)).toBeLessThanOrEqual(span / 1999 + Math.abs(value) * Number.EPSILON);
      }),
      { numRuns: 3000 },
    );
    expect([3, 3.25, -1234.5678].map((value) => briefNumber(value, 30, '', ''))).toEqual(['3.00', '3.25', '−1,234.57']);
    const brief = (format: string) => [1.5, -0.3, 0.0702].map((value) => briefNumber(value, 3, format, ''));
    expect(brief('{.1f} V')).toEqual(['1.5 V', '−0.3 V', '0.1 V']);
    expect(brief('{f} V')).toEqual(['1.500 V', '−0.300 V', '0.070 V']);
    expect(briefNumber(0.5, 1, '{d} V', '')).toBe('0.5');
    expect(briefNumber(1e-9, 1e-9, '', '')).toBe('1e-9');
  });

  test('that is told as 0 has no sign', () => {
    const brief = (span: number, format: string) => briefNumber(-0.0004, span, format, '');
    expect([brief(30, ''), brief(3000, ''), brief(30, '{f} V')]).toEqual(['0.00', '0', '0.00 V']);
    expect(briefNumber(-0.006, 3, '', '')).toBe('−0.006');
    expect(briefNumber(-0, 1e-9, '', '')).toBe('0');
  });

  test('is written as ticks are', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: -300, max: 300 }), (whole, power) => {
        for (const value of [whole % 1e15, Number(`1e${power}`), Number(`-2e${power}`)]) {
          // Where digits that can't be seen beside the others are left out they are not the same.
          const ticks = tickLabels([value]);
          if (readNumber(ticks[0]) === value) expect(exactNumber(value, '', '')).toBe(ticks[0]);
        }
      }),
    );
    const values = [0, 1234.5, -1_234_567, 0.1 + 0.2, 1e-7, -2.5e300, 1e15, 123_456_789_012_345_680_000];
    expect(values.map((value) => exactNumber(value, '', ''))).toEqual([
      ...['0', '1,234.5', '−1,234,567', '0.30000000000000004', '1e-7', '−2.5e+300', '1e+15', '1.2345678901234568e+20'],
    ]);
  });

  test('is written in a locale', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e14, max: 1e14, noNaN: true }), (value) => {
        fc.pre(Math.abs(value) >= 1e-4);
        const german = exactNumber(value, '', 'de-DE');
        expect(Number(german.replaceAll('.', '').replace(',', '.').replace('−', '-'))).toBe(value);
        const hindi = exactNumber(value, '', 'hi-IN-u-nu-deva');
        const latin = hindi.replace(/[०-९]/g, (digit) => String('०१२३४५६७८९'.indexOf(digit)));
        expect(readNumber(latin)).toBe(value);
      }),
    );
    expect(exactNumber(1_234_567.25, '', 'hi-IN-u-nu-deva')).toBe('१२,३४,५६७.२५');
    expect(exactNumber(-1_234_567.25, '', 'de-DE')).toBe('-1.234.567,25');
  });

  test('has the format that it is given, and all of its digits where that can’t tell it', () => {
    expect(exactNumber(1234.5, '{,.2f} m', '')).toBe('1,234.50 m');
    expect(exactNumber(0.125, '{.1%}', 'de-DE')).toBe('12,5\u00a0%');
    expect(exactNumber(1.5, '{d} pieces', '')).toBe('1.5');
    expect(exactNumber(255, '{#x}', '')).toBe('0xff');
    fc.assert(
      fc.property(finite, fc.constantFrom('{.3f}', '{,.1f} °C', '{.2s}B', '{%}', '{g}', '{+}'), (value, format) => {
        const label = formatLabels([value], format)[0];
        expect(exactNumber(value, format, '')).toBe(label);
      }),
    );
  });
});

const ZONES = [
  ...['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'America/St_Johns', 'Australia/Lord_Howe'],
  ...['Pacific/Apia', 'Asia/Kathmandu', 'Africa/Monrovia', 'Pacific/Kiritimati', 'Europe/Amsterdam'],
];
const mannerOf = (given: { timeZone?: string; locale?: string } = {}) =>
  resolveOptions({ xScale: 'time', ...given }, 'test');
const UTC = mannerOf();

/** What a text without a locale says, µs after a whole number of seconds. */
function readTime(text: string): { second: number; micros: number } {
  const [date, clock] = text.split(' ');
  const [whole, fraction = ''] = clock.split('.');
  // As many digits as most others beside it.
  expect(fraction).toMatch(/^((?!000$)\d{3}|\d{3}(?!000$)\d{3})?$/);
  return { second: Date.parse(`${date}T${whole}Z`), micros: Number(fraction.padEnd(6, '0')) };
}

describe('a time', () => {
  test('is read back by Date, to the ms, wherever there are dates', () => {
    const instant = fc.oneof(
      fc.integer({ min: -8.64e15, max: 8.64e15 }),
      fc.integer({ min: -1e13, max: 1e13 }),
      fc.integer({ min: -5000, max: 5000 }),
      fc.constantFrom(8.64e15, -8.64e15, -62_167_219_200_001, -62_135_596_800_001, 253_402_300_800_000),
    );
    fc.assert(
      fc.property(instant, (x) => {
        const { second, micros } = readTime(exactX(x, UTC));
        expect(second + micros / 1000).toBe(x);
      }),
      { numRuns: 2000 },
    );
  });

  test('is told to the µs, also before 1970', () => {
    fc.assert(
      fc.property(fc.double({ min: -4e12, max: 4e12, noNaN: true }), fc.integer({ min: 0, max: 9 }), (start, power) => {
        const x = start / 10 ** power;
        const { second, micros } = readTime(exactX(x, UTC));
        // The seconds first: so that nothing is rounded.
        expect(Math.abs((x - second) * 1000 - micros)).toBeLessThanOrEqual(0.5);
      }),
      { numRuns: 2000 },
    );
    const times = [Date.UTC(2026, 10, 27, 5, 59, 41), 0.001, -0.001, 999.9996, -0.0004, 1e-9, -1500, 41_500];
    expect(times.map((x) => exactX(x, UTC))).toEqual([
      ...['2026-11-27 05:59:41', '1970-01-01 00:00:00.000001', '1969-12-31 23:59:59.999999', '1970-01-01 00:00:01'],
      ...['1970-01-01 00:00:00', '1970-01-01 00:00:00', '1969-12-31 23:59:58.500', '1970-01-01 00:00:41.500'],
    ]);
    expect(exactX(8.64e15, UTC)).toBe('+275760-09-13 00:00:00');
    expect(exactX(-8.64e15, UTC)).toBe('-271821-04-20 00:00:00');
  });

  test('is what the zone’s clock shows', () => {
    const readers = new Map(
      ZONES.map((timeZone) => [
        timeZone,
        new Intl.DateTimeFormat('en-GB', {
          ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit' },
          ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
        }),
      ]),
    );
    const instant = fc.oneof(
      fc.integer({ min: Date.UTC(1880, 0), max: Date.UTC(2100, 0) }),
      fc.constantFrom(Date.UTC(2026, 9, 25, 1), Date.UTC(1972, 0, 7, 0, 44, 30), Date.UTC(2011, 11, 30, 10)),
    );
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (x, timeZone) => {
        const parts = new Map(
          readers
            .get(timeZone)!
            .formatToParts(x)
            .map(({ type, value }) => [type, value]),
        );
        const [year, month, day] = (['year', 'month', 'day'] as const).map((type) => parts.get(type));
        const clock = (['hour', 'minute', 'second'] as const).map((type) => parts.get(type)).join(':');
        const [whole, fraction = ''] = exactX(x, mannerOf({ timeZone })).split('.');
        expect(whole).toBe(`${year}-${month}-${day} ${clock}`);
        expect(Number(fraction.padEnd(3, '0'))).toBe(((x % 1000) + 1000) % 1000);
      }),
      { numRuns: 1000 },
    );
  });

  test('beyond all dates is a number', () => {
    expect(exactX(8.64e15 + 2, UTC)).toBe('8.640000000000002e+15');
    expect(exactX(-1e300, UTC)).toBe('−1e+300');
    const wild = fc.oneof(finite, fc.constantFrom(8.64e15, -8.64e15, 8.64e15 - 0.5, -8.64e15 + 1));
    const locale = fc.constantFrom('', 'de-DE', 'ar-EG', 'ja', 'en-US', 'gd');
    fc.assert(
      fc.property(wild, fc.constantFrom(...ZONES), locale, (x, timeZone, locale) => {
        expect(exactX(x, mannerOf({ timeZone, locale }))).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });

  test('has the words and digits of a locale', () => {
    const x = Date.UTC(2026, 10, 27, 17, 59, 41, 250);
    expect(exactX(x, mannerOf({ locale: 'en-US' }))).toBe('Nov 27, 2026 5:59:41.250 PM');
    expect(exactX(x, mannerOf({ locale: 'de-DE', timeZone: 'Europe/Berlin' }))).toBe('27. Nov. 2026 18:59:41,250');
    expect(exactX(x, mannerOf({ locale: 'ar-EG' }))).toMatch(/^\u2067.*٢٠٢٦.*\u2069$/);
    expect(exactX(Date.UTC(-43, 2, 15), mannerOf({ locale: 'en-US' }))).toMatch(/44 BC?/);
  });
});

test('x of categories is the label as it is, and of numbers in their format', () => {
  const category = resolveOptions({ xScale: 'category', xFormat: '{.2f}' }, 'test');
  expect([exactX('<b>\n', category), exactX(1e21, category), exactX(-0.5, category)]).toEqual([
    '<b>\n',
    '1e+21',
    '-0.5',
  ]);
  const linear = resolveOptions({ xScale: 'linear', xFormat: '{.2f} s' }, 'test');
  expect([exactX(3, linear), exactX('among numbers', linear)]).toEqual(['3.00 s', 'among numbers']);
  // The format is that of numbers, not of times.
  expect(exactX(1, resolveOptions({ xScale: 'time', xFormat: '{.2f}' }, 'test'))).toBe('1970-01-01 00:00:00.001');
});
