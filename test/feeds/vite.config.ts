/** `npm run test:feeds`: what takes minutes. Five million samples by every way, and ten thousand mad frames of every format. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { inBrowser } from '../../vite.config.js';

const project = inBrowser('feeds', ['test/feeds/*.test.ts']);
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  optimizeDeps: { include: ['comlink', 'd3-array', 'd3-format'] },
  worker: { format: 'es' },
  test: {
    ...project.test,
    testTimeout: 300_000,
  },
});
