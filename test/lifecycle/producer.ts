/** Feeds a stream for as long as its page runs. */
import { openSink } from '../../src/index.js';

self.onmessage = ({ data: port }: MessageEvent<MessagePort>) => {
  const sink = openSink(port);
  let next = 0;
  setInterval(() => {
    for (let i = 0; i < 20; i++, next++) sink.push(next, next % 20);
  }, 10);
};
