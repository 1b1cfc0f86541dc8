/** Rules: what a value that a user gives may be, and what is said where it is none of that. */
import { isLocale } from './locale-tag.js';
import { isTimeZone } from './zone-names.js';

/** What an option may be, and is where it is omitted. */
export type Rule =
  | { fallback: string | undefined; choices?: readonly string[] }
  | { fallback: string; zone: true }
  | { fallback: ''; locale: true }
  | { fallback: string; pattern: RegExp }
  | { fallback: boolean }
  | {
      fallback: number | undefined;
      unit: 'integer' | 'number' | 'CSS px' | 'ms' | 'units of x' | 'units of y';
      above?: number;
      min?: number;
      /** `Number.MAX_VALUE` for anything finite. */
      max?: number;
      hex?: true;
    };

/** For the messages. */
export function mayBe(rule: Rule): string {
  if ('choices' in rule) return oneOf(rule.choices!);
  if ('zone' in rule) return "a time zone's IANA name, as 'UTC' or 'Europe/Berlin'";
  if ('locale' in rule) return "a BCP 47 tag that is known here, as 'de-DE' or 'ar-EG', or ''";
  if ('pattern' in rule) return "a number format: a specifier of d3-format in braces, as '{.1f} °C'";
  if (!('unit' in rule)) return typeof rule.fallback === 'boolean' ? 'true or false' : 'a string';
  const { unit, above, min, max, hex } = rule;
  const kind = unit === 'integer' ? 'an integer' : unit === 'number' ? 'a number' : `a number of ${unit}`;
  if (max === undefined) return above === undefined ? kind : `${kind} above ${above}`;
  if (above !== undefined)
    return `${kind} above ${above} and ${max === Number.MAX_VALUE ? 'finite' : `at most ${max}`}`;
  return `${kind} from ${min} to ${hex ? `0x${max.toString(16).toUpperCase()}` : max}`;
}

const oneOf = (choices: readonly string[]) => choices.map((choice) => `'${choice}'`).join(' or ');

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
 * Checks a value and gives it, or the default. `field` is what the caller calls it.
 * @throws TypeError where the type is wrong, RangeError where only the value is.
 */
export function checkValue(rule: Rule, value: unknown, field: string): unknown {
  if (value === undefined) return rule.fallback;
  const message = () => `${field} must be ${mayBe(rule)}, got ${describe(value)}`;
  if ('zone' in rule && typeof value === 'string') {
    if (!isTimeZone(value)) throw new RangeError(message());
    return value;
  }
  if ('locale' in rule && typeof value === 'string') {
    if (value !== '' && !isLocale(value)) throw new RangeError(message());
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

/** Which of the names that are known is most like one that is not. */
export function nearest(name: string, known: readonly string[]): string {
  const word = name.slice(0, 40).toLowerCase();
  // What it is the beginning of is more like it than a short name of other letters.
  const unlike = (one: string) =>
    Math.min(editDistance(word, one), one.startsWith(word) ? 2 : Number.POSITIVE_INFINITY);
  return [...known].sort((a, b) => unlike(a.toLowerCase()) - unlike(b.toLowerCase()))[0];
}

/** @throws TypeError for anything but an object whose names are all known; the message suggests the nearest one. */
export function checkNames(input: unknown, known: readonly string[], what: string): void {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new TypeError(`the options of ${what} must be an object, got ${describe(input)}`);
  }
  for (const name of Object.keys(input)) {
    if (known.includes(name)) continue;
    throw new TypeError(`${describe(name)} is not an option of ${what}; did you mean '${nearest(name, known)}'?`);
  }
}

/**
 * Checks options by their rules and gives them, or their defaults. `more` names those that the caller checks itself;
 * `prefix` is what stands before their names in what is said of them.
 * @throws TypeError | RangeError as `checkNames` and `checkValue` do
 */
export function checkOptions(
  rules: Record<string, Rule>,
  input: unknown,
  what: string,
  more: readonly string[] = [],
  prefix = '',
): Record<string, unknown> {
  checkNames(input, [...Object.keys(rules), ...more], what);
  const given = input as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [name, checkValue(rule, given[name], prefix + name)]),
  );
}
