/** A worker whose samples go to the engine past the page. */
import { openSink, type Sink } from '../../../src/index.js';
import { type Feed, feedOf, sawtoothOf, yOf } from './feed.js';

let sink: Sink;
let feed: Feed;

export type Told =
  | { port: MessagePort; sawtooth: number }
  | { rate: number }
  | { push: number }
  /** Answered with what was pushed in all, once the engine has it. */
  | { stop: true }
  | { close: true };

self.onmessage = async ({ data }: MessageEvent<Told>) => {
  if ('port' in data) {
    sink = openSink(data.port);
    feed = feedOf(sink, data.sawtooth > 0 ? sawtoothOf(data.sawtooth) : yOf);
  } else if ('rate' in data) {
    feed.stop();
    feed.start(data.rate);
  } else if ('push' in data) {
    feed.push(data.push);
  } else if ('stop' in data) {
    feed.stop();
    await sink.flush().catch(() => {});
    self.postMessage(feed.pushed);
  } else {
    feed.stop();
    await sink.close();
    self.postMessage(feed.pushed);
  }
};
