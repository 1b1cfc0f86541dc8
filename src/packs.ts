/** The page's packs: what goes into one, and the memory of those that have come back. */
import type { Batch } from '../worker/batch.js';
import { numbersOf, type Pack, type Packed, pack } from '../worker/pack.js';
import type { StreamMessage } from '../worker/protocol.js';

/** Numbers that a stream may have in a pack: to copy more costs as much as to hand over their own piece of memory. */
const MOST = 4096;
/** Packs kept for refilling: enough for those on their way, and one being filled. */
const POOLED = 10;
/** Packs with room for more than so many times what is needed are not refilled. */
const ROOMY = 4;
/** Numbers. */
const SMALLEST = 256;

/** The batches of a message of samples alone, where they may go into a pack; null for too many numbers. */
function batchesOf({ operations }: StreamMessage): Batch[] | null {
  const batches: Batch[] = [];
  let numbers = 0;
  for (const operation of operations) {
    if (operation.kind !== 'append') return null;
    const { batch } = operation;
    if (batch.passed) return null;
    numbers += numbersOf(batch);
    if (numbers > MOST) return null;
    batches.push(operation.batch);
  }
  return batches;
}

export class Packs {
  readonly #pool: Float64Array[] = [];
  readonly #memory = (length: number): Float64Array => {
    const most = ROOMY * Math.max(SMALLEST, length);
    const at = this.#pool.findIndex((numbers) => numbers.length >= length && numbers.length <= most);
    if (at >= 0) return this.#pool.splice(at, 1)[0];
    return new Float64Array(2 ** Math.ceil(Math.log2(Math.max(SMALLEST, 2 * length))));
  };

  /** Packs what messages of samples alone carry. Those that need not be sent any more come back, with their batches. */
  fill(messages: StreamMessage[]): { pack: Pack | null; packed: Map<StreamMessage, Batch[]> } {
    const packed = new Map<StreamMessage, Batch[]>();
    const all: Packed[] = [];
    for (const message of messages) {
      const batches = batchesOf(message);
      if (!batches) continue;
      packed.set(message, batches);
      for (const batch of batches) all.push({ stream: message.stream, batch });
    }
    return { pack: all.length > 0 ? pack(all, this.#memory) : null, packed };
  }

  /** Takes back the memory of packs that have been emptied. */
  recycle(memory: Float64Array[]): void {
    this.#pool.push(...memory);
    this.#pool.splice(0, this.#pool.length - POOLED);
  }
}
