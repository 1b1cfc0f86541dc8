/** Times as feeds write them, as ms since 1970. */

/** What a number of x counts; `'iso'` for text of ISO 8601, which may stand beside numbers of ms. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns' | 'iso';

/** By which power of ten a number becomes ms. */
export const SHIFTS: Readonly<Record<TimeUnit, number>> = { s: 3, ms: 0, us: -3, ns: -6, iso: 0 };

/** ms from 1970 of the last instant that a Date can be. */
const FARTHEST = 8.64e15;
const ISO =
  /^([+-]\d{6}|\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,12}))?)?(?:(Z)|([+-])(\d\d)(?::?(\d\d))?)?)?$/i;

/**
 * A date, or a date and time, of ISO 8601 as ms since 1970; NaN for any other text. Without an offset it is UTC: what a
 * feed says must not depend on where it is read. Digits beyond ms count.
 */
export function timeOf(text: string): number {
  const match = ISO.exec(text);
  if (!match) return Number.NaN;
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = '', , sign, offset = 0, more = 0] = match;
  // Not Date.UTC, which takes years before 100 for ones of the last century.
  const midnight = new Date(0).setUTCFullYear(+year, +month - 1, +day);
  const date = new Date(midnight);
  const exists = date.getUTCMonth() === +month - 1 && date.getUTCDate() === +day;
  const midnightOfNext = +hour === 24 && +minute + +second + +fraction === 0;
  if (!exists || !(+hour < 24 || midnightOfNext) || +minute > 59 || +second > 59 || +offset > 23 || +more > 59)
    return Number.NaN;
  const minutes = +hour * 60 + +minute - (sign === '-' ? -1 : 1) * (+offset * 60 + +more);
  const whole = midnight + minutes * 60_000 + +second * 1000;
  const time = fraction === '' ? whole : whole + Number(`${fraction}e${3 - fraction.length}`);
  // What no Date can be has no text either.
  return Math.abs(time) > FARTHEST ? Number.NaN : time;
}
