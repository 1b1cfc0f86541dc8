import { expect, test } from 'vitest';
import { Engine, LiveStream, openSink } from '../src/index.js';

const invalidState = expect.objectContaining({ name: 'InvalidStateError' });

test('in Node a stream runs in-process and renders SVG', async () => {
  const stream = new LiveStream({ title: 'Sensor' });
  stream.push(1, 2);
  stream.push(2, null);
  expect(stream.n).toBe(2);
  const chart = await stream.render();
  expect(chart).toMatchObject({ width: 900, height: 420, n: 2, html: chart.svg });
  expect(chart.svg).toMatch(/^<svg width="900" height="420" viewBox="0 0 900 420"/);
  expect(await (await chart.toBlob()).text()).toBe(chart.svg);
  expect(await stream.stats()).toMatchObject({ mode: 'in-process', pushed: 2, received: 2, gaps: 1, stale: false });
  await expect(stream.render({ format: 'bitmap' })).rejects.toMatchObject({ name: 'NotSupportedError' });
  expect(() => stream.mount('#plot')).toThrow(TypeError);
  await stream.close();
});

test('what one producer does takes effect in that order', async () => {
  const stream = new LiveStream({ maxPoints: 3 });
  stream.extend([1, 2], [1, 2]);
  const first = stream.data();
  stream.extend([3, 4], [3, 4]);
  stream.configure({ maxPoints: 2, title: 'two' });
  const second = stream.render();
  stream.clear();
  stream.push(5, 5);
  expect(stream.n).toBe(1);
  expect([...(await first).y]).toEqual([1, 2]);
  expect((await second).n).toBe(2);
  expect((await second).svg).toContain('>two<');
  expect([...(await stream.data()).y]).toEqual([5]);
  await stream.close();
});

test('n is right while changes of the window wait', async () => {
  const stream = new LiveStream({ maxPoints: 500 });
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
  await stream.close();
});

test('a change of options before the first answer does not reach back to what was asked before it', async () => {
  const stream = new LiveStream({ maxPoints: 5, title: 'first' });
  stream.extend(['a', 'b', 'c'], [1, 2, 3]);
  const before = stream.render();
  stream.clear();
  stream.configure({ xScale: 'linear', title: 'second' });
  stream.extend([10, 20], [1, 2]);
  const after = stream.render();
  expect((await before).svg).toContain('>first<');
  expect((await before).domain.x).toEqual([0, 2]);
  expect((await after).svg).toContain('>second<');
  expect((await after).domain.x).toEqual([10, 20]);
  await stream.close();
});

test('configure keeps what is not named, sets undefined back, and checks like the constructor', async () => {
  const stream = new LiveStream({ title: 'kept', maxPoints: 4, width: 300 });
  stream.extend([1, 2, 3], [1, 2, 3]);
  stream.configure({ width: undefined, kind: 'scatter' });
  const chart = await stream.render();
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
  expect((await stream.render()).n).toBe(4);
  stream.clear();
  stream.configure({ kind: 'scatter' });
  await stream.close();
});

test('Dates are ISO labels on a category scale and epoch ms on a numeric one', async () => {
  const date = new Date(1_700_000_000_123);
  const category = new LiveStream();
  const numeric = new LiveStream({ xScale: 'linear' });
  for (const stream of [category, numeric]) {
    stream.push(date, 1);
    stream.extend([date, 5], [2, 3]);
  }
  expect((await category.data()).x).toEqual([date.toISOString(), date.toISOString(), 5]);
  expect((await numeric.data()).x).toEqual(Float64Array.of(+date, +date, 5));
  await Promise.all([category.close(), numeric.close()]);
});

test('extend copies, unless it is told to hand over', async () => {
  const stream = new LiveStream({ maxPoints: 10 });
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
  await stream.close();
});

test('after close every method says so; what waited is aborted', async () => {
  const stream = new LiveStream();
  const waiting = stream.render();
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
  for (const call of [stream.render(), stream.data(), stream.flush(), stream.stats()]) {
    await expect(call).rejects.toEqual(invalidState);
  }
  expect(stream.n).toBe(0);
});

test('two requests wait for a credit, a third is refused', async () => {
  const stream = new LiveStream({ engine: new Engine() });
  const [first, second] = [stream.render(), stream.data()];
  await expect(stream.render()).rejects.toMatchObject({ name: 'QuotaExceededError' });
  await expect(stream.flush()).rejects.toMatchObject({ name: 'QuotaExceededError' });
  await Promise.all([first, second]);
  await stream.render();
  await stream.close();
});

test('flushes at one place wait as one', async () => {
  const stream = new LiveStream();
  stream.push(1, 1);
  await Promise.all([stream.flush(), stream.flush(), stream.flush()]);
  expect(await stream.stats()).toMatchObject({ received: 1, pending: 0 });
  await stream.close();
});

test('a flood between two turns keeps the last window and counts the rest', async () => {
  const stream = new LiveStream({ maxPoints: 100 });
  for (let i = 0; i < 10_000; i++) stream.push(i, i % 7 === 0 ? Number.POSITIVE_INFINITY : i);
  const { y } = await stream.data();
  expect([...y]).toEqual(Array.from({ length: 100 }, (_, i) => ((9900 + i) % 7 === 0 ? Number.NaN : 9900 + i)));
  const stats = await stream.stats();
  expect(stats).toMatchObject({ pushed: 10_000, dropped: 9900, received: 100, pending: 0, lost: 0 });
  expect(stats.gaps).toBe([...y].filter(Number.isNaN).length);
  await stream.close();
});

test('an engine closes its streams', async () => {
  const engine = new Engine();
  const stream = new LiveStream({ engine });
  stream.push(1, 1);
  await engine.close();
  expect(() => stream.push(1, 1)).toThrow(invalidState);
  expect(() => new LiveStream({ engine })).toThrow(invalidState);
});

test('a sink in the same thread', async () => {
  const stream = new LiveStream();
  const sink = openSink(stream.port());
  sink.push('a', 1);
  sink.extend([2, new Date(0)], [2, null]);
  await sink.flush();
  expect(await stream.data()).toEqual({
    x: ['a', 2, '1970-01-01T00:00:00.000Z'],
    y: Float64Array.of(1, 2, Number.NaN),
  });
  expect(await stream.stats()).toMatchObject({ pushed: 3, received: 3, gaps: 1 });
  await sink.close();
  await stream.close();
});

test('await using closes', async () => {
  let kept: LiveStream;
  {
    await using stream = new LiveStream();
    kept = stream;
  }
  expect(() => kept.push(1, 1)).toThrow(invalidState);
});

test('a notebook gets a MIME bundle', async () => {
  const stream = new LiveStream();
  stream.push(1, 1);
  const chart = await stream.render();
  const display = chart[Symbol.for('Jupyter.display') as never] as () => Promise<Record<string, string>>;
  expect(await display.call(chart)).toMatchObject({ 'image/svg+xml': chart.svg, 'text/html': chart.svg });
  await stream.close();
});
