/** What is shown of a plot's state, and what can be pressed there. */
import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { TEXTS } from '../../src/interactive-texts.js';
import { plotSigns } from '../../src/plot-signs.js';
import { eventually } from './eventually.js';
import { boxIn, emulate, isSeen, overlaid, PLOT, partOf } from './overlaid.js';

afterEach(() => document.body.replaceChildren());

function signed(style = '') {
  const { view, tree } = overlaid(document.body, style);
  const done: string[] = [];
  const names = ['pause', 'reset', 'table', 'help'];
  const told = Object.fromEntries(names.map((name) => [name, () => done.push(name)]));
  return { view, tree, done, signs: plotSigns(tree, TEXTS, told) };
}

test('box and evicted area are where they are told', () => {
  const { view, tree, signs } = signed();
  const [box, area] = [partOf(tree, 'box'), partOf(tree, 'evicted')];
  expect([isSeen(box), isSeen(area)]).toEqual([false, false]);
  signs.box({ x: 60, y: 70, width: 30, height: 40 });
  signs.evicted({ x: 50, y: 60, width: 150, height: 200 });
  expect(boxIn(view, box)).toEqual({ left: 60, top: 70, right: 90, bottom: 110 });
  expect(boxIn(view, area)).toEqual({ left: 50, top: 60, right: 200, bottom: 260 });
  expect(area.textContent).toBe('no longer held');
  signs.evicted({ x: 50, y: 60, width: 20, height: 200 });
  expect(area.textContent).toBe('');
});

test('a pause is told with its way back, and the focus is not lost there', async () => {
  const { view, tree, signs, done } = signed();
  signs.paused(12_345, PLOT);
  const badge = partOf(tree, 'paused');
  const pause = partOf(tree, 'pause');
  expect(badge.textContent).toBe('Paused · 12,345 newerResume');
  expect(pause.ariaPressed).toBe('true');
  expect(boxIn(view, badge).bottom).toBeLessThan(260);
  await userEvent.click(badge);
  expect(done).toEqual(['pause']);
  badge.focus();
  signs.paused(null, PLOT);
  expect([isSeen(badge), pause.ariaPressed, tree.activeElement]).toEqual([false, 'false', pause]);
});

test('the toolbar is there for a pointer near it and for the focus; a reset that is of no use does nothing', async () => {
  const { tree, signs, done } = signed();
  const bar = partOf(tree, 'toolbar');
  const shown = () => getComputedStyle(bar).opacity;
  partOf(tree, 'reset').click();
  expect(done).toEqual([]);
  signs.zoomed(true);
  await userEvent.keyboard('{Tab}');
  await expect.poll(shown).toBe('1');
  for (const name of ['reset', 'pause', 'table', 'help']) {
    const { offsetWidth, offsetHeight } = partOf(tree, name);
    expect(Math.min(offsetWidth, offsetHeight)).toBeGreaterThanOrEqual(24);
    await userEvent.click(partOf(tree, name));
  }
  expect(done).toEqual(['reset', 'pause', 'table', 'help']);
  expect(signs.toolbarWidth).toBeGreaterThanOrEqual(bar.offsetWidth);
});

test('a narrow view keeps what is essential', () => {
  const { tree } = signed('width:200px');
  expect(['reset', 'pause', 'table', 'help'].map((name) => isSeen(partOf(tree, name)))).toEqual([
    ...[true, true],
    ...[false, false],
  ]);
});

test('near is the whole view, and who prefers that little moves sees no transition', async () => {
  const { view, tree } = signed();
  const bar = partOf(tree, 'toolbar');
  await emulate({ 'prefers-reduced-motion': 'no-preference' });
  expect(getComputedStyle(bar).transitionDuration).toBe('0.15s');
  await emulate({ 'prefers-reduced-motion': 'reduce' });
  expect(getComputedStyle(bar).transitionDuration).toBe('0s');
  // One that had begun before goes on to its end.
  const isSeen = (opacity: string) => eventually(() => expect(getComputedStyle(bar).opacity).toBe(opacity));
  // The pointer may still be where another test has left it.
  await userEvent.unhover(view);
  await isSeen('0');
  await userEvent.hover(view, { position: { x: 20, y: 280 } });
  await isSeen('1');
  await userEvent.unhover(view);
  await isSeen('0');
  await emulate({ 'prefers-reduced-motion': '' });
});

test('without actions there are no buttons', () => {
  const { tree } = overlaid();
  const signs = plotSigns(tree, TEXTS, {});
  expect(signs.toolbarWidth).toBe(0);
  expect(isSeen(partOf(tree, 'toolbar'))).toBe(false);
  signs.remove();
  expect(tree.childElementCount).toBe(0);
});
