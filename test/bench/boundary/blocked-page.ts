/** A page that is blocked while a worker feeds a stream of its, and that afterwards reads what was on the screen. */
import { LiveStream, type View } from '../../../src/index.js';
import { busy } from './busy.js';
import { addsUp, engineOf, isLast, sawtoothOf, sleep } from './feed.js';
import type { Told } from './producer.js';

const PER_SECOND = 100_000;
const WINDOW = 100_000;
/** Half a window, so that what is lowest and highest in it stays: a height on the screen is a place in the period. */
const PERIOD = 50_000;

const { engine } = engineOf();
let stream: LiveStream;
let view: View;
let producer: Worker;
const tell = (told: Told, transfer: Transferable[] = []) => producer.postMessage(told, transfer);

export async function prepareBlocked({ width, height }: { width: number; height: number }): Promise<void> {
  const look = { axes: false, grid: false, colorHex: 0x000000, lineWidth: 2 };
  stream = new LiveStream({ engine, maxPoints: WINDOW, xScale: 'linear', width, height, ...look });
  view = stream.mount('#plot');
  producer = new Worker('/producer.js', { type: 'module' });
  const port = stream.port();
  tell({ port, sawtooth: PERIOD }, [port]);
  tell({ rate: PER_SECOND });
  await sleep(2500);
}

/** When it was blocked, ms since 1970, and what the engine counted meanwhile. */
export async function block({ ms }: { ms: number }) {
  const before = await stream.stats();
  const from = Date.now();
  busy(ms);
  const to = Date.now();
  const after = await stream.stats();
  return { from, to, claimed: after.frames - before.frames };
}

export async function afterBlocked() {
  const pushed = await new Promise<number>((resolve) => {
    producer.onmessage = ({ data }) => resolve(data);
    tell({ stop: true });
  });
  const stats = await stream.stats();
  const window = isLast(await stream.data(), pushed, WINDOW, sawtoothOf(PERIOD));
  view.unmount();
  await stream.close();
  return {
    pushed,
    window,
    stats,
    sum: addsUp(stats) && stats.pushed === pushed && stats.received === pushed,
  };
}

export { readHeights } from './read-heights.js';
