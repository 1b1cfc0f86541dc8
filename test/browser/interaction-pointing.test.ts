/** Crosshair and tooltip while 100 000 samples a second arrive. */
import { beforeEach, expect, test } from 'vitest';
import type { Output } from '../../worker/protocol.js';
import { eventually } from './eventually.js';
import { heldEngine } from './held-worker.js';
import { frames, live, paused, yAt } from './live.js';
import { emulate } from './overlaid.js';
import { handsOn, nextFrame } from './touch.js';

const held = heldEngine();
const inspections = () => held.worker.calls.get('inspect') ?? 0;

beforeEach(async () => {
  await emulate({ 'prefers-reduced-motion': 'no-preference' });
  await handsOn(document.body).move({ left: 2, top: 2 });
  await nextFrame();
});

const numberOf = (text: string | null) => Number(text!.replaceAll(',', ''));
const series = ['One', 'Two', 'Three'].map((name) => ({ name }));

test.each(['canvas', 'bitmap', 'svg'] satisfies Output[])(
  'output %s: the tooltip tells samples as they were pushed, to the last digit, and goes with the pointer',
  async (output) => {
    const chart = await live({ output, first: 20_000, stream: { maxPoints: 40_000, series } });
    const { hands, at, told, touched } = chart;
    await hands.move(at(0.4));
    await eventually(() => expect(told.hover.length).toBeGreaterThan(3));
    expect(chart.line()).toBeCloseTo(at(0.4).left, 0);
    await eventually(() => expect(chart.tip()).not.toBe(null));
    const { x, rows } = chart.tip()!;
    expect(rows.map(([name]) => name)).toEqual(['One', 'Two', 'Three']);
    for (const [k, [, value]] of rows.entries()) expect(numberOf(value)).toBe(yAt(numberOf(x), k));
    for (const { samples, nearest } of told.hover) {
      expect(samples.map(({ series }) => series)).toEqual(['One', 'Two', 'Three']);
      for (const [k, { x, y }] of samples.entries()) expect(y).toBe(yAt(x as number, k));
      expect(samples).toContainEqual(nearest);
    }
    // Under a pointer that is still the chart moves on.
    const before = told.hover.at(-1)!.nearest!.x as number;
    await eventually(() => expect(told.hover.at(-1)!.nearest!.x as number).toBeGreaterThan(before + 20_000));
    expect(touched.paused).toBe(false);

    await hands.move({ left: -20, top: -20 });
    await eventually(() => expect(told.hover.at(-1)).toEqual({ samples: [], nearest: null }));
    expect([chart.tip(), chart.line(), chart.isSeen('mark')]).toEqual([null, null, false]);
  },
);

test('the line is at the pointer with the very frame of its event, before anything has been answered', async () => {
  const chart = await live({ first: 20_000, stream: { engine: held.engine } });
  const { hands, at, element } = chart;
  held.worker.hold('inspect');
  await nextFrame();
  const seen: (number | null)[] = [];
  element.addEventListener('pointermove', () => requestAnimationFrame(() => seen.push(chart.line())));
  for (const share of [0.2, 0.5, 0.7]) await hands.move(at(share));
  await eventually(() => expect(seen).toHaveLength(3));
  for (const [k, share] of [0.2, 0.5, 0.7].entries()) expect(seen[k]).toBeCloseTo(at(share).left, 0);
  expect(chart.tip()).toBe(null);
  held.worker.release();
  await eventually(() => expect(chart.tip()).not.toBe(null));
});

test('moves never queue: of a hundred while the worker is busy only the last is asked', async () => {
  const chart = await live({ first: 20_000, fed: false, stream: { engine: held.engine } });
  const { hands, at, told } = chart;
  await hands.move(at(0.1));
  await eventually(() => expect(chart.tip()).not.toBe(null));
  held.worker.hold('inspect');
  // One that is under way.
  const before = inspections();
  await hands.move(at(0.15));
  await eventually(() => expect(inspections()).toBe(before + 1));
  for (let k = 0; k < 100; k++) await hands.move(at(0.2 + k / 200));
  await frames();
  expect(inspections()).toBe(before + 1);
  const hovers = told.hover.length;
  held.worker.release();
  const last = at(0.695).left;
  await eventually(() => expect(Math.abs((told.hover.at(-1)!.nearest!.x as number) - chart.xAt(last))).toBeLessThan(1));
  expect(told.hover.length - hovers).toBeLessThanOrEqual(2);
  expect(inspections()).toBeLessThanOrEqual(before + 3);
});

test('what is answered after the pointer has left brings nothing back', async () => {
  const chart = await live({ first: 20_000, stream: { engine: held.engine } });
  const { hands, at, told } = chart;
  await hands.move(at(0.4));
  await eventually(() => expect(chart.tip()).not.toBe(null));
  held.worker.hold('inspect');
  const before = inspections();
  await hands.move(at(0.5));
  await eventually(() => expect(inspections()).toBeGreaterThan(before));
  await hands.move({ left: -20, top: -20 });
  await eventually(() => expect(chart.tip()).toBe(null));
  const { length } = told.hover;
  held.worker.release();
  const asked = inspections();
  // Two more answers: of what was under way, and of what followed.
  await eventually(() => expect(inspections()).toBeGreaterThan(asked + 1));
  expect([chart.tip(), chart.line(), told.hover.length]).toEqual([null, null, length]);
});

test('beside the plot nothing is pointed at', async () => {
  const chart = await live({ first: 20_000 });
  const { hands, plot, told } = chart;
  const { x, y, width, height } = plot();
  for (const place of [
    { left: x - 5, top: y + height / 2 },
    { left: x + width / 2, top: y + height + 5 },
    { left: x + width + 5, top: y + height / 2 },
  ]) {
    await hands.move(place);
    await frames();
    expect([chart.tip(), chart.line()]).toEqual([null, null]);
  }
  expect(told.hover).toEqual([]);
});

test('gaps have no hits: the nearest sample beside one is told, and where it is', async () => {
  const chart = await live({ first: 0, fed: false, stream: { series: ['One', 'Two'].map((name) => ({ name })) } });
  const { stream, hands, at, leftOf, touched } = chart;
  for (let i = 0; i <= 100; i++) stream.push(i, [i, i > 40 && i < 60 ? null : 2 * i]);
  await eventually(() => expect(touched.shown!.x[1]).toBeGreaterThanOrEqual(100));
  await hands.move({ left: leftOf(47), top: at(0.5, 0.76).top });
  await eventually(() =>
    expect(chart.tip()).toEqual({
      x: '47',
      rows: [
        ['One', '47', ''],
        ['Two', '80', '40'],
      ],
    }),
  );
});

test('of a cloud the dot that is nearest counts, not the one with the nearest x', async () => {
  const chart = await live({ first: 0, fed: false, stream: { kind: 'scatter', yMin: 0, yMax: 10 } });
  const { stream, hands, at, leftOf, touched } = chart;
  stream.extend([0, 50, 51, 100], [1, 1, 9, 9]);
  await eventually(() => expect(touched.shown!.x[1]).toBeGreaterThanOrEqual(100));
  await hands.move({ left: leftOf(50), top: at(0.5, 0.15).top });
  await eventually(() => expect(chart.tip()?.x).toBe('51'));
  expect(chart.tip()!.rows[0][1]).toBe('9');
  await hands.move({ left: leftOf(51), top: at(0.5, 0.85).top });
  await eventually(() => expect(chart.tip()?.x).toBe('50'));
});

test('a finger that taps shows the tooltip, and it stays until something else is touched', async () => {
  const chart = await paused({ first: 20_000, interact: { follow: 5000 } });
  const { hands, at } = chart;
  await hands.touchStart(at(0.3));
  await hands.touchEnd();
  await eventually(() => expect(chart.tip()).not.toBe(null));
  const { x } = chart.tip()!;
  expect(Math.abs(numberOf(x) - chart.xAt(at(0.3).left))).toBeLessThanOrEqual(chart.px());
  await frames(10);
  expect(chart.tip()!.x).toBe(x);
});
