/**
 * Number formats: a specifier of d3-format in braces, with any text around it, as '{.1f} °C' or '{,.0%}'. What it leaves open
 * follows from the numbers: as many digits as tell them, which may be more than it asks for.
 */
import { format, formatSpecifier } from 'd3-format';
import { inOrderWithin, localNumber } from './locale.js';
import { digitsFor } from './scales.js';

/** More significant digits than these are written with an exponent, where the type may choose. */
const MOST_DIGITS = 15;

/** Writes ticks in a locale, '' for none; '' for those that their format can't tell, or tell from another one. */
export function formatLabels(values: number[], template: string, locale = ''): string[] {
  const [, before, written, after] = template.match(/^([^{]*)\{([^}]*)\}(.*)$/s)!;
  const specifier = formatSpecifier(written);
  const { type } = specifier;
  const whole = type !== '' && 'bdoxX'.includes(type);
  if (!whole) specifier.precision = Math.max(digitsOf(values, type), specifier.precision ?? 0);
  const write = format(String(specifier));
  // Digits of other bases are those of programs, and the same everywhere.
  const manner = whole && type !== 'd' ? '' : locale;
  const labels = values.map((value) => {
    if (whole && !Number.isInteger(value)) return '';
    return inOrderWithin(before, localNumber(write(value), manner), after, manner);
  });
  return labels.map((label, i) => (labels.indexOf(label) === i ? label : ''));
}

/** The precision with which a type tells each value to within a thousandth of the step between them. */
function digitsOf(values: number[], type: string): number {
  if (type === 'f') return digitsFor(values, (value, digits) => value.toFixed(digits));
  if (type === '%') return digitsFor(values, (value, digits) => `${Number((100 * value).toFixed(digits)) / 100}`);
  const after = digitsFor(values, (value, digits) => value.toPrecision(digits + 1));
  // Digits in all, but for an exponent's, which are those after the point.
  if (type === 'e') return after;
  const before = Math.floor(Math.log10(Math.max(1, ...values.map(Math.abs)))) + 1;
  return type === 'g' || type === '' ? Math.max(after + 1, before <= MOST_DIGITS ? before : 0) : after + 1;
}
