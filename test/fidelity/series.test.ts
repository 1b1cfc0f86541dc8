/**
 * Fidelity of charts of several series, at the pixel ratio of the browser that this runs in: each of eight against the truth,
 * in a lane of its own; and every kind by the painter against what the browser makes of the SVG.
 */
import { expect, test } from 'vitest';
import { type Chart, LiveStream, type LiveStreamOptions } from '../../src/index.js';
import { SERIES_COLORS } from '../../worker/palette.js';
import { chanceOf } from '../chance.js';
import metrics from '../data/server-metrics.json';
import { cases } from './cases.js';
import { luma, lumaOf, reference } from './reference.js';
import { ssim } from './ssim.js';

const RATIO = devicePixelRatio;
const WIDTH = 900;
const PEN = 1.5;
/** As of a chart of 420 CSS px with one series in it. */
const LANE = 382;
const LIKE_SVG = 0.97;

const eight = cases(metrics)
  .filter(({ irregular, y }) => !irregular && y.length >= 50_000)
  .slice(0, 8);

/** Pixels of a picture's part, in device px. */
function pixelsOf(source: CanvasImageSource, x: number, y: number, width: number, height: number) {
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(source, -x, -y);
  return context.getImageData(0, 0, width, height).data;
}

test('each of eight series is as true as if it were alone', async () => {
  const n = Math.min(...eight.map(({ y }) => y.length));
  const columns = eight.map(({ y }, k) => {
    const own = y.subarray(0, n);
    const finite = own.filter(Number.isFinite);
    const low = finite.reduce((a, b) => Math.min(a, b));
    const high = finite.reduce((a, b) => Math.max(a, b));
    // The first one on top; some px are free between them.
    return own.map((value) => 8 - k - 0.5 + 0.95 * ((value - low) / (high - low) - 0.5));
  });
  const stream = new LiveStream({
    ...{ maxPoints: n, width: WIDTH, height: 8 * LANE, axes: false, grid: false, yMin: 0, yMax: 8 },
    series: eight.map(({ name }) => ({ name })),
  });
  stream.extend(
    Float64Array.from({ length: n }, (_, i) => i),
    columns,
  );
  const { bitmap, domain } = await stream.render({ pixelRatio: RATIO });
  await stream.close();
  const [width, height] = [WIDTH * RATIO, LANE * RATIO];
  for (const [k, { name, floor }] of eight.entries()) {
    const points = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) {
      points[2 * i] = ((i - domain.x[0]) / (domain.x[1] - domain.x[0])) * width;
      points[2 * i + 1] = (8 - k - columns[k][i]) * height;
      if (Number.isNaN(columns[k][i])) points[2 * i] = Number.NaN;
    }
    const color = SERIES_COLORS[k];
    const truth = luma(reference(points, PEN * RATIO, width, height), color);
    const score = ssim(truth, lumaOf(pixelsOf(bitmap!, 0, k * height, width, height)), width, height);
    expect(score, name).toBeGreaterThanOrEqual(floor);
  }
});

/** What the browser makes of an SVG, on white. */
async function rasterised({ svg, width, height }: Chart) {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg!)}`;
  await image.decode();
  const context = new OffscreenCanvas(width * RATIO, height * RATIO).getContext('2d')!;
  context.drawImage(image, 0, 0, width * RATIO, height * RATIO);
  return context.getImageData(0, 0, width * RATIO, height * RATIO).data;
}

const looks: [string, LiveStreamOptions][] = [
  ['lines', { series: [{ name: 'a' }, { name: 'b' }, { name: 'c', width: 4 }] }],
  ['steps', { kind: 'step', series: [{ name: 'a' }, { name: 'b' }, { name: 'c', width: 4 }] }],
  ['scatters', { kind: 'scatter', series: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }],
  ['mixed', { series: [{ name: 'a' }, { name: 'b', kind: 'step' }, { name: 'c', kind: 'scatter' }] }],
  [
    'smoothed',
    { smoothing: 0.95, series: [{ name: 'a' }, { name: 'b', kind: 'scatter' }, { name: 'c', kind: 'step' }] },
  ],
  ['smoothed, one', { smoothing: 0.9 }],
  ['area', { kind: 'area' }],
  ['areas', { kind: 'area', series: [{ name: 'a' }, { name: 'b' }, { name: 'c', width: 4 }] }],
  ['bars of one', { kind: 'bar' }],
  ['bars', { kind: 'bar', series: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }],
  [
    'a band around a line, and bars on the right',
    {
      series: [
        { name: 'a', kind: 'band', low: 'b' },
        { name: 'b', kind: 'none' },
        { name: 'c', kind: 'bar', axis: 'right' },
      ],
    },
  ],
  [
    'areas and bars, smoothed',
    {
      smoothing: 0.95,
      series: [
        { name: 'a', kind: 'area' },
        { name: 'b', kind: 'bar' },
      ],
    },
  ],
  [
    'areas, bars and bands on a log axis with ends',
    {
      ...{ yScale: 'log', yMin: 0.3, yMax: 3 },
      series: [
        { name: 'a', kind: 'bar' },
        { name: 'b', kind: 'area' },
        { name: 'c', kind: 'band', low: 'a' },
      ],
    },
  ],
  ['log', { yScale: 'log', series: [{ name: 'a' }, { name: 'b', kind: 'scatter' }, { name: 'c' }] }],
];

test.each(looks)('painted and as SVG alike: %s', async (_, look) => {
  const chance = chanceOf(11);
  for (const n of [60, 1500, 20_000]) {
    const stream = new LiveStream({ xScale: 'linear', width: WIDTH, height: 420, maxPoints: n, grid: false, ...look });
    const count = Math.max(1, stream.series.length);
    let heights = Array.from({ length: count }, () => 1);
    for (let i = 0; i < n; i++) {
      heights = heights.map((former) => Math.max(0.05, former + (chance() - 0.5) / 4));
      const row = heights.map((value) => (chance() < 0.002 ? null : value));
      stream.push(i, stream.series.length > 0 ? row : row[0]);
    }
    const chart = await stream.render({ pixelRatio: RATIO });
    const svg = await stream.render({ format: 'svg' });
    await stream.close();
    const { x, y, width, height } = chart.plot;
    // Of the data area: texts are drawn alike by the browser, and lines of the grid are on whole pixels in one of the two.
    const [left, top] = [Math.floor(x * RATIO), Math.floor(y * RATIO)];
    const [across, down] = [Math.floor(width * RATIO), Math.floor(height * RATIO)];
    const whole = new ImageData(new Uint8ClampedArray(await rasterised(svg)), WIDTH * RATIO, 420 * RATIO);
    const expected = pixelsOf(await createImageBitmap(whole), left, top, across, down);
    const painted = pixelsOf(chart.bitmap!, left, top, across, down);
    expect(ssim(lumaOf(expected), lumaOf(painted), across, down), `${n} samples`).toBeGreaterThanOrEqual(LIKE_SVG);
  }
});
