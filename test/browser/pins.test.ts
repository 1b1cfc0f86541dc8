/** Flags, the line between them and the label stay within the plot. */
import { afterEach, expect, test } from 'vitest';
import { type Pins, pins } from '../../src/pins.js';
import { boxIn, centreIn, hitOf, isSeen, MEASURED, overlaid, PLOT, partsOf, textsOf } from './overlaid.js';

afterEach(() => document.body.replaceChildren());

function pinned(show: Parameters<Pins['show']>[0], measured: typeof MEASURED | null = MEASURED) {
  const { view, tree } = overlaid();
  const shown = pins(tree);
  shown.show(show, measured, PLOT);
  const seen = (part: string) => partsOf(tree, part).filter(isSeen);
  return { view, tree, shown, seen };
}

test('two pins have flags, a line from one to the other, and what lies between them', () => {
  const { view, seen } = pinned([hitOf(0, { left: 100, top: 200 }), hitOf(0, { left: 300, top: 100 })]);
  expect(textsOf(seen('pin'))).toEqual(['A', 'B']);
  expect(seen('pin-point').map((point) => centreIn(view, point))).toEqual([
    [100, 200],
    [300, 100],
  ]);
  const line = boxIn(view, seen('measure-line')[0]);
  for (const [side, at] of Object.entries({ left: 100, right: 300, top: 100, bottom: 200 })) {
    expect(Math.abs(line[side as 'left'] - at), side).toBeLessThan(2);
  }
  expect(textsOf(seen('measure')[0].children)).toEqual(['Δx', '2 s', 'Δy', '−3 kW', 'Δy/Δx', '−1.5 kW/s']);
});

test.each([
  [55, 65, 60, 70],
  [440, 250, 445, 255],
  [50, 260, 450, 60],
  [50, 60, 50, 260],
])('flags and label stay within the plot: %i, %i to %i, %i', (ax, ay, bx, by) => {
  const { view, seen } = pinned([hitOf(0, { left: ax, top: ay }), hitOf(0, { left: bx, top: by })]);
  for (const element of [...seen('pin'), ...seen('measure')]) {
    const { left, top, right, bottom } = boxIn(view, element);
    expect(left).toBeGreaterThanOrEqual(50);
    expect(top).toBeGreaterThanOrEqual(60);
    expect(right).toBeLessThanOrEqual(450);
    expect(bottom).toBeLessThanOrEqual(260);
  }
});

test('a pin outside the plot is an arrow at its edge; one that has left the ring keeps the label only', () => {
  const { view, shown, seen } = pinned([hitOf(0, { left: -1e9, top: 150 }), hitOf(0, { left: 300, top: 100 })]);
  expect(textsOf(seen('pin'))).toEqual(['◂A', 'B']);
  expect(seen('pin-point')).toHaveLength(1);
  expect(boxIn(view, seen('pin')[0]).left).toBe(50);
  expect(boxIn(view, seen('measure-line')[0]).left).toBeCloseTo(50, 0);
  shown.show([null, hitOf(0, { left: 300, top: 100 })], MEASURED, PLOT);
  expect(textsOf(seen('pin'))).toEqual(['B']);
  expect(seen('measure-line')).toEqual([]);
  expect(seen('measure')).toHaveLength(1);
  shown.show([null, null], MEASURED, PLOT);
  expect([seen('pin'), seen('pin-point'), seen('measure').length]).toEqual([[], [], 1]);
  shown.show([hitOf(0, { top: Number.NaN })], null, PLOT);
  expect([seen('pin'), seen('measure')]).toEqual([[], []]);
});
