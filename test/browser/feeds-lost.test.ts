/** Feeds whose servers are lost, late, wrong or hostile: connected again, counted, told of, and nothing around it is lost. */
import { expect, onTestFinished, test } from 'vitest';
import { Engine, type FeedOptions } from '../../src/index.js';
import { connected, counted, keep, play, streamOf, told, urlOf, visitsOf } from '../feeds/connected.js';
import { eventually } from './eventually.js';

const SOON = { first: 20, most: 100 };
const line = (x: number) => `{"x":${x},"y":0,"n":${x}}\n`;
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => line(from + i)).join('');
const event = (x: number) => `id: at-${x}\ndata: ${line(x)}\n`;

test('what is lost is connected to again, from where it was', async () => {
  const { name, path } = await play(
    [{ text: lines(0, 100) }, { destroy: true }],
    [{ text: lines(90, 200) }, { close: 1011 }],
    [{ text: lines(230, 240) }],
  );
  const { stream, feed, states, problems } = connected({
    type: 'websocket',
    url: urlOf(path, 'ws'),
    format: 'ndjson',
    sequence: 'n',
    reconnect: SOON,
  });
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 210 }));
  expect(feed.counters).toMatchObject({ duplicate: 10, missing: 30, connections: 3, bad: 0 });
  expect(states).toEqual(['open', 'waiting', 'connecting', 'open', 'waiting', 'connecting', 'open']);
  // One a minute of a kind.
  expect(problems).toMatchObject([
    { kind: 'interrupted', count: 1, message: expect.stringContaining('was closed with code 1006') },
  ]);
  expect((await stream.data()).x).toHaveLength(210);
  expect(await visitsOf(name)).toHaveLength(3);
});

test('server-sent events go on after the last one that came whole, and when the server says', async () => {
  const { name, path } = await play(
    [{ text: `retry: 10\n\n${event(0)}${event(1)}id: at-2\ndata: {"x":2,` }, { destroy: true }],
    [{ text: event(2) + event(3) }, { destroy: true }],
    [{ status: 503, headers: { 'retry-after': '0.01' } }],
    [{ status: 204 }],
  );
  const { stream, feed, problems } = connected({ type: 'sse', url: urlOf(path), sequence: 'n', reconnect: SOON });
  await feed.ended;
  expect(feed.state).toBe('closed');
  expect((await stream.data()).x).toEqual(Float64Array.of(0, 1, 2, 3));
  expect(feed.counters).toMatchObject({ samples: 4, duplicate: 0, missing: 0, bad: 0 });
  const visits = await visitsOf(name);
  expect(visits.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'at-1', 'at-3', 'at-3']);
  expect(problems.map(({ kind }) => kind)).toEqual(['interrupted', 'status']);
});

test('a hook says how to connect again', async () => {
  const { name, path } = await play([{ text: lines(0, 5) }, { wait: 100 }, { destroy: true }], [{ text: lines(5, 8) }]);
  const asked: unknown[] = [];
  const { stream, feed } = connected({
    type: 'websocket',
    url: urlOf(`${path}?token=old`, 'ws'),
    format: 'ndjson',
    sequence: 'n',
    reconnect: SOON,
    send: 'from 0',
    async resume(point) {
      asked.push(point);
      return { url: urlOf(`${path}?token=new`, 'ws'), send: `from ${point.sequence + 1}` };
    },
  });
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 8 }));
  expect(asked).toEqual([{ sequence: 4, gaps: new Float64Array(0), count: 5, lastEventId: '', attempt: 1 }]);
  await eventually(async () => {
    expect((await visitsOf(name)).map(({ url, messages }) => [url.split('?')[1], messages])).toEqual([
      ['token=old', ['from 0']],
      ['token=new', ['from 5']],
    ]);
  });
});

test('a hook that throws, or gives what can’t be, is told of and asked again', async () => {
  const { path } = await play([{ text: lines(0, 5) }, { destroy: true }], [{ text: lines(5, 8) }]);
  let asked = 0;
  const { stream, feed, problems } = connected({
    type: 'websocket',
    url: urlOf(path, 'ws'),
    format: 'ndjson',
    reconnect: SOON,
    resume() {
      asked++;
      if (asked === 1) throw new Error('no token yet');
      return asked === 2 ? { url: 'gopher://here' } : {};
    },
  });
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 8 }));
  expect(asked).toBe(3);
  // The second is of the same kind.
  expect(problems.filter(({ kind }) => kind === 'resume')).toEqual([
    { kind: 'resume', count: 1, message: 'no token yet', example: '' },
  ]);
});

test.each([
  [{ url: 'gopher://here' }, 'url must be one of ws: or wss:, got "gopher:"'],
  [{ headers: { a: 'b' } }, 'headers is for type sse or fetch, not websocket'],
  [undefined, 'resume must give an object, got undefined'],
  [{ sent: 'a' }, '"sent" is not an option of what resume gives; did you mean \'send\'?'],
])('what a hook may not give is said: %j', async (given, message) => {
  const { path } = await play([{ text: lines(0, 5) }, { destroy: true }]);
  const options = { type: 'websocket', url: urlOf(path, 'ws'), format: 'ndjson', reconnect: SOON } as const;
  const { feed, problems } = connected({ ...options, resume: () => given as object });
  await eventually(() => expect(problems.filter(({ kind }) => kind === 'resume')).toMatchObject([{ message }]));
  feed.close();
});

test('a worker that dies takes no feed with it', async () => {
  const workers: Worker[] = [];
  const engine = new Engine({
    worker() {
      workers.push(new Worker(new URL('../feeds/still-streams-worker.ts', import.meta.url), { type: 'module' }));
      return workers.at(-1)!;
    },
  });
  onTestFinished(() => engine.close());
  const { path } = await play([{ text: lines(0, 100) }], [{ text: lines(80, 150) }]);
  const { stream, feed, states } = connected(
    { type: 'websocket', url: urlOf(path, 'ws'), format: 'ndjson', sequence: 'n', reconnect: SOON },
    { engine },
  );
  stream.addEventListener('error', () => {});
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 100 }));
  workers[0].terminate();
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ samples: 150 }));
  expect(feed.counters).toMatchObject({ duplicate: 20, missing: 0, connections: 2 });
  expect(states).toEqual(['open', 'connecting', 'open']);
  expect(await stream.stats()).toMatchObject({ pushed: 150, received: 150, lost: 0 });
  expect((await stream.data()).x).toHaveLength(50);
});

test('a server that is killed and started again: what is missing and what was there before are known exactly', async () => {
  let from = 0;
  const { stream, feed } = connected({
    type: 'websocket',
    url: urlOf('/count?count=2000000&each=500&from=0', 'ws'),
    format: 'ndjson',
    sequence: 'n',
    reconnect: SOON,
    resume: () => ({ url: urlOf(`/count?count=20000&each=500&from=${from}`, 'ws') }),
  });
  await eventually(async () => expect((await counted(stream, feed)).samples).toBeGreaterThan(5000));
  from = 3_000_000;
  await keep('kill');
  await keep('start');
  await eventually(async () => expect((await stream.data()).x.at(-1)).toBe(3_019_999));
  const { x } = await stream.data();
  const gap = (x as Float64Array).indexOf(3_000_000);
  const missing = 3_000_000 - Number(x[gap - 1]) - 1;
  expect(missing).toBeGreaterThan(900_000);
  expect(await counted(stream, feed)).toMatchObject({ missing, duplicate: 0 });
  from = 3_015_000;
  await keep('kill');
  await keep('start');
  await eventually(async () => expect((await stream.data()).x.at(-1)).toBe(3_034_999));
  expect(await counted(stream, feed)).toMatchObject({ missing, duplicate: 5000, bad: 0 });
  const all = (await stream.data()).x as Float64Array;
  expect(all.subarray(all.indexOf(3_000_000))).toEqual(Float64Array.from({ length: 35_000 }, (_, i) => 3_000_000 + i));
});

const failing: [
  name: string,
  options: Partial<FeedOptions>,
  steps: Parameters<typeof play>[0],
  kind: string,
  says: RegExp,
][] = [
  [
    'a page that says 404',
    { type: 'fetch' },
    [{ status: 404 }, { text: '<h1>Not found</h1>' }],
    'status',
    /answers with status 404/,
  ],
  ['a page that says 404, to an upgrade', {}, [{ status: 404 }], 'unreachable', /^no connection to ws:/],
  [
    'a page of HTML',
    { type: 'fetch' },
    [{ status: 200, headers: { 'content-type': 'text/html' } }, { text: '<form>Log in</form>' }],
    'content',
    /answers with a page of HTML$/,
  ],
  [
    'no events',
    { type: 'sse' },
    [{ status: 200, headers: { 'content-type': 'application/json' } }, { text: '{}' }],
    'content',
    /application\/json, not with events/,
  ],
  [
    'a redirect to another scheme',
    { type: 'fetch' },
    [{ status: 302, headers: { location: 'data:text/csv,1,2' } }],
    'unreachable',
    /^no connection to http:/,
  ],
  [
    'a server that never answers',
    { type: 'fetch', connectWithin: 100 },
    [{ silent: true }],
    'timeout',
    /^no connection within 100 ms$/,
  ],
  [
    'a server that never answers an upgrade',
    { connectWithin: 100 },
    [{ silent: true }],
    'timeout',
    /^no connection within 100 ms$/,
  ],
  [
    'a body that breaks off',
    { type: 'fetch', format: 'ndjson' },
    [{ text: '{"x":1,"y":2}\n{"x":2,' }, { destroy: true }],
    'interrupted',
    /broke off$/,
  ],
  [
    'a server that falls silent',
    { idleWithin: 150 },
    [{ text: '{"x":1,"y":2}' }],
    'idle',
    /^nothing has come for 150 ms$/,
  ],
];

test.each(failing)('%s', async (_, options, steps, kind, says) => {
  const { path } = await play(steps);
  const scheme = options.type ? 'http' : 'ws';
  const secret = 'very-secret';
  const url = urlOf(`${path}?token=${secret}`, scheme).replace('//', `//user:${secret}@`);
  const { feed, problems } = connected({ type: 'websocket', url, reconnect: false, ...options });
  await feed.ended;
  expect(feed.state).toBe('failed');
  expect(problems[0]).toMatchObject({ kind, count: 1, message: expect.stringMatching(says) });
  expect(JSON.stringify(problems)).not.toContain(secret);
  if (kind === 'interrupted') {
    expect(problems.map((problem) => problem.kind)).toEqual(['interrupted', 'truncated']);
    expect(feed.counters).toMatchObject({ samples: 1, bad: 1 });
  }
});

test('a status that won’t be another is not asked for again; one that may be is', async () => {
  const { name, path } = await play([{ status: 500 }], [{ status: 429 }], [{ status: 403 }], [{ text: line(1) }]);
  const { feed, problems } = connected({ type: 'fetch', url: urlOf(path), format: 'ndjson', reconnect: SOON });
  await feed.ended;
  expect(feed.state).toBe('failed');
  expect(await visitsOf(name)).toHaveLength(3);
  expect(problems).toHaveLength(1);
});

test('good samples around what is wrong are kept, and what is wrong is told of once a kind', async () => {
  const bytes = btoa(String.fromCharCode(...new Uint8Array(Float64Array.of(1, 2).buffer)));
  const steps = [
    { text: '{"x":1,"y":1}' },
    { text: '{"x":2,"y":' },
    { text: '{"x":"2","y":true}' },
    { text: '{"y":1}' },
    { text: '' },
    { base64: bytes },
    { text: '{{{{' },
    { text: '[{"x":3,"y":3},{"x":null,"y":3},{"x":4,"y":4}]' },
  ];
  const { path } = await play(steps);
  const { stream, feed, problems } = connected({ type: 'websocket', url: urlOf(path, 'ws') });
  await eventually(async () =>
    expect(await counted(stream, feed)).toMatchObject({ messages: steps.length, samples: 3 }),
  );
  expect((await stream.data()).x).toEqual(Float64Array.of(1, 3, 4));
  expect(feed.counters.bad).toBe(6);
  expect(problems.map(({ kind, example }) => [kind, example])).toEqual([
    ['truncated', '{"x":2,"y":'],
    ['type', '{"x":"2","y":true}'],
    ['missing', '{"y":1}'],
    ['kind', ''],
    ['malformed', '{{{{'],
  ]);
  expect(feed.state).toBe('open');
});

test('of binary, text and half a sample are refused, and what is whole is taken', async () => {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(Float64Array.of(1, 2, 3, 4).buffer)).slice(0, 29));
  const { path } = await play([{ base64 }, { text: 'hello' }, { base64 }]);
  const { stream, feed, problems } = connected({ type: 'websocket', url: urlOf(path, 'ws'), format: 'float64' });
  await eventually(async () => expect(await counted(stream, feed)).toMatchObject({ messages: 3, samples: 2, bad: 3 }));
  expect(problems.map(({ kind, example }) => [kind, example])).toEqual([
    ['length', '00 00 00 00 00 00 08 40 00 00 00 00 00'],
    ['kind', 'hello'],
  ]);
});

test('a hundred megabytes in one message are taken in steps, between which the page and its charts go on', async () => {
  const row = `{"x":1,"y":2,"note":"${'.'.repeat(20)}"}\n`;
  const times = Math.round(100e6 / row.length);
  const { path } = await play([{ repeat: row, times }]);
  const container = document.body.appendChild(document.createElement('div'));
  onTestFinished(() => container.remove());
  const { stream, feed } = connected(
    { type: 'websocket', url: urlOf(path, 'ws'), format: 'ndjson' },
    { maxPoints: 1000 },
  );
  stream.mount(container, { output: 'canvas' });
  const seen: number[] = [];
  await eventually(async () => {
    const { samples, frames } = { ...(await counted(stream, feed)), frames: (await stream.stats()).frames };
    if (samples > 0 && samples < times) seen.push(frames);
    expect(samples).toBe(times);
  });
  // It answered, and painted, while there was more to come.
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.at(-1)!).toBeGreaterThan(seen[0]);
  expect(feed.counters).toMatchObject({ messages: 1, bytes: times * row.length, bad: 0 });
});

test('options that may not be are refused at once, by their names, and say nothing that is secret', async () => {
  const stream = streamOf();
  const url = urlOf('/', 'ws');
  const refused = (options: object, message: string | RegExp) => {
    expect(() => stream.connect({ type: 'websocket', url, ...options } as FeedOptions)).toThrow(message);
  };
  refused({ type: 'socket' }, "type must be 'websocket' or 'sse' or 'fetch' or 'readable' or 'custom', got \"socket\"");
  refused({ type: undefined }, 'type must be');
  refused({ formt: 'json' }, '"formt" is not an option of connect; did you mean \'format\'?');
  refused({ format: 'xml' }, 'format must be');
  refused({ url: undefined }, 'url must be a URL, got undefined');
  refused({ url: 'http://user:secret@[' }, /^url must be a URL, got another string$/);
  refused({ url: 'ftp://user:secret@host/' }, 'url must be one of ws: or wss:, got "ftp:"');
  refused({ type: 'fetch', url }, 'url must be one of http: or https:');
  refused({ x: -1 }, 'x must be a path, got -1');
  refused({ x: '' }, 'x must be a path, got ""');
  refused({ format: 'csv', sequence: '' }, 'sequence must be a name or an index, got ""');
  refused({ format: 'float64', x: 'time' }, 'x must be the index of a column, got "time"');
  refused({ format: 'float64', y: 3, columns: 2 }, 'columns must be at least 4');
  refused({ y: ['a', 'b'] }, 'y must hold one for each of the 1 series, got 2');
  refused({ y: { a: 'b' } }, 'y: "a" is not a series of this stream, which has none with names');
  refused({ overflow: 'block' }, "overflow 'block' needs a source that can be held back");
  refused({ type: 'sse', url: urlOf('/'), format: 'float32' }, 'server-sent events are text');
  refused(
    { type: 'fetch', url: urlOf('/'), format: 'float32', layout: 'columnar' },
    "layout 'columnar' needs messages",
  );
  refused({ format: 'float32', time: 'iso' }, "time 'iso' is text");
  refused({ format: 'csv', delimiter: '"' }, 'delimiter must be one character');
  refused({ delimiter: ';' }, 'delimiter is for format csv, not json');
  refused({ headers: {} }, 'headers is for type sse or fetch, not websocket');
  refused({ format: 'csv', records: 'data' }, 'records is for format json or ndjson, not csv');
  refused({ decoder: 'own' }, 'decoder is for format custom, not json');
  const custom = { format: 'custom', decoder: 'own' };
  refused({ ...custom, feed: 'own' }, 'feed is for type custom, not websocket');
  for (const name of ['x', 'y', 'sequence', 'time']) {
    const says = `${name} is for format json, ndjson, csv, float64 or float32, not custom`;
    refused({ ...custom, [name]: name === 'time' ? 's' : 'a' }, says);
  }
  refused({ options: 1 }, 'options is for a feed or a decoder of your own');
  refused({ x: { x0: 0, dx: 1 }, time: 's' }, 'time says what x counts, which is what x0 and dx say');
  refused({ type: 'readable', url: undefined }, 'readable must be a ReadableStream that nobody reads, got undefined');
  const readable = new ReadableStream();
  const once = { type: 'readable', url: undefined, readable };
  for (const given of [{ url }, { connectWithin: 1 }, { resume: () => ({}) }]) {
    const says = `${Object.keys(given)[0]} is for type websocket, sse, fetch or custom, not readable`;
    refused({ ...once, readable: new ReadableStream(), ...given }, says);
  }
  refused({ ...once, reconnect: true }, 'a readable can be read once: reconnect must be false');
  readable.getReader();
  refused(once, 'readable must be a ReadableStream that nobody reads');
  for (const delimiter of ['1', 'e', '.', '-', 'ab', '']) {
    refused({ format: 'csv', delimiter }, 'delimiter must be one character of ASCII that no number, name or quote has');
  }
  const csv = { format: 'csv', header: false };
  refused({ ...csv, y: 'price' }, 'columns that have names need a header, which must not be false');
  const request = { type: 'fetch', url: urlOf('/') };
  refused({ ...request, method: 'GET', body: 'a' }, 'a request with method "GET" has no body');
  refused({ ...request, method: 'A B' }, 'method must be one that a request can have, got "A B"');
  refused({ ...request, headers: { 'a b': 'secret' } }, /^headers: "a b" is not the name of one, or has a value that/);
  refused(
    { ...request, headers: { a: 'sec\nret' } },
    /^headers: "a" is not the name of one, or has a value that none can/,
  );
  refused({ type: 'custom' }, 'feed must be the name of one in your worker');
  refused({ format: 'custom' }, 'decoder must be the name of one in your worker');
  refused({ reconnect: { first: 0 } }, 'reconnect.first must be a number of ms above 0');
  refused({ heartbeat: {} }, 'heartbeat.every must be a number of ms above 0');
  refused({ heartbeat: { evry: 1 } }, '"evry" is not an option of heartbeat');
  refused({ connectWithin: 0 }, 'connectWithin must be a number of ms above 0');
  refused({ type: 'sse', url: urlOf('/'), headers: { a: 1 } }, 'headers.a must be a string, got 1');
  refused({ send: [1] }, 'send must be a string or an array of strings, got 1');
  refused({ signal: {} }, 'signal must be an AbortSignal');
  refused({ resume: 'x' }, 'resume must be a function');
  refused({ x: { x0: 0, dx: Number.NaN } }, 'dx must be a finite number, got NaN');
  refused({ x: { x0: 0, step: 1 } }, '"step" is not an option of x');
  expect((await stream.stats()).feeds).toEqual([]);
  const named = streamOf({ series: [{ name: 'loss' }] });
  expect(() => named.connect({ type: 'websocket', url, y: { los: 'a' } })).toThrow("did you mean 'loss'?");
  // As it stands to the page.
  const { feed } = connected({ type: 'fetch', url: '/nothing-here', format: 'csv' });
  const { problems } = told(feed);
  await feed.ended;
  expect(problems[0].message).toContain(`${location.origin}/nothing-here`);
});
