/** The tarball in the hands of its users: bundlers, pages without one, Node, DOM implementations, TypeScript. */
import { copyFile, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, createLogger, createServer } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import webpack from 'webpack';
import { type PackedLibrary, packLibrary, run } from './packed-library.js';
import { openScreen, type Screen, type Visit } from './screen.js';
import { type StaticServer, serveFolder } from './static-server.js';

const POLICY = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' blob:";
/** As the apps have it. Their pen is wide enough for pixels that are of this very colour, and of no other of the chart. */
const COLOR = 0xd81b60;
const XS = Array.from({ length: 40 }, (_, index) => index);
/** One of them is a gap. */
const YS = XS.map((x) => (x === 20 ? Number.NaN : x % 10));
/** A process that is still there after this, ms, is held up by something. */
const PROCESS_TIMEOUT = 60_000;

const { resolve } = createRequire(import.meta.url);

let library: PackedLibrary;
let screen: Screen;

beforeAll(async () => {
  library = await packLibrary();
  screen = await openScreen();
}, 120_000);

afterAll(async () => {
  await screen?.close();
  await library?.remove();
});

afterEach(() => {
  vi.unstubAllEnvs();
});

async function serve(folder: string, headers?: Record<string, string>): Promise<StaticServer> {
  const server = await serveFolder(folder, headers);
  onTestFinished(() => server.close());
  return server;
}

/** Opens an app and waits until it has made its stream. */
async function visit(url: string): Promise<Visit> {
  const opened = await screen.visit(url);
  onTestFinished(() => opened.close());
  const { page, problems } = opened;
  const state = async () => ({ problems, started: await page.evaluate(() => 'stream' in globalThis) });
  await expect.poll(state, { timeout: 20_000 }).toEqual({ problems: [], started: true });
  return opened;
}

/** The app's stream runs in a worker and has taken everything, and the elements show its line. */
async function expectLive({ page, problems }: Visit, ...selectors: string[]): Promise<void> {
  const { plotWidth, ...taken } = await page.evaluate(
    async ({ xs, ys }) => {
      const { stream } = window;
      stream.extend(xs, ys);
      await stream.flush();
      const { mode } = await stream.stats();
      const { x, y } = await stream.data();
      const { plot } = await stream.render({ format: 'svg' });
      return { mode, x: [...x], y: [...y], plotWidth: plot.width };
    },
    { xs: XS, ys: YS },
  );
  expect(taken).toEqual({ mode: 'worker', x: XS, y: YS });
  expect(page.workers()).toHaveLength(1);
  for (const selector of selectors) {
    const columns = async () => screen.columnsOf(COLOR, (await page.locator(selector).screenshot()).toString('base64'));
    await expect.poll(columns, { message: selector, timeout: 20_000 }).toBeGreaterThan(0.8 * plotWidth);
  }
  expect(problems).toEqual([]);
}

describe('a fresh Vite app', () => {
  let app: string;

  beforeAll(async () => {
    app = await library.makeApp('vite');
  }, 60_000);

  test('development server', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    const logger = createLogger('silent');
    const server = await createServer({
      root: app,
      configFile: false,
      customLogger: logger,
      server: { host: '127.0.0.1', port: 0 },
    });
    onTestFinished(() => server.close());
    await server.listen();
    const opened = await visit(`http://127.0.0.1:${(server.httpServer!.address() as AddressInfo).port}/`);
    await expectLive(opened, '#plot');
    // Bundling dependencies in advance moves the library away from its worker.
    expect(opened.requests).toContainEqual(expect.stringContaining('/node_modules/.vite/deps/ringplot.js'));
    expect(logger.hasWarned).toBe(false);
  });

  test('build', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const logger = createLogger('silent');
    await build({ root: app, configFile: false, logLevel: 'silent', customLogger: logger });
    const { origin } = await serve(join(app, 'dist'));
    await expectLive(await visit(`${origin}/`), '#plot');
    expect(logger.hasWarned).toBe(false);
  });
});

test('a fresh webpack app', async () => {
  const app = await library.makeApp('webpack');
  const output = join(app, 'dist');
  const compiler = webpack({ mode: 'production', context: app, entry: './main.js', output: { path: output } })!;
  const stats = await new Promise<webpack.Stats>((done, fail) => {
    compiler.run((error, result) => (result ? done(result) : fail(error)));
  });
  expect(stats.toJson({ all: false, errors: true, warnings: true })).toMatchObject({ errors: [], warnings: [] });
  await copyFile(join(app, 'index.html'), join(output, 'index.html'));
  const { origin } = await serve(output);
  await expectLive(await visit(`${origin}/`), '#plot');
});

describe('a page without a bundler', () => {
  let app: string;

  beforeAll(async () => {
    app = await library.makeApp('plain');
  }, 60_000);

  test('under a strict policy', async () => {
    const { origin } = await serve(app, { 'Content-Security-Policy': POLICY });
    const opened = await visit(`${origin}/strict.html`);
    await expectLive(opened, '#canvas', '#bitmap', '#svg');

    const png = await opened.page.evaluate(async () => {
      const chart = await window.stream.render({ format: 'svg' });
      const bytes = new Uint8Array(await (await chart.toBlob('image/png')).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    });
    expect(await screen.columnsOf(COLOR, png)).toBeGreaterThan(200);
    expect(opened.problems).toEqual([]);
  });

  test('that takes the library from another origin', async () => {
    const { origin } = await serve(app);
    const foreign = await serve(app, { 'Access-Control-Allow-Origin': '*' });
    await expectLive(await visit(`${origin}/foreign.html?origin=${foreign.origin}`), '#plot');
  });

  test('that runs the worker as a classic script', async () => {
    const { origin } = await serve(app);
    await expectLive(await visit(`${origin}/classic.html`), '#plot');
  });
});

describe('Node', () => {
  let app: string;

  beforeAll(async () => {
    app = await library.makeApp('node');
  }, 60_000);

  test('renders, and ends without being told to', async () => {
    const script = await readFile(join(app, 'render.js'), 'utf8');
    const args = ['--input-type=module', '-e', script];
    const { stdout } = await run(process.execPath, args, { cwd: app, timeout: PROCESS_TIMEOUT });
    const { svg, mode, keepAlive } = JSON.parse(stdout);
    expect(svg).toMatch(/^<svg .*Sensor.*<\/svg>$/s);
    expect(mode).toBe('in-process');
    expect(keepAlive).not.toContain('Timeout');
    expect(keepAlive).not.toContain('MessagePort');
  });

  test.each(['jsdom', 'happy-dom'])('renders among the globals of %s, which it leaves alone', async (name) => {
    const runner = pathToFileURL(resolve('vitest/runtime')).href;
    const { stdout } = await run(process.execPath, ['dom.js', runner, name], { cwd: app, timeout: PROCESS_TIMEOUT });
    const { svg, mode, touched } = JSON.parse(stdout);
    expect(svg).toMatch(/^<svg .*Sensor.*<\/svg>$/s);
    expect(mode).toBe('in-process');
    expect(touched).toEqual([]);
  });
});

describe('TypeScript', () => {
  let app: string;

  beforeAll(async () => {
    app = await library.makeApp('types');
  }, 60_000);

  test.each(['bundler', 'nodenext'])('resolves and checks the types by the rules of %s', async (resolution) => {
    const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
    const args = [compiler, '-p', `tsconfig.${resolution}.json`];
    const { stdout } = await run(process.execPath, args, { cwd: app }).catch((failure) => failure);
    expect(stdout).toBe('');
  });
});
