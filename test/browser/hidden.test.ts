import { afterEach, expect, test } from 'vitest';
import { LiveStream } from '../../src/index.js';
import { eventually } from './eventually.js';

let hidden = false;
Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });

function setHidden(value: boolean): void {
  hidden = value;
  document.dispatchEvent(new Event('visibilitychange'));
}

afterEach(() => setHidden(false));

test('a hidden page goes on sending, paints nothing, and shows everything on return', async () => {
  const container = document.createElement('div');
  document.body.append(container);
  const stream = new LiveStream({ maxPoints: 1000, width: 300, height: 150 });
  const view = stream.mount(container);
  stream.push(0, 0);
  await stream.flush();
  setHidden(true);
  const before = await stream.stats();
  for (let i = 1; i < 2000; i++) stream.push(i, i);
  await eventually(async () => expect(await stream.stats()).toMatchObject({ pushed: 2000, pending: 0 }));
  await stream.flush();
  expect((await stream.stats()).frames).toBe(before.frames);
  expect((await view.chart()).n).toBe(1);
  setHidden(false);
  await stream.flush();
  expect((await view.chart()).n).toBe(1000);
  expect((await stream.stats()).frames).toBe(before.frames + 1);
  await stream.close();
  container.remove();
});

test('samples pushed just before the page was hidden do not wait for a frame that never comes', async () => {
  const stream = new LiveStream();
  await stream.flush();
  stream.push(1, 1);
  setHidden(true);
  await eventually(async () => expect(await stream.stats()).toMatchObject({ received: 1, pending: 0 }));
  await stream.close();
});
