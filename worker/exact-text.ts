/** Exact texts of x and y, as they are told of single samples: nothing of them is rounded that the chart has not asked for. */
import { inOrder, localNumber, localTime } from './locale.js';
import { formatLabels } from './number-format.js';
import type { ChartOptions } from './options.js';
import { zoneOf } from './time-zone.js';
import { UTC } from './zone-names.js';

/** Dates end there, both ways; ms since 1970. */
const FURTHEST = 8.64e15;
const SECOND = 1000;
/** µs. */
const WHOLE_SECOND = 1e6;

/**
 * A number by a format, '' for none; where there is none, or it can't tell the number, the fewest digits that give the
 * float64 back, with an exponent where ticks have one.
 */
export function exactNumber(value: number, format: string, locale: string): string {
  const formatted = format === '' ? '' : formatLabels([value], format, locale)[0];
  if (formatted !== '') return formatted;
  const size = Math.abs(value);
  return signed(value, size >= 1e15 || (size < 1e-4 && size > 0) ? size.toExponential() : String(size), locale);
}

/** A number by a format, '' for none; else to a thousandth of what it is seen beside, so that it is as long as the next one. */
export function briefNumber(value: number, span: number, format: string, locale: string): string {
  const digits = Math.ceil(3 - Math.log10(Math.abs(span)));
  const size = Math.abs(value);
  if (!(digits <= MOST_DIGITS && size < 1e15)) return exactNumber(value, format, locale);
  if (format !== '') {
    // Beside another number, it has the digits that tell them apart; beside one that is far away, those that were asked for.
    const step = /\{[^}]*\.\d/.test(format) ? FAR : 10 ** -digits;
    // Not −0.
    const rounded = step === FAR ? value : Math.round(value / step) * step + 0;
    return formatLabels([rounded, rounded + step], format, locale)[0] || exactNumber(value, format, locale);
  }
  const written = size.toFixed(Math.max(0, digits));
  return signed(+written && value, written, locale);
}

const MOST_DIGITS = 8;
const FAR = 1e15;

function signed(value: number, written: string, locale: string): string {
  const grouped = written.replace(/^\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ','));
  return localNumber((value < 0 ? '−' : '') + grouped, locale);
}

type Manner = Pick<ChartOptions, 'xScale' | 'xFormat' | 'timeZone' | 'locale'>;

/** x as it was pushed: a category as it is, a number by its format, a time as date and clock of the zone. */
export function exactX(x: number | string, { xScale, xFormat, timeZone, locale }: Manner): string {
  if (typeof x === 'string' || xScale === 'category') return String(x);
  return (
    (xScale === 'time' && exactTime(x, timeZone, locale)) || exactNumber(x, xScale === 'time' ? '' : xFormat, locale)
  );
}

/** To the s, ms or µs, as it needs; '' beyond all dates. */
function exactTime(instant: number, timeZone: string, locale: string): string {
  // Exact, as a sum with what the clock is ahead might not be.
  const rest = instant % SECOND;
  const micros = Math.round(rest * 1000);
  const carried = Math.floor(micros / WHOLE_SECOND);
  const utc = instant - rest + carried * SECOND;
  const time = utc + (timeZone === UTC ? 0 : zoneOf(timeZone).offsetAt(utc));
  if (!(Math.max(Math.abs(instant), Math.abs(time)) <= FURTHEST)) return '';
  // As many for most that stand below each other.
  const digits = String(micros - carried * WHOLE_SECOND)
    .padStart(6, '0')
    .replace(/(000){1,2}$/, '');
  if (locale === '') {
    const text = new Date(time).toISOString().slice(0, -5).replace('T', ' ');
    return digits === '' ? text : `${text}.${digits}`;
  }
  return inOrder(`${localTime(time, 'date', '', locale)} ${localTime(time, 'second', digits, locale)}`, locale);
}
