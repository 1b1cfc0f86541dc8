/** Pins, what lies between them, and the legend, while 100 000 samples a second arrive. */
import { beforeEach, expect, test } from 'vitest';
import { eventually } from './eventually.js';
import { live, paused, yAt } from './live.js';
import { emulate, partsOf, textsOf } from './overlaid.js';
import { handsOn, nextFrame, type Place } from './touch.js';

beforeEach(async () => {
  await emulate({ 'prefers-reduced-motion': 'no-preference' });
  await handsOn(document.body).move({ left: 2, top: 2 });
  await nextFrame();
});

async function click(hands: ReturnType<typeof handsOn>, place: Place, count = 1): Promise<void> {
  await hands.move(place);
  for (let k = 1; k <= count; k++) {
    await hands.press(place, [], 'left', k);
    await hands.release(place, [], 'left', k);
  }
}

const numberOf = (text: string) => Number(text.replaceAll(',', '').replace('−', '-'));

test('two pins are measured; a third takes the first one’s place; a click on one lets it go', async () => {
  // So few that a px is less than a sample, and what is pinned is what is pointed at.
  const chart = await paused({ first: 20_000, interact: { follow: 100 } });
  const { hands, at, touched, told, tree, part } = chart;
  await chart.settled();
  // The second one's dot may be anywhere along y: there it is under no button.
  const places = [at(0.2, 0.3), at(0.1, 0.3), at(0.9, 0.3)];
  const expected = places.map(({ left }) => Math.round(chart.xAt(left)));
  await click(hands, places[0]);
  await eventually(() => expect(touched.pins).toHaveLength(1));
  await eventually(() => expect(chart.isSeen('pin')).toBe(true));
  expect(told.select).toEqual([{ pins: touched.pins, measure: null }]);
  await click(hands, places[1]);
  await eventually(() => expect(told.select).toHaveLength(2));
  const { pins, measure } = told.select[1];
  expect(pins.map(({ x }) => x)).toEqual(expected.slice(0, 2));
  expect(pins.map(({ y }) => y)).toEqual(expected.slice(0, 2).map((x) => yAt(x)));
  const [dx, dy] = [expected[1] - expected[0], yAt(expected[1]) - yAt(expected[0])];
  expect(measure).toEqual({ dx, dy, rate: dy / dx });
  await eventually(() => expect(chart.isSeen('measure')).toBe(true));
  const numbers = textsOf(part('measure').querySelectorAll('b')).map(numberOf);
  expect(numbers[0]).toBe(dx);
  expect(numbers[1]).toBe(dy);
  expect(numbers[2]).toBeCloseTo(dy / dx, 5);

  await click(hands, places[2]);
  await eventually(() => expect(told.select).toHaveLength(3));
  expect(touched.pins.map(({ x }) => x)).toEqual(expected.slice(1));

  // Not the last one: two clicks there would be a double.
  const dotOf = () => partsOf(tree, 'pin-point')[0].getBoundingClientRect();
  const { left, top } = chart.element.getBoundingClientRect();
  await eventually(() => expect(Math.abs(dotOf().left + 4 - left - places[1].left)).toBeLessThan(5));
  const dot = dotOf();
  await click(hands, {
    left: Math.round(dot.left + dot.width / 2 - left),
    top: Math.round(dot.top + dot.height / 2 - top),
  });
  await eventually(() => expect(touched.pins.map(({ x }) => x)).toEqual([expected[2]]));
  await eventually(() => expect(chart.isSeen('measure')).toBe(false));
  touched.unpin();
  await eventually(() => expect(told.select.at(-1)).toEqual({ pins: [], measure: null }));
  expect(chart.isSeen('pin')).toBe(false);
  expect(told.select).toHaveLength(5);
});

test('a pin goes along with its sample while the chart moves on, and is gone with it', async () => {
  const chart = await live({ first: 100_000, stream: { maxPoints: 100_000 } });
  const { hands, at, touched, told, part } = chart;
  await click(hands, at(0.9));
  await eventually(() => expect(touched.pins).toHaveLength(1));
  const [pin] = touched.pins;
  await hands.move({ left: -20, top: -20 });
  await eventually(() => expect(chart.isSeen('pin-point')).toBe(true));
  const leftOf = () => part('pin-point').getBoundingClientRect().left;
  const { left } = part('pin-point').getBoundingClientRect();
  await eventually(() => expect(leftOf()).toBeLessThan(left - 40));
  expect(touched.pins).toEqual([pin]);
  expect(pin.y).toBe(yAt(pin.x as number));
  await eventually(() => expect(touched.pins).toEqual([]));
  await eventually(() => expect([chart.isSeen('pin'), chart.isSeen('pin-point')]).toEqual([false, false]));
  expect(touched.paused).toBe(false);
  expect(told.view).toEqual([]);
});

const series = ['One', 'Two', 'Three'].map((name) => ({ name }));

test('the legend tells the newest values; a click hides a series, a double click all others', async () => {
  const chart = await live({ first: 20_000, stream: { maxPoints: 40_000, series } });
  const { legend, touched, told, hands, at, element } = chart;
  await eventually(() => expect(legend()).toHaveLength(3));
  const valueIn = (k: number) => legend()[k].querySelector('[part=legend-value]')!.textContent;
  await eventually(() => expect(valueIn(0)).toMatch(/^10\d(\.\d+)?$/));
  const first = valueIn(2);
  await eventually(() => expect(valueIn(2)).not.toBe(first));
  const on = (k: number): Place => {
    const { left, top, width, height } = legend()[k].getBoundingClientRect();
    const box = element.getBoundingClientRect();
    return { left: left - box.left + width / 2, top: top - box.top + height / 2 };
  };
  const pressed = () => legend().map((item) => item.getAttribute('aria-pressed'));
  const [low] = touched.shown!.y[0];
  await click(hands, on(0));
  expect(pressed()).toEqual(['false', 'true', 'true']);
  // The axis fits what is left.
  await eventually(() => expect(touched.shown!.y[0][0]).toBeGreaterThan(low + 50));
  await eventually(() => expect(told.view.at(-1)?.hidden).toEqual(['One']));
  await eventually(() => expect(valueIn(0)).toBe(''));
  await hands.move(at(0.5));
  await eventually(() => expect(told.hover.at(-1)?.samples.map(({ series }) => series)).toEqual(['Two', 'Three']));
  await eventually(() => expect(chart.tip()?.rows.map(([name]) => name)).toEqual(['Two', 'Three']));

  await click(hands, on(1), 2);
  await eventually(() => expect(pressed()).toEqual(['false', 'true', 'false']));
  await eventually(() => expect(told.view.at(-1)?.hidden).toEqual(['One', 'Three']));
  await eventually(() => expect(touched.shown!.y[0][1]).toBeLessThan(250));
  await click(hands, on(1), 2);
  await eventually(() => expect(pressed()).toEqual(['true', 'true', 'true']));
  await eventually(() => expect(touched.shown!.y[0][1]).toBeGreaterThan(250));
  // None of it was for the chart below.
  expect([touched.pins, touched.paused]).toEqual([[], false]);

  touched.hide(['Two']);
  expect(pressed()).toEqual(['true', 'false', 'true']);
  await eventually(() => expect(told.view.at(-1)?.hidden).toEqual(['Two']));
});

test('a series that is hidden loses the pin on it no more than its sample', async () => {
  const chart = await paused({ first: 20_000, stream: { series }, interact: { follow: 100 } });
  const { hands, touched, at } = chart;
  await click(hands, at(0.5, 0.02));
  await eventually(() => expect(touched.pins).toHaveLength(1));
  const { pins } = touched;
  touched.hide([pins[0].series]);
  await eventually(() => expect(chart.told.view.at(-1)?.hidden).toEqual([pins[0].series]));
  expect(touched.pins).toEqual(pins);
});
