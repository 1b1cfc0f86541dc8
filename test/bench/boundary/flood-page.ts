/** A page that pushes far more than the engine takes, and still has time for its user. */
import { LiveStream } from '../../../src/index.js';
import { addsUp, engineOf, misbehave, sleep } from './feed.js';

const WINDOW = 1e6;
const BATCH = 50_000;
/** A share of the thread, at most, and how long it is kept in one go, ms. */
const SHARE = 0.5;
const SLICE = 5;

const { engine } = engineOf();
let stream: LiveStream;
/** x, and y too: making the samples should cost little beside pushing them. */
const numbers = new Float64Array(BATCH);
let pushed = 0;
let input: ReturnType<typeof watchInput>;

function push(): void {
  for (let i = 0; i < BATCH; i++) numbers[i] = pushed + i;
  stream.extend(numbers, numbers);
  pushed += BATCH;
}

export async function prepareFlood(): Promise<void> {
  input = watchInput();
  stream = new LiveStream({ engine, maxPoints: WINDOW, xScale: 'linear', width: 900, height: 420 });
  stream.mount('#plot');
  for (let i = 0; i < 60; i++) {
    push();
    await sleep(20);
  }
  await stream.flush();
}

/** Delays of every key and button, by the handlers that hear of them; and those that the browser itself notes, from 16 ms on. */
function watchInput() {
  const heard: number[] = [];
  const entries: number[] = [];
  const listen = (event: Event) => heard.push(performance.now() - event.timeStamp);
  for (const type of ['keydown', 'mousedown']) addEventListener(type, listen);
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceEventTiming[]) {
      if (['keydown', 'mousedown'].includes(entry.name)) entries.push(entry.processingStart - entry.startTime);
    }
  });
  observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  return {
    heard,
    entries,
    stop() {
      observer.disconnect();
      for (const type of ['keydown', 'mousedown']) removeEventListener(type, listen);
    },
  };
}

/** `slow`: ms that the engine takes for each call; `rate`: samples a second that the page pushes, if it can. */
export async function flood({ ms, slow, rate }: { ms: number; slow: number; rate: number }) {
  const before = await stream.stats();
  misbehave({ slow });
  const began = performance.now();
  const from = pushed;
  let worked = 0;
  while (performance.now() - began < ms) {
    const start = performance.now();
    const due = from + ((start - began) * rate) / 1000;
    while (pushed < due && performance.now() - start < SLICE) push();
    const took = performance.now() - start;
    worked += took;
    await sleep(Math.max(1, took * (1 / SHARE - 1)));
  }
  const took = performance.now() - began;
  const during = await stream.stats();
  misbehave({ slow: 0 });
  const taken = during.received - before.received;
  return { took, worked, pushed: pushed - from, taken, during, sum: addsUp(during) };
}

export async function afterFlood() {
  input.stop();
  const { heard, entries } = input;
  const { x, y } = await stream.data();
  let window = x.length === WINDOW;
  for (let i = 0; i < WINDOW; i++) window &&= x[i] === pushed - WINDOW + i && y[i] === x[i];
  const stats = await stream.stats();
  return { heard, entries, window, stats, sum: addsUp(stats) && !stats.stale && stats.pushed === pushed };
}
