/** Every chart of the demo's gallery is painted in its colour, goes on, and makes no errors. */
import { expect, test } from 'vitest';
import { EXHIBITS } from '../../demo/exhibits.js';
import { LiveStream } from '../../src/index.js';
import { resolveOptions } from '../../worker/options.js';
import { eventually } from './eventually.js';

test.each(EXHIBITS)('$id', async ({ options, first, sample }) => {
  const stream = new LiveStream(options);
  const errors: unknown[] = [];
  stream.addEventListener('error', ({ error }) => errors.push(error));
  const container = document.body.appendChild(document.createElement('div'));
  container.style.cssText = 'width:360px;height:240px';
  const view = stream.mount(container);
  for (let i = 0; i < first; i++) stream.push(...sample(i));
  await stream.flush();

  const shown = await view.chart();
  expect(shown.n).toBe((await stream.data()).y.length);
  const { series } = resolveOptions(options, 'exhibit');
  // Of several some lie below others.
  const least = series.length > 1 ? 40 : 200;
  for (const { colorHex, kind } of first > 0 ? series : []) {
    if (kind === 'none') continue;
    expect(inkIn(shown.bitmap!, colorHex, kind === 'band' ? 40 : 128)).toBeGreaterThan(least);
  }
  const { svg, plot } = await stream.render({ format: 'svg' });
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  expect(plot.width).toBeGreaterThan(200);

  const { frames } = await stream.stats();
  for (let i = first; i < first + 50; i++) stream.push(...sample(i));
  await eventually(async () => {
    const { pending, frames: now } = await stream.stats();
    expect([pending, now > frames]).toEqual([0, true]);
  });
  const { x } = await stream.data();
  const last = sample(first + 49)[0];
  expect(x.at(-1)).toBe(last instanceof Date ? last.getTime() : last);
  expect(errors).toEqual([]);
  await stream.close();
  container.remove();
});

/** Pixels that have the series' colour, or nearly, more opaque than `least` of 255. */
function inkIn(bitmap: ImageBitmap, colorHex: number, least: number): number {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const [r, g, b] = [colorHex >> 16, (colorHex >> 8) & 255, colorHex & 255];
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    const off = Math.abs(data[at] - r) + Math.abs(data[at + 1] - g) + Math.abs(data[at + 2] - b);
    if (data[at + 3] > least && off < 24) count++;
  }
  return count;
}
