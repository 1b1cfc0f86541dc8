/**
 * What a frame costs, whatever the window holds. Writes window.md and window.json.
 *
 * A frame's cost is the time from its start to the next frame's, with Chromium's frame limit off, so that presenting it
 * is in it; an empty frame (cleared and presented) takes turns with the others. Of the frames in a run the median
 * counts, of three runs the median again.
 */
import { writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { openFramePage } from './browser.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const SIZE = { width: 900, height: 420 };
const CASES = [
  'walk',
  'sine',
  'sine + noise',
  'noise',
  'idl',
  'recv',
  'send',
  'writ',
  'used',
  'free',
  'walk, irregular',
  'noise, irregular',
  'writ, irregular',
  'walk, gaps',
  'noise, gaps',
  'writ, gaps',
  'walk, irregular, gaps',
];
const SPARSE = ['sparse 2', 'sparse 10', 'sparse 500'];
const WINDOWS = [1e4, 1e6, 1e7];
const LARGEST = [1e4, 1e6, 1e7, 1e8];
/** Samples from one frame to the next: 100 000 a second. */
const ARRIVING = 1667;

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
/** @param {number} value */
const two = (value) => value.toFixed(2);

/**
 * Medians of runs, and what they were.
 * @param {any[][]} runs of each the lanes' results
 * @param {number} lane
 * @param {'whole' | 'own'} what
 */
const medians = (runs, lane, what) => runs.map((run) => median(run[lane][what]));

/** @param {{ quick: boolean }} options */
export async function run({ quick }) {
  const repeats = quick ? 1 : 3;
  const rounds = quick ? 30 : 60;
  /** @type {any} */
  const raw = { machine: `${cpus().length} × ${cpus()[0].model}, Linux ${release()}`, growing: [], cases: [] };
  const lines = [];

  for (const ratio of [1, 2]) {
    const page = await openFramePage(ratio);
    raw.browser = page.version;
    const lanes = [
      { kind: 'empty' },
      ...LARGEST.map((window) => ({ kind: 'streaming', name: 'walk', window, arriving: Math.round(window / 600) })),
    ];
    /** @type {any[][]} */
    const runs = [];
    for (let i = 0; i < repeats; i++)
      runs.push(await page.call('measureLanes', { ...SIZE, ratio, rounds: 2 * rounds, lanes }));
    const costs = LARGEST.map((_, i) => median(medians(runs, i + 1, 'whole')));
    const own = LARGEST.map((_, i) => median(medians(runs, i + 1, 'own')));
    const empty = median(medians(runs, 0, 'whole'));
    raw.growing.push({ ratio, runs: runs.map((run) => run.map((/** @type {any} */ lane) => lane)) });
    lines.push(
      `### The same picture from windows of 10⁴ to 10⁸ samples, at ${ratio}×`,
      '',
      `| window | frame, ms | our own part, ms | × empty (${two(empty)} ms) | bytes a sample |`,
      '|---:|---:|---:|---:|---:|',
      ...LARGEST.map((window, i) => {
        const bytes = runs[0][i + 1].bytesPerSample;
        return `| ${window.toExponential(0)} | ${two(costs[i])} | ${two(own[i])} | ${two(costs[i] / empty)} | ${two(bytes)} |`;
      }),
      '',
      `Largest over smallest: ${two(Math.max(...costs) / Math.min(...costs))}.`,
      '',
    );
    console.log(lines.slice(-LARGEST.length - 6).join('\n'));

    lines.push(
      `### Streaming and zooming against an empty frame, at ${ratio}×`,
      '',
      'Each cell: frame ÷ empty frame, streaming / zooming. uPlot: its frame ÷ an empty one on the page, and its SSIM.',
      '',
      `| case | ${WINDOWS.map((window) => window.toExponential(0)).join(' | ')} | uPlot, 1e4 | uPlot, 1e6 | its SSIM |`,
      `|---|${'---:|'.repeat(WINDOWS.length + 3)}`,
    );
    for (const name of [...CASES, ...SPARSE]) {
      const sparse = SPARSE.includes(name);
      const cells = [];
      for (const window of sparse ? [Number(name.split(' ')[1])] : WINDOWS) {
        const arriving = sparse ? 1 : ARRIVING;
        const asked = ['streaming', 'zooming'].map((kind) => ({ kind, name, window, arriving }));
        /** @type {any[][]} */
        /** @type {any[][]} */
        const runs = [];
        for (let i = 0; i < repeats; i++) {
          runs.push(await page.call('measureLanes', { ...SIZE, ratio, rounds, lanes: [{ kind: 'empty' }, ...asked] }));
        }
        const ratios = [1, 2].map((lane) => runs.map((run) => median(run[lane].whole) / median(run[0].whole)));
        const ingest = median(runs.map((run) => run[1].ingest));
        raw.cases.push({
          ratio,
          name,
          window,
          streaming: ratios[0],
          zooming: ratios[1],
          ingest,
          runs: summaries(runs),
        });
        cells.push(`${two(median(ratios[0]))} / ${two(median(ratios[1]))}`);
      }
      const peer = [];
      for (const window of sparse || quick ? [] : [1e4, 1e6]) {
        const asked = { ...SIZE, name, window, arriving: ARRIVING, rounds: window > 1e5 ? 12 : 40 };
        const { whole, empty } = await page.call('measureUplot', asked);
        raw.cases.push({ ratio, name, window, peer: 'uPlot', whole: median(whole), empty: median(empty) });
        peer.push(two(median(whole) / median(empty)));
      }
      const score = await page.call('judgeUplot', { ...SIZE, name });
      while (cells.length < WINDOWS.length) cells.push('');
      while (peer.length < 2) peer.push('');
      lines.push(`| ${name} | ${cells.join(' | ')} | ${peer.join(' | ')} | ${score.toFixed(3)} |`);
      console.log(lines[lines.length - 1]);
    }
    lines.push('');
    await page.close();
  }

  const ingest = raw.cases.filter((/** @type {any} */ one) => one.ingest && one.window >= 1e7);
  const slowest = Math.min(...ingest.map((/** @type {any} */ one) => one.ingest));
  const fastest = Math.max(...ingest.map((/** @type {any} */ one) => one.ingest));
  lines.push(
    `Ring and pyramid took ${(slowest / 1e6).toFixed(0)} to ${(fastest / 1e6).toFixed(0)} million samples a second, by case (windows of 10⁷, in the worker).`,
    '',
  );
  console.log(lines.at(-2));
  if (quick) return;
  const head = [
    '# What a frame costs',
    '',
    `Written by \`npm run bench -- window\`. ${raw.machine}; Chromium ${raw.browser}, headless, no GPU; 900 × 420 CSS px, pen 1.5, axes,`,
    'grid and title on. A frame’s cost is the time to the next frame with the frame limit off: presenting is in it. Medians of',
    'three runs, in each of which the lanes take turns; the raw runs are in window.json. 1 667 samples arrive between frames',
    '(one where data are sparse), in the first table window ÷ 600, so that the picture moves equally fast.',
    '',
  ];
  writeFileSync(`${here}window.md`, [...head, ...lines].join('\n'));
  writeFileSync(`${here}window.json`, `${JSON.stringify(raw, round)}\n`);
}

/** @param {string} _ @param {unknown} value */
const round = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);

/** Raw frames of a few hundred runs would fill megabytes: quartiles tell their spread. @param {any[][]} runs */
function summaries(runs) {
  /** @param {number[]} values */
  const quartiles = (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    return [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)]);
  };
  return runs.map((run) => run.map(({ whole, own }) => ({ whole: quartiles(whole), own: quartiles(own) })));
}
