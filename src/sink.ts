/** A producer of samples anywhere: what `openSink` makes of a port that a stream has given away. */
import { describe } from '../worker/options.js';
import type { SinkControl, SinkMessage, SinkReply } from '../worker/protocol.js';
import { columnsOf } from '../worker/ring.js';
import { checkSamples, type Numeric, type Samples, takeX, takeY } from '../worker/samples.js';
import { abortError, closedError, EngineError } from './errors.js';
import { batchesOf, type Mark, Outbox } from './outbox.js';
import { takeOver } from './take-over.js';

export interface Sink {
  /** As `LiveStream.push`. */
  push(x: number | string | Date, y: number | null | undefined): void;
  /** As `LiveStream.extend`. */
  extend(
    xs: ArrayLike<number | string | Date>,
    ys: ArrayLike<number | null | undefined>,
    options?: { transfer?: boolean | undefined },
  ): void;
  clear(): void;
  /** Resolves when everything pushed before has been painted by every visible view. */
  flush(): Promise<void>;
  /** Ends the sink once the engine has what was pushed, within a second. Its samples stay in the window. */
  close(): Promise<void>;
}

/** Between two messages, ms: enough to gather samples that are pushed one by one, too short to be seen. */
const GATHER = 4;
const CLOSE_WITHIN = 1000;
const opened = new WeakSet<MessagePort>();

/**
 * Makes a sink of a port from `LiveStream.port()`, at once and in any thread.
 * @throws TypeError for anything but a port; InvalidStateError for a port that has a sink already.
 */
export function openSink(port: MessagePort): Sink {
  if (typeof MessagePort !== 'function' || !(port instanceof MessagePort)) {
    throw new TypeError(`port must be a MessagePort from LiveStream.port(), got ${describe(port)}`);
  }
  if (opened.has(port)) throw new DOMException('the port has a sink already', 'InvalidStateError');
  opened.add(port);

  const outbox = new Outbox(Number.POSITIVE_INFINITY);
  let numeric: Numeric = null;
  let data: MessagePort | null = null;
  let out = false;
  let scheduled = false;
  let lastSent = Number.NEGATIVE_INFINITY;
  let closed = false;
  let ended = () => {};
  let underWay = 0;
  let received = 0;
  const counters = { pushed: 0, received: 0, dropped: 0, pending: 0, lost: 0 };
  /** Flushes on their way, in the order in which they will be painted. */
  const flushes: Mark[][] = [];

  function schedule(): void {
    if (scheduled || out || !data) return;
    scheduled = true;
    const wait = GATHER - (performance.now() - lastSent);
    if (wait > 0) setTimeout(send, wait);
    // Once the caller is through, so that what it pushes in one go travels together.
    else queueMicrotask(send);
  }

  function send(): void {
    scheduled = false;
    if (!data || out || outbox.empty) return;
    const { operations, marks, samples } = outbox.take();
    underWay = samples;
    out = true;
    lastSent = performance.now();
    counters.dropped = outbox.dropped;
    counters.pending = outbox.length;
    const flush = marks.length > 0;
    if (flush) flushes.push(marks);
    const message = { operations: operations as SinkMessage['operations'], counters: { ...counters }, flush };
    data.postMessage(message satisfies SinkMessage, columnsOf(batchesOf(operations)));
  }

  function answered({ data: reply }: MessageEvent<SinkReply>): void {
    if ('painted' in reply) {
      for (const mark of flushes.shift() ?? []) mark.resolve();
      return;
    }
    received += underWay;
    underWay = 0;
    out = false;
    outbox.recycle(reply.batches);
    if (outbox.empty) ended();
    else schedule();
  }

  /** The engine died: what it had acknowledged stays received, what was under way is lost. */
  function died(): void {
    data?.close();
    data = null;
    out = false;
    counters.received += received;
    counters.lost += underWay;
    received = underWay = 0;
    const reason = new EngineError('died', 'the engine died before it had painted');
    for (const mark of flushes.splice(0).flat()) mark.reject(reason);
  }

  function end(reason: unknown): void {
    closed = true;
    for (const mark of [...outbox.discard().marks, ...flushes.splice(0).flat()]) mark.reject(reason);
    data?.close();
    data = null;
    port.close();
  }

  port.onmessage = ({ data: control }: MessageEvent<SinkControl>) => {
    switch (control.kind) {
      case 'options':
        numeric = control.numeric;
        outbox.resize(control.maxPoints);
        break;
      case 'data':
        if (data) died();
        data = control.port;
        data.onmessage = answered;
        if (!outbox.empty) schedule();
        break;
      case 'died':
        died();
        break;
      case 'closed':
        end(abortError('the stream'));
    }
  };

  function pushed(count: number): void {
    counters.pushed += count;
    schedule();
  }

  function checkOpen(): void {
    if (closed) throw closedError('the sink');
  }

  return {
    push(x, y) {
      checkOpen();
      const taken = takeX(x, numeric);
      outbox.push(taken, takeY(y));
      pushed(1);
    },
    extend(xs, ys, { transfer = false } = {}) {
      checkOpen();
      checkSamples(xs, ys, numeric);
      const { length } = xs;
      if (length === 0) return;
      const whole = transfer ? takeOver(xs, ys) : null;
      if (whole) outbox.adopt(whole.x, whole.y);
      else outbox.extend(xs as Samples, ys as Samples, numeric);
      pushed(length);
    },
    clear() {
      checkOpen();
      outbox.clear();
      schedule();
    },
    async flush() {
      checkOpen();
      return new Promise<void>((resolve, reject) => {
        outbox.mark({ resolve, reject });
        schedule();
      });
    },
    async close() {
      if (closed) return;
      closed = true;
      if (!outbox.empty || out) {
        await new Promise<void>((resolve) => {
          ended = resolve;
          setTimeout(resolve, CLOSE_WITHIN);
        });
      }
      end(abortError('the sink'));
    },
  };
}
