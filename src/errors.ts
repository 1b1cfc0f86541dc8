/** Errors of the boundary. Errors of usage are the platform's own: TypeError, RangeError and DOMException. */

/**
 * Something went wrong with the engine's worker.
 * `reason`: `'start'`, the `worker` option gave none that works, or no engine could be loaded at all; `'died'`, it was terminated; `'silent'`, it stopped
 * answering; `'uncaught'`, it threw where nobody could catch it, and goes on.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly reason: 'start' | 'died' | 'silent' | 'uncaught';
  /** What it was thrown as, where that is known. */
  readonly origin: unknown;

  constructor(reason: EngineError['reason'], message: string, origin?: unknown) {
    super(message);
    this.reason = reason;
    this.origin = origin;
    // Read at once: until it is, a stack keeps the functions that it names, and they a worker that is gone.
    void this.stack;
  }
}

export const closedError = (what: string) => new DOMException(`${what} is closed`, 'InvalidStateError');
export const abortError = (what: string) => new DOMException(`${what} was closed before it could answer`, 'AbortError');
export const quotaError = (what: string) => new DOMException(`${what} for the engine already`, 'QuotaExceededError');

export const reasonOf = (error: unknown) => (error instanceof Error && error.message) || String(error);

/** An error as it came over the boundary. */
export function errorOf({ name, message }: { name: string; message: string }): Error {
  if (name === 'RangeError') return new RangeError(message);
  if (name === 'TypeError') return new TypeError(message);
  return new DOMException(message, name);
}
