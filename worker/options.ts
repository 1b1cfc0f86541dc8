/**
 * The options of a stream: their types, ranges and defaults, checked before anything is allocated.
 * One table serves the constructor, `configure` and `chartAppend`, whose fields carry other names for the same things.
 */
import { isTimeZone, UTC } from './time-zone.js';

export type Kind = 'line' | 'scatter' | 'step';
export type ScaleName = 'category' | 'linear' | 'time';
export type YScaleName = 'linear' | 'log' | 'symlog';

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
  yScale: YScaleName;
  /** Where the axis of y begins and ends, −Infinity and Infinity for where the data need it: what lies beyond is not drawn. */
  yMin: number;
  yMax: number;
  axes: boolean;
  grid: boolean;
  /** CSS px. */
  lineWidth: number;
}

/** What a user may give; `undefined` means the default. */
export type ChartOptionsInput = { [Name in keyof ChartOptions]?: ChartOptions[Name] | undefined };

export const MAX_SIDE = 16_384;
export const MAX_POINTS = 2 ** 28;

/** What an option may be, and is where it is omitted. */
type Rule =
  | { fallback: string | undefined; choices?: readonly string[] }
  | { fallback: string; zone: true }
  | { fallback: string; pattern: RegExp }
  | { fallback: boolean }
  | {
      fallback: number;
      unit: 'integer' | 'CSS px' | 'units of x' | 'units of y';
      above?: number;
      min?: number;
      max?: number;
      hex?: true;
    };

/** What of d3-format's specifiers suits ticks: sign, symbol, comma, precision, ~ and type. That itself is the worker's. */
const NUMBER_FORMAT = /^$|^[^{}]*\{[+(]?[$#]?,?(\.1?\d)?~?[bdefgoprsxX%]?\}[^{}]*$/;

const rules: Record<keyof ChartOptions, Rule> = {
  kind: { fallback: 'line', choices: ['line', 'scatter', 'step'] },
  title: { fallback: '' },
  maxPoints: { fallback: 500, unit: 'integer', min: 1, max: MAX_POINTS },
  span: { fallback: Number.POSITIVE_INFINITY, unit: 'units of x', above: 0 },
  colorHex: { fallback: 0x6366f1, unit: 'integer', min: 0, max: 0xffffff, hex: true },
  width: { fallback: 900, unit: 'CSS px', above: 0, max: MAX_SIDE },
  height: { fallback: 420, unit: 'CSS px', above: 0, max: MAX_SIDE },
  xScale: { fallback: undefined, choices: ['category', 'linear', 'time'] },
  timeZone: { fallback: UTC, zone: true },
  xTitle: { fallback: '' },
  yTitle: { fallback: '' },
  xFormat: { fallback: '', pattern: NUMBER_FORMAT },
  yFormat: { fallback: '', pattern: NUMBER_FORMAT },
  yScale: { fallback: 'linear', choices: ['linear', 'log', 'symlog'] },
  yMin: { fallback: Number.NEGATIVE_INFINITY, unit: 'units of y' },
  yMax: { fallback: Number.POSITIVE_INFINITY, unit: 'units of y' },
  axes: { fallback: true },
  grid: { fallback: true },
  lineWidth: { fallback: 1.5, unit: 'CSS px', min: 0.25, max: 64 },
};

/** For the messages. */
function mayBe(rule: Rule): string {
  if ('choices' in rule) return oneOf(rule.choices!);
  if ('zone' in rule) return "a time zone's IANA name, as 'UTC' or 'Europe/Berlin'";
  if ('pattern' in rule) return "a number format: a specifier of d3-format in braces, as '{.1f} °C'";
  if (!('unit' in rule)) return typeof rule.fallback === 'boolean' ? 'true or false' : 'a string';
  const { unit, above, min, max, hex } = rule;
  const kind = unit === 'integer' ? 'an integer' : `a number of ${unit}`;
  if (max === undefined) return above === undefined ? kind : `${kind} above ${above}`;
  if (above !== undefined) return `${kind} above ${above} and at most ${max}`;
  return `${kind} from ${min} to ${hex ? `0x${max.toString(16).toUpperCase()}` : max}`;
}

export const oneOf = (choices: readonly string[]) => choices.map((choice) => `'${choice}'`).join(' or ');

/** A value as it may stand in an error message: short, whatever it is. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'bigint') return `${value}n`.slice(0, 40);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/**
 * Checks one option and gives it, or its default. `field` is what the caller calls it.
 * @throws TypeError where the type is wrong, RangeError where only the value is.
 */
export function checkOption(name: keyof ChartOptions, value: unknown, field: string = name): unknown {
  const rule = rules[name];
  if (value === undefined) return rule.fallback;
  const message = () => `${field} must be ${mayBe(rule)}, got ${describe(value)}`;
  if ('zone' in rule && typeof value === 'string') {
    if (!isTimeZone(value)) throw new RangeError(message());
    return value;
  }
  if ('pattern' in rule && typeof value === 'string') {
    if (!rule.pattern.test(value)) throw new RangeError(message());
    return value;
  }
  if (!('unit' in rule)) {
    const fits = 'choices' in rule ? rule.choices!.includes(value as string) : typeof value === typeof rule.fallback;
    if (!fits) throw new TypeError(message());
    return value;
  }
  if (typeof value !== 'number' || Number.isNaN(value)) throw new TypeError(message());
  const { unit, above, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = rule;
  const within = value >= min && value <= max && (above === undefined || value > above);
  if (!within || (unit === 'integer' && !Number.isInteger(value))) throw new RangeError(message());
  return value;
}

const chartNames = Object.keys(rules) as (keyof ChartOptions)[];

/**
 * The edit distance of Levenshtein (1966), with swapped neighbours as one edit (Damerau 1964), for suggesting the option
 * that was meant.
 */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const [row, above] = [[i], rows[i - 1]];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}

/** @throws TypeError for anything but an object whose names are all known; the message suggests the nearest one. */
export function checkNames(input: unknown, known: readonly string[], what: string): void {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new TypeError(`the options of ${what} must be an object, got ${describe(input)}`);
  }
  for (const name of Object.keys(input)) {
    if (known.includes(name)) continue;
    const word = name.slice(0, 40).toLowerCase();
    const nearest = [...known].sort(
      (a, b) => editDistance(word, a.toLowerCase()) - editDistance(word, b.toLowerCase()),
    )[0];
    throw new TypeError(`${describe(name)} is not an option of ${what}; did you mean '${nearest}'?`);
  }
}

/** The same for the options of a chart, and `more`. */
export function checkChartNames(input: unknown, what: string, more: readonly string[] = []): void {
  checkNames(input, [...chartNames, ...more], what);
}

/** @throws TypeError for anything but a boolean, or undefined. */
export function checkBoolean(value: unknown, name: string): void {
  if (value !== undefined && typeof value !== 'boolean') {
    throw new TypeError(`${name} must be true or false, got ${describe(value)}`);
  }
}

/**
 * Checks the given options and fills in the defaults. `more` names options that the caller checks itself.
 * @throws TypeError | RangeError naming the option, what it was and what it may be.
 */
export function resolveOptions(input: ChartOptionsInput, what: string, more: readonly string[] = []): ChartOptions {
  checkChartNames(input, what, more);
  const resolved: Record<string, unknown> = {};
  for (const name of chartNames) resolved[name] = checkOption(name, input[name]);
  resolved.xScale ??= resolved.kind === 'scatter' ? 'linear' : 'category';
  const options = resolved as unknown as ChartOptions;
  checkTogether(options);
  return options;
}

/**
 * Checks what depends on several options. `nameOf` gives what the caller calls one.
 * @throws TypeError where x, of which a span is given, has no units; RangeError where the axis of y has no length, or none
 * that can be drawn.
 */
export function checkTogether(
  { span, xScale, yScale, yMin, yMax }: ChartOptions,
  nameOf: (name: keyof ChartOptions) => string = (name) => name,
): void {
  if (span !== Number.POSITIVE_INFINITY && xScale === 'category') {
    throw new TypeError(
      `${nameOf('span')} needs x to be numbers: ${nameOf('xScale')} must be 'linear' or 'time', got 'category'`,
    );
  }
  if (!(yMin < yMax)) {
    throw new RangeError(`${nameOf('yMin')} must be below ${nameOf('yMax')}, got ${yMin} and ${yMax}`);
  }
  if (yScale !== 'log') return;
  for (const [name, end] of [
    ['yMin', yMin],
    ['yMax', yMax],
  ] as const) {
    if (end > 0 || end === Number.NEGATIVE_INFINITY) continue;
    throw new RangeError(`${nameOf(name)} must be above 0 where ${nameOf('yScale')} is 'log', got ${end}`);
  }
}
