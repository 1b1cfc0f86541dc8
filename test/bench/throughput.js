/** How many samples a second get from a page to its engine, and what a push costs. Writes throughput.md and its raw runs. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bundle, openPage } from './browser.js';
import { quantile } from './quantile.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const SAMPLES = 100_000_000;
const HTML = '<!doctype html><meta charset="utf-8"><body><script type="module" src="/page.js"></script>';
/** By the address of the worker: it shares memory with the page, or not. */
const WAYS = /** @type {const} */ ({ transferred: '/worker.js?transfer', shared: '/worker.js' });

/** @typedef {{ rate: number, received: number, dropped: number, sink: number, page: number, written: number, regular: number }} Run */

/** @param {keyof typeof WAYS} way @param {Map<string, [string, string]>} files @returns {Promise<Run>} */
async function measure(way, files) {
  const page = await openPage(files, { viewport: { width: 900, height: 420 } });
  try {
    await page.tab.waitForFunction(() => 'throughput' in globalThis);
    const worker = WAYS[way];
    const through = await page.call('throughput', { worker, count: SAMPLES });
    const pushes = await page.call('pushes', { worker });
    return { ...through, ...pushes, ...(await page.call('extensions', { worker })) };
  } finally {
    await page.close();
  }
}

/** @param {number[]} values */
const told = (values) => {
  const spread = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(1));
  return `${quantile(values, 0.5).toFixed(1)} (${spread.join('–')})`;
};

/** @param {{ runs: number, quick: boolean }} options */
export async function run({ runs: count, quick }) {
  const files = /** @type {Map<string, [string, string]>} */ (
    new Map([
      ['/', ['text/html', HTML]],
      ['/page.js', ['text/javascript', await bundle('throughput/page.ts')]],
      ['/worker.js', ['text/javascript', await bundle('suite/worker.ts')]],
      ['/pusher.js', ['text/javascript', await bundle('throughput/pusher.ts')]],
    ])
  );
  /** @type {Record<string, Run[]>} */
  const runs = { transferred: [], shared: [] };
  for (let i = 0; i < count; i++) {
    for (const way of /** @type {const} */ (['transferred', 'shared'])) {
      runs[way].push(await measure(way, files));
      console.log(way, JSON.stringify(runs[way][i]));
    }
  }
  const rows = Object.entries(runs).map(([way, all]) => {
    const lost = all.reduce((sum, { dropped }) => sum + dropped, 0);
    const pushes = `${told(all.map(({ sink }) => sink))} | ${told(all.map(({ page }) => page))}`;
    const extensions = `${told(all.map(({ written }) => written))} | ${told(all.map(({ regular }) => regular))}`;
    return `| ${way} | ${told(all.map(({ rate }) => rate / 1e6))} | ${lost} | ${pushes} | ${extensions} |`;
  });
  const table = [
    '# From a push to the window',
    '',
    `Written by \`npm run bench -- throughput\`. ${cpus().length} × ${cpus()[0].model}, Chromium, headless. Medians of ${count} runs, with the least and the most;`,
    'raw runs in throughput.json.',
    '',
    `A page pushes ${SAMPLES.toLocaleString('en')} samples by \`extend\`, 65 536 at once, as fast as the engine takes them, into a window of 4 million that is`,
    'shown live; the time ends when `data()` has answered. A push is one of 2 000 in a row, of which there are 200, one a frame.',
    '`extend` is given 1 667 samples at once, a hundred times in a row: with their x, and as `{ x0, dx }`.',
    '',
    '| samples go | million samples/s | dropped | a sink’s push, ns | the page’s push, ns | `extend`, ns a sample | regular, ns a sample |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
  console.log(table);
  if (quick) return;
  writeFileSync(`${here}throughput.md`, table);
  writeFileSync(`${here}throughput.json`, `${JSON.stringify(runs)}\n`);
}
