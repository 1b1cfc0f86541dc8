/** Scales: from a domain in data units to a range in CSS px, and the domains, ticks and labels that suit a reader. */
import { tickIncrement, ticks } from 'd3-array';
import { format } from 'd3-format';
import { localNumber } from './locale.js';
import type { Series } from './series.js';

export type Interval = [min: number, max: number];

/** What is laid out evenly in place of a value. */
export type Transform = (value: number) => number;

/** A scale. Its parts are plain, so that hot loops can keep them in locals; those below are of what is laid out evenly. */
export interface Scale {
  domain: Interval;
  range: Interval;
  /** Null for the value itself. */
  transform: Transform | null;
  /** Values are multiplied by this before they are subtracted: a power of two that keeps `span` and 1 / `span` finite. */
  factor: number;
  /** min · factor. */
  origin: number;
  /** (max − min) · factor; never 0. */
  span: number;
}

export function scaleOf(domain: Interval, range: Interval, transform: Transform | null = null): Scale {
  const [from, to] = transform ? domain.map(transform) : domain;
  const length = to - from;
  const factor = length > 2 ** -900 || length === 0 ? (Number.isFinite(length) ? 1 : 0.5) : 2 ** 600;
  const origin = from * factor;
  return { domain, range, transform, factor, origin, span: to * factor - origin || 1 };
}

/** Position in CSS px of a value. */
export function position({ range, transform, factor, origin, span }: Scale, value: number): number {
  const at = transform === null ? value : transform(value);
  return range[0] + ((at * factor - origin) / span) * (range[1] - range[0]);
}

/** The value at a position in CSS px; `invert` undoes the scale's transform. At the ends of the range those of the domain. */
export function valueAt({ domain, range, factor, origin, span }: Scale, at: number, invert?: Transform): number {
  const share = (at - range[0]) / (range[1] - range[0]);
  if (share === 0 || share === 1) return domain[share];
  const value = (origin + share * span) / factor;
  return invert ? invert(value) : value;
}

/** What series span along y in the ring, or in samples [from, to) of it, gaps left out; infinite and reversed for nothing. */
export function yExtent(all: readonly Series[], samples?: [from: number, to: number]): Interval {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { pyramid, start, end } of all) {
    const [from, to] = samples ?? [start, end];
    pyramid.range(from, to);
    low = Math.min(low, pyramid.low);
    high = Math.max(high, pyramid.high);
  }
  return [low, high];
}

const clampFinite = (value: number) => Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);

/**
 * A domain that can be drawn and read: [0, 1] for nothing, widened where the values are equal or closer than a few
 * steps of float64, and with room in CSS px left free at both ends of a range of `length` CSS px.
 */
export function roomyDomain([min, max]: Interval, room: number, length: number): Interval {
  if (min > max) return [0, 1];
  const magnitude = Math.max(Math.abs(min), Math.abs(max));
  if (max - min <= magnitude * 16 * Number.EPSILON) {
    const half = magnitude === 0 ? 1 : Math.max(magnitude * 0.1, 1e-300);
    return [clampFinite(min - half), clampFinite(max + half)];
  }
  const share = room / Math.max(length - 2 * room, room, 1);
  const extra = max * share - min * share;
  return [clampFinite(min - extra), clampFinite(max + extra)];
}

/** A power of ten that brings a domain to where d3-array's steps stay within float64. */
function tameFactor([min, max]: Interval): number {
  if (!Number.isFinite(max - min)) return 0.01;
  return max - min < 1e-280 ? 1e30 : 1;
}

/** Widening a domain can change its step, which widens it again; further passes than this only go to and fro. */
const NICE_PASSES = 4;

/** The domain widened to multiples of d3-array's tick step; as it is where that would leave float64. */
export function niceDomain([min, max]: Interval, count: number): Interval {
  const factor = tameFactor([min, max]);
  let low = min * factor;
  let high = max * factor;
  let former = 0;
  for (let pass = 0; pass < NICE_PASSES; pass++) {
    // Negative where the step is below 1: its inverse, which float64 holds exactly.
    const step = tickIncrement(low, high, count);
    if (step === former || step === 0 || !Number.isFinite(step)) break;
    low = step > 0 ? Math.floor(low / step) * step : Math.ceil(low * step) / step;
    high = step > 0 ? Math.ceil(high / step) * step : Math.floor(high * step) / step;
    former = step;
  }
  const nice: Interval = [low / factor + 0, high / factor + 0];
  return nice.every(Number.isFinite) && nice[0] <= min && nice[1] >= max ? nice : [min, max];
}

/** About `count` round values in the domain, ascending, finite and distinct, whatever its size. */
export function tickValues([min, max]: Interval, count: number): number[] {
  const factor = tameFactor([min, max]);
  let last = Number.NEGATIVE_INFINITY;
  return ticks(min * factor, max * factor, count)
    .map((value) => value / factor)
    .filter((value) => {
      const fits = Number.isFinite(value) && value >= min && value <= max && value > last;
      if (fits) last = value;
      return fits;
    });
}

const MOST_DIGITS = 17;

/** The fewest digits with which `write` tells each value to within a thousandth of the step between them. */
export function digitsFor(values: number[], write: (value: number, digits: number) => string): number {
  const steps = values.slice(1).map((value, i) => value - values[i]);
  const step = Math.min(...(steps.length > 0 ? steps : values.map(Math.abs)));
  let digits = 0;
  while (digits < MOST_DIGITS && values.some((value) => Math.abs(+write(value, digits) - value) > step / 1000))
    digits++;
  return digits;
}

/** By specifier: as many as there are counts of digits, with an exponent and without. */
const writers = new Map<string, (value: number) => string>();

function writer(specifier: string): (value: number) => string {
  let write = writers.get(specifier);
  if (!write) {
    write = format(specifier);
    writers.set(specifier, write);
  }
  return write;
}

/**
 * Labels with just the digits that tell the ticks apart; with an exponent beyond 10¹⁵ and below 10⁻⁴, and where one does
 * not fit without, or could not be told from another.
 */
export function tickLabels(values: number[], fits: (text: string) => boolean = () => true, locale = ''): string[] {
  const largest = Math.max(...values.map(Math.abs));
  const labels = (exponent: boolean) => {
    const digits = digitsFor(values, (value, count) => (exponent ? value.toExponential(count) : value.toFixed(count)));
    const write = writer(`,.${digits}${exponent ? 'e' : 'f'}`);
    return values.map((value) => localNumber(value === 0 ? '0' : write(value), locale));
  };
  if (largest >= 1e15 || (largest < 1e-4 && largest > 0)) return labels(true);
  const plain = labels(false);
  const told = new Set(plain).size === plain.length;
  return told && plain.every(fits) ? plain : labels(true);
}
