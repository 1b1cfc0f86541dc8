/** One stream as the engine holds it: its window, its options, its views and what it has counted. */

import type { Batch } from './batch.js';
import { type CreateCanvas, fittingRatio } from './canvas.js';
import type { StreamFeeds } from './feeds/stream-feeds.js';
import type { ChartOptions } from './options.js';
import { PixelPicture } from './paint-pixels.js';
import { renderSvg } from './paint-svg.js';
import { RecentValues } from './percentiles.js';
import type { Counters, Format, Picture, SinkId, StreamId, ViewId, WindowData } from './protocol.js';
import { Ring } from './ring.js';
import type { Scene } from './scene.js';
import { columnNamesOf, namesOf, sameNames, weightsOf } from './series-options.js';
import { SharedConsumer, sharedMemory } from './shared-ring.js';
import type { View } from './view.js';

/** Whoever sends samples: the page, or a sink. */
export interface Producer {
  /** Samples that this engine has taken from it. */
  received: number;
  /** Where it leaves samples without a message; null where it can't. */
  shared: SharedConsumer | null;
  /** Of those received, the ones that were taken from there. */
  found: number;
}

export interface AttachedSink extends Producer {
  port: MessagePort;
  /** As of its last message: what it had counted before this engine. */
  before: Counters;
  ended: boolean;
}

/** Producers that have left nothing in shared memory for so long, ms, are to say when they do. */
const IDLE = 1000;

export class Stream {
  readonly id: StreamId;
  ring: Ring;
  options: ChartOptions;
  readonly views = new Map<ViewId, View>();
  readonly sinks = new Map<SinkId, AttachedSink>();
  /** null before the first. */
  feeds: StreamFeeds | null = null;
  /** Columns to be handed back to the page. */
  emptied: Batch[] = [];
  readonly page: Producer = { received: 0, shared: null, found: 0 };
  frames = 0;
  /** A label has been taken since the last clear. */
  labels = false;
  clears = 0;
  readonly frameMs = new RecentValues();
  readonly latencyMs = new RecentValues();
  /** Goes up with everything that changes the picture; a view that has painted it is up to date. */
  version = 1;
  /** Whether shared memory is looked into without being asked. */
  watched = false;
  /** When something was last found there, ms since 1970. */
  private foundAt = 0;
  /** When the oldest sample that no view has painted yet was pushed; NaN for none. */
  private oldestUnpainted = Number.NaN;

  constructor(id: StreamId, options: ChartOptions) {
    this.id = id;
    this.options = options;
    this.ring = new Ring(options.maxPoints, options.span, columnNamesOf(options), weightsOf(options));
  }

  get numeric(): boolean {
    return this.options.xScale !== 'category';
  }

  /** What feeds have to know of it, which may change at any time. */
  get forFeeds() {
    const smoothed = this.ring.smoothed.some((series) => series !== null);
    return { maxPoints: this.ring.capacity, smoothed };
  }

  append(batch: Batch): void {
    this.ring.append(batch, this.numeric);
    if (batch.labels && !this.numeric) this.labels = true;
    if (!(this.oldestUnpainted <= batch.since)) this.oldestUnpainted = batch.since;
    this.version++;
  }

  /** Takes a producer's batch whole; its columns can be handed back then. */
  take(producer: Producer, batch: Batch): void {
    const count = batch.end - batch.start;
    this.append(batch);
    batch.labels = batch.regular = null;
    producer.received += count;
  }

  private readonly appendBatch = (batch: Batch) => this.append(batch);

  /**
   * Gives a producer a ring in shared memory instead of the one it has, which is empty; null for none any more. Undefined
   * where nothing was asked, or there is no memory for it, and the one before stays.
   */
  share(
    producer: Producer,
    capacity: number | undefined,
    columns: number,
    names?: readonly string[],
  ): SharedArrayBuffer | null | undefined {
    if (capacity === undefined) return undefined;
    let memory: SharedArrayBuffer | null;
    try {
      memory = capacity > 0 ? sharedMemory(capacity, columns) : null;
    } catch {
      return undefined;
    }
    producer.shared = memory && new SharedConsumer(memory, names);
    this.watched = false;
    return memory;
  }

  /**
   * Takes what producers have left in shared memory, each where its oldest sample was pushed by then, and stops watching
   * where that has been nothing for long. Whether there was any.
   */
  takeShared(now: number, by = Number.POSITIVE_INFINITY): boolean {
    if (this.emptyShared(by)) {
      this.foundAt = now;
      return true;
    }
    if (!this.watched || now - this.foundAt <= IDLE) return false;
    this.rest();
    // Left before it can have been seen that nobody watches.
    if (this.emptyShared()) this.watch(now);
    return !this.watched;
  }

  /** Begins to watch, where there is what to watch. */
  watch(now: number): void {
    for (const { shared } of this.producers()) {
      shared?.wake();
      if (shared) this.watched = true;
    }
    this.foundAt = now;
  }

  rest(): void {
    for (const { shared } of this.producers()) shared?.sleep();
    this.watched = false;
  }

  /** Whether there was anything that had been left by then. */
  private emptyShared(by = Number.POSITIVE_INFINITY): boolean {
    let found = this.takeFrom(this.page, by);
    if (this.sinks.size > 0) for (const sink of this.sinks.values()) found += this.takeFrom(sink, by);
    return found > 0;
  }

  private takeFrom(producer: Producer, by: number): number {
    const found = producer.shared?.take(this.appendBatch, by) ?? 0;
    producer.received += found;
    producer.found += found;
    return found;
  }

  private *producers(): Generator<Producer> {
    yield this.page;
    yield* this.sinks.values();
  }

  clear(): void {
    this.ring.clear();
    this.labels = false;
    this.clears++;
    this.version++;
  }

  configure(options: ChartOptions): void {
    const names = columnNamesOf(options);
    if (options.maxPoints !== this.ring.capacity || !sameNames(names, columnNamesOf(this.options))) {
      this.ring = this.ring.reshaped(options.maxPoints, names, weightsOf(options));
    } else this.ring.smooth(weightsOf(options));
    this.ring.setSpan(options.span);
    this.options = options;
    this.version++;
  }

  /** A copy of the window. */
  data(): WindowData {
    const { x, ys } = this.ring.toData();
    return namesOf(this.options) ? { x, y: ys[0], ys } : { x, y: ys[0] };
  }

  /** Counts a painted frame: how long it took, and how long its oldest new sample had waited for it. */
  countFrame(began: number, ended: number): void {
    this.frames++;
    this.frameMs.add(ended, ended - began);
    if (!Number.isNaN(this.oldestUnpainted)) this.latencyMs.add(ended, ended - this.oldestUnpainted);
    this.oldestUnpainted = Number.NaN;
  }

  /** The picture for `render`: a function of the window and the options, and of the pixel ratio for a bitmap. */
  async render(format: Format, pixelRatio: number, html: boolean, scratch: CreateCanvas | null): Promise<Picture> {
    if (format === 'svg') return svgPicture(renderSvg(this.ring, this.options));
    const { width, height } = this.options;
    const pixels = new PixelPicture();
    pixels.paint(this.ring, this.options, fittingRatio(width, height, pixelRatio));
    // Both before the first await: further samples may arrive meanwhile.
    const bitmap = bitmapPicture(pixels, scratch);
    const beside = html ? { html: renderSvg(this.ring, this.options).svg } : {};
    return { ...(await bitmap), ...beside };
  }
}

function describeScene({ width, height, n, plot, domain }: Scene): Picture {
  return { width, height, n, plot, domain };
}

export function svgPicture({ scene, svg }: { scene: Scene; svg: string }): Picture {
  return { ...describeScene(scene), svg, html: svg };
}

/** Rejects with NotSupportedError where the engine has no OffscreenCanvas, RangeError where the bitmap can't be made. */
export async function bitmapPicture(pixels: PixelPicture, scratch: CreateCanvas | null): Promise<Picture> {
  if (!scratch) throw new DOMException("format 'bitmap' needs an OffscreenCanvas; use 'svg'", 'NotSupportedError');
  return { ...describeScene(pixels.scene!), bitmap: await pixels.bitmap(scratch) };
}
