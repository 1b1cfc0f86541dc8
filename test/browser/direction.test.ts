/** A chart looks alike in pages that go from left to right and from right to left. */
import { expect, test } from 'vitest';
import { LiveStream, type MountOptions } from '../../src/index.js';
import { pixelsOf } from './pixels.js';

test.each<[MountOptions['output'], string]>([
  ['canvas', ''],
  ['bitmap', ''],
  ['canvas', 'ar-EG'],
  ['svg', ''],
  ['svg', 'ar-EG'],
  ['svg', 'he'],
])('%s, in the locale "%s"', async (output, locale) => {
  const pictures: Uint8ClampedArray[] = [];
  for (const direction of ['ltr', 'rtl']) {
    const container = document.body.appendChild(document.createElement('div'));
    container.style.cssText = 'width:320px;height:160px;position:absolute;left:0;top:0';
    container.dir = direction;
    const stream = new LiveStream({ locale, xScale: 'time', yFormat: '{,} m', title: 'Sensor' });
    const view = stream.mount(container, { output });
    stream.extend([0, 86_400_000 * 3], [-4000, 2000]);
    await stream.flush();
    pictures.push((await pixelsOf(view.element)).data);
    await stream.close();
    container.remove();
  }
  expect(pictures[0].some((value) => value !== pictures[0][0])).toBe(true);
  expect(pictures[1]).toEqual(pictures[0]);
});
