/** What lies over the plot: where it is, that it can be read, and that it holds nothing up. */
import axe from 'axe-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { announcer } from '../../src/announcer.js';
import { crosshair } from '../../src/crosshair.js';
import { dataTable } from '../../src/data-table.js';
import { help } from '../../src/help.js';
import { TEXTS } from '../../src/interactive-texts.js';
import { liveLegend } from '../../src/live-legend.js';
import { overlay } from '../../src/overlay-style.js';
import { type Pins, pins } from '../../src/pins.js';
import { type Actions, plotSigns } from '../../src/plot-signs.js';
import { tooltip } from '../../src/tooltip.js';
import { dressOf, emulate, hitOf, overlaid, PLOT, partOf, partsOf, textsOf, tools } from './overlaid.js';

beforeEach(() => emulate({ 'prefers-color-scheme': 'light', 'forced-colors': 'none' }));
afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.style.colorScheme = '';
});

const MEASURED = { dx: '2 s', dy: '−3 kW', rate: '−1.5 kW/s' };
const { series } = dressOf(['North', 'South', 'East']);

/** In the view's CSS px. */
function boxIn(view: Element, element: Element) {
  const { left, top } = view.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  return { left: box.left - left, top: box.top - top, right: box.right - left, bottom: box.bottom - top };
}

const centreIn = (view: Element, element: Element) => {
  const { left, top, right, bottom } = boxIn(view, element);
  return [(left + right) / 2, (top + bottom) / 2];
};

const isSeen = (element: Element) => element.checkVisibility({ visibilityProperty: true });

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
  await tools().send('Performance.enable');
  const layouts = async () => {
    const { metrics } = await tools().send<{ metrics: { name: string; value: number }[] }>('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'LayoutCount')!.value;
  };
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

function signed(actions: Actions = {}, style = '') {
  const { view, tree } = overlaid(document.body, style);
  const done: string[] = [];
  const all = { pause: 0, reset: 0, table: 0, help: 0, ...actions };
  const told = Object.fromEntries(Object.keys(all).map((name) => [name, () => done.push(name)]));
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
  expect(badge.textContent).toBe('Paused · 12,345 newer samplesResume');
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
  await userEvent.hover(document.body, { position: { x: 700, y: 600 } }).catch(() => {});
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
  const { tree } = signed({}, 'width:200px');
  expect(['reset', 'pause', 'table', 'help'].map((name) => isSeen(partOf(tree, name)))).toEqual([
    ...[true, true],
    ...[false, false],
  ]);
});

test('the first text is said at once, then the latest only, and none twice unless asked', () => {
  const { tree } = overlaid();
  const waits: (() => void)[] = [];
  const voice = announcer(tree, (run) => waits.push(run));
  const region = tree.querySelector('[role=status]')!;
  const said: (string | null)[] = [];
  const say = (...texts: string[]) => {
    for (const text of texts) voice.say(text);
    said.push(region.textContent);
  };
  const wait = () => {
    waits.shift()!();
    said.push(region.textContent);
  };
  say('1');
  say('2', '3', '4');
  wait();
  say('5', '4');
  wait();
  expect(said).toEqual(['1', '1', '4', '4', '4']);
  expect(waits).toEqual([]);
  voice.say('4');
  expect(waits).toEqual([]);
  voice.say('4', true);
  expect(region.textContent).toBe('4\u00a0');
  voice.say('6');
  voice.remove();
  wait();
  expect(tree.querySelector('[role=status]')).toBeNull();
  expect(waits).toEqual([]);
});

/** All pieces at once, in a view whose page says nothing of colours. */
async function everything() {
  const { view, tree } = overlaid(document.body, 'color:CanvasText');
  const dress = dressOf(['North', 'South', 'East']);
  const hits = [hitOf(0), hitOf(1, { xText: '8 s' }), hitOf(2)];
  const legend = liveLegend(tree, TEXTS, () => {});
  legend.show(dress);
  legend.values(hits);
  legend.hide(['East']);
  legend.place(0, 30, 480);
  const signs = plotSigns(tree, TEXTS, { pause() {}, reset() {}, table() {}, help() {} });
  signs.paused(3, PLOT);
  signs.zoomed(true);
  signs.evicted({ ...PLOT, width: 120 });
  partOf(tree, 'pause').focus();
  const cross = crosshair(tree);
  cross.at(200, 100, PLOT);
  cross.mark(hits, 0, series, PLOT);
  pins(tree).show([hitOf(0), hitOf(1, { left: 300 })], MEASURED, PLOT);
  tooltip(tree, TEXTS).show(hits, 0, dress, { left: 700, top: 500 });
  announcer(tree).say('7 s: North 0.5 kW');
  await expect.poll(() => getComputedStyle(partOf(tree, 'toolbar')).opacity).toBe('1');
  return { view, tree };
}

const rows = { first: 0, start: 0, end: 30, names: ['North', ''], rows: [{ x: '1 s', ys: ['1 kW', ''] }] };

/** Of a colour of CSS as the browser computes it, its parts and its opacity. */
function partsOfColor(color: string): number[] {
  const [r, g, b, opacity = 1] = color.match(/[\d.]+/g)!.map(Number);
  return [r, g, b, opacity];
}

/** WCAG 2.2, relative luminance. */
function luminance(color: string): number {
  const [r, g, b] = partsOfColor(color)
    .slice(0, 3)
    .map((byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrastOf(element: Element): number {
  let below: Element | null = element;
  while (below && partsOfColor(getComputedStyle(below).backgroundColor)[3] < 1) {
    const root: Node = below.getRootNode();
    below = below.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  const ground = below ? getComputedStyle(below).backgroundColor : 'rgb(255, 255, 255)';
  const [low, high] = [ground, getComputedStyle(element).color].map(luminance).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const ownTexts = (tree: ShadowRoot) =>
  [...tree.querySelectorAll('*')].filter((element) =>
    [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== ''),
  );

test.each([
  ['light', 'none'],
  ['dark', 'none'],
  ['light', 'active'],
  ['dark', 'active'],
])('every text can be read: %s page, forced colours %s', async (scheme, forced) => {
  await emulate({ 'prefers-color-scheme': scheme, 'forced-colors': forced });
  document.documentElement.style.colorScheme = scheme;
  document.body.style.background = 'Canvas';
  const { tree } = await everything();
  help(tree, TEXTS, [['← →', 'Moves']]).open();
  await dataTable(tree, TEXTS, async () => rows).open('Time');
  const texts = ownTexts(tree).filter((element) => isSeen(element) && !element.closest('[aria-disabled=true]'));
  expect(texts.length).toBeGreaterThan(30);
  for (const element of texts) expect(contrastOf(element), element.outerHTML).toBeGreaterThanOrEqual(4.5);
});

async function violations(view: Element): Promise<string[]> {
  const found = await axe.run(view, { rules: { region: { enabled: false } } });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => [id, html, failureSummary].join('\n')),
  );
}

test('axe finds nothing wrong', async () => {
  const { view, tree } = await everything();
  expect(await violations(view)).toEqual([]);
  const table = dataTable(tree, TEXTS, async () => rows);
  await table.open('Time');
  expect(await violations(view)).toEqual([]);
  table.close();
  help(tree, TEXTS, [['← →', 'Moves']]).open();
  expect(await violations(view)).toEqual([]);
});

test('rules of the page do not reach it but by its parts, and it can be taken away', () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('div,button{display:none!important;position:static!important;font-size:40px!important}');
  const { view } = overlaid();
  const { tree, remove } = overlay(view);
  const cross = crosshair(tree);
  cross.at(100, 100, PLOT);
  view.style.cssText += ';letter-spacing:9px;text-transform:uppercase';
  const style = getComputedStyle(partOf(tree, 'crosshair'));
  view.style.setProperty('display', 'block', 'important');
  document.adoptedStyleSheets = [sheet];
  expect([style.fontSize, style.letterSpacing, style.textTransform]).toEqual(['12px', 'normal', 'none']);
  expect(getComputedStyle(tree.host).position).toBe('absolute');
  expect(isSeen(partOf(tree, 'crosshair'))).toBe(true);
  document.adoptedStyleSheets = [];
  remove();
  expect(tree.host.isConnected).toBe(false);
});
