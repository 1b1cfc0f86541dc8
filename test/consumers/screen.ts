/** What a page shows, looked at from outside: its screenshots, and whatever it complains of. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import type { LiveStream } from 'ringplot';
import { chromiumArgs, findChromium } from '../find-chromium.js';

declare global {
  interface Window {
    /** Left by each app for the test to fill and ask. */
    stream: LiveStream;
    /** Calls the engine in the page's latest worker, past the library, as Comlink would. */
    askWorker(method: string): Promise<unknown[]>;
  }
}

export interface Visit {
  readonly page: Page;
  /** Errors, also of its workers; failed requests; violations of its policy. */
  readonly problems: string[];
  readonly warnings: string[];
  /** The addresses of all that was requested. */
  readonly requests: string[];
  close(): Promise<void>;
}

export interface Screen {
  visit(url: string, options?: BrowserContextOptions): Promise<Visit>;
  /** How many columns of a picture, PNG in base64, hold a pixel of exactly one colour. */
  columnsOf(colorHex: number, png: string): Promise<number>;
  /** The share of pixels that are clearly unlike in two pictures, PNG in base64; 1 where they are not equally large. */
  unlike(one: string, other: string): Promise<number>;
  close(): Promise<void>;
}

export async function openScreen(): Promise<Screen> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs() });
  const blank = await browser.newPage();
  return {
    visit: (url, options) => visit(browser, url, options),
    columnsOf: (colorHex, png) => blank.evaluate(countColumns, { colorHex, png }),
    unlike: (one, other) => blank.evaluate(countUnlike, { one, other }),
    close: () => browser.close(),
  };
}

async function visit(browser: Browser, url: string, options?: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems: string[] = [];
  const warnings: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
    if (message.type() === 'warning') warnings.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  page.on('requestfailed', (request) => problems.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.url()}: ${response.status()}`);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`${violatedDirective} forbids ${blockedURI}`);
    });
  });
  await page.addInitScript(rememberWorker);
  await page.goto(url);
  return { page, problems, warnings, requests, close: () => context.close() };
}

/** Runs in a page, before its own scripts. */
function rememberWorker(): void {
  let latest: Worker | undefined;
  window.Worker = new Proxy(Worker, {
    construct(target, given) {
      latest = Reflect.construct(target, given) as Worker;
      return latest;
    },
  });
  window.askWorker = (method) =>
    new Promise((resolve) => {
      const id = Math.random().toString();
      latest!.addEventListener('message', function heard({ data }) {
        if (data.id !== id) return;
        latest!.removeEventListener('message', heard);
        resolve(data.value);
      });
      latest!.postMessage({ id, type: 'APPLY', path: [method], argumentList: [] });
    });
}

/** Runs in the blank page. */
async function countUnlike(pictures: { one: string; other: string }): Promise<number> {
  const read = async (png: string) => {
    const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height);
  };
  const [one, other] = [await read(pictures.one), await read(pictures.other)];
  if (one.width !== other.width || one.height !== other.height) return 1;
  let unlike = 0;
  for (let i = 0; i < one.data.length; i += 4) {
    const apart = [0, 1, 2].map((channel) => Math.abs(one.data[i + channel] - other.data[i + channel]));
    if (Math.max(...apart) > 64) unlike++;
  }
  return unlike / (one.data.length / 4);
}

/** Runs in the blank page. */
async function countColumns({ colorHex, png }: { colorHex: number; png: string }): Promise<number> {
  const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const columns = new Set<number>();
  for (let i = 0; i < data.length; i += 4) {
    if (((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]) === colorHex) columns.add((i / 4) % width);
  }
  return columns.size;
}
