/** A worker that pushes what it is told to through a sink, and says when it is through. */
import { openSink, type Sink } from '../../src/index.js';

let sink: Sink;
let given: MessagePort;

self.onmessage = async ({ data }: MessageEvent) => {
  if (data.forward) {
    data.to.postMessage(data.forward, [data.forward]);
    return;
  }
  if (data.listen) {
    // A worker that is told by another worker, past the page.
    data.listen.onmessage = ({ data: port }: MessageEvent<MessagePort>) => {
      sink = openSink(port);
      self.postMessage('open');
    };
    return;
  }
  if (data.giveBack) {
    self.postMessage(given, { transfer: [given] });
    return;
  }
  if (data.port) {
    given = data.port;
    sink = openSink(given);
  }
  if (data.labels) for (const label of data.labels) sink.push(label, 1);
  if (data.clear) sink.clear();
  if (data.from !== undefined) {
    const values = Float64Array.from({ length: data.count }, (_, i) => data.from + i);
    sink.extend(values, values, { transfer: data.transfer });
  }
  if (data.flush) await sink.flush();
  if (data.every) {
    let next = 0;
    const timer = setInterval(() => {
      try {
        sink.push(next, next++ % 20);
      } catch {
        clearInterval(timer);
      }
    }, data.every);
  }
  if (data.close) await sink.close();
  if (!data.every) self.postMessage('done');
};
