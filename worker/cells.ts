/**
 * Cells: the heights that a line takes within each of the narrow intervals of x, fractions of a device pixel, that the
 * painter samples the picture at; and of these what a pen of a given width reaches.
 *
 * Cells are anchored to the data: cell k covers [origin + k · step, origin + (k + 1) · step), so that it keeps its
 * content while the chart scrolls. It is computed once, when the line has gone beyond it; a frame only adds those that
 * are new and takes away those whose samples have left. Everything is in data units and does not depend on the scale of
 * y.
 */
import { BLOCK } from './pyramid.js';
import { MARKED, type Ring } from './ring.js';

/** Where cells lie. x is counted in absolute indices where `byIndex`, else read from the samples. */
export interface Grid {
  byIndex: boolean;
  origin: number;
  /** Units of x a cell; above 0. */
  step: number;
}

/** An edge of cells may move to the next whole block where that is so near, in cells. */
const NEAR = 1 / 3;
/** A cell that holds more separate intervals than this keeps the widest of the spaces between them. */
const MOST_INTERVALS = 64;

const NOTHING_LOW = Number.POSITIVE_INFINITY;
const NOTHING_HIGH = Number.NEGATIVE_INFINITY;

/** Lowest and highest within reach of the pen at each cell, for one of the widths that the pen's disc is made of. */
export interface Reach {
  low: Float64Array;
  high: Float64Array;
}

/** How far a pen reaches: cells k − before … k + after about the place k that it is painted at. */
export interface Spread {
  before: number;
  after: number;
}

export class Cells {
  /** The most places that can be asked for at once. */
  readonly most: number;
  /** Numbers a column holds, a power of two: cell k lies at k & mask. */
  readonly mask: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** For each of the pen's spreads, narrowest first, what lies within. */
  readonly reaches: Reach[];
  /** Cells at which the line may be in several pieces within the pen's reach: 1 there. */
  readonly broken: Uint8Array;
  /** Cells that hold several intervals: low, high, low, high … ascending and apart. */
  readonly lists = new Map<number, Float64Array>();
  /** Whether any cell is broken. */
  anyBroken = false;
  private readonly spreads: Spread[];
  private ring: Ring | null = null;
  private grid: Grid = { byIndex: true, origin: 0, step: 0 };
  private level = -1;
  /** Cells [from, to) are known, and all before `settled` are final but for what leaves the window. */
  private from = 0;
  private to = 0;
  private settled = 0;
  /** The window when the cells were last brought up to date, and the cell that its oldest sample was in. */
  private windowStart = 0;
  private windowEnd = 0;
  private oldestCell = 0;
  // The edge between cells that was found last: the sample that it lies before, the line's height there (NaN where
  // there is no line), and whether samples that are yet to come leave it where it is.
  private edgeIndex = 0;
  private edgeY = Number.NaN;
  private edgeSettled = false;
  /** Where the search for the next edge begins. */
  private hint = 0;

  /** @param spreads narrowest first */
  constructor(most: number, spreads: Spread[]) {
    this.most = most;
    const { before, after } = spreads[spreads.length - 1];
    const size = 2 ** Math.ceil(Math.log2(most + 2 * (before + after) + 8));
    this.mask = size - 1;
    this.low = new Float64Array(size).fill(NOTHING_LOW);
    this.high = new Float64Array(size).fill(NOTHING_HIGH);
    this.broken = new Uint8Array(size);
    this.spreads = spreads;
    this.reaches = spreads.map(() => ({ low: new Float64Array(size), high: new Float64Array(size) }));
  }

  /**
   * Brings places [from, to) up to date: what of the window the pen reaches from there.
   * The window's x must ascend where the grid is not by index.
   */
  update(ring: Ring, grid: Grid, from: number, to: number): void {
    const { before, after } = this.spreads[this.spreads.length - 1];
    const first = from - before;
    const last = to + after;
    const same =
      this.ring === ring &&
      this.grid.byIndex === grid.byIndex &&
      this.grid.origin === grid.origin &&
      this.grid.step === grid.step &&
      first >= this.from &&
      first <= this.to &&
      ring.start < this.windowEnd;
    let stale: [number, number][];
    if (!same) {
      this.ring = ring;
      this.grid = grid;
      this.level = levelFor(ring, grid);
      this.lists.clear();
      this.settled = first;
      stale = [[first, last]];
    } else {
      stale = this.staleCells(first, last);
    }
    this.from = first;
    this.to = last;
    this.windowStart = ring.start;
    this.windowEnd = ring.end;
    if (ring.n > 0) this.oldestCell = this.cellOf(ring.start);
    for (const [a, b] of stale) {
      this.fill(a, b);
      this.markBroken(Math.max(a, first), Math.min(last, b + before + after + 1));
    }
    for (const [a, b] of stale) this.spread(Math.max(from, a - after), Math.min(to, b + before));
    if (this.lists.size > 0)
      for (const cell of this.lists.keys()) if (cell < first || cell >= last) this.lists.delete(cell);
    this.anyBroken = this.lists.size > 0;
    for (let cell = first; cell < last && !this.anyBroken; cell++) this.anyBroken = this.broken[cell & this.mask] !== 0;
  }

  /** Cells of [first, last) that are not known, or no longer what they were: where the window begins, and ends. */
  private staleCells(first: number, last: number): [number, number][] {
    const { start, end } = this.ring!;
    const head = Math.max(first, Math.min(this.settled, this.to));
    if (start === this.windowStart) return [[head, last]];
    // Edges near the window's start are found without the blocks that begin before it.
    const near = start + (BLOCK << Math.max(0, this.level));
    const tail = near < end ? this.cellOf(near) + 2 : last;
    if (tail >= head) return [[first, last]];
    return [
      [Math.max(first, this.oldestCell), tail],
      [head, last],
    ];
  }

  /** The cell in which a sample lies. */
  private cellOf(index: number): number {
    const { byIndex, origin, step } = this.grid;
    return Math.floor(((byIndex ? index : this.ring!.x.at(index)) - origin) / step);
  }

  /** Computes cells [from, to) anew. */
  private fill(from: number, to: number): void {
    const ring = this.ring!;
    const { pyramid } = ring;
    const { low, high, mask } = this;
    if (ring.n === 0) {
      this.lists.clear();
      for (let cell = from; cell < to; cell++) {
        low[cell & mask] = NOTHING_LOW;
        high[cell & mask] = NOTHING_HIGH;
      }
      return;
    }
    this.hint = ring.start;
    this.findEdge(from);
    for (let cell = from; cell < to; cell++) {
      const start = this.edgeIndex;
      const startY = this.edgeY;
      this.findEdge(cell + 1);
      const end = this.edgeIndex;
      if (this.edgeSettled) this.settled = Math.max(this.settled, cell + 1);
      const at = cell & mask;
      if (this.lists.size > 0) this.lists.delete(cell);
      if (pyramid.gapsIn(start, end) > 0) {
        this.fillPieces(cell, start, startY, end);
        continue;
      }
      let lowest = NOTHING_LOW;
      let highest = NOTHING_HIGH;
      if (end > start) {
        pyramid.range(start, end);
        lowest = pyramid.low;
        highest = pyramid.high;
      }
      if (startY < lowest) lowest = startY;
      if (startY > highest) highest = startY;
      if (this.edgeY < lowest) lowest = this.edgeY;
      if (this.edgeY > highest) highest = this.edgeY;
      low[at] = lowest;
      high[at] = highest;
    }
  }

  /** A cell with gaps in it: the intervals of the pieces of line between them, those that overlap as one. */
  private fillPieces(cell: number, start: number, startY: number, end: number): void {
    const { pyramid } = this.ring!;
    const pieces: [number, number][] = [];
    for (let first = start; first < end; ) {
      const gap = pyramid.nextGap(first, end);
      if (gap > first) {
        pyramid.range(first, gap);
        const entering = first === start && !Number.isNaN(startY) ? startY : pyramid.low;
        const leaving = gap === end && !Number.isNaN(this.edgeY) ? this.edgeY : pyramid.low;
        const piece: [number, number] = [
          Math.min(pyramid.low, entering, leaving),
          Math.max(pyramid.high, entering, leaving),
        ];
        pieces.push(piece);
      }
      first = pyramid.nextFinite(gap, end);
    }
    const apart = mergeIntervals(pieces);
    const at = cell & this.mask;
    this.low[at] = apart.length > 0 ? apart[0][0] : NOTHING_LOW;
    this.high[at] = apart.length > 0 ? apart[apart.length - 1][1] : NOTHING_HIGH;
    if (apart.length > 1) this.lists.set(cell, Float64Array.from(apart.flat()));
  }

  /** Finds the left edge of a cell, no further left than the one before. */
  private findEdge(cell: number): void {
    const ring = this.ring!;
    const { origin, step, byIndex } = this.grid;
    const x = origin + cell * step;
    if (byIndex) this.findIndexEdge(x);
    else this.findNumericEdge(x);
    this.hint = Math.max(ring.start, this.edgeIndex);
  }

  private findIndexEdge(x: number): void {
    const { start, end, y } = this.ring!;
    this.edgeY = Number.NaN;
    this.edgeSettled = x <= end - 1;
    if (x <= start || x > end - 1) {
      this.edgeIndex = x <= start ? start : end;
      return;
    }
    if (this.level >= 0) {
      const size = BLOCK << this.level;
      const rounded = Math.ceil(x / size) * size;
      this.edgeSettled = rounded < end;
      if (rounded < end) {
        this.edgeIndex = rounded;
        this.joinAt(rounded);
        return;
      }
    }
    const index = Math.ceil(x);
    this.edgeIndex = index;
    const before = y.at(index - 1);
    const share = x - (index - 1);
    this.edgeY = before * (1 - share) + y.at(index) * share;
  }

  private findNumericEdge(x: number): void {
    const ring = this.ring!;
    const { start, end, y } = ring;
    this.edgeY = Number.NaN;
    let from = this.hint;
    let to = end;
    let blockKnown = true;
    if (this.level >= 0) {
      const size = BLOCK << this.level;
      const firstBlock = Math.ceil(from / size);
      const block = this.searchBlocks(x, size, firstBlock);
      const index = block * size;
      blockKnown = index < end;
      if (blockKnown && index - size >= start) {
        const [x0, x1] = [this.blockX(block - 1, size), this.blockX(block, size)];
        if (x1 - x0 <= this.grid.step * NEAR) {
          this.edgeIndex = index;
          this.edgeSettled = true;
          this.joinAt(index);
          return;
        }
      }
      if (block > firstBlock) from = Math.max(from, index - size);
      if (blockKnown) to = index + 1;
    }
    const index = this.searchSamples(x, from, to);
    this.edgeIndex = index;
    this.edgeSettled = blockKnown && index < end;
    if (index <= start || index >= end) return;
    const x0 = ring.x.at(index - 1);
    const share = (x - x0) / (ring.x.at(index) - x0);
    this.edgeY = y.at(index - 1) * (1 - share) + y.at(index) * share;
  }

  /** Both sides of an edge at a sample share its height, if a line leads to it. */
  private joinAt(index: number): void {
    const { y } = this.ring!;
    this.edgeY = Number.isNaN(y.at(index - 1)) ? Number.NaN : y.at(index);
  }

  /** x at the start of a block. */
  private blockX(block: number, size: number): number {
    const ring = this.ring!;
    return size >= MARKED ? ring.marks.at(block * (size / MARKED)) : ring.x.at(block * size);
  }

  /** The first block from `first` on that starts at or after x; the one past the window's end for none. */
  private searchBlocks(x: number, size: number, first: number): number {
    const past = Math.ceil(this.ring!.end / size);
    let below = first - 1;
    let stride = 1;
    let above = first;
    while (above < past && this.blockX(above, size) < x) {
      below = above;
      above += stride;
      stride *= 2;
    }
    above = Math.min(above, past);
    while (above - below > 1) {
      const middle = below + Math.floor((above - below) / 2);
      if (this.blockX(middle, size) < x) below = middle;
      else above = middle;
    }
    return above;
  }

  /** The first sample of [from, to) that lies at or after x; `to` for none. */
  private searchSamples(x: number, from: number, to: number): number {
    const column = this.ring!.x;
    let below = from - 1;
    let stride = 1;
    let above = from;
    while (above < to && column.at(above) < x) {
      below = above;
      above += stride;
      stride *= 2;
    }
    above = Math.min(above, to);
    while (above - below > 1) {
      const middle = below + Math.floor((above - below) / 2);
      if (column.at(middle) < x) below = middle;
      else above = middle;
    }
    return above;
  }

  /** Marks the cells of [from, to) that begin a piece of line which the one before it, if within reach, does not touch. */
  private markBroken(from: number, to: number): void {
    const { low, high, broken, mask } = this;
    const { before, after } = this.spreads[this.spreads.length - 1];
    const reach = before + after + 1;
    for (let cell = from; cell < to; cell++) {
      const at = cell & mask;
      broken[at] = 0;
      if (low[at] > high[at]) continue;
      if (this.lists.has(cell)) {
        broken[at] = 1;
        continue;
      }
      for (let back = 1; back <= reach && cell - back >= this.from; back++) {
        const other = (cell - back) & mask;
        if (low[other] > high[other]) continue;
        if (low[other] > high[at] || high[other] < low[at]) broken[at] = 1;
        break;
      }
    }
  }

  /** What is within reach at places [from, to), spread by spread, each from the one before. */
  private spread(from: number, to: number): void {
    const widest = this.spreads[this.spreads.length - 1];
    let inner: Reach = this;
    let done: Spread = { before: 0, after: 0 };
    this.spreads.forEach((spread, i) => {
      const a = from - (widest.before - spread.before);
      const b = to + (widest.after - spread.after);
      const reach = this.reaches[i];
      widen(inner, done, reach, spread, a, b, this.mask);
      inner = reach;
      done = spread;
    });
  }
}

/** The level of blocks that edges may be moved to; −1 for none. */
function levelFor(ring: Ring, { byIndex, step }: Grid): number {
  if (ring.n < 2) return -1;
  const span = byIndex ? ring.n : ring.x.at(ring.end - 1) - ring.x.at(ring.start);
  const perCell = (ring.n * step) / span;
  return Math.floor(Math.log2((perCell * NEAR) / BLOCK));
}

/** Sorted, and joined where they touch. */
function mergeIntervals(intervals: [number, number][]): [number, number][] {
  intervals.sort(([a], [b]) => a - b);
  const apart: [number, number][] = [];
  for (const interval of intervals) {
    const last = apart[apart.length - 1];
    if (last && interval[0] <= last[1]) last[1] = Math.max(last[1], interval[1]);
    else apart.push(interval);
  }
  if (apart.length <= MOST_INTERVALS) return apart;
  const spaces = apart.slice(1).map(([low], i) => low - apart[i][1]);
  const narrowest = [...spaces].sort((a, b) => b - a)[MOST_INTERVALS - 1];
  return apart.reduce<[number, number][]>((joined, interval, i) => {
    const last = joined[joined.length - 1];
    if (last && spaces[i - 1] <= narrowest) last[1] = interval[1];
    else joined.push(interval);
    return joined;
  }, []);
}

/** Extremes over a spread, at places [from, to), out of those over a narrower one. */
function widen(inner: Reach, done: Spread, outer: Reach, spread: Spread, from: number, to: number, mask: number): void {
  const left = spread.before - done.before;
  const right = spread.after - done.after;
  // The narrower windows must meet where two of them are put together.
  const width = done.before + done.after + 1;
  const strides: number[] = [];
  for (let shift = -left; shift < right; shift += width) strides.push(shift);
  strides.push(right);
  for (let place = from; place < to; place++) {
    let low = NOTHING_LOW;
    let high = NOTHING_HIGH;
    for (const shift of strides) {
      const at = (place + shift) & mask;
      if (inner.low[at] < low) low = inner.low[at];
      if (inner.high[at] > high) high = inner.high[at];
    }
    outer.low[place & mask] = low;
    outer.high[place & mask] = high;
  }
}
