/**
 * `ringplot/inline`: the worker inside the bundle, for builds that can't emit a second file. It is started from a blob,
 * which strict policies refuse (`worker-src blob:` allows it), and its code is loaded with the page's own.
 */
import { workerOfCode } from './worker-source.js';

/** The worker file's code; the build puts it in. */
declare const WORKER_CODE: string;

/** A worker that runs an engine: `new Engine({ worker: inlineWorker })`. */
export const inlineWorker = (): Worker => workerOfCode(WORKER_CODE);
