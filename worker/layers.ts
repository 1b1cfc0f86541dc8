/**
 * Layers: the series of a chart that has several, or that is filled, painted one over the other into one raster.
 *
 * Nothing is kept of a layer but what its pixels are made of, cells or dots: a column in which one of them has changed is
 * emptied, and painted with all of them. Mostly they change together, where samples arrive and where they leave.
 */
import { barOf, barsOf, farBarsOf } from './bars.js';
import { type Ink, rgbOf } from './blend.js';
import { Cells } from './cells.js';
import { paintOver, ruleColumn } from './coverage.js';
import { DOT_PLACES } from './dot-stamps.js';
import { Dots } from './dots.js';
import type { Grid, LineShape } from './edges.js';
import { fillingOf, STEPS } from './filling.js';
import { cellsReached, outlineOf, type Rows } from './outline.js';
import { paintDotsOver } from './paint-dots.js';
import { FILL } from './palette.js';
import { type Pen, penOf } from './pen.js';
import type { Raster } from './raster.js';
import type { Ring } from './ring.js';
import type { Transform } from './scales.js';
import type { Series } from './series.js';
import type { SeriesLook } from './still.js';

/** An axis of y in a raster. */
export interface AxisRows {
  rows: Rows;
  /** What the rows are of; null for y itself. */
  transform: Transform | null;
  /** Where areas and bars begin, as `rows` are of it. */
  base: number;
}

/** Where the raster's columns lie: column 0 is that of the grid which `first` counts. */
export interface LayerLayout {
  grid: Grid;
  first: number;
  axes: readonly AxisRows[];
  /** Device px a CSS px. */
  ratio: number;
  /** From one sample to the next, on average; CSS px. */
  spacing: number;
}

interface Layer {
  /** Notes the columns of the raster in which it has changed. */
  update(ring: Ring, look: SeriesLook, layout: LayerLayout, raster: Raster, dirty: Uint8Array): void;
  /** Paints columns [from, to) over what is there. */
  paint(raster: Raster, from: number, to: number): void;
}

const inkOf = ({ color, opacity }: SeriesLook): Ink => ({ rgb: rgbOf(color), opacity });
const faded = ({ rgb, opacity }: Ink): Ink => ({ rgb, opacity: opacity * FILL });
const NO_INK: Ink = { rgb: 0, opacity: 1 };
const NO_ROWS: AxisRows = {
  rows: { low: 0, high: 0, factor: 1, origin: 0, scale: 1, zero: 0 },
  transform: null,
  base: 0,
};

/** The cells of a grid of columns, so many a column; shifted by half a cell to the left where places lie between cells. */
function finer({ byIndex, origin, step }: Grid, fineness: number, shift: number): Grid {
  const own = step / fineness;
  return { byIndex, origin: origin - shift * own, step: own };
}

/** How a line of a kind goes from sample to sample. */
export const shapeOf = (kind: SeriesLook['kind'], transform: Transform | null): LineShape => ({
  connects: kind === 'step' ? 'steps' : kind === 'bar' ? 'nothing' : 'straight',
  transform,
});

/** Which cells the places of a layer are made of. */
interface Reach {
  /** Cells a column. */
  fineness: number;
  /** Of a cell, that the grid is shifted by to the left. */
  shift: number;
  /** So many cells before the first place, and after the last one. */
  before: number;
  after: number;
  /** How far apart cells may be that one place of a pen reaches; 0 of what has none. */
  pen: number;
}

/** The cells of a layer. */
class LayerCells {
  cells: Cells | null = null;
  /** The first place. */
  first = 0;

  /** Notes the columns that have places within reach of what has changed. */
  update(
    ring: Ring,
    look: { index: number; smoothed: boolean },
    shape: LineShape,
    { grid, first }: LayerLayout,
    { fineness, shift, before, after, pen }: Reach,
    width: number,
    dirty: Uint8Array,
  ): Cells {
    const places = width * fineness;
    const most = before + places + after;
    this.first = first * fineness;
    if (!this.cells || this.cells.most < most) this.cells = new Cells(most, pen);
    const own = finer(grid, fineness, shift);
    const series = ring.seriesAt(look);
    for (const [a, b] of this.cells.update(series, own, this.first - before, this.first + places + after, shape)) {
      const from = Math.floor((a - after - this.first) / fineness);
      const to = Math.ceil((b + before - this.first) / fineness);
      dirty.fill(1, Math.max(0, from), Math.max(0, to));
    }
    return this.cells;
  }
}

/** A line, and what lies between it and its base where it bounds an area. */
function lineLayer(): Layer {
  let pen: Pen = penOf(1);
  const line = new LayerCells();
  let axis = NO_ROWS;
  let filled = false;
  let ink = NO_INK;
  return {
    update(ring, look, layout, raster, dirty) {
      const diameter = look.pen * layout.ratio;
      if (diameter !== pen.diameter) {
        pen = penOf(diameter);
        line.cells = null;
      }
      ink = inkOf(look);
      axis = layout.axes[look.axis];
      filled = look.kind === 'area';
      const { before, after } = cellsReached(pen);
      const shift = pen.between ? 0.5 : 0;
      const reach = { fineness: pen.fineness, shift, before, after, pen: before + after };
      line.update(ring, look, shapeOf(look.kind, axis.transform), layout, reach, raster.width, dirty);
    },
    paint(raster, from, to) {
      const { fineness } = pen;
      const { cells, first } = line;
      const [place, places] = [first + from * fineness, (to - from) * fineness];
      if (filled) {
        const filling = fillingOf(cells!, axis.base, axis.rows, place, places);
        paintOver(raster, filling, fineness * STEPS, faded(ink), from, to);
      }
      paintOver(raster, outlineOf(cells!, pen, axis.rows, place, places), fineness, ink, from, to);
    },
  };
}

/** Places a column, of what has no pen: as of one that is a CSS px wide. */
const finenessAt = (ratio: number) => penOf(ratio).fineness;

function bandLayer(): Layer {
  const edges = [new LayerCells(), new LayerCells()];
  let axis = NO_ROWS;
  let ink = NO_INK;
  let fineness = 1;
  return {
    update(ring, look, layout, raster, dirty) {
      fineness = finenessAt(layout.ratio);
      ink = faded(inkOf(look));
      axis = layout.axes[look.axis];
      const shape = shapeOf(look.kind, axis.transform);
      const reach = { fineness, shift: 0, before: 0, after: 0, pen: 0 };
      [look.index, look.low].forEach((index, k) => {
        edges[k].update(ring, { index, smoothed: false }, shape, layout, reach, raster.width, dirty);
      });
    },
    paint(raster, from, to) {
      const [edge, other] = edges;
      const place = edge.first + from * fineness;
      const filling = fillingOf(edge.cells!, other.cells!, axis.rows, place, (to - from) * fineness);
      paintOver(raster, filling, fineness * STEPS, ink, from, to);
    },
  };
}

function barLayer(): Layer {
  const samples = new LayerCells();
  let axis = NO_ROWS;
  let ink = NO_INK;
  let fineness = 1;
  /** Places that a bar covers, and how many of them lie before its sample's. */
  let width = 0;
  let before = 0;
  /** The series and the grid of its places, where bars reach so far that cells are of no use. */
  let far: { series: Series; grid: Grid; first: number } | null = null;
  return {
    update(ring, look, layout, raster, dirty) {
      const bar = barOf(look.bar, layout.spacing);
      const former = { width, before, fineness };
      fineness = finenessAt(layout.ratio);
      const all = raster.width * fineness;
      const [across, offset] = [bar.width, bar.offset].map((px) => Math.round(px * layout.ratio * fineness));
      const reachesFar =
        Math.max(across, Math.abs(offset)) > all && (layout.grid.byIndex || ring.ascending) && Number.isFinite(across);
      const most = reachesFar ? Number.POSITIVE_INFINITY : all;
      width = Math.min(most, Math.max(1, across));
      before = Math.floor(width / 2) - Math.min(most, Math.max(-most, offset));
      if (former.width !== width || former.before !== before || former.fineness !== fineness) {
        samples.cells = null;
      }
      ink = inkOf(look);
      axis = layout.axes[look.axis];
      const shift = width % 2 === 0 ? 0.5 : 0;
      far = null;
      if (reachesFar) {
        samples.cells = null;
        const grid = finer(layout.grid, fineness, shift);
        far = { series: ring.seriesAt(look), grid, first: layout.first * fineness };
        dirty.fill(1);
        return;
      }
      // A sample reaches as far to one side as places, on the other one, are reached by samples.
      const reach = { fineness, shift, before: width - 1 - before, after: before, pen: 0 };
      samples.update(ring, look, shapeOf(look.kind, axis.transform), layout, reach, raster.width, dirty);
    },
    paint(raster, from, to) {
      const { base, rows, transform } = axis;
      const bar = { before, width, base };
      const place = (far ?? samples).first + from * fineness;
      const places = (to - from) * fineness;
      const bars = far
        ? farBarsOf(far.series, far.grid, transform, bar, rows, place, places)
        : barsOf(samples.cells!, bar, rows, place, places);
      paintOver(raster, bars, fineness, ink, from, to);
    },
  };
}

function dotLayer(): Layer {
  const dots = new Dots();
  let ink = NO_INK;
  return {
    update(ring, look, { grid, first, axes, ratio }, { width, height }, dirty) {
      ink = inkOf(look);
      const { rows, transform } = axes[look.axis];
      const moved = dots.update(ring.seriesAt(look), {
        ...{ width, height, rows, transform },
        grid: finer(grid, DOT_PLACES, 0),
        first: first * DOT_PLACES,
        diameter: look.pen * ratio,
      });
      if (Number.isNaN(moved)) dirty.fill(1);
      for (let i = 0; i < dots.changes; i++) dirty[dots.changed[i] % width] = 1;
      dots.painted();
    },
    paint: (raster, from, to) => paintDotsOver(raster, dots, ink, from, to),
  };
}

const MAKERS = { line: lineLayer, step: lineLayer, area: lineLayer, scatter: dotLayer, bar: barLayer, band: bandLayer };

export class Layers {
  private layers: { make: () => Layer; layer: Layer }[] = [];

  /** Brings every layer up to date, and notes the columns in which one has changed. */
  update(ring: Ring, looks: readonly SeriesLook[], layout: LayerLayout, raster: Raster, dirty: Uint8Array): void {
    this.layers = looks.map((look, k) => {
      const make = MAKERS[look.kind as keyof typeof MAKERS];
      const former = this.layers[k];
      return former?.make === make ? former : { make, layer: make() };
    });
    this.layers.forEach(({ layer }, k) => {
      layer.update(ring, looks[k], layout, raster, dirty);
    });
  }

  /** Paints columns [from, to) anew. */
  paint(raster: Raster, from: number, to: number): void {
    for (let column = from; column < to; column++) emptyColumn(raster, column);
    for (const { layer } of this.layers) layer.paint(raster, from, to);
  }
}

/** Takes the ink out of a column, and leaves the rules. */
function emptyColumn(raster: Raster, column: number): void {
  const { width, pixels, inkTop, inkBottom, solidTop, solidBottom, state } = raster;
  for (let row = inkTop[column]; row < inkBottom[column]; row++) pixels[row * width + column] = 0;
  inkTop[column] = inkBottom[column] = solidTop[column] = solidBottom[column] = 0;
  if (state[column] !== 0) ruleColumn(raster, column);
}
