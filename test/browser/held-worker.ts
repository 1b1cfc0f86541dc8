/** A real worker running the real engine, whose calls can be held back on their way. */

import { afterAll } from 'vitest';
import { Engine } from '../../src/index.js';
import workerUrl from '../../worker/index.ts?worker&url';
import type { EngineStats } from '../../worker/protocol.js';

interface Call {
  type?: string;
  path?: string[];
  id?: string;
  /** A frame that is not answered, and no call. */
  append?: unknown;
  /** Samples of several streams. */
  pack?: unknown;
}

export class HeldWorker extends Worker {
  #names: string[] = [];
  #held: [unknown, Transferable[]][] | null = null;
  /** The last answer to `stats`, as it came over the wire. */
  stats: Pick<EngineStats, 'received' | 'index' | 'sinks'> | null = null;

  /** Calls that were sent on their way, by name. */
  readonly calls = new Map<string, number>();
  /** Frames with samples of several streams in one piece of memory. */
  packs = 0;

  constructor() {
    super(new URL(workerUrl, import.meta.url), { type: 'module' });
    this.addEventListener('message', ({ data }) => {
      if (data?.value && typeof data.value === 'object' && 'index' in data.value) this.stats = data.value;
    });
  }

  /** Holds calls back, those of `frame` unless others are named. */
  hold(...names: string[]): void {
    this.#names = names.length > 0 ? names : ['frame'];
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const [message, transfer] of held) super.postMessage(message, transfer);
  }

  override postMessage(message: unknown, options?: Transferable[] | StructuredSerializeOptions): void {
    const { path, append, pack } = message as Call;
    if (pack) this.packs++;
    const name = append ? 'frame' : (path?.[0] ?? '');
    this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
    const transfer = Array.isArray(options) ? options : (options?.transfer ?? []);
    if (this.#held && this.#names.includes(name)) this.#held.push([message, transfer]);
    else super.postMessage(message, transfer);
  }
}

export { workerUrl };

/** An engine whose worker can be held, and the one that it has at present; closed with the last test of a file. */
export function heldEngine(): { engine: Engine; readonly worker: HeldWorker } {
  let worker!: HeldWorker;
  const engine = new Engine({
    worker: () => {
      worker = new HeldWorker();
      return worker;
    },
  });
  afterAll(() => engine.close());
  return {
    engine,
    get worker() {
      return worker;
    },
  };
}
