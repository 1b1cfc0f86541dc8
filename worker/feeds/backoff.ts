/**
 * How long to wait before connecting again: twice as long each time, up to a limit, and a random half of it, so that many
 * who lost one server don't come back at once (Brooker, "Exponential Backoff And Jitter", AWS 2015: equal jitter).
 * @param attempt 0 for the first
 * @param random from 0 up to 1
 * @returns ms
 */
export function backoff({ first, most }: { first: number; most: number }, attempt: number, random: number): number {
  return Math.min(most, first * 2 ** attempt) * (0.5 + random / 2);
}
