/** Feeds where there is neither a worker nor a page: in Node the same engine reads them. */
import { expect, onTestFinished, test } from 'vitest';
import { LiveStream } from '../src/index.js';
import { serveFeeds } from './feeds/server.js';

async function served() {
  const server = await serveFeeds();
  const stream = new LiveStream({ xScale: 'linear', maxPoints: 100_000 });
  onTestFinished(async () => {
    await stream.close();
    server.close();
  });
  return { stream, url: (path: string, scheme = 'http') => `${scheme}://127.0.0.1:${server.port}${path}` };
}

test.each(['ndjson', 'csv', 'float64'] as const)('a response brings %s', async (format) => {
  const { stream, url } = await served();
  const places = { ndjson: {}, csv: { x: 0, y: 1 }, float64: { x: 0, y: 1, columns: 3 } }[format];
  const feed = stream.connect({ type: 'fetch', url: url(`/count?format=${format}&count=5000`), format, ...places });
  await feed.ended;
  expect(feed).toMatchObject({ state: 'closed', counters: { samples: 5000, bad: 0, connections: 1 } });
  expect((await stream.data()).x).toHaveLength(5000);
  expect((await stream.render({ format: 'svg' })).n).toBe(5000);
});

test('a relative URL is relative to nothing; what is not there is told of', async () => {
  const { stream, url } = await served();
  expect(() => stream.connect({ type: 'fetch', url: '/count' })).toThrow('url must be a URL, got another string');
  const feed = stream.connect({ type: 'sse', url: url('/nowhere'), reconnect: false });
  const kinds: string[] = [];
  feed.addEventListener('problem', ({ detail }) => kinds.push(detail.kind));
  await feed.ended;
  expect(feed.state).toBe('failed');
  expect(kinds).toEqual(['status']);
});

test('a feed that is closed by who hears of a problem says nothing more', async () => {
  const { stream } = await served();
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue('{"x":1}\n{"x":true,"y":1}\nbroken\n');
      controller.close();
    },
  });
  const feed = stream.connect({ type: 'readable', readable: body, format: 'ndjson' });
  const heard: string[] = [];
  feed.addEventListener('state', ({ detail }) => heard.push(detail));
  feed.addEventListener('problem', ({ detail }) => {
    heard.push(detail.kind);
    feed.close();
  });
  await feed.ended;
  await stream.stats();
  expect(heard).toEqual(['open', 'missing', 'closed']);
});

test('what is piped into a stream is in its window when the pipe has ended', async () => {
  const { stream } = await served();
  const chunks = [[0, 1], { x: [1, 2], y: [3, null] }, { x: { x0: 3, dx: 1 }, y: Float32Array.of(5, 6) }] as const;
  const source = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  await source.pipeTo(stream.writable);
  const { x, y } = await stream.data();
  expect(x).toEqual(Float64Array.of(0, 1, 2, 3, 4));
  expect(y).toEqual(Float64Array.of(1, 3, Number.NaN, 5, 6));
});
