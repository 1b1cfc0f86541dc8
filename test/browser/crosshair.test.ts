/** The crosshair follows at once, and rings are where samples are. */
import { afterEach, expect, test } from 'vitest';
import { crosshair } from '../../src/crosshair.js';
import { TEXTS } from '../../src/interactive-texts.js';
import { plotSigns } from '../../src/plot-signs.js';
import { boxIn, centreIn, dressOf, hitOf, isSeen, layouts, overlaid, PLOT, partOf, partsOf } from './overlaid.js';

afterEach(() => document.body.replaceChildren());

const { series } = dressOf(['North', 'South', 'East']);

test('the crosshair is where it is told at once, and clipped to the plot', () => {
  const { view, tree } = overlaid();
  const cross = crosshair(tree);
  cross.at(120, 90, PLOT);
  const [x, y] = ['crosshair-x', 'crosshair-y'].map((part) => partOf(tree, part));
  expect(boxIn(view, x)).toMatchObject({ left: 120, right: 121 });
  expect(boxIn(view, y)).toMatchObject({ top: 90, bottom: 91 });
  const frame = boxIn(view, partOf(tree, 'crosshair'));
  expect(frame).toEqual({ left: 50, top: 60, right: 451, bottom: 261 });
  expect(getComputedStyle(partOf(tree, 'crosshair')).overflow).toBe('hidden');
  cross.at(450, null, PLOT);
  expect(boxIn(view, x).right).toBe(451);
  expect(boxIn(view, y).bottom).toBeLessThan(60);
});

test('moves lay nothing out', async () => {
  const { tree } = overlaid();
  const cross = crosshair(tree);
  const hits = [0, 1, 2].map((k) => hitOf(k));
  cross.at(60, 70, PLOT);
  cross.mark(hits, 0, series, PLOT);
  const frame = partOf(tree, 'crosshair');
  const during = async (move: (k: number) => void) => {
    const before = await layouts();
    for (let k = 0; k < 200; k++) {
      move(k);
      // Would lay out what has to be.
      expect(frame.offsetWidth).toBe(401);
    }
    return (await layouts()) - before;
  };
  const moved = await during((k) => {
    cross.at(60 + k, k % 7 === 0 ? null : 70 + k / 2, PLOT);
    cross.mark(
      hits.map((hit) => ({ ...hit, left: hit.left + k })),
      k % 3,
      series,
      PLOT,
    );
  });
  const laidOut = await during((k) => {
    partOf(tree, 'mark').style.width = `${10 + (k % 2)}px`;
  });
  expect(laidOut).toBeGreaterThanOrEqual(199);
  // The page around the test may do so now and then.
  expect(moved).toBeLessThan(20);
});

test('rings are in their series’ colours, used again, and not outside the plot', () => {
  const { view, tree } = overlaid();
  const cross = crosshair(tree);
  const hits = [hitOf(0, { left: 450, top: 60 }), hitOf(1), hitOf(2, { left: 451 })];
  cross.mark(hits, 1, series, PLOT);
  const rings = partsOf(tree, 'mark');
  expect(rings.map(isSeen)).toEqual([true, true, false]);
  expect(centreIn(view, rings[0])).toEqual([450, 60]);
  expect(centreIn(view, rings[1])).toEqual([101, 101]);
  expect(getComputedStyle(rings[1]).backgroundColor).toBe('rgb(250, 100, 0)');
  cross.mark([hitOf(2)], -1, series, PLOT);
  expect(partsOf(tree, 'mark')).toEqual(rings);
  expect(rings.map(isSeen)).toEqual([true, false, false]);
  expect(getComputedStyle(rings[0]).borderTopColor).toBe('rgb(90, 160, 110)');
});

test('no ring lies over what can be pressed there', () => {
  const { view, tree } = overlaid();
  const cross = crosshair(tree);
  const signs = plotSigns(tree, TEXTS, {});
  signs.paused(3, PLOT);
  const badge = partOf(tree, 'paused');
  const [left, top] = centreIn(view, badge);
  cross.mark([hitOf(0, { left, top })], 0, series, PLOT);
  const [ring] = partsOf(tree, 'mark');
  expect(centreIn(view, ring)).toEqual([left, top]);
  // So that both would be found there.
  ring.parentElement!.style.pointerEvents = 'auto';
  const box = view.getBoundingClientRect();
  const found = () => tree.elementFromPoint(box.left + left, box.top + top)!;
  expect(badge.contains(found())).toBe(true);
  signs.paused(null, PLOT);
  expect(found()).toBe(ring);
});
