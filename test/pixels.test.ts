/** Pictures in pixels against the truth, without a browser: lines of any width, order and density, and dots. */
import { describe, expect, test } from 'vitest';
import { type ChartOptionsInput, resolveOptions } from '../worker/options.js';
import { PixelPicture } from '../worker/paint-pixels.js';
import type { Raster } from '../worker/raster.js';
import { Ring } from '../worker/ring.js';
import { position } from '../worker/scales.js';
import { Viewport } from '../worker/viewport.js';
import metrics from './data/server-metrics.json';
import { cases } from './fidelity/cases.js';
import { luma, lumaOf, reference } from './fidelity/reference.js';
import { ssim } from './fidelity/ssim.js';

const COLOR = 0x6366f1;

interface Samples {
  x: Float64Array;
  y: Float64Array;
}

/** SSIM of the painted data area against the truth. */
function scoreOf({ x, y }: Samples, given: ChartOptionsInput, ratio: number): number {
  const n = x.length;
  const ring = new Ring(n);
  ring.append({ x, y, labels: null, start: 0, end: n, since: 0 }, true);
  const options = resolveOptions(
    { maxPoints: n, width: 900, height: 420, grid: false, colorHex: COLOR, ...given },
    'test',
  );
  const picture = new PixelPicture();
  const {
    plot,
    projections: [projection],
    series,
  } = picture.paint(ring, options, ratio);
  const [{ pen, kind }] = series;
  const { raster, area } = picture as unknown as { raster: Raster; area: { left: number; top: number } };

  const left = Math.ceil(plot.x * ratio);
  const top = Math.ceil(plot.y * ratio);
  const width = Math.floor((plot.x + plot.width) * ratio) - left;
  const height = Math.floor((plot.y + plot.height) * ratio) - top;
  const points: number[] = [];
  for (let i = 0; i < n; i++) {
    const px = position(projection.x, projection.byIndex ? i : x[i]) * ratio - left;
    const py = position(projection.y, y[i]) * ratio - top;
    if (Number.isNaN(py)) points.push(Number.NaN, Number.NaN);
    else points.push(px, py);
    if (kind === 'scatter') points.push(Number.NaN, Number.NaN);
  }
  const pixels = new Uint8ClampedArray(4 * width * height);
  const painted = new Uint8ClampedArray(raster.pixels.buffer);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((row + top - area.top) * raster.width + left - area.left);
    pixels.set(painted.subarray(from, from + 4 * width), 4 * row * width);
  }
  const truth = luma(reference(Float64Array.from(points), pen * ratio, width, height), COLOR);
  return ssim(truth, lumaOf(pixels), width, height);
}

/** Heights as the truth is told: in a domain of [0, 1] some px are free above and below. */
function fitted({ x, y }: Samples): Samples {
  const finite = y.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  return { x, y: y.map((value) => 0.0275 + (0.945 * (value - low)) / (high - low)) };
}

function samplesOf(n: number, at: (i: number) => [x: number, y: number]): Samples {
  const pairs = Array.from({ length: n }, (_, i) => at(i));
  return fitted({ x: Float64Array.from(pairs, ([x]) => x), y: Float64Array.from(pairs, ([, y]) => y) });
}

const scattered = (i: number, prime = 997) => ((i * 104_729) % prime) / prime;

describe.each([1, 2])('a line at %i×', (ratio) => {
  test.each(cases(metrics))('$name', (given) => {
    const xScale = given.irregular ? 'linear' : 'category';
    expect(scoreOf(fitted(given), { xScale }, ratio)).toBeGreaterThanOrEqual(given.floor);
  });
});

describe('lines of any width', () => {
  const walk = cases(metrics).find(({ name }) => name === 'walk')!;
  const sparse = cases(metrics).find(({ name }) => name === 'sparse 10')!;
  test.each([
    [0.25, 1],
    [0.5, 1],
    [1, 1],
    [1, 1.25],
    [2.5, 1.5],
    [4, 1],
    [10, 2],
    [64, 1],
  ])('%d CSS px at %d×', (lineWidth, ratio) => {
    // The truth of thick pens over many samples takes long to find.
    for (const given of lineWidth > 4 ? [sparse] : [walk, sparse]) {
      expect(scoreOf(fitted(given), { lineWidth }, ratio), given.name).toBeGreaterThanOrEqual(0.98);
    }
  });
});

describe('lines in pieces and in any order', () => {
  const shapes: Record<string, (n: number) => (i: number) => [number, number]> = {
    'a Lissajous curve': (n) => (i) => [Math.sin((6 * Math.PI * i) / n), Math.sin((8 * Math.PI * i) / n)],
    'a spiral': (n) => (i) => [(i / n) * Math.cos((40 * i) / n), (i / n) * Math.sin((40 * i) / n)],
    'x that is late now and then': () => (i) => [i + ((i * 7919) % 13) * 1.5, scattered(i)],
    'a gap after every six': () => (i) => [i, i % 7 === 3 ? Number.NaN : scattered(i)],
    'nothing but lone samples': () => (i) => [i, i % 2 ? Number.NaN : scattered(i)],
    steps: () => (i) => [i, i % 100 < 50 ? 0 : 1 + scattered(i) / 9],
  };
  for (const [name, shape] of Object.entries(shapes)) {
    test.each([60, 3000])(`${name}: %i samples`, (n) => {
      const score = scoreOf(samplesOf(n, shape(n)), { xScale: 'linear' }, 1);
      expect(score).toBeGreaterThanOrEqual(0.995);
    });
  }

  test('a hundred segments across the whole picture', () => {
    expect(
      scoreOf(
        samplesOf(101, (i) => [scattered(i, 1009), scattered(i)]),
        { xScale: 'linear' },
        1,
      ),
    ).toBeGreaterThan(0.995);
  });
});

describe('many samples to a cell: ends of cells are moved to blocks', () => {
  test.each(['category', 'linear'] as const)('300 000 on a %s scale', (xScale) => {
    const given = samplesOf(300_000, (i) => [i + scattered(i), i % 40 === 0 ? scattered(i / 40, 9973) : 0.5]);
    expect(scoreOf(given, { xScale }, 1)).toBeGreaterThanOrEqual(0.988);
  });
});

describe('dots', () => {
  test.each([
    [30, 1],
    [3000, 1],
    [3000, 2],
    [100_000, 1],
  ])('%i at %d×', (n, ratio) => {
    const given = samplesOf(n, (i) => [scattered(i, 99_991), scattered(i, 10_007) ** 3]);
    expect(scoreOf(given, { kind: 'scatter' }, ratio)).toBeGreaterThanOrEqual(0.985);
  });
});

describe('whatever is pushed, there is a picture, and the domain is finite', () => {
  const N = 900;
  const xs: Record<string, (i: number) => number> = {
    subnormal: (i) => i * 5e-324,
    equal: () => 3,
    'the ends of float64': (i) => (i / N - 0.5) * 2 * 1.7e308,
    'three neighbours': (i) => 1e15 + (i % 3) * 0.125,
    'epoch µs': (i) => 1.7e12 + i * 1e-3,
    backwards: (i) => -i,
    plain: (i) => i,
  };
  const ys: Record<string, (i: number) => number> = {
    subnormal: (i) => (i % 7) * 5e-324,
    equal: () => 3,
    'the ends of float64': (i) => (i % 2 ? 1 : -1) * 1.7e308,
    infinite: (i) => (i % 3 ? Number.POSITIVE_INFINITY : 1),
    'three neighbours': (i) => 1e15 + (i % 3) * 0.125,
    'a lone sample': (i) => (i === N - 300 ? 1 : Number.NaN),
    plain: Math.sin,
  };
  test.each(Object.keys(xs).flatMap((x) => Object.keys(ys).map((y) => [x, y])))('x %s, y %s', (xName, yName) => {
    const x = Float64Array.from({ length: N }, (_, i) => xs[xName](i));
    const y = Float64Array.from({ length: N }, (_, i) => ys[yName](i));
    for (const xScale of ['category', 'linear'] as const) {
      for (const [width, height] of [
        [300, 140],
        [20, 9],
        [1, 1],
      ]) {
        const ring = new Ring(700);
        const options = resolveOptions({ xScale, width, height, maxPoints: 700, grid: false }, 'test');
        const kept = new PixelPicture(new Viewport());
        for (let from = 0; from < N; from += 180) {
          ring.append({ x, y, labels: null, start: from, end: from + 180, since: 0 }, true);
          kept.paint(ring, options, 1.5);
        }
        for (const picture of [kept, new PixelPicture()]) {
          const { domain } = picture.paint(ring, options, 1);
          expect([...domain.x, ...domain.y].every(Number.isFinite)).toBe(true);
          const { raster } = picture as unknown as { raster: Raster };
          const ink = raster.pixels.some((pixel) => (pixel & 0xffffff) === 0xf16663 && pixel >>> 24 > 100);
          if (width > 1) expect(ink, `${xScale} ${width}`).toBe(true);
        }
      }
    }
  });
});
