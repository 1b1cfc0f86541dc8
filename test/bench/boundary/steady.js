/**
 * What a frame allocates once a stream runs evenly. Buffers are counted where they are made, by constructors that count
 * (in a run of their own, as counting costs something); objects by the sampling heap profiler of each thread, those
 * that were collected meanwhile included.
 */
import { slope, toldSlope } from './slope.js';
import { openTab } from './tab.js';

/** Bytes a frame on either side: so much, and so much for every stream. */
const BOUND = { frame: 16_000, stream: 1000 };
/** A slope of the heaps that is less than the smallest object a frame, bytes. */
const FLAT = 16;
/** The heaps are watched for so many times as long: what grows by a few kilobytes now and then has no slope in less. */
const LONGER = 10;
const POINTS = 12;

/** @param {import('./tab.js').Tab} tab */
const threadsOf = (tab) => ({ page: tab.threads.page, worker: tab.threads.worker('/worker.js') });

/** Buffers made in so many frames, by who made them. @param {{ streams: number, frames: number, warmUp: number, shared: boolean }} options */
async function countBuffers({ streams, frames, warmUp, shared }) {
  const tab = await openTab({ shared, count: true });
  try {
    await tab.call('startSteady', { count: streams, warmUp });
    const { page, worker } = threadsOf(tab);
    for (const thread of [page, worker]) await thread.evaluate('for (const key in made) delete made[key]; 0');
    await tab.call('passFrames', { count: frames });
    return { page: await page.evaluate('made'), worker: await worker.evaluate('made') };
  } finally {
    await tab.close();
  }
}

/** @param {{ streams: number, frames: number, warmUp: number, shared: boolean }} options */
async function measureHeaps({ streams, frames, warmUp, shared }) {
  const tab = await openTab({ shared });
  try {
    await tab.call('startSteady', { count: streams, warmUp });
    const { page, worker } = threadsOf(tab);
    const before = await tab.call('framesSoFar');
    await page.startAllocations();
    await worker.startAllocations();
    await tab.call('passFrames', { count: frames });
    const allocated = { page: await page.stopAllocations(), worker: await worker.stopAllocations() };
    const after = await tab.call('framesSoFar');
    const places = [];
    const heaps = { page: /** @type {number[]} */ ([]), worker: /** @type {number[]} */ ([]) };
    for (let i = 0; i < POINTS; i++) {
      await tab.call('passFrames', { count: Math.round((LONGER * frames) / POINTS) });
      await tab.call('pause');
      places.push((await tab.call('framesSoFar')).page);
      heaps.page.push(await page.heap());
      heaps.worker.push(await worker.heap());
      await tab.call('resume');
    }
    // The first of them also lets go of what starting left.
    const slopes = {
      page: slope(places.slice(1), heaps.page.slice(1)),
      worker: slope(places.slice(1), heaps.worker.slice(1)),
    };
    const painted = after.painted - before.painted;
    return {
      frames: after.page - before.page,
      painted,
      allocated,
      places,
      heaps,
      slopes,
      troubles: await tab.troubles(),
    };
  } finally {
    await tab.close();
  }
}

/** @param {Record<string, number>} counts */
const total = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** @param {{ quick: boolean, shared: boolean }} options */
export async function steady({ quick, shared }) {
  const rows = [];
  const raw = [];
  const notes = [];
  for (const streams of [1, 4]) {
    // What a stream keeps of its timings grows for ten seconds.
    const options = { streams, frames: quick ? 300 : 2000, warmUp: quick ? 4000 : 15_000, shared };
    const buffers = await countBuffers(options);
    const measured = await measureHeaps(options);
    const { allocated, frames, slopes } = measured;
    const bytes = { page: allocated.page.bytes / frames, worker: allocated.worker.bytes / frames };
    const limit = BOUND.frame + streams * BOUND.stream;
    const made = total(buffers.page) + total(buffers.worker);
    const flat = Math.max(slopes.page.rise, slopes.worker.rise) <= FLAT;
    const within = Math.max(bytes.page, bytes.worker) <= limit;
    const holds = made === 0 && within && flat && measured.troubles.length === 0;
    raw.push({ streams, buffers, ...measured, bytes, holds });
    rows.push([
      streams,
      frames,
      measured.painted,
      `${total(buffers.page)} / ${total(buffers.worker)}`,
      `${bytes.page.toFixed(0)} / ${bytes.worker.toFixed(0)}`,
      limit,
      measured.places.at(-1) - measured.places[1],
      `${toldSlope(slopes.page)} / ${toldSlope(slopes.worker)}`,
      holds ? 'yes' : 'NO',
    ]);
    for (const side of /** @type {const} */ (['page', 'worker'])) {
      for (const [who, count] of Object.entries(buffers[side])) notes.push(`- ${streams}, ${side}: ${count} × ${who}`);
      const tops = allocated[side].top.slice(0, 8);
      const told = tops.map(([name, size]) => `\`${name}\` ${(size / frames).toFixed(0)}`);
      notes.push(`- Of ${streams}, ${side}, most bytes a frame: ${told.join(', ')}`);
    }
  }
  return {
    title: 'Steady state, 100 000 samples/s to every stream',
    note: `Page / worker. Bytes are allocated objects, collected ones included, and the limit is for each side; slopes are of objects and buffers in use after a collection, with their standard errors, flat up to ${FLAT} bytes a frame.\n\n${notes.join('\n')}`,
    columns: [
      'streams',
      'frames',
      'painted of a stream',
      'buffers made',
      'bytes a frame',
      'limit, each',
      'frames for the slope',
      'slope of the heap, bytes a frame',
      'holds',
    ],
    rows,
    held: raw.every(({ holds }) => holds),
    raw,
  };
}
