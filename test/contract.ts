/** What the contract promises whatever the engine is and wherever samples are made, as one suite for all of them. */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chartAppend, Engine, LiveStream, type LiveStreamOptions, openSink } from '../src/index.js';
import type { Output } from '../worker/protocol.js';
import { streamCase } from './arbitraries.js';
import { eventually } from './browser/eventually.js';
import { type Call, type Outcome, perform } from './calls.js';
import { expectLaw } from './law.js';

/** A way of getting an engine. */
export interface EngineWay {
  name: string;
  /** A new one; undefined stands for the one that all streams share. */
  open(): Engine | undefined;
  mode: 'worker' | 'in-process';
  /** Whether its `render` gives bitmaps. */
  bitmaps: boolean;
  /** The reasons of the errors that it dispatches while it starts. */
  errors: readonly string[];
}

interface Producer {
  /** Makes all calls in one turn; the first time in the very turn in which the producer itself is made. */
  perform(...calls: Call[]): Promise<Outcome[]>;
}

/** A way of producing samples. */
export interface ProducerWay {
  name: string;
  isSink: boolean;
  open(stream: LiveStream): Producer;
}

export const page: ProducerWay = {
  name: 'the page',
  isSink: false,
  open: (stream) => ({ perform: (...calls) => perform(stream, calls) }),
};

export const sinkHere: ProducerWay = {
  name: 'a sink in its own thread',
  isSink: true,
  open(stream) {
    const sink = openSink(stream.port());
    return { perform: (...calls) => perform(sink, calls) };
  },
};

const named = (name: string, ...words: string[]) =>
  expect.objectContaining({ name, message: expect.stringMatching(new RegExp(words.join('.*'), 's')) });
const invalidState = named('InvalidStateError');

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

interface Look {
  kind?: 'line' | 'scatter';
  title?: string;
  maxPoints?: number;
  width?: number;
  height?: number;
}

/** The picture that the universal primitive makes of these samples. */
function pictureOf(look: Look, x: ArrayLike<unknown>, y: ArrayLike<unknown>): string {
  const { maxPoints: max_points, ...rest } = look;
  return JSON.parse(chartAppend(JSON.stringify({ ...rest, max_points, x: Array.from(x), y: Array.from(y) }))).html;
}

/** Where the streams of a test come from, closed after it. */
function streams(way: EngineWay) {
  let engine: Engine | undefined;
  const open: { close(): Promise<void> }[] = [];
  beforeAll(() => {
    engine = way.open();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  afterAll(() => engine?.close());

  function streamOf(options: LiveStreamOptions = {}): LiveStream {
    const stream = new LiveStream({ engine, ...options });
    open.push(stream);
    return stream;
  }

  /** An engine that has not started yet, but where all share one. */
  function freshEngine(): Engine | undefined {
    const fresh = way.open();
    if (fresh) open.push(fresh);
    return fresh;
  }

  return { streamOf, freshEngine, engineOf: () => engine };
}

/** Declares the suite for one way of getting an engine, with these ways of producing samples. */
export function contract(way: EngineWay, producers: ProducerWay[]): void {
  describe(way.name, () => {
    engineContract(way);
    for (const producer of producers) describe(`fed by ${producer.name}`, () => producerContract(way, producer));
  });
}

function engineContract(way: EngineWay): void {
  const { streamOf, freshEngine, engineOf } = streams(way);
  const isShared = () => engineOf() === undefined;

  test('it runs where it says, and tells each stream once why not elsewhere', async () => {
    const engine = freshEngine();
    const reasons: string[][] = [[], []];
    const both = reasons.map((list) => {
      const stream = streamOf({ engine });
      stream.addEventListener('error', ({ error }) => list.push(error.reason));
      stream.push(1, 2);
      return stream;
    });
    for (const stream of both) {
      expect((await stream.data()).y).toEqual(Float64Array.of(2));
      expect(await stream.stats()).toMatchObject({ mode: way.mode, pushed: 1, received: 1, stale: false });
    }
    expect(reasons).toEqual([way.errors, way.errors]);
  });

  test('what is done takes effect in that order', async () => {
    const stream = streamOf({ maxPoints: 3, title: 'three' });
    stream.extend([1, 2], [1, 2]);
    const first = stream.data();
    stream.extend([3, 4], [3, 4]);
    stream.configure({ maxPoints: 2, title: 'two' });
    const second = stream.render({ format: 'svg' });
    stream.clear();
    stream.push(5, 5);
    expect(stream.n).toBe(1);
    expect([...(await first).y]).toEqual([1, 2]);
    expect((await second).svg).toBe(pictureOf({ title: 'two', maxPoints: 2 }, [3, 4], [3, 4]));
    await stream.flush();
    stream.push(6, 6);
    stream.clear();
    const empty = stream.data();
    stream.push(7, 7);
    stream.configure({ title: 'last' });
    expect((await empty).y).toEqual(new Float64Array(0));
    expect(await stream.data()).toEqual({ x: Float64Array.of(7), y: Float64Array.of(7) });
    const { svg } = await stream.render({ format: 'svg' });
    expect(svg).toBe(pictureOf({ title: 'last', maxPoints: 2 }, [7], [7]));
  });

  test('before the engine is ready the order holds as well', async () => {
    const stream = streamOf({ engine: freshEngine(), maxPoints: 5, title: 'first' });
    stream.extend(['a', 'b', 'c'], [1, 2, 3]);
    const before = stream.render({ format: 'svg' });
    stream.clear();
    stream.configure({ xScale: 'linear', title: 'second' });
    stream.extend([10, 20], [1, 2]);
    const after = stream.render({ format: 'svg' });
    expect((await before).svg).toBe(pictureOf({ title: 'first' }, ['a', 'b', 'c'], [1, 2, 3]));
    expect((await before).domain.x).toEqual([0, 2]);
    expect((await after).svg).toContain('>second<');
    expect((await after).domain.x).toEqual([10, 20]);
  });

  test('n is exact at once', async () => {
    const stream = streamOf({ maxPoints: 500 });
    expect(stream.n).toBe(0);
    stream.extend(range(0, 400), range(0, 400));
    expect(stream.n).toBe(400);
    await stream.flush();
    stream.push(1, null);
    expect(stream.n).toBe(401);
    const data = stream.data();
    stream.configure({ maxPoints: 10 });
    expect(stream.n).toBe(10);
    stream.configure({ maxPoints: 500 });
    expect(stream.n).toBe(10);
    expect((await data).y.length).toBe(401);
    expect(stream.n).toBe(10);
    stream.extend([], []);
    expect(stream.n).toBe(10);
    stream.extend(range(0, 495), range(0, 495));
    expect(stream.n).toBe(500);
    const render = stream.render({ format: 'svg' });
    stream.clear();
    expect(stream.n).toBe(0);
    stream.push(1, 1);
    expect(stream.n).toBe(1);
    expect((await render).n).toBe(500);
    expect(stream.n).toBe(1);
    expect((await stream.data()).y.length).toBe(1);
    expect(stream.n).toBe(1);
  });

  test('n is exact while a larger window waits behind samples that the smaller one holds', async () => {
    const stream = streamOf({ maxPoints: 1 });
    stream.push(1, 1);
    await stream.flush();
    const before = stream.data();
    stream.push(2, 2);
    stream.configure({ maxPoints: 2 });
    expect(stream.n).toBe(1);
    expect([...(await before).y]).toEqual([1]);
    expect(stream.n).toBe(1);
    expect([...(await stream.data()).y]).toEqual([2]);
    stream.push(3, 3);
    expect(stream.n).toBe(2);
  });

  test.each([1, 2, 63, 64, 65, 500, 5000])('of any flood the window is exactly the last %i', async (maxPoints) => {
    const stream = streamOf({ maxPoints });
    let next = 0;
    const sizes = [1, maxPoints - 1, maxPoints, maxPoints + 1, 2 * maxPoints + 3];
    for (const size of sizes) {
      const values = range(next, next + size);
      next += size;
      for (const value of values) stream.push(value, value);
      const { x, y } = await stream.data();
      const last = range(Math.max(0, next - maxPoints), next);
      expect([...y]).toEqual(last);
      expect([...x]).toEqual(last);
    }
    for (const size of sizes) {
      const values = range(next, next + size);
      next += size;
      stream.extend(values, Float64Array.from(values));
      stream.extend(Float64Array.of(next), [next]);
      next++;
      const { y } = await stream.data();
      expect([...y]).toEqual(range(Math.max(0, next - maxPoints), next));
    }
    const stats = await stream.stats();
    expect(stats).toMatchObject({ pushed: next, pending: 0, lost: 0, gaps: 0 });
    expect(stats.received + stats.dropped).toBe(next);
    expect(stream.n).toBe(maxPoints);
  });

  test('the counters add up at every moment', async () => {
    const stream = streamOf({ engine: freshEngine(), maxPoints: 20 });
    let pushed = 0;
    const extend = (count: number) => {
      stream.extend(range(pushed, pushed + count), range(pushed, pushed + count));
      pushed += count;
    };
    const looks: Promise<unknown>[] = [];
    async function look() {
      const before = pushed;
      const stats = await stream.stats();
      expect(stats.received + stats.dropped + stats.pending + stats.lost).toBe(stats.pushed);
      expect(stats.pushed).toBeGreaterThanOrEqual(before);
      expect(stats.pushed).toBeLessThanOrEqual(pushed);
      expect(stats.lost).toBe(0);
      return stats;
    }
    const steps = [
      () => {},
      () => extend(10),
      () => extend(50),
      () => stream.clear(),
      () => extend(3),
      () => void looks.push(stream.data()),
      () => extend(15),
      () => void looks.push(stream.flush()),
      () => extend(100),
      () => stream.configure({ maxPoints: 7 }),
      () => extend(4),
    ];
    for (const step of steps) {
      step();
      looks.push(look());
    }
    await Promise.all(looks);
    for (const step of steps) {
      step();
      await look();
    }
    await Promise.all(looks);
    await stream.flush();
    const stats = await look();
    expect(stats).toMatchObject({ pushed, pending: 0 });
    expect([...(await stream.data()).y]).toEqual(range(pushed - 7, pushed));
  });

  test('what nobody will see is dropped and counted, and nothing else', async () => {
    const stream = streamOf({ maxPoints: 100 });
    for (let i = 0; i < 10_000; i++) stream.push(i, i);
    await stream.flush();
    const flooded = await stream.stats();
    expect(flooded).toMatchObject({ pushed: 10_000, pending: 0, lost: 0 });
    expect(flooded.received + flooded.dropped).toBe(10_000);
    // One window in the outbox and one under way are all that a page may hold.
    expect(flooded.received).toBeGreaterThanOrEqual(100);
    expect(flooded.dropped).toBeGreaterThanOrEqual(9800);
    for (let i = 0; i < 100; i++) {
      stream.push(i, i);
      await stream.flush();
    }
    expect((await stream.stats()).dropped).toBe(flooded.dropped);
    expect((await stream.stats()).received).toBe(flooded.received + 100);
    stream.clear();
    await stream.flush();
    expect(await stream.stats()).toMatchObject({ pushed: 10_100, pending: 0, dropped: flooded.dropped });
  });

  test('whatever is no finite number is a gap, kept and counted', async () => {
    const stream = streamOf({ kind: 'scatter' });
    const gaps = [null, undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const [i, gap] of gaps.entries()) {
      stream.push(i, gap);
      stream.push(i, i);
    }
    stream.extend(range(5, 10), gaps);
    stream.extend(
      range(10, 15),
      Float64Array.from(gaps, (gap) => gap ?? Number.NaN),
    );
    const { x, y } = await stream.data();
    const expected = [...gaps.flatMap((_, i) => [Number.NaN, i]), ...Array(10).fill(Number.NaN)];
    expect([...y]).toEqual(expected);
    expect([...x]).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, ...range(5, 15)]);
    expect(stream.n).toBe(20);
    expect(await stream.stats()).toMatchObject({ pushed: 20, received: 20, gaps: 15 });
    const chart = await stream.render({ format: 'svg' });
    expect([chart.n, chart.domain.y[0] <= 0, chart.domain.y[1] >= 4]).toEqual([20, true, true]);
    expect(chart.svg).toBe(pictureOf({ kind: 'scatter' }, x, y));
    stream.clear();
    expect((await stream.data()).y.length).toBe(0);
    expect((await stream.stats()).gaps).toBe(15);
  });

  test('typed arrays of every kind are numbers', async () => {
    const stream = streamOf();
    const kinds = [Float64Array, Float32Array, Int32Array, Uint8Array, Int16Array, Uint8ClampedArray];
    for (const Kind of kinds) stream.extend(Kind.from([1, 2]), Kind.from([3, 4]));
    const { x, y } = await stream.data();
    expect([...x]).toEqual(kinds.flatMap(() => [1, 2]));
    expect([...y]).toEqual(kinds.flatMap(() => [3, 4]));
  });

  test('extend copies, unless it is told to hand over', async () => {
    const stream = streamOf({ maxPoints: 10 });
    const [x, y] = [Float64Array.of(1, 2), Float64Array.of(3, 4)];
    stream.extend(x, y);
    x.fill(0);
    y.fill(0);
    const labels = ['p', 'q'];
    stream.extend(labels, [1, 2]);
    labels.fill('changed');
    const together = new Float64Array([5, 6, 7, 8]);
    stream.extend(together.subarray(0, 2), together.subarray(2, 4), { transfer: true });
    expect(together.byteLength).toBe(0);
    expect(await stream.data()).toEqual({
      x: [1, 2, 'p', 'q', 5, 6],
      y: Float64Array.of(3, 4, 1, 2, 7, 8),
    });
    const long = Float64Array.from(range(0, 100));
    stream.extend(long, long, { transfer: true });
    expect(long.byteLength).toBe(0);
    expect(() => stream.extend(long, long)).toThrow(named('TypeError', 'xs', 'detached'));
    expect([...(await stream.data()).y]).toEqual(range(90, 100));
    stream.clear();
    stream.extend(Float64Array.of(1, 2), Float64Array.of(3, 4));
    expect(await stream.data()).toEqual({ x: Float64Array.of(1, 2), y: Float64Array.of(3, 4) });
  });

  test('Dates are ISO labels on a category scale and epoch ms on a numeric one', async () => {
    const date = new Date(1_700_000_000_123);
    const category = streamOf();
    const numeric = streamOf({ xScale: 'linear' });
    for (const stream of [category, numeric]) {
      stream.push(date, 1);
      stream.extend([date, 5], [2, 3]);
    }
    date.setTime(0);
    const iso = '2023-11-14T22:13:20.123Z';
    expect((await category.data()).x).toEqual([iso, iso, 5]);
    expect((await numeric.data()).x).toEqual(Float64Array.of(1_700_000_000_123, 1_700_000_000_123, 5));
  });

  test('labels are kept as pushed, also twice, and x is an array while one is in the window', async () => {
    const stream = streamOf({ maxPoints: 4 });
    stream.push(1, 1);
    expect((await stream.data()).x).toEqual(Float64Array.of(1));
    for (const label of ['a', 'a', '<b>&', '']) stream.push(label, 2);
    expect((await stream.data()).x).toEqual(['a', 'a', '<b>&', '']);
    const chart = await stream.render({ format: 'svg' });
    expect(chart.domain.x).toEqual([0, 3]);
    expect(chart.svg).not.toContain('<b>');
    stream.extend([1, 2.5, 3], [1, 2, 3]);
    expect((await stream.data()).x).toEqual(['', 1, 2.5, 3]);
  });

  test('the scale is a numeric one only while no label has been taken since the last clear', async () => {
    const stream = streamOf({ maxPoints: 3 });
    const refused = named('TypeError', 'xScale');
    const linear = () => stream.configure({ xScale: 'linear' });
    stream.push(10, 1);
    stream.push(30, 2);
    linear();
    expect((await stream.render({ format: 'svg' })).domain.x).toEqual([10, 30]);
    expect(() => stream.push('label', 1)).toThrow(named('TypeError', 'x must be', '"label"'));
    expect(() => stream.extend([1, 'label'], [1, 2])).toThrow(named('TypeError', 'xs\\[1\\]', '"label"'));
    stream.configure({ xScale: undefined });
    expect((await stream.render({ format: 'svg' })).domain.x).toEqual([0, 1]);
    expect(() => stream.extend(['label', Number.NaN], [1, 2])).toThrow(TypeError);
    linear();
    stream.configure({ xScale: 'category' });

    stream.push('label', 3);
    expect(linear).toThrow(refused);
    expect(() => stream.configure({ kind: 'scatter', xScale: undefined, title: 'not taken' })).toThrow(refused);
    expect((await stream.render({ format: 'svg' })).svg).toBe(
      pictureOf({ maxPoints: 3 }, [10, 30, 'label'], [1, 2, 3]),
    );
    expect(linear).toThrow(refused);
    stream.extend([1, 2, 3], [1, 2, 3]);
    await stream.flush();
    expect((await stream.data()).x).toEqual(Float64Array.of(1, 2, 3));
    expect(linear).toThrow(refused);
    stream.clear();
    linear();
    stream.configure({ xScale: 'category' });
    stream.push(new Date(0), 1);
    expect(linear).toThrow(refused);
    stream.clear();
    await stream.flush();
    linear();
    const scatter = streamOf({ kind: 'scatter', xScale: 'category' });
    scatter.push('label', 1);
    expect((await scatter.data()).x).toEqual(['label']);
    expect(() => scatter.configure({ xScale: undefined })).toThrow(refused);
  });

  test('a clear that is taken late does not forget the labels that came after it', async () => {
    const stream = streamOf({ maxPoints: 1 });
    await stream.data();
    const taken = stream.data();
    stream.clear();
    const waits = stream.data();
    stream.extend(['label', 1], [1, 2]);
    for (const request of [taken, waits, stream.data()]) {
      await request;
      expect(() => stream.configure({ xScale: 'linear' })).toThrow(named('TypeError', 'xScale'));
    }
    expect((await stream.data()).x).toEqual(Float64Array.of(1));
    stream.clear();
    stream.configure({ xScale: 'linear' });
  });

  test('configure keeps what is not named, and sets undefined back', async () => {
    const stream = streamOf({ title: 'kept', maxPoints: 4, width: 300 });
    stream.extend([1, 2, 3], [1, 2, 3]);
    stream.configure({ width: undefined, kind: 'scatter' });
    const chart = await stream.render({ format: 'svg' });
    expect([chart.width, chart.height, chart.n]).toEqual([900, 420, 3]);
    expect(chart.svg).toBe(pictureOf({ kind: 'scatter', title: 'kept' }, [1, 2, 3], [1, 2, 3]));
    stream.configure({ maxPoints: undefined });
    stream.extend(range(0, 600), range(0, 600));
    expect(stream.n).toBe(500);
    stream.configure({});
    expect((await stream.data()).y.length).toBe(500);
  });

  test.each([
    [{ maxPoints: 0 }, 'RangeError', ['maxPoints', '1 to', 'got 0']],
    [{ maxPoints: 2 ** 28 + 1 }, 'RangeError', ['maxPoints', 'got 268435457']],
    [{ maxPoints: 1.5 }, 'RangeError', ['maxPoints', 'integer', 'got 1.5']],
    [{ maxPoints: '5' }, 'TypeError', ['maxPoints', 'got "5"']],
    [{ title: 5 }, 'TypeError', ['title', 'string', 'got 5']],
    [{ colorHex: 0x1000000 }, 'RangeError', ['colorHex', 'got 16777216']],
    [{ colorHex: 'red' }, 'TypeError', ['colorHex', 'got "red"']],
    [{ width: 0 }, 'RangeError', ['width', 'got 0']],
    [{ height: 16_385 }, 'RangeError', ['height', '16384', 'got 16385']],
    [{ lineWidth: 0.2 }, 'RangeError', ['lineWidth', '0.25', 'got 0.2']],
    [{ axes: 1 }, 'TypeError', ['axes', 'got 1']],
    [{ grid: null }, 'TypeError', ['grid', 'got null']],
    [{ maxPonts: 5 }, 'TypeError', ['maxPonts', 'maxPoints']],
  ])('%o is refused by constructor and configure: %s', async (options, name, words) => {
    const given = options as LiveStreamOptions;
    expect(() => streamOf(given)).toThrow(named(name, ...words));
    const stream = streamOf({ maxPoints: 2, title: 'same' });
    stream.push(1, 1);
    expect(() => stream.configure({ title: 'other', ...given })).toThrow(named(name, ...words));
    const { svg } = await stream.render({ format: 'svg' });
    expect(svg).toBe(pictureOf({ maxPoints: 2, title: 'same' }, [1], [1]));
  });

  test('an engine is the constructor’s alone, and must be one', () => {
    expect(() => streamOf({ engine: {} as Engine })).toThrow(named('TypeError', 'engine', 'an object'));
    expect(() => streamOf().configure({ engine: undefined } as never)).toThrow(named('TypeError', 'engine'));
  });

  test('what is asked for wrongly is refused by name', async () => {
    const stream = streamOf();
    stream.push(1, 1);
    for (const [options, refusal] of [
      [{ format: 'png' }, named('TypeError', 'format', "'svg'", 'got "png"')],
      [{ pixelRatio: 0 }, named('RangeError', 'pixelRatio', 'got 0')],
      [{ pixelRatio: '2' }, named('TypeError', 'pixelRatio', 'got "2"')],
      [{ html: 1 }, named('TypeError', 'html', 'got 1')],
      [{ fromat: 'svg' }, named('TypeError', 'fromat', 'format')],
    ] as const) {
      await expect(stream.render(options as never)).rejects.toEqual(refusal);
    }
    expect(() => stream.mount('#nothing-there')).toThrow(TypeError);
    expect((await stream.render({ format: 'svg' })).n).toBe(1);
  });

  test.skipIf(!way.bitmaps)('a bitmap is the default, and shares all but the pixels with the SVG', async () => {
    const stream = streamOf({ kind: 'scatter', width: 300, height: 200 });
    stream.extend([0, 5, 10], [0, 50, 100]);
    const [bitmap, bare] = [await stream.render({ pixelRatio: 2, html: true }), await stream.render({ pixelRatio: 1 })];
    const svg = await stream.render({ format: 'svg' });
    expect([bitmap.bitmap?.width, bitmap.bitmap?.height]).toEqual([600, 400]);
    expect([bare.bitmap?.width, bare.html, bare.svg]).toEqual([300, undefined, undefined]);
    const all = ({ width, height, n, plot, domain, html }: typeof svg) => ({ width, height, n, plot, domain, html });
    expect(all(bitmap)).toEqual(all(svg));
    expect(svg.html).toBe(svg.svg);
  });

  test.skipIf(!way.bitmaps).each(['canvas', 'bitmap', 'svg'] satisfies Output[])(
    'a view of output %s shows what is done, and leaves its container as it was',
    async (output) => {
      const container = document.createElement('div');
      container.innerHTML = '<p>before</p>';
      document.body.append(container);
      const stream = streamOf({ engine: freshEngine(), maxPoints: 50, width: 200, height: 100 });
      const view = stream.mount(container, { output });
      const shown = async () => {
        await stream.flush();
        const { n, width, height, bitmap, svg } = await view.chart();
        return { n, width, height, as: output === 'svg' ? typeof svg : typeof bitmap };
      };
      const as = output === 'svg' ? 'string' : 'object';
      const size = { width: 200, height: 100, as };
      stream.extend(range(0, 60), range(0, 60));
      // A frame that is late is not waited for by flush.
      await eventually(async () => expect(await shown()).toEqual({ n: 50, ...size }));
      stream.clear();
      stream.push(1, 1);
      await eventually(async () => expect(await shown()).toEqual({ n: 1, ...size }));
      stream.configure({ width: 150 });
      await eventually(async () => expect(await shown()).toEqual({ n: 1, ...size, width: 150 }));
      const stats = await stream.stats();
      expect(stats.frames).toBeGreaterThanOrEqual(3);
      for (const { p50, p99 } of [stats.frameMs, stats.latencyMs]) {
        expect(p50).toBeGreaterThanOrEqual(0);
        expect(p99).toBeGreaterThanOrEqual(p50);
      }
      const second = stream.mount(container, { output });
      view.unmount();
      view.unmount();
      expect(container.childElementCount).toBe(2);
      await expect(view.chart()).rejects.toEqual(invalidState);
      await eventually(async () => expect((await second.chart()).n).toBe(1));
      await stream.close();
      expect(container.innerHTML).toBe('<p>before</p>');
      await expect(second.chart()).rejects.toEqual(invalidState);
      expect(() => stream.mount(container)).toThrow(invalidState);
      container.remove();
    },
  );

  test('two requests wait for a credit, a further one is refused and changes nothing', async () => {
    const stream = streamOf({ maxPoints: 2 });
    const beside = streamOf();
    await Promise.all([stream.data(), beside.data()]);
    const taken = stream.data();
    stream.push(1, 1);
    const first = stream.data();
    stream.extend([2, 3], [2, 3]);
    const second = stream.render({ format: 'svg' });
    stream.push(4, 4);
    const full = named('QuotaExceededError');
    await Promise.all([
      expect(stream.data()).rejects.toEqual(full),
      expect(stream.render()).rejects.toEqual(full),
      expect(stream.flush()).rejects.toEqual(full),
    ]);
    const others = [beside.data(), beside.data()];
    expect((await taken).y.length).toBe(0);
    expect([...(await first).y]).toEqual([1]);
    expect((await second).svg).toBe(pictureOf({}, [2, 3], [2, 3]));
    expect((await Promise.all(others)).map(({ y }) => y.length)).toEqual([0, 0]);
    expect([...(await stream.data()).y]).toEqual([3, 4]);
    const stats = await stream.stats();
    expect(stats.pushed).toBe(4);
    expect(stats.received + stats.dropped).toBe(4);
  });

  test('before the engine is ready there is no credit: two requests wait, a third is refused', async ({ skip }) => {
    if (isShared()) skip();
    const stream = streamOf({ engine: freshEngine() });
    stream.push(1, 1);
    const [first, second] = [stream.render({ format: 'svg' }), stream.data()];
    stream.push(2, 2);
    for (const third of [stream.render(), stream.data(), stream.flush()]) {
      await expect(third).rejects.toEqual(named('QuotaExceededError'));
    }
    expect([(await first).n, (await second).y.length]).toEqual([1, 1]);
    expect((await stream.data()).y.length).toBe(2);
  });

  test.each(['before it is ready', 'once it works'])(
    'a stream that is closed empties, rejects what waits and says so ever after: %s',
    async (when) => {
      const stream = streamOf({ engine: when === 'once it works' ? engineOf() : freshEngine() });
      if (when === 'once it works') await stream.data();
      stream.push(1, 1);
      const waiting = [stream.render(), stream.data()];
      const aborted = waiting.map((one) => expect(one).rejects.toEqual(named('AbortError')));
      const closed = stream.close();
      expect(stream.n).toBe(0);
      const calls = [
        () => stream.push(1, 1),
        () => stream.extend([1], [1]),
        () => stream.clear(),
        () => stream.configure({}),
        () => stream.port(),
      ];
      const requests = [() => stream.render(), () => stream.data(), () => stream.flush(), () => stream.stats()];
      for (let round = 0; round < 2; round++) {
        for (const call of calls) expect(call).toThrow(invalidState);
        for (const request of requests) await expect(request()).rejects.toEqual(invalidState);
        await Promise.all([closed, stream.close()]);
      }
      await Promise.all(aborted);
      expect(stream.n).toBe(0);
    },
  );

  test('a flush that waits is rejected by close', async () => {
    const stream = streamOf();
    await stream.data();
    const taken = expect(stream.data()).rejects.toEqual(named('AbortError'));
    stream.push(1, 1);
    const waits = expect(stream.flush()).rejects.toEqual(named('AbortError'));
    await stream.close();
    await Promise.all([taken, waits]);
  });

  test('where the platform has `await using`, it closes', async ({ skip }) => {
    if (typeof Symbol.asyncDispose !== 'symbol') skip();
    const stream = streamOf();
    await stream[Symbol.asyncDispose]();
    expect(() => stream.push(1, 1)).toThrow(invalidState);
  });

  test.for(['before it is ready', 'once it works'])(
    'an engine that is closed closes its streams: %s',
    async (when, { skip }) => {
      if (isShared()) skip();
      const engine = freshEngine()!;
      const both = [streamOf({ engine }), streamOf({ engine })];
      if (when === 'once it works') for (const stream of both) await stream.data();
      for (const stream of both) stream.push(1, 1);
      const aborted = both.map((stream) => expect(stream.data()).rejects.toEqual(named('AbortError')));
      const closed = engine.close();
      for (const stream of both) {
        expect(() => stream.push(1, 1)).toThrow(invalidState);
        expect(stream.n).toBe(0);
      }
      expect(() => streamOf({ engine })).toThrow(invalidState);
      await Promise.all([closed, engine.close(), ...aborted]);
      for (const stream of both) await stream.close();
      expect(() => streamOf({ engine })).toThrow(invalidState);
      const other = streamOf();
      other.push(1, 1);
      expect((await other.data()).y.length).toBe(1);
    },
  );

  test('streams of one engine don’t disturb each other', async () => {
    const many = range(1, 13).map((maxPoints) => streamOf({ maxPoints, title: `stream ${maxPoints}` }));
    for (let round = 0; round < 30; round++) for (const [i, stream] of many.entries()) stream.push(round, round * i);
    many[3].clear();
    await many[5].close();
    many[7].configure({ title: 'other', maxPoints: 2 });
    const rest = many.filter((_, i) => i !== 5);
    const charts = await Promise.all(rest.map((stream) => stream.render({ format: 'svg' })));
    for (const [at, stream] of rest.entries()) {
      const i = many.indexOf(stream);
      const kept = i === 3 ? [] : range(30 - (i === 7 ? 2 : i + 1), 30);
      const title = i === 7 ? 'other' : `stream ${i + 1}`;
      const values = kept.map((round) => round * i);
      expect(await stream.data()).toEqual({ x: Float64Array.from(kept), y: Float64Array.from(values) });
      expect(charts[at].svg).toBe(pictureOf({ title }, kept, values));
      expect(await stream.stats()).toMatchObject({ pushed: 30, pending: 0, lost: 0, mode: way.mode });
      expect(stream.n).toBe(kept.length);
    }
  });

  test('two engines at once don’t disturb each other', async () => {
    const engines = [freshEngine(), new Engine()];
    const both = engines.map((engine) => streamOf({ engine, maxPoints: 3 }));
    for (let i = 0; i < 10; i++) both.forEach((stream, which) => void stream.push(i, i * (which + 1)));
    const windows = await Promise.all(both.map((stream) => stream.data()));
    expect(windows.map(({ y }) => [...y])).toEqual([
      [7, 8, 9],
      [14, 16, 18],
    ]);
    expect((await both[0].stats()).mode).toBe(way.mode);
    await engines[1]!.close();
    both[0].push(10, 10);
    expect(() => both[1].push(10, 10)).toThrow(invalidState);
    expect([...(await both[0].data()).y]).toEqual([8, 9, 10]);
  });

  test('stats of a stream without samples or views are zero, and nothing is measured', async () => {
    const stream = streamOf();
    const nothing = { p50: Number.NaN, p99: Number.NaN };
    await stream.data();
    expect(await stream.stats()).toEqual({
      ...{ pushed: 0, received: 0, dropped: 0, pending: 0, lost: 0, gaps: 0, frames: 0, feeds: [] },
      ...{ frameMs: nothing, latencyMs: nothing, mode: way.mode, stale: false },
      reason:
        way.mode === 'worker' ? '' : expect.stringMatching(/^(there are no workers here|the worker option gave no)/),
    });
  });

  test('the picture is the universal primitive’s, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(streamCase, (one) => expectLaw(one, engineOf())),
      { numRuns: 60 },
    );
  });

  test('whatever is done in whatever order, window, counts and pictures are those of a plain list', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), (steps, maxPoints) =>
        expectModel(new LiveStream({ engine: engineOf(), maxPoints }), maxPoints, steps),
      ),
      { numRuns: 80 },
    );
  });
}

const someX = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -50, max: 50 }) },
  { weight: 1, arbitrary: fc.constantFrom('a', 'b', '', '<i>') },
  { weight: 1, arbitrary: fc.date({ noInvalidDate: true }) },
);
const someY = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -50, max: 50 }) },
  { weight: 1, arbitrary: fc.constantFrom(null, undefined, Number.NaN, Number.POSITIVE_INFINITY) },
);
/** Also what must be refused, whole. */
const badX = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, null, true, {});
const badY = fc.constantFrom('1', true, {});
const sample = fc.tuple<[unknown, unknown]>(someX, someY);
const badSample = fc.oneof(fc.tuple<[unknown, unknown]>(badX, someY), fc.tuple<[unknown, unknown]>(someX, badY));

const pushCall = sample.map(([x, y]): Call => ['push', x, y]);
const columnsCall = (samples: [unknown, unknown][]): Call => [
  'extend',
  samples.map(([x]) => x),
  samples.map(([, y]) => y),
];
const extendCall = fc.array(sample, { maxLength: 20 }).map(columnsCall);
const badCall = fc.oneof(
  badSample.map(([x, y]): Call => ['push', x, y]),
  fc.tuple(fc.array(sample, { maxLength: 5 }), badSample).map(([good, bad]) => columnsCall([...good, bad])),
);
const callOf = fc.oneof(
  { weight: 6, arbitrary: pushCall },
  { weight: 4, arbitrary: extendCall },
  { weight: 1, arbitrary: badCall },
  { weight: 1, arbitrary: fc.constant<Call>(['clear']) },
);

type Step =
  | { call: Call }
  | { configure: { maxPoints?: number; title?: string; kind?: 'line' | 'scatter' } }
  | { ask: 'data' | 'render' | 'flush' | 'stats' | 'everything' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ call: callOf }) },
  {
    weight: 2,
    arbitrary: fc.record({
      configure: fc.record(
        {
          maxPoints: fc.integer({ min: 1, max: 12 }),
          title: fc.constantFrom('', 'one', 'two'),
          kind: fc.constantFrom('line' as const, 'scatter' as const),
        },
        { requiredKeys: [] },
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ ask: fc.constantFrom('data' as const, 'render', 'flush', 'stats', 'everything') }),
  },
);

/** A window as a plain list, and whether a call is one that must be refused. */
function model(maxPoints: number) {
  const state = {
    look: { maxPoints, title: '', kind: 'line' as 'line' | 'scatter' },
    window: [] as [number | string, number][],
    labels: false,
    pushed: 0,
  };
  const isNumeric = () => state.look.kind === 'scatter';

  function taken(x: unknown): number | string | null {
    if (typeof x === 'number') return Number.isFinite(x) ? x : null;
    if (x instanceof Date) return isNumeric() ? x.getTime() : x.toISOString();
    return typeof x === 'string' && !isNumeric() ? x : null;
  }

  /** Whether the call is taken. */
  function follow([method, x, y]: Call): boolean {
    if (method === 'clear') {
      state.window = [];
      state.labels = false;
    }
    if (method !== 'push' && method !== 'extend') return true;
    const [xs, ys] = method === 'push' ? [[x], [y]] : [x as unknown[], y as unknown[]];
    const samples: [number | string, number][] = [];
    for (const [i, given] of xs.entries()) {
      const position = taken(given);
      const value = ys[i] ?? Number.NaN;
      if (position === null || typeof value !== 'number') return false;
      samples.push([position, Number.isFinite(value) ? value : Number.NaN]);
    }
    state.pushed += samples.length;
    state.labels ||= samples.some(([position]) => typeof position === 'string');
    state.window = [...state.window, ...samples].slice(-state.look.maxPoints);
    return true;
  }

  function configure(look: Extract<Step, { configure: unknown }>['configure']): boolean {
    if (look.kind === 'scatter' || (look.kind === undefined && isNumeric())) if (state.labels) return false;
    Object.assign(state.look, look);
    state.window = state.window.slice(-state.look.maxPoints);
    return true;
  }

  function data() {
    const xs = state.window.map(([x]) => x);
    const numeric = xs.every((x) => typeof x === 'number');
    return { x: numeric ? Float64Array.from(xs as number[]) : xs, y: Float64Array.from(state.window, ([, y]) => y) };
  }

  /** A stream of which nothing is under way holds and has counted the same. */
  async function expectSame(stream: LiveStream): Promise<void> {
    expect(await stream.data()).toEqual(data());
    expect(stream.n).toBe(state.window.length);
    const stats = await stream.stats();
    expect(stats).toMatchObject({ pushed: state.pushed, pending: 0, lost: 0 });
    expect(stats.received + stats.dropped).toBe(state.pushed);
  }

  return { state, follow, configure, data, expectSame };
}

async function expectModel(stream: LiveStream, maxPoints: number, steps: Step[]): Promise<void> {
  const { state, follow, configure, data, expectSame } = model(maxPoints);
  /** Answers that are still to come, and are compared with what the list was when they were asked for. */
  const answers: Promise<void>[] = [];

  async function compareStats(): Promise<void> {
    const stats = await stream.stats();
    expect(stats.received + stats.dropped + stats.pending + stats.lost).toBe(stats.pushed);
    expect([stats.pushed <= state.pushed, stats.lost]).toEqual([true, 0]);
  }

  function ask(what: Extract<Step, { ask: unknown }>['ask']): Promise<void> {
    if (what === 'flush') return stream.flush();
    if (what === 'stats') return compareStats();
    const expected = data();
    if (what === 'data') return stream.data().then((window) => expect(window).toEqual(expected));
    const html = pictureOf(state.look, expected.x, expected.y);
    return stream.render({ format: 'svg' }).then((chart) => {
      expect([chart.n, chart.svg]).toEqual([expected.y.length, html]);
    });
  }

  try {
    for (const one of steps) {
      if ('call' in one) {
        const [method, ...given] = one.call;
        const act = () => (stream[method] as (...given: unknown[]) => void)(...given);
        if (follow(one.call)) act();
        else expect(act).toThrow(TypeError);
      } else if ('configure' in one) {
        if (configure(one.configure)) stream.configure(one.configure);
        else expect(() => stream.configure(one.configure)).toThrow(TypeError);
      } else {
        // Two may wait, whether or not there is a credit.
        if (answers.length === 2 || one.ask === 'everything') await Promise.all(answers.splice(0));
        if (one.ask !== 'everything') {
          const answer = ask(one.ask);
          answer.catch(() => {});
          answers.push(answer);
        }
      }
      expect(stream.n).toBe(state.window.length);
    }
    await Promise.all(answers);
    await expectSame(stream);
  } finally {
    await stream.close();
  }
}

function producerContract(way: EngineWay, { isSink, open }: ProducerWay): void {
  const { streamOf, freshEngine, engineOf } = streams(way);
  const done = (count: number): Outcome[] => Array(count).fill(null);

  test.each(['before it is ready', 'once it works'])(
    'samples arrive in order, the last of them stay: %s',
    async (when) => {
      const stream = streamOf({ maxPoints: 8, engine: when === 'once it works' ? engineOf() : freshEngine() });
      if (when === 'once it works') await stream.data();
      const producer = open(stream);
      const pushes = range(0, 5).map((i): Call => ['push', i, 10 * i]);
      expect(await producer.perform(...pushes, ['extend', range(5, 9), range(50, 54)], ['flush'])).toEqual(done(7));
      expect(await stream.data()).toEqual({
        x: Float64Array.from(range(1, 9)),
        y: Float64Array.of(10, 20, 30, 40, 50, 51, 52, 53),
      });
      expect(await producer.perform(['push', 9, 90], ['extend', [], []], ['flush'])).toEqual(done(3));
      expect(await stream.data()).toEqual({
        x: Float64Array.from(range(2, 10)),
        y: Float64Array.of(20, 30, 40, 50, 51, 52, 53, 90),
      });
      expect(stream.n).toBe(8);
      const stats = await stream.stats();
      expect(stats).toMatchObject({ pushed: 10, pending: 0, lost: 0 });
      expect(stats.received + stats.dropped).toBe(10);
    },
  );

  test('of a flood the window is the last, and every sample is counted', async () => {
    const stream = streamOf({ maxPoints: 1000, engine: freshEngine() });
    const producer = open(stream);
    const floods = range(0, 10).map((i): Call => {
      const values = Float64Array.from(range(i * 500, (i + 1) * 500));
      return ['extend', values, values];
    });
    await producer.perform(...floods, ['push', 5000, 5000], ['flush']);
    expect([...(await stream.data()).y]).toEqual(range(4001, 5001));
    const stats = await stream.stats();
    expect(stats).toMatchObject({ pushed: 5001, pending: 0, lost: 0, gaps: 0 });
    expect(stats.received + stats.dropped).toBe(5001);
    expect(stats.received).toBeGreaterThanOrEqual(1000);
  });

  test('the counters add up while it feeds', async () => {
    const stream = streamOf({ maxPoints: 10, engine: freshEngine() });
    const producer = open(stream);
    let pushed = 0;
    let reported = 0;
    async function look() {
      const stats = await stream.stats();
      expect(stats.received + stats.dropped + stats.pending + stats.lost).toBe(stats.pushed);
      expect([stats.pushed >= reported, stats.pushed <= pushed, stats.lost]).toEqual([true, true, 0]);
      reported = stats.pushed;
    }
    const feeding: Promise<unknown>[] = [];
    for (let turn = 0; turn < 20; turn++) {
      const values = range(pushed, pushed + (turn % 4) * 6);
      pushed += values.length + 1;
      feeding.push(producer.perform(['extend', values, values], ['push', pushed - 1, pushed - 1]));
      if (turn % 2 === 0) await look();
    }
    await Promise.all(feeding);
    await producer.perform(['flush']);
    await look();
    expect(await stream.stats()).toMatchObject({ pushed, pending: 0, lost: 0 });
    expect([...(await stream.data()).y]).toEqual(range(pushed - 10, pushed));
  });

  test('a larger window and a smaller one are heard of', async () => {
    const stream = streamOf({ maxPoints: 5 });
    const producer = open(stream);
    const flood = async () => {
      const outcomes = await producer.perform(['clear'], ['extend', range(0, 50), range(0, 50)], ['flush']);
      expect(outcomes).toEqual(done(3));
      return [...(await stream.data()).y];
    };
    expect(await flood()).toEqual(range(45, 50));
    stream.configure({ maxPoints: 40 });
    await eventually(async () => expect(await flood()).toEqual(range(10, 50)));
    stream.configure({ maxPoints: 3 });
    expect(await flood()).toEqual(range(47, 50));
  });

  test('on two engines at once each stream has what is its own', async () => {
    const all = [freshEngine(), new Engine()].map((engine) => {
      const stream = streamOf({ engine, maxPoints: 4 });
      return { engine, stream, producer: open(stream) };
    });
    const pushes = (from: number) => range(from, from + 6).map((i): Call => ['push', i, i]);
    await Promise.all(all.map(({ producer }, i) => producer.perform(...pushes(100 * i), ['flush'])));
    for (const [i, { stream }] of all.entries()) {
      expect([...(await stream.data()).y]).toEqual(range(100 * i + 2, 100 * i + 6));
      expect(await stream.stats()).toMatchObject({ pushed: 6, pending: 0, lost: 0 });
    }
    await all[1].engine!.close();
    await eventually(async () => expect(await all[1].producer.perform(['push', 1, 1])).toEqual([invalidState]));
    expect(await all[0].producer.perform(['push', 6, 6], ['flush'])).toEqual(done(2));
    expect([...(await all[0].stream.data()).y]).toEqual([3, 4, 5, 6]);
  });

  test('clear is in order with what stands around it', async () => {
    const stream = streamOf();
    const producer = open(stream);
    await producer.perform(['extend', [1, 2], [1, 2]], ['clear'], ['push', 3, 3], ['flush']);
    expect([...(await stream.data()).y]).toEqual([3]);
    await producer.perform(['push', 4, 4], ['clear'], ['flush']);
    expect([...(await stream.data()).y]).toEqual([]);
    expect(stream.n).toBe(0);
    await producer.perform(['push', 5, 5], ['flush']);
    expect([...(await stream.data()).y]).toEqual([5]);
    const stats = await stream.stats();
    expect(stats).toMatchObject({ pushed: 5, pending: 0, lost: 0 });
    expect(stats.received + stats.dropped).toBe(5);
  });

  test('labels, Dates and gaps are what they are from anywhere', async () => {
    const date = new Date(86_400_000);
    const gaps = [null, undefined, Number.NaN, Number.POSITIVE_INFINITY];
    const calls: Call[] = [['push', date, 1], ['extend', [date, 3, 4, 5, 6], [2, ...gaps]], ['flush']];
    const [category, numeric] = [streamOf(), streamOf({ xScale: 'linear' })];
    expect(await open(category).perform(['push', 'a', 0], ...calls)).toEqual(done(4));
    expect(await open(numeric).perform(['push', 0, 0], ...calls)).toEqual(done(4));
    const y = Float64Array.of(0, 1, 2, ...Array(4).fill(Number.NaN));
    const iso = '1970-01-02T00:00:00.000Z';
    expect(await category.data()).toEqual({ x: ['a', iso, iso, 3, 4, 5, 6], y });
    expect(await numeric.data()).toEqual({ x: Float64Array.of(0, 86_400_000, 86_400_000, 3, 4, 5, 6), y });
    for (const stream of [category, numeric]) {
      expect(await stream.stats()).toMatchObject({ pushed: 7, received: 7, gaps: 4 });
    }
    expect(() => category.configure({ xScale: 'linear' })).toThrow(named('TypeError', 'xScale'));
  });

  test('what may not be is refused by name, and nothing of it is appended', async () => {
    const stream = streamOf({ xScale: 'linear' });
    const producer = open(stream);
    expect(await producer.perform(['push', 1, 1], ['flush'])).toEqual(done(2));
    const refused: [Call, unknown][] = [
      [['push', Number.NaN, 1], named('TypeError', 'x must be', 'got NaN')],
      [['push', Number.POSITIVE_INFINITY, 1], named('TypeError', 'x must be', 'got Infinity')],
      [['push', 'label', 1], named('TypeError', 'x must be', 'got "label"')],
      [['push', null, 1], named('TypeError', 'x must be', 'got null')],
      [['push', new Date(Number.NaN), 1], named('TypeError', 'x must be', 'invalid Date')],
      [['push', 1, '1'], named('TypeError', 'y must be', 'got "1"')],
      [['push', 1, true], named('TypeError', 'y must be', 'got true')],
      [['extend', [1, 2, Number.NaN], [1, 2, 3]], named('TypeError', 'xs\\[2\\]', 'got NaN')],
      [['extend', Float64Array.of(1, Number.NaN), [1, 2]], named('TypeError', 'xs\\[1\\]', 'got NaN')],
      [['extend', [1, 'label'], [1, 2]], named('TypeError', 'xs\\[1\\]', 'got "label"')],
      [['extend', [1, 2], [1, 'y']], named('TypeError', 'ys\\[1\\]', 'got "y"')],
      [['extend', [1, 2], [1]], named('RangeError', 'xs and ys', '2 and 1')],
      [['extend', 5, [1]], named('TypeError', 'xs', 'got 5')],
      [['extend', [1], null], named('TypeError', 'ys', 'got null')],
      [['extend', [2], [2], { transfre: true }], named('TypeError', 'transfre', 'transfer')],
      [['extend', [2], [2], { transfer: 1 }], named('TypeError', 'transfer', 'got 1')],
    ];
    expect(await producer.perform(...refused.map(([call]) => call))).toEqual(refused.map(([, refusal]) => refusal));
    expect(await producer.perform(['push', 2, 2], ['flush'])).toEqual(done(2));
    expect(await stream.data()).toEqual({ x: Float64Array.of(1, 2), y: Float64Array.of(1, 2) });
    expect(await stream.stats()).toMatchObject({ pushed: 2, received: 2, dropped: 0, pending: 0 });
  });

  test('columns that are handed over are taken as they are', async () => {
    const stream = streamOf({ maxPoints: 6 });
    const producer = open(stream);
    const columns = (from: number, to: number) => [range(from, to), range(from, to)].map((c) => Float64Array.from(c));
    await producer.perform(['push', 0, 0], ['extend', ...(columns(1, 4) as [unknown, unknown]), { transfer: true }]);
    await producer.perform(['extend', ...(columns(4, 6) as [unknown, unknown]), { transfer: true }], ['flush']);
    expect([...(await stream.data()).y]).toEqual(range(0, 6));
    await producer.perform(['extend', ...(columns(6, 20) as [unknown, unknown]), { transfer: true }], ['flush']);
    expect([...(await stream.data()).y]).toEqual(range(14, 20));
  });

  test('flushes that find no engine wait: two may, a third is refused', async ({ skip }) => {
    if (engineOf() === undefined && !isSink) skip();
    const stream = streamOf({ engine: freshEngine() });
    const outcomes = open(stream).perform(
      ...[1, 2, 3].flatMap((value): Call[] => [['push', value, value], ['flush']]),
      ['push', 4, 4],
    );
    expect(await outcomes).toEqual([...done(5), named('QuotaExceededError'), null]);
    await eventually(async () => expect([...(await stream.data()).y]).toEqual([1, 2, 3, 4]));
  });

  test('with its stream everything ends', async () => {
    const stream = streamOf({ engine: freshEngine() });
    const producer = open(stream);
    expect(await producer.perform(['push', 1, 1], ['flush'])).toEqual(done(2));
    await stream.close();
    await eventually(async () => {
      const calls: Call[] = [['push', 1, 1], ['extend', [1], [1]], ['clear'], ['flush']];
      expect(await producer.perform(...calls)).toEqual(Array(4).fill(invalidState));
    });
  });

  test('a flush that waits for an engine is rejected when the stream is closed', async ({ skip }) => {
    if (engineOf() === undefined) skip();
    const stream = streamOf({ engine: freshEngine() });
    const outcomes = open(stream).perform(['push', 1, 1], ['flush']);
    await stream.close();
    expect(await outcomes).toEqual([null, named('AbortError')]);
  });

  test.skipIf(!isSink)('a sink that is closed leaves its samples in the window, and takes no more', async () => {
    const stream = streamOf();
    const producer = open(stream);
    await producer.perform(['push', 1, 1], ['flush']);
    expect(await producer.perform(['extend', [2, 3], [2, 3]], ['close'], ['push', 4, 4])).toEqual([
      null,
      null,
      invalidState,
    ]);
    expect(await producer.perform(['close'], ['flush'], ['clear'])).toEqual([null, invalidState, invalidState]);
    expect([...(await stream.data()).y]).toEqual([1, 2, 3]);
    const stats = await stream.stats();
    expect(stats.received + stats.dropped + stats.pending + stats.lost).toBe(stats.pushed);
    await eventually(async () => {
      expect(await stream.stats()).toMatchObject({ pushed: 3, received: 3, dropped: 0, pending: 0, lost: 0 });
    });
  });

  test.skipIf(!isSink)('beside the page and another producer each keeps its own order', async () => {
    const stream = streamOf();
    const others = [open(stream), open(stream)];
    const pushes = (from: number) => range(from, from + 40).map((i): Call => ['push', i, i]);
    const feeding = others.map((producer, i) => producer.perform(...pushes(1000 * (i + 1)), ['flush']));
    for (const [, x, y] of pushes(0)) stream.push(x as number, y as number);
    await Promise.all([...feeding, stream.flush()]);
    const y = [...(await stream.data()).y];
    for (const from of [0, 1000, 2000]) {
      expect(y.filter((value) => value >= from && value < from + 1000)).toEqual(range(from, from + 40));
    }
    expect(stream.n).toBe(120);
    expect(await stream.stats()).toMatchObject({ pushed: 120, received: 120, dropped: 0, pending: 0 });
    stream.push(1, 1);
    await stream.flush();
    await others[0].perform(['clear'], ['push', 7, 7], ['flush']);
    expect([...(await stream.data()).y]).toEqual([7]);
    stream.clear();
    expect((await stream.data()).y.length).toBe(0);
  });

  test('whatever is pushed in whatever order, the window is that of a plain list', async () => {
    const turns = fc.array(fc.array(callOf, { maxLength: 12 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(turns, fc.integer({ min: 1, max: 15 }), async (calls, maxPoints) => {
        const stream = new LiveStream({ engine: engineOf(), maxPoints });
        const { follow, expectSame } = model(maxPoints);
        try {
          const producer = open(stream);
          for (const turn of calls) {
            const expected = turn.map((one) => (follow(one) ? null : named('TypeError')));
            expect(await producer.perform(...turn, ['flush'])).toEqual([...expected, null]);
            await expectSame(stream);
          }
        } finally {
          await stream.close();
        }
      }),
      { numRuns: 20 },
    );
  });
}
