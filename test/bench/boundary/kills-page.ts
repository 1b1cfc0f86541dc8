/** A mounted stream whose worker is ended again and again. */
import { LiveStream } from '../../../src/index.js';
import { chanceOf } from '../../chance.js';
import { addsUp, engineOf, feedOf, isLast, sleep } from './feed.js';
import { isPainted, pixelsOf } from './picture.js';

const PER_SECOND = 100_000;
const WINDOW = 100_000;
/** A kill that has not been recovered from by then has not been recovered from, ms. */
const WITHIN = 20_000;

const random = chanceOf(7);
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Waits until something holds, asking every frame; the time that it took, or NaN. */
async function until(holds: () => boolean, began: number): Promise<number> {
  while (performance.now() - began < WITHIN) {
    if (holds()) return performance.now() - began;
    await frame();
  }
  return Number.NaN;
}

/** Whether the picture goes on: it differs from the one now within a second. */
async function moves(element: HTMLElement): Promise<boolean> {
  const before = pixelsOf(element)?.join();
  const began = performance.now();
  while (performance.now() - began < 1000) {
    await frame();
    const now = pixelsOf(element)?.join();
    if (now !== undefined && now !== before) return true;
  }
  return false;
}

/** One engine, killed so many times; of each what came of it. */
export async function kill({ times }: { times: number }) {
  const { engine, worker } = engineOf();
  const stream = new LiveStream({ engine, maxPoints: WINDOW, xScale: 'linear', width: 300, height: 200, axes: false });
  const { element } = stream.mount('#plot');
  const feed = feedOf(stream);
  feed.start(PER_SECOND);
  const errors: string[] = [];
  let restartedAt = Number.NaN;
  stream.addEventListener('error', ({ error }) => errors.push(`${error.name} ${error.reason}`));
  stream.addEventListener('restart', () => {
    restartedAt = performance.now();
  });
  await until(() => isPainted(element), performance.now());
  const told = [];
  for (let i = 0; i < times; i++) {
    await sleep(200 + 800 * random());
    const canvas = element.querySelector('canvas');
    errors.length = 0;
    restartedAt = Number.NaN;
    const asked = stream.data().then(
      () => 'answered',
      (error) => `${error.name} ${error.reason}`,
    );
    const killedAt = performance.now();
    worker().terminate();
    const restart = await until(() => !Number.isNaN(restartedAt), killedAt);
    const picture = await until(() => element.querySelector('canvas') !== canvas && isPainted(element), killedAt);
    const moving = await moves(element);
    const stats = await stream.stats();
    told.push({
      after: 2 ** i * 100,
      restart: restartedAt - killedAt,
      recovered: !Number.isNaN(restart + picture) && moving,
      picture,
      moving,
      sum: addsUp(stats) && !stats.stale && stats.pushed === feed.pushed && stats.mode === 'worker',
      lost: stats.lost,
      errors: [...errors],
      asked: await Promise.race([asked, sleep(1000).then(() => 'UNSETTLED')]),
    });
  }
  feed.stop();
  // All that came after the last kill is there, and in order.
  const data = await stream.data();
  const window = isLast(data, feed.pushed, data.y.length);
  await engine.close();
  return { told, window, left: document.querySelectorAll('#plot *').length };
}
