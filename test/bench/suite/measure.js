/** One run of one contestant under one workload, in a browser of its own. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundle, openPage } from '../browser.js';
import { quantile } from '../quantile.js';
import { seen } from './seen.js';

/** ms: before anything is measured, while the page's thread is, and longer where it is blocked; while the screen is traced. */
const TIMES = { warm: 1500, thread: 4000, blocked: 10_000, trace: 2500 };
/** Beginning to trace holds the browser up, ms. */
const TRACE_BEGINS = 500;
/** A page that has not let itself be measured until then keeps its thread all the time; others take 12 to 25 s. ms */
export const PATIENCE = 90_000;
const INPUT_EVERY = 200;
/** The others are peers. */
export const OURS = ['empty', 'ringplot', 'ringplot-shared'];
const ONE_RENDERER = ['--disable-features=SpareRendererForSitePerProcess'];
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
