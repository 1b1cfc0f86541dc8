/**
 * The ring buffer: the last `capacity` samples of a stream, addressed by an absolute counter that never restarts.
 *
 * Columns of float64 in chunks that are allocated as the ring first fills, so that a large capacity costs nothing
 * until it is used and growing never holds two copies.
 */

/** A category label, or a Date that becomes one (or a number, on a numeric scale) when it is taken. */
export type Label = string | Date;

/** Samples on their way, in columns; of each column [start, end) counts. Where a label stands, x is NaN. */
export interface Batch {
  x: Float64Array;
  y: Float64Array;
  start: number;
  end: number;
  /** Sparse, by index into the columns; null where every x is a number. */
  labels: (Label | undefined)[] | null;
  /** When the oldest sample was pushed: ms since 1970 on the machine's clock. */
  since: number;
}

/** The buffers under columns, each once, for a transfer list: two columns may share one. */
export function columnsOf(columns: { x: unknown; y: Float64Array }[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBufferLike>();
  for (const { x, y } of columns) {
    if (x instanceof Float64Array) buffers.add(x.buffer);
    buffers.add(y.buffer);
  }
  return [...buffers] as ArrayBuffer[];
}

/** A run of samples that lie side by side in memory. */
export interface Run {
  x: Float64Array;
  y: Float64Array;
  labels: (string | undefined)[] | null;
  from: number;
  to: number;
}

/** Samples a chunk. 128 KiB a column: large enough that runs are long, small enough that a short window stays small. */
const CHUNK = 1 << 14;

interface Chunk {
  x: Float64Array;
  y: Float64Array;
  labels: (string | undefined)[] | null;
}

export class Ring {
  readonly capacity: number;
  /** Absolute index of the oldest sample in the window. */
  start = 0;
  /** Absolute index after the newest sample: the number of samples ever taken. */
  end = 0;
  /** Samples taken whose y was a gap, since the ring was made. */
  gaps = 0;
  /** Labels in the window. */
  labels = 0;
  private readonly chunks: Chunk[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Samples in the window. */
  get n(): number {
    return this.end - this.start;
  }

  /** Empties the window; the counters go on. */
  clear(): void {
    this.forget(this.end);
  }

  /** Takes a batch. Infinite y becomes NaN. On a numeric scale a Date becomes its epoch ms, else its ISO-8601 UTC form. */
  append(batch: Batch, numeric: boolean): void {
    const { x, y, labels, end } = batch;
    let from = batch.start;
    const surplus = end - from - this.capacity;
    if (surplus > 0) {
      for (let i = from; i < from + surplus; i++) if (!Number.isFinite(y[i])) this.gaps++;
      from += surplus;
      this.forget(this.end);
      this.start += surplus;
      this.end += surplus;
    } else {
      this.forget(Math.max(this.start, this.end + end - from - this.capacity));
    }
    while (from < end) {
      const slot = this.end % this.capacity;
      const chunk = this.chunkAt(slot);
      const offset = slot % CHUNK;
      const count = Math.min(end - from, chunk.x.length - offset);
      chunk.x.set(x.subarray(from, from + count), offset);
      for (let i = 0; i < count; i++) {
        const value = y[from + i];
        const finite = value - value === 0;
        chunk.y[offset + i] = finite ? value : Number.NaN;
        if (!finite) this.gaps++;
      }
      if (labels) this.label(chunk, labels, from, offset, count, numeric);
      from += count;
      this.end += count;
    }
  }

  /** The window as runs, oldest first; indices are into the run's columns. */
  *runs(): Generator<Run> {
    for (let index = this.start; index < this.end; ) {
      const slot = index % this.capacity;
      const { x, y, labels } = this.chunks[Math.floor(slot / CHUNK)];
      const from = slot % CHUNK;
      const to = Math.min(x.length, from + this.end - index);
      yield { x, y, labels, from, to };
      index += to - from;
    }
  }

  /** x of the sample at an absolute index within the window: a label where one was pushed. */
  xAt(index: number): number | string {
    const slot = index % this.capacity;
    const { x, labels } = this.chunks[Math.floor(slot / CHUNK)];
    return labels?.[slot % CHUNK] ?? x[slot % CHUNK];
  }

  /** A copy of the window, oldest first; x is an array once it holds a label. */
  toData(): { x: Float64Array | (number | string)[]; y: Float64Array } {
    const y = new Float64Array(this.n);
    const numbers = this.labels === 0 ? new Float64Array(this.n) : null;
    const mixed: (number | string)[] = [];
    let at = 0;
    for (const run of this.runs()) {
      y.set(run.y.subarray(run.from, run.to), at);
      if (numbers) numbers.set(run.x.subarray(run.from, run.to), at);
      else for (let i = run.from; i < run.to; i++) mixed.push(run.labels?.[i] ?? run.x[i]);
      at += run.to - run.from;
    }
    return { x: numbers ?? mixed, y };
  }

  /** A ring of another capacity with the newest samples and all counters of this one. */
  resized(capacity: number): Ring {
    const ring = new Ring(capacity);
    ring.start = ring.end = Math.max(this.start, this.end - capacity);
    let skip = ring.end - this.start;
    for (const { x, y, labels, from, to } of this.runs()) {
      const passed = Math.min(skip, to - from);
      skip -= passed;
      if (from + passed < to) ring.append({ x, y, labels, start: from + passed, end: to, since: 0 }, false);
    }
    ring.gaps = this.gaps;
    return ring;
  }

  private label(
    chunk: Chunk,
    labels: (Label | undefined)[],
    from: number,
    to: number,
    count: number,
    numeric: boolean,
  ) {
    for (let i = 0; i < count; i++) {
      const label = labels[from + i];
      if (label === undefined) continue;
      if (numeric && label instanceof Date) {
        chunk.x[to + i] = label.getTime();
        continue;
      }
      chunk.labels ??= [];
      chunk.labels[to + i] = label instanceof Date ? label.toISOString() : label;
      this.labels++;
    }
  }

  /** Moves the window's start, letting go of the labels that it passes. */
  private forget(start: number): void {
    if (this.labels > 0) {
      for (let index = this.start; index < start; index++) {
        const slot = index % this.capacity;
        const { labels } = this.chunks[Math.floor(slot / CHUNK)];
        if (labels?.[slot % CHUNK] === undefined) continue;
        labels[slot % CHUNK] = undefined;
        this.labels--;
      }
    }
    this.start = start;
  }

  private chunkAt(slot: number): Chunk {
    const k = Math.floor(slot / CHUNK);
    if (!this.chunks[k]) {
      const length = Math.min(CHUNK, this.capacity - k * CHUNK);
      this.chunks[k] = { x: new Float64Array(length), y: new Float64Array(length), labels: null };
    }
    return this.chunks[k];
  }
}
