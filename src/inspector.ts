/**
 * What is asked of a picture: one question at a time, so that none ever waits in a queue. What is asked meanwhile takes the
 * place of what was to be asked next.
 */
import type { Inspected, Inspection } from '../worker/inspection-types.js';

export interface Inspector {
  /** Asks, or as soon as the question before has been answered. */
  ask(inspection: Inspection): void;
}

/** @param answered with what was asked; `inspected` is null where there is no picture, or no engine any more */
export function inspector(
  inspect: (inspection: Inspection) => Promise<Inspected | null>,
  answered: (inspected: Inspected | null, inspection: Inspection) => void,
): Inspector {
  let next: Inspection | null = null;
  let out = false;

  async function send(): Promise<void> {
    out = true;
    try {
      while (next) {
        const inspection: Inspection = next;
        next = null;
        // An engine that has ended leaves it unanswered: who still wants to know asks its successor.
        answered(await inspect(inspection).catch(() => null), inspection);
      }
    } finally {
      out = false;
    }
  }

  return {
    ask(inspection) {
      next = inspection;
      if (!out) void send();
    },
  };
}
