/** Fingers on a chart while 100 000 samples a second arrive. */
import { beforeEach, expect, test } from 'vitest';
import { eventually } from './eventually.js';
import { frames, live, longPage, paused } from './live.js';
import { emulate } from './overlaid.js';
import { handsOn, nextFrame } from './touch.js';

beforeEach(async () => {
  await emulate({ 'prefers-reduced-motion': 'no-preference' });
  await handsOn(document.body).move({ left: 2, top: 2 });
  scrollTo(0, 0);
  await nextFrame();
});

test('two fingers that part zoom in around what is between them', async () => {
  const chart = await paused({ first: 100_000, interact: { follow: 5000 } });
  const { hands, at, touched } = chart;
  await chart.settled();
  const length = chart.length();
  const under = chart.xAt(at(0.5).left);
  await hands.touchStart(at(0.4), at(0.6));
  for (const by of [0.05, 0.1, 0.15, 0.2]) await hands.touchMove(at(0.4 - by), at(0.6 + by));
  await hands.touchEnd();
  await eventually(() => expect(chart.length() / length).toBeCloseTo(1 / 3, 1));
  await chart.settled();
  expect(Math.abs(chart.xAt(at(0.5).left) - under)).toBeLessThan(2 * chart.px());
  await hands.touchStart(at(0.1), at(0.9));
  for (const by of [0.1, 0.2, 0.3]) await hands.touchMove(at(0.1 + by), at(0.9 - by));
  await hands.touchEnd();
  await eventually(() => expect(chart.length()).toBeGreaterThan(length));
  expect(touched.paused).toBe(true);
  expect(touched.pins).toEqual([]);
});

test('one finger moves the chart sideways, and scrolls the page up and down', async () => {
  const chart = await live({ first: 100_000, interact: { follow: 5000 } });
  const { hands, at, touched } = chart;
  longPage();
  await hands.touchStart(at(0.3));
  for (let k = 1; k <= 5; k++) await hands.touchMove(at(0.3 + 0.1 * k));
  await new Promise((resolve) => setTimeout(resolve, 120));
  await hands.touchEnd();
  await eventually(() => expect(touched.paused).toBe(true));
  await eventually(() => expect(chart.newer()).toBeGreaterThan(0));
  const newest = touched.attention.sight.pane!.end - chart.newer();
  expect(touched.shown!.x[1]).toBeLessThan(newest - 0.35 * chart.length());
  expect(scrollY).toBe(0);
  expect(touched.pins).toEqual([]);

  const { x } = touched.shown!;
  const [from, to] = [at(0.5, 0.8), at(0.5, 0.2)];
  await hands.touchStart(from);
  for (let k = 1; k <= 6; k++)
    await hands.touchMove({ left: from.left, top: from.top + ((to.top - from.top) * k) / 6 });
  await hands.touchEnd();
  await eventually(() => expect(scrollY).toBeGreaterThan(30));
  expect([touched.paused, touched.pins]).toEqual([true, []]);
  expect(touched.shown!.x).toEqual(x);
});

test('a tap shows what is there', async () => {
  const chart = await paused({ first: 20_000, interact: { follow: 100 } });
  const { hands, at } = chart;
  await chart.settled();
  const x = Math.round(chart.xAt(at(0.3).left));
  await hands.touchStart(at(0.3));
  await hands.touchEnd();
  await eventually(() => expect(chart.tip()?.x.replaceAll(',', '')).toBe(`${x}`));
  await frames(10);
  expect(chart.tip()?.x.replaceAll(',', '')).toBe(`${x}`);
});
