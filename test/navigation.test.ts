/** Panning and zooming: what they promise of the interval that is shown, at any magnitude. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastLength, leftOf, panned, valueAt, zoomed } from '../src/navigation.js';
import type { Interval } from '../worker/scales.js';

const RUNS = { numRuns: 2000 };

/** Where x is, and how far apart things are there: samples, seconds since 1970 in ms, and what is small or large. */
const place = fc.constantFrom(
  { at: 0, unit: 1 },
  { at: 1.7e12, unit: 1000 },
  { at: 1.7e12, unit: 1 },
  { at: -3e5, unit: 0.1 },
  { at: 0, unit: 1e-12 },
  { at: 1e200, unit: 1e196 },
);
const number = fc.oneof(fc.integer({ min: -100, max: 100 }), fc.double({ min: -100, max: 100, noNaN: true }));
const length = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0.5, max: 100, noNaN: true }));

/** An interval that is shown, one that is held, and a distance. */
const scene = fc
  .record({
    place,
    from: number,
    length,
    first: number,
    span: length,
    by: number,
    share: fc.double({ noNaN: true, min: 0, max: 1 }),
  })
  .map(({ place: { at, unit }, from, length, first, span, by, share }) => {
    const shown: Interval = [at + from * unit, at + (from + length) * unit];
    const held: Interval = [at + first * unit, at + (first + span) * unit];
    return { shown, held, by: by * unit, around: shown[0] + share * (shown[1] - shown[0]), slip: slipOf(shown, held) };
  });

/** What float64 may be off by there, after some steps. */
function slipOf(...all: Interval[]): number {
  return Math.max(...all.flat().map(Math.abs)) * 2 ** -49;
}

const lengthOf = ([from, to]: Interval) => to - from;
/** How far something reaches beyond what is held, on each side. */
const beyond = ([from, to]: Interval, held: Interval) => [Math.max(0, held[0] - from), Math.max(0, to - held[1])];

describe('panned', () => {
  test('moves by as much as it is told, or up to where an edge meets that of what is held', () => {
    fc.assert(
      fc.property(scene, ({ shown, held, by, slip }) => {
        const next = panned(shown, by, held);
        const moved = next[0] - shown[0];
        expect(Math.abs(lengthOf(next) - lengthOf(shown))).toBeLessThanOrEqual(slip);
        expect(moved * by).toBeGreaterThanOrEqual(0);
        expect(Math.abs(moved)).toBeLessThanOrEqual(Math.abs(by) + slip);
        const before = beyond(shown, held);
        beyond(next, held).forEach((now, side) => {
          expect(now).toBeLessThanOrEqual(before[side] + slip);
        });
        if (Math.abs(moved - by) <= slip) return;
        // It has met an end: exactly that, or it was there or beyond before.
        if (next === shown) expect(by < 0 ? shown[0] <= held[0] : shown[1] >= held[1]).toBe(true);
        else expect(by < 0 ? next[0] : next[1]).toBe(by < 0 ? held[0] : held[1]);
      }),
      RUNS,
    );
  });

  test('keeps the length to the last bit between seconds of our time, however often', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e5, max: 1e5, noNaN: true })), (steps) => {
        const held: Interval = [1.7e12, 1.7e12 + 1e7];
        let shown: Interval = [1.7e12 + 5e6, 1.7e12 + 5e6 + 12_345.6789];
        const length = lengthOf(shown);
        for (const step of steps) {
          shown = panned(shown, step, held);
          expect(lengthOf(shown)).toBe(length);
        }
      }),
    );
  });

  test('what lies beyond is not snapped, and moves towards what is held only', () => {
    expect(panned([0, 10], -1, [20, 50])).toEqual([0, 10]);
    expect(panned([0, 10], 1, [20, 50])).toEqual([1, 11]);
    expect(panned([0, 10], 1000, [20, 50])).toEqual([40, 50]);
    expect(panned([60, 70], 1, [20, 50])).toEqual([60, 70]);
    expect(panned([60, 70], -1, [20, 50])).toEqual([59, 69]);
  });

  test('what holds everything stays, and so does all where nothing is held or nothing changes', () => {
    const shown: Interval = [0, 100];
    for (const held of [[20, 50], [0, 100], null] as (Interval | null)[]) {
      for (const by of [-10, 10]) expect(panned(shown, by, held)).toBe(shown);
    }
    expect(panned(shown, 0, [0, 1000])).toBe(shown);
    expect(panned(shown, Number.NaN, [0, 1000])).toBe(shown);
    expect(panned([-1.7e308, 1.7e308], 1, [-1.7e308, 1.75e308])).toEqual([-1.7e308, 1.7e308]);
  });
});

describe('zoomed', () => {
  const factor = fc.oneof(fc.double({ min: 0.01, max: 100, noNaN: true }), fc.constantFrom(1, 2, 0.5, 1e-9, 1e9));

  test('has the length that is asked for, within the limits', () => {
    fc.assert(
      fc.property(scene, factor, ({ shown, held, around, slip }, factor) => {
        const least = leastLength(shown, false);
        const next = zoomed(shown, factor, around, held, least);
        const longest = Math.max(lengthOf(held), lengthOf(shown));
        const wanted = Math.min(longest, Math.max(Math.min(least, lengthOf(shown)), lengthOf(shown) / factor));
        expect(Math.abs(lengthOf(next) - wanted)).toBeLessThanOrEqual(slip);
        if (factor >= 1) expect(lengthOf(next)).toBeLessThanOrEqual(lengthOf(shown) + slip);
        else expect(lengthOf(next)).toBeGreaterThanOrEqual(lengthOf(shown) - slip);
        const before = beyond(shown, held);
        beyond(next, held).forEach((now, side) => {
          expect(now).toBeLessThanOrEqual(before[side] + slip);
        });
      }),
      RUNS,
    );
  });

  test('keeps the place in its position, unless an edge has met an end', () => {
    fc.assert(
      fc.property(scene, factor, ({ shown, held, around, slip }, factor) => {
        const next = zoomed(shown, factor, around, held, leastLength(shown, false));
        if (next === shown) return;
        const share = (around - shown[0]) / lengthOf(shown);
        const ends = [Math.min(held[0], shown[0]), Math.max(held[1], shown[1])];
        if (next[0] === ends[0] || next[1] === ends[1]) return;
        expect(Math.abs(next[0] + share * lengthOf(next) - around)).toBeLessThanOrEqual(4 * slip);
      }),
      RUNS,
    );
  });

  test('zooming in never meets an end, so a place stays to the px', () => {
    fc.assert(
      fc.property(scene, fc.double({ min: 1.01, max: 100, noNaN: true }), ({ shown, held, around, slip }, factor) => {
        const next = zoomed(shown, factor, around, held, 0);
        const plot = { x: 50, width: 800 };
        const tolerance = (slip / lengthOf(next)) * 800 + 1e-6;
        expect(Math.abs(leftOf(next, plot, around) - leftOf(shown, plot, around))).toBeLessThanOrEqual(tolerance * 4);
      }),
      RUNS,
    );
  });

  test('out to all that is held, exactly', () => {
    expect(zoomed([1.7e12 + 0.3, 1.7e12 + 10.7], 1e-6, 1.7e12 + 1, [1.7e12 - 0.1, 1.7e12 + 99.9], 1)).toEqual([
      1.7e12 - 0.1,
      1.7e12 + 99.9,
    ]);
  });

  test('stays itself at a limit, and for what is no factor', () => {
    const shown: Interval = [0, 10];
    expect(zoomed(shown, 0.5, 5, [0, 10], 1)).toBe(shown);
    expect(zoomed(shown, 0.5, 5, [2, 8], 1)).toBe(shown);
    expect(zoomed(shown, 0.5, 5, null, 1)).toBe(shown);
    expect(zoomed(shown, 2, 5, null, 1)).toEqual([2.5, 7.5]);
    expect(zoomed(shown, 2, 5, [0, 10], 10)).toBe(shown);
    // Shorter than the least already: zooming in doesn't lengthen it.
    expect(zoomed(shown, 2, 5, [0, 100], 20)).toBe(shown);
    for (const factor of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1]) {
      expect(zoomed(shown, factor, 5, [0, 100], 1)).toBe(shown);
    }
  });
});

test('the least length is above that at which the worker gives up, also once it is filled to 98 %', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e307, max: 1e307, noNaN: true }), (at) => {
      const least = leastLength([at, at], false);
      expect(least * 0.98).toBeGreaterThan((Math.abs(at) + least) * 2 ** -40 + 2 ** -960);
    }),
    RUNS,
  );
  expect(leastLength([1.7e12, 1.7e12 + 1000], false)).toBeLessThan(10);
  expect(leastLength([1e6, 1e6 + 50], true)).toBe(2);
});

test('places and values of x belong to each other', () => {
  const plot = { x: 56, width: 700 };
  expect(valueAt([10, 20], plot, 56)).toBe(10);
  expect(valueAt([10, 20], plot, 756)).toBe(20);
  expect(valueAt([10, 20], plot, 406)).toBe(15);
  expect(valueAt([10, 20], plot, -14)).toBe(9);
  fc.assert(
    fc.property(scene, fc.double({ min: -200, max: 1500, noNaN: true }), ({ shown, slip }, left) => {
      const tolerance = (slip / lengthOf(shown)) * 700 + 1e-9;
      expect(Math.abs(leftOf(shown, plot, valueAt(shown, plot, left)) - left)).toBeLessThanOrEqual(tolerance);
    }),
    RUNS,
  );
});
