/** The viewport: what it promises of the span that it shows, and of how it moves. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ring } from '../worker/ring.js';
import type { Interval } from '../worker/scales.js';
import { type CellLayout, cellOffset, phaseOf, type Shown, Viewport } from '../worker/viewport.js';

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

/** Parts of one: fc.double draws mostly tiny numbers, evenly over their bits. */
const share = (parts: number, min: number, max: number) =>
  fc.integer({ min: min * parts, max: max * parts }).map((value) => value / parts);

interface Place {
  plot: { x: number; width: number };
  room: number;
  layout: CellLayout;
}

const somewhere: fc.Arbitrary<Place> = fc
  .record({
    x: fc.oneof(fc.integer({ min: 0, max: 200 }), share(100, 0, 200)),
    width: fc.oneof(fc.integer({ min: 30, max: 1500 }), share(100, 30, 1500)),
    room: fc.constantFrom(0, 0, 0.75, 6, 14),
    ratio: fc.constantFrom(1, 1.25, 1.5, 2, 3),
    stride: fc.integer({ min: 1, max: 8 }),
    shift: fc.constantFrom(0, 0.5),
  })
  .map(({ x, width, room, ratio, stride, shift }) => {
    return { plot: { x, width }, room, layout: { resolution: ratio * stride, shift, stride } };
  });

/** A frame as the viewport sees it, and what it shows. */
interface Frame extends Place {
  full: boolean;
  /** x of the oldest sample and the newest, and of what the domain counts from, as cells count it. */
  data: Interval;
  start: number;
  shown: Shown;
}

/** Lengths in cells: beside the data, of the data, and of all. `hair` is what rounding may make of any of them. */
function lengthsOf({ data, start, shown: { domain, grid }, plot, layout }: Frame) {
  const [left, right] = domain.map((value) => value + start);
  const magnitude = Math.max(...[left, right, grid.origin].map(Math.abs));
  return {
    left: (data[0] - left) / grid.step,
    right: (right - data[1]) / grid.step,
    filled: (data[1] - data[0]) / grid.step,
    across: (right - left) / grid.step,
    hair: (magnitude * 2 ** -50) / grid.step + plot.width * layout.resolution * 1e-12,
  };
}

describe('a view of x of any magnitude, in a plot whose edge moves', () => {
  const streaming = fc.record({
    place: somewhere,
    capacity: fc.oneof(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 60, max: 400 })),
    byIndex: fc.boolean(),
    /** Units of x a sample, and where x begins. */
    unit: fc.constantFrom(1, 1e-9, 0.1, 1e6, 2 ** -900, 2 ** 900),
    offset: fc.constantFrom(0, 0, 1e3, -1e5),
    /** Shares of the capacity that arrive, how fast x goes on meanwhile, and how far labels move the plot's edge. */
    frames: fc.array(
      fc.record({
        arrives: fc.oneof(share(100, 0, 0.04), share(100, 0, 0.5), fc.constant(1.5)),
        pace: fc.constantFrom(1, 1, 1, 1, 1.005, 0.99, 3, 0.2),
        moved: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: share(100, 0, 20) }),
      }),
      { minLength: 2, maxLength: 40 },
    ),
  });

  test('keeps what it promises of its room, its span and its cells', () => {
    let [moves, changes] = [0, 0];
    fc.assert(
      fc.property(streaming, ({ place, capacity, byIndex, unit, offset, frames }) => {
        const { room, layout } = place;
        const margin = room * layout.resolution;
        // Room at both ends, and the stride that moving by whole strides loses, are left free of a span.
        const cells = place.plot.width * layout.resolution - 2 * margin - layout.stride;
        const viewport = new Viewport();
        const ring = new Ring(capacity);
        const xs = [offset * unit];
        let before: Frame | null = null;
        for (const { arrives, pace, moved } of frames) {
          for (let i = Math.round(arrives * capacity); i > 0; i--) xs.push(xs[xs.length - 1] + pace * unit);
          ring.end = xs.length;
          ring.start = Math.max(0, ring.end - capacity);
          if (ring.n < 2) continue;
          const extent: Interval = byIndex ? [0, ring.n - 1] : [xs[ring.start], xs[ring.end - 1]];
          const plot = { ...place.plot, x: place.plot.x + moved };
          const shown = viewport.follow(ring, byIndex, extent, room, plot, layout);
          if (!shown) expect.unreachable(`${extent} can be shown`);
          const start = byIndex ? ring.start : 0;
          const data: Interval = [extent[0] + start, extent[1] + start];
          const frame: Frame = { full: ring.n === capacity, data, start, shown, plot, room, layout };
          const { left, right, filled, across, hair } = lengthsOf(frame);
          const { grid, first, domain } = shown;

          expect(Math.abs(across - plot.width * layout.resolution)).toBeLessThanOrEqual(hair);
          expect(Math.min(left, right)).toBeGreaterThanOrEqual(margin - hair);
          expect(frame.full ? right : left).toBeLessThanOrEqual(margin + layout.stride + hair);
          expect(filled).toBeLessThanOrEqual(cells + hair);
          expect(filled).toBeGreaterThanOrEqual(0.98 * cells - hair);

          // The first cell's left edge, in cells from the plot's and from the picture's.
          const inPlot = (grid.origin + first * grid.step - domain[0] - start) / grid.step;
          expect(Math.abs(inPlot - phaseOf(plot.x, layout))).toBeLessThanOrEqual(hair);
          const inPicture = plot.x * layout.resolution + inPlot + layout.shift;
          expect(Math.abs(inPicture + cellOffset(plot.x, layout))).toBeLessThanOrEqual(hair + plot.x * 1e-12);
          expect(Number.isInteger((first + cellOffset(plot.x, layout)) / layout.stride)).toBe(true);

          if (before !== null) {
            const of = (data[1] - data[0]) / (before.shown.grid.step * cells);
            const same = grid.step === before.shown.grid.step && grid.origin === before.shown.grid.origin;
            if (of > 0.98 + 1e-9 && of < 1 - 1e-9) expect(same).toBe(true);
            if (of < 0.98 - 1e-9 || of > 1 + 1e-9) expect(same).toBe(false);
            if (!same) changes++;
            else if (plot.x === before.plot.x) {
              const by = first - before.shown.first;
              if (by !== 0) moves++;
              const went = (domain[0] + start - before.shown.domain[0] - before.start) / grid.step;
              expect(Math.abs(went - by)).toBeLessThanOrEqual(2 * hair);
              if (frame.full === before.full) expect(by).toBeGreaterThanOrEqual(0);
            }
          }
          before = frame;
        }
      }),
      RUNS,
    );
    expect(moves).toBeGreaterThan(RUNS.numRuns);
    expect(changes).toBeGreaterThan(RUNS.numRuns);
  });
});

describe('extents at the ends of float64', () => {
  const { NEGATIVE_INFINITY, POSITIVE_INFINITY, NaN: NOT, MAX_VALUE } = Number;
  const followed = (extent: Interval, { plot, room, layout }: Place, full: boolean) => {
    const ring = new Ring(10);
    ring.end = full ? 10 : 5;
    return new Viewport().follow(ring, false, extent, room, plot, layout);
  };
  const usual: Place = { plot: { x: 50, width: 800 }, room: 0, layout: { resolution: 8, shift: 0.5, stride: 8 } };

  test.each<Interval>([
    [0, POSITIVE_INFINITY],
    [NEGATIVE_INFINITY, POSITIVE_INFINITY],
    [POSITIVE_INFINITY, POSITIVE_INFINITY],
    [0, NOT],
    [NOT, 1],
    [-MAX_VALUE, MAX_VALUE],
    [-0.499 * MAX_VALUE, 0.499 * MAX_VALUE],
    [0, MAX_VALUE],
    [0, 5e-324],
    [0, 2 ** -1070],
    [-(2 ** -1073), 2 ** -1073],
  ])('nothing can be shown of %d … %d', (min, max) => {
    expect([false, true].map((full) => followed([min, max], usual, full))).toEqual([null, null]);
  });

  const value = fc.oneof(
    fc.double(),
    fc.double({ min: -1, max: 1 }),
    fc.double({ min: MAX_VALUE / 4, max: MAX_VALUE, noNaN: true }),
    fc.double({ min: -MAX_VALUE, max: -MAX_VALUE / 4, noNaN: true }),
    fc.double({ min: -(2 ** -1050), max: 2 ** -1050, noNaN: true }),
    fc.constantFrom(0, 5e-324, MAX_VALUE, -MAX_VALUE, POSITIVE_INFINITY, NEGATIVE_INFINITY),
  );

  test('any other has a finite domain that holds it', () => {
    let shownOnes = 0;
    fc.assert(
      fc.property(fc.tuple(value, value), somewhere, fc.boolean(), (ends, place, full) => {
        const extent: Interval = ends[0] > ends[1] ? [ends[1], ends[0]] : ends;
        const shown = followed(extent, place, full);
        if (shown === null) return;
        shownOnes++;
        const { domain, grid, first } = shown;
        expect([...domain, grid.origin, grid.step].filter((value) => !Number.isFinite(value))).toEqual([]);
        expect(grid.step).toBeGreaterThan(0);
        expect(Number.isSafeInteger(first)).toBe(true);
        const hair = 2 ** -50 * Math.max(...domain.map(Math.abs));
        expect(domain[0] <= extent[0] + hair && domain[1] >= extent[1] - hair && domain[0] < domain[1]).toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(shownOnes).toBeGreaterThan(1000);
  });
});

describe('what was chosen', () => {
  const layout: CellLayout = { resolution: 8, shift: 0.5, stride: 8 };
  const plot = { x: 50, width: 800 };

  test('and is too short for cells is shown amid as much as they need, and moved over the same cells', () => {
    const ring = new Ring(10);
    const viewport = new Viewport();
    const grids = new Set<unknown>();
    for (let k = 0; k < 20; k++) {
      const [from, to] = [1.7e12 + k, 1.7e12 + k + (k % 2)];
      const shown = viewport.between(ring, false, [from, to], plot, layout);
      if (!shown) expect.unreachable();
      grids.add(shown.grid);
      expect(shown.domain[0]).toBeLessThan(from);
      expect(shown.domain[1]).toBeGreaterThan(to);
      expect(shown.domain[1] - shown.domain[0]).toBeLessThan(5);
    }
    expect(grids.size).toBe(1);
  });

  test('and has no place is not shown', () => {
    const ends: Interval[] = [
      [Number.NaN, 1],
      [0, Number.POSITIVE_INFINITY],
      [-Number.MAX_VALUE, Number.MAX_VALUE],
    ];
    const shown = ends.map((interval) => new Viewport().between(new Ring(10), false, interval, plot, layout));
    expect(shown).toEqual([null, null, null]);
  });
});
