/** A worker of one's own, which brings a decoder and a feed. */
import { startEngine } from '../../worker/start-engine.js';

const text = new TextDecoder();

startEngine({
  decoders: {
    pairs: () => (message, samples) => {
      const lines = (typeof message === 'string' ? message : text.decode(message)).split('\n');
      for (const line of lines) {
        if (line === 'throw') throw new Error('the decoder’s own');
        const [x, y] = line.split(' ').map(Number);
        if (Number.isNaN(x) || y === undefined) samples.refuse('no pair', line);
        else samples.push(x, y);
      }
    },
  },
  feeds: {
    async ramp({ options, opened, push, extend, message, isNew, room, signal }) {
      const { count } = options as { count: number };
      opened();
      for (let i = 0; i < count && !signal.aborted; i += 1000) {
        await room();
        extend(
          Array.from({ length: 1000 }, (_, k) => i + k),
          new Float32Array(1000),
        );
      }
      for (const number of [1, 1]) if (isNew(number)) push(count, null);
      message(`{"x":${count + 1},"y":1}`);
    },
  },
});
