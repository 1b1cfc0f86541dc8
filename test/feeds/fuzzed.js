/** Frames of a server that has gone mad: random, broken and whole ones; the same for the same seed, wherever they are made. */
import { encode } from './written.js';

/** Mulberry32 (Ettinger, 2017). @param {number} seed */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const TOKENS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\n',
  '\\u00',
  'null',
  'tru',
  '-',
  '1e',
  '1e999',
  'NaN',
  '.',
  '\u0000',
  'ä',
  '"x"',
];

/**
 * @param {string} format
 * @param {number} count
 * @param {number} seed
 * @returns {Generator<string | Uint8Array>} a string for formats of text
 */
export function* fuzzed(format, count, seed) {
  const next = random(seed);
  const below = (/** @type {number} */ n) => Math.floor(next() * n);
  const binary = format.startsWith('float');
  let from = 0;
  for (let i = 0; i < count; i++) {
    const each = 1 + below(next() < 0.02 ? 500 : 12);
    const whole = encode(format, from, each);
    from += each;
    const kind = next();
    if (kind < 0.3) {
      yield whole;
      continue;
    }
    let bytes = typeof whole === 'string' ? encoder.encode(whole) : whole;
    if (kind < 0.4) bytes = Uint8Array.from({ length: below(200) }, () => below(256));
    else if (kind < 0.5 && !binary) {
      bytes = encoder.encode(Array.from({ length: below(40) }, () => TOKENS[below(TOKENS.length)]).join(''));
    } else {
      for (let changes = 1 + below(4); changes > 0; changes--) bytes = mutated(bytes, below);
    }
    yield binary ? bytes : decoder.decode(bytes);
  }
}

/** @param {Uint8Array} bytes @param {(n: number) => number} below */
function mutated(bytes, below) {
  const at = below(bytes.length + 1);
  const length = below(8);
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + length))];
  switch (below(5)) {
    case 0:
      // Half of it.
      return bytes.slice(0, at);
    case 1:
      return Uint8Array.from([...head, ...tail]);
    case 2:
      return Uint8Array.from([...head, ...Array.from({ length }, () => below(256)), ...bytes.subarray(at)]);
    case 3:
      return Uint8Array.from([...head, ...encoder.encode(TOKENS[below(TOKENS.length)]), ...tail]);
    default: {
      // Something of it twice.
      const again = bytes.subarray(at, at + 40);
      return Uint8Array.from([...bytes.subarray(0, at), ...again, ...bytes.subarray(at)]);
    }
  }
}
