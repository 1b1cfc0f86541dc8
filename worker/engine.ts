/**
 * The engine: takes what the page and the sinks send, holds the streams, paints their views.
 * Pure but for its host, which is the clock, the display's frames and the canvases; the same in a worker and in a page.
 */

import { type Batch, columnsOf } from './batch.js';
import { type CreateCanvas, createScratch } from './canvas.js';
import type { Customs } from './feeds/custom.js';
import type { FeedOrder } from './feeds/feed-types.js';
import type { Network } from './feeds/network.js';
import { createPump } from './feeds/pump.js';
import { StreamFeeds } from './feeds/stream-feeds.js';
import type { Pack } from './pack.js';
import type {
  Answer,
  EngineApi,
  EngineStats,
  Failure,
  FrameReply,
  Picture,
  Report,
  RequestOperation,
  SinkId,
  SinkMessage,
  SinkReply,
  SinkReport,
  StreamId,
  StreamMessage,
  StreamReply,
  ViewId,
  ViewMessage,
} from './protocol.js';
import { sharedWatch } from './shared-watch.js';
import { type AttachedSink, Stream } from './stream.js';
import { unansweredFrames } from './unanswered.js';
import { View } from './view.js';

/** What the engine needs of the place where it runs. */
export interface Host {
  /** ms since 1970, with fractions, on the clock that pushes are stamped with. */
  now(): number;
  /** Calls back before the display's next frame, if there is one. */
  requestFrame(callback: () => void): void;
  /** Gives what cancels it. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back once the thread has done what waits by then, and has painted if it is time to. */
  soon(callback: () => void): void;
  network: Network;
  /** Feeds and decoders that the worker's own script brings. */
  customs: Customs;
  /** Of whichever kind there is; null where there is none. */
  createCanvas: CreateCanvas | null;
  /** Whether they are OffscreenCanvases: bitmaps are the default then. */
  offscreen: boolean;
  /** Whether memory can be shared with the page. */
  shared: boolean;
  /** An error that no call can be answered with. */
  report(error: unknown): void;
}

/** A view whose frame takes longer than this to come is not visible, and no longer waited for; ms. */
const PRESENTED_WITHIN = 250;

/**
 * What producers say with every frame comes now before the engine's own, now after, by less than this, ms. It is left
 * until so much later, and shown with the next frame: else one frame would show nothing new, and another twice as much.
 */
const UNEVEN = 4;
/**
 * So many frames without anything to paint are asked for before it is waited for a change. A display from which a worker's
 * frames are ordered anew with every change gives them unevenly, and leaves some out.
 */
const IDLE_FRAMES = 6;

/** The calls that the engine itself answers; the rest of `EngineApi` belongs to the thread that it runs in. */
export type Engine = Omit<EngineApi, 'hello' | 'release' | 'fonts'>;

export function createEngine(host: Host): Engine {
  const streams = new Map<StreamId, Stream>();
  const scratch = host.createCanvas && createScratch(host.createCanvas);
  /** The reply to the last frame: what is asked later is answered later. */
  let answered: Promise<unknown> = Promise.resolve();
  const waiting = new Set<{ stream: Stream; version: number; done: () => void }>();
  let frameAsked = false;
  let idleFrames = 0;
  const watch = sharedWatch({ ...host, streams, askForFrame, changed });
  const pump = createPump(host.now, host.soon);
  const unanswered = unansweredFrames({ now: host.now, streams, changed, failed });

  function askForFrame(): void {
    if (frameAsked) return;
    frameAsked = true;
    host.requestFrame(paintFrame);
  }

  function paintFrame(): void {
    frameAsked = false;
    const now = host.now();
    watch.framed(now);
    if (!takeWaiting(now - UNEVEN)) host.after(UNEVEN, () => takeWaiting());
    idleFrames++;
    for (const stream of streams.values()) {
      for (const view of stream.views.values()) {
        if (view.state.output !== 'canvas' || !view.isBehind(stream)) continue;
        idleFrames = 0;
        if (view.isDue(host.now())) paint(stream, view);
        else askForFrame();
      }
    }
    if (idleFrames < IDLE_FRAMES) askForFrame();
    settleWaiting();
  }

  /** Takes what was said by then without waiting for an answer, or left in shared memory, or all of it. Whether that was all. */
  function takeWaiting(by?: number): boolean {
    const shared = watch.take(by);
    return unanswered.take(by) && shared;
  }

  /** Whether it could be. */
  function paint(stream: Stream, view: View): boolean {
    try {
      view.paint(stream, host.now);
      return true;
    } catch (error) {
      host.report(error);
      return false;
    }
  }

  /** Paints a view whose output comes back, and adds what it shows to the pictures of the reply. */
  async function addPicture(stream: Stream, id: ViewId, view: View, pictures: StreamReply['pictures']): Promise<void> {
    let picture: Picture | null = null;
    try {
      if (paint(stream, view)) picture = await view.chart(scratch);
    } catch (error) {
      host.report(error);
    }
    pictures.push({ view: id, picture });
  }

  /** A stream's picture may have changed: its canvases are painted with the next frame. */
  function changed(stream: Stream): void {
    for (const view of stream.views.values()) {
      if (view.state.output === 'canvas' && view.isBehind(stream)) askForFrame();
    }
  }

  function settleWaiting(): void {
    for (const wait of waiting) {
      const behind = [...wait.stream.views.values()].some((view) => view.state.visible && view.painted < wait.version);
      if (!behind || !streams.has(wait.stream.id)) wait.done();
    }
  }

  function painted(id: StreamId): Promise<void> {
    const stream = streams.get(id);
    if (!stream) return Promise.resolve();
    return new Promise((resolve) => {
      const wait = { stream, version: stream.version, done };
      function done() {
        waiting.delete(wait);
        resolve();
      }
      waiting.add(wait);
      settleWaiting();
      if (waiting.has(wait)) host.after(PRESENTED_WITHIN, done);
    });
  }

  function updateView(stream: Stream, { view: id, state, canvas, look }: ViewMessage): void {
    const view = stream.views.get(id);
    if (!state) {
      view?.end();
      stream.views.delete(id);
    } else if (view && !canvas) view.update(state, look);
    else {
      const made = new View(state, canvas ?? null, look);
      stream.views.set(id, made);
      // A canvas that was lost, with the graphics process perhaps, comes back empty.
      canvas?.addEventListener('contextrestored', () => {
        made.forgetShown();
        if (stream.views.get(id) === made) changed(stream);
      });
    }
  }

  /** Adds the answer to a request to those of the reply. */
  async function addAnswer(stream: Stream, operation: RequestOperation, answers: Answer[]): Promise<void> {
    const { request } = operation;
    try {
      if (operation.kind === 'data') answers.push({ request, data: stream.data() });
      else {
        const format = operation.format ?? (host.offscreen ? 'bitmap' : 'svg');
        const { pixelRatio, html } = operation;
        const picture = await stream.render(format, pixelRatio, html, host.offscreen ? scratch : null);
        answers.push({ request, picture });
      }
    } catch (error) {
      answers.push({ request, failure: failureOf(error) });
    }
  }

  /** Everything takes effect at once; only what takes time, as bitmaps do, is waited for. */
  function frame(number: number, messages: StreamMessage[], pack: Pack | null): Promise<FrameReply> {
    unanswered.taken = number;
    if (pack) unanswered.takePack(pack);
    const replies: StreamReply[] = [];
    const unfinished: Promise<void>[] = [];
    for (const message of messages) {
      const reply = replyOrFailure(message, unfinished);
      if (reply) replies.push(reply);
    }
    const finished = finish(replies, unfinished);
    answered = finished;
    return finished;
  }

  async function finish(replies: StreamReply[], unfinished: Promise<void>[]): Promise<FrameReply> {
    const packs = unanswered.emptied();
    // Mostly there is nothing to wait for.
    if (unfinished.length > 0) await Promise.all(unfinished);
    // Not before the reply: whoever waits for a picture that it carries must have it first.
    if (waiting.size > 0) host.after(0, settleWaiting);
    return { replies, packs };
  }

  function append(number: number, messages: StreamMessage[], pack: Pack | null): void {
    unanswered.add(number, messages, pack);
    askForFrame();
  }

  function replyOrFailure(message: StreamMessage, unfinished: Promise<void>[]): StreamReply | null {
    const failure = unanswered.failures.get(message.stream);
    if (failure) {
      unanswered.failures.delete(message.stream);
      return failure;
    }
    try {
      return replyTo(message, unfinished);
    } catch (error) {
      const stream = streams.get(message.stream);
      if (!stream) throw error;
      return failed(stream, error);
    }
  }

  /** A stream that can't go on, for want of memory perhaps, is let go, and the others go on. */
  function failed(stream: Stream, error: unknown): StreamReply {
    const report = reportOf(stream);
    close(stream.id);
    return { stream: stream.id, batches: [], answers: [], pictures: [], report, failure: failureOf(error) };
  }

  /** The reply, complete once what it adds to `unfinished` has settled. */
  function replyTo(message: StreamMessage, unfinished: Promise<void>[]): StreamReply | null {
    const { stream: id, open, views, operations, wanted, ring } = message;
    if (open) streams.set(id, new Stream(id, open));
    const stream = streams.get(id);
    if (!stream) return null;
    stream.takeShared(host.now());
    for (const view of views) updateView(stream, view);
    const answers: Answer[] = [];
    const pictures: StreamReply['pictures'] = [];
    for (const operation of operations) {
      if (operation.kind === 'append') {
        stream.take(stream.page, operation.batch);
        stream.emptied.push(operation.batch);
      } else if (operation.kind === 'clear') stream.clear();
      else if (operation.kind === 'configure') stream.configure(operation.options);
      else unfinished.push(addAnswer(stream, operation, answers));
    }
    for (const id of wanted) {
      const view: View | undefined = stream.views.get(id);
      if (!view?.isBehind(stream) || !view.isDue(host.now())) continue;
      unfinished.push(addPicture(stream, id, view, pictures));
    }
    const shared = host.shared ? stream.share(stream.page, ring, stream.ring.series.length) : undefined;
    watch.begin(stream);
    changed(stream);
    const batches = stream.emptied;
    stream.emptied = [];
    const reply: StreamReply = { stream: id, batches, answers, pictures, report: reportOf(stream) };
    if (shared !== undefined) reply.ring = shared;
    return reply;
  }

  function attach(id: StreamId, sink: SinkId, port: MessagePort): void {
    const stream = streams.get(id);
    if (!stream) {
      port.close();
      return;
    }
    const zero = { pushed: 0, received: 0, dropped: 0, pending: 0, lost: 0 };
    const entry: AttachedSink = { port, before: zero, received: 0, shared: null, found: 0, ended: false };
    stream.sinks.set(sink, entry);
    port.onmessage = ({ data }: MessageEvent<SinkMessage>) => {
      const batches: Batch[] = [];
      unanswered.take();
      stream.takeShared(host.now());
      for (const operation of data.operations) {
        if (operation.kind === 'clear') stream.clear();
        else {
          stream.take(entry, operation.batch);
          batches.push(operation.batch);
        }
      }
      entry.before = data.counters;
      if (data.closed) {
        entry.ended = true;
        port.close();
        return;
      }
      const ring = host.shared ? stream.share(entry, data.ring, data.names?.length ?? 1, data.names) : undefined;
      if (ring !== undefined) port.postMessage({ ring } satisfies SinkReply);
      port.postMessage({ batches } satisfies SinkReply, columnsOf(batches));
      watch.begin(stream);
      changed(stream);
      if (data.flush) painted(id).then(() => port.postMessage({ painted: true } satisfies SinkReply));
    };
  }

  function connect(id: StreamId, order: FeedOrder): void {
    const stream = streams.get(id);
    if (!stream) {
      order.readable?.cancel().catch(() => {});
      return;
    }
    stream.feeds ??= feedsOf(stream);
    stream.feeds.connect(order);
  }

  const feedsOf = (stream: Stream) =>
    new StreamFeeds({
      ...host,
      pump,
      take(batch) {
        try {
          stream.append(batch);
        } catch (error) {
          if (streams.get(stream.id) === stream) unanswered.failures.set(stream.id, failed(stream, error));
        }
      },
      changed: () => changed(stream),
      numeric: () => stream.numeric,
      stream: () => stream.forFeeds,
    });

  /** What is said of a sink that has ended is said once, and the sink forgotten. */
  function reportOf(stream: Stream): Report {
    const report = {
      stream: stream.id,
      frame: unanswered.taken,
      n: stream.ring.n,
      received: stream.page.received,
      shared: stream.page.found,
      gaps: stream.ring.gaps,
      frames: stream.frames,
      sinks: stream.sinks.size > 0 ? sinksOf(stream) : [],
      feeds: stream.feeds?.reports() ?? [],
      labels: stream.labels,
      clears: stream.clears,
    };
    for (const { sink, ended } of report.sinks) if (ended) stream.sinks.delete(sink);
    return report;
  }

  function close(id: StreamId): void {
    const stream = streams.get(id);
    for (const { port } of stream?.sinks.values() ?? []) port.close();
    for (const view of stream?.views.values() ?? []) view.end();
    stream?.feeds?.end();
    streams.delete(id);
    unanswered.failures.delete(id);
    settleWaiting();
  }

  /**
   * Answers once all frames have been answered, in the very turn in which that is so: in a page's own thread a frame may
   * come at any time between, and what it has taken must not be told before its reply.
   */
  async function afterFrames<T>(answer: () => T | Promise<T>): Promise<T> {
    for (;;) {
      const last = answered;
      await last;
      if (last === answered) return answer();
    }
  }

  function statsOf(id: StreamId): EngineStats | null {
    const stream = streams.get(id);
    if (!stream) return null;
    const now = host.now();
    return {
      ...reportOf(stream),
      index: stream.ring.end,
      frameMs: stream.frameMs.percentiles(now),
      latencyMs: stream.latencyMs.percentiles(now),
    };
  }

  /** What the page says takes effect after what it said before. */
  const next =
    <Given extends unknown[], Answered>(call: (...given: Given) => Answered) =>
    (...given: Given): Answered => {
      unanswered.take();
      return call(...given);
    };

  return {
    frame: next(frame),
    append,
    painted: next(painted),
    shown: async (id, view) => streams.get(id)?.views.get(view)?.shown ?? false,
    stats: next((id) => afterFrames(() => statsOf(id))),
    attach: next(attach),
    detach(id, sink) {
      const sinks = streams.get(id)?.sinks;
      sinks?.get(sink)?.port.close();
      sinks?.delete(sink);
    },
    connect: next(connect),
    disconnect: (id, feed) => streams.get(id)?.feeds?.disconnect(feed),
    async heard(id) {
      const stream = streams.get(id);
      await stream?.feeds?.heard();
      return afterFrames(() => (stream?.feeds && streams.get(id) === stream ? reportOf(stream) : null));
    },
    resume: (id, feed, question, answer) => streams.get(id)?.feeds?.resume(feed, question, answer),
    supply: async (id, feed, supply) => streams.get(id)?.feeds?.supply(feed, supply) ?? false,
    chart: next((id, view) =>
      afterFrames(async () => (await streams.get(id)?.views.get(view)?.chart(scratch)) ?? null),
    ),
    // What is asked for most often: what waits for the next frame is left to that.
    inspect: async (id, view, inspection) => {
      const stream = streams.get(id);
      return stream?.views.get(view)?.inspect(stream, inspection) ?? null;
    },
    ping: next(() => afterFrames(() => [...streams.values()].map(reportOf))),
    close: next(close),
  };
}

const sinksOf = (stream: Stream): SinkReport[] =>
  [...stream.sinks].map(([sink, { before, received, shared, found, ended }]) => {
    // What it leaves in shared memory is counted there.
    const waiting = shared?.waiting ?? 0;
    const counters = {
      ...before,
      pushed: before.pushed + found + waiting,
      received: before.received + received,
      pending: before.pending + waiting,
    };
    return { sink, counters, ended };
  });

function failureOf(error: unknown): Failure {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };
}
