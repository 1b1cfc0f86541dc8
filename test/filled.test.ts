/** Areas, bands and bars: what is painted of them against every sample's own shape, sampled finely. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barOf } from '../worker/bars.js';
import { emptyBatch } from '../worker/batch.js';
import { bandColumns, keptWithin, skylineOf } from '../worker/filled-columns.js';
import { type ChartOptionsInput, resolveOptions } from '../worker/options.js';
import { PixelPicture } from '../worker/paint-pixels.js';
import { FILL } from '../worker/palette.js';
import type { Raster } from '../worker/raster.js';
import { Ring } from '../worker/ring.js';
import { position, scaleOf } from '../worker/scales.js';
import type { Scene } from '../worker/scene.js';
import { columnNamesOf } from '../worker/series-options.js';
import { chanceOf } from './chance.js';

const WIDTH = 120;
const HEIGHT = 60;
/** Samples of a pixel, across and down. */
const FINE = 32;

interface Painted {
  scene: Scene;
  /** Of each pixel 0 … 1. */
  alphas: Float64Array;
  width: number;
  height: number;
}

function paint(xs: number[], columns: number[][], given: ChartOptionsInput, ratio: number): Painted {
  const options = resolveOptions(
    { width: WIDTH, height: HEIGHT, axes: false, grid: false, xScale: 'linear', maxPoints: 1 << 20, ...given },
    'test',
  );
  const ring = new Ring(options.maxPoints, undefined, columnNamesOf(options));
  const batch = emptyBatch(xs.length, columns.length);
  batch.x.set(xs);
  columns.forEach((column, k) => {
    batch.y.set(column, k * xs.length);
  });
  batch.end = xs.length;
  ring.append(batch, true);
  const picture = new PixelPicture();
  const scene = picture.paint(ring, options, ratio);
  const { raster } = picture as unknown as { raster: Raster };
  const alphas = Float64Array.from(raster.pixels, (pixel) => (pixel >>> 24) / 255);
  return { scene, alphas, width: raster.width, height: raster.height };
}

/** The share of each pixel that lies within intervals of y, asked for along x; device px. */
function sampled(width: number, height: number, intervalsAt: (x: number) => [number, number][]): Float64Array {
  const covered = new Float64Array(width * height);
  for (let fine = 0; fine < width * FINE; fine++) {
    const column = Math.floor(fine / FINE);
    const rows = new Uint8Array(height * FINE);
    for (const [a, b] of intervalsAt((fine + 0.5) / FINE)) {
      const [top, bottom] = [Math.min(a, b), Math.max(a, b)];
      rows.fill(1, Math.max(0, Math.ceil(top * FINE - 0.5)), Math.max(0, Math.ceil(bottom * FINE - 0.5)));
    }
    for (let row = 0; row < height * FINE; row++) if (rows[row]) covered[Math.floor(row / FINE) * width + column]++;
  }
  return covered.map((count) => count / (FINE * FINE));
}

/** Mean of what two are apart, and the share of pixels where that is more than `most`. */
function apart(a: Float64Array, b: Float64Array, most: number): { mean: number; off: number } {
  let [sum, off] = [0, 0];
  a.forEach((value, i) => {
    const difference = Math.abs(value - b[i]);
    sum += difference;
    if (difference > most) off++;
  });
  return { mean: sum / a.length, off: off / a.length };
}

/** As of a random walk with gaps, between ends. */
function walk(n: number, seed: number): number[] {
  const chance = chanceOf(seed);
  let y = 0;
  return Array.from({ length: n }, () => {
    y = Math.max(-3, Math.min(6, y + (chance() - 0.48) * 4));
    return chance() < 0.03 ? Number.NaN : y;
  });
}

const counts = [5, 40, 150, 205, 600, 3000].flatMap((n) => [1, 2].map((ratio): [number, number] => [n, ratio]));
const indices = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('bars', () => {
  test.each(counts)('%i of them at %i× cover what each covers', (n, ratio) => {
    const ys = walk(n, n);
    const { scene, alphas, width, height } = paint(indices(n), [ys], { kind: 'bar' }, ratio);
    const [{ x, y }] = scene.projections;
    const bar = barOf({ place: 0, of: 1 }, scene.spacing);
    const [at, ends] = [indices(n).map((value) => position(x, value) * ratio), ys.map((v) => position(y, v) * ratio)];
    const base = position(y, 0) * ratio;
    const half = (bar.width * ratio) / 2;
    const truth = sampled(width, height, (x) =>
      at.flatMap((middle, i): [number, number][] =>
        Math.abs(middle - x) < half && !Number.isNaN(ends[i]) ? [[ends[i], base]] : [],
      ),
    );
    // Either side of a bar lies within half a cell of where it should: a sixteenth of a pixel.
    const { mean, off } = apart(truth, alphas, 0.13);
    expect(mean).toBeLessThan(0.0125);
    expect(off).toBeLessThan(0.003);
  });

  test('of several series stand side by side, of each as many as there are samples', () => {
    const series = ['a', 'b', 'c'].map((name) => ({ name, kind: 'bar' as const }));
    const { alphas, width, height } = paint(
      indices(4),
      [1, 1, 1].map((y) => [y, y, y, y]),
      { series, yMax: 1 },
      1,
    );
    const row = Array.from(alphas.subarray(width * (height >> 1), width * ((height >> 1) + 1)), (alpha) => alpha > 0.5);
    // A third of four fifths of what lies between samples is 8 px.
    expect(row.filter(Boolean).length).toBe(4 * 3 * 8);
    expect(row.filter((inked, at) => inked && !row[at - 1]).length).toBe(4);
  });

  test('that have no height leave nothing', () => {
    expect(paint(indices(9), [new Array(9).fill(0)], { kind: 'bar', yMin: -1, yMax: 1 }, 1).alphas.some(Boolean)).toBe(
      false,
    );
  });
});

/** What lies between two edges, by samples of both; device px. */
function truthBetween({ scene, width, height }: Painted, one: number[], other: number[], ratio: number): Float64Array {
  const [{ x, y }] = scene.projections;
  const at = one.map((_, i) => position(x, i) * ratio);
  const edges = [one, other].map((ys) => ys.map((value) => position(y, value) * ratio));
  // Samples ascend: those beside a place are found by going on.
  let next = 0;
  return sampled(width, height, (place) => {
    while (next < at.length && at[next] <= place) next++;
    if (next === 0 || next === at.length) return [];
    const share = (place - at[next - 1]) / (at[next] - at[next - 1]);
    const [a, b] = edges.map((ys) => ys[next - 1] * (1 - share) + ys[next] * share);
    return Number.isNaN(a) || Number.isNaN(b) ? [] : [[a, b]];
  });
}

describe('areas and bands', () => {
  test.each(counts)('of %i samples at %i× are filled as far as their edges go', (n, ratio) => {
    const [one, other] = [walk(n, n), walk(n, n + 1).map((y) => y / 4)];
    const series = [
      { name: 'high', kind: 'band' as const, low: 'low' },
      { name: 'low', kind: 'none' as const },
    ];
    const painted = paint(indices(n), [one, other], { series }, ratio);
    const truth = truthBetween(painted, one, other, ratio).map((share) => share * FILL);
    const { mean, off } = apart(truth, painted.alphas, 0.05);
    // Of many samples to a cell it is known how far they go, not how often.
    const dense = n > 3 * painted.width;
    expect(mean).toBeLessThan(dense ? 0.015 : 0.004);
    expect(off).toBeLessThan(dense ? 0.03 : 0.01);
  });

  test.each(counts)(
    'an area of %i samples at %i× is what lies between its base and the line, below the line',
    (n, ratio) => {
      const ys = walk(n, n);
      const ends = { yMin: -4, yMax: 7 };
      const area = paint(indices(n), [ys], { ...ends, kind: 'area' }, ratio);
      const line = paint(indices(n), [ys], { ...ends, kind: 'line' }, ratio);
      const fill = truthBetween(
        area,
        ys,
        ys.map(() => 0),
        ratio,
      );
      const truth = line.alphas.map((alpha, i) => 1 - (1 - alpha) * (1 - fill[i] * FILL));
      const { mean, off } = apart(truth, area.alphas, 0.05);
      expect(mean).toBeLessThan(0.001);
      expect(off).toBeLessThan(0.004);
    },
  );

  test('end where the axis does', () => {
    const { alphas, width, height } = paint(
      [0, 1],
      [[-100, 100]],
      { kind: 'area', yMin: 2, yMax: 10, lineWidth: 0.25 },
      1,
    );
    // From y = 2, the nearest to 0 that is shown, to beyond the top: the right half, less where the line rises.
    const filled = (from: number, to: number) =>
      indices(width * height)
        .filter((at) => at % width >= from && at % width < to)
        .map((at) => alphas[at]);
    expect(filled(0, 60).some(Boolean)).toBe(false);
    expect(filled(68, 120).every((alpha) => Math.abs(alpha - FILL) < 0.01)).toBe(true);
  });
});

describe('an edge that is kept within a band', () => {
  const y = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));

  test('is nowhere else but where the edge was, or at the end of the band that is nearest', () => {
    fc.assert(
      fc.property(
        fc.array(y, { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (ys, share) => {
          const xs = indices(ys.length);
          const kept = keptWithin(xs, ys, [-5, 5]);
          const at = (points: [number, number][], x: number) => {
            const next = points.findIndex(([end], i) => i > 0 && end >= x);
            if (next < 0) return points[0][1];
            const [[x0, y0], [x1, y1]] = [points[next - 1], points[next]];
            return x1 === x0 ? y1 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
          };
          const x = share * (ys.length - 1);
          const before = at(
            xs.map((one) => [one, ys[one]]),
            x,
          );
          expect(at(kept, x)).toBeCloseTo(Math.min(5, Math.max(-5, before)), 3);
          expect(kept.every(([, height]) => height >= -5 && height <= 5)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('what areas and bars stand on', () => {
  const domainOf = (given: ChartOptionsInput) => paint([0, 1], [[5, 6]], { ...given, axes: true }, 1).scene.domain.y;

  test('is 0, which the axis shows', () => {
    expect(domainOf({ kind: 'bar' })).toEqual([0, 6]);
    expect(domainOf({ kind: 'area', yScale: 'symlog' })[0]).toBe(0);
    expect(domainOf({ kind: 'line' })[0]).toBeGreaterThan(4);
    expect(domainOf({ kind: 'area', yMin: 4.5 })[0]).toBe(4.5);
  });

  test('is the end of the axis where 0 is not shown', () => {
    const base = (given: ChartOptionsInput) => paint([0, 1], [[5, 6]], given, 1).scene.still.axes[0].base;
    expect(base({ kind: 'bar', yMin: 2 })).toBe(2);
    expect(base({ kind: 'bar', yMin: -9, yMax: -1 })).toBe(-1);
    expect(base({ kind: 'area', yScale: 'log', yMin: 0.1 })).toBe(0.1);
  });
});

describe('decimation of what is filled', () => {
  const value = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -9, max: 9 }) }, fc.constant(Number.NaN));
  const given = fc.record({
    rows: fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 120 }),
    steps: fc.array(fc.constantFrom(0, 0.1, 1, 3, -2), { minLength: 1, maxLength: 5 }),
    ordered: fc.boolean(),
    byIndex: fc.boolean(),
    width: fc.constantFrom(4, 30, 200),
  });

  /** A ring of two series and a constant one, from which a few have left. */
  function ringOf({ rows, steps, ordered }: typeof given extends fc.Arbitrary<infer Given> ? Given : never) {
    const kept = Math.max(1, rows.length - 3);
    const ring = new Ring(kept, undefined, ['one', 'other', 'constant']);
    const batch = emptyBatch(rows.length, 3);
    let at = 0;
    rows.forEach(([one, other], i) => {
      const step = steps[i % steps.length];
      at += ordered ? Math.abs(step) : step;
      batch.x[i] = at;
      batch.y.set([one], i);
      batch.y.set([other], rows.length + i);
      batch.y.set([2], 2 * rows.length + i);
    });
    batch.end = rows.length;
    ring.append(batch, true);
    return ring;
  }

  const projectionOf = (ring: Ring, byIndex: boolean, width: number) => {
    const [min, max] = byIndex ? [0, ring.n] : ring.xExtent();
    return {
      byIndex,
      x: scaleOf([min - 1, max + 1], [0, width]),
      y: scaleOf([-10, 10], [100, 0]),
      drawn: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as [number, number],
    };
  };

  test('of a band are, of each stretch and column, the first, last, lowest and highest of both edges', () => {
    fc.assert(
      fc.property(given, (one) => {
        const ring = ringOf(one);
        const projection = projectionOf(ring, one.byIndex, one.width);
        const [series, other] = ring.series;
        const expected: { at: number; columns: Set<number>; indices: Set<number> }[] = [];
        const samples = Array.from({ length: ring.n }, (_, i) => ring.start + i);
        const xOf = (index: number) => position(projection.x, one.byIndex ? index - ring.start : ring.x.at(index));
        const columnOf = (index: number) => Math.floor(xOf(index) * 4);
        const isGap = (index: number) => Number.isNaN(series.y.at(index)) || Number.isNaN(other.y.at(index));
        for (let from = 0; from < samples.length; from++) {
          if (isGap(samples[from])) continue;
          let to = from;
          while (to < samples.length && !isGap(samples[to])) to++;
          const stretch = { at: from, columns: new Set<number>(), indices: new Set<number>() };
          for (let first = from; first < to; ) {
            let last = first;
            while (last + 1 < to && columnOf(samples[last + 1]) === columnOf(samples[first])) last++;
            const visit = samples.slice(first, last + 1);
            const least = (of: (index: number) => number) => visit.reduce((a, b) => (of(b) < of(a) ? b : a));
            for (const { y } of [series, other]) {
              stretch.indices.add(least((index) => y.at(index)));
              stretch.indices.add(least((index) => -y.at(index)));
            }
            stretch.indices.add(visit[0]).add(visit[visit.length - 1]);
            stretch.columns.add(columnOf(visit[0]));
            first = last + 1;
          }
          if (stretch.columns.size > 1) expected.push(stretch);
          from = to;
        }
        const found = bandColumns(series, other, projection, 4).filter(
          ({ x }) => new Set(x.map((at) => Math.floor(at * 4))).size > 1,
        );
        expect(found.map(({ x }) => x)).toEqual(
          expected.map(({ indices }) => [...indices].sort((a, b) => a - b).map(xOf)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('of an area, which is searched for, are those of a band to a constant series, which is read', () => {
    fc.assert(
      fc.property(given, (one) => {
        const ring = ringOf(one);
        const projection = projectionOf(ring, one.byIndex, one.width);
        expect(bandColumns(ring.series[0], 2, projection, 4)).toEqual(
          bandColumns(ring.series[0], ring.series[2], projection, 4),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('of bars that overlap cover, in each column, what every bar does', () => {
    fc.assert(
      fc.property(given, (one) => {
        const ring = ringOf(one);
        const projection = projectionOf(ring, one.byIndex, one.width);
        const base = 50;
        const { first, tops, bottoms } = skylineOf(ring.series[0], base, projection, [-0.5, 0.5], 8);
        for (let column = 0; column < tops.length; column++) {
          const ends: number[] = [];
          for (let index = ring.start; index < ring.end; index++) {
            const at = position(projection.x, one.byIndex ? index - ring.start : ring.x.at(index));
            const offset = first + column - Math.round(at * 8);
            if (offset >= -4 && offset < 4) ends.push(position(projection.y, ring.series[0].y.at(index)));
          }
          const there = ends.filter((end) => !Number.isNaN(end));
          expect(tops[column]).toBe(there.length > 0 ? Math.min(base, ...there) : Number.NaN);
          expect(bottoms[column]).toBe(there.length > 0 ? Math.max(base, ...there) : Number.NaN);
        }
      }),
      { numRuns: 500 },
    );
  });
});
