/** One live display of a stream, as the engine paints it. */
import { type CreateCanvas, fittingRatio } from './canvas.js';
import { type Inspectable, inspect } from './inspection.js';
import type { Choice, Inspected, Inspection } from './inspection-types.js';
import type { ChartOptions, YScaleName } from './options.js';
import { PixelPicture } from './paint-pixels.js';
import { renderSvg } from './paint-svg.js';
import type { Picture, ViewState } from './protocol.js';
import type { Ring } from './ring.js';
import type { Interval } from './scales.js';
import type { Pictured, Scene } from './scene.js';
import { sameNames } from './series-options.js';
import { bitmapPicture, type Stream, svgPicture } from './stream.js';
import type { Look } from './theme.js';
import { MountedViewport } from './viewport.js';

export class View {
  state: ViewState;
  private readonly canvas: OffscreenCanvas | null;
  /** The stream's version that was painted last. */
  painted = 0;
  private paintedAt = Number.NEGATIVE_INFINITY;
  private readonly viewport = new MountedViewport();
  // What is shown: kept for `chart()`, which must not show anything newer.
  private readonly pixels = new PixelPicture(this.viewport);
  private svg: Picture | null = null;
  /** And what is told of it. */
  private told: Inspectable | null = null;
  /** Resolves with true once it has been painted, with false where it never will be. */
  readonly shown: Promise<boolean>;
  private tellShown!: (painted: boolean) => void;
  /** `all` are the options with the series that a reader has hidden. */
  private sized: { of: ChartOptions; own: Pictured; all: Pictured } | null = null;
  /** What a reader has chosen, but for the part of x, as text. */
  private chosen: string;
  /** Counts how often it has looked otherwise. */
  private looks = 0;
  private look: Look | undefined;

  constructor(state: ViewState, canvas: OffscreenCanvas | null, look?: Look) {
    this.state = state;
    this.look = look;
    this.canvas = canvas;
    this.chosen = butX(state.choice);
    this.shown = new Promise((resolve) => {
      this.tellShown = resolve;
    });
  }

  /** @param look where it is not as it was, or is to be painted with fonts that have come since */
  update(state: ViewState, look?: Look): void {
    // Who moves it waits for no frame that was not due.
    if (state.choice?.number !== this.state.choice?.number) this.paintedAt = Number.NEGATIVE_INFINITY;
    this.state = state;
    this.painted = 0;
    const chosen = butX(state.choice);
    if (chosen !== this.chosen) this.sized = null;
    this.chosen = chosen;
    if (!look) return;
    this.look = look;
    this.sized = null;
    this.forgetShown();
  }

  /** What was painted is not to be seen any more: all of it is painted again. */
  forgetShown(): void {
    this.painted = 0;
    this.pixels.forgetShown();
  }

  isBehind(stream: Stream): boolean {
    return this.state.visible && this.painted < stream.version;
  }

  /** Whether `maxFps` allows another frame. A frame that comes a little early counts as the one that was due. */
  isDue(now: number): boolean {
    return now - this.paintedAt >= 1000 / this.state.maxFps - 2;
  }

  /** Paints what is new: into the view's own canvas, where it has one, else to be had from `chart`. */
  paint(stream: Stream, now: () => number): void {
    const began = now();
    // Before painting: a picture that can't be painted is not tried again until something changes.
    this.painted = stream.version;
    this.paintedAt = began;
    const { own, all } = this.sizedFor(stream);
    const { ring } = stream;
    const { width, height, output, pixelRatio, choice } = this.state;
    let scene: Scene;
    if (output === 'svg') {
      const rendered = renderSvg(ring, own, this.viewport);
      scene = rendered.scene;
      this.svg = svgPicture(rendered);
    } else {
      const ratio = fittingRatio(width, height, pixelRatio);
      scene = this.pixels.paint(ring, own, ratio, choice?.x);
      if (this.canvas) this.pixels.show(this.canvas);
    }
    this.told = {
      ring,
      scene,
      options: all,
      hidden: choice?.hidden ?? [],
      look: this.looks,
      choice: choice?.number ?? 0,
    };
    stream.countFrame(began, now());
    this.tellShown(true);
  }

  end(): void {
    this.tellShown(false);
  }

  /** The stream's options at the view's own size and in its look: the same object for as long as none of these changes. */
  private sizedFor({ options }: Stream): { own: Pictured; all: Pictured } {
    const { width, height } = this.state;
    const { sized, look } = this;
    if (sized?.of === options && sized.own.width === width && sized.own.height === height) return sized;
    const series = options.series.map((one, k) => ({ ...one, colorHex: look?.colors[k] ?? one.colorHex }));
    const all = { ...options, series, width, height, look };
    const own = this.state.choice ? chosenOf(all, this.state.choice) : all;
    this.looks++;
    this.sized = { of: options, own, all };
    return this.sized;
  }

  /** What was painted last shows where; null before. */
  inspect({ ring }: Stream, inspection: Inspection): Inspected | null {
    const { told } = this;
    if (!told) return null;
    // Where series are others by now, of those that were painted there is no more than there was.
    const same = sameNames(namesIn(ring), namesIn(told.ring));
    return inspect(same ? { ...told, ring } : told, inspection);
  }

  /** A picture of exactly what was painted last. */
  async chart(scratch: CreateCanvas | null): Promise<Picture | null> {
    if (this.state.output === 'svg') return this.svg;
    return this.pixels.scene && bitmapPicture(this.pixels, scratch);
  }
}

const butX = (choice: Choice | undefined) => JSON.stringify({ ...choice, number: 0, x: null });

const namesIn = ({ series }: Ring) => series.map(({ name }) => name);

/** Options with what a reader has chosen in the place of what they say. */
function chosenOf(options: Pictured, { y, hidden, legend }: Choice): Pictured {
  const series = options.series.map((one) => (hidden.includes(one.name) ? { ...one, kind: 'none' as const } : one));
  const own: Pictured = { ...options, series };
  if (legend !== null) Object.assign(own, { legend: 'hidden', legendRoom: legend });
  // An end that an axis can't have is none.
  const [left, right] = [drawable(y.left, options.yScale), drawable(y.right, options.y2Scale)];
  if (left) Object.assign(own, { yMin: left[0], yMax: left[1] });
  if (right) Object.assign(own, { y2Min: right[0], y2Max: right[1] });
  return own;
}

const drawable = (interval: Interval | undefined, scale: YScaleName) =>
  interval && interval[0] < interval[1] && (scale !== 'log' || interval[0] > 0) ? interval : null;
