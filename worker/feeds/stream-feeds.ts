/** The feeds of one stream, and what the page hears of them. */
import { type Feed, type FeedSurroundings, runFeed } from './feed.js';
import type { FeedId, FeedOrder, FeedReport, ResumeAnswer, Supply } from './feed-types.js';

export class StreamFeeds {
  readonly #feeds = new Map<FeedId, Feed>();
  readonly #surroundings: FeedSurroundings;
  /** Tells the page, which asks again and again, that there is something to report. */
  #answer: (() => void) | null = null;
  /** A feed has a word to say that no report has carried yet. */
  #urgent = false;

  constructor(surroundings: Omit<FeedSurroundings, 'spoke'>) {
    this.#surroundings = {
      ...surroundings,
      spoke: () => {
        this.#urgent = true;
        this.#settle();
      },
    };
  }

  connect(order: FeedOrder): void {
    this.#feeds.set(order.feed, runFeed(order, this.#surroundings));
  }

  disconnect(feed: FeedId): void {
    this.#feeds.get(feed)?.close();
  }

  async supply(feed: FeedId, supply: Supply): Promise<boolean> {
    const known = this.#feeds.get(feed);
    if (!known || known.ended) return false;
    await known.supply(supply);
    return !known.ended;
  }

  resume(feed: FeedId, question: number, answer: ResumeAnswer): void {
    this.#feeds.get(feed)?.resume(question, answer);
  }

  /** Resolves when a feed has a word to say. What is only counted goes with whatever else reports. */
  heard(): Promise<void> {
    return new Promise((resolve) => {
      this.#answer?.();
      this.#answer = resolve;
      if (this.#urgent) this.#settle();
    });
  }

  /** What is said of one that has ended is said once, and the feed forgotten. */
  reports(): FeedReport[] {
    this.#urgent = false;
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

  #settle(): void {
    const answer = this.#answer;
    this.#answer = null;
    answer?.();
  }
}
