/** Firefox and WebKit: what is mounted goes on, feeds bring what they are sent, and nothing throws. */
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { firefox, type Remote, webkit } from './remote.js';

const COUNT = 20_000;
const { server } = inject('feeds');
/** Where samples go through shared memory. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const servers: ViteDevServer[] = [];

/** The address of the page, served with these headers. */
async function serve(headers: Record<string, string>): Promise<string> {
  const pages = await createServer({
    configFile: false,
    root: new URL('../..', import.meta.url).pathname,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, hmr: false, headers },
    worker: { format: 'es' },
    optimizeDeps: { include: ['comlink', 'd3-array', 'd3-format'] },
  });
  servers.push(pages);
  await pages.listen();
  return `${pages.resolvedUrls!.local[0]}test/engines/index.html`;
}
afterAll(() => Promise.all(servers.map((pages) => pages.close())));

describe.each([
  { name: 'Firefox', start: firefox, headers: {} },
  { name: 'Firefox, isolated', start: firefox, headers: ISOLATED },
  { name: 'WebKit', start: webkit, headers: {} },
  { name: 'WebKit, isolated', start: webkit, headers: ISOLATED },
])('$name', ({ start, headers }) => {
  let browser: Remote;
  const check = (name: string, ...args: unknown[]) =>
    browser.evaluate(`checks.${name}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`);

  beforeAll(async () => {
    browser = await start();
    await browser.open(await serve(headers));
    // The module may still be under way.
    await browser.evaluate(
      `new Promise((resolve) => { const look = () => window.checks ? resolve() : setTimeout(look, 50); look(); })`,
    );
  });
  afterAll(() => browser?.close());

  test.each(['canvas', 'bitmap', 'svg'])('a view with the output %s goes on, from a worker', async (output) => {
    expect(await check('view', output)).toEqual({
      n: 5000,
      mode: 'worker',
      reason: '',
      received: 5000,
      shown: 10,
      different: 10,
      frames: true,
      left: 0,
    });
  });

  test.each(
    ['websocket', 'sse', 'fetch', 'readable'].flatMap((type) =>
      ['ndjson', 'json', 'csv', 'float64']
        .filter((format) => type !== 'sse' || format !== 'float64')
        .map((format) => [type, format]),
    ),
  )('a feed of type %s brings %s', async (type, format) => {
    const places = { ndjson: {}, json: {}, csv: { x: 0, y: 1 }, float64: { x: 0, y: 1, columns: 3 } }[format];
    const scheme = type === 'websocket' ? 'ws' : 'http';
    const from = `${scheme}://127.0.0.1:${server}/count?format=${format}&count=${COUNT}`;
    const sequence = format.endsWith('json') ? 'n' : 2;
    const options = { type, url: from, format, sequence, ...places, count: COUNT };
    expect(await check('feed', options)).toEqual({ inOrder: true, bad: 0, missing: 0, duplicate: 0, problems: [] });
  });

  test('sinks, interaction and pictures on demand do what they should', async () => {
    expect(await check('others')).toEqual({ n: 1000, touched: true, sizes: [true, true], chart: 1000 });
  });

  test('memory is shared where it can be', async () => {
    expect(await browser.evaluate('crossOriginIsolated')).toBe(headers === ISOLATED);
  });

  test('nothing has thrown', async () => {
    expect(await check('errors')).toEqual([]);
  });
});
