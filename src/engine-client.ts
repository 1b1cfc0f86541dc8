/**
 * A connection to one running engine: getting its worker, calling it, noticing its death.
 * Comlink watches neither errors nor terminated workers, so each call is raced against death and close here.
 */
import * as Comlink from 'comlink';
import { describe } from '../worker/options.js';
import type { EngineApi, Report, StreamMessage } from '../worker/protocol.js';
import { columnsOf } from '../worker/ring.js';
import { abortError, EngineError } from './errors.js';
import { setIdleTimer } from './frame-clock.js';
import { batchesOf } from './outbox.js';

export type WorkerLike = Worker | URL;
/** The `worker` option: a Worker, a URL, or a function that gives either, or a promise of it. */
export type WorkerSource = WorkerLike | (() => WorkerLike | Promise<WorkerLike>);

/** How long each way of getting a worker may take, ms. */
const READY_WITHIN = 10_000;
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
  return messages.flatMap(({ operations, views }) => [
    ...columnsOf(batchesOf(operations)),
    ...views.flatMap(({ canvas }) => canvas ?? []),
  ]);
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

/** The worker beside the library. The literal is what bundlers look for. */
const besideLibrary = () => new Worker(new URL('../worker/index.ts', import.meta.url), { type: 'module' });

/** A worker's script must be of the page's origin; a blob is, and may import from any that allows it. */
function throughBlob(url: URL): Worker {
  const blob = URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' }));
  try {
    return new Worker(blob, { type: 'module' });
  } finally {
    // The worker has begun to fetch it by then, or has failed.
    setIdleTimer(() => URL.revokeObjectURL(blob), READY_WITHIN);
  }
}

const isForeign = (url: URL) => typeof location !== 'undefined' && url.origin !== location.origin;

const workerOf = (given: WorkerLike): Worker => {
  if (!(given instanceof URL)) {
    if (typeof given?.postMessage !== 'function')
      throw new TypeError(`it gave ${describe(given)}, not a Worker or URL`);
    return given;
  }
  return isForeign(given) ? throughBlob(given) : new Worker(given, { type: 'module' });
};

/** @throws TypeError for anything that is not a worker source. */
export function checkWorkerSource(source: unknown): asserts source is WorkerSource {
  const isWorker = typeof Worker === 'function' && source instanceof Worker;
  if (isWorker || source instanceof URL || typeof source === 'function') return;
  throw new TypeError(`worker must be a Worker, a URL or a function returning either, got ${describe(source)}`);
}

/** A page with workers and canvases for them; Node, Deno and Bun run the engine in-process. */
const hasWorkers = () =>
  typeof document !== 'undefined' && typeof Worker === 'function' && typeof OffscreenCanvas === 'function';

/**
 * Connects to an engine: the given worker, else the one beside the library, else (from another origin) one through a
 * blob; where none works, in-process. Only a given worker's failure is told.
 */
export async function connect(
  source: WorkerSource | 'in-process' | undefined,
  silence: number,
  hooks: Hooks,
): Promise<Connection> {
  const steps: (() => Worker | Promise<Worker>)[] = [];
  if (source === 'in-process') return connectInProcess(silence, hooks);
  if (source) steps.push(async () => workerOf(await (typeof source === 'function' ? source() : source)));
  else if (hasWorkers()) {
    steps.push(besideLibrary);
    // Not for bundlers, which would take it for another asset.
    const file = new URL(/* webpackIgnore: true */ /* @vite-ignore */ './worker.js', import.meta.url);
    if (isForeign(file)) steps.push(() => throughBlob(file));
  }
  for (const step of steps) {
    try {
      return await connectWorker(step, silence, hooks);
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

/** A worker that is promised, unless it takes too long; one that comes late is ended. */
function inTime(promised: Worker | Promise<Worker>): Promise<Worker> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(new Error(`no worker within ${READY_WITHIN} ms`));
    }, READY_WITHIN);
    Promise.resolve(promised).then(
      (worker) => {
        clearTimeout(timer);
        if (late) worker.terminate();
        else resolve(worker);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
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

async function connectWorker(make: () => Worker | Promise<Worker>, silence: number, hooks: Hooks): Promise<Connection> {
  const worker = await inTime(make());
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
