/** What happens at the boundary when the engine hangs, dies or falls behind, or the page does. Writes boundary.md and .json. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { findChromium } from '../find-chromium.js';
import { blocked } from './boundary/blocked.js';
import { flood } from './boundary/flood.js';
import { hang } from './boundary/hang.js';
import { kills } from './boundary/kills.js';
import { mounts } from './boundary/mounts.js';
import { steady } from './boundary/steady.js';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * @typedef {{ title: string, note?: string, columns: string[], rows: unknown[][], held: boolean, raw: unknown }} Result
 * @type {Record<string, (options: { quick: boolean, shared: boolean }) => Promise<Result>>}
 */
const SCENARIOS = { hang, flood, kills, blocked, steady, mounts };

/** @param {Result} result */
function table({ title, note, columns, rows, held }) {
  return [
    `### ${title}: ${held ? 'holds' : 'DOES NOT HOLD'}`,
    '',
    ...(note ? [note, ''] : []),
    `| ${columns.join(' | ')} |`,
    `|${'---|'.repeat(columns.length)}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ].join('\n');
}

async function browserVersion() {
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  const version = browser.version();
  await browser.close();
  return version;
}

/**
 * Those named, or all; where samples are transferred, or where memory is shared. What others gave before stays in the table.
 * @param {{ quick: boolean, shared: boolean, names: string[] }} options
 */
export async function run({ quick, shared, names }) {
  const unknown = names.find((name) => !(name in SCENARIOS));
  if (unknown !== undefined) {
    console.error(`no scenario ${unknown}: ${Object.keys(SCENARIOS).join(', ')}`);
    exit(1);
  }
  /** @type {Record<string, Result>} */
  const results = {};
  for (const name of names.length > 0 ? names : Object.keys(SCENARIOS)) {
    const key = shared ? `${name}, shared` : name;
    const result = await SCENARIOS[name]({ quick, shared });
    results[key] = shared ? { ...result, title: `Where memory is shared: ${result.title}` } : result;
    console.log(table(results[key]));
  }
  if (Object.values(results).some(({ held }) => !held)) process.exitCode = 1;
  if (quick) return;
  const machine = `${cpus().length} × ${cpus()[0].model}, Linux ${release()}`;
  const browser = await browserVersion();
  const file = `${here}boundary.json`;
  const former = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).results : {};
  /** @type {Record<string, Result>} */
  const all = { ...former, ...results };
  const head = [
    '# What the boundary withstands',
    '',
    `Written by \`npm run bench -- boundary\`. ${machine}; Chromium ${browser}, headless, no GPU. The raw runs are in boundary.json.`,
    '',
  ];
  const keys = Object.keys(SCENARIOS).flatMap((name) => [name, `${name}, shared`]);
  const tables = keys.flatMap((key) => (all[key] ? [table(all[key])] : []));
  writeFileSync(`${here}boundary.md`, [...head, ...tables].join('\n'));
  writeFileSync(file, `${JSON.stringify({ machine, browser, results: all }, round)}\n`);
}

/** @param {string} _ @param {unknown} value */
const round = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value);
