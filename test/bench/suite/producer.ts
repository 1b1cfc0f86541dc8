/** Samples that are born in a worker, and go to the engine by a port. */
import { openSink, type Sink } from '../../../src/sink.js';
import { heightOf, Samples } from './samples.js';
import type { Workload } from './workloads.js';

export type Asked = { port: MessagePort; workload: Workload } | { tell: true };

/** ms. */
const EVERY = 5;

let telling = false;

async function feed(sink: Sink, workload: Workload): Promise<void> {
  const { window, rate } = workload;
  const samples = new Samples(workload, 12_345);
  const most = samples.xs.length;
  while (samples.count < window) {
    samples.next(most);
    sink.extend(samples.xs, samples.ys);
    // Taken before the next: a sink keeps a window only, and drops what is more.
    await sink.flush();
  }
  postMessage('filled');
  const began = performance.now();
  let fed = 0;
  setInterval(() => {
    const now = performance.now();
    const due = Math.min(most, Math.floor(((now - began) * rate) / 1000) - fed);
    if (due <= 0) return;
    samples.next(due, telling ? heightOf(performance.timeOrigin + now) : undefined);
    sink.extend(samples.xs.subarray(0, due), samples.ys.subarray(0, due));
    fed += due;
  }, EVERY);
}

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  if ('port' in data) feed(openSink(data.port), data.workload);
  else telling = data.tell;
});
