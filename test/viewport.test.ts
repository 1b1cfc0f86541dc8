/** The viewport: what it promises of the span that it shows, and of how it moves. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ring } from '../worker/ring.js';
import { type CellLayout, cellOffset, phaseOf, Viewport } from '../worker/viewport.js';

const RUNS = { numRuns: 1000 };

const plot = fc.record({
  x: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.double({ min: 0, max: 90, noNaN: true })),
  width: fc.double({ min: 40, max: 1800, noNaN: true }),
});
const layout: fc.Arbitrary<CellLayout> = fc.record({
  resolution: fc.constantFrom(4, 8, 10, 12, 16),
  shift: fc.constantFrom(0, 0.5),
  stride: fc.integer({ min: 1, max: 8 }),
});
const steps = fc.array(fc.oneof(fc.double({ min: 0, max: 4, noNaN: true }), fc.constantFrom(0, 1, 50)), {
  minLength: 2,
  maxLength: 40,
});

/** Samples arrive one by one; after each the view is asked for. */
function follow(
  { capacity, count, room, byIndex }: { capacity: number; count: number; room: number; byIndex: boolean },
  steps: number[],
  place: { x: number; width: number },
  cells: CellLayout,
  look: (seen: {
    ring: Ring;
    extent: [number, number];
    shown: NonNullable<ReturnType<Viewport['follow']>>;
    full: boolean;
  }) => void,
) {
  const ring = new Ring(capacity);
  const viewport = new Viewport();
  let x = 1e12;
  for (let i = 0; i < count; i++) {
    x += steps[i % steps.length];
    const sample = { x: Float64Array.of(x), y: Float64Array.of(i), labels: null, start: 0, end: 1, since: 0 };
    ring.append(sample, true);
    const extent: [number, number] = byIndex ? [0, ring.n - 1] : [ring.x.at(ring.start), x];
    const shown = viewport.follow(ring, byIndex, extent, room, place, cells);
    if (shown) look({ ring, extent, shown, full: ring.n === capacity });
  }
}

const settings = fc.record({
  capacity: fc.integer({ min: 2, max: 80 }),
  count: fc.integer({ min: 2, max: 120 }),
  room: fc.constantFrom(0, 0, 2, 6),
  byIndex: fc.boolean(),
});

describe('a view that follows', () => {
  test('holds all data with the room asked for, and they fill 98 % of what is left of the plot', () => {
    fc.assert(
      fc.property(settings, steps, plot, layout, (given, steps, place, cells) => {
        follow(given, steps, place, cells, ({ extent, shown: { domain } }) => {
          const perPixel = (domain[1] - domain[0]) / place.width;
          const stride = (cells.stride / cells.resolution) * perPixel;
          // Positions are rounded where x is large.
          const hair = 1e-3 * stride + 1e-3;
          expect(extent[0]).toBeGreaterThanOrEqual(domain[0] + given.room * perPixel - hair);
          expect(extent[1]).toBeLessThanOrEqual(domain[1] - given.room * perPixel + hair);
          const free = (place.width - 2 * given.room) * perPixel - stride;
          expect(extent[1] - extent[0]).toBeGreaterThanOrEqual(0.98 * free - hair);
        });
      }),
      RUNS,
    );
  });

  test('begins at the plot’s left edge while the window fills, and ends at its right edge once it is full', () => {
    fc.assert(
      fc.property(settings, steps, plot, layout, (given, steps, place, cells) => {
        follow(given, steps, place, cells, ({ extent, shown: { domain }, full }) => {
          const perPixel = (domain[1] - domain[0]) / place.width;
          const stride = (cells.stride / cells.resolution) * perPixel;
          const hair = 1e-3 * stride + 1e-3;
          const free = full
            ? domain[1] - given.room * perPixel - extent[1]
            : extent[0] - domain[0] - given.room * perPixel;
          expect(free).toBeLessThanOrEqual(stride + hair);
        });
      }),
      RUNS,
    );
  });

  test('keeps its span until the data outgrow it or fill less than 98 % of it, and moves by whole strides', () => {
    let moves = 0;
    fc.assert(
      fc.property(settings, steps, plot, layout, (given, steps, place, cells) => {
        const inner = place.width * cells.resolution - 2 * given.room * cells.resolution - cells.stride;
        let before: { step: number; origin: number; first: number } | null = null;
        follow(given, steps, place, cells, ({ extent, shown: { grid, first, domain }, ring }) => {
          const length = extent[1] - extent[0];
          if (before) {
            const span = before.step * inner;
            const fits = length <= span * (1 + 1e-12) && length >= span * 0.98 * (1 - 1e-12);
            if (length < span * (1 - 1e-9) && length > span * 0.98 * (1 + 1e-9)) expect(grid.step).toBe(before.step);
            if (!fits) expect(grid.step).not.toBe(before.step);
            if (grid.step === before.step) {
              expect(grid.origin).toBe(before.origin);
              expect((first - before.first) % cells.stride === 0).toBe(true);
              if (first > before.first) moves++;
            }
          }
          // The domain is where the cells say that it is.
          const start = given.byIndex ? ring.start : 0;
          const left = grid.origin + (first - phaseOf(place.x, cells)) * grid.step - start;
          expect(domain[0]).toBe(left);
          expect((first + cellOffset(place.x, cells)) % cells.stride === 0).toBe(true);
          before = { step: grid.step, origin: grid.origin, first };
        });
      }),
      RUNS,
    );
    expect(moves).toBeGreaterThan(1000);
  });

  test('has nothing to say of an extent without a width', () => {
    const ring = new Ring(10);
    const cells = { resolution: 8, shift: 0.5, stride: 8 };
    for (const extent of [
      [3, 3],
      [5, 4],
      [Number.NaN, Number.NaN],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      [1e15, 1e15 + 0.125],
      [-1.7e308, 1.7e308],
    ] as [number, number][]) {
      expect(new Viewport().follow(ring, false, extent, 0, { x: 40, width: 800 }, cells)).toBeNull();
    }
    expect(new Viewport().follow(ring, false, [0, 1], 0, { x: 40, width: 0.5 }, cells)).toBeNull();
  });
});
