/** Standing still and looking closely while 100 000 samples a second arrive. */
import { beforeEach, expect, test } from 'vitest';
import type { Output } from '../../worker/protocol.js';
import { eventually } from './eventually.js';
import { heldEngine } from './held-worker.js';
import { frames, live, paused, yAt } from './live.js';
import { emulate } from './overlaid.js';
import { pixelsOf } from './pixels.js';
import { handsOn, nextFrame } from './touch.js';

const held = heldEngine();

beforeEach(async () => {
  await emulate({ 'prefers-reduced-motion': 'no-preference' });
  await handsOn(document.body).move({ left: 2, top: 2 });
  await nextFrame();
});

const same = ({ data }: ImageData, { data: other }: ImageData) =>
  data.length === other.length && data.every((value, i) => value === other[i]);

test.each(['canvas', 'bitmap'] satisfies Output[])(
  'output %s: what stands still stays as it is, to the pixel, while samples go on arriving; then it follows again',
  async (output) => {
    const chart = await paused({ output, first: 20_000, interact: { follow: 5000 } });
    const { touched, hands, element } = chart;
    await chart.settled();
    // What lies over the picture counts on.
    chart.part('paused').style.opacity = '0';
    const { x } = touched.shown!;
    const before = await pixelsOf(chart.page);
    const newer = chart.newer();
    await eventually(() => expect(chart.newer()).toBeGreaterThan(newer + 50_000));
    expect(touched.shown!.x).toEqual(x);
    expect(same(await pixelsOf(chart.page), before)).toBe(true);
    chart.part('paused').style.opacity = '1';
    expect(chart.part('pause').getAttribute('aria-pressed')).toBe('true');

    const badge = chart.part('paused').getBoundingClientRect();
    const { left, top } = element.getBoundingClientRect();
    const on = { left: badge.left - left + badge.width / 2, top: badge.top - top + badge.height / 2 };
    await hands.press(on);
    await hands.release(on);
    await eventually(() => expect(chart.isSeen('paused')).toBe(false));
    expect(touched.paused).toBe(false);
    await eventually(() => expect(touched.shown!.x[1]).toBeGreaterThan(x[1] + 50_000));
    expect(chart.length() / 5000).toBeCloseTo(1, 1);
    expect(chart.told.pause).toEqual([{ paused: true }, { paused: false }]);
  },
);

test('where the focus is on what moves it is known with every frame: a pause is of what is seen then', async () => {
  const { element, part } = await live({ first: 20_000, stream: { engine: held.engine }, interact: { follow: 5000 } });
  const asked = () => held.worker.calls.get('inspect') ?? 0;
  const askedIn20Frames = async () => {
    const before = asked();
    await frames(20);
    return asked() - before;
  };
  await eventually(async () => expect(await askedIn20Frames()).toBeLessThan(8));
  part('pad').focus();
  expect(element.matches(':focus-within')).toBe(true);
  await eventually(async () => expect(await askedIn20Frames()).toBeGreaterThan(10));
  part('pad').blur();
  await eventually(async () => expect(await askedIn20Frames()).toBeLessThan(8));
});

test('walking goes from sample to sample at full rate, over all of them', async () => {
  const chart = await paused({ first: 20_000, interact: { follow: 5000 } });
  const { touched, hands, told } = chart;
  await chart.settled();
  chart.part('pad').focus();
  await hands.key('Home');
  await eventually(() => expect(told.hover).toHaveLength(1));
  const first = told.hover[0].nearest!.x as number;
  expect(Math.abs(first - touched.shown!.x[0])).toBeLessThan(chart.px());
  for (let step = 1; step <= 5; step++) {
    await hands.key('ArrowRight');
    await eventually(() => expect(told.hover.at(-1)!.nearest!.x).toBe(first + step));
  }
  await hands.key('ArrowRight', 'Control');
  await eventually(() => expect(told.hover.at(-1)!.nearest!.x).toBe(first + 15));
  await hands.key('ArrowLeft');
  await eventually(() => expect(told.hover.at(-1)!.nearest!.x).toBe(first + 14));
  for (const { samples, nearest } of told.hover) {
    expect(nearest!.y).toBe(yAt(nearest!.x as number));
    expect(samples).toEqual([nearest]);
  }
  // Keys that come faster than answers are all counted.
  for (let step = 0; step < 30; step++) void hands.key('ArrowRight');
  await eventually(() => expect(told.hover.at(-1)!.nearest!.x).toBe(first + 44));
});

test('walking on a chart that moves has it stand still first', async () => {
  const { touched, hands, part, told } = await live({ first: 20_000, interact: { follow: 5000 } });
  part('pad').focus();
  await hands.key('ArrowLeft');
  await eventually(() => expect(told.hover.at(-1)?.nearest).toBeTruthy());
  expect(touched.paused).toBe(true);
});

test('samples that leave the ring under what stands still are shown as gone; then nothing is left', async () => {
  const chart = await live({ first: 50_000, fed: false, stream: { maxPoints: 50_000 } });
  const { touched, feed } = chart;
  feed.push(1000);
  await eventually(() => expect(touched.attention.sight.pane!.end).toBe(51_000));
  touched.pause();
  await chart.settled();
  expect(chart.isSeen('evicted')).toBe(false);
  const { x } = touched.shown!;
  feed.start();
  await eventually(() => expect(chart.isSeen('evicted')).toBe(true));
  await eventually(() => expect(chart.part('evicted').textContent).toBe('no longer held'));
  const { left, width } = chart.part('evicted').getBoundingClientRect();
  expect(left).toBeCloseTo(chart.element.getBoundingClientRect().left + chart.plot().x, 0);
  expect(width).toBeGreaterThan(0);
  await eventually(() => {
    expect(chart.part('evicted').getBoundingClientRect().width).toBeCloseTo(chart.plot().width, 0);
  });
  expect(Math.abs(touched.shown!.x[0] - x[0])).toBeLessThan(chart.px());
  touched.resume();
  await eventually(() => expect(chart.isSeen('evicted')).toBe(false));
  await eventually(() => expect(touched.shown!.x[1]).toBeGreaterThan(x[1]));
});
