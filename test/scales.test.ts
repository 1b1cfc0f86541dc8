/** Scales: positions, domains, ticks and labels, from the ordinary to the ends of float64. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyBatch } from '../worker/batch.js';
import { Ring } from '../worker/ring.js';
import { type Samples, writeSamples } from '../worker/samples.js';
import {
  type Interval,
  niceDomain,
  position,
  roomyDomain,
  scaleOf,
  tickLabels,
  tickValues,
  yExtent,
} from '../worker/scales.js';

const RUNS = { numRuns: 1000 };

/** The float64 that lies so many steps above (or below) a finite one. */
function stepped(value: number, steps: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value + 0);
  const bits = view.getBigInt64(0);
  // Negative numbers are ordered by magnitude: mirrored, the integers are in the order of the numbers.
  const mirror = (ordinal: bigint) => (ordinal < 0n ? -(2n ** 63n) - ordinal : ordinal);
  view.setBigInt64(0, mirror(mirror(bits) + BigInt(steps)));
  const result = view.getFloat64(0);
  return Number.isFinite(result) ? result : value;
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const sorted = (values: [number, number]): Interval => (values[0] <= values[1] ? values : [values[1], values[0]]);
const SUBNORMAL = 2 ** -1022;

const ordinary = fc
  .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.double({ min: -4, max: 6, noNaN: true }))
  .map(([start, exponent]): Interval => [start / 1000, start / 1000 + 10 ** exponent]);
const domains: Record<string, fc.Arbitrary<Interval>> = {
  ordinary,
  'of any two numbers': fc.tuple(finite, finite).map(sorted),
  'of zero width': finite.map((value): Interval => [value, value]),
  subnormal: fc
    .tuple(
      fc.double({ min: -SUBNORMAL, max: SUBNORMAL, noNaN: true }),
      fc.double({ min: 0, max: SUBNORMAL, noNaN: true }),
    )
    .map(sorted),
  huge: fc
    .tuple(
      fc.double({ min: -Number.MAX_VALUE, max: -1e307, noNaN: true }),
      fc.double({ min: -1e308, max: 1.79e308, noNaN: true }),
    )
    .map(sorted),
  'a few float64 steps wide': fc
    .tuple(fc.oneof(finite, fc.double({ min: 1e-5, max: 2e12, noNaN: true })), fc.integer({ min: 1, max: 100 }))
    .map(([value, steps]) => sorted([value, stepped(value, steps)])),
  'at the ends of float64': fc.constantFrom<Interval>(
    [-Number.MAX_VALUE, Number.MAX_VALUE],
    [0, Number.MAX_VALUE],
    [-Number.MAX_VALUE, 0],
    [0, Number.MIN_VALUE],
    [-Number.MIN_VALUE, Number.MIN_VALUE],
    [-Number.MIN_VALUE, Number.MAX_VALUE],
    [stepped(Number.MAX_VALUE, -1), Number.MAX_VALUE],
    [-1e308, 1e308],
    [-0, 0],
    [1e-300, 1e300],
  ),
};
const counts = fc.integer({ min: 1, max: 60 });

const fineCount = (values: number[]) => values.every(Number.isFinite);
const isAscending = (values: number[]) => values.every((value, i) => i === 0 || value > values[i - 1]);

test('stepped, the tool of these tests, goes to the neighbours of a number', () => {
  expect(stepped(1, 1)).toBe(1 + Number.EPSILON);
  expect(stepped(1, -1)).toBe(1 - Number.EPSILON / 2);
  expect(stepped(0, 1)).toBe(Number.MIN_VALUE);
  expect(stepped(-1, 1)).toBe(-1 + Number.EPSILON / 2);
  expect(stepped(-Number.MIN_VALUE, 2)).toBe(Number.MIN_VALUE);
});

describe.each(Object.entries(domains))('for domains %s', (_, domain) => {
  test('ticks are finite, distinct, ascending, inside, and not too many', () => {
    fc.assert(
      fc.property(domain, counts, (interval, count) => {
        const values = tickValues(interval, count);
        expect(fineCount(values)).toBe(true);
        expect(isAscending(values)).toBe(true);
        expect(values.filter((value) => !(value >= interval[0] && value <= interval[1]))).toEqual([]);
        expect(values.length).toBeLessThanOrEqual(2 * count + 1);
      }),
      RUNS,
    );
  });

  test('a label is written for every tick, and it is a number', () => {
    fc.assert(
      fc.property(domain, counts, (interval, count) => {
        const values = tickValues(interval, count);
        const labels = tickLabels(values);
        expect(labels).toHaveLength(values.length);
        expect(labels.filter((label) => !/^−?\d{1,3}(,?\d{3})*(\.\d+)?(e[+-]\d+)?$/.test(label))).toEqual([]);
      }),
      RUNS,
    );
  });

  test('the drawn domain is finite, not empty and contains the data', () => {
    fc.assert(
      fc.property(
        domain,
        fc.double({ min: 0, max: 40, noNaN: true }),
        fc.double({ min: 0, max: 16_384, noNaN: true }),
        (data, room, length) => {
          const [low, high] = roomyDomain(data, room, length);
          expect(fineCount([low, high])).toBe(true);
          expect(low).toBeLessThan(high);
          expect(low).toBeLessThanOrEqual(data[0]);
          expect(high).toBeGreaterThanOrEqual(data[1]);
        },
      ),
      RUNS,
    );
  });

  test('the nice domain is finite and contains the one that it was made of', () => {
    fc.assert(
      fc.property(domain, counts, (interval, count) => {
        const [low, high] = niceDomain(interval, count);
        expect(fineCount([low, high])).toBe(true);
        expect(low).toBeLessThanOrEqual(interval[0]);
        expect(high).toBeGreaterThanOrEqual(interval[1]);
      }),
      RUNS,
    );
  });

  test('positions of its ends are the ends of the range, and none of what lies between is NaN or outside', () => {
    fc.assert(
      fc.property(domain, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (given, share, upward) => {
        const [low, high] = given;
        const interval: Interval = low < high ? given : low > 0 ? [stepped(low, -1), low] : [low, stepped(low, 1)];
        const range: Interval = upward ? [394, 12] : [30, 884];
        const scale = scaleOf(interval, range);
        expect(position(scale, interval[0])).toBe(range[0]);
        expect(position(scale, interval[1])).toBeCloseTo(range[1], 9);
        const between = Math.min(Math.max(interval[0] * (1 - share) + interval[1] * share, interval[0]), interval[1]);
        const at = position(scale, between);
        expect(at).toBeGreaterThanOrEqual(Math.min(...range) - 1e-9);
        expect(at).toBeLessThanOrEqual(Math.max(...range) + 1e-9);
      }),
      RUNS,
    );
  });
});

describe('position', () => {
  test('is linear', () => {
    const scale = scaleOf([0, 10], [100, 200]);
    expect([0, 2.5, 5, 10, -5, 15].map((value) => position(scale, value))).toEqual([100, 125, 150, 200, 50, 250]);
  });

  test('runs backwards over a range that does', () => {
    const scale = scaleOf([0, 10], [200, 100]);
    expect([0, 5, 10].map((value) => position(scale, value))).toEqual([200, 150, 100]);
  });

  test('keeps the order of values', () => {
    fc.assert(
      fc.property(finite, finite, finite, finite, (a, b, c, d) => {
        const [low, first, second, high] = [a, b, c, d].sort((p, q) => p - q);
        fc.pre(low < high);
        const scale = scaleOf([low, high], [0, 1000]);
        expect(position(scale, first)).toBeLessThanOrEqual(position(scale, second));
      }),
      RUNS,
    );
  });

  test('of a domain of zero width is no NaN', () => {
    fc.assert(
      fc.property(finite, (value) => {
        expect(position(scaleOf([value, value], [10, 20]), value)).toBe(10);
      }),
    );
  });
});

describe('roomyDomain', () => {
  test('of nothing is [0, 1]', () => {
    expect(roomyDomain([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], 4, 300)).toEqual([0, 1]);
  });

  test('of equal values has them in its middle', () => {
    expect(roomyDomain([0, 0], 0, 300)).toEqual([-1, 1]);
    for (const value of [5, -5, 1e-8, 1e12]) {
      const [low, high] = roomyDomain([value, value], 0, 300);
      expect((low + high) / 2).toBeCloseTo(value, 4);
    }
  });

  test('without room is just the data', () => {
    expect(roomyDomain([2, 7], 0, 300)).toEqual([2, 7]);
  });

  test('leaves so much room in CSS px at both ends', () => {
    fc.assert(
      fc.property(
        ordinary,
        fc.double({ min: 0, max: 32, noNaN: true }),
        fc.double({ min: 100, max: 2000, noNaN: true }),
        (data, room, length) => {
          const scale = scaleOf(roomyDomain(data, room, length), [0, length]);
          expect(position(scale, data[0])).toBeCloseTo(room, 2);
          expect(length - position(scale, data[1])).toBeCloseTo(room, 2);
        },
      ),
      RUNS,
    );
  });
});

describe('niceDomain', () => {
  test.each<[Interval, number, Interval]>([
    [[0.3, 9.7], 5, [0, 10]],
    [[-0.97, 0.99], 4, [-1, 1]],
    [[1003, 1998], 5, [1000, 2000]],
    [[0, 1], 5, [0, 1]],
    [[-7, 123], 6, [-20, 140]],
  ])('of %j for %i ticks is %j', (domain, count, expected) => {
    expect(niceDomain(domain, count)).toEqual(expected);
  });

  test('begins and ends with a tick, in ordinary ranges', () => {
    fc.assert(
      fc.property(ordinary, fc.integer({ min: 2, max: 20 }), (interval, count) => {
        const nice = niceDomain(interval, count);
        const values = tickValues(nice, count);
        const span = nice[1] - nice[0];
        expect(Math.abs(values[0] - nice[0]) / span).toBeLessThan(1e-6);
        expect(Math.abs(values[values.length - 1] - nice[1]) / span).toBeLessThan(1e-6);
      }),
      RUNS,
    );
  });
});

describe('tickLabels', () => {
  test.each<[number[], string[]]>([
    [[], []],
    [[0], ['0']],
    [[5], ['5']],
    [
      [0, 50, 100],
      ['0', '50', '100'],
    ],
    [
      [0, 0.5, 1],
      ['0', '0.5', '1.0'],
    ],
    [
      [-0.25, 0, 0.25],
      ['−0.25', '0', '0.25'],
    ],
    [
      [1e6, 2e6],
      ['1,000,000', '2,000,000'],
    ],
    [
      [1_700_000_000_000, 1_700_000_050_000],
      ['1,700,000,000,000', '1,700,000,050,000'],
    ],
    [
      [0, 1e15],
      ['0', '1e+15'],
    ],
    [
      [0, 1e-5, 2e-5],
      ['0', '1e-5', '2e-5'],
    ],
    [[Number.MIN_VALUE], ['5e-324']],
    [[1e-5], ['1e-5']],
  ])('of %j are %j', (values, labels) => {
    expect(tickLabels(values)).toEqual(labels);
  });

  test('have no more decimals than tell the ticks apart, though their differences are not exact', () => {
    expect(tickLabels(tickValues([0, 1], 10))).toEqual([
      ...['0', '0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9', '1.0'],
    ]);
    fc.assert(
      fc.property(
        fc.integer({ min: -12, max: 12 }),
        fc.integer({ min: -4, max: 2 }),
        fc.constantFrom(1, 2, 5),
        fc.integer({ min: 2, max: 12 }),
        (start, exponent, digit, count) => {
          const unit = (multiple: number) => Number(`${digit * multiple}e${exponent}`);
          const values = Array.from({ length: count }, (_, i) => unit(start + i));
          fc.pre(Math.max(...values.map(Math.abs)) >= 1e-4);
          for (const label of tickLabels(values)) {
            expect((label.split('.')[1] ?? '').length).toBeLessThanOrEqual(Math.max(0, -exponent));
          }
        },
      ),
      RUNS,
    );
  });

  test('of distinct ticks are distinct and say their values, in ordinary ranges', () => {
    const read = (label: string) => Number(label.replaceAll(',', '').replace('−', '-'));
    fc.assert(
      fc.property(ordinary, counts, (interval, count) => {
        const values = tickValues(interval, count);
        const labels = tickLabels(values);
        expect(new Set(labels).size).toBe(values.length);
        const step = values.length > 1 ? values[1] - values[0] : Math.abs(values[0] ?? 0);
        expect(values.filter((value, i) => Math.abs(read(labels[i]) - value) > step * 0.01)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('of distinct ticks are distinct where the values are near each other, too', () => {
    for (const start of [1e-3, 0.01, 1, 1000, 1.7e12, 123_456_789]) {
      for (const relative of [1e-3, 1e-6, 1e-9, 1e-12, 1e-13]) {
        const values = tickValues([start, start * (1 + relative)], 5);
        expect(values.length).toBeGreaterThan(1);
        expect(new Set(tickLabels(values)).size, `${start}, ${relative}`).toBe(values.length);
      }
    }
  });
});

describe('the extent of a window', () => {
  function ringOf(xs: Samples, ys: Samples): Ring {
    const ring = new Ring(Math.max(1, xs.length));
    const batch = emptyBatch(xs.length);
    writeSamples(batch, xs, [ys], 0, xs.length, false);
    ring.append(batch, false);
    return ring;
  }

  test('leaves gaps of y out, and labels of x', () => {
    const ring = ringOf([3, 'label', -1, 7], [null, 5, 2, Number.NaN]);
    expect(ring.xExtent()).toEqual([-1, 7]);
    expect(yExtent(ring.series)).toEqual([2, 5]);
  });

  test('is reversed where there is nothing, so that it is told from everything else', () => {
    for (const ring of [ringOf([], []), ringOf([1, 2], [null, null])]) {
      const [low, high] = yExtent(ring.series);
      expect(low).toBeGreaterThan(high);
    }
    for (const ring of [ringOf([], []), ringOf(['a', 'b'], [1, 2])]) {
      const [min, max] = ring.xExtent();
      expect(min).toBeGreaterThan(max);
    }
  });

  test('is the least and the greatest, whatever has been evicted, in whichever order it came', () => {
    const part = fc.oneof(
      fc.array(finite, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 120 }).map((n) => Array.from({ length: n }, (_, i) => i)),
      fc.constant('clear' as const),
    );
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 90 }),
        (parts, capacity) => {
          const ring = new Ring(capacity);
          let window: number[] = [];
          for (const one of parts) {
            if (one === 'clear') {
              ring.clear();
              window = [];
              continue;
            }
            const batch = emptyBatch(one.length);
            writeSamples(batch, one, [one], 0, one.length, true);
            ring.append(batch, true);
            window = [...window, ...one].slice(-capacity);
            const expected = [Math.min(...window), Math.max(...window)].map((value) => value + 0);
            expect(ring.xExtent().map((value) => value + 0)).toEqual(expected);
            expect(yExtent(ring.series).map((value) => value + 0)).toEqual(expected);
          }
        },
      ),
      RUNS,
    );
  });
});
