/**
 * The digits that the demo trains on: of the MNIST database (LeCun, Cortes, Burges), as the package `mnist` has them.
 *
 * Answered with bytes: of each digit, all classes in turn, its class and its 28 × 28 pixels, 0 to 255.
 */
import { createRequire } from 'node:module';

export const DIGITS_PATH = '/digits';
/** Of each class: enough to learn something within seconds. */
const EACH = 400;
const PIXELS = 28 * 28;

const require = createRequire(import.meta.url);
/** @type {Buffer | undefined} */
let bytes;

function read() {
  const all = Buffer.alloc(10 * EACH * (1 + PIXELS));
  for (let digit = 0; digit < 10; digit++) {
    /** @type {{ data: number[] }} */
    const { data } = require(`mnist/src/digits/${digit}.json`);
    for (let i = 0; i < EACH; i++) {
      const at = (10 * i + digit) * (1 + PIXELS);
      all[at] = digit;
      for (let pixel = 0; pixel < PIXELS; pixel++) all[at + 1 + pixel] = Math.round(255 * data[i * PIXELS + pixel]);
    }
  }
  return all;
}

/** @param {import('vite').Connect.Server} middlewares */
export function attachDigits(middlewares) {
  middlewares.use(DIGITS_PATH, (_, response) => {
    bytes ??= read();
    response.setHeader('content-type', 'application/octet-stream');
    response.end(bytes);
  });
}
