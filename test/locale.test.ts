/** Locales: what is written along the axes is what `Intl` writes, and can be told apart and read back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chartAppend } from '../src/index.js';
import { isLocale } from '../worker/locale-tag.js';
import { formatLabels } from '../worker/number-format.js';
import { type Interval, position, scaleOf, tickLabels, tickValues } from '../worker/scales.js';
import { FONT_SIZE, textWidth } from '../worker/text.js';
import { timeXTicks, XTickMemory } from '../worker/x-ticks.js';

const LOCALES = [
  ...['en-US', 'en-IN', 'de-DE', 'de-CH', 'fr-FR', 'es', 'pt-BR', 'pl', 'ru', 'sv', 'tr', 'eu', 'bg', 'fi'],
  ...[
    'hi-IN',
    'mr',
    'bn',
    'my',
    'ar-EG',
    'ar',
    'fa-IR',
    'he',
    'ur',
    'ckb',
    'gd',
    'ja',
    'zh-CN',
    'zh-TW',
    'th-TH',
    'ko',
  ],
  ...['zh-u-nu-hanidec', 'ff-Adlm', 'en-US-u-hc-h23', 'th-TH-u-ca-buddhist-nu-thai'],
];
const locale = fc.constantFrom(...LOCALES);

/** Evenly: doubles of fast-check are close to 0 more often than not. */
const anywhere = (min: number, max: number) => fc.integer({ min: min * 1e6, max: max * 1e6 }).map((n) => n / 1e6);

/** Without the marks that only say how a line is ordered. */
const plain = (label: string) => label.replace(/[\u061c\u200e\u200f\u2066-\u2069]/g, '');

const numerals = new Map<string, string[]>();

/** The number that a label says in a locale, by what `Intl` says of it. */
function read(label: string, locale: string): number {
  const format = new Intl.NumberFormat(locale);
  let digits = numerals.get(locale);
  if (!digits) {
    digits = Array.from({ length: 10 }, (_, digit) => format.format(digit));
    numerals.set(locale, digits);
  }
  const partOf = (value: number, wanted: string, options: Intl.NumberFormatOptions = {}) =>
    new Intl.NumberFormat(locale, options).formatToParts(value).find(({ type }) => type === wanted)?.value ?? '';
  const latin = (text: string) =>
    [...plain(text)].map((sign) => (digits.includes(sign) ? digits.indexOf(sign) : sign)).join('');
  const scientific = { notation: 'scientific' } as const;
  const minus = plain(partOf(-1, 'minusSign'));
  const percent = latin(partOf(1, 'percentSign', { style: 'percent' }));
  const negative = plain(partOf(1e-7, 'exponentMinusSign', scientific));
  const separator = latin(partOf(1e7, 'exponentSeparator', scientific));
  let text = latin(label);
  const hundredth = text.includes(percent);
  text = text.replace(percent, '').replace(/[\s\u00a0\u202f]+$|^([−-]?)[\s\u00a0]+/, '$1');
  text = text
    .replace(separator + negative, 'e-')
    .replace(separator, 'e')
    .replace(minus, '-');
  text = text.replaceAll(partOf(1e9, 'group'), '').replace(partOf(0.5, 'decimal'), '.');
  return Number(text) / (hundredth ? 100 : 1);
}

describe('tags', () => {
  test.each(LOCALES)('%s is known', (tag) => {
    expect(isLocale(tag)).toBe(true);
  });

  test.each([
    '',
    'xx',
    'tlh',
    'en_US',
    'en-',
    '-',
    '*',
    'C',
    'english',
    'de-DE-',
    '\0',
    '<b>',
    'a'.repeat(1000),
    'und',
  ])('%s is not', (tag) => {
    expect(isLocale(tag)).toBe(false);
  });
});

describe('numbers', () => {
  test.each([
    ['de-DE', '{,.2f}', [-1234.5, 0, 1_234_567.25], ['-1.234,50', '0,00', '1.234.567,25']],
    ['de-DE', '{,.1f} °C', [19, 19.5], ['19,0 °C', '19,5 °C']],
    ['de-DE', '{%}', [0, 0.5], ['0\u00a0%', '50\u00a0%']],
    ['fr-FR', '{,}', [0, 1_234_567], ['0', '1\u202f234\u202f567']],
    // Four digits are not parted there.
    ['es', '{,}', [1000, 10_000], ['1000', '10.000']],
    ['en-IN', '{,}', [999, 1000, 100_000, 123_456_789], ['999', '1,000', '1,00,000', '12,34,56,789']],
    ['de-CH', '{,}', [1_234_567], [`1${'’'}234${'’'}567`]],
    ['tr', '{.0%}', [-0.5, 0.5], ['-%50', '%50']],
    ['sv', '{~e}', [1e-7, 1.5e7], ['1×10^−7', '1,5×10^7']],
    ['hi-IN-u-nu-deva', '{d}', [10, 23], ['१०', '२३']],
    ['de-DE', '{~s}B/s', [1e6, 1.5e9], ['1MB/s', '1,5GB/s']],
    ['de-DE', '{$,.2f}', [-1000, 1000], ['-$1.000,00', '$1.000,00']],
    ['de-DE', '{(,.0f}', [-1000, 1000], ['(1.000)', '1.000']],
    ['de-DE', '{+d}', [-1, 0, 1], ['-1', '+0', '+1']],
    ['ar-EG', '{x}', [10, 255], ['a', 'ff']],
    ['ar-EG', '{,.1f}', [-1234.5, 2], ['\u061c-١٬٢٣٤٫٥', '٢٫٠'].map((number) => `\u2068\u2067${number}\u2069\u2069`)],
    ['ar-EG', '{~s}B', [1500], ['\u2068\u2067١٫٥\u2069kB\u2069']],
    ['fa-IR', '{+d} متر', [-5], ['\u2068\u2067\u200e−۵\u2069 متر\u2069']],
  ])('in %s: %s of %o', (tag, format, values, labels) => {
    const apostrophes = (label: string) => label.replaceAll("'", '’');
    expect(formatLabels(values, format, tag).map(apostrophes)).toEqual(labels);
  });

  test('without a format, and with the signs and marks of the locale', () => {
    expect(tickLabels([-5000, 0, 5000], undefined, 'de-DE')).toEqual(['-5.000', '0', '5.000']);
    expect(tickLabels([-5000, 0, 5000], undefined, 'ar-EG')).toEqual(['\u061c-٥٬٠٠٠', '٠', '٥٬٠٠٠']);
    expect(tickLabels([0, 1e20], undefined, 'ja')).toEqual(['0', '1E20']);
  });

  test('beyond float64 are written as they are', () => {
    expect(formatLabels([1e308], '{%}', 'hi-IN')).toEqual(formatLabels([1e308], '{%}'));
  });

  test('are those of Intl, digit by digit', () => {
    const hundredths = fc.integer({ min: -1e14, max: 1e14 }).map((value) => value / 100);
    fc.assert(
      fc.property(locale, hundredths, (tag, value) => {
        const [label] = formatLabels([value], '{,.2f}', tag);
        const format = new Intl.NumberFormat(tag, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
        expect(label.replace(/[\u2067-\u2069]/g, '')).toBe(format.format(value));
      }),
      { numRuns: 2000 },
    );
  });

  test('of ticks are distinct, and read back to the number that they say', () => {
    let many = 0;
    fc.assert(
      fc.property(
        locale,
        fc.double({ min: -1e18, max: 1e18, noNaN: true }),
        anywhere(-9, 18),
        fc.integer({ min: 2, max: 12 }),
        fc.constantFrom('', '{}', '{f}', '{,f}', '{%}', '{,%}', '{e}', '{r}', '{.1f}', '{+,.1f}'),
        (tag, from, size, count, format) => {
          const values = tickValues([from, from + Math.max(10 ** size, Math.abs(from) * 1e-9)], count);
          const labels = format === '' ? tickLabels(values, undefined, tag) : formatLabels(values, format, tag);
          expect(new Set(labels).size).toBe(values.length);
          const step = values.length > 1 ? values[1] - values[0] : Math.abs(values[0] ?? 1);
          const told = labels.map((label) => read(label.replace('+', ''), tag));
          const off = values.filter((value, i) => !(Math.abs(told[i] - value) <= step * 1.001e-3));
          expect(off, labels.join('; ')).toEqual([]);
          if (values.length > 2) many++;
        },
      ),
      { numRuns: 1000 },
    );
    expect(many).toBeGreaterThan(500);
  });
});

const NOW = Date.UTC(2026, 10, 26, 15);
const DAY = 86_400_000;
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns', 'Australia/Lord_Howe', 'Africa/Monrovia'];
/** Of the first year, of that of five digits, and of a clock that is set back. */
const EDGES = [-62_135_596_800_000, Date.UTC(10_000, 0), Date.UTC(2026, 9, 25, 1), 8.64e15 - 2e8, 2e8 - 8.64e15, 5e15];
const domain = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2100, 0) }) },
      { weight: 1, arbitrary: fc.constantFrom(...EDGES) },
    ),
    anywhere(-2, 14.5),
    anywhere(0, 1),
  )
  .map(([at, exponent, share]): Interval => [at - share * 10 ** exponent, at + (1 - share) * 10 ** exponent])
  .filter(([min, max]) => max > min);

const ticksOf = (domain: Interval, width: number, zone: string, tag: string, memory = new XTickMemory()) =>
  timeXTicks(scaleOf(domain, [0, width]), zone, memory, tag);

describe('times', () => {
  const texts = (from: number, to: number, tag: string, zone = 'UTC') => {
    const ticks = ticksOf([from, to], 500, zone, tag);
    return [ticks[0].text, ticks[1].text, ticks[0].day];
  };

  test.each([
    ['de-DE', 20_000, ['15:00:00', '15:00:05', '26. Nov. 2026 UTC']],
    ['de-DE', 0.02, ['15:00:00,000000', '15:00:00,000005', '26. Nov. 2026 UTC']],
    ['en-US', DAY, ['6:00 PM', '12:00 AM', 'Nov 26, 2026 UTC']],
    ['en-US-u-hc-h23', DAY, ['18:00', '00:00', 'Nov 26, 2026 UTC']],
    ['fr-FR', 10 * DAY, ['27 nov.', '29 nov.', '2026']],
    ['ja', 10 * DAY, ['11月27日', '11月29日', '2026年']],
    ['ru', 150 * DAY, ['янв. 2027\u00a0г.', 'апр. 2027\u00a0г.', '']],
    ['es', 2000 * DAY, ['2027', '2028', '']],
    ['th-TH', 2000 * DAY, ['2027', '2028', '']],
    ['fa-IR', 2000 * DAY, ['\u2067۲۰۲۷\u2069', '\u2067۲۰۲۸\u2069', '']],
    ['ar-EG', 10 * DAY, ['\u2067٢٧ نوفمبر\u2069', '\u2067٢٩ نوفمبر\u2069', '\u2067٢٠٢٦\u2069']],
  ])('in %s, over %d ms', (tag, length, expected) => {
    // Spaces of other kinds are a matter of the edition.
    const spaced = (some: (string | undefined)[]) => some.map((text) => text?.replace(/[\u00a0\u202f]/g, ' '));
    expect(spaced(texts(NOW, NOW + length, tag))).toEqual(spaced(expected));
  });

  test('tell what the clock is ahead of UTC, and the era of years before the first', () => {
    expect(texts(NOW, NOW + DAY, 'de-DE', 'America/New_York')[2]).toBe('26. Nov. 2026 -05:00');
    expect(texts(NOW, NOW + DAY, 'ar-EG', 'Asia/Kolkata')[2]).toBe('\u2067٢٧ نوفمبر ٢٠٢٦ \u061c+٠٥:٣٠\u2069');
    const early = ticksOf([-70e12, -55e12], 900, 'UTC', 'de-DE').map(({ text }) => text);
    expect(early).toContain('1 v. Chr.');
    expect(early).toContain('100');
  });

  test('of ticks are distinct, in the domain, ascending, and never overlap', () => {
    let many = 0;
    fc.assert(
      fc.property(
        domain,
        fc.integer({ min: 30, max: 2000 }),
        fc.constantFrom(...ZONES),
        locale,
        (domain, width, zone, tag) => {
          const ticks = ticksOf(domain, width, zone, tag);
          const scale = scaleOf(domain, [0, width]);
          let end = Number.NEGATIVE_INFINITY;
          ticks.forEach(({ at, text }, i) => {
            expect(at >= domain[0] && at <= domain[1] && (i === 0 || at > ticks[i - 1].at)).toBe(true);
            const half = textWidth(text, FONT_SIZE) / 2;
            expect(position(scale, at) - half, text).toBeGreaterThan(end);
            end = position(scale, at) + half;
          });
          expect(new Set(ticks.map(({ day, text }) => `${day} ${text}`)).size).toBe(ticks.length);
          if (ticks.length > 2) many++;
        },
      ),
      { numRuns: 3000 },
    );
    expect(many).toBeGreaterThan(1000);
  });

  test('are what Intl says of the zone’s clock', () => {
    const seen = { dates: 0, clocks: 0, fractions: 0 };
    const common = domain.filter(([min, max]) => min > Date.UTC(1000, 0) && max < Date.UTC(9000, 0));
    fc.assert(
      fc.property(common, fc.constantFrom(...ZONES), locale, (domain, timeZone, tag) => {
        const formatOf = (options: Intl.DateTimeFormatOptions) => {
          const format = new Intl.DateTimeFormat(tag, { calendar: 'gregory', timeZone, ...options });
          const parts = (at: number) => {
            return format.formatToParts(at).map(({ type, value }) => ({ type, value: value.replace('\u202f', ' ') }));
          };
          return { parts, format: (at: number) => format.format(at).replace('\u202f', ' ') };
        };
        const year = formatOf({ year: 'numeric' });
        const date = formatOf({ year: 'numeric', month: 'short', day: 'numeric' });
        const dated = [
          year,
          formatOf({ year: 'numeric', month: 'short' }),
          formatOf({ month: 'short', day: 'numeric' }),
        ];
        const second = formatOf({ timeStyle: 'medium' });
        const clock = [formatOf({ timeStyle: 'short' }), second];
        for (const { at, text, day } of ticksOf(domain, 900, timeZone, tag)) {
          if (day === undefined) throw new Error('these are numbers');
          const [told, below] = [text, day].map((one) => one.replace(/^\u2067|\u2069$/g, ''));
          const whole = Math.floor(at);
          if (below === '' || below === year.format(whole)) {
            expect(dated.map((format) => format.format(whole))).toContain(told);
            seen.dates++;
            continue;
          }
          expect(below.startsWith(`${date.format(whole)} `)).toBe(true);
          const milliseconds = at - Math.floor(at / 1000) * 1000;
          if (milliseconds === 0 && clock.some((format) => format.format(whole) === told)) {
            seen.clocks++;
            continue;
          }
          const parts = second.parts(whole);
          const end = parts.findIndex(({ type }) => type === 'second') + 1;
          const [before, after] = [parts.slice(0, end), parts.slice(end)].map((some) =>
            some.map(({ value }) => value).join(''),
          );
          expect(told.startsWith(before) && told.endsWith(after), told).toBe(true);
          const fraction = told.slice(before.length, told.length - after.length);
          expect(read(`${new Intl.NumberFormat(tag).format(0)}${fraction}`, tag) * 1000).toBeCloseTo(milliseconds, 3);
          seen.fractions++;
        }
      }),
      { numRuns: 300 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
  });

  test('are those of the frame before where they are the same, and else those that are made anew', () => {
    const moves = fc.array(anywhere(-0.3, 0.3), { maxLength: 8 });
    fc.assert(
      fc.property(domain, fc.integer({ min: 30, max: 2000 }), locale, moves, ([min, max], width, tag, moves) => {
        const memory = new XTickMemory();
        let from = min;
        for (const move of [0, ...moves]) {
          from += move * (max - min);
          const moved: Interval = [from, from + (max - min)];
          if (moved[1] <= moved[0]) return;
          expect(ticksOf(moved, width, 'UTC', tag, memory)).toEqual(ticksOf(moved, width, 'UTC', tag));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('of another locale are others', () => {
    const memory = new XTickMemory();
    const german = ticksOf([NOW, NOW + DAY], 900, 'UTC', 'de-DE', memory);
    expect(ticksOf([NOW, NOW + DAY], 900, 'UTC', 'ja', memory)).not.toEqual(german);
    expect(ticksOf([NOW, NOW + DAY], 900, 'UTC', 'de-DE', memory)).toEqual(german);
  });
});

describe('pictures', () => {
  const picture = (fields: object) =>
    JSON.parse(chartAppend(JSON.stringify({ x: [NOW, NOW + 3 * DAY], y: [-1500.5, 2500], x_scale: 'time', ...fields })))
      .html as string;

  test('have labels of the locale along both axes, and a direction of their own', () => {
    const svg = picture({ locale: 'ar-EG', y_format: '{,.1f} °C' });
    expect(svg).toContain('نوفمبر');
    expect(svg).toContain('٢٬٠٠٠٫٠\u2069 °C');
    expect(svg).toMatch(/^<svg [^>]* direction="ltr" /);
  });

  test('without one are in none, whatever the machine’s is', () => {
    expect(picture({ locale: '' })).toBe(picture({}));
    expect(picture({})).not.toContain('direction');
    expect(picture({})).toContain('2026-11-27 UTC');
  });
});
