/** Percentiles of what was measured in the last ten seconds. */
import type { Percentiles } from './protocol.js';

const SPAN_MS = 10_000;
/** More than ten seconds hold at 120 frames a second; the oldest give way. */
const KEPT = 2048;

export class RecentValues {
  private readonly times = new Float64Array(KEPT);
  private readonly values = new Float64Array(KEPT);
  private count = 0;

  /** `now` in ms, on any one clock. */
  add(now: number, value: number): void {
    const at = this.count++ % KEPT;
    this.times[at] = now;
    this.values[at] = value;
  }

  percentiles(now: number): Percentiles {
    const recent: number[] = [];
    for (let i = Math.max(0, this.count - KEPT); i < this.count; i++) {
      if (now - this.times[i % KEPT] <= SPAN_MS) recent.push(this.values[i % KEPT]);
    }
    recent.sort((a, b) => a - b);
    const at = (share: number) => recent[Math.min(recent.length - 1, Math.floor(share * recent.length))] ?? Number.NaN;
    return { p50: at(0.5), p99: at(0.99) };
  }
}
