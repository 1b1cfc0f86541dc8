/** An app that uses the library, opened in Chromium: whether a worker does its work, and whether that is to be seen. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import type { Screen, Visit } from './screen.js';
import { type StaticServer, serveFolder } from './static-server.js';

/** As the apps have it. Their pen is wide enough for pixels that are of this very colour, and of no other of the chart. */
export const COLOR = 0xd81b60;
export const XS = Array.from({ length: 40 }, (_, index) => index);
/** One of them is a gap. */
export const YS = XS.map((x) => (x === 20 ? Number.NaN : x % 10));
/** Of a chart's width, what its line takes at least: there are labels at its left. */
const LEAST_SHARE = 0.75;

export async function serve(folder: string, headers?: Record<string, string>): Promise<StaticServer> {
  const server = await serveFolder(folder, headers);
  onTestFinished(() => server.close());
  return server;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a server of the app's own, waits until it answers, and ends it with the test. */
export async function startServer(command: string, args: string[], cwd: string, url: string): Promise<void> {
  const child = spawn(command, args, { cwd, detached: true, stdio: 'ignore' });
  onTestFinished(() => {
    // Its own children, too.
    process.kill(-child.pid!);
  });
  const answers = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(answers, { timeout: 60_000, interval: 200 }).toBe(true);
}

/** Opens an app and waits until it has made its stream. */
export async function visit(screen: Screen, url: string): Promise<Visit> {
  const opened = await screen.visit(url);
  onTestFinished(() => opened.close());
  const { page, problems } = opened;
  const state = async () => ({ problems, started: await page.evaluate(() => 'stream' in globalThis) });
  await expect.poll(state, { timeout: 20_000 }).toEqual({ problems: [], started: true });
  return opened;
}

/** Gives the app's stream samples; what it then says of itself. */
export function feed({ page }: Visit) {
  return page.evaluate(
    async ({ xs, ys }) => {
      const { stream } = window;
      stream.extend(xs, ys);
      await stream.flush();
      const { mode, reason } = await stream.stats();
      const { x, y } = await stream.data();
      return { mode, reason, x: [...x], y: [...y] };
    },
    { xs: XS, ys: YS },
  );
}

/** The elements show the line of the app's stream. */
export async function expectShown(screen: Screen, { page }: Visit, ...selectors: string[]): Promise<void> {
  for (const selector of selectors) {
    const target = page.locator(selector);
    const { width } = (await target.locator('canvas, svg').first().boundingBox())!;
    const columns = async () => screen.columnsOf(COLOR, (await target.screenshot()).toString('base64'));
    await expect.poll(columns, { message: selector, timeout: 20_000 }).toBeGreaterThan(LEAST_SHARE * width);
  }
}

/** The app's stream runs in a worker and has taken everything, and the elements show its line. */
export async function expectLive(screen: Screen, opened: Visit, ...selectors: string[]): Promise<void> {
  expect(await feed(opened)).toEqual({ mode: 'worker', reason: '', x: XS, y: YS });
  expect(opened.page.workers()).toHaveLength(1);
  await expectShown(screen, opened, ...selectors);
  expect(opened.problems).toEqual([]);
}
