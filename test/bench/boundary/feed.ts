/** Samples that say which they are: x is a sample's number, and y follows from it. */
import { Engine, type LiveStream, type Stats } from '../../../src/index.js';

/** Spread over the whole range, so that no two neighbours look alike. */
export const yOf = (number: number) => Math.imul(number, 0x9e3779b1) >>> 0;

/** Rises from 0 to 1 within so many samples, and again. */
export const sawtoothOf = (period: number) => (number: number) => (number % period) / period;

export interface Feed {
  /** Samples pushed so far. */
  pushed: number;
  /** Pushes so many. */
  push(count: number): void;
  /** Pushes at an even rate from now on, from a timer. */
  start(perSecond: number): void;
  stop(): void;
}

const LARGEST = 10_000;

/** Reuses its arrays, so that what is measured is not theirs. */
export function feedOf(stream: Pick<LiveStream, 'extend'>, y = yOf): Feed {
  const columns = new Map<number, { xs: Float64Array; ys: Float64Array }>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const feed: Feed = {
    pushed: 0,
    push(count) {
      while (count > 0) {
        // Few lengths, each with arrays of its own: a view of longer ones would be an object for every push.
        const length = count >= LARGEST ? LARGEST : count >= 100 ? 100 : 1;
        let column = columns.get(length);
        if (!column) {
          column = { xs: new Float64Array(length), ys: new Float64Array(length) };
          columns.set(length, column);
        }
        for (let i = 0; i < length; i++) {
          column.xs[i] = feed.pushed + i;
          column.ys[i] = y(feed.pushed + i);
        }
        stream.extend(column.xs, column.ys);
        feed.pushed += length;
        count -= length;
      }
    },
    start(perSecond) {
      const began = performance.now();
      const before = feed.pushed;
      timer = setInterval(() => {
        const due = before + Math.floor(((performance.now() - began) * perSecond) / 1000);
        feed.push(Math.max(0, due - feed.pushed));
      }, 5);
    },
    stop: () => clearInterval(timer),
  };
  return feed;
}

/** Whether a window holds, in order and to the last, just the samples that were pushed before `end`. */
export function isLast(
  { x, y }: { x: ArrayLike<unknown>; y: Float64Array },
  end: number,
  count: number,
  value = yOf,
): boolean {
  if (x.length !== count || y.length !== count) return false;
  for (let i = 0; i < count; i++) {
    const number = end - count + i;
    if (x[i] !== number || y[i] !== value(number)) return false;
  }
  return true;
}

/** Whether every sample is somewhere. */
export const addsUp = ({ pushed, received, dropped, pending, lost }: Stats) =>
  pushed === received + dropped + pending + lost;

/** An engine whose worker is the one that can be told to misbehave, and that worker. */
export function engineOf(): { engine: Engine; worker(): Worker } {
  let worker!: Worker;
  const engine = new Engine({
    worker: () => {
      worker = new Worker(`/worker.js${location.search}`, { type: 'module' });
      return worker;
    },
  });
  return { engine, worker: () => worker };
}

const channel = new BroadcastChannel('misbehave');
export const misbehave = (how: { hang?: number; slow?: number }) => channel.postMessage(how);

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
