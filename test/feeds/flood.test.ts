/** Five million samples as fast as they are taken, by every way and in every format: all of them, in order, exactly once. */
import { afterAll, expect, test } from 'vitest';
import type { LiveStream } from '../../src/index.js';
import { eventually } from '../browser/eventually.js';
import { connected, counted, streamOf, urlOf } from './connected.js';
import { valueAt } from './written.js';

const COUNT = 5_000_000;
const TEXT = { ndjson: { sequence: 'n' }, json: { sequence: 'n' }, csv: { x: 0, y: 1, sequence: 2 } };
const FLOATS = { x: 0, y: 1, sequence: 2 };
const ways = [
  ...(['websocket', 'sse', 'fetch'] as const).flatMap((type) =>
    Object.entries(TEXT).map(([format, options]) => ({ type, format: format as keyof typeof TEXT, ...options })),
  ),
  { type: 'websocket', format: 'float64', ...FLOATS } as const,
  { type: 'websocket', format: 'float64', layout: 'columnar', ...FLOATS } as const,
  { type: 'fetch', format: 'float64', ...FLOATS } as const,
  { type: 'fetch', format: 'float64', overflow: 'block', ...FLOATS } as const,
  { type: 'readable', format: 'ndjson' } as const,
  { type: 'readable', format: 'float64', ...FLOATS } as const,
];

const rates: string[] = [];

/** All of them, as they were made. */
async function expectAll(stream: LiveStream): Promise<void> {
  const { x, y } = (await stream.data()) as { x: Float64Array; y: Float64Array };
  expect(x).toHaveLength(COUNT);
  expect(x.every((value, i) => value === i)).toBe(true);
  expect(y.every((value, i) => value === valueAt(i))).toBe(true);
}

const tellRate = (way: string, began: number) => {
  rates.push(`${way}: ${(COUNT / (performance.now() - began) / 1000).toFixed(2)} M samples/s`);
};

test.each(ways)('$type $format, $layout $overflow', async (options) => {
  const { type, format } = options;
  const layout = 'layout' in options ? '&layout=columnar' : '';
  const path = `/count?format=${format}&count=${COUNT}&each=1000${layout}`;
  const url = urlOf(path, type === 'websocket' ? 'ws' : 'http');
  const began = performance.now();
  const source = type === 'readable' ? { readable: (await fetch(url)).body! } : { url };
  const { stream, feed, problems } = connected({ ...options, ...source }, { maxPoints: COUNT });
  await eventually(async () => {
    const { samples } = await counted(stream, feed);
    if (samples < COUNT) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(samples).toBe(COUNT);
  }, 240_000);
  tellRate(`${type} ${format}${layout}`, began);
  await expectAll(stream);
  expect(feed.counters).toMatchObject({ samples: COUNT, bad: 0, missing: 0, duplicate: 0, dropped: 0, connections: 1 });
  expect(problems).toEqual([]);
});

test('what is piped into a stream', async () => {
  const stream = streamOf({ maxPoints: COUNT });
  let made = 0;
  const source = new ReadableStream({
    pull(controller) {
      const x = Float64Array.from({ length: 10_000 }, (_, i) => made + i);
      controller.enqueue({ x, y: x.map(valueAt) });
      made += x.length;
      if (made === COUNT) controller.close();
    },
  });
  const began = performance.now();
  await source.pipeTo(stream.writable);
  tellRate('writable', began);
  await expectAll(stream);
});

afterAll(() => {
  console.log(rates.join('\n'));
});
