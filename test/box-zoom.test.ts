/** What is shown after a rectangle has been drawn, or y dragged, as an engine answers, sooner or later. */
import { expect, test } from 'vitest';
import { BoxZoom } from '../src/box-zoom.js';
import { Sight } from '../src/sight.js';
import type { Box, Choice, Inspected, Pane } from '../worker/inspection-types.js';

const PLOT = { x: 0, y: 0, width: 100, height: 100 };
const DOMAIN = { left: [0, 10], right: [0, 1000] } as const;

/** A chart with two axes of y, whose engine answers when it is told to. */
function chart() {
  const sight: Sight = new Sight(true, null, () => undefined);
  const box = new BoxZoom(sight, () => undefined);
  const paneOf = ({ number, x, y }: Choice): Pane => ({
    ...{ choice: number, n: 1000, plot: PLOT, category: false, legendRoom: 0, held: [0, 999], start: 0, end: 1000 },
    x: x?.kind === 'between' ? [x.from, x.to] : [0, 999],
    y: (['left', 'right'] as const).map((side) => ({ side, domain: y[side] ?? [...DOMAIN[side]] })),
  });
  sight.painted(paneOf(sight.choice));
  return {
    sight,
    box,
    draw(from: number, to: number) {
      box.draw({ left: from, top: from }, { left: from, top: from }, false);
      return box.draw({ left: from, top: from }, { left: to, top: to }, true);
    },
    /** What the engine tells of what has been asked, of the picture there is, or another one. */
    answer(asked: Box, choice = sight.choice) {
      const pane = paneOf(choice);
      sight.painted(pane);
      const along = ([low, high]: readonly number[], share: number) => low + share * (high - low);
      const y = Object.fromEntries(
        pane.y.map(({ side, domain }) => [
          side,
          [along(domain, 1 - (asked.y + asked.height) / 100), along(domain, 1 - asked.y / 100)],
        ]),
      );
      const x = [along(pane.x, asked.x / 100), along(pane.x, (asked.x + asked.width) / 100)];
      box.answered({ pane, box: { x, y } } as unknown as Inspected, asked);
    },
  };
}

test('a box is shown; where something else has been chosen meanwhile, that', () => {
  const { sight, box, draw, answer } = chart();
  expect(draw(20, 70)).toBe(true);
  answer(box.asked!);
  expect(sight.choice.y.left).toEqual([expect.closeTo(3), expect.closeTo(8)]);
  expect(box.asked).toBe(null);
  draw(20, 70);
  const late = box.asked!;
  sight.reset();
  answer(late);
  expect([sight.choice.x, sight.choice.y, box.asked]).toEqual([null, {}, null]);
});

test('y is dragged along on the axes of which it is chosen', () => {
  const { sight, box, answer } = chart();
  sight.show(null, { left: [2, 4] });
  expect(box.drag(10, false)).toBe(true);
  answer(box.asked!);
  expect(sight.choice.y).toEqual({ left: [expect.closeTo(2.2), expect.closeTo(4.2)] });
  // More has come before the answer.
  box.drag(10, false);
  const first = box.asked!;
  box.drag(10, false);
  answer(first);
  expect(sight.choice.y.left![0]).toBeCloseTo(2.4);
  answer(box.asked!);
  expect(sight.choice.y.left![0]).toBeCloseTo(2.6);
  expect(box.asked).toBe(null);
});

test('what is dragged is forgotten where y is chosen otherwise, and a glide ends there', () => {
  const { sight, box, answer } = chart();
  sight.show(null, { left: [2, 4] });
  box.drag(10, false);
  const late = box.asked!;
  sight.reset();
  answer(late);
  expect([sight.choice.y, box.asked]).toEqual([{}, null]);
  sight.show(null, { left: [5, 7] });
  expect(box.drag(10, true)).toBe(false);
  expect(box.asked).toBe(null);
  box.drag(20, false);
  answer(box.asked!);
  expect(sight.choice.y.left![0]).toBeCloseTo(5.4);
});

test('a box that is begun while y is dragged is a box', () => {
  const { sight, box, draw, answer } = chart();
  sight.show(null, { left: [0, 10] });
  box.drag(10, false);
  const dragged = box.asked!;
  draw(20, 70);
  const drawn = box.asked!;
  answer(dragged);
  expect(sight.choice.y.left).toEqual([0, 10]);
  answer(drawn);
  expect(sight.choice.y.left).toEqual([expect.closeTo(3), expect.closeTo(8)]);
});

test('a box that is called off leaves what has been chosen meanwhile', () => {
  const { sight, box } = chart();
  const begin = () => box.draw({ left: 20, top: 20 }, { left: 60, top: 60 }, false);
  begin();
  expect(sight.paused).toBe(true);
  sight.hide(['One']);
  sight.makeRoom(24);
  sight.show(null, { left: [1, 2] });
  box.cancel();
  expect(sight.choice).toEqual({
    number: sight.choice.number,
    x: null,
    y: { left: [1, 2] },
    hidden: ['One'],
    legend: 24,
  });
  begin();
  sight.show([100, 200]);
  box.cancel();
  expect(sight.x).toEqual([100, 200]);
  begin();
  box.cancel();
  expect(sight.x).toEqual([100, 200]);
});
