/**
 * A connection to one running engine, whose every call is answered, or rejected when the engine dies.
 * Comlink watches neither errors nor terminated workers, so each call is raced against death and close here.
 */
import * as Comlink from 'comlink';
import { columnsOf } from '../worker/batch.js';
import type { Pack } from '../worker/pack.js';
import type { AppendMessage, EngineApi, Hello, Report, StreamId, StreamMessage } from '../worker/protocol.js';
import { type Correspond, correspond } from './correspondence.js';
import { abortError, EngineError } from './errors.js';
import { Frames, type Pace, type Speaker } from './frames.js';
import { link } from './link.js';
import { READY_WITHIN } from './worker-source.js';

/** How often a worker is asked whether it is ready, ms. */
const ASK_EVERY = 250;

export interface Connection {
  readonly mode: 'worker' | 'in-process';
  /** Why it is not in a worker; '' where it is. */
  readonly reason: string;
  /** Whether the engine makes bitmaps. */
  readonly offscreen: boolean;
  /** Whether memory can be shared with it. */
  readonly shared: boolean;
  /** What streams have to say to it. */
  frames(clients: ReadonlyMap<StreamId, Speaker>, pace: Pace): Frames;
  /** Calls the engine; rejects when it dies or the connection is closed meanwhile. */
  call<T>(ask: (api: EngineApi) => T | Promise<T>): Promise<T>;
  append: EngineApi['append'];
  close(): void;
}

export interface Hooks {
  /** It is there, before an engine is. */
  loaded(correspond: Correspond): void;
  /** Something went wrong that ends nothing. */
  error(error: EngineError): void;
  reports(reports: Report[]): void;
  died(connection: Connection, error: EngineError): void;
}

/** What is moved, not copied, with a frame. */
function transferablesOf(messages: StreamMessage[], pack: Pack | null): Transferable[] {
  const transfer: Transferable[] = pack ? [pack.numbers.buffer as ArrayBuffer] : [];
  for (const { operations, views } of messages) {
    for (const operation of operations) if (operation.kind === 'append') columnsOf([operation.batch], transfer);
    for (const { canvas } of views) if (canvas) transfer.push(canvas);
  }
  return transfer;
}

/** The engine's interface over a worker's Comlink proxy, which `forget` ends. */
function remoteApi(worker: Worker): { api: EngineApi; forget(): void } {
  const remote = Comlink.wrap<EngineApi>(worker);
  // Each once: with every access Comlink makes another proxy, and has its end watched.
  const { hello, release, frame, painted, shown, stats, chart, inspect, attach, detach, fonts, ping, close } = remote;
  const { connect, disconnect, heard, resume, supply } = remote;
  const api: EngineApi = {
    hello: (lock) => hello(lock),
    release: () => void release(),
    frame: (number, messages, pack) => frame(number, Comlink.transfer(messages, transferablesOf(messages, pack)), pack),
    append: (number, messages, pack) => {
      const message: AppendMessage = { append: messages, frame: number, pack };
      worker.postMessage(message, transferablesOf(messages, pack));
    },
    painted: (stream) => painted(stream),
    shown: (stream, view) => shown(stream, view),
    stats: (stream) => stats(stream),
    chart: (stream, view) => chart(stream, view),
    inspect: (stream, view, inspection) => inspect(stream, view, inspection),
    attach: (stream, sink, port) => attach(stream, sink, Comlink.transfer(port, [port])),
    detach: (stream, sink) => detach(stream, sink),
    connect: (stream, order) => connect(stream, order.readable ? Comlink.transfer(order, [order.readable]) : order),
    disconnect: (stream, feed) => disconnect(stream, feed),
    heard: (stream) => heard(stream),
    resume: (stream, feed, question, answer) => resume(stream, feed, question, answer),
    supply: (stream, feed, given) => supply(stream, feed, given),
    fonts: (faces, families, sample) => fonts(faces, families, sample),
    ping: () => ping(),
    close: (stream) => close(stream),
  };
  // Comlink keeps calls that are never answered, and by them all that waits for the answers.
  return { api, forget: () => remote[Comlink.releaseProxy]() };
}

/**
 * Resolves with what the worker says first: that it is ready, or that it failed. It is asked again and again: a script
 * that is not through when it first gives way, as with a dynamic import, misses what was sent before.
 * @param early what the worker has told of itself so far
 */
function ready(worker: Worker, early: Event[], api: EngineApi, lock: string | null): Promise<Hello> {
  return new Promise((resolve, reject) => {
    const ending = new AbortController();
    const ask = () => void api.hello(lock).then(resolve, reject).finally(end);
    const asking = setInterval(ask, ASK_EVERY);
    const timer = setTimeout(() => fail(`no answer within ${READY_WITHIN} ms`), READY_WITHIN);
    function end(): void {
      clearInterval(asking);
      clearTimeout(timer);
      ending.abort();
    }
    function fail(reason: string): void {
      end();
      reject(new Error(reason));
    }
    const failed = (event: Event) => fail((event as ErrorEvent).message || 'its script could not be loaded');
    worker.addEventListener('error', failed, { signal: ending.signal });
    const failure = early.find(({ type }) => type === 'error');
    if (failure) failed(failure);
    else ask();
  });
}

const hasLocks = () =>
  typeof navigator !== 'undefined' && typeof navigator.locks === 'object' && navigator.locks !== null;

const lockName = () => `ringplot-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;

/**
 * Connects to a worker, which is for the caller to end where that fails.
 * @param early events that tell of its errors: what came before somebody listened here is among them, and what comes meanwhile
 */
export async function connectWorker(
  worker: Worker,
  early: Event[],
  silence: number,
  hooks: Hooks,
): Promise<Connection> {
  const { api, forget } = remoteApi(worker);
  let lock = hasLocks() ? lockName() : null;
  let hello: Hello;
  try {
    const answer = ready(worker, early, api, lock);
    // What views do before there is an engine, they do while it starts.
    hooks.loaded(correspond);
    hello = await answer;
    if (!hello.offscreen) throw new Error('it has no OffscreenCanvas');
  } catch (error) {
    forget();
    throw error;
  }

  const ending = new AbortController();
  const { signal } = ending;
  let waitingForLock: AbortController | undefined;
  const { call, sever } = link(api, silence, hooks.reports, () =>
    die(new EngineError('silent', `the worker has not answered for ${silence} ms`)),
  );

  function end(reason: unknown): void {
    if (signal.aborted) return;
    ending.abort();
    waitingForLock?.abort();
    sever(reason);
    worker.terminate();
    forget();
  }

  function die(error: EngineError): void {
    if (signal.aborted) return;
    end(error);
    hooks.died(connection, error);
  }

  /** The lock is granted to the page when the worker, which holds it for life, is gone. */
  function watchLock(): void {
    if (lock === null) return;
    waitingForLock = new AbortController();
    navigator.locks
      .request(lock, { signal: waitingForLock.signal }, () => die(new EngineError('died', 'the worker was terminated')))
      .catch(() => {});
  }

  const connection: Connection = {
    mode: 'worker',
    reason: '',
    ...hello,
    frames: (clients, pace) => new Frames(connection, clients, pace),
    call,
    append: api.append,
    close: () => end(abortError('the engine')),
  };

  const uncaught = (event: Event) => {
    const { message, error } = event as Partial<ErrorEvent>;
    hooks.error(new EngineError('uncaught', message || 'the worker could not read a message', error));
  };
  worker.addEventListener('error', uncaught);
  worker.addEventListener('messageerror', uncaught);
  signal.addEventListener('abort', () => {
    worker.removeEventListener('error', uncaught);
    worker.removeEventListener('messageerror', uncaught);
  });
  // Of what it could not read while it was asked whether it is ready.
  for (const event of early) uncaught(event);
  watchLock();
  // A page that holds or awaits a lock can't go into the back/forward cache.
  addEventListener(
    'pagehide',
    () => {
      waitingForLock?.abort();
      call((engine) => engine.release()).catch(() => {});
    },
    { signal },
  );
  addEventListener(
    'pageshow',
    (event) => {
      if (!event.persisted || lock === null) return;
      lock = lockName();
      call((engine) => engine.hello(lock)).then(watchLock, () => {});
    },
    { signal },
  );
  return connection;
}
