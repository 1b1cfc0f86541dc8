import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Outbox } from '../src/outbox.js';
import { type Batch, fillIn } from '../worker/batch.js';
import { resolveOptions } from '../worker/options.js';
import type { Operation } from '../worker/protocol.js';
import { RegularColumn } from '../worker/regular.js';
import { Ring } from '../worker/ring.js';

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ push: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 4, arbitrary: fc.record({ extend: fc.integer({ min: 0, max: 120 }) }) },
  { weight: 2, arbitrary: fc.record({ adopt: fc.integer({ min: 1, max: 80 }), regular: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ regular: fc.oneof(fc.nat(120), fc.nat(5000)), dx: fc.constantFrom(1, 0.1, -0.5) }),
  },
  { weight: 2, arbitrary: fc.constant({ clear: true } as const) },
  { weight: 2, arbitrary: fc.record({ configure: fc.integer({ min: 1, max: 60 }), title: fc.string() }) },
  { weight: 2, arbitrary: fc.constant({ request: true } as const) },
  { weight: 1, arbitrary: fc.constant({ mark: true } as const) },
  { weight: 4, arbitrary: fc.constant({ take: true } as const) },
  { weight: 3, arbitrary: fc.record({ pass: fc.integer({ min: 0, max: 80 }) }) },
);

/** A ring with everything done to it at once, or by what an outbox hands out. */
class Model {
  ring: Ring;
  shown: number[][] = [];
  constructor(capacity: number) {
    this.ring = new Ring(capacity);
  }
  perform(operation: Operation): void {
    if (operation.kind === 'append') this.ring.append(operation.batch, true);
    else if (operation.kind === 'clear') this.ring.clear();
    else if (operation.kind === 'configure') this.ring = this.ring.reshaped(operation.options.maxPoints);
    else this.shown.push(this.values);
  }
  append(values: number[], xs = values): void {
    const [x, y] = [Float64Array.from(xs), Float64Array.from(values)];
    this.perform({ kind: 'append', batch: { x, y, start: 0, end: values.length, labels: null, since: 0 } });
  }
  get xs(): unknown[] {
    return Array.from<unknown>(this.ring.toData().x);
  }
  get values(): number[] {
    return Array.from(this.ring.toData().ys[0]);
  }
}

let passed = 0;
let told = 0;

test('whenever it is emptied, the engine ends up with the window that the order of calls asks for, and nothing is uncounted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.array(step, { maxLength: 40 }), (initial, steps) => {
      const outbox = new Outbox(initial);
      const [direct, engine] = [new Model(initial), new Model(initial)];
      let window = initial;
      let largest = initial;
      let next = 0;
      let pushed = 0;
      let taken = 0;
      let waiting = 0;
      let marks = 0;
      let reached = 0;
      const values = (count: number) => Array.from({ length: count }, () => next++);

      function take(): void {
        const parcel = outbox.take();
        expect(parcel.samples).toBeLessThanOrEqual(largest);
        taken += parcel.samples;
        for (const operation of parcel.operations) engine.perform(operation);
        for (const { regular } of parcel.batches) if (regular) told++;
        for (const mark of parcel.marks) mark.resolve();
        waiting -= parcel.operations.filter(({ kind }) => kind === 'data').length;
        outbox.recycle(
          parcel.operations.flatMap((operation) => (operation.kind === 'append' ? [operation.batch] : [])),
        );
      }

      for (const one of steps) {
        if ('push' in one) {
          for (const value of values(one.push)) {
            outbox.push(value, value);
            direct.append([value]);
            pushed++;
          }
        } else if ('extend' in one) {
          const column = values(one.extend);
          outbox.extend(column, [Float64Array.from(column)], true);
          direct.append(column);
          pushed += one.extend;
        } else if ('adopt' in one) {
          const column = values(one.adopt);
          const y = Float64Array.from(column);
          if (one.regular) outbox.adopt(y, y, new RegularColumn(column[0], 1, one.adopt));
          else outbox.adopt(y.slice(), y);
          direct.append(column);
          pushed += one.adopt;
        } else if ('regular' in one) {
          const column = values(one.regular);
          const x0 = column[0] ?? 0;
          outbox.extend(new RegularColumn(x0, one.dx, one.regular), [Float64Array.from(column)], true);
          direct.append(
            column,
            column.map((_, i) => x0 + i * one.dx),
          );
          pushed += one.regular;
        } else if ('clear' in one) {
          outbox.clear();
          direct.perform({ kind: 'clear' });
        } else if ('configure' in one) {
          const options = resolveOptions({ maxPoints: one.configure, title: one.title }, 'test');
          outbox.configure(options);
          direct.perform({ kind: 'configure', options });
          window = one.configure;
          largest = Math.max(largest, window);
        } else if ('pass' in one) {
          const { length } = outbox;
          const append = (batch: Batch) => {
            // As what is written into shared memory.
            fillIn(batch);
            expect(batch.regular ?? null).toBe(null);
            engine.perform({ kind: 'append', batch });
          };
          if (outbox.pass(one.pass, append)) {
            passed += length;
            taken += length;
            expect(length).toBeLessThanOrEqual(one.pass);
            expect(outbox.empty).toBe(true);
          }
        } else if ('request' in one) {
          outbox.request({ kind: 'data', request: 0 });
          direct.perform({ kind: 'data', request: 0 });
          waiting++;
        } else if ('mark' in one) {
          marks++;
          outbox.mark({ resolve: () => reached++, reject() {} });
        } else take();
        expect(outbox.length).toBeLessThanOrEqual((waiting + 1) * largest);
        expect(taken + outbox.dropped + outbox.length).toBe(pushed);
        expect(outbox.after(engine.ring.n, engine.ring.capacity)).toBe(direct.ring.n);
      }
      while (!outbox.empty) take();
      expect(engine.values).toEqual(direct.values);
      expect(engine.xs).toEqual(direct.xs);
      expect(engine.shown).toEqual(direct.shown);
      expect(outbox.length).toBe(0);
      expect(reached).toBe(marks);
    }),
    { numRuns: 3000 },
  );
  expect(passed).toBeGreaterThan(1000);
  expect(told).toBeGreaterThan(500);
});

describe('regular samples', () => {
  const ys = (count: number) => [new Float64Array(count)];
  const batchesOf = (outbox: Outbox) =>
    outbox.take().batches.map(({ regular, start, end }) => [end - start, regular?.length ?? 0]);

  test('are told of without x, in one batch whether or not they go on to the bit', () => {
    const outbox = new Outbox(1_000_000);
    for (let i = 0; i < 5; i++) outbox.extend(new RegularColumn(20 * i, 1, 20), ys(20), true);
    expect(batchesOf(outbox)).toEqual([
      [64, 1],
      [36, 1],
    ]);
    for (let i = 0; i < 5; i++) outbox.extend(new RegularColumn(300 * 0.01 * i, 0.01, 300), ys(300), true);
    expect(batchesOf(outbox)).toEqual([
      [512, 2],
      [988, 4],
    ]);
  });

  test('that are few, or mixed with a few others, have their x written', () => {
    const outbox = new Outbox(1_000_000);
    for (let i = 0; i < 5; i++) outbox.extend(new RegularColumn(i / 3, 0.1, 10), ys(10), true);
    expect(batchesOf(outbox)).toEqual([[50, 0]]);
    outbox.extend(new RegularColumn(0, 0.1, 300), ys(300), true);
    outbox.push(1, 1);
    outbox.extend(new RegularColumn(0, 0.1, 100), ys(100), true);
    expect(batchesOf(outbox)).toEqual([[401, 0]]);
  });

  test('that are many go beside the others in batches of their own', () => {
    const outbox = new Outbox(1_000_000);
    for (let i = 0; i < 3; i++) {
      outbox.extend(new RegularColumn(0, 0.1, 5000), ys(5000), true);
      outbox.push(1, 1);
    }
    expect(batchesOf(outbox).filter(([, progressions]) => progressions === 1)).toHaveLength(3);
  });

  test('that are taken over and mostly evicted keep neither their memory nor lose their place', () => {
    const outbox = new Outbox(100_000);
    const y = new Float64Array(1_000_000);
    outbox.adopt(y, y, new RegularColumn(0, 0.1, 1_000_000));
    outbox.push(1, 1);
    const [batch] = outbox.take().batches;
    expect(batch.y.buffer.byteLength).toBeLessThan(900_000);
    fillIn(batch);
    expect(batch.x.subarray(batch.start, batch.start + 2)).toEqual(Float64Array.of(900_001 * 0.1, 900_002 * 0.1));
  });
});

test('what an engine had not come to comes before everything else, as far as the window reaches', () => {
  const values = (outbox: Outbox): (number | string)[] =>
    outbox.take().operations.flatMap<number | string>((operation) => {
      if (operation.kind !== 'append') return [operation.kind];
      return Array.from(operation.batch.y.subarray(operation.batch.start, operation.batch.end));
    });
  const batch = (...y: number[]): Batch => {
    const column = Float64Array.from(y);
    return { x: column, y: column.slice(), start: 0, end: y.length, labels: null, since: 1 };
  };
  const outbox = new Outbox(5);
  for (const value of [4, 5, 6]) outbox.push(value, value);
  outbox.restore(batch(0, 1, 2, 3));
  expect([outbox.length, outbox.dropped]).toEqual([5, 2]);
  outbox.push(7, 7);
  expect(values(outbox)).toEqual([3, 4, 5, 6, 7]);
  // Before something that must be answered all of it is kept.
  outbox.push(3, 3);
  outbox.request({ kind: 'data', request: 1 });
  outbox.push(4, 4);
  outbox.restore(batch(1, 2));
  expect([outbox.length, outbox.dropped]).toEqual([4, 3]);
  expect(values(outbox)).toEqual([1, 2, 3, 'data', 4]);
  expect(outbox.length).toBe(0);
});

test('a flood without an engine keeps one window and a bounded number of batches', () => {
  const outbox = new Outbox(1000);
  for (let i = 0; i < 1_000_000; i++) outbox.push(i, i);
  expect([outbox.length, outbox.dropped]).toEqual([1000, 999_000]);
  const { operations } = outbox.take();
  expect(operations.length).toBeLessThan(20);
});

test('the memory of a burst is given back once there are only small parcels', () => {
  const outbox = new Outbox(1_000_000);
  const [x, y] = [new Float64Array(50_000), new Float64Array(50_000)];
  const turn = (count: number) => {
    outbox.extend(x.subarray(0, count), [y.subarray(0, count)], true);
    const { batches } = outbox.take();
    outbox.recycle(batches);
    return Math.max(...batches.map((batch) => batch.x.length));
  };
  turn(100);
  expect(turn(50_000)).toBe(65_536);
  // At once it is used again: bursts come in rows.
  expect(turn(100)).toBe(65_536);
  for (let i = 0; i < 1000; i++) turn(100);
  expect(turn(100)).toBeLessThanOrEqual(512);
});

test('in a flood as many batches are filled again as come back, and no more are kept when it is over', () => {
  const outbox = new Outbox(1_000_000);
  const [x, y] = [new Float64Array(1_000_000), new Float64Array(1_000_000)];
  const turn = (count: number) => {
    outbox.extend(x.subarray(0, count), [y.subarray(0, count)], true);
    const { batches } = outbox.take();
    const buffers = batches.map(({ x }) => x.buffer);
    outbox.recycle(batches);
    return buffers;
  };
  for (let i = 0; i < 3; i++) turn(1_000_000);
  const known = new Set(turn(1_000_000));
  expect(known.size).toBeGreaterThan(12);
  expect(turn(1_000_000).every((buffer) => known.has(buffer))).toBe(true);
  for (let i = 0; i < 10; i++) turn(10);
  expect(turn(1_000_000).filter((buffer) => known.has(buffer)).length).toBeLessThanOrEqual(5);
});

test('looks that nobody saw are not kept', () => {
  const outbox = new Outbox(10);
  for (let i = 0; i < 1000; i++) {
    outbox.push(i, i);
    outbox.configure(resolveOptions({ title: `${i}`, maxPoints: 10 }, 'test'));
  }
  const titles = outbox.take().operations.flatMap((one) => (one.kind === 'configure' ? [one.options.title] : []));
  expect(titles).toEqual(['999']);
});

test('options and clears in turn, without an engine, keep a bounded number of entries', () => {
  const outbox = new Outbox(100);
  const optionsOf = (maxPoints: number) => resolveOptions({ maxPoints }, 'test');
  for (let i = 0; i < 1000; i++) {
    outbox.configure(optionsOf(50 + (i % 7)));
    if (i % 3 === 0) outbox.clear();
    outbox.mark({ resolve() {}, reject() {} });
  }
  const { operations, marks } = outbox.take();
  expect(operations.length).toBeLessThan(5);
  expect(operations.at(-1)).toMatchObject({ kind: 'configure', options: { maxPoints: 50 + (999 % 7) } });
  expect(marks.length).toBe(1000);
});

test('of a window that came and went with nothing between, what it made the ring forget counts', () => {
  const outbox = new Outbox(100);
  for (let i = 0; i < 20; i++) outbox.push(i, i);
  for (const maxPoints of [50, 10, 40, 30, 60]) outbox.configure(resolveOptions({ maxPoints }, 'test'));
  expect(outbox.after(80, 100)).toBe(10);
  const { operations } = outbox.take();
  const windows = operations.flatMap((operation) =>
    operation.kind === 'configure' ? operation.options.maxPoints : [],
  );
  expect(windows).toEqual([10, 60]);
});

test('columns that were taken over and are mostly evicted don’t keep their memory', () => {
  const outbox = new Outbox(100_000);
  const column = () => new Float64Array(1_000_000);
  outbox.adopt(column(), column());
  outbox.adopt(new Float64Array(90_000), new Float64Array(90_000));
  const { operations, samples } = outbox.take();
  expect(samples).toBe(100_000);
  const bytes = operations.reduce((sum, operation) => {
    return operation.kind === 'append' ? sum + operation.batch.x.buffer.byteLength : sum;
  }, 0);
  expect(bytes).toBeLessThan(2 * 100_000 * 8);
});

test('columns that were handed over and overlap are not refilled', () => {
  const outbox = new Outbox(1000);
  const shared = new Float64Array(200);
  for (const [x, y] of [
    [shared.subarray(0, 100), shared.subarray(1, 101)],
    [shared.subarray(0, 100), shared.subarray(0, 100)],
  ]) {
    outbox.adopt(x, y);
    outbox.recycle(outbox.take().batches);
    for (let i = 1; i <= 3; i++) outbox.push(i, -i);
    const [batch] = outbox.take().batches;
    expect([[...batch.x.subarray(0, 3)], [...batch.y.subarray(0, 3)]]).toEqual([
      [1, 2, 3],
      [-1, -2, -3],
    ]);
  }
});

test.each([
  [500, 16_666],
  [10_000, 100_000],
])('with a window of %i and %i samples pushed a frame the same batches are filled again', (window, count) => {
  const outbox = new Outbox(window);
  const turn = () => {
    for (let i = 0; i < count; i++) outbox.push(i, i);
    const { batches } = outbox.take();
    outbox.recycle(batches);
    return batches.map(({ x }) => x.buffer);
  };
  const known = new Set(Array.from({ length: 10 }, turn).flat());
  for (let i = 0; i < 10; i++) for (const buffer of turn()) expect(known.has(buffer)).toBe(true);
});

test('room is kept for what waits, however regular samples and others take turns', () => {
  const outbox = new Outbox(100_000);
  for (let i = 0; i < 200; i++) {
    outbox.extend(new RegularColumn(i * 3000, 1, 2048), [new Float64Array(2048)], true);
    outbox.push(i * 3000 + 2500, 1);
  }
  const { operations, samples } = outbox.take();
  const room = operations.reduce((sum, one) => sum + (one.kind === 'append' ? one.batch.x.length : 0), 0);
  expect(samples).toBe(100_000);
  expect(room).toBeLessThan(4 * samples);
});
