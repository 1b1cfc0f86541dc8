/**
 * Cells: the heights that a line takes within each of the narrow intervals of x, fractions of a device pixel, that the
 * painter samples the picture at.
 *
 * Cells are anchored to the data: cell k covers [origin + k · step, origin + (k + 1) · step), so that it keeps its
 * content while the chart scrolls. It is computed once, when the line has gone beyond it; a frame only adds those that
 * are new and takes away those whose samples have left. Everything is in data units and does not depend on the scale of
 * y.
 */
import { Crossings } from './crossings.js';
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
  // Of the edges between the cells under way: the sample that each lies before, the line's height there (NaN where
  // there is no line), and whether it is where a block begins.
  private edges = new Float64Array(0);
  private joints = new Float64Array(0);
  private aligned = new Uint8Array(0);
  // Of a run of aligned edges and the cells between: blocks from the first of them, lowest and highest.
  private blocks = new Int32Array(0);
  private lows = new Float64Array(0);
  private highs = new Float64Array(0);
  /** Edges before this one stay where they are, whatever arrives. */
  private settledEdges = 0;

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

  /**
   * Brings cells [from, to) up to date. Where x does not ascend, all samples are read each time.
   * @returns the ranges of cells that may have changed since the last call
   */
  update(ring: Ring, grid: Grid, from: number, to: number): [number, number][] {
    const ascending = grid.byIndex || ring.ascending;
    const same =
      ascending &&
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
    // Cells of a window out of order are never the same again.
    this.windowEnd = ascending ? ring.end : 0;
    if (ring.n > 0) this.oldestCell = this.cellOf(ring.start);
    // In one piece all the way, the line is broken nowhere.
    const whole = ascending && ring.pyramid.gapsIn(ring.start, ring.end) === 0;
    for (const [a, b] of stale) {
      if (ascending) this.fill(a, b);
      else this.walk(a, b);
      if (!whole) this.markBroken(a, Math.min(to, b + this.reach));
    }
    for (const cell of this.lists.keys()) if (cell < from || cell >= to) this.lists.delete(cell);
    if (whole && this.anyBroken) this.broken.fill(0);
    this.anyBroken = !whole && this.broken.includes(1);
    return stale.map(([a, b]) => [a, Math.min(to, b + this.reach)]);
  }

  /** Cells of [first, last) that are not known, or no longer what they were: where the window begins, and ends. */
  private staleCells(first: number, last: number): [number, number][] {
    const { start, end } = this.ring!;
    const head = Math.max(first, Math.min(this.settled, this.to));
    if (start === this.windowStart) return [[head, last]];
    // Edges near the window's start are found without the blocks that begin before it.
    const near = start + 2 * (BLOCK << Math.max(0, this.level));
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
    if (ring.n === 0) {
      this.empty(from, to);
      return;
    }
    const count = to - from;
    this.findEdges(from, count + 1);
    const { edges, aligned } = this;
    let gap = pyramid.nextGap(edges[0], ring.end);
    for (let i = 0; i < count; i++) {
      if (this.lists.size > 0) this.lists.delete(from + i);
      if (edges[i + 1] > gap) {
        this.fillPieces(from + i, edges[i], this.jointAt(i), edges[i + 1], this.jointAt(i + 1));
        gap = pyramid.nextGap(edges[i + 1], ring.end);
        continue;
      }
      let last = i;
      while (last <= count && aligned[last] === 1 && edges[last] <= gap) last++;
      if (last - 1 > i) {
        this.fillAligned(from, i, last - 1);
        i = last - 2;
        continue;
      }
      pyramid.range(edges[i], edges[i + 1]);
      this.setCell(from + i, pyramid.low, pyramid.high, this.jointAt(i), this.jointAt(i + 1));
    }
    this.settled = Math.max(this.settled, from + this.settledEdges - 1);
  }

  /** Sets a cell to an interval, widened to the heights of the line at its edges; NaN where it does not cross them. */
  private setCell(cell: number, low: number, high: number, left: number, right: number): void {
    let lowest = left < low ? left : low;
    let highest = left > high ? left : high;
    if (right < lowest) lowest = right;
    if (right > highest) highest = right;
    this.low[cell & this.mask] = lowest;
    this.high[cell & this.mask] = highest;
  }

  /** Fills the cells between edges `first` and `last` of those found, all of which lie where blocks begin. */
  private fillAligned(from: number, first: number, last: number): void {
    const { edges, low, high, mask, level } = this;
    const size = BLOCK << level;
    const base = edges[first] / size;
    const count = last - first;
    if (this.blocks.length <= count) {
      this.blocks = new Int32Array(count + 1);
      this.lows = new Float64Array(count);
      this.highs = new Float64Array(count);
    }
    const { blocks, lows, highs } = this;
    const origin = edges[first];
    const share = 1 / size;
    for (let i = 0; i <= count; i++) blocks[i] = (edges[first + i] - origin) * share;
    this.ring!.pyramid.blockRanges(level, base, blocks, count, lows, highs);
    const cell = from + first;
    for (let i = 0; i < count; i++) {
      const at = (cell + i) & mask;
      low[at] = lows[i];
      high[at] = highs[i];
    }
    if (this.lists.size > 0) for (let i = 0; i < count; i++) this.lists.delete(cell + i);
    // What lies between the cells at both ends and their neighbours beyond.
    this.setCell(from + first, lows[0], highs[0], this.jointAt(first), Number.NaN);
    const end = from + last - 1;
    this.setCell(end, low[end & mask], high[end & mask], this.jointAt(last), Number.NaN);
  }

  private empty(from: number, to: number): void {
    this.lists.clear();
    for (let cell = from; cell < to; cell++) {
      this.low[cell & this.mask] = NOTHING_LOW;
      this.high[cell & this.mask] = NOTHING_HIGH;
    }
  }

  /** Computes cells [from, to) anew from every segment of the line, in whatever order it crosses them. */
  private walk(from: number, to: number): void {
    const { origin, step } = this.grid;
    const crossings = new Crossings(to - from);
    let x0 = Number.NaN;
    let y0 = Number.NaN;
    let cell0 = Number.NaN;
    for (const { x: xs, y: ys, from: first, to: last } of this.ring!.runs()) {
      for (let i = first; i < last; i++) {
        const x = xs[i];
        const y = ys[i];
        // NaN where there is no sample to be shown.
        const cell = Number.isNaN(y) ? Number.NaN : Math.floor((x - origin) / step) - from;
        if (cell === cell0) crossings.add(cell, y0, y);
        else if (Number.isNaN(cell0)) crossings.add(cell, y, y);
        else if (!Number.isNaN(cell)) {
          const direction = cell > cell0 ? 1 : -1;
          const stop = Math.min(Math.max(cell, -1), to - from);
          let entered = y0;
          for (let c = Math.min(Math.max(cell0, -1), to - from); c !== stop; c += direction) {
            const share = (origin + (from + (direction > 0 ? c + 1 : c)) * step - x0) / (x - x0);
            const left = y0 * (1 - share) + y * share;
            crossings.add(c, entered, left);
            entered = left;
          }
          crossings.add(cell, entered, y);
        }
        x0 = x;
        y0 = y;
        cell0 = cell;
      }
    }
    this.lists.clear();
    for (let cell = from; cell < to; cell++) this.setIntervals(cell, crossings.intervalsOf(cell - from));
  }

  /** What a cell holds: intervals that are sorted and apart. */
  private setIntervals(cell: number, intervals: Float64Array): void {
    const { length } = intervals;
    this.low[cell & this.mask] = length > 0 ? intervals[0] : NOTHING_LOW;
    this.high[cell & this.mask] = length > 0 ? intervals[length - 1] : NOTHING_HIGH;
    if (length > 2) this.lists.set(cell, intervals);
  }

  /** A cell with gaps in it: the intervals of the pieces of line between them, those that overlap as one. */
  private fillPieces(cell: number, start: number, startY: number, end: number, endY: number): void {
    const { pyramid } = this.ring!;
    const pieces = new Crossings(1);
    for (let first = start; first < end; ) {
      const gap = pyramid.nextGap(first, end);
      if (gap > first) {
        pyramid.range(first, gap);
        const { low, high } = pyramid;
        pieces.add(0, low, high);
        if (first === start && !Number.isNaN(startY)) pieces.add(0, startY, low);
        if (gap === end && !Number.isNaN(endY)) pieces.add(0, endY, low);
      }
      first = pyramid.nextFinite(gap, end);
    }
    this.setIntervals(cell, pieces.intervalsOf(0));
  }

  /** Finds the left edges of so many cells from one on. */
  private findEdges(from: number, count: number): void {
    if (this.edges.length < count) {
      this.edges = new Float64Array(count);
      this.joints = new Float64Array(count);
      this.aligned = new Uint8Array(count);
    }
    this.joints.fill(Number.NaN, 0, count);
    this.aligned.fill(0, 0, count);
    this.settledEdges = 0;
    if (this.grid.byIndex) this.findIndexEdges(from, count);
    else this.findNumericEdges(from, count);
  }

  private findIndexEdges(from: number, count: number): void {
    const { start, end } = this.ring!;
    const { origin, step } = this.grid;
    const dense = this.level >= 0;
    const size = BLOCK << Math.max(0, this.level);
    const firstBlock = Math.ceil(start / size) + 1;
    const lastBlock = Math.floor(end / size) - 1;
    for (let i = 0; i < count; i++) {
      const x = origin + (from + i) * step;
      if (dense) {
        const block = Math.ceil(x / size);
        if (block >= firstBlock && block <= lastBlock) {
          this.edges[i] = block * size;
          this.aligned[i] = 1;
          this.settledEdges = i + 1;
          continue;
        }
      }
      const index = Math.min(end, Math.max(start, Math.ceil(x)));
      this.edges[i] = index;
      if (x <= start || (index < end && !dense)) this.settledEdges = i + 1;
      if (index > start && index < end) this.joints[i] = this.heightBetween(index, x - (index - 1));
    }
  }

  private findNumericEdges(from: number, count: number): void {
    const ring = this.ring!;
    const { start, end, x: xs } = ring;
    const { origin, step } = this.grid;
    const dense = this.level >= 0;
    const size = BLOCK << Math.max(0, this.level);
    const firstBlock = Math.ceil(start / size);
    const lastBlock = Math.floor(end / size) - 1;
    const [oldest, newest] = [xs.at(start), xs.at(end - 1)];
    // The first block that begins at or after the edge, and where it and the one before it begin.
    let block = dense ? this.searchBlocks(origin + from * step, size, firstBlock, lastBlock + 1) : 0;
    let xBefore = block > firstBlock ? this.blockX(block - 1, size) : Number.NaN;
    let xBlock = dense && block <= lastBlock ? this.blockX(block, size) : Number.POSITIVE_INFINITY;
    let hint = start;
    for (let i = 0; i < count; i++) {
      const x = origin + (from + i) * step;
      if (x <= oldest || x > newest) {
        this.edges[i] = x <= oldest ? start : end;
        if (x <= oldest) this.settledEdges = i + 1;
        continue;
      }
      let first = hint;
      let last = end;
      if (dense) {
        while (xBlock < x) {
          xBefore = xBlock;
          block++;
          xBlock = block <= lastBlock ? this.blockX(block, size) : Number.POSITIVE_INFINITY;
        }
        if (xBlock - xBefore <= step * NEAR) {
          this.edges[i] = block * size;
          this.aligned[i] = 1;
          this.settledEdges = i + 1;
          continue;
        }
        first = Math.max(first, (block - 1) * size);
        last = Math.min(end, block * size + 1);
      }
      const index = this.searchSamples(x, first, last);
      hint = index;
      this.edges[i] = index;
      if (!dense || block <= lastBlock) this.settledEdges = i + 1;
      const before = xs.at(index - 1);
      this.joints[i] = this.heightBetween(index, (x - before) / (xs.at(index) - before));
    }
  }

  /** The line's height on its way to a sample from the one before it. */
  private heightBetween(index: number, share: number): number {
    const { y } = this.ring!;
    return y.at(index - 1) * (1 - share) + y.at(index) * share;
  }

  /**
   * The height that both sides of an edge share, NaN for none: the line's there; where a block begins, the middle of
   * what lies between it and the block before it.
   */
  private jointAt(i: number): number {
    if (this.aligned[i] === 0) return this.joints[i];
    const { pyramid } = this.ring!;
    const index = this.edges[i];
    if (pyramid.gapsIn(index - 1, index + 1) > 0) return Number.NaN;
    return pyramid.spaceBefore(this.level, index / (BLOCK << this.level));
  }

  /** x at the start of a block. */
  private blockX(block: number, size: number): number {
    const ring = this.ring!;
    return size >= MARKED ? ring.marks.at(block * (size / MARKED)) : ring.x.at(block * size);
  }

  /** The first block of [first, past) that starts at or after x; `past` for none. */
  private searchBlocks(x: number, size: number, first: number, past: number): number {
    let below = first - 1;
    let above = past;
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
  const perCell = ring.n * (step / span);
  const level = Math.floor(Math.log2((perCell * NEAR) / BLOCK));
  return level >= 0 && level <= ring.pyramid.top ? level : -1;
}
