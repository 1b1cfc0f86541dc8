import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumArgs, findChromium } from './test/find-chromium.js';

export default defineConfig({
  optimizeDeps: {
    include: ['comlink', 'd3-array', 'd3-format', 'fast-check', 'react', 'react-dom/client'],
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
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/*.test.ts'],
          testTimeout: 60_000,
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
      },
    ],
  },
});
