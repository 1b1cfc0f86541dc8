/**
 * The engine in a dedicated worker: with a worker's clock, frames and canvases, and exposed through Comlink. A worker of
 * one's own is a file that calls `startEngine()`.
 */
import * as Comlink from 'comlink';
import { columnsOf } from './batch.js';
import { createEngine } from './engine.js';
import type { CustomDecoder, CustomFeed } from './feeds/custom.js';
import { network } from './feeds/network.js';
import { addFonts } from './fonts.js';
import { checkNames, describe } from './rules.js';

export type { CustomDecoder, CustomFeed, FeedContext, FeedSamples } from './feeds/custom.js';

/** What a worker of one's own brings: functions, which can't come from the page. */
export interface StartOptions {
  /** Decoders by the name that a feed's `decoder` says. */
  decoders?: Readonly<Record<string, CustomDecoder>>;
  /** Feeds by the name that a feed's `feed` says. */
  feeds?: Readonly<Record<string, CustomFeed>>;
}

import type { AppendMessage, EngineApi, Picture } from './protocol.js';

let started = false;

let release = () => {};
let holding: { name: string; granted: Promise<void> } | null = null;

/** Holds a Web Lock until `release`: the page sees the worker's death in losing it. */
function hold(name: string): Promise<void> {
  return new Promise((granted, refused) => {
    navigator.locks
      .request(name, () => {
        granted();
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      })
      .catch(refused);
  });
}

/** @throws TypeError for anything but functions by name */
function functionsIn<F>(given: Readonly<Record<string, F>> | undefined, option: string): Map<string, F> {
  for (const [name, value] of Object.entries(given ?? {})) {
    if (typeof value !== 'function')
      throw new TypeError(`${option}.${name} must be a function, got ${describe(value)}`);
  }
  return new Map(Object.entries(given ?? {}));
}

const bitmapOf = (picture: Picture): Transferable[] => (picture.bitmap ? [picture.bitmap] : []);

/**
 * Makes this worker one that pages can run an engine in: `new Engine({ worker })`. Call it at once, while the script first
 * runs, or what the page says meanwhile is heard late.
 * @throws InvalidStateError outside of a dedicated worker, or when it is called again; TypeError for another option.
 */
export function startEngine(options: StartOptions = {}): void {
  checkNames(options, ['decoders', 'feeds'], 'startEngine');
  const customs = {
    decoders: functionsIn(options.decoders, 'decoders'),
    feeds: functionsIn(options.feeds, 'feeds'),
  };
  if (typeof DedicatedWorkerGlobalScope !== 'function' || !(globalThis instanceof DedicatedWorkerGlobalScope)) {
    throw new DOMException('startEngine() runs in a dedicated worker only', 'InvalidStateError');
  }
  if (started) throw new DOMException('this worker runs an engine already', 'InvalidStateError');
  started = true;

  const offscreen = typeof OffscreenCanvas === 'function';
  const shared = crossOriginIsolated && typeof SharedArrayBuffer === 'function';

  // A message is a task of its own, and waits for no timer.
  const { port1, port2 } = new MessageChannel();
  const soon: (() => void)[] = [];
  port1.onmessage = () => soon.shift()!();

  const engine = createEngine({
    network,
    customs,
    soon(callback) {
      soon.push(callback);
      port2.postMessage(null);
    },
    now: () => performance.timeOrigin + performance.now(),
    requestFrame: (callback) => {
      if (typeof requestAnimationFrame === 'function') requestAnimationFrame(callback);
      else setTimeout(callback, 1000 / 60);
    },
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    createCanvas: offscreen ? (width, height) => new OffscreenCanvas(width, height) : null,
    offscreen,
    shared,
    report: (error) =>
      setTimeout(() => {
        throw error;
      }),
  });

  const api: EngineApi = {
    ...engine,
    async hello(lock) {
      // The page asks again where it hears nothing.
      if (lock !== null && holding?.name !== lock) holding = { name: lock, granted: hold(lock) };
      await holding?.granted;
      return { offscreen, shared };
    },
    release: () => release(),
    fonts: addFonts,
    async frame(frame, messages, pack) {
      const reply = await engine.frame(frame, messages, pack);
      const transfer: Transferable[] = reply.packs.map(({ buffer }) => buffer as ArrayBuffer);
      for (const { batches, pictures, answers } of reply.replies) {
        columnsOf(batches, transfer);
        for (const { picture } of pictures) if (picture) transfer.push(...bitmapOf(picture));
        for (const answer of answers) {
          if ('picture' in answer) transfer.push(...bitmapOf(answer.picture));
          else if ('data' in answer) {
            columnsOf([answer.data], transfer);
            for (const { buffer } of answer.data.ys?.slice(1) ?? []) transfer.push(buffer as ArrayBuffer);
          }
        }
      }
      return Comlink.transfer(reply, transfer);
    },
    async chart(stream, view) {
      const picture = await engine.chart(stream, view);
      return picture && Comlink.transfer(picture, bitmapOf(picture));
    },
  };

  addEventListener('message', ({ data }: MessageEvent<Partial<AppendMessage> | null>) => {
    if (data?.append) engine.append(data.frame!, data.append, data.pack ?? null);
  });
  // Without a prototype: Comlink follows any path of property names that a message asks for.
  Comlink.expose(Object.assign(Object.create(null), api));
}
