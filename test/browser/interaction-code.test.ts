/** Charts that code moves, and what they refuse. */
import { expect, test } from 'vitest';
import type { View } from '../../src/index.js';
import { type Interaction, type InteractOptions, interact } from '../../src/interactive.js';
import type { Output } from '../../worker/protocol.js';
import { eventually } from './eventually.js';
import { fedStream, frames, live } from './live.js';

test.each(['canvas', 'bitmap'] satisfies Output[])(
  'output %s: code pans, zooms, shows, follows, resets',
  async (output) => {
    const chart = await live({ output, first: 20_000, interact: { follow: 5000 } });
    const { touched, px } = chart;
    const shows = (from: number, to: number) =>
      eventually(() => {
        expect(Math.abs(touched.shown!.x[0] - from)).toBeLessThan(px());
        expect(Math.abs(touched.shown!.x[1] - to)).toBeLessThan(px());
      });
    touched.show({ x: [5000, 6000] });
    await shows(5000, 6000);
    expect(touched.paused).toBe(true);
    touched.pan(0.5);
    await shows(5500, 6500);
    touched.pan(-1);
    await shows(4500, 5500);
    touched.zoom(4, 5000);
    await shows(4875, 5125);
    touched.zoom(0.5);
    await shows(4625, 5125);
    touched.show({ y: [100, 104] });
    await eventually(() => expect(touched.shown!.y).toEqual([[100, 104]]));
    await shows(4625, 5125);
    touched.resume();
    await eventually(() => expect(touched.shown!.x[0]).toBeGreaterThan(20_000));
    expect(chart.length() / 500).toBeCloseTo(1, 1);
    expect(touched.shown!.y).toEqual([[100, 104]]);
    touched.reset();
    await eventually(() => expect(chart.length() / 5000).toBeCloseTo(1, 1));
    await eventually(() => expect(touched.shown!.y[0][1]).toBeGreaterThan(107));
    touched.follow();
    await eventually(() => expect(touched.shown!.x[0]).toBeLessThanOrEqual(0));
    expect(touched.paused).toBe(false);
  },
);

const bad: [string, (touched: Interaction) => void, string, RegExp][] = [
  ['pan(NaN)', (touched) => touched.pan(Number.NaN), 'TypeError', /share must be a finite number, got NaN/],
  ['pan()', (touched) => touched.pan(undefined as never), 'TypeError', /share/],
  ['zoom(0)', (touched) => touched.zoom(0), 'RangeError', /factor must be above 0, got 0/],
  ['zoom(-1)', (touched) => touched.zoom(-1), 'RangeError', /factor/],
  ['zoom("2")', (touched) => touched.zoom('2' as never), 'TypeError', /factor/],
  ['zoom(2, Infinity)', (touched) => touched.zoom(2, Number.POSITIVE_INFINITY), 'TypeError', /around/],
  ['show({ x: 5 })', (touched) => touched.show({ x: 5 as never }), 'TypeError', /x must be an array of two numbers/],
  ['show({ x: [1] })', (touched) => touched.show({ x: [1] as never }), 'TypeError', /x/],
  ['show({ x: [2, 1] })', (touched) => touched.show({ x: [2, 1] }), 'RangeError', /x must begin below where it ends/],
  ['show({ y: [1, 1] })', (touched) => touched.show({ y: [1, 1] }), 'RangeError', /^y must/],
  ['show({ y2: [1, NaN] })', (touched) => touched.show({ y2: [1, Number.NaN] }), 'TypeError', /y2/],
  ['show()', (touched) => touched.show(undefined as never), 'TypeError', /./],
  ['follow(0)', (touched) => touched.follow(0), 'RangeError', /length must be above 0/],
  ['follow("all")', (touched) => touched.follow('all' as never), 'TypeError', /length/],
  ['hide("One")', (touched) => touched.hide('One' as never), 'TypeError', /names/],
  ['hide([1])', (touched) => touched.hide([1] as never), 'TypeError', /names/],
  ['hide()', (touched) => touched.hide(undefined as never), 'TypeError', /names/],
];

test('what can’t be is refused, by name, and changes nothing', async () => {
  const { touched, told } = await live({ first: 20_000, interact: { follow: 5000 } });
  const before = JSON.stringify(touched.attention.sight.choice);
  for (const [call, perform, name, words] of bad) {
    let error: unknown;
    try {
      perform(touched);
    } catch (thrown) {
      error = thrown;
    }
    expect(error, call).toMatchObject({ name, message: expect.stringMatching(words) });
  }
  await frames();
  expect(JSON.stringify(touched.attention.sight.choice)).toBe(before);
  expect(told.view).toEqual([]);
});

test.each<[object, string, RegExp]>([
  [{ drag: 'zoom' }, 'TypeError', /drag/],
  [{ wheel: true }, 'TypeError', /wheel/],
  [{ follow: 0 }, 'RangeError', /follow/],
  [{ follow: '5' }, 'TypeError', /follow/],
  [{ legend: 1 }, 'TypeError', /legend/],
  [{ tooltip: null }, 'TypeError', /tooltip/],
  [{ toolbar: 'no' }, 'TypeError', /toolbar/],
  [{ group: 5 }, 'TypeError', /group/],
  [{ texts: 'English' }, 'TypeError', /texts/],
  [{ zoom: true }, 'TypeError', /zoom/],
])('options %j are refused', async (options, name, words) => {
  const { stream, page } = fedStream();
  const view = stream.mount(page);
  await expect(interact(view, options as InteractOptions)).rejects.toMatchObject({
    name,
    message: expect.stringMatching(words),
  });
  expect(view.element.getAttribute('role')).toBe('img');
  const touched = await interact(view);
  touched.remove();
});

test('only a view can be touched, once, while it is there', async () => {
  await expect(interact({} as View)).rejects.toMatchObject({ name: 'TypeError', message: /view must be/ });
  await expect(interact(undefined as never)).rejects.toMatchObject({ name: 'TypeError' });
  const { stream, page } = fedStream();
  const view = stream.mount(page);
  const first = interact(view);
  await expect(interact(view)).rejects.toMatchObject({ name: 'InvalidStateError' });
  await first;
  await expect(interact(view)).rejects.toMatchObject({ name: 'InvalidStateError' });
  view.unmount();
  await expect(interact(view)).rejects.toMatchObject({ name: 'InvalidStateError' });
  const other = stream.mount(page);
  const late = interact(other);
  other.unmount();
  await expect(late).rejects.toMatchObject({ name: 'InvalidStateError' });
});

test('output svg: it can be pointed at, not moved', async () => {
  const chart = await live({ output: 'svg', first: 20_000, stream: { maxPoints: 40_000, series: [{ name: 'One' }] } });
  const { touched, hands, at, tree } = chart;
  for (const move of [
    () => touched.pause(),
    () => touched.resume(),
    () => touched.pan(0.1),
    () => touched.zoom(2),
    () => touched.show({ x: [1, 2] }),
    () => touched.follow(100),
    () => touched.reset(),
  ]) {
    expect(move).toThrow(expect.objectContaining({ name: 'NotSupportedError' }));
  }
  const parts = [...tree.querySelectorAll('[part]')].map((element) => element.getAttribute('part')!);
  expect(parts.filter((part) => /^button|^legend/.test(part))).toEqual(['button table', 'button help']);
  await hands.move(at(0.3));
  await eventually(() => expect(chart.tip()?.rows[0][0]).toBe('One'));
  await hands.press(at(0.3));
  await hands.move(at(0.6), [], 1);
  await hands.release(at(0.6));
  await hands.wheel(at(0.6), 0, -100, ['Control']);
  await frames();
  expect([touched.paused, chart.told.view, chart.told.pause]).toEqual([false, [], []]);
  expect(chart.element.style.touchAction).toBe('');
});
