/** The engine by itself, with a host whose clock and frames a test holds in its hands. */
import { expect, test } from 'vitest';
import { emptyBatch } from '../worker/batch.js';
import { createEngine } from '../worker/engine.js';
import { network } from '../worker/feeds/network.js';
import { resolveOptions } from '../worker/options.js';
import type { Operation, StreamMessage } from '../worker/protocol.js';
import { SharedProducer } from '../worker/shared-ring.js';

/** An engine, and what it has asked its host for. */
function hosted() {
  let now = 1000;
  let frames: (() => void)[] = [];
  let timers: { at: number; callback: () => void }[] = [];
  const engine = createEngine({
    now: () => now,
    requestFrame: (callback) => frames.push(callback),
    after(ms, callback) {
      timers.push({ at: now + ms, callback });
      return () => {};
    },
    soon: (callback) => timers.push({ at: now, callback }),
    network,
    customs: { decoders: new Map(), feeds: new Map() },
    createCanvas: null,
    offscreen: false,
    shared: true,
    report: (error) => {
      throw error;
    },
  });
  let frame = 0;
  return {
    engine,
    /** Whether it would look again by itself. */
    get watches() {
      return frames.length > 0;
    },
    say: async (message: Partial<StreamMessage>) => {
      const said = { stream: 1, views: [], operations: [], wanted: [], ...message };
      const { replies } = await engine.frame(++frame, [said], null);
      const [reply] = replies;
      return reply;
    },
    pass(ms: number, withFrame: boolean) {
      now += ms;
      for (const { callback } of timers.filter(({ at }) => at <= now)) callback();
      timers = timers.filter(({ at }) => at > now);
      if (!withFrame) return;
      const due = frames;
      frames = [];
      for (const callback of due) callback();
    },
    get now() {
      return now;
    },
  };
}

const open = resolveOptions({ maxPoints: 1000 }, 'test');

async function sharing(clock: (now: number) => number) {
  const host = hosted();
  const reply = await host.say({ open, ring: 64 });
  let woken = 0;
  const producer = new SharedProducer(
    reply.ring!,
    () => clock(host.now),
    () => woken++,
    () => {},
  );
  const push = (value: number) => {
    producer.push(value, value);
    producer.publish();
  };
  const n = async () => (await host.engine.stats(1))!.n;
  return { host, producer, push, n, woken: () => woken };
}

const data: Operation = { kind: 'data', request: 1 };

test('whatever the producer’s clock says, what it left before a message is taken before it', async () => {
  // Two threads' clocks agree to within a fraction of a millisecond, or far from that once a machine has slept.
  for (const ahead of [-10_000, -0.1, 0, 0.1, 10_000]) {
    const { host, push } = await sharing((now) => now + ahead);
    push(1);
    push(2);
    const batch = { ...emptyBatch(1), end: 1 };
    batch.y[0] = 3;
    const reply = await host.say({ operations: [{ kind: 'append', batch }, data] });
    expect(reply.answers).toMatchObject([{ data: { y: Float64Array.of(1, 2, 3) } }]);
    expect(reply.report).toMatchObject({ n: 3, received: 3, shared: 2, frame: 2 });
  }
});

test('with a frame what was left by then is taken, and a little later what was left just then', async () => {
  const { host, push, n } = await sharing((now) => now);
  push(1);
  host.pass(16, true);
  expect(await n()).toBe(1);
  push(2);
  host.pass(1, true);
  expect(await n()).toBe(1);
  host.pass(4, false);
  expect(await n()).toBe(2);
});

test('without frames it is looked every 50 ms; and after a second of nothing no more, until it is said', async () => {
  const { host, producer, push, n, woken } = await sharing((now) => now);
  push(1);
  host.pass(50, false);
  expect(await n()).toBe(1);
  push(2);
  host.pass(50, false);
  expect(await n()).toBe(2);
  for (let i = 0; i < 70; i++) host.pass(16, true);
  expect(host.watches).toBe(false);
  expect(producer.asleep).toBe(true);
  expect(woken()).toBe(0);
  push(3);
  expect(woken()).toBe(1);
  host.pass(100, true);
  expect(await n()).toBe(2);
  await host.say({});
  expect(await n()).toBe(3);
  push(4);
  expect(woken()).toBe(1);
  host.pass(16, true);
  expect(await n()).toBe(4);
});

test('frames that are not answered are in the next report, and their columns in the next answer', async () => {
  const host = hosted();
  await host.say({ open });
  const batches = [1, 2].map((value) => {
    const batch = { ...emptyBatch(1), end: 1 };
    batch.y[0] = value;
    return batch;
  });
  batches.forEach((batch, i) => {
    const operations: Operation[] = [{ kind: 'append', batch }];
    host.engine.append(2 + i, [{ stream: 1, views: [], operations, wanted: [] }], null);
  });
  expect(await host.engine.stats(1)).toMatchObject({ frame: 3, received: 2, n: 2 });
  expect((await host.say({})).batches).toEqual(batches);
  expect((await host.say({})).batches).toEqual([]);
});

test('a stream that can’t go on when nobody waits for an answer says so to the next message', async () => {
  const host = hosted();
  await host.say({ open });
  const broken = { ...emptyBatch(1), end: 1, x: null as never };
  host.engine.append(2, [{ stream: 1, views: [], operations: [{ kind: 'append', batch: broken }], wanted: [] }], null);
  expect(await host.engine.ping()).toEqual([]);
  const reply = await host.say({ operations: [data] });
  expect(reply).toMatchObject({ failure: { name: 'TypeError' }, report: { received: 0 } });
});

test('a pack is taken stream by stream, and its memory handed back with the next answer', async () => {
  const host = hosted();
  for (const stream of [1, 2]) await host.say({ stream, open });
  // The third one's stream has been closed meanwhile.
  const numbers = Float64Array.of(
    1,
    2,
    1,
    5,
    0,
    2,
    1,
    1,
    6,
    0,
    3,
    1,
    1,
    7,
    0,
    ...[1, 2, 10, 20],
    ...[3, 30],
    ...[1, 1],
  );
  host.engine.append(4, [], { numbers, batches: 3 });
  expect(await host.engine.ping()).toMatchObject([
    { stream: 1, n: 2, received: 2, frame: 4 },
    { stream: 2, n: 1, received: 1, frame: 4 },
  ]);
  const messages = [1, 2].map((stream) => ({ stream, views: [], operations: [data], wanted: [] }));
  const pack = { numbers: Float64Array.of(1, 1, 1, 8, 0, 3, 30), batches: 1 };
  const { replies, packs } = await host.engine.frame(5, messages, pack);
  expect(packs).toEqual([numbers, pack.numbers]);
  expect(replies.map(({ answers }) => answers)).toMatchObject([
    [{ data: { x: Float64Array.of(1, 2, 3), y: Float64Array.of(10, 20, 30) } }],
    [{ data: { x: Float64Array.of(3), y: Float64Array.of(30) } }],
  ]);
  expect((await host.engine.frame(6, [], null)).packs).toEqual([]);
});

test('what nobody waits for is taken with the display’s frames, if it came a little before; and before what is said after it', async () => {
  const host = hosted();
  await host.say({ open });
  // What the pack holds when it is taken is what stays.
  const y = async (pass: () => void) => {
    const numbers = Float64Array.of(1, 1, 1, 5, 0, 7, 1);
    host.engine.append(2, [], { numbers, batches: 1 });
    pass();
    numbers[6] = 2;
    const { answers } = await host.say({ operations: [data, { kind: 'clear' }] });
    return (answers[0] as { data: { y: Float64Array } }).data.y[0];
  };
  expect(await y(() => host.pass(1, true))).toBe(2);
  expect(await y(() => host.pass(5, true))).toBe(1);
  expect(
    await y(() => {
      host.pass(1, true);
      host.pass(4, false);
    }),
  ).toBe(1);
  host.engine.append(3, [], { numbers: Float64Array.of(1, 1, 1, 5, 0, 7, 1), batches: 1 });
  expect((await host.say({ operations: [{ kind: 'clear' }] })).report).toMatchObject({ received: 4, n: 0 });
});
