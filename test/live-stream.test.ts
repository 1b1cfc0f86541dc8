import { expect, test, vi } from 'vitest';
import { Engine, LiveStream } from '../src/index.js';
import { Ring } from '../worker/ring.js';
import { contract, page, sinkHere } from './contract.js';

const invalidState = expect.objectContaining({ name: 'InvalidStateError' });

const inNode = { mode: 'in-process', bitmaps: false, errors: [] } as const;
contract({ ...inNode, name: 'the shared engine', open: () => undefined }, [page, sinkHere]);
contract({ ...inNode, name: 'an engine of one’s own', open: () => new Engine() }, [page, sinkHere]);

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

test('flushes at one place wait as one', async () => {
  const stream = new LiveStream();
  stream.push(1, 1);
  await Promise.all([stream.flush(), stream.flush(), stream.flush()]);
  expect(await stream.stats()).toMatchObject({ received: 1, pending: 0 });
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

test('a stream that the engine can’t go on with begins anew there, and the others go on', async () => {
  const engine = new Engine();
  const [stream, other] = [new LiveStream({ engine }), new LiveStream({ engine })];
  const events: string[] = [];
  stream.addEventListener('error', ({ error }) => events.push(`${error.reason}: ${error.message}`));
  stream.addEventListener('restart', () => events.push('restart'));
  stream.extend([1, 2], [1, 2]);
  await stream.flush();
  const append = vi.spyOn(Ring.prototype, 'append');
  append.mockImplementationOnce(() => {
    throw new RangeError('no memory');
  });
  stream.extend([3, 4, 5], [3, 4, 5]);
  const refused = expect(stream.data()).rejects.toMatchObject({ name: 'EngineError' });
  other.push(1, 1);
  await refused;
  append.mockRestore();
  expect(events).toEqual([expect.stringMatching(/^uncaught: .*no memory/), 'restart']);
  stream.push(6, 6);
  expect([...(await stream.data()).y]).toEqual([6]);
  expect(await stream.stats()).toMatchObject({ pushed: 6, received: 3, lost: 3, pending: 0, dropped: 0 });
  expect([...(await other.data()).y]).toEqual([1]);
  await engine.close();
});

test('in-process no sample is counted twice, at whatever moment a frame comes between', async () => {
  for (let ticks = 0; ticks < 8; ticks++) {
    const stream = new LiveStream();
    for (let i = 0; i < 10; i++) stream.push(i, i);
    await stream.data();
    stream.push(10, 10);
    const asked = stream.stats();
    for (let i = 0; i < ticks; i++) await null;
    const rendered = stream.render({ format: 'svg' });
    const { pushed, received, dropped, pending, lost } = await asked;
    expect(received + dropped + pending + lost, `after ${ticks} ticks`).toBe(pushed);
    await rendered;
    await stream.close();
  }
});
