/**
 * The options of a stream: their types, ranges and defaults, checked before anything is allocated.
 * One table serves the constructor, `configure` and `chartAppend`, whose fields carry other names for the same things.
 */
import * as v from 'valibot';

export type Kind = 'line' | 'scatter';
export type ScaleName = 'category' | 'linear';

/** What a picture is made of, every default filled in. Plain data: it crosses the thread boundary as it is. */
export interface ChartOptions {
  kind: Kind;
  title: string;
  maxPoints: number;
  colorHex: number;
  /** CSS px. */
  width: number;
  /** CSS px. */
  height: number;
  xScale: ScaleName;
  axes: boolean;
  grid: boolean;
  /** CSS px. */
  lineWidth: number;
}

/** What a user may give; `undefined` means the default. */
export type ChartOptionsInput = { [Name in keyof ChartOptions]?: ChartOptions[Name] | undefined };

export const MAX_SIDE = 16_384;
export const MAX_POINTS = 2 ** 28;

const chartSchemas = {
  kind: v.optional(v.picklist(['line', 'scatter']), 'line'),
  title: v.optional(v.string(), ''),
  maxPoints: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_POINTS)), 500),
  colorHex: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffff)), 0x6366f1),
  width: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(MAX_SIDE)), 900),
  height: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(MAX_SIDE)), 420),
  xScale: v.optional(v.picklist(['category', 'linear'])),
  axes: v.optional(v.boolean(), true),
  grid: v.optional(v.boolean(), true),
  lineWidth: v.optional(v.pipe(v.number(), v.minValue(0.25), v.maxValue(64)), 1.5),
};

/** For the messages: what each option may be. */
const mayBe: Record<keyof ChartOptions, string> = {
  kind: "'line' or 'scatter'",
  title: 'a string',
  maxPoints: `an integer from 1 to ${MAX_POINTS}`,
  colorHex: 'an integer from 0 to 0xFFFFFF',
  width: `a number of CSS px above 0 and at most ${MAX_SIDE}`,
  height: `a number of CSS px above 0 and at most ${MAX_SIDE}`,
  xScale: "'category' or 'linear'",
  axes: 'true or false',
  grid: 'true or false',
  lineWidth: 'a number of CSS px from 0.25 to 64',
};

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
 * The schemas stay in here: published types must not speak of a package that is bundled.
 * @throws TypeError where the type is wrong, RangeError where only the value is.
 */
export function checkOption(name: keyof ChartOptions, value: unknown, field: string = name): unknown {
  const result = v.safeParse(chartSchemas[name], value, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const message = `${field} must be ${mayBe[name]}, got ${describe(value)}`;
  throw issue.kind === 'schema' ? new TypeError(message) : new RangeError(message);
}

const chartNames = Object.keys(chartSchemas) as (keyof ChartOptions)[];

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
    throw new TypeError(`${what} must be an object, got ${describe(input)}`);
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
  checkNames(input, [...chartNames, ...more], what);
  const resolved: Record<string, unknown> = {};
  for (const name of chartNames) resolved[name] = checkOption(name, input[name]);
  resolved.xScale ??= resolved.kind === 'scatter' ? 'linear' : 'category';
  return resolved as unknown as ChartOptions;
}
