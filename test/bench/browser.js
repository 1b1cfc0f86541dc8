/** A Chromium and a page for benchmarks. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { rolldown } from 'rolldown';
import { chromiumArgs, findChromium } from '../find-chromium.js';

const here = fileURLToPath(new URL('.', import.meta.url));

/** One frame follows the other as fast as they are made and presented, so that the time between them is what one costs. */
const UNTHROTTLED = ['--disable-frame-rate-limit', '--disable-gpu-vsync'];

/** Bundles one of this folder's entries. @param {string} entry */
async function bundle(entry) {
  const build = await rolldown({
    cwd: here,
    input: `./${entry}`,
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    logLevel: 'warn',
  });
  const { output } = await build.generate({ format: 'esm', codeSplitting: false });
  return output[0].code;
}

/** Opens the page of the frame benchmarks at a pixel ratio; `close` ends all. @param {number} ratio */
export async function openFramePage(ratio) {
  const page =
    '<!doctype html><meta charset="utf-8"><body style="margin:0"><script type="module" src="/page.js"></script><script type="module" src="/uplot.js"></script>';
  const files = new Map([
    ['/', ['text/html', page]],
    ['/page.js', ['text/javascript', await bundle('frame-page.ts')]],
    ['/uplot.js', ['text/javascript', await bundle('peers/uplot.ts')]],
    ['/worker.js', ['text/javascript', await bundle('frame-worker.ts')]],
    ['/metrics.json', ['application/json', readFileSync(`${here}../data/server-metrics.json`, 'utf8')]],
    ['/favicon.ico', ['image/x-icon', ' ']],
  ]);
  const server = createServer((request, response) => {
    const [type, body] = files.get(request.url ?? '') ?? ['text/plain', ''];
    response.writeHead(body === '' ? 404 : 200, {
      'content-type': type,
      // Isolated from other origins the clock has steps of 5 µs instead of 100.
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumArgs(), ...UNTHROTTLED] });
  const context = await browser.newContext({ viewport: { width: 1900, height: 1000 }, deviceScaleFactor: ratio });
  const tab = await context.newPage();
  tab.on('pageerror', (error) => console.error(error));
  await tab.goto(`http://127.0.0.1:${port}/`);
  return {
    version: browser.version(),
    /** Calls a function of the page. @param {string} name @param {unknown} argument @returns {Promise<any>} */
    call: (name, argument) =>
      tab.evaluate(
        ([what, given]) => /** @type {any} */ (globalThis)[/** @type {string} */ (what)](given),
        [name, argument],
      ),
    async close() {
      await browser.close();
      server.close();
    },
  };
}
