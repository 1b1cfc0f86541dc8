/**
 * An engine as the page knows it: one worker for many streams. It has sent what they have to say, once a frame, and
 * replaces a worker that dies.
 */
import type { StreamId } from '../worker/protocol.js';
import { checkOptions, type Rule } from '../worker/rules.js';
import { connect } from './connect.js';
import type { Correspond, Correspondence } from './correspondence.js';
import type { Connection, Hooks } from './engine-client.js';
import { closedError, EngineError, reasonOf } from './errors.js';
import { frameClock, isHidden, setIdleTimer } from './frame-clock.js';
import type { Frames } from './frames.js';
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
  /** What speaks for it is loaded. */
  correspond(correspond: Correspond): Correspondence;
  dispatchError(error: EngineError): void;
  close(): Promise<void>;
}

const SILENCE: Rule = { fallback: 30_000, unit: 'ms', above: 0, max: Number.MAX_VALUE };
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
  /** What speaks for them, once it is loaded. */
  readonly #speakers = new Map<StreamId, Correspondence>();
  readonly #clock = frameClock(() => this.send());
  #correspond: Correspond | null = null;
  #connection: Connection | null = null;
  /** What is said to it. */
  #frames: Frames | null = null;
  #connecting = false;
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
    const { silence } = checkOptions({ silence: SILENCE }, options, 'Engine', ['worker']) as { silence: number };
    const { worker } = options;
    if (worker !== undefined) checkWorkerSource(worker);
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
    return this.#frames?.out === false;
  }

  /** @internal */
  add(client: Client): void {
    if (this.#closed) throw closedError('the engine');
    clearTimeout(this.#lingering);
    this.#clients.set(client.id, client);
    const speaker = this.#seat(client);
    if (this.#connection) speaker?.connected(this.#connection, false);
    else this.#connect();
  }

  /** @internal */
  remove(client: Client): void {
    if (!this.#clients.delete(client.id)) return;
    this.#speakers.delete(client.id);
    if (this.#clients.size > 0) return;
    // Nobody has anything to say: what a page of a test runner is made of may be gone when the frame comes.
    this.#clock.cancel();
    this.#scheduled = false;
    if (this.#lingers) {
      this.#lingering = setIdleTimer(() => this.#disconnect(), LINGER);
    }
  }

  /** @internal A stream has something to say: with the next frame; in a hidden page, which has none, at once. */
  schedule(): void {
    if (!this.#frames || this.#frames.due || this.#scheduled) return;
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
    this.#frames?.send();
  }

  readonly #visibilityChanged = () => {
    this.send();
  };

  readonly #hooks: Hooks = {
    loaded: (correspond) => {
      this.#correspond = correspond;
      for (const client of this.#clients.values()) this.#seat(client);
    },
    error: (error) => {
      for (const client of [...this.#clients.values()]) client.dispatchError(error);
    },
    reports: (reports) => {
      for (const report of reports) this.#speakers.get(report.stream)?.report(report);
      const known = new Set(reports.map(({ stream }) => stream));
      for (const speaker of this.#speakers.values()) if (!known.has(speaker.id)) speaker.unreported();
    },
    died: (connection, error) => {
      if (this.#connection !== connection) return;
      this.#leave();
      this.#died = true;
      for (const speaker of [...this.#speakers.values()]) speaker.died(error);
      for (const client of [...this.#clients.values()]) client.dispatchError(error);
      if (Date.now() - this.#connectedAt > HEALTHY_AFTER) this.#backoff = FIRST_BACKOFF;
      this.#connectLater();
    },
  };

  async #connect(): Promise<void> {
    if (this.#connecting || this.#connection || this.#closed) return;
    this.#connecting = true;
    const source = this.#inProcessFromNow ? 'in-process' : this.#source;
    const connection = await connect(source, this.#silence, this.#hooks).catch((error) => {
      this.#hooks.error(new EngineError('start', `no engine could be started: ${reasonOf(error)}`, error));
      return null;
    });
    this.#connecting = false;
    if (!connection) {
      this.#connectLater();
      return;
    }
    if (this.#closed) {
      connection.close();
      return;
    }
    this.#connection = connection;
    this.#frames = connection.frames(this.#speakers, this);
    if (this.#lingers && this.#clients.size === 0) {
      clearTimeout(this.#lingering);
      this.#lingering = setIdleTimer(() => this.#disconnect(), LINGER);
    }
    this.#connectedAt = Date.now();
    const again = this.#died;
    this.#died = false;
    for (const speaker of [...this.#speakers.values()]) speaker.connected(connection, again);
    this.send();
  }

  #seat(client: Client): Correspondence | undefined {
    if (this.#correspond && !this.#speakers.has(client.id)) {
      this.#speakers.set(client.id, client.correspond(this.#correspond));
    }
    return this.#speakers.get(client.id);
  }

  #disconnect(): void {
    clearTimeout(this.#lingering);
    this.#clock.cancel();
    this.#connection?.close();
    this.#leave();
    this.#scheduled = false;
  }

  #connectLater(): void {
    this.#inProcessFromNow = isInstance(this.#source);
    setIdleTimer(() => {
      if (this.#clients.size > 0) this.#connect();
    }, this.#backoff);
    this.#backoff = Math.min(LONGEST_BACKOFF, this.#backoff * 2);
  }

  #leave(): void {
    if (this.#frames) this.#frames.over = true;
    this.#connection = this.#frames = null;
  }
}

function isInstance(source: WorkerSource | undefined): boolean {
  return typeof Worker === 'function' && source instanceof Worker;
}

const SHARED: EngineOptions = {};
let shared: Engine | undefined;

/** The page's engine, made with the first stream that names no other. */
export function sharedEngine(): Engine {
  shared ??= new Engine(SHARED);
  return shared;
}
