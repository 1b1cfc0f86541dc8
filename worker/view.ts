/** One live display of a stream, as the engine paints it. */
import { SVG_RESOLUTION } from './chart-append.js';
import { type Context, type CreateCanvas, paintPixels } from './paint-pixels.js';
import type { Picture, ViewState } from './protocol.js';
import { buildScene, type Scene } from './scene.js';
import { bitmapPicture, deviceSide, fittingRatio, type Stream, svgPicture } from './stream.js';

export class View {
  state: ViewState;
  private readonly canvas: OffscreenCanvas | null;
  /** The stream's version that was painted last. */
  painted = 0;
  private paintedAt = Number.NEGATIVE_INFINITY;
  /** What is shown: kept for `chart()`, which must not show anything newer. */
  private scene: Scene | null = null;

  constructor(state: ViewState, canvas: OffscreenCanvas | null) {
    this.state = state;
    this.canvas = canvas;
  }

  update(state: ViewState): void {
    this.state = state;
    this.painted = 0;
  }

  isBehind(stream: Stream): boolean {
    return this.state.visible && this.painted < stream.version;
  }

  /** Whether `maxFps` allows another frame. A frame that comes a little early counts as the one that was due. */
  isDue(now: number): boolean {
    return now - this.paintedAt >= 1000 / this.state.maxFps - 2;
  }

  /** Paints what is new into the view's own canvas, or as the picture that is returned. */
  paint(stream: Stream, now: () => number, createCanvas: CreateCanvas | null): Picture | null {
    const began = now();
    const { width, height, output } = this.state;
    const pixelRatio = this.ratio;
    const scene = buildScene({
      ring: stream.ring,
      options: { ...stream.options, width, height },
      resolution: output === 'svg' ? SVG_RESOLUTION : pixelRatio,
      anchor: 0,
    });
    // Before painting: a picture that can't be painted is not tried again until something changes.
    this.painted = stream.version;
    this.paintedAt = began;
    const picture = this.canvas
      ? this.paintCanvas(this.canvas, scene, createCanvas)
      : this.picture(scene, createCanvas);
    this.scene = scene;
    stream.countFrame(began, now());
    return picture;
  }

  /** A picture of exactly what was painted last. */
  chart(createCanvas: CreateCanvas | null): Picture | null {
    return this.scene && this.picture(this.scene, createCanvas);
  }

  private get ratio(): number {
    return fittingRatio(this.state.width, this.state.height, this.state.pixelRatio);
  }

  private picture(scene: Scene, createCanvas: CreateCanvas | null): Picture {
    const asSvg = this.state.output === 'svg' || !createCanvas;
    return asSvg ? svgPicture(scene) : bitmapPicture(scene, this.ratio, createCanvas);
  }

  private paintCanvas(canvas: OffscreenCanvas, scene: Scene, createCanvas: CreateCanvas | null): null {
    const width = deviceSide(scene.width, this.ratio);
    const height = deviceSide(scene.height, this.ratio);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext('2d') as Context | null;
    if (!context) throw new RangeError(`a canvas of ${width} × ${height} device px can't be made here`);
    paintPixels(context, scene, this.ratio, createCanvas ?? cloneCanvas(canvas));
    return null;
  }
}

/** Where the engine runs in a page without OffscreenCanvas, further canvases are made like the one that it has. */
function cloneCanvas(canvas: OffscreenCanvas): CreateCanvas {
  const element = canvas as unknown as { cloneNode(): OffscreenCanvas };
  return (width, height) => Object.assign(element.cloneNode(), { width, height });
}
