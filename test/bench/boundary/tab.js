/** A page with the library in it, a worker that can be told to misbehave, and what the browser knows about both. */
import { setTimeout as sleep } from 'node:timers/promises';
import { bundle, openPage } from '../browser.js';
import { watchMemory } from './memory.js';
import { attachThreads } from './threads.js';

/** So that there is one renderer, the page's. */
const ONE_RENDERER = ['--disable-features=SpareRendererForSitePerProcess'];
const HTML =
  '<!doctype html><meta charset="utf-8"><body style="margin:0"><div id="plot"></div><script type="module" src="/page.js"></script>';

/** @type {Map<string, Promise<string>>} */
const bundles = new Map();
/** @param {string} entry */
const bundled = (entry) => {
  if (!bundles.has(entry)) bundles.set(entry, bundle(`boundary/${entry}`));
  return /** @type {Promise<string>} */ (bundles.get(entry));
};

/** @typedef {Awaited<ReturnType<typeof openTab>>} Tab */

/**
 * @param {{ shared: boolean, count?: boolean, viewport?: { width: number, height: number } }} options `shared` lets samples
 * go through shared memory; `count` counts the buffers that are made
 */
export async function openTab({ shared, count = false, viewport = { width: 1000, height: 600 } }) {
  const search = `?${[shared ? 'shared' : 'transfer', ...(count ? ['count'] : [])].join('&')}`;
  const entries = /** @type {[string, [string, string]][]} */ ([
    ['/', ['text/html', HTML]],
    ['/page.js', ['text/javascript', await bundled('page.ts')]],
    ['/worker.js', ['text/javascript', await bundled('worker.ts')]],
    ['/producer.js', ['text/javascript', await bundled('producer.ts')]],
  ]);
  const files = new Map(entries);
  const page = await openPage(files, { args: ONE_RENDERER, search, viewport });
  await page.tab.waitForFunction(() => 'ready' in globalThis);
  const session = await page.context.newCDPSession(page.tab);
  const threads = await attachThreads(session, files);
  return {
    ...page,
    session,
    threads,
    /** Waits until nothing is left to collect, before memory is watched. */
    async settle() {
      await threads.page.collectGarbage();
      await threads.worker('/worker.js').collectGarbage();
      await sleep(500);
    },
    memory: await watchMemory(page.browser, page.tab),
    /**
     * The page as it is behind another tab, or in front again. Headless pages are never hidden by the browser itself,
     * so that the page is told that it is.
     * @param {boolean} hidden
     */
    hide: (hidden) => page.call('setHidden', hidden),
    /** Errors of the page, and what it heard of them itself. */
    async troubles() {
      return [...page.errors, ...(await page.call('troubles'))];
    },
  };
}
