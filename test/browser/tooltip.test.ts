/** The tooltip is seen whole wherever the pointer is, and says exactly what was found. */
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { TEXTS } from '../../src/interactive-texts.js';
import { tooltip } from '../../src/tooltip.js';
import { dressOf, hitOf, layouts, overlaid, partOf, partsOf, textsOf } from './overlaid.js';

afterEach(async () => {
  document.body.replaceChildren();
  document.body.style.cssText = '';
  document.documentElement.dir = '';
  scrollTo(0, 0);
  await page.viewport(1024, 768);
});

const LONG = 'the temperature at the outlet of the second heat exchanger, in the middle of the pipe';
const longDress = dressOf(Array.from({ length: 64 }, (_, k) => `${k} ${LONG}`));
const longHits = longDress.series.map((_, k) => hitOf(k, { yText: `${1e15 / 7 + k} kilowatt hours`, xText: `${k}` }));
const short = dressOf(['North', 'South', 'East']);

const boxOf = (tree: ShadowRoot) => partOf(tree, 'tooltip').getBoundingClientRect();

function expectInside({ left, top, right, bottom }: DOMRect): void {
  expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
  expect(right).toBeLessThanOrEqual(document.documentElement.clientWidth);
  expect(bottom).toBeLessThanOrEqual(innerHeight);
  expect(bottom - top).toBeGreaterThan(30);
}

const shares = [0, 0.3, 0.49, 0.51, 0.8, 1];

test.each([
  [1024, 768],
  [320, 568],
  [320, 200],
])('it never leaves a viewport of %i × %i px, whatever its content', async (width, height) => {
  await page.viewport(width, height);
  document.body.style.height = '4000px';
  scrollTo(0, 900);
  for (const dir of ['ltr', 'rtl']) {
    document.documentElement.dir = dir;
    for (const style of ['', 'transform:scale(0.5);overflow:hidden']) {
      const { view, tree } = overlaid(document.body, style);
      const shown = tooltip(tree, TEXTS);
      for (const x of shares) {
        for (const y of shares) {
          const anchor = { left: x * (width - 1), top: y * (height - 1) };
          for (const [hits, dress] of [
            [longHits, longDress],
            [[hitOf(0), hitOf(1)], short],
          ] as const) {
            shown.show(hits, 1, dress, anchor);
            const box = boxOf(tree);
            expectInside(box);
            const beside = box.right < anchor.left || box.left > anchor.left;
            // A narrow viewport has no room beside the anchor. What is looked at is not covered where there is any.
            const isNarrow = width < 480;
            if (!isNarrow) expect(box.width).toBeLessThanOrEqual(width / 2);
            const fits = !isNarrow || box.height + 36 < height / 2;
            if (fits) expect(isNarrow ? box.bottom < anchor.top || box.top > anchor.top : beside).toBe(true);
          }
        }
      }
      view.remove();
    }
  }
});

test('an anchor out of sight leaves it at the edge', () => {
  const { tree } = overlaid();
  const shown = tooltip(tree, TEXTS);
  for (const left of [-500, 5000]) {
    for (const top of [-500, 5000]) {
      shown.show([hitOf(0)], 0, short, { left, top });
      expectInside(boxOf(tree));
    }
  }
});

test('it follows a viewport that becomes smaller while it is shown', async () => {
  const { tree } = overlaid();
  const shown = tooltip(tree, TEXTS);
  shown.show(longHits, 0, longDress, { left: 1000, top: 700 });
  await page.viewport(400, 300);
  await expect
    .poll(() => {
      shown.show(longHits, 0, longDress, { left: 390, top: 290 });
      return boxOf(tree).right;
    })
    .toBeLessThan(400);
  expectInside(boxOf(tree));
});

test('each series has a row, the nearest stands out, and another x is told', () => {
  const { tree } = overlaid();
  const shown = tooltip(tree, TEXTS);
  const hits = [hitOf(0), hitOf(1, { xText: '8 s' }), hitOf(2)];
  shown.show(hits, 2, short, { left: 10, top: 10 });
  expect(partOf(tree, 'tooltip-x').textContent).toBe('7 s');
  const rows = partsOf(tree, 'tooltip-row').map((row) => textsOf(row.querySelectorAll('span')));
  expect(rows).toEqual([
    ['North', '0.5 kW', ''],
    ['South', '1.5 kW', '8 s'],
    ['East', '2.5 kW', ''],
  ]);
  expect(textsOf(partsOf(tree, 'nearest'))).toEqual(['East2.5 kW']);
  expect(partsOf(tree, 'swatch').map(({ style }) => style.color)).toEqual([
    'rgb(99, 102, 241)',
    'rgb(250, 100, 0)',
    'rgb(90, 160, 110)',
  ]);
  shown.show([hits[1]], 0, short, { left: 10, top: 10 });
  expect(
    partsOf(tree, 'tooltip-row')
      .filter((row) => row.checkVisibility())
      .map((row) => row.textContent),
  ).toEqual(['South1.5 kW']);
});

test('of many it shows twelve, the nearest among them, and how many more there are', () => {
  const { tree } = overlaid();
  const shown = tooltip(tree, TEXTS);
  const dress = dressOf(Array.from({ length: 64 }, (_, k) => `s${k}`));
  const hits = dress.series.map((_, k) => hitOf(k));
  shown.show(hits, 40, dress, { left: 10, top: 10 });
  const names = textsOf(partsOf(tree, 'tooltip-name'));
  expect(names).toEqual([...Array.from({ length: 11 }, (_, k) => `s${k}`), 's40']);
  expect(partOf(tree, 'tooltip-more').textContent).toBe('+52 more');
});

test('names are cut, values are not', async () => {
  await page.viewport(320, 568);
  const { tree } = overlaid();
  const shown = tooltip(tree, TEXTS);
  shown.show(longHits.slice(0, 3), 0, longDress, { left: 10, top: 10 });
  const box = boxOf(tree);
  for (const value of partsOf(tree, 'tooltip-value')) {
    expect(value.scrollWidth).toBeLessThanOrEqual(value.clientWidth || value.offsetWidth);
    expect(value.getBoundingClientRect().right).toBeLessThanOrEqual(box.right);
  }
  const [name] = partsOf(tree, 'tooltip-name');
  expect(name.scrollWidth).toBeGreaterThan(name.offsetWidth);
  expect(getComputedStyle(name).textOverflow).toBe('ellipsis');
});

test('nothing is written that is as it was, nothing is in the way of the pointer, and none is left behind', async () => {
  const { view, tree } = overlaid();
  const shown = tooltip(tree, TEXTS);
  const hits = [hitOf(0), hitOf(1)];
  shown.show(hits, 0, short, { left: 10, top: 10 });
  const box = partOf(tree, 'tooltip');
  expect(box.matches(':popover-open')).toBe(true);
  const seen: MutationRecord[] = [];
  const watch = new MutationObserver((records) => seen.push(...records));
  watch.observe(tree, { subtree: true, childList: true, characterData: true, attributes: true });
  shown.show(hits, 0, short, { left: 20, top: 30 });
  seen.push(...watch.takeRecords());
  watch.disconnect();
  expect(seen.map(({ type, attributeName, target }) => [type, attributeName, target])).toEqual([
    ['attributes', 'style', box],
  ]);
  const { left, top } = box.getBoundingClientRect();
  expect(box.contains(document.elementFromPoint(left + 5, top + 5))).toBe(false);
  expect(view.contains(document.elementFromPoint(left + 5, top + 5))).toBe(true);
  shown.show([], -1, short, { left: 20, top: 30 });
  expect(box.checkVisibility()).toBe(false);
  shown.show(hits, 0, short, { left: 20, top: 30 });
  expect(box.checkVisibility()).toBe(true);
  view.remove();
  shown.show(hits, 0, short, { left: 20, top: 30 });
  document.body.append(view);
  expect(box.checkVisibility()).toBe(false);
  shown.show(hits, 0, short, { left: 20, top: 30 });
  expect(box.checkVisibility()).toBe(true);
  shown.remove();
  expect(partsOf(tree, 'tooltip')).toEqual([]);
});

test('moves ask for no layout: there is one a frame, not one a move', async () => {
  const { tree } = overlaid();
  const shown = tooltip(tree, TEXTS);
  const moves = () => {
    for (let k = 0; k < 200; k++) {
      shown.show([hitOf(0, { yText: `${k} kW` }), hitOf(1)], k % 2, short, { left: 300 + k, top: 300 - k });
    }
  };
  moves();
  const before = await layouts();
  moves();
  const moved = (await layouts()) - before;
  // The page around the test has some of its own.
  expect(moved).toBeLessThan(20);
});
