/** Where a worker comes from: the `worker` option, or the file beside the library. */
import { describe } from '../worker/options.js';
import { setIdleTimer } from './frame-clock.js';

export type WorkerLike = Worker | URL;
/** The `worker` option: a Worker, a URL, or a function that gives either, or a promise of it. */
export type WorkerSource = WorkerLike | (() => WorkerLike | Promise<WorkerLike>);

/** How long each way of getting a worker may take, ms. */
export const READY_WITHIN = 10_000;

/** @throws TypeError for anything that is not a worker source. */
export function checkWorkerSource(source: unknown): asserts source is WorkerSource {
  const isWorker = typeof Worker === 'function' && source instanceof Worker;
  if (isWorker || source instanceof URL || typeof source === 'function') return;
  throw new TypeError(`worker must be a Worker, a URL or a function returning either, got ${describe(source)}`);
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

/** A page with workers and canvases for them; Node, Deno and Bun run the engine in-process. */
const hasWorkers = () =>
  typeof document !== 'undefined' && typeof Worker === 'function' && typeof OffscreenCanvas === 'function';

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
 * Ways of getting a worker, to be tried in this order: the given one, else the one beside the library, else (from another
 * origin) one through a blob. None where there are no workers. Each rejects where it gives none in time.
 */
export function waysToWorker(source: WorkerSource | undefined): (() => Promise<Worker>)[] {
  if (source) {
    const given = async () => workerOf(await (typeof source === 'function' ? source() : source));
    return [() => inTime(given())];
  }
  if (!hasWorkers()) return [];
  // Not for bundlers, which would take it for another asset.
  const file = new URL(/* webpackIgnore: true */ /* @vite-ignore */ './worker.js', import.meta.url);
  const beside = async () => besideLibrary();
  return isForeign(file) ? [beside, async () => throughBlob(file)] : [beside];
}
