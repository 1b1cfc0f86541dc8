/** One feed as the engine runs it: connected, and connected again; what comes is decoded, and everything is counted. */
import type { Batch } from '../batch.js';
import { backoff } from './backoff.js';
import { type Customs, customDecoder, customSource, feedSamples } from './custom.js';
import type { Decoder } from './decoder.js';
import { decoderOf } from './decoders.js';
import type { FeedOrder, FeedPoint, FeedReport, FeedState, FeedWord, Resumption } from './feed-types.js';
import { fetchSource } from './http.js';
import { Inbox, sizeOf } from './inbox.js';
import { Intake } from './intake.js';
import type { Network } from './network.js';
import { Problems } from './problems.js';
import type { Pump, Pumped } from './pump.js';
import { readableSource } from './readable.js';
import { eventSource } from './server-sent-events.js';
import { Interruption, type Line, type Source } from './source.js';
import { webSocketSource } from './web-socket.js';

/** What a feed needs of the engine and of its stream. */
export interface FeedSurroundings {
  network: Network;
  customs: Customs;
  pump: Pump;
  /** ms since 1970. */
  now(): number;
  after(ms: number, callback: () => void): void;
  /** Hands samples to the window. */
  take(batch: Batch): void;
  /** The picture may have changed. */
  changed(): void;
  /** Of the stream, now. */
  stream(): { numeric: boolean; names: readonly string[] | null; maxPoints: number; smoothed: boolean };
  /** There is a word to be reported. */
  spoke(): void;
}

export interface Feed extends Pumped {
  /** What it has counted, and has to say since this was asked last. */
  report(): FeedReport;
  /** It has ended, and reads nothing more. */
  readonly ended: boolean;
  /** Takes a piece of what the page reads for it; resolves when there is room for more. */
  supply(piece: unknown): Promise<void>;
  /** What the page's hook says. */
  resume(resumption: Resumption | null): void;
  close(): void;
}

/** Bytes that may wait: of what can be held back, and of what can't. */
const MOST_WAITING = 1 << 24;
const MOST_WAITING_BLOCKED = 1 << 16;
/** Of a piece that is decoded in one go, bytes. */
const TEXT_PIECE = 1 << 14;
const BINARY_PIECE = 1 << 18;
/** A connection that lasted so long, ms, was a good one: the next one is waited for as if it was the first. */
const LASTING = 10_000;
const ANSWERED_WITHIN = 30_000;

/** What was thrown may hold what nobody may read. */
const UNKNOWN = new Interruption('feed', 'no connection could be made');

const encoder = new TextEncoder();

export function runFeed({ feed: id, plan, point, readable }: FeedOrder, surroundings: FeedSurroundings): Feed {
  const { network, customs, pump, now, after, changed, spoke } = surroundings;
  let words: FeedWord[] = [];
  const tell = (word: FeedWord) => {
    words.push(word);
    spoke();
  };
  const numeric = () => surroundings.stream().numeric;
  const problems = new Problems(now, (problem) => tell({ kind: 'problem', problem }));
  const regular = typeof plan.x === 'object' ? plan.x : null;
  const terms = { columns: plan.y.length, names: plan.names, regular };
  const intake = new Intake(terms, problems, surroundings.take, point?.sequence ?? Number.NaN);
  const samples = feedSamples(intake, () => plan.names ?? null, numeric);
  const inbox = new Inbox();
  const closing = new AbortController();
  const counters = { bytes: 0, messages: 0, dropped: 0, lag: 0, connections: 0 };
  const supplied = plan.type === 'readable' && !readable ? new TransformStream<unknown>() : null;
  const supplier = supplied?.writable.getWriter();
  /** Text on its way to being bytes. */
  const scratch = new Uint8Array(3 * TEXT_PIECE);
  let state: FeedState = 'connecting';
  let lastEventId = point?.lastEventId ?? '';
  let answered: (resumption: Resumption | null) => void = () => {};
  /** Called when there is room, or all is decoded. */
  const roomy: (() => void)[] = [];
  let retryAfter = 0;
  let heardAt = 0;
  let decoder: Decoder;

  const pointNow = (): FeedPoint => ({ sequence: intake.sequence.last, lastEventId });
  const limit = plan.overflow === 'block' ? MOST_WAITING_BLOCKED : MOST_WAITING;

  function set(next: FeedState): void {
    if (state === next) return;
    state = next;
    tell({ kind: 'state', state });
  }

  function decoderOfPlan(): Decoder {
    if (plan.format !== 'custom') return decoderOf(plan, intake, numeric);
    const make = customs.decoders.get(plan.decoder);
    if (!make) throw new Interruption('feed', `this worker has no decoder ${JSON.stringify(plan.decoder)}`, true);
    return customDecoder(make, plan.options, samples, intake);
  }

  function sourceOfPlan(): Source {
    if (plan.type === 'websocket') return webSocketSource;
    if (plan.type === 'sse') return eventSource;
    if (plan.type === 'fetch') return fetchSource;
    if (plan.type === 'readable') return readableSource(readable ?? supplied!.readable);
    const feed = customs.feeds.get(plan.feed);
    if (!feed) throw new Interruption('feed', `this worker has no feed ${JSON.stringify(plan.feed)}`, true);
    return customSource(feed, samples, pointNow);
  }

  async function live(): Promise<void> {
    let source: Source;
    try {
      source = sourceOfPlan();
      decoder = decoderOfPlan();
    } catch (error) {
      problems.note('feed', (error as Error).message);
      set('failed');
      return;
    }
    for (let attempt = 0; ; attempt++) {
      set('connecting');
      const connection = new AbortController();
      const abort = () => connection.abort(closing.signal.reason);
      closing.signal.addEventListener('abort', abort);
      const began = now();
      try {
        const resumption = (attempt > 0 || point !== null) && plan.asks ? await ask(attempt) : {};
        await source(lineOf(connection, resumption));
        await decoded();
        set('closed');
        return;
      } catch (error) {
        if (closing.signal.aborted) return;
        const { reason } = connection.signal;
        const { kind, message, final } = [reason, error].find((one) => one instanceof Interruption) ?? UNKNOWN;
        problems.note(kind, message);
        connection.abort();
        await decoded();
        if (decoder.reset()) problems.refuse('truncated', 'the connection was lost in the middle of something', '');
        intake.flush();
        if (!plan.reconnect || final) {
          set('failed');
          return;
        }
      } finally {
        closing.signal.removeEventListener('abort', abort);
      }
      if (now() - began > LASTING) attempt = 0;
      set('waiting');
      const wait = Math.max(retryAfter, backoff(plan.reconnect, attempt, network.random()));
      retryAfter = 0;
      await new Promise<void>((resolve) => {
        after(wait, resolve);
        closing.signal.addEventListener('abort', () => resolve());
      });
      if (closing.signal.aborted) return;
    }
  }

  /** Asks the page how to connect again. @throws Interruption where it can't say */
  async function ask(attempt: number): Promise<Resumption> {
    const resumption = await new Promise<Resumption | null>((resolve) => {
      answered = resolve;
      tell({ kind: 'resume', attempt });
      after(ANSWERED_WITHIN, () => resolve(null));
      closing.signal.addEventListener('abort', () => resolve(null));
    });
    if (!resumption) throw new Interruption('resume', 'resume gave nothing to connect by');
    return resumption;
  }

  function lineOf(connection: AbortController, { url = plan.url, headers = [], send = plan.send }: Resumption): Line {
    const { signal } = connection;
    let isOpen = false;
    heardAt = now();
    after(plan.connectWithin, () => {
      if (isOpen || signal.aborted) return;
      connection.abort(new Interruption('timeout', `no connection within ${plan.connectWithin} ms`));
    });
    if (plan.idleWithin < Number.POSITIVE_INFINITY) watch();

    function watch(): void {
      after(Math.max(1, heardAt + plan.idleWithin - now()), () => {
        if (signal.aborted || state === 'closed' || state === 'failed') return;
        if (now() - heardAt < plan.idleWithin) watch();
        else if (isOpen) connection.abort(new Interruption('idle', `nothing has come for ${plan.idleWithin} ms`));
        else watch();
      });
    }

    return {
      plan,
      network,
      url,
      send,
      signal,
      after,
      headers: [...plan.headers, ...headers],
      get lastEventId() {
        return lastEventId;
      },
      set lastEventId(value) {
        lastEventId = value;
      },
      opened() {
        if (isOpen || signal.aborted) return;
        isOpen = true;
        heardAt = now();
        counters.connections++;
        set('open');
      },
      alive() {
        heardAt = now();
      },
      take(data, ends) {
        if (!signal.aborted) arrive(data, ends);
      },
      room: () => (inbox.size < limit ? null : new Promise((resolve) => roomy.push(resolve))),
      retryAfter(ms) {
        retryAfter = ms;
      },
      refuse: (message, example) => problems.refuse('malformed', message, example),
    };
  }

  function arrive(data: Uint8Array | ArrayBuffer | string, ends: boolean): void {
    const size = sizeOf(data);
    heardAt = now();
    if (size > 0 || plan.type === 'websocket') counters.messages++;
    if (typeof data !== 'string') counters.bytes += size;
    inbox.add({ data, ends, at: heardAt, done: 0 });
    pump.arrived(feed);
    if (inbox.size > MOST_WAITING) relieve();
  }

  /**
   * More waits than may, of what can't be held back. What the window would not keep anyway is dropped unread, where that is
   * known; else it is decoded here and now, which holds the source back.
   */
  function relieve(): void {
    const { maxPoints, smoothed } = surroundings.stream();
    const droppable = decoder.countOf && plan.type === 'websocket' && plan.sequence === null && !smoothed;
    while (inbox.size > MOST_WAITING && inbox.length > 1) {
      const { data, done } = inbox.head!;
      const size = sizeOf(data);
      if (
        !droppable ||
        done > 0 ||
        typeof data === 'string' ||
        decoder.countOf!(inbox.size - size) < maxPoints + inbox.length
      ) {
        if (!decodeHead()) return;
        continue;
      }
      inbox.shift();
      const count = decoder.countOf!(size);
      counters.dropped += count;
      intake.skip(count);
    }
  }

  /** Decodes a piece of the oldest; whether there was any. */
  function decodeHead(): boolean {
    const { head } = inbox;
    if (!head) return false;
    const { data } = head;
    counters.lag = now() - head.at;
    intake.arrivedAt = head.at;
    if (decoder.takes) {
      if (sizeOf(data) > 0) decoder.takes(data);
      if (typeof data === 'string') counters.bytes += encoder.encode(data).length;
      inbox.shift();
    } else if ((typeof data === 'string') === decoder.binary && plan.type === 'websocket') {
      const [is, declared] = decoder.binary ? ['text', 'binary'] : ['binary', 'text'];
      problems.refuse(
        'kind',
        `a message is ${is} where ${declared} was declared`,
        typeof data === 'string' ? data : '',
      );
      if (typeof data === 'string') counters.bytes += encoder.encode(data).length;
      inbox.shift();
    } else {
      const done = typeof data === 'string' ? decodeText(data, head.done) : decodeBytes(data, head.done);
      head.done = done;
      if (done >= sizeOf(data) && (!head.ends || decoder.end())) inbox.shift();
    }
    return true;
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

  function step(until: number): boolean {
    const before = intake.samples;
    do {
      if (!decodeHead()) break;
    } while (now() < until);
    intake.flush();
    if (intake.samples !== before) changed();
    if (inbox.size < limit) for (const resolve of roomy.splice(0)) resolve();
    return inbox.length > 0;
  }

  /** Resolves when all that has arrived is decoded. */
  async function decoded(): Promise<void> {
    while (inbox.length > 0) await new Promise<void>((resolve) => roomy.push(resolve));
  }

  const feed: Feed = {
    step,
    get ended() {
      return state === 'closed' || state === 'failed';
    },
    report() {
      const { missing, duplicate } = intake.sequence;
      const said = words;
      words = [];
      return {
        feed: id,
        words: said,
        state,
        counters: { ...counters, samples: intake.samples, bad: problems.bad, missing, duplicate },
        point: pointNow(),
      };
    },
    async supply(piece) {
      if (piece === null) await supplier?.close();
      else await supplier?.write(piece);
    },
    resume: (resumption) => answered(resumption),
    close() {
      if (feed.ended) return;
      set('closed');
      inbox.clear();
      closing.abort(new DOMException('the feed was closed', 'AbortError'));
      for (const resolve of roomy.splice(0)) resolve();
      supplier?.abort().catch(() => {});
    },
  };
  void live();
  return feed;
}
