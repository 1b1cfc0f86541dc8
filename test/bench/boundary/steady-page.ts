/** Streams that are fed evenly, once a frame, by a page that itself makes no objects. */
import { LiveStream } from '../../../src/index.js';
import { engineOf, sleep } from './feed.js';

/** Samples a frame: 100 000 a second. */
const BATCH = 1667;

const { engine } = engineOf();
const streams: LiveStream[] = [];
let frames = 0;
let paused = false;

export async function startSteady({ count, warmUp }: { count: number; warmUp: number }): Promise<void> {
  for (let i = 0; i < count; i++) {
    const stream = new LiveStream({
      engine,
      maxPoints: 100_000,
      xScale: 'linear',
      width: 450,
      height: 210,
      title: 'S',
    });
    stream.mount('#plot');
    streams.push(stream);
  }
  const xs = new Float64Array(BATCH);
  const ys = new Float64Array(BATCH);
  let pushed = 0;
  const push = () => {
    if (!paused) pushOnce();
    // After what is pushed: asked for before, this would come ahead of the engine's own frame, which then sends every
    // second time only.
    requestAnimationFrame(push);
  };
  const pushOnce = () => {
    for (let i = 0; i < BATCH; i++) {
      xs[i] = pushed + i;
      ys[i] = Math.sin((pushed + i) / 7000) + 0.1 * Math.sin((pushed + i) / 13);
    }
    pushed += BATCH;
    for (let i = 0; i < streams.length; i++) streams[i].extend(xs, ys);
    frames++;
  };
  push();
  await sleep(warmUp);
}

/** Frames so far: of the page, and those painted of the first stream. */
export const framesSoFar = async () => ({ page: frames, painted: (await streams[0].stats()).frames });

/** Resolves when so many frames have passed; looks rarely, to leave no objects. */
export async function passFrames({ count }: { count: number }): Promise<void> {
  const end = frames + count;
  while (frames < end) await sleep(50);
}

/** Lets all that is under way arrive: buffers that are on their way are on neither side. */
export async function pause(): Promise<void> {
  paused = true;
  await Promise.all(streams.map((stream) => stream.flush()));
  await sleep(100);
}

export function resume(): void {
  paused = false;
}
