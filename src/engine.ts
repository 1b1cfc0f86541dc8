/**
 * An engine as the page knows it: one worker for many streams. It sends what they have to say, one call a frame and
 * never a second before the first is answered (the credit), and replaces a worker that dies.
 */
import type { Batch } from '../worker/batch.js';
import type { Pack } from '../worker/pack.js';
import type { FrameReply, Report, StreamId, StreamMessage, StreamReply } from '../worker/protocol.js';
import { checkNames, describe } from '../worker/rules.js';
import { type Connection, connect, type Hooks } from './engine-client.js';
import { closedError, EngineError } from './errors.js';
import { frameClock, isHidden, setIdleTimer } from './frame-clock.js';
import type { Packs } from './packs.js';
import { checkWorkerSource, type WorkerSource } from './worker-source.js';

export interface EngineOptions {
  /** Where the engine runs. Default: the library finds its own worker file. */
  worker?: WorkerSource | undefined;
  /** Unanswered for so long, ms, a worker counts as dead. Default 30 000. */
  silence?: number | undefined;
}

/** A stream, as its engine needs it. */
export interface Client {
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
  report(report: Report): void;
  /** The engine, when it reported of its streams, said nothing of this one. */
  unreported(): void;
  dispatchError(error: EngineError): void;
  close(): Promise<void>;
}

/** What a stream says in a frame. */
interface Said {
  client: Client;
  message: StreamMessage;
}

const SILENCE = 30_000;
/**
 * So many frames in a row are not answered, where they carry nothing but samples: an answer costs the page as much as a
 * message does. More would only keep more columns on their way.
 */
const MOST_UNANSWERED = 7;
/** The shared engine ends so long after its last stream, ms. */
const LINGER = 5000;
/** Waits between restarts, ms: doubled each time, back to the first after a minute of life. */
const FIRST_BACKOFF = 100;
const LONGEST_BACKOFF = 10_000;
const HEALTHY_AFTER = 60_000;

export class Engine {
  readonly #source: WorkerSource | undefined;
  readonly #silence: number;
  readonly #lingers: boolean;
  readonly #clients = new Map<StreamId, Client>();
  readonly #clock = frameClock(() => this.send());
  /** Loaded when several streams first have samples for one frame. */
  #packs: Packs | null = null;
  #loadingPacks = false;
  #connection: Connection | null = null;
  #connecting = false;
  /** A call is out: its answer is the credit for the next. */
  #out = false;
  /** Frames sent, and those of them since the last that was to be answered. */
  #frame = 0;
  #unanswered = 0;
  /** Something waits for the credit. */
  #due = false;
  /** A frame has been asked for. */
  #scheduled = false;
  #closed = false;
  #inProcessFromNow = false;
  #backoff = FIRST_BACKOFF;
  #died = false;
  #connectedAt = 0;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  /**
   * @throws TypeError | RangeError naming the option.
   */
  constructor(options: EngineOptions = {}) {
    const { worker, silence = SILENCE } = checkEngineOptions(options);
    this.#source = worker;
    this.#silence = silence;
    this.#lingers = options === SHARED;
    if (typeof document !== 'undefined') document.addEventListener('visibilitychange', this.#visibilityChanged);
  }

  /** Closes the engine's streams and ends its worker. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
    this.#disconnect();
    if (typeof document !== 'undefined') document.removeEventListener('visibilitychange', this.#visibilityChanged);
  }

  /** @internal Whether what is asked for now can be sent at once. */
  get hasCredit(): boolean {
    return this.#connection !== null && !this.#out;
  }

  /** @internal */
  add(client: Client): void {
    if (this.#closed) throw closedError('the engine');
    clearTimeout(this.#lingering);
    this.#clients.set(client.id, client);
    if (this.#connection) client.connected(this.#connection, false);
    else this.#connect();
  }

  /** @internal */
  remove(client: Client): void {
    this.#clients.delete(client.id);
    if (this.#lingers && this.#clients.size === 0) {
      this.#lingering = setIdleTimer(() => this.#disconnect(), LINGER);
    }
  }

  /** @internal A stream has something to say: with the next frame; in a hidden page, which has none, at once. */
  schedule(): void {
    if (this.#due || this.#scheduled) return;
    if (isHidden()) this.send();
    else {
      this.#scheduled = true;
      this.#clock.request();
    }
  }

  /** @internal Sends what there is, or as soon as the call that is out has been answered. */
  send(): void {
    this.#scheduled = false;
    this.#clock.cancel();
    const connection = this.#connection;
    if (!connection || this.#out) {
      this.#due = true;
      return;
    }
    this.#due = false;
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
    const { pack, rest } = this.#pack(connection, said);
    const messages = rest.map(({ message }) => message);
    if (asks) {
      this.#unanswered = 0;
      this.#out = true;
      connection
        .call((api) => api.frame(frame, messages, pack))
        .then(
          (reply) => this.#acknowledged(reply, rest),
          (error) => this.#refused(connection, error, said),
        );
    } else {
      this.#unanswered++;
      try {
        connection.append(frame, messages, pack);
      } catch (error) {
        this.#refused(connection, error, said);
        return;
      }
    }
    for (const { client } of rest) client.sent(connection, asks);
    // More may come with the very next frame, from a callback that runs before ours would if it were asked for only then.
    if (!isHidden()) {
      this.#scheduled = true;
      this.#clock.request();
    }
  }

  /** Where several streams have nothing to say but a few samples, these go in a pack; the rest goes by messages. */
  #pack(connection: Connection, said: Said[]): { pack: Pack | null; rest: Said[] } {
    const none = { pack: null, rest: said };
    // In shared memory samples need no message, once there is a ring; and that comes with an answer.
    if (said.length < 2 || connection.mode === 'in-process' || connection.shared) return none;
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
      this.#out = false;
    }
    if (this.#due) this.send();
  }

  /** A call that failed although the engine lives: a defect, told rather than hidden. A dead engine's is told by `died`. */
  #refused(connection: Connection, error: unknown, said: Said[]): void {
    if (this.#connection !== connection) return;
    const told = new EngineError('uncaught', `a frame was refused: ${(error as Error)?.message ?? error}`, error);
    for (const { client } of said) {
      client.died(told);
      client.dispatchError(told);
      client.connected(connection, true);
    }
    this.#out = false;
    if (this.#due) this.send();
  }

  readonly #visibilityChanged = () => {
    this.send();
  };

  readonly #hooks: Hooks = {
    error: (error) => {
      for (const client of [...this.#clients.values()]) client.dispatchError(error);
    },
    reports: (reports) => {
      for (const report of reports) this.#clients.get(report.stream)?.report(report);
      const known = new Set(reports.map(({ stream }) => stream));
      for (const client of this.#clients.values()) if (!known.has(client.id)) client.unreported();
    },
    died: (connection, error) => {
      if (this.#connection !== connection) return;
      this.#connection = null;
      this.#out = false;
      this.#due = true;
      this.#died = true;
      this.#inProcessFromNow = isInstance(this.#source);
      for (const client of [...this.#clients.values()]) client.died(error);
      for (const client of [...this.#clients.values()]) client.dispatchError(error);
      if (Date.now() - this.#connectedAt > HEALTHY_AFTER) this.#backoff = FIRST_BACKOFF;
      setIdleTimer(() => {
        if (this.#clients.size > 0) this.#connect();
      }, this.#backoff);
      this.#backoff = Math.min(LONGEST_BACKOFF, this.#backoff * 2);
    },
  };

  async #connect(): Promise<void> {
    if (this.#connecting || this.#connection || this.#closed) return;
    this.#connecting = true;
    const source = this.#inProcessFromNow ? 'in-process' : this.#source;
    const connection = await connect(source, this.#silence, this.#hooks).catch((error) => {
      this.#hooks.error(new EngineError('start', `no engine could be started: ${error?.message ?? error}`, error));
      return null;
    });
    this.#connecting = false;
    if (!connection) return;
    if (this.#closed) {
      connection.close();
      return;
    }
    this.#connection = connection;
    this.#frame = this.#unanswered = 0;
    if (this.#lingers && this.#clients.size === 0) {
      clearTimeout(this.#lingering);
      this.#lingering = setIdleTimer(() => this.#disconnect(), LINGER);
    }
    this.#connectedAt = Date.now();
    const again = this.#died;
    this.#died = false;
    for (const client of [...this.#clients.values()]) client.connected(connection, again);
    this.send();
  }

  #disconnect(): void {
    clearTimeout(this.#lingering);
    this.#clock.cancel();
    this.#connection?.close();
    this.#connection = null;
    this.#out = this.#due = this.#scheduled = false;
  }
}

function isInstance(source: WorkerSource | undefined): boolean {
  return typeof Worker === 'function' && source instanceof Worker;
}

function checkEngineOptions(options: unknown): EngineOptions {
  checkNames(options, ['worker', 'silence'], 'Engine');
  const { worker, silence } = options as EngineOptions;
  if (worker !== undefined) checkWorkerSource(worker);
  if (silence !== undefined) {
    const message = `silence must be a number of ms above 0 and finite, got ${describe(silence)}`;
    if (typeof silence !== 'number' || Number.isNaN(silence)) throw new TypeError(message);
    if (!(silence > 0 && silence < Number.POSITIVE_INFINITY)) throw new RangeError(message);
  }
  return options as EngineOptions;
}

const SHARED: EngineOptions = {};
let shared: Engine | undefined;

/** The page's engine, made with the first stream that names no other. */
export function sharedEngine(): Engine {
  shared ??= new Engine(SHARED);
  return shared;
}
