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
export async function bundle(entry) {
  const build = await rolldown({
    cwd: here,
    input: `./${entry}`,
    resolve: {
      extensionAlias: { '.js': ['.ts', '.js'] },
      // Of the demo, which is written as an app is.
      alias: { 'ringplot/tfjs': fileURLToPath(new URL('../../src/tfjs.ts', import.meta.url)) },
    },
    // Styles of peers, to be put into the page.
    moduleTypes: { '.css': 'text' },
    // The package says that it has none; its worker's entry is nothing else.
    treeshake: { moduleSideEffects: () => true },
    logLevel: 'warn',
  });
  const { output } = await build.generate({ format: 'esm', codeSplitting: false });
  return output[0].code;
}

/**
 * Serves files by path, each with its type, and opens the one at '/'; `close` ends all.
 * @param {Map<string, [string, string]>} files
 * @param {{ args?: string[], search?: string, viewport: { width: number, height: number }, ratio?: number }} options
 */
export async function openPage(files, { args = [], search = '', viewport, ratio = 1 }) {
  const served = new Map([...files, ['/favicon.ico', ['image/x-icon', ' ']]]);
  const server = createServer((request, response) => {
    const [type, body] = served.get(request.url?.split('?')[0] ?? '') ?? ['text/plain', ''];
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
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumArgs(), ...args] });
  const context = await browser.newContext({ viewport, deviceScaleFactor: ratio });
  const tab = await context.newPage();
  /** Uncaught errors and rejections of the page. @type {string[]} */
  const errors = [];
  tab.on('pageerror', (error) => {
    errors.push(String(error));
    console.error(error);
  });
  await tab.goto(`http://127.0.0.1:${port}/${search}`);
  return {
    browser,
    context,
    tab,
    errors,
    version: browser.version(),
    /** Calls a function of the page. @param {string} name @param {unknown} [argument] @returns {Promise<any>} */
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

/** Opens the page of the frame benchmarks at a pixel ratio. @param {number} ratio @param {string} [worker] what paints */
export async function openFramePage(ratio, worker = 'frame-worker.ts') {
  const page =
    '<!doctype html><meta charset="utf-8"><body style="margin:0"><script type="module" src="/page.js"></script><script type="module" src="/uplot.js"></script>';
  const files = /** @type {[string, [string, string]][]} */ ([
    ['/', ['text/html', page]],
    ['/page.js', ['text/javascript', await bundle('frame-page.ts')]],
    ['/uplot.js', ['text/javascript', await bundle('peers/uplot.ts')]],
    ['/worker.js', ['text/javascript', await bundle(worker)]],
    ['/metrics.json', ['application/json', readFileSync(`${here}../data/server-metrics.json`, 'utf8')]],
  ]);
  return openPage(new Map(files), { args: UNTHROTTLED, viewport: { width: 1900, height: 1000 }, ratio });
}
