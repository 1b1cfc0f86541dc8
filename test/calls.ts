/** What a producer is told to do, as data, so that it can be told in any thread; and what came of it. */
import type { LiveStream, Sink } from '../src/index.js';

export type Call =
  | ['push', x: unknown, y: unknown]
  | ['extend', xs: unknown, ys: unknown, options?: object]
  | ['clear']
  | ['flush']
  | ['close'];

/** What a call threw, or its promise was rejected with; null where it did neither. */
export type Outcome = { name: string; message: string } | null;

const outcomeOf = ({ name, message }: Error): Outcome => ({ name, message });

async function call(target: LiveStream | Sink, [method, ...given]: Call): Promise<Outcome> {
  try {
    await (target[method] as (...given: unknown[]) => unknown)(...given);
    return null;
  } catch (error) {
    return outcomeOf(error as Error);
  }
}

/** Makes all calls in one turn, and waits for those that promise something. */
export const perform = (target: LiveStream | Sink, calls: Call[]): Promise<Outcome[]> =>
  Promise.all(calls.map((one) => call(target, one)));
