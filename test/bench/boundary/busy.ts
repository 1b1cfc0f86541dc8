/** Keeps the thread for so long, ms. */
export function busy(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}
