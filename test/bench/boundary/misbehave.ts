/** What the page tells the worker to do wrong. Stands before the engine, so that it hears of calls first. */
import { busy } from './busy.js';

/** ms that each frame takes longer. */
let slowness = 0;

new BroadcastChannel('misbehave').onmessage = ({ data }: MessageEvent<{ hang?: number; slow?: number }>) => {
  if (data.hang) busy(data.hang);
  if (data.slow !== undefined) slowness = data.slow;
};

addEventListener('message', (event) => {
  // What is in a message is unpacked by the first that looks: that should be the engine.
  if (slowness > 0 && (event.data?.append || event.data?.path?.[0] === 'frame')) busy(slowness);
});
