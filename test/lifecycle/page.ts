/** A page with a live chart that is fed by itself and by a worker, for as long as it runs. */
import { LiveStream } from '../../src/index.js';

const stream = new LiveStream({ xScale: 'linear', maxPoints: 1_000_000, width: 300, height: 150, lineWidth: 5 });
const view = stream.mount('#plot');
const fed = new LiveStream({ xScale: 'linear', maxPoints: 1_000_000, width: 300, height: 150 });
fed.mount('#plot');

const events: string[] = [];
for (const one of [stream, fed]) {
  one.addEventListener('error', ({ error }) => events.push(String(error)));
  one.addEventListener('restart', () => events.push('restart'));
}
addEventListener('pageshow', ({ persisted }) => persisted && events.push('persisted'));
addEventListener('unhandledrejection', ({ reason }) => events.push(`unhandled: ${reason}`));

let next = 0;
setInterval(() => {
  for (let i = 0; i < 20; i++, next++) stream.push(next, next % 20);
}, 10);

const producer = new Worker(new URL('./producer.ts', import.meta.url), { type: 'module' });
const port = fed.port();
producer.postMessage(port, [port]);

const tested = { stream, fed, view, events };
export type Tested = typeof tested;
Object.assign(globalThis, { tested });
