/** What arrives of a feed: decoded in its turn, in steps, and bounded in how much of it waits for that. */

import type { Decoder } from './decoder.js';
import type { FeedPlan } from './feed-types.js';
import { type Arrival, type Data, Inbox, sizeOf } from './inbox.js';
import type { Intake } from './intake.js';
import { messageOf } from './problems.js';
import type { Pump, Pumped } from './pump.js';

export interface Arrivals {
  readonly counters: { bytes: number; messages: number; dropped: number; lag: number };
  /** @param ends whether a message, or the body, ends with it */
  add(data: Data, ends: boolean): void;
  /** All that has arrived goes up to this event. */
  identify(eventId: string): void;
  /** Of what is decoded. */
  readonly lastEventId: string;
  /** Samples were taken past all that. */
  taken(): void;
  /** What is to be waited for before more is asked for; null for nothing. */
  room(): Promise<void> | null;
  /** Resolves when all of it is decoded. */
  decoded(): Promise<void>;
  /** Forgets what waits. */
  clear(): void;
}

export interface ArrivalsSurroundings {
  pump: Pump;
  /** ms since 1970. */
  now(): number;
  /** Samples have been taken. */
  changed(): void;
  /** Of the stream, now: its window, and whether what leaves that counts for what is smoothed. */
  stream(): { maxPoints: number; smoothed: boolean };
}

/** Bytes that may wait: of what can be held back, and of what can't. */
const MOST_WAITING = 1 << 24;
const MOST_WAITING_BLOCKED = 1 << 16;
/** Of a piece that is decoded in one go, bytes. */
const TEXT_PIECE = 1 << 14;
const BINARY_PIECE = 1 << 18;

const encoder = new TextEncoder();

export function arrivalsOf(
  plan: FeedPlan,
  decoder: Decoder,
  intake: Intake,
  { pump, now, changed, stream }: ArrivalsSurroundings,
  knownEventId: string,
): Arrivals {
  let lastEventId = knownEventId;
  const inbox = new Inbox();
  const counters = { bytes: 0, messages: 0, dropped: 0, lag: 0 };
  const limit = plan.overflow === 'block' ? MOST_WAITING_BLOCKED : MOST_WAITING;
  /** Text on its way to being bytes. */
  const scratch = new Uint8Array(3 * TEXT_PIECE);
  /** Called when there is room, or all is decoded. */
  const waiting: (() => void)[] = [];

  function add(data: Data, ends: boolean): void {
    const size = sizeOf(data);
    if (size > 0 || plan.type === 'websocket') counters.messages++;
    if (typeof data !== 'string') counters.bytes += size;
    inbox.add({ data, ends, at: now(), done: 0, eventId: null });
    pump.arrived(pumped);
    if (inbox.size > MOST_WAITING) relieve(size);
  }

  /**
   * More waits than may, of what can't be held back: as much as has come is dropped unread, where it is known that the window
   * would not keep it anyway, or else decoded here and now, which holds the source back. So no more waits than did before.
   */
  function relieve(size: number): void {
    for (const most = inbox.size - size; inbox.size > Math.max(MOST_WAITING, most); ) {
      const dropped = droppable();
      if (dropped > 0) {
        inbox.shift();
        counters.dropped += dropped;
        intake.passOver(dropped);
      } else decodeHead();
    }
  }

  /** Samples of the oldest message, where the window is full of what is behind it. */
  function droppable(): number {
    const { data, done } = inbox.head!;
    const { maxPoints, smoothed } = stream();
    if (!decoder.countOf || plan.type !== 'websocket' || plan.sequence !== null || smoothed) return 0;
    if (done > 0 || typeof data === 'string') return 0;
    const size = sizeOf(data);
    // Each of the messages behind it may end in something that is no sample.
    return decoder.countOf(inbox.size - size) < maxPoints + inbox.length ? 0 : decoder.countOf(size);
  }

  /** Decodes a piece of the oldest; whether there was any. */
  function decodeHead(): boolean {
    const { head } = inbox;
    if (!head) return false;
    const { data, done, ends } = head;
    counters.lag = now() - head.at;
    intake.arrivedAt = head.at;
    const isText = typeof data === 'string';
    const isOfOtherKind = isText === decoder.binary && plan.type === 'websocket';
    if (decoder.takes || isOfOtherKind) {
      if (isText) counters.bytes += encoder.encode(data).length;
      if (!decoder.takes) refuseKind(isText ? data : '');
      else if (sizeOf(data) > 0) decoder.takes(data);
      shift(head);
      return true;
    }
    try {
      inbox.advance(isText ? decodeText(data, done) : decodeBytes(data, done));
      // Who takes the samples may have closed the feed.
      if (inbox.head !== head) return false;
      if (head.done >= sizeOf(data) && (!ends || decoder.end())) shift(head);
    } catch (error) {
      // No message may hold up those that come after it, nor other feeds.
      intake.problems.refuse('decoder', messageOf(error), '');
      decoder.reset();
      shift(head);
    }
    return true;
  }

  /** The oldest is decoded, unless the feed has been closed by who took its samples. */
  function shift(head: Arrival): void {
    if (inbox.head !== head) return;
    inbox.shift();
    lastEventId = head.eventId ?? lastEventId;
  }

  function refuseKind(example: string): void {
    const [is, declared] = decoder.binary ? ['text', 'binary'] : ['binary', 'text'];
    intake.problems.refuse('kind', `a message is ${is} where ${declared} was declared`, example);
  }

  function decodeBytes(data: Uint8Array | ArrayBuffer, from: number): number {
    if (from >= data.byteLength) return from;
    const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
    const to = Math.min(bytes.length, from + (decoder.binary ? BINARY_PIECE : TEXT_PIECE));
    decoder.decode(bytes.subarray(from, to));
    return to;
  }

  function decodeText(text: string, from: number): number {
    if (from >= text.length) return from;
    let to = Math.min(text.length, from + TEXT_PIECE);
    // Not between the halves of a character.
    if (to < text.length && (text.charCodeAt(to - 1) & 0xfc00) === 0xd800) to--;
    const { written } = encoder.encodeInto(text.slice(from, to), scratch);
    counters.bytes += written;
    decoder.decode(scratch.subarray(0, written));
    return to;
  }

  const pumped: Pumped = {
    step(until) {
      const before = intake.samples;
      do {
        if (!decodeHead()) break;
      } while (now() < until);
      intake.flush();
      if (intake.samples !== before) changed();
      if (inbox.size < limit) for (const resolve of waiting.splice(0)) resolve();
      return inbox.length > 0;
    },
  };

  return {
    counters,
    add,
    identify(eventId) {
      const { last } = inbox;
      if (last) last.eventId = eventId;
      else lastEventId = eventId;
    },
    get lastEventId() {
      return lastEventId;
    },
    taken: () => pump.due(pumped),
    room: () => (inbox.size < limit ? null : new Promise((resolve) => waiting.push(resolve))),
    async decoded() {
      while (inbox.length > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    clear() {
      inbox.clear();
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}
