/** What a page shows, looked at from outside: its screenshots, and whatever it complains of. */
import { type Browser, chromium, type Page } from 'playwright';
import type { LiveStream } from 'ringplot';
import { chromiumArgs, findChromium } from '../find-chromium.js';

declare global {
  interface Window {
    /** Left by each app for the test to fill and ask. */
    stream: LiveStream;
  }
}

export interface Visit {
  readonly page: Page;
  /** Errors, also of its workers; failed requests; violations of its policy. */
  readonly problems: string[];
  /** The addresses of all that was requested. */
  readonly requests: string[];
  close(): Promise<void>;
}

export interface Screen {
  visit(url: string): Promise<Visit>;
  /** How many columns of a picture, PNG in base64, hold a pixel of exactly one colour. */
  columnsOf(colorHex: number, png: string): Promise<number>;
  close(): Promise<void>;
}

export async function openScreen(): Promise<Screen> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs() });
  const blank = await browser.newPage();
  return {
    visit: (url) => visit(browser, url),
    columnsOf: (colorHex, png) => blank.evaluate(countColumns, { colorHex, png }),
    close: () => browser.close(),
  };
}

async function visit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
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
  await page.goto(url);
  return { page, problems, requests, close: () => context.close() };
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
