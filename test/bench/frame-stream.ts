/** What the frame benchmarks paint in a worker: a ring, what flows into it, and how long a frame of it takes. */
import { type ChartOptions, resolveOptions } from '../../worker/options.js';
import { Ring } from '../../worker/ring.js';
import type { Case } from '../fidelity/cases.js';
import { type Source, sourceOf } from './source.js';

/** A ring and what flows into it. */
export interface Stream {
  ring: Ring;
  source: Source;
  next: number;
  options: ChartOptions;
  ingest: number;
}

const BATCH = 1 << 16;
const x = new Float64Array(BATCH);
const y = new Float64Array(BATCH);

/** Lets samples arrive, and gives the ms that the ring took for them. */
export function arrive(stream: Stream, count: number): number {
  let spent = 0;
  for (let left = count; left > 0; left -= BATCH) {
    const size = Math.min(left, BATCH);
    stream.source.write(x, y, stream.next, stream.next + size);
    const began = performance.now();
    stream.ring.append({ x, y, labels: null, start: 0, end: size, since: 0 }, true);
    spent += performance.now() - began;
    stream.next += size;
  }
  return spent;
}

export function streamOf(given: Case, window: number, size: { width: number; height: number }): Stream {
  const xScale = given.irregular ? ('linear' as const) : ('category' as const);
  const options = resolveOptions({ title: given.name, maxPoints: window, xScale, ...size }, 'a benchmark');
  const stream = { ring: new Ring(window), source: sourceOf(given, window), next: 0, options, ingest: 0 };
  arrive(stream, window);
  // Once around: what is timed writes to memory that is there.
  stream.ingest = (window / arrive(stream, window)) * 1000;
  return stream;
}

export const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

/** Paints a frame from the start of one to the start of the next, ms; to be called at a frame's start. */
export async function timeFrame(paint: () => void): Promise<[whole: number, own: number]> {
  const began = performance.now();
  paint();
  const painted = performance.now();
  await nextFrame();
  return [performance.now() - began, painted - began];
}
