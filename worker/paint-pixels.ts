/** A scene painted into a 2D context, at a pixel ratio. */
import type { Points } from './columns.js';
import { INK, PAPER } from './palette.js';
import { FONT_SIZE, type Label, type Scene, TITLE_SIZE } from './scene.js';
import { FONT_FAMILY } from './text.js';

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

export const deviceSide = (side: number, pixelRatio: number) => Math.max(1, Math.round(side * pixelRatio));

/** Above so many points per device px across, stroking (which grows with the points) loses to filling columns. */
const DENSE = 1.5;

export interface PixelPainter {
  /** Clears a canvas, which it sizes, and paints the scene; `pixelRatio` is device px per CSS px. */
  paint(canvas: OffscreenCanvas, scene: Scene, pixelRatio: number): void;
  /** The scene as a bitmap. What it shows is settled when this returns. */
  bitmap(scene: Scene, pixelRatio: number): Promise<ImageBitmap>;
}

/**
 * A painter with canvases of its own that it keeps. Chromium without a GPU holds a worker that makes a canvas, or takes
 * its bitmap by `transferToImageBitmap`, until the page's thread answers: in a frame neither may be done, or a blocked
 * page would stop every chart.
 */
export function createPixelPainter(createCanvas: CreateCanvas): PixelPainter {
  const layer = createScratch(createCanvas);
  const picture = createScratch(createCanvas);
  return {
    paint(canvas, scene, pixelRatio) {
      const width = deviceSide(scene.width, pixelRatio);
      const height = deviceSide(scene.height, pixelRatio);
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      paintPixels(contextOf(canvas), scene, pixelRatio, layer);
    },
    bitmap(scene, pixelRatio) {
      const width = deviceSide(scene.width, pixelRatio);
      const height = deviceSide(scene.height, pixelRatio);
      const canvas = picture(width, height);
      paintPixels(contextOf(canvas), scene, pixelRatio, layer);
      return createImageBitmap(canvas, 0, 0, width, height);
    },
  };
}

/** @throws RangeError where the canvas is too large for this machine. */
function contextOf(canvas: OffscreenCanvas): Context {
  const context = canvas.getContext('2d');
  if (!context) throw new RangeError(`a canvas of ${canvas.width} × ${canvas.height} device px can't be made here`);
  return context;
}

/** A canvas at least so large, kept from one call to the next; it only grows. */
function createScratch(createCanvas: CreateCanvas): CreateCanvas {
  let kept: OffscreenCanvas | null = null;
  return (width, height) => {
    if (kept && kept.width >= width && kept.height >= height) return kept;
    const canvas = createCanvas(Math.max(width, kept?.width ?? 0), Math.max(height, kept?.height ?? 0));
    kept = canvas.width * canvas.height <= KEPT_AREA ? canvas : null;
    return canvas;
  };
}

/** Clears the scene's part of a canvas and paints it there. */
function paintPixels(context: Context, scene: Scene, pixelRatio: number, scratch: CreateCanvas): void {
  const { plot, grid, mark } = scene;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, deviceSide(scene.width, pixelRatio), deviceSide(scene.height, pixelRatio));
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);

  const right = plot.x + plot.width;
  const bottom = plot.y + plot.height;
  const snap = (at: number) => (Math.floor(at * pixelRatio) + 0.5) / pixelRatio;
  context.lineWidth = 1 / pixelRatio;
  context.strokeStyle = PAPER;
  context.globalAlpha = 0.3;
  context.beginPath();
  for (const x of grid.x) {
    context.moveTo(snap(x), plot.y);
    context.lineTo(snap(x), bottom);
  }
  for (const y of grid.y) {
    context.moveTo(plot.x, snap(y));
    context.lineTo(right, snap(y));
  }
  context.stroke();
  if (scene.axis) {
    context.globalAlpha = 0.8;
    context.beginPath();
    context.moveTo(plot.x, snap(bottom));
    context.lineTo(right, snap(bottom));
    context.stroke();
  }
  context.globalAlpha = 1;

  if (mark.kind === 'scatter') paintDots(context, scene, pixelRatio, scratch);
  else if (mark.points.length / 2 > DENSE * plot.width * pixelRatio) fillColumns(context, scene, pixelRatio);
  else strokeLine(context, scene);

  context.fillStyle = INK;
  context.textBaseline = 'alphabetic';
  context.font = `${FONT_SIZE}px ${FONT_FAMILY}`;
  for (const label of scene.labels) paintText(context, label);
  if (scene.title) {
    context.font = `600 ${TITLE_SIZE}px ${FONT_FAMILY}`;
    paintText(context, scene.title);
  }
}

const ALIGN = { start: 'left', middle: 'center', end: 'right' } as const;

function paintText(context: Context, { text, x, y, anchor }: Label): void {
  context.textAlign = ALIGN[anchor];
  context.fillText(text, x, y);
}

function strokeLine(context: Context, { mark: { points }, pen, color }: Scene): void {
  context.lineWidth = pen;
  context.lineJoin = context.lineCap = 'round';
  context.strokeStyle = context.fillStyle = color;
  const dots = new Path2D();
  context.beginPath();
  let stretch = 0;
  for (let i = 0; i <= points.length; i += 2) {
    if (i === points.length || Number.isNaN(points[i])) {
      // A stroke of no length paints nothing on a canvas.
      if (stretch === 1) {
        dots.moveTo(points[i - 2] + pen / 2, points[i - 1]);
        dots.arc(points[i - 2], points[i - 1], pen / 2, 0, 2 * Math.PI);
      }
      stretch = 0;
    } else if (stretch++ === 0) context.moveTo(points[i], points[i + 1]);
    else context.lineTo(points[i], points[i + 1]);
  }
  context.stroke();
  context.fill(dots);
}

/** The line as one rectangle per device column, from its lowest to its highest point there and a pen wide. */
function fillColumns(context: Context, { mark: { points }, plot, pen, color }: Scene, pixelRatio: number): void {
  const origin = Math.floor(plot.x * pixelRatio);
  const columns = Math.ceil(plot.width * pixelRatio) + 2;
  const low = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  const cover = (column: number, a: number, b: number) => {
    if (column < 0 || column >= columns) return;
    low[column] = Math.min(low[column], a, b);
    high[column] = Math.max(high[column], a, b);
  };
  eachSegment(points, (x0, y0, x1, y1) => {
    const from = x0 * pixelRatio - origin;
    const to = x1 * pixelRatio - origin;
    const first = Math.floor(Math.min(from, to));
    const last = Math.floor(Math.max(from, to));
    for (let column = first; column <= last; column++) {
      if (first === last) cover(column, y0, y1);
      else {
        const enter = Math.min(1, Math.max(0, (column - from) / (to - from)));
        const leave = Math.min(1, Math.max(0, (column + 1 - from) / (to - from)));
        cover(column, y0 + (y1 - y0) * enter, y0 + (y1 - y0) * leave);
      }
    }
  });
  const width = Math.max(pen, 1 / pixelRatio);
  context.fillStyle = color;
  context.beginPath();
  for (let column = 0; column < columns; column++) {
    if (low[column] > high[column]) continue;
    const centre = (origin + column + 0.5) / pixelRatio;
    context.rect(centre - width / 2, low[column] - pen / 2, width, high[column] - low[column] + pen);
  }
  context.fill();
}

/** Each segment of the line; a stretch of a single point is a segment of no length. */
function eachSegment(points: Points, visit: (x0: number, y0: number, x1: number, y1: number) => void): void {
  for (let i = 0; i < points.length; i += 2) {
    if (Number.isNaN(points[i])) continue;
    const next = i + 2 < points.length && !Number.isNaN(points[i + 2]) ? i + 2 : i;
    if (next !== i || i === 0 || Number.isNaN(points[i - 2])) {
      visit(points[i], points[i + 1], points[next], points[next + 1]);
    }
  }
}

/**
 * Dots stamped into a mask of coverage, of which the largest wins, so that a million cost no more than their stamps.
 * The mask is painted through a canvas of its own: writing pixels directly would replace the grid beneath.
 */
function paintDots(
  context: Context,
  { mark: { points }, plot, pen, color }: Scene,
  pixelRatio: number,
  scratch: CreateCanvas,
): void {
  const reach = Math.ceil((pen / 2) * pixelRatio + 1);
  const left = Math.floor(plot.x * pixelRatio) - reach;
  const top = Math.floor(plot.y * pixelRatio) - reach;
  const width = Math.ceil(plot.width * pixelRatio) + 2 * reach + 1;
  const height = Math.ceil(plot.height * pixelRatio) + 2 * reach + 1;
  if (points.length === 0) return;
  const mask = new Uint8Array(width * height);
  const stamp = dotStamp((pen / 2) * pixelRatio, reach);
  const side = 2 * reach + 1;
  for (let i = 0; i < points.length; i += 2) {
    const x = Math.floor(points[i] * pixelRatio) - left - reach;
    const y = Math.floor(points[i + 1] * pixelRatio) - top - reach;
    if (x < 0 || y < 0 || x + side > width || y + side > height) continue;
    for (let row = 0; row < side; row++) {
      const at = (y + row) * width + x;
      for (let column = 0; column < side; column++) {
        const coverage = stamp[row * side + column];
        if (coverage > mask[at + column]) mask[at + column] = coverage;
      }
    }
  }
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const rgb = Number.parseInt(color.slice(1), 16);
  const bgr = ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >> 16);
  for (let i = 0; i < mask.length; i++) if (mask[i] > 0) pixels[i] = ((mask[i] << 24) | bgr) >>> 0;
  const layer = scratch(width, height);
  contextOf(layer).putImageData(image, 0, 0);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(layer, 0, 0, width, height, left, top, width, height);
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
}

/** Coverage of a disc about the centre of the middle pixel, 0…255, on (2 · reach + 1)² pixels, sampled 8 × 8. */
function dotStamp(radius: number, reach: number): Uint8Array {
  const side = 2 * reach + 1;
  const stamp = new Uint8Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      let inside = 0;
      for (let sample = 0; sample < 64; sample++) {
        const dx = column - reach + ((sample & 7) + 0.5) / 8 - 0.5;
        const dy = row - reach + ((sample >> 3) + 0.5) / 8 - 0.5;
        if (dx * dx + dy * dy <= radius * radius) inside++;
      }
      stamp[row * side + column] = Math.round((inside * 255) / 64);
    }
  }
  return stamp;
}
