/** How many samples a second go from a page to its engine, and what a push costs whoever makes it. */
import { Engine, LiveStream } from '../../../src/index.js';

const WINDOW = 4_000_000;
const CHUNK = 1 << 16;
const MOST_WAITING = 1_000_000;

interface Throughput {
  /** Samples a second, from the first push until all are in the window. */
  rate: number;
  received: number;
  dropped: number;
}

async function streamOf(worker: string): Promise<LiveStream> {
  const engine = new Engine({ worker: new URL(worker, location.href) });
  const stream = new LiveStream({ engine, maxPoints: WINDOW, xScale: 'linear' });
  stream.mount(document.body);
  stream.push(0, 0);
  await stream.flush();
  return stream;
}

/** Pushes as fast as the engine takes it: never so much that something is dropped. */
async function throughput({ worker, count }: { worker: string; count: number }): Promise<Throughput> {
  const stream = await streamOf(worker);
  const xs = new Float64Array(CHUNK);
  const ys = Float64Array.from(xs, (_, i) => Math.sin(i / 1000));
  let next = 1;
  const send = async (total: number) => {
    const until = next + total;
    while (next < until) {
      for (let i = 0; i < CHUNK; i++) xs[i] = next + i;
      stream.extend(xs, ys);
      next += CHUNK;
      while ((await stream.stats()).pending > MOST_WAITING);
    }
    await stream.data();
  };
  await send(count / 10);
  const before = await stream.stats();
  const began = performance.now();
  await send(count);
  const seconds = (performance.now() - began) / 1000;
  const { received, dropped } = await stream.stats();
  await stream.close();
  return { rate: (received - before.received) / seconds, received, dropped };
}

const medianOf = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];

/** Samples that a sensor at 100 kHz brings in a frame. */
const FRAME = 1667;

/** ns a sample of `extend`, with x written and with x regular: medians of bursts of a hundred, which are made in turn. */
async function extensions({ worker }: { worker: string }): Promise<{ written: number; regular: number }> {
  const stream = await streamOf(worker);
  const xs = Float64Array.from({ length: FRAME }, (_, i) => i * 0.01);
  const ys = Float64Array.from(xs, Math.sin);
  const bursts = { written: [] as number[], regular: [] as number[] };
  for (let burst = 0; burst < 60; burst++) {
    const regular = burst % 2 === 1;
    const began = performance.now();
    for (let i = 0; i < 100; i++) stream.extend(regular ? { x0: i * FRAME * 0.01, dx: 0.01 } : xs, ys);
    bursts[regular ? 'regular' : 'written'].push((1e6 * (performance.now() - began)) / (100 * FRAME));
    await stream.flush();
  }
  await stream.close();
  return { written: medianOf(bursts.written), regular: medianOf(bursts.regular) };
}

/** ns a push of a sink in a worker of its own, and of the page: medians of bursts. */
async function pushes({ worker }: { worker: string }): Promise<{ sink: number; page: number }> {
  const stream = await streamOf(worker);
  const producer = new Worker('/pusher.js', { type: 'module' });
  const port = stream.port();
  producer.postMessage(port, [port]);
  const sink = await new Promise<number>((resolve) => {
    producer.onmessage = ({ data }) => resolve(data);
  });
  producer.terminate();
  const bursts: number[] = [];
  let x = 0;
  for (let burst = 0; burst < 200; burst++) {
    const began = performance.now();
    for (let i = 0; i < 2000; i++) stream.push(x++, i);
    bursts.push((1e6 * (performance.now() - began)) / 2000);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  await stream.close();
  return { sink, page: medianOf(bursts) };
}

Object.assign(globalThis, { throughput, pushes, extensions });
