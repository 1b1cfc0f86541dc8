/** Streams of every kind under a day's troubles, at random but the same in every run of a seed; and what must hold all the while. */
import { LiveStream, type Output, type View } from '../../../src/index.js';
import { chanceOf } from '../../chance.js';
import { addsUp, engineOf, type Feed, feedOf, misbehave, sleep } from './feed.js';
import type { Told } from './producer.js';

interface Tried {
  name: string;
  stream: LiveStream;
  view: View | null;
  window: number;
  /** null where a worker feeds it. */
  feed: Feed | null;
  producer: Worker | null;
}

const CASES: { name: string; output: Output; window: number; rate: number; byWorker: boolean }[] = [
  { name: 'canvas, from the page', output: 'canvas', window: 200_000, rate: 50_000, byWorker: false },
  { name: 'canvas, from a worker', output: 'canvas', window: 100_000, rate: 50_000, byWorker: true },
  { name: 'bitmap, from the page', output: 'bitmap', window: 20_000, rate: 5000, byWorker: false },
  { name: 'svg, from a worker', output: 'svg', window: 10_000, rate: 2000, byWorker: true },
];
/** A worker that is told to hang does so for at most so long, ms. */
const LONGEST_HANG = 2000;

const { engine, worker } = engineOf();
let random = chanceOf(1);
let tried: Tried[] = [];
/** What the library told, by reason. */
const told: Record<string, number> = {};
/** Kills so far. */
let kills = 0;

const tell = (one: Tried, message: Told, transfer: Transferable[] = []) => one.producer?.postMessage(message, transfer);

export function startSoak({ seed }: { seed: number }): void {
  random = chanceOf(seed);
  tried = CASES.map(({ name, output, window, rate, byWorker }) => {
    const stream = new LiveStream({
      engine,
      maxPoints: window,
      xScale: 'linear',
      width: 450,
      height: 210,
      title: name,
    });
    stream.addEventListener('error', ({ error }) => {
      const reason = `${error.name} ${error.reason ?? ''}`;
      told[reason] = (told[reason] ?? 0) + 1;
    });
    const view = stream.mount('#plot', { output });
    const producer = byWorker ? new Worker('/producer.js', { type: 'module' }) : null;
    const one: Tried = { name, stream, view, window, producer, feed: byWorker ? null : feedOf(stream) };
    if (producer) {
      const port = stream.port();
      tell(one, { port, sawtooth: 0 }, [port]);
    }
    setRate(one, rate);
    return one;
  });
}

function setRate(one: Tried, rate: number): void {
  one.feed?.stop();
  one.feed?.start(rate);
  tell(one, { rate });
}

const TROUBLES: Record<string, (one: Tried) => Promise<void> | void> = {
  'a pause': async (one) => {
    setRate(one, 0);
    await sleep(500);
  },
  'another rate': (one) => setRate(one, 10 ** (2 + 3 * random())),
  'a flood': (one) => {
    const count = Math.round(one.window * 5 * random());
    one.feed?.push(count);
    tell(one, { push: count });
  },
  'a clear': (one) => one.stream.clear(),
  'a hang': () => misbehave({ hang: LONGEST_HANG * random() }),
  'a kill': () => {
    // As many as the waits between restarts leave time for.
    if (kills >= 6 && random() < 0.8) return;
    kills++;
    worker().terminate();
  },
  'a remount': (one) => {
    one.view?.unmount();
    const output = (['canvas', 'bitmap', 'svg'] as const)[Math.floor(3 * random())];
    one.view = one.stream.mount('#plot', { output });
  },
  'a picture': async (one) => {
    const chart = await one.stream.render().catch(() => null);
    chart?.bitmap?.close();
  },
};

/** One trouble at random; which it was. */
export async function trouble(): Promise<string> {
  const names = Object.keys(TROUBLES);
  const name = names[Math.floor(random() * names.length)];
  const one = tried[Math.floor(random() * tried.length)];
  await TROUBLES[name](one);
  return `${name}: ${one.name}`;
}

/** Answers asked again while they are refused because of a death, within a time. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  const began = performance.now();
  for (;;) {
    try {
      return await Promise.race([
        ask(),
        sleep(20_000).then(() => {
          throw new Error('no answer for 20 s');
        }),
      ]);
    } catch (error) {
      if ((error as Error).name !== 'EngineError' || performance.now() - began > 60_000) throw error;
      await sleep(100);
    }
  }
}

/** What was found, and the median time that a frame of the first stream took lately, ms. */
interface Check {
  broken: string[];
  told: Record<string, number>;
  kills: number;
  frameMs: number;
}

export async function checkSoak(): Promise<Check> {
  const broken: string[] = [];
  const frames: number[] = [];
  for (const { name, stream, window, feed } of tried) {
    const { x, y } = await answered(() => stream.data());
    if (x.length > window || x.length !== y.length) broken.push(`${name}: ${x.length} samples of ${window}`);
    // A kill loses what the worker had, and what was under way: a hole in the window, one for each at most.
    let holes = 0;
    for (let i = 1; i < x.length; i++) {
      if (!((x[i] as number) > (x[i - 1] as number))) broken.push(`${name}: x falls at ${i}`);
      if (x[i] !== (x[i - 1] as number) + 1) holes++;
      if (broken.length > 5) break;
    }
    if (holes > kills) broken.push(`${name}: ${holes} holes in the window after ${kills} kills`);
    for (let i = 0; i < x.length; i++) {
      if (y[i] === Math.imul(x[i] as number, 0x9e3779b1) >>> 0) continue;
      broken.push(`${name}: y at ${i} is not that of its x`);
      break;
    }
    const stats = await stream.stats();
    frames.push(stats.frameMs.p50);
    if (!addsUp(stats)) broken.push(`${name}: counters ${JSON.stringify(stats)}`);
    if (feed && stats.pushed !== feed.pushed) broken.push(`${name}: ${stats.pushed} of ${feed.pushed} pushed`);
    if (stats.mode !== 'worker') broken.push(`${name}: ${stats.mode}`);
    if (stream.n > window) broken.push(`${name}: n is ${stream.n}`);
  }
  for (const reason of Object.keys(told)) if (reason !== 'EngineError died') broken.push(`told: ${reason}`);
  return { broken, told, kills, frameMs: frames[0] };
}

/** Ends everything; what is left in the page. */
export async function endSoak(): Promise<number> {
  for (const one of tried) {
    one.feed?.stop();
    tell(one, { close: true });
  }
  await sleep(1500);
  for (const { producer } of tried) producer?.terminate();
  await engine.close();
  tried = [];
  return document.querySelectorAll('#plot *').length;
}
