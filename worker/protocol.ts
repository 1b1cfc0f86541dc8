/**
 * What crosses the thread boundary: types only, and nothing but these.
 *
 * The page calls `EngineApi` through Comlink. Samples travel in `frame`, one call an animation frame for all streams;
 * its reply hands the emptied columns back and is the acknowledgement. Most frames that carry samples alone go by `append`
 * instead, a bare message without an answer; and where several streams have nothing else to say, their samples go in a
 * `Pack`, which no reply answers stream by stream. Reports say which frames they include, and so acknowledge these. Where
 * memory can be shared, samples are left in a ring there instead, while nothing else has to come before them. A sink
 * speaks to the engine through a port of its own (`SinkMessage`, `SinkReply`); what the page tells a sink is a
 * `SinkControl`.
 */

import type { Batch } from './batch.js';
import type { FeedId, FeedOrder, FeedReport, ResumeAnswer, Supply } from './feeds/feed-types.js';
import type { Choice, Inspected, Inspection } from './inspection-types.js';
import type { ChartOptions } from './options.js';
import type { Pack } from './pack.js';
import type { Interval } from './scales.js';
import type { Rectangle } from './still.js';
import type { Look } from './theme.js';

export type Output = 'canvas' | 'bitmap' | 'svg';
export type Format = 'bitmap' | 'svg';

/** A stream's name, unique within a page. */
export type StreamId = number;
export type ViewId = number;
export type SinkId = number;

export interface EngineApi {
  /** Answered once the engine can work: the ready signal. Takes the Web Lock `lock`, held for life, before it answers. */
  hello(lock: string | null): Promise<Hello>;
  /** Gives the lock up, for the back/forward cache. */
  release(): void;
  /** @param frame counts the calls of this and of `append` */
  frame(frame: number, messages: StreamMessage[], pack: Pack | null): Promise<FrameReply>;
  /** A frame of nothing but samples, which is not answered: the next one that is hands their columns back, too. */
  append(frame: number, messages: StreamMessage[], pack: Pack | null): void;
  /** Resolves when every visible view shows what the engine has taken by now, or 250 ms have passed. */
  painted(stream: StreamId): Promise<void>;
  /** Resolves with true once a view has been painted; with false where it is not known, or no more. */
  shown(stream: StreamId, view: ViewId): Promise<boolean>;
  stats(stream: StreamId): Promise<EngineStats | null>;
  /** What a view shows; null where it has nothing to show. */
  chart(stream: StreamId, view: ViewId): Promise<Picture | null>;
  /** What a view shows where; null where it has shown nothing. */
  inspect(stream: StreamId, view: ViewId, inspection: Inspection): Promise<Inspected | null>;
  /** Lets a sink's samples in through a port. */
  attach(stream: StreamId, sink: SinkId, port: MessagePort): void;
  /** Forgets a sink that was closed before its port had reached it. */
  detach(stream: StreamId, sink: SinkId): void;
  /** Lets a feed run, which the engine reads itself. */
  connect(stream: StreamId, order: FeedOrder): void;
  /** Ends one. */
  disconnect(stream: StreamId, feed: FeedId): void;
  /** Resolves with what a stream's feeds have to say, once they have; null where there is no such stream (any more). */
  heard(stream: StreamId): Promise<Report | null>;
  /** Answers a feed that asks how it is to be connected again. */
  resume(stream: StreamId, feed: FeedId, question: number, answer: ResumeAnswer): void;
  /** What the page reads for a feed. Resolves once there is room for more: with false where the feed has ended. */
  supply(stream: StreamId, feed: FeedId, supply: Supply): Promise<boolean>;
  /**
   * Answers once a list of families, of which these are the page's own faces, can be painted with in the characters of
   * `sample`, or can't be had.
   */
  fonts(faces: FontSource[], families: string, sample: string): Promise<void>;
  /** Answers the liveness check, with the state of every stream. */
  ping(): Promise<Report[]>;
  close(stream: StreamId): void;
}

export interface Hello {
  /** Whether the engine can make bitmaps. */
  offscreen: boolean;
  /** Whether it can share memory. */
  shared: boolean;
}

/** All that a page has to say of one stream in one frame. Options, where given, come first; operations are in order. */
export interface StreamMessage {
  stream: StreamId;
  /** Makes the stream; sent once to each engine. */
  open?: ChartOptions;
  views: ViewMessage[];
  operations: Operation[];
  /** Views of outputs that come back which want to see what is new. */
  wanted: ViewId[];
  /** Asks for a ring in shared memory with room for so many samples; 0 for none any more. */
  ring?: number;
}

export type Operation =
  | { kind: 'append'; batch: Batch }
  | { kind: 'clear' }
  | { kind: 'configure'; options: ChartOptions }
  | { kind: 'render'; request: number; format: Format | undefined; pixelRatio: number; html: boolean }
  | { kind: 'data'; request: number };

/** What is answered. */
export type RequestOperation = Extract<Operation, { request: number }>;

export interface ViewMessage {
  view: ViewId;
  /** null unmounts. */
  state: ViewState | null;
  /** With the first message for an output of 'canvas'; a page's own canvas where the engine runs in it. */
  canvas?: OffscreenCanvas;
  /** Where it is not as it was. */
  look?: Look;
}

/** What a FontFace is made of: the page's own fonts are none of the worker's. */
export interface FontSource {
  family: string;
  /** URLs in it are absolute. */
  source: string;
  descriptors: FontFaceDescriptors;
}

export interface ViewState {
  output: Output;
  /** CSS px. */
  width: number;
  height: number;
  pixelRatio: number;
  visible: boolean;
  /** Most frames a second; Infinity for as many as the display shows. */
  maxFps: number;
  /** What a reader has chosen to see; all, where it is absent. */
  choice?: Choice;
}

/** `EngineApi.append` as a bare message among Comlink's. */
export interface AppendMessage {
  append: StreamMessage[];
  frame: number;
  pack: Pack | null;
}

export interface FrameReply {
  replies: StreamReply[];
  /** The memory of packs that have been emptied. */
  packs: Float64Array[];
}

/** The engine's answer to a `StreamMessage`. */
export interface StreamReply {
  stream: StreamId;
  /** Emptied, to be refilled. */
  batches: Batch[];
  answers: Answer[];
  /** The engine could not go on with the stream, and has let it go; the report is the last one. */
  failure?: Failure;
  /** For views that were behind; null where painting failed. */
  pictures: { view: ViewId; picture: Picture | null }[];
  report: Report;
  /** What was asked for, where it could be had: whatever was in the ring before has been taken. */
  ring?: SharedArrayBuffer | null;
}

/** An error as data: classes don't survive the crossing. */
export interface Failure {
  name: string;
  message: string;
}

export type Answer =
  | { request: number; picture: Picture }
  | { request: number; data: WindowData }
  | { request: number; failure: Failure };

export interface WindowData {
  x: Float64Array | (number | string)[];
  /** Of the first series. */
  y: Float64Array;
  /** Of all series, in their order, where they have names. */
  ys?: Float64Array[];
}

export interface Picture {
  width: number;
  height: number;
  n: number;
  plot: Rectangle;
  domain: { x: Interval; y: Interval; y2?: Interval };
  bitmap?: ImageBitmap;
  svg?: string;
  html?: string;
}

/** Where the samples of one producer are. pushed = received + dropped + pending + lost, at every moment. */
export interface Counters {
  pushed: number;
  /** Taken by an engine. */
  received: number;
  /** Removed from an outbox unsent. */
  dropped: number;
  /** In an outbox, or sent and not yet acknowledged. */
  pending: number;
  /** Unacknowledged when a worker died. */
  lost: number;
}

export interface Report {
  stream: StreamId;
  /** The last frame that is in it. */
  frame: number;
  n: number;
  /** Samples taken from the page by this engine. */
  received: number;
  /** Of these, the ones that it left in shared memory. */
  shared: number;
  gaps: number;
  /** Frames painted by this engine. */
  frames: number;
  sinks: SinkReport[];
  feeds: FeedReport[];
  /** A label has been taken, from whomever, since the last `clear`. */
  labels: boolean;
  /** Clears taken, from whomever. */
  clears: number;
}

export interface Percentiles {
  /** NaN where nothing was measured. */
  p50: number;
  p99: number;
}

export interface SinkReport {
  sink: SinkId;
  counters: Counters;
  /** Its last report: the sink is closed. */
  ended: boolean;
}

export interface EngineStats extends Report {
  /** The ring's absolute index: samples taken from all producers, as the ring itself counts them. */
  index: number;
  frameMs: Percentiles;
  latencyMs: Percentiles;
}

/** From a sink to the engine. */
export interface SinkMessage {
  operations: Extract<Operation, { kind: 'append' | 'clear' }>[];
  /** As of this message, without what it left in shared memory: its samples count as received by the time that it is read. */
  counters: Counters;
  /** Asks for `painted` once all has been painted. */
  flush: boolean;
  /** As in a `StreamMessage`. */
  ring?: number;
  /** Of the series whose samples are to go there; absent where the stream has one without a name. */
  names?: readonly string[] | undefined;
  /** The last message: the sink is closed. */
  closed?: true;
}

/**
 * From the engine to a sink: the answer to a message, the word that a flush is done, or the memory that was asked for.
 * That comes before the answer, and by itself: what can't be shared with the sink's thread does not arrive.
 */
export type SinkReply = { batches: Batch[] } | { painted: true } | { ring: SharedArrayBuffer | null };

/** From the page to a sink, on the port that was given to it. */
export type SinkControl =
  | {
      kind: 'options';
      maxPoints: number;
      numeric: boolean;
      names: readonly string[] | null;
      weights: readonly number[];
    }
  /** A way to the engine. */
  | { kind: 'data'; port: MessagePort }
  /** The port has a sink already. */
  | { kind: 'refused' }
  | { kind: 'died' }
  | { kind: 'closed' };

/** From a sink to the page, on the same port. */
export type SinkWord =
  | { kind: 'opened' }
  /** With its last word on its samples, and how many ways to an engine it had been given by then. */
  | { kind: 'closed'; counters: Counters; ways: number };
