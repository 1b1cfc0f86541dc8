/** Several series across the boundary: from the page and from sinks, by messages, packs and shared memory, through changes and deaths. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LiveStream, openSink } from '../../src/index.js';
import { eventually } from './eventually.js';
import { heldEngine } from './held-worker.js';

const held = heldEngine();
const { engine } = held;

const named = (...names: string[]) => names.map((name) => ({ name }));
const columnsOf = async (stream: LiveStream) => (await stream.data()).ys!.map((column) => Array.from(column));
const frame = () => new Promise<unknown>((resolve) => requestAnimationFrame(resolve));
const gap = Number.NaN;

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ push: fc.integer({ min: 1, max: 40 }), byName: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ extend: fc.integer({ min: 0, max: 400 }), byName: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ series: fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 }) }) },
  { weight: 2, arbitrary: fc.constantFrom({ clear: true } as const, { flush: true } as const, { ask: true } as const) },
  { weight: 4, arbitrary: fc.constant({ wait: true } as const) },
);

test('what a page pushes is in its series, whichever way it goes and whatever changes meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      let names = ['a', 'b'];
      const stream = new LiveStream({ engine, series: named(...names), maxPoints: 1000 });
      let model: Record<string, number>[] = [];
      let next = 0;
      const asked: Promise<unknown>[] = [];
      const taken = (count: number) => {
        const rows = Array.from({ length: count }, () =>
          Object.fromEntries(names.map((name, k) => [name, next++ + k / 8])),
        );
        model = [...model, ...rows].slice(-1000);
        return rows;
      };
      for (const one of steps) {
        if ('push' in one) {
          for (const row of taken(one.push)) stream.push(next, one.byName ? row : names.map((name) => row[name]));
        } else if ('extend' in one) {
          const rows = taken(one.extend);
          const columns = names.map((name) => Float64Array.from(rows, (row) => row[name]));
          const byName = Object.fromEntries(names.map((name, k) => [name, columns[k]]));
          stream.extend(
            Float64Array.from(rows, (_, i) => i),
            one.byName ? byName : columns,
          );
        } else if ('series' in one) {
          names = one.series;
          stream.configure({ series: named(...names) });
          model = model.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? gap])));
        } else if ('clear' in one) {
          stream.clear();
          model = [];
        } else if ('ask' in one) {
          // What waits for an answer divides what is sent at once; a third one is refused.
          asked.push(stream.data().catch(() => {}));
        } else if ('flush' in one) {
          await Promise.all(asked);
          await stream.flush();
        } else await frame();
      }
      await Promise.all(asked);
      expect(await columnsOf(stream)).toEqual(names.map((name) => model.map((row) => row[name] ?? gap)));
      const { pushed, received, dropped, pending, lost } = await stream.stats();
      expect([pushed, lost]).toEqual([received + dropped + pending, 0]);
      await stream.close();
    }),
    { numRuns: 60 },
  );
});

test('a sink gives y by place and by name, also before it knows what series there are', async () => {
  const stream = new LiveStream({ engine, series: named('loss', 'accuracy'), xScale: 'linear' });
  const sink = openSink(stream.port());
  sink.push(1, { accuracy: 0.5 });
  sink.push(2, { loss: 2, accuracy: 0.6 });
  sink.push(3, [3, 0.7]);
  sink.extend([4, 5], { loss: [4, 5], unknown: [1, 2] });
  sink.extend([6], [[6], [0.8]]);
  await sink.flush();
  expect(await columnsOf(stream)).toEqual([
    [gap, 2, 3, 4, 5, 6],
    [0.5, 0.6, 0.7, gap, gap, 0.8],
  ]);
  expect(() => sink.push(7, { los: 1 })).toThrow('"los" is not a series of this stream; did you mean \'loss\'?');
  expect(() => sink.push(7, [1])).toThrow('y must hold a number for each of the 2 series, got 1');
  expect(() => sink.push(7, 1)).toThrow(TypeError);
  expect(() => sink.extend([7], [1])).toThrow(RangeError);
  expect(() => sink.extend([7, 8], [1, 2])).toThrow(TypeError);
  for (let i = 7; i < 300; i++) {
    sink.push(i, i % 2 === 0 ? { loss: i, accuracy: -i } : [i, -i]);
    if (i % 20 === 0) await frame();
  }
  sink.extend(
    [300, 301],
    [
      [300, 301],
      [-300, -301],
    ],
    { transfer: true },
  );
  await sink.flush();
  const [loss, accuracy] = await columnsOf(stream);
  expect(loss.slice(6)).toEqual(Array.from({ length: 295 }, (_, i) => i + 7));
  expect(accuracy.slice(6)).toEqual(loss.slice(6).map((value) => -value));
  expect(await stream.stats()).toMatchObject({ pushed: 301, received: 301 });
  await stream.close();
});

test('a sink hears of other series, and what it sent by name before is kept by name', async () => {
  const stream = new LiveStream({ engine, series: named('a', 'b'), xScale: 'linear' });
  const sink = openSink(stream.port());
  await sink.flush();
  for (let i = 0; i < 100; i++) {
    sink.push(i, [i, -i]);
    if (i % 10 === 0) await frame();
  }
  await sink.flush();
  stream.configure({ series: named('b', 'c') });
  await eventually(() => expect(() => sink.push(100, { c: 5 })).not.toThrow());
  expect(() => sink.push(101, { a: 1 })).toThrow(/"a" is not a series/);
  for (let i = 101; i < 150; i++) {
    sink.push(i, { b: -i, c: i });
    await frame();
  }
  await sink.flush();
  const [b, c] = await columnsOf(stream);
  expect(b).toEqual(Array.from({ length: 150 }, (_, i) => (i === 100 ? gap : -i)));
  expect(c.slice(100)).toEqual([5, ...Array.from({ length: 49 }, (_, i) => i + 101)]);
  stream.configure({ series: undefined });
  await eventually(() => expect(() => sink.push(150, 7)).not.toThrow());
  await sink.flush();
  expect((await stream.data()).y.at(-1)).toBe(7);
  await stream.close();
});

test.each(['at once', 'once it is known'])(
  'what a dead worker had not taken goes to the next in its series, told %s',
  async (when) => {
    const stream = new LiveStream({ engine, series: named('a', 'b', 'c'), maxPoints: 4000, xScale: 'linear' });
    for (let i = 0; i < 60; i++) {
      stream.push(i, [gap, gap, gap]);
      await frame();
    }
    await stream.flush();
    const [died, restarted] = ['error', 'restart'].map(
      (type) => new Promise((resolve) => stream.addEventListener(type, resolve, { once: true })),
    );
    /** Where memory is shared they lie where the next one finds them; a message may be on its way. */
    const before = crossOriginIsolated ? 200 : 0;
    for (let i = 1; i <= before; i++) stream.push(i, [i, i / 2, -i]);
    held.worker.terminate();
    if (when === 'once it is known') await died;
    for (let i = before + 1; i <= 200; i++) stream.push(i, [i, i / 2, -i]);
    stream.configure({ series: named('c', 'a') });
    for (let i = 201; i <= 250; i++) stream.push(i, { a: i, c: -i });
    await restarted;
    await stream.flush();
    const [c, a] = await columnsOf(stream);
    const stats = await stream.stats();
    expect(stats.pushed).toBe(stats.received + stats.dropped + stats.pending + stats.lost);
    // A frame that comes before anyone knows goes to nobody, with all that is to be sent: that is told.
    expect(when === 'at once' ? [0, 250 - before] : [0]).toContain(stats.lost);
    expect(c.map((value) => -value)).toEqual(a);
    const kept = Array.from({ length: 250 - stats.lost }, (_, i) => i + 1);
    // One that ends may still take some, which are gone with its window; what is pushed afterwards it can't.
    expect(a).toEqual(a.length === 0 ? [] : kept.slice(-a.length));
    if (stats.lost === 0) expect(a.length).toBeGreaterThanOrEqual(250 - before);
    await stream.close();
  },
);

test('many small streams of several series each go together', async () => {
  const streams = [1, 2, 3].map((count) => {
    return new LiveStream({ engine, series: named(...['a', 'b', 'c'].slice(0, count)), maxPoints: 5000 });
  });
  for (let i = 0; i < 120; i++) {
    streams.forEach((stream, s) => {
      stream.push(
        i,
        Array.from({ length: s + 1 }, (_, k) => i + 1000 * k),
      );
    });
    await frame();
  }
  for (const [s, stream] of streams.entries()) {
    const expected = Array.from({ length: s + 1 }, (_, k) => Array.from({ length: 120 }, (_, i) => i + 1000 * k));
    expect(await columnsOf(stream)).toEqual(expected);
    await stream.close();
  }
  if (!crossOriginIsolated) expect(held.worker.packs).toBeGreaterThan(10);
});

test('a view shows every series in its colour, and the legend', async () => {
  const series = [
    { name: 'red', colorHex: 0xff0000, width: 4 },
    { name: 'green', colorHex: 0x00ff00, width: 4, kind: 'step' as const },
    { name: 'blue', colorHex: 0x0000ff, kind: 'scatter' as const },
  ];
  const stream = new LiveStream({ engine, series, width: 400, height: 240, maxPoints: 300 });
  const container = document.body.appendChild(document.createElement('div'));
  const view = stream.mount(container);
  const show = async () => {
    await stream.flush();
    const { bitmap } = await view.chart();
    const context = new OffscreenCanvas(400, 240).getContext('2d')!;
    context.drawImage(bitmap!, 0, 0, 400, 240);
    const { data } = context.getImageData(0, 0, 400, 240);
    const inks = [0, 0, 0];
    for (let at = 0; at < data.length; at += 4) {
      const bright = [0, 1, 2].filter((channel) => data[at + channel] > 230);
      const dark = [0, 1, 2].filter((channel) => data[at + channel] < 25);
      if (data[at + 3] > 230 && bright.length === 1 && dark.length === 2) inks[bright[0]]++;
    }
    return inks;
  };
  for (let i = 0; i < 300; i++) stream.push(i, [Math.sin(i / 20), 1.5, -1 - (i % 7) / 7]);
  for (const ink of await show()) expect(ink).toBeGreaterThan(150);
  for (let i = 300; i < 400; i++) stream.push(i, { red: 0 });
  stream.configure({ series: series.slice(0, 2) });
  const [red, green, blue] = await show();
  expect([red > 150, green > 150, blue]).toEqual([true, true, 0]);
  const { svg } = await stream.render({ format: 'svg' });
  expect([svg!.includes('>red<'), svg!.includes('>green<'), svg!.includes('>blue<')]).toEqual([true, true, false]);
  await stream.close();
  container.remove();
});

test('an element takes names as an attribute, and columns as its data', async () => {
  await import('../../src/element.js');
  const element = document.createElement('live-chart') as HTMLElement & {
    data: unknown;
    push(x: number, y: object): void;
    stream: LiveStream;
  };
  element.setAttribute('series', 'train, validation');
  document.body.append(element);
  element.data = { x: [1, 2], y: { train: [3, 4], validation: [5, 6] } };
  element.push(3, { validation: 7 });
  expect(await columnsOf(element.stream)).toEqual([
    [3, 4, gap],
    [5, 6, 7],
  ]);
  expect(() => {
    element.data = { x: [1, 2], y: [1, 2] };
  }).toThrow(TypeError);
  element.remove();
});
