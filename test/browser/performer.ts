/** A worker that makes sinks of the ports that it is given and calls them as it is told, or passes all that on. */
import { openSink, type Sink } from '../../src/index.js';
import { type Call, perform } from '../calls.js';

export interface Order {
  id: number;
  /** Which of its sinks; a port makes it. */
  sink: number;
  port?: MessagePort;
  calls: Call[];
}

const sinks = new Map<number, Sink>();

async function obey({ data: { id, sink, port, calls } }: MessageEvent<Order>): Promise<void> {
  if (port) sinks.set(sink, openSink(port));
  self.postMessage({ id, outcomes: await perform(sinks.get(sink)!, calls) });
}

self.onmessage = (event: MessageEvent<Order | { to: MessagePort } | { from: MessagePort }>) => {
  const { data } = event;
  if ('from' in data) data.from.onmessage = obey;
  else if ('to' in data) {
    self.onmessage = ({ data: order }: MessageEvent<Order>) => {
      data.to.postMessage(order, order.port ? [order.port] : []);
    };
  } else obey(event as MessageEvent<Order>);
};
