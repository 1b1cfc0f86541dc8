/** A stream of the Streams standard: of bytes or text, in pieces. */
import { Interruption, type Source } from './source.js';

export const readableSource =
  (readable: ReadableStream<unknown>): Source =>
  async (line) => {
    const { signal } = line;
    const reader = readable.getReader();
    const aborted = () => void reader.cancel(signal.reason).catch(() => {});
    signal.addEventListener('abort', aborted);
    // There is nothing to connect to.
    line.opened();
    for (;;) {
      let piece: ReadableStreamReadResult<unknown>;
      try {
        piece = await reader.read();
      } catch {
        // It can't be read again from its beginning.
        throw new Interruption('interrupted', 'the stream that was to be read failed', true);
      }
      if (signal.aborted) throw signal.reason;
      if (piece.done) break;
      const { value } = piece;
      if (typeof value === 'string' || value instanceof Uint8Array || value instanceof ArrayBuffer)
        line.take(value, false);
      else if (ArrayBuffer.isView(value)) {
        line.take(new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength), false);
      } else line.refuse('a piece of the stream is neither bytes nor text', String(value));
      await line.room();
    }
    line.take(new Uint8Array(0), true);
  };
