/** The feeds of one stream, seen from the page: told to whichever engine there is, heard, and summed up. */
import type {
  FeedCounters,
  FeedId,
  FeedPoint,
  FeedReport,
  FeedWord,
  ResumeAnswer,
  Supply,
} from '../worker/feeds/feed-types.js';
import type { Problem } from '../worker/feeds/problems.js';
import type { Report, StreamId } from '../worker/protocol.js';
import { describe } from '../worker/rules.js';
import type { Connection } from './engine-client.js';
import { type Feed, type FeedStats, hasEnded, type SeatedFeed, statsOf } from './feed.js';
import { resumptionOf } from './resumption.js';

interface Entry extends SeatedFeed {
  /** It can be read once; null where it has been, or there is none. */
  readable: ReadableStream<unknown> | null;
  /** The engine that runs it; null before there is one. */
  connection: Connection | null;
  /** Of engines that died. */
  before: FeedCounters | null;
  point: FeedPoint | null;
}

let lastFeed = 0;

/** Sums of what was counted; of the rest the newer. */
const plus = (before: FeedCounters | null, now: FeedCounters): FeedCounters =>
  before
    ? (Object.fromEntries(
        Object.entries(now).map(([name, value]) => [
          name,
          name === 'lag' ? value : value + before[name as keyof FeedCounters],
        ]),
      ) as unknown as FeedCounters)
    : now;

export class Feeds {
  readonly #stream: StreamId;
  readonly #entries = new Map<FeedId, Entry>();
  readonly #report: (report: Report) => void;
  readonly #lost: () => void;
  /** The engine that is being listened to, and by which loop. */
  #heard: Connection | null = null;
  #loop = 0;
  /** Samples that feeds have brought which are no more: taken, and dropped. */
  #past = { samples: 0, dropped: 0 };

  /**
   * @param report is called with what an engine reports of the stream
   * @param lost is called where an engine that lives knows nothing of the stream any more
   */
  constructor(stream: StreamId, report: (report: Report) => void, lost: () => void) {
    this.#stream = stream;
    this.#report = report;
    this.#lost = lost;
  }

  get any(): boolean {
    return this.#entries.size > 0;
  }

  get stats(): FeedStats[] {
    return statsOf([...this.#entries.values()]);
  }

  /** What all of them have brought. */
  get total(): { samples: number; dropped: number } {
    const total = { ...this.#past };
    for (const { feed } of this.#entries.values()) {
      total.samples += feed.counters.samples;
      total.dropped += feed.counters.dropped;
    }
    return total;
  }

  add(seated: SeatedFeed): void {
    if (hasEnded(seated.feed)) return;
    const { readable = null } = seated.options;
    this.#entries.set(++lastFeed, { ...seated, readable, connection: null, before: null, point: null });
  }

  /** One has been closed: it is forgotten once the engine has said its last word of it, or at once where none knows it. */
  closed(feed: Feed): void {
    for (const [id, { feed: known, connection }] of this.#entries) {
      if (known !== feed) continue;
      if (connection) connection.call((api) => api.disconnect(this.#stream, id)).catch(() => {});
      else this.#forget(id);
    }
  }

  unattached(connection: Connection): boolean {
    return [...this.#entries.values()].some((entry) => entry.connection !== connection);
  }

  /** Lets an engine that knows the stream run them. */
  attach(connection: Connection): void {
    for (const [feed, entry] of this.#entries) {
      if (entry.connection === connection) continue;
      entry.connection = connection;
      this.#order(connection, feed, entry);
    }
    if (this.any && this.#heard !== connection) this.#hear(connection);
  }

  #order(connection: Connection, feed: FeedId, entry: Entry): void {
    const { plan, point, readable } = entry;
    const stream = this.#stream;
    const order = { feed, plan, point };
    if (plan.type !== 'readable') {
      connection
        .call((api) => api.connect(stream, order))
        .catch((error: Error) => {
          if (error.name !== 'DataCloneError') return;
          this.#fail(feed, entry, { kind: 'feed', message: 'its options can’t be sent to a worker' });
        });
      return;
    }
    // It can be read once.
    entry.readable = null;
    if (!readable) {
      this.#fail(feed, entry, { kind: 'interrupted', message: 'what was left of its stream went with the worker' });
      return;
    }
    connection
      .call((api) => api.connect(stream, { ...order, readable }))
      .catch((error) => {
        // Not every browser can move one: then it is read here, no quicker than it is taken.
        if ((error as Error).name !== 'DataCloneError') return;
        connection.call((api) => api.connect(stream, order)).catch(() => {});
        this.#supply(connection, feed, entry, readable);
      });
  }

  /** It can't even begin. */
  #fail(feed: FeedId, { end }: Entry, problem: Pick<Problem, 'kind' | 'message'>): void {
    this.#forget(feed);
    end.problem({ ...problem, count: 1, example: '' });
    end.changed('failed');
  }

  async #supply(connection: Connection, feed: FeedId, entry: Entry, readable: ReadableStream<unknown>): Promise<void> {
    const supply = (given: Supply) => connection.call((api) => api.supply(this.#stream, feed, given));
    let reader: ReadableStreamDefaultReader<unknown> | undefined;
    try {
      reader = readable.getReader();
      // Whoever it waits for may have nothing to say.
      entry.feed.ended.then(() => reader!.cancel()).catch(() => {});
      for (;;) {
        const { done, value } = await reader.read();
        const goesOn = await supply(done ? { ended: 'closed' } : { piece: value });
        if (done) return;
        if (!goesOn) break;
      }
    } catch {
      supply({ ended: 'failed' }).catch(() => {});
    }
    reader?.cancel().catch(() => {});
  }

  /** Asks again and again what there is to hear. */
  async #hear(connection: Connection): Promise<void> {
    this.#heard = connection;
    const loop = ++this.#loop;
    const goesOn = () => this.#heard === connection && this.#loop === loop;
    while (goesOn()) {
      const report = await connection.call((api) => api.heard(this.#stream)).catch(() => null);
      if (!goesOn()) return;
      if (report) this.#report(report);
      if (report && this.any && goesOn()) continue;
      if (!goesOn()) return;
      this.#heard = null;
      if (!report && this.any) this.#lost();
    }
  }

  #word(id: FeedId, entry: Entry, word: FeedWord): void {
    if (word.kind === 'problem') entry.end.problem(word.problem);
    else if (word.kind === 'state') entry.end.changed(word.state);
    else this.#resume(id, entry, word);
  }

  async #resume(
    feed: FeedId,
    { connection, options, plan, point }: Entry,
    { question, attempt }: Extract<FeedWord, { kind: 'resume' }>,
  ): Promise<void> {
    let answer: ResumeAnswer;
    try {
      answer = resumptionOf(await options.resume!({ ...point!, attempt }), plan);
    } catch (error) {
      answer = { failed: error instanceof Error ? error.message : describe(error) };
    }
    connection?.call((api) => api.resume(this.#stream, feed, question, answer)).catch(() => {});
  }

  /** Takes what an engine says of them. */
  report(reports: readonly FeedReport[]): void {
    for (const { feed, state, counters, point, words } of reports) {
      const entry = this.#entries.get(feed);
      if (!entry) continue;
      entry.point = point;
      entry.end.counted(plus(entry.before, counters));
      if (hasEnded({ state })) this.#forget(feed);
      // It may have been closed meanwhile, or by who hears one of them.
      for (const word of words) if (!hasEnded(entry.feed)) this.#word(feed, entry, word);
    }
  }

  died(): void {
    this.#heard = null;
    for (const [id, entry] of this.#entries) {
      // Nobody will say a last word of it.
      if (hasEnded(entry.feed)) {
        this.#forget(id);
        continue;
      }
      entry.connection = null;
      entry.before = entry.feed.counters;
      entry.end.changed('connecting');
    }
  }

  /** The stream is closed, and its feeds with it. */
  close(): void {
    this.#heard = null;
    for (const { feed } of [...this.#entries.values()]) feed.close();
    this.#entries.clear();
  }

  #forget(id: FeedId): void {
    const counters = this.#entries.get(id)?.feed.counters;
    if (!counters) return;
    this.#entries.delete(id);
    this.#past = {
      samples: this.#past.samples + counters.samples,
      dropped: this.#past.dropped + counters.dropped,
    };
  }
}
