/** From 160 × 90 to 3840 × 2160 CSS px: no text leaves the picture, or lies on another. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyBatch } from '../worker/batch.js';
import { type ChartOptionsInput, type Kind, type LegendPlace, resolveOptions } from '../worker/options.js';
import { PixelPicture } from '../worker/paint-pixels.js';
import { renderSvg } from '../worker/paint-svg.js';
import type { Raster } from '../worker/raster.js';
import { Ring } from '../worker/ring.js';
import type { Scene } from '../worker/scene.js';
import { columnNamesOf, weightsOf } from '../worker/series-options.js';
import { FONT_SIZE, type Label, TITLE_SIZE, textWidth } from '../worker/text.js';

interface Box {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Coordinates are rounded to two decimals. */
const ROUNDING = 0.02;
/** Of the font size: how far capitals and digits rise above the baseline, and how far letters reach below it. */
const [RISE, FALL] = [0.72, 0.22];

function boxOf({ text, x, y, anchor }: Label, size: number): Box {
  const width = textWidth(text, size);
  const left = x - { start: 0, middle: 0.5, end: 1 }[anchor] * width;
  return { text, left, right: left + width, top: y - RISE * size, bottom: y + FALL * size };
}

/** Of a label that is turned, and reads upwards. */
function upright({ text, x, y }: Label): Box {
  const half = textWidth(text, FONT_SIZE) / 2;
  return { text, left: x - RISE * FONT_SIZE, right: x + FALL * FONT_SIZE, top: y - half, bottom: y + half };
}

function boxesOf({ title, titles, labels, legend, note }: Scene): Box[] {
  const small = [...labels.x, ...labels.y, ...legend.map(({ label }) => label), titles.x, note];
  return [
    ...(title ? [boxOf(title, TITLE_SIZE)] : []),
    ...small.flatMap((label) => (label ? [boxOf(label, FONT_SIZE)] : [])),
    ...titles.y.map(upright),
  ].filter(({ text }) => text !== '');
}

const overlap = (a: Box, b: Box) =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > ROUNDING &&
  Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > ROUNDING;

const ring = (options: ReturnType<typeof resolveOptions>, xs: number[], ys: number[]) => {
  const columns = options.series.length;
  const made = new Ring(options.maxPoints, options.span, columnNamesOf(options), weightsOf(options));
  const batch = { ...emptyBatch(xs.length, columns), end: xs.length };
  batch.x.set(xs);
  for (let k = 0; k < columns; k++) {
    batch.y.set(
      ys.map((y) => y * (k + 1)),
      k * xs.length,
    );
  }
  made.append(batch, options.xScale !== 'category');
  return made;
};

const names = ['Loss', 'Validation loss', 'A name that is longer than most', 'x'];
const chart = fc
  .record({
    width: fc.oneof(fc.constantFrom(160, 240, 320, 1920, 3840), fc.integer({ min: 160, max: 3840 })),
    height: fc.oneof(fc.constantFrom(90, 120, 180, 1080, 2160), fc.integer({ min: 90, max: 2160 })),
    title: fc.constantFrom('', 'Sensor', 'A title that is much longer than a small picture is wide'),
    xTitle: fc.constantFrom('', 'Time (s)', 'An axis title that is longer than a small picture is wide'),
    yTitle: fc.constantFrom('', 'Temperature'),
    xScale: fc.constantFrom<'category' | 'linear' | 'time'>('category', 'linear', 'time'),
    yScale: fc.constantFrom<'linear' | 'log' | 'symlog'>('linear', 'log', 'symlog'),
    kind: fc.constantFrom<Kind>('line', 'scatter', 'step', 'area', 'bar'),
    legend: fc.constantFrom<LegendPlace>('outside', 'inside', 'hidden'),
    locale: fc.constantFrom('', '', 'de-DE', 'ar-EG'),
    y2Title: fc.constantFrom('', 'Share'),
    right: fc.boolean(),
    emptyText: fc.constantFrom('No data', 'Nothing has come yet from any of the sensors, which may be off'),
    axes: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    series: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ series, right, ...options }): ChartOptionsInput => {
    const axisOf = (k: number) => (right && k % 2 === 1 ? 'right' : 'left');
    const named = names.slice(0, series).map((name, k) => ({ name, axis: axisOf(k) }) as const);
    return series === 0 ? options : { ...options, series: named };
  });
const samples = fc.tuple(
  fc.constantFrom(0, 1_700_000_000_000, -1234.5),
  fc.constantFrom(1e-3, 1, 60_000, 86_400_000),
  fc.constantFrom(1e-6, 1, 1e9),
  fc.array(fc.oneof(fc.double({ min: -3, max: 9, noNaN: true }), fc.constant(Number.NaN)), { maxLength: 30 }),
);

test('texts lie inside the picture, and none on another', () => {
  let notes = 0;
  fc.assert(
    fc.property(chart, samples, (given, [origin, unit, height, values]) => {
      const options = resolveOptions(given, 'test');
      const xs = values.map((_, i) => origin + i * unit);
      const { scene } = renderSvg(
        ring(
          options,
          xs,
          values.map((value) => value * height),
        ),
        options,
      );
      const boxes = boxesOf(scene);
      if (scene.note) notes++;
      const outside = boxes.filter(({ left, right, top, bottom }) => {
        return (
          left < -ROUNDING || top < -ROUNDING || right > options.width + ROUNDING || bottom > options.height + ROUNDING
        );
      });
      expect(outside).toEqual([]);
      const overlapping = boxes.flatMap((a, i) =>
        boxes
          .slice(i + 1)
          .filter((b) => overlap(a, b))
          .map((b) => [a, b]),
      );
      expect(overlapping).toEqual([]);
      expect(scene.plot.width).toBeGreaterThan(20);
      expect(scene.plot.height).toBeGreaterThan(10);
    }),
    { numRuns: 1500 },
  );
  expect(notes).toBeGreaterThan(20);
});

test.each([
  [160, 90],
  [900, 420],
  [3840, 2160],
])(
  '%i × %i is painted at 1×, 1.5×, 2× and 3×, to the plot’s edges and no further than the picture',
  (width, height) => {
    for (const ratio of [1, 1.5, 2, 3]) {
      const options = resolveOptions({ width, height, title: 'Sensor', xScale: 'linear' }, 'test');
      const picture = new PixelPicture();
      const { plot } = picture.paint(ring(options, [0, 1, 2, 3], [0, 5, -5, 1]), options, ratio);
      const { raster, area } = picture as unknown as { raster: Raster; area: { left: number; top: number } };
      expect(area.left + raster.width).toBeLessThanOrEqual(Math.round(width * ratio));
      expect(area.top + raster.height).toBeLessThanOrEqual(Math.round(height * ratio));
      const inked = raster.inkTop.map((top, column) => (top < raster.inkBottom[column] ? 1 : 0));
      const left = Math.round(plot.x * ratio) - area.left;
      const right = Math.round((plot.x + plot.width) * ratio) - area.left;
      expect(inked.subarray(left, right).every((one) => one === 1)).toBe(true);
    }
  },
);
