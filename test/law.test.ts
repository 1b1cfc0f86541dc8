import fc from 'fast-check';
import { test } from 'vitest';
import { streamCase } from './arbitraries.js';
import { expectLaw } from './law.js';

test('folding chartAppend gives what LiveStream gives, byte for byte, however the samples are cut', async () => {
  await fc.assert(
    fc.asyncProperty(streamCase, (one) => expectLaw(one)),
    { numRuns: 2000 },
  );
});
