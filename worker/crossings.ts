/** Crossings: the intervals of y in which a line passes through each of a row of cells, joined where they overlap. */

/** A cell that holds more separate intervals than this keeps the widest of the spaces between them. */
const MOST_APART = 128;
/** Intervals that are gathered before those that overlap are joined. */
const GATHERED = 1 << 18;

export class Crossings {
  private readonly cells: number;
  /** The newest interval of each cell, and of each interval the one before it in its cell; −1 for none. */
  private readonly newest: Int32Array;
  private before: Int32Array;
  private low: Float64Array;
  private high: Float64Array;
  private count = 0;

  constructor(cells: number) {
    this.cells = cells;
    this.newest = new Int32Array(cells).fill(-1);
    const size = Math.min(GATHERED, 4 * cells + 16);
    this.before = new Int32Array(size);
    this.low = new Float64Array(size);
    this.high = new Float64Array(size);
  }

  /** The line passes through a cell between two heights; cells that are not there are left out. */
  add(cell: number, a: number, b: number): void {
    if (!(cell >= 0 && cell < this.cells)) return;
    const low = a < b ? a : b;
    const high = a < b ? b : a;
    const last = this.newest[cell];
    // Mostly the line goes on from where it was.
    if (last >= 0 && low <= this.high[last] && high >= this.low[last]) {
      if (low < this.low[last]) this.low[last] = low;
      if (high > this.high[last]) this.high[last] = high;
      return;
    }
    if (this.count === this.low.length) this.makeRoom();
    const at = this.count++;
    this.low[at] = low;
    this.high[at] = high;
    this.before[at] = this.newest[cell];
    this.newest[cell] = at;
  }

  /** A cell's intervals, ascending and apart: low, high, low, high …. */
  intervalsOf(cell: number): Float64Array {
    const indices: number[] = [];
    for (let at = this.newest[cell]; at >= 0; at = this.before[at]) indices.push(at);
    const { low, high } = this;
    if (indices.length === 1) return Float64Array.of(low[indices[0]], high[indices[0]]);
    indices.sort((a, b) => low[a] - low[b]);
    const intervals: number[] = [];
    for (const at of indices) {
      const last = intervals.length - 1;
      if (last > 0 && low[at] <= intervals[last]) intervals[last] = Math.max(intervals[last], high[at]);
      else intervals.push(low[at], high[at]);
    }
    return Float64Array.from(intervals.length > 2 * MOST_APART ? bound(intervals) : intervals);
  }

  /** Joins what overlaps; doubles the room where that is not enough. */
  private makeRoom(): void {
    const all = Array.from({ length: this.cells }, (_, cell) => this.intervalsOf(cell));
    const needed = all.reduce((sum, { length }) => sum + length / 2, 0);
    const size = needed > this.low.length / 2 ? this.low.length * 2 : this.low.length;
    this.before = new Int32Array(size);
    this.low = new Float64Array(size);
    this.high = new Float64Array(size);
    this.newest.fill(-1);
    this.count = 0;
    all.forEach((intervals, cell) => {
      for (let i = 0; i < intervals.length; i += 2) this.add(cell, intervals[i], intervals[i + 1]);
    });
  }
}

/** At most `MOST_APART` intervals, joined across the narrowest of the spaces between them. */
function bound(intervals: number[]): number[] {
  const spaces = Float64Array.from({ length: intervals.length / 2 - 1 }, (_, i) => {
    return intervals[2 * i + 2] - intervals[2 * i + 1];
  });
  const narrow = spaces.slice().sort()[spaces.length - MOST_APART];
  const joined = [intervals[0]];
  spaces.forEach((space, i) => {
    if (space > narrow) joined.push(intervals[2 * i + 1], intervals[2 * i + 2]);
  });
  joined.push(intervals[intervals.length - 1]);
  return joined;
}
