/** The arrows between the files: who may import whom, and what the pure core may not even mention. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Arrow {
  /** Path from the root, as is `to` where it is one of ours; else the package's name. */
  from: string;
  to: string;
  /** Gone once compiled: nothing is loaded for it. */
  typeOnly: boolean;
  dynamic: boolean;
  reExport: boolean;
  /** Of the values, by name; '*' for all. */
  values: string[];
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .sort();
}

/** Strings may hold `//`, so they are stepped over; comments are left out. */
function codeOf(file: string): string {
  const text = readFileSync(join(root, file), 'utf8');
  return text.replace(/('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '$1');
}

const STATIC = /(?:^|[;}\n])\s*(import|export)\s+(type\s+)?([\w*{][^;'"]*?from\s*)?(['"])([^'"]+)\4/g;
const DYNAMIC = /\bimport\(\s*(['"`])([^'"`]+)\1\s*\)/g;

function targetOf(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  const path = relative(root, join(root, dirname(from), specifier)).replaceAll('\\', '/');
  return path.replace(/\.js$/, '.ts');
}

function valuesOf(clause: string | undefined): string[] {
  if (clause === undefined || clause.includes('*')) return ['*'];
  const [, named] = clause.match(/\{([^}]*)\}/) ?? [];
  if (named === undefined) return ['*'];
  return named
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => name.split(/\s+as\s+/)[0]);
}

function arrowsOf(file: string): Arrow[] {
  const code = codeOf(file);
  const statics = [...code.matchAll(STATIC)].map(([, word, type, clause, , specifier]): Arrow => {
    const values = type === undefined ? valuesOf(clause) : [];
    return {
      from: file,
      to: targetOf(file, specifier),
      typeOnly: values.length === 0,
      dynamic: false,
      reExport: word === 'export',
      values,
    };
  });
  const dynamics = [...code.matchAll(DYNAMIC)].map(
    ([, , specifier]): Arrow => ({
      from: file,
      to: targetOf(file, specifier),
      typeOnly: false,
      dynamic: true,
      reExport: false,
      values: ['*'],
    }),
  );
  return [...statics, ...dynamics];
}

const worker = sourcesIn('worker');
const src = sourcesIn('src');
const arrows = [...worker, ...src].flatMap(arrowsOf);
const inWorker = ({ to }: Arrow) => to.startsWith('worker/');

/** How an arrow is shown where it should not be. */
function show({ from, to, typeOnly, dynamic, values }: Arrow): string {
  if (typeOnly) return `${from} → ${to} (types)`;
  return `${from} → ${to} (${dynamic ? 'dynamic import' : values.join(', ')})`;
}

test('the files are found and read', () => {
  expect(worker).toContain('worker/index.ts');
  expect(src).toContain('src/index.ts');
  // Each of these is another form of arrow.
  expect(arrows.map(show)).toEqual(
    expect.arrayContaining([
      'worker/columns.ts → worker/series.ts (types)',
      'worker/start-engine.ts → comlink (*)',
      'src/index.ts → worker/chart-append.ts (chartAppend)',
      expect.stringMatching(/^src\/connect\.ts → src\/in-process\.ts \(dynamic import\)$/),
    ]),
  );
  const mentioned = [...worker, ...src].flatMap((file) => [...codeOf(file).matchAll(/\bfrom\s*['"]/g)]);
  expect(arrows.filter(({ dynamic }) => !dynamic).length).toBeGreaterThanOrEqual(mentioned.length);
});

test('every arrow ends at a file that exists, or at a package', () => {
  const files = new Set([...worker, ...src]);
  const lost = arrows.filter(({ to }) => /^(\.|\/|worker\/|src\/)/.test(to) && !files.has(to));
  expect(lost.map(show)).toEqual([]);
});

test('worker/ never imports src/', () => {
  const wrong = arrows.filter(({ from, to }) => from.startsWith('worker/') && !/^(worker\/|[@a-z])/.test(to));
  const toSource = arrows.filter(({ from, to }) => from.startsWith('worker/') && to.startsWith('src/'));
  expect([...wrong, ...toSource].map(show)).toEqual([]);
});

test('src/ takes values from the few files of worker/ that are meant for both sides', () => {
  const allowed: Record<string, (arrow: Arrow) => boolean> = {
    'worker/options.ts': () => true,
    'worker/rules.ts': () => true,
    'worker/series-options.ts': () => true,
    'worker/samples.ts': () => true,
    'worker/regular.ts': () => true,
    'worker/smoothing.ts': () => true,
    'worker/batch.ts': () => true,
    'worker/pack.ts': ({ values }) => !values.includes('unpack'),
    'worker/shared-ring.ts': ({ values }) => !values.includes('SharedConsumer'),
    'worker/chart-append.ts': ({ from, reExport, values }) =>
      ['src/index.ts', 'src/append.ts'].includes(from) && reExport && values.join() === 'chartAppend',
    'worker/engine.ts': ({ from }) => from === 'src/in-process.ts',
    'worker/feeds/network.ts': ({ from }) => from === 'src/in-process.ts',
  };
  const wrong = arrows.filter((arrow) => {
    if (!arrow.from.startsWith('src/') || !inWorker(arrow) || arrow.typeOnly) return false;
    return !allowed[arrow.to]?.(arrow);
  });
  expect(wrong.map(show)).toEqual([]);
});

test('what few pages need, and none before its engine starts, is loaded by dynamic import only', () => {
  const rare = [
    'src/engine-client.ts',
    'src/in-process.ts',
    'src/packs.ts',
    'src/png-of-svg.ts',
    'src/shared-path.ts',
    'src/interaction.ts',
    'src/touching.ts',
  ];
  expect(arrows.filter(({ dynamic }) => dynamic).map(({ from, to }) => `${from} → ${to}`)).toEqual([
    'src/chart.ts → src/png-of-svg.ts',
    'src/connect.ts → src/engine-client.ts',
    'src/connect.ts → src/in-process.ts',
    'src/correspondence.ts → src/shared-path.ts',
    'src/element.ts → src/touching.ts',
    'src/frames.ts → src/packs.ts',
    'src/interactive.ts → src/interaction.ts',
    'src/layer.ts → src/data-table.ts',
    'src/layer.ts → src/help.ts',
    'src/layer.ts → src/pins.ts',
    'src/react.ts → src/touching.ts',
    'src/stream-client.ts → src/writable.ts',
  ]);
  // But for sinks, which are made in workers: a worker that is bundled as a classic script can't load parts of itself.
  expect(arrows.filter(({ to, dynamic, typeOnly }) => rare.includes(to) && !dynamic && !typeOnly).map(show)).toEqual([
    'src/sink.ts → src/shared-path.ts (SharedPath)',
  ]);
});

test('what crosses the boundary is types only: protocol has no values and takes none', () => {
  expect(arrows.filter(({ from, typeOnly }) => from === 'worker/protocol.ts' && !typeOnly).map(show)).toEqual([]);
  expect(arrows.filter(({ to, typeOnly }) => to === 'worker/protocol.ts' && !typeOnly).map(show)).toEqual([]);
  expect(codeOf('worker/protocol.ts')).not.toMatch(/^\s*(export\s+)?(const|let|var|function|class|enum)\s/m);
});

test('comlink is imported by the two ends of the wire only', () => {
  const users = arrows.filter(({ to }) => to === 'comlink' || to.startsWith('comlink/')).map(({ from }) => from);
  expect([...new Set(users)].sort()).toEqual(['src/engine-client.ts', 'worker/start-engine.ts']);
});

test('other packages are used by the core only, and only these; React by its own entry', () => {
  const packages = arrows.filter(({ to }) => !/^(worker|src)\//.test(to) && to !== 'comlink');
  const onPage = packages.filter(({ from }) => from.startsWith('src/'));
  expect([...new Set(onPage.map(({ from, to }) => `${from} → ${to}`))]).toEqual(['src/react.ts → react']);
  const inCore = packages.filter(({ from }) => from.startsWith('worker/'));
  expect([...new Set(inCore.map(({ to }) => to))].sort()).toEqual(['d3-array', 'd3-format']);
});

test('the entries for frameworks stand on the public classes, and nothing stands on them', () => {
  const entries = ['src/react.ts', 'src/element.ts'];
  const values = arrows.filter(({ from, typeOnly }) => entries.includes(from) && !typeOnly).map(({ to }) => to);
  expect([...new Set(values)].sort()).toEqual([
    ...['react', 'src/chart-attributes.ts', 'src/element-style.ts', 'src/live-stream.ts', 'src/options-text.ts'],
    ...['src/touch-attributes.ts', 'src/touching.ts', 'worker/options.ts', 'worker/rules.ts', 'worker/samples.ts'],
    'worker/series-options.ts',
  ]);
  expect(arrows.filter(({ to }) => entries.includes(to)).map(show)).toEqual([]);
});

/** Of the page, the worker, the clock, chance and the place: the core gets all of these as data. */
const IMPURE = [
  ...['document', 'window', 'self', 'globalThis', 'postMessage', 'performance', 'navigator', 'location', 'process'],
  ...['setTimeout', 'setInterval', 'queueMicrotask', 'requestAnimationFrame', 'fetch', 'Intl', 'crypto'],
].map((name) => new RegExp(`(?<![.\\w$'"-])${name}\\b(?!\\s*\\??:|['"])`));
const IMPURE_CALLS = [/\bDate\.now\b/, /\bnew Date\(\s*\)/, /\bMath\.random\b/, /\.toLocale\w*\(/, /\blocaleCompare\b/];

test('worker/ is pure but for where it starts and reads the network, and where it asks for a given zone’s clock, or a locale', () => {
  const mentions = worker
    .filter(
      (file) => !/^worker\/(start-engine|feeds\/network|fonts|time-zone|zone-names|locale|locale-tag)\.ts$/.test(file),
    )
    .flatMap((file) =>
      codeOf(file)
        .split('\n')
        .filter((line) => [...IMPURE, ...IMPURE_CALLS].some((word) => word.test(line)))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(mentions).toEqual([]);
});

test('and that is not: the words that are looked for are found there', () => {
  const code = codeOf('worker/start-engine.ts');
  for (const name of ['performance', 'requestAnimationFrame', 'setTimeout', 'navigator']) {
    expect(IMPURE.find((word) => word.source.includes(name))!.test(code), name).toBe(true);
  }
});

test('no cycle of values', () => {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of arrows) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]) => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  expect(cycles).toEqual([]);
});
