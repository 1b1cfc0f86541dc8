/** Sources: where a feed's data come from. One call is one connection. */
import type { FeedPlan } from './feed-types.js';
import type { Network } from './network.js';
import type { ConnectionProblem } from './problems.js';

/** What a source knows of its feed, and tells it. */
export interface Line {
  plan: FeedPlan;
  network: Network;
  url: string;
  headers: readonly (readonly [string, string])[];
  /** What is said first. */
  send: readonly string[];
  /** The connection is to end; its reason is what to reject with. */
  signal: AbortSignal;
  /** Of server-sent events: the last one of the connection before. */
  readonly lastEventId: string;
  /** Calls back while there is the connection. */
  after(ms: number, callback: () => void): void;
  /** Data may come. */
  opened(): void;
  /** Something has come that is no data. */
  alive(): void;
  /** Data have come. @param ends whether their message, or body, ends with them */
  take(data: Uint8Array | ArrayBuffer | string, ends: boolean): void;
  /** All that has been taken goes up to this event. */
  identify(eventId: string): void;
  /** Samples were taken without having been data. */
  taken(): void;
  /** What is to be waited for before more is asked for; null for nothing. */
  room(): Promise<void> | null;
  /** Not to connect again sooner, ms. @param lasting whether that holds from now on, or once */
  retryAfter(ms: number, lasting: boolean): void;
  refuse(message: string, example: string): void;
}

/**
 * Connects once, and resolves when the source has come to its end.
 * @throws Interruption when it could not connect, or did not come to its end.
 */
export type Source = (line: Line) => Promise<void>;

/** Why a connection is not there any more. */
export class Interruption extends Error {
  readonly kind: ConnectionProblem;
  /** It would be the same again. */
  readonly final: boolean;

  /** @param message without what nobody may read: see `placeOf` */
  constructor(kind: ConnectionProblem, message: string, final = false) {
    super(message);
    this.kind = kind;
    this.final = final;
  }
}

/** A URL as it may be told: neither the credentials nor the query of one, which may hold such. */
export function placeOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return host === '' ? protocol : `${protocol}//${host}${pathname}`;
}
