/** What a stream has counted: where every sample is, and how long pictures took. */
import type { Counters, EngineStats, Percentiles, Report, SinkId } from '../worker/protocol.js';
import type { Outbox } from './outbox.js';

/** `pushed = received + dropped + pending + lost`, at every moment. */
export interface Stats extends Counters {
  /** Of the received samples, those whose y is a gap. */
  gaps: number;
  /** Frames painted, all views. */
  frames: number;
  /** From building the scene to the last painting call, ms, over the last 10 s; NaN where nothing was painted. */
  frameMs: Percentiles;
  /** From pushing the oldest sample of a batch to its being painted, ms, over the last 10 s; NaN likewise. */
  latencyMs: Percentiles;
  mode: 'worker' | 'in-process';
  /** The engine has not answered for a second: its figures are those of its last report. */
  stale: boolean;
}

const NOTHING_MEASURED: Percentiles = { p50: Number.NaN, p99: Number.NaN };

/** What engines have reported of a stream: of the present one its last word, of those that died their sum. */
type EngineCounts = Pick<Report, 'received' | 'gaps' | 'frames'>;

export class Ledger {
  pushed = 0;
  lost = 0;
  /** Sent and not yet acknowledged. */
  underWay = 0;
  readonly sinks = new Map<SinkId, Counters>();
  #dead: EngineCounts = { received: 0, gaps: 0, frames: 0 };
  #present: EngineCounts = { received: 0, gaps: 0, frames: 0 };
  #timings = { frameMs: NOTHING_MEASURED, latencyMs: NOTHING_MEASURED };

  report(report: Report | EngineStats): void {
    this.#present = report;
    for (const { sink, counters } of report.sinks) this.sinks.set(sink, counters);
    if ('frameMs' in report) this.#timings = { frameMs: report.frameMs, latencyMs: report.latencyMs };
  }

  /** The engine died: what was under way is lost, what it had reported stays. */
  died(): void {
    this.lost += this.underWay;
    this.underWay = 0;
    this.#dead = {
      received: this.#dead.received + this.#present.received,
      gaps: this.#dead.gaps + this.#present.gaps,
      frames: this.#dead.frames + this.#present.frames,
    };
    this.#present = { received: 0, gaps: 0, frames: 0 };
  }

  stats(outbox: Outbox, mode: Stats['mode'], stale: boolean): Stats {
    const total: Counters = {
      pushed: this.pushed,
      received: this.#dead.received + this.#present.received,
      dropped: outbox.dropped,
      pending: outbox.length + this.underWay,
      lost: this.lost,
    };
    for (const counters of this.sinks.values()) {
      total.pushed += counters.pushed;
      total.received += counters.received;
      total.dropped += counters.dropped;
      total.pending += counters.pending;
      total.lost += counters.lost;
    }
    return {
      ...total,
      gaps: this.#dead.gaps + this.#present.gaps,
      frames: this.#dead.frames + this.#present.frames,
      ...this.#timings,
      mode,
      stale,
    };
  }
}
