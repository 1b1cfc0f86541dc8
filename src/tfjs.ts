/**
 * TensorFlow.js: what a model logs while it is trained, pushed to a stream at every step. Nothing of TensorFlow.js is loaded.
 */
import { MOST_SERIES } from '../worker/series-options.js';
import type { Sink } from './sink.js';

/** What is pushed to: a `LiveStream`, or a sink of one in the worker that trains. */
export type TrainingTarget = Pick<Sink, 'push'> & {
  readonly series?: readonly string[];
  configure?(options: { series: { name: string; kind?: 'scatter'; smoothing?: number }[] }): void;
};

export interface TrainingOptions {
  /**
   * The series that values go to, by the names that they are logged by: `loss`, `acc`, `val_loss` and so on. Default: those
   * of the stream, and where it has none all that is logged, validation as dots. A sink must be told.
   */
  series?: readonly string[] | undefined;
  /** Further values of each step by name, such as the learning rate. */
  more?: (() => Record<string, number>) | undefined;
}

type Logs = Record<string, number> | undefined;

/** What `model.fit` takes as `callbacks`. */
export interface TrainingCallbacks {
  onBatchBegin(batch: number, logs?: Logs): void;
  onBatchEnd(batch: number, logs?: Logs): void;
  onEpochEnd(epoch: number, logs?: Logs): void;
  onTrainEnd(logs?: Logs): void;
}

/** How an epoch's values are told from those that a batch has by the same name. */
const OF_VALIDATION = 'val_';
/** Logged with every batch, and no measure of it. */
const COUNTS = ['batch', 'size'];

/**
 * Callbacks for `model.fit` that push a sample for each batch: x is the step, counted from 1 through all epochs and all calls
 * of `fit`. What is measured at the end of an epoch belongs to its last step.
 */
export function trainingCallbacks(target: TrainingTarget, options: TrainingOptions = {}): TrainingCallbacks {
  const { more } = options;
  const names = options.series ?? null;
  if (!names && !target.series) throw new TypeError('series must name what is pushed where the target is a sink');
  /** Whether the stream had no series when something was first logged. */
  let grows: boolean | null = null;
  let step = 0;
  /** Of the last step, until it is known that the epoch does not end with it. */
  let held: Record<string, number> | null = null;

  /** The names that are pushed of those that are logged. A stream without series gets one for each, when it is first logged. */
  function namesFor(logged: string[]): readonly string[] {
    if (names) return names;
    const own = target.series ?? [];
    grows ??= own.length === 0 && target.configure !== undefined;
    if (!grows) return own;
    const all = [...new Set([...own, ...logged])].slice(0, MOST_SERIES);
    if (all.length > own.length) {
      const series = all.map((name) =>
        name.startsWith(OF_VALIDATION) ? { name, kind: 'scatter' as const, smoothing: 0 } : { name },
      );
      target.configure?.({ series });
    }
    return all;
  }

  function push(): void {
    if (!held) return;
    const row = held;
    held = null;
    const measured = Object.keys(row).filter((name) => !COUNTS.includes(name));
    const pushed = namesFor(measured).filter((name) => measured.includes(name));
    target.push(step, Object.fromEntries(pushed.map((name) => [name, row[name]])));
  }

  return {
    onBatchBegin: push,
    onBatchEnd(_, logs = {}) {
      push();
      step++;
      held = { ...logs, ...more?.() };
    },
    onEpochEnd(_, logs = {}) {
      // Its other values are means over the epoch, and those of the last step are not.
      const validation = Object.entries(logs).filter(([name]) => name.startsWith(OF_VALIDATION));
      held = { ...held, ...Object.fromEntries(validation) };
      push();
    },
    onTrainEnd: push,
  };
}
