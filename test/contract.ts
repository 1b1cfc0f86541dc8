/**
 * The contract: what a stream promises whatever engine it has, and whoever pushes to it. Run over every kind of engine,
 * in Node and in browsers.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chartAppend, type Engine, LiveStream, type LiveStreamOptions, openSink } from '../src/index.js';

export interface Setting {
  /** An engine for one test; undefined for the one that all streams of the page share. */
  engine(): Engine | undefined;
  mode: 'worker' | 'in-process';
}

/** Pushes from wherever it is; what it is told takes effect in that order. */
export interface Producer {
  /** Pushes the whole numbers [from, to), as x and as y. */
  extend(from: number, to: number): void;
  clear(): void;
  flush(): Promise<unknown>;
  close(): Promise<unknown>;
}

/** Gives a way of pushing to a stream. */
export type Produce = (stream: LiveStream) => Producer;

const invalidState = expect.objectContaining({ name: 'InvalidStateError' });
/** Tries until it holds; the limit only says when to give up. */
const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 30_000 });

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** Produces from the page itself. */
export const fromPage: Produce = (stream) => ({
  extend: (from, to) => stream.extend(range(from, to), Float64Array.from(range(from, to))),
  clear: () => stream.clear(),
  flush: () => stream.flush(),
  close: async () => {},
});

/** Produces through a sink in the same thread. */
export const fromSink: Produce = (stream) => {
  const sink = openSink(stream.port());
  return {
    extend(from, to) {
      // One by one and in lock-step.
      if (from < to) sink.push(from, from);
      sink.extend(range(from + 1, Math.max(from + 1, to)), range(from + 1, Math.max(from + 1, to)));
    },
    clear: () => sink.clear(),
    flush: () => sink.flush(),
    close: () => sink.close(),
  };
};

async function expectAddsUp(stream: LiveStream): Promise<void> {
  const { pushed, received, dropped, pending, lost } = await stream.stats();
  expect(received + dropped + pending + lost).toBe(pushed);
}

/** Declares the suite. */
export function describeContract(
  name: string,
  { engine: makeEngine, mode }: Setting,
  producers: Record<string, Produce>,
) {
  let engine: Engine | undefined;
  const open: LiveStream[] = [];

  function streamOf(options: LiveStreamOptions = {}): LiveStream {
    const stream = new LiveStream({ ...options, engine });
    open.push(stream);
    return stream;
  }

  describe(name, () => {
    beforeEach(() => {
      engine = makeEngine();
    });
    afterEach(async () => {
      for (const stream of open.splice(0)) await stream.close();
      await engine?.close();
    });

    test('the engine runs where it should', async () => {
      const stream = streamOf();
      stream.push(1, 1);
      await stream.flush();
      expect(await stream.stats()).toMatchObject({ mode, stale: false, pushed: 1, received: 1, pending: 0, lost: 0 });
    });

    test('what one producer does takes effect in that order', async () => {
      const stream = streamOf({ maxPoints: 3 });
      stream.extend([1, 2], [1, 2]);
      const first = stream.data();
      stream.extend([3, 4], [3, 4]);
      stream.configure({ maxPoints: 2, title: 'two' });
      const second = stream.render({ format: 'svg' });
      stream.clear();
      stream.push(5, 5);
      expect(stream.n).toBe(1);
      expect([...(await first).y]).toEqual([1, 2]);
      expect((await second).n).toBe(2);
      expect((await second).svg).toContain('>two<');
      expect([...(await stream.data()).y]).toEqual([5]);
    });

    test('n is right while changes of the window wait', async () => {
      const stream = streamOf({ maxPoints: 500 });
      stream.extend(Array(400).fill(1), Array(400).fill(1));
      await stream.flush();
      stream.push(1, 1);
      const data = stream.data();
      stream.configure({ maxPoints: 10 });
      stream.configure({ maxPoints: 500 });
      expect(stream.n).toBe(10);
      expect((await data).y.length).toBe(401);
      expect(stream.n).toBe(10);
      expect((await stream.data()).y.length).toBe(10);
    });

    test('a change of options before the first answer does not reach back to what was asked before it', async () => {
      const stream = streamOf({ maxPoints: 5, title: 'first' });
      stream.extend(['a', 'b', 'c'], [1, 2, 3]);
      const before = stream.render({ format: 'svg' });
      stream.clear();
      stream.configure({ xScale: 'linear', title: 'second' });
      stream.extend([10, 20], [1, 2]);
      const after = stream.render({ format: 'svg' });
      expect((await before).svg).toContain('>first<');
      expect((await before).domain.x).toEqual([0, 2]);
      expect((await after).svg).toContain('>second<');
      expect((await after).domain.x).toEqual([10, 20]);
    });

    test('configure keeps what is not named, sets undefined back, and checks like the constructor', async () => {
      const stream = streamOf({ title: 'kept', maxPoints: 4, width: 300 });
      stream.extend([1, 2, 3], [1, 2, 3]);
      stream.configure({ width: undefined, kind: 'scatter' });
      const chart = await stream.render({ format: 'svg' });
      expect([chart.width, chart.n]).toEqual([900, 3]);
      expect(chart.svg).toContain('>kept<');
      expect(() => stream.configure({ maxPoints: 0 })).toThrow(RangeError);
      expect(() => stream.configure({ engine: undefined } as never)).toThrow(/engine/);
      stream.configure({ kind: 'line' });
      stream.push('label', 1);
      expect(() => stream.configure({ kind: 'scatter' })).toThrow(/xScale/);
      await stream.flush();
      stream.push('evicted at once', 1);
      stream.extend([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]);
      await stream.flush();
      expect(() => stream.configure({ kind: 'scatter' })).toThrow(/xScale/);
      expect((await stream.render({ format: 'svg' })).n).toBe(4);
      stream.clear();
      stream.configure({ kind: 'scatter' });
    });

    test('Dates are ISO labels on a category scale and epoch ms on a numeric one', async () => {
      const date = new Date(1_700_000_000_123);
      const category = streamOf();
      const numeric = streamOf({ xScale: 'linear' });
      for (const stream of [category, numeric]) {
        stream.push(date, 1);
        stream.extend([date, 5], [2, 3]);
      }
      expect((await category.data()).x).toEqual([date.toISOString(), date.toISOString(), 5]);
      expect((await numeric.data()).x).toEqual(Float64Array.of(+date, +date, 5));
    });

    test('extend copies, unless it is told to hand over', async () => {
      const stream = streamOf({ maxPoints: 10 });
      const [x, y] = [Float64Array.of(1, 2), Float64Array.of(3, 4)];
      stream.extend(x, y);
      x.fill(0);
      y.fill(0);
      const together = new Float64Array([5, 6, 7, 8]);
      stream.extend(together.subarray(0, 2), together.subarray(2, 4), { transfer: true });
      expect(together.byteLength).toBe(0);
      const long = Float64Array.from({ length: 100 }, (_, i) => i);
      stream.extend(long, long, { transfer: true });
      expect(long.byteLength).toBe(0);
      expect(() => stream.extend(long, long)).toThrow(/detached/);
      const data = await stream.data();
      expect([...data.y]).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
      stream.clear();
      stream.extend(Float64Array.of(1, 2), Float64Array.of(3, 4));
      expect(await stream.data()).toEqual({ x: Float64Array.of(1, 2), y: Float64Array.of(3, 4) });
      expect(() => stream.extend([1], [1], { transfre: true } as never)).toThrow(/transfer/);
    });

    test('after close every method says so; what waited is aborted', async () => {
      const stream = streamOf();
      const waiting = stream.render({ format: 'svg' });
      const aborted = expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
      await stream.close();
      await aborted;
      await stream.close();
      for (const call of [
        () => stream.push(1, 1),
        () => stream.extend([1], [1]),
        () => stream.clear(),
        () => stream.configure({}),
        () => stream.port(),
      ]) {
        expect(call).toThrow(invalidState);
      }
      for (const call of [stream.render({ format: 'svg' }), stream.data(), stream.flush(), stream.stats()]) {
        await expect(call).rejects.toEqual(invalidState);
      }
      expect(stream.n).toBe(0);
    });

    test('requests wait for the engine, two at a time; more are refused', async () => {
      const stream = streamOf();
      // An engine that is ready takes the first at once.
      const asked = Array.from({ length: 8 }, (_, i) =>
        i % 2 === 0 ? stream.render({ format: 'svg' }) : stream.data(),
      );
      const outcomes = await Promise.allSettled(asked);
      const refused = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
      expect(refused.length === 5 || refused.length === 6).toBe(true);
      expect(refused.every(({ reason }) => reason.name === 'QuotaExceededError')).toBe(true);
      expect(outcomes.slice(0, 2).every(({ status }) => status === 'fulfilled')).toBe(true);
      expect((await stream.render({ format: 'svg' })).n).toBe(0);
    });

    test('flushes at one place wait as one', async () => {
      const stream = streamOf();
      stream.push(1, 1);
      await Promise.all([stream.flush(), stream.flush(), stream.flush()]);
      expect(await stream.stats()).toMatchObject({ received: 1, pending: 0 });
    });

    test('a flood between two turns keeps the last window and counts the rest', async () => {
      const stream = streamOf({ maxPoints: 100 });
      for (let i = 0; i < 10_000; i++) stream.push(i, i % 7 === 0 ? Number.POSITIVE_INFINITY : i);
      const { y } = await stream.data();
      expect([...y]).toEqual(Array.from({ length: 100 }, (_, i) => ((9900 + i) % 7 === 0 ? Number.NaN : 9900 + i)));
      const stats = await stream.stats();
      expect(stats).toMatchObject({ pushed: 10_000, dropped: 9900, received: 100, pending: 0, lost: 0 });
      expect(stats.gaps).toBe([...y].filter(Number.isNaN).length);
    });

    test('bad input is named, and nothing of it is appended', async () => {
      const stream = streamOf({ xScale: 'linear' });
      stream.push(1, 1);
      const bad: [() => void, ErrorConstructor | TypeErrorConstructor | RangeErrorConstructor, RegExp][] = [
        [() => stream.push(Number.NaN, 1), TypeError, /x must be a finite number/],
        [() => stream.push('label', 1), TypeError, /x must be .* on a numeric scale, got "label"/],
        [() => stream.push(new Date(Number.NaN), 1), TypeError, /invalid Date/],
        [() => stream.push(1, '2' as never), TypeError, /y must be a number/],
        [() => stream.extend([2, 3, 'x'], [1, 2, 3]), TypeError, /xs\[2\]/],
        [() => stream.extend([2, 3], [1, {} as never]), TypeError, /ys\[1\]/],
        [() => stream.extend([2, 3], [1]), RangeError, /equally long, got 2 and 1/],
        [() => stream.configure({ maxPoints: 1.5 }), RangeError, /maxPoints/],
        [() => stream.configure({ titel: '' } as never), TypeError, /titel.*title/],
      ];
      for (const [call, type, message] of bad) {
        expect(call).toThrow(type);
        expect(call).toThrow(message);
      }
      expect(stream.n).toBe(1);
      expect(await stream.data()).toEqual({ x: Float64Array.of(1), y: Float64Array.of(1) });
      expect(await stream.stats()).toMatchObject({ pushed: 1, received: 1 });
    });

    test('the SVG is that of chartAppend, byte for byte', async () => {
      const stream = streamOf({ title: 'Same', maxPoints: 50 });
      const y = range(0, 80).map((i) => (i % 9 === 4 ? null : Math.sin(i)));
      stream.extend(range(0, 80), y);
      const { svg, html } = await stream.render({ format: 'svg' });
      const answer = chartAppend(JSON.stringify({ x: range(0, 80), y, max_points: 50, title: 'Same' }));
      expect(svg).toBe(JSON.parse(answer).html);
      expect(html).toBe(svg);
    });

    test('streams of one engine do not disturb each other', async () => {
      const streams = range(1, 6).map((maxPoints) => streamOf({ maxPoints }));
      for (let i = 0; i < 10; i++) for (const stream of streams) stream.push(i, i);
      streams[2].clear();
      await streams[3].close();
      const windows = [0, 1, 2, 4].map(async (i) => [...(await streams[i].data()).y]);
      expect(await Promise.all(windows)).toEqual([[9], [8, 9], [], [5, 6, 7, 8, 9]]);
    });

    test('an engine that is closed closes its streams, and takes no others', async () => {
      if (!engine) return;
      const stream = streamOf();
      stream.push(1, 1);
      await engine.close();
      expect(() => stream.push(1, 1)).toThrow(invalidState);
      expect(() => streamOf()).toThrow(invalidState);
    });

    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ extend: fc.integer({ min: 0, max: 60 }) }) },
      { weight: 4, arbitrary: fc.record({ push: fc.integer({ min: 1, max: 9 }) }) },
      { weight: 1, arbitrary: fc.constant('clear' as const) },
      { weight: 1, arbitrary: fc.record({ window: fc.integer({ min: 1, max: 80 }) }) },
      { weight: 2, arbitrary: fc.constant('flush' as const) },
      { weight: 2, arbitrary: fc.constant('data' as const) },
      { weight: 1, arbitrary: fc.constant('stats' as const) },
    );

    test('whatever is done, the window is that of a plain array, n is right at once and the counters add up', async () => {
      const window = fc.integer({ min: 1, max: 80 });
      const property = fc.asyncProperty(window, fc.array(step, { maxLength: 20 }), async (maxPoints, steps) => {
        const stream = streamOf({ maxPoints });
        let model: number[] = [];
        let capacity = maxPoints;
        let next = 0;
        const take = (count: number) => {
          const values = range(next, next + count);
          next += count;
          model = [...model, ...values].slice(-capacity);
          return values;
        };
        const answers: Promise<unknown>[] = [];
        for (const one of steps) {
          if (one === 'clear') {
            stream.clear();
            model = [];
          } else if (one === 'flush') await stream.flush();
          else if (one === 'stats') await expectAddsUp(stream);
          else if (one === 'data') {
            const expected = [...model];
            // As a flush, it waits for a place.
            if (answers.length % 2 === 1) await answers[answers.length - 1];
            answers.push(stream.data().then(({ y }) => expect([...y]).toEqual(expected)));
          } else if ('extend' in one) {
            const values = take(one.extend);
            stream.extend(values, values);
          } else if ('push' in one) for (const value of take(one.push)) stream.push(value, value);
          else {
            stream.configure({ maxPoints: one.window });
            capacity = one.window;
            model = model.slice(-capacity);
          }
          expect(stream.n).toBe(model.length);
        }
        await Promise.all(answers);
        expect([...(await stream.data()).y]).toEqual(model);
        await stream.flush();
        expect(await stream.stats()).toMatchObject({ pushed: next, pending: 0, lost: 0 });
        await expectAddsUp(stream);
        await stream.close();
      });
      await fc.assert(property, { numRuns: 30 });
    });

    describe.each(Object.entries(producers))('fed %s', (_, produce) => {
      test('at once, before the engine is ready', async () => {
        const stream = streamOf({ maxPoints: 100 });
        const producer = produce(stream);
        for (let from = 0; from < 5000; from += 500) producer.extend(from, from + 500);
        await producer.flush();
        expect([...(await stream.data()).y]).toEqual(range(4900, 5000));
        expect(await stream.stats()).toMatchObject({ pushed: 5000, pending: 0, lost: 0 });
        await expectAddsUp(stream);
      });

      test('in order, also where it is cleared between', async () => {
        const stream = streamOf();
        const producer = produce(stream);
        producer.extend(0, 10);
        await producer.flush();
        producer.extend(10, 20);
        producer.clear();
        producer.extend(20, 25);
        producer.extend(25, 25);
        producer.extend(25, 26);
        await producer.flush();
        const { x, y } = await stream.data();
        expect([...x]).toEqual(range(20, 26));
        expect([...y]).toEqual(range(20, 26));
        expect(stream.n).toBe(6);
        await expectAddsUp(stream);
      });

      test('beside others: each one’s samples are all there, in its order', async () => {
        const stream = streamOf({ maxPoints: 10_000 });
        const both = [produce(stream), produce(stream), fromPage(stream)];
        for (let i = 0; i < 10; i++) {
          for (const [k, producer] of both.entries()) producer.extend(1e6 * k + 50 * i, 1e6 * k + 50 * i + 50);
          if (i % 4 === 0) await both[i % 3].flush();
        }
        await Promise.all(both.map((producer) => producer.flush()));
        const { y } = await stream.data();
        const parts = [0, 1, 2].map((k) => [...y].filter((value) => Math.floor(value / 1e6) === k));
        expect(parts).toEqual([0, 1, 2].map((k) => range(1e6 * k, 1e6 * k + 500)));
        expect(await stream.stats()).toMatchObject({ pushed: 1500, received: 1500, dropped: 0, pending: 0, lost: 0 });
      });

      test('and left by the producer, whose samples stay', async () => {
        const stream = streamOf({ maxPoints: 100 });
        for (let i = 0; i < 4; i++) {
          const producer = produce(stream);
          producer.extend(10 * i, 10 * i + 10);
          if (i % 2 === 0) await producer.flush();
          await producer.close();
        }
        await stream.flush();
        await eventually(async () => {
          const stats = await stream.stats();
          expect(stats).toMatchObject({ pushed: 40, pending: 0, lost: 0 });
          expect(stats.received + stats.dropped).toBe(40);
        });
        // One that is closed before it had a way to the engine has dropped what it had.
        const { received } = await stream.stats();
        expect((await stream.data()).y.length).toBe(received);
      });
    });
  });
}
