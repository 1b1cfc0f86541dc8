/** Streams that come and go on one engine, each with a view, and a sink beside. */
import * as Comlink from 'comlink';
import { LiveStream, openSink } from '../../../src/index.js';
import type { EngineApi } from '../../../worker/protocol.js';
import { engineOf, sleep } from './feed.js';

const TOGETHER = 10;
/** After this time the last timers of a closed stream have fired, ms. */
const SETTLED = 2500;

const { engine, worker } = engineOf();
let api: Comlink.Remote<EngineApi> | undefined;

function open(count: number): LiveStream[] {
  return Array.from({ length: count }, (_, i) => {
    const size = { width: 200, height: 100 };
    const stream = new LiveStream({ engine, maxPoints: 1000, xScale: 'linear', title: `${i}`, ...size });
    stream.mount('#plot');
    for (let x = 0; x < 10; x++) stream.push(x, x);
    openSink(stream.port()).push(10, 10);
    return stream;
  });
}

async function left() {
  api ??= Comlink.wrap<EngineApi>(worker());
  return { elements: document.querySelectorAll('#plot *').length, streams: (await api.ping()).length };
}

let kept: LiveStream[] = [];

/** Streams that stay, to see that what counts them does. */
export async function keepOpen({ count }: { count: number }) {
  kept = open(count);
  await Promise.all(kept.map((stream) => stream.flush()));
  return left();
}

export async function closeKept(): Promise<void> {
  await Promise.all(kept.map((stream) => stream.close()));
  kept = [];
}

export async function mountAndClose({ count }: { count: number }) {
  for (let i = 0; i < count; i += TOGETHER) {
    const streams = open(TOGETHER);
    await Promise.all(streams.map((stream) => stream.flush()));
    await Promise.all(streams.map((stream) => stream.close()));
  }
  await sleep(SETTLED);
  return left();
}
