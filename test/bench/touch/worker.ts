/** Times frames of a view that stands still, or is moved by hand, in turns with those of one that follows; both of one ring. */
import { PixelPicture } from '../../../worker/paint-pixels.js';
import type { Ring } from '../../../worker/ring.js';
import type { Interval } from '../../../worker/scales.js';
import { Viewport } from '../../../worker/viewport.js';
import type { XWindow } from '../../../worker/x-window.js';
import { cases } from '../../fidelity/cases.js';
import { arrive, nextFrame, streamOf, timeFrame } from '../frame-stream.js';

/** What is done to the view, in so many steps, of which each is a frame. */
export interface Pass {
  kind: 'still' | 'by hand' | 'end to end' | 'zoom';
  /** Samples that are shown, at least. */
  shown: number;
  steps: number;
}

export interface PausedRequest {
  metrics: unknown;
  lanes: ['live', 'paused'];
  canvases: [live: OffscreenCanvas, paused: OffscreenCanvas];
  name: string;
  window: number;
  arriving: number;
  passes: Pass[];
  /** CSS px. */
  width: number;
  height: number;
  ratio: number;
}

/** ms from a frame's start to the next frame's, and of our own code. */
interface Times {
  whole: number[];
  own: number[];
}

export type PausedResult = Pass & { live: Times; paused: Times };

/** CSS px that a hand moves it by in a frame. */
const BY_HAND = 7;
/** Where a reader looks, as a share of what is held. */
const LOOKS = 0.6;
/** Frames before any that counts. */
const WARM = 30;

/** What a pass shows, as shares of what is held; a hand's way is told in plots. */
function partAt({ kind, steps }: Pass, shown: number, step: number, way: number): Interval {
  const along = step / (steps - 1);
  const length = kind === 'zoom' ? shown ** along : shown;
  const from = kind === 'end to end' ? along * (1 - length) : Math.min(1, LOOKS + length / 2) - length;
  // There, and back.
  const moved = kind === 'by hand' ? Math.min(step, steps - step) * way * length : 0;
  return [from - moved, from - moved + length];
}

const held = (ring: Ring, byIndex: boolean): Interval => (byIndex ? [ring.start, ring.end - 1] : ring.xExtent());

self.onmessage = async ({ data }: MessageEvent<PausedRequest>) => {
  const { name, window, arriving, passes, ratio, canvases, width, height } = data;
  const given = cases(data.metrics).find((one) => one.name === name)!;
  const stream = streamOf(given, window, { width, height });
  const { ring, options } = stream;
  const [live, paused] = canvases.map((canvas) => {
    const times: Times = { whole: [], own: [] };
    return { canvas, times, picture: new PixelPicture(new Viewport()), shown: null as XWindow | null };
  });

  async function step(xWindow: XWindow, odd: boolean): Promise<void> {
    paused.shown = xWindow;
    arrive(stream, arriving);
    await nextFrame();
    for (const { canvas, times, picture, shown } of odd ? [paused, live] : [live, paused]) {
      const [whole, own] = await timeFrame(() => {
        picture.paint(ring, options, ratio, shown);
        picture.show(canvas);
      });
      times.whole.push(whole);
      times.own.push(own);
    }
  }

  const results: PausedResult[] = [];
  for (const pass of [{ kind: 'still', shown: window, steps: WARM } as Pass, ...passes]) {
    const byIndex = options.xScale === 'category';
    const way = BY_HAND / (live.picture.scene?.plot.width ?? width);
    let all = held(ring, byIndex);
    for (const lane of [live, paused]) lane.times = { whole: [], own: [] };
    for (let i = 0; i < pass.steps; i++) {
      // Who looks at one place stays there, and who goes from end to end begins and ends with what is held by then.
      if (pass.kind === 'end to end') all = held(ring, byIndex);
      const [from, to] = partAt(pass, pass.shown / window, i, way).map((share) => all[0] + share * (all[1] - all[0]));
      await step({ kind: 'between', from, to }, i % 2 === 1);
    }
    results.push({ ...pass, live: live.times, paused: paused.times });
  }
  self.postMessage(results.slice(1));
};
