/** The page's ends of the ports that it has given away: through them it hands each sink a way to the engine. */
import type { ChartOptions } from '../worker/options.js';
import type { SinkControl, SinkId, StreamId } from '../worker/protocol.js';
import type { Connection } from './engine-client.js';

interface SinkPort {
  control: MessagePort;
  /** The engine that its samples go to; null until it has been given a way there. */
  connection: Connection | null;
}

let lastSink = 0;

export class SinkPorts {
  readonly #stream: StreamId;
  readonly #ports = new Map<SinkId, SinkPort>();
  #options: ChartOptions;

  constructor(stream: StreamId, options: ChartOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  get any(): boolean {
    return this.#ports.size > 0;
  }

  make(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const entry: SinkPort = { control: port1, connection: null };
    this.#ports.set(++lastSink, entry);
    this.#tell(entry, this.#optionsMessage());
    return port2;
  }

  configure(options: ChartOptions): void {
    this.#options = options;
    for (const entry of this.#ports.values()) this.#tell(entry, this.#optionsMessage());
  }

  unattached(connection: Connection): boolean {
    return [...this.#ports.values()].some((entry) => entry.connection !== connection);
  }

  /** Gives every sink a way to an engine that knows the stream. */
  attach(connection: Connection): void {
    for (const [sink, entry] of this.#ports) {
      if (entry.connection === connection) continue;
      entry.connection = connection;
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

  #optionsMessage(): SinkControl {
    return { kind: 'options', maxPoints: this.#options.maxPoints, numeric: this.#options.xScale !== 'category' };
  }

  #tell({ control }: SinkPort, message: SinkControl, transfer: Transferable[] = []): void {
    control.postMessage(message, transfer);
  }
}
