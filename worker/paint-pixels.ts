/** A scene painted into pixels, at a pixel ratio, and put on canvases. */
import { Cells } from './cells.js';
import { markPoints } from './columns.js';
import { cellsReached, paintLine, Raster } from './coverage.js';
import { paintDots } from './dots.js';
import type { ChartOptions } from './options.js';
import { INK, PAPER } from './palette.js';
import { type Pen, penOf } from './pen.js';
import type { Ring } from './ring.js';
import { buildScene, FONT_SIZE, type Label, penWidth, type Scene, TITLE_SIZE } from './scene.js';
import { FONT_FAMILY } from './text.js';
import type { CellLayout, Viewport } from './viewport.js';

/** What is painted into; a page's own canvas serves as well where the engine runs there. */
export type Context = OffscreenCanvasRenderingContext2D;

/** Makes a canvas of so many device px. */
export type CreateCanvas = (width: number, height: number) => OffscreenCanvas;

/** The longest side that canvases can have, device px. */
const MAX_DEVICE_SIDE = 16_384;
/** A scratch canvas beyond this many device px is not kept. */
const KEPT_AREA = 4096 * 4096;
/** Text keeps at least so far from the plot, CSS px: a pen that reaches further may run under it. */
const CLEAR_OF_TEXT = 6;

/** The pixel ratio, lowered where a side would become longer than a canvas can be. */
export function fittingRatio(width: number, height: number, pixelRatio: number): number {
  return Math.min(pixelRatio, MAX_DEVICE_SIDE / Math.max(width, height));
}

const deviceSide = (side: number, pixelRatio: number) => Math.max(1, Math.round(side * pixelRatio));

/** @throws RangeError where the canvas is too large for this machine. */
export function contextOf(canvas: OffscreenCanvas): Context {
  const context = canvas.getContext('2d');
  if (!context) throw new RangeError(`a canvas of ${canvas.width} × ${canvas.height} device px can't be made here`);
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

/** The part of a picture that data are painted in: the plot and what the pen reaches beyond it, device px. */
interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

function areaOf({ plot, width, height }: Scene, ratio: number, reach: number): Area {
  const left = Math.max(0, Math.floor(plot.x * ratio) - reach);
  const top = Math.max(0, Math.floor(plot.y * ratio) - reach);
  const right = Math.min(deviceSide(width, ratio), Math.ceil((plot.x + plot.width) * ratio) + reach);
  const bottom = Math.min(deviceSide(height, ratio), Math.ceil((plot.y + plot.height) * ratio) + reach);
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** A picture of a stream in pixels that is kept from frame to frame: only what has changed is computed and written. */
export class PixelPicture {
  scene: Scene | null = null;
  private ratio = 1;
  private pen: Pen = penOf(1);
  private cells: Cells | null = null;
  private raster = new Raster(1, 1);
  private image: ImageData | null = null;
  private area: Area = { left: 0, top: 0, width: 1, height: 1 };
  private readonly viewport: Viewport | undefined;
  /** The texts that the canvas shows which `show` was last given. */
  private shownTexts = '';

  constructor(viewport?: Viewport) {
    this.viewport = viewport;
  }

  /** Brings the picture up to date; `ratio` is device px a CSS px. */
  paint(ring: Ring, options: ChartOptions, ratio: number): Scene {
    const diameter = penWidth(ring, options) * ratio;
    const pen = penOf(diameter);
    const layout = { resolution: ratio * pen.fineness, shift: pen.between ? 0.5 : 0 };
    const scene = buildScene({ ring, options, layout, viewport: this.viewport });
    const area = areaOf(scene, ratio, Math.ceil(diameter / 2) + 1);
    if (pen.width !== this.pen.width || pen.fineness !== this.pen.fineness) this.cells = null;
    if (area.width !== this.raster.width || area.height !== this.raster.height) {
      this.raster = new Raster(area.width, area.height);
      this.image = null;
    }
    Object.assign(this, { scene, ratio, pen, area });
    if (scene.kind === 'scatter') this.paintDots(ring, scene);
    else this.paintLine(ring, scene, layout);
    return scene;
  }

  /** Puts the picture on a canvas that shows nothing else; texts are painted only when they have changed. */
  show(canvas: OffscreenCanvas): void {
    const scene = this.scene!;
    const width = deviceSide(scene.width, this.ratio);
    const height = deviceSide(scene.height, this.ratio);
    const resized = canvas.width !== width || canvas.height !== height;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = contextOf(canvas);
    const texts = JSON.stringify([scene.title, scene.labels, this.area]);
    const same = !resized && texts === this.shownTexts && !this.runsUnderText;
    this.shownTexts = texts;
    this.draw(context, width, height, !same);
  }

  /** The picture as a bitmap. What it shows is settled when this returns. */
  bitmap(scratch: CreateCanvas): Promise<ImageBitmap> {
    const scene = this.scene!;
    const width = deviceSide(scene.width, this.ratio);
    const height = deviceSide(scene.height, this.ratio);
    const canvas = scratch(width, height);
    this.draw(contextOf(canvas), width, height, true);
    return createImageBitmap(canvas, 0, 0, width, height);
  }

  private get runsUnderText(): boolean {
    return this.pen.width / this.pen.fineness > 2 * CLEAR_OF_TEXT * this.ratio;
  }

  private draw(context: Context, width: number, height: number, texts: boolean): void {
    const { scene, area, raster } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (texts) context.clearRect(0, 0, width, height);
    this.image ??= new ImageData(new Uint8ClampedArray(raster.pixels.buffer), raster.width, raster.height);
    context.putImageData(this.image, area.left, area.top);
    drawGrid(context, scene!, this.ratio);
    if (texts) drawTexts(context, scene!, this.ratio);
  }

  private paintLine(ring: Ring, scene: Scene, { resolution, shift }: CellLayout): void {
    const { pen, area, ratio, raster } = this;
    const { y } = scene.projection;
    const places = raster.width * pen.fineness;
    const { before, after } = cellsReached(pen);
    const most = before + places + after;
    if (!this.cells || this.cells.most < most) this.cells = new Cells(most, before + after);
    // From the edge of the plot's first cell to the raster's first place, in whole cells.
    const { grid, first } = scene.shown;
    const firstPlace = first + area.left * pen.fineness + Math.floor(-scene.plot.x * resolution - shift);
    this.cells.update(ring, grid, firstPlace - before, firstPlace + places + after);
    const rows = {
      factor: y.factor,
      origin: y.origin,
      scale: (scene.plot.height * ratio) / y.span,
      zero: (scene.plot.y + scene.plot.height) * ratio - area.top,
    };
    paintLine(raster, this.cells, pen, firstPlace, rows, Number.parseInt(scene.color.slice(1), 16));
  }

  private paintDots(ring: Ring, scene: Scene): void {
    const { area, ratio, raster } = this;
    const points = markPoints(ring, scene.kind, scene.projection, ratio * 4);
    raster.clear();
    paintDots(raster, points, {
      ratio,
      left: area.left,
      top: area.top,
      diameter: scene.pen * ratio,
      rgb: Number.parseInt(scene.color.slice(1), 16),
    });
  }
}

/** Grid and axis beneath what the canvas shows already. */
function drawGrid(context: Context, { plot, grid, axis }: Scene, ratio: number): void {
  const snap = (at: number) => Math.floor(at * ratio);
  const left = Math.round(plot.x * ratio);
  const top = Math.round(plot.y * ratio);
  const width = Math.round((plot.x + plot.width) * ratio) - left;
  const height = Math.round((plot.y + plot.height) * ratio) - top;
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = PAPER;
  if (axis) {
    context.globalAlpha = 0.8;
    context.fillRect(left, snap(plot.y + plot.height), width, 1);
  }
  context.globalAlpha = 0.3;
  for (const x of grid.x) context.fillRect(snap(x), top, 1, height);
  for (const y of grid.y) context.fillRect(left, snap(y), width, 1);
  context.globalAlpha = 1;
  context.globalCompositeOperation = 'source-over';
}

function drawTexts(context: Context, { labels, title }: Scene, ratio: number): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = INK;
  context.textBaseline = 'alphabetic';
  context.font = `${FONT_SIZE}px ${FONT_FAMILY}`;
  for (const label of labels.y) drawText(context, label);
  for (const label of labels.x) drawText(context, label);
  if (title) {
    context.font = `600 ${TITLE_SIZE}px ${FONT_FAMILY}`;
    drawText(context, title);
  }
}

const ALIGN = { start: 'left', middle: 'center', end: 'right' } as const;

function drawText(context: Context, { text, x, y, anchor }: Label): void {
  context.textAlign = ALIGN[anchor];
  context.fillText(text, x, y);
}
