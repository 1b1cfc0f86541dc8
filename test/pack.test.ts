import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Packs } from '../src/packs.js';
import { type Batch, columnsIn, emptyBatch, fillIn } from '../worker/batch.js';
import { unpack } from '../worker/pack.js';
import type { StreamMessage } from '../worker/protocol.js';

const number = fc.double();

/** A batch of which only a part counts. */
const batch = fc
  .record({
    samples: fc.array(fc.tuple(number, fc.array(number, { minLength: 4, maxLength: 4 })), { maxLength: 40 }),
    count: fc.integer({ min: 1, max: 4 }),
    before: fc.nat(5),
    since: fc.nat(),
    regular: fc.option(fc.array(fc.tuple(fc.integer(), number, number), { minLength: 1, maxLength: 3 })),
  })
  .map(({ samples, count, before, since, regular }): Batch => {
    const made = emptyBatch(before + samples.length + 3, count);
    samples.forEach(([x, ys], i) => {
      made.x[before + i] = x;
      for (let k = 0; k < count; k++) made.y[k * made.x.length + before + i] = ys[k];
    });
    // Some may lie before what counts.
    const progressions = regular?.map(([shift, x0, dx], i) => ({ from: 3 * i, x0, dx, shift })) ?? null;
    return { ...made, start: before, end: before + samples.length, since, regular: progressions };
  });

const xOf = (batch: Batch) => {
  const written = { ...batch, x: batch.x.slice() };
  fillIn(written);
  return [...written.x.subarray(batch.start, batch.end)];
};

const columns = (batch: Batch) => ({
  regular: batch.regular !== null,
  x: xOf(batch),
  // Of a batch without room there are no columns to be told.
  ys: batch.start === batch.end ? [] : columnsIn(batch).map((y) => [...y.subarray(batch.start, batch.end)]),
  since: batch.since,
});

const messageOf = (stream: number, batches: Batch[]): StreamMessage => ({
  stream,
  views: [],
  operations: batches.map((batch) => ({ kind: 'append', batch })),
  wanted: [],
});

test('what is packed comes out as it was, in its order, again and again in the same memory', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.array(batch, { maxLength: 3 }), { maxLength: 6 }), { maxLength: 6 }), (frames) => {
      const packs = new Packs();
      for (const streams of frames) {
        const messages = streams.map((batches, stream) => messageOf(stream, batches));
        const expected = streams.flatMap((batches, stream) => batches.map((one) => ({ stream, ...columns(one) })));
        const { pack, packed } = packs.fill(messages);
        expect([...packed]).toEqual(messages.map((message, i) => [message, streams[i]]));
        const out: unknown[] = [];
        if (pack) unpack(pack, (stream, one) => out.push({ stream, ...columns(one) }));
        expect(out).toEqual(expected);
        if (pack) packs.recycle([pack.numbers]);
      }
    }),
  );
});

test('many samples are left to be handed over in their own memory', () => {
  const large = { ...emptyBatch(4096), end: 4096 };
  const small = { ...emptyBatch(64), end: 10 };
  const messages = [messageOf(1, [large]), messageOf(2, [small])];
  const { pack, packed } = new Packs().fill(messages);
  expect([...packed.keys()]).toEqual([messages[1]]);
  expect(pack).toMatchObject({ batches: 1 });
});

test('memory that has come back is filled again, but for what is far too large', () => {
  const packs = new Packs();
  const fill = (count: number) => packs.fill([messageOf(1, [{ ...emptyBatch(count), end: count }])]).pack!.numbers;
  const first = fill(100);
  packs.recycle([first]);
  expect(fill(110)).toBe(first);
  packs.recycle([first, fill(2000)]);
  expect(fill(90)).toBe(first);
  expect(fill(90)).not.toBe(first);
});
