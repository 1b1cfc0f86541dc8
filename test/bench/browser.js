/** A Chromium and a page for benchmarks, served so that its clocks are as fine as browsers allow. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { rolldown } from 'rolldown';
import { chromiumArgs, findChromium } from '../find-chromium.js';

const here = fileURLToPath(new URL('.', import.meta.url));

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

/**
 * Opens a page with the given scripts; `close` ends all.
 * @param {{ page: string, worker: string, ratio: number }} entries
 */
export async function openPage({ page: pageEntry, worker: workerEntry, ratio }) {
  const files = new Map([
    ['/', ['text/html', '<!doctype html><meta charset="utf-8"><body style="margin:0"><script type="module" src="/page.js"></script>']],
    ['/page.js', ['text/javascript', await bundle(pageEntry)]],
    ['/worker.js', ['text/javascript', await bundle(workerEntry)]],
    ['/metrics.json', ['application/json', readFileSync(`${here}../data/server-metrics.json`, 'utf8')]],
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
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumArgs(), ...(process.env.FLAGS ?? '').split(' ').filter(Boolean)] });
  const context = await browser.newContext({ viewport: { width: 1900, height: 1000 }, deviceScaleFactor: ratio });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(error));
  page.on('console', (message) => console.error(message.text()));
  await page.goto(`http://127.0.0.1:${port}/`);
  const version = browser.version();
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { page, version, close };
}
