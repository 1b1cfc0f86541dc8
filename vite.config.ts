import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vite';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumArgs, findChromium } from './test/find-chromium.js';

/** Again in a page that is isolated from other origins, where samples go through shared memory. */
const SHARING = [
  'contract',
  'counters',
  'engine',
  'hidden',
  'hostile',
  'sink',
  'series',
  'view',
  'regular',
  'shared',
].map((name) => {
  return `test/browser/${name}.test.ts`;
});

const TENSORFLOW = ['core', 'layers', 'backend-cpu'].map((part) => `@tensorflow/tfjs-${part}`);
const local = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The worker in one file, as users have it: in many, all of them are asked for again with every engine that a test starts,
 * which took more than a third of the time of what starts many.
 */
function bundledWorker(): Plugin {
  const input = local('worker/index.ts');
  const bundle = async () => {
    const built = await rolldown({ input, resolve: { extensionAlias: { '.js': ['.ts', '.js'] } } });
    const { output } = await built.generate({ format: 'esm', codeSplitting: false, sourcemap: true });
    const [{ code, map }] = output;
    return { code, map };
  };
  let bundled: ReturnType<typeof bundle> | undefined;
  return {
    name: 'bundled-worker',
    enforce: 'pre',
    load(id) {
      if (!id.startsWith(`${input}?worker_file`)) return null;
      bundled ??= bundle();
      return bundled;
    },
  };
}

/** Tests that run in Chromium, beside which the server of feeds runs. */
export const inBrowser = (name: string, include: string[]): TestProjectInlineConfiguration => ({
  extends: true,
  plugins: [bundledWorker()],
  test: {
    name,
    include,
    testTimeout: 60_000,
    globalSetup: ['test/feeds/setup.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      viewport: { width: 1024, height: 768 },
      provider: playwright({
        launchOptions: { executablePath: process.env.VITEST ? findChromium() : undefined, args: chromiumArgs() },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});

export default defineConfig({
  optimizeDeps: {
    include: ['axe-core', 'comlink', 'd3-array', 'd3-format', 'fast-check', 'react', 'react-dom/client', ...TENSORFLOW],
  },
  // Of the demo, which is written as an app is.
  resolve: {
    alias: {
      'ringplot/tfjs': local('src/tfjs.ts'),
      'ringplot/interactive': local('src/interactive.ts'),
      ringplot: local('src/index.ts'),
    },
  },
  worker: { format: 'es' },
  test: {
    env: { RINGPLOT_SEED: process.env.RINGPLOT_SEED ?? '1' },
    setupFiles: ['test/seed.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/*.test.ts', 'test/consumers/package.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
        },
      },
      inBrowser('browser', ['test/browser/!(shared).test.ts']),
      {
        ...inBrowser('isolated', SHARING),
        server: {
          headers: {
            'cross-origin-opener-policy': 'same-origin',
            'cross-origin-embedder-policy': 'require-corp',
          },
        },
      },
    ],
  },
});
