/** Scales of y that are not linear: domains and ticks that can be read, and lines that are straight where they should be. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChartOptionsInput, resolveOptions } from '../worker/options.js';
import { renderSvg } from '../worker/paint-svg.js';
import { type Interval, position, scaleOf } from '../worker/scales.js';
import { Y_SCALES, yTickLabels } from '../worker/y-scales.js';
import { alphasOf, ringOf, type Samples } from './painted.js';

const RUNS = { numRuns: 1000 };

const optionsOf = (given: ChartOptionsInput) => resolveOptions({ xScale: 'linear', ...given }, 'test');

/** Positive numbers of any magnitude, and of those that people meet. */
const positive = fc.oneof(
  fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
  fc.double({ min: -8, max: 8, noNaN: true }).map((power) => 10 ** power),
);
const signed = fc.tuple(fc.boolean(), fc.oneof(positive, fc.constant(0))).map(([up, value]) => (up ? value : -value));

/** Domains of every size: two numbers at will, close ones, and ones that are a single step of float64 apart. */
const domainsOf = (value: fc.Arbitrary<number>) =>
  fc
    .oneof(
      fc.tuple(value, value),
      fc.tuple(value, fc.double({ min: 1e-14, max: 3, noNaN: true })).map(([v, more]) => [v, v + Math.abs(v) * more]),
      value.map((v) => [v, v + Math.abs(v) * 2 ** -52]),
    )
    .map(([a, b]): Interval => [Math.min(a, b), Math.max(a, b)])
    .filter(([low, high]) => low < high && Number.isFinite(high - low));

describe.each([
  ['log', domainsOf(positive)],
  ['symlog', domainsOf(signed)],
] as const)('ticks of a %s scale', (name, domains) => {
  const { ticks, nice, transform, invert } = Y_SCALES[name];

  test('are ascending, in the domain, distinct, and not too many', () => {
    let many = 0;
    fc.assert(
      fc.property(domains, fc.integer({ min: 2, max: 20 }), (domain, count) => {
        const found = ticks(domain, count);
        const { values } = found;
        expect(values.filter((value) => !(value >= domain[0] && value <= domain[1]))).toEqual([]);
        expect(values.filter((value, i) => i > 0 && value <= values[i - 1])).toEqual([]);
        expect(values.length).toBeLessThanOrEqual(2.5 * count + 2);
        const labels = yTickLabels(found, () => true);
        expect(new Set(labels).size).toBe(values.length);
        for (const [i, label] of labels.entries()) {
          // Within a thousandth of itself, or of the step to its neighbour.
          const step = values.length > 1 ? Math.min(...values.slice(1).map((v, k) => v - values[k])) : 0;
          const told = Number(label.replaceAll(',', '').replace('−', '-'));
          expect(Math.abs(told - values[i])).toBeLessThanOrEqual(Math.max(Math.abs(values[i]), step) * 1.001e-3);
        }
        if (name === 'log' && domain[1] / domain[0] >= 100) expect(values.length).toBeGreaterThan(1);
        if (values.length > 2) many++;
      }),
      RUNS,
    );
    expect(many).toBeGreaterThan(300);
  });

  test('widen the domain, where it is not about linear to the next of 1, 2 and 5 times a power of ten', () => {
    let wide = 0;
    fc.assert(
      fc.property(domains, fc.integer({ min: 2, max: 20 }), (domain, count) => {
        const [low, high] = nice(domain, count);
        expect(low).toBeLessThanOrEqual(domain[0]);
        expect(high).toBeGreaterThanOrEqual(domain[1]);
        if (name !== 'log') return;
        expect(low).toBeGreaterThan(0);
        if (Math.log10(domain[1]) - Math.log10(domain[0]) < 1) return;
        wide++;
        for (const [end, widened] of [
          [domain[0], low],
          [domain[1], high],
        ]) {
          expect(widened.toExponential()).toMatch(/^[125]e/);
          expect(Math.abs(Math.log10(widened) - Math.log10(end))).toBeLessThan(0.4);
        }
      }),
      RUNS,
    );
    expect(wide > 100).toBe(name === 'log');
  });

  test('lie where the transform says, which ascends and can be undone', () => {
    fc.assert(
      fc.property(domains, ([low, high]) => {
        const scale = scaleOf([low, high], [400, 0], transform);
        const [a, b] = [low, high].map((value) => position(scale, value));
        expect(a).toBe(400);
        expect(b).toBeLessThanOrEqual(a);
        expect(transform!(low)).toBeLessThanOrEqual(transform!(high));
        for (const value of [low, high]) {
          // As near as float64 comes: of what is laid out a step is so much of the value.
          const steps = 4 * Math.max(1, Math.abs(transform!(value))) * Number.EPSILON * Math.max(1, Math.LN10);
          expect(Math.abs(invert(transform!(value)) - value)).toBeLessThanOrEqual(
            steps * Math.max(Math.abs(value), 1e-300) + 0,
          );
        }
      }),
      RUNS,
    );
  });
});

describe('a log scale', () => {
  const yOf = (samples: Samples, given: ChartOptionsInput = {}) =>
    renderSvg(ringOf(samples), optionsOf({ yScale: 'log', ...given })).scene;

  test('labels powers of ten, and what lies between where there is room', () => {
    const labels = (low: number, high: number) =>
      yOf([
        [0, low],
        [1, high],
      ]).labels.y.map(({ text }) => text);
    expect(labels(0.001, 1000)).toEqual(['0.001', '0.01', '0.1', '1', '10', '100', '1,000']);
    expect(labels(1, 100)).toEqual(['1', '2', '5', '10', '20', '50', '100']);
    expect(labels(20, 60)).toEqual(['20', '25', '30', '35', '40', '45', '50', '55', '60']);
    expect(labels(1e-30, 1)).toEqual(['1e-30', '1e-25', '1e-20', '1e-15', '1e-10', '1e-5', '1']);
  });

  test('shows six decades below the highest value where the lowest one is not above 0', () => {
    const samples: Samples = [-5, 0, 1000, 3].map((y, i) => [i, y]);
    expect(yOf(samples).domain.y).toEqual([0.001, 1000]);
    expect(yOf(samples, { yMin: 0.1 }).domain.y).toEqual([0.1, 1000]);
    expect(yOf([[0, -5]]).domain.y).toEqual([1, 10]);
    expect(yOf([]).domain.y).toEqual([1, 10]);
    expect(yOf([[0, Number.MIN_VALUE]]).domain.y[0]).toBeGreaterThan(0);
  });

  test('and six below the end that it was given, where that is lower', () => {
    const samples: Samples = [0, 1, 10, 100, 1e9].map((y, i) => [i, y]);
    expect(yOf(samples, { yMax: 100 }).domain.y).toEqual([0.0001, 100]);
  });

  test('writes each tick with its own digits in a format, too', () => {
    const { labels } = yOf(
      [
        [0, 0.001],
        [1, 1000],
      ],
      { yFormat: '{f} V' },
    );
    expect(labels.y.map(({ text }) => text)).toEqual(['0.001 V', '0.01 V', '0.1 V', '1 V', '10 V', '100 V', '1000 V']);
  });

  test('a line goes straight down to what is not above 0, and ends at the axis', () => {
    const samples: Samples = [10, 100, 0, 100, -5, -7, 10].map((y, i) => [i, y]);
    const { svg, scene } = renderSvg(ringOf(samples), optionsOf({ yScale: 'log', yMin: 1 }));
    const path = svg.match(/<path d="([^"]*)"[^>]*stroke-linejoin="round"/)![1];
    const bottom = scene.plot.y + scene.plot.height;
    const ends = path
      .split('M')
      .slice(1)
      .map((piece) => piece.split('L').map((point) => point.split(' ').map(Number)));
    expect(ends.length).toBe(3);
    const at = (x: number) => position(scene.projections[0].x, x);
    expect(ends[0].at(-1)).toEqual([expect.closeTo(at(1), 0), bottom]);
    expect(ends[1][0]).toEqual([expect.closeTo(at(3), 0), bottom]);
    expect(ends[1].at(-1)).toEqual([expect.closeTo(at(3), 0), bottom]);
    expect(ends[2][0]).toEqual([expect.closeTo(at(6), 0), bottom]);
  });
});

test.each(['log', 'symlog'] as const)(
  'on a %s scale all is painted as the transformed data on a linear one',
  (yScale) => {
    const { transform } = Y_SCALES[yScale];
    let painted = 0;
    fc.assert(
      fc.property(
        fc.record({
          samples: fc.array(
            fc.tuple(
              fc.integer({ min: 0, max: 9 }),
              fc.oneof(
                { weight: 9, arbitrary: fc.double({ min: -3, max: 4, noNaN: true }).map((power) => 10 ** power) },
                { weight: 1, arbitrary: fc.constant(Number.NaN) },
              ),
            ),
            { minLength: 2, maxLength: 60 },
          ),
          ascending: fc.boolean(),
          repeated: fc.constantFrom(1, 1, 40),
          kind: fc.constantFrom<'line' | 'step' | 'scatter'>('line', 'step', 'scatter'),
          ratio: fc.constantFrom(1, 2),
        }),
        ({ samples: steps, ascending, repeated, kind, ratio }) => {
          let x = 0;
          const samples = Array.from({ length: repeated }, () => steps)
            .flat()
            .map(([step, y]): [number, number] => {
              x += step;
              return [ascending ? x : step, y];
            });
          const [yMin, yMax] = [1e-3, 1e4];
          const look = { axes: false, grid: false, kind };
          const a = alphasOf(samples, { ...look, yScale, yMin, yMax }, ratio);
          const even = samples.map(([at, y]): [number, number] => [at, transform!(y)]);
          const b = alphasOf(
            Number.isNaN(x) ? [] : even.map(([at, y], i) => [at, Number.isNaN(samples[i][1]) ? Number.NaN : y]),
            { ...look, yMin: transform!(yMin), yMax: transform!(yMax) },
            ratio,
          );
          const off = a.reduce((most, alpha, i) => Math.max(most, Math.abs(alpha - b[i])), 0);
          // Blocks of samples meet at a height between them, which is not the same in both.
          if (repeated === 1) expect(off).toBeLessThanOrEqual(8);
          const unlike = a.filter((alpha, i) => Math.abs(alpha - b[i]) > 8).length;
          expect(unlike).toBeLessThanOrEqual(0.01 * a.length);
          if (a.some((alpha) => alpha > 0)) painted++;
        },
      ),
      { numRuns: 250 },
    );
    expect(painted).toBeGreaterThan(200);
  },
);
