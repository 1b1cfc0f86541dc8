/** M4 by searching the pyramid against M4 by definition, to the bit; and what a two-colour raster shows of both. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineColumns, type Points, type Projection } from '../worker/columns.js';
import { Ring } from '../worker/ring.js';
import { position, scaleOf } from '../worker/scales.js';
import metrics from './data/server-metrics.json';
import { cases } from './fidelity/cases.js';

interface Sample {
  x: number;
  y: number;
}

/** Numbers of every magnitude that meet often enough to be equal. */
const magnitude = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 5e-324, -5e-324, 1e308, -1e308, 1, 1 + Number.EPSILON),
  fc.integer({ min: -9, max: 9 }),
);

/** A run of samples in a manner of its own: smooth, extreme, gaps only … */
const run = fc.oneof(
  fc.array(magnitude, { minLength: 1, maxLength: 40 }),
  fc.tuple(magnitude, fc.integer({ min: 1, max: 120 })).map(([y, n]) => Array<number>(n).fill(y)),
  fc.integer({ min: 1, max: 70 }).map((n) => Array<number>(n).fill(Number.NaN)),
  fc.integer({ min: 1, max: 60 }).map((n) => Array.from({ length: n }, (_, i) => (i % 2 ? 1e308 : -1e308))),
  fc.integer({ min: 1, max: 60 }).map((n) => Array.from({ length: n }, (_, i) => (i % 3 ? i : Number.NaN))),
);

/** Steps of x: mostly forwards, some none, a pause, and back where order doesn't matter. */
const stepsOf = (least: number) =>
  fc.array(fc.oneof(fc.double({ min: least, max: 3, noNaN: true }), fc.constantFrom(0, 0, 1, 200)), {
    minLength: 1,
    maxLength: 20,
  });

function samplesOf(runs: number[][], steps: number[]): Sample[] {
  let x = 0;
  return runs.flat().map((y, i) => {
    x += steps[i % steps.length];
    return { x, y };
  });
}

/** A ring that got the samples in batches, and has forgotten what is beyond its capacity. */
function ringOf(samples: Sample[], capacity: number, batch: number): Ring {
  const ring = new Ring(capacity);
  for (let from = 0; from < samples.length; from += batch) {
    const part = samples.slice(from, from + batch);
    const [x, y] = [Float64Array.from(part, (one) => one.x), Float64Array.from(part, (one) => one.y)];
    ring.append({ x, y, labels: null, start: 0, end: part.length, since: 0 }, true);
  }
  return ring;
}

/** By definition: per stretch and visit of a column its first, lowest, highest and last sample, of equals the earliest. */
function bruteM4(samples: Sample[], { byIndex, x, y }: Projection, resolution: number): Sample[][] {
  const top = Math.min(...y.range);
  const placed = samples.map((sample, i) => ({
    value: sample.y,
    x: position(x, byIndex ? i : sample.x),
    y: position(y, sample.y),
  }));
  const columnOf = (one: { x: number }) => Math.floor(one.x * resolution);
  const result: Sample[][] = [];
  let covered = new Set<number>();
  let visited = Number.NaN;
  for (let from = 0; from < placed.length; from++) {
    if (Number.isNaN(placed[from].value)) continue;
    let to = from;
    while (to < placed.length && !Number.isNaN(placed[to].value)) to++;
    const points: Sample[] = [];
    let columns = 0;
    let rows: number[] = [];
    for (let first = from; first < to; ) {
      let last = first;
      while (last + 1 < to && columnOf(placed[last + 1]) === columnOf(placed[first])) last++;
      let [low, high] = [first, first];
      for (let i = first; i <= last; i++) {
        if (placed[i].value < placed[low].value) low = i;
        if (placed[i].value > placed[high].value) high = i;
      }
      for (const i of [...new Set([first, low, high, last])].sort((a, b) => a - b)) points.push(placed[i]);
      if (columnOf(placed[first]) !== visited) covered = new Set();
      visited = columnOf(placed[first]);
      rows = [placed[low].y, placed[high].y].map((at) => Math.max(0, Math.floor((at - top) * resolution)));
      columns++;
      first = last + 1;
    }
    from = to;
    if (columns > 1) {
      result.push(points);
      continue;
    }
    // A stretch within one column is left out where it covers no cell that this visit of it has not covered yet.
    const most = Math.ceil(Math.abs(y.range[0] - y.range[1]) * resolution) + 1;
    let more = false;
    for (let row = Math.min(...rows); row <= Math.min(most, Math.max(...rows)); row++) {
      if (!covered.has(row)) more = true;
      covered.add(row);
    }
    if (more) result.push(points);
  }
  return result.map((points) => points.map((one) => ({ x: one.x, y: one.y })));
}

function stretchesOf(points: Points): Sample[][] {
  const stretches: Sample[][] = [[]];
  for (let i = 0; i < points.length; i += 2) {
    if (Number.isNaN(points[i])) stretches.push([]);
    else stretches[stretches.length - 1].push({ x: points[i], y: points[i + 1] });
  }
  return stretches.filter(({ length }) => length > 0);
}

function projectionOf(samples: Sample[], byIndex: boolean, width: number, zoom: number): Projection {
  const xs = samples.map(({ x }, i) => (byIndex ? i : x));
  const ys = samples.map(({ y }) => y).filter((y) => !Number.isNaN(y));
  const extent = (values: number[]): [number, number] => {
    if (values.length === 0) return [0, 1];
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    return low < high ? [low, high] : [low - 1, high + 1];
  };
  const [x0, x1] = extent(xs);
  return {
    byIndex,
    x: scaleOf([x0, x0 + (x1 - x0) / zoom], [30, 30 + width]),
    y: scaleOf(extent(ys), [90, 12]),
    drawn: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  };
}

describe('M4 from the pyramid is M4 by definition, to the bit', () => {
  const width = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.5, max: 200, noNaN: true }));
  const shape = [
    fc.array(run, { minLength: 1, maxLength: 14 }),
    fc.double({ min: 0.05, max: 1.2, noNaN: true }),
    fc.integer({ min: 1, max: 300 }),
    width,
    fc.constantFrom(1, 2, 4),
    fc.constantFrom(1, 1, 4),
  ] as const;

  const check = (least: number, byIndex: boolean) => {
    fc.assert(
      fc.property(stepsOf(least), ...shape, (steps, runs, kept, batch, width, resolution, zoom) => {
        const samples = samplesOf(runs, steps);
        const capacity = Math.max(1, Math.round(samples.length * kept));
        const ring = ringOf(samples, capacity, batch);
        const window = samples.slice(-capacity);
        const projection = projectionOf(window, byIndex, width, zoom);
        const found = stretchesOf(lineColumns(ring.series[0], projection, resolution));
        expect(found).toEqual(bruteM4(window, projection, resolution));
      }),
      { numRuns: 1000 },
    );
  };

  test('by index', () => check(0, true));
  test('of ascending x', () => check(0, false));
  test('of x in any order', () => check(-3, false));

  test('of each of several series, in windows by span', () => {
    let left = 0;
    fc.assert(
      fc.property(stepsOf(0), ...shape, fc.boolean(), (steps, runs, kept, batch, width, resolution, zoom, byIndex) => {
        const samples = samplesOf(runs, steps);
        // A series of its own, one backwards, so that its gaps lie elsewhere, and one of another size.
        const ys = [
          samples.map(({ y }) => y),
          samples.map(({ y }) => y).reverse(),
          samples.map(({ y }, i) => (i % 7 === 0 ? Number.NaN : y / 3)),
        ];
        const { length } = samples;
        const span = kept * (samples[length - 1].x - samples[0].x) + 1e-9;
        const ring = new Ring(length, span, ['one', 'other', 'third']);
        for (let from = 0; from < length; from += batch) {
          const to = Math.min(length, from + batch);
          const x = Float64Array.from(samples.slice(from, to), (one) => one.x);
          const y = Float64Array.from(ys.flatMap((column) => column.slice(from, to)));
          ring.append({ x, y, labels: null, start: 0, end: to - from, since: 0 }, true);
        }
        const newest = samples[length - 1].x;
        const first = samples.findIndex(({ x }) => x >= newest - span);
        if (first > 0) left++;
        ys.forEach((column, k) => {
          const window = samples.slice(first).map(({ x }, i) => ({ x, y: column[first + i] }));
          const projection = projectionOf(window, byIndex, width, zoom);
          const found = stretchesOf(lineColumns(ring.series[k], projection, resolution));
          expect(found).toEqual(bruteM4(window, projection, resolution));
        });
      }),
      { numRuns: 500 },
    );
    expect(left).toBeGreaterThan(100);
  });

  test('of long windows: one sample in ten columns to thousands in one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6000 }),
        fc.integer({ min: 0, max: 999 }),
        fc.boolean(),
        (n, seed, byIndex) => {
          const at = (i: number) => ((((i + seed) * 104_729) % 10_007) / 10_007) ** 3;
          // Runs of gaps that begin and end at and beside the ends of blocks.
          const gap = (i: number) => (i + (seed % 3) - 1) % 512 < (seed % 4) * 16;
          const samples = Array.from({ length: n }, (_, i) => ({ x: i + at(i * 3), y: gap(i) ? Number.NaN : at(i) }));
          for (const [width, resolution] of [
            [n * 10, 1],
            [300, 4],
            [2, 1],
          ]) {
            const projection = projectionOf(samples, byIndex, width, 1);
            const found = stretchesOf(lineColumns(ringOf(samples, n, 700).series[0], projection, resolution));
            expect(found).toEqual(bruteM4(samples, projection, resolution));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Pixels of a polyline by Bresenham ("Algorithm for computer control of a digital plotter", 1965), in two colours. */
function bresenham(stretches: Sample[][], height: number): Set<number> {
  const taken = new Set<number>();
  for (const stretch of stretches) {
    stretch.forEach((sample, i) => {
      const from = stretch[Math.max(0, i - 1)];
      let [x, y] = [Math.floor(from.x), Math.floor(from.y)];
      const [x1, y1] = [Math.floor(sample.x), Math.floor(sample.y)];
      const [dx, dy] = [Math.abs(x1 - x), -Math.abs(y1 - y)];
      let error = dx + dy;
      for (;;) {
        taken.add(x * height + y);
        if (x === x1 && y === y1) break;
        const twice = 2 * error;
        if (twice >= dy) {
          error += dy;
          x += Math.sign(x1 - x);
        }
        if (twice <= dx) {
          error += dx;
          y += Math.sign(y1 - y);
        }
      }
    });
  }
  return taken;
}

describe('a two-colour raster of the columns differs in no pixel from that of all samples', () => {
  const series = cases(metrics).filter(({ name }) => ['idl', 'recv', 'send', 'writ', 'used', 'free'].includes(name));
  test('there are six', () => expect(series).toHaveLength(6));
  for (const { name, x, y } of series) {
    test.each([300, 900, 1800])(`${name} at %i px`, (width) => {
      const samples = Array.from(x, (value, i) => ({ x: value, y: y[i] }));
      const ring = ringOf(samples, samples.length, 10_000);
      const projection = {
        ...projectionOf(samples, true, width, 1),
        y: scaleOf([Math.min(...y), Math.max(...y)], [420, 0]),
      };
      const all = samples.map((_, i) => ({ x: position(projection.x, i), y: position(projection.y, y[i]) }));
      const points = lineColumns(ring.series[0], projection, 1);
      expect(points.length / 2).toBeLessThanOrEqual(4 * (width + 1));
      const [reduced, whole] = [bresenham(stretchesOf(points), 1000), bresenham([all], 1000)];
      const differing = [...whole].filter((pixel) => !reduced.has(pixel)).length;
      expect([differing, reduced.size]).toEqual([0, whole.size]);
    });
  }
});
