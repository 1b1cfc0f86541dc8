/**
 * Builds dist/: the library's entries as ESM, the worker as one file that runs as a module and as a classic script, what
 * workers of one's own are made of, the types.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('.', import.meta.url));
const inWorker = (/** @type {string} */ name) => `${root}worker/${name}.ts`;
const inSource = (/** @type {string} */ name) => `${root}src/${name}.ts`;
const filesOf = (/** @type {string[]} */ files) => (/** @type {string} */ id) => files.includes(id);
const resolve = { extensionAlias: { '.js': ['.ts', '.js'] } };
/** Packages whose code goes into dist/, by what the bundler reports. @type {Set<string>} */
const bundled = new Set();

/** Notes the packages that a chunk holds. */
const notePackages = {
  name: 'note-packages',
  /** @param {object} _ @param {Record<string, { type: string, moduleIds?: string[] }>} bundle */
  generateBundle(_, bundle) {
    for (const { moduleIds = [] } of Object.values(bundle)) {
      for (const id of moduleIds) {
        const name = id.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1];
        if (name) bundled.add(name);
      }
    }
  },
};

/** In dist/ the worker lies beside the library; bundlers need the literal as it stands there. */
const pointAtWorker = {
  name: 'point-at-worker',
  /** @param {string} code @param {string} id */
  transform(code, id) {
    if (!id.endsWith('src/worker-source.ts')) return null;
    const parts = code.split("'../worker/index.ts'");
    if (parts.length !== 2) throw new Error(`${id} must name '../worker/index.ts' once, in new URL(…)`);
    // No map of its own: nothing moves but the rest of that line.
    return { code: parts.join("'./worker.js'"), map: null };
  },
};

/** The worker's code, in its place in the inline entry. @param {string} code */
const putWorkerIn = (code) => ({
  name: 'put-worker-in',
  /** @param {string} source @param {string} id */
  transform(source, id) {
    if (!id.endsWith('src/inline.ts')) return null;
    const parts = source.split('(WORKER_CODE)');
    if (parts.length !== 2) throw new Error(`${id} must name WORKER_CODE once, as an argument`);
    return { code: parts.join(`(${JSON.stringify(code)})`), map: null };
  },
});

/** Each bundled package with its licence, as those licences ask. */
function notices() {
  const names = [...bundled].sort();
  const parts = names.map((name) => {
    const folder = `${root}node_modules/${name}/`;
    const { version, license } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].find((candidate) => {
      return statSync(folder + candidate, { throwIfNoEntry: false });
    });
    // Comlink publishes no licence text of its own, but names the licence at the head of its source.
    const text = file
      ? readFileSync(folder + file, 'utf8').trim()
      : `Licensed under ${license}. Copyright: its authors.`;
    return `${name} ${version} (${license})\n\n${text}`;
  });
  return `ringplot contains code of the following packages.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/**
 * What is loaded together is one file, not one for each set of entries that it is part of: a page without a bundler waits
 * for every further one, and bundlers cut by the files that they find.
 */
const groups = [
  {
    name: 'common',
    priority: 1,
    test: filesOf([
      ...['batch', 'options', 'palette', 'rules', 'samples', 'series-options', 'smoothing', 'zone-names'].map(inWorker),
      ...[
        'errors',
        'feed',
        'feed-options',
        'frame-clock',
        'outbox',
        'sink-options',
        'stats-calls',
        'target',
        'worker-source',
      ].map(inSource),
    ]),
  },
  {
    name: 'engine-client',
    test: filesOf(
      ['chart', 'correspondence', 'engine-client', 'feeds', 'frames', 'link', 'sink-ports', 'views'].map(inSource),
    ),
  },
  {
    name: 'interaction',
    test: filesOf(['interaction'].map(inSource)),
  },
];

rmSync(`${root}dist`, { recursive: true, force: true });
const common = { cwd: root, resolve, logLevel: /** @type {const} */ ('warn') };
const output = { dir: 'dist', sourcemap: true };
await build({
  ...common,
  input: { worker: 'worker/index.ts' },
  plugins: [notePackages],
  // Nobody bundles it again, so what only bundlers read is left out.
  output: { ...output, format: 'iife', codeSplitting: false, minify: true, comments: { annotation: false } },
});
const worker = readFileSync(`${root}dist/worker.js`, 'utf8').replace(/\/\/# sourceMappingURL=.*\s*$/, '');
await build({
  ...common,
  input: { 'start-engine': 'worker/start-engine.ts' },
  plugins: [notePackages],
  output: { ...output, format: 'esm', codeSplitting: false },
});
await build({
  ...common,
  // The last is no entry of the package, but a file of its own: `index` has it for sinks, and pages load it where it helps.
  input: Object.fromEntries(
    ['index', 'append', 'inline', 'interactive', 'element', 'react', 'tfjs', 'shared-path'].map((entry) => [
      entry,
      `src/${entry}.ts`,
    ]),
  ),
  external: ['react'],
  plugins: [pointAtWorker, putWorkerIn(worker), notePackages],
  output: { ...output, format: 'esm', chunkFileNames: '[name].js', codeSplitting: { groups } },
});
writeFileSync(`${root}dist/NOTICES`, notices());

rmSync(`${root}node_modules/.cache`, { recursive: true, force: true });
const types = spawnSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-b', 'src'], {
  cwd: root,
  stdio: 'inherit',
});
if (types.status !== 0) process.exit(types.status ?? 1);

for (const file of readdirSync(`${root}dist`).filter((name) => name.endsWith('.js'))) {
  const bytes = readFileSync(`${root}dist/${file}`);
  console.log(`dist/${file}  ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
}
