/** What can be seen on the screen, by copies of it: how old the newest sample is, and how often a chart is another. */
import { setTimeout as sleep } from 'node:timers/promises';

/** While the screen is copied, ms. */
const COPIED = 1500;
/** Copies of the screen are so much smaller than a wall of charts. */
const COPY = { width: 475, height: 250 };

/** @typedef {import('./workloads.js').Workload} Workload */
/** @typedef {import('./measure.js').Page} Page */

/**
 * Copies of the screen, by the browser's own screencast: each time that the display compositor has drawn.
 * @param {import('playwright').CDPSession} session @param {Record<string, unknown>} format
 */
async function copyScreen(session, format) {
  /** @type {{ at: number, data: string }[]} */
  const copies = [];
  session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    session.send('Page.screencastFrameAck', { sessionId }).catch(() => {});
    copies.push({ at: 1000 * (metadata.timestamp ?? 0), data });
  });
  await session.send('Page.startScreencast', { ...format, everyNthFrame: 1 });
  await sleep(COPIED);
  await session.send('Page.stopScreencast');
  return copies;
}

/**
 * What is in the frames that reach the screen, by copies of it: how old the newest sample is, of one chart; and in which
 * share of copies a chart differs from the copy before, the one with fewest.
 * @param {Page} page @param {import('playwright').CDPSession} session @param {Workload} workload
 * @param {{ x: number, y: number, width: number, height: number }[]} places of the charts, CSS px
 * @returns {Promise<{ latencies: number[], fresh: number }>}
 */
export async function seen({ context }, session, { viewport, cloud, series }, places) {
  const many = places.length > 1;
  const { width: maxWidth, height: maxHeight } = COPY;
  const copies = await copyScreen(
    session,
    many ? { format: 'jpeg', quality: 80, maxWidth, maxHeight } : { format: 'png' },
  );
  if (copies.length < 2) return { latencies: [], fresh: 0 };
  const pictures = copies.map(({ data }) => data);
  const blank = await context.newPage();
  try {
    if (many) {
      const scale = COPY.width / viewport.width;
      const changes = await blank.evaluate(countChanges, { pictures, places, scale });
      return { latencies: [], fresh: Math.min(...changes) / (copies.length - 1) };
    }
    const newest = await blank.evaluate(readNewest, { pictures: cloud || series ? [] : pictures });
    const times = copies.map(({ at }) => at);
    const distinct = pictures.filter((picture, i) => i > 0 && picture !== pictures[i - 1]).length;
    return { latencies: latenciesOf(newest, times), fresh: distinct / (copies.length - 1) };
  } finally {
    await blank.close();
  }
}

/** Of the height of samples that tell when they were pushed, ms. As in page.ts. */
const PERIOD = 500;

/**
 * From push to picture, ms: for samples pushed evenly, how long after that the first copy of the screen was taken that
 * shows them. @param {(number | null)[]} newest height of the newest sample, as a share, in each copy @param {number[]} times
 */
function latenciesOf(newest, times) {
  const latencies = [];
  let former = Number.NaN;
  for (let i = 0; i < newest.length; i++) {
    const height = newest[i];
    if (height === null) {
      former = Number.NaN;
      continue;
    }
    // The latest time before the copy at which samples had this height.
    const age = ((((times[i] % PERIOD) - height * PERIOD) % PERIOD) + PERIOD) % PERIOD;
    const pushed = times[i] - age;
    for (let at = former + 1; at <= pushed && pushed - former < PERIOD / 2; at++) latencies.push(times[i] - at);
    former = pushed;
  }
  return latencies;
}

/**
 * Runs in a blank page. The height of the newest sample in each picture, as a share of what it has in all of them: of the
 * rightmost pixels in the series' blue.
 * @param {{ pictures: string[] }} given
 */
async function readNewest({ pictures }) {
  /** @type {(number | null)[]} */
  const rows = [];
  for (const picture of pictures) {
    const bytes = Uint8Array.from(atob(picture), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no context');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    let found = null;
    for (let x = width - 1; x > width / 2 && found === null; x--) {
      let [count, first, last] = [0, height, 0];
      for (let y = 0; y < height; y++) {
        const at = 4 * (y * width + x);
        if (!(data[at + 2] > data[at] + 60 && data[at + 2] > data[at + 1] + 30)) continue;
        count++;
        first = Math.min(first, y);
        last = y;
      }
      // The line rises to its newest sample. Where it falls from one period to the next it has no height.
      if (count > 0) found = last - first > 60 ? Number.NaN : first;
    }
    rows.push(found === null || Number.isNaN(found) ? null : found);
  }
  const known = rows.filter((row) => row !== null);
  const [top, bottom] = [Math.min(...known), Math.max(...known)];
  return rows.map((row) => (row === null || bottom - top < 50 ? null : (bottom - row) / (bottom - top)));
}

/**
 * Runs in a blank page.
 * @param {{ pictures: string[], places: { x: number, y: number, width: number, height: number }[], scale: number }} given
 */
async function countChanges({ pictures, places, scale }) {
  const changes = places.map(() => 0);
  /** @type {Uint8ClampedArray[] | null} */
  let former = null;
  for (const picture of pictures) {
    const bytes = Uint8Array.from(atob(picture), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no context');
    context.drawImage(bitmap, 0, 0);
    const parts = places.map(({ x, y, width, height }) => {
      return context.getImageData(x * scale, y * scale, Math.floor(width * scale), Math.floor(height * scale)).data;
    });
    for (let i = 0; former && i < parts.length; i++) {
      let unlike = 0;
      // More than the noise of compression.
      for (let k = 0; k < parts[i].length; k += 4) if (Math.abs(parts[i][k] - former[i][k]) > 12) unlike++;
      if (unlike > 4) changes[i]++;
    }
    former = parts;
  }
  return changes;
}
