import { cdp } from '@vitest/browser/context';
import { afterEach, expect, test, vi } from 'vitest';
import { Engine, type EngineError, LiveStream } from '../../src/index.js';
import { Outbox } from '../../src/outbox.js';
import type { Output } from '../../worker/protocol.js';
import { eventually } from './eventually.js';
import { HeldWorker, workerUrl } from './held-worker.js';
import { count, pixelsOf } from './pixels.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function engineOf(options: ConstructorParameters<typeof Engine>[0]): Engine {
  const engine = new Engine(options);
  open.push(engine);
  return engine;
}

function streamOf(options: ConstructorParameters<typeof LiveStream>[0]) {
  const stream = new LiveStream(options);
  const errors: EngineError[] = [];
  stream.addEventListener('error', (event) => errors.push(event.error));
  open.push(stream);
  return { stream, errors };
}

const scriptUrl = (source: string) => new URL(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));

test.each([
  ['a URL', () => new URL(workerUrl, import.meta.url)],
  ['a Worker', () => new HeldWorker()],
  ['a function giving a Worker', () => () => new HeldWorker()],
  ['a function giving a promise of a URL', () => async () => new URL(workerUrl, import.meta.url)],
])('the worker option may be %s', async (_, worker) => {
  const { stream, errors } = streamOf({ engine: engineOf({ worker: worker() }) });
  stream.push(1, 2);
  expect((await stream.data()).y).toEqual(Float64Array.of(2));
  expect((await stream.stats()).mode).toBe('worker');
  expect(errors).toEqual([]);
});

test.each([
  ['throws at start', () => scriptUrl('throw new Error("broken")')],
  ['is missing', () => new URL('/no-such-worker.js', location.href)],
  ['has the wrong type', () => new URL(`data:text/plain,${encodeURIComponent('hello')}`)],
  [
    'throws where it should be made',
    () => () => {
      throw new Error('no worker today');
    },
  ],
  ['never answers', () => scriptUrl('')],
  ['gives nothing', () => (() => undefined) as never],
  ['gives something else', () => (() => 5) as never],
])('a worker option that %s is told, and the engine runs in-process', async (_, worker) => {
  const { stream, errors } = streamOf({ engine: engineOf({ worker: worker() }), width: 300, height: 150 });
  for (let i = 0; i < 10; i++) stream.push(i, i);
  const chart = await stream.render();
  expect(chart.n).toBe(10);
  expect(chart.bitmap?.width).toBe(300);
  expect((await stream.stats()).mode).toBe('in-process');
  expect(errors.map(({ name, reason }) => [name, reason])).toEqual([['EngineError', 'start']]);
  expect(errors[0].message).toContain('worker option');
});

test('a worker script that answers late is waited for', async () => {
  const late = `setTimeout(() => import(${JSON.stringify(new URL(workerUrl, import.meta.url).href)}), 1500);`;
  const { stream, errors } = streamOf({ engine: engineOf({ worker: scriptUrl(late) }) });
  stream.push(1, 2);
  expect((await stream.data()).y).toEqual(Float64Array.of(2));
  expect((await stream.stats()).mode).toBe('worker');
  expect(errors).toEqual([]);
});

test('an uncaught error in the worker is dispatched and ends nothing', async () => {
  const worker = new HeldWorker();
  const { stream, errors } = streamOf({ engine: engineOf({ worker }) });
  stream.push(1, 2);
  await stream.flush();
  worker.dispatchEvent(new ErrorEvent('error', { message: 'oops' }));
  expect(errors.map(({ reason, message }) => [reason, message])).toEqual([['uncaught', 'oops']]);
  stream.push(2, 3);
  expect((await stream.data()).y).toEqual(Float64Array.of(2, 3));
});

test('what a worker sends that can’t be read is told, also before it is ready', async () => {
  const worker = new HeldWorker();
  worker.hold('hello');
  const { stream, errors } = streamOf({ engine: engineOf({ worker }) });
  await eventually(() => expect(worker.calls.get('hello')).toBeGreaterThan(0));
  worker.dispatchEvent(new MessageEvent('messageerror'));
  worker.release();
  stream.push(1, 2);
  expect((await stream.data()).y).toEqual(Float64Array.of(2));
  expect(errors.map(({ reason }) => reason)).toEqual(['uncaught']);
  worker.dispatchEvent(new MessageEvent('messageerror'));
  expect(errors).toHaveLength(2);
});

test('a worker that stops answering counts as dead after the silence, and is replaced', async () => {
  const workers: Worker[] = [];
  const engine = engineOf({
    silence: 2000,
    worker: () => {
      const worker = new HeldWorker();
      workers.push(worker);
      // The first one stops hearing anything but the call that asks whether it is ready.
      if (workers.length === 1) {
        const post = worker.postMessage.bind(worker);
        worker.postMessage = (message: { path?: string[] }, transfer?: never) => {
          if (message.path?.[0] === 'hello') post(message, transfer);
        };
      }
      return worker;
    },
  });
  const { stream, errors } = streamOf({ engine });
  const restarted = new Promise((resolve) => stream.addEventListener('restart', resolve));
  stream.push(1, 1);
  const lost = stream.render();
  await expect(lost).rejects.toMatchObject({ name: 'EngineError', reason: 'silent' });
  await restarted;
  stream.push(2, 2);
  expect((await stream.data()).y).toEqual(Float64Array.of(2));
  expect(errors.map(({ reason }) => reason)).toEqual(['silent']);
  expect(await stream.stats()).toMatchObject({ pushed: 2, received: 1, lost: 1 });
});

test('an engine made of a Worker goes on in-process after its death, with options and views restored', async () => {
  const worker = new HeldWorker();
  const { stream } = streamOf({ engine: engineOf({ worker }), title: 'before', width: 320, height: 160 });
  const container = document.createElement('div');
  document.body.append(container);
  const view = stream.mount(container);
  stream.configure({ title: 'after' });
  stream.push(1, 1);
  await stream.flush();
  const restarted = new Promise((resolve) => stream.addEventListener('restart', resolve));
  worker.terminate();
  await restarted;
  expect((await stream.stats()).mode).toBe('in-process');
  expect(stream.n).toBe(0);
  stream.extend([1, 2, 3], [4, 5, 6]);
  await stream.flush();
  const chart = await view.chart();
  expect([chart.n, chart.width]).toEqual([3, 320]);
  expect(view.element.isConnected).toBe(true);
  expect((await stream.render({ format: 'svg' })).svg).toContain('>after<');
  container.remove();
});

test('one worker serves all streams of an engine, and ends with it', async () => {
  let made = 0;
  const engine = engineOf({
    worker: () => {
      made++;
      return new HeldWorker();
    },
  });
  const streams = Array.from({ length: 20 }, (_, i) => streamOf({ engine, maxPoints: i + 1 }).stream);
  for (const [i, stream] of streams.entries()) stream.extend(Array(50).fill(i), Array(50).fill(i));
  const windows = await Promise.all(streams.map((stream) => stream.data()));
  expect(windows.map(({ y }) => [y.length, y[0]])).toEqual(streams.map((_, i) => [i + 1, i]));
  expect(made).toBe(1);
  await engine.close();
  expect(() => streams[0].push(1, 1)).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
  expect(() => new LiveStream({ engine })).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
});

test('a stream that has more to ask when it is answered takes no answer away from another', async () => {
  const worker = new HeldWorker();
  const engine = engineOf({ worker });
  const { stream: first } = streamOf({ engine });
  const { stream: second } = streamOf({ engine });
  await Promise.all([first.flush(), second.flush()]);
  worker.hold();
  const before = first.data();
  const flushed = second.flush();
  const together = first.data();
  worker.release();
  worker.hold();
  await before;
  // Now the flush and the second question are out together.
  second.push(1, 1);
  const last = first.data();
  worker.release();
  await Promise.all([flushed, together, last]);
  expect((await second.data()).y).toEqual(Float64Array.of(1));
});

test('requests that find no credit wait: two may, a third is refused; close rejects them and returns', async () => {
  const worker = new HeldWorker();
  const { stream } = streamOf({ engine: engineOf({ worker }), maxPoints: 5 });
  await stream.data();
  worker.hold();
  stream.extend([1, 2, 3], [1, 2, 3]);
  const sent = stream.data();
  stream.extend([4, 5, 6], [4, 5, 6]);
  const first = stream.data();
  stream.extend([7, 8], [7, 8]);
  const second = stream.data();
  await expect(stream.render()).rejects.toMatchObject({ name: 'QuotaExceededError' });
  stream.extend([9], [9]);
  worker.release();
  const windows = [...(await Promise.all([sent, first, second])), await stream.data()];
  expect(windows.map(({ y }) => [...y])).toEqual([
    [1, 2, 3],
    [2, 3, 4, 5, 6],
    [4, 5, 6, 7, 8],
    [5, 6, 7, 8, 9],
  ]);
  worker.hold();
  const [underWay, waits, flushes] = [stream.data(), stream.render(), stream.flush()];
  const rejected = Promise.all(
    [underWay, waits, flushes].map((one) => expect(one).rejects.toMatchObject({ name: 'AbortError' })),
  );
  await stream.close();
  await rejected;
});

test('an engine whose last stream closes before its worker is ready keeps the worker', async () => {
  const { stream: first, errors } = streamOf({ engine: engineOf({ worker: new HeldWorker() }) });
  await first.close();
  expect(errors).toEqual([]);
  const engine = engineOf({ worker: new HeldWorker() });
  await new LiveStream({ engine }).close();
  const { stream, errors: none } = streamOf({ engine });
  stream.push(1, 1);
  expect((await stream.data()).y).toEqual(Float64Array.of(1));
  expect((await stream.stats()).mode).toBe('worker');
  expect(none).toEqual([]);
});

test('a stream that is closed by who hears of a new engine hears nothing of it', async () => {
  const workers: HeldWorker[] = [];
  const engine = engineOf({
    worker() {
      workers.push(new HeldWorker());
      return workers.at(-1)!;
    },
  });
  const [{ stream: one }, { stream: other }] = [streamOf({ engine }), streamOf({ engine })];
  await Promise.all([one.flush(), other.flush()]);
  const heard: string[] = [];
  one.addEventListener('restart', () => {
    heard.push('one');
    other.close();
  });
  other.addEventListener('restart', () => heard.push('other'));
  workers[0].terminate();
  await eventually(() => expect(heard.length).toBeGreaterThan(0));
  await one.flush();
  expect(heard).toEqual(['one']);
});

test('with the worker held, stats gives what the page knows, and says that it is stale', async () => {
  const worker = new HeldWorker();
  const { stream } = streamOf({ engine: engineOf({ worker }) });
  stream.push(1, 1);
  await stream.flush();
  worker.postMessage = () => {};
  stream.push(2, 2);
  expect(await stream.stats()).toMatchObject({ pushed: 2, received: 1, pending: 1, stale: true });
  worker.terminate();
});

test('however often counts are asked for, one question is on its way to the worker', async () => {
  const worker = new HeldWorker();
  const { stream } = streamOf({ engine: engineOf({ worker }) });
  stream.push(1, 1);
  await stream.flush();
  worker.hold('stats');
  const before = worker.calls.get('stats') ?? 0;
  const all = await Promise.all(Array.from({ length: 100 }, () => stream.stats()));
  expect(all.every(({ stale, pushed }) => stale && pushed === 1)).toBe(true);
  expect(worker.calls.get('stats')).toBe(before + 1);
  stream.push(2, 2);
  const fresh = stream.stats();
  worker.release();
  expect(await fresh).toMatchObject({ stale: false, pushed: 2 });
});

test.each(['canvas', 'bitmap', 'svg'] satisfies Output[])(
  'after a restart a view of output %s goes on',
  async (output) => {
    const workers: HeldWorker[] = [];
    const engine = engineOf({
      worker: () => {
        workers.push(new HeldWorker());
        return workers[workers.length - 1];
      },
    });
    const { stream } = streamOf({ engine, width: 300, height: 150, colorHex: 0xdc2626, lineWidth: 5 });
    const container = document.createElement('div');
    document.body.append(container);
    const view = stream.mount(container, { output });
    await stream.flush();
    const restarted = new Promise((resolve) => stream.addEventListener('restart', resolve));
    workers[0].terminate();
    await restarted;
    for (let i = 0; i < 100; i++) stream.push(i, i % 20);
    await stream.flush();
    expect((await view.chart()).n).toBe(100);
    await eventually(async () => expect(count(await pixelsOf(view.element), 0xdc2626)).toBeGreaterThan(300));
    expect(workers).toHaveLength(2);
    container.remove();
  },
);

test('samples pushed in an animation frame are sent in that frame, each time', async () => {
  // In-process, so that the credit is back at once.
  const engine = engineOf({ worker: () => Promise.reject(new Error('none today')) });
  const { stream } = streamOf({ engine });
  await stream.flush();
  const take = vi.spyOn(Outbox.prototype, 'take');
  /** Frames that came so late that they were not waited for. */
  let late = 0;
  await new Promise<void>((resolve) => {
    let frames = 0;
    let former = performance.now();
    // It asks for the next frame before it pushes, as many loops do: its callback comes before the engine's.
    requestAnimationFrame(function loop() {
      if (++frames === 21) resolve();
      else requestAnimationFrame(loop);
      stream.push(frames, 1);
      if (performance.now() - former > 40) late++;
      former = performance.now();
    });
  });
  const sent = take.mock.results.filter(({ value }) => value.samples > 0);
  take.mockRestore();
  expect(sent.length).toBeGreaterThanOrEqual(19 - late);
  expect(sent.length).toBeGreaterThan(10);
});

test('a worker that died is let go, with all that waited for its answers', async () => {
  const workers: WeakRef<Worker>[] = [];
  let killLatest = () => {};
  const worker = () => {
    const made = new Worker(new URL(workerUrl, import.meta.url), { type: 'module' });
    workers.push(new WeakRef(made));
    killLatest = () => made.terminate();
    return made;
  };
  // It keeps its errors, as apps do for their logs.
  const { stream, errors } = streamOf({ engine: engineOf({ worker }) });
  const restarted = () => new Promise((resolve) => stream.addEventListener('restart', resolve, { once: true }));
  stream.push(1, 1);
  await stream.data();
  for (let i = 0; i < 3; i++) {
    const again = restarted();
    killLatest();
    // Asked of a worker that is gone: Comlink waits for the answer for ever.
    stream.push(i, i);
    stream.data().catch(() => {});
    await again;
    await stream.data();
  }
  expect(workers).toHaveLength(4);
  expect(errors).toHaveLength(3);
  const session = cdp() as unknown as { send(method: string): Promise<void> };
  const left = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return workers.slice(0, 3).filter((reference) => reference.deref()).length;
  };
  await expect.poll(left, { timeout: 10_000 }).toBe(0);
});
