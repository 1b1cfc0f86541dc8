/** The column of x: circular, as any; but of a chunk in which all samples are regular only their progressions are kept. */
import { CircularColumn, chunkOf, offsetOf } from './circular-column.js';
import { FEW, goesOn, type Progression, writeRegular } from './regular.js';

/** In the place of numbers that are computed. */
const NONE = new Float64Array(0);

export class XColumn extends CircularColumn {
  /**
   * By chunk and place in it. Of a chunk without numbers they are what it holds; else what has been written since its
   * beginning, null where not all of that was regular.
   */
  private readonly progressions: (Progression[] | null)[] = [];
  private scratch = NONE;
  /** Those that were found last: slots [begin, stop), x of each x0 + (shift + slot) · dx. */
  private begin = 0;
  private stop = 0;
  private x0 = 0;
  private dx = 0;
  private shift = 0;

  override get size(): number {
    const told = this.progressions.reduce((sum, list) => sum + 4 * (list?.length ?? 0), 0);
    return super.size + told + this.scratch.length;
  }

  override at(index: number): number {
    const slot = this.slotOf(index);
    const numbers = this.chunks[chunkOf(slot)];
    return numbers.length > 0 ? numbers[offsetOf(slot)] : this.compute(slot);
  }

  /** What is looked for is mostly near what was looked for last. */
  private compute(slot: number): number {
    if (slot < this.begin || slot >= this.stop) this.find(slot);
    return this.x0 + (this.shift + slot) * this.dx;
  }

  private find(slot: number): void {
    const list = this.progressions[chunkOf(slot)]!;
    const offset = offsetOf(slot);
    let low = 0;
    let high = list.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (list[middle].from <= offset) low = middle;
      else high = middle;
    }
    const { from, x0, dx, shift } = list[low];
    const first = slot - offset;
    this.begin = first + from;
    this.stop = first + (high < list.length ? list[high].from : this.lengthOf(chunkOf(slot)));
    this.x0 = x0;
    this.dx = dx;
    this.shift = shift - first;
  }

  /** As of any column, for numbers. */
  override reach(index: number): number {
    const slot = this.advance(index);
    this.fill(chunkOf(slot));
    return slot;
  }

  /** Has a chunk hold numbers. */
  private fill(chunk: number): void {
    if (!(this.chunks[chunk]?.length > 0)) {
      this.chunks[chunk] = new Float64Array(this.lengthOf(chunk));
      writeRegular(this.progressions[chunk] ?? [], 0, this.lengthOf(chunk), this.chunks[chunk], 0);
    }
    this.progressions[chunk] = null;
  }

  /** What a chunk holds, where it has no numbers. */
  regularIn(chunk: number): Progression[] | null {
    return this.chunks[chunk].length > 0 ? null : this.progressions[chunk];
  }

  /** Numbers of [from, to) of a chunk, at their places there; until they are asked for again, or something is written. */
  read(chunk: number, from: number, to: number): Float64Array {
    const numbers = this.chunks[chunk];
    if (numbers.length > 0) return numbers;
    if (this.scratch === NONE) this.scratch = new Float64Array(this.lengthOf(0));
    writeRegular(this.progressions[chunk]!, from, to, this.scratch, from);
    return this.scratch;
  }

  /**
   * Takes so many regular samples of columns, from an index there on, to where a slot begins. Gives what `read` does of
   * them.
   */
  take(regular: Progression[], from: number, slot: number, count: number): Float64Array {
    const chunk = chunkOf(slot);
    const offset = offsetOf(slot);
    const end = offset + count;
    const length = this.lengthOf(chunk);
    this.chunks[chunk] ??= NONE;
    const numbers = this.chunks[chunk];
    const begins = numbers.length > 0 ? offset === 0 : !this.progressions[chunk];
    if (begins) this.progressions[chunk] = [];
    const list = this.progressions[chunk];
    this.stop = 0;
    const moved = offset - from;
    regular.forEach(({ x0, dx, shift, from: first }, k) => {
      const next = { from: Math.max(offset, first + moved), x0, dx, shift: shift - moved };
      const stop = k + 1 < regular.length ? Math.min(end, regular[k + 1].from + moved) : end;
      if (list && next.from < stop) insert(list, next, stop, length);
    });
    if (list && list.length > length / FEW) this.fill(chunk);
    if (numbers.length > 0) {
      writeRegular(regular, from, from + count, numbers, offset);
      // All of it has been regular since its beginning.
      if (this.progressions[chunk] && end === length) this.chunks[chunk] = NONE;
      return numbers;
    }
    return this.read(chunk, offset, end);
  }
}

/** Puts samples, up to a place, in the stead of what is there; of what lies behind them something may be left. */
function insert(list: Progression[], next: Progression, end: number, length: number): void {
  let behind = list.length;
  while (behind > 0 && list[behind - 1].from >= end) behind--;
  let first = behind;
  while (first > 0 && list[first - 1].from >= next.from) first--;
  const put = first > 0 && goesOn(list[first - 1], next, end) ? [] : [next];
  if (behind > 0 && end < length && list[behind]?.from !== end) put.push({ ...list[behind - 1], from: end });
  list.splice(first, behind - first, ...put);
}
