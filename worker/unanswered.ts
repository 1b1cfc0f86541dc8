/**
 * Frames of samples alone, for which nobody waits. They may be taken when that is best for the picture; but before
 * anything else that the page says, which came after them.
 */
import type { Batch } from './batch.js';
import { type Pack, unpack } from './pack.js';
import type { StreamId, StreamMessage, StreamReply } from './protocol.js';
import type { Stream } from './stream.js';

export interface Unanswered {
  /** The last frame that has been taken, answered ones among them. */
  taken: number;
  add(frame: number, messages: StreamMessage[], pack: Pack | null): void;
  /** Takes those that came by then, ms since 1970, or all of them. Whether none is left. */
  take(by?: number): boolean;
  takePack(pack: Pack): void;
  /** Streams that could not go on, and what is to be said to whoever asks for them next. */
  readonly failures: Map<StreamId, StreamReply>;
  /** The memory of packs taken since this was asked last. */
  emptied(): Float64Array[];
}

/** What they need of the engine. */
export interface Takers {
  now(): number;
  streams: ReadonlyMap<StreamId, Stream>;
  changed(stream: Stream): void;
  /** Lets a stream go. */
  failed(stream: Stream, error: unknown): StreamReply;
}

export function unansweredFrames({ now, streams, changed, failed }: Takers): Unanswered {
  const waiting: { at: number; frame: number; messages: StreamMessage[]; pack: Pack | null }[] = [];
  const failures = new Map<StreamId, StreamReply>();
  const packs: Float64Array[] = [];

  /** Whether it was taken: there may be no such stream any more. */
  function takeBatch(id: StreamId, batch: Batch): boolean {
    const stream = streams.get(id);
    if (!stream) return false;
    try {
      stream.take(stream.page, batch);
      changed(stream);
      return true;
    } catch (error) {
      failures.set(id, failed(stream, error));
      return false;
    }
  }

  function takePack(pack: Pack): void {
    unpack(pack, takeBatch);
    packs.push(pack.numbers);
  }

  return {
    taken: 0,
    failures,
    takePack,
    add: (frame, messages, pack) => void waiting.push({ at: now(), frame, messages, pack }),
    take(by = Number.POSITIVE_INFINITY) {
      while (waiting.length > 0 && waiting[0].at <= by) {
        const { frame, messages, pack } = waiting.shift()!;
        this.taken = frame;
        if (pack) takePack(pack);
        for (const { stream: id, operations } of messages) {
          for (const operation of operations) {
            if (operation.kind !== 'append' || !takeBatch(id, operation.batch)) continue;
            streams.get(id)?.emptied.push(operation.batch);
          }
        }
      }
      return waiting.length === 0;
    },
    emptied: () => packs.splice(0),
  };
}
