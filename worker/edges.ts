/**
 * The edges between cells: which sample each lies before, and at what height the line crosses it.
 *
 * Where cells hold many samples an edge moves on to the next block of the pyramid, if that is near, so that what a cell
 * holds is whole blocks.
 */
import { BLOCK } from './pyramid.js';
import { MARKED } from './ring.js';
import type { Transform } from './scales.js';
import type { Series } from './series.js';

/** Where cells lie. x is counted in absolute indices where `byIndex`, else read from the samples. */
export interface Grid {
  byIndex: boolean;
  origin: number;
  /** Units of x a cell; above 0. */
  step: number;
}

/** How a line goes from sample to sample. */
export interface LineShape {
  /**
   * 'steps': it keeps a sample's height until the next one, and goes straight up or down there. 'nothing': samples stand
   * alone.
   */
  connects: 'straight' | 'steps' | 'nothing';
  /** It is straight in what this makes of y; null for y itself. */
  transform: Transform | null;
}

/** So near the next block must be, in cells. */
const NEAR = 1 / 3;

/** The level of blocks that edges may be moved to; −1 for none. */
export function levelFor(series: Series, { byIndex, step }: Grid): number {
  if (series.n < 2) return -1;
  const span = byIndex ? series.n : series.x.at(series.end - 1) - series.x.at(series.start);
  const perCell = series.n * (step / span);
  const level = Math.floor(Math.log2((perCell * NEAR) / BLOCK));
  return level >= 0 && level <= series.pyramid.top ? level : -1;
}

/** Edges that were found last; kept, since a frame finds many. */
export class Edges {
  /** Absolute indices of the first samples at or after the edges; the window's end for none. */
  indices = new Float64Array(0);
  /** Of each the level of the block that it has moved to; −1 where it has not moved. */
  levels = new Int8Array(0);
  /** So many of them, from the first on, stay where they are whatever arrives. */
  settled = 0;
  /** Of each the height that the cells on both sides share, once `findJoint` has been called; NaN for none. */
  joints = new Float64Array(0);
  // What they were found for.
  private series!: Series;
  private grid!: Grid;
  private level = -1;
  private connects: LineShape['connects'] = 'straight';
  private transform: Transform | null = null;
  // The edge under way: where it is, and the last sample known to lie before it. As arguments V8 would make objects of
  // such numbers.
  private x = 0;
  private before = 0;

  /** Finds the left edges of so many cells from one on. The window must not be empty. */
  find(
    series: Series,
    grid: Grid,
    level: number,
    from: number,
    count: number,
    { connects, transform }: LineShape,
  ): void {
    Object.assign(this, { series, grid, level, connects, transform });
    if (this.indices.length < count) {
      this.indices = new Float64Array(count);
      this.joints = new Float64Array(count);
      this.levels = new Int8Array(count);
    }
    this.joints.fill(Number.NaN, 0, count);
    this.levels.fill(-1, 0, count);
    this.settled = 0;
    if (grid.byIndex) this.findIndexEdges(from, count);
    else this.findNumericEdges(from, count);
  }

  private findIndexEdges(from: number, count: number): void {
    const { start, end } = this.series;
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
          this.indices[i] = block * size;
          this.levels[i] = this.level;
          this.settled = i + 1;
          continue;
        }
      }
      const index = Math.min(end, Math.max(start, Math.ceil(x)));
      this.indices[i] = index;
      if (x <= start || (index < end && !dense)) this.settled = i + 1;
      if (index > start && index < end) this.joints[i] = this.heightBetween(index, x - (index - 1));
    }
  }

  private findNumericEdges(from: number, count: number): void {
    const series = this.series;
    const { start, end, x: xs } = series;
    const { origin, step } = this.grid;
    const dense = this.level >= 0;
    const size = BLOCK << Math.max(0, this.level);
    const firstBlock = Math.ceil(start / size);
    const lastBlock = Math.floor(end / size) - 1;
    const oldest = xs.at(start);
    const newest = xs.at(end - 1);
    // The first block that begins at or after the edge, and where it, the one before and the one after it begin.
    let block = dense ? this.searchBlocks(origin + from * step, size, firstBlock, lastBlock + 1) : 0;
    let xBefore = block > firstBlock ? this.blockX(block - 1, size) : Number.NaN;
    const startOf = (at: number) => (dense && at <= lastBlock ? this.blockX(at, size) : Number.POSITIVE_INFINITY);
    let xBlock = startOf(block);
    let xAfter = startOf(block + 1);
    const near = step * NEAR;
    let hint = start;
    for (let i = 0; i < count; i++) {
      const x = origin + (from + i) * step;
      this.x = x;
      if (x <= oldest || x > newest) {
        this.indices[i] = x <= oldest ? start : end;
        if (x <= oldest) this.settled = i + 1;
        continue;
      }
      let index = -1;
      if (dense) {
        while (xBlock < x) {
          xBefore = xBlock;
          xBlock = xAfter;
          block++;
          xAfter = startOf(block + 1);
        }
        // Both blocks beside the edge then lie wholly in the cells beside it.
        if (xBlock - xBefore <= near && xAfter - xBlock <= near) {
          this.indices[i] = block * size;
          this.levels[i] = this.level;
          this.settled = i + 1;
          continue;
        }
        if (block < lastBlock) this.settled = i + 1;
        if (block > firstBlock && block <= lastBlock) {
          this.narrow(i, block * size);
          if (this.levels[i] >= 0) continue;
          index = this.bisect(this.before, this.indices[i]);
        }
      } else this.settled = i + 1;
      if (index < 0) index = this.gallop(Math.max(hint, (block - 1) * size), end);
      hint = index;
      this.indices[i] = index;
      const before = xs.at(index - 1);
      this.joints[i] = this.heightBetween(index, (x - before) / (xs.at(index) - before));
    }
  }

  /**
   * Where the block before an edge or the one after it is wide: halves what may hold the edge, down to where both blocks
   * beside it are narrow enough, and notes their level; or as far as blocks go. The edge is in the block before `block`.
   */
  private narrow(i: number, block: number): void {
    const { x } = this;
    const near = this.grid.step * NEAR;
    let size = BLOCK << this.level;
    let index = block;
    let before = index - size;
    let xBefore = this.xAt(before);
    let xIndex = this.xAt(index);
    let xAfter = Number.NaN;
    for (let level = this.level - 1; level >= 0; level--) {
      size /= 2;
      const middle = before + size;
      const xMiddle = this.xAt(middle);
      if (xMiddle < x) {
        before = middle;
        xBefore = xMiddle;
        xAfter = Number.NaN;
      } else {
        xAfter = xIndex;
        index = middle;
        xIndex = xMiddle;
      }
      if (xIndex - xBefore > near) continue;
      // Halved or not, the block after the edge begins at its end.
      if (Number.isNaN(xAfter)) xAfter = this.xAt(index + size);
      if (xAfter - xIndex > near) continue;
      this.levels[i] = level;
      break;
    }
    this.indices[i] = index;
    this.before = before;
  }

  /** The line's height on its way to a sample from the one before it. */
  private heightBetween(index: number, share: number): number {
    const { y } = this.series;
    const { transform, connects } = this;
    if (connects === 'nothing') return Number.NaN;
    const before = transform === null ? y.at(index - 1) : transform(y.at(index - 1));
    const after = transform === null ? y.at(index) : transform(y.at(index));
    // No step leads to a gap.
    if (connects === 'steps') return Number.isNaN(after) ? after : before;
    return before * (1 - share) + after * share;
  }

  /**
   * Finds the height that both sides of an edge share: the line's there; where a block begins, the middle of what lies
   * between it and the block before it. Nothing is returned: V8 would make an object of the number.
   */
  findJoint(i: number): void {
    const level = this.levels[i];
    if (level < 0 || this.connects === 'nothing') return;
    const { pyramid } = this.series;
    const index = this.indices[i];
    if (pyramid.gapsIn(index - 1, index + 1) > 0) return;
    const { transform } = this;
    const joint = pyramid.spaceBefore(level, index / (BLOCK << level));
    this.joints[i] = transform === null ? joint : transform(joint);
  }

  /** x at the start of a block. */
  private blockX(block: number, size: number): number {
    const series = this.series;
    return size >= MARKED ? series.marks.at(block * (size / MARKED)) : series.x.at(block * size);
  }

  private xAt(index: number): number {
    const { marks, x } = this.series;
    return index % MARKED === 0 ? marks.at(index / MARKED) : x.at(index);
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

  /** The first sample of [from, to) that lies at or after the edge, which is mostly near; `to` for none. */
  private gallop(from: number, to: number): number {
    const { x } = this;
    const column = this.series.x;
    let below = from - 1;
    let stride = 1;
    let above = from;
    while (above < to && column.at(above) < x) {
      below = above;
      above += stride;
      stride *= 2;
    }
    return this.bisect(below, Math.min(above, to));
  }

  /** The first sample at or after the edge, where `below` lies before it and `above` does not. */
  private bisect(below: number, above: number): number {
    const { x } = this;
    const column = this.series.x;
    let before = below;
    let after = above;
    while (after - before > 1) {
      const middle = before + Math.floor((after - before) / 2);
      if (column.at(middle) < x) before = middle;
      else after = middle;
    }
    return after;
  }
}
