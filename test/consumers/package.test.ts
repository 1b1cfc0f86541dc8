/** The tarball in the hands of its users: bundlers, pages without one, Node, DOM implementations, TypeScript. */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { build, createLogger, createServer } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { COLOR, expectLive, expectShown, feed, serve, visit, XS, YS } from './app.js';
import { type PackedLibrary, packLibrary, run } from './packed-library.js';
import { openScreen, type Screen, type Visit } from './screen.js';

const POLICY = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' blob:";
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

describe('the package', () => {
  /** What a tool of this repository has to complain of. */
  const complaints = (name: string, ...args: string[]) =>
    run(fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url)), args).then(
      () => '',
      ({ stdout, stderr }) => stdout + stderr,
    );

  test('publint finds nothing to improve', async () => {
    expect(await complaints('publint', 'run', library.tarball, '--strict')).toBe('');
  });

  test('its types are those of what is loaded, for every entry', async () => {
    expect(await complaints('attw', library.tarball, '--profile', 'esm-only')).toBe('');
  });

  test('what it weighs in a page is what the README says', async () => {
    const app = await library.makeApp('node');
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const worker = await readFile(join(app, 'node_modules/ringplot/dist/worker.js'));
    const [page, later] = await sizesOf(app, PLAIN, ['engine-client']);
    const [touchable, , touched] = await sizesOf(app, TOUCHED, ['engine-client', 'interaction']);
    const weights = { page, later, touchable, touched, worker: gzipSync(worker, { level: 9 }).length };
    const claimed = (pattern: RegExp) => 1000 * Number(readme.match(pattern)?.[1]);
    const claims = {
      page: claimed(/`import \{ LiveStream \}` is (\S+) kB/),
      later: claimed(/Another (\S+) kB arrive/),
      touchable: claimed(/`import \{ interact \}` beside it a page is (\S+) kB/),
      touched: claimed(/and (\S+) kB more come when/),
      worker: claimed(/worker itself is (\S+) kB/),
    };
    // In both directions: a claim that no longer holds is to be mended, whichever way it is wrong.
    for (const side of ['page', 'later', 'touchable', 'touched', 'worker'] as const) {
      expect(Math.abs(weights[side] - claims[side]), `${side}: ${weights[side]} bytes`).toBeLessThanOrEqual(150);
    }
    expect(weights.page).toBeLessThanOrEqual(17_400);
    expect(weights.page + weights.later).toBeLessThanOrEqual(29_250);
    expect(weights.touchable).toBeLessThanOrEqual(18_000);
    expect(weights.worker).toBeLessThanOrEqual(67_400);
  });
});

const PLAIN = `export { LiveStream } from 'ringplot';`;
const TOUCHED = `${PLAIN} export { interact } from 'ringplot/interactive';`;

/**
 * Bytes of what a bundler leaves of such a page, minified and gzipped, each in one piece: what is loaded at once, and what
 * comes after that with each of these files, one after the other.
 */
async function sizesOf(app: string, code: string, later: string[]): Promise<number[]> {
  await writeFile(join(app, 'only.js'), code);
  const bundle = await rolldown({ input: 'only.js', cwd: app, platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  const chunks = new Map(output.flatMap((part) => (part.type === 'chunk' ? [[part.fileName, part] as const] : [])));
  const loaded = new Set<string>();
  const load = (name: string): string => {
    const chunk = chunks.get(name);
    if (!chunk || loaded.has(name)) return '';
    loaded.add(name);
    return chunk.imports.map(load).join('') + chunk.code;
  };
  const all = [...chunks.values()];
  const parts = later.map((file) => all.filter(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/${file}.js`))));
  for (const part of parts) expect(part).toHaveLength(1);
  return [all.filter(({ isEntry }) => isEntry), ...parts].map((part) => {
    return gzipSync(part.map(({ fileName }) => load(fileName)).join(''), { level: 9 }).length;
  });
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
    const opened = await visit(screen, `http://127.0.0.1:${(server.httpServer!.address() as AddressInfo).port}/`);
    await expectLive(screen, opened, '#plot');
    // Bundling dependencies in advance moves the library away from its worker.
    expect(opened.requests).toContainEqual(expect.stringContaining('/node_modules/.vite/deps/ringplot.js'));
    expect(logger.hasWarned).toBe(false);
  });

  test('build', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const logger = createLogger('silent');
    await build({ root: app, configFile: false, logLevel: 'silent', customLogger: logger });
    const { origin } = await serve(join(app, 'dist'));
    await expectLive(screen, await visit(screen, `${origin}/`), '#plot');
    expect(logger.hasWarned).toBe(false);
  });
});

describe('a page without a bundler', () => {
  let app: string;

  beforeAll(async () => {
    app = await library.makeApp('plain');
  }, 60_000);

  test('under a strict policy', async () => {
    const { origin } = await serve(app, { 'Content-Security-Policy': POLICY });
    const opened = await visit(screen, `${origin}/strict.html`);
    await expectLive(screen, opened, '#canvas', '#bitmap', '#svg');

    const png = await opened.page.evaluate(async () => {
      const chart = await window.stream.render({ format: 'svg' });
      const bytes = new Uint8Array(await (await chart.toBlob('image/png')).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    });
    expect(await screen.columnsOf(COLOR, png)).toBeGreaterThan(200);
    expect(opened.problems).toEqual([]);
  });

  test('that enforces Trusted Types, and is isolated', async () => {
    const { origin } = await serve(app, {
      'Content-Security-Policy': `${POLICY}; require-trusted-types-for 'script'; trusted-types ringplot`,
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    });
    const opened = await visit(screen, `${origin}/strict.html`);
    await expectLive(screen, opened, '#canvas', '#bitmap', '#svg');
    expect(await opened.page.evaluate(() => crossOriginIsolated)).toBe(true);
    const enforced = () => {
      try {
        document.createElement('div').innerHTML = '<b></b>';
        return false;
      } catch {
        return true;
      }
    };
    expect(await opened.page.evaluate(enforced)).toBe(true);
  });

  test('that takes the library from another origin', async () => {
    const { origin } = await serve(app);
    const foreign = await serve(app, { 'Access-Control-Allow-Origin': '*' });
    await expectLive(screen, await visit(screen, `${origin}/foreign.html?origin=${foreign.origin}`), '#plot');
  });

  test('that runs the worker as a classic script', async () => {
    const { origin } = await serve(app);
    await expectLive(screen, await visit(screen, `${origin}/classic.html`), '#plot');
  });
});

declare global {
  interface Window {
    /** What the app was told, and what nobody was told of. */
    errors: string[];
    workerFailed?: boolean;
  }
}

describe('a page whose network fails while the engine starts', () => {
  let app: string;

  beforeAll(async () => {
    app = await library.makeApp('plain');
  }, 60_000);

  /** Opens the app once `prepare` has its say in what the page may load. */
  async function open(prepare: (page: Visit['page']) => Promise<unknown>): Promise<Visit> {
    const { origin } = await serve(app);
    const opened = await screen.visit(`${origin}/strict.css`);
    onTestFinished(() => opened.close());
    await prepare(opened.page);
    await opened.page.goto(`${origin}/loading.html`);
    await opened.page.waitForFunction(() => 'stream' in globalThis);
    return opened;
  }

  const all = { x: XS, y: YS };

  test('the worker’s error is heard, although what speaks to it comes later', async () => {
    let goOn = () => {};
    let asked = () => {};
    const asking = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const opened = await open(async (page) => {
      await page.addInitScript(() => {
        window.Worker = class extends Worker {
          constructor(...given: ConstructorParameters<typeof Worker>) {
            super(...given);
            this.addEventListener('error', () => {
              window.workerFailed = true;
            });
          }
        };
      });
      await page.route('**/worker.js', (route) => route.abort());
      await page.route('**/engine-client.js', async (route) => {
        await new Promise<void>((resolve) => {
          goOn = resolve;
          asked();
        });
        await route.continue();
      });
    });
    await asking;
    await opened.page.waitForFunction(() => window.workerFailed);
    goOn();
    const { reason, ...fed } = await feed(opened);
    expect(fed).toEqual({ mode: 'in-process', ...all });
    // Not that it did not answer in time.
    expect(reason).toContain('its script could not be loaded');
    expect(await opened.page.evaluate(() => window.errors)).toEqual([]);
    await expectShown(screen, opened, '#plot');
  });

  test('without what speaks to workers the engine runs in-process, and the worker is ended', async () => {
    const opened = await open((page) => page.route('**/engine-client.js', (route) => route.abort(), { times: 1 }));
    const { reason, ...fed } = await feed(opened);
    expect(fed).toEqual({ mode: 'in-process', ...all });
    expect(reason).toContain('engine-client.js');
    await expect.poll(() => opened.page.workers().length).toBe(0);
    expect(await opened.page.evaluate(() => window.errors)).toEqual([]);
    await expectShown(screen, opened, '#plot');
  });

  test('where what speaks to engines does not come in time that is told, and it is tried again', async () => {
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const opened = await open(async (page) => {
      await page.clock.install();
      await page.route('**/engine-client.js', (route) => held.then(() => route.continue()));
    });
    const { page } = opened;
    const fed = feed(opened);
    const told = async () => {
      await page.clock.fastForward(5000);
      return page.evaluate(() => window.errors.length);
    };
    await expect.poll(told, { timeout: 30_000, interval: 20 }).toBeGreaterThan(0);
    goOn();
    expect(await fed).toEqual({ mode: 'worker', reason: '', ...all });
    expect(new Set(await opened.page.evaluate(() => window.errors))).toEqual(new Set(['EngineError: start']));
    await expectShown(screen, opened, '#plot');
  });

  test('where no engine at all can be loaded that is told, and it is tried again', async () => {
    const opened = await open((page) => page.route('**/engine-client.js', (route) => route.abort()));
    const { page } = opened;
    const fed = feed(opened);
    await page.waitForFunction(() => window.errors.length > 1);
    await page.unrouteAll();
    expect(await fed).toEqual({ mode: 'worker', reason: '', ...all });
    expect(new Set(await page.evaluate(() => window.errors))).toEqual(new Set(['EngineError: start']));
    await expectShown(screen, opened, '#plot');
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
