/**
 * Charts under a hand: hovered and panned beside uPlot; from a move of the pointer to the tooltip; and views that stand
 * still, or are moved, over ten million samples beside one that follows. Writes touch.md and its raw runs.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openFramePage } from './browser.js';
import { quantile } from './quantile.js';
import { begin, measureThread, onPage, presented, useIt } from './suite/measure.js';
import { WORKLOADS } from './suite/workloads.js';
import { CYCLE, cycle, hover, move, USUAL } from './touch/hand.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const TOUCHED = { ...WORKLOADS.W4, near: 0.25 };
const ENTRIES = {
  empty: 'suite/contestants/empty.ts',
  ringplot: 'touch/ringplot.ts',
  'ringplot-shared': 'touch/ringplot-shared.ts',
  uplot: 'peers/uplot-touch.ts',
};
const OURS = /** @type {const} */ (['ringplot', 'ringplot-shared']);
const WARM = 1500;
const CYCLES = 4;

/** Moves a second; so many are measured. */
const RATES = { 60: 520, 120: 520 };
const WARM_MOVES = 60;
const MOST_RUNS = 2;
/** So far to the right of the last one, within so many px from the first: a place comes again after as many moves. */
const STEP = 7;
const SWEEP = { x: 130, y: 210, across: 719 };
/** All has been answered by then, ms. */
const ANSWERED = 1000;

const HELD = 1e7;
/** As in `window`: samples from one frame to the next. */
const ARRIVING = 1667;
const SIZE = { width: 900, height: 420 };
const RATIOS = [1, 2];
const NAMES = ['walk', 'walk, irregular'];
/** Of frames, in the raw runs. */
const SHARES = [0, 0.25, 0.5, 0.75, 0.95, 1];
const SHOWN = [5e6, 1e6, 4e4, 1000, 10];
const PASSES = [
  { kind: 'still', shown: HELD, steps: 120 },
  ...SHOWN.map((shown) => ({ kind: 'by hand', shown, steps: 120 })),
  ...SHOWN.map((shown) => ({ kind: 'end to end', shown, steps: 200 })),
  { kind: 'zoom', shown: 10, steps: 200 },
];

/** @typedef {Awaited<ReturnType<typeof handle>>} Handled */
/** @typedef {{ text: number[], frame: number[], moves: number, superseded: number, strays: number, unanswered: number }} Answers */
/** @typedef {{ whole: number[], own: number[] }} Times */
/** @typedef {{ kind: string, shown: number, live: Times, paused: Times }} Pass */

/** @param {import('./suite/measure.js').Page} page */
async function handle(page) {
  const session = await begin(page, TOUCHED);
  await hover(session, WARM);
  const cycles = async () => {
    for (let i = 0; i < CYCLES; i++) await cycle(session, page.call);
  };
  const thread = await measureThread(page, session, () => Promise.all([cycles(), useIt(session, CYCLES * CYCLE)]));
  const rate = await presented(page, 1, { ms: CYCLE, use: () => cycle(session, page.call) });
  return { ...thread, presented: rate, errors: page.errors };
}

/** @param {import('./suite/measure.js').Page} page @returns {Promise<Record<string, Answers>>} by moves a second */
async function answer(page) {
  const session = await begin(page, TOUCHED);
  await hover(session, WARM);
  await page.call('watchAnswers');
  let made = 0;
  const sweep = (/** @type {number} */ count, /** @type {number} */ rate) => {
    return move(session, count, rate, () => ({ ...SWEEP, x: SWEEP.x + ((STEP * made++) % SWEEP.across) }));
  };
  /** @type {Record<string, Answers>} */
  const found = {};
  for (const [rate, count] of Object.entries(RATES)) {
    await sweep(WARM_MOVES, Number(rate));
    await sleep(ANSWERED);
    await page.call('takeAnswers');
    await sweep(count, Number(rate));
    await sleep(ANSWERED);
    found[rate] = await page.call('takeAnswers');
  }
  return found;
}

/** @param {number[]} values @param {number} [digits] */
function told(values, digits = 1) {
  const spread = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return `${quantile(values, 0.5).toFixed(digits)} (${spread.join('–')})`;
}

/** @param {string[]} columns @param {(string | number)[][]} rows */
const tableOf = (columns, rows) => [
  `| ${columns.join(' | ')} |`,
  `|${'---|'.repeat(columns.length)}`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
  '',
];

/** @param {Record<string, Handled[]>} runs */
function tableOfHands(runs) {
  const above = (/** @type {string} */ name) => runs[name].map((run, i) => run.page - runs.empty[i].page);
  const rows = Object.entries(runs).map(([name, all]) => {
    const of = (
      /** @type {'stallP95' | 'stallMost' | 'inputP95' | 'moves' | 'presented' | 'browser' | 'memory'} */ key,
    ) => {
      return all.map((run) => run[key]);
    };
    const ratios = above(name).map((value, i) => value / above('uplot')[i]);
    return [
      name === 'empty' ? 'empty page (in full)' : name,
      told(name === 'empty' ? all.map(({ page }) => page) : above(name)),
      name === 'empty' ? '' : told(ratios, 3),
      ...[told(of('stallP95')), told(of('stallMost')), told(of('inputP95')), told(of('presented'), 0)],
      ...[told(of('moves'), 0), told(of('browser'), 0), told(of('memory'), 0)],
    ];
  });
  const columns = [
    'contestant',
    'page CPU above the empty page, ms/s',
    '÷ uPlot’s',
    'stall p95, ms',
    'stall at most, ms',
    'input delay p95, ms',
    'presented frames/s',
    'moves told/s',
    'whole browser, ms/s',
    'renderer, MB',
  ];
  return tableOf(columns, rows);
}

/** @param {Record<string, Record<string, Answers>[]>} runs */
function tableOfAnswers(runs) {
  const rows = OURS.flatMap((name) => {
    return Object.keys(RATES).map((rate) => {
      const all = runs[name].map((run) => run[rate]);
      const figures = (/** @type {'text' | 'frame'} */ key) => {
        const values = all.flatMap((run) => run[key]);
        return [quantile(values, 0.5), quantile(values, 0.95), Math.max(...values)].map((value) => value.toFixed(1));
      };
      const sum = (/** @type {'moves' | 'superseded' | 'unanswered' | 'strays'} */ key) => {
        return all.reduce((count, run) => count + run[key], 0);
      };
      return [
        ...[name, rate, sum('moves'), ...figures('text'), ...figures('frame')],
        ...[sum('superseded'), sum('unanswered'), sum('strays')],
      ];
    });
  });
  const figures = (/** @type {string} */ what) => ['p50', 'p95', 'at most'].map((share) => `${what} ${share}, ms`);
  const counts = ['answered with a later one', 'unanswered', 'strays'];
  return tableOf(['way', 'moves/s', 'moves', ...figures('text'), ...figures('frame'), ...counts], rows);
}

/** @param {{ name: string, ratio: number, passes: Pass[] }[]} runs */
function tableOfPaused(runs) {
  const two = (/** @type {number} */ value) => value.toFixed(2);
  const rows = runs.flatMap(({ name, ratio, passes }) => {
    return passes.map(({ kind, shown, live, paused }) => {
      const [p50, p95] = [0.5, 0.95].map((share) => {
        return { live: quantile(live.whole, share), paused: quantile(paused.whole, share) };
      });
      const [own, liveOwn] = [paused, live].map((times) => quantile(times.own, 0.5));
      return [
        ...[name, `${ratio}×`, kind, shown.toLocaleString('en')],
        ...[p50.live, p50.paused, p50.paused / p50.live, p95.live, p95.paused, p95.paused / p95.live].map(two),
        ...[liveOwn, own].map(two),
      ];
    });
  });
  const columns = ['live p50, ms', 'paused p50, ms', '÷ live', 'live p95, ms', 'paused p95, ms', '÷ live'];
  return tableOf(['samples', 'ratio', 'view', 'shows', ...columns, 'own part: live, ms', 'paused, ms'], rows);
}

/** Of a page that lets itself be measured. @template T @param {Promise<T | null>} found */
async function known(found) {
  const value = await found;
  if (value === null) throw new Error('a page does not answer');
  return value;
}

/** @param {{ runs: number, quick: boolean }} options */
export async function run({ runs: count, quick }) {
  /** @type {Record<string, Handled[]>} */
  const hands = {};
  for (let i = 0; i < count; i++) {
    for (const [name, entry] of Object.entries(ENTRIES)) {
      hands[name] ??= [];
      hands[name].push(await known(onPage(entry, TOUCHED, handle)));
      console.log('hover and pan', name, JSON.stringify(hands[name][i]));
    }
  }
  /** @type {Record<string, Record<string, Answers>[]>} */
  const answers = {};
  for (let i = 0; i < Math.min(count, MOST_RUNS); i++) {
    for (const name of OURS) {
      answers[name] ??= [];
      answers[name].push(await known(onPage(ENTRIES[name], TOUCHED, answer)));
    }
  }
  /** @type {{ name: string, ratio: number, passes: Pass[] }[]} */
  const paused = [];
  for (const ratio of RATIOS) {
    const page = await openFramePage(ratio, 'touch/worker.ts');
    for (const name of NAMES) {
      const asked = { ...SIZE, ratio, name, window: HELD, arriving: ARRIVING, lanes: ['live', 'paused'] };
      paused.push({ name, ratio, passes: await page.call('measureLanes', { ...asked, passes: PASSES }) });
    }
    await page.close();
  }
  const text = [
    '# Under a hand',
    '',
    `Written by \`npm run bench -- touch\`. ${cpus().length} × ${cpus()[0].model}, Chromium, headless, no GPU; ${SIZE.width} × ${SIZE.height} CSS px. Raw runs in touch.json.`,
    '',
    `## Hovered and panned: ${TOUCHED.title}, window ${TOUCHED.window.toLocaleString('en')}, ${TOUCHED.rate.toLocaleString('en')} samples/s`,
    '',
    `Medians of ${count} runs, with the least and the most. The pointer moves ${USUAL} times a second, by the browser’s own input, which the empty page has`,
    `as well: 2 s over all of the window; then over its newest ${100 * TOUCHED.near} %, which are dragged for 1 s to the right and back; then all is followed again. Keys are`,
    'pressed meanwhile, whose delay is told. ringplot with all that `interact()` shows by default; uPlot with its cursor, its live legend, and',
    'the panning of its own demo. A page is told of moves once a frame, of several at once where it is late. The ratio is of runs that follow one another.',
    '',
    ...tableOfHands(hands),
    '## From a move of the pointer to the tooltip',
    '',
    'The same stream. From the time stamp of a `pointermove` event to when the text of that place is in the tooltip, and to when the page’s frame begins',
    'that shows it. A move that another has come before is answered with the first answer for a later one; each is counted. With 120 moves/s',
    'the browser hands over two at a time.',
    '',
    ...tableOfAnswers(answers),
    '## Views that stand still, over ten million samples',
    '',
    `In a worker, of one ring, into which ${ARRIVING.toLocaleString('en')} samples come with each frame of both: a view that follows, and one that a reader has stopped, in turns.`,
    'A frame’s cost is the time to the next frame with the frame limit off: presenting is in it; our own part is building and painting.',
    '`by hand`: moved by 7 px a frame, there and back. `end to end`: in 200 steps from the oldest sample to the newest. `zoom`: in 200 steps from all to ten.',
    '',
    ...tableOfPaused(paused),
  ].join('\n');
  console.log(text);
  if (quick) return;
  writeFileSync(`${here}touch.md`, text);
  writeFileSync(`${here}touch.json`, `${JSON.stringify({ hands, answers, paused: paused.map(summary) }, round)}\n`);
}

/** Quantiles tell the spread of so many frames. @param {{ name: string, ratio: number, passes: Pass[] }} run */
function summary({ name, ratio, passes }) {
  const quantiles = (/** @type {number[]} */ values) => SHARES.map((share) => quantile(values, share));
  const of = (/** @type {Times} */ { whole, own }) => ({ whole: quantiles(whole), own: quantiles(own) });
  const told = passes.map(({ kind, shown, live, paused }) => ({ kind, shown, live: of(live), paused: of(paused) }));
  return { name, ratio, shares: SHARES, passes: told };
}

/** @param {string} _ @param {unknown} value */
const round = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);
