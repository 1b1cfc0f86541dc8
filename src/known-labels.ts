/**
 * Whether a stream has taken a label since its window was last cleared, as the page knows it at once: by what it has
 * pushed itself, and by what the engine reports of others.
 */
import type { Operation, Report } from '../worker/protocol.js';
import type { Outbox } from './outbox.js';

export class KnownLabels {
  any = false;
  /** Clears that the engine had taken from this page, and from others by its last report. */
  #own = 0;
  #others = 0;
  /** Clears that went with the call that is out. */
  #sent = 0;

  send(operations: Operation[]): void {
    this.#sent = 0;
    for (const { kind } of operations) if (kind === 'clear') this.#sent++;
  }

  acknowledged(): void {
    this.#own += this.#sent;
    this.#sent = 0;
  }

  /** The next engine begins with no clears. */
  died(): void {
    this.#own = this.#others = this.#sent = 0;
  }

  /**
   * A label that was dropped on the way has been taken all the same, until somebody clears; the page's own clears have
   * had their effect here when they were called.
   */
  report({ labels, clears }: Report, outbox: Outbox): void {
    const found = outbox.labelsAfter(labels);
    const others = clears - this.#own;
    this.any = others === this.#others ? this.any || found : found;
    this.#others = others;
  }
}
