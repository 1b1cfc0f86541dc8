import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LiveStream } from '../../src/index.js';
import { streamCase } from '../arbitraries.js';
import { expectLaw } from '../law.js';

test('the law holds against the worker', async () => {
  const stream = new LiveStream();
  await stream.render();
  expect((await stream.stats()).mode).toBe('worker');
  await fc.assert(
    fc.asyncProperty(streamCase, (one) => expectLaw(one)),
    { numRuns: 1000 },
  );
  expect((await stream.stats()).mode).toBe('worker');
  await stream.close();
});
