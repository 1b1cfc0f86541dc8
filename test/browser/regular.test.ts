import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { Engine, LiveStream } from '../../src/index.js';
import { expectSame, regularCase } from '../regular.js';
import { eventually } from './eventually.js';
import { heldEngine } from './held-worker.js';

const engine = new Engine();
afterAll(() => engine.close());

test('in the worker window and pictures are those of the same samples with every x written, to the bit', async () => {
  const stream = new LiveStream({ engine });
  await stream.flush();
  expect((await stream.stats()).mode).toBe('worker');
  await fc.assert(
    fc.asyncProperty(regularCase, (one) => expectSame(one, engine)),
    { numRuns: 120 },
  );
  await stream.close();
});

test('and so they are by sinks', async () => {
  await fc.assert(
    fc.asyncProperty(regularCase, (one) => expectSame(one, engine, true)),
    { numRuns: 60 },
  );
});

test('what waits for a worker that has died is taken by the next, in its order', async () => {
  const held = heldEngine();
  const stream = new LiveStream({ engine: held.engine, maxPoints: 100_000, xScale: 'linear' });
  await stream.flush();
  const [died, restarted] = ['error', 'restart'].map(
    (type) => new Promise((resolve) => stream.addEventListener(type, resolve, { once: true })),
  );
  held.worker.terminate();
  await died;
  const ys = Float64Array.from({ length: 70_000 }, (_, i) => i);
  stream.extend({ x0: 5, dx: 0.1 }, ys);
  stream.push(1e6, -1);
  stream.extend({ x0: 1e6, dx: 0.3 }, ys.subarray(0, 10));
  await restarted;
  await eventually(async () => expect((await stream.stats()).pending).toBe(0));
  const expected = [...ys.map((_, i) => 5 + i * 0.1), 1e6, ...ys.subarray(0, 10).map((_, i) => 1e6 + i * 0.3)];
  expect((await stream.data()).x).toEqual(Float64Array.from(expected));
  await stream.close();
});

test('of several streams they go together, and come apart again', async () => {
  const held = heldEngine();
  const streams = Array.from({ length: 4 }, () => new LiveStream({ engine: held.engine, xScale: 'linear' }));
  await Promise.all(streams.map((stream) => stream.flush()));
  await eventually(async () => {
    for (const stream of streams) stream.clear();
    await Promise.all(streams.map((stream) => stream.flush()));
    streams.forEach((stream, i) => {
      stream.extend({ x0: i, dx: 0.1 }, new Float64Array(100 * i + 1));
    });
    for (const stream of streams) await eventually(async () => expect((await stream.stats()).pending).toBe(0));
    const windows = await Promise.all(streams.map((stream) => stream.data()));
    windows.forEach(({ x }, i) => {
      expect(x).toEqual(Float64Array.from({ length: 100 * i + 1 }, (_, k) => i + k * 0.1));
    });
    if (!globalThis.crossOriginIsolated) expect(held.worker.packs).toBeGreaterThan(0);
  });
  await Promise.all(streams.map((stream) => stream.close()));
});
