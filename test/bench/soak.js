/** npm run soak -- [--minutes N] [--seed N]: one page under random troubles for so long; exits with 1 where something breaks. */
import { argv, exit } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openTab } from './boundary/tab.js';

const CHECK_EVERY = 5000;
/** The page may be this much larger than once it was warm, MB: floods fill outboxes, and collections come late. */
const GROWTH = 120;
const WARM_AFTER = 30_000;

const { values } = parseArgs({
  args: argv.slice(2),
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('npm run soak -- [--minutes N] [--seed N]');
  exit(1);
}

const tab = await openTab();
/** @type {string[]} */
const broken = [];
/** Of the last troubles, the latest at the end. @type {string[]} */
const history = [];
let warm = Number.NaN;
let hidden = false;
const began = Date.now();
try {
  await tab.call('startSoak', { seed });
  await sleep(1000);
  for (let nextCheck = Date.now() + CHECK_EVERY; Date.now() - began < minutes * 60_000 && broken.length === 0; ) {
    history.push(await tab.call('trouble'));
    if (history.length % 20 === 0) {
      hidden = !hidden;
      await tab.hide(hidden);
      history.push(hidden ? 'hidden' : 'shown');
    }
    await sleep(300);
    if (Date.now() < nextCheck) continue;
    const check = await tab.call('checkSoak');
    await tab.threads.page.collectGarbage();
    const memory = tab.memory.now();
    if (Number.isNaN(warm) && Date.now() - began > WARM_AFTER) warm = memory;
    if (memory > warm + GROWTH) check.broken.push(`memory: ${memory.toFixed(0)} MB after ${warm.toFixed(0)}`);
    broken.push(...check.broken, ...(await tab.troubles()));
    const minute = ((Date.now() - began) / 60_000).toFixed(1);
    const told = `${history.length} troubles, ${check.kills} kills, ${memory.toFixed(0)} MB, told: ${JSON.stringify(check.told)}`;
    console.log(`${minute} min: ${told}`);
    nextCheck = Date.now() + CHECK_EVERY;
  }
  if (hidden) await tab.hide(false);
  const left = await tab.call('endSoak');
  if (left > 0) broken.push(`${left} elements left in the page`);
  broken.push(...(await tab.troubles()).filter((trouble) => !broken.includes(trouble)));
} finally {
  await tab.close();
}
if (broken.length > 0) {
  console.error(`Broken:\n${broken.join('\n')}\nafter ${history.slice(-12).join('; ')}`);
  exit(1);
}
console.log(`Nothing broke in ${((Date.now() - began) / 60_000).toFixed(1)} minutes, seed ${seed}.`);
