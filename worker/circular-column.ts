/** A circular column of numbers: the last so many of an endless sequence, each at the index that it has there. */

/** log₂ of the numbers in a chunk. 128 KiB: runs are long, and a short column stays small. */
const CHUNK_BITS = 14;
const CHUNK = 1 << CHUNK_BITS;
const WITHIN_CHUNK = CHUNK - 1;

/**
 * Numbers in chunks that are allocated when they are first written, so that a large column costs nothing until it is
 * used and growing never holds two copies. Indices are absolute and may pass 2³²; slots are small integers.
 */
export class CircularColumn {
  readonly length: number;
  readonly chunks: Float64Array[] = [];
  /** The index that lies in slot 0 in the lap under way. */
  private lap = 0;

  constructor(length: number) {
    this.length = length;
  }

  /** Numbers held: of the chunks that have been allocated. */
  get size(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  /** Where an index lies, if it is among the last `length` that were reached. */
  slotOf(index: number): number {
    const slot = index - this.lap;
    return slot < 0 ? slot + this.length : slot;
  }

  at(index: number): number {
    const slot = this.slotOf(index);
    return this.chunks[slot >>> CHUNK_BITS][slot & WITHIN_CHUNK];
  }

  /** The slot of an index about to be written; indices are reached in ascending order. Its chunk exists afterwards. */
  reach(index: number): number {
    const slot = this.advance(index);
    const chunk = slot >>> CHUNK_BITS;
    this.chunks[chunk] ??= new Float64Array(this.lengthOf(chunk));
    return slot;
  }

  /** The same, without its chunk. */
  advance(index: number): number {
    if (index - this.lap >= this.length) this.lap = index - (index % this.length);
    return index - this.lap;
  }

  /** Numbers that a chunk has room for. */
  lengthOf(chunk: number): number {
    return Math.min(CHUNK, this.length - chunk * CHUNK);
  }
}

/** Which chunk a slot lies in, and where in it. */
export const chunkOf = (slot: number) => slot >>> CHUNK_BITS;
export const offsetOf = (slot: number) => slot & WITHIN_CHUNK;
