/**
 * Number formats: a specifier of d3-format in braces, with any text around it, as '{.1f} °C' or '{,.0%}'. What it leaves open
 * follows from the numbers: as many digits as tell them apart, which may be more than it asks for.
 */
import { format, formatSpecifier } from 'd3-format';
import { digitsFor } from './scales.js';

/** Writes ticks; '' for those that their format can't tell from another one. */
export function formatLabels(values: number[], template: string): string[] {
  const [, before, written, after] = template.match(/^([^{]*)\{([^}]*)\}(.*)$/s)!;
  const specifier = formatSpecifier(written);
  const labels = (precision: number | undefined) => {
    specifier.precision = precision;
    const write = format(String(specifier));
    return values.map((value) => before + write(value) + after);
  };
  const open = openDigits(values, specifier.type);
  const asked = labels(specifier.precision ?? open);
  const told = open === undefined || new Set(asked).size === asked.length;
  return withoutCopies(told ? asked : labels(Math.max(open, specifier.precision ?? 0)));
}

/** The precision with which a type tells the values to within a thousandth of the step between them; none for integers. */
function openDigits(values: number[], type: string): number | undefined {
  if ('bcdoxX'.includes(type) && type !== '') return undefined;
  if (type === 'f') return digitsFor(values, (value, digits) => value.toFixed(digits));
  if (type === '%') return digitsFor(values, (value, digits) => `${Number((100 * value).toFixed(digits)) / 100}`);
  const after = digitsFor(values, (value, digits) => value.toPrecision(digits + 1));
  // Digits in all, but for an exponent's, which are those after the point.
  return type === 'e' ? after : after + 1;
}

const withoutCopies = (labels: string[]) => labels.map((label, i) => (labels.indexOf(label) === i ? label : ''));
