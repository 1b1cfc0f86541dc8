import { Engine, LiveStream } from '../../../../src/index.js';
import { compete } from '../page.js';

const engine = new Engine({ worker: new URL('/worker.js', location.href) });

compete((container, { window }) => {
  const stream = new LiveStream({ engine, maxPoints: window, xScale: 'linear', colorHex: 0x2563eb });
  stream.mount(container);
  return { append: (xs, ys) => stream.extend(xs, ys) };
});
