/** The way to an engine: its worker is started at once, and what speaks to it is loaded while it starts. */
import type { Connection, Hooks } from './engine-client.js';
import { EngineError, reasonOf } from './errors.js';
import { inTime, type WorkerSource, wayToWorker } from './worker-source.js';

const ERRORS = ['error', 'messageerror'];

async function connectWorker(way: () => Promise<Worker>, silence: number, hooks: Hooks): Promise<Connection> {
  const starting = way();
  const loading = inTime(import('./engine-client.js'), 'code to speak to it');
  // Told below, unless there is no worker either.
  loading.catch(() => {});
  const worker = await starting;
  const early: Event[] = [];
  const keep = (event: Event) => early.push(event);
  for (const type of ERRORS) worker.addEventListener(type, keep);
  try {
    const { connectWorker } = await loading;
    return await connectWorker(worker, early, silence, hooks);
  } catch (error) {
    worker.terminate();
    throw error;
  } finally {
    for (const type of ERRORS) worker.removeEventListener(type, keep);
  }
}

/** Connects to an engine in a worker that works, else in-process. Only a given worker's failure is told. */
export async function connect(
  source: WorkerSource | 'in-process' | undefined,
  silence: number,
  hooks: Hooks,
): Promise<Connection> {
  const way = source === 'in-process' ? null : wayToWorker(source);
  let reason = source === 'in-process' ? 'the Worker that was given has died' : 'there are no workers here';
  if (way) {
    try {
      return await connectWorker(way, silence, hooks);
    } catch (error) {
      reason = `${source ? 'the worker option' : "the library's worker file"} gave no working engine: ${reasonOf(error)}`;
      if (source) hooks.error(new EngineError('start', reason, error));
    }
  }
  const { connectInProcess } = await inTime(import('./in-process.js'), 'engine');
  return connectInProcess(reason, silence, hooks);
}
