/** A producer of samples anywhere: what `openSink` makes of a port that a stream has given away. */

import { columnsOf } from '../worker/batch.js';
import type { Counters, SinkControl, SinkMessage, SinkReply, SinkWord } from '../worker/protocol.js';
import type { Regular } from '../worker/regular.js';
import { describe } from '../worker/rules.js';
import {
  type Columns,
  checkSamples,
  type Numeric,
  type Row,
  takeColumns,
  takeRow,
  takeX,
  takeXs,
  takeY,
  type X,
  type Y,
} from '../worker/samples.js';
import { abortError, closedError, EngineError, quotaError } from './errors.js';
import { setIdleTimer } from './frame-clock.js';
import { type Mark, MOST_WAITING, NOTHING, Outbox } from './outbox.js';
import { SharedPath } from './shared-path.js';
import { takeOver, wantsTransfer } from './take-over.js';

export interface Sink {
  /** As `LiveStream.push`. */
  push(x: X, y: Y | Row<Y>): void;
  /** As `LiveStream.extend`. */
  extend(xs: ArrayLike<X> | Regular, ys: Columns<Y>, options?: { transfer?: boolean | undefined }): void;
  clear(): void;
  /** Resolves when everything pushed before has been painted by every visible view. */
  flush(): Promise<void>;
  /** Ends the sink once the engine has what was pushed, within a second. Its samples stay in the window. */
  close(): Promise<void>;
}

/** A port that is a stream's has word from it waiting; one that has none for so long, ms, is not. */
const KNOWN_WITHIN = 2000;
/** Between two messages, ms: enough to gather samples that are pushed one by one, too short to be seen. */
const GATHER = 4;
const CLOSE_WITHIN = 1000;
/** Whether it may be what a sample has on several series. */
const isRow = (y: unknown): y is object => typeof y === 'object' && y !== null && !(y instanceof Date);

const opened = new WeakSet<MessagePort>();

const inUse = () => new DOMException('the port has a sink already', 'InvalidStateError');
const unknown = () =>
  new DOMException('the port leads to no stream: it must come from LiveStream.port()', 'InvalidStateError');

/**
 * Makes a sink of a port from `LiveStream.port()`, at once and in any thread.
 * @throws TypeError for anything but a port; InvalidStateError for a port that has a sink already.
 */
export function openSink(port: MessagePort): Sink {
  if (typeof MessagePort !== 'function' || !(port instanceof MessagePort)) {
    throw new TypeError(`port must be a MessagePort from LiveStream.port(), got ${describe(port)}`);
  }
  if (opened.has(port)) throw inUse();
  opened.add(port);

  const outbox = new Outbox(Number.POSITIVE_INFINITY);
  const shared = new SharedPath(outbox, wake);
  let window = Number.POSITIVE_INFINITY;
  /** Something waits in shared memory, and the engine has to be told. */
  let waking = false;
  let numeric: Numeric = null;
  /** Of the series; null where there is one without a name. Before the page's first word those that were pushed. */
  let names: readonly string[] | null = null;
  let row = new Float64Array(0);
  let data: MessagePort | null = null;
  let out = false;
  let scheduled = false;
  let lastSent = Number.NEGATIVE_INFINITY;
  /** Why nothing more can be done with it. */
  let closed: DOMException | null = null;
  let ended = () => {};
  let ending = false;
  /** Ways to an engine that it has been given. */
  let ways = 0;
  let underWay = 0;
  let received = 0;
  const counters = { pushed: 0, received: 0, dropped: 0, pending: 0, lost: 0 };
  /** Flushes on their way, in the order in which they will be painted. */
  const flushes: Mark[][] = [];

  const say = (word: SinkWord) => port.postMessage(word);
  say({ kind: 'opened' });
  // Twice: where the thread was held up, the word that waits is read between the two.
  setIdleTimer(() => setIdleTimer(() => numeric === null && end(unknown()), KNOWN_WITHIN / 2), KNOWN_WITHIN / 2);

  function schedule(): void {
    if (scheduled || out || !data) return;
    scheduled = true;
    const wait = GATHER - (performance.now() - lastSent);
    if (wait > 0) setTimeout(send, wait);
    // Once the caller is through, so that what it pushes in one go travels together.
    else queueMicrotask(send);
  }

  function wake(): void {
    waking = true;
    schedule();
  }

  function send(): void {
    scheduled = false;
    shared.publish();
    if (!data || out || (outbox.empty && !waking)) return;
    waking = false;
    // What waits would be, with what is left in shared memory, more than a window: the engine is to take that first.
    const held = shared.waiting > 0 && shared.waiting + outbox.length > window;
    const { operations, batches, marks, samples } = held ? NOTHING : outbox.take();
    underWay = samples;
    out = shared.barred = true;
    lastSent = performance.now();
    const flush = marks.length > 0;
    if (flush) flushes.push(marks);
    const message: SinkMessage = { operations: operations as SinkMessage['operations'], counters: counted(), flush };
    const ring = globalThis.crossOriginIsolated ? shared.ask(window) : undefined;
    if (ring !== undefined) Object.assign(message, { ring, names: names ?? undefined });
    data.postMessage(message, columnsOf(batches));
  }

  /** As they are once what is under way has been taken; what was left in shared memory is counted there. */
  function counted(): Counters {
    return { ...counters, dropped: outbox.dropped, pending: outbox.length };
  }

  function answered({ data: reply }: MessageEvent<SinkReply>): void {
    if ('painted' in reply) {
      for (const mark of flushes.shift() ?? []) mark.resolve();
      return;
    }
    if ('ring' in reply) {
      shared.open(reply.ring);
      return;
    }
    received += underWay;
    underWay = 0;
    out = shared.barred = false;
    outbox.recycle(reply.batches);
    counters.pushed -= shared.relieve();
    if (!outbox.empty) schedule();
    else if (shared.waiting === 0) ended();
  }

  /** The engine died: what it had acknowledged stays received, what was under way is lost. */
  function died(): void {
    data?.close();
    data = null;
    out = waking = shared.barred = false;
    const left = shared.close();
    counters.pushed += left.pushed;
    counters.received += received + left.received;
    counters.lost += underWay;
    received = underWay = 0;
    const reason = new EngineError('died', 'the engine died before it had painted');
    for (const mark of flushes.splice(0).flat()) mark.reject(reason);
  }

  /** Nothing more comes: what waits is dropped. From now on calls throw `reason`. */
  function end(reason: DOMException, rejection = reason): void {
    if (ending) return;
    ending = true;
    closed ??= reason;
    for (const mark of [...outbox.discard(), ...flushes.splice(0).flat()]) mark.reject(rejection);
    shared.publish();
    const last = counted();
    data?.postMessage({ operations: [], counters: last, flush: false, closed: true } satisfies SinkMessage);
    // The page hears of what is under way as pending; the engine counts it when it comes to it.
    const { written, waiting } = shared;
    const told: Counters = {
      ...last,
      pushed: last.pushed + written,
      received: last.received + received + written - waiting,
      pending: underWay + waiting,
    };
    say({ kind: 'closed', counters: told, ways });
    data?.close();
    data = null;
    port.close();
    ended();
  }

  port.onmessage = ({ data: control }: MessageEvent<SinkControl>) => {
    switch (control?.kind) {
      case 'options':
        numeric = control.numeric;
        window = control.maxPoints;
        names = control.names;
        outbox.resize(window);
        layOut(control.weights);
        break;
      case 'data':
        if (data) died();
        ways++;
        data = control.port;
        data.onmessage = answered;
        if (!outbox.empty) schedule();
        break;
      case 'refused':
        // The port is another sink's: nothing more is said on it.
        port.close();
        end(inUse());
        break;
      case 'died':
        died();
        break;
      case 'closed':
        end(closedError('the stream of this sink'), abortError('the stream'));
    }
  };

  /** Samples have so many y from now on, which are smoothed so. */
  function layOut(weights: readonly number[]): void {
    row = row.length === weights.length ? row : new Float64Array(weights.length);
    outbox.layOut(weights, names ?? undefined);
    shared.layOut(weights.length, names ?? undefined);
  }

  /**
   * Whose y are given, to check them by; null for one without a name. Before the page's first word that is told by what
   * they are: the engine leaves out those of series that the stream doesn't have.
   */
  function namesFor(y: unknown, single: boolean): readonly string[] | null {
    if (numeric !== null) return names;
    const count = Array.isArray(y) || ArrayBuffer.isView(y) ? (y as ArrayLike<unknown>).length : 1;
    const isNamed = !single && !Array.isArray(y) && !ArrayBuffer.isView(y);
    names = isNamed ? [...new Set([...(names ?? []), ...Object.keys(y as object)])] : null;
    layOut(Array<number>(names?.length ?? (single ? 1 : count)).fill(0));
    return names ?? (single ? null : Array.from(row, (_, k) => `${k}`));
  }

  function pushed(count: number): void {
    counters.pushed += count;
    schedule();
  }

  function checkOpen(): void {
    if (closed) throw closed;
  }

  return {
    push(x, y) {
      checkOpen();
      const taken = typeof x === 'number' && x - x === 0 ? x : takeX(x, numeric);
      const of = typeof y === 'number' && names === null && row.length < 2 ? null : namesFor(y, !isRow(y));
      if (of !== null) {
        takeRow(y, of, row);
        if (typeof taken === 'number' && shared.pushRow(taken, row)) return;
        outbox.pushRow(taken, row);
      } else {
        const value = typeof y === 'number' ? y : takeY(y);
        if (typeof taken === 'number' && shared.push(taken, value)) return;
        outbox.push(taken, value);
      }
      pushed(1);
    },
    extend(given, ys, options = {}) {
      checkOpen();
      const transfer = wantsTransfer(options);
      const of = namesFor(ys, !isRow(Array.isArray(ys) ? ys[0] : ys) || ArrayBuffer.isView(ys));
      const columns = takeColumns(ys, of);
      const xs = takeXs(given, columns);
      const labels = checkSamples(xs, columns, of, numeric);
      const { length } = xs;
      if (length === 0) return;
      const whole = transfer && columns.length === 1 ? takeOver(xs, columns[0]) : null;
      if (!whole && !labels && shared.extend(xs, columns, numeric)) return;
      if (whole) outbox.adopt(whole.x, whole.y, xs);
      else outbox.extend(xs, columns, numeric);
      pushed(length);
    },
    clear() {
      checkOpen();
      outbox.clear();
      schedule();
    },
    async flush() {
      checkOpen();
      if ((out || !data) && !outbox.endsInMark && outbox.waiting >= MOST_WAITING) {
        throw quotaError(`${MOST_WAITING} flushes of this sink wait`);
      }
      return new Promise<void>((resolve, reject) => {
        outbox.mark({ resolve, reject });
        schedule();
      });
    },
    async close() {
      if (closed) return;
      closed = closedError('the sink');
      if (!outbox.empty || out || shared.waiting > 0) {
        await new Promise<void>((resolve) => {
          ended = resolve;
          setTimeout(resolve, CLOSE_WITHIN);
          if (shared.waiting > 0) wake();
        });
      }
      end(closed, abortError('the sink'));
    },
  };
}
