/** A page that pushes on while the engine hangs. */
import { LiveStream } from '../../../src/index.js';
import { addsUp, engineOf, type Feed, feedOf, isLast, misbehave, sleep } from './feed.js';

const WINDOW = 1e6;
const PUSHED = 1e7;
const HUNG = 5000;

const { engine } = engineOf();
let stream: LiveStream;
let feed: Feed;
let asker: ReturnType<typeof asking> | null = null;

/** A stream whose window is full, and whose buffers have all been made. */
export async function prepareHang(): Promise<void> {
  stream = new LiveStream({ engine, maxPoints: WINDOW, xScale: 'linear', width: 900, height: 420 });
  stream.mount('#plot');
  feed = feedOf(stream);
  feed.start(2e6);
  await sleep(1500);
  feed.stop();
  await stream.flush();
}

/** Asks for pictures, windows and counts as an eager page would, and tells what came of it. */
function asking(how: 'often' | 'late') {
  const told = { asked: 0, answered: 0, refused: 0, other: [] as string[], sumsWrong: 0 };
  const note = (promise: Promise<unknown>) => {
    told.asked++;
    promise.then(
      (answer) => {
        told.answered++;
        if ((answer as { bitmap?: ImageBitmap }).bitmap) (answer as { bitmap: ImageBitmap }).bitmap.close();
      },
      (error) => {
        if (error.name === 'QuotaExceededError') told.refused++;
        else told.other.push(String(error));
      },
    );
  };
  const ask = () => {
    note(stream.render());
    note(stream.data());
    note(
      stream.stats().then((stats) => {
        if (!addsUp(stats)) told.sumsWrong++;
        return stats;
      }),
    );
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  if (how === 'often') timer = setInterval(ask, 1000 / 60);
  else {
    // Windows apart, so that each keeps one of its own.
    setTimeout(() => note(stream.render()), 0.4 * HUNG);
    setTimeout(() => note(stream.data()), 0.7 * HUNG);
  }
  return {
    told,
    stop: () => clearInterval(timer),
  };
}

export async function hang({ ask }: { ask: 'often' | 'late' | null }) {
  const before = feed.pushed;
  misbehave({ hang: HUNG });
  await sleep(50);
  asker = ask && asking(ask);
  const began = performance.now();
  feed.start(PUSHED / (HUNG / 1000));
  await sleep(HUNG / 2);
  const during = await stream.stats();
  while (feed.pushed - before < PUSHED) await sleep(5);
  feed.stop();
  asker?.stop();
  const took = performance.now() - began;
  return { pushed: feed.pushed - before, took, during, sum: addsUp(during) && during.stale };
}

/** Two requests may still wait for the engine to come back. */
async function dataWhenThereIsRoom(): Promise<{ x: ArrayLike<unknown>; y: Float64Array }> {
  for (;;) {
    try {
      return await stream.data();
    } catch (error) {
      if ((error as Error).name !== 'QuotaExceededError') throw error;
      await sleep(50);
    }
  }
}

/** Whether the window and the counters are as they must be once the engine is back. */
export async function afterHang() {
  const window = isLast(await dataWhenThereIsRoom(), feed.pushed, WINDOW);
  const stats = await stream.stats();
  const sum = addsUp(stats) && stats.pushed === feed.pushed && !stats.stale;
  // All that was asked before has been answered by now.
  return { window, sum, stats, asked: asker?.told };
}
