/** The demo's network, trained in a worker and in the page: every step reaches the charts, also while the page is kept. */
import { afterEach, expect, test } from 'vitest';
import { CHARTS, type ChartName, train } from '../../demo/train.js';
import type { TrainingAnswer, TrainingAsked } from '../../demo/training-worker.js';
import TrainingWorker from '../../demo/training-worker.ts?worker';
import { LiveStream } from '../../src/index.js';

const names = Object.keys(CHARTS) as ChartName[];
const open: LiveStream[] = [];
afterEach(async () => {
  for (const stream of open.splice(0)) await stream.close();
});

function streamsOf(): Record<ChartName, LiveStream> {
  const entries = names.map((name) => {
    const series = CHARTS[name].map((one) => ({ name: one }));
    const stream = new LiveStream({ xScale: 'linear', series, maxPoints: 1000 });
    open.push(stream);
    return [name, stream] as const;
  });
  return Object.fromEntries(entries) as Record<ChartName, LiveStream>;
}

/** Made-up digits: of each class a bright row of its own. */
function digitsOf(count: number): Uint8Array {
  const digits = new Uint8Array(count * 785);
  for (let i = 0; i < count; i++) {
    digits[i * 785] = i % 10;
    digits.fill(200, i * 785 + 1 + 56 * (i % 10), i * 785 + 1 + 56 * (i % 10) + 28);
  }
  return digits;
}

/** Of 320 digits three quarters are trained with, 32 at once: 8 steps an epoch, the last of which is validated. */
async function expectRun(streams: Record<ChartName, LiveStream>, epochs: number): Promise<void> {
  for (const name of names) {
    const { x, ys } = await streams[name].data();
    expect(Array.from(x)).toEqual(Array.from({ length: 8 * epochs }, (_, i) => i + 1));
    const [measured, validated] = ys!;
    expect(measured.every(Number.isFinite)).toBe(true);
    if (!validated) continue;
    expect(Array.from(validated, Number.isFinite)).toEqual(Array.from(x, (step) => Number(step) % 8 === 0));
  }
  const { ys } = await streams.loss.data();
  expect(ys![0].at(-1)).toBeLessThan(ys![0][0]);
}

test('in a worker of its own, past the page', async () => {
  const streams = streamsOf();
  const ports = Object.fromEntries(names.map((name) => [name, streams[name].port()])) as Record<ChartName, MessagePort>;
  const worker = new TrainingWorker();
  const answer = new Promise<TrainingAnswer>((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
  });
  worker.postMessage({ digits: digitsOf(320), epochs: 4, ports } satisfies TrainingAsked, Object.values(ports));
  expect(await answer).toEqual({ ms: expect.any(Number) });
  await expectRun(streams, 4);
  worker.terminate();
});

test.each([true, false])('in the page, which is let go now and then: %s', async (yields) => {
  const targets = streamsOf();
  await train({ digits: digitsOf(320), epochs: 4, yields, targets });
  await expectRun(targets, 4);
});
