/** The tools that judge a painter, by cases whose answer is known without them. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cases } from './fidelity/cases.js';
import { m4 } from './fidelity/m4.js';
import { luma, lumaOf, reference } from './fidelity/reference.js';
import { ssim } from './fidelity/ssim.js';

const LIFT = [Number.NaN, Number.NaN];
const SAMPLES = 32 * 32;

const draw = (points: number[], pen: number, width: number, height: number) =>
  reference(Float64Array.from(points), pen, width, height);
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const row = (coverage: Float32Array, width: number, y: number) => [...coverage.slice(y * width, (y + 1) * width)];

function transposed(coverage: Float32Array, width: number, height: number): Float32Array {
  return Float32Array.from(coverage, (_, i) => coverage[(i % height) * width + Math.floor(i / height)]);
}

function reversed(points: number[]): number[] {
  return points.map((_, i) => points[points.length - 2 - (i - (i % 2)) + (i % 2)]);
}

/** Distance in px from a sample to the nearest axis of a capsule. */
function distance(points: number[], x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < points.length; at += 2) {
    const [ax, ay] = points.slice(at, at + 2);
    if (Number.isNaN(ax)) continue;
    const lifted = !(at + 2 < points.length) || Number.isNaN(points[at + 2]);
    const [dx, dy] = lifted ? [0, 0] : [points[at + 2] - ax, points[at + 3] - ay];
    const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, Math.hypot(x - ax - t * dx, y - ay - t * dy));
  }
  return nearest;
}

describe('reference: horizontal and vertical lines', () => {
  /** Coverage of each row of a line right across. */
  const rows = (y: number, pen: number, height: number) => {
    const coverage = draw([-5, y, 12, y], pen, 7, height);
    return Array.from({ length: height }, (_, i) => {
      const values = row(coverage, 7, i);
      expect(new Set(values).size).toBe(1);
      return values[0];
    });
  };

  test.each([
    ['of one pixel', 2.5, 1, [0, 0, 1, 0, 0]],
    ['between two pixels', 2, 1, [0, 0.5, 0.5, 0, 0]],
    ['at a quarter', 2.25, 1, [0, 0.25, 0.75, 0, 0]],
    ['with a pen of 1.5', 2.5, 1.5, [0, 0.25, 1, 0.25, 0]],
    ['thinner than a pixel', 2.5, 0.5, [0, 0, 0.5, 0, 0]],
    ['half above the picture', 0, 2, [1, 0, 0, 0, 0]],
    ['half below the picture', 5, 3, [0, 0, 0, 0.5, 1]],
    ['beyond the picture', -1.5, 3, [0, 0, 0, 0, 0]],
    ['over the whole picture', 1, 20, [1, 1, 1, 1, 1]],
  ])('%s', (_, y, pen, expected) => {
    expect(rows(y, pen, 5)).toEqual(expected);
  });

  test('a height off the grid of samples counts the samples within', () => {
    // 1.98 … 2.98 px are 63.36 … 95.36 sub-rows: the centres from 63.5 to 94.5 lie within.
    expect(rows(2.48, 1, 5)).toEqual([0, 1 / 32, 31 / 32, 0, 0]);
  });

  test('ends very far beyond the picture', () => {
    expect(draw([-1e9, 2.5, 1e9, 2.5], 1, 7, 5)).toEqual(draw([-5, 2.5, 12, 2.5], 1, 7, 5));
    expect(draw([3.5, -1e9, 3.5, 1e9], 1, 7, 5)).toEqual(draw([3.5, -5, 3.5, 12], 1, 7, 5));
  });

  test.each([
    [3.5, 1, [0, 0, 0, 1, 0, 0, 0]],
    [3.25, 1.5, [0, 0, 0.5, 1, 0, 0, 0]],
    [0, 3, [1, 0.5, 0, 0, 0, 0, 0]],
  ])('a vertical line at %f, pen %f', (x, pen, expected) => {
    const coverage = draw([x, -5, x, 12], pen, 7, 5);
    for (let y = 0; y < 5; y++) expect(row(coverage, 7, y)).toEqual(expected);
  });

  test('the ends are round', () => {
    const coverage = draw([10, 10, 30, 10], 8, 40, 20);
    expect(sum(coverage)).toBeCloseTo(20 * 8 + Math.PI * 16, 1);
    expect(coverage[10 * 40 + 6]).toBeGreaterThan(0.8);
    expect(coverage[6 * 40 + 6]).toBe(0);
  });

  test('nothing to draw', () => {
    for (const points of [[], LIFT, [-9, 1, -5, 3], [12, 1, 99, 3]]) {
      expect(sum(draw(points, 2, 7, 5))).toBe(0);
    }
  });
});

describe('reference: diagonal lines', () => {
  test.each([
    [[10, 10, 50, 50], 4],
    [[3.3, 4.7, 40.1, 30.9], 1.5],
    [[20.2, 50.9, 22.7, 8.1], 3],
    [[50.01, 50.5, 9.7, 45.3], 1],
  ])('the area of %j, pen %f, is that of the capsule', (points, pen) => {
    const [ax, ay, bx, by] = points;
    const area = Math.hypot(bx - ax, by - ay) * pen + (Math.PI * pen * pen) / 4;
    expect(Math.abs(sum(draw(points, pen, 60, 60)) / area - 1)).toBeLessThan(0.002);
  });

  test('full along the middle, nothing out of reach', () => {
    const coverage = draw([10, 10, 50, 50], 4, 60, 60);
    for (let i = 10; i < 50; i++) expect(coverage[i * 60 + i]).toBe(1);
    expect(sum(coverage.filter((_, i) => Math.abs((i % 60) - Math.floor(i / 60)) > 4))).toBe(0);
  });

  test('transposed points give the transposed picture', () => {
    const points = [3.3, 4.7, 40.1, 30.9, 41.7, 2.2, 60, 35];
    const swapped = points.map((_, i) => points[i ^ 1]);
    const expected = transposed(draw(points, 2.3, 50, 40), 50, 40);
    const differences = draw(swapped, 2.3, 40, 50).map((value, i) => Math.abs(value - expected[i]));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1 / SAMPLES);
  });
});

describe('reference: dots', () => {
  test.each([1, 1.5, 3, 8])('of diameter %f', (pen) => {
    const coverage = draw([10.5, 10.5], pen, 21, 21);
    expect(Math.abs(sum(coverage) / ((Math.PI * pen * pen) / 4) - 1)).toBeLessThan(0.01);
    expect(transposed(coverage, 21, 21)).toEqual(coverage);
    expect(coverage.slice().reverse()).toEqual(coverage);
    for (let y = 0; y < 21; y++) expect(row(coverage, 21, y).reverse()).toEqual(row(coverage, 21, y));
  });

  test('a segment of no length is a dot', () => {
    expect(draw([4.2, 3.1, 4.2, 3.1], 3, 9, 8)).toEqual(draw([4.2, 3.1], 3, 9, 8));
  });

  test('and so is one of next to no length, in any direction', () => {
    const least = Number.MIN_VALUE;
    const dot = draw([0, 0], 3, 9, 8);
    for (const [x, y] of [
      [1, 0],
      [0, 1],
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ]) {
      expect(draw([0, 0, x * least, y * least], 3, 9, 8)).toEqual(dot);
    }
  });
});

describe('reference: several segments', () => {
  const zigzag = [2.2, 3.3, 5.1, 17.4, 5.1, 17.4, 5.1, 2, 9.8, 11.2, 18.3, 10.9];

  test('twice the same segment is once the same segment', () => {
    const once = draw([2.2, 3.3, 17.1, 14.4], 3, 20, 20);
    expect(draw([2.2, 3.3, 17.1, 14.4, ...LIFT, 2.2, 3.3, 17.1, 14.4], 3, 20, 20)).toEqual(once);
    expect(draw([2.2, 3.3, 17.1, 14.4, 2.2, 3.3, 17.1, 14.4], 3, 20, 20)).toEqual(once);
  });

  test('a crossing is a union', () => {
    const across = draw([0, 10.5, 20, 10.5], 2.5, 20, 20);
    const down = draw([10.5, 0, 10.5, 20], 2.5, 20, 20);
    const both = draw([0, 10.5, 20, 10.5, ...LIFT, 10.5, 0, 10.5, 20], 2.5, 20, 20);
    // Where both are partial, in the four corners of the crossing: 1 − (1 − a)(1 − b), as their edges are at right angles.
    expect(both).toEqual(across.map((a, i) => a + down[i] - a * down[i]));
  });

  test('a polyline and its reverse are the same', () => {
    expect(reversed([1, 2, 3, 4])).toEqual([3, 4, 1, 2]);
    expect(draw(reversed(zigzag), 1.5, 20, 20)).toEqual(draw(zigzag, 1.5, 20, 20));
  });

  test('x in any order: the order of the segments is nothing', () => {
    const [a, b, c] = [
      [15, 4, 3, 9],
      [8, 18, 8.5, 1],
      [19, 19, 1, 16],
    ];
    const expected = draw([...a, ...LIFT, ...b, ...LIFT, ...c], 2, 20, 20);
    expect(draw([...c, ...LIFT, ...a, ...LIFT, ...b], 2, 20, 20)).toEqual(expected);
    expect(sum(expected)).toBeGreaterThan(sum(draw(a, 2, 20, 20)) + 40);
  });

  test('the pen is lifted between stretches, and only there', () => {
    const lifted = draw([2, 5.5, 6, 5.5, ...LIFT, ...LIFT, 14, 5.5, 18, 5.5], 1, 20, 10);
    expect(row(lifted, 20, 5).slice(7, 13)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(row(lifted, 20, 5).slice(2, 6)).toEqual([1, 1, 1, 1]);
    expect(row(lifted, 20, 5).slice(14, 18)).toEqual([1, 1, 1, 1]);
    expect(row(draw([2, 5.5, 6, 5.5, 14, 5.5], 1, 20, 10), 20, 5).slice(2, 14)).toEqual(Array(12).fill(1));
  });

  test('one NaN of a pair is enough, at the ends lifts do nothing, one point between two is a dot', () => {
    const lifted = draw([2, 5.5, 6, 5.5, ...LIFT, 14, 5.5], 1, 20, 10);
    expect(draw([...LIFT, 2, 5.5, 6, 5.5, 8, Number.NaN, 14, 5.5, ...LIFT], 1, 20, 10)).toEqual(lifted);
    expect(draw([2, 5.5, 6, 5.5, Number.NaN, 3, 14, 5.5], 1, 20, 10)).toEqual(lifted);
    expect(row(lifted, 20, 5).slice(12)).toEqual(row(draw([14, 5.5], 1, 20, 10), 20, 5).slice(12));
  });

  test('samples are those of a point-in-capsule test', () => {
    const [width, height] = [6, 5];
    const coordinate = fc.oneof(
      { weight: 4, arbitrary: fc.double({ min: -3, max: 9, noNaN: true }) },
      { weight: 3, arbitrary: fc.integer({ min: -3 * 64, max: 9 * 64 }).map((value) => value / 64) },
      { weight: 2, arbitrary: fc.integer({ min: -1, max: 6 }) },
      { weight: 1, arbitrary: fc.double({ min: -1000, max: 1000, noNaN: true }) },
    );
    const point = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(coordinate, coordinate) },
      { weight: 1, arbitrary: fc.constant([...LIFT]) },
    );
    const pens = fc.oneof(fc.constantFrom(0.5, 1, 1.5, 3), fc.double({ min: 0.05, max: 8, noNaN: true }));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 6 }), pens, (list, pen) => {
        const points = list.flat();
        const coverage = draw(points, pen, width, height);
        for (let pixel = 0; pixel < width * height; pixel++) {
          let inside = 0;
          // Too near to the edge to say in doubles.
          let undecided = 0;
          for (let sample = 0; sample < SAMPLES; sample++) {
            const x = (pixel % width) + ((sample % 32) + 0.5) / 32;
            const y = Math.floor(pixel / width) + (Math.floor(sample / 32) + 0.5) / 32;
            const beyond = distance(points, x, y) - pen / 2;
            if (Math.abs(beyond) <= 1e-9) undecided++;
            else if (beyond < 0) inside++;
          }
          const count = coverage[pixel] * SAMPLES;
          expect(Number.isInteger(count)).toBe(true);
          expect(count).toBeGreaterThanOrEqual(inside);
          expect(count).toBeLessThanOrEqual(inside + undecided);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('luma', () => {
  test('of a coverage', () => {
    const [none, half, full] = luma(Float32Array.of(0, 0.5, 1), 0xff8040);
    const ink = 0.299 * 255 + 0.587 * 128 + 0.114 * 64;
    expect(none).toBe(255);
    expect(half).toBeCloseTo((255 + ink) / 2, 4);
    expect(full).toBeCloseTo(ink, 4);
    expect(luma(Float32Array.of(1), 0)[0]).toBe(0);
  });

  test('of pixels', () => {
    const pixels = [0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 51];
    const result = lumaOf(Uint8ClampedArray.from(pixels));
    const expected = [255, 0, 255, 0.299 * 255, 0.587 * 255, 255 - 0.2 * (255 - 0.114 * 255)];
    expect(result.length).toBe(expected.length);
    expected.forEach((value, i) => {
      expect(result[i]).toBeCloseTo(value, 4);
    });
  });

  test('of a coverage is that of the pixels painted with it', () => {
    const coverage = Float32Array.from({ length: 256 }, (_, alpha) => alpha / 255);
    const pixels = Uint8ClampedArray.from({ length: 4 * 256 }, (_, i) => [0x63, 0x66, 0xf1, i >> 2][i % 4]);
    const expected = luma(coverage, 0x6366f1);
    lumaOf(pixels).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 3);
    });
  });
});

describe('SSIM', () => {
  const picture = (width: number, height: number, at: (x: number, y: number) => number) =>
    Float32Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)));
  const walk = luma(draw([0, 10, 5, 28, 9, 3, 17, 17, 25, 8, 40, 20], 2, 40, 32), 0x6366f1);
  const other = luma(draw([0, 11, 6, 26, 9, 4, 18, 15, 24, 9, 40, 20], 2, 40, 32), 0x6366f1);

  test('of a picture with itself is 1', () => {
    expect(ssim(walk, walk, 40, 32)).toBeCloseTo(1, 12);
  });

  test('of flat against flat is 1, whatever their heights', () => {
    const flat = picture(16, 16, () => 255);
    expect(ssim(flat, flat, 16, 16)).toBe(1);
    const dark = picture(16, 16, () => 12);
    expect(ssim(flat, dark, 16, 16)).toBe(1);
  });

  test('is symmetric', () => {
    const value = ssim(walk, other, 40, 32);
    expect(value).toBeLessThan(0.95);
    expect(value).toBeGreaterThan(0);
    expect(ssim(other, walk, 40, 32)).toBeCloseTo(value, 12);
  });

  /** Means 50 and 75, variances 2500 and 625. */
  const steep = picture(8, 8, (x) => (x < 4 ? 0 : 100));
  const gentle = picture(8, 8, (x) => (x < 4 ? 50 : 100));
  const upright = ((7500 + 6.5) * (2 * 1250 + 58.5)) / ((2500 + 5625 + 6.5) * (2500 + 625 + 58.5));

  test('of one window, by hand', () => {
    expect(ssim(steep, gentle, 8, 8)).toBeCloseTo(upright, 12);
    const mirrored = picture(8, 8, (x) => (x < 4 ? 100 : 50));
    const opposed = ((7500 + 6.5) * (-2 * 1250 + 58.5)) / ((2500 + 5625 + 6.5) * (2500 + 625 + 58.5));
    expect(ssim(steep, mirrored, 8, 8)).toBeCloseTo(opposed, 12);
    const across = picture(8, 8, (_, y) => (y < 4 ? 50 : 100));
    const unrelated = ((7500 + 6.5) * 58.5) / ((2500 + 5625 + 6.5) * (2500 + 625 + 58.5));
    expect(ssim(steep, across, 8, 8)).toBeCloseTo(unrelated, 12);
  });

  test('windows come every 4 px both ways, and the rest of a picture is not looked at', () => {
    const wide = (at: (x: number) => number) => picture(15, 11, (x, y) => (x < 12 && y < 8 ? at(x) : (x * y) % 7));
    // Columns 4 to 11 are the second window: 50 % of them at 100, then at 0.
    const a = wide((x) => (x < 4 || x >= 8 ? 0 : 100));
    const b = wide((x) => (x < 4 || x >= 8 ? 50 : 100));
    expect(ssim(a, b, 15, 11)).toBeCloseTo(upright, 12);
    const c = wide((x) => (x < 4 ? 50 : 100));
    // Means 50 and 100; b is flat in the second window.
    const second = ((2 * 50 * 100 + 6.5) * 58.5) / ((2500 + 10000 + 6.5) * (2500 + 58.5));
    expect(ssim(a, c, 15, 11)).toBeCloseTo((upright + second) / 2, 12);

    const turned = (source: Float32Array) => picture(11, 15, (x, y) => source[x * 15 + y]);
    expect(ssim(turned(a), turned(c), 11, 15)).toBeCloseTo((upright + second) / 2, 12);
  });

  test('windows flat in both are left out, flat in one are not', () => {
    const calm = (x: number) => 200 + (x % 2); // variance .25
    const a = picture(24, 8, (x) => (x < 16 ? calm(x) : steep[x - 16]));
    const b = picture(24, 8, (x) => (x < 16 ? 90 : gentle[x - 16]));
    // Of the windows at 0, 4, 8, 12 and 16, the last two remain; that at 12 is half calm and half 0 or 50.
    const [meanA, meanB] = [100.25, 70];
    const [varianceA, varianceB] = [(200 ** 2 + 201 ** 2) / 4 - meanA ** 2, (90 ** 2 + 50 ** 2) / 2 - meanB ** 2];
    const covariance = (200.5 * 90) / 2 - meanA * meanB;
    const mixed =
      ((2 * meanA * meanB + 6.5) * (2 * covariance + 58.5)) /
      ((meanA ** 2 + meanB ** 2 + 6.5) * (varianceA + varianceB + 58.5));
    expect(ssim(a, b, 24, 8)).toBeCloseTo((mixed + upright) / 2, 10);
  });

  test('of a picture smaller than a window is 1', () => {
    expect(ssim(new Float32Array(21), new Float32Array(21).fill(9), 7, 3)).toBe(1);
  });
});

describe('M4', () => {
  const reduce = (points: number[], columns: number, width: number) => [
    ...m4(Float64Array.from(points), columns, width),
  ];

  test('keeps first, lowest, highest and last of a column, as they came', () => {
    const first = [0, 5, 1, 6, 2, 9, 3, 4, 4, 1, 5, 2, 9, 3];
    expect(reduce([...first, 10, 7, 15, 7, 20, 7], 2, 20)).toEqual([0, 5, 2, 9, 4, 1, 9, 3, 10, 7, 20, 7]);
  });

  test('each once, and the first of equals', () => {
    expect(reduce([0, 5], 2, 20)).toEqual([0, 5]);
    expect(reduce([0, 1, 3, 5, 4, 5, 5, 9], 2, 20)).toEqual([0, 1, 5, 9]);
    expect(reduce([0, 3, 1, 5, 2, 1, 3, 5, 4, 1, 5, 3], 1, 5)).toEqual([0, 3, 1, 5, 2, 1, 5, 3]);
  });

  test('the right end belongs to the last column', () => {
    expect(reduce([10, 1, 15, 2, 20, 1.5], 2, 20)).toEqual([10, 1, 15, 2, 20, 1.5]);
    expect(reduce([10, 1, 15, 1.5, 20, 2], 2, 20)).toEqual([10, 1, 20, 2]);
  });

  test('reduces stretches apart, with one lift between them', () => {
    const points = [...LIFT, 0, 1, 1, 2, 2, 3, 4, Number.NaN, ...LIFT, 5, 1, 6, 2, 7, 3, ...LIFT];
    expect(reduce(points, 1, 20)).toEqual([0, 1, 2, 3, ...LIFT, 5, 1, 7, 3]);
    expect(reduce([...LIFT, ...LIFT], 1, 20)).toEqual([]);
  });
});

describe('the cases', () => {
  const metrics = JSON.parse(readFileSync(new URL('./data/server-metrics.json', import.meta.url), 'utf8'));
  const all = cases(metrics);
  /** What is compared as a string: vitest takes seconds over long arrays. */
  const bytes = ({ buffer }: Float64Array) => Buffer.from(buffer).toString('base64');
  const named = (name: string) => all.find((one) => one.name === name)!;
  const steps = (values: Float64Array) => values.slice(1).map((value, i) => value - values[i]);
  const mean = (values: Float64Array) => values.reduce((total, value) => total + value, 0) / values.length;
  const deviation = (values: Float64Array) => {
    const middle = mean(values);
    return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  };
  const SERIES = ['idl', 'recv', 'send', 'writ', 'used', 'free'];

  test('are all there', () => {
    expect(all.map(({ name }) => name)).toEqual([
      ...['walk', 'sine', 'sine + noise', 'noise', ...SERIES, 'sparse 2', 'sparse 10', 'sparse 500'],
      ...['walk, irregular', 'noise, irregular', 'writ, irregular', 'walk, gaps', 'noise, gaps', 'writ, gaps'],
      'walk, irregular, gaps',
    ]);
  });

  test('are the same every time', () => {
    cases(metrics).forEach((again, i) => {
      const { x, y, ...rest } = all[i];
      expect(again).toMatchObject(rest);
      expect([again.x, again.y].map(bytes)).toEqual([x, y].map(bytes));
    });
  });

  test.each(all)('$name: counts, x and floor', ({ name, x, y, irregular, floor }) => {
    const [, sparse] = name.match(/^sparse (\d+)$/) ?? [];
    const real = SERIES.some((series) => name.startsWith(series));
    expect(y.length).toBe(sparse ? Number(sparse) : real ? 55_550 : 50_000);
    expect(x.length).toBe(y.length);
    expect(floor).toBe(sparse ? 0.99 : name.startsWith('noise') ? 0.988 : 0.995);
    expect(irregular).toBe(name.includes('irregular'));
    expect(x[0]).toBe(0);
    expect(steps(x).every((step) => (irregular ? step >= 0 : step === 1))).toBe(true);
    expect(y.every(Number.isFinite)).toBe(!name.includes('gaps'));
  });

  test.each(['walk, irregular', 'noise, irregular', 'writ, irregular', 'walk, irregular, gaps'])(
    '%s: log-normal steps, duplicates, a pause',
    (name) => {
      const { x } = named(name);
      const span = x[x.length - 1];
      const gaps = steps(x);
      const pause = gaps.indexOf(Math.max(...gaps));
      expect(gaps[pause] / span).toBeCloseTo(0.05, 9);
      expect(pause + 1).toBe(x.length / 2);
      expect(gaps.filter((step) => step > 0.01 * span).length).toBe(1);
      const duplicates = gaps.filter((step) => step === 0).length / gaps.length;
      expect(duplicates).toBeGreaterThan(0.018);
      expect(duplicates).toBeLessThan(0.022);
      const logarithms = gaps.filter((step, i) => step > 0 && i !== pause).map(Math.log);
      expect(mean(logarithms)).toBeCloseTo(0, 1);
      expect(deviation(logarithms)).toBeCloseTo(1, 1);
    },
  );

  test.each(['walk, gaps', 'noise, gaps', 'writ, gaps', 'walk, irregular, gaps'])(
    '%s: one in a hundred is missing, in runs',
    (name) => {
      const { y } = named(name);
      const plain = named(name.replace(/,.*/, '')).y;
      const runs: number[] = [];
      let changed = 0;
      y.forEach((value, i) => {
        if (!Number.isNaN(value)) changed += value === plain[i] ? 0 : 1;
        else if (i > 0 && Number.isNaN(y[i - 1])) runs[runs.length - 1]++;
        else runs.push(1);
      });
      expect(changed).toBe(0);
      expect(sum(runs) / y.length).toBeGreaterThanOrEqual(0.01);
      expect(sum(runs) / y.length).toBeLessThan(0.011);
      expect(Math.min(...runs)).toBeGreaterThanOrEqual(5);
      expect(Math.max(...runs)).toBeLessThanOrEqual(40);
      expect(Number.isFinite(y[0]) && Number.isFinite(y[y.length - 1])).toBe(true);
    },
  );

  test('irregular ones have the heights of the regular', () => {
    for (const name of ['walk', 'noise', 'writ']) {
      expect(bytes(named(`${name}, irregular`).y)).toBe(bytes(named(name).y));
    }
    expect(bytes(named('walk, irregular, gaps').y)).toBe(bytes(named('walk, gaps').y));
    expect(bytes(named('walk, irregular, gaps').x)).toBe(bytes(named('walk, irregular').x));
  });

  test('the walk has normal steps', () => {
    const moves = steps(named('walk').y);
    expect(mean(moves)).toBeCloseTo(0, 1);
    expect(deviation(moves)).toBeCloseTo(1, 1);
    const within = moves.filter((step) => Math.abs(step) < 1).length / moves.length;
    expect(within).toBeCloseTo(0.683, 1);
  });

  test('the sine has six periods, and the noise on it is a tenth', () => {
    const sine = named('sine').y;
    const rises = sine.filter((value, i) => value > 0 && (i === 0 || sine[i - 1] <= 0)).length;
    expect(rises).toBe(6);
    expect(Math.max(...sine)).toBeCloseTo(1, 6);
    const added = named('sine + noise').y.map((value, i) => value - sine[i]);
    expect(Math.max(...added.map(Math.abs))).toBeCloseTo(0.1, 3);
    expect(mean(added)).toBeCloseTo(0, 2);
  });

  test('the noise is even', () => {
    const counts = Array(10).fill(0);
    for (const value of named('noise').y) counts[Math.floor(10 * value)]++;
    expect(counts.length).toBe(10);
    for (const count of counts) expect(Math.abs(count / 5000 - 1)).toBeLessThan(0.06);
    expect(new Set(named('sparse 10').y).size).toBe(10);
  });

  test('the series are the columns of the file', () => {
    SERIES.forEach((name, i) => {
      const { y } = named(name);
      expect(metrics[2 + i]).toBe(name);
      expect([y[0], y[1], y[55_549]]).toEqual([metrics[9 + i], metrics[16 + i], metrics[metrics.length - 6 + i]]);
    });
    expect(() => cases([2, 'epoch', 'idl', 0, 1])).toThrow(TypeError);
    expect(() => cases({})).toThrow(TypeError);
  });
});
