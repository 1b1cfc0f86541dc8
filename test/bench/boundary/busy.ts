/** What keeps the thread busy, so that it can't be left out. */
let spun = 1;

/**
 * Keeps the thread for so long, ms. Looks at the clock rarely: each look may leave a number on the heap, and seconds of
 * nothing else grow it by tens of megabytes.
 */
export function busy(ms: number): void {
  const end = performance.now() + ms;
  do {
    for (let i = 0; i < 50_000; i++) spun = (Math.imul(spun, 1_664_525) + 1_013_904_223) | 0;
  } while (performance.now() < end);
}
