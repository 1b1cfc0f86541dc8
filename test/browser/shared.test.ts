import { expect, test } from 'vitest';
import { LiveStream, openSink } from '../../src/index.js';
import { eventually } from './eventually.js';
import { heldEngine } from './held-worker.js';

const held = heldEngine();
const { engine } = held;

const messages = () => held.worker.calls.get('frame') ?? 0;
const frames = (count: number) =>
  new Promise<void>((resolve) => {
    const next = () => (count-- > 0 ? requestAnimationFrame(next) : resolve());
    next();
  });

/** Has a stream told of by message until it has a ring: what makes rings is loaded when it is first needed. */
async function share(stream: LiveStream): Promise<void> {
  await eventually(async () => {
    await stream.flush();
    const before = messages();
    const { received } = await stream.stats();
    stream.push(-1, Number.NaN);
    await eventually(async () => expect((await stream.stats()).received).toBe(received + 1));
    expect(messages()).toBe(before);
  });
  stream.clear();
  await stream.flush();
}

test('this page is isolated', () => {
  expect(crossOriginIsolated).toBe(true);
});

test('once a ring is there samples reach the engine without a message, and are painted', async () => {
  const stream = new LiveStream({ engine, maxPoints: 2000 });
  const container = document.body.appendChild(document.createElement('div'));
  const view = stream.mount(container);
  await share(stream);
  stream.push(0, 0);
  const before = messages();
  const { frames: painted } = await stream.stats();
  for (let i = 1; i <= 100; i++) {
    stream.push(i, i);
    if (i % 10 === 0) stream.extend([i + 0.25, i + 0.5], [i, i]);
    await frames(1);
  }
  await eventually(async () => expect((await stream.stats()).pending).toBe(0));
  expect(messages()).toBe(before);
  expect((await stream.stats()).frames).toBeGreaterThan(painted + 50);
  expect(stream.n).toBe(121);
  await stream.flush();
  expect((await view.chart()).n).toBe(121);
  expect((await stream.data()).y.at(-1)).toBe(100);
  await stream.close();
  container.remove();
});

test('a ring that is too small is followed by a larger one, and nothing is out of order', async () => {
  const stream = new LiveStream({ engine, maxPoints: 1_000_000 });
  await share(stream);
  const { received } = await stream.stats();
  let next = 0;
  async function round() {
    const xs = Float64Array.from({ length: 3000 }, (_, i) => next + i);
    stream.extend(xs, xs);
    next += 3000;
    for (let i = 0; i < 7; i++) stream.push(next, next++);
    await eventually(async () => expect((await stream.stats()).received).toBe(received + next));
  }
  for (let i = 0; i < 4; i++) await round();
  const before = messages();
  for (let i = 0; i < 10; i++) await round();
  expect(messages()).toBe(before);
  const { y } = await stream.data();
  expect(y.every((value, i) => value === i)).toBe(true);
  expect(y).toHaveLength(next);
  await stream.close();
});

test('what comes between samples takes effect between them', async () => {
  const stream = new LiveStream({ engine, maxPoints: 500 });
  await share(stream);
  stream.push(0, 0);
  for (let i = 1; i <= 20; i++) stream.push(i, i);
  const first = stream.data();
  for (let i = 21; i <= 30; i++) stream.push(i, i);
  stream.clear();
  for (let i = 31; i <= 35; i++) stream.push(i, i);
  stream.push('label', 36);
  stream.push(37, 37);
  expect(stream.n).toBe(7);
  expect(Array.from((await first).y)).toEqual(Array.from({ length: 21 }, (_, i) => i));
  const { x, y } = await stream.data();
  expect(Array.from(y)).toEqual([31, 32, 33, 34, 35, 36, 37]);
  expect(x[5]).toBe('label');
  await stream.close();
});

test('an engine that has looked in vain for long is woken', async () => {
  const stream = new LiveStream({ engine, maxPoints: 500 });
  await share(stream);
  async function push() {
    stream.push(0, 0);
    await eventually(async () => expect((await stream.stats()).pending).toBe(0));
  }
  await push();
  await push();
  // It sleeps after a second; how much later it comes to that depends on what else goes on.
  await eventually(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const before = messages();
    await push();
    expect(messages()).toBe(before + 1);
  });
  await stream.close();
});

test('what a dead worker had not taken is taken by the next', async () => {
  const stream = new LiveStream({ engine, maxPoints: 4000 });
  await share(stream);
  const before = (await stream.stats()).pushed;
  stream.push(0, 0);
  const restarted = new Promise((resolve) => stream.addEventListener('restart', resolve, { once: true }));
  // In one turn: the worker may take some of them, and no message says how many.
  for (let i = 1; i <= 300; i++) stream.push(i, i);
  held.worker.terminate();
  for (let i = 301; i <= 400; i++) stream.push(i, i);
  await restarted;
  await stream.flush();
  const stats = await stream.stats();
  const pushed = before + 401;
  expect(stats).toMatchObject({ pushed, dropped: 0, pending: 0, lost: 0, received: pushed });
  const { y } = await stream.data();
  expect(Array.from(y)).toEqual(Array.from({ length: y.length }, (_, i) => 401 - y.length + i));
  expect(y.length).toBeGreaterThanOrEqual(100);
  await stream.close();
});

test('a sink shares memory, too, with counts that add up at every moment', async () => {
  const stream = new LiveStream({ engine, maxPoints: 10_000 });
  const sink = openSink(stream.port());
  sink.push(0, 0);
  await sink.flush();
  for (let i = 1; i <= 2000; i++) {
    sink.push(i, i);
    if (i % 100 !== 0) continue;
    const { pushed, received, dropped, pending, lost } = await stream.stats();
    expect(received + dropped + pending + lost).toBe(pushed);
  }
  await sink.close();
  expect(await stream.stats()).toMatchObject({ pushed: 2001, received: 2001, dropped: 0, pending: 0, lost: 0 });
  expect((await stream.data()).y.every((value, i) => value === i)).toBe(true);
  await stream.close();
});
