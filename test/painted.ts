/** Samples in a ring, and what is painted of them. */
import { emptyBatch } from '../worker/batch.js';
import { type ChartOptionsInput, resolveOptions } from '../worker/options.js';
import { PixelPicture } from '../worker/paint-pixels.js';
import type { Raster } from '../worker/raster.js';
import { Ring } from '../worker/ring.js';
import { writeSamples } from '../worker/samples.js';

/** x is numeric. */
export type Samples = [x: number, y: number][];

export function ringOf(samples: Samples): Ring {
  const ring = new Ring(Math.max(1, samples.length));
  const batch = emptyBatch(samples.length);
  const [xs, ys] = [samples.map(([x]) => x), samples.map(([, y]) => y)];
  writeSamples(batch, xs, [ys], 0, samples.length, true);
  ring.append(batch, true);
  return ring;
}

/** What is painted in a small picture, as opacities. */
export function alphasOf(samples: Samples, given: ChartOptionsInput, ratio: number): Uint8Array {
  const look: ChartOptionsInput = { xScale: 'linear', width: 160, height: 90, maxPoints: 200_000 };
  const picture = new PixelPicture();
  picture.paint(ringOf(samples), resolveOptions({ ...look, ...given }, 'test'), ratio);
  const { pixels } = (picture as unknown as { raster: Raster }).raster;
  const alphas = new Uint8Array(pixels.length);
  for (let at = 0; at < alphas.length; at++) alphas[at] = pixels[at] >>> 24;
  return alphas;
}
