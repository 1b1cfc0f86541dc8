/**
 * Layers: the series of a chart that has several, painted one over the other into one raster.
 *
 * Nothing is kept of a layer but what its pixels are made of, cells or dots: a column in which one of them has changed is
 * emptied, and painted with all of them. Mostly they change together, where samples arrive and where they leave.
 */
import type { Ink } from './blend.js';
import { Cells } from './cells.js';
import { paintLineOver, ruleColumn } from './coverage.js';
import { DOT_PLACES } from './dot-stamps.js';
import { Dots } from './dots.js';
import type { Grid } from './edges.js';
import { cellsReached, type Rows } from './outline.js';
import { paintDotsOver } from './paint-dots.js';
import { type Pen, penOf } from './pen.js';
import type { Raster } from './raster.js';
import type { Ring } from './ring.js';
import type { Transform } from './scales.js';
import type { Series } from './series.js';
import type { SeriesLook } from './still.js';

/** Where the raster's columns lie: column 0 is that of the grid which `first` counts. */
export interface LayerLayout {
  grid: Grid;
  first: number;
  rows: Rows;
  /** What the rows are of; null for y itself. */
  transform: Transform | null;
  /** Device px a CSS px. */
  ratio: number;
}

interface Layer {
  /** Notes the columns of the raster in which it has changed. */
  update(series: Series, look: SeriesLook, layout: LayerLayout, raster: Raster, dirty: Uint8Array): void;
  /** Paints columns [from, to) over what is there. */
  paint(raster: Raster, rows: Rows, from: number, to: number): void;
}

const inkOf = ({ color, opacity }: SeriesLook): Ink => ({ rgb: Number.parseInt(color.slice(1), 16), opacity });
const NO_INK: Ink = { rgb: 0, opacity: 1 };

/** The cells of a grid of columns, so many a column; shifted by half a cell to the left where places lie between cells. */
function finer({ byIndex, origin, step }: Grid, fineness: number, shift: number): Grid {
  const own = step / fineness;
  return { byIndex, origin: origin - shift * own, step: own };
}

function lineLayer(): Layer {
  let pen: Pen = penOf(1);
  let cells: Cells | null = null;
  let first = 0;
  let ink = NO_INK;
  return {
    update(series, look, { grid, first: firstColumn, transform, ratio }, raster, dirty) {
      const diameter = look.pen * ratio;
      if (diameter !== pen.diameter) {
        pen = penOf(diameter);
        cells = null;
      }
      ink = inkOf(look);
      const { fineness } = pen;
      const places = raster.width * fineness;
      const { before, after } = cellsReached(pen);
      const most = before + places + after;
      if (!cells || cells.most < most) cells = new Cells(most, before + after);
      first = firstColumn * fineness;
      const shape = { stepped: look.kind === 'step', transform };
      const own = finer(grid, fineness, pen.between ? 0.5 : 0);
      for (const [a, b] of cells.update(series, own, first - before, first + places + after, shape)) {
        const from = Math.floor((a - after - first) / fineness);
        const to = Math.ceil((b + before - first) / fineness);
        dirty.fill(1, Math.max(0, from), Math.max(0, to));
      }
    },
    paint: (raster, rows, from, to) => paintLineOver(raster, cells!, pen, first, rows, ink, from, to),
  };
}

function dotLayer(): Layer {
  const dots = new Dots();
  let ink = NO_INK;
  return {
    update(series, look, { grid, first, rows, transform, ratio }, { width, height }, dirty) {
      ink = inkOf(look);
      const moved = dots.update(series, {
        ...{ width, height, rows, transform },
        grid: finer(grid, DOT_PLACES, 0),
        first: first * DOT_PLACES,
        diameter: look.pen * ratio,
      });
      if (Number.isNaN(moved)) dirty.fill(1);
      for (let i = 0; i < dots.changes; i++) dirty[dots.changed[i] % width] = 1;
      dots.painted();
    },
    paint: (raster, _, from, to) => paintDotsOver(raster, dots, ink, from, to),
  };
}

export class Layers {
  private layers: { kind: 'dots' | 'line'; layer: Layer }[] = [];

  /** Brings every layer up to date, and notes the columns in which one has changed. */
  update(ring: Ring, looks: readonly SeriesLook[], layout: LayerLayout, raster: Raster, dirty: Uint8Array): void {
    this.layers = looks.map((look, k) => {
      const kind = look.kind === 'scatter' ? 'dots' : 'line';
      const former = this.layers[k];
      return former?.kind === kind ? former : { kind, layer: kind === 'dots' ? dotLayer() : lineLayer() };
    });
    this.layers.forEach(({ layer }, k) => {
      layer.update(ring.seriesAt(looks[k]), looks[k], layout, raster, dirty);
    });
  }

  /** Paints columns [from, to) anew. */
  paint(raster: Raster, rows: Rows, from: number, to: number): void {
    for (let column = from; column < to; column++) emptyColumn(raster, column);
    for (const { layer } of this.layers) layer.paint(raster, rows, from, to);
  }
}

/** Takes the ink out of a column, and leaves the rules. */
function emptyColumn(raster: Raster, column: number): void {
  const { width, pixels, inkTop, inkBottom, solidTop, solidBottom, state } = raster;
  for (let row = inkTop[column]; row < inkBottom[column]; row++) pixels[row * width + column] = 0;
  inkTop[column] = inkBottom[column] = solidTop[column] = solidBottom[column] = 0;
  if (state[column] !== 0) ruleColumn(raster, column);
}
