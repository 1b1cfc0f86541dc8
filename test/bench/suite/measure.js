/** One run of one contestant under one workload, in a browser of its own. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundle, openPage } from '../browser.js';
import { quantile } from '../quantile.js';

/** ms: before anything is measured, while the page's thread is, and longer where it is blocked; while the screen is copied, or traced. */
const TIMES = { warm: 1500, thread: 4000, blocked: 10_000, screen: 1500, trace: 2500 };
/** Beginning to trace holds the browser up, ms. */
const TRACE_BEGINS = 500;
/** A page that has not let itself be measured until then keeps its thread all the time; others take 12 to 25 s. ms */
export const PATIENCE = 90_000;
const INPUT_EVERY = 200;
/** The others are peers. */
export const OURS = ['empty', 'ringplot', 'ringplot-shared'];
const ONE_RENDERER = ['--disable-features=SpareRendererForSitePerProcess'];
/** Copies of the screen are so much smaller than a wall of charts. */
const COPY = { width: 475, height: 250 };
const HTML = '<!doctype html><meta charset="utf-8"><body><script type="module" src="/page.js"></script>';

/** @typedef {import('./workloads.js').Workload} Workload */
/** @typedef {Awaited<ReturnType<typeof openPage>>} Page */

/** @type {Map<string, Promise<string>>} */
const bundles = new Map();
/** @param {string} entry */
function bundled(entry) {
  if (!bundles.has(entry)) bundles.set(entry, bundle(entry));
  return /** @type {Promise<string>} */ (bundles.get(entry));
}

/** Processor time of all of the browser's processes, s. @param {import('playwright').CDPSession} session */
async function browserTime(session) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Resident size of the page's renderer, MB: of the largest, there being hardly another. @param {import('playwright').CDPSession} session */
async function rendererMemory(session) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(readFileSync(`/proc/${id}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1]) / 1000);
  return Math.max(...sizes);
}

/** Presses a key every now and then, for so long, ms. @param {import('playwright').CDPSession} session @param {number} ms */
export async function useIt(session, ms) {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    await session.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'a', code: 'KeyA' });
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'a', code: 'KeyA' });
    await sleep(INPUT_EVERY);
  }
}

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
  await sleep(TIMES.screen);
  await session.send('Page.stopScreencast');
  return copies;
}

/**
 * Frames a second that reached the screen, of the chart with fewest: by the browser's trace, as copying the screen slows
 * the display down. It counts how often the display was drawn with a new frame of the chart's own surface, or of the
 * page's where that is what charts are drawn on.
 * @param {Page} page @param {number} charts
 * @param {{ ms: number, use: (ms: number) => Promise<unknown> }} [meanwhile] what is done with the page, and for how long
 */
export async function presented({ browser, tab }, charts, { ms, use } = { ms: TIMES.trace, use: sleep }) {
  await browser.startTracing(tab, { categories: ['viz'] });
  await use(ms);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  return drawnRate(traceEvents, charts, ms);
}

/**
 * What is in the frames that reach the screen, by copies of it: how old the newest sample is, of one chart; and in which
 * share of copies a chart differs from the copy before, the one with fewest.
 * @param {Page} page @param {import('playwright').CDPSession} session @param {Workload} workload
 * @param {{ x: number, y: number, width: number, height: number }[]} places of the charts, CSS px
 * @returns {Promise<{ latencies: number[], fresh: number }>}
 */
async function seen({ context }, session, { viewport, cloud, series }, places) {
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

/** Of a canvas that is painted in a worker; a page's own surface has a smaller number. */
const FIRST_OF_CANVASES = 2 ** 31;

/**
 * How often a second the display was drawn with something new of a chart, of the one with fewest.
 * @param {{ name: string, ts: number, args: { SurfaceId?: string } }[]} events of a trace @param {number} charts
 * @param {number} ms that was traced
 */
function drawnRate(events, charts, ms) {
  const names = ['Surface::ActivateFrame', 'Display::DrawAndSwap'];
  const all = events.filter(({ name }) => names.includes(name)).sort((a, b) => a.ts - b.ts);
  const told = all.filter(({ ts }) => ts > all[0].ts + 1000 * TRACE_BEGINS);
  /** By the number of the surface. @type {Map<number, number>} */
  const drawn = new Map();
  /** @type {Set<number>} */
  const fresh = new Set();
  for (const { name, args } of told) {
    if (name === names[0]) fresh.add(Number(args.SurfaceId?.match(/FrameSinkId\(\d+, (\d+)\)/)?.[1]));
    else {
      for (const surface of fresh) drawn.set(surface, (drawn.get(surface) ?? 0) + 1);
      fresh.clear();
    }
  }
  // A page that stands still shows little of the time that it was watched.
  const watched = Math.max(told[told.length - 1]?.ts - told[0]?.ts, 1000 * (ms - TRACE_BEGINS));
  const counts = (/** @type {boolean} */ ofCanvases) => {
    const surfaces = [...drawn].filter(([surface]) => surface >= FIRST_OF_CANVASES === ofCanvases);
    return surfaces.map(([, count]) => count).sort((a, b) => b - a);
  };
  const canvases = counts(true);
  const fewest = canvases.length >= charts ? canvases[charts - 1] : (counts(false)[0] ?? 0);
  return told.length > 0 ? (1e6 * fewest) / watched : 0;
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

/** Null for a page that does not let itself be measured. @param {string} contestant @param {Workload} workload */
export function measure(contestant, workload) {
  const folder = OURS.includes(contestant) ? 'contestants' : 'peers';
  return onPage(`suite/${folder}/${contestant}.ts`, workload, (page) => measurePage(page, workload));
}

/**
 * What `work` finds on the page of a contestant, in a browser of its own; null where that takes longer than anybody waits.
 * @template Found
 * @param {string} entry of the page, in this folder's parent @param {Workload} workload
 * @param {(page: Page) => Promise<Found>} work
 */
export async function onPage(entry, workload, work) {
  const files = /** @type {[string, [string, string]][]} */ ([
    ['/', ['text/html', HTML]],
    ['/page.js', ['text/javascript', await bundled(entry)]],
    ['/worker.js', ['text/javascript', await bundled('suite/worker.ts')]],
    ['/producer.js', ['text/javascript', await bundled('suite/producer.ts')]],
  ]);
  const page = await openPage(new Map(files), { args: ONE_RENDERER, viewport: workload.viewport });
  const patience = new AbortController();
  const found = work(page);
  try {
    return await Promise.race([found, sleep(PATIENCE, null, { signal: patience.signal })]);
  } finally {
    patience.abort();
    // Where nobody waits for it any more.
    found.catch(() => {});
    await page.close();
  }
}

/** Begins to feed a page's charts. @param {Page} page @param {Workload} workload */
export async function begin(page, workload) {
  await page.tab.waitForFunction(() => 'start' in globalThis);
  const session = await page.context.newCDPSession(page.tab);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.call('start', workload);
  return session;
}

/**
 * What a page that has begun takes of its thread, and what it does to it, while it is used.
 * @param {Page} page @param {import('playwright').CDPSession} session @param {() => Promise<unknown>} use
 */
export async function measureThread(page, session, use) {
  const ofBrowser = await page.browser.newBrowserCDPSession();
  const metrics = async () => {
    const { metrics: all } = await session.send('Performance.getMetrics');
    return all.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  await page.call('takeNotes');
  const [thread, browser, began] = [await metrics(), await browserTime(ofBrowser), performance.now()];
  await use();
  const seconds = (performance.now() - began) / 1000;
  const threadUsed = (await metrics()) - thread;
  const browserUsed = (await browserTime(ofBrowser)) - browser;
  const notes = await page.call('takeNotes');
  return {
    /** ms of the page's thread a second. */
    page: (1000 * threadUsed) / seconds,
    browser: (1000 * browserUsed) / seconds,
    stallP95: quantile(notes.stalls, 0.95),
    stallMost: Math.max(...notes.stalls),
    inputP95: quantile(notes.delays, 0.95),
    moves: notes.moves / seconds,
    samples: notes.samples / seconds,
    memory: await rendererMemory(ofBrowser),
  };
}

/** @param {Page} page @param {Workload} workload */
async function measurePage(page, workload) {
  const session = await begin(page, workload);
  await sleep(TIMES.warm);
  const thread = await measureThread(page, session, () => useIt(session, workload.busy ? TIMES.blocked : TIMES.thread));
  const frame = await page.call('frameTime');
  const places = await page.call('settle');
  const rate = await presented(page, places.length);
  const { latencies, fresh } = await seen(page, session, workload, places);
  return {
    ...thread,
    presented: rate,
    fresh,
    frame,
    latencyP50: quantile(latencies, 0.5),
    latencyP99: quantile(latencies, 0.99),
    errors: page.errors,
  };
}
