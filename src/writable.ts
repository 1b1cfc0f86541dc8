/** A stream's end of the Streams standard: what is written is taken by the engine before more is asked for. */
import { describe } from '../worker/rules.js';

/** A sample, or columns of them, as the arguments of `push` or `extend`. */
export type Chunk = readonly [x: unknown, y: unknown] | { readonly x: unknown; readonly y: unknown };

export interface Writing {
  push(x: unknown, y: unknown): void;
  extend(xs: unknown, ys: unknown): void;
  /** Resolves once the engine has taken what was pushed; rejects with QuotaExceededError where too much waits already. */
  taken(): Promise<void>;
}

/** ms, where others wait for the engine. */
const AGAIN = 20;

const isColumn = (x: unknown) => typeof x === 'object' && x !== null && !(x instanceof Date);

/** Takes what was written. @throws TypeError | RangeError as `push` and `extend` do */
export async function write(chunk: Chunk, { push, extend, taken }: Writing): Promise<void> {
  if (typeof chunk !== 'object' || chunk === null) {
    throw new TypeError(`what is written must be [x, y] or { x, y }, got ${describe(chunk)}`);
  }
  const [x, y] = 'x' in chunk ? [chunk.x, chunk.y] : chunk;
  (isColumn(x) ? extend : push)(x, y);
  for (;;) {
    try {
      return await taken();
    } catch (error) {
      if ((error as Error).name !== 'QuotaExceededError') throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN));
  }
}
