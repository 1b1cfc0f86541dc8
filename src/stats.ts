/** What a stream has counted: where every sample is, and how long pictures took. */
import type { Counters, EngineStats, Percentiles, Report, SinkId } from '../worker/protocol.js';
import type { FeedStats } from './feed.js';
import type { Feeds } from './feeds.js';
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
  /** What each feed has counted, of those that run. */
  feeds: FeedStats[];
  mode: 'worker' | 'in-process';
  /** Why the engine does not run in a worker, in a sentence; '' where it does, or has not begun. */
  reason: string;
  /** The engine has not answered for a second: its figures are those of its last report. */
  stale: boolean;
}

const NOTHING_MEASURED: Percentiles = { p50: Number.NaN, p99: Number.NaN };

/** What engines have reported of a stream: of the present one its last word, of those that died their sum. */
type EngineCounts = Pick<Report, 'received' | 'shared' | 'gaps' | 'frames'>;

const NOTHING_REPORTED: EngineCounts = { received: 0, shared: 0, gaps: 0, frames: 0 };

/** A sink as it was last reported. */
interface SinkEntry {
  counters: Counters;
  /** It has said its last word, and the engine's is still to come. */
  closing: boolean;
}

const NOTHING_COUNTED: Counters = { pushed: 0, received: 0, dropped: 0, pending: 0, lost: 0 };

const sum = (a: Counters, b: Counters): Counters => ({
  pushed: a.pushed + b.pushed,
  received: a.received + b.received,
  dropped: a.dropped + b.dropped,
  pending: a.pending + b.pending,
  lost: a.lost + b.lost,
});

export class Ledger {
  pushed = 0;
  lost = 0;
  /** Sent and not yet acknowledged. */
  underWay = 0;
  /** Of these, how many went with which frame. */
  #sent: { frame: number; samples: number }[] = [];
  readonly #sinks = new Map<SinkId, SinkEntry>();
  /** Of all sinks that are no more. */
  #ended: Counters = NOTHING_COUNTED;
  #dead = NOTHING_REPORTED;
  #present = NOTHING_REPORTED;
  #timings = { frameMs: NOTHING_MEASURED, latencyMs: NOTHING_MEASURED };

  send(frame: number, samples: number): void {
    this.underWay += samples;
    this.#sent.push({ frame, samples });
  }

  report(report: Report | EngineStats): void {
    this.#present = report;
    while (this.#sent.length > 0 && this.#sent[0].frame <= report.frame) this.underWay -= this.#sent.shift()!.samples;
    for (const { sink, counters, ended } of report.sinks) {
      const entry = this.#sinks.get(sink);
      if (!entry) continue;
      if (ended) this.#end(sink, counters);
      else if (!entry.closing) entry.counters = counters;
    }
    if ('frameMs' in report) this.#timings = { frameMs: report.frameMs, latencyMs: report.latencyMs };
  }

  /** Samples that the present engine has taken from messages of the page, by its last report. */
  get received(): number {
    return this.#present.received - this.#present.shared;
  }

  openSink(sink: SinkId): void {
    this.#sinks.set(sink, { counters: NOTHING_COUNTED, closing: false });
  }

  /** A sink has said its last word; where the engine's last one is still to come (`reported`), that counts. */
  closeSink(sink: SinkId, counters: Counters, reported: boolean): void {
    const entry = this.#sinks.get(sink);
    if (!entry) return;
    Object.assign(entry, { counters, closing: true });
    if (!reported) this.#lose(sink, entry);
  }

  /** Nobody will say more of it: what was under way is lost. */
  #lose(sink: SinkId, { counters }: SinkEntry): void {
    this.#end(sink, { ...counters, pending: 0, lost: counters.lost + counters.pending });
  }

  #end(sink: SinkId, counters: Counters): void {
    this.#sinks.delete(sink);
    this.#ended = sum(this.#ended, counters);
  }

  /** The engine died: what was under way is lost, what it had taken (`shared` of it from shared memory) stays. */
  died(shared: number): void {
    this.lost += this.underWay;
    this.underWay = 0;
    this.#sent = [];
    this.#dead = {
      received: this.#dead.received + this.received + shared,
      shared: 0,
      gaps: this.#dead.gaps + this.#present.gaps,
      frames: this.#dead.frames + this.#present.frames,
    };
    this.#present = NOTHING_REPORTED;
    for (const [sink, entry] of this.#sinks) if (entry.closing) this.#lose(sink, entry);
  }

  /** @param written samples left in shared memory for the present engine */
  stats(
    outbox: Outbox,
    written: number,
    feeds: Pick<Feeds, 'stats' | 'total'>,
    { mode, reason }: Pick<Stats, 'mode' | 'reason'>,
    stale: boolean,
  ): Stats {
    const { samples, dropped } = feeds.total;
    const fed: Counters = { pushed: samples + dropped, received: samples, dropped, pending: 0, lost: 0 };
    const own: Counters = {
      pushed: this.pushed,
      received: this.#dead.received + this.#present.received,
      dropped: outbox.dropped,
      pending: outbox.length + this.underWay + written - this.#present.shared,
      lost: this.lost,
    };
    const sinks = [...this.#sinks.values()].map(({ counters }) => counters);
    const total = sinks.reduce(sum, sum(sum(own, this.#ended), fed));
    return {
      ...total,
      gaps: this.#dead.gaps + this.#present.gaps,
      frames: this.#dead.frames + this.#present.frames,
      ...this.#timings,
      feeds: feeds.stats,
      mode,
      reason,
      stale,
    };
  }
}
