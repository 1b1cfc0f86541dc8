import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Batch } from '../worker/batch.js';
import { emptyBatch } from '../worker/batch.js';
import { Ring } from '../worker/ring.js';
import { writeSamples } from '../worker/samples.js';
import { x, y } from './arbitraries.js';

type Taken = [x: number | string, y: number];

function batchOf(samples: [number | string, number | null][]): Batch {
  const batch = emptyBatch(samples.length);
  const columns = [samples.map(([value]) => value), samples.map(([, value]) => value)];
  writeSamples(batch, columns[0], [columns[1]], 0, samples.length, false);
  return batch;
}

const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ append: fc.array(fc.tuple(x, y), { maxLength: 40 }) }) },
  { weight: 1, arbitrary: fc.constant({ clear: true } as const) },
  { weight: 1, arbitrary: fc.record({ resize: fc.integer({ min: 1, max: 50 }) }) },
);

test('a ring holds what a plain array cut to its capacity holds, whatever is done to it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.array(operation, { maxLength: 30 }), (initial, operations) => {
      let ring = new Ring(initial);
      let capacity = initial;
      let model: Taken[] = [];
      let gaps = 0;
      let received = 0;
      for (const step of operations) {
        if ('append' in step) {
          ring.append(batchOf(step.append), false);
          const taken = step.append.map(
            ([label, value]): Taken => [label, Number.isFinite(value) ? value! : Number.NaN],
          );
          gaps += taken.filter(([, value]) => Number.isNaN(value)).length;
          received += taken.length;
          model = [...model, ...taken].slice(-capacity);
        } else if ('clear' in step) {
          ring.clear();
          model = [];
        } else {
          capacity = step.resize;
          ring = ring.reshaped(capacity);
          model = model.slice(-capacity);
        }
        const data = ring.toData();
        expect(Array.from<number | string>(data.x)).toEqual(model.map(([label]) => label));
        expect(Array.from(data.ys[0])).toEqual(model.map(([, value]) => value));
        expect(data.x instanceof Float64Array).toBe(model.every(([label]) => typeof label === 'number'));
        expect([ring.n, ring.gaps, ring.end]).toEqual([model.length, gaps, received]);
        expect(model.map((_, i) => ring.xAt(ring.start + i))).toEqual(model.map(([label]) => label));
      }
    }),
    { numRuns: 1000 },
  );
});

test('a ring with a span drops what lies further before each sample, whatever way they are cut', () => {
  const at = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 9 }) }, fc.integer({ min: -30, max: 60 }));
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ append: fc.array(at, { maxLength: 30 }) }) },
    { weight: 1, arbitrary: fc.record({ span: fc.integer({ min: 1, max: 60 }) }) },
    { weight: 1, arbitrary: fc.record({ resize: fc.integer({ min: 1, max: 50 }) }) },
  );
  const record = fc.record({
    span: fc.integer({ min: 1, max: 60 }),
    capacity: fc.integer({ min: 1, max: 50 }),
    ordered: fc.boolean(),
    steps: fc.array(step, { maxLength: 20 }),
  });
  fc.assert(
    fc.property(record, ({ span, capacity, ordered, steps }) => {
      let ring = new Ring(capacity, span);
      let model: number[] = [];
      let x = 0;
      const drop = () => {
        const old = model.map((value) => value < model[model.length - 1] - span).lastIndexOf(true);
        model = model.slice(old + 1);
      };
      for (const one of steps) {
        if ('append' in one) {
          const xs = one.append.map((value) => {
            x = ordered ? x + Math.abs(value) : value;
            return x;
          });
          ring.append(batchOf(xs.map((value) => [value, value])), true);
          for (const value of xs) {
            model = [...model, value].slice(-capacity);
            drop();
          }
        } else if ('span' in one) {
          span = one.span;
          ring.setSpan(span);
          drop();
        } else {
          capacity = one.resize;
          ring = ring.reshaped(capacity);
          model = model.slice(-capacity);
        }
        expect(Array.from(ring.toData().ys[0])).toEqual(model);
        expect(ring.n).toBe(model.length);
      }
    }),
    { numRuns: 1000 },
  );
});

test('runs cross the borders of chunks without losing or repeating a sample', () => {
  const ring = new Ring(50_000);
  let next = 0;
  for (const count of [1, 16_383, 1, 40_000, 30_001, 120_000, 7]) {
    const values = Array.from({ length: count }, () => next++);
    ring.append(batchOf(values.map((value) => [value, value])), false);
    const expected = Array.from({ length: Math.min(next, 50_000) }, (_, i) => next - Math.min(next, 50_000) + i);
    expect(Array.from(ring.toData().ys[0])).toEqual(expected);
  }
});

test('a Date is a label on a category scale and a number on a numeric one', () => {
  const date = new Date('2024-02-29T12:00:00Z');
  const batch = (): Batch => ({ ...emptyBatch(1), end: 1, labels: [date] });
  const [category, numeric] = [new Ring(5), new Ring(5)];
  category.append(batch(), false);
  numeric.append(batch(), true);
  expect(category.toData().x).toEqual(['2024-02-29T12:00:00.000Z']);
  expect(numeric.toData().x).toEqual(Float64Array.of(date.getTime()));
});
