/** npm run test:consumers: the library in the hands of its users, with bundlers and frameworks of their own. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    name: 'consumers',
    include: ['test/consumers/*.test.ts'],
    environment: 'node',
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // Builds of a dozen bundlers at once would only wait for one another.
    fileParallelism: false,
  },
});
