/** Decimation: M4 of lines and cells of scatters, against brute force that is written from the papers' definition. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyBatch } from '../worker/batch.js';
import { dotCells, lineColumns, type Points, type Projection } from '../worker/columns.js';
import { Ring } from '../worker/ring.js';
import { type Samples, writeSamples } from '../worker/samples.js';
import { position, type Scale, scaleOf } from '../worker/scales.js';

const RUNS = { numRuns: 1000 };

function ringOf(xs: Samples, ys: Samples, capacity = Math.max(1, xs.length)): Ring {
  const ring = new Ring(capacity);
  const batch = emptyBatch(xs.length);
  writeSamples(batch, xs, [ys], 0, xs.length, false);
  ring.append(batch, false);
  return ring;
}

/** A plot of so many CSS px at an odd place, with y upwards. */
function projectionOf(
  { x, y }: { x: [number, number]; y: [number, number] },
  [width, height] = [40, 30],
  byIndex = false,
): Projection {
  const drawn: [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return { byIndex, x: scaleOf(x, [30, 30 + width]), y: scaleOf(y, [12 + height, 12]), drawn };
}

type Point = [x: number, y: number];

/** A sample and where it lies in the picture. */
interface Placed {
  value: number;
  point: Point;
}

/** Stretches of points: what lies between two lifts of the pen. */
function stretchesOf(points: Points): Point[][] {
  const stretches: Point[][] = [];
  let current: Point[] = [];
  for (let i = 0; i < points.length; i += 2) {
    if (Number.isNaN(points[i])) {
      stretches.push(current);
      current = [];
    } else current.push([points[i], points[i + 1]]);
  }
  if (current.length > 0) stretches.push(current);
  return stretches;
}

const dotsOf = (points: Points): Point[] => stretchesOf(points).flat();

/** A place by the textbook formula. */
const textbook = (scale: Scale, value: number) => {
  const { domain, range } = scale;
  return range[0] + ((value - domain[0]) / (domain[1] - domain[0])) * (range[1] - range[0]);
};

/** The samples and where they lie, as stretches between gaps; `place` where float64 ends is the library's. */
function placed(xs: number[], ys: number[], { byIndex, x, y }: Projection, place = textbook): Placed[][] {
  const stretches: Placed[][] = [[]];
  xs.forEach((_, i) => {
    if (!Number.isFinite(ys[i])) stretches.push([]);
    else {
      const point: Point = [place(x, byIndex ? i : xs[i]), place(y, ys[i])];
      stretches[stretches.length - 1].push({ value: ys[i], point });
    }
  });
  return stretches.filter((stretch) => stretch.length > 0);
}

const projected = (...given: Parameters<typeof placed>): Point[][] =>
  placed(...given).map((stretch) => stretch.map(({ point }) => point));

/** Consecutive elements with the same key. */
function visitsOf<Item>(items: Item[], key: (item: Item) => number): Item[][] {
  const visits: Item[][] = [];
  items.forEach((item, i) => {
    if (i > 0 && key(items[i - 1]) === key(item)) visits[visits.length - 1].push(item);
    else visits.push([item]);
  });
  return visits;
}

/** First, lowest, highest and last of a visit, each once, in order of arrival; lowest and highest by value, of equals the earliest. */
function firstLowHighLast(visit: Placed[]): Placed[] {
  const values = visit.map(({ value }) => value);
  const indices = [0, values.indexOf(Math.min(...values)), values.indexOf(Math.max(...values)), visit.length - 1];
  return [...new Set(indices)].sort((a, b) => a - b).map((i) => visit[i]);
}

/** M4 by definition. Stretches within one column that cover no cell which this visit of the column has not covered are left out. */
function bruteM4(stretches: Placed[][], resolution: number, { range }: Scale): Point[][] {
  const columnOf = ({ point: [x] }: Placed) => Math.floor(x * resolution);
  // Rounding may put either end of the domain a hair beyond the plot.
  const last = Math.ceil((range[0] - range[1]) * resolution) + 1;
  const rowOf = ({ point: [, y] }: Placed) => Math.min(last, Math.max(0, Math.floor((y - range[1]) * resolution)));
  const result: Placed[][] = [];
  let visited = Number.NaN;
  let covered = new Set<number>();
  for (const stretch of stretches) {
    const visits = visitsOf(stretch, columnOf);
    const reduced = visits.flatMap(firstLowHighLast);
    for (const visit of visits) {
      if (columnOf(visit[0]) !== visited) covered = new Set();
      visited = columnOf(visit[0]);
    }
    if (visits.length > 1) {
      result.push(reduced);
      continue;
    }
    const rows = stretch.map(rowOf);
    let coversMore = false;
    for (let row = Math.min(...rows); row <= Math.max(...rows); row++) {
      if (!covered.has(row)) coversMore = true;
      covered.add(row);
    }
    if (coversMore) result.push(reduced);
  }
  return result.map((stretch) => stretch.map(({ point }) => point));
}

/** Values on a coarse grid, so that equal heights and shared columns and cells are common. */
const grid = fc.integer({ min: 0, max: 64 }).map((value) => value / 64);
const gappy = (heights: fc.Arbitrary<number>) =>
  fc.oneof({ weight: 6, arbitrary: heights }, { weight: 1, arbitrary: fc.constant(Number.NaN) });
const height = gappy(grid);
/** Any heights in [0, 1]: also such as differ in value, but in no place that float64 tells apart. */
const finely = gappy(
  fc.oneof(
    grid,
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.tuple(grid, fc.integer({ min: 0, max: 3 })).map(([value, steps]) => Math.min(1, value + steps * 2 ** -54)),
  ),
);
const resolution = fc.constantFrom(1, 2, 4);
const unit = { x: [0, 1] as [number, number], y: [0, 1] as [number, number] };
const unsorted = fc.array(fc.tuple(grid, height), { maxLength: 120 });
const sorted = unsorted.map((samples) => samples.sort(([a], [b]) => a - b));
/** Long runs in few columns, with the pen lifted often. */
const crowded = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 6 }), height), { maxLength: 200 })
  .map((samples) => samples.map(([x, y]): [number, number] => [x / 1000, y]));

const fine = fc.array(fc.tuple(grid, finely), { maxLength: 120 });

describe('lineColumns', () => {
  const arrangements = {
    'sorted x': sorted,
    'unsorted x': unsorted,
    'few columns and many gaps': crowded,
    'sorted x and any heights': fine.map((samples) => samples.sort(([a], [b]) => a - b)),
    'unsorted x and any heights': fine,
  };
  test.each(Object.entries(arrangements))('is M4 of each visit to a column, for %s', (_, samples) => {
    fc.assert(
      fc.property(samples, resolution, fc.boolean(), (pairs, resolution, byIndex) => {
        const xs = pairs.map(([x]) => x);
        const ys = pairs.map(([, y]) => y);
        const domain = byIndex ? { ...unit, x: [0, Math.max(1, 4 * xs.length)] as [number, number] } : unit;
        const projection = projectionOf(domain, [32, 16], byIndex);
        const expected = bruteM4(placed(xs, ys, projection), resolution, projection.y);
        expect(stretchesOf(lineColumns(ringOf(xs, ys).series[0], projection, resolution))).toEqual(expected);
      }),
      RUNS,
    );
  });

  test('of nothing, and of gaps only, is nothing', () => {
    const projection = projectionOf(unit);
    expect(lineColumns(ringOf([], []).series[0], projection, 4)).toHaveLength(0);
    expect(lineColumns(ringOf([0, 0.5], [null, Number.NaN]).series[0], projection, 4)).toHaveLength(0);
  });

  test('of one sample is that sample', () => {
    expect(stretchesOf(lineColumns(ringOf([0.5], [0.5]).series[0], projectionOf(unit), 4))).toEqual([[[50, 27]]]);
  });

  const everyColumn = projectionOf({ x: [0, 160], y: [0, 1] }, [40, 30]);

  test('leaves sparse data as they are, gaps included: each sample in a column of its own', () => {
    fc.assert(
      fc.property(fc.array(height, { maxLength: 160 }), fc.boolean(), (ys, byIndex) => {
        const xs = ys.map((_, i) => i);
        const projection = { ...everyColumn, byIndex };
        expect(stretchesOf(lineColumns(ringOf(xs, ys).series[0], projection, 4))).toEqual(
          projected(xs, ys, projection),
        );
      }),
      RUNS,
    );
  });

  test('leaves a line without gaps as it is with two samples to a column, too', () => {
    fc.assert(
      fc.property(fc.array(grid, { minLength: 1, maxLength: 320 }), (ys) => {
        const xs = ys.map((_, i) => i / 2);
        expect(stretchesOf(lineColumns(ringOf(xs, ys).series[0], everyColumn, 4))).toEqual(
          projected(xs, ys, everyColumn),
        );
      }),
      RUNS,
    );
  });

  test('keeps a lone sample at either end of the domain, wherever rounding puts it', () => {
    const lost: number[] = [];
    for (let height = 0.25; height < 400; height += 0.37) {
      for (const top of [0, 12, 24.03, 33.33, 37.87]) {
        const projection = projectionOf({ x: [0, 4], y: [0, 1] });
        projection.y = scaleOf([0, 1], [top + height, top]);
        const points = lineColumns(ringOf([0, 1, 2, 3, 4], [0, null, 1, null, 0]).series[0], projection, 4);
        if (stretchesOf(points).length !== 3) lost.push(height);
      }
    }
    expect(lost).toEqual([]);
  });

  test('shows in each column the lowest and the highest sample of it', () => {
    fc.assert(
      fc.property(fc.array(grid, { minLength: 2, maxLength: 400 }), (ys) => {
        const xs = ys.map((_, i) => i);
        const projection = projectionOf({ x: [0, ys.length], y: [0, 1] }, [10, 30]);
        const shown = dotsOf(lineColumns(ringOf(xs, ys).series[0], projection, 4));
        const columns = (points: Point[]) => {
          const extents = new Map<number, [number, number]>();
          for (const [x, y] of points) {
            const [low, high] = extents.get(Math.floor(x * 4)) ?? [y, y];
            extents.set(Math.floor(x * 4), [Math.min(low, y), Math.max(high, y)]);
          }
          return extents;
        };
        expect(columns(shown)).toEqual(columns(projected(xs, ys, projection).flat()));
      }),
      RUNS,
    );
  });

  test('does not depend on where the ring begins', () => {
    fc.assert(
      fc.property(sorted, fc.integer({ min: 1, max: 50 }), (pairs, capacity) => {
        const xs = pairs.map(([x]) => x);
        const ys = pairs.map(([, y]) => y);
        const wrapped = new Ring(capacity);
        for (let i = 0; i < xs.length; i++) {
          const batch = emptyBatch(1);
          writeSamples(batch, xs, [ys], i, i + 1, false);
          wrapped.append(batch, false);
        }
        const fresh = ringOf(xs.slice(-capacity), ys.slice(-capacity), capacity);
        for (const byIndex of [false, true]) {
          const projection = projectionOf(byIndex ? { ...unit, x: [0, 50] } : unit, [40, 30], byIndex);
          expect(lineColumns(wrapped.series[0], projection, 4)).toEqual(lineColumns(fresh.series[0], projection, 4));
        }
      }),
      RUNS,
    );
  });

  /** x that mostly ascends, in parts: where one goes back, the window is out of order until that has left it. */
  const part = fc.record({
    samples: fc.array(fc.tuple(fc.constantFrom(0, 0, 1, 1, 1, 2, 30), finely), { minLength: 1, maxLength: 60 }),
    back: fc.constantFrom(0, 0, 0, 5, 100),
  });

  test('goes in and out of order with what arrives and leaves', () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 2, maxLength: 8 }),
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 120 }),
        resolution,
        fc.boolean(),
        (parts, capacity, width, resolution, byIndex) => {
          const ring = new Ring(capacity);
          let [xs, ys]: [number[], number[]] = [[], []];
          let x = 0;
          for (const { samples, back } of parts) {
            x -= back;
            const taken = samples.map(([step]) => {
              x += step;
              return x;
            });
            const batch = emptyBatch(taken.length);
            const heights = samples.map(([, y]) => y);
            writeSamples(batch, taken, [heights], 0, taken.length, true);
            ring.append(batch, true);
            xs = [...xs, ...taken].slice(-capacity);
            ys = [...ys, ...heights].slice(-capacity);
            // A domain that the window goes beyond on both sides.
            const domain: [number, number] = byIndex ? [2, xs.length + 3] : [Math.min(...xs) + 1, Math.max(...xs) + 7];
            const projection = projectionOf({ ...unit, x: domain }, [width, 16], byIndex);
            const expected = bruteM4(placed(xs, ys, projection), resolution, projection.y);
            expect(stretchesOf(lineColumns(ring.series[0], projection, resolution))).toEqual(expected);
            seen.add(ring.ascending);
          }
        },
      ),
      RUNS,
    );
    expect(seen.size).toBe(2);
  });

  /** Domains where float64 ends, or that have no width. */
  const ends: Record<string, [low: number, high: number]> = {
    subnormal: [0, 2 ** -1060],
    'of all of float64': [-Number.MAX_VALUE, Number.MAX_VALUE],
    'of its largest': [1e308, Number.MAX_VALUE],
    'of no width': [3, 3],
    'of one step': [1, 1 + Number.EPSILON],
  };
  test.each(Object.entries(ends))('is M4 in domains %s', (_, [low, high]) => {
    const value = fc
      .oneof(grid, fc.double({ min: 0, max: 1, noNaN: true }))
      .map((share) => low * (1 - share) + high * share);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, gappy(value)), { maxLength: 120 }),
        resolution,
        fc.boolean(),
        fc.boolean(),
        (pairs, resolution, byIndex, inOrder) => {
          if (inOrder) pairs.sort(([a], [b]) => a - b);
          const xs = pairs.map(([x]) => x);
          const ys = pairs.map(([, y]) => y);
          const domain: [number, number] = [low, high];
          const projection = projectionOf({ x: byIndex ? [0, 119] : domain, y: domain }, [32, 16], byIndex);
          const expected = bruteM4(placed(xs, ys, projection, position), resolution, projection.y);
          expect(stretchesOf(lineColumns(ringOf(xs, ys).series[0], projection, resolution))).toEqual(expected);
        },
      ),
      RUNS,
    );
  });

  test('leaves labels on a numeric scale out, as gaps', () => {
    const ring = ringOf([0, 'label', 1], [0, 1, 1]);
    expect(stretchesOf(lineColumns(ring.series[0], projectionOf(unit), 4))).toEqual([[[30, 42]], [[70, 12]]]);
  });

  const MANY = 200_000;
  const extremes: Record<string, (i: number) => number> = {
    'NaN and the two ends': (i) => (i % 2 ? Number.NaN : i % 4 ? 1e308 : -1e308),
    'the two ends': (i) => (i % 2 ? 1e308 : -1e308),
    'noise and NaN': (i) => (i % 3 ? (((i * 7919) % 1009) / 504.5 - 1) * 1e308 : Number.NaN),
  };
  test.each(Object.entries(extremes))('of 200 000 samples stays bounded by the picture: %s', (name, value) => {
    const xs = Float64Array.from({ length: MANY }, (_, i) => i);
    const ys = xs.map(value);
    const domain = { x: [0, MANY - 1] as [number, number], y: [-1e308, 1e308] as [number, number] };
    for (const byIndex of [false, true]) {
      const [width, height] = [100, 25];
      const points = lineColumns(ringOf(xs, ys).series[0], projectionOf(domain, [width, height], byIndex), 4);
      const columns = width * 4 + 1;
      const rows = height * 4 + 1;
      // Each stretch in a column covers a cell that none before it did; each has four points at most, and a lift.
      const most = name === 'noise and NaN' ? columns * rows : columns * 2;
      expect(stretchesOf(points).length).toBeLessThanOrEqual(most);
      expect(points.length / 2).toBeLessThanOrEqual(most * 5);
      expect(dotsOf(points).every(([x, y]) => x >= 30 && x <= 130 && y >= 12 && y <= 37)).toBe(true);
      expect(new Set(dotsOf(points).map(([, y]) => y)).size).toBeGreaterThan(1);
    }
  });
});

describe('dotCells', () => {
  const bruteCells = (stretches: Point[][], resolution: number) => {
    const taken = new Set<string>();
    return stretches.flat().filter(([x, y]) => {
      const cell = `${Math.floor((x - 30) * resolution)} ${Math.floor((y - 12) * resolution)}`;
      return !taken.has(cell) && taken.add(cell);
    });
  };

  test('are the first sample in each cell, in order of arrival', () => {
    fc.assert(
      fc.property(unsorted, resolution, fc.boolean(), (pairs, resolution, byIndex) => {
        const xs = pairs.map(([x]) => x);
        const ys = pairs.map(([, y]) => y);
        const domain = byIndex ? { ...unit, x: [0, Math.max(1, xs.length)] as [number, number] } : unit;
        const projection = projectionOf(domain, [8, 4], byIndex);
        const expected = bruteCells(projected(xs, ys, projection), resolution);
        expect(dotsOf(dotCells(ringOf(xs, ys).series[0], projection, resolution))).toEqual(expected);
      }),
      RUNS,
    );
  });

  test('hold no NaN: gaps leave no trace', () => {
    const points = dotCells(ringOf([0, 0.5, 1], [0, null, 1]).series[0], projectionOf(unit), 4);
    expect([...points]).toEqual([30, 42, 70, 12]);
  });

  test('lie in the plot and are at most one a cell, of 200 000 samples with gaps and extremes', () => {
    const xs = Float64Array.from({ length: 200_000 }, (_, i) => ((i * 7919) % 10_007) / 10_007);
    const ys = xs.map((_, i) => (i % 2 ? Number.NaN : i % 10 ? ((i * 104_729) % 1009) * 1e305 : -1e308));
    const projection = projectionOf({ x: [0, 1], y: [-1e308, 1.1e308] }, [50, 25]);
    const dots = dotsOf(dotCells(ringOf(xs, ys).series[0], projection, 4));
    const cells = dots.map(([x, y]) => `${Math.floor((x - 30) * 4)} ${Math.floor((y - 12) * 4)}`);
    expect(new Set(cells).size).toBe(dots.length);
    expect(dots.length).toBeGreaterThan(1000);
    expect(dots.length).toBeLessThanOrEqual(201 * 101);
    expect(dots.every(([x, y]) => x >= 30 && x <= 80 && y >= 12 && y <= 37)).toBe(true);
  });
});
