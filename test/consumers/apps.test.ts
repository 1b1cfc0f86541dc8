/**
 * Apps of every kind, made anew from the tarball and from the snippets of the README, with bundlers and frameworks of
 * their own, built, served and opened in Chromium.
 */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { expectLive, expectShown, feed, freePort, serve, startServer, visit, XS, YS } from './app.js';
import { type Manifest, type PackedLibrary, packLibrary, run } from './packed-library.js';
import { snippets } from './readme.js';
import { openScreen, type Screen, type Visit } from './screen.js';

let library: PackedLibrary;
let screen: Screen;
let files: Map<string, string>;

beforeAll(async () => {
  library = await packLibrary();
  screen = await openScreen();
  files = await snippets();
}, 120_000);

afterAll(async () => {
  await screen?.close();
  await library?.remove();
});

/** An app, with files of the README; what these feed from, and the page that most apps are in, is the same for all. */
async function makeApp(name: string, names: string[], more?: Manifest): Promise<string> {
  const app = await library.makeApp(name, name === 'plain' ? 'fixtures' : 'apps', more);
  for (const shared of ['feed.js', 'index.html']) {
    await copyFile(fileURLToPath(new URL(`apps/${shared}`, import.meta.url)), join(app, shared));
  }
  for (const name of names) {
    const code = files.get(name);
    if (code === undefined) throw new Error(`the README has no ${name}`);
    await writeFile(join(app, name), code);
  }
  return app;
}

/** As a user would. Warnings are for the user, too: what the build says is given back. */
async function build(app: string, script = 'build'): Promise<string> {
  const { stdout, stderr } = await run('npm', ['run', script], { cwd: app, maxBuffer: 2 ** 24 }).catch((failure) => {
    throw new Error(`${failure.message}\n${failure.stdout}\n${failure.stderr}`);
  });
  return stdout + stderr;
}

async function openBuilt(app: string, headers?: Record<string, string>): Promise<Visit> {
  const { origin } = await serve(join(app, 'dist'), headers);
  return visit(screen, `${origin}/`);
}

const addPage = (app: string) => copyFile(join(app, 'index.html'), join(app, 'dist/index.html'));

describe('bundlers that find the worker by themselves', () => {
  test.each(['webpack', 'rspack'])('%s', async (name) => {
    const app = await makeApp(name, []);
    expect(await build(app)).not.toMatch(/warning/i);
    await addPage(app);
    await expectLive(screen, await openBuilt(app), '#plot');
  });

  test('Parcel as it comes', async () => {
    const app = await makeApp('parcel', []);
    await build(app);
    await expectLive(screen, await openBuilt(app), '#plot');
  });

  test('Parcel, an entry of the package', async () => {
    const app = await makeApp('parcel', [], { '@parcel/resolver-default': { packageExports: true } });
    await copyFile(join(app, 'element.js'), join(app, 'main.js'));
    await build(app);
    await expectLive(screen, await openBuilt(app), 'live-chart');
  });

  test('Next.js, built and started', async () => {
    const app = await makeApp('next', ['Chart.tsx']);
    await build(app);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    await startServer('npm', ['run', 'start', '--', '--port', String(port)], app, url);
    await expectLive(screen, await visit(screen, url), '#plot');
  });
});

describe('bundlers that know nothing of workers', () => {
  test.each(['rollup', 'esbuild'])('%s, with the worker as another entry', async (name) => {
    const app = await makeApp(name, ['main.js', 'chart-worker.js']);
    await build(app);
    await addPage(app);
    await expectLive(screen, await openBuilt(app), '#plot');
  });

  test('esbuild, with the worker inside the bundle, which is a classic script', async () => {
    const app = await makeApp('esbuild', []);
    await build(app, 'build:inline');
    await addPage(app);
    await expectLive(screen, await openBuilt(app), '#plot');
  });

  test('esbuild, without telling it of the worker: the engine runs in-process, and says why', async () => {
    const app = await makeApp('esbuild', []);
    await build(app, 'build:alone');
    await addPage(app);
    const { origin } = await serve(join(app, 'dist'));
    const opened = await screen.visit(`${origin}/`);
    onTestFinished(() => opened.close());
    await opened.page.waitForFunction(() => 'stream' in globalThis);
    expect(await feed(opened)).toEqual({
      mode: 'in-process',
      reason: "the library's worker file gave no working engine: its script could not be loaded",
      x: XS,
      y: YS,
    });
    await expectShown(screen, opened, '#plot');
  });
});

describe('frameworks, by the snippets of the README', () => {
  test('a page of HTML', async () => {
    const app = await makeApp('plain', ['index.html']);
    const { origin } = await serve(app);
    await expectLive(screen, await visit(screen, `${origin}/`), 'live-chart');
  });

  test.each([
    ['vue', 'Chart.vue'],
    ['svelte', 'Chart.svelte'],
  ])('%s', async (name, file) => {
    const app = await makeApp(name, [file]);
    await build(app);
    const opened = await openBuilt(app);
    await expectLive(screen, opened, 'live-chart');
    await opened.page.evaluate(() => window.end());
    expect(await opened.page.evaluate(() => [window.stopped, document.querySelectorAll('live-chart').length])).toEqual([
      1, 0,
    ]);
    await expect.poll(() => streamsInWorker(opened)).toBe(0);
  });
});

declare global {
  interface Window {
    end(): void;
    stopped: number;
    show(change: { page?: string; title?: string }): void;
    awaited: Promise<void> | null;
    goOn(): void;
  }
}

/** How many streams the engine in the app's worker holds, asked of the worker itself. */
const streamsInWorker = ({ page }: Visit) => page.evaluate(() => window.askWorker('ping')).then((all) => all.length);

describe.each(['18', '19'])('React %s in strict mode', (version) => {
  let opened: Visit;
  let app: string;

  beforeAll(async () => {
    const dependencies = { react: `^${version}`, 'react-dom': `^${version}` };
    app = await makeApp('react', ['Chart.tsx', 'ChartByHook.tsx'], { name: `react-${version}`, dependencies });
    await build(app);
  }, 120_000);

  async function open(page: string): Promise<void> {
    const { origin } = await serve(join(app, 'dist'));
    opened = await screen.visit(`${origin}/`);
    onTestFinished(() => opened.close());
    await opened.page.waitForFunction(() => 'show' in globalThis);
    await show({ page });
    await opened.page.waitForFunction(() => 'stream' in globalThis);
  }

  const show = (change: { page?: string; title?: string }) =>
    opened.page.evaluate((state) => window.show(state), change);
  const canvases = () => opened.page.locator('canvas').count();
  const samples = () => opened.page.evaluate(async () => (await window.stream.data()).y.length);
  const label = () => opened.page.locator('[role=img]').getAttribute('aria-label');

  test.each(['component', 'hook'])('the %s shows its stream on one canvas', async (page) => {
    await open(page);
    await expectLive(screen, opened, '#plot');
    expect(await canvases()).toBe(1);
    expect(await streamsInWorker(opened)).toBe(1);
    expect(opened.warnings).toEqual([]);
  });

  test('options change and the window stays', async () => {
    await open('component');
    await feed(opened);
    await show({ title: 'Another' });
    await expect.poll(label).toBe('Another');
    expect(await samples()).toBe(XS.length);
    expect(opened.problems.concat(opened.warnings)).toEqual([]);
  });

  test('a suspended chart comes back with its window', async () => {
    await open('waiting');
    await feed(opened);
    await opened.page.evaluate(() => {
      window.awaited = new Promise((resolve) => {
        window.goOn = () => {
          window.awaited = null;
          resolve();
        };
      });
      window.show({ title: 'Suspended' });
    });
    await opened.page.getByText('Waiting').waitFor();
    await opened.page.evaluate(() => window.goOn());
    await expect.poll(label).toBe('Suspended');
    expect(await samples()).toBe(XS.length);
    await expectShown(screen, opened, '#plot');
    expect(await canvases()).toBe(1);
    expect(opened.problems.concat(opened.warnings)).toEqual([]);
  });

  test('200 mounts and unmounts, with samples on their way, leave nothing', async () => {
    await open('component');
    const { page } = opened;
    const session = await page.context().newCDPSession(page);
    const heap = async () => {
      await session.send('HeapProfiler.collectGarbage');
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    };
    const mountAndUnmount = async (times: number) => {
      await page.evaluate(async (count) => {
        const until = async (holds: () => boolean) => {
          while (!holds()) await new Promise((resolve) => setTimeout(resolve));
        };
        for (let i = 0; i < count; i++) {
          const former = window.stream;
          window.show({ page: 'component' });
          await until(() => window.stream !== former && document.querySelector('canvas') !== null);
          for (let x = 0; x < 1000; x++) window.stream.push(x, Math.sin(x));
          window.show({ page: 'none' });
          await until(() => !document.querySelector('canvas'));
        }
      }, times);
      await expect.poll(() => streamsInWorker(opened)).toBe(0);
    };
    /** Streams that are still there, in whomever's hands. */
    const streams = async () => {
      const { result } = await session.send('Runtime.evaluate', { expression: 'Object.getPrototypeOf(window.stream)' });
      const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId! });
      const { result: length } = await session.send('Runtime.callFunctionOn', {
        objectId: objects.objectId!,
        functionDeclaration: 'function () { return this.length; }',
        returnByValue: true,
      });
      return length.value;
    };
    await show({ page: 'none' });
    // What is compiled and cached with the first is not of each.
    await mountAndUnmount(300);
    const before = await heap();
    await mountAndUnmount(200);
    // A stream and its view take several kilobytes.
    expect((await heap()) - before).toBeLessThan(200 * 1000);
    // The one in the test's hands, and what React keeps of the last.
    expect(await streams()).toBeLessThanOrEqual(3);
    expect(await canvases()).toBe(0);
    expect(page.workers().length).toBeLessThanOrEqual(1);
    expect(opened.problems.concat(opened.warnings)).toEqual([]);
  }, 120_000);
});

test('React, edited while it runs in the development server: the window stays', async () => {
  const app = await makeApp('react', ['Chart.tsx', 'ChartByHook.tsx']);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  await startServer('npx', ['vite', '--host', '127.0.0.1', '--port', String(port), '--strictPort'], app, url);
  const opened = await screen.visit(url);
  onTestFinished(() => opened.close());
  const { page } = opened;
  await page.waitForFunction(() => 'show' in globalThis);
  await page.evaluate(() => window.show({ page: 'hook' }));
  await page.waitForFunction(() => 'stream' in globalThis);
  await expectLive(screen, opened, '#plot');
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  const file = join(app, 'ChartByHook.tsx');
  await writeFile(file, (await readFile(file, 'utf8')).replace("'Sensor'", "'Edited'"));
  await expect.poll(() => page.locator('[role=img]').getAttribute('aria-label'), { timeout: 20_000 }).toBe('Edited');
  expect(await page.evaluate(async () => (await window.stream.data()).y.length)).toBe(XS.length);
  expect(await page.evaluate(() => 'notReloaded' in window)).toBe(true);
  await expectShown(screen, opened, '#plot');
});

test('Node, Deno and Bun render the same, byte for byte', async () => {
  const app = await makeApp('runtimes', []);
  const commands = [
    [process.execPath, 'render.js'],
    ['npx', 'deno', 'run', 'render.js'],
    ['npx', 'bun', 'render.js'],
  ];
  const rendered = [];
  for (const [command, ...args] of commands) {
    rendered.push(JSON.parse((await run(command, args, { cwd: app, timeout: 60_000 })).stdout));
  }
  const [node, deno, bun] = rendered;
  expect(node).toMatchObject({ mode: 'in-process', svg: expect.stringMatching(/^<svg .*Sensor.*<\/svg>$/s) });
  expect(node.html).toBe(node.svg);
  expect(deno).toEqual(node);
  expect(bun).toEqual(node);
});

test("a server's picture is taken over without a jump", async () => {
  const app = await makeApp('plain', ['server.js', 'client.js']);
  const samples = `export const x = ${JSON.stringify(XS)};\nexport const y = ${JSON.stringify(YS.map((y) => y || 0))};\n`;
  await writeFile(join(app, 'samples.js'), samples);
  const render = `import { pageOf } from './server.js'; import { x, y } from './samples.js'; console.log(await pageOf(x, y));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', render], { cwd: app });
  const imports = { ringplot: '/node_modules/ringplot/dist/index.js' };
  const head = `<!doctype html><meta charset="utf-8"><title>Server</title><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports })}</script>`;
  await writeFile(join(app, 'server.html'), head + stdout);
  const { origin } = await serve(app);

  const opened = await screen.visit(`${origin}/server.html`, { javaScriptEnabled: false });
  onTestFinished(() => opened.close());
  const rendered = await opened.page.locator('#plot').screenshot();
  const live = await visit(screen, `${origin}/server.html`);
  await live.page.locator('#plot canvas').waitFor();
  await expect.poll(() => live.page.locator('#plot svg').count()).toBe(0);
  // `feed` of the tests changes the pen; what is compared is where things are.
  await live.page.evaluate(() => window.stream.configure({ colorHex: 0x6366f1, lineWidth: 1.5 }));
  await live.page.evaluate(() => window.stream.flush());
  const taken = await live.page.locator('#plot').screenshot();
  const unlike = await screen.unlike(rendered.toString('base64'), taken.toString('base64'));
  // Text and lines are drawn by another hand, a shade lighter or darker along their outlines.
  expect(unlike).toBeLessThan(0.002);
  expect(await live.page.evaluate(async () => (await window.stream.stats()).mode)).toBe('worker');
  expect(live.problems).toEqual([]);
});
