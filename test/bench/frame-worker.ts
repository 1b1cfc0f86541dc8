/** Times frames in a worker: several lanes, each on a canvas of its own, one frame of each after the other. */
import { PixelPicture } from '../../worker/paint-pixels.js';
import type { Ring } from '../../worker/ring.js';
import type { Interval } from '../../worker/scales.js';
import { type CellLayout, plainView, type Shown, Viewport } from '../../worker/viewport.js';
import { cases } from '../fidelity/cases.js';
import { arrive, nextFrame, type Stream, streamOf, timeFrame } from './frame-stream.js';

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

  /** Paints a lane's frame; to be called at a frame's start. */
  const frame = ({ canvas, stream, picture }: (typeof prepared)[number]) => {
    return timeFrame(() => {
      if (stream) {
        picture.paint(stream.ring, stream.options, ratio);
        picture.show(canvas);
      } else canvas.getContext('2d')!.clearRect(0, 0, canvas.width, canvas.height);
    });
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
