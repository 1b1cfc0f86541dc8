/** A scene painted into pixels, at a pixel ratio, and put on canvases. */
import { type Context, type CreateCanvas, contextOf, deviceSide } from './canvas.js';
import { Cells } from './cells.js';
import { paintLine, ruleColumn } from './coverage.js';
import { DOT_PLACES } from './dot-stamps.js';
import { Dots } from './dots.js';
import type { Grid } from './edges.js';
import { Layers, shapeOf } from './layers.js';
import { cellsReached } from './outline.js';
import { paintAllDots, paintDots } from './paint-dots.js';
import { drawBelow, drawLegend, drawTexts, sameLabels, sameStillTexts } from './paint-texts.js';
import { type Pen, penOf } from './pen.js';
import { INSIDE, Raster, RULED } from './raster.js';
import { type RasterLook, rasterLookOf, sameRasterLook } from './raster-look.js';
import type { Ring } from './ring.js';
import { buildScene, type Pictured, penWidth, type Scene, SceneMemory } from './scene.js';
import { type CellLayout, cellOffset, type Viewport } from './viewport.js';
import type { XWindow } from './x-window.js';

/** Text keeps at least so far from the plot, CSS px: a pen that reaches further may run under it. */
const CLEAR_OF_TEXT = 6;

/** The part of a picture that data are painted in: the plot and what the pen reaches beyond it, device px. */
interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** @param clipped lines go on beyond the plot's sides, where they are not painted */
function areaOf({ plot, width, height }: Scene, ratio: number, reach: number, clipped: boolean): Area {
  const [from, to] = [plot.x * ratio, (plot.x + plot.width) * ratio];
  const left = clipped ? Math.round(from) : Math.max(0, Math.floor(from) - reach);
  const top = Math.max(0, Math.floor(plot.y * ratio) - reach);
  const right = Math.min(deviceSide(width, ratio), clipped ? Math.round(to) : Math.ceil(to) + reach);
  const bottom = Math.min(deviceSide(height, ratio), Math.ceil((plot.y + plot.height) * ratio) + reach);
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** A picture of a stream in pixels that is kept from frame to frame: only what has changed is computed and written. */
export class PixelPicture {
  scene: Scene | null = null;
  private ratio = 1;
  private pen: Pen = penOf(1);
  /** Of all pens, device px. */
  private widest = 1;
  private area: Area = { left: 0, top: 0, width: 1, height: 1 };
  private readonly viewport: Viewport | undefined;
  private readonly memory = new SceneMemory();
  private cells: Cells | null = null;
  private raster = new Raster(1, 1);
  private image: ImageData | null = null;
  // Of each column: whether it is to be painted, and what shall lie under its ink.
  private dirty = new Uint8Array(1);
  private states = new Uint8Array(1);
  // What the raster shows: which stretch of which cells, in which look.
  private ring: Ring | null = null;
  private grid: Grid | null = null;
  private firstColumn = 0;
  private look: RasterLook | null = null;
  /** What it shows; null for nothing that is of use. */
  private content: 'line' | 'dots' | 'layers' | null = null;
  private dots = new Dots();
  private layers = new Layers();
  /** What it was last made of, as the rest is of no use then. */
  private made: PixelPicture['content'] = null;
  /** Columns of the raster that have changed since the picture was put on its canvas: [from, to). */
  private damage: [from: number, to: number] = [0, 0];
  /** The scene and the area whose texts are on that canvas; null for nothing. */
  private shown: { scene: Scene; area: Area } | null = null;

  constructor(viewport?: Viewport) {
    this.viewport = viewport;
  }

  /** Brings the picture up to date; `ratio` is device px a CSS px. */
  paint(ring: Ring, options: Pictured, ratio: number, xWindow: XWindow | null = null): Scene {
    const diameter = penWidth(ring, options.series[0]) * ratio;
    const pen = diameter === this.pen.diameter ? this.pen : penOf(diameter);
    const { kind, smoothing } = options.series[0];
    const scatter = kind === 'scatter';
    const line = kind === 'line' || kind === 'step';
    const several = options.series.length > 1 || smoothing > 0 || !(line || scatter);
    const layout = several
      ? { resolution: ratio, shift: 0, stride: 1 }
      : scatter
        ? { resolution: ratio * DOT_PLACES, shift: 0, stride: DOT_PLACES }
        : { resolution: ratio * pen.fineness, shift: pen.between ? 0.5 : 0, stride: pen.fineness };
    const scene = buildScene({ ring, options, layout, viewport: this.viewport, xWindow, memory: this.memory });
    const widest = Math.max(0, ...scene.series.map(({ pen }) => pen)) * ratio;
    const area = areaOf(scene, ratio, Math.ceil(widest / 2) + 1, scene.part !== null);
    if (pen.width !== this.pen.width || pen.fineness !== this.pen.fineness) this.cells = null;
    if (pen.diameter !== this.pen.diameter) this.grid = null;
    if (area.width !== this.raster.width || area.height !== this.raster.height) {
      this.raster = new Raster(area.width, area.height, this.raster);
      if (this.dirty.length < area.width) {
        this.dirty = new Uint8Array(area.width);
        this.states = new Uint8Array(area.width);
      }
      this.image = null;
      this.grid = this.look = this.content = null;
    }
    this.scene = scene;
    this.ratio = ratio;
    this.pen = pen;
    this.area = area;
    this.widest = widest;
    const made = several ? 'layers' : scatter ? 'dots' : 'line';
    if (this.made !== null && made !== this.made) {
      // They hold on to what they were made of, a window perhaps that is no more.
      this.cells = null;
      this.dots = new Dots();
      this.layers = new Layers();
    }
    this.made = made;
    if (several) this.paintLayers(ring, scene, layout);
    else if (scatter) this.paintDots(ring, scene, layout);
    else this.paintLine(ring, scene, layout);
    this.ring = ring;
    return scene;
  }

  /** Puts the picture on a canvas that shows nothing else; what has not changed since the last time stays there. */
  show(canvas: OffscreenCanvas): void {
    const scene = this.scene!;
    const width = deviceSide(scene.width, this.ratio);
    const height = deviceSide(scene.height, this.ratio);
    const resized = canvas.width !== width || canvas.height !== height;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = contextOf(canvas);
    const { area } = this;
    const { shown } = this;
    // What runs under a text, or has one in its midst, would be put over it.
    const under = this.runsUnderText || scene.note !== shown?.scene.note || scene.note !== null;
    if (resized || !shown || !sameStillTexts(shown.scene, scene) || !sameArea(shown.area, area) || under) {
      this.drawAll(context, width, height);
    } else {
      if (scene.still.legendInside) this.putBelowLegend(context, scene);
      else this.put(context, this.damage[0], this.damage[1]);
      if (!sameLabels(shown.scene.labels.x, scene.labels.x)) {
        // Labels along y end above this.
        const top = Math.floor((scene.plot.y + scene.plot.height + CLEAR_OF_TEXT + 2) * this.ratio);
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.clearRect(0, top, width, height - top);
        drawBelow(context, scene, this.ratio);
      }
    }
    this.damage = [0, 0];
    this.shown = { scene, area };
  }

  /** The canvas has lost what was put on it. */
  forgetShown(): void {
    this.shown = null;
  }

  /** The picture as a bitmap. What it shows is settled when this returns. */
  bitmap(scratch: CreateCanvas): Promise<ImageBitmap> {
    const scene = this.scene!;
    const width = deviceSide(scene.width, this.ratio);
    const height = deviceSide(scene.height, this.ratio);
    const canvas = scratch(width, height);
    this.drawAll(contextOf(canvas), width, height);
    return createImageBitmap(canvas, 0, 0, width, height);
  }

  private get runsUnderText(): boolean {
    return this.widest > 2 * CLEAR_OF_TEXT * this.ratio;
  }

  private drawAll(context: Context, width: number, height: number): void {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    this.put(context, 0, this.raster.width);
    drawTexts(context, this.scene!, this.ratio);
  }

  /** Puts all of the raster on a canvas, and the legend over it: over what is there it can't be drawn twice. */
  private putBelowLegend(context: Context, scene: Scene): void {
    if (this.damage[0] === this.damage[1]) return;
    this.put(context, 0, this.raster.width);
    drawLegend(context, scene, this.ratio);
  }

  /** Puts columns [from, to) of the raster on a canvas. */
  private put(context: Context, from: number, to: number): void {
    const { area, raster } = this;
    const { pixels, width, height } = raster;
    this.image ??= new ImageData(new Uint8ClampedArray(pixels.buffer, 0, pixels.byteLength), width, height);
    // Whole, it is quicker than most of it would be.
    if (to - from > raster.width / 2) context.putImageData(this.image, area.left, area.top);
    else if (from < to) context.putImageData(this.image, area.left, area.top, from, 0, to - from, raster.height);
  }

  private paintLine(ring: Ring, scene: Scene, layout: CellLayout): void {
    const { pen, area, raster } = this;
    const { fineness } = pen;
    const places = raster.width * fineness;
    const { before, after } = cellsReached(pen);
    const most = before + places + after;
    if (!this.cells || this.cells.most < most) this.cells = new Cells(most, before + after);
    const { grid, first } = scene.shown;
    const firstPlace = first + area.left * fineness + cellOffset(scene.plot.x, layout);
    const shape = shapeOf(scene.series[0].kind, scene.projections[0].y.transform);
    const changed = this.cells.update(ring.series[0], grid, firstPlace - before, firstPlace + places + after, shape);

    const look = this.lookNow(scene);
    const firstColumn = firstPlace / fineness;
    const moved = this.movedTo(ring, grid, firstColumn);
    const kept = !Number.isNaN(moved);
    const dirty = this.dirty.fill(0);
    const same = this.shows('line', look);
    if (kept && same) {
      for (const [a, b] of changed) {
        const from = Math.floor((a - after - firstPlace) / fineness);
        const to = Math.ceil((b + before - firstPlace) / fineness);
        dirty.fill(1, Math.max(0, from), Math.max(0, to));
      }
    } else dirty.fill(1);
    if (!same) raster.dress(look.rgb, look.rules);
    if (kept && moved !== 0) raster.shift(moved);
    this.rule(scene);
    this.paintDirty((from, to) => paintLine(raster, this.cells!, pen, firstPlace, look.axes[0].rows, from, to));
    if (!kept || moved !== 0) this.damage = [0, raster.width];
    this.grid = grid;
    this.firstColumn = firstColumn;
    this.look = look;
    this.content = 'line';
  }

  private paintLayers(ring: Ring, scene: Scene, layout: CellLayout): void {
    const { area, raster, ratio, layers } = this;
    const { grid, first } = scene.shown;
    const look = this.lookNow(scene);
    const firstColumn = first + area.left + cellOffset(scene.plot.x, layout);
    const moved = this.movedTo(ring, grid, firstColumn);
    const kept = !Number.isNaN(moved);
    const same = this.shows('layers', look);
    const dirty = this.dirty.fill(kept && same ? 0 : 1);
    if (!same) raster.dress(look.rgb, look.rules);
    if (kept && moved !== 0) raster.shift(moved);
    const { axes } = look;
    const { spacing } = scene;
    layers.update(ring, scene.series, { grid, first: firstColumn, axes, ratio, spacing }, raster, dirty);
    this.rule(scene);
    this.paintDirty((from, to) => layers.paint(raster, from, to));
    if (!kept || moved !== 0) this.damage = [0, raster.width];
    this.grid = grid;
    this.firstColumn = firstColumn;
    this.look = look;
    this.content = 'layers';
  }

  /** By how many columns the view has moved on over the cells that the raster shows, below 0 for back; NaN where that is of no use. */
  private movedTo(ring: Ring, grid: Grid, firstColumn: number): number {
    if (this.ring !== ring || this.grid === null || !sameGrid(this.grid, grid)) return Number.NaN;
    const moved = firstColumn - this.firstColumn;
    return Math.abs(moved) < this.raster.width && Number.isInteger(moved) ? moved : Number.NaN;
  }

  private shows(content: PixelPicture['content'], look: RasterLook): boolean {
    return this.content === content && this.look !== null && (look === this.look || sameRasterLook(this.look, look));
  }

  /** Paints every stretch of columns that are to be painted, which are damaged then. */
  private paintDirty(paint: (from: number, to: number) => void): void {
    const { raster, dirty } = this;
    for (let from = 0; from < raster.width; from++) {
      if (dirty[from] === 0) continue;
      let to = from + 1;
      while (to < raster.width && dirty[to] === 1) to++;
      paint(from, to);
      this.damage =
        this.damage[0] < this.damage[1] ? [Math.min(this.damage[0], from), Math.max(this.damage[1], to)] : [from, to];
      from = to;
    }
  }

  private paintDots(ring: Ring, scene: Scene, layout: CellLayout): void {
    const { area, ratio, raster, dots } = this;
    const { grid, first } = scene.shown;
    const look = this.lookNow(scene);
    const same = this.shows('dots', look);
    const moved = dots.update(ring.series[0], {
      width: raster.width,
      height: raster.height,
      grid,
      first: first + area.left * DOT_PLACES + cellOffset(scene.plot.x, layout),
      ...look.axes[0],
      diameter: scene.series[0].pen * ratio,
    });
    if (same && !Number.isNaN(moved)) {
      this.dirty.fill(0);
      if (moved > 0) raster.shift(moved);
      this.rule(scene);
      paintDots(raster, dots, this.dirty);
    } else {
      raster.clear();
      raster.dress(look.rgb, look.rules);
      paintAllDots(raster, dots);
      this.rule(scene);
    }
    dots.painted();
    // Rules are laid under all that a column may hold.
    raster.inkBottom.fill(raster.height);
    if (!same || Number.isNaN(moved)) {
      for (let column = 0; column < raster.width; column++) if (raster.state[column] !== 0) ruleColumn(raster, column);
    }
    this.damage = [0, raster.width];
    this.look = look;
    this.content = 'dots';
    this.grid = null;
  }

  private lookNow(scene: Scene): RasterLook {
    const { ratio, look } = this;
    return look?.still === scene.still && look.ratio === ratio ? look : rasterLookOf(scene, ratio, this.area.top);
  }

  /** Notes in each column what lies under its ink; those where that has changed are emptied, and to be painted. */
  private rule({ plot, grid }: Scene): void {
    const { raster, area, ratio, dirty } = this;
    const left = Math.round(plot.x * ratio) - area.left;
    const right = Math.round((plot.x + plot.width) * ratio) - area.left;
    const states = this.states.fill(0).fill(INSIDE, left, right);
    for (const x of grid.x) states[Math.floor(x * ratio) - area.left] |= RULED;
    for (let column = 0; column < raster.width; column++) {
      if (raster.state[column] === states[column]) continue;
      if (raster.state[column] !== 0) raster.clearColumn(column);
      raster.state[column] = states[column];
      dirty[column] = 1;
    }
  }
}

const sameArea = (a: Area, b: Area) =>
  a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;

const sameGrid = (a: Grid, b: Grid) => a.origin === b.origin && a.step === b.step && a.byIndex === b.byIndex;
