/** Times frames in a worker: several lanes, each on a canvas of its own, one frame of each after the other. */
import { type ChartOptions, resolveOptions } from '../../worker/options.js';
import { PixelPicture } from '../../worker/paint-pixels.js';
import { Ring } from '../../worker/ring.js';
import type { Interval } from '../../worker/scales.js';
import { type CellLayout, plainView, type Shown, Viewport } from '../../worker/viewport.js';
import { type Case, cases } from '../fidelity/cases.js';
import { type Source, sourceOf } from './source.js';

/**
 * What is painted in a lane: `empty` is cleared and presented, `streaming` is what a view does, `zooming` computes every
 * cell anew, as under a hand that turns the wheel.
 */
export type Lane =
  | { kind: 'empty' }
  | { kind: 'streaming' | 'zooming'; name: string; window: number; arriving: number };

export interface FrameRequest {
  metrics: unknown;
  lanes: Lane[];
  /** CSS px. */
  width: number;
  height: number;
  ratio: number;
  /** Rounds that count; half as many go before them. */
  rounds: number;
  canvases: OffscreenCanvas[];
}

export interface LaneResult {
  /** ms from the frame's start to the next frame's. */
  whole: number[];
  /** ms of our own code, from building the scene to the last call of the canvas. */
  own: number[];
  /** Bytes that ring and index take, a sample of capacity. */
  bytesPerSample?: number;
  /** Samples a second that the ring took when it was filled a second time. */
  ingest?: number;
}

class Zooming extends Viewport {
  private frame = 0;
  override follow(ring: Ring, byIndex: boolean, [a, b]: Interval, _: number, plot: Plot, layout: CellLayout): Shown {
    const margin = (b - a) * 0.0005 * (1 + (this.frame++ % 7));
    return plainView(ring, byIndex, [a - margin, b + margin], plot, layout);
  }
}
type Plot = Parameters<Viewport['follow']>[4];

/** A ring and what flows into it. */
interface Stream {
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
function arrive(stream: Stream, count: number): number {
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

function streamOf(given: Case, window: number, size: { width: number; height: number }): Stream {
  const xScale = given.irregular ? ('linear' as const) : ('category' as const);
  const options = resolveOptions({ title: given.name, maxPoints: window, xScale, ...size }, 'a benchmark');
  const stream = { ring: new Ring(window), source: sourceOf(given, window), next: 0, options, ingest: 0 };
  arrive(stream, window);
  // Once around: what is timed writes to memory that is there.
  stream.ingest = (window / arrive(stream, window)) * 1000;
  return stream;
}

const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

self.onmessage = async ({ data }: MessageEvent<FrameRequest>) => {
  const { lanes, ratio, rounds, canvases, width, height } = data;
  const all = cases(data.metrics);
  const streams = new Map<string, Stream>();
  const prepared = lanes.map((lane, i) => {
    const canvas = canvases[i];
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const result: LaneResult = { whole: [], own: [] };
    if (lane.kind === 'empty') return { canvas, result };
    const key = `${lane.name} ${lane.window}`;
    const fresh = !streams.has(key);
    const given = all.find(({ name }) => name === lane.name)!;
    if (fresh) streams.set(key, streamOf(given, lane.window, { width, height }));
    const stream = streams.get(key)!;
    result.bytesPerSample = (stream.ring.size * 8) / lane.window;
    result.ingest = stream.ingest;
    const picture = new PixelPicture(lane.kind === 'zooming' ? new Zooming() : new Viewport());
    return { canvas, result, stream, picture, arriving: fresh ? lane.arriving : 0 };
  });

  /** Paints a lane's frame from the start of one frame to the start of the next; to be called at a frame's start. */
  const frame = async ({
    canvas,
    stream,
    picture,
  }: (typeof prepared)[number]): Promise<[whole: number, own: number]> => {
    const began = performance.now();
    if (stream) {
      picture.paint(stream.ring, stream.options, ratio);
      picture.show(canvas);
    } else canvas.getContext('2d')!.clearRect(0, 0, canvas.width, canvas.height);
    const painted = performance.now();
    await nextFrame();
    return [performance.now() - began, painted - began];
  };

  for (let round = 0; round < rounds * 1.5; round++) {
    for (const { stream, arriving } of prepared) if (stream) arrive(stream, arriving);
    await nextFrame();
    // Each in its turn is first; an empty frame that doesn't count goes before, as others go before the others.
    await frame(prepared[0]);
    for (let i = 0; i < prepared.length; i++) {
      const lane = prepared[(i + round) % prepared.length];
      const [whole, own] = await frame(lane);
      if (round < rounds / 2) continue;
      lane.result.whole.push(whole);
      lane.result.own.push(own);
    }
  }
  self.postMessage(prepared.map(({ result }) => result));
};
