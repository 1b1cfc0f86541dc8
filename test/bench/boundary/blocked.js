/**
 * The page is blocked for two seconds while a worker feeds a stream through a port.
 *
 * What reached the screen is told by the screen: the browser's own screencast copies frames as the display compositor
 * has drawn them, in another process, whatever the page or the engine say. The newest sample's height in each copy is
 * its place in a period of half a second; a frame counts where that is not the place of the frame before. The screencast
 * may miss frames, and never invents one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openTab } from './tab.js';

const SIZE = { width: 100, height: 300 };
const BLOCKED = 2000;
const LIMIT = 110;

/** @param {{ quick: boolean, shared: boolean }} options */
export async function blocked({ quick, shared }) {
  const rows = [];
  const raw = [];
  for (let i = 0; i < (quick ? 1 : 5); i++) {
    const tab = await openTab({ shared, viewport: SIZE });
    try {
      /** @type {{ at: number, data: string }[]} */
      const copies = [];
      tab.session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
        tab.session.send('Page.screencastFrameAck', { sessionId }).catch(() => {});
        copies.push({ at: 1000 * (metadata.timestamp ?? 0), data });
      });
      await tab.call('prepareBlocked', SIZE);
      await tab.session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
      await sleep(500);
      const { from, to, claimed } = await tab.call('block', { ms: BLOCKED });
      await sleep(200);
      await tab.session.send('Page.stopScreencast');
      const after = await tab.call('afterBlocked');
      const seen = copies.filter(({ at }) => at >= from && at < to);
      const heights = await tab.call('readHeights', { pictures: seen.map(({ data }) => data) });
      const distinct = heights.filter((/** @type {number} */ height, /** @type {number} */ i) => {
        return height !== null && height !== heights[i - 1];
      }).length;
      const troubles = await tab.troubles();
      const holds = distinct >= LIMIT && after.window && after.sum && troubles.length === 0;
      raw.push({ distinct, claimed, times: seen.map(({ at }) => at - from), heights, after, troubles, holds });
      const { pushed, stats } = after;
      rows.push([
        `${i + 1}`,
        seen.length,
        distinct,
        claimed,
        pushed,
        stats.dropped + stats.lost + stats.pending,
        after.window && after.sum ? 'yes' : 'NO',
        holds ? 'yes' : 'NO',
      ]);
      console.log(rows.at(-1)?.join(' | '));
    } finally {
      await tab.close();
    }
  }
  return {
    title: `The page is blocked for ${BLOCKED / 1000} s, a worker feeds 100 000 samples/s`,
    note: `Frames are read off the browser's screencast, and count where the newest sample stands elsewhere than in the frame before. Limit: ${LIMIT}.`,
    columns: [
      'run',
      'copies of the screen',
      'distinct frames',
      'by our own count',
      'pushed',
      'not received',
      'window contiguous, counters add up',
      'holds',
    ],
    rows,
    held: raw.every(({ holds }) => holds),
    raw,
  };
}
