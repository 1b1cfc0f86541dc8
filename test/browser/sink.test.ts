import { afterEach, expect, test } from 'vitest';
import { Engine, LiveStream, openSink } from '../../src/index.js';
import { eventually } from './eventually.js';
import { HeldWorker } from './held-worker.js';
import Producer from './producer.ts?worker';

const open: { close(): Promise<void> }[] = [];
const workers: Worker[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  for (const worker of workers.splice(0)) worker.terminate();
});

function streamOf(options: ConstructorParameters<typeof LiveStream>[0] = {}): LiveStream {
  const stream = new LiveStream(options);
  open.push(stream);
  return stream;
}

function producer() {
  const worker = new Producer();
  workers.push(worker);
  const tell = (message: object, transfer: Transferable[] = []) =>
    new Promise((resolve) => {
      worker.addEventListener('message', resolve, { once: true });
      worker.postMessage(message, transfer);
    });
  return { worker, tell };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

test('a worker feeds a stream past the page, also before the engine is ready', async () => {
  const stream = streamOf({ maxPoints: 1000 });
  const port = stream.port();
  const { tell } = producer();
  await tell({ port, from: 0, count: 5000, flush: true }, [port]);
  await tell({ from: 5000, count: 10, transfer: true, flush: true });
  expect([...(await stream.data()).y]).toEqual(range(4010, 5010));
  const stats = await stream.stats();
  expect(stats).toMatchObject({ pushed: 5010, pending: 0, lost: 0 });
  expect(stats.received + stats.dropped).toBe(5010);
  expect(stream.n).toBe(1000);
});

test('page and sinks are separate producers; clear is the engine’s as it comes', async () => {
  const stream = streamOf();
  const ports = [stream.port(), stream.port()];
  const producers = ports.map(() => producer());
  await Promise.all(
    producers.map(({ tell }, i) => tell({ port: ports[i], from: 100 * i, count: 3, flush: true }, [ports[i]])),
  );
  stream.extend([9], [9]);
  await stream.flush();
  expect([...(await stream.data()).y].sort((a, b) => a - b)).toEqual([0, 1, 2, 9, 100, 101, 102]);
  await producers[0].tell({ clear: true, from: 7, count: 1, flush: true });
  expect([...(await stream.data()).y]).toEqual([7]);
  expect(await stream.stats()).toMatchObject({ pushed: 8, received: 8, dropped: 0, pending: 0 });
});

test('labels from a sink keep the scale a category one until they are cleared', async () => {
  const stream = streamOf();
  const port = stream.port();
  const { tell } = producer();
  await tell({ port, labels: ['a', 'b'], flush: true }, [port]);
  await stream.stats();
  expect((await stream.data()).x).toEqual(['a', 'b']);
  expect(() => stream.configure({ xScale: 'linear' })).toThrow(TypeError);
  stream.clear();
  await stream.flush();
  await stream.stats();
  stream.configure({ xScale: 'linear' });
  stream.configure({ xScale: 'category' });
  stream.push('c', 1);
  await stream.flush();
  expect(() => stream.configure({ xScale: 'linear' })).toThrow(TypeError);
  await tell({ clear: true, flush: true });
  await stream.stats();
  stream.configure({ xScale: 'linear' });
});

test('a sink in the page checks what it is given, and ends with its stream', async () => {
  const stream = streamOf({ xScale: 'linear' });
  const port = stream.port();
  const sink = openSink(port);
  expect(() => openSink(port)).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
  expect(() => openSink({} as MessagePort)).toThrow(TypeError);
  sink.push(1, 1);
  await sink.flush();
  expect(() => sink.push('label', 1)).toThrow(TypeError);
  expect(() => sink.extend([1, 2], [1])).toThrow(RangeError);
  expect((await stream.data()).y).toEqual(Float64Array.of(1));
  await stream.close();
  await eventually(() => expect(() => sink.push(1, 1)).toThrow(expect.objectContaining({ name: 'InvalidStateError' })));
});

test('a sink that is closed leaves its samples in the window', async () => {
  const stream = streamOf();
  const sink = openSink(stream.port());
  sink.extend(range(0, 10), range(0, 10));
  await sink.close();
  expect(() => sink.push(1, 1)).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
  expect((await stream.data()).y.length).toBe(10);
});

test('a port goes from worker to worker before a sink is made of it', async () => {
  const stream = streamOf();
  const port = stream.port();
  const [first, second] = [producer(), producer()];
  const { port1, port2 } = new MessageChannel();
  const open = second.tell({ listen: port2 }, [port2]);
  first.worker.postMessage({ forward: port, to: port1 }, [port, port1]);
  await open;
  await second.tell({ from: 0, count: 3, flush: true });
  expect([...(await stream.data()).y]).toEqual([0, 1, 2]);
});

test('of a port that is transferred after a sink was made of it, no second sink can be made', async () => {
  const stream = streamOf();
  const port = stream.port();
  const { worker, tell } = producer();
  await tell({ port, from: 0, count: 1, flush: true }, [port]);
  const back = new Promise<MessagePort>((resolve) => {
    worker.addEventListener('message', ({ data }) => resolve(data), { once: true });
  });
  worker.postMessage({ giveBack: true });
  const second = openSink(await back);
  second.push(1, 1);
  const flushed = second.flush();
  const refused = expect.objectContaining({ name: 'InvalidStateError', message: 'the port has a sink already' });
  await expect(flushed).rejects.toEqual(refused);
  expect(() => second.push(1, 1)).toThrow(refused);
  await tell({ from: 1, count: 1, flush: true });
  expect([...(await stream.data()).y]).toEqual([0, 1]);
});

test('a port that leads to no stream is said to, and messages that are not ours are passed over', async () => {
  const { port1, port2 } = new MessageChannel();
  const stranger = openSink(port1);
  for (const message of [null, 5, 'options', { kind: 'else' }]) port2.postMessage(message);
  stranger.push(1, 1);
  const flushed = stranger.flush();
  await expect(flushed).rejects.toMatchObject({
    name: 'InvalidStateError',
    message: expect.stringContaining('port()'),
  });
  expect(() => stranger.push(2, 2)).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
  const stream = streamOf();
  const port = stream.port();
  const sink = openSink(port);
  for (const message of [null, 5, { kind: 'else' }]) port.postMessage(message);
  sink.push(1, 1);
  await sink.flush();
  expect((await stream.data()).y.length).toBe(1);
});

function heldEngine() {
  const workers: HeldWorker[] = [];
  const engine = new Engine({
    worker: () => {
      workers.push(new HeldWorker());
      return workers[workers.length - 1];
    },
  });
  open.push(engine);
  return { engine, workers };
}

test('sinks that were closed are forgotten, and what they had counted is not', async () => {
  const { engine, workers } = heldEngine();
  const stream = streamOf({ engine, maxPoints: 5 });
  for (let i = 0; i < 20; i++) {
    const sink = openSink(stream.port());
    sink.extend(range(0, 10), range(0, 10));
    if (i % 2 === 0) await sink.flush();
    await sink.close();
  }
  const counts = { pushed: 200, pending: 0, lost: 0 };
  await eventually(async () => {
    const stats = await stream.stats();
    expect(stats).toMatchObject(counts);
    expect(stats.received + stats.dropped).toBe(200);
    expect(workers[0].stats?.sinks).toEqual([]);
  });
  workers[0].terminate();
  await new Promise((resolve) => stream.addEventListener('restart', resolve));
  expect(await stream.stats()).toMatchObject(counts);
});

test('a sink that is closed at once, before there is an engine, drops what it had', async () => {
  const stream = streamOf();
  const sink = openSink(stream.port());
  sink.extend(range(0, 10), range(0, 10));
  await sink.close();
  await eventually(async () => {
    const stats = await stream.stats();
    expect(stats).toMatchObject({ pushed: 10, pending: 0, lost: 0 });
    expect(stats.received + stats.dropped).toBe(10);
  });
});

test('flushes of a sink that find no engine wait: two places may, a third is refused', async () => {
  const stream = streamOf();
  const sink = openSink(stream.port());
  const flushes = [1, 2].map((value) => {
    sink.push(value, value);
    return Promise.all([sink.flush(), sink.flush()]);
  });
  sink.push(3, 3);
  await expect(sink.flush()).rejects.toMatchObject({ name: 'QuotaExceededError' });
  await Promise.all(flushes);
  expect((await stream.data()).y.length).toBe(3);
});

test('a sink is handed to the next engine when one dies; what it had under way is counted as lost', async () => {
  let worker!: HeldWorker;
  const engine = new Engine({
    worker: () => {
      worker = new HeldWorker();
      return worker;
    },
  });
  open.push(engine);
  const stream = streamOf({ engine, maxPoints: 50 });
  const sink = openSink(stream.port());
  sink.extend(range(0, 20), range(0, 20));
  await sink.flush();
  const restarted = new Promise((resolve) => stream.addEventListener('restart', resolve));
  worker.terminate();
  await new Promise((resolve) => stream.addEventListener('error', resolve));
  // Whether the sink has heard of the death by now is open: what it sends to the dead is lost, and must be counted so.
  sink.extend(range(20, 120), range(20, 120));
  await restarted;
  sink.extend(range(120, 220), range(120, 220));
  await sink.flush();
  expect([...(await stream.data()).y]).toEqual(range(170, 220));
  const stats = await stream.stats();
  expect(stats).toMatchObject({ pushed: 220, pending: 0 });
  expect(stats.received + stats.dropped + stats.lost).toBe(220);
  expect(stats.received).toBeGreaterThanOrEqual(70);
});

test('all views of all outputs show what only a sink has pushed, once it is flushed', async () => {
  const container = document.createElement('div');
  document.body.append(container);
  const stream = streamOf({ width: 300, height: 150 });
  const views = (['svg', 'svg', 'bitmap', 'canvas'] as const).map((output) => stream.mount(container, { output }));
  await stream.flush();
  const port = stream.port();
  const { tell } = producer();
  await tell({ port, from: 0, count: 40, flush: true }, [port]);
  for (const view of views) await eventually(async () => expect((await view.chart()).n).toBe(40));
  container.remove();
});

test.each(['bitmap', 'svg'] as const)('a view of output %s shows what only a sink has pushed', async (output) => {
  const container = document.createElement('div');
  document.body.append(container);
  const stream = streamOf({ width: 300, height: 150 });
  const view = stream.mount(container, { output });
  await stream.flush();
  const port = stream.port();
  const { tell } = producer();
  await tell({ port, from: 0, count: 40 }, [port]);
  await eventually(async () => expect((await view.chart()).n).toBe(40));
  await tell({ from: 40, count: 2, flush: true });
  await eventually(async () => expect((await view.chart()).n).toBe(42));
  container.remove();
});

test('while the page is blocked, a chart fed by a worker goes on, whatever else its engine paints', async () => {
  const container = document.createElement('div');
  document.body.append(container);
  const stream = streamOf({ width: 300, height: 150 });
  stream.mount(container);
  const other = streamOf({ kind: 'scatter', width: 300, height: 150 });
  other.mount(container);
  other.mount(container, { output: 'bitmap' });
  const otherPort = other.port();
  producer().worker.postMessage({ port: otherPort, every: 5 }, [otherPort]);
  const port = stream.port();
  const { worker } = producer();
  worker.postMessage({ port, every: 5 }, [port]);
  await eventually(async () => expect((await stream.stats()).frames).toBeGreaterThan(5));
  // An engine that waits for the page paints a frame or two each time, however long the block.
  await eventually(async () => {
    const before = await stream.stats();
    const until = performance.now() + 500;
    while (performance.now() < until);
    const after = await stream.stats();
    expect(after.frames - before.frames).toBeGreaterThan(5);
    expect(after.received - before.received).toBeGreaterThan(5);
  });
  container.remove();
});
