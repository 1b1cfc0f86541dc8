/** Scales of y that are not linear: what each lays out evenly along the axis, and the domains and ticks that suit it. */
import { formatLabels } from './number-format.js';
import type { YScaleName } from './options.js';
import { type Interval, niceDomain, type Transform, tickLabels, tickValues } from './scales.js';

/** Round values in a domain, ascending. */
interface YTicks {
  values: number[];
  /** They are equally far apart, so that their labels have equally many digits. */
  even: boolean;
}

/** What an axis of y needs to be laid out, but for its length. */
export interface YScale {
  /** Ascending; null where y itself is laid out evenly. */
  transform: Transform | null;
  invert: Transform;
  /** What of an extent can be shown. */
  showable(extent: Interval): Interval;
  /** The domain widened to round ends, for about so many ticks. */
  nice(domain: Interval, count: number): Interval;
  ticks(domain: Interval, count: number): YTicks;
  /** Whether values that can't be shown lie below the axis, so that a line goes down to them. */
  endless: boolean;
}

const linear: YScale = {
  transform: null,
  invert: (value) => value,
  showable: (extent) => extent,
  nice: niceDomain,
  ticks: evenTicks,
  endless: false,
};

/** Where 0 and what is negative lies on a log scale, decades: a line falls to it as good as straight down. */
const ABYSS = -1e5;
/** Decades that are shown below the highest value where the lowest one is not above 0. */
const DEFAULT_DECADES = 6;
/** So many times the ticks that were asked for are not too many. */
const CROWDED = 2;

const log: YScale = {
  // A gap stays one.
  transform: (value) => (value <= 0 ? ABYSS : Math.log10(value)),
  invert: (value) => within(10 ** value),
  showable([low, high]) {
    if (!(high > 0)) return [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    return [low > 0 ? low : Math.max(high / 10 ** DEFAULT_DECADES, Number.MIN_VALUE), high];
  },
  nice([low, high], count) {
    if (isWithinDecade(low, high)) {
      const [from, to] = niceDomain([low, high], count);
      return [from > 0 ? from : low, to];
    }
    return [roundDown(low), roundUp(high)];
  },
  ticks([low, high], count) {
    if (isWithinDecade(low, high)) return evenTicks([low, high], count);
    for (const factors of [[1, 2, 5], [1]]) {
      const values = rounds(low, high, factors);
      if (values.length <= CROWDED * count) return { values, even: false };
    }
    let values: number[] = [];
    for (let every = Math.ceil(decades(low, high) / count); values.length < 2 && every > 0; every--) {
      values = rounds(low, high, [1], every);
    }
    return { values, even: false };
  },
  endless: true,
};

/** Symmetric about 0, near which it is linear (Webber, "A bi-symmetric log transformation for wide-range data", 2013). */
const symlog: YScale = {
  transform: (value) => Math.sign(value) * Math.log1p(Math.abs(value)),
  invert: (value) => Math.sign(value) * Math.min(Math.expm1(Math.abs(value)), Number.MAX_VALUE),
  showable: (extent) => extent,
  nice(domain, count) {
    if (isNearlyLinear(domain)) return niceDomain(domain, count);
    const [low, high] = domain;
    return [low < 0 ? -roundOut(-low) : roundIn(low), high < 0 ? 0 - roundIn(-high) : roundOut(high)];
  },
  ticks(domain, count) {
    const [low, high] = domain;
    if (isNearlyLinear(domain)) return evenTicks(domain, count);
    for (let every = 1; ; every++) {
      // What lies next to 0 has no room beside it.
      const powers = rounds(10, Math.max(-low, high), [1], every).filter((value) => value > 1);
      const values = [...powers.map((value) => -value).reverse(), 0, ...powers].filter((v) => v >= low && v <= high);
      if (values.length < 2) return evenTicks(domain, count);
      if (values.length <= CROWDED * count) return { values, even: false };
    }
  },
  endless: false,
};

export const Y_SCALES: Record<YScaleName, YScale> = { linear, log, symlog };

function evenTicks(domain: Interval, count: number): YTicks {
  return { values: tickValues(domain, count), even: true };
}

/** In a format and a locale, or '' for none. Each with the digits that it needs, where they are not equally far apart. */
export function yTickLabels(
  { values, even }: YTicks,
  fits: (text: string) => boolean,
  format = '',
  locale = '',
): string[] {
  const labels = (some: number[]) =>
    format === '' ? tickLabels(some, fits, locale) : formatLabels(some, format, locale);
  return even ? labels(values) : values.flatMap((value) => labels([value]));
}

/** What float64 holds above 0. */
const within = (value: number) => Math.min(Math.max(value, Number.MIN_VALUE), Number.MAX_VALUE);

const decades = (low: number, high: number) => Math.log10(high) - Math.log10(low);
const isWithinDecade = (low: number, high: number) => decades(low, high) < 1;

/** Where a symmetric log scale is about even: close to 0, and over less than a decade away from it. */
function isNearlyLinear([low, high]: Interval): boolean {
  const [a, b] = [Math.abs(low), Math.abs(high)].sort((one, other) => one - other);
  return b < 5 || (low > 0 === high > 0 && a > 0 && isWithinDecade(a, b));
}

/** Products of factors and powers of ten within [low, high], ascending; of the powers every so many. Both are above 0. */
function rounds(low: number, high: number, factors: number[], every = 1): number[] {
  const values: number[] = [];
  const last = Math.ceil(Math.log10(within(high)));
  for (let power = every * Math.floor(Math.log10(within(low)) / every); power <= last; power += every) {
    // As text, so that it is the nearest float64.
    for (const factor of factors) values.push(Number(`${factor}e${power}`));
  }
  return values.filter((value) => value >= low && value <= high && value > 0);
}

/** The nearest of 1, 2 and 5 times a power of ten that is not above a positive value. */
function roundDown(value: number): number {
  return rounds(value / 10, value, [1, 2, 5]).pop() ?? value;
}

/** And that is not below it. */
function roundUp(value: number): number {
  return rounds(value, value * 10, [1, 2, 5]).find(Number.isFinite) ?? value;
}

/** Away from 0 and towards it, in whole units at least; of values that are not negative. */
const roundOut = (value: number) => (value === 0 ? 0 : value < 1 ? 1 : roundUp(value));
const roundIn = (value: number) => (value < 1 ? 0 : roundDown(value));
