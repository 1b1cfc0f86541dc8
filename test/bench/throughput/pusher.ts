/** A sink in a worker of its own, which measures what a push costs. */
import { openSink } from '../../../src/sink.js';

const BURST = 2000;

addEventListener('message', async ({ data: port }: MessageEvent<MessagePort>) => {
  const sink = openSink(port);
  sink.push(0, 0);
  await sink.flush();
  const bursts: number[] = [];
  let x = 0;
  for (let burst = 0; burst < 200; burst++) {
    const began = performance.now();
    for (let i = 0; i < BURST; i++) sink.push(x++, i);
    bursts.push((1e6 * (performance.now() - began)) / BURST);
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
  postMessage(bursts.sort((a, b) => a - b)[bursts.length >> 1]);
});
