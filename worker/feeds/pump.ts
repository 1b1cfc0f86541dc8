/**
 * The pump: what has arrived is decoded in bounded steps, those of all feeds in turn, between which the thread paints and
 * hears. However much comes at once, nothing stands still.
 */

export interface Pumped {
  /** Decodes until a time. Whether there is more. */
  step(until: number): boolean;
}

export interface Pump {
  /** Something has arrived: it is decoded at once, or in its turn. */
  arrived(feed: Pumped): void;
  /** Something was taken that is to be handed over before long. */
  due(feed: Pumped): void;
}

/** In one go, of all feeds together and of one; ms. */
const TOGETHER = 8;
const ONE = 2;

/**
 * @param now in ms
 * @param soon calls back once the thread has done what waits by then
 */
export function createPump(now: () => number, soon: (callback: () => void) => void): Pump {
  const waiting = new Set<Pumped>();
  let scheduled = false;

  function run(): void {
    scheduled = false;
    const until = now() + TOGETHER;
    while (waiting.size > 0 && now() < until) {
      for (const feed of waiting) if (!feed.step(Math.min(until, now() + ONE))) waiting.delete(feed);
    }
    if (waiting.size === 0) return;
    scheduled = true;
    soon(run);
  }

  return {
    arrived(feed) {
      waiting.add(feed);
      if (!scheduled) run();
    },
    due(feed) {
      waiting.add(feed);
      if (scheduled) return;
      scheduled = true;
      soon(run);
    },
  };
}
