/// <reference lib="esnext.disposable" preserve="true" />
/** The public face of a stream: checks what it is given, and hands it to the stream's end of the boundary. */
import { type ChartOptionsInput, resolveOptions } from '../worker/options.js';
import type { Format, Output, WindowData } from '../worker/protocol.js';
import type { Regular } from '../worker/regular.js';
import { checkOptions, describe, type Rule } from '../worker/rules.js';
import type { Columns, Row, X, Y } from '../worker/samples.js';
import type { Chart } from './chart.js';
import { Engine, sharedEngine } from './engine.js';
import type { EventTargetOf } from './event-target-of.js';
import type { Feed } from './feed.js';
import type { FeedOptions } from './feed-options.js';
import type { Stats } from './stats.js';
import { StreamClient } from './stream-client.js';
import { wantsTransfer } from './take-over.js';
import { elementOf } from './target.js';
import type { View } from './view.js';
import type { Chunk } from './writable.js';

export interface LiveStreamOptions extends ChartOptionsInput {
  /** The engine that holds the window and paints. Default: one shared by all streams of the page. */
  engine?: Engine | undefined;
}

export interface RenderOptions {
  /** Default `'bitmap'` where the engine has an OffscreenCanvas, else `'svg'`. */
  format?: Format | undefined;
  /** Device px per CSS px of a bitmap, above 0, at most 16. Default: the page's, 1 elsewhere. */
  pixelRatio?: number | undefined;
  /** Whether a bitmap comes with its SVG as `html`. Default false. */
  html?: boolean | undefined;
}

export interface MountOptions {
  /**
   * `'canvas'` (default): painted by the worker, also while the page is blocked. `'bitmap'`: an ImageBitmap comes back
   * for each frame. `'svg'`: a string does.
   */
  output?: Output | undefined;
  /** Most frames a second, above 0. Default: as many as the display shows; four for a reader who prefers that little moves. */
  maxFps?: number | undefined;
  /**
   * An element of the page, such as an SVG that a server has rendered, or a selector in the target. It stays until the
   * view has painted, which then takes its place.
   */
  replaces?: Element | string | undefined;
}

export interface ExtendOptions {
  /** Hands Float64Arrays over instead of copying them: the caller's become detached. Default false. */
  transfer?: boolean | undefined;
}

interface LiveStreamEvents {
  error: ErrorEvent;
  restart: Event;
}

const RENDER: Record<keyof RenderOptions, Rule> = {
  format: { fallback: undefined, choices: ['bitmap', 'svg'] },
  pixelRatio: { fallback: undefined, unit: 'number', above: 0, max: 16 },
  html: { fallback: false },
};
const MOUNT: Record<Exclude<keyof MountOptions, 'replaces'>, Rule> = {
  output: { fallback: 'canvas', choices: ['canvas', 'bitmap', 'svg'] },
  maxFps: { fallback: Number.POSITIVE_INFINITY, unit: 'number', above: 0, max: Number.MAX_VALUE },
};

export class LiveStream extends (EventTarget as EventTargetOf<LiveStreamEvents>) {
  /** `close`, where the platform has `await using`. */
  declare [Symbol.asyncDispose]: () => Promise<void>;
  readonly #client: StreamClient;

  /** @throws TypeError | RangeError naming the option, what it was and what it may be. */
  constructor(options: LiveStreamOptions = {}) {
    super();
    const resolved = resolveOptions(options, 'LiveStream', ['engine']);
    const { engine, ...given } = options;
    if (engine !== undefined && !(engine instanceof Engine)) {
      throw new TypeError(`engine must be an Engine, got ${describe(engine)}`);
    }
    this.#client = new StreamClient(this, engine ?? sharedEngine(), given, resolved);
  }

  /** Samples in the window. */
  get n(): number {
    return this.#client.n;
  }

  /** Names of the series, in their order; none where the one has no name. */
  get series(): readonly string[] {
    return this.#client.series;
  }

  /**
   * Appends one sample. Returns at once.
   * @param y of a stream with `series` an array with one for each, or an object by their names: what is left out is a gap
   * @throws TypeError for an x or y that is none, or a series that there is not; RangeError for another count of them;
   * InvalidStateError after `close()`.
   */
  push(x: X, y: Y | Row<Y>): void {
    this.#client.push(x, y);
  }

  /**
   * Appends arrays or typed arrays in lock-step, whole or not at all.
   * @param xs of samples that come at equal distances `{ x0, dx }` instead: of sample i of the columns x is x0 + i · dx
   * @param ys of a stream with `series` an array of columns, one for each, or an object of them by their names
   * @throws TypeError for a value that `push` would refuse, a detached array, or a field beside x0 and dx; RangeError for
   * unequal lengths, or an x0 + i · dx that is not finite; InvalidStateError after `close()`.
   */
  extend(xs: ArrayLike<X> | Regular, ys: Columns<Y>, options: ExtendOptions = {}): void {
    this.#client.extend(xs, ys, wantsTransfer(options));
  }

  /** Empties the window; in order with the pushes around it. */
  clear(): void {
    this.#client.clear();
  }

  /**
   * Changes the named options in place and keeps the window; `undefined` sets one back to its default.
   * @throws TypeError | RangeError as the constructor; TypeError for a numeric scale while the stream has taken a label
   * since the last `clear()`.
   */
  configure(options: ChartOptionsInput): void {
    this.#client.configure(options);
  }

  /** A chart of everything pushed before the call. Rejects with QuotaExceededError where two requests wait already. */
  async render(options: RenderOptions = {}): Promise<Chart> {
    const checked = checkOptions(RENDER, options, 'render') as { format?: Format; pixelRatio?: number; html: boolean };
    const { format, pixelRatio = globalThis.devicePixelRatio || 1, html } = checked;
    return this.#client.render(format, pixelRatio, html);
  }

  /** The window, oldest first: y with NaN for gaps; x an array as pushed once a label is in the window. */
  async data(): Promise<WindowData> {
    return this.#client.data();
  }

  /** Resolves when everything pushed before has been painted by every visible view. */
  async flush(): Promise<void> {
    return this.#client.flush();
  }

  /** Counters since the stream was made, and timings of the last ten seconds. */
  async stats(): Promise<Stats> {
    return this.#client.stats();
  }

  /**
   * Shows the stream live inside an element, or the first match of a selector.
   * @throws TypeError | RangeError for a target that is nothing, or an option that may not be.
   */
  mount(target: Element | string, options: MountOptions = {}): View {
    const checked = checkOptions(MOUNT, options, 'mount', ['replaces']) as { output: Output; maxFps: number };
    const { replaces } = options;
    const container = elementOf(target);
    const replaced = replaces === undefined ? null : elementOf(replaces, 'replaces', container);
    if (replaced && (replaced === container || !container.contains(replaced))) {
      throw new TypeError('replaces must be in the target');
    }
    return this.#client.mount(container, { ...checked, replaces: replaced });
  }

  /** A port to be transferred to any worker or page, where `openSink(port)` makes a producer of it. */
  port(): MessagePort {
    return this.#client.port();
  }

  /**
   * Lets the worker read a feed itself: what it brings never crosses the page.
   * @throws TypeError | RangeError naming the option, what it was and what it may be; InvalidStateError after `close()`.
   */
  connect(options: FeedOptions): Feed {
    return this.#client.connect(options);
  }

  /**
   * A new stream to pipe into: of `[x, y]` or `{ x, y }`, each a sample or columns of them, as `push` and `extend` take. A
   * write resolves once the engine has taken it, which holds back what is piped; it fails where they would throw.
   */
  get writable(): WritableStream<Chunk> {
    return this.#client.writable();
  }

  /** Frees the window, the views and the listeners; what waits is rejected with AbortError. Closing again changes nothing. */
  close(): Promise<void> {
    return this.#client.close();
  }
}

// Not every browser has the symbol.
if (typeof Symbol.asyncDispose === 'symbol') {
  LiveStream.prototype[Symbol.asyncDispose] = LiveStream.prototype.close;
}
