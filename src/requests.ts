/** What a stream's user waits for: answers, and marks that stand at their place among the samples. */
import type { Answer, EngineApi } from '../worker/protocol.js';
import type { Engine } from './engine.js';
import type { Connection } from './engine-client.js';
import { errorOf, quotaError } from './errors.js';
import { type Mark, MOST_WAITING, type Outbox, type Parcel } from './outbox.js';

type Success = Exclude<Answer, { failure: unknown }>;

interface Request {
  resolve(answer: Success): void;
  reject(reason: unknown): void;
}

let lastRequest = 0;

export class Requests {
  readonly #outbox: Outbox;
  readonly #engine: Engine;
  readonly #open = new Map<number, Request>();
  /** Those that went with the call that is out. */
  #asked: number[] = [];
  #marks: Mark[] = [];
  /** Rejects the calls that are out beside the frames. */
  readonly #calls = new Set<(reason: unknown) => void>();

  constructor(outbox: Outbox, engine: Engine) {
    this.#outbox = outbox;
    this.#engine = engine;
  }

  /** @throws QuotaExceededError where too many wait already. */
  ask(make: (request: number) => Parameters<Outbox['request']>[0]): Promise<Success> {
    this.#checkWaiting();
    const request = ++lastRequest;
    return new Promise((resolve, reject) => {
      this.#open.set(request, { resolve, reject });
      this.#outbox.request(make(request));
      this.#engine.send();
    });
  }

  /** Resolves when the engine has taken all that was said before; rejects where too many wait already. */
  mark(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      if (!this.#outbox.endsInMark) this.#checkWaiting();
      this.#outbox.mark({ resolve, reject });
      this.#engine.send();
    });
  }

  /** A call beside the frames. Rejects when the stream is closed meanwhile. */
  call<T>(connection: Connection, ask: (api: EngineApi) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#calls.add(reject);
      const settled = () => this.#calls.delete(reject);
      connection.call(ask).finally(settled).then(resolve, reject);
    });
  }

  /** What goes with the next call. */
  send({ operations, marks }: Parcel): void {
    this.#asked = [];
    for (const operation of operations) if ('request' in operation) this.#asked.push(operation.request);
    this.#marks = marks;
  }

  /** The call that was out has been answered. */
  answered(answers: Answer[]): void {
    this.#asked = [];
    for (const answer of answers) {
      const request = this.#take(answer.request);
      if ('failure' in answer) request?.reject(errorOf(answer.failure));
      else request?.resolve(answer);
    }
    const marks = this.#marks;
    this.#marks = [];
    for (const mark of marks) mark.resolve();
  }

  /** The call that was out will not be answered. */
  died(reason: unknown): void {
    for (const request of this.#asked) this.#take(request)?.reject(reason);
    for (const mark of this.#marks) mark.reject(reason);
    this.#asked = [];
    this.#marks = [];
  }

  /** Nothing will be answered any more. */
  close(reason: unknown): void {
    this.died(reason);
    for (const { reject } of this.#open.values()) reject(reason);
    for (const refuse of this.#calls) refuse(reason);
    for (const mark of this.#outbox.discard()) mark.reject(reason);
    this.#open.clear();
    this.#calls.clear();
  }

  #take(request: number): Request | undefined {
    const taken = this.#open.get(request);
    this.#open.delete(request);
    return taken;
  }

  #checkWaiting(): void {
    if (this.#engine.hasCredit || this.#outbox.waiting < MOST_WAITING) return;
    throw quotaError(`${MOST_WAITING} requests of this stream wait`);
  }
}
