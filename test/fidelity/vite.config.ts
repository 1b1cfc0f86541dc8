/** The pictures test: a browser of its own at each pixel ratio. */
import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumArgs, findChromium } from '../find-chromium.js';

const at = (ratio: number) => ({
  extends: true as const,
  test: {
    name: `${ratio}x`,
    include: ['test/fidelity/{pictures,series}.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      // Lower than the window that holds it, which would else be shown smaller.
      viewport: { width: 1024, height: 640 },
      provider: playwright({
        launchOptions: { executablePath: findChromium(), args: chromiumArgs() },
        contextOptions: { deviceScaleFactor: ratio },
      }),
      instances: [{ browser: 'chromium' as const }],
    },
  },
});

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  optimizeDeps: { include: ['comlink', 'd3-array', 'd3-format'] },
  worker: { format: 'es' },
  test: { fileParallelism: false, projects: [at(1), at(2)] },
});
