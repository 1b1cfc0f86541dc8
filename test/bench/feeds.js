/**
 * Feeds that the worker reads: what they cost the page, how quickly each format is decoded, what is seen and lost while the
 * page is blocked, and the memory of a mad server's client. Writes feeds.md and its raw runs.
 */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { watchMemory } from './boundary/memory.js';
import { attachThreads } from './boundary/threads.js';
import { bundle, openPage } from './browser.js';
import { quantile } from './quantile.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const HTML =
  '<!doctype html><meta charset="utf-8"><body style="margin:0"><div id="plot"></div><script type="module" src="/page.js"></script>';
const ONE_RENDERER = ['--disable-features=SpareRendererForSitePerProcess'];
const SIZE = { width: 900, height: 420 };
const SMALL = { width: 100, height: 300 };
/** ms. */
const [WARM, MEASURED, BLOCKED] = [2000, 5000, 2000];
/** Of each format, of a mad server. */
const FRAMES = 100_000;
const FLOATS = { x: 0, y: 1, columns: 3 };
const MAD = { ndjson: {}, json: {}, csv: { x: 0, y: 1, header: false }, float64: FLOATS, float32: FLOATS };
const NUMBERED = { format: 'float64', ...FLOATS, sequence: 2 };

/** A server in a process of its own. @returns {Promise<{ url: (path: string) => string, close(): void }>} */
async function serve() {
  const child = fork(fileURLToPath(new URL('../feeds/server.js', import.meta.url)));
  const port = await new Promise((resolve) => child.once('message', resolve));
  return { url: (path) => `ws://127.0.0.1:${port}${path}`, close: () => child.kill() };
}

/** @type {Map<string, [string, string]> | undefined} */
let files;

/** @template Found @param {{ width: number, height: number }} viewport @param {(page: Awaited<ReturnType<typeof openPage>>) => Promise<Found>} work */
async function onPage(viewport, work) {
  files ??= new Map([
    ['/', ['text/html', HTML]],
    ['/page.js', ['text/javascript', await bundle('feeds/page.ts')]],
    ['/worker.js', ['text/javascript', await bundle('suite/worker.ts')]],
    ['/bare-worker.js', ['text/javascript', await bundle('feeds/bare-worker.ts')]],
    ['/decoding-worker.js', ['text/javascript', await bundle('feeds/decoding-worker.ts')]],
  ]);
  const page = await openPage(files, { args: ONE_RENDERER, viewport });
  try {
    await page.tab.waitForFunction(() => 'ready' in globalThis);
    return await work(page);
  } finally {
    await page.close();
  }
}

/**
 * ms of the page's thread a second: of a page that does nothing, has a canvas that a worker paints, or a million samples a
 * second read. @param {'empty' | 'bare' | 'fed'} kind @param {string} url
 */
const thread = (kind, url) =>
  onPage(SIZE, async (page) => {
    const session = await page.context.newCDPSession(page.tab);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    if (kind === 'bare') await page.call('bare', SIZE);
    if (kind === 'fed') await page.call('begin', { options: { ...NUMBERED, url }, maxPoints: 1_000_000, ...SIZE });
    await sleep(WARM);
    const used = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
    };
    const counted = () => (kind === 'fed' ? page.call('counted') : { samples: 0, frames: 0 });
    const before = await counted();
    const [from, began] = [await used(), performance.now()];
    await sleep(MEASURED);
    const [to, seconds] = [await used(), (performance.now() - began) / 1000];
    const after = await counted();
    return {
      page: (1000 * (to - from)) / seconds,
      samples: (after.samples - before.samples) / seconds,
      frames: (after.frames - before.frames) / seconds,
      errors: page.errors,
    };
  });

/** The page is blocked: frames as the screen shows them, and what came. @param {string} url */
const blocked = (url) =>
  onPage(SMALL, async (page) => {
    const session = await page.context.newCDPSession(page.tab);
    /** @type {{ at: number, data: string }[]} */
    const copies = [];
    session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
      session.send('Page.screencastFrameAck', { sessionId }).catch(() => {});
      copies.push({ at: 1000 * (metadata.timestamp ?? 0), data });
    });
    await page.call('begin', { options: { ...NUMBERED, url }, maxPoints: 100_000, ...SMALL });
    await sleep(2500);
    await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
    await sleep(500);
    const before = await page.call('counted');
    const { from, to } = await page.call('block', BLOCKED);
    await sleep(200);
    await session.send('Page.stopScreencast');
    const after = await page.call('counted');
    const seen = copies.filter(({ at }) => at >= from && at < to);
    const heights = await page.call('readHeights', { pictures: seen.map(({ data }) => data) });
    const presented = heights.filter((/** @type {number} */ height, /** @type {number} */ i) => {
      return height !== null && height !== heights[i - 1];
    }).length;
    const { missing, duplicate, bad, dropped } = after;
    const whole = await page.call('isWhole');
    return { presented, samples: after.samples - before.samples, missing, duplicate, bad, dropped, whole };
  });

/** Mad frames of all formats, one format after the other, into one page. @param {(path: string) => string} url */
const mad = (url) =>
  onPage(SMALL, async (page) => {
    const session = await page.context.newCDPSession(page.tab);
    const threads = await attachThreads(session, files ?? new Map());
    const memory = await watchMemory(page.browser, page.tab);
    const rows = [];
    for (const [format, options] of Object.entries(MAD)) {
      const path = `/fuzz?format=${format}&count=${FRAMES}&seed=1`;
      const own = { ...options, format, url: url(path) };
      const stop = memory.watch();
      await page.call('begin', { options: own, maxPoints: 100_000, ...SMALL });
      while ((await page.call('counted')).messages < FRAMES) await sleep(200);
      const { peak } = stop();
      const counters = await page.call('counted');
      await page.call('end');
      await sleep(6000);
      const { messages, bytes, samples, bad } = counters;
      rows.push({ format, messages, bytes, samples, bad, peak, page: (await threads.page.heap()) / 1e6 });
      console.log('mad', JSON.stringify(rows.at(-1)));
    }
    return rows;
  });

/** @param {number[]} values @param {number} [digits] */
const told = (values, digits = 1) => {
  const spread = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return `${quantile(values, 0.5).toFixed(digits)} (${spread.join(' to ')})`;
};

/** @param {{ runs: number, quick: boolean }} options */
export async function run({ runs: count, quick }) {
  const server = await serve();
  const million = server.url('/rate?format=float64&each=10000&every=10&period=500000');
  const hundredThousand = server.url('/rate?format=float64&each=1000&every=10&period=50000');
  /** @type {Record<'empty' | 'bare' | 'fed', Awaited<ReturnType<typeof thread>>[]>} */
  const threads = { empty: [], bare: [], fed: [] };
  const stops = [];
  try {
    for (let i = 0; i < count; i++) {
      for (const kind of /** @type {const} */ (['empty', 'bare', 'fed'])) {
        threads[kind].push(await thread(kind, million));
        console.log(kind, JSON.stringify(threads[kind][i]));
      }
    }
    for (let i = 0; i < Math.min(count, 5); i++) {
      stops.push(await blocked(hundredThousand));
      console.log('blocked', JSON.stringify(stops[i]));
    }
    const decoded = await onPage(SMALL, (page) => page.call('decode'));
    const madness = await mad(server.url);
    const above = (/** @type {'empty' | 'bare'} */ kind) =>
      threads.fed.map(({ page }, i) => page - threads[kind][i].page);
    const rate = (/** @type {number[]} */ values) =>
      told(
        values.map((value) => value / 1e6),
        2,
      );
    const table = [
      '# Feeds that the worker reads',
      '',
      `Written by \`npm run bench -- feeds\`. ${cpus().length} × ${cpus()[0].model}, Chromium, headless. Medians of ${count} runs, with the least and the most;`,
      'raw runs in feeds.json.',
      '',
      'A WebSocket brings 1 000 000 samples a second, as three float64 each, into a window of as many, which is shown. The empty',
      'page does nothing; the bare one has a canvas of the same size that a worker fills with a colour in each frame, without the',
      `library. ms of the page’s thread a second, over ${MEASURED / 1000} s, and the differences pair by pair:`,
      '',
      '| empty | bare | with the feed | above the empty one | above the bare one | samples/s | frames/s painted |',
      '|---|---|---|---|---|---|---|',
      `| ${told(threads.empty.map(({ page }) => page))} | ${told(threads.bare.map(({ page }) => page))} | ${told(
        threads.fed.map(({ page }) => page),
      )} | ${told(above('empty'))} | ${told(above('bare'))} | ${told(
        threads.fed.map(({ samples }) => samples),
        0,
      )} | ${told(threads.fed.map(({ frames }) => frames))} |`,
      '',
      `The page is blocked for ${BLOCKED / 1000} s while a WebSocket brings 100 000 samples a second. Frames are read off the screen:`,
      '',
      '| frames presented meanwhile | samples meanwhile | missing | duplicate | bad | window whole |',
      '|---|---|---|---|---|---|',
      ...stops.map((stop) => {
        return `| ${stop.presented} | ${stop.samples} | ${stop.missing} | ${stop.duplicate} | ${stop.bad} | ${stop.whole ? 'yes' : 'NO'} |`;
      }),
      '',
      'Decoded in a worker, from bytes that are there already into a window, each sample with x, y and its number (which is',
      'checked); beside it what the same thread takes to make them numbers by `JSON.parse`, or by `split` and `Number`, in the',
      'same round. Million samples a second:',
      '',
      '| format | bytes a sample | ours | MB/s | by hand |',
      '|---|---|---|---|---|',
      ...decoded.map((/** @type {{ format: string, bytes: number, ours: number[], byHand: number[] }} */ one) => {
        const each = one.bytes / 200_000;
        const speed = ((quantile(one.ours, 0.5) * each) / 1e6).toFixed(0);
        return `| ${one.format} | ${each.toFixed(1)} | ${rate(one.ours)} | ${speed} | ${one.byHand.length > 0 ? rate(one.byHand) : ''} |`;
      }),
      '',
      `${FRAMES.toLocaleString('en')} frames of a mad server in each format, in one page, one after the other. Memory: most resident above the`,
      'beginning of each, and the page’s own heap after its stream was closed and what is of no use was collected; MB:',
      '',
      '| format | frames | MB | samples taken | refused | resident, most above | page’s heap after it |',
      '|---|---|---|---|---|---|---|',
      ...madness.map(({ format, messages, bytes, samples, bad, peak, page }) => {
        return `| ${format} | ${messages} | ${(bytes / 1e6).toFixed(0)} | ${samples} | ${bad} | ${peak.toFixed(0)} | ${page.toFixed(1)} |`;
      }),
      '',
    ].join('\n');
    console.log(table);
    if (quick) return;
    writeFileSync(`${here}feeds.md`, table);
    writeFileSync(`${here}feeds.json`, `${JSON.stringify({ threads, stops, decoded, madness })}\n`);
  } finally {
    server.close();
  }
}
