/** Every workload for ringplot, its peers and an empty page, interleaved. Writes RESULTS.md and results.json. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { findChromium } from '../find-chromium.js';
import { quantile } from './quantile.js';
import { measure, OURS, PATIENCE } from './suite/measure.js';
import { WORKLOADS } from './suite/workloads.js';

const here = fileURLToPath(new URL('.', import.meta.url));
/** By the names of their packages' folders. */
const PEERS = ['uplot', 'chartjs', 'echarts', 'lightweight-charts', 'smoothie', 'webgl-plot'];
const PACKAGES = /** @type {Record<string, string>} */ ({ chartjs: 'chart.js' });

/** A contestant that has not let itself be measured so often is not run further in that workload. */
const MOST_SILENT = 2;

/**
 * A run, and by how much its page's time was above that of the empty page run just before, ms/s: in pairs, as what the
 * machine does meanwhile it does to both. Of the empty page itself its whole time. Null where there was no measuring.
 * @typedef {(NonNullable<Awaited<ReturnType<typeof measure>>> & { above: number }) | null} Run
 */
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
  const { title, window, rate, charts, size, irregular, scrolls, byPort, cloud, busy, series } = WORKLOADS[name];
  const what = [
    `window ${window.toLocaleString('en')}`,
    `${rate.toLocaleString('en')} samples/s${charts > 1 || series ? ' each' : ''}`,
    `${charts} × ${size.width}×${size.height}`,
    ...(series ? [`${series} series`] : []),
    ...(irregular ? ['irregular x'] : []),
    ...(cloud ? ['a scatter in no order'] : []),
    ...(scrolls ? ['the page scrolls'] : []),
    ...(byPort ? ['born in a worker, where that can be used'] : []),
    ...(busy ? ['the page blocked for 50 ms in every 100'] : []),
  ];
  const contestants = [...OURS, ...PEERS].filter((contestant) => runs[contestant]);
  const lines = contestants.map((contestant) => {
    const of = (/** @type {keyof NonNullable<Run>} */ key) => {
      return runs[contestant].map((run) => Number(run?.[key] ?? Number.NaN));
    };
    const silent = runs[contestant].filter((run) => run === null).length;
    return [
      contestant === 'empty'
        ? 'empty page (in full)'
        : contestant + (silent > 0 ? noAnswer(silent, runs[contestant]) : ''),
      told(of('above')),
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

/** @param {number} silent @param {Run[]} runs */
const noAnswer = (silent, { length }) => ` (no answer within ${PATIENCE / 1000} s in ${silent} of ${length} runs)`;

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

/** @param {{ names: string[], peers?: string, add?: string, runs: number, quick: boolean }} options */
export async function run({ names, peers = '', add, runs: count, quick }) {
  const workloads = choose(names.join(','), Object.keys(WORKLOADS));
  const contestants = add === undefined ? [...OURS, ...choose(peers, PEERS)] : ['empty', ...choose(add, PEERS)];
  /** @type {Record<string, Runs>} */
  const results = {};
  for (const name of workloads) {
    /** @type {Runs} */
    const runs = {};
    const { peers: able = PEERS } = WORKLOADS[name];
    const here = contestants.filter((contestant) => OURS.includes(contestant) || able.includes(contestant));
    for (let i = 0; i < count; i++) {
      let empty = 0;
      // Whatever drifts meanwhile drifts for all.
      for (const contestant of here) {
        runs[contestant] ??= [];
        const former = runs[contestant];
        if (former.filter((run) => run === null).length === MOST_SILENT) continue;
        const measured = await measure(contestant, WORKLOADS[name]);
        former.push(measured && { ...measured, above: measured.page - empty });
        if (contestant === 'empty') empty = measured?.page ?? Number.NaN;
        const told = `${name} ${i + 1}/${count} ${contestant.padEnd(20)}`;
        if (!measured) {
          console.log(told, 'no answer');
          continue;
        }
        const { page, stallP95, inputP95, presented, memory, errors } = measured;
        const figures = [page, stallP95, inputP95, presented, memory].map((value) => value.toFixed(1));
        console.log(told, figures.join('  '), ...errors);
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
  /** @type {Record<string, Runs>} */
  const all = { ...former };
  for (const name of workloads) {
    const kept = add === undefined ? {} : (former[name] ?? {});
    all[name] = { ...results[name], ...kept, ...withoutEmpty(results[name]) };
  }
  const head = readFileSync(`${here}suite/head.md`, 'utf8')
    .replace('{machine}', machine)
    .replace('{browser}', version)
    .replace('{versions}', versions([...new Set(Object.values(all).flatMap(Object.keys))]));
  const tables = Object.keys(WORKLOADS).flatMap((name) => (all[name] ? [table(name, all[name])] : []));
  writeFileSync(`${here}RESULTS.md`, [head, ...tables].join('\n'));
  writeFileSync(file, `${JSON.stringify({ machine, browser: version, results: all }, round)}\n`);
}

/** @param {Runs} runs */
const withoutEmpty = ({ empty: _, ...others }) => others;

/** @param {string} _ @param {unknown} value */
const round = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);
