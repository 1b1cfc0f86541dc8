/** W11: a network that is trained on the page's thread: how long that takes, and what reaches the screen meanwhile. Writes training.md and its raw runs. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bundle, openPage } from './browser.js';
import { quantile } from './quantile.js';
import { presented } from './suite/measure.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const HTML =
  '<!doctype html><meta charset="utf-8"><body style="margin:0"><script type="module" src="/uplot.js"></script><script type="module" src="/page.js"></script>';
/** Whose chart, by what the page is told. */
const WAYS = { none: 'none', ringplot: '/worker.js?transfer', 'ringplot-shared': '/worker.js', uplot: 'uplot' };
const EPOCHS = { warm: 1, timed: 4, watched: 8 };
/** Until a training that is watched has got under way, ms. */
const UNDER_WAY = 500;

/**
 * ms that training takes and frames a second that reach the screen meanwhile, where the page's thread is let go now and
 * then, as TensorFlow.js does by itself, and where it is kept.
 * @typedef {{ ms: number, keptMs: number, frames: number, keptFrames: number }} Run
 */

/** @param {string} way @param {Map<string, [string, string]>} files @returns {Promise<Run>} */
async function measure(way, files) {
  const page = await openPage(files, { viewport: { width: 900, height: 420 } });
  try {
    await page.tab.waitForFunction(() => 'trainFor' in globalThis && 'uplotTarget' in globalThis);
    const train = (/** @type {number} */ epochs, /** @type {boolean} */ yields) => {
      return /** @type {Promise<number>} */ (page.call('trainFor', { way, epochs, yields }));
    };
    const watch = async (/** @type {boolean} */ yields) => {
      const trained = train(EPOCHS.watched, yields);
      await sleep(UNDER_WAY);
      const frames = await presented(page, 1);
      await trained;
      return frames;
    };
    await train(EPOCHS.warm, true);
    const ms = await train(EPOCHS.timed, true);
    const keptMs = await train(EPOCHS.timed, false);
    return { ms, keptMs, frames: await watch(true), keptFrames: await watch(false) };
  } finally {
    await page.close();
  }
}

/** @param {number[]} values @param {number} [digits] */
const told = (values, digits = 0) => {
  const spread = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return `${quantile(values, 0.5).toFixed(digits)} (${spread.join('–')})`;
};

/** @param {{ runs: number, quick: boolean }} options */
export async function run({ runs: count, quick }) {
  const files = /** @type {Map<string, [string, string]>} */ (
    new Map([
      ['/', ['text/html', HTML]],
      ['/page.js', ['text/javascript', await bundle('training/page.ts')]],
      ['/uplot.js', ['text/javascript', await bundle('peers/uplot-training.ts')]],
      ['/worker.js', ['text/javascript', await bundle('suite/worker.ts')]],
    ])
  );
  /** @type {Record<string, Run[]>} */
  const runs = {};
  for (let i = 0; i < count; i++) {
    for (const [name, way] of Object.entries(WAYS)) {
      runs[name] ??= [];
      runs[name].push(await measure(way, files));
      console.log(name, JSON.stringify(runs[name][i]));
    }
  }
  const rows = Object.entries(runs).map(([name, all]) => {
    // Of runs that follow one another: whatever the machine does meanwhile it does to both.
    const over = (/** @type {'ms' | 'keptMs'} */ key) => all.map((one, i) => 100 * (one[key] / runs.none[i][key] - 1));
    const columns = [
      told(all.map(({ ms }) => ms)),
      name === 'none' ? '' : told(over('ms'), 1),
      told(all.map(({ frames }) => frames)),
      told(all.map(({ keptMs }) => keptMs)),
      name === 'none' ? '' : told(over('keptMs'), 1),
      told(all.map(({ keptFrames }) => keptFrames)),
    ];
    return `| ${[name === 'none' ? 'no chart' : name, ...columns].join(' | ')} |`;
  });
  const table = [
    '# W11: training on the page’s thread',
    '',
    `Written by \`npm run bench -- training\`. ${cpus().length} × ${cpus()[0].model}, Chromium, headless. Medians of ${count} runs, with the least and the most;`,
    'raw runs in training.json.',
    '',
    'The network of the demo, on made-up digits, 94 steps an epoch: its loss at every step on one chart. Training lets the thread go now and then, as',
    'TensorFlow.js does by itself, or keeps it until it is through. Frames are those that reach the screen, by the browser’s trace.',
    '',
    '| chart | training, ms | more than without, % | frames/s | kept: training, ms | more than without, % | frames/s |',
    `|${'---|'.repeat(7)}`,
    ...rows,
    '',
  ].join('\n');
  console.log(table);
  if (quick) return;
  writeFileSync(`${here}training.md`, table);
  writeFileSync(`${here}training.json`, `${JSON.stringify(runs)}\n`);
}
