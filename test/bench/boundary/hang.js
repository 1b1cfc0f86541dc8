/** The engine hangs for five seconds while the page pushes ten windows of a million samples. */
import { openTab } from './tab.js';

const WINDOW_MB = 16;
const LEEWAY = 30;
/** One window in the outbox and one under way; where `render` and `data` wait, each may keep one more. */
const CASES = [
  { name: 'pushes only', ask: null, limit: 2 * WINDOW_MB + LEEWAY },
  { name: 'render, data and stats 60 times a second', ask: 'often', limit: 2 * WINDOW_MB + LEEWAY },
  { name: 'render after 2 s, data after 3.5 s', ask: 'late', limit: 4 * WINDOW_MB + LEEWAY },
];

/** @param {{ shared: boolean }} options */
export async function hang({ shared }) {
  const rows = [];
  const raw = [];
  let held = true;
  for (const { name, ask, limit } of CASES) {
    const tab = await openTab({ shared });
    try {
      await tab.call('prepareHang');
      await tab.settle();
      const stop = tab.memory.watch();
      const during = await tab.call('hang', { ask });
      const memory = stop();
      const again = tab.memory.watch();
      const after = await tab.call('afterHang');
      const recovery = again();
      const { asked } = after;
      const troubles = await tab.troubles();
      const holds =
        memory.peak <= limit &&
        after.window &&
        after.sum &&
        during.sum &&
        troubles.length === 0 &&
        !asked?.other.length &&
        (!asked || asked.answered + asked.refused === asked.asked) &&
        !asked?.sumsWrong;
      held &&= holds;
      raw.push({ name, limit, memory, during, recovery, after, troubles });
      rows.push([
        name,
        memory.level.toFixed(0),
        memory.last.toFixed(1),
        memory.peak.toFixed(1),
        limit,
        after.window ? 'exact' : 'WRONG',
        after.sum && during.sum ? 'yes' : 'NO',
        asked ? `${asked.asked} asked, ${asked.answered} answered, ${asked.refused} refused` : '',
        holds ? 'yes' : 'NO',
      ]);
    } finally {
      await tab.close();
    }
  }
  const columns = [
    'meanwhile',
    'before, MB',
    'after 5 s, + MB',
    'peak, + MB',
    'limit, + MB',
    'last 10⁶',
    'counters add up',
    'requests',
    'holds',
  ];
  const note =
    'Where `render` and `data` wait, each may keep a window of its own, so that the last limit has four windows, not two.';
  return { title: 'The engine hangs for 5 s, the page pushes 10⁷ samples', note, columns, rows, held, raw };
}
