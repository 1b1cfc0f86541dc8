/** Trains a network in the page's thread, with a chart or without: how long that takes. */
import { type ChartName, train } from '../../../demo/train.js';
import { Engine, LiveStream } from '../../../src/index.js';
import type { TrainingTarget } from '../../../src/tfjs.js';
import { chanceOf } from '../../chance.js';

const DIGITS = 4000;
const BYTES = 1 + 28 * 28;
const SERIES = ['loss', 'val_loss'];

interface Asked {
  /** Whose chart: none, uplot, or the address of ringplot's worker. */
  way: string;
  epochs: number;
  yields: boolean;
}

/** Of every class a pattern, with noise on it. */
function digitsOf(count: number): Uint8Array {
  const chance = chanceOf(99);
  const digits = new Uint8Array(count * BYTES);
  for (let i = 0; i < count; i++) {
    const digit = i % 10;
    digits[i * BYTES] = digit;
    for (let at = 1; at < BYTES; at++)
      digits[i * BYTES + at] = 90 * chance() + (Math.floor(at / 79) === digit ? 60 : 0);
  }
  return digits;
}

const digits = digitsOf(DIGITS);

/** A chart that begins anew with each training. */
type Target = TrainingTarget & { clear(): void; flush?(): Promise<void> };

async function targetFor(way: string): Promise<Target | null> {
  if (way === 'none') return null;
  const container = document.body.appendChild(document.createElement('div'));
  container.style.cssText = 'width:900px;height:420px';
  if (way === 'uplot') {
    const { uplotTarget } = globalThis as unknown as { uplotTarget(container: HTMLElement): Target };
    return uplotTarget(container);
  }
  const engine = new Engine({ worker: new URL(way, location.href) });
  const series = SERIES.map((name) => ({ name }));
  const stream = new LiveStream({ engine, series, xScale: 'linear', maxPoints: 10_000 });
  stream.mount(container);
  // The engine is there, and where memory is shared a ring, too.
  for (let i = 0; i < 30; i++) {
    stream.push(i, [1, 1]);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  stream.clear();
  await stream.flush();
  return stream;
}

let target: Promise<Target | null> | undefined;

/** ms that it took. */
async function trainFor({ way, epochs, yields }: Asked): Promise<number> {
  target ??= targetFor(way);
  const loss = await target;
  loss?.clear();
  // Told before the thread is kept: what is said otherwise than by samples needs it.
  await loss?.flush?.();
  const targets: Partial<Record<ChartName, TrainingTarget>> = loss ? { loss } : {};
  return train({ digits, epochs, yields, targets });
}

Object.assign(globalThis, { trainFor });
