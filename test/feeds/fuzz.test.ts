/** Ten thousand mad frames of every format: each is counted, what is whole in them is taken, and nothing else happens. */
import { expect, test } from 'vitest';
import { eventually } from '../browser/eventually.js';
import { connected, counted, urlOf } from './connected.js';
import { decoded, type Sample, utf8 } from './decoded.js';
import { fuzzed } from './fuzzed.js';

const FRAMES = 10_000;
const SEED = Number(import.meta.env.RINGPLOT_SEED) || 1;
const FORMATS = {
  ndjson: {},
  json: {},
  csv: { x: 0, y: 1, header: false },
  float64: { x: 0, y: 1, columns: 3 },
  float32: { x: 0, y: 1, columns: 3 },
};
const formats = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

const columnsOf = (samples: Sample[]) => ({
  x: Float64Array.from(samples, ([x]) => Number(x)),
  // A window holds gaps as NaN, whatever they were.
  y: Float64Array.from(samples, ([, y]) => (Number.isFinite(y) ? y : Number.NaN)),
});

test.each(formats)('WebSocket %s', async (format) => {
  const frames = [...fuzzed(format, FRAMES, SEED)];
  const wanted = decoded(
    { format, ...FORMATS[format], y: [format === 'json' || format === 'ndjson' ? 'y' : 1] },
    frames.map((frame) => [frame]),
  );
  expect(wanted.samples.length).toBeGreaterThan(FRAMES);
  expect(wanted.bad).toBeGreaterThan(FRAMES / 5);
  const bytes = frames.reduce((sum, frame) => sum + (typeof frame === 'string' ? utf8(frame) : frame).length, 0);
  const url = urlOf(`/fuzz?format=${format}&count=${FRAMES}&seed=${SEED}`, 'ws');
  const { stream, feed, problems } = connected({ type: 'websocket', url, format, ...FORMATS[format] });
  const errors: unknown[] = [];
  stream.addEventListener('error', ({ error }) => errors.push(error));
  await eventually(async () => expect((await counted(stream, feed)).messages).toBe(FRAMES));
  const { samples } = wanted;
  await eventually(async () =>
    expect(await counted(stream, feed)).toMatchObject({ bytes, samples: samples.length, bad: wanted.bad }),
  );
  const { x, y } = await stream.data();
  expect({ x, y }).toEqual(columnsOf(samples));
  const stats = await stream.stats();
  expect(stats).toMatchObject({ pushed: samples.length, received: samples.length, dropped: 0, pending: 0, lost: 0 });
  expect(feed.state).toBe('open');
  expect(errors).toEqual([]);
  // One of each kind.
  expect(new Set(problems.map(({ kind }) => kind)).size).toBe(problems.length);
});

test.each(['ndjson', 'csv', 'float64'] as const)('body of %s, one mad frame after the other', async (format) => {
  const frames = [...fuzzed(format, FRAMES, SEED + 1)];
  const plan = { format, ...FORMATS[format], y: [format === 'ndjson' ? 'y' : 1] };
  const wanted = decoded(plan, [frames]);
  const url = urlOf(`/fuzz?format=${format}&count=${FRAMES}&seed=${SEED + 1}`);
  const { stream, feed } = connected({ type: 'fetch', url, ...FORMATS[format], format });
  await feed.ended;
  expect(feed).toMatchObject({ state: 'closed', counters: { samples: wanted.samples.length, bad: wanted.bad } });
  const { x, y } = await stream.data();
  expect({ x, y }).toEqual(columnsOf(wanted.samples.slice(-1_000_000)));
});
