/** Regular samples beside the same with x written out, as both Node and the browser test them. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { type Engine, LiveStream, openSink } from '../src/index.js';

/** Steps that float64 holds exactly, and such as it rounds. */
const dx = fc.oneof(
  fc.constantFrom(1, 0.25, 0.01, 1e-5, 1 / 3, 0, -0.1),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
);
const x0 = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.constant(1.7e12),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
);
const count = fc.oneof({ weight: 6, arbitrary: fc.nat(40) }, { weight: 2, arbitrary: fc.nat(3000) }, fc.nat(40_000));

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      count,
      dx: fc.option(dx, { nil: undefined }),
      /** Else it goes on where what was before ends. */
      x0: fc.option(x0, { nil: undefined }),
      way: fc.constantFrom('typed' as const, 'array' as const, 'transfer' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ extend: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.record({ push: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.constant({ clear: true } as const) },
  { weight: 1, arbitrary: fc.record({ maxPoints: fc.integer({ min: 1, max: 60_000 }) }) },
  { weight: 1, arbitrary: fc.record({ smoothing: fc.constantFrom(0, 0.5, 0.9) }) },
  { weight: 1, arbitrary: fc.constant({ render: true } as const) },
  { weight: 2, arbitrary: fc.constant({ flush: true } as const) },
);

export const regularCase = fc.record({
  options: fc
    .record({
      kind: fc.constantFrom('line' as const, 'scatter' as const, 'step' as const),
      xScale: fc.constantFrom('linear' as const, 'linear' as const, 'time' as const, 'category' as const),
      maxPoints: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60_000 })),
      span: fc.option(fc.constantFrom(1e-3, 5, 1000), { nil: undefined }),
      names: fc.constantFrom(null, null, ['a'], ['a', 'b', 'c']),
    })
    .map(({ span, names, ...options }) => ({
      ...options,
      span: options.xScale === 'category' ? undefined : span,
      series: names?.map((name) => ({ name })),
    })),
  steps: fc.array(step, { maxLength: 14 }),
});

export type RegularCase = typeof regularCase extends fc.Arbitrary<infer Case> ? Case : never;

const heightAt = (i: number) => (i % 97 === 13 ? Number.NaN : Math.sin(i / 50) * (i % 7));

/** The same calls of two streams, of which one is given every x; then windows and pictures must be the same. */
export async function expectSame({ options, steps }: RegularCase, engine?: Engine, bySink = false): Promise<void> {
  const given = { width: 300, height: 200, engine, ...options };
  const streams = [new LiveStream(given), new LiveStream(given)];
  const producers = bySink ? streams.map((stream) => openSink(stream.port())) : streams;
  const [regular, written] = producers;
  let next = 0;
  let distance = 1;
  let at = 0;
  const columns = (n: number) => {
    const column = (k: number) => Float64Array.from({ length: n }, (_, i) => heightAt(at + i * (k + 1)));
    return options.series ? options.series.map((_, k) => column(k)) : column(0);
  };
  try {
    // What they are to be told before they are called; else they'd go by what a sink takes without that.
    if (bySink) await Promise.all(producers.map((one) => one.flush()));
    for (const one of steps) {
      if ('count' in one) {
        distance = one.dx ?? distance;
        const x0 = one.x0 ?? next;
        const xs = Float64Array.from({ length: one.count }, (_, i) => x0 + i * distance);
        const ys = columns(one.count);
        written.extend(xs, ys);
        if (one.way === 'array' && !options.series) regular.extend({ x0, dx: distance }, [...(ys as Float64Array)]);
        else regular.extend({ x0, dx: distance }, ys, { transfer: one.way === 'transfer' });
        next = x0 + one.count * distance;
        at += one.count;
      } else if ('extend' in one) {
        const xs = Float64Array.from({ length: one.extend }, (_, i) => next + i * 0.7);
        for (const producer of producers) producer.extend(xs, columns(one.extend));
      } else if ('push' in one) {
        for (let i = 0; i < one.push; i++) {
          const y = options.series ? options.series.map((_, k) => i + k) : i;
          for (const producer of producers) producer.push(next, y);
          next += distance;
        }
      } else if ('clear' in one) for (const producer of producers) producer.clear();
      else if ('flush' in one) await Promise.all(producers.map((producer) => producer.flush()));
      // What a sink had not sent would come to the two in another order.
      else if (bySink) await Promise.all(producers.map((producer) => producer.flush()));
      if ('maxPoints' in one || 'smoothing' in one) for (const stream of streams) stream.configure(one);
      else if ('render' in one) await expectEqual(streams);
      if (bySink && ('maxPoints' in one || 'smoothing' in one)) await Promise.all(streams.map((one) => one.flush()));
      if (!bySink) expect(streams[0].n).toBe(streams[1].n);
    }
    await Promise.all(producers.map((producer) => producer.flush()));
    await expectEqual(streams);
    const [ours, theirs] = await Promise.all(streams.map((stream) => stream.stats()));
    expect(ours.received + ours.dropped).toBe(ours.pushed);
    expect([ours.pushed, ours.pending]).toEqual([theirs.pushed, 0]);
  } finally {
    await Promise.all(streams.map((stream) => stream.close()));
  }
}

/** Named where they differ: to list them all takes long. */
export function expectBits(ours: Float64Array, theirs: Float64Array): void {
  expect(ours.length).toBe(theirs.length);
  const at = ours.findIndex((value, i) => !Object.is(value, theirs[i]));
  if (at >= 0) expect({ at, value: ours[at] }).toEqual({ at, value: theirs[at] });
  expect(at).toBe(-1);
}

async function expectEqual(streams: LiveStream[]): Promise<void> {
  const [ours, theirs] = await Promise.all(streams.map((stream) => stream.data()));
  expect(ours.x).toBeInstanceOf(Float64Array);
  const columns = ({ x, y, ys }: typeof ours) => [x as Float64Array, y, ...(ys ?? [])];
  columns(ours).forEach((column, k) => {
    expectBits(column, columns(theirs)[k]);
  });
  const [one, other] = await Promise.all(streams.map((stream) => stream.render({ format: 'svg' })));
  expect(one.svg).toBe(other.svg);
}
