/** One feed by itself, with a network, a clock and chance that a test has in its hands. */
import { expect, test } from 'vitest';
import { planOf } from '../src/feed-options.js';
import type { FeedOptions } from '../src/index.js';
import { type Batch, fillIn } from '../worker/batch.js';
import { backoff } from '../worker/feeds/backoff.js';
import type { CustomFeed, FeedContext } from '../worker/feeds/custom.js';
import { runFeed } from '../worker/feeds/feed.js';
import type { FeedPlan, FeedPoint, FeedWord } from '../worker/feeds/feed-types.js';
import { createPump } from '../worker/feeds/pump.js';

/** What a WebSocket is to a source. */
class FakeSocket {
  binaryType = '';
  readonly OPEN = 1;
  readyState = 0;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen!();
  }
}

interface World {
  maxPoints?: number;
  smoothed?: boolean;
  /** How much later it is each time that somebody looks, ms. */
  passing?: number;
  feeds?: Record<string, CustomFeed>;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Called with what the window takes. */
  taken?: () => void;
  numeric?: () => boolean;
  /** How far a worker before had come. */
  point?: FeedPoint | null;
}

/** A feed, and the world around it. */
function feedIn(
  options: Partial<FeedOptions>,
  {
    maxPoints = 1000,
    smoothed = false,
    passing = 0,
    feeds = {},
    fetch,
    taken,
    numeric = () => true,
    point = null,
  }: World = {},
) {
  let now = 0;
  let timers: { at: number; callback: () => void }[] = [];
  let timersSet = 0;
  const soon: (() => void)[] = [];
  const sockets: FakeSocket[] = [];
  const xs: number[] = [];
  const words: FeedWord[] = [];
  const clock = () => {
    now += passing;
    return now;
  };
  const plan: FeedPlan = planOf({ type: 'websocket', url: 'ws://here/', ...options }, null);
  const feed = runFeed(
    { feed: 1, plan, point },
    {
      network: {
        fetch: fetch ?? (() => Promise.reject(new Error('none'))),
        socket() {
          sockets.push(new FakeSocket());
          return sockets.at(-1) as unknown as WebSocket;
        },
        random: () => 0.5,
      },
      customs: { decoders: new Map(), feeds: new Map(Object.entries(feeds)) },
      pump: createPump(clock, (callback) => soon.push(callback)),
      now: clock,
      after(ms, callback) {
        timersSet++;
        const timer = { at: now + ms, callback };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
      take: (batch: Batch) => {
        taken?.();
        fillIn(batch);
        for (let i = batch.start; i < batch.end; i++) xs.push(batch.x[i]);
      },
      changed() {},
      numeric,
      stream: () => ({ maxPoints, smoothed }),
      spoke() {},
    },
  );
  const counters = () => {
    const report = feed.report();
    words.push(...report.words);
    return report.counters;
  };
  return {
    feed,
    sockets,
    xs,
    words,
    counters,
    resume: feed.resume,
    /** How many have been set so far. */
    timers: () => timersSet,
    /** How many are still to go off. */
    waiting: () => timers.length,
    say: (data: unknown) => sockets.at(-1)!.onmessage!({ data }),
    /** Whatever waits for its turn. */
    work() {
      for (let run = soon.shift(); run; run = soon.shift()) run();
    },
    workOnce: () => soon.shift()?.(),
    /** Lets time pass, and what follows from it. */
    async pass(ms: number) {
      const until = now + ms;
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = until;
    },
  };
}

/** A response whose body comes when, and as, a test says. */
function delivered(type: string) {
  let body!: ReadableStreamDefaultController<Uint8Array>;
  const readable = new ReadableStream<Uint8Array>({
    start(controller) {
      body = controller;
    },
  });
  const deliver = (text: string) => body.enqueue(new TextEncoder().encode(text));
  return { fetch: async () => new Response(readable, { headers: { 'content-type': type } }), deliver };
}

const MEGABYTE = 1 << 20;
/** A message of so many samples with x from a number on. */
const samples = (from: number, count: number) =>
  Float64Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? from + i / 2 : 0)).buffer;
const EACH = MEGABYTE / 16;

test('of binary what the window would not keep is dropped unread, once more waits than may', async () => {
  const { say, work, xs, counters, sockets } = feedIn({ format: 'float64', x: 0, y: 1 }, { passing: 5 });
  await Promise.resolve();
  sockets[0].open();
  // The first is begun with at once; so much as may wait does.
  for (let k = 0; k < 40; k++) say(samples(k * EACH, EACH));
  const { dropped } = counters();
  expect(dropped).toBeGreaterThan(10 * EACH);
  expect(dropped % EACH).toBe(0);
  work();
  expect(counters()).toMatchObject({
    samples: 40 * EACH - dropped,
    dropped,
    bytes: 40 * MEGABYTE,
    messages: 40,
    bad: 0,
  });
  // What is left goes on to the last, and the window is full of it.
  const newest = xs.slice(-1000);
  expect(newest).toEqual(Array.from({ length: 1000 }, (_, i) => 40 * EACH - 1000 + i));
});

test.each([
  ['the window is larger', {}, { maxPoints: 1e9 }],
  ['samples have numbers', { sequence: 1 }, {}],
  ['what is evicted counts for smoothing', {}, { smoothed: true }],
  ['it is columnar', { layout: 'columnar' as const }, {}],
])('nothing is dropped where %s: it is worked off at once', async (_, options, world) => {
  const { say, work, xs, counters, sockets } = feedIn(
    { format: 'float64', x: 0, y: 1, ...options },
    { passing: 5, ...world },
  );
  await Promise.resolve();
  sockets[0].open();
  const one = (from: number) => {
    const rows = new Float64Array(samples(from, EACH));
    if ('sequence' in options) for (let i = 0; i < EACH; i++) rows[2 * i + 1] = from + i;
    if (!('layout' in options)) return rows.buffer;
    return Float64Array.from(rows, (_, i) => (i < EACH ? from + i : 0)).buffer;
  };
  for (let k = 0; k < 40; k++) say(one(k * EACH));
  expect(counters().samples).toBeGreaterThan(20 * EACH);
  work();
  expect(counters()).toMatchObject({ samples: 40 * EACH, dropped: 0, bad: 0, missing: 0, duplicate: 0 });
  expect(xs.every((x, i) => x === i)).toBe(true);
});

test('text is worked off, too; of regular samples those that were dropped keep their places', async () => {
  const text = feedIn({ format: 'ndjson' }, { passing: 5 });
  await Promise.resolve();
  text.sockets[0].open();
  const line = '{"x":1,"y":2}\n';
  const message = line.repeat(Math.ceil(MEGABYTE / line.length));
  for (let k = 0; k < 20; k++) text.say(message);
  text.work();
  expect(text.counters()).toMatchObject({ samples: (20 * message.length) / line.length, dropped: 0, bad: 0 });
  const regular = feedIn({ format: 'float64', x: { x0: 0, dx: 1 }, y: 0 }, { passing: 5 });
  await Promise.resolve();
  regular.sockets[0].open();
  for (let k = 0; k < 40; k++) regular.say(new Float64Array(2 * EACH).buffer);
  regular.work();
  expect(regular.counters().dropped).toBeGreaterThan(0);
  expect(regular.xs.at(-1)).toBe(80 * EACH - 1);
});

test('a message is decoded in steps, between which others have their turn', async () => {
  const { say, work, counters, sockets } = feedIn({ format: 'ndjson' }, { passing: 3 });
  await Promise.resolve();
  sockets[0].open();
  say('{"x":1,"y":2}\n'.repeat(100_000));
  const first = counters().samples;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(20_000);
  work();
  expect(counters()).toMatchObject({ samples: 100_000, messages: 1 });
  expect(counters().lag).toBeGreaterThan(0);
});

test('it is waited longer and longer before connecting again, and as at first after a connection that lasted', async () => {
  const { sockets, pass, words, counters } = feedIn({ reconnect: { first: 100, most: 1000 } });
  await pass(0);
  const waits = [75, 150, 300, 600, 750, 750];
  for (const [k, wait] of waits.entries()) {
    expect(sockets).toHaveLength(k + 1);
    sockets[k].onclose!({ code: 1006 });
    await pass(wait - 1);
    expect(sockets, `${wait}`).toHaveLength(k + 1);
    await pass(1);
  }
  sockets.at(-1)!.open();
  await pass(20_000);
  sockets.at(-1)!.onclose!({ code: 1006 });
  await pass(75);
  expect(sockets).toHaveLength(waits.length + 2);
  counters();
  expect(words.filter(({ kind }) => kind === 'problem')).toMatchObject([
    { problem: { kind: 'unreachable', count: 1, message: 'no connection to ws://here/' } },
    { problem: { kind: 'interrupted', count: 1 } },
  ]);
});

test('an idle feed is not asked of all the time, however long it may be silent', async () => {
  const { sockets, pass, counters } = feedIn({ idleWithin: 1e300 });
  await pass(0);
  sockets[0].open();
  await pass(5e9);
  expect(sockets).toHaveLength(1);
  expect(counters().connections).toBe(1);
  // Nor while it is being connected, however long that takes.
  const slow = feedIn({ idleWithin: 1, connectWithin: 9000 });
  await slow.pass(8000);
  expect(slow.timers()).toBeLessThan(5);
  slow.sockets[0].open();
  await slow.pass(10);
  slow.counters();
  expect(slow.words).toContainEqual(expect.objectContaining({ problem: expect.objectContaining({ kind: 'idle' }) }));
});

test('what is told of a kind is told once a minute, with how many there were', async () => {
  const { say, pass, words, counters, sockets } = feedIn({});
  await pass(0);
  sockets[0].open();
  for (let k = 0; k < 100; k++) say('{');
  await pass(60_000);
  say('{');
  counters();
  expect(words.filter(({ kind }) => kind === 'problem')).toMatchObject([
    { problem: { kind: 'truncated', count: 1 } },
    { problem: { kind: 'truncated', count: 101 } },
  ]);
  expect(counters().bad).toBe(101);
});

test('a feed that is closed says nothing more, whatever still comes', async () => {
  const { feed, pass, xs, sockets, counters, words } = feedIn({ heartbeat: { every: 1000, send: 'ping' } });
  await pass(0);
  const [socket] = sockets;
  socket.open();
  await pass(2500);
  expect(socket.sent).toEqual(['ping', 'ping']);
  const { onmessage } = socket;
  feed.close();
  feed.close();
  onmessage!({ data: '{"x":1,"y":2}' });
  await pass(100_000);
  expect(sockets).toHaveLength(1);
  expect(socket.sent).toHaveLength(2);
  expect(xs).toEqual([]);
  counters();
  expect(words.map((word) => (word.kind === 'state' ? word.state : word.kind))).toEqual(['open', 'closed']);
});

test('what a feed of one’s own pushes is taken before long, all of it at its end, and nothing once it is closed', async () => {
  let push!: (x: number, y: number) => void;
  let end!: () => void;
  const feeds: Record<string, CustomFeed> = {
    own(context) {
      context.opened();
      ({ push } = context);
      return new Promise((resolve) => {
        end = resolve;
      });
    },
  };
  const one = feedIn({ type: 'custom', feed: 'own' }, { feeds });
  await one.pass(0);
  push(1, 2);
  one.work();
  expect(one.xs).toEqual([1]);
  push(2, 2);
  end();
  await one.pass(0);
  expect(one.xs).toEqual([1, 2]);
  expect(one.counters().samples).toBe(2);
  const other = feedIn({ type: 'custom', feed: 'own' }, { feeds });
  await other.pass(0);
  other.feed.close();
  for (let i = 0; i < 10_000; i++) push(i, 0);
  other.work();
  expect(other.xs).toEqual([]);
});

test('what a feed of one’s own pushes is taken, whatever became of the message before', async () => {
  const feeds: Record<string, CustomFeed> = {
    async own({ push, message, opened, room }) {
      opened();
      for (const n of [1, 1]) message(`{"n":${n},"r":{"x":0,"y":0}}`);
      await room();
      push(1, 0);
      message('{"r":');
      await room();
      push(2, 0);
    },
  };
  const options = { type: 'custom', feed: 'own', url: undefined, records: 'r', sequence: '$.n' } as const;
  const { pass, work, xs } = feedIn(options, { feeds });
  await pass(0);
  work();
  await pass(0);
  expect(xs).toEqual([0, 1, 2]);
});

test('what throws while it is decoded is refused, and holds up nothing', async () => {
  let isBroken = true;
  const numeric = () => {
    if (isBroken) throw new Error('not now');
    return true;
  };
  const { pass, sockets, say, work, xs, counters, words } = feedIn({ format: 'ndjson' }, { numeric });
  await pass(0);
  sockets[0].open();
  say('{"x":"1","y":0}\n');
  work();
  isBroken = false;
  say('{"x":"2","y":0}\n');
  work();
  expect(xs).toEqual([2]);
  expect(counters()).toMatchObject({ samples: 1, bad: 1 });
  expect(words).toContainEqual({
    kind: 'problem',
    problem: { kind: 'decoder', count: 1, message: 'not now', example: '' },
  });
});

test('a feed of one’s own says nothing more once its connection is over', async () => {
  const contexts: FeedContext[] = [];
  const feeds: Record<string, CustomFeed> = {
    async own(context) {
      contexts.push(context);
      context.opened();
      if (contexts.length === 1) await new Promise(() => {});
      if (context.isNew(2)) context.push(2, 0);
    },
  };
  const options = { type: 'custom', feed: 'own', url: undefined, idleWithin: 50, reconnect: { first: 10 } } as const;
  const { pass, work, xs, counters, feed } = feedIn(options, { feeds });
  const late = () => {
    for (const { isNew, push, extend, message, refuse } of contexts) {
      if (isNew(3)) push(3, 0);
      push(4, 0);
      extend([5], [0]);
      message('{"x":6,"y":0}');
      refuse('late');
    }
  };
  await pass(52);
  late();
  await pass(100);
  work();
  await pass(0);
  expect(contexts).toHaveLength(2);
  expect(feed.ended).toBe(true);
  late();
  work();
  expect(xs).toEqual([2]);
  expect(counters()).toMatchObject({ samples: 1, bad: 0, duplicate: 0, missing: 0 });
});

test('a feed of one’s own that throws at once is connected again, and throws nowhere else', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  const feeds: Record<string, CustomFeed> = {
    own() {
      throw new Error('no token');
    },
  };
  const options = { type: 'custom', feed: 'own', url: undefined, reconnect: { first: 10 } } as const;
  const { pass, counters, words, feed } = feedIn(options, { feeds });
  await pass(100);
  feed.close();
  await pass(10);
  process.off('unhandledRejection', note);
  counters();
  expect(words).toContainEqual(
    expect.objectContaining({ problem: { kind: 'feed', count: 1, message: 'no token', example: '' } }),
  );
  expect(unhandled).toEqual([]);
});

test('samples that are whole do not wait with those of the message behind them', async () => {
  const options = { type: 'fetch', url: 'http://here/', format: 'ndjson', records: 'd', sequence: '$.n' } as const;
  const { fetch, deliver } = delivered('application/x-ndjson');
  const { pass, work, xs, counters } = feedIn(options, { fetch });
  await pass(0);
  deliver('{"d":[{"x":1,"y":0},{"x":2,"y":0}],"n":1}\n{"d":[{"x":3,"y":0}');
  await pass(0);
  work();
  expect(xs).toEqual([1, 2]);
  deliver(',{"x":4,"y":0}],"n":2}\n{"n":3}');
  await pass(0);
  work();
  expect(xs).toEqual([1, 2, 3, 4]);
  deliver('\n{"d":[{"x":5,"y":0}],"n":2}\n{"d":{"x":6,"y":0},"n":4}\n');
  await pass(0);
  work();
  expect(xs).toEqual([1, 2, 3, 4, 6]);
  expect(counters()).toMatchObject({ bad: 1, duplicate: 1, missing: 0 });
});

test('messages that are worked off at once wait for no number but their own', async () => {
  const options = { format: 'ndjson', records: 'd', x: '0', y: '1', sequence: '$.n' } as const;
  const { pass, sockets, say, work, counters } = feedIn(options, { maxPoints: 10 });
  await pass(0);
  sockets[0].open();
  const lines = 3000;
  const samples = Array<string>(1000).fill('[1,2]').join();
  const text = Array.from({ length: lines }, (_, n) => `{"d":[${samples}],"n":${n}}\n`).join('');
  for (const part of [text, text]) say(part);
  work();
  expect(counters()).toMatchObject({ samples: 1000 * lines, bad: 0, missing: 0, duplicate: lines });
});

test('an event is the last one when it is decoded', async () => {
  const { fetch, deliver } = delivered('text/event-stream');
  const options = { type: 'sse', url: 'http://here/', format: 'ndjson', reconnect: false } as const;
  const { pass, workOnce, feed, counters } = feedIn(options, { fetch, passing: 5 });
  await pass(0);
  const lines = 'data: {"x":0,"y":0}\n'.repeat(5000);
  deliver(`id: 1\n${lines}\nid: 2\n${lines}\nid: 3\n${lines}\nid: 4\n\n`);
  await pass(0);
  const seen: [samples: number, id: string][] = [];
  for (; counters().samples < 15_000; workOnce()) seen.push([counters().samples, feed.report().point.lastEventId]);
  expect(seen.length).toBeGreaterThan(5);
  for (const [samples, id] of seen) expect(id).toBe(['', '1', '2'][Math.floor(samples / 5000)]);
  expect(feed.report().point.lastEventId).toBe('4');
});

test('a feed that has ended has no timers', async () => {
  const long = { connectWithin: 1e6, idleWithin: 1e6 };
  const heartbeat = { every: 1e6, send: 'ping' };
  const open = feedIn({ ...long, heartbeat });
  await open.pass(0);
  open.sockets[0].open();
  expect(open.waiting()).toBeGreaterThan(2);
  open.feed.close();
  expect(open.waiting()).toBe(0);
  const waits = feedIn({ ...long, reconnect: { first: 1e6, most: 1e6 } });
  await waits.pass(0);
  waits.sockets[0].open();
  waits.sockets[0].onclose!({ code: 1006 });
  await waits.pass(0);
  expect(waits.waiting()).toBe(1);
  waits.feed.close();
  expect(waits.waiting()).toBe(0);
  const asks = feedIn({ ...long, reconnect: { first: 10 }, resume: () => ({}) });
  await asks.pass(0);
  asks.sockets[0].onclose!({ code: 1006 });
  await asks.pass(20);
  expect(asks.waiting()).toBe(1);
  asks.feed.close();
  expect(asks.waiting()).toBe(0);
});

test('what a hook gives takes the place of what was declared', async () => {
  const asked: string[] = [];
  const fetch = async (_: string, { headers }: RequestInit) => {
    asked.push((headers as Headers).get('authorization') ?? '');
    return new Response('', { status: 401 });
  };
  const options = { type: 'fetch', url: 'http://here/', headers: { Authorization: 'Bearer old' } } as const;
  const { pass, resume } = feedIn({ ...options, reconnect: { first: 100 }, resume: () => ({}) }, { fetch });
  await pass(80);
  resume(1, { headers: [['authorization', 'Bearer new']] });
  await pass(0);
  expect(asked).toEqual(['Bearer old', 'Bearer new']);
});

test('an answer of the hook counts for the question that it answers', async () => {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    return new Response('', { status: 503 });
  };
  const options = { type: 'fetch', url: 'http://here/', reconnect: { first: 100 }, resume: () => ({}) } as const;
  const { pass, resume, counters, words } = feedIn(options, { fetch });
  await pass(80);
  // Nobody answers within half a minute, and it is asked again.
  await pass(31_000);
  resume(1, { url: 'http://late/' });
  await pass(0);
  // An answer may be why there is none, which is told of as any problem is, once a minute.
  resume(2, { failed: 'no token yet' });
  await pass(1000);
  resume(3, { failed: 'no token yet' });
  await pass(65_000);
  const last = words.length;
  counters();
  const questions = words.slice(last).flatMap((word) => (word.kind === 'resume' ? [word.question] : []));
  expect(questions.slice(0, 4)).toEqual([1, 2, 3, 4]);
  resume(questions.at(-1)!, { url: 'http://there/' });
  await pass(0);
  expect(asked).toEqual(['http://here/', 'http://there/']);
  expect(
    words.flatMap((word) => (word.kind === 'problem' && word.problem.kind === 'resume' ? [word.problem] : [])),
  ).toMatchObject([
    { count: 1, message: 'resume gave nothing in 30000 ms' },
    { count: questions.length - 1, message: 'resume gave nothing in 30000 ms' },
  ]);
});

test('regular samples go on where a worker before had come to', async () => {
  const before = feedIn({ format: 'float64', x: { x0: 10, dx: 2 }, y: 0 });
  await before.pass(0);
  before.sockets[0].open();
  before.say(Float64Array.of(1, 2, 3).buffer);
  before.work();
  const { point } = before.feed.report();
  expect(before.xs).toEqual([10, 12, 14]);
  expect(point).toMatchObject({ count: 3 });
  const after = feedIn({ format: 'float64', x: { x0: 10, dx: 2 }, y: 0 }, { point });
  await after.pass(0);
  after.sockets[0].open();
  after.say(Float64Array.of(4).buffer);
  after.work();
  expect(after.xs).toEqual([16]);
  // With numbers also over what was missed meanwhile.
  const numbered = { format: 'float64', x: { x0: 10, dx: 2 }, y: 0, sequence: 1 } as const;
  const missed = feedIn(numbered, { point: { sequence: 7, gaps: Float64Array.of(5, 6), count: 3, lastEventId: '' } });
  await missed.pass(0);
  missed.sockets[0].open();
  missed.say(Float64Array.of(0, 10, 0, 11).buffer);
  missed.work();
  expect(missed.xs).toEqual([20, 22]);
  expect(missed.feed.report()).toMatchObject({
    point: { sequence: 11, count: 7, gaps: Float64Array.of(5, 6, 8, 10) },
    counters: { missing: 2 },
  });
  // What was missing before may still come, and then is where it belongs.
  missed.say(Float64Array.of(0, 5, 0, 4, 0, 9).buffer);
  missed.work();
  expect(missed.xs).toEqual([20, 22, 10, 18]);
  expect(missed.feed.report()).toMatchObject({
    point: { sequence: 11, count: 7, gaps: Float64Array.of(8, 9) },
    counters: { missing: 0, duplicate: 1 },
  });
});

test('what a worker before had come to holds beside what is refused and has no number', async () => {
  const point = { sequence: 9, gaps: new Float64Array(0), count: 10, lastEventId: '' };
  const options = { format: 'ndjson', x: { x0: 0, dx: 1 }, sequence: 'n' } as const;
  const { feed, pass, sockets, say, work, xs } = feedIn(options, { point });
  await pass(0);
  sockets[0].open();
  say('{"y":0}\n{"y":0,"n":10}\n{"y":0,"n":11}\n');
  work();
  expect(xs).toEqual([10, 11]);
  expect(feed.report().point).toMatchObject({ sequence: 11, count: 12 });
});

test('a feed that is closed while its hook is asked connects no more', async () => {
  const { feed, pass, sockets, resume } = feedIn({ send: 'hello', reconnect: { first: 100 }, resume: () => ({}) });
  await pass(0);
  sockets[0].open();
  sockets[0].onclose!({ code: 1006 });
  await pass(200);
  feed.close();
  resume(1, {});
  await pass(10_000);
  expect(sockets).toHaveLength(1);
});

test('gaps are remembered up to a number, however they come to be', async () => {
  const { feed, pass, sockets, say, work } = feedIn({ format: 'float64', sequence: 2 });
  await pass(0);
  sockets[0].open();
  const numbers = [0, 1e6, ...Array.from({ length: 3000 }, (_, i) => 2 + 2 * i), 2e6];
  say(Float64Array.from(numbers.flatMap((n) => [n, n, n])).buffer);
  work();
  expect(feed.report().point.gaps).toHaveLength(2 * 1024);
});

test('labels that have waited for their message’s end are refused by a scale that has become numeric', async () => {
  let isNumeric = false;
  const options = { sequence: '$.n', records: 'd' };
  const { say, sockets, pass, work, xs, counters, feed } = feedIn(options, {
    numeric: () => isNumeric,
    passing: 3,
  });
  await pass(0);
  sockets[0].open();
  say('{"d":[{"x":"a","y":1},{"x":7,"y":2}],"n":1}');
  work();
  expect(xs).toHaveLength(2);
  say(`{"d":[{"x":"a","y":1},{"x":8,"y":2},{"x":"b","y":1}],"no":"${'.'.repeat(40_000)}","n":2}`);
  isNumeric = true;
  work();
  expect(xs.slice(2)).toEqual([8]);
  expect(counters()).toMatchObject({ samples: 3, bad: 2 });
  feed.close();
});

test('a feed that is closed while what has come is decoded stays closed', async () => {
  const { feed, say, work, pass, sockets, counters, words } = feedIn({ format: 'ndjson' }, { passing: 3 });
  await pass(0);
  sockets[0].open();
  say('{"x":1,"y":2}\n'.repeat(100_000));
  sockets[0].onclose!({ code: 1006 });
  await pass(0);
  feed.close();
  work();
  await pass(60_000);
  counters();
  expect(words.filter(({ kind }) => kind === 'state')).toEqual([
    { kind: 'state', state: 'open' },
    { kind: 'state', state: 'closed' },
  ]);
  expect(sockets).toHaveLength(1);
});

test('who takes the samples may close the feed', async () => {
  let close = () => {};
  const { feed, say, work, pass, sockets } = feedIn({ format: 'float64', x: 0, y: 1 }, { taken: () => close() });
  close = () => feed.close();
  await pass(0);
  sockets[0].open();
  say(samples(0, 20_000));
  work();
  expect(feed.ended).toBe(true);
});

test('backoff is bounded, and half of it is chance', () => {
  const steps = { first: 500, most: 30_000 };
  expect([0, 1, 5, 6, 50].map((attempt) => backoff(steps, attempt, 0))).toEqual([250, 500, 8000, 15_000, 15_000]);
  expect([0, 1, 5, 6, 2000].map((attempt) => backoff(steps, attempt, 1))).toEqual([500, 1000, 16_000, 30_000, 30_000]);
});

test('y is by default in the columns after x, but for the one that holds the number', () => {
  const yOf = (options: Partial<FeedOptions>, series: string[] | null = null) =>
    planOf({ type: 'fetch', url: 'http://here/', format: 'float64', ...options }, series).y;
  expect(yOf({})).toEqual([1]);
  expect(yOf({ sequence: 1 })).toEqual([2]);
  expect(yOf({ sequence: 2 }, ['a', 'b', 'c'])).toEqual([1, 3, 4]);
  expect(yOf({ sequence: 0, x: 1 })).toEqual([2]);
  expect(yOf({ sequence: 0, x: { x0: 0, dx: 1 } }, ['a', 'b'])).toEqual([1, 2]);
  expect(yOf({ format: 'csv', x: 'time', sequence: 1 }, ['a'])).toEqual(['a']);
});
