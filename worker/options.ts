/**
 * The options of a stream: their types, ranges and defaults, checked before anything is allocated.
 * One table serves the constructor, `configure` and `chartAppend`, whose fields carry other names for the same things.
 */
import { checkNames, checkValue, type Rule } from './rules.js';
import {
  COLOR,
  checkSeries,
  filledIn,
  KIND,
  PEN,
  type SeriesInput,
  type SeriesOptions,
  SMOOTHING,
} from './series-options.js';
import type { ThemeName } from './theme.js';
import { UTC } from './zone-names.js';

export type Kind = 'line' | 'scatter' | 'step' | 'area' | 'bar';
export type ScaleName = 'category' | 'linear' | 'time';
export type LegendPlace = 'outside' | 'inside' | 'hidden';
/** How an axis of y follows the data: all of them, all that were there, or all but outliers. */
export type YDomainName = 'auto' | 'grow' | 'robust';
export type YScaleName = 'linear' | 'log' | 'symlog';
/** Where an axis of y stands. */
export type Side = 'left' | 'right';

/** What a picture is made of, every default filled in. Plain data: it crosses the thread boundary as it is. */
export interface ChartOptions {
  kind: Kind;
  title: string;
  maxPoints: number;
  /** In units of x, Infinity for any: a sample drops those that lie further before it, and all older ones. */
  span: number;
  colorHex: number;
  /** CSS px. */
  width: number;
  /** CSS px. */
  height: number;
  xScale: ScaleName;
  /** Beside the axes. */
  xTitle: string;
  yTitle: string;
  /** How numbers along the axes are written: a specifier of d3-format in braces, with text around it; '' for as they need. */
  xFormat: string;
  yFormat: string;
  /** An IANA name: whose clock and calendar label times. */
  timeZone: string;
  /** A BCP 47 tag: how numbers and times along the axes are written; '' for as d3-format and ISO 8601 do. Never the machine's own. */
  locale: string;
  yScale: YScaleName;
  yDomain: YDomainName;
  /** Where the axis of y begins and ends, −Infinity and Infinity for where the data need it: what lies beyond is not drawn. */
  yMin: number;
  yMax: number;
  /** The same of the second axis of y, on the right. */
  y2Title: string;
  y2Format: string;
  y2Scale: YScaleName;
  y2Domain: YDomainName;
  y2Min: number;
  y2Max: number;
  axes: boolean;
  grid: boolean;
  /** CSS px. */
  lineWidth: number;
  /** From 0 (none) to 0.999: the weight of what was before, of series that say nothing else. */
  smoothing: number;
  /** Each with its own kind, colour and pen; of a chart that was given none the one, whose name is ''. */
  series: SeriesOptions[];
  legend: LegendPlace;
  /** Colours of what is no data. */
  theme: ThemeName;
  /** Said in the plot while there is nothing to draw in it; '' for nothing. */
  emptyText: string;
}

/** What a user may give; `undefined` means the default. */
export type ChartOptionsInput = Omit<{ [Name in keyof ChartOptions]?: ChartOptions[Name] | undefined }, 'series'> & {
  series?: readonly SeriesInput[] | undefined;
};

export const MAX_SIDE = 16_384;
export const MAX_POINTS = 2 ** 28;

/** What of d3-format's specifiers suits ticks: sign, symbol, comma, precision, ~ and type. That itself is the worker's. */
const NUMBER_FORMAT = /^$|^[^{}]*\{[+(]?[$#]?,?(\.1?\d)?~?[bdefgoprsxX%]?\}[^{}]*$/;

const Y_SCALE: Rule = { fallback: 'linear', choices: ['linear', 'log', 'symlog'] };
const Y_DOMAIN: Rule = { fallback: 'auto', choices: ['auto', 'grow', 'robust'] };
const LEAST_Y: Rule = { fallback: Number.NEGATIVE_INFINITY, unit: 'units of y' };
const MOST_Y: Rule = { fallback: Number.POSITIVE_INFINITY, unit: 'units of y' };

const rules: Record<Exclude<keyof ChartOptions, 'series'>, Rule> = {
  kind: KIND,
  title: { fallback: '' },
  maxPoints: { fallback: 500, unit: 'integer', min: 1, max: MAX_POINTS },
  span: { fallback: Number.POSITIVE_INFINITY, unit: 'units of x', above: 0 },
  colorHex: COLOR,
  width: { fallback: 900, unit: 'CSS px', above: 0, max: MAX_SIDE },
  height: { fallback: 420, unit: 'CSS px', above: 0, max: MAX_SIDE },
  xScale: { fallback: undefined, choices: ['category', 'linear', 'time'] },
  timeZone: { fallback: UTC, zone: true },
  locale: { fallback: '', locale: true },
  xTitle: { fallback: '' },
  yTitle: { fallback: '' },
  xFormat: { fallback: '', pattern: NUMBER_FORMAT },
  yFormat: { fallback: '', pattern: NUMBER_FORMAT },
  yScale: Y_SCALE,
  yDomain: Y_DOMAIN,
  yMin: LEAST_Y,
  yMax: MOST_Y,
  y2Title: { fallback: '' },
  y2Format: { fallback: '', pattern: NUMBER_FORMAT },
  y2Scale: Y_SCALE,
  y2Domain: Y_DOMAIN,
  y2Min: LEAST_Y,
  y2Max: MOST_Y,
  axes: { fallback: true },
  grid: { fallback: true },
  lineWidth: PEN,
  smoothing: SMOOTHING,
  legend: { fallback: 'outside', choices: ['outside', 'inside', 'hidden'] },
  theme: { fallback: 'neutral', choices: ['neutral', 'light', 'dark', 'system'] },
  emptyText: { fallback: 'No data' },
};

/**
 * Checks one option and gives it, or its default. `field` is what the caller calls it.
 * @throws TypeError where the type is wrong, RangeError where only the value is.
 */
export function checkOption(name: keyof ChartOptions, value: unknown, field: string = name): unknown {
  return name === 'series' ? checkSeries(value, field) : checkValue(rules[name], value, field);
}

const chartNames = ['series', ...Object.keys(rules)] as (keyof ChartOptions)[];

/** @throws TypeError for anything but options of a chart, and `more`. */
export function checkChartNames(input: unknown, what: string, more: readonly string[] = []): void {
  checkNames(input, [...chartNames, ...more], what);
}

/**
 * Checks the given options and fills in the defaults. `more` names options that the caller checks itself.
 * @throws TypeError | RangeError naming the option, what it was and what it may be.
 */
export function resolveOptions(input: ChartOptionsInput, what: string, more: readonly string[] = []): ChartOptions {
  checkChartNames(input, what, more);
  const resolved: Record<string, unknown> = {};
  for (const name of chartNames) resolved[name] = checkOption(name, input[name]);
  const options = resolved as unknown as ChartOptions;
  complete(options, resolved.series as SeriesInput[] | null);
  return options;
}

/** Fills in what depends on other options, and checks what does. `nameOf` gives what the caller calls one. @throws as below. */
export function complete(
  options: ChartOptions,
  given: SeriesInput[] | null,
  nameOf?: (name: keyof ChartOptions) => string,
): void {
  options.series = filledIn(given, options);
  // Dots lie anywhere along x, lines go from one sample to the next.
  options.xScale ??= options.series.some(({ kind }) => kind === 'scatter') ? 'linear' : 'category';
  checkTogether(options, nameOf);
}

/**
 * Checks what depends on several options. `nameOf` gives what the caller calls one.
 * @throws TypeError where x, of which a span is given, has no units; RangeError where the axis of y has no length, or none
 * that can be drawn.
 */
function checkTogether(options: ChartOptions, nameOf: (name: keyof ChartOptions) => string = (name) => name): void {
  const { span, xScale } = options;
  if (span !== Number.POSITIVE_INFINITY && xScale === 'category') {
    throw new TypeError(
      `${nameOf('span')} needs x to be numbers: ${nameOf('xScale')} must be 'linear' or 'time', got 'category'`,
    );
  }
  for (const [scale, least, most] of [
    ['yScale', 'yMin', 'yMax'],
    ['y2Scale', 'y2Min', 'y2Max'],
  ] as const) {
    if (!(options[least] < options[most])) {
      throw new RangeError(
        `${nameOf(least)} must be below ${nameOf(most)}, got ${options[least]} and ${options[most]}`,
      );
    }
    for (const name of options[scale] === 'log' ? [least, most] : []) {
      const end = options[name];
      if (end > 0 || end === Number.NEGATIVE_INFINITY) continue;
      throw new RangeError(`${nameOf(name)} must be above 0 where ${nameOf(scale)} is 'log', got ${end}`);
    }
  }
}
