import { Engine, LiveStream } from '../../../../src/index.js';
import { type Chart, compete } from '../page.js';
import type { Asked } from '../producer.js';
import type { Workload } from '../workloads.js';

/** Takes part with an engine from a worker's address. */
export function competeWith(worker: string): void {
  const engine = new Engine({ worker: new URL(worker, location.href) });
  compete((container, workload) => chartOf(engine, container, workload));
}

async function chartOf(engine: Engine, container: HTMLElement, workload: Workload): Promise<Chart> {
  const { window, byPort, cloud } = workload;
  const kind = cloud ? 'scatter' : 'line';
  const stream = new LiveStream({ engine, kind, maxPoints: window, xScale: 'linear', colorHex: 0x2563eb });
  stream.mount(container);
  const frameTime = async () => (await stream.stats()).frameMs.p50;
  if (!byPort) return { append: (xs, ys) => stream.extend(xs, ys), frameTime };
  const producer = new Worker('/producer.js', { type: 'module' });
  const ask = (asked: Asked, transfer: Transferable[] = []) => producer.postMessage(asked, transfer);
  const port = stream.port();
  const filled = new Promise((resolve) => producer.addEventListener('message', resolve, { once: true }));
  ask({ port, workload }, [port]);
  await filled;
  return { append() {}, tell: () => ask({ tell: true }), frameTime };
}
