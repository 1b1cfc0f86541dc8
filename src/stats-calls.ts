/** Asks an engine for a stream's counts: one question is out at a time, and what is asked meanwhile is answered together by the next. */
import type { Report, StreamId } from '../worker/protocol.js';
import type { Connection } from './engine-client.js';
import { setIdleTimer } from './frame-clock.js';

/** An engine that has not answered until then is not waited for, ms. */
export const ANSWER_WITHIN = 1000;

export class StatsCalls {
  readonly #stream: StreamId;
  readonly #report: (report: Report) => void;
  readonly #wanted = new Set<(stale: boolean) => void>();
  #connection: Connection | null = null;
  #out = false;

  constructor(stream: StreamId, report: (report: Report) => void) {
    this.#stream = stream;
    this.#report = report;
  }

  /** What is told in the very turn in which the engine's counts are: a frame acknowledged later is not in it. */
  ask<T>(tell: (stale: boolean) => T): Promise<T> {
    return new Promise((resolve) => {
      const answer = (stale: boolean) => {
        clearTimeout(timer);
        this.#wanted.delete(answer);
        resolve(tell(stale));
      };
      const timer = setIdleTimer(() => answer(true), ANSWER_WITHIN);
      this.#wanted.add(answer);
      this.#next();
    });
  }

  connected(connection: Connection | null): void {
    this.#connection = connection;
    this.#out = false;
    this.#next();
  }

  #next(): void {
    const connection = this.#connection;
    if (!connection || this.#out || this.#wanted.size === 0) return;
    const asked = [...this.#wanted];
    this.#out = true;
    const answered = (report: Report | null) => {
      if (connection !== this.#connection) return;
      this.#out = false;
      if (report) this.#report(report);
      for (const answer of asked) if (this.#wanted.has(answer)) answer(false);
      this.#next();
    };
    connection.call((api) => api.stats(this.#stream)).then(answered, () => {});
  }
}
