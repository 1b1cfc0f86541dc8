/** Thousands of streams are mounted and closed on one engine: what is left of them, by the heaps themselves. */
import { slope, toldSlope } from './slope.js';
import { openTab } from './tab.js';

const POINTS = 10;
const OPEN = 10;
/** A slope that is less than the smallest object for each stream, bytes. */
const FLAT = 16;
const ON_PAGE = ['HTMLCanvasElement', 'OffscreenCanvas', 'MessagePort', 'ResizeObserver', 'AbortSignal', 'ArrayBuffer'];
const IN_WORKER = ['OffscreenCanvas', 'MessagePort', 'ArrayBuffer', 'Map', 'Promise'];

/** What a thread still holds, of what it holds anything. @param {Record<string, number>} counts */
const told = (counts) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

/** @param {import('./tab.js').Tab} tab */
async function look(tab) {
  const { page } = tab.threads;
  const worker = tab.threads.worker('/worker.js');
  await page.collectGarbage();
  return {
    onPage: await page.count(ON_PAGE),
    inWorker: await worker.count(IN_WORKER),
    page: await page.heap(),
    worker: await worker.heap(),
    resident: tab.memory.now(),
  };
}

/** @param {{ quick: boolean, shared: boolean }} options */
export async function mounts({ quick, shared }) {
  const each = (quick ? 500 : 10_000) / POINTS;
  const tab = await openTab({ shared });
  try {
    // What is compiled and cached with the first is not of each.
    await tab.call('mountAndClose', { count: each });
    const open = { ...(await tab.call('keepOpen', { count: OPEN })), ...(await look(tab)) };
    await tab.call('closeKept');
    const points = [];
    for (let i = 0; i < POINTS; i++) {
      points.push({ ...(await tab.call('mountAndClose', { count: each })), ...(await look(tab)) });
      console.log(`${(i + 1) * each} streams`);
    }
    const troubles = await tab.troubles();
    const rest = points.slice(2);
    const places = rest.map((_, i) => i * each);
    const slopes = {
      page: slope(
        places,
        rest.map(({ page }) => page),
      ),
      worker: slope(
        places,
        rest.map(({ worker }) => worker),
      ),
    };
    const [first, last] = [points[0], points[POINTS - 1]];
    const same = (/** @type {'onPage' | 'inWorker'} */ side) =>
      Object.keys(first[side]).every((name) => last[side][name] <= first[side][name] + 2);
    const held =
      Math.max(slopes.page.rise, slopes.worker.rise) <= FLAT &&
      same('onPage') &&
      same('inWorker') &&
      open.onPage.HTMLCanvasElement >= OPEN &&
      open.inWorker.OffscreenCanvas >= OPEN &&
      points.every(({ elements, streams }) => elements === 0 && streams === 0) &&
      troubles.length === 0;
    return {
      title: `${POINTS * each} streams are mounted and closed on one engine`,
      note: `After a collection, objects and buffers. Slopes but for the first two: page ${toldSlope(slopes.page)}, worker ${toldSlope(slopes.worker)} bytes a stream; flat up to ${FLAT}. The first row shows that what is there is seen.`,
      columns: ['streams', 'elements', 'in the engine', 'page, kB', 'worker, kB', 'on the page', 'in the worker'],
      rows: [open, ...points].map((point, i) => [
        i === 0 ? `${OPEN} open` : i * each,
        point.elements,
        point.streams,
        (point.page / 1000).toFixed(0),
        (point.worker / 1000).toFixed(0),
        told(point.onPage),
        told(point.inWorker),
      ]),
      held,
      raw: { open, points, slopes, troubles },
    };
  } finally {
    await tab.close();
  }
}
