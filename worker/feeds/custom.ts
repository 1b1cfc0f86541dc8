/** Feeds and decoders of one's own: functions of a worker of one's own, named to `startEngine`. */
import type { Regular } from '../regular.js';
import {
  type Columns,
  checkSamples,
  type Row,
  takeColumns,
  takeRow,
  takeX,
  takeXs,
  takeY,
  writeSamples,
  type X,
  type Y,
} from '../samples.js';
import type { Decoder } from './decoder.js';
import type { FeedPoint } from './feed-types.js';
import type { Intake } from './intake.js';
import { exampleOf, messageOf } from './problems.js';
import { Interruption, type Line, type Source } from './source.js';

/** Where a decoder or a feed of one's own puts what it has. */
export interface FeedSamples {
  /** As `LiveStream.push`. */
  push(x: X, y: Y | Row<Y>): void;
  /** As `LiveStream.extend`. */
  extend(xs: ArrayLike<X> | Regular, ys: Columns<Y>): void;
  /** Whether a sample with this number was not there before: one that was must not be pushed again. */
  isNew(sequence: number): boolean;
  /** Something is none: it is counted, and told of at a bounded rate. */
  refuse(message: string, example?: string): void;
}

/**
 * Makes a decoder for one connection. It is given every message whole: an ArrayBuffer or a string from a WebSocket, bytes
 * from elsewhere; of a body the pieces in which it comes. What it throws counts as a refusal of the message.
 */
export type CustomDecoder = (
  options: unknown,
) => (message: ArrayBuffer | Uint8Array | string, samples: FeedSamples) => void;

/** What a feed of one's own is given. */
export interface FeedContext extends FeedSamples {
  /** As it was given to `connect`; '' where none was. */
  readonly url: string;
  readonly options: unknown;
  /** Aborted when the feed is closed, or has been idle too long. */
  readonly signal: AbortSignal;
  /** How far the connection before had come. */
  readonly point: FeedPoint;
  /** Data may come: to be called once connected. */
  opened(): void;
  /** A message for the feed's decoder, whichever it was given. */
  message(data: ArrayBuffer | Uint8Array | string): void;
  /** Resolves when there is room for more: what can wait is to wait for it. */
  room(): Promise<void>;
}

/** One connection: resolves when the feed has come to its end, rejects when it is to be connected again. */
export type CustomFeed = (context: FeedContext) => Promise<void>;

/** By name. */
export interface Customs {
  decoders: ReadonlyMap<string, CustomDecoder>;
  feeds: ReadonlyMap<string, CustomFeed>;
}

/** @param names of the stream's series; null where the one has none */
export function feedSamples(
  intake: Intake,
  names: () => readonly string[] | null,
  numeric: () => boolean,
): FeedSamples {
  return {
    push(x, y) {
      const of = names();
      const taken = takeX(x, numeric());
      if (of !== null) takeRow(y, of, intake.row);
      else intake.row[0] = takeY(y);
      // On a scale that is known a Date is taken as a number or as text.
      intake.push(taken as number | string);
    },
    extend(given, ys) {
      const of = names();
      const columns = takeColumns(ys, of);
      const xs = takeXs(given, columns);
      checkSamples(xs, columns, of, numeric());
      for (let from = 0; from < xs.length; ) {
        const batch = intake.room();
        const count = Math.min(xs.length - from, batch.x.length - batch.end);
        writeSamples(batch, xs, columns, from, from + count, numeric());
        // It has moved the end itself.
        batch.end -= count;
        intake.wrote(count);
        from += count;
      }
    },
    isNew: (sequence) => intake.sequence.take(sequence),
    refuse: (message, example = '') => intake.problems.refuse('malformed', message, example),
  };
}

/** A decoder of one's own as one of ours, given messages whole. */
export function customDecoder(make: CustomDecoder, options: unknown, samples: FeedSamples, intake: Intake): Decoder {
  let decode = make(options);
  return {
    binary: true,
    takes(message) {
      try {
        decode(message, samples);
      } catch (error) {
        const example = typeof message === 'string' ? message : exampleOf(new Uint8Array(message as ArrayBuffer), true);
        intake.problems.refuse('decoder', messageOf(error), example);
      }
    },
    decode() {},
    end: () => true,
    reset() {
      decode = make(options);
      return false;
    },
  };
}

export const customSource =
  (feed: CustomFeed, samples: FeedSamples, point: () => FeedPoint): Source =>
  async (line: Line) => {
    const { plan, url, signal } = line;
    const context: FeedContext = {
      push(x, y) {
        if (signal.aborted) return;
        samples.push(x, y);
        line.taken();
      },
      extend(xs, ys) {
        if (signal.aborted) return;
        samples.extend(xs, ys);
        line.taken();
      },
      isNew: (sequence) => !signal.aborted && samples.isNew(sequence),
      refuse(message, example) {
        if (!signal.aborted) samples.refuse(message, example);
      },
      url,
      options: plan.options,
      signal,
      point: point(),
      opened: () => line.opened(),
      message: (data) => line.take(data, true),
      room: async () => line.room() ?? undefined,
    };
    // One that doesn't heed the signal is not waited for.
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
    // Where it has thrown before anybody waited.
    aborted.catch(() => {});
    try {
      await Promise.race([feed(context), aborted]);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw new Interruption('feed', messageOf(error));
    }
  };
