/**
 * Locales by their BCP 47 tags: numbers and times as they are written there. Like the zones', their rules are asked of `Intl`
 * for one that is given, never for the machine's own: a picture is the same wherever the same edition of CLDR is.
 */
import { FONT_SIZE, textWidth } from './text.js';

/** Of what is made of locales. More are forgotten at once: a locale needs a dozen. */
const MOST_KEPT = 256;

function kept<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    if (map.size >= MOST_KEPT) map.clear();
    value = make();
    map.set(key, value);
  }
  return value;
}

/** How numbers are written. Signs come with the marks that keep them on their side of the digits. */
interface Notation {
  /** From 0 to 9. */
  numerals: string[];
  decimal: string;
  group: string;
  /** Digits in the last group, and in those before it. */
  last: number;
  others: number;
  /** Without so many before them groups are not parted. */
  least: number;
  minus: string;
  plus: string;
  /** What stands before the digits of a percentage, and after them. */
  percent: [before: string, after: string];
  /** Between digits and the power of ten that they are multiplied by, where that is positive or negative. */
  exponents: [positive: string, negative: string];
  rightToLeft: boolean;
}

const notations = new Map<string, Notation>();

function notationOf(locale: string): Notation {
  return kept(notations, locale, () => {
    const formatOf = (options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options);
    const written = (value: number, options?: Intl.NumberFormatOptions) => formatOf(options).format(value);
    const numerals = [...written(9_876_543_210, { useGrouping: false })].reverse();
    const around = (text: string) => text.split(numerals[1]) as [string, string];
    const exponent = (value: number) =>
      written(value, { notation: 'scientific' }).slice(numerals[1].length, -numerals[7].length);
    const parts = formatOf().formatToParts(1_234_567_890.5);
    const valuesOf = (wanted: string) => parts.filter(({ type }) => type === wanted).map(({ value }) => value);
    const [last, others = 3] = valuesOf('integer')
      .map((digits) => [...digits].length)
      .reverse();
    return {
      numerals,
      decimal: valuesOf('decimal')[0],
      group: valuesOf('group')[0] ?? '',
      last,
      others,
      least: [1234, 12_345].findIndex((value) => [...written(value)].length > `${value}`.length) + 1 || 3,
      minus: around(written(-1))[0],
      plus: around(written(1, { signDisplay: 'always' }))[0],
      percent: around(written(0.01, { style: 'percent' })),
      exponents: [exponent(1e7), exponent(1e-7)],
      // As its months are: Hebrew, Arabic, Syriac, N’Ko or Adlam.
      rightToLeft: /[\u0590-\u08ff\u{1e800}-\u{1efff}]/u.test(timeFormatOf(locale, 'month').format(0)),
    };
  });
}

const inNotation = (text: string, { numerals, minus, plus }: Notation) =>
  text.replace(/[−+\d]/g, (sign) => (sign === '−' ? minus : sign === '+' ? plus : numerals[+sign]));

/** What d3-format writes in the locale of its own: sign, parenthesis or symbol, digits, and what follows them. */
const NUMBER = /^([−+]?)([($]*)([\d,]+)\.?(\d*)(?:e([+-])(\d+))?(.*)$/;

/** A number in base ten, as d3-format writes it where it knows of no locale, in one; '' for none. */
export function localNumber(text: string, locale: string): string {
  if (locale === '') return text;
  const notation = notationOf(locale);
  const { decimal, group, last, others, least, percent, exponents } = notation;
  const parts = text.match(NUMBER);
  // A hundred times a value may lie beyond float64: that is no number in digits.
  if (!parts) return text;
  const [, sign, symbol, integer, fraction, exponentSign, exponent, rest] = parts;
  let digits = integer.replaceAll(',', '');
  if (digits !== integer && digits.length >= last + least) {
    const before = digits.slice(0, -last).replace(new RegExp(`\\B(?=(\\d{${others}})+$)`, 'g'), group);
    digits = before + group + digits.slice(-last);
  }
  if (fraction !== '') digits += decimal + fraction;
  const power = exponent ? exponents[exponentSign === '+' ? 0 : 1] + inNotation(exponent, notation) : '';
  const [before, after] = rest.startsWith('%') ? [percent[0], percent[1] + rest.slice(1)] : ['', rest];
  return inNotation(sign, notation) + symbol + before + inNotation(digits, notation) + power + after;
}

/** What a clock is ahead of UTC, as `+05:30`, in a locale. */
export const localOffset = (text: string, locale: string) => inNotation(text, notationOf(locale));

// Of Unicode's bidirectional algorithm: what lies within is ordered by itself, from right to left, or as its first letter is.
const RIGHT_TO_LEFT = '\u2067';
const BY_FIRST_LETTER = '\u2068';
const END = '\u2069';

/** A text that a locale writes in one go, for a line from left to right. */
export const inOrder = (text: string, locale: string) =>
  locale !== '' && notationOf(locale).rightToLeft ? RIGHT_TO_LEFT + text + END : text;

/** The same with text of a user's around it: that says how all of it is ordered, and a prefix of the SI belongs to it. */
export function inOrderWithin(before: string, text: string, after: string, locale: string): string {
  const [, number, prefix] = text.match(/^(.*?)([a-zµ]?)$/i)!;
  const inner = inOrder(number, locale);
  return inner === number ? before + text + after : BY_FIRST_LETTER + before + inner + prefix + after + END;
}

/** What of a time is told: that of a clock, or of a calendar as far as this; `date` is a day with its year. */
export type TimeUnit = 'year' | 'month' | 'date' | 'day' | 'minute' | 'second';

const YEAR = { year: 'numeric' } as const;
const DAY = { month: 'short', day: 'numeric' } as const;
const FIELDS: Record<TimeUnit, Intl.DateTimeFormatOptions> = {
  year: YEAR,
  month: { ...YEAR, month: 'short' },
  date: { ...YEAR, ...DAY },
  day: DAY,
  minute: { timeStyle: 'short' },
  second: { timeStyle: 'medium' },
};

const formats = new Map<string, Intl.DateTimeFormat>();

function timeFormatOf(locale: string, unit: TimeUnit, early = false): Intl.DateTimeFormat {
  return kept(formats, `${locale} ${unit} ${early}`, () => {
    // The calendar is that by which ticks are counted, whichever the locale prefers.
    const fields: Intl.DateTimeFormatOptions = { calendar: 'gregory', timeZone: 'UTC', ...FIELDS[unit] };
    if (early && fields.year) fields.era = 'short';
    return new Intl.DateTimeFormat(locale, fields);
  });
}

/** When the year 1 begins, before which years have an era beside them, and the year 10 000; ms since 1970. */
const YEAR_1 = -62_135_596_800_000;
const YEAR_10000 = 253_402_300_800_000;
/** ms. */
const DAY_LENGTH = 86_400_000;
/** The last that has a date, ms since 1970. */
const LAST_INSTANT = 8.64e15;

/** A time that a clock shows, ms as if it were UTC's, of a month its beginning; with digits of a fraction of a second. */
export function localTime(time: number, unit: TimeUnit, fraction: string, locale: string): string {
  const format = timeFormatOf(locale, unit, time < YEAR_1);
  // Of the month from the middle: in Gaelic it has the year of the week, which in the first days may be the former.
  const whole = Math.min(LAST_INSTANT, Math.floor(unit === 'month' ? time + 14 * DAY_LENGTH : time));
  let text = '';
  // Parts only where they are needed: Node 20 crashes over those of dates in Gaelic.
  if (fraction === '') text = format.format(whole);
  else
    for (const { type, value } of format.formatToParts(whole))
      text += type === 'second' ? value + fractionOf(fraction, locale) : value;
  // Some engines have this space before `PM`, others have a common one there, and some both.
  return text.replaceAll('\u202f', ' ');
}

function fractionOf(digits: string, locale: string): string {
  const notation = notationOf(locale);
  return notation.decimal + inNotation(digits, notation);
}

/**
 * Two years of which the texts are as wide as those between two instants may be: but for months they are all alike. Clocks are
 * ahead or behind by less than a day.
 */
export const wideYears = (min: number, max: number): number[] => [
  min < YEAR_1 + DAY_LENGTH ? -271_820 : 2000,
  max > YEAR_10000 - DAY_LENGTH ? 275_000 : 2000,
];

const widths = new Map<string, number>();

/** What the texts of times of some years take at most, CSS px. */
export function widestTime(unit: TimeUnit, fraction: string, locale: string, years: number[]): number {
  const whole = kept(widths, `${locale} ${unit} ${years}`, () => {
    const dates = years.flatMap((year) =>
      Array.from({ length: 12 }, (_, month) => Date.UTC(year, month, unit === 'month' ? 1 : 28)),
    );
    const hours = Array.from({ length: 24 }, (_, hour) => Date.UTC(2000, 0, 28, hour));
    return Math.max(...[...dates, ...hours].map((time) => textWidth(localTime(time, unit, '', locale), FONT_SIZE)));
  });
  return fraction === '' ? whole : whole + textWidth(fractionOf(fraction, locale), FONT_SIZE);
}
