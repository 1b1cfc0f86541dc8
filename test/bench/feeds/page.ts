/** A page that lets a feed be read, and does nothing else; or not even that. */
import { Engine, type Feed, type FeedOptions, LiveStream } from '../../../src/index.js';
import { busy } from '../boundary/busy.js';
import { readHeights } from '../boundary/read-heights.js';
import type { Decoded } from './decoding-worker.js';

const LOOK = { axes: false, grid: false, colorHex: 0x000000, lineWidth: 2 };

let engine: Engine;
let stream: LiveStream;
let feed: Feed;

interface Fed {
  options: Partial<FeedOptions>;
  maxPoints: number;
  width: number;
  height: number;
}

function begin({ options, maxPoints, width, height }: Fed): void {
  engine = new Engine({ worker: () => new Worker('/worker.js', { type: 'module' }) });
  stream = new LiveStream({ engine, maxPoints, xScale: 'linear', width, height, ...LOOK });
  stream.mount('#plot');
  feed = stream.connect({ type: 'websocket', ...options });
}

async function end(): Promise<void> {
  await stream.close();
  await engine.close();
}

/** A canvas of that size, which a worker paints, without the library. */
function bare({ width, height }: { width: number; height: number }): void {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  document.querySelector('#plot')!.append(canvas);
  const painted = canvas.transferControlToOffscreen();
  new Worker('/bare-worker.js', { type: 'module' }).postMessage(painted, [painted]);
}

/** What has come so far. */
async function counted() {
  const { frames, n } = { ...(await stream.stats()), n: stream.n };
  return { ...feed.counters, frames, n };
}

/** Blocks the page. When that was, ms since 1970. */
async function block(ms: number) {
  const from = Date.now();
  busy(ms);
  return { from, to: Date.now() };
}

/** Whether the window holds all numbers up to its last, without one missing. */
async function isWhole(): Promise<boolean> {
  const { x } = await stream.data();
  const first = x[0] as number;
  return (x as Float64Array).every((value, i) => value === first + i);
}

/** Samples a second that a worker decodes, of bytes that are there already. */
const decode = (): Promise<Decoded[]> =>
  new Promise((resolve) => {
    const worker = new Worker('/decoding-worker.js', { type: 'module' });
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
  });

Object.assign(globalThis, { bare, begin, end, counted, block, isWhole, decode, readHeights, ready: true });
