/** `npm run test:engines`: what people see, and what feeds bring, in Firefox and in WebKit. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'engines',
    include: ['test/engines/*.test.ts'],
    environment: 'node',
    globalSetup: ['test/feeds/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
