/**
 * A producer's way past its outbox: a ring in shared memory, which the engine looks into by itself. What is pushed costs
 * no message there. It may go that way while nothing that was said before waits in the outbox or is on its way.
 */
import { type Batch, columnsIn, fillIn } from '../worker/batch.js';
import type { Counters } from '../worker/protocol.js';
import type { Numeric, Samples, Xs } from '../worker/samples.js';
import { sameNames } from '../worker/series-options.js';
import { SharedProducer, sharedCapacity } from '../worker/shared-ring.js';
import type { Outbox } from './outbox.js';

/** Samples that the first ring has room for. Each that turns out too small is followed by one of twice what was too much. */
const FIRST = 1024;

const now = () => performance.timeOrigin + performance.now();

/** How many columns of y there are, and whose, where series have names. */
interface Layout {
  columns: number;
  names: readonly string[] | undefined;
}

export class SharedPath {
  /** Samples may not go this way now, whatever waits in the outbox. */
  barred = false;
  readonly #outbox: Outbox;
  /** Called where the engine must be told that something waits for it. */
  readonly #wake: () => void;
  #ring: SharedProducer | null = null;
  #wanted = FIRST;
  #layout: Layout = { columns: 1, names: undefined };
  /** For which the ring was asked, and for which the one is that is there. */
  #askedLayout = this.#layout;
  #ringLayout = this.#layout;
  /** What was asked for last, of this engine. */
  #asked = 0;
  /** Samples written to rings that this engine has emptied. */
  #emptied = 0;

  /** What is pushed in one turn is published with its end. */
  #publishing = false;
  readonly #later = () => {
    if (this.#publishing) return;
    this.#publishing = true;
    queueMicrotask(() => this.publish());
  };

  constructor(outbox: Outbox, wake: () => void) {
    this.#outbox = outbox;
    this.#wake = wake;
  }

  /** Samples written since the present engine is there. */
  get written(): number {
    return this.#emptied + (this.#ring?.written ?? 0);
  }

  /** Of these, the ones that it has not taken. */
  get waiting(): number {
    return this.#ring?.waiting ?? 0;
  }

  /** The engine doesn't know yet that something waits. */
  get unnoticed(): boolean {
    return this.#ring?.asleep === true && this.waiting > 0;
  }

  /** Sets how many columns of y the samples from now on have, and whose these are: another ring is needed for others. */
  layOut(columns: number, names?: readonly string[]): void {
    if (columns === this.#layout.columns && sameNames(names, this.#layout.names)) return;
    this.#layout = { columns, names };
  }

  /** The ring, where samples may go into it now. */
  get #way(): SharedProducer | null {
    const ring = this.#ring;
    return ring === null || this.barred || this.#ringLayout !== this.#layout || !this.#outbox.empty ? null : ring;
  }

  /** Whether the sample went this way. */
  push(x: number, y: number): boolean {
    const ring = this.#way;
    return ring !== null && (ring.push(x, y) || this.#tooSmall(1));
  }

  /** The same, with a y for every column. */
  pushRow(x: number, row: Float64Array): boolean {
    const ring = this.#way;
    return ring !== null && (ring.pushRow(x, row) || this.#tooSmall(1));
  }

  /** Whether the checked samples, which have no labels, went this way. */
  extend(xs: Xs, ys: readonly Samples[], numeric: Numeric): boolean {
    const ring = this.#way;
    return ring !== null && (ring.extend(xs, ys, 0, xs.length, numeric) || this.#tooSmall(xs.length));
  }

  /** Lets the engine find what was pushed: before anything is said that comes after. */
  publish(): void {
    this.#publishing = false;
    this.#ring?.publish();
  }

  /** Lets what waits in the outbox go this way, where it can. Returns how many samples that were. */
  relieve(): number {
    const ring = this.#ring;
    const { length } = this.#outbox;
    if (ring === null || this.barred || this.#ringLayout !== this.#layout || length === 0) return 0;
    const write = (batch: Batch) => {
      fillIn(batch);
      ring.extend(batch.x, columnsIn(batch), batch.start, batch.end, null, batch.since);
    };
    return this.#outbox.pass(ring.capacity - ring.waiting, write) ? length : 0;
  }

  /** Room to ask the engine for, samples; undefined where there is nothing to ask. */
  ask(window: number): number | undefined {
    const capacity = sharedCapacity(this.#wanted, window, this.#layout.columns);
    if (capacity === this.#asked && this.#askedLayout === this.#layout) return undefined;
    this.#asked = capacity;
    this.#askedLayout = this.#layout;
    return capacity;
  }

  /** Takes what the engine has given, null for none any more. It has emptied the ring before, and nothing was written since. */
  open(memory: SharedArrayBuffer | null): void {
    this.#emptied = this.written;
    this.#ring = memory && new SharedProducer(memory, now, this.#wake, this.#later);
    this.#ringLayout = this.#askedLayout;
    // The engine had not come to the change of series when it made the ring.
    if (this.#ring && this.#ring.columns !== this.#ringLayout.columns) {
      this.#ring = null;
      this.#asked = 0;
    }
  }

  /** The engine is no more: what it left waits in the outbox again. Returns the counts until then. */
  close(): Pick<Counters, 'pushed' | 'received'> {
    const counts = { pushed: this.written, received: this.written - this.waiting };
    const left = this.#ring?.remainder();
    if (left) this.#outbox.restore({ ...left, names: this.#ringLayout.names });
    this.#ring = null;
    this.#asked = this.#emptied = 0;
    return counts;
  }

  #tooSmall(count: number): false {
    this.#wanted = Math.max(this.#wanted, 2 * (this.waiting + count));
    return false;
  }
}
