/** Smoothing: equal to what anyone would compute of all samples, whatever of these was evicted, or dropped on its way. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chartAppend, LiveStream } from '../src/index.js';
import { Outbox } from '../src/outbox.js';
import { emptyBatch } from '../worker/batch.js';
import { type ChartOptionsInput, resolveOptions } from '../worker/options.js';
import { renderSvg } from '../worker/paint-svg.js';
import { Ring } from '../worker/ring.js';
import { columnNamesOf, weightsOf } from '../worker/series-options.js';
import { chanceOf } from './chance.js';

/** As TensorBoard writes it: with the bias of the beginning taken out last. */
function smoothed(values: number[], weight: number): number[] {
  let sum = 0;
  let count = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return Number.NaN;
    sum = weight * sum + (1 - weight) * value;
    count++;
    return sum / (1 - weight ** count);
  });
}

const weight = fc.oneof(fc.constantFrom(0.5, 0.9, 0.99, 0.999), fc.double({ min: 1e-3, max: 0.999, noNaN: true }));

describe('a smoothed series', () => {
  test('is the mean of all that came, to a billionth of a thousandth, through gaps, evictions and clears', () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ append: fc.integer({ min: 0, max: 150 }) }) },
      { weight: 1, arbitrary: fc.record({ resize: fc.integer({ min: 1, max: 120 }) }) },
      { weight: 1, arbitrary: fc.constant({ clear: true } as const) },
    );
    const scale = fc.constantFrom(1, 1e-9, 1e12, -3);
    fc.assert(
      fc.property(fc.integer(), weight, scale, fc.array(step, { maxLength: 30 }), (seed, w, height, steps) => {
        const chance = chanceOf(seed);
        let ring = new Ring(60, undefined, ['y'], [w]);
        let all: number[] = [];
        for (const one of steps) {
          if ('clear' in one) {
            ring.clear();
            all = [];
          } else if ('resize' in one) ring = ring.reshaped(one.resize);
          else {
            const batch = emptyBatch(one.append);
            batch.y.forEach((_, i) => {
              batch.y[i] = chance() < 0.1 ? Number.NaN : height * (1 + chance());
            });
            batch.end = one.append;
            ring.append(batch, true);
            all.push(...batch.y);
          }
          const expected = smoothed(all, w).slice(all.length - ring.n);
          const found = Array.from(ring.smoothed[0]!.toArray());
          const off = found.map((value, i) => Math.abs(value - expected[i]) / (2 * Math.abs(height)));
          expect(found.map(Number.isNaN)).toEqual(expected.map(Number.isNaN));
          expect(Math.max(0, ...off.filter((value) => !Number.isNaN(value)))).toBeLessThan(1e-12);
          // Its index is over what it is.
          const { pyramid } = ring.smoothed[0]!;
          pyramid.range(ring.start, ring.end);
          const known = found.filter((value) => !Number.isNaN(value));
          expect([pyramid.low, pyramid.high]).toEqual([Math.min(...known), Math.max(...known)]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('that is constant stays what it is, to the bit', () => {
    fc.assert(
      fc.property(weight, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat(300), (w, value, count) => {
        const ring = new Ring(100, undefined, ['y'], [w]);
        const batch = emptyBatch(count);
        batch.y.fill(value);
        batch.end = count;
        ring.append(batch, true);
        for (const found of ring.smoothed[0]!.toArray()) expect(found).toBe(value + 0);
      }),
    );
  });

  test('never overflows', () => {
    const ring = new Ring(10, undefined, ['y'], [0.5]);
    ring.append({ ...emptyBatch(2), x: Float64Array.of(1, 2), y: Float64Array.of(-1.7e308, 1.7e308), end: 2 }, true);
    expect(ring.smoothed[0]!.toArray()[1] / 1.7e308).toBeCloseTo(1 / 3, 12);
  });
});

test('what is dropped on its way to the engine counts, whatever else is said meanwhile', async () => {
  // Of those whose weight changes it counts from when on; so each keeps its own.
  const series = [
    [{ name: 'a', smoothing: 0.9 }],
    [{ name: 'a', smoothing: 0.9 }, { name: 'c' }],
    [
      { name: 'b', smoothing: 0.5 },
      { name: 'a', smoothing: 0.9 },
    ],
    [{ name: 'b', smoothing: 0.5 }, { name: 'c' }],
  ];
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ push: fc.integer({ min: 1, max: 15 }) }) },
    { weight: 4, arbitrary: fc.record({ extend: fc.integer({ min: 0, max: 60 }) }) },
    { weight: 2, arbitrary: fc.record({ series: fc.constantFrom(...series) }) },
    { weight: 1, arbitrary: fc.record({ maxPoints: fc.integer({ min: 1, max: 40 }) }) },
    { weight: 1, arbitrary: fc.constantFrom({ clear: true } as const, { flush: true } as const) },
  );
  let dropped = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(step, { minLength: 1, maxLength: 25 }), async (seed, steps) => {
      const chance = chanceOf(seed);
      let given: ChartOptionsInput = { series: series[0], maxPoints: 20, xScale: 'linear', width: 300, height: 200 };
      let options = resolveOptions(given, 'test');
      const stream = new LiveStream(given);
      let ring = new Ring(20, undefined, columnNamesOf(options), weightsOf(options));
      let x = 0;
      for (const one of steps) {
        if ('push' in one || 'extend' in one) {
          const count = 'push' in one ? one.push : one.extend;
          const xs = Float64Array.from({ length: count }, () => x++);
          const columns = options.series.map(() =>
            Float64Array.from(xs, () => (chance() < 0.1 ? Number.NaN : chance())),
          );
          if ('extend' in one) stream.extend(xs, columns);
          else
            for (let i = 0; i < count; i++)
              stream.push(
                xs[i],
                columns.map((column) => column[i]),
              );
          const y = Float64Array.from(columns.flatMap((column) => Array.from(column)));
          ring.append({ x: xs, y, labels: null, start: 0, end: count, since: 0 }, true);
        } else if ('clear' in one) {
          stream.clear();
          ring.clear();
        } else if ('flush' in one) await stream.flush();
        else {
          const now: ChartOptionsInput = one;
          given = { ...given, ...now };
          options = resolveOptions(given, 'test');
          stream.configure(now);
          ring = ring.reshaped(options.maxPoints, columnNamesOf(options), weightsOf(options));
        }
      }
      const { svg } = await stream.render({ format: 'svg' });
      expect(roughly(svg!)).toEqual(roughly(renderSvg(ring, options).svg));
      dropped += (await stream.stats()).dropped;
      await stream.close();
    }),
    { numRuns: 400 },
  );
  expect(dropped).toBeGreaterThan(2000);
});

/** Stretches are put together in another order than samples one by one: the last digits may differ. */
const roughly = (svg: string) => svg.replace(/\d+\.\d+/g, (number) => Number(number).toFixed(1));

test('lies within the axis, also where it remembers what has left the window', () => {
  const values = Array.from({ length: 2000 }, (_, i) => (i < 1490 ? 100 : 0));
  const payload = { x: values.map((_, i) => i), y: values, smoothing: 0.99, max_points: 500, x_scale: 'linear' };
  const { html } = JSON.parse(chartAppend(JSON.stringify(payload)));
  const [, path] = html.match(/ d="([^"]*)" fill="none" stroke="#6366f1" stroke-width/);
  const ys = [...path.matchAll(/[ML]\S+ (\S+?)(?=[ML]|$)/g)].map(([, y]) => Number(y));
  expect(ys.length).toBeGreaterThan(100);
  expect(Math.min(...ys)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...ys)).toBeLessThanOrEqual(420);
});

test('changed while it streams begins with the oldest sample of the window; what has not changed goes on', () => {
  const ring = new Ring(4, undefined, ['a', 'b'], [0.5, 0.9]);
  const y = Float64Array.of(...[8, 4, 2, 1, 3, 5], ...[1, 2, 3, 4, 5, 6]);
  ring.append({ x: Float64Array.of(1, 2, 3, 4, 5, 6), y, labels: null, start: 0, end: 6, since: 0 }, true);
  const before = ring.smoothed[1];
  ring.smooth([0.8, 0.9]);
  expect(ring.smoothed[1]).toBe(before);
  const close = (found: Float64Array, expected: number[]) => {
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 12);
    });
  };
  close(ring.smoothed[0]!.toArray(), smoothed([2, 1, 3, 5], 0.8));
  ring.append({ x: Float64Array.of(7), y: Float64Array.of(7, 8), labels: null, start: 0, end: 1, since: 0 }, true);
  close(ring.smoothed[0]!.toArray(), smoothed([2, 1, 3, 5, 7], 0.8).slice(1));
  const { pyramid } = ring.smoothed[0]!;
  pyramid.range(ring.start, ring.end);
  expect([pyramid.low, pyramid.high]).toEqual([
    Math.min(...ring.smoothed[0]!.toArray()),
    Math.max(...ring.smoothed[0]!.toArray()),
  ]);
  ring.smooth([0, 0.9]);
  expect(ring.smoothed[0]).toBeNull();
});

test('what an outbox has dropped goes to its own series, whatever their order is by then', () => {
  const outbox = new Outbox(2);
  outbox.layOut([0.5, 0.5], ['loss', 'acc']);
  for (let i = 0; i < 5; i++) outbox.pushRow(i, Float64Array.of(10, -10));
  outbox.layOut([0.5, 0.5], ['acc', 'loss']);
  for (let i = 5; i < 9; i++) outbox.pushRow(i, Float64Array.of(-10, 10));
  const ring = new Ring(2, undefined, ['loss', 'acc'], [0.5, 0.5]);
  for (const batch of outbox.take().batches) ring.append(batch, true);
  expect(ring.smoothed.map((series) => Array.from(series!.toArray()))).toEqual([
    [10, 10],
    [-10, -10],
  ]);
  expect(ring.toData().ys.map((column) => Array.from(column))).toEqual([
    [10, 10],
    [-10, -10],
  ]);
});

test('lies over what came, which is faint', () => {
  const payload = { x: [1, 2, 3], y: [0, 1, 0], smoothing: 0.5, x_scale: 'linear' };
  const { html, smoothing } = JSON.parse(chartAppend(JSON.stringify(payload)));
  const strokes = [...html.matchAll(/stroke="#6366f1"([^>]*) stroke-width/g)].map(([, more]) => more);
  expect(strokes).toEqual([' stroke-opacity="0.3"', '']);
  // Nothing has left the window.
  expect(smoothing).toEqual([null]);
  expect(() => chartAppend(JSON.stringify({ ...payload, prev_smoothing: [[1, 5]] }))).toThrow(TypeError);
  expect(() => chartAppend(JSON.stringify({ ...payload, prev_smoothing: [[1]] }))).toThrow(
    new TypeError('prev_smoothing must be what a call before gave as smoothing, got an array'),
  );
});
