/** ringplot as it can be touched. */
import { Engine, LiveStream } from '../../../src/index.js';
import { interact } from '../../../src/interactive.js';
import { compete } from '../suite/page.js';
import { answersOf } from './answers.js';

/** Takes part with an engine from a worker's address. */
export function competeWith(worker: string): void {
  const engine = new Engine({ worker: new URL(worker, location.href) });
  compete(async (container, { window, rate, near = 1 }) => {
    const series = [{ name: 'signal', colorHex: 0x2563eb }];
    const stream = new LiveStream({ engine, series, maxPoints: window, xScale: 'linear' });
    const view = stream.mount(container);
    const touched = await interact(view);
    Object.assign(globalThis, answersOf(touched, view.element));
    return {
      append: (xs, _, columns) => stream.extend(xs, columns),
      near: () => touched.follow((near * window) / rate),
      all: () => touched.reset(),
    };
  });
}
