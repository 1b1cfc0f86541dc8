/** Number formats: what they leave open follows from the numbers. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { formatLabels } from '../worker/number-format.js';
import { tickValues } from '../worker/scales.js';

describe('labels', () => {
  it.each([
    ['{}', [0, 0.5, 1], ['0', '0.5', '1']],
    ['{}%', [0, 20, 100], ['0%', '20%', '100%']],
    ['{g}', [100, 200], ['100', '200']],
    ['{,}', [0, 1_000_000], ['0', '1,000,000']],
    ['{.1f} °C', [19, 19.5, 20], ['19.0 °C', '19.5 °C', '20.0 °C']],
    ['{f}', [0, 0.25, 0.5], ['0.00', '0.25', '0.50']],
    ['{%}', [0, 0.5, 1], ['0%', '50%', '100%']],
    ['{%}', [0, 0.005, 0.01], ['0.0%', '0.5%', '1.0%']],
    ['{~s}B/s', [0, 1e6, 2e6, 1.5e9], ['0B/s', '1MB/s', '2MB/s', '1.5GB/s']],
    ['{$,.2f}', [-1000, 1000], ['−$1,000.00', '$1,000.00']],
    ['{+d}', [-1, 0, 1], ['−1', '+0', '+1']],
    ['{x}', [10, 255], ['a', 'ff']],
    ['{e}', [1e-7, 2.5e-7], ['1.0e-7', '2.5e-7']],
  ])('%s of %o', (format, values, labels) => {
    expect(formatLabels(values, format)).toEqual(labels);
  });

  test('have more digits than they were told, where those would not tell the numbers', () => {
    expect(formatLabels([1, 1.25, 1.5], '{.0f} V')).toEqual(['1.00 V', '1.25 V', '1.50 V']);
    expect(formatLabels([0.4, 0.6], '{.0f}')).toEqual(['0.4', '0.6']);
    expect(formatLabels([1000, 1001], '{.1s}')).toEqual(['1.000k', '1.001k']);
    expect(formatLabels([0, 1], '{.2f}')).toEqual(['0.00', '1.00']);
  });

  test('are left out of numbers that their type has no digits for', () => {
    expect(formatLabels([1, 1.25, 1.5, 1.75, 2], '{d}')).toEqual(['1', '', '', '', '2']);
  });
});

test('of ticks are distinct, and right to a thousandth of a step, without an exponent unless asked for', () => {
  let many = 0;
  fc.assert(
    fc.property(
      fc.double({ min: -1e12, max: 1e12, noNaN: true }),
      fc.double({ min: -9, max: 12, noNaN: true }),
      fc.integer({ min: 2, max: 12 }),
      fc.constantFrom('f', '%', 'e', 's', 'g', 'r', '', '.1f', '.0%', '~s'),
      (from, size, count, specifier) => {
        const values = tickValues([from, from + Math.max(10 ** size, Math.abs(from) * 1e-9)], count);
        const labels = formatLabels(values, `<{${specifier}}>`).map((label) => label.slice(1, -1));
        expect(new Set(labels).size).toBe(values.length);
        // d3-format itself goes over to exponents for what is below a millionth.
        const small = values.some((value) => value !== 0 && Math.abs(value) < 1e-6);
        if (specifier !== 'e' && !small) expect(labels.join()).not.toMatch(/e/);
        const step = values.length > 1 ? values[1] - values[0] : Math.abs(values[0] ?? 1);
        const off = labels.filter((label, i) => Math.abs(read(label) - values[i]) > Math.max(step * 1.001e-3, 1e-300));
        expect(off).toEqual([]);
        if (values.length > 2) many++;
      },
    ),
    { numRuns: 1000 },
  );
  expect(many).toBeGreaterThan(500);
});

const PREFIXES: Record<string, number> = { n: -9, µ: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15 };

/** The number that a label says, with a percent sign or a prefix of the SI. */
function read(label: string): number {
  const plain = label.replace('−', '-');
  if (plain.endsWith('%')) return Number(plain.slice(0, -1)) / 100;
  const prefix = PREFIXES[plain.at(-1) ?? ''];
  return prefix === undefined ? Number(plain) : Number(`${plain.slice(0, -1)}e${prefix}`);
}
