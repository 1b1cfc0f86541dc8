/**
 * Ticks along time: at what clock and calendar in a zone count by, from microseconds to years. x is ms since 1970.
 * Elapsed steps, up to an hour, are even; longer ones are those of the zone's clock, and as uneven as its days and months.
 */
import { inOrder, localOffset, localTime, type TimeUnit, widestTime, wideYears } from './locale.js';
import type { Interval } from './scales.js';
import { FONT_SIZE, textWidth } from './text.js';
import { DAY, MINUTE, type Zone, zoneOf } from './time-zone.js';
import { UTC } from './zone-names.js';

export interface TimeTick {
  /** ms since 1970. */
  at: number;
  text: string;
  /**
   * The day that the text belongs to, with what the clock is ahead of UTC; '' where the text says it. In a locale, of which
   * dates are long, a day's text has its year here.
   */
  day: string;
}

/** Ticks between which no other is; and how they are told. */
export interface Step {
  /** ms; on average where it is not always as long. */
  length: number;
  /** ms. */
  shortest: number;
  /** What is told. */
  unit: TimeUnit;
  /** Where there is no locale the texts are about as wide as this one. */
  sample: string;
  ticks(from: number, to: number, zone: Zone): number[];
  /** Of the time that a zone's clock shows, ms, as `Date` writes it for UTC. */
  text(iso: string, time: number): string;
}

const SECOND = 1000;
const HOUR = 60 * MINUTE;
const MONTH = (365.2425 / 12) * DAY;
/** Dates end there, both ways; zones are asked up to a day beyond. ms. */
const FURTHEST = 8.64e15 - 2 * DAY;

/** Of a time as `Date` writes it: `2026-11-26T15:04:05.000Z`, with a sign and six digits of the year beyond four. */
const dateOf = (iso: string) => iso.slice(0, -14);
const clockOf = (iso: string, digits: number) => iso.slice(-13, digits - 13);

/** Even steps of a whole number of µs, below a second. */
function fraction(micros: number): Step {
  const digits = 6 - Math.floor(Math.log10(micros) + 1e-9);
  return {
    length: micros / 1000,
    shortest: micros / 1000,
    unit: 'second',
    sample: `00:00:00.${'0'.repeat(digits)}`,
    ticks(from, to) {
      // Counted from a whole second: so that each is the float64 that is nearest to it.
      const base = Math.floor(from / SECOND) * SECOND;
      const values: number[] = [];
      const at = (i: number) => base + (i * micros) / 1000;
      for (let i = Math.ceil(((from - base) * 1000) / micros); at(i) <= to; i++) values.push(at(i));
      return values;
    },
    text(iso, time) {
      const second = time - Math.floor(time / SECOND) * SECOND;
      return clockOf(iso, 8) + (second / SECOND).toFixed(digits).slice(1);
    },
  };
}

/** Even steps from a second to an hour, at round times of the zone's clock. */
function elapsed(length: number): Step {
  const after = (instant: number, zone: Zone) => {
    const time = instant + zone.offsetAt(instant);
    // The difference first: the sum of both may lie where float64 tells no single ms.
    const next = instant + ((Math.floor(time / length) + 1) * length - time);
    // Past a change of the clock the next round time may be another.
    const shown = next + zone.offsetAt(next);
    return next + (Math.ceil(shown / length) * length - shown);
  };
  const digits = length < MINUTE ? 8 : 5;
  return {
    length,
    shortest: length,
    unit: length < MINUTE ? 'second' : 'minute',
    sample: '00:00:00'.slice(0, digits),
    ticks: (from, to, zone) => collect(from, to, (instant) => after(instant, zone)),
    text: (iso) => clockOf(iso, digits),
  };
}

/** Steps of the zone's clock or calendar: `after` gives the next time that counts. */
function calendar(
  length: number,
  shortest: number,
  after: (time: number) => number,
  unit: TimeUnit,
  text: Step['text'],
  sample: string,
): Step {
  return {
    length,
    shortest,
    unit,
    sample,
    ticks: (from, to, zone) =>
      collect(from, to, (instant) => {
        let next = instant;
        // Where the clock is set back it shows the same times again.
        for (let time = instant + zone.offsetAt(instant); next <= instant; ) {
          time = after(time);
          next = zone.instantOf(time);
        }
        return next;
      }),
    text,
  };
}

/** Where a round time is left out by the clock it may leap to one that is not even a whole minute. */
const roundClock = (iso: string) => clockOf(iso, 8).replace(/:00$/, '');

const clock = (hours: number) => {
  const length = hours * HOUR;
  const after = (time: number) => (Math.floor(time / length) + 1) * length;
  return calendar(length, length - HOUR, after, 'minute', roundClock, '00:00');
};

/** Weeks begin on Mondays: 1970-01-05 was one. */
const days = (count: number) => {
  const length = count * DAY;
  const first = count % 7 === 0 ? 4 * DAY : 0;
  const after = (time: number) => (Math.floor((time - first) / length) + 1) * length + first;
  return calendar(length, length - HOUR, after, 'day', dateOf, '0000-00-00');
};

/** The first of a month, counted from year 0, as a time; Infinity beyond all dates. */
function monthStart(month: number): number {
  const time = new Date(0).setUTCFullYear(0, month, 1);
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time;
}

const monthOf = (time: number) => {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

const months = (count: number, shortest: number, unit: TimeUnit, text: Step['text'], sample: string) => {
  const after = (time: number) => monthStart((Math.floor(monthOf(time) / count) + 1) * count);
  return calendar(count * MONTH, shortest, after, unit, text, sample);
};

const withoutDay = (iso: string) => dateOf(iso).slice(0, -3);
const yearOf = (_: string, time: number) => String(new Date(time).getUTCFullYear()).replace('-', '−');

/** Of each power of ten one, two and five. */
const series = (...powers: number[]) => powers.flatMap((power) => [power, 2 * power, 5 * power]);

/** From the finest to the coarsest. */
const STEPS: Step[] = [
  ...series(1, 10, 100, 1000, 10_000, 100_000).map(fraction),
  ...[1, 2, 5, 10, 15, 30].map((seconds) => elapsed(seconds * SECOND)),
  ...[1, 2, 5, 10, 15, 30, 60].map((minutes) => elapsed(minutes * MINUTE)),
  ...[3, 6, 12].map(clock),
  ...[1, 2, 7, 14].map(days),
  ...[1, 3, 6].map((count) => months(count, count * 28 * DAY, 'month', withoutDay, '0000-00')),
  ...series(1, 10, 100, 1000, 10_000).map((years) => months(12 * years, years * 365 * DAY, 'year', yearOf, '00000')),
];

/** All from `from` on, until one is beyond `to`. */
function collect(from: number, to: number, after: (instant: number) => number): number[] {
  const values: number[] = [];
  // Whole ms, of which what lies at `from` itself is after the first.
  for (let at = after(Math.floor(from) - 1); at <= to; at = after(at)) if (at >= from) values.push(at);
  return values;
}

/** `+05:30`, with seconds where there are any. */
const offsetText = (offset: number) =>
  `${offset < 0 ? '−' : '+'}${roundClock(new Date(Math.abs(offset)).toISOString())}`;

/** The steps that ticks can have in a domain, from the finest on; none where times have no dates, or are less than µs apart. */
export function timeSteps([min, max]: Interval): Step[] {
  if (!(min >= -FURTHEST && max <= FURTHEST && max - min >= 2 * STEPS[0].length)) return [];
  // Ticks must be told apart where they lie.
  const least = 4 * Number.EPSILON * Math.max(-min, max);
  return STEPS.filter(({ length }) => length >= least);
}

/** Digits of a fraction of a second. */
const fractionIn = (text: string) => text.split('.')[1] ?? '';

/** What the texts of a step take at most in a domain, CSS px. */
export function widestText({ unit, sample }: Step, [min, max]: Interval, locale: string): number {
  if (locale === '') return textWidth(sample, FONT_SIZE);
  return widestTime(unit, fractionIn(sample), locale, wideYears(min, max));
}

/** The ticks of a domain, with the next ones before and after it, where there are. */
export function timeTicks([min, max]: Interval, step: Step, timeZone: string, locale = ''): TimeTick[] {
  const zone = zoneOf(timeZone);
  // Months and years are up to a tenth longer than on average.
  const margin = step.length * 1.1;
  const [from, to] = [Math.max(min - margin, -FURTHEST), Math.min(max + margin, FURTHEST)];
  return step.ticks(from, to, zone).map((at) => {
    const offset = zone.offsetAt(at);
    const time = at + offset;
    const iso = new Date(Math.floor(time)).toISOString();
    const text = step.text(iso, time);
    const { unit } = step;
    const clocked = unit === 'minute' || unit === 'second';
    const ahead = clocked && timeZone !== UTC ? offsetText(offset) : UTC;
    // A clock's time leaves the day open.
    if (locale === '') return { at, text, day: clocked ? `${dateOf(iso)} ${ahead}` : '' };
    const told = (as: TimeUnit, fraction = '') => localTime(time, as, fraction, locale);
    const exact = clocked && time % MINUTE !== 0 ? 'second' : unit;
    const day = clocked ? `${told('date')} ${localOffset(ahead, locale)}` : unit === 'day' ? told('year') : '';
    return { at, text: inOrder(told(exact, fractionIn(text)), locale), day: day && inOrder(day, locale) };
  });
}
