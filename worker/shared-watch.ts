/** When shared memory is looked into: with every frame of the display, and every so often where none comes. */
import type { StreamId } from './protocol.js';
import type { Stream } from './stream.js';

/** What it needs of the engine and of the place where that runs. */
export interface Watched {
  /** ms since 1970, with fractions. */
  now(): number;
  after(ms: number, callback: () => void): void;
  streams: ReadonlyMap<StreamId, Stream>;
  /** Calls `framed` with the display's next frame. */
  askForFrame(): void;
  /** A stream's picture may have changed. */
  changed(stream: Stream): void;
}

export interface SharedWatch {
  /** The display has a frame. */
  framed(now: number): void;
  /**
   * Takes what was left by then, or all of it, and sees to it that it is looked there again. Whether all who are watched
   * had left something.
   */
  take(by?: number): boolean;
  /** Begins to look where a stream's producers, one of which has said something, may leave samples without a word. */
  begin(stream: Stream): void;
}

/** ms. */
const WATCH_EVERY = 50;

export function sharedWatch({ now, after, streams, askForFrame, changed }: Watched): SharedWatch {
  let framedAt = 0;
  let timing = false;
  let watching = false;

  function take(by?: number): boolean {
    let found = true;
    watching = false;
    for (const stream of streams.values()) {
      if (!stream.watched) continue;
      try {
        if (!stream.takeShared(now(), by)) found = false;
      } catch {
        // Found again, and told, with the message that the producer sends where nobody watches.
        stream.rest();
      }
      watching ||= stream.watched;
      changed(stream);
    }
    if (watching) goOn();
    return found;
  }

  function goOn(): void {
    askForFrame();
    if (timing) return;
    timing = true;
    after(WATCH_EVERY, () => {
      timing = false;
      if (now() - framedAt >= WATCH_EVERY) take();
      else if (watching) goOn();
    });
  }

  return {
    framed(at) {
      framedAt = at;
    },
    take,
    begin(stream) {
      stream.watch(now());
      if (!stream.watched) return;
      watching = true;
      goOn();
    },
  };
}
