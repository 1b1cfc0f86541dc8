/**
 * The pyramid: lowest and highest of blocks of samples, of pairs of blocks, of pairs of those and so on, so that the
 * extremes of any range are found in O(log n), exactly. It is extended as samples arrive, amortised O(1) each.
 *
 * Blocks are aligned to absolute indices; those of the lowest level fill as samples arrive, those above are written once,
 * when they are complete. What leaves the window needs no work: a block is only ever asked for while all of it is in the
 * window. Beside the extremes it counts gaps, which
 * tells for any range whether it holds one and where the next one is.
 */
import { CircularColumn, chunkOf, offsetOf } from './circular-column.js';

/** Samples in a block of the lowest level: 16 bytes for 16 samples, and twice that for all levels together. */
export const BLOCK = 16;
/** Samples from one count of gaps to the next. */
const COUNTED = 64;
/** A multiple of every block: what is left of an index after subtracting one of these is a small integer. */
const WHOLE = 2 ** 29;

const NOTHING = new Float64Array(0);

const even = (count: number) => count + (count % 2);

export class Pyramid {
  /** What `range` found: reversed and infinite where all are gaps. */
  low = Number.POSITIVE_INFINITY;
  high = Number.NEGATIVE_INFINITY;
  private readonly y: CircularColumn;
  /** Of each level lowest, highest, lowest, highest …; blocks of level l are of `BLOCK` · 2ˡ samples. */
  private readonly levels: CircularColumn[] = [];
  /** Gaps before every `COUNTED`th sample, since the pyramid was made. */
  private readonly gapsBefore: CircularColumn;
  private end = 0;
  private gaps = 0;
  /** No gap lies after this index. */
  private lastGap = -1;

  /** @param y the samples, NaN for gaps */
  constructor(y: CircularColumn) {
    this.y = y;
    // One block more than fits: the window seldom begins where a block does. Pairs stay together.
    for (let size = BLOCK; size === BLOCK || size <= y.length; size *= 2) {
      this.levels.push(new CircularColumn(2 * even(Math.ceil(y.length / size) + 1)));
    }
    this.gapsBefore = new CircularColumn(Math.ceil(y.length / COUNTED) + 1);
  }

  /** The highest level, of the largest blocks. */
  get top(): number {
    return this.levels.length - 1;
  }

  /** Numbers held, for what memory it takes. */
  get size(): number {
    return this.levels.reduce((sum, { size }) => sum + size, this.gapsBefore.size);
  }

  /** Goes on at a later index; nothing before it is asked for again. */
  skip(end: number): void {
    this.end = end;
  }

  /** Takes the samples that follow, which lie in [from, to) of a chunk of y. */
  append(chunk: Float64Array, from: number, to: number): void {
    const firstBlock = Math.floor(this.end / BLOCK);
    let phase = this.end % COUNTED;
    let block = firstBlock;
    for (let i = from; i < to; ) {
      if (phase === 0) this.countGaps(block / (COUNTED / BLOCK));
      const left = BLOCK - (phase & (BLOCK - 1));
      const stop = left < to - i ? i + left : to;
      const gaps = this.takeInto(this.levels[0].reach(2 * block), chunk, i, stop, left === BLOCK);
      if (gaps > 0) {
        this.gaps += gaps;
        this.lastGap = this.end + stop - from - 1;
      }
      phase = (phase + stop - i) & (COUNTED - 1);
      i = stop;
      if ((phase & (BLOCK - 1)) === 0) block++;
    }
    this.end += to - from;
    this.build(firstBlock, block);
  }

  /** Finds the lowest and highest of [from, to), which lies in the window, and leaves them in `low` and `high`. */
  range(from: number, to: number): void {
    this.low = Number.POSITIVE_INFINITY;
    this.high = Number.NEGATIVE_INFINITY;
    if (to - from < BLOCK) {
      this.scan(from, to);
      return;
    }
    const whole = from - (from % WHOLE);
    const a = from - whole;
    const b = to - whole;
    const first = (a + BLOCK - 1) & -BLOCK;
    const last = b & -BLOCK;
    if (first >= last) {
      this.scan(from, to);
      return;
    }
    if (a < first) this.scan(from, whole + first);
    if (last < b) this.scan(whole + last, to);
    let size = BLOCK;
    let left = first / BLOCK;
    let right = last / BLOCK;
    for (let level = 0; left < right; level++) {
      if (left & 1) this.takeBlock(level, whole / size + left++);
      if (right & 1) this.takeBlock(level, whole / size + --right);
      left >>= 1;
      right >>= 1;
      size *= 2;
    }
  }

  /**
   * The extremes of neighbouring ranges of whole blocks of one level: range i is [edges[i], edges[i + 1]), not empty,
   * counted from block `base`. Where the blocks on both sides of an edge leave a space, both ranges reach its middle.
   */
  blockRanges(level: number, base: number, edges: Int32Array, count: number, low: Float64Array, high: Float64Array) {
    const column = this.levels[level];
    let lowBefore = Number.NEGATIVE_INFINITY;
    let highBefore = Number.POSITIVE_INFINITY;
    let chunk: Float64Array = NOTHING;
    let at = 0;
    for (let i = 0; i < count; i++) {
      let left = edges[i + 1] - edges[i];
      let lowest = Number.POSITIVE_INFINITY;
      let highest = Number.NEGATIVE_INFINITY;
      let joint = true;
      while (left > 0) {
        if (at === chunk.length) {
          const slot = column.slotOf(2 * (base + edges[i + 1] - left));
          chunk = column.chunks[chunkOf(slot)];
          at = offsetOf(slot);
        }
        if (joint) {
          joint = false;
          const space = middleOf(lowBefore, highBefore, chunk[at], chunk[at + 1]);
          if (!Number.isNaN(space)) {
            if (space > high[i - 1]) high[i - 1] = space;
            if (space < low[i - 1]) low[i - 1] = space;
            lowest = highest = space;
          }
        }
        const stop = Math.min(chunk.length, at + 2 * left);
        left -= (stop - at) / 2;
        for (; at < stop; at += 2) {
          lowBefore = chunk[at];
          highBefore = chunk[at + 1];
          lowest = lowBefore < lowest ? lowBefore : lowest;
          highest = highBefore > highest ? highBefore : highest;
        }
      }
      low[i] = lowest;
      high[i] = highest;
    }
  }

  /** The middle of the space between a block and the one before it; NaN where they overlap, or one is all gaps. */
  spaceBefore(level: number, block: number): number {
    const column = this.levels[level];
    const slot = column.slotOf(2 * block);
    const at = offsetOf(slot);
    const chunk = column.chunks[chunkOf(slot)];
    return middleOf(column.at(2 * block - 2), column.at(2 * block - 1), chunk[at], chunk[at + 1]);
  }

  /** The first index of [from, to) whose y is `value`: the range's lowest (side 0) or highest (side 1). */
  indexOf(value: number, side: 0 | 1, from: number, to: number): number {
    const whole = from - (from % WHOLE);
    let i = from - whole;
    const end = to - whole;
    while (i < end) {
      if (i % BLOCK !== 0 || i + BLOCK > end) {
        if (this.y.at(whole + i) === value) return whole + i;
        i++;
        continue;
      }
      let level = 0;
      let size = BLOCK;
      while (i % (2 * size) === 0 && i + 2 * size <= end) {
        level++;
        size *= 2;
      }
      if (this.extreme(level, whole / size + i / size, side) !== value) {
        i += size;
        continue;
      }
      for (; level > 0; level--) {
        size /= 2;
        if (this.extreme(level - 1, whole / size + i / size, side) !== value) i += size;
      }
      while (this.y.at(whole + i) !== value) i++;
      return whole + i;
    }
    return to;
  }

  /** How many gaps are in [from, to), which lies in the window. */
  gapsIn(from: number, to: number): number {
    if (this.lastGap < from) return 0;
    const first = Math.ceil(from / COUNTED);
    const last = Math.floor(to / COUNTED);
    if (first >= last) return this.scanGaps(from, to);
    const between = this.countAt(last) - this.countAt(first);
    return this.scanGaps(from, first * COUNTED) + between + this.scanGaps(last * COUNTED, to);
  }

  /** The first gap in [from, to); `to` for none. */
  nextGap(from: number, to: number): number {
    return this.lastGap < from ? to : this.next(from, to, 1);
  }

  /** The first sample in [from, to) that is no gap; `to` for none. */
  nextFinite(from: number, to: number): number {
    return this.next(from, to, 0);
  }

  private next(from: number, to: number, gap: 0 | 1): number {
    const first = Math.ceil(from / COUNTED);
    const near = Math.min(to, first * COUNTED);
    const found = this.scanFor(from, near, gap);
    if (found < near || near === to) return found;
    // Galloping first: what is looked for is mostly near.
    const last = Math.ceil(to / COUNTED);
    let low = first;
    let stride = 1;
    while (low < last && !this.holds(low, Math.min(last, low + stride), gap)) {
      low = Math.min(last, low + stride);
      stride *= 2;
    }
    let high = Math.min(last, low + stride);
    while (high - low > 1) {
      const middle = low + Math.floor((high - low) / 2);
      if (this.holds(low, middle, gap)) high = middle;
      else low = middle;
    }
    return low < last ? this.scanFor(low * COUNTED, to, gap) : to;
  }

  /** The last sample in [from, to) that is no gap; `from` − 1 for none. */
  previousFinite(from: number, to: number): number {
    // Mostly it is the last one.
    if (to === from || !Number.isNaN(this.y.at(to - 1))) return to - 1;
    let found = from - 1;
    let above = to - 1;
    while (above - found > 1) {
      const middle = found + Math.ceil((above - found) / 2);
      if (this.gapsIn(middle, to) < to - middle) found = middle;
      else above = middle;
    }
    return found;
  }

  /** Whether there is a gap, or what is none, from one count of gaps to another; the last may lie behind the end. */
  private holds(from: number, to: number, gap: 0 | 1): boolean {
    const gaps = this.countAt(to) - this.countAt(from);
    return gap === 1 ? gaps > 0 : gaps < Math.min(to * COUNTED, this.end) - from * COUNTED;
  }

  private countAt(at: number): number {
    return at * COUNTED >= this.end ? this.gaps : this.gapsBefore.at(at);
  }

  /** The first gap, or what is none, in [from, to); `to` for none. */
  private scanFor(from: number, to: number, gap: 0 | 1): number {
    for (let i = from; i < to; i++) if (Number.isNaN(this.y.at(i)) === (gap === 1)) return i;
    return to;
  }

  private countGaps(at: number): void {
    const slot = this.gapsBefore.reach(at);
    this.gapsBefore.chunks[chunkOf(slot)][offsetOf(slot)] = this.gaps;
  }

  /** Takes samples into a block of the lowest level, and counts the gaps among them. */
  private takeInto(slot: number, y: Float64Array, from: number, to: number, fresh: boolean): number {
    const chunk = this.levels[0].chunks[chunkOf(slot)];
    const at = offsetOf(slot);
    let low = fresh ? Number.POSITIVE_INFINITY : chunk[at];
    let high = fresh ? Number.NEGATIVE_INFINITY : chunk[at + 1];
    let gaps = 0;
    for (let i = from; i < to; i++) {
      const value = y[i];
      // Chosen, not branched upon: which way it goes can't be foreseen.
      low = value < low ? value : low;
      high = value > high ? value : high;
      if (Number.isNaN(value)) gaps++;
    }
    chunk[at] = low;
    chunk[at + 1] = high;
    return gaps;
  }

  /** Builds the levels above blocks [from, to) of the lowest, which are new and complete. */
  private build(from: number, to: number): void {
    let first = from;
    let last = to;
    for (let level = 1; level < this.levels.length; level++) {
      first = Math.floor(first / 2);
      last = Math.floor(last / 2);
      if (first === last) return;
      const inner = this.levels[level - 1];
      const outer = this.levels[level];
      for (let block = first; block < last; block++) {
        // Pairs lie together: blocks, chunks and columns are even.
        const below = inner.slotOf(4 * block);
        const pair = inner.chunks[chunkOf(below)];
        const from = offsetOf(below);
        const slot = outer.reach(2 * block);
        const chunk = outer.chunks[chunkOf(slot)];
        const at = offsetOf(slot);
        chunk[at] = pair[from] < pair[from + 2] ? pair[from] : pair[from + 2];
        chunk[at + 1] = pair[from + 1] > pair[from + 3] ? pair[from + 1] : pair[from + 3];
      }
    }
  }

  private extreme(level: number, block: number, side: 0 | 1): number {
    return this.levels[level].at(2 * block + side);
  }

  private takeBlock(level: number, block: number): void {
    const column = this.levels[level];
    const slot = column.slotOf(2 * block);
    const chunk = column.chunks[chunkOf(slot)];
    const at = offsetOf(slot);
    if (chunk[at] < this.low) this.low = chunk[at];
    if (chunk[at + 1] > this.high) this.high = chunk[at + 1];
  }

  private scan(from: number, to: number): void {
    let { low, high } = this;
    for (let index = from; index < to; index++) {
      const value = this.y.at(index);
      if (value < low) low = value;
      if (value > high) high = value;
    }
    this.low = low;
    this.high = high;
  }

  private scanGaps(from: number, to: number): number {
    let gaps = 0;
    for (let index = from; index < to; index++) if (Number.isNaN(this.y.at(index))) gaps++;
    return gaps;
  }
}

/** The middle of the space between two intervals; NaN where they overlap, or one is empty. */
function middleOf(lowA: number, highA: number, lowB: number, highB: number): number {
  if (lowA > highA || lowB > highB) return Number.NaN;
  if (lowB > highA) return lowB / 2 + highA / 2;
  return highB < lowA ? highB / 2 + lowA / 2 : Number.NaN;
}
