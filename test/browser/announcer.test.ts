/** What is said: at a humane rate, and in a sentence or two. */
import { afterEach, expect, test } from 'vitest';
import { announcer, describe } from '../../src/announcer.js';
import { TEXTS } from '../../src/interactive-texts.js';
import type { Pane, Summary } from '../../worker/inspection-types.js';
import { dressOf, overlaid, PLOT } from './overlaid.js';

afterEach(() => document.body.replaceChildren());

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

test('of itself it speaks again after a pause', async () => {
  const { tree } = overlaid();
  const voice = announcer(tree);
  const region = tree.querySelector('[role=status]')!;
  voice.say('1');
  voice.say('2');
  expect(region.textContent).toBe('1');
  await expect.poll(() => region.textContent).toBe('2');
});

const pane: Pane = {
  n: 5000,
  plot: PLOT,
  category: false,
  choice: 0,
  legendRoom: 0,
  x: [0, 1],
  y: [{ side: 'left', domain: [0, 1] }],
  held: [0, 1],
  start: 0,
  end: 5000,
};
const summary: Summary = {
  n: 1200,
  from: '0 s',
  to: '9 s',
  series: [
    { name: 'North', newest: '4 kW', least: '1 kW', most: '9 kW' },
    { name: '', newest: '', least: '', most: '' },
  ],
};

test('a picture is described in a sentence or two', () => {
  const dress = dressOf(['North', '']);
  expect(describe(summary, pane, dress, TEXTS, false)).toBe(
    '1,200 of 5,000 samples, Time from 0 s to 9 s. North: newest 4 kW, least 1 kW, most 9 kW; Load: no values.',
  );
  expect(describe({ ...summary, n: 0, series: [] }, { ...pane, n: 0 }, dress, TEXTS, true)).toBe('Paused. No samples.');
});

test('of many series it tells a few, and how many are hidden', () => {
  const dress = dressOf(
    Array.from({ length: 64 }, (_, k) => `s${k}`),
    '#000000',
  );
  dress.series[63].hidden = true;
  const series = dress.series.slice(0, 63).map(({ name }) => ({ name, newest: '1', least: '1', most: '1' }));
  const said = describe({ ...summary, n: 1, series }, { ...pane, n: 1 }, { ...dress, xTitle: '' }, TEXTS, false);
  expect(said).toMatch(/^1 sample from 0 s to 9 s\. s0: .*; s3: [^;]*; 59 more series; 1 hidden\.$/);
});
