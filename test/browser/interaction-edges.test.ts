/** Charts that are touched where little is as it mostly is: no toolbar, no samples, out of sight, in a page that moves. */
import { expect, onTestFinished, test } from 'vitest';
import { type InteractOptions, interact } from '../../src/interactive.js';
import { eventually } from './eventually.js';
import { fedStream, frames, live, paused, seenIn } from './live.js';
import { handsOn } from './touch.js';

test('without a toolbar the badge is the way back, and the focus that it had stays on the chart', async () => {
  const chart = await paused({ interact: { toolbar: false } });
  const badge = chart.part('paused');
  badge.focus();
  badge.click();
  await eventually(() => expect(chart.touched.paused).toBe(false));
  await eventually(() => expect(chart.tree.activeElement).toBe(chart.part('pad')));
});

test('a tap that finds nothing pins nothing later, and leaves pointing as it was', async () => {
  const chart = await live({ first: 0, fed: false });
  const { hands, told, feed } = chart;
  await eventually(() => expect(chart.touched.shown).not.toBe(null));
  const middle = { left: 250, top: 150 };
  await hands.press(middle);
  await hands.release(middle);
  await frames(8);
  feed.push(2000);
  await hands.move({ left: 251, top: 150 });
  await eventually(() => expect(told.hover.at(-1)?.nearest).toBeTruthy());
  expect([told.select, chart.touched.pins]).toEqual([[], []]);
});

test('out of sight, and without a size, hardly anything is asked', async () => {
  const { stream, page, feed } = fedStream();
  feed.push(1000);
  page.style.marginTop = '5000px';
  const view = stream.mount(page);
  let asked = 0;
  const { connection } = view.seat;
  // Counted on the page's side of the boundary.
  (view.seat as { connection: typeof connection }).connection = () => {
    asked++;
    return connection();
  };
  const touched = await interact(view);
  // A machine that is slow asks less often yet.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(asked).toBeLessThanOrEqual(4);
  page.scrollIntoView();
  await eventually(() => expect(touched.shown).not.toBe(null));
  expect(asked).toBeGreaterThan(0);
  scrollTo(0, 0);
});

test('the tooltip goes with its chart where the page is scrolled', async () => {
  document.body.style.height = '4000px';
  onTestFinished(() => document.body.removeAttribute('style'));
  const chart = await paused();
  await chart.hands.move(chart.at(0.5));
  await eventually(() => expect(chart.tip()).not.toBe(null));
  scrollTo(0, 2500);
  expect(scrollY).toBe(2500);
  await eventually(() => expect(chart.tip()).toBe(null));
  expect(chart.touched.shown).not.toBe(null);
  scrollTo(0, 0);
});

test.each(['scale(0.5)', 'translate(120px, 40px)', ''])(
  'the tooltip is where the pointer is under a transform: %s',
  async (transform) => {
    const chart = await paused({ style: `transform:${transform || 'none'};transform-origin:0 0` });
    const { element } = chart;
    const box = element.getBoundingClientRect();
    const scale = box.width / element.offsetWidth;
    const place = chart.at(0.3);
    await handsOn(element).move({ left: place.left * scale, top: place.top * scale });
    await eventually(() => expect(chart.tip()).not.toBe(null));
    const tip = chart.part('tooltip').getBoundingClientRect();
    expect(tip.left - (box.left + place.left * scale)).toBeGreaterThan(0);
    expect(tip.left - (box.left + place.left * scale)).toBeLessThan(20);
  },
);

test('what code asks for at once is done as soon as there is a picture', async () => {
  const { stream, page, feed } = fedStream();
  feed.push(5000);
  feed.start();
  const touched = await interact(stream.mount(page));
  touched.pause();
  touched.zoom(2);
  await eventually(() => expect(touched.paused).toBe(true));
});

test('fields over a view keep the focus', async () => {
  const chart = await live();
  const field = document.createElement('input');
  field.style.cssText = 'position:absolute;left:200px;top:100px;width:80px;height:30px';
  chart.element.append(field);
  await chart.hands.press({ left: 220, top: 115 });
  await chart.hands.release({ left: 220, top: 115 });
  await frames();
  expect(document.activeElement).toBe(field);
});

test.each([
  [{ texts: { pausd: 'x' } }, /"pausd" is not an option of texts; did you mean 'pause/],
  [{ texts: { paused: 'x' } }, /texts\.paused must be a function, got "x"/],
  [{ texts: { legend: () => '' } }, /texts\.legend must be a string, got a function/],
])('words that are none of ours are refused: %j', async (options, message) => {
  const { stream, page } = fedStream();
  const view = stream.mount(page);
  await expect(interact(view, options as unknown as InteractOptions)).rejects.toThrow(message);
  // And the view can be touched with others.
  const touched = await interact(view, { texts: { gap: 'nothing' } });
  seenIn(view, touched);
  touched.remove();
});
