/** What lies over a chart can be read by all, whatever the page. */
import axe from 'axe-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { announcer } from '../../src/announcer.js';
import { crosshair } from '../../src/crosshair.js';
import { dataTable } from '../../src/data-table.js';
import { help } from '../../src/help.js';
import { TEXTS } from '../../src/interactive-texts.js';
import { liveLegend } from '../../src/live-legend.js';
import { overlay } from '../../src/overlay-style.js';
import { pins } from '../../src/pins.js';
import { plotSigns } from '../../src/plot-signs.js';
import { tooltip } from '../../src/tooltip.js';
import { dressOf, emulate, hitOf, isSeen, MEASURED, overlaid, PLOT, partOf } from './overlaid.js';

beforeEach(() => emulate({ 'prefers-color-scheme': 'light', 'forced-colors': 'none' }));
afterEach(async () => {
  document.body.replaceChildren();
  document.body.style.background = '';
  document.documentElement.style.colorScheme = '';
  await emulate({ 'prefers-color-scheme': '', 'forced-colors': '' });
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
  cross.mark(hits, 0, dress.series, PLOT);
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
