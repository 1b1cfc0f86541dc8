/**
 * What the page says to one running engine: a call a frame for all its streams, and never a second before the first is
 * answered (the credit).
 */
import type { Batch } from '../worker/batch.js';
import type { Pack } from '../worker/pack.js';
import type { FrameReply, StreamId, StreamMessage, StreamReply } from '../worker/protocol.js';
import type { Connection } from './engine-client.js';
import { EngineError } from './errors.js';
import { isHidden } from './frame-clock.js';
import type { Packs } from './packs.js';

/** A stream, as it takes part. */
export interface Speaker {
  readonly id: StreamId;
  /** What there is to say; null for nothing. What is handed over is under way until it is acknowledged. */
  collect(connection: Connection, frame: number): StreamMessage | null;
  /** Whether what `collect` gave last wants an answer. */
  readonly asks: boolean;
  /** The engine has what `collect` gave, and will answer it or not. */
  sent(connection: Connection, answered: boolean): void;
  /** What `collect` gave has gone in a pack, and is not answered. Takes its batches back. */
  packed(batches: Batch[]): void;
  /** With its reply, unless the engine no longer knew the stream. */
  acknowledged(reply: StreamReply | undefined): void;
  /** What was under way is lost. */
  died(error: EngineError): void;
  connected(connection: Connection, again: boolean): void;
  dispatchError(error: EngineError): void;
}

/** Who has them sent. */
export interface Pace {
  /** With the next frame. */
  schedule(): void;
  send(): void;
}

/** What a stream says in a frame. */
interface Said {
  client: Speaker;
  message: StreamMessage;
}

/**
 * So many frames in a row are not answered, where they carry nothing but samples: an answer costs the page as much as a
 * message does. More would only keep more columns on their way.
 */
const MOST_UNANSWERED = 7;

export class Frames {
  readonly #connection: Connection;
  readonly #clients: ReadonlyMap<StreamId, Speaker>;
  readonly #pace: Pace;
  /** Loaded when several streams first have samples for one frame. */
  #packs: Packs | null = null;
  #loadingPacks = false;
  /** A call is out: its answer is the credit for the next. */
  out = false;
  /** Something waits for the credit. */
  due = false;
  /** The engine is gone: what it has not answered is told of by others. */
  over = false;
  /** Frames sent, and those of them since the last that was to be answered. */
  #frame = 0;
  #unanswered = 0;

  constructor(connection: Connection, clients: ReadonlyMap<StreamId, Speaker>, pace: Pace) {
    this.#connection = connection;
    this.#clients = clients;
    this.#pace = pace;
  }

  /** Sends what there is, or as soon as the call that is out has been answered. */
  send(): void {
    this.due = this.out;
    if (this.out) return;
    const connection = this.#connection;
    const frame = this.#frame + 1;
    const said: Said[] = [];
    // In a hidden page, which has no frames, answers alone keep messages from being as many as samples.
    let asks = this.#unanswered === MOST_UNANSWERED || connection.shared || isHidden();
    for (const client of this.#clients.values()) {
      const message = client.collect(connection, frame);
      if (!message) continue;
      said.push({ client, message });
      asks ||= client.asks;
    }
    if (said.length === 0) return;
    this.#frame = frame;
    const { pack, rest } = this.#pack(said);
    const messages = rest.map(({ message }) => message);
    if (asks) {
      this.#unanswered = 0;
      this.out = true;
      connection
        .call((api) => api.frame(frame, messages, pack))
        .then(
          (reply) => this.#acknowledged(reply, rest),
          (error) => this.#refused(error, said),
        );
    } else {
      this.#unanswered++;
      try {
        connection.append(frame, messages, pack);
      } catch (error) {
        this.#refused(error, said);
        return;
      }
    }
    for (const { client } of rest) client.sent(connection, asks);
    // More may come with the very next frame, from a callback that runs before ours would if it were asked for only then.
    if (!isHidden()) this.#pace.schedule();
  }

  /** Where several streams have nothing to say but a few samples, these go in a pack; the rest goes by messages. */
  #pack(said: Said[]): { pack: Pack | null; rest: Said[] } {
    const none = { pack: null, rest: said };
    // In shared memory samples need no message, once there is a ring; and that comes with an answer.
    if (said.length < 2 || this.#connection.mode === 'in-process' || this.#connection.shared) return none;
    const plain = said.filter(({ client }) => !client.asks);
    if (plain.length < 2) return none;
    if (!this.#packs) {
      if (!this.#loadingPacks) this.#loadPacks();
      return none;
    }
    const { pack, packed } = this.#packs.fill(plain.map(({ message }) => message));
    for (const { client, message } of plain) {
      const batches = packed.get(message);
      if (batches) client.packed(batches);
    }
    return { pack, rest: said.filter(({ message }) => !packed.has(message)) };
  }

  async #loadPacks(): Promise<void> {
    this.#loadingPacks = true;
    // Where they can't be loaded samples go on by messages of their own.
    const loaded = await import('./packs.js').catch(() => null);
    if (loaded) this.#packs = new loaded.Packs();
  }

  #acknowledged({ replies, packs }: FrameReply, asked: Said[]): void {
    this.#packs?.recycle(packs);
    const byStream = new Map(replies.map((reply) => [reply.stream, reply]));
    try {
      for (const { client } of asked) client.acknowledged(byStream.get(client.id));
    } finally {
      // Not before: one that has more to say would have others say more before they know what they are answered.
      this.out = false;
    }
    if (this.due) this.#pace.send();
  }

  /** A call that failed although the engine lives: a defect, told rather than hidden. A dead engine's is told by `died`. */
  #refused(error: unknown, said: Said[]): void {
    if (this.over) return;
    const told = new EngineError('uncaught', `a frame was refused: ${(error as Error)?.message ?? error}`, error);
    for (const { client } of said) {
      client.died(told);
      client.dispatchError(told);
      client.connected(this.#connection, true);
    }
    this.out = false;
    if (this.due) this.#pace.send();
  }
}
