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
  const { window, byPort, cloud, series: count = 1 } = workload;
  const kind = cloud ? 'scatter' : 'line';
  // The first one is told apart by its colour.
  const series = Array.from({ length: count }, (_, k) => ({
    name: `channel ${k}`,
    ...(k === 0 && { colorHex: 0x2563eb }),
  }));
  const look = count > 1 ? ({ series, legend: 'hidden' } as const) : { colorHex: 0x2563eb };
  const stream = new LiveStream({ engine, kind, maxPoints: window, xScale: 'linear', ...look });
  stream.mount(container);
  const frameTime = async () => (await stream.stats()).frameMs.p50;
  if (!byPort) {
    const append: Chart['append'] = (xs, ys, columns) => stream.extend(xs, count > 1 ? columns : ys);
    return { append, frameTime };
  }
  const producer = new Worker('/producer.js', { type: 'module' });
  const ask = (asked: Asked, transfer: Transferable[] = []) => producer.postMessage(asked, transfer);
  const port = stream.port();
  const filled = new Promise((resolve) => producer.addEventListener('message', resolve, { once: true }));
  ask({ port, workload }, [port]);
  await filled;
  return { append() {}, tell: () => ask({ tell: true }), frameTime };
}
