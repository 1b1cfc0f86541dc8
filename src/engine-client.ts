/**
 * A connection to one running engine, whose every call is answered, or rejected when the engine dies.
 * Comlink watches neither errors nor terminated workers, so each call is raced against death and close here.
 */
import * as Comlink from 'comlink';
import type { EngineApi, Report, StreamMessage } from '../worker/protocol.js';
import { columnsOf } from '../worker/ring.js';
import { abortError, EngineError } from './errors.js';
import { setIdleTimer } from './frame-clock.js';
import { READY_WITHIN, type WorkerSource, waysToWorker } from './worker-source.js';

/** How often a worker is asked whether it is ready, ms. */
const ASK_EVERY = 250;
/** How often the engine is asked whether it lives, ms, unless `silence` asks for more. */
const PING_EVERY = 1000;

export interface Connection {
  readonly mode: 'worker' | 'in-process';
  /** Whether the engine makes bitmaps. */
  readonly offscreen: boolean;
  /** Calls the engine; rejects when it dies or the connection is closed meanwhile. */
  call<T>(ask: (api: EngineApi) => T | Promise<T>): Promise<T>;
  close(): void;
}

export interface Hooks {
  /** Something went wrong that ends nothing. */
  error(error: EngineError): void;
  reports(reports: Report[]): void;
  died(connection: Connection, error: EngineError): void;
}

/** What is moved, not copied, with a frame. */
function transferablesOf(messages: StreamMessage[]): Transferable[] {
  const transfer: Transferable[] = [];
  for (const { operations, views } of messages) {
    for (const operation of operations) if (operation.kind === 'append') columnsOf([operation.batch], transfer);
    for (const { canvas } of views) if (canvas) transfer.push(canvas);
  }
  return transfer;
}

/** The engine's interface over a worker's Comlink proxy. */
function remoteApi(worker: Worker): EngineApi {
  // Each once: with every access Comlink makes another proxy, and has its end watched.
  const { hello, release, frame, painted, stats, chart, attach, detach, ping, close } = Comlink.wrap<EngineApi>(worker);
  return {
    hello: (lock) => hello(lock),
    release: () => void release(),
    frame: (messages) => frame(Comlink.transfer(messages, transferablesOf(messages))),
    painted: (stream) => painted(stream),
    stats: (stream) => stats(stream),
    chart: (stream, view) => chart(stream, view),
    attach: (stream, sink, port) => attach(stream, sink, Comlink.transfer(port, [port])),
    detach: (stream, sink) => detach(stream, sink),
    ping: () => ping(),
    close: (stream) => close(stream),
  };
}

/** Connects to an engine in the first worker that works, else in-process. Only a given worker's failure is told. */
export async function connect(
  source: WorkerSource | 'in-process' | undefined,
  silence: number,
  hooks: Hooks,
): Promise<Connection> {
  if (source === 'in-process') return connectInProcess(silence, hooks);
  for (const way of waysToWorker(source)) {
    try {
      return await connectWorker(await way(), silence, hooks);
    } catch (error) {
      if (source)
        hooks.error(new EngineError('start', `the worker option gave no working engine: ${reasonOf(error)}`, error));
    }
  }
  return connectInProcess(silence, hooks);
}

const reasonOf = (error: unknown) => (error instanceof Error && error.message) || String(error);

/** A link that calls, watches the engine's answers, and rejects everything when it is severed. */
function link(api: EngineApi, silence: number, reports: (reports: Report[]) => void, silent: () => void) {
  const underWay = new Set<(reason: unknown) => void>();
  let severed: unknown = null;
  const every = Math.min(PING_EVERY, silence / 10);
  let waited = -1;
  let timer = setIdleTimer(watch, every);

  function call<T>(ask: (api: EngineApi) => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (severed) {
        reject(severed);
        return;
      }
      underWay.add(reject);
      const settle = <V>(settled: (value: V) => void) => {
        return (value: V) => {
          underWay.delete(reject);
          settled(value);
        };
      };
      let answer: T | Promise<T>;
      try {
        answer = ask(api);
      } catch (error) {
        answer = Promise.reject(error);
      }
      Promise.resolve(answer).then(settle(resolve), settle(reject));
    });
  }

  /** Silence is counted in ticks of this thread: one that was itself held up has heard nothing, which proves nothing. */
  function watch(): void {
    timer = setIdleTimer(watch, every);
    if (waited >= 0) {
      waited += every;
      if (waited >= silence) silent();
      return;
    }
    waited = 0;
    call((engine) => engine.ping()).then(
      (answer) => {
        waited = -1;
        reports(answer);
      },
      () => {},
    );
  }

  function sever(reason: unknown): void {
    clearTimeout(timer);
    severed = reason;
    for (const reject of underWay) reject(reason);
    underWay.clear();
  }

  return { call, sever };
}

/**
 * Resolves with what the worker says first: that it is ready, or that it failed. It is asked again and again: a script
 * that is not through when it first gives way, as with a dynamic import, misses what was sent before.
 */
function ready(worker: Worker, api: EngineApi, lock: string | null): Promise<{ offscreen: boolean }> {
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
    const failed = (event: ErrorEvent) => fail(event.message || 'its script could not be loaded');
    worker.addEventListener('error', failed, { signal: ending.signal });
    ask();
  });
}

const hasLocks = () =>
  typeof navigator !== 'undefined' && typeof navigator.locks === 'object' && navigator.locks !== null;

const lockName = () => `ringplot-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;

async function connectWorker(worker: Worker, silence: number, hooks: Hooks): Promise<Connection> {
  const api = remoteApi(worker);
  let lock = hasLocks() ? lockName() : null;
  let offscreen: boolean;
  try {
    ({ offscreen } = await ready(worker, api, lock));
    if (!offscreen) throw new Error('it has no OffscreenCanvas');
  } catch (error) {
    worker.terminate();
    throw error;
  }

  const ending = new AbortController();
  const { signal } = ending;
  let waitingForLock = new AbortController();
  const { call, sever } = link(api, silence, hooks.reports, () =>
    die(new EngineError('silent', `the worker has not answered for ${silence} ms`)),
  );

  function end(reason: unknown): void {
    if (signal.aborted) return;
    ending.abort();
    waitingForLock.abort();
    sever(reason);
    worker.terminate();
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
    offscreen,
    call,
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
  watchLock();
  // A page that holds or awaits a lock can't go into the back/forward cache.
  addEventListener(
    'pagehide',
    () => {
      waitingForLock.abort();
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

async function connectInProcess(silence: number, hooks: Hooks): Promise<Connection> {
  const { createEngine } = await import('../worker/engine.js');
  // Imitations of a browser may have the class and no context.
  const offscreen = typeof OffscreenCanvas === 'function' && new OffscreenCanvas(1, 1).getContext('2d') !== null;
  const engine = createEngine({
    now: () => performance.timeOrigin + performance.now(),
    requestFrame: (callback) => {
      if (typeof requestAnimationFrame === 'function') requestAnimationFrame(callback);
      else setIdleTimer(callback, 1000 / 60);
    },
    after: (ms, callback) => setIdleTimer(callback, ms),
    createCanvas: offscreen
      ? (width, height) => new OffscreenCanvas(width, height)
      : typeof document !== 'undefined'
        ? (width, height) =>
            Object.assign(document.createElement('canvas'), { width, height }) as unknown as OffscreenCanvas
        : null,
    offscreen,
    report: (error) => hooks.error(new EngineError('uncaught', reasonOf(error), error)),
  });
  // Deferred, as a worker's answers are: no call changes anything before its caller has gone on, and all answers take
  // equally long, so that they arrive in the order in which they were given.
  const later = <T>(ask: () => T | Promise<T>) => Promise.resolve().then(ask);
  const api: EngineApi = {
    hello: async () => ({ offscreen }),
    release() {},
    frame: (messages) => later(() => engine.frame(messages)),
    painted: (stream) => later(() => engine.painted(stream)),
    stats: (stream) => later(() => engine.stats(stream)),
    chart: (stream, view) => later(() => engine.chart(stream, view)),
    attach: (stream, sink, port) => void later(() => engine.attach(stream, sink, port)),
    detach: (stream, sink) => void later(() => engine.detach(stream, sink)),
    ping: () => later(() => engine.ping()),
    close: (stream) => void later(() => engine.close(stream)),
  };
  const { call, sever } = link(api, silence, hooks.reports, () => {});
  return {
    mode: 'in-process',
    offscreen,
    call,
    close: () => sever(abortError('the engine')),
  };
}
