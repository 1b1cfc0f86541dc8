/** One live display of a stream, as the engine paints it. */
import { SVG_RESOLUTION } from './chart-append.js';
import { fittingRatio, type PixelPainter } from './paint-pixels.js';
import type { Picture, ViewState } from './protocol.js';
import { buildScene, type Scene } from './scene.js';
import { bitmapPicture, type Stream, svgPicture } from './stream.js';

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

  /** Paints what is new into the view's own canvas, or as the picture that is promised. */
  paint(stream: Stream, now: () => number, painter: PixelPainter | null): Promise<Picture | null> {
    const began = now();
    const { width, height, output } = this.state;
    const scene = buildScene({
      ring: stream.ring,
      options: { ...stream.options, width, height },
      resolution: output === 'svg' ? SVG_RESOLUTION : this.ratio,
      anchor: 0,
    });
    // Before painting: a picture that can't be painted is not tried again until something changes.
    this.painted = stream.version;
    this.paintedAt = began;
    let picture: Promise<Picture | null> = Promise.resolve(null);
    if (this.canvas) painter?.paint(this.canvas, scene, this.ratio);
    else picture = this.picture(scene, painter);
    this.scene = scene;
    stream.countFrame(began, now());
    return picture;
  }

  /** A picture of exactly what was painted last. */
  async chart(painter: PixelPainter | null): Promise<Picture | null> {
    return this.scene && this.picture(this.scene, painter);
  }

  private get ratio(): number {
    return fittingRatio(this.state.width, this.state.height, this.state.pixelRatio);
  }

  private async picture(scene: Scene, painter: PixelPainter | null): Promise<Picture> {
    return this.state.output === 'svg' ? svgPicture(scene) : bitmapPicture(scene, this.ratio, painter);
  }
}
