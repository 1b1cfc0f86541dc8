/** Moving about in a chart while 100 000 samples a second arrive. */
import { beforeEach, expect, test } from 'vitest';
import type { Output } from '../../worker/protocol.js';
import { eventually } from './eventually.js';
import { frames, live, longPage, paused } from './live.js';
import { emulate } from './overlaid.js';
import { handsOn, nextFrame, type Place } from './touch.js';

const FOLLOWED = 10_000;
const followed = { first: 20_000, interact: { follow: FOLLOWED } };

beforeEach(async () => {
  await emulate({ 'prefers-reduced-motion': 'no-preference' });
  // The mouse is where the last test left it.
  await handsOn(document.body).move({ left: 2, top: 2 });
  await nextFrame();
});

type Hands = ReturnType<typeof handsOn>;

/** A drag that ends in motion. */
async function toss(hands: Hands, from: Place, to: Place): Promise<void> {
  await hands.move(from);
  await hands.press(from);
  await hands.move({ left: (from.left + to.left) / 2, top: (from.top + to.top) / 2 }, [], 1);
  await hands.move(to, [], 1);
  await hands.release(to);
}

/** A drag that ends in rest, so that nothing goes on from it. */
async function drag(hands: Hands, from: Place, to: Place, held: 'Shift'[] = []): Promise<void> {
  await hands.move(from, held);
  await hands.press(from, held);
  await hands.move({ left: (from.left + to.left) / 2, top: (from.top + to.top) / 2 }, held, 1);
  await hands.move(to, held, 1);
  // So long that a hand counts as resting: what is measured are the time stamps of events.
  await new Promise((resolve) => setTimeout(resolve, 120));
  await hands.release(to, held);
}

test.each(['canvas', 'bitmap'] satisfies Output[])(
  'output %s: dragging moves the picture by what was dragged, and stands still, while samples are counted',
  async (output) => {
    const chart = await live({ ...followed, output });
    const { hands, at, touched } = chart;
    const [from, to] = [at(0.5), at(0.75)];
    let stoodAt = 0;
    touched.addEventListener('pause', () => {
      stoodAt = touched.shown!.x[1];
    });
    await drag(hands, from, to);
    await eventually(() => expect(chart.newer()).toBeGreaterThan(10_000));
    const moved = (to.left - from.left) * chart.px();
    expect(chart.length() / FOLLOWED).toBeCloseTo(1, 1);
    expect(Math.abs(touched.shown!.x[1] - stoodAt + moved)).toBeLessThan(2 * chart.px());
    expect([touched.paused, chart.isSeen('paused')]).toEqual([true, true]);
    const before = chart.newer();
    const { x } = touched.shown!;
    await eventually(() => expect(chart.newer()).toBeGreaterThan(before + 10_000));
    expect(touched.shown!.x).toEqual(x);

    await drag(hands, to, from);
    await eventually(() => expect(Math.abs(touched.shown!.x[0] - x[0] - moved)).toBeLessThan(chart.px()));
    expect(chart.told.pause).toEqual([{ paused: true }]);
  },
);

test('a chart that is thrown moves on, and comes to rest', async () => {
  const chart = await live({ first: 200_000, interact: { follow: FOLLOWED } });
  const { hands, at, touched, plot } = chart;
  const [from, to] = [at(0.2), at(0.8)];
  await toss(hands, from, to);
  const dragged = ((to.left - from.left) / plot().width) * FOLLOWED;
  const pausedAt = () => touched.attention.sight.pane!.end - chart.newer() - 1;
  await eventually(() => expect(touched.shown!.x[1]).toBeLessThan(pausedAt() - dragged - 100));
  let former = Number.NaN;
  await eventually(async () => {
    const [now] = touched.shown!.x;
    await frames(8);
    former = now;
    expect(touched.shown!.x[0]).toBe(former);
  });
  expect(chart.length() / FOLLOWED).toBeCloseTo(1, 1);
});

test('who presses a chart that glides holds it, and pins nothing', async () => {
  const { hands, at, touched, told } = await live({ first: 200_000, interact: { follow: FOLLOWED } });
  await toss(hands, at(0.2), at(0.8));
  await hands.press(at(0.5));
  await frames(6);
  const { x } = touched.shown!;
  await frames(6);
  expect(touched.shown!.x).toEqual(x);
  await hands.release(at(0.5));
  await frames(10);
  expect(told.select).toEqual([]);
  await hands.press(at(0.5));
  await hands.release(at(0.5));
  await eventually(() => expect(touched.pins).toHaveLength(1));
});

test('what code shows while a chart glides stays', async () => {
  const chart = await live({ first: 200_000, interact: { follow: FOLLOWED } });
  const { hands, at, touched } = chart;
  await toss(hands, at(0.2), at(0.8));
  touched.show({ x: [100_000, 105_000] });
  await chart.settled();
  await frames(20);
  const { x } = touched.attention.sight;
  expect(x).toEqual([100_000, 105_000]);
});

test('it stops at the oldest sample, and goes on with the newest once it has been moved there', async () => {
  const chart = await live({ ...followed, first: 15_000 });
  const { hands, at, touched } = chart;
  // How far it is depends on how much had come by the time of the first of them.
  await eventually(async () => {
    await drag(hands, at(0.05), at(0.95));
    await frames(4);
    expect(Math.abs(touched.shown!.x[0])).toBeLessThan(chart.px());
  });
  const { x } = touched.shown!;
  await drag(hands, at(0.05), at(0.95));
  await frames(4);
  expect(touched.shown!.x).toEqual(x);
  expect(touched.paused).toBe(true);
  // What has come since is more than can be dragged.
  chart.feed.stop();
  touched.show({ x: [chart.feed.pushed - FOLLOWED - 1000, chart.feed.pushed - 1000] });
  await eventually(() => expect(Math.abs(touched.shown!.x[1] - chart.feed.pushed + 1000)).toBeLessThan(chart.px()));
  chart.feed.start();
  await drag(hands, at(0.95), at(0.05));
  await eventually(() => expect(touched.paused).toBe(false));
  await eventually(() => expect(touched.shown!.x[1]).toBeGreaterThan(chart.feed.pushed - 20_000));
  expect(chart.length() / FOLLOWED).toBeCloseTo(1, 1);
  await eventually(() => expect(chart.isSeen('paused')).toBe(false));
  expect(chart.told.pause).toEqual([{ paused: true }, { paused: false }]);
});

test('the wheel with Ctrl zooms: what is live goes on with less, what stands still stays under the pointer', async () => {
  const chart = await live(followed);
  const { hands, at, touched } = chart;
  await hands.wheel(at(0.25), 0, -100, ['Control']);
  await eventually(() => expect(chart.length()).toBeLessThan(FOLLOWED / 1.2));
  expect(touched.paused).toBe(false);
  const newest = touched.shown!.x[1];
  await eventually(() => expect(touched.shown!.x[1]).toBeGreaterThan(newest));

  touched.pause();
  await eventually(() => expect(chart.newer()).toBeGreaterThan(0));
  const length = chart.length();
  const { left } = at(0.25);
  const under = chart.xAt(left);
  await hands.wheel(at(0.25), 0, -100, ['Control']);
  await eventually(() => expect(chart.length()).toBeLessThan(length / 1.2));
  expect(Math.abs(chart.xAt(left) - under)).toBeLessThan(chart.px());
  await hands.wheel(at(0.25), 0, 40, ['Control']);
  await eventually(() => expect(chart.length()).toBeGreaterThan(length / 1.2));
  expect(Math.abs(chart.xAt(left) - under)).toBeLessThan(chart.px());
});

test('the wheel sideways moves it; a plain wheel is the page’s', async () => {
  const { hands, at, touched } = await paused(followed);
  longPage();
  const { x } = touched.shown!;
  await hands.wheel(at(0.5), 0, 120);
  await eventually(() => expect(scrollY).toBeGreaterThan(0));
  expect(touched.shown!.x).toEqual(x);
  scrollTo(0, 0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await hands.wheel(at(0.5), -60, 0);
  await eventually(() => expect(touched.shown!.x[0]).toBeLessThan(x[0]));
  expect(scrollY).toBe(0);
});

test.each([
  ['x only', [0.25, 0.5], [0.5, 0.51], true, false],
  ['y only', [0.5, 0.25], [0.51, 0.5], false, true],
  ['both', [0.25, 0.25], [0.5, 0.5], true, true],
] as const)('a box of %s is zoomed to', async (_, [ax, ay], [bx, by], ofX, ofY) => {
  const chart = await live(followed);
  const { hands, at, touched } = chart;
  const [from, to] = [at(ax, ay), at(bx, by)];
  await hands.move(from, ['Shift']);
  await hands.press(from, ['Shift']);
  await hands.move(to, ['Shift'], 1);
  await eventually(() => expect(chart.isSeen('box')).toBe(true));
  expect(touched.paused).toBe(true);
  // What was still on its way has been painted, also of pictures from before.
  await eventually(() => expect(chart.told.view).toHaveLength(1));
  const { x, y } = touched.shown!;
  const [first, last] = [chart.xAt(from.left), chart.xAt(to.left)];
  const box = chart.part('box').getBoundingClientRect();
  await hands.release(to, ['Shift']);
  const { plot, px } = chart;
  if (ofX) {
    await eventually(() => {
      expect(Math.abs(touched.shown!.x[0] - first)).toBeLessThan(px());
      expect(Math.abs(touched.shown!.x[1] - last)).toBeLessThan(px());
    });
    expect(box.width).toBeCloseTo(to.left - from.left, 1);
  } else {
    expect(touched.shown!.x).toEqual(x);
    expect(box.width).toBeCloseTo(plot().width, 1);
  }
  if (ofY) {
    const { height } = plot();
    await eventually(() => {
      const [low, high] = touched.shown!.y[0];
      expect(high - low).toBeCloseTo(((to.top - from.top) / height) * (y[0][1] - y[0][0]), 3);
    });
  } else expect(box.height).toBeCloseTo(plot().height, 1);
  expect(chart.isSeen('box')).toBe(false);
});

test('Escape calls a box off, and it goes on as before', async () => {
  const chart = await live(followed);
  const { hands, at, touched } = chart;
  const [from, to] = [at(0.25, 0.25), at(0.5, 0.5)];
  await hands.press(from);
  await hands.release(from);
  await hands.press(from, ['Shift']);
  await hands.move(to, ['Shift'], 1);
  await eventually(() => expect(chart.isSeen('box')).toBe(true));
  expect(touched.paused).toBe(true);
  await hands.key('Escape');
  await eventually(() => expect(chart.isSeen('box')).toBe(false));
  expect(touched.paused).toBe(false);
  await hands.release(to, ['Shift']);
  const newest = touched.shown!.x[1];
  await eventually(() => expect(touched.shown!.x[1]).toBeGreaterThan(newest));
  expect(chart.length() / FOLLOWED).toBeCloseTo(1, 1);
});

test('after a box y is dragged along; a double click shows all again, and leaves no pin', async () => {
  const chart = await live(followed);
  const { hands, at, touched } = chart;
  const all = touched.shown!.y[0];
  await drag(hands, at(0.25, 0.25), at(0.5, 0.5), ['Shift']);
  await eventually(() => expect(touched.shown!.y[0][0]).toBeGreaterThan(all[0]));
  await chart.settled();
  const [low, high] = touched.shown!.y[0];
  const { height } = chart.plot();
  await drag(hands, at(0.5, 0.5), { left: at(0.5).left, top: at(0.5).top + 40 });
  const by = (40 / height) * (high - low);
  await eventually(() => {
    expect(touched.shown!.y[0][0]).toBeCloseTo(low + by, 6);
    expect(touched.shown!.y[0][1]).toBeCloseTo(high + by, 6);
  });
  await eventually(() => expect(chart.part('reset').ariaDisabled).toBe('false'));

  for (const count of [1, 2]) {
    await hands.press(at(0.5), [], 'left', count);
    await hands.release(at(0.5), [], 'left', count);
  }
  await eventually(() => expect(touched.paused).toBe(false));
  await eventually(() => {
    expect(chart.length() / FOLLOWED).toBeCloseTo(1, 1);
    expect(touched.shown!.y[0]).toEqual(all);
  });
  await frames(6);
  expect(touched.pins).toEqual([]);
  expect(chart.isSeen('pin')).toBe(false);
  expect(chart.part('reset').ariaDisabled).toBe('true');
});
