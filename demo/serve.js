/** Serves the demo: its pages through Vite, and on the same port the WebSocket feed. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { attachDigits } from './digits.js';
import { attachFeed, FEED_PATH } from './feed.js';
import { attachSources } from './feed-sources.js';

const HOST = '127.0.0.1';
const TENSORFLOW = ['core', 'layers', 'backend-cpu'].map((part) => `@tensorflow/tfjs-${part}`);
const DEFAULT_PORT = 5173;
const USAGE = `Usage: npm run demo -- [--port N] [--open]

  --port N  listen on this port (default: the first free one from ${DEFAULT_PORT} on)
  --open    open the page in the browser
  --help    show this`;

/** @param {string} path relative to this file */
const local = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * @param {string[]} args
 * @throws {Error} one whose message tells the user what is wrong with the arguments
 */
function readArguments(args) {
  const { values } = parseArgs({
    args,
    options: { port: { type: 'string' }, open: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(/^\d+$/.test(values.port ?? '') && port >= 1 && port <= 65_535)) {
    throw new Error(`--port must be a whole number from 1 to 65535, not '${values.port}'`);
  }
  return { port, open: values.open ?? false, help: values.help ?? false };
}

/** @param {{ port: number | undefined, open: boolean }} options */
async function serveDemo({ port, open }) {
  /** @type {ReturnType<typeof attachSources> | undefined} */
  let sources;
  const vite = await createServer({
    configFile: false,
    root: local('.'),
    // Before Vite's own, the last of which answers everything.
    plugins: [
      {
        name: 'data',
        configureServer({ middlewares, httpServer }) {
          attachDigits(middlewares);
          sources = attachSources(middlewares, /** @type {import('node:http').Server} */ (httpServer));
        },
      },
    ],
    publicDir: false,
    appType: 'mpa',
    logLevel: 'warn',
    resolve: {
      alias: {
        'ringplot/tfjs': local('../src/tfjs.ts'),
        'ringplot/interactive': local('../src/interactive.ts'),
        ringplot: local('../src/index.ts'),
      },
    },
    // Everything is served as the modules it is made of, but for what is made of hundreds, or not of modules: bundling
    // dependencies on discovery would reload the page.
    optimizeDeps: { noDiscovery: true, include: TENSORFLOW },
    cacheDir: local('../node_modules/.vite/demo'),
    server: {
      host: HOST,
      port: port ?? DEFAULT_PORT,
      strictPort: port !== undefined,
      hmr: false,
      // Isolated from other origins: samples go through shared memory.
      headers: {
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      },
      fs: { allow: [local('..')] },
    },
  });
  const feed = attachFeed(/** @type {import('node:http').Server} */ (vite.httpServer));

  const stop = async () => {
    feed.close();
    sources?.close();
    await vite.close();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  await vite.listen();
  const address = /** @type {import('node:net').AddressInfo} */ (vite.httpServer?.address());
  console.log(`
  ringplot demo

  page  http://${HOST}:${address.port}/
  feed  ws://${HOST}:${address.port}${FEED_PATH}

  Ctrl+C stops it.
`);
  if (open) vite.openBrowser();
}

/** @param {unknown} error @param {number} code @returns {never} */
function fail(error, code) {
  console.error(`ringplot demo: ${error instanceof Error ? error.message : error}`);
  if (code === 2) console.error(`\n${USAGE}`);
  process.exit(code);
}

/** @type {ReturnType<typeof readArguments>} */
let options;
try {
  options = readArguments(process.argv.slice(2));
} catch (error) {
  fail(error, 2);
}
if (options.help) {
  console.log(USAGE);
} else {
  await serveDemo(options).catch((error) => fail(error, 1));
}
