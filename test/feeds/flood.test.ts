/** Five million samples as fast as they are taken, by every way and in every format: all of them, in order, exactly once. */
import { afterAll, expect, test } from 'vitest';
import { eventually } from '../browser/eventually.js';
import { connected, counted, urlOf } from './connected.js';
import { valueAt } from './written.js';

const COUNT = 5_000_000;
const TEXT = { ndjson: {}, json: {}, csv: { x: 0, y: 1, sequence: 2 } };
const FLOATS = { x: 0, y: 1, sequence: 2 };
const ways = [
  ...(['websocket', 'sse', 'fetch'] as const).flatMap((type) =>
    Object.entries(TEXT).map(([format, options]) => ({ type, format: format as keyof typeof TEXT, ...options })),
  ),
  { type: 'websocket', format: 'float64', ...FLOATS } as const,
  { type: 'websocket', format: 'float64', layout: 'columnar', ...FLOATS } as const,
  { type: 'fetch', format: 'float64', ...FLOATS } as const,
  { type: 'fetch', format: 'float64', overflow: 'block', ...FLOATS } as const,
];

const rates: string[] = [];

test.each(ways)('$type $format, $layout $overflow', async (options) => {
  const { type, format } = options;
  const layout = 'layout' in options ? '&layout=columnar' : '';
  // A body of JSON is one document, which the server doesn't write by parts.
  const each = type === 'fetch' && format === 'json' ? COUNT / 10 : 1000;
  const count = type === 'fetch' && format === 'json' ? COUNT / 10 : COUNT;
  const url = urlOf(
    `/count?format=${format}&count=${count}&each=${each}${layout}`,
    type === 'websocket' ? 'ws' : 'http',
  );
  const began = performance.now();
  const { stream, feed, problems } = connected({ ...options, url }, { maxPoints: COUNT });
  await eventually(async () => {
    const { samples } = await counted(stream, feed);
    if (samples < count) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(samples).toBe(count);
  }, 240_000);
  rates.push(`${type} ${format}${layout}: ${(count / (performance.now() - began) / 1000).toFixed(2)} M samples/s`);
  const { x, y } = (await stream.data()) as { x: Float64Array; y: Float64Array };
  expect(x).toHaveLength(count);
  expect(x.every((value, i) => value === i)).toBe(true);
  expect(y.every((value, i) => value === valueAt(i))).toBe(true);
  expect(feed.counters).toMatchObject({ samples: count, bad: 0, missing: 0, duplicate: 0, dropped: 0, connections: 1 });
  expect(problems).toEqual([]);
});

afterAll(() => {
  console.log(rates.join('\n'));
});
