/** Canvases: how large they may be, and one that is kept to paint in. */

/** What is painted into; a page's own canvas serves as well where the engine runs there. */
export type Context = OffscreenCanvasRenderingContext2D;

/** Makes a canvas of so many device px. */
export type CreateCanvas = (width: number, height: number) => OffscreenCanvas;

/** The longest side that canvases can have, device px. */
const MAX_DEVICE_SIDE = 16_384;
/** A scratch canvas beyond this many device px is not kept. */
const KEPT_AREA = 4096 * 4096;

/** The pixel ratio, lowered where a side would become longer than a canvas can be. */
export function fittingRatio(width: number, height: number, pixelRatio: number): number {
  return Math.min(pixelRatio, MAX_DEVICE_SIDE / Math.max(width, height));
}

/** A side in device px; 1 at least. */
export const deviceSide = (side: number, pixelRatio: number) => Math.max(1, Math.round(side * pixelRatio));

const contexts = new WeakMap<OffscreenCanvas, Context>();

/**
 * Asked for once: of a canvas that was moved to a worker Firefox (153) gives none a second time, but throws.
 * @throws RangeError where the canvas is too large for this machine.
 */
export function contextOf(canvas: OffscreenCanvas): Context {
  const context = contexts.get(canvas) ?? canvas.getContext('2d');
  if (!context) throw new RangeError(`a canvas of ${canvas.width} × ${canvas.height} device px can't be made here`);
  contexts.set(canvas, context);
  return context;
}

/**
 * A canvas at least so large, kept from one call to the next; it only grows. Chromium without a GPU holds a worker that
 * makes a canvas, or takes its bitmap by `transferToImageBitmap`, until the page's thread answers: in a frame neither
 * may be done, or a blocked page would stop every chart.
 */
export function createScratch(createCanvas: CreateCanvas): CreateCanvas {
  let kept: OffscreenCanvas | null = null;
  return (width, height) => {
    if (kept && kept.width >= width && kept.height >= height) return kept;
    const canvas = createCanvas(Math.max(width, kept?.width ?? 0), Math.max(height, kept?.height ?? 0));
    kept = canvas.width * canvas.height <= KEPT_AREA ? canvas : null;
    return canvas;
  };
}
