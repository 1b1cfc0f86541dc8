/** Where a worker comes from: the `worker` option, or the file beside the library. */
import { describe } from '../worker/rules.js';
import { setIdleTimer } from './frame-clock.js';

export type WorkerLike = Worker | URL;
/** The `worker` option: a Worker, a URL, or a function that gives either, or a promise of it. */
export type WorkerSource = WorkerLike | (() => WorkerLike | Promise<WorkerLike>);

/** How long each step on the way to an engine may take, ms. */
export const READY_WITHIN = 10_000;
const TICKS = 10;

/** @throws TypeError for anything that is not a worker source. */
export function checkWorkerSource(source: unknown): asserts source is WorkerSource {
  const isWorker = typeof Worker === 'function' && source instanceof Worker;
  if (isWorker || source instanceof URL || typeof source === 'function') return;
  throw new TypeError(`worker must be a Worker, a URL or a function returning either, got ${describe(source)}`);
}

/**
 * Where the worker beside the library lies. The literal is what bundlers look for, and they put in its place what they
 * make of the file; the class takes the address, which is needed by itself.
 */
function fileBesideLibrary(): URL {
  let file: URL | string = '';
  class Worker {
    constructor(url: URL | string, _options: WorkerOptions) {
      file = url;
    }
  }
  new Worker(new URL('../worker/index.ts', import.meta.url), { type: 'module' });
  return new URL(file, location.href);
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

let trusted: ((url: string) => string) | undefined;

/**
 * A worker that runs a script. A page that enforces Trusted Types lets nobody start one from a plain address: there it
 * goes through a policy named `ringplot`, which the page must allow.
 */
function newWorker(url: string, options?: WorkerOptions): Worker {
  if (typeof Worker !== 'function') throw new DOMException('there are no workers here', 'NotSupportedError');
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (trustedTypes && !trusted) {
    const asItIs = { createScriptURL: (script: string) => script };
    try {
      const policy = trustedTypes.createPolicy('ringplot', asItIs);
      trusted = (script) => policy.createScriptURL(script);
    } catch {
      // Not allowed; whether it is needed is for the browser to say.
      trusted = (script) => script;
    }
  }
  return new Worker(trusted ? trusted(url) : url, options);
}

/** A worker's script must be of the page's origin; a blob is, and may import from any that allows it. */
function throughBlob(url: URL): Worker {
  const script = `import ${JSON.stringify(url.href)};`;
  return workerOfCode(script, { type: 'module' });
}

/** A worker that runs code. */
export function workerOfCode(code: string, options?: WorkerOptions): Worker {
  const blob = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  try {
    return newWorker(blob, options);
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
  return isForeign(given) ? throughBlob(given) : newWorker(given.href, { type: 'module' });
};

/** A page with workers and canvases for them; Node, Deno and Bun run the engine in-process. */
const hasWorkers = () =>
  typeof document !== 'undefined' && typeof Worker === 'function' && typeof OffscreenCanvas === 'function';

/**
 * What is promised, unless it takes too long; then `late` is told what comes after all. Time is counted in ticks of this
 * thread: while that is busy nothing can come, however near it is.
 */
export function inTime<T>(promised: Promise<T>, what: string, late?: (value: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let ticks = TICKS;
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      if (ticks-- > 0) {
        timer = setTimeout(tick, READY_WITHIN / TICKS);
        return;
      }
      reject(new Error(`no ${what} within ${READY_WITHIN} ms`));
      if (late) promised.then(late, () => {});
    };
    tick();
    promised.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * The way to a worker: to the given one, else to the one beside the library; through a blob where it is another origin's.
 * None where there are no workers. Rejects where it gives none in time.
 */
export function wayToWorker(source: WorkerSource | undefined): (() => Promise<Worker>) | null {
  if (!source && !hasWorkers()) return null;
  const given = source ?? fileBesideLibrary;
  return async () => {
    const promised = Promise.resolve(typeof given === 'function' ? given() : given).then(workerOf);
    return inTime(promised, 'worker', (worker) => worker.terminate());
  };
}
