/**
 * How busy the page's thread is, seen from inside.
 *
 * A timer of random length asks the thread for attention about a hundred times a second. An answer that comes late means
 * that something else held the thread; a long hold stands for all the moments at which the timer would have asked
 * meanwhile. Random, so that it does not fall into step with the frames.
 */

const MEAN_DELAY_MS = 10;
const SPREAD_MS = 10;
/** What browsers' timers are late by on an idle thread. */
const TOLERANCE_MS = 2;
/** Of each earlier answer, at each new one: about two seconds count. */
const MEMORY = 1 - MEAN_DELAY_MS / 2000;

/** Starts measuring; the function returned gives the share of the last two seconds, 0 to 1. */
export function watchThread(): () => number {
  let held = 0;
  let free = 0;

  const ask = () => {
    const delay = Math.round(MEAN_DELAY_MS + (Math.random() - 0.5) * SPREAD_MS);
    const due = performance.now() + delay;
    setTimeout(() => {
      const late = performance.now() - due;
      // The timers of a hidden page are slowed down on purpose.
      if (!document.hidden) {
        held *= MEMORY;
        free *= MEMORY;
        if (late > TOLERANCE_MS) held += 1 + late / MEAN_DELAY_MS;
        else free += 1;
      }
      ask();
    }, delay);
  };
  ask();

  return () => held / (held + free || 1);
}
