/** A feed as its user has it: what state it is in, what it has counted, and how to end it. */
import type { FeedCounters, FeedPlan, FeedState } from '../worker/feeds/feed-types.js';
import type { Problem } from '../worker/feeds/problems.js';
import type { EventTargetOf } from './event-target-of.js';
import { type FeedOptions, planOf } from './feed-options.js';

interface FeedEvents {
  /** With the new state as its `detail`. */
  state: CustomEvent<FeedState>;
  /** Something was wrong: the first of each kind, and one a minute at most while more of it come. */
  problem: CustomEvent<Problem>;
}

export const NOTHING_COUNTED: FeedCounters = {
  bytes: 0,
  messages: 0,
  samples: 0,
  bad: 0,
  duplicate: 0,
  missing: 0,
  dropped: 0,
  lag: 0,
  connections: 0,
};

/** What the library tells a feed. */
export interface FeedEnd {
  changed(state: FeedState): void;
  problem(problem: Problem): void;
  counted(counters: FeedCounters): void;
}

/** A feed, as the library has it. */
export interface SeatedFeed {
  feed: Feed;
  end: FeedEnd;
  plan: FeedPlan;
  options: FeedOptions;
}

export class Feed extends (EventTarget as EventTargetOf<FeedEvents>) {
  /** Resolves when it is `'closed'` or `'failed'`; never rejects. */
  readonly ended: Promise<void>;
  readonly #close: (feed: Feed) => void;
  #state: FeedState = 'connecting';
  #counters = NOTHING_COUNTED;
  #resolve!: () => void;

  /** Made by `LiveStream.connect`. */
  constructor(close: (feed: Feed) => void, hand: (end: FeedEnd) => void) {
    super();
    this.#close = close;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    hand({
      changed: (state) => this.#changed(state),
      problem: (detail) => {
        if (!hasEnded(this)) this.dispatchEvent(new CustomEvent('problem', { detail }));
      },
      counted: (counters) => {
        this.#counters = counters;
      },
    });
  }

  /**
   * `'connecting'`; `'open'`, data may come; `'waiting'`, to connect again; `'closed'`, it has ended, by itself or by
   * `close()`; `'failed'`, it has ended as it can't go on.
   */
  get state(): FeedState {
    return this.#state;
  }

  /** As of the engine's last report, once a second at least; `stream.stats()` brings them up to date. */
  get counters(): FeedCounters {
    return this.#counters;
  }

  /** Ends it; what it has brought stays. Closing again changes nothing. */
  close(): void {
    if (hasEnded(this)) return;
    this.#changed('closed');
    this.#close(this);
  }

  #changed(state: FeedState): void {
    if (state === this.#state || hasEnded(this)) return;
    this.#state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: state }));
    if (hasEnded(this)) this.#resolve();
  }
}

/** A feed, as `stats()` tells of it. */
export interface FeedStats extends FeedCounters {
  feed: Feed;
}

/** Of those that have not ended. */
export const statsOf = (feeds: readonly Pick<SeatedFeed, 'feed'>[]): FeedStats[] =>
  feeds.flatMap(({ feed }) => (hasEnded(feed) ? [] : { feed, ...feed.counters }));

export const hasEnded = ({ state }: Pick<Feed, 'state'>) => state === 'closed' || state === 'failed';

/**
 * @param series names of the stream's; null where the one has none
 * @param close is called with one that is closed
 * @throws TypeError | RangeError as `planOf`
 */
export function makeFeed(
  options: FeedOptions,
  series: readonly string[] | null,
  close: (feed: Feed) => void,
): SeatedFeed {
  const plan = planOf(options, series);
  let end!: FeedEnd;
  const feed = new Feed(close, (given) => {
    end = given;
  });
  const { signal, readable } = options;
  const stop = () => feed.close();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop);
  feed.ended
    .then(() => {
      signal?.removeEventListener('abort', stop);
      // Nobody has begun to read it.
      if (readable && !readable.locked) return readable.cancel();
    })
    .catch(() => {});
  return { feed, end, plan, options };
}
