/** The feeds of one stream, and what the page hears of them. */
import { type Feed, type FeedSurroundings, runFeed } from './feed.js';
import type { FeedId, FeedOrder, FeedReport, Resumption } from './feed-types.js';

/** The page hears of counters no more often than that, ms: every message costs it as much as a frame of its chart. */
const TOLD_EVERY = 1000;

export class StreamFeeds {
  readonly #feeds = new Map<FeedId, Feed>();
  readonly #surroundings: FeedSurroundings;
  /** Tells the page, which asks again and again, that there is something to report. */
  #answer: (() => void) | null = null;
  #stirred = false;
  #urgent = false;
  #timing = false;

  constructor(surroundings: Omit<FeedSurroundings, 'stir'>) {
    this.#surroundings = { ...surroundings, stir: (atOnce) => this.#stir(atOnce) };
  }

  connect(order: FeedOrder): void {
    this.#feeds.set(order.feed, runFeed(order, this.#surroundings));
  }

  disconnect(feed: FeedId): void {
    this.#feeds.get(feed)?.close();
  }

  async supply(feed: FeedId, piece: unknown): Promise<boolean> {
    const known = this.#feeds.get(feed);
    if (!known || known.ended) return false;
    await known.supply(piece);
    return !known.ended;
  }

  resume(feed: FeedId, resumption: Resumption | null): void {
    this.#feeds.get(feed)?.resume(resumption);
  }

  /** Resolves when there is something to report: at once what can't wait, once a second that something was counted. */
  heard(): Promise<void> {
    return new Promise((resolve) => {
      this.#answer?.();
      this.#answer = resolve;
      if (this.#stirred) this.#stir(this.#urgent);
    });
  }

  /** What is said of one that has ended is said once, and the feed forgotten. */
  reports(): FeedReport[] {
    this.#stirred = this.#urgent = false;
    return [...this.#feeds].map(([id, feed]) => {
      if (feed.ended) this.#feeds.delete(id);
      return feed.report();
    });
  }

  end(): void {
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
    this.#settle();
  }

  #stir(atOnce: boolean): void {
    this.#stirred = true;
    this.#urgent ||= atOnce;
    if (atOnce) this.#settle();
    if (this.#timing || atOnce) return;
    this.#timing = true;
    this.#surroundings.after(TOLD_EVERY, () => {
      this.#timing = false;
      if (this.#stirred) this.#settle();
    });
  }

  #settle(): void {
    const answer = this.#answer;
    this.#answer = null;
    answer?.();
  }
}
