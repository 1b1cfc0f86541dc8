/** A real worker running the real engine, whose calls of `frame` can be held back on their way. */
import workerUrl from '../../worker/index.ts?worker&url';

interface Call {
  type?: string;
  path?: string[];
  id?: string;
}

export class HeldWorker extends Worker {
  #held: [unknown, Transferable[]][] | null = null;
  /** The last answer to `stats`, as it came over the wire. */
  stats: { received: number; index: number } | null = null;

  constructor() {
    super(new URL(workerUrl, import.meta.url), { type: 'module' });
    this.addEventListener('message', ({ data }) => {
      if (data?.value && typeof data.value === 'object' && 'index' in data.value) this.stats = data.value;
    });
  }

  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const [message, transfer] of held) super.postMessage(message, transfer);
  }

  override postMessage(message: unknown, options?: Transferable[] | StructuredSerializeOptions): void {
    const transfer = Array.isArray(options) ? options : (options?.transfer ?? []);
    if (this.#held && (message as Call).path?.[0] === 'frame') this.#held.push([message, transfer]);
    else super.postMessage(message, transfer);
  }
}

export { workerUrl };
