/** What a view shows after what a reader has chosen: when it stands still, and what has come and gone since. */
import { expect, test } from 'vitest';
import { Sight } from '../src/sight.js';
import type { Pane } from '../worker/inspection-types.js';
import type { Interval } from '../worker/scales.js';

/** A picture of samples from `start` on, up to `end`; x is the index. */
function paneOf(start: number, end: number, x: Interval = [start, end - 1]): Pane {
  return {
    choice: 0,
    n: end - start,
    plot: { x: 0, y: 0, width: 100, height: 100 },
    category: false,
    legendRoom: 0,
    x,
    y: [{ side: 'left', domain: [0, 1] }],
    held: [start, end - 1],
    start,
    end,
  };
}

const sightOf = (...panes: Pane[]) => {
  const sight = new Sight(true, null, () => undefined);
  for (const pane of panes) sight.painted(pane);
  return sight;
};

test('of another engine samples are counted anew', () => {
  const sight = sightOf(paneOf(5000, 20_000));
  sight.pause();
  sight.painted(paneOf(6000, 21_000));
  expect([sight.newer, sight.evicted]).toEqual([1000, true]);
  sight.restarted();
  expect([sight.newer, sight.evicted]).toEqual([0, false]);
  sight.painted(paneOf(0, 300));
  sight.painted(paneOf(0, 500));
  expect([sight.newer, sight.evicted]).toEqual([200, false]);
  sight.painted(paneOf(10, 510));
  expect(sight.evicted).toBe(true);
});

test('what is shown before there is a picture is counted from the first one on', () => {
  const sight = sightOf();
  sight.show([10, 20]);
  expect([sight.newer, sight.evicted]).toEqual([0, false]);
  sight.painted(paneOf(0, 100, [10, 20]));
  sight.painted(paneOf(50, 150, [10, 20]));
  expect([sight.newer, sight.evicted]).toEqual([50, true]);
});

test('a length that has been chosen while it stood still is kept through a restart', () => {
  const sight = sightOf(paneOf(0, 1000));
  sight.pause();
  sight.show([100, 200]);
  sight.restarted();
  sight.painted(paneOf(0, 300, [100, 200]));
  sight.resume();
  expect(sight.choice.x).toEqual({ kind: 'last', length: 100 });
});

test('what is only looked at closely does not stand still until samples have come', () => {
  const sight = sightOf(paneOf(0, 1000));
  sight.show([100, 200]);
  expect([sight.paused, sight.standing]).toEqual([true, false]);
  sight.painted(paneOf(0, 1010, [100, 200]));
  expect(sight.standing).toBe(true);
  sight.reset();
  expect([sight.paused, sight.standing]).toEqual([false, false]);
});

test('what is paused stands still, as does what moved on when it was zoomed', () => {
  const still = sightOf(paneOf(0, 1000));
  still.pause();
  expect(still.standing).toBe(true);
  still.resume();
  expect(still.standing).toBe(false);
  still.show([100, 200]);
  still.pause(false);
  expect(still.standing).toBe(false);
  still.pause();
  expect(still.standing).toBe(true);
  const live = sightOf(paneOf(0, 1000), paneOf(0, 1010));
  live.show([100, 200]);
  expect(live.standing).toBe(true);
});
