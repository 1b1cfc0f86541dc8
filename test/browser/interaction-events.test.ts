/** What apps are told of what is done to charts, one or several, while 100 000 samples a second arrive. */
import { beforeEach, expect, test } from 'vitest';
import { interact } from '../../src/interactive.js';
import type { Output } from '../../worker/protocol.js';
import { eventually } from './eventually.js';
import { fedStream, frames, type LiveOptions, live, paused, seenIn, yAt } from './live.js';
import { emulate } from './overlaid.js';
import { handsOn, nextFrame } from './touch.js';

beforeEach(async () => {
  await emulate({ 'prefers-reduced-motion': 'no-preference' });
  await handsOn(document.body).move({ left: 2, top: 2 });
  await nextFrame();
});

test('a chart that only moves on by itself tells nothing, nor does what changes nothing', async () => {
  const { touched, told } = await live({ first: 20_000, interact: { follow: 5000 } });
  touched.unpin();
  touched.resume();
  touched.reset();
  touched.hide([]);
  await eventually(() => expect(touched.shown!.x[1]).toBeGreaterThan(150_000));
  expect(told).toEqual({ hover: [], select: [], view: [], pause: [] });
});

test('what is chosen is told once it is shown, and once', async () => {
  const { touched, told, px } = await live({ first: 20_000, interact: { follow: 5000 } });
  touched.show({ x: [1000, 2000], y: [90, 110] });
  await eventually(() => expect(told.view).toHaveLength(1));
  const [{ x, y, hidden }] = told.view;
  expect([y, hidden]).toEqual([[[90, 110]], []]);
  expect(Math.abs(x[0] - 1000) + Math.abs(x[1] - 2000)).toBeLessThan(px());
  expect(touched.shown).toEqual({ x, y });
  expect(told.pause).toEqual([{ paused: true }]);
  touched.follow(1000);
  await eventually(() => expect(told.view).toHaveLength(2));
  expect(told.view[1].x[1]).toBeGreaterThan(20_000);
  expect((told.view[1].x[1] - told.view[1].x[0]) / 1000).toBeCloseTo(1, 1);
  expect(told.pause).toEqual([{ paused: true }, { paused: false }]);
  await eventually(() => expect(touched.shown!.x[1]).toBeGreaterThan(told.view[1].x[1] + 50_000));
  expect(told.view).toHaveLength(2);
  // What changes nothing is not told.
  touched.follow(1000);
  touched.resume();
  touched.pause();
  touched.pause();
  await eventually(() => expect(told.view).toHaveLength(3));
  expect(told.pause).toHaveLength(3);
});

test('a pointer that stays on a sample of what stands still is told once', async () => {
  const { hands, at, told, newer } = await paused({ first: 20_000, interact: { follow: 100 } });
  await hands.move(at(0.5));
  await eventually(() => expect(told.hover).toHaveLength(1));
  const before = newer();
  await eventually(() => expect(newer()).toBeGreaterThan(before + 50_000));
  expect(told.hover).toHaveLength(1);
  expect(told.view.length).toBeLessThanOrEqual(1);
});

/** Two charts of a group, of streams of their own. */
async function pair(more: LiveOptions = {}) {
  const one = await member('canvas', {});
  const two = await member('bitmap', more);
  for (const { feed } of [one, two]) feed.start();
  await eventually(() => {
    for (const { touched } of [one, two]) expect(touched.attention.sight.pane!.end).toBeGreaterThan(20_000);
  });
  return [one, two];
}

async function member(output: Output, more: LiveOptions) {
  const { stream, feed, page } = fedStream({ style: 'height:220px;', ...more });
  feed.push(20_000);
  const view = stream.mount(page, { output });
  const touched = await interact(view, { group: 'pair', follow: 5000, ...more.interact });
  await eventually(() => expect(touched.shown).not.toBe(null));
  return { ...seenIn(view, touched), touched, feed };
}

test('charts of a group have the cursor and x in common, and nobody is told twice', async () => {
  const [one, two] = await pair();
  one.touched.pause();
  await eventually(() => expect(two.touched.paused).toBe(true));
  await eventually(() => expect(two.touched.shown!.x[0]).toBeCloseTo(one.touched.shown!.x[0], -2));
  await Promise.all([one.settled(), two.settled()]);
  await one.hands.move(one.at(0.4));
  await eventually(() => expect(two.line()).not.toBe(null));
  await eventually(() => expect(Math.abs(two.line()! - two.at(0.4).left)).toBeLessThan(2));
  // It is pointed at in the one only.
  expect(two.tip()).toBe(null);
  expect(one.tip()).not.toBe(null);
  await one.hands.move({ left: -30, top: -15 });
  await eventually(() => expect(two.line()).toBe(null));
  expect(two.told.hover).toEqual([]);

  one.touched.show({ x: [3000, 4000] });
  await eventually(() => {
    for (const { touched } of [one, two]) expect(Math.abs(touched.shown!.x[0] - 3000)).toBeLessThan(5);
  });
  two.touched.zoom(2, 3500);
  await eventually(() => expect(Math.abs(one.touched.shown!.x[0] - 3250)).toBeLessThan(5));
  two.touched.follow(2000);
  await eventually(() => expect([one.touched.paused, two.touched.paused]).toEqual([false, false]));
  await eventually(() => expect(one.length() / 2000).toBeCloseTo(1, 1));
  expect(one.told.pause).toEqual([{ paused: true }, { paused: false }]);
  expect(two.told.pause).toEqual([{ paused: true }, { paused: false }]);

  two.touched.remove();
  one.touched.pause();
  await frames();
  expect(two.touched.paused).toBe(false);
});

test('of charts of a group the one that is acted on says so', async () => {
  const [one, two] = await pair();
  one.touched.pause();
  await eventually(() => expect(one.said()).toBe('Paused.'));
  await eventually(() => expect([two.touched.paused, two.isSeen('paused')]).toEqual([true, true]));
  two.touched.resume();
  await eventually(() => expect(two.said()).toBe('Live again.'));
  await eventually(() => expect(one.touched.paused).toBe(false));
  expect(one.said()).toBe('Paused.');
});

test('a chart that joins a group shows what the others do; one that leaves is pointed at no more', async () => {
  const one = await member('canvas', {});
  one.touched.show({ x: [3000, 4000] });
  await one.settled();
  const two = await member('bitmap', {});
  await eventually(() => expect(Math.abs(two.touched.shown!.x[0] - 3000)).toBeLessThan(5));
  await eventually(() => expect(Math.abs(two.touched.shown!.x[1] - 4000)).toBeLessThan(5));
  await one.hands.move(one.at(0.4));
  await eventually(() => expect(two.line()).not.toBe(null));
  one.touched.remove();
  await eventually(() => expect(two.line()).toBe(null));
});

test('what is complete is looked at closely, and not paused until samples come', async () => {
  const chart = await live({ first: 20_000, fed: false });
  const { touched, told, feed } = chart;
  touched.show({ x: [3000, 4000] });
  await eventually(() => expect(told.view).toHaveLength(1));
  expect([touched.paused, chart.isSeen('paused'), chart.said()]).toEqual([true, false, '']);
  feed.push(5);
  await eventually(() => expect(chart.newer()).toBe(5));
  await eventually(() => expect(chart.said()).toBe('Paused.'));
  touched.reset();
  await eventually(() => expect(chart.said()).toBe('Live again.'));
  expect(told.pause).toEqual([{ paused: true }, { paused: false }]);
});

test('a chart that joins a group, hides a series or makes room for its legend leaves the others as they are', async () => {
  const two = { stream: { series: [{ name: 'One' }, { name: 'Two' }] }, interact: { follow: undefined } };
  const [one, other] = await pair(two);
  await eventually(() => expect(other.legend()).toHaveLength(2));
  other.touched.hide(['Two']);
  await eventually(() => expect(other.told.view.at(-1)?.hidden).toEqual(['Two']));
  other.touched.show({ y: [0, 500] });
  await eventually(() => expect(other.touched.shown!.y).toEqual([[0, 500]]));
  await eventually(() => expect(one.touched.attention.sight.pane!.end).toBeGreaterThan(60_000));
  expect(one.length() / 5000).toBeCloseTo(1, 1);
  expect(one.told.view).toEqual([]);
});

test('charts of categories and of numbers don’t go along with each other', async () => {
  const [one, two] = await pair({ stream: { xScale: 'category' } });
  one.touched.show({ x: [3000, 4000] });
  await one.hands.move(one.at(0.4));
  await eventually(() => expect(one.told.hover.length).toBeGreaterThan(0));
  await eventually(() => expect(one.told.view).toHaveLength(1));
  await frames();
  expect([two.touched.paused, two.line(), two.told.view]).toEqual([false, null, []]);
  expect(one.told.hover[0].nearest!.y).toBe(yAt(one.told.hover[0].nearest!.x as number));
});
