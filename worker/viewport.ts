/**
 * The viewport: which part of x a mounted view shows, kept from frame to frame so that a scrolling chart does not
 * shimmer. The shown span changes in steps only, and moves by whole columns of cells that are anchored to the data.
 */
import type { Grid } from './edges.js';
import type { Ring } from './ring.js';
import type { Interval } from './scales.js';
import { HeldExtents } from './y-extents.js';

/** The least share of the shown span that the data fill. */
const LEAST_FILLED = 0.98;
/** The share that they fill when the span has just been chosen: a window that grows has room, one that scrolls has both. */
const FILLED = { growing: LEAST_FILLED, scrolling: 0.99 };

/** The share by which the distance of samples may be off. */
const SPACING_OFF = 0.02;

/** Steps of float64 by which a length may be off that is what lies between two places. */
const ROUNDED = 4;
/** Cells are counted in small integers: further from where counting began it begins anew. */
const MOST_CELLS = 2 ** 30;

/** Cells must be told apart where they lie, and neither they nor the span may leave float64. */
const leastLength = (min: number, max: number) => Math.max(Math.abs(min), Math.abs(max)) * 2 ** -40 + 2 ** -960;

/** An interval, or the least one around its middle in which cells can be told apart. */
function longEnough([from, to]: Interval): Interval {
  const least = leastLength(from, to);
  if (!(to - from <= least)) return [from, to];
  const middle = from / 2 + to / 2;
  return [middle - least, middle + least];
}

/** Where a plot's cells lie in the picture: `resolution` a CSS px, edges `shift` cells off the multiples of that. */
export interface CellLayout {
  resolution: number;
  /** 0, or ½ where places lie between cells. */
  shift: number;
  /** Cells that a view moves by at once: those of a column of pixels, which so stays the same wherever it is shown. */
  stride: number;
}

/** Cells from the plot's left edge to the first edge of a cell in it: in [0, 1). */
export function phaseOf(left: number, { resolution, shift }: CellLayout): number {
  const edge = -left * resolution - shift;
  return edge - Math.floor(edge);
}

export interface Shown {
  /** What the plot's edges stand for; positions in the window where x is by index. */
  domain: Interval;
  grid: Grid;
  /** The first cell whose left edge lies in the plot. */
  first: number;
}

/** Of a cell in the plot, where it lies among the picture's, less where it lies among the plot's: a whole number. */
export function cellOffset(left: number, { resolution, shift }: CellLayout): number {
  return Math.floor(-left * resolution - shift);
}

/** Cells that divide a domain evenly: what is shown depends on nothing else. */
export function plainView(ring: Ring, byIndex: boolean, domain: Interval, plot: Plot, layout: CellLayout): Shown {
  const step = (domain[1] / plot.width - domain[0] / plot.width) / layout.resolution;
  const start = byIndex ? ring.start : 0;
  const grid = { byIndex, step, origin: domain[0] + start + phaseOf(plot.x, layout) * step };
  return { domain, grid, first: 0 };
}

/** The plot's extent along x, CSS px. */
interface Plot {
  x: number;
  width: number;
}

export class Viewport {
  readonly y = new HeldExtents();
  private spacing = 0;
  private span = 0;
  private cells = 0;
  private grid: Grid = { byIndex: true, origin: 0, step: 0 };
  private ring: Ring | null = null;

  /** The mean distance of samples, held until it is another one: bars that are as wide as that would twitch. */
  holdSpacing(now: number): number {
    if (!(Math.abs(now - this.spacing) <= this.spacing * SPACING_OFF)) this.spacing = now;
    return this.spacing;
  }

  /**
   * What to show from one place to another, of categories absolute indices; where cells could not be told apart, so much
   * around the middle that they can; null where there is no such place. While its length stays, it moves by whole strides
   * over the same cells.
   */
  between(ring: Ring, byIndex: boolean, interval: Interval, plot: Plot, layout: CellLayout): Shown | null {
    const [from, to] = longEnough(interval);
    const length = to - from;
    const across = plot.width * layout.resolution;
    if (!(length < 2 ** 1020 && across >= 1)) return null;
    const phase = phaseOf(plot.x, layout);
    const offset = cellOffset(plot.x, layout);
    const { stride } = layout;
    const firstOf = ({ origin, step }: Grid) =>
      stride * Math.round(((from - origin) / step + phase + offset) / stride) - offset;
    const kept =
      this.ring === ring &&
      this.grid.byIndex === byIndex &&
      this.cells === across &&
      Math.abs(length - this.span) <= ROUNDED * Number.EPSILON * Math.max(Math.abs(from), Math.abs(to), length) &&
      Math.abs(firstOf(this.grid)) < MOST_CELLS;
    if (!kept) {
      this.ring = ring;
      this.cells = across;
      this.span = length;
      this.grid = { byIndex, origin: from, step: length / across };
    }
    return this.shownFrom(firstOf(this.grid), byIndex ? ring.start : 0, phase, across);
  }

  /**
   * What to show of an extent that leaves `room` CSS px free at both ends; null where it has no width.
   * A window that is not full yet begins at the plot's left edge; a full one ends at its right edge.
   */
  follow(ring: Ring, byIndex: boolean, extent: Interval, room: number, plot: Plot, layout: CellLayout): Shown | null {
    const start = byIndex ? ring.start : 0;
    const min = extent[0] + start;
    const max = extent[1] + start;
    const length = max - min;
    const phase = phaseOf(plot.x, layout);
    const across = plot.width * layout.resolution;
    const margin = room * layout.resolution;
    // Moving by whole strides loses one.
    const { stride } = layout;
    const cells = across - 2 * margin - stride;
    if (!(length > leastLength(min, max) && length < 2 ** 1020 && cells >= 1)) return null;

    const full = ring.n === ring.capacity;
    const kept = this.ring === ring && this.grid.byIndex === byIndex && this.cells === cells;
    if (!kept || length > this.span || length < this.span * LEAST_FILLED) {
      this.ring = ring;
      this.cells = cells;
      this.span = length / (full ? FILLED.scrolling : FILLED.growing);
      this.grid = { byIndex, origin: min, step: this.span / cells };
    }
    const { origin, step } = this.grid;
    const offset = cellOffset(plot.x, layout);
    const first =
      stride *
        (full
          ? Math.ceil(((max - origin) / step + margin - across + phase + offset) / stride)
          : Math.floor(((min - origin) / step - margin + phase + offset) / stride)) -
      offset;
    return this.shownFrom(first, start, phase, across);
  }

  private shownFrom(first: number, start: number, phase: number, across: number): Shown | null {
    const { grid } = this;
    const left = grid.origin + (first - phase) * grid.step - start;
    const right = left + across * grid.step;
    return Number.isFinite(left) && Number.isFinite(right) ? { domain: [left, right], grid, first } : null;
  }
}

/**
 * The viewport of a mounted view, which begins with the picture that `render` gives, and follows once samples come: what
 * a server has rendered is taken over without a jump.
 */
export class MountedViewport extends Viewport {
  /** The ring's end when it was first seen. */
  private firstEnd: number | null = null;
  private moves = false;

  override follow(ring: Ring, ...rest: RestOfFollow): Shown | null {
    this.firstEnd ??= ring.end;
    this.moves ||= ring.end !== this.firstEnd;
    return this.moves ? super.follow(ring, ...rest) : null;
  }
}

type RestOfFollow = Parameters<Viewport['follow']> extends [Ring, ...infer Rest] ? Rest : never;
