/** Feeds as they cross the boundary: what one is told to do, and what it tells. Types only. */
import type { Problem } from './problems.js';
import type { TimeUnit } from './timestamp.js';

/** A feed's name, unique within a page. */
export type FeedId = number;

export type Overflow = 'drop-oldest' | 'block';

/**
 * `'connecting'`; `'open'`: data may come; `'waiting'`: to connect again; `'closed'`: it has ended, by itself or because
 * it was told to; `'failed'`: it has ended since it can't go on.
 */
export type FeedState = 'connecting' | 'open' | 'waiting' | 'closed' | 'failed';

/** Where a value of a sample is: a path in JSON, a name or an index in CSV, an index in binary. */
export type Field = string | number;

/** Everything that is declared of a feed, every default filled in. Plain data. */
export interface FeedPlan {
  type: 'websocket' | 'sse' | 'fetch' | 'readable' | 'custom';
  /** Absolute; '' where the type needs none. */
  url: string;
  format: 'float64' | 'float32' | 'json' | 'ndjson' | 'csv' | 'custom';
  /** Names of a feed and a decoder of one's own; '' for none. */
  feed: string;
  decoder: string;
  /** Where x is; or what it is, where it is regular. */
  x: Field | { x0: number; dx: number };
  y: readonly Field[];
  /** Of the series that the y are of; undefined where they are all, in their order. */
  names: readonly string[] | undefined;
  sequence: Field | null;
  /** Path of the samples in JSON. */
  records: string;
  time: TimeUnit;
  layout: 'interleaved' | 'columnar';
  endian: 'little' | 'big';
  /** Numbers of a binary sample. */
  columns: number;
  delimiter: string;
  header: boolean | null;
  /** Of a WebSocket. */
  protocols: readonly string[];
  /** What is sent when a WebSocket is open. */
  send: readonly string[];
  /** Of a request, but for `resume`. */
  headers: readonly (readonly [string, string])[];
  method: string;
  /** '' for none. */
  body: string;
  credentials: RequestCredentials;
  /** The type of server-sent events that are taken. */
  event: string;
  /** ms; null to connect once. */
  reconnect: { first: number; most: number } | null;
  /** A connection must be there within so many ms. */
  connectWithin: number;
  /** Something must have come within so many ms; Infinity for any. */
  idleWithin: number;
  /** What is sent every so many ms, and what comes that is no sample. */
  heartbeat: { every: number; send: string; answer: string } | null;
  overflow: Overflow;
  /** Whether the page is asked before it is connected again. */
  asks: boolean;
  /** For a decoder or a feed of one's own. */
  options: unknown;
}

/** How far a feed has come, for whoever goes on with it. NaN and '' where nothing is known. */
export interface FeedPoint {
  /** The highest number so far. */
  sequence: number;
  /** Numbers below it that are missing, of the newest 1 024 gaps: pairs of the first and the one after the last, oldest first. */
  gaps: Float64Array;
  /**
   * Samples so far: those that were taken, refused or dropped and, where each has a number, those that are missing. Of
   * decoders and feeds of one's own those that they pushed.
   */
  count: number;
  /** Of server-sent events. */
  lastEventId: string;
}

/** What one connection does otherwise than the feed was told to. */
export interface Resumption {
  url?: string;
  headers?: readonly (readonly [string, string])[];
  send?: readonly string[];
}

/** What the page's hook says, or why it can't. */
export type ResumeAnswer = Resumption | { failed: string };

/** What the page has read for a feed: a piece, or how that ended. */
export type Supply = { piece: unknown } | { ended: 'closed' | 'failed' };

/** Since the feed was connected; lag in ms. */
export interface FeedCounters {
  /** Of messages and bodies as they arrive; of text as UTF-8. */
  bytes: number;
  /** Messages; of a body the pieces in which it came. */
  messages: number;
  /** Taken into the window. */
  samples: number;
  /** What was refused: samples, lines, messages. */
  bad: number;
  /** By their numbers: not taken again. */
  duplicate: number;
  /** By their numbers: not there (yet). */
  missing: number;
  /** Samples that were dropped unread, as so much waited that they would have been evicted anyway. */
  dropped: number;
  /** How long what was decoded last had waited for that. */
  lag: number;
  /** Connections that were opened. */
  connections: number;
}

/** What a feed has to say at once. */
export type FeedWord =
  | { kind: 'state'; state: FeedState }
  | { kind: 'problem'; problem: Problem }
  /** How shall it be connected again? `EngineApi.resume` tells, by the question's number. */
  | { kind: 'resume'; question: number; attempt: number };

export interface FeedReport {
  feed: FeedId;
  state: FeedState;
  counters: FeedCounters;
  point: FeedPoint;
  /** Since the report before. */
  words: FeedWord[];
}

/** What a page does by `EngineApi.connect`. */
export interface FeedOrder {
  feed: FeedId;
  plan: FeedPlan;
  /** Where an engine that died had come to. */
  point: FeedPoint | null;
  /** Of the type 'readable', where it can be moved; else the page supplies what it reads. */
  readable?: ReadableStream<unknown> | undefined;
}
