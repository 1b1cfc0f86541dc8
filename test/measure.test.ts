/** What lies between two samples, as numbers and as words. */
import { expect, test } from 'vitest';
import { measure, measuredTexts } from '../src/measure.js';
import type { Hit } from '../worker/inspection-types.js';

const hitAt = (at: number, y: number) => ({ at, y }) as Hit;

test('of samples at the same x there is no rate', () => {
  expect(measure(hitAt(5, 1), hitAt(5, 3), false)).toEqual({ dx: 0, dy: 2, rate: Number.POSITIVE_INFINITY });
  const nothing = measure(hitAt(5, 1), hitAt(5, 1), true);
  expect(nothing).toEqual({ dx: 0, dy: 0, rate: Number.NaN });
  expect(measuredTexts(nothing, true, undefined)).toEqual({ dx: '0 µs', dy: '0', rate: '—' });
});

test('numbers are as each locale writes them', () => {
  const between = measure(hitAt(0, 0), hitAt(2000, -1234.5), true);
  const english = { dx: '2 s', dy: '−1,234.5', rate: '−617.25 / s' };
  expect(measuredTexts(between, true, undefined)).toEqual(english);
  expect(measuredTexts(between, true, 'de')).toEqual({ dx: '2 s', dy: '−1.234,5', rate: '−617,25 / s' });
  expect(measuredTexts(between, true, 'en')).toEqual(english);
});
