/** Charts of several series in pixels: each series as if it were alone, laid over those before it, whatever happens. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Batch, emptyBatch } from '../worker/batch.js';
import { type ChartOptionsInput, resolveOptions } from '../worker/options.js';
import { PixelPicture } from '../worker/paint-pixels.js';
import type { Raster } from '../worker/raster.js';
import { Ring } from '../worker/ring.js';
import { columnNamesOf, type SeriesInput, type SeriesKind, weightsOf } from '../worker/series-options.js';
import { Viewport } from '../worker/viewport.js';
import { type Chance, chanceOf } from './chance.js';

const rasterOf = (picture: PixelPicture) => (picture as unknown as { raster: Raster }).raster;

const series: fc.Arbitrary<Omit<SeriesInput, 'name'>> = fc.record({
  kind: fc.constantFrom<SeriesKind>('line', 'line', 'step', 'scatter', 'area', 'bar', 'band', 'none'),
  axis: fc.constantFrom('left', 'left', 'right'),
  colorHex: fc.integer({ min: 0, max: 0xffffff }),
  width: fc.constantFrom(0.25, 1, 1.5, 2, 3.3, 7),
});
/** Bands reach to the series before them, or to the second one. */
const named = (all: Omit<SeriesInput, 'name'>[]) =>
  all.map((one, k): SeriesInput => {
    if (one.kind !== 'band') return { name: `series ${k}`, ...one };
    if (all.length === 1) return { name: 'series 0', ...one, kind: 'area' };
    return { name: `series ${k}`, ...one, low: `series ${k === 0 ? 1 : k - 1}` };
  });
const severalSeries = fc.array(series, { minLength: 2, maxLength: 4 }).map(named);

/** Also a single one, which has two layers where it is smoothed. */
const smoothedSeries = fc
  .array(fc.tuple(series, fc.constantFrom(0, 0, 0.5, 0.97)), { minLength: 1, maxLength: 4 })
  .map((all) => named(all.map(([one, smoothing]) => ({ ...one, smoothing }))));

/** Samples along x, of every series noise or a walk, with gaps. */
class Source {
  private readonly chance: Chance;
  private x = 0;
  private readonly heights: number[];

  constructor(chance: Chance, count: number) {
    this.chance = chance;
    this.heights = Array.from({ length: count }, () => chance());
  }

  take(count: number, back = 0): Batch {
    const { chance, heights } = this;
    const batch = emptyBatch(count, heights.length);
    for (let i = 0; i < count; i++) {
      this.x += chance() < back ? -3 * chance() : chance();
      batch.x[i] = this.x;
      heights.forEach((former, k) => {
        heights[k] = k % 2 === 0 ? chance() : Math.min(1, Math.max(0, former + (chance() - 0.5) / 5));
        batch.y[k * count + i] = chance() < 0.03 ? Number.NaN : heights[k];
      });
    }
    batch.end = count;
    return batch;
  }
}

/** Channels of a raster as R, G, B, A of 0 … 1 each. */
const channelsOf = (pixel: number) => [0, 8, 16, 24].map((shift) => ((pixel >>> shift) & 255) / 255);

describe('layers', () => {
  test('are what each series is alone, laid over those before it', () => {
    const shape = {
      seed: fc.integer(),
      // Of a band both edges are needed, and of the line around an area what lies below it is of its own.
      looks: severalSeries.filter((all) => all.every(({ kind }) => kind !== 'band')),
      ratio: fc.constantFrom(1, 1.25, 2),
      count: fc.constantFrom(1, 5, 60, 700),
      axes: fc.boolean(),
    };
    let inked = 0;
    fc.assert(
      fc.property(fc.record(shape), ({ seed, looks, ratio, count, axes }) => {
        const batch = new Source(chanceOf(seed), looks.length).take(count);
        const options: ChartOptionsInput = {
          ...{ xScale: 'linear', width: 90, height: 60, maxPoints: count, axes, grid: false },
          ...{ yMin: 0, yMax: 1, y2Min: 0, y2Max: 1 },
        };
        const paint = (shown: (k: number) => boolean) => {
          const given = resolveOptions({ ...options, series: looks }, 'test');
          const ring = new Ring(count, undefined, columnNamesOf(given));
          const y = batch.y.map((value, at) => (shown(Math.floor(at / count)) ? value : Number.NaN));
          ring.append({ ...batch, y }, true);
          const picture = new PixelPicture();
          picture.paint(ring, given, ratio);
          return rasterOf(picture);
        };
        const together = paint(() => true);
        const alone = looks.map((_, k) => paint((other) => other === k));
        const paper = paint(() => false);
        let worst = 0;
        for (let at = 0; at < together.pixels.length; at++) {
          // Premultiplied, so that a colour that is hardly there counts for little.
          let [r, g, b, a] = [0, 0, 0, 0];
          // Of ink over the axis it can't be told how much there is; elsewhere there is nothing below.
          if (paper.pixels[at] !== 0) continue;
          for (const [k, { pixels }] of alone.entries()) {
            if (pixels[at] === 0) continue;
            inked++;
            const alpha = channelsOf(pixels[at])[3];
            const color = looks[k].colorHex!;
            r = r * (1 - alpha) + (alpha * (color >> 16)) / 255;
            g = g * (1 - alpha) + (alpha * ((color >> 8) & 255)) / 255;
            b = b * (1 - alpha) + (alpha * (color & 255)) / 255;
            a = a + alpha - a * alpha;
          }
          const [tr, tg, tb, ta] = channelsOf(together.pixels[at]);
          worst = Math.max(worst, ...[tr * ta - r, tg * ta - g, tb * ta - b, ta - a].map(Math.abs));
        }
        // Each layer rounds to 1/255 once.
        expect(worst).toBeLessThanOrEqual((looks.length + 1) / 255);
      }),
      { numRuns: 150 },
    );
    expect(inked).toBeGreaterThan(50_000);
  });

  test('of one series are the picture of a chart that has only that', () => {
    const [x, y] = [
      Float64Array.from({ length: 400 }, (_, i) => i + Math.sin(i)),
      new Float64Array(800).fill(Number.NaN),
    ];
    const chance = chanceOf(5);
    for (let i = 0; i < 400; i++) y[i] = i % 90 > 80 ? Number.NaN : chance();
    for (const kind of ['line', 'step', 'scatter'] as const) {
      for (const ratio of [1, 1.5, 2]) {
        const look = { kind, xScale: 'linear', width: 120, height: 70, maxPoints: 400, yMin: 0, yMax: 1 } as const;
        const paint = (given: ChartOptionsInput) => {
          const options = resolveOptions({ ...look, ...given }, 'test');
          const names = columnNamesOf(options);
          const ring = new Ring(400, undefined, names);
          ring.append({ x, y: y.slice(0, 400 * names.length), labels: null, start: 0, end: 400, since: 0 }, true);
          const picture = new PixelPicture();
          picture.paint(ring, options, ratio);
          return rasterOf(picture);
        };
        const [plain, layered] = [paint({}), paint({ series: [{ name: 'one' }, { name: 'other' }] })];
        const off = Array.from(plain.pixels, (pixel, at) => {
          const [a, b] = [channelsOf(pixel), channelsOf(layered.pixels[at])];
          return Math.max(...a.map((value, c) => Math.abs(c < 3 ? value * a[3] - b[c] * b[3] : value - b[c])));
        });
        // Where cells begin differs by the last bit of float64, which may move an outline by one unit of 64.
        expect(Math.max(...off), `${kind} ${ratio}`).toBeLessThanOrEqual(3 / 255);
      }
    }
  });

  const change = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ append: fc.integer({ min: 0, max: 30 }), back: fc.constantFrom(0, 0, 0, 0.02) }),
    },
    { weight: 2, arbitrary: fc.record({ append: fc.integer({ min: 30, max: 400 }), back: fc.constant(0) }) },
    { weight: 2, arbitrary: fc.record({ look: smoothedSeries }) },
    { weight: 1, arbitrary: fc.record({ grid: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ ratio: fc.constantFrom(1, 1.25, 2) }) },
    { weight: 1, arbitrary: fc.record({ maxPoints: fc.constantFrom(1, 40, 150, 600) }) },
  );

  test('that are kept through a stream are those that are painted at once, pixel for pixel', () => {
    let moved = 0;
    fc.assert(
      fc.property(
        fc.integer(),
        smoothedSeries,
        fc.constantFrom<'category' | 'linear'>('category', 'linear'),
        fc.array(change, { minLength: 4, maxLength: 20 }),
        (seed, looks, xScale, changes) => {
          const look = { width: 90, height: 50, xScale, maxPoints: 150 };
          let options = resolveOptions({ ...look, series: looks }, 'test');
          let ratio = 1;
          const source = new Source(chanceOf(seed), 4);
          let ring = new Ring(options.maxPoints, undefined, columnNamesOf(options), weightsOf(options));
          const viewport = new Viewport();
          const kept = new PixelPicture(viewport);
          for (const step of changes) {
            if ('append' in step) ring.append(source.take(step.append, step.back), xScale === 'linear');
            else if ('ratio' in step) ratio = step.ratio;
            else {
              const { maxPoints, grid } = { ...options, ...step };
              const all = 'look' in step ? step.look : options.series;
              options = resolveOptions({ ...look, maxPoints, grid, series: all }, 'test');
              ring = ring.reshaped(maxPoints, columnNamesOf(options), weightsOf(options));
            }
            const scene = kept.paint(ring, options, ratio);
            const fresh = new PixelPicture({
              follow: () => scene.shown,
              y: viewport.y,
              holdSpacing: (now: number) => viewport.holdSpacing(now),
            } as unknown as Viewport);
            fresh.paint(ring, options, ratio);
            const [a, b] = [rasterOf(kept), rasterOf(fresh)];
            expect([a.width, a.height]).toEqual([b.width, b.height]);
            const wrong = a.pixels.findIndex((pixel, at) => pixel !== b.pixels[at]);
            expect(wrong < 0 ? '' : `x ${wrong % a.width}, y ${Math.floor(wrong / a.width)}`).toBe('');
            if (ring.start > 0) moved++;
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(moved).toBeGreaterThan(800);
  });
});

describe('bars that reach beyond the plot', () => {
  test('are painted where they are, however far one looks into them', () => {
    const shape = {
      seed: fc.integer(),
      count: fc.integer({ min: 1, max: 3 }),
      xScale: fc.constantFrom<'category' | 'linear'>('category', 'linear'),
      middle: fc.double({ min: 3, max: 17, noNaN: true }),
      length: fc.constantFrom(1e-7, 1e-3, 0.02, 0.1, 0.3, 0.7, 2, 5),
      yScale: fc.constantFrom<'linear' | 'log'>('linear', 'log'),
    };
    let [covered, bare] = [0, 0];
    fc.assert(
      fc.property(fc.record(shape), ({ seed, count, xScale, middle, length, yScale }) => {
        const series = Array.from({ length: count }, (_, k): SeriesInput => ({ name: `${k}`, kind: 'bar' }));
        const options = resolveOptions(
          { xScale, yScale, width: 120, height: 60, axes: false, maxPoints: 21, yMin: 0.1, yMax: 10, series },
          'test',
        );
        const ring = new Ring(21, undefined, columnNamesOf(options));
        const chance = chanceOf(seed);
        const batch = emptyBatch(21, count);
        for (let i = 0; i < 21; i++) {
          batch.x[i] = i;
          for (let k = 0; k < count; k++) batch.y[k * 21 + i] = chance() < 0.2 ? Number.NaN : 2 + 7 * chance();
        }
        batch.end = 21;
        ring.append(batch, true);
        const picture = new PixelPicture(new Viewport());
        const [from, to] = [middle - length / 2, middle + length / 2];
        const { domain, start, plot } = picture.paint(ring, options, 1, { kind: 'between', from, to });
        const { pixels, width, height } = rasterOf(picture);
        expect(width).toBe(plot.width);
        const column = (domain.x[1] - domain.x[0]) / width;
        const share = 0.8 / count;
        for (let c = 0; c < width; c++) {
          /** The highest bar in a column widened by so many, which may be below 0. */
          const highest = (by: number) => {
            const [a, b] = [c - by, c + 1 + by].map((at) => domain.x[0] + start + at * column);
            let high = 0;
            for (let i = 0; i < 21; i++) {
              for (let k = 0; k < count; k++) {
                const left = i - 0.4 + k * share;
                if (left < b && left + share > a) high = Math.max(high, batch.y[k * 21 + i] || 0);
              }
            }
            return high;
          };
          const high = highest(-0.3);
          // Where one ends within it there may be either.
          if (high !== highest(0.6)) continue;
          let top = height;
          while (top > 0 && pixels[(top - 1) * width + c] !== 0) top--;
          const at = yScale === 'log' ? (Math.log10(high) + 1) / 2 : (high - 0.1) / 9.9;
          const expected = high === 0 ? height : plot.y + plot.height * (1 - at);
          expect(Math.abs(top - expected), `${c}: ${top} for ${expected}`).toBeLessThanOrEqual(high === 0 ? 0 : 1.5);
          high === 0 ? bare++ : covered++;
        }
      }),
      { numRuns: 300 },
    );
    expect(Math.min(covered, bare)).toBeGreaterThan(3000);
  });
});
