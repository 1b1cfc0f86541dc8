/** One stream as the engine holds it: its window, its options, its views and what it has counted. */
import { SVG_RESOLUTION } from './chart-append.js';
import type { ChartOptions } from './options.js';
import { type Context, type CreateCanvas, paintPixels } from './paint-pixels.js';
import { paintSvg } from './paint-svg.js';
import { RecentValues } from './percentiles.js';
import type { Counters, Format, Picture, SinkId, StreamId, ViewId } from './protocol.js';
import { type Batch, Ring } from './ring.js';
import { buildScene, type Scene } from './scene.js';
import type { View } from './view.js';

/** The longest side that canvases can have, device px. */
const MAX_DEVICE_SIDE = 16_384;

/** The pixel ratio, lowered where a side would become longer than a canvas can be. */
export function fittingRatio(width: number, height: number, pixelRatio: number): number {
  return Math.min(pixelRatio, MAX_DEVICE_SIDE / Math.max(width, height));
}

export const deviceSide = (side: number, pixelRatio: number) => Math.max(1, Math.round(side * pixelRatio));

export class Stream {
  readonly id: StreamId;
  ring: Ring;
  options: ChartOptions;
  readonly views = new Map<ViewId, View>();
  readonly sinks = new Map<SinkId, { port: MessagePort; before: Counters; received: number; labels: boolean }>();
  /** Samples taken from the page. */
  received = 0;
  frames = 0;
  readonly frameMs = new RecentValues();
  readonly latencyMs = new RecentValues();
  /** Goes up with everything that changes the picture; a view that has painted it is up to date. */
  version = 1;
  /** When the oldest sample that no view has painted yet was pushed; NaN for none. */
  private oldestUnpainted = Number.NaN;

  constructor(id: StreamId, options: ChartOptions) {
    this.id = id;
    this.options = options;
    this.ring = new Ring(options.maxPoints);
  }

  get numeric(): boolean {
    return this.options.xScale !== 'category';
  }

  append(batch: Batch): void {
    this.ring.append(batch, this.numeric);
    if (!(this.oldestUnpainted <= batch.since)) this.oldestUnpainted = batch.since;
    this.version++;
  }

  clear(): void {
    this.ring.clear();
    this.version++;
  }

  configure(options: ChartOptions): void {
    if (options.maxPoints !== this.ring.capacity) this.ring = this.ring.resized(options.maxPoints);
    this.options = options;
    this.version++;
  }

  /** Counts a painted frame: how long it took, and how long its oldest new sample had waited for it. */
  countFrame(began: number, ended: number): void {
    this.frames++;
    this.frameMs.add(ended, ended - began);
    if (!Number.isNaN(this.oldestUnpainted)) this.latencyMs.add(ended, ended - this.oldestUnpainted);
    this.oldestUnpainted = Number.NaN;
  }

  /** The picture for `render`: a function of the window and the options, and of the pixel ratio for a bitmap. */
  render(format: Format, pixelRatio: number, html: boolean, createCanvas: CreateCanvas | null): Picture {
    const svgScene = () => buildScene({ ring: this.ring, options: this.options, resolution: SVG_RESOLUTION });
    if (format === 'svg') return svgPicture(svgScene());
    const { width, height } = this.options;
    const ratio = fittingRatio(width, height, pixelRatio);
    const scene = buildScene({ ring: this.ring, options: this.options, resolution: ratio });
    const picture = bitmapPicture(scene, ratio, createCanvas);
    return html ? { ...picture, html: paintSvg(svgScene()) } : picture;
  }
}

function describeScene({ width, height, n, plot, domain }: Scene): Picture {
  return { width, height, n, plot, domain };
}

export function svgPicture(scene: Scene): Picture {
  const svg = paintSvg(scene);
  return { ...describeScene(scene), svg, html: svg };
}

/** @throws NotSupportedError where the engine has no OffscreenCanvas; RangeError where the bitmap can't be made. */
export function bitmapPicture(scene: Scene, pixelRatio: number, createCanvas: CreateCanvas | null): Picture {
  if (!createCanvas) throw new DOMException("format 'bitmap' needs an OffscreenCanvas; use 'svg'", 'NotSupportedError');
  const canvas = createCanvas(deviceSide(scene.width, pixelRatio), deviceSide(scene.height, pixelRatio));
  const context = canvas.getContext('2d') as Context | null;
  if (!context) throw new RangeError(`a bitmap of ${canvas.width} × ${canvas.height} device px can't be made here`);
  paintPixels(context, scene, pixelRatio, createCanvas);
  return { ...describeScene(scene), bitmap: canvas.transferToImageBitmap() };
}
