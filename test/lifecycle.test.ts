/** What browsers do to a page as a whole: put it away and fetch it back, freeze it, show it on another screen. */
import { fileURLToPath } from 'node:url';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { chromiumArgs, findChromium } from './find-chromium.js';
import type { Tested } from './lifecycle/page.js';

declare global {
  var tested: Tested;
}

let server: ViteDevServer;
let browser: Browser;
let address: string;

beforeAll(async () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  server = await createServer({
    root,
    configFile: false,
    logLevel: 'warn',
    cacheDir: 'node_modules/.vite-lifecycle',
    server: { host: '127.0.0.1', port: 0, hmr: false },
    optimizeDeps: { noDiscovery: true, include: ['comlink', 'd3-array', 'd3-format'] },
  });
  await server.listen();
  address = `${server.resolvedUrls?.local[0]}test/lifecycle`;
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: chromiumArgs(),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function visit(): Promise<{ page: Page; screen: CDPSession }> {
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(`${address}/page.html`);
  await page.waitForFunction(() => 'tested' in globalThis);
  await goesOn(page);
  return { page, screen: await context.newCDPSession(page) };
}

/** Both streams take more samples, and both are painted. */
async function goesOn(page: Page): Promise<void> {
  const counted = () =>
    page.evaluate(async () => {
      const all = await Promise.all([tested.stream.stats(), tested.fed.stats()]);
      return all.map(({ received, frames, stale, mode }) => ({ received, frames, stale, mode }));
    });
  const before = await counted();
  await expect
    .poll(
      async () => {
        const now = await counted();
        return now.every((stats, i) => {
          const more = stats.received > before[i].received && stats.frames > before[i].frames;
          return more && !stats.stale && stats.mode === 'worker';
        });
      },
      { timeout: 20_000 },
    )
    .toBe(true);
}

/** Every sample since the first is in the window, in order, and the counters say the same. */
async function expectNothingLost(page: Page): Promise<void> {
  const found = await page.evaluate(async () => {
    const checks = [tested.stream, tested.fed].map(async (stream) => {
      const { y } = await stream.data();
      const stats = await stream.stats();
      return {
        inOrder: y.every((value, i) => value === i % 20),
        some: y.length > 0,
        uncounted: stats.pushed - stats.received - stats.dropped - stats.pending - stats.lost,
        lost: stats.lost + stats.dropped,
      };
    });
    return Promise.all(checks);
  });
  expect(found).toEqual(Array(2).fill({ inOrder: true, some: true, uncounted: 0, lost: 0 }));
}

test('a page that was put away and comes back goes on where it was', async () => {
  const { page } = await visit();
  // The browser may let go of a page that it has put away, whatever the page does: it is loaded anew then.
  for (let round = 0, back = 0; back < 2; round++) {
    expect(round).toBeLessThan(20);
    await page.goto(`${address}/elsewhere.html`);
    // No page is loaded where it comes back.
    await page.goBack({ waitUntil: 'commit' });
    await page.waitForFunction(() => 'tested' in globalThis);
    await goesOn(page);
    const events = await page.evaluate(() => tested.events);
    back = events.length;
    expect(events).toEqual(Array(back).fill('persisted'));
    await expectNothingLost(page);
  }
});

test('a page that was frozen goes on where it was', async () => {
  const { page, screen } = await visit();
  await screen.send('Page.setWebLifecycleState', { state: 'frozen' });
  await screen.send('Page.setWebLifecycleState', { state: 'active' });
  await goesOn(page);
  await expectNothingLost(page);
  expect(await page.evaluate(() => tested.events)).toEqual([]);
});

test('on a screen of another pixel ratio the chart is painted at that', async () => {
  const { page, screen } = await visit();
  const width = () => page.evaluate(async () => (await tested.view.chart()).bitmap?.width);
  expect(await width()).toBe(300);
  for (const [i, deviceScaleFactor] of [2, 1.5, 3].entries()) {
    await screen.send('Emulation.setDeviceMetricsOverride', {
      // Of an emulated screen Chromium tells the page nothing, unless its size changes, too.
      width: 700 + i,
      height: 600,
      deviceScaleFactor,
      mobile: false,
    });
    await expect.poll(width, { timeout: 20_000 }).toBe(300 * deviceScaleFactor);
  }
});
