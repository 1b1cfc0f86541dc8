/** The page's ends of the ports that it has given away: through them it hands each sink a way to the engine. */
import type { ChartOptions } from '../worker/options.js';
import type { SinkControl, SinkId, SinkWord, StreamId } from '../worker/protocol.js';
import type { Connection } from './engine-client.js';
import { sinkOptions } from './sink-options.js';
import type { Ledger } from './stats.js';

interface SinkPort {
  control: MessagePort;
  /** A sink has been made of it. */
  opened: boolean;
  /** The engine that its samples go to; null until it has been given a way there. */
  connection: Connection | null;
  /** Ways to an engine that it has been given. */
  ways: number;
}

let lastSink = 0;

export class SinkPorts {
  readonly #stream: StreamId;
  readonly #ports = new Map<SinkId, SinkPort>();
  readonly #ledger: Ledger;
  #options: ChartOptions;

  constructor(stream: StreamId, options: ChartOptions, ledger: Ledger) {
    this.#stream = stream;
    this.#options = options;
    this.#ledger = ledger;
  }

  get any(): boolean {
    return this.#ports.size > 0;
  }

  /** Sees to the page's end of a port, whose other end has been given away with the options that hold. */
  add(control: MessagePort): void {
    const entry: SinkPort = { control, opened: false, connection: null, ways: 0 };
    const sink = ++lastSink;
    this.#ports.set(sink, entry);
    this.#ledger.openSink(sink);
    control.onmessage = ({ data }: MessageEvent<SinkWord>) => this.#heard(sink, entry, data);
  }

  /** The engine has these options now. */
  configure(options: ChartOptions): void {
    if (options === this.#options) return;
    this.#options = options;
    for (const entry of this.#ports.values()) this.#tell(entry, sinkOptions(options));
  }

  unattached(connection: Connection): boolean {
    return [...this.#ports.values()].some((entry) => entry.connection !== connection);
  }

  /** Gives every sink a way to an engine that knows the stream. */
  attach(connection: Connection): void {
    if (!this.any) return;
    for (const [sink, entry] of this.#ports) {
      if (entry.connection === connection) continue;
      entry.connection = connection;
      entry.ways++;
      const { port1, port2 } = new MessageChannel();
      connection.call((api) => api.attach(this.#stream, sink, port1)).catch(() => {});
      this.#tell(entry, { kind: 'data', port: port2 }, [port2]);
    }
  }

  died(): void {
    for (const entry of this.#ports.values()) {
      entry.connection = null;
      this.#tell(entry, { kind: 'died' });
    }
  }

  close(): void {
    for (const entry of this.#ports.values()) {
      this.#tell(entry, { kind: 'closed' });
      entry.control.close();
    }
    this.#ports.clear();
  }

  #heard(sink: SinkId, entry: SinkPort, word: SinkWord): void {
    if (word?.kind === 'opened') {
      if (entry.opened) this.#tell(entry, { kind: 'refused' });
      entry.opened = true;
    } else if (word?.kind === 'closed') {
      // What it said to the engine that it knew, that one reports, if it lives. Another never hears of it.
      const reported = word.ways === entry.ways && entry.connection !== null;
      this.#ledger.closeSink(sink, word.counters, reported);
      if (!reported) entry.connection?.call((api) => api.detach(this.#stream, sink)).catch(() => {});
      this.#forget(sink);
    }
  }

  #forget(sink: SinkId): void {
    this.#ports.get(sink)?.control.close();
    this.#ports.delete(sink);
  }

  #tell({ control }: SinkPort, message: SinkControl, transfer: Transferable[] = []): void {
    control.postMessage(message, transfer);
  }
}
