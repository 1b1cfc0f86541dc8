import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
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

/** Tests that run in Chromium, beside which the server of feeds runs. */
export const inBrowser = (name: string, include: string[]): TestProjectInlineConfiguration => ({
  extends: true,
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
