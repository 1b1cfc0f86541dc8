/** The engine in the page's own thread: for Node, and where workers or canvases for them are missing or refused. */
import { createEngine } from '../worker/engine.js';
import { network } from '../worker/feeds/network.js';
import type { EngineApi } from '../worker/protocol.js';
import { correspond } from './correspondence.js';
import type { Connection, Hooks } from './engine-client.js';
import { abortError, EngineError, reasonOf } from './errors.js';
import { setIdleTimer } from './frame-clock.js';
import { Frames } from './frames.js';
import { link } from './link.js';

export function connectInProcess(reason: string, silence: number, hooks: Hooks): Connection {
  hooks.loaded(correspond);
  // Imitations of a browser may have the class and no context.
  const offscreen = typeof OffscreenCanvas === 'function' && new OffscreenCanvas(1, 1).getContext('2d') !== null;
  const engine = createEngine({
    now: () => performance.timeOrigin + performance.now(),
    requestFrame: (callback) => {
      if (typeof requestAnimationFrame === 'function') requestAnimationFrame(callback);
      else setIdleTimer(callback, 1000 / 60);
    },
    after(ms, callback) {
      const timer = setIdleTimer(callback, ms);
      return () => clearTimeout(timer);
    },
    createCanvas: offscreen
      ? (width, height) => new OffscreenCanvas(width, height)
      : typeof document !== 'undefined'
        ? (width, height) =>
            Object.assign(document.createElement('canvas'), { width, height }) as unknown as OffscreenCanvas
        : null,
    offscreen,
    shared: false,
    network,
    // A worker's own script brings them.
    customs: { decoders: new Map(), feeds: new Map() },
    // The page paints and hears meanwhile.
    soon: (callback) => setIdleTimer(callback, 0),
    report: (error) => hooks.error(new EngineError('uncaught', reasonOf(error), error)),
  });
  // Deferred, as a worker's answers are: no call changes anything before its caller has gone on, and all answers take
  // equally long, so that they arrive in the order in which they were given.
  const later = <T>(ask: () => T | Promise<T>) => Promise.resolve().then(ask);
  const api: EngineApi = {
    hello: async () => ({ offscreen, shared: false }),
    release() {},
    // The page's fonts are its own here.
    fonts: async () => {},
    frame: (frame, messages, pack) => later(() => engine.frame(frame, messages, pack)),
    append: (frame, messages, pack) => void later(() => engine.append(frame, messages, pack)),
    painted: (stream) => later(() => engine.painted(stream)),
    shown: (stream, view) => later(() => engine.shown(stream, view)),
    stats: (stream) => later(() => engine.stats(stream)),
    chart: (stream, view) => later(() => engine.chart(stream, view)),
    inspect: (stream, view, inspection) => later(() => engine.inspect(stream, view, inspection)),
    attach: (stream, sink, port) => void later(() => engine.attach(stream, sink, port)),
    connect: (stream, order) => void later(() => engine.connect(stream, order)),
    disconnect: (stream, feed) => void later(() => engine.disconnect(stream, feed)),
    heard: (stream) => later(() => engine.heard(stream)),
    resume: (stream, feed, question, answer) => void later(() => engine.resume(stream, feed, question, answer)),
    supply: (stream, feed, given) => later(() => engine.supply(stream, feed, given)),
    detach: (stream, sink) => void later(() => engine.detach(stream, sink)),
    ping: () => later(() => engine.ping()),
    close: (stream) => void later(() => engine.close(stream)),
  };
  const { call, sever } = link(api, silence, hooks.reports, () => {});
  const connection: Connection = {
    mode: 'in-process',
    reason,
    offscreen,
    shared: false,
    frames: (clients, pace) => new Frames(connection, clients, pace),
    call,
    append: api.append,
    close: () => sever(abortError('the engine')),
  };
  return connection;
}
