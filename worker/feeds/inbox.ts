/** The inbox: what has arrived of a feed and is not decoded yet, in order. */

export type Data = Uint8Array | ArrayBuffer | string;

export interface Arrival {
  data: Data;
  /** Whether a message, or the body, ends with it. */
  ends: boolean;
  /** ms since 1970. */
  at: number;
  /** Of the event that it is, or that came last after it; null for none. */
  eventId: string | null;
  /** How far it has been decoded: bytes, or characters of text. */
  done: number;
}

/** Bytes; of text characters, which is what it takes in memory or half of that. */
export const sizeOf = (data: Data): number => (typeof data === 'string' ? data.length : data.byteLength);

/** A queue that forgets what it has given: arrays that are shifted one by one are copied again and again. */
export class Inbox {
  /** Bytes that wait. */
  size = 0;
  #arrivals: Arrival[] = [];
  #first = 0;

  get length(): number {
    return this.#arrivals.length - this.#first;
  }

  /** The oldest; undefined for none. */
  get head(): Arrival | undefined {
    return this.#arrivals[this.#first];
  }

  /** The newest; undefined for none. */
  get last(): Arrival | undefined {
    return this.length > 0 ? this.#arrivals[this.#arrivals.length - 1] : undefined;
  }

  add(arrival: Arrival): void {
    this.size += sizeOf(arrival.data);
    this.#arrivals.push(arrival);
  }

  /** The oldest has been decoded so far. */
  advance(done: number): void {
    const { head } = this;
    if (!head) return;
    this.size -= done - head.done;
    head.done = done;
  }

  /** Forgets the oldest. */
  shift(): void {
    const { data, done } = this.#arrivals[this.#first++];
    this.size -= sizeOf(data) - done;
    if (this.#first <= 64 || 2 * this.#first <= this.#arrivals.length) return;
    this.#arrivals = this.#arrivals.slice(this.#first);
    this.#first = 0;
  }

  clear(): void {
    this.#arrivals = [];
    this.#first = this.size = 0;
  }
}
