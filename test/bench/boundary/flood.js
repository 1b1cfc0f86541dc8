/** The page pushes a hundred times what the engine takes, which has been made slow, while a user types and clicks. */
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../quantile.js';
import { openTab } from './tab.js';

const LIMIT = { memory: 2 * 16 + 30, delay: 50 };
/** One window of 10⁶ every four seconds is taken. */
const SLOW = 4000;
const RATE = 2.5e7;

/** Types and clicks, evenly, until it is told to stop. @param {import('./tab.js').Tab} tab */
function useIt({ session }) {
  let used = 0;
  let stopped = false;
  const send = async () => {
    const mouse = { x: 500, y: 200, button: /** @type {const} */ ('left'), clickCount: 1 };
    while (!stopped) {
      used++;
      if (used % 2) {
        await session.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'a', code: 'KeyA', text: 'a' });
        await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'a', code: 'KeyA' });
      } else {
        await session.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...mouse });
        await session.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...mouse });
      }
      await sleep(80);
    }
  };
  const done = send();
  return async () => {
    stopped = true;
    await done;
    return used;
  };
}

/** @param {{ quick: boolean, shared: boolean }} options */
export async function flood({ quick, shared }) {
  const tab = await openTab({ shared });
  try {
    await tab.call('prepareFlood');
    await tab.settle();
    const stopMemory = tab.memory.watch();
    const stopUse = useIt(tab);
    const told = await tab.call('flood', { ms: quick ? 10_000 : 60_000, slow: SLOW, rate: RATE });
    const used = await stopUse();
    const memory = stopMemory();
    const after = await tab.call('afterFlood');
    const troubles = await tab.troubles();
    const delay = { p50: quantile(after.heard, 0.5), p95: quantile(after.heard, 0.95), most: Math.max(...after.heard) };
    const held =
      memory.peak <= LIMIT.memory &&
      delay.p95 <= LIMIT.delay &&
      after.heard.length === used &&
      told.sum &&
      after.window &&
      after.sum &&
      troubles.length === 0;
    const rows = [
      ['pushed, million samples/s', (told.pushed / told.took / 1000).toFixed(1), ''],
      ['taken, million samples/s', (told.taken / told.took / 1000).toFixed(2), ''],
      ['pushed ÷ taken (meant to be 100)', (told.pushed / told.taken).toFixed(0), ''],
      ['share of the page’s thread used to push', `${((100 * told.worked) / told.took).toFixed(0)} %`, ''],
      ['memory before, MB', memory.level.toFixed(0), ''],
      ['memory at most, + MB', memory.peak.toFixed(1), LIMIT.memory],
      ['input delay p50, ms', delay.p50.toFixed(1), ''],
      ['input delay p95, ms', delay.p95.toFixed(1), LIMIT.delay],
      ['input delay at most, ms', delay.most.toFixed(1), ''],
      [
        'inputs / heard / noted by the browser (from 16 ms on)',
        `${used} / ${after.heard.length} / ${after.entries.length}`,
        '',
      ],
      ['most delay that the browser noted, ms', Math.max(0, ...after.entries).toFixed(1), ''],
      ['window is the last 10⁶, counters add up', after.window && after.sum && told.sum ? 'yes' : 'NO', 'yes'],
    ];
    return {
      title: `The page pushes a hundred times what the engine takes, for ${(told.took / 1000).toFixed(0)} s`,
      columns: ['', 'measured', 'limit'],
      rows,
      held,
      raw: { memory, told, delay, used, after, troubles },
    };
  } finally {
    await tab.close();
  }
}
