/**
 * Takes the pictures of the demo that docs/ keeps: light and dark, on a desk and on a phone, at 1× and 2×; and of charts
 * while they are touched. Given the name of one page it takes those of that page only.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { chromiumArgs, findChromium } from '../test/find-chromium.js';
import { takeTouched } from './touched-pictures.js';

/** Which, where, how long the charts fill before they are taken, ms, and what is pressed for that. */
const PAGES = /** @type {const} */ ([
  ['demo', '', 8000],
  ['gallery', 'gallery.html?still', 1500],
  ['training', 'training.html', 15_000, '[data-way=worker]'],
  ['feeds', 'feeds.html', 2000, '[data-act=again]', '[data-act=rubbish]', '[data-act=break]'],
]);
const only = process.argv[2];
const docs = fileURLToPath(new URL('../docs/', import.meta.url));

const server = spawn(process.execPath, [fileURLToPath(new URL('serve.js', import.meta.url))], { stdio: 'pipe' });
let address = '';
for await (const line of createInterface({ input: server.stdout })) {
  address = line.match(/http:\/\/\S+/)?.[0] ?? '';
  if (address) break;
}

const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs() });
let complaints = 0;
const watch = (/** @type {import('playwright').Page} */ page) => {
  const complain = (/** @type {string} */ text) => {
    complaints++;
    console.error(text);
  };
  page.on('console', (message) => message.type() === 'error' && complain(message.text()));
  page.on('pageerror', (error) => complain(error.message));
};
for (const width of [1280, 390]) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const deviceScaleFactor of [1, 2]) {
      const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, deviceScaleFactor });
      watch(page);
      for (const [name, where, fill, ...presses] of PAGES) {
        if (only && only !== name) continue;
        await page.setViewportSize({ width, height: 800 });
        await page.goto(address + where);
        // What lies below the screen would not be painted. What is as high as the screen is larger then.
        for (let k = 0; k < 2; k++) {
          const height = await page.evaluate(() => document.documentElement.scrollHeight);
          await page.setViewportSize({ width, height });
        }
        for (const press of presses) {
          // Enough to have something to break.
          if (presses.length > 1) await page.waitForTimeout(3000);
          await page.click(press);
        }
        await page.waitForTimeout(fill);
        const path = `${docs}${name}-${width}-${colorScheme}${deviceScaleFactor === 1 ? '' : '@2x'}.png`;
        await page.screenshot({ path });
        console.log(path);
      }
      await page.close();
    }
  }
}
if (!only || only === 'touch') await takeTouched(browser, `${address}touch.html`, docs, watch);
await browser.close();
server.kill();
await once(server, 'exit');
if (complaints > 0) process.exitCode = 1;
