/**
 * The engine in a dedicated worker: with a worker's clock, frames and canvases, and exposed through Comlink. A worker of
 * one's own is a file that calls `startEngine()`.
 */
import * as Comlink from 'comlink';
import { columnsOf } from './batch.js';
import { createEngine } from './engine.js';
import { addFonts } from './fonts.js';
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

const bitmapOf = (picture: Picture): Transferable[] => (picture.bitmap ? [picture.bitmap] : []);

/**
 * Makes this worker one that pages can run an engine in: `new Engine({ worker })`. Call it at once, while the script first
 * runs, or what the page says meanwhile is heard late.
 * @throws InvalidStateError outside of a dedicated worker, or when it is called again.
 */
export function startEngine(): void {
  if (typeof DedicatedWorkerGlobalScope !== 'function' || !(globalThis instanceof DedicatedWorkerGlobalScope)) {
    throw new DOMException('startEngine() runs in a dedicated worker only', 'InvalidStateError');
  }
  if (started) throw new DOMException('this worker runs an engine already', 'InvalidStateError');
  started = true;

  const offscreen = typeof OffscreenCanvas === 'function';
  const shared = crossOriginIsolated && typeof SharedArrayBuffer === 'function';

  const engine = createEngine({
    now: () => performance.timeOrigin + performance.now(),
    requestFrame: (callback) => {
      if (typeof requestAnimationFrame === 'function') requestAnimationFrame(callback);
      else setTimeout(callback, 1000 / 60);
    },
    after: (ms, callback) => setTimeout(callback, ms),
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
