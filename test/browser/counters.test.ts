import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LiveStream } from '../../src/index.js';
import { chanceOf } from '../chance.js';
import { heldEngine } from './held-worker.js';

const held = heldEngine();
const { engine } = held;

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ push: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 3, arbitrary: fc.record({ extend: fc.integer({ min: 0, max: 150 }) }) },
  { weight: 1, arbitrary: fc.constant('clear' as const) },
  { weight: 2, arbitrary: fc.constant('hold' as const) },
  { weight: 2, arbitrary: fc.constant('release' as const) },
  { weight: 3, arbitrary: fc.constant('stats' as const) },
  { weight: 2, arbitrary: fc.constant('settle' as const) },
);

test('every sample is counted where it is, at every moment, with the worker held between batches', async () => {
  const seen = { received: false, dropped: false, pending: false, together: false };
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.array(step, { maxLength: 25 }), async (maxPoints, steps) => {
      const stream = new LiveStream({ maxPoints, engine });
      let pushed = 0;
      let holds = false;
      let model: number[] = [];
      const values = (count: number) => Array.from({ length: count }, () => pushed++);

      async function check() {
        const stats = await stream.stats();
        expect(stats.stale).toBe(false);
        expect(stats.pushed).toBe(pushed);
        expect(stats.received + stats.dropped + stats.pending + stats.lost).toBe(pushed);
        if (held.worker.stats)
          expect([held.worker.stats.index, held.worker.stats.received]).toEqual([stats.received, stats.received]);
        seen.received ||= stats.received > 0;
        seen.dropped ||= stats.dropped > 0;
        seen.pending ||= stats.pending > 0;
        seen.together ||= stats.received > 0 && stats.dropped > 0 && stats.pending > 0;
        expect(stream.n).toBe(model.length);
        return stats;
      }

      try {
        for (const one of steps) {
          if (one === 'clear') {
            stream.clear();
            model = [];
          } else if (one === 'hold') {
            held.worker?.hold();
            holds = held.worker !== undefined;
          } else if (one === 'release') {
            held.worker?.release();
            holds = false;
          } else if (one === 'stats') {
            held.worker.stats = null;
            await check();
          } else if (one === 'settle') {
            if (!holds) await stream.flush();
          } else if ('push' in one) {
            for (const value of values(one.push)) {
              stream.push(value, value);
              model = [...model, value].slice(-maxPoints);
            }
          } else {
            const column = values(one.extend);
            stream.extend(column, column);
            model = [...model, ...column].slice(-maxPoints);
          }
        }
        held.worker?.release();
        expect(Array.from((await stream.data()).y)).toEqual(model);
        held.worker.stats = null;
        const { pending, lost } = await check();
        expect([pending, lost]).toEqual([0, 0]);
      } finally {
        held.worker?.release();
        await stream.close();
      }
    }),
    { numRuns: 1000 },
  );
  expect(seen).toEqual({ received: true, dropped: true, pending: true, together: true });
});

// What is in shared memory is never lost (shared.test.ts), and a worker that is held takes it all the same.
test.skipIf(crossOriginIsolated)(
  'what was under way when a worker died is lost, and counted so; the rest goes on',
  async () => {
    const stream = new LiveStream({ maxPoints: 100, engine });
    const errors: unknown[] = [];
    stream.addEventListener('error', ({ error }) => errors.push(error));
    let pushed = 0;
    const push = (count: number) => {
      for (let i = 0; i < count; i++) stream.push(pushed++, 1);
    };
    push(30);
    await stream.flush();
    held.worker.hold();
    push(20);
    const refused = stream.flush();
    push(110);
    expect(await stream.stats()).toMatchObject({ pushed: 160, received: 30, pending: 120, dropped: 10, lost: 0 });
    const restarted = new Promise((resolve) => stream.addEventListener('restart', resolve));
    held.worker.terminate();
    await expect(refused).rejects.toMatchObject({ name: 'EngineError', reason: 'died' });
    expect(stream.n).toBe(100);
    await restarted;
    const { y } = await stream.data();
    expect(y.length).toBe(100);
    const stats = await stream.stats();
    expect(stats).toMatchObject({ pushed: 160, received: 130, pending: 0, dropped: 10, lost: 20 });
    expect(stats.mode).toBe('worker');
    expect(errors).toHaveLength(1);
    await stream.close();
  },
);

test.skipIf(crossOriginIsolated)(
  'samples of several streams go together, and are counted and kept each by each',
  async () => {
    const chance = chanceOf(5);
    const streams = [1000, 30, 1000, 5, 1000].map((maxPoints) => new LiveStream({ maxPoints, engine }));
    const pushed = streams.map((): number[] => []);
    const push = (i: number, count: number) => {
      for (let k = 0; k < count; k++) {
        pushed[i].push(pushed[i].length);
        streams[i].push(pushed[i].length - 1, pushed[i].length - 1);
      }
    };
    const check = async () => {
      for (const [i, stream] of streams.entries()) {
        const stats = await stream.stats();
        expect(stats.stale).toBe(false);
        expect(stats.pushed).toBe(pushed[i].length);
        expect(stats.received + stats.dropped + stats.pending + stats.lost).toBe(pushed[i].length);
      }
    };
    await Promise.all(streams.map((stream) => stream.data()));
    const before = held.worker.packs;
    // On a slow machine fewer frames have samples of several streams and nothing else: until enough had.
    for (let frame = 0; frame < 120 || held.worker.packs - before < 10; frame++) {
      streams.forEach((_, i) => {
        // Now and then one has so many that they go by themselves.
        if (chance() < 0.9) push(i, chance() < 0.02 ? 5000 : Math.floor(20 * chance()));
      });
      if (chance() < 0.1) await check();
      await new Promise(requestAnimationFrame);
    }

    for (const [i, stream] of streams.entries()) {
      expect(Array.from((await stream.data()).y)).toEqual(pushed[i].slice(-[1000, 30, 1000, 5, 1000][i]));
    }
    held.worker.hold();
    for (const i of streams.keys()) push(i, 4);
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    await check();
    const restarted = new Promise((resolve) => streams[4].addEventListener('restart', resolve));
    held.worker.terminate();
    await restarted;
    for (const [i, stream] of streams.entries()) {
      push(i, 1);
      expect(Array.from((await stream.data()).y)).toEqual([pushed[i].length - 1]);
      expect(await stream.stats()).toMatchObject({ pushed: pushed[i].length, pending: 0, lost: 4 });
    }
    await Promise.all(streams.map((stream) => stream.close()));
  },
);
