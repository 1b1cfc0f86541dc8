import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Batch, columnsIn } from '../worker/batch.js';
import { SharedConsumer, SharedProducer, sharedCapacity, sharedMemory } from '../worker/shared-ring.js';

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ push: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 4, arbitrary: fc.record({ extend: fc.integer({ min: 0, max: 40 }), typed: fc.boolean() }) },
  { weight: 4, arbitrary: fc.constant('take' as const) },
  { weight: 1, arbitrary: fc.constant('refuse' as const) },
);

/** Positions are 30 bits long: some rings begin just before they turn over. */
const memoryFrom = (capacity: number, position: number) => {
  const memory = sharedMemory(capacity);
  new Int32Array(memory).fill(position, 0, 17);
  return memory;
};

test('what is taken is what was written, in order, each once, and what finds no room is refused whole', () => {
  let turns = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(16, 32, 64),
      fc.constantFrom(0, 2 ** 30 - 32, 2 ** 30 - 1),
      fc.array(step, { maxLength: 60 }),
      (capacity, position, steps) => {
        const memory = memoryFrom(capacity, position);
        let clock = 0;
        const producer = new SharedProducer(
          memory,
          () => ++clock,
          () => expect.unreachable(),
          () => {},
        );
        const consumer = new SharedConsumer(memory);
        const written: [number, number, number][] = [];
        let taken = 0;
        /** When the oldest that waits was pushed. */
        const since = () => written[taken][2];
        const write = (x: number, y: number) => written.push([x, y, clock]);
        for (const one of steps) {
          if (one === 'take') {
            producer.publish();
            if (written.length > taken) {
              let seen = 0;
              const before = taken;
              const first = since();
              const count = consumer.take((batch) => {
                expect(batch.since).toBe(first);
                for (let i = batch.start; i < batch.end; i++, seen++) {
                  expect([batch.x[i], batch.y[i]]).toEqual(written[before + seen].slice(0, 2));
                }
                if (batch.start === 0 && seen > batch.end) turns++;
              });
              expect(count).toBe(seen);
              taken += count;
            }
            expect(taken).toBe(written.length);
            expect(consumer.take(() => expect.unreachable())).toBe(0);
          } else if (one === 'refuse') {
            // A consumer that fails has taken nothing.
            producer.publish();
            if (written.length > taken) {
              expect(() =>
                consumer.take(() => {
                  throw new Error('no');
                }),
              ).toThrow('no');
            }
          } else if ('push' in one) {
            for (let i = 0; i < one.push; i++) {
              const room = written.length - taken < capacity;
              expect(producer.push(written.length, -i)).toBe(room);
              if (room) write(written.length, -i);
            }
          } else {
            const room = capacity - (written.length - taken);
            const columns = Array.from({ length: one.extend }, (_, i) => written.length + i);
            const [xs, ys] = one.typed ? [Float64Array.from(columns), Float32Array.from(columns)] : [columns, columns];
            expect(producer.extend(xs, [ys], 0, one.extend, true)).toBe(one.extend <= room);
            if (one.extend <= room) for (const value of columns) write(value, value);
          }
          expect(producer.written).toBe(written.length);
          expect(producer.written - producer.waiting).toBe(taken);
          expect(producer.waiting).toBe(written.length - taken);
          expect(consumer.waiting).toBeLessThanOrEqual(written.length - taken);
          const left = producer.remainder();
          expect(left ? Array.from(left.x) : []).toEqual(written.slice(taken).map(([x]) => x));
        }
      },
    ),
    { numRuns: 2000 },
  );
  expect(turns).toBeGreaterThan(100);
});

test('a ring is never more than a quarter of its window, nor larger than asked for by more than twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 28 }), fc.integer({ min: 1, max: 2 ** 28 }), (wanted, window) => {
      const capacity = sharedCapacity(wanted, window);
      if (window < 64) expect(capacity).toBe(0);
      else {
        expect(Number.isInteger(Math.log2(capacity))).toBe(true);
        expect(capacity).toBeGreaterThanOrEqual(16);
        expect(capacity).toBeLessThanOrEqual(Math.min(window / 4, 2 ** 20));
        expect(capacity).toBeLessThan(2 * Math.max(16, wanted));
      }
    }),
    { numRuns: 1000 },
  );
});

/** Writes 0, 1, 2 … as fast as it can; where the consumer sleeps, it says so. */
const PRODUCER = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData.module).then(({ SharedProducer }) => {
  const producer = new SharedProducer(workerData.memory, () => Date.now(), () => parentPort.postMessage('wake'), () => {});
  let i = 0;
  let said = -1;
  const xs = new Float64Array(50);
  const go = () => {
    for (const end = Math.min(i + 20000, workerData.count); i < end; ) {
      if (i % 7 === 0 && i + 50 <= workerData.count) {
        for (let k = 0; k < 50; k++) xs[k] = i + k;
        if (!producer.extend(xs, [xs], 0, 50, true)) break;
        i += 50;
      } else if (producer.push(i, i)) i++;
      else break;
    }
    producer.publish();
    if (i < workerData.count) setImmediate(go);
  };
  go();
});
`;

test('of several columns each sample has its own, across the end of the ring and in what is left', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5 }),
      fc.array(fc.record({ count: fc.integer({ min: 1, max: 12 }), rows: fc.boolean(), take: fc.boolean() }), {
        maxLength: 40,
      }),
      (columns, steps) => {
        const memory = sharedMemory(16, columns);
        const producer = new SharedProducer(
          memory,
          () => 1,
          () => {},
          () => {},
        );
        const consumer = new SharedConsumer(memory, ['a']);
        const heightAt = (x: number, k: number) => 10 * x + k;
        let [written, taken] = [0, 0];
        const expectSamples = (batch: Batch) => {
          for (let i = batch.start; i < batch.end; i++, taken++) {
            expect(batch.x[i]).toBe(taken);
            expect(columnsIn(batch).map((y) => y[i])).toEqual(
              Array.from({ length: columns }, (_, k) => heightAt(taken, k)),
            );
          }
        };
        for (const { count, rows, take } of steps) {
          if (rows) {
            for (let i = 0; i < count; i++) {
              const row = Float64Array.from({ length: columns }, (_, k) => heightAt(written, k));
              if (producer.pushRow(written, row)) written++;
            }
            producer.publish();
          } else {
            const xs = Array.from({ length: count }, (_, i) => written + i);
            const ys = Array.from({ length: columns }, (_, k) => xs.map((x) => heightAt(x, k)));
            if (producer.extend(xs, ys, 0, count, true)) written += count;
          }
          if (take) consumer.take(expectSamples);
        }
        const left = producer.remainder();
        if (left) expectSamples(left);
        expect(taken).toBe(written);
      },
    ),
  );
});

test('between two threads nothing is missed, doubled or torn, whenever the consumer sleeps', async () => {
  const { rolldown } = await import('rolldown');
  const build = await rolldown({
    input: new URL('../worker/shared-ring.ts', import.meta.url).pathname,
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  });
  const { output } = await build.generate({ format: 'esm' });
  const module = `data:text/javascript,${encodeURIComponent(output[0].code)}`;
  const count = 3_000_000;
  const memory = memoryFrom(1024, 2 ** 30 - 500_000);
  const consumer = new SharedConsumer(memory);
  const thread = new Worker(PRODUCER, { eval: true, workerData: { memory, count, module } });
  let next = 0;
  let naps = 0;
  let idle = 0;
  let wrong = 0;
  const append = ({ x, y, start, end }: Batch) => {
    for (let i = start; i < end; i++, next++) if (x[i] !== next || y[i] !== next) wrong++;
  };
  await new Promise<void>((resolve, reject) => {
    let asleep = false;
    const look = () => {
      if (asleep) return;
      if (consumer.take(append) > 0) idle = 0;
      else if (++idle > 3) {
        consumer.sleep();
        // Published before the producer can have seen that.
        if (consumer.take(append) === 0) {
          asleep = true;
          naps++;
          return;
        }
        consumer.wake();
      }
      if (next === count) resolve();
      else setImmediate(look);
    };
    thread.on('message', () => {
      if (!asleep) return;
      asleep = false;
      consumer.wake();
      idle = 0;
      look();
    });
    thread.on('error', reject);
    look();
  });
  await thread.terminate();
  expect(wrong).toBe(0);
  expect(next).toBe(count);
  expect(naps).toBeGreaterThan(0);
});
