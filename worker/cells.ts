/**
 * Cells: the heights that a line takes within each of the narrow intervals of x, fractions of a device pixel, that the
 * painter samples the picture at.
 *
 * Cells are anchored to the data: cell k covers [origin + k · step, origin + (k + 1) · step), so that it keeps its
 * content while the chart scrolls. It is computed once, when the line has gone beyond it; a frame only adds those that
 * are new and takes away those whose samples have left. Heights are those of the data, or what a scale that is not linear
 * makes of them; they do not depend on its domain.
 */
import { Crossings } from './crossings.js';
import { Edges, type Grid, type LineShape, levelFor } from './edges.js';
import { BLOCK } from './pyramid.js';
import type { Series } from './series.js';

const NOTHING_LOW = Number.POSITIVE_INFINITY;
const NOTHING_HIGH = Number.NEGATIVE_INFINITY;
const STRAIGHT: LineShape = { connects: 'straight', transform: null };

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
  private series: Series | null = null;
  private grid: Grid = { byIndex: true, origin: 0, step: 0 };
  private shape = STRAIGHT;
  private level = -1;
  /** Cells [from, to) are known, and all before `settled` are final but for what leaves the window. */
  private from = 0;
  private to = 0;
  private settled = 0;
  /** The window when the cells were last brought up to date, and the cell that its oldest sample was in. */
  private windowStart = 0;
  private windowEnd = 0;
  private oldestCell = 0;
  /** Of the cells under way. */
  private readonly edges = new Edges();
  // Of a run of aligned edges and the cells between: blocks from the first of them, lowest and highest.
  private blocks = new Int32Array(0);
  private lows = new Float64Array(0);
  private highs = new Float64Array(0);

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
  update(series: Series, grid: Grid, from: number, to: number, shape = STRAIGHT): [number, number][] {
    const ascending = grid.byIndex || series.ascending;
    const same =
      ascending &&
      this.series === series &&
      this.shape.connects === shape.connects &&
      this.shape.transform === shape.transform &&
      this.grid.byIndex === grid.byIndex &&
      this.grid.origin === grid.origin &&
      this.grid.step === grid.step &&
      from <= this.to &&
      to >= this.from &&
      series.start < this.windowEnd;
    if (!same) {
      this.series = series;
      this.grid = grid;
      this.shape = shape;
      this.level = levelFor(series, grid);
      this.lists.clear();
      this.settled = from;
    }
    /** Where what was known begins. */
    const known = same ? this.from : from;
    const stale: [number, number][] = same ? this.staleCells(Math.max(from, known), to) : [[from, to]];
    if (from < known) stale.unshift([from, known]);
    /** The first cell before that which is not settled. */
    let open = Number.POSITIVE_INFINITY;
    this.windowStart = series.start;
    this.from = from;
    this.to = to;
    // Cells of a window out of order are never the same again.
    this.windowEnd = ascending ? series.end : 0;
    if (series.n > 0) this.oldestCell = this.cellOf(series.start);
    // In one piece all the way, the line is broken nowhere.
    const whole = ascending && series.pyramid.gapsIn(series.start, series.end) === 0;
    for (let i = 0; i < stale.length; i++) {
      const range = stale[i];
      if (ascending) {
        const settled = this.fill(range[0], range[1]);
        if (range[0] >= known) this.settled = Math.max(this.settled, settled);
        else if (settled < range[1]) open = settled;
      } else this.walk(range[0], range[1]);
      range[1] = Math.min(to, range[1] + this.reach);
      if (!whole) this.markBroken(range[0], range[1]);
    }
    this.settled = Math.min(this.settled, open);
    if (this.lists.size > 0) {
      for (const cell of this.lists.keys()) if (cell < from || cell >= to) this.lists.delete(cell);
    }
    if (whole && this.anyBroken) this.broken.fill(0);
    this.anyBroken = !whole && this.broken.includes(1);
    return stale;
  }

  /** Cells of [first, last) that are not known, or no longer what they were: where the window begins, and ends. */
  private staleCells(first: number, last: number): [number, number][] {
    const { start, end } = this.series!;
    const head = Math.min(last, Math.max(first, Math.min(this.settled, this.to)));
    if (start === this.windowStart) return [[head, last]];
    // Edges near the window's start are found without the blocks that begin before it.
    const near = this.level < 0 ? start : start + 3 * (BLOCK << this.level);
    const left = Math.max(first, this.oldestCell);
    const tail = near < end ? this.cellOf(near) + 2 : last;
    if (tail >= head) return [[first, last]];
    return left < tail
      ? [
          [left, tail],
          [head, last],
        ]
      : [[head, last]];
  }

  /** The cell in which a sample lies. */
  private cellOf(index: number): number {
    const { byIndex, origin, step } = this.grid;
    return Math.floor(((byIndex ? index : this.series!.x.at(index)) - origin) / step);
  }

  /** Computes cells [from, to) anew. Gives the first of them that is not settled; `to` for none. */
  private fill(from: number, to: number): number {
    const series = this.series!;
    const { pyramid } = series;
    if (this.lists.size > 0) for (let cell = from; cell < to; cell++) this.lists.delete(cell);
    if (series.n === 0) {
      this.empty(from, to);
      return from;
    }
    const count = to - from;
    const { level } = this;
    this.edges.find(series, this.grid, level, from, count + 1, this.shape);
    const { indices: edges, levels } = this.edges;
    let gap = pyramid.nextGap(edges[0], series.end);
    // The joints before this edge are found.
    let found = 0;
    for (let i = 0; i < count; i++) {
      let last = i;
      if (level >= 0) while (last <= count && levels[last] === level && edges[last] <= gap) last++;
      if (last - 1 > i) {
        this.fillAligned(from, i, last - 1);
        i = last - 2;
        continue;
      }
      for (found = Math.max(found, i); found <= i + 1; found++) this.edges.findJoint(found);
      if (edges[i + 1] > gap) {
        this.fillPieces(from + i, i);
        gap = pyramid.nextGap(edges[i + 1], series.end);
      } else {
        pyramid.range(edges[i], edges[i + 1]);
        const at = (from + i) & this.mask;
        this.low[at] = pyramid.low;
        this.high[at] = pyramid.high;
        this.transform(at);
        this.widen(at, i);
        this.widen(at, i + 1);
      }
    }
    return from + Math.max(0, this.edges.settled - 1);
  }

  /** Widens what lies at a place to the joint of an edge, where it has one. */
  private widen(at: number, edge: number): void {
    const joint = this.edges.joints[edge];
    if (joint < this.low[at]) this.low[at] = joint;
    if (joint > this.high[at]) this.high[at] = joint;
  }

  /** Makes of the extremes of y that lie at a place what the scale makes of them. */
  private transform(at: number): void {
    const { transform } = this.shape;
    if (transform === null || this.low[at] > this.high[at]) return;
    this.low[at] = transform(this.low[at]);
    this.high[at] = transform(this.high[at]);
  }

  /** Fills the cells between edges `first` and `last` of those found, all of which lie where blocks begin. */
  private fillAligned(from: number, first: number, last: number): void {
    const { low, high, mask, level } = this;
    const edges = this.edges.indices;
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
    this.series!.pyramid.blockRanges(level, base, blocks, count, lows, highs);
    const cell = from + first;
    for (let i = 0; i < count; i++) {
      const at = (cell + i) & mask;
      low[at] = lows[i];
      high[at] = highs[i];
    }
    if (this.shape.transform !== null) for (let i = 0; i < count; i++) this.transform((cell + i) & mask);
    // What lies between the cells at both ends and their neighbours beyond.
    this.edges.findJoint(first);
    this.edges.findJoint(last);
    this.widen(cell & mask, first);
    this.widen((cell + count - 1) & mask, last);
  }

  private empty(from: number, to: number): void {
    for (let cell = from; cell < to; cell++) {
      this.low[cell & this.mask] = NOTHING_LOW;
      this.high[cell & this.mask] = NOTHING_HIGH;
    }
  }

  /** Computes cells [from, to) anew from every segment of the line, in whatever order it crosses them. */
  private walk(from: number, to: number): void {
    const { origin, step } = this.grid;
    const { connects, transform } = this.shape;
    const crossings = new Crossings(to - from);
    let x0 = Number.NaN;
    let y0 = Number.NaN;
    let cell0 = Number.NaN;
    for (const { x: xs, y: ys, from: first, to: last } of this.series!.runs()) {
      for (let i = first; i < last; i++) {
        const x = xs[i];
        const y = transform === null ? ys[i] : transform(ys[i]);
        // NaN where there is no sample to be shown.
        const cell = Number.isNaN(ys[i]) ? Number.NaN : Math.floor((x - origin) / step) - from;
        if (cell === cell0) crossings.add(cell, y0, y);
        else if (Number.isNaN(cell0) || connects === 'nothing') crossings.add(cell, y, y);
        else if (!Number.isNaN(cell)) {
          const direction = cell > cell0 ? 1 : -1;
          const stop = Math.min(Math.max(cell, -1), to - from);
          let entered = y0;
          for (let c = Math.min(Math.max(cell0, -1), to - from); c !== stop; c += direction) {
            const share = (origin + (from + (direction > 0 ? c + 1 : c)) * step - x0) / (x - x0);
            const left = connects === 'steps' ? y0 : y0 * (1 - share) + y * share;
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

  /** A cell with gaps in it, after an edge: the intervals of the pieces of line between them, those that overlap as one. */
  private fillPieces(cell: number, edge: number): void {
    const { pyramid } = this.series!;
    const { indices, joints } = this.edges;
    const [start, end] = [indices[edge], indices[edge + 1]];
    const [startY, endY] = [joints[edge], joints[edge + 1]];
    let first = pyramid.nextFinite(start, end);
    if (first === end) {
      this.empty(cell, cell + 1);
      return;
    }
    const pieces = new Crossings(1);
    const height = this.shape.transform ?? ((y: number) => y);
    while (first < end) {
      const gap = pyramid.nextGap(first, end);
      pyramid.range(first, gap);
      const [low, high] = [height(pyramid.low), height(pyramid.high)];
      pieces.add(0, low, high);
      if (first === start && !Number.isNaN(startY)) pieces.add(0, startY, low);
      if (gap === end && !Number.isNaN(endY)) pieces.add(0, endY, low);
      first = pyramid.nextFinite(gap, end);
    }
    this.setIntervals(cell, pieces.intervalsOf(0));
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
