/** Every workload for ringplot, its peers and an empty page, interleaved. Writes RESULTS.md and results.json. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { findChromium } from '../find-chromium.js';
import { quantile } from './quantile.js';
import { measure, OURS } from './suite/measure.js';
import { WORKLOADS } from './suite/workloads.js';

const here = fileURLToPath(new URL('.', import.meta.url));
/** By the names of their packages' folders. */
const PEERS = ['uplot', 'chartjs', 'echarts', 'lightweight-charts', 'smoothie', 'webgl-plot'];
const PACKAGES = /** @type {Record<string, string>} */ ({ chartjs: 'chart.js' });

/** @typedef {Awaited<ReturnType<typeof measure>>} Run */
/** @typedef {Record<string, Run[]>} Runs by contestant */

/** @param {number[]} values */
const median = (values) => quantile(values, 0.5);

/** The median, and the least and the most. @param {number[]} values @param {number} [digits] */
function told(values, digits = 1) {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return '—';
  const spread = [Math.min(...known), Math.max(...known)].map((value) => value.toFixed(digits));
  return `${median(known).toFixed(digits)} (${spread.join('–')})`;
}

/** @param {string} name @param {Runs} runs */
function table(name, runs) {
  const { title, window, rate, charts, size, irregular, scrolls, byPort, cloud, busy } = WORKLOADS[name];
  const what = [
    `window ${window.toLocaleString('en')}`,
    `${rate.toLocaleString('en')} samples/s${charts > 1 ? ' each' : ''}`,
    `${charts} × ${size.width}×${size.height}`,
    ...(irregular ? ['irregular x'] : []),
    ...(cloud ? ['a scatter in no order'] : []),
    ...(scrolls ? ['the page scrolls'] : []),
    ...(byPort ? ['born in a worker, where that can be used'] : []),
    ...(busy ? ['the page blocked for 50 ms in every 100'] : []),
  ];
  const lines = Object.entries(runs).map(([contestant, all]) => {
    const of = (/** @type {keyof Run} */ key) => all.map((run) => Number(run[key] ?? Number.NaN));
    // In pairs, run by run: what the machine does meanwhile it does to both.
    const above = contestant === 'empty' ? of('page') : of('page').map((value, i) => value - runs.empty[i].page);
    return [
      contestant === 'empty' ? 'empty page (in full)' : contestant,
      told(above),
      told(of('stallP95')),
      told(of('stallMost')),
      told(of('inputP95')),
      told(of('presented'), 0),
      told(of('latencyP50'), 0),
      told(of('latencyP99'), 0),
      told(of('browser'), 0),
      told(of('memory'), 0),
      told(of('frame'), 2),
    ];
  });
  const columns = [
    'contestant',
    'page CPU above the empty page, ms/s',
    'stall p95, ms',
    'stall at most, ms',
    'input delay p95, ms',
    'presented frames/s',
    'push to pixel p50, ms',
    'push to pixel p99, ms',
    'whole browser, ms/s',
    'renderer, MB',
    'frame, by its own account, ms',
  ];
  return [
    `### ${name} ${title}: ${what.join(', ')}`,
    '',
    `| ${columns.join(' | ')} |`,
    `|${'---|'.repeat(columns.length)}`,
    ...lines.map((line) => `| ${line.join(' | ')} |`),
    '',
  ].join('\n');
}

/** @param {string[]} contestants */
function versions(contestants) {
  const numbers = contestants
    .filter((name) => PEERS.includes(name))
    .map((name) => {
      const file = `${here}node_modules/${PACKAGES[name] ?? name}/package.json`;
      return `${PACKAGES[name] ?? name} ${JSON.parse(readFileSync(file, 'utf8')).version}`;
    });
  return numbers.join(', ');
}

/** @param {string} chosen of the names, or all @param {string[]} all */
function choose(chosen, all) {
  const names = chosen.split(',').filter(Boolean);
  const unknown = names.find((name) => !all.includes(name));
  if (unknown === undefined) return names.length > 0 ? names : all;
  console.error(`no ${unknown}: ${all.join(', ')}`);
  return exit(1);
}

/** @param {{ names: string[], peers?: string, runs: number, quick: boolean }} options */
export async function run({ names, peers = '', runs: count, quick }) {
  const workloads = choose(names.join(','), Object.keys(WORKLOADS));
  const contestants = [...OURS, ...choose(peers, PEERS)];
  /** @type {Record<string, Runs>} */
  const results = {};
  for (const name of workloads) {
    /** @type {Runs} */
    const runs = {};
    const { peers: able = PEERS } = WORKLOADS[name];
    const here = contestants.filter((contestant) => OURS.includes(contestant) || able.includes(contestant));
    for (let i = 0; i < count; i++) {
      // Whatever drifts meanwhile drifts for all.
      for (const contestant of here) {
        const result = await measure(contestant, WORKLOADS[name]);
        runs[contestant] = [...(runs[contestant] ?? []), result];
        const { page, stallP95, inputP95, presented, memory } = result;
        const figures = [page, stallP95, inputP95, presented, memory].map((value) => value.toFixed(1));
        console.log(`${name} ${i + 1}/${count} ${contestant.padEnd(20)} ${figures.join('  ')}`, ...result.errors);
      }
    }
    results[name] = runs;
    console.log(`\n${table(name, runs)}`);
  }
  if (quick) return;
  const machine = `${cpus().length} × ${cpus()[0].model}, Linux ${release()}`;
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  const version = browser.version();
  await browser.close();
  const file = `${here}results.json`;
  const former = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).results : {};
  const all = { ...former, ...results };
  const head = readFileSync(`${here}suite/head.md`, 'utf8')
    .replace('{machine}', machine)
    .replace('{browser}', version)
    .replace('{versions}', versions([...new Set(Object.values(all).flatMap(Object.keys))]));
  const tables = Object.keys(WORKLOADS).flatMap((name) => (all[name] ? [table(name, all[name])] : []));
  writeFileSync(`${here}RESULTS.md`, [head, ...tables].join('\n'));
  writeFileSync(file, `${JSON.stringify({ machine, browser: version, results: all }, round)}\n`);
}

/** @param {string} _ @param {unknown} value */
const round = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);
