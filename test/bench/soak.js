/** npm run soak -- [--minutes N] [--seed N]: one page under random troubles for so long; exits with 1 where something breaks. */
import { argv, exit } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { slope, toldSlope } from './boundary/slope.js';
import { openTab } from './boundary/tab.js';

const CHECK_EVERY = 5000;
/** The page may be this much larger than once it was warm, MB: floods fill outboxes, and collections come late. */
const GROWTH = 120;
const WARM_AFTER = 30_000;
const ON_PAGE = ['HTMLCanvasElement', 'OffscreenCanvas', 'ImageBitmap', 'MessagePort', 'ResizeObserver', 'AbortSignal'];
const IN_WORKER = ['OffscreenCanvas', 'ImageBitmap', 'MessagePort', 'Map', 'Promise'];

const { values } = parseArgs({
  args: argv.slice(2),
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('npm run soak -- [--minutes N] [--seed N]');
  exit(1);
}

const tab = await openTab({ shared: false });
/** @type {string[]} */
const broken = [];
/** Of the last troubles, the latest at the end. @type {string[]} */
const history = [];
/** What was measured at each check since the page was warm: memory after a collection, MB. */
const points = /** @type {Record<'minute' | 'resident' | 'page' | 'worker' | 'frameMs', number>[]} */ ([]);
/** Objects that are still there, once warm, at the end, and when everything is closed. */
const handles = /** @type {{ when: string, onPage: object, inWorker: object }[]} */ ([]);
let hidden = false;
const began = Date.now();
const minutesSoFar = () => (Date.now() - began) / 60_000;

/** The worker that runs now; there is none for a while after a kill. */
async function workerNow() {
  for (;;) {
    await tab.call('checkSoak');
    const worker = tab.threads.worker('/worker.js');
    // One that was just killed is not yet known to be gone.
    if (await worker.evaluate('1').catch(() => 0)) return worker;
  }
}

async function measure() {
  const worker = await workerNow();
  const [page, inWorker] = [await tab.threads.page.heap(), await worker.heap()];
  return { resident: tab.memory.now(), page: page / 1e6, worker: inWorker / 1e6 };
}

/** @param {string} when */
async function countHandles(when) {
  const onPage = await tab.threads.page.count(ON_PAGE);
  const inWorker = when === 'closed' ? {} : await (await workerNow()).count(IN_WORKER);
  handles.push({ when, onPage, inWorker });
}

try {
  await tab.call('startSoak', { seed });
  await sleep(1000);
  for (let nextCheck = Date.now() + CHECK_EVERY; minutesSoFar() < minutes && broken.length === 0; ) {
    history.push(await tab.call('trouble'));
    if (history.length % 20 === 0) {
      hidden = !hidden;
      await tab.hide(hidden);
      history.push(hidden ? 'hidden' : 'shown');
    }
    await sleep(300);
    if (Date.now() < nextCheck) continue;
    const check = await tab.call('checkSoak');
    const memory = await measure();
    if (Date.now() - began > WARM_AFTER) {
      if (points.length === 0) await countHandles('warm');
      points.push({ minute: minutesSoFar(), ...memory, frameMs: check.frameMs });
      const grown = memory.resident - points[0].resident;
      if (grown > GROWTH) check.broken.push(`memory: ${grown.toFixed(0)} MB more than when it was warm`);
    }
    broken.push(...check.broken, ...(await tab.troubles()));
    const told = `${history.length} troubles, ${check.kills} kills, ${memory.resident.toFixed(0)} MB, told: ${JSON.stringify(check.told)}`;
    console.log(`${minutesSoFar().toFixed(1)} min: ${told}`);
    nextCheck = Date.now() + CHECK_EVERY;
  }
  if (hidden) await tab.hide(false);
  await countHandles('at the end');
  const left = await tab.call('endSoak');
  await countHandles('closed');
  if (left > 0) broken.push(`${left} elements left in the page`);
  broken.push(...(await tab.troubles()).filter((trouble) => !broken.includes(trouble)));
} finally {
  await tab.close();
}

/** @param {'resident' | 'page' | 'worker' | 'frameMs'} name @param {string} unit */
function told(name, unit) {
  const known = points.filter((point) => Number.isFinite(point[name]));
  if (known.length < 3) return 'too few points';
  const trend = slope(
    known.map(({ minute }) => minute),
    known.map((point) => point[name]),
  );
  return `${toldSlope(trend, 3)} ${unit} a minute (${known[0][name].toFixed(2)} at first, ${known.at(-1)?.[name].toFixed(2)} at the end, ${known.length} points)`;
}
console.log(`resident: ${told('resident', 'MB')}`);
console.log(`page, in use: ${told('page', 'MB')}`);
console.log(`worker, in use: ${told('worker', 'MB')}`);
console.log(`median frame: ${told('frameMs', 'ms')}`);
for (const { when, onPage, inWorker } of handles) {
  console.log(`${when}: page ${JSON.stringify(onPage)}, worker ${JSON.stringify(inWorker)}`);
}
if (broken.length > 0) {
  console.error(`Broken:\n${broken.join('\n')}\nafter ${history.slice(-12).join('; ')}`);
  exit(1);
}
console.log(`Nothing broke in ${minutesSoFar().toFixed(1)} minutes, seed ${seed}.`);
