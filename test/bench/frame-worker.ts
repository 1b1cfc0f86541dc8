/** Times frames in a worker, each kind on a canvas of its own, one after the other. */
import { resolveOptions } from '../../worker/options.js';
import { createScratch, PixelPicture } from '../../worker/paint-pixels.js';
import { Ring } from '../../worker/ring.js';
import type { Interval } from '../../worker/scales.js';
import { type CellLayout, plainView, type Shown, Viewport } from '../../worker/viewport.js';
import { cases } from '../fidelity/cases.js';
import { type Source, sourceOf } from './source.js';

export interface FrameRequest {
  metrics: unknown;
  name: string;
  window: number;
  /** Samples that arrive from one round to the next. */
  arriving: number;
  width: number;
  height: number;
  ratio: number;
  rounds: number;
  kinds: Kind[];
  canvases: OffscreenCanvas[];
}

/** empty: cleared and presented; streaming: what a view does; zooming: every cell computed anew. */
export type Kind = 'empty' | 'streaming' | 'zooming';

export interface FrameResult {
  /** ms from the frame's start to after it was handed on, by kind, in order. */
  times: Record<Kind, number[]>;
  /** ms of the painter alone. */
  own: Record<Kind, number[]>;
  /** Bytes that ring and index take, a sample of capacity. */
  bytesPerSample: number;
  /** Samples a second that the ring took. */
  ingest: number;
}

/** As if a hand turned the wheel: another span in every frame. */
class Zooming extends Viewport {
  private frame = 0;
  override follow(ring: Ring, byIndex: boolean, [a, b]: Interval, _: number, plot: Plot, layout: CellLayout): Shown {
    const margin = (b - a) * 0.0005 * (1 + (this.frame++ % 7));
    return plainView(ring, byIndex, [a - margin, b + margin], plot, layout);
  }
}
type Plot = Parameters<Viewport['follow']>[4];

const FILL = 1 << 16;

function fill(ring: Ring, source: Source, count: number): number {
  const x = new Float64Array(FILL);
  const y = new Float64Array(FILL);
  let spent = 0;
  for (let from = 0; from < count; from += FILL) {
    const to = Math.min(count, from + FILL);
    source.write(x, y, from, to);
    const began = performance.now();
    ring.append({ x, y, labels: null, start: 0, end: to - from, since: 0 }, true);
    spent += performance.now() - began;
  }
  return spent;
}

const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

self.onmessage = async ({ data }: MessageEvent<FrameRequest>) => {
  const found = cases(data.metrics).find(({ name }) => name === data.name)!;
  const source = sourceOf(found, data.window);
  const ring = new Ring(data.window);
  fill(ring, source, data.window);
  // Once around, so that what is timed writes to memory that is there.
  const took = fill(ring, source, data.window);
  const options = resolveOptions(
    {
      kind: 'line',
      title: data.name,
      maxPoints: data.window,
      xScale: found.irregular ? 'linear' : 'category',
      width: data.width,
      height: data.height,
    },
    'bench',
  );
  const pictures = { empty: null, streaming: new PixelPicture(new Viewport()), zooming: new PixelPicture(new Zooming()) };
  const times: FrameResult['times'] = { empty: [], streaming: [], zooming: [] };
  const own: FrameResult['own'] = { empty: [], streaming: [], zooming: [] };
  const x = new Float64Array(data.arriving);
  const y = new Float64Array(data.arriving);
  const { port1, port2 } = new MessageChannel();
  let next = 2 * data.window;

  /** The frame's end is when the message that it posts at its start is read: after what it shows was handed on. */
  const frame = async (kind: Kind, canvas: OffscreenCanvas) => {
    const began = performance.now();
    const ended = new Promise<number>((resolve) => {
      port1.onmessage = () => resolve(performance.now());
    });
    port2.postMessage(null);
    const picture = pictures[kind];
    if (picture) {
      picture.paint(ring, options, data.ratio);
      picture.show(canvas);
    } else canvas.getContext('2d')!.clearRect(0, 0, canvas.width, canvas.height);
    const painted = performance.now();
    await ended;
    own[kind].push(painted - began);
    await nextFrame();
    times[kind].push(performance.now() - began);
  };

  for (const canvas of data.canvases) {
    canvas.width = Math.round(data.width * data.ratio);
    canvas.height = Math.round(data.height * data.ratio);
  }
  await nextFrame();
  for (let round = 0; round < data.rounds; round++) {
    source.write(x, y, next, next + data.arriving);
    ring.append({ x, y, labels: null, start: 0, end: data.arriving, since: 0 }, true);
    next += data.arriving;
    for (const [i, kind] of data.kinds.entries()) await frame(kind, data.canvases[i]);
  }
  const result: FrameResult = {
    times,
    own,
    bytesPerSample: (ring.size * 8) / data.window,
    ingest: (data.window / took) * 1000,
  };
  self.postMessage(result);
  void createScratch;
};
