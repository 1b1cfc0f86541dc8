/**
 * Cells: the heights that a line takes within each of the narrow intervals of x, fractions of a device pixel, that the
 * painter samples the picture at.
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

export class Cells {
  /** The most cells that can be asked for at once. */
  readonly most: number;
  /** Numbers a column holds, a power of two: cell k lies at k & mask. */
  readonly mask: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** 1 for cells that begin a piece of line which an earlier one within the pen's reach does not touch. */
  readonly broken: Uint8Array;
  /** Cells that hold several intervals: low, high, low, high … ascending and apart. */
  readonly lists = new Map<number, Float64Array>();
  /** Whether any cell is broken. */
  anyBroken = false;
  /** How far apart cells may be that one place of the pen reaches. */
  private readonly reach: number;
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

  /** @param reach how far apart cells may be that one place of the pen reaches */
  constructor(most: number, reach: number) {
    this.most = most;
    this.reach = reach;
    const size = 2 ** Math.ceil(Math.log2(most + 8));
    this.mask = size - 1;
    this.low = new Float64Array(size).fill(NOTHING_LOW);
    this.high = new Float64Array(size).fill(NOTHING_HIGH);
    this.broken = new Uint8Array(size);
  }

  /** Brings cells [from, to) up to date. The window's x must ascend where the grid is not by index. */
  update(ring: Ring, grid: Grid, from: number, to: number): void {
    const same =
      this.ring === ring &&
      this.grid.byIndex === grid.byIndex &&
      this.grid.origin === grid.origin &&
      this.grid.step === grid.step &&
      from >= this.from &&
      from <= this.to &&
      ring.start < this.windowEnd;
    let stale: [number, number][];
    if (!same) {
      this.ring = ring;
      this.grid = grid;
      this.level = levelFor(ring, grid);
      this.lists.clear();
      this.settled = from;
      stale = [[from, to]];
    } else {
      stale = this.staleCells(from, to);
    }
    this.from = from;
    this.to = to;
    this.windowStart = ring.start;
    this.windowEnd = ring.end;
    if (ring.n > 0) this.oldestCell = this.cellOf(ring.start);
    for (const [a, b] of stale) {
      this.fill(a, b);
      this.markBroken(a, Math.min(to, b + this.reach));
    }
    for (const cell of this.lists.keys()) if (cell < from || cell >= to) this.lists.delete(cell);
    this.anyBroken = this.broken.includes(1);
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
    const apart = boundIntervals(joinIntervals(pieces));
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
    const { low, high, broken, mask, reach } = this;
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

}

/** The level of blocks that edges may be moved to; −1 for none. */
function levelFor(ring: Ring, { byIndex, step }: Grid): number {
  if (ring.n < 2) return -1;
  const span = byIndex ? ring.n : ring.x.at(ring.end - 1) - ring.x.at(ring.start);
  const perCell = (ring.n * step) / span;
  return Math.floor(Math.log2((perCell * NEAR) / BLOCK));
}

/** Sorted, and joined where they touch. */
export function joinIntervals(intervals: [number, number][]): [number, number][] {
  intervals.sort(([a], [b]) => a - b);
  const apart: [number, number][] = [];
  for (const interval of intervals) {
    const last = apart[apart.length - 1];
    if (last && interval[0] <= last[1]) last[1] = Math.max(last[1], interval[1]);
    else apart.push(interval);
  }
  return apart;
}

/** At most `MOST_INTERVALS`, joined across the narrowest of the spaces between them. */
function boundIntervals(apart: [number, number][]): [number, number][] {
  if (apart.length <= MOST_INTERVALS) return apart;
  const spaces = apart.slice(1).map(([low], i) => low - apart[i][1]);
  const narrow = [...spaces].sort((a, b) => b - a)[MOST_INTERVALS - 1];
  return apart.reduce<[number, number][]>((joined, interval, i) => {
    const last = joined[joined.length - 1];
    if (last && spaces[i - 1] <= narrow) last[1] = interval[1];
    else joined.push(interval);
    return joined;
  }, []);
}
