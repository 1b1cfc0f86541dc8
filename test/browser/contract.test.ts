/** The contract over every way of getting an engine in a browser, fed from every kind of thread. */
import { afterAll } from 'vitest';
import { Engine, type LiveStream } from '../../src/index.js';
import type { Call, Outcome } from '../calls.js';
import { contract, type EngineWay, type ProducerWay, page, sinkHere } from '../contract.js';
import { workerUrl } from './held-worker.js';
import type { Order } from './performer.js';
import Performer from './performer.ts?worker';

const url = () => new URL(workerUrl, import.meta.url);
const worker = () => new Worker(url(), { type: 'module' });

const inWorker = { mode: 'worker', bitmaps: true, errors: [] } as const satisfies Partial<EngineWay>;
const engines: EngineWay[] = [
  { ...inWorker, name: 'the page’s shared engine', open: () => undefined },
  { ...inWorker, name: 'an engine of one’s own', open: () => new Engine() },
  { ...inWorker, name: 'an engine from a URL', open: () => new Engine({ worker: url() }) },
  { ...inWorker, name: 'an engine from a Worker', open: () => new Engine({ worker: worker() }) },
  {
    ...inWorker,
    name: 'an engine from a function that promises a Worker',
    open: () => new Engine({ worker: async () => worker() }),
  },
  {
    name: 'an engine in-process',
    open: () =>
      new Engine({
        worker: () => {
          throw new Error('no worker here');
        },
      }),
    mode: 'in-process',
    bitmaps: true,
    errors: ['start'],
  },
];

let lastId = 0;

/** Sinks in one worker; `entry` is told what it shall do. */
function sinksIn(name: string, start: () => { entry: Worker; performer: Worker }): ProducerWay {
  let started: ReturnType<typeof start> | undefined;
  const waiting = new Map<number, (outcomes: Outcome[]) => void>();
  afterAll(() => {
    started?.entry.terminate();
    started?.performer.terminate();
  });

  function begin() {
    const { entry, performer } = start();
    performer.onmessage = ({ data }: MessageEvent<{ id: number; outcomes: Outcome[] }>) => {
      waiting.get(data.id)?.(data.outcomes);
      waiting.delete(data.id);
    };
    return { entry, performer };
  }

  function open(stream: LiveStream) {
    started ??= begin();
    const { entry } = started;
    let port: MessagePort | undefined = stream.port();
    const sink = ++lastId;
    return {
      perform: (...calls: Call[]) =>
        new Promise<Outcome[]>((resolve) => {
          const id = ++lastId;
          waiting.set(id, resolve);
          entry.postMessage({ id, sink, port, calls } satisfies Order, port ? [port] : []);
          port = undefined;
        }),
    };
  }

  return { name, isSink: true, open };
}

const producers = [
  page,
  sinkHere,
  sinksIn('a sink in a worker', () => {
    const performer = new Performer();
    return { entry: performer, performer };
  }),
  sinksIn('a sink in a worker that has its port from another worker', () => {
    const [entry, performer] = [new Performer(), new Performer()];
    const { port1, port2 } = new MessageChannel();
    entry.postMessage({ to: port1 }, [port1]);
    performer.postMessage({ from: port2 }, [port2]);
    return { entry, performer };
  }),
];

// A worker's sink speaks to the engine itself: how the page came by a worker makes no difference to it.
const near = [page, sinkHere];
const [shared, own, ...others] = engines;
for (const engine of [shared, own]) contract(engine, producers);
// In a page that is isolated only the way of samples to a worker is another: not how a worker is come by, nor in-process.
if (!crossOriginIsolated) {
  for (const engine of others) contract(engine, engine.mode === 'worker' ? near : producers);
}
