/** One feed as the engine runs it: connected, again and again, until it ends. */
import type { Batch } from '../batch.js';
import { type Arrivals, type ArrivalsSurroundings, arrivalsOf } from './arrivals.js';
import { backoff } from './backoff.js';
import { type Customs, customDecoder, customSource, feedSamples } from './custom.js';
import type { Decoder } from './decoder.js';
import { decoderOf } from './decoders.js';
import type {
  FeedOrder,
  FeedPoint,
  FeedReport,
  FeedState,
  FeedWord,
  ResumeAnswer,
  Resumption,
  Supply,
} from './feed-types.js';
import { fetchSource } from './http.js';
import { Intake } from './intake.js';
import type { Network } from './network.js';
import { messageOf, Problems } from './problems.js';
import { readableSource } from './readable.js';
import { eventSource } from './server-sent-events.js';
import { Interruption, type Line, type Source } from './source.js';
import { webSocketSource } from './web-socket.js';

/** What a feed needs of the engine and of its stream. */
export interface FeedSurroundings extends ArrivalsSurroundings {
  network: Network;
  customs: Customs;
  /** Gives what cancels it. */
  after(ms: number, callback: () => void): () => void;
  /** Hands samples to the window. */
  take(batch: Batch): void;
  /** Whether the stream's x is, now: asked for every text that may be one. */
  numeric(): boolean;
  /** There is a word to be reported. */
  spoke(): void;
}

export interface Feed {
  /** What it has counted, and has to say since this was asked last. */
  report(): FeedReport;
  /** It has ended, and reads nothing more. */
  readonly ended: boolean;
  /** Takes what the page reads for it; resolves when there is room for more. */
  supply(supply: Supply): Promise<void>;
  /** What the page's hook answers to a question. */
  resume(question: number, answer: ResumeAnswer): void;
  close(): void;
}

/** A connection that lasted so long, ms, was a good one: the next one is waited for as if it was the first. */
const LASTING = 10_000;
const ANSWERED_WITHIN = 30_000;
/** What is longer, ms, is no time that a timer can be set to: it would go off at once. */
const LONGEST_TIMER = 1e9;

const NOTHING_ARRIVED: Arrivals['counters'] = { bytes: 0, messages: 0, dropped: 0, lag: 0 };
/** What was thrown may hold what nobody may read. */
const UNKNOWN = new Interruption('feed', 'no connection could be made');

export function runFeed({ feed: id, plan, point, readable }: FeedOrder, surroundings: FeedSurroundings): Feed {
  const { network, customs, now, numeric, spoke } = surroundings;
  /** Calls back, unless a signal is aborted before: a timer keeps all that the feed has. */
  function after(ms: number, callback: () => void, signal: AbortSignal): void {
    const cancel = surroundings.after(Math.min(ms, LONGEST_TIMER), () => {
      signal.removeEventListener('abort', cancel);
      callback();
    });
    signal.addEventListener('abort', cancel);
  }
  let words: FeedWord[] = [];
  const tell = (word: FeedWord) => {
    words.push(word);
    spoke();
  };
  const problems = new Problems(now, (problem) => tell({ kind: 'problem', problem }));
  const regular = typeof plan.x === 'object' ? plan.x : null;
  const terms = { columns: plan.y.length, names: plan.names, regular, numeric };
  const intake = new Intake(terms, problems, surroundings.take, point);
  const samples = feedSamples(intake, () => plan.names ?? null, numeric);
  const closing = new AbortController();
  const supplied = plan.type === 'readable' && !readable ? new TransformStream<unknown>() : null;
  const supplier = supplied?.writable.getWriter();
  let state: FeedState = 'connecting';
  /** Questions to the page so far, and who waits for the answer to the last. */
  let question = 0;
  let answered: (answer: ResumeAnswer) => void = () => {};
  /** Not to connect sooner than after so many ms: next time, and ever. */
  let retryAfter = 0;
  let retry = 0;
  let heardAt = 0;
  let openedAt = Number.NaN;
  let connections = 0;
  /** null before there is a decoder. */
  let arrivals: Arrivals | null = null;

  const hasEnded = () => state === 'closed' || state === 'failed';
  const pointNow = (): FeedPoint => ({
    sequence: intake.sequence.last,
    gaps: intake.sequence.gaps,
    count: intake.count,
    lastEventId: arrivals?.lastEventId ?? point?.lastEventId ?? '',
  });

  function set(next: FeedState): void {
    if (state === next || hasEnded()) return;
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
    let decoder: Decoder;
    try {
      source = sourceOfPlan();
      decoder = decoderOfPlan();
    } catch (error) {
      problems.note('feed', (error as Error).message);
      set('failed');
      return;
    }
    const coming = arrivalsOf(plan, decoder, intake, surroundings, point?.lastEventId ?? '');
    arrivals = coming;
    for (let attempt = 0; ; attempt++) {
      set('connecting');
      const connection = new AbortController();
      const abort = () => connection.abort(closing.signal.reason);
      closing.signal.addEventListener('abort', abort);
      openedAt = Number.NaN;
      try {
        const resumption = (attempt > 0 || point !== null) && plan.asks ? await ask(attempt) : {};
        if (closing.signal.aborted) return;
        await source(lineOf(connection, coming, resumption));
        connection.abort();
        await coming.decoded();
        if (closing.signal.aborted) return;
        intake.flush();
        surroundings.changed();
        set('closed');
        return;
      } catch (error) {
        if (closing.signal.aborted) return;
        const { reason } = connection.signal;
        const { kind, message, final } = [reason, error].find((one) => one instanceof Interruption) ?? UNKNOWN;
        problems.note(kind, message);
        connection.abort();
        await coming.decoded();
        if (closing.signal.aborted) return;
        if (isHalf(decoder)) problems.refuse('truncated', 'the connection was lost in the middle of something', '');
        intake.flush();
        if (!plan.reconnect || final) {
          set('failed');
          return;
        }
      } finally {
        closing.signal.removeEventListener('abort', abort);
      }
      if (now() - openedAt > LASTING) attempt = 0;
      set('waiting');
      const wait = Math.max(retryAfter, retry, backoff(plan.reconnect, attempt, network.random()));
      retryAfter = 0;
      // One that is closed meanwhile does not go on.
      await new Promise<void>((resolve) => after(wait, resolve, closing.signal));
    }
  }

  /** Whether a decoder, which may be one's own, has something half. It begins anew. */
  function isHalf(decoder: Decoder): boolean {
    try {
      return decoder.reset();
    } catch (error) {
      problems.note('decoder', messageOf(error));
      return false;
    }
  }

  /** Asks the page how to connect again. @throws Interruption where it can't say */
  async function ask(attempt: number): Promise<Resumption> {
    const answer = await new Promise<ResumeAnswer>((resolve) => {
      answered = resolve;
      tell({ kind: 'resume', question: ++question, attempt });
      const nothing = { failed: `resume gave nothing in ${ANSWERED_WITHIN} ms` };
      after(ANSWERED_WITHIN, () => resolve(nothing), closing.signal);
    });
    if ('failed' in answer) throw new Interruption('resume', answer.failed);
    return answer;
  }

  function lineOf(connection: AbortController, coming: Arrivals, resumption: Resumption): Line {
    const { url = plan.url, headers = [], send = plan.send } = resumption;
    const { signal } = connection;
    let isOpen = false;
    heardAt = now();
    const whileConnected = (ms: number, callback: () => void) => after(ms, callback, signal);
    whileConnected(plan.connectWithin, () => {
      if (isOpen) return;
      connection.abort(new Interruption('timeout', `no connection within ${plan.connectWithin} ms`));
    });

    function watch(): void {
      whileConnected(Math.max(1, heardAt + plan.idleWithin - now()), () => {
        if (now() - heardAt < plan.idleWithin) watch();
        else connection.abort(new Interruption('idle', `nothing has come for ${plan.idleWithin} ms`));
      });
    }

    return {
      plan,
      network,
      url,
      send,
      signal,
      after: whileConnected,
      headers: [...plan.headers, ...headers],
      lastEventId: coming.lastEventId,
      opened() {
        if (isOpen || signal.aborted) return;
        isOpen = true;
        heardAt = openedAt = now();
        connections++;
        if (plan.idleWithin < Number.POSITIVE_INFINITY) watch();
        set('open');
      },
      alive() {
        heardAt = now();
      },
      take(data, ends) {
        if (signal.aborted) return;
        heardAt = now();
        coming.add(data, ends);
      },
      identify(eventId) {
        if (!signal.aborted) coming.identify(eventId);
      },
      taken: coming.taken,
      room: coming.room,
      retryAfter(ms, lasting) {
        if (lasting) retry = ms;
        else retryAfter = ms;
      },
      refuse: (message, example) => problems.refuse('malformed', message, example),
    };
  }

  const feed: Feed = {
    get ended() {
      return hasEnded();
    },
    report() {
      const { missing, duplicate } = intake.sequence;
      const said = words;
      words = [];
      return {
        feed: id,
        words: said,
        state,
        counters: {
          ...(arrivals?.counters ?? NOTHING_ARRIVED),
          connections,
          samples: intake.samples,
          bad: problems.bad,
          missing,
          duplicate,
        },
        point: pointNow(),
      };
    },
    async supply(supply) {
      if ('piece' in supply) await supplier?.write(supply.piece);
      else if (supply.ended === 'closed') await supplier?.close();
      else await supplier?.abort();
    },
    resume(asked, answer) {
      if (asked === question) answered(answer);
    },
    close() {
      if (feed.ended) return;
      set('closed');
      arrivals?.clear();
      closing.abort(new DOMException('the feed was closed', 'AbortError'));
      supplier?.abort().catch(() => {});
    },
  };
  void live();
  return feed;
}
