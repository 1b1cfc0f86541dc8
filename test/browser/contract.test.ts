import { Engine } from '../../src/index.js';
import { describeContract, fromPage, fromSink, type Produce, type Producer } from '../contract.js';
import { HeldWorker, workerUrl } from './held-worker.js';
import ProducerWorker from './producer.ts?worker';

/** Tells a worker what to push, one thing after another. */
function tell(worker: Worker): Producer {
  let last: Promise<unknown> = Promise.resolve();
  const say = (message: object) => {
    last = last.then(
      () =>
        new Promise((resolve) => {
          worker.addEventListener('message', resolve, { once: true });
          worker.postMessage(message);
        }),
    );
    return last;
  };
  return {
    extend: (from, to) => void say({ from, count: to - from }),
    clear: () => void say({ clear: true }),
    flush: () => say({ flush: true }),
    close: () => say({ close: true }).then(() => worker.terminate()),
  };
}

const fromWorker: Produce = (stream) => {
  const worker = new ProducerWorker();
  const port = stream.port();
  worker.postMessage({ port, quiet: true }, [port]);
  return tell(worker);
};

/** The port goes to one worker, and from there to another. */
const fromWorkerOfWorker: Produce = (stream) => {
  const [first, second] = [new ProducerWorker(), new ProducerWorker()];
  const port = stream.port();
  const { port1, port2 } = new MessageChannel();
  second.postMessage({ listen: port2, quiet: true }, [port2]);
  first.postMessage({ forward: port, to: port1 }, [port, port1]);
  return tell(second);
};

const near = { 'from the page': fromPage, 'through a sink': fromSink };
const producers = {
  ...near,
  'by a worker': fromWorker,
  'by a worker that another worker gave the port': fromWorkerOfWorker,
};
const url = () => new URL(workerUrl, import.meta.url);

describeContract('the page’s shared engine', { engine: () => undefined, mode: 'worker' }, producers);
describeContract('an engine of its own', { engine: () => new Engine(), mode: 'worker' }, producers);
describeContract('an engine of a URL', { engine: () => new Engine({ worker: url() }), mode: 'worker' }, near);
describeContract(
  'an engine of a Worker',
  { engine: () => new Engine({ worker: new HeldWorker() }), mode: 'worker' },
  near,
);
describeContract(
  'an engine of a promised Worker',
  { engine: () => new Engine({ worker: async () => new HeldWorker() }), mode: 'worker' },
  near,
);
describeContract(
  'an engine in the page',
  { engine: () => new Engine({ worker: () => Promise.reject(new Error('none today')) }), mode: 'in-process' },
  producers,
);
