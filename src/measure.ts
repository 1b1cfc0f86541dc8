/** What lies between two samples: how far apart they are along x and y, and at which rate y changes. */
import type { Hit } from '../worker/inspection-types.js';

export interface Measure {
  /** In units of x, samples of categories, ms of times. */
  dx: number;
  dy: number;
  /** dy / dx, of times a second; of samples at the same x infinite, NaN where y is the same too. */
  rate: number;
}

/** Units of time, ms, from the longest: what is told is at least one of it. */
const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
  [1, 'ms'],
] as const;
const DIGITS = 6;
/** By locale: to make one takes longer than all else in a frame. */
const FORMATS = new Map<string, Intl.NumberFormat>();

function formatOf(locale: string): Intl.NumberFormat {
  const format = FORMATS.get(locale) ?? new Intl.NumberFormat(locale, { maximumSignificantDigits: DIGITS });
  FORMATS.set(locale, format);
  return format;
}

/** @param time whether x is time */
export function measure(a: Hit, b: Hit, time: boolean): Measure {
  const dx = b.at - a.at;
  const dy = b.y - a.y;
  return { dx, dy, rate: dy / (time ? dx / 1000 : dx) };
}

/** To six digits: what is measured with the eye is not more exact than that. A rate over no distance is none. */
export function measuredTexts({ dx, dy, rate }: Measure, time: boolean, locale: string | undefined) {
  const format = formatOf(locale || 'en');
  const number = (value: number) => format.format(value).replace('-', '−');
  const [length, unit] = UNITS.find(([length]) => Math.abs(dx) >= length) ?? [0.001, 'µs'];
  return {
    dx: time ? `${number(dx / length)} ${unit}` : number(dx),
    dy: number(dy),
    rate: Number.isFinite(rate) ? `${number(rate)}${time ? ' / s' : ''}` : '—',
  };
}
