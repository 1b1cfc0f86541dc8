/** Feeds that the worker reads itself, from real servers: every format, by every way. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { Engine, type FeedOptions, LiveStream } from '../../src/index.js';
import { connected, counted, play, streamOf, told, urlOf, visitsOf } from '../feeds/connected.js';
import { valueAt } from '../feeds/written.js';
import { eventually } from './eventually.js';

const FORMATS = {
  ndjson: {},
  json: {},
  csv: { x: 0, y: 1 },
  float64: { x: 0, y: 1, columns: 3 },
  float32: { x: 0, y: 1, columns: 3 },
} satisfies Record<string, Partial<FeedOptions>>;

type FormatName = keyof typeof FORMATS;
const formats = Object.keys(FORMATS) as FormatName[];
const ways = (['websocket', 'sse', 'fetch'] as const).flatMap((type) =>
  formats.filter((format) => type !== 'sse' || !format.startsWith('float')).map((format) => [type, format] as const),
);

const countTo = (count: number) => Float64Array.from({ length: count }, (_, i) => i);
const valuesTo = (count: number) => Float64Array.from({ length: count }, (_, i) => valueAt(i));

test.each(ways)('%s brings %s: every sample, in order, exactly once', async (type, format) => {
  // A body of JSON is one document.
  const [count, each] = type === 'fetch' && format === 'json' ? [20_000, 20_000] : [20_000, 300];
  const url = urlOf(`/count?format=${format}&count=${count}&each=${each}`, type === 'websocket' ? 'ws' : 'http');
  const { stream, feed, states, problems } = connected({ type, url, format, ...FORMATS[format] });
  expect(feed.state).toBe('connecting');
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: count }));
  const { x, y } = await stream.data();
  expect(x).toEqual(countTo(count));
  expect(y).toEqual(valuesTo(count));
  expect(problems).toEqual([]);
  expect(stream.n).toBe(count);
  const stats = await stream.stats();
  expect(stats).toMatchObject({ pushed: count, received: count, dropped: 0, pending: 0, lost: 0, gaps: 0 });
  expect(feed.counters).toMatchObject({ bad: 0, duplicate: 0, missing: 0, dropped: 0, connections: 1 });
  expect(feed.counters.bytes).toBeGreaterThan(count * 8);
  expect(feed.counters.messages).toBeGreaterThan(0);
  // A body has an end, the others are ended.
  if (type !== 'fetch') feed.close();
  await feed.ended;
  expect(feed.state).toBe('closed');
  expect(states).toEqual(['open', 'closed']);
  await eventually(async () => expect((await stream.stats()).feeds).toEqual([]));
  expect(await stream.stats()).toMatchObject({ pushed: count, received: count });
});

test.each(['columnar', 'interleaved'] as const)('a WebSocket brings %s floats in either byte order', async (layout) => {
  for (const format of ['float64', 'float32'] as const) {
    const url = urlOf(`/count?format=${format}&count=5000&each=700&layout=${layout}&endian=big`, 'ws');
    const { stream, feed } = connected({
      type: 'websocket',
      url,
      format,
      columns: 3,
      sequence: 2,
      layout,
      endian: 'big',
    });
    await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 5000, bad: 0 }));
    expect((await stream.data()).x).toEqual(countTo(5000));
    expect((await stream.data()).y).toEqual(valuesTo(5000));
  }
});

test('a message brings several series, by their names or in their order', async () => {
  const series = [{ name: 'loss' }, { name: 'train.acc' }];
  const { path } = await play([
    { text: '{"x":1,"loss":0.5,"train.acc":0.25}' },
    { text: '{"x":2,"train.acc":0.5}' },
    { text: '{"x":3}' },
  ]);
  const url = urlOf(path, 'ws');
  const byName = connected({ type: 'websocket', url }, { series });
  await eventually(async () => expect(await counted(byName.stream, byName.feed)).toMatchObject({ samples: 2, bad: 1 }));
  const { x, ys } = await byName.stream.data();
  expect(x).toEqual(Float64Array.of(1, 2));
  expect(ys).toEqual([Float64Array.of(0.5, Number.NaN), Float64Array.of(0.25, 0.5)]);
  const some = connected({ type: 'websocket', url, y: { 'train.acc': 'loss' } }, { series });
  await eventually(async () => expect(await counted(some.stream, some.feed)).toMatchObject({ samples: 1 }));
  expect((await some.stream.data()).ys).toEqual([Float64Array.of(Number.NaN), Float64Array.of(0.5)]);
});

test('labels go to a scale of categories, times to one of time', async () => {
  const { path } = await play([
    { text: '{"x":"Mon","y":1}' },
    { text: '{"x":"Tue","y":null}' },
    { text: '{"x":3,"y":"3"}' },
  ]);
  const { stream, feed } = connected({ type: 'websocket', url: urlOf(path, 'ws') }, { xScale: 'category' });
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 3 }));
  expect((await stream.data()).x).toEqual(['Mon', 'Tue', 3]);
  expect((await stream.data()).y).toEqual(Float64Array.of(1, Number.NaN, 3));
  expect(() => stream.configure({ xScale: 'linear' })).toThrow(TypeError);
  const times = await play([{ text: 'when,what\n2026-11-27T10:00:00.5Z,1\n2026-11-27T10:00:01Z,2\n' }]);
  const timed = connected(
    { type: 'fetch', url: urlOf(times.path), format: 'csv', x: 'when', y: 'what', time: 'iso' },
    { xScale: 'time' },
  );
  await timed.feed.ended;
  expect((await timed.stream.data()).x).toEqual(
    Float64Array.of(Date.UTC(2026, 10, 27, 10, 0, 0, 500), Date.UTC(2026, 10, 27, 10, 0, 1)),
  );
});

test('samples that say no x lie at equal distances', async () => {
  const values = Float32Array.from({ length: 3000 }, (_, i) => i / 4);
  const base64 = btoa(String.fromCharCode(...new Uint8Array(values.buffer)));
  const { path } = await play([{ base64 }, { base64 }]);
  const { stream, feed } = connected({
    type: 'websocket',
    url: urlOf(path, 'ws'),
    format: 'float32',
    x: { x0: 10, dx: 0.5 },
    y: 0,
  });
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 6000, bad: 0 }));
  const { x, y } = await stream.data();
  expect(x).toEqual(Float64Array.from({ length: 6000 }, (_, i) => 10 + i * 0.5));
  expect(y).toEqual(Float64Array.from({ length: 6000 }, (_, i) => (i % 3000) / 4));
});

test('what is pushed beside a feed is counted beside it', async () => {
  const url = urlOf('/count?count=1000', 'ws');
  const { stream, feed } = connected({ type: 'websocket', url, format: 'ndjson' });
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 1000 }));
  stream.push(5000, 1);
  await stream.flush();
  expect(await stream.stats()).toMatchObject({ pushed: 1001, received: 1001 });
  expect(stream.n).toBe(1001);
  expect((await stream.stats()).feeds).toMatchObject([{ feed, samples: 1000 }]);
  stream.clear();
  await stream.flush();
  expect((await stream.data()).x).toEqual(new Float64Array(0));
});

test.each(['canvas', 'bitmap', 'svg'] as const)(
  'a view with the output %s shows what a feed brings',
  async (output) => {
    const container = document.body.appendChild(document.createElement('div'));
    onTestFinished(() => container.remove());
    const { path } = await play([{ wait: 100 }, { text: '{"x":1,"y":1}' }, { wait: 100 }, { text: '{"x":2,"y":1}' }]);
    const { stream } = connected({ type: 'websocket', url: urlOf(path, 'ws') });
    const view = stream.mount(container, { output });
    await eventually(async () => expect((await view.chart()).n).toBe(2));
  },
);

test('a subscription is sent when a WebSocket is open, heartbeats after it, and their answers are no samples', async () => {
  const { name, path } = await play([{ wait: 200 }, { text: 'pong' }, { text: '{"x":1,"y":2}' }]);
  const { stream, feed, problems } = connected({
    type: 'websocket',
    url: urlOf(path, 'ws'),
    protocols: [],
    send: ['{"subscribe":"a"}', '{"subscribe":"b"}'],
    heartbeat: { every: 20, send: 'ping', answer: 'pong' },
  });
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 1, messages: 1, bad: 0 }));
  await eventually(async () => {
    const [{ messages }] = await visitsOf(name);
    expect(messages.slice(0, 2)).toEqual(['{"subscribe":"a"}', '{"subscribe":"b"}']);
    expect(messages.filter((message) => message === 'ping').length).toBeGreaterThan(2);
  });
  expect(problems).toEqual([]);
});

test('a request has the method, the headers and the body that are declared; credentials in a URL become a header', async () => {
  const { name, path } = await play([{ text: '{"x":1,"y":2}\n' }]);
  const url = urlOf(path).replace('//', '//me:se%20cret@');
  const headers = { 'x-token': 'abc', 'content-type': 'text/plain' };
  const { feed } = connected({ type: 'fetch', url, format: 'ndjson', method: 'POST', headers, body: 'all of it' });
  await feed.ended;
  expect(feed).toMatchObject({ state: 'closed', counters: { samples: 1 } });
  expect(await visitsOf(name)).toMatchObject([
    { headers: { 'x-token': 'abc', authorization: `Basic ${btoa('me:se cret')}` }, messages: ['all of it'] },
  ]);
});

test('only events of the type that is asked for are taken', async () => {
  const { path } = await play([
    { text: ': hello\nevent: price\ndata: {"x":1,\ndata: "y":2}\n\nevent: other\ndata: {"x":2,"y":3}\n\r' },
    { text: '\ndata: {"x":3,"y":4}\n\n' },
    { text: 'event: price\r\ndata:{"x":5,"y":6}\r\n\r\nevent: price\ndata: {"x":7' },
  ]);
  const { stream, feed, problems } = connected({ type: 'sse', url: urlOf(path), event: 'price', reconnect: false });
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 2 }));
  expect((await stream.data()).x).toEqual(Float64Array.of(1, 5));
  expect(problems).toEqual([]);
});

const pieces = (texts: string[], bytes = false) =>
  new ReadableStream({
    start(controller) {
      const encoder = new TextEncoder();
      for (const text of texts) controller.enqueue(bytes ? encoder.encode(text) : text);
      controller.close();
    },
  });

test.each([true, false])('a readable stream is moved to the worker and read there, of bytes: %s', async (bytes) => {
  const readable = pieces(['{"x":1,"y"', ':2}\n{"x":3,', '"y":4}'], bytes);
  const reading = vi.spyOn(readable, 'getReader');
  const { stream, feed, states } = connected({ type: 'readable', readable, format: 'ndjson' });
  await feed.ended;
  expect(states).toEqual(['open', 'closed']);
  expect((await stream.data()).y).toEqual(Float64Array.of(2, 4));
  expect(reading).not.toHaveBeenCalled();
});

/** An engine to which streams can't be moved. */
function engineOfStillStreams(): Engine {
  const worker = new Worker(new URL('../feeds/still-streams-worker.ts', import.meta.url), { type: 'module' });
  const post = worker.postMessage.bind(worker);
  worker.postMessage = (message: unknown, transfer?: unknown) => {
    if (Array.isArray(transfer) && transfer.some((one) => one instanceof ReadableStream)) {
      throw new DOMException('a stream can’t be moved', 'DataCloneError');
    }
    post(message, transfer as Transferable[]);
  };
  const engine = new Engine({ worker });
  onTestFinished(() => engine.close());
  return engine;
}

test('where streams can’t be moved, one that fails does so as one that was moved', async () => {
  const seen = [];
  for (const engine of [engineOfStillStreams(), undefined]) {
    let pulled = 0;
    const readable = new ReadableStream<string>({
      pull(controller) {
        if (++pulled > 3) controller.error(new Error('broken'));
        else controller.enqueue(`{"x":${pulled},"y":1}\n`);
      },
    });
    const { stream, feed, states, problems } = connected({ type: 'readable', readable, format: 'ndjson' }, { engine });
    await feed.ended;
    seen.push({ states, problems, n: (await stream.data()).x.length <= 3 });
  }
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]).toMatchObject({
    states: ['open', 'failed'],
    problems: [{ kind: 'interrupted', message: 'the stream that was to be read failed' }],
    n: true,
  });
});

test('a readable is cancelled with its feed, moved or not, begun or not', async () => {
  const cancelled: Promise<unknown>[] = [];
  const silent = () => {
    let tell!: () => void;
    cancelled.push(
      new Promise<void>((resolve) => {
        tell = resolve;
      }),
    );
    return new ReadableStream({ cancel: () => tell() });
  };
  for (const engine of [engineOfStillStreams(), undefined]) {
    const stream = streamOf({ engine });
    const begun = stream.connect({ type: 'readable', readable: silent(), format: 'ndjson' });
    const closed = stream.connect({ type: 'readable', readable: silent(), format: 'ndjson' });
    closed.close();
    stream.connect({ type: 'readable', readable: silent(), format: 'ndjson', signal: AbortSignal.abort() });
    await eventually(() => expect(begun.state).toBe('open'));
    begun.close();
  }
  await Promise.all(cancelled);
});

test('where streams can’t be moved, the page reads one no quicker than it is taken', async () => {
  const engine = engineOfStillStreams();
  let pulled = 0;
  const readable = new ReadableStream(
    {
      pull(controller) {
        if (++pulled > 300) controller.close();
        else controller.enqueue(`{"x":${pulled},"y":1}\n`);
      },
    },
    { highWaterMark: 0 },
  );
  const { stream, feed } = connected({ type: 'readable', readable, format: 'ndjson' }, { engine });
  await feed.ended;
  expect(feed.state).toBe('closed');
  expect((await stream.data()).x).toHaveLength(300);
});

test('what is piped into a stream is taken before more is asked for; what can’t be taken breaks the pipe', async () => {
  const stream = streamOf();
  let made = 0;
  let most = 0;
  const source = new ReadableStream(
    {
      async pull(controller) {
        const { received } = await stream.stats();
        most = Math.max(most, made - received);
        if (made === 50_000) controller.close();
        else
          controller.enqueue({ x: Float64Array.from({ length: 1000 }, (_, i) => made + i), y: new Float64Array(1000) });
        made = Math.min(50_000, made + 1000);
      },
    },
    { highWaterMark: 0 },
  );
  await source.pipeTo(stream.writable);
  expect((await stream.data()).x).toEqual(countTo(50_000));
  expect(most).toBeLessThanOrEqual(3000);
  const writer = stream.writable.getWriter();
  await writer.write([50_000, 1]);
  expect((await stream.stats()).received).toBe(50_001);
  await expect(writer.write([Number.NaN, 1])).rejects.toThrow('x must be a finite number');
  await expect(stream.writable.getWriter().write(5 as never)).rejects.toThrow(
    'what is written must be [x, y] or { x, y }',
  );
});

test('feeds and decoders of one’s own run in one’s own worker', async () => {
  const worker = () => new Worker(new URL('../feeds/own-worker.ts', import.meta.url), { type: 'module' });
  const engine = new Engine({ worker });
  onTestFinished(() => engine.close());
  const stream = streamOf({ engine });
  const { path } = await play([{ text: '1 2\n3 4\nfive' }, { base64: btoa('5 6') }, { text: 'throw' }]);
  const decoded = stream.connect({ type: 'websocket', url: urlOf(path, 'ws'), format: 'custom', decoder: 'pairs' });
  const { problems } = told(decoded);
  await eventually(async () => expect(await counted(stream, decoded)).toMatchObject({ samples: 3, bad: 2 }));
  expect(problems).toEqual([
    { kind: 'malformed', count: 1, message: 'no pair', example: 'five' },
    { kind: 'decoder', count: 1, message: 'the decoder’s own', example: 'throw' },
  ]);
  decoded.close();
  stream.clear();
  const own = stream.connect({ type: 'custom', feed: 'ramp', format: 'ndjson', options: { count: 5000 } });
  await own.ended;
  expect(own).toMatchObject({ state: 'closed', counters: { samples: 5002, duplicate: 1, connections: 1 } });
  expect((await stream.data()).x).toEqual(countTo(5002));
  const unknown = stream.connect({ type: 'custom', feed: 'none' });
  const heard = told(unknown);
  await unknown.ended;
  expect(unknown.state).toBe('failed');
  expect(heard.problems).toMatchObject([{ kind: 'feed', message: 'this worker has no feed "none"' }]);
});

test('a feed of a stream without a worker runs in the page', async () => {
  const engine = new Engine({ worker: () => Promise.reject(new Error('none')) });
  onTestFinished(() => engine.close());
  const stream = new LiveStream({ engine, xScale: 'linear', maxPoints: 10_000 });
  stream.addEventListener('error', () => {});
  const url = urlOf('/count?count=5000', 'ws');
  const feed = stream.connect({ type: 'websocket', url, format: 'ndjson', sequence: 'n' });
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 5000 }));
  expect(await stream.stats()).toMatchObject({ mode: 'in-process', pushed: 5000 });
  await stream.close();
  expect(feed.state).toBe('closed');
});

test('who hears that a feed is closed with its stream may close that, too', async () => {
  const engine = new Engine();
  onTestFinished(() => engine.close());
  const stream = new LiveStream({ engine, xScale: 'linear' });
  const feed = stream.connect({ type: 'websocket', url: urlOf('/count?count=10', 'ws'), format: 'ndjson' });
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 10 }));
  const again: Promise<void>[] = [];
  feed.addEventListener('state', () => {
    again.push(stream.close());
    expect(() => stream.push(1, 1)).toThrow('the stream is closed');
  });
  const closing = stream.close();
  expect(again).toEqual([closing]);
  await closing;
});

test('a feed is closed by a signal, with its stream, before there is an engine', async () => {
  const stopping = new AbortController();
  const url = urlOf('/count?count=10', 'ws');
  const { stream, feed } = connected({ type: 'websocket', url, format: 'ndjson', signal: stopping.signal });
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 10 }));
  stopping.abort();
  expect(feed.state).toBe('closed');
  const aborted = stream.connect({ type: 'websocket', url, signal: stopping.signal });
  expect(aborted.state).toBe('closed');
  const engine = new Engine({ worker: () => new Promise(() => {}) });
  onTestFinished(() => engine.close());
  const second = streamOf({ engine });
  const early = second.connect({ type: 'websocket', url });
  expect((await second.stats()).feeds).toMatchObject([{ feed: early, samples: 0, connections: 0 }]);
  early.close();
  early.close();
  await early.ended;
  expect((await second.stats()).feeds).toEqual([]);
  const late = second.connect({ type: 'websocket', url });
  await second.close();
  await late.ended;
  expect(late.state).toBe('closed');
  expect(() => second.connect({ type: 'websocket', url })).toThrow('the stream is closed');
});
