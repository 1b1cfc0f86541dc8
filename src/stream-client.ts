/** A stream as its user's calls have it: what is said is checked and kept here, whatever engine there is, or none yet. */
import type { Label } from '../worker/batch.js';
import { type ChartOptions, type ChartOptionsInput, checkChartNames, resolveOptions } from '../worker/options.js';
import type { Format, Picture, SinkControl, StreamId, WindowData } from '../worker/protocol.js';
import { checkSamples, takeColumns, takeRow, takeX, takeXs, takeY } from '../worker/samples.js';
import { namesOf, owned, weightsOf } from '../worker/series-options.js';
import type { Chart } from './chart.js';
import type { Correspond, Correspondence, StreamEnd } from './correspondence.js';
import type { Client, Engine } from './engine.js';
import { abortError, closedError, type EngineError } from './errors.js';
import { type Feed, makeFeed, NOTHING_COUNTED, type SeatedFeed, statsOf } from './feed.js';
import type { FeedOptions } from './feed-options.js';
import { KnownLabels } from './known-labels.js';
import { Outbox } from './outbox.js';
import { Place, type ViewSettings } from './place.js';
import { Requests } from './requests.js';
import type { SharedPath } from './shared-path.js';
import { sinkOptions } from './sink-options.js';
import { Ledger, type Stats } from './stats.js';
import { StatsCalls } from './stats-calls.js';
import { takeOver } from './take-over.js';
import type { View } from './view.js';
import type { Chunk, Writing } from './writable.js';

/** How it runs before it does. */
const BEGINNING: Pick<Stats, 'mode' | 'reason'> = { mode: 'worker', reason: '' };

let lastStream = 0;

export class StreamClient implements Client, StreamEnd {
  readonly id: StreamId = ++lastStream;
  readonly target: EventTarget;
  readonly engine: Engine;
  readonly outbox: Outbox;
  readonly ledger = new Ledger();
  readonly labels = new KnownLabels();
  readonly requests: Requests;
  readonly statsCalls = new StatsCalls(this.id, (report) => this.#correspondence!.report(report));
  readonly places = new Set<Place>();
  options: ChartOptions;
  sentOptions: ChartOptions;
  shared: SharedPath | null = null;
  n = 0;
  /** As the user gave them: what is omitted here takes its default, or follows a container. */
  #given: ChartOptionsInput;
  /** Of the series; null where there is one, without a name. */
  #names: readonly string[] | null = null;
  /** y of the sample under way, on all series. */
  #row = new Float64Array(0);
  /** With whichever engine there is; null before what that takes is loaded. */
  #correspondence: Correspondence | null = null;
  /** The page's ends of ports, and feeds, that came before. */
  #newPorts: MessagePort[] = [];
  #newFeeds: SeatedFeed[] = [];
  #closed: Promise<void> | null = null;

  constructor(target: EventTarget, engine: Engine, given: ChartOptionsInput, options: ChartOptions) {
    this.target = target;
    this.engine = engine;
    this.#given = owned(given);
    this.options = this.sentOptions = options;
    this.outbox = new Outbox(options.maxPoints);
    this.layOut();
    this.requests = new Requests(this.outbox, engine);
    engine.add(this);
  }

  get series(): readonly string[] {
    return this.#names ?? [];
  }

  get isClosed(): boolean {
    return this.#closed !== null;
  }

  get #numeric(): boolean {
    return this.options.xScale !== 'category';
  }

  push(x: unknown, y: unknown): void {
    this.#checkOpen();
    const taken = typeof x === 'number' && x - x === 0 ? x : takeX(x, this.#numeric);
    if (this.#names !== null) {
      takeRow(y, this.#names, this.#row);
      this.#pushRow(taken);
      return;
    }
    const value = typeof y === 'number' ? y : takeY(y);
    if (typeof taken !== 'number') this.labels.any = true;
    else if (this.shared?.push(taken, value)) {
      this.#counted(1);
      return;
    }
    this.outbox.push(taken, value);
    this.#pushed(1);
  }

  #pushRow(x: number | Label): void {
    if (typeof x !== 'number') this.labels.any = true;
    else if (this.shared?.pushRow(x, this.#row)) {
      this.#counted(1);
      return;
    }
    this.outbox.pushRow(x, this.#row);
    this.#pushed(1);
  }

  extend(given: unknown, ys: unknown, transfer: boolean): void {
    this.#checkOpen();
    const columns = takeColumns(ys, this.#names);
    const xs = takeXs(given, columns);
    const labels = checkSamples(xs, columns, this.#names, this.#numeric);
    if (labels) this.labels.any = true;
    const { length } = xs;
    if (length === 0) return;
    // What several columns are sent in is one piece of memory, which theirs are not.
    const whole = transfer && columns.length === 1 ? takeOver(xs, columns[0]) : null;
    if (!whole && !labels && this.shared?.extend(xs, columns, this.#numeric)) {
      this.#counted(length);
      return;
    }
    if (whole) this.outbox.adopt(whole.x, whole.y, xs);
    else this.outbox.extend(xs, columns, this.#numeric);
    this.#pushed(length);
  }

  clear(): void {
    this.#checkOpen();
    this.outbox.clear();
    this.n = 0;
    this.labels.any = false;
    this.engine.schedule();
  }

  configure(input: ChartOptionsInput): void {
    this.#checkOpen();
    if (typeof input === 'object' && input !== null && 'engine' in input) {
      throw new TypeError('engine is chosen when the stream is made, and stays');
    }
    // Before it is spread, which hides an input that is no object. What its options may be depends on the others.
    checkChartNames(input, 'configure');
    const given = { ...this.#given, ...input };
    const options = resolveOptions(given, 'configure');
    if (options.xScale !== 'category' && this.labels.any) {
      throw new TypeError(`xScale must stay 'category' while labels have been pushed; call clear() first`);
    }
    this.#given = owned(given);
    this.options = options;
    this.outbox.configure(options);
    this.layOut();
    this.n = Math.min(this.n, options.maxPoints);
    for (const place of this.places) {
      Object.assign(place, { given, title: options.title });
      if (!this.#correspondence) place.measure();
    }
    this.#correspondence?.views.configured();
    this.engine.schedule();
  }

  render(format: Format | undefined, pixelRatio: number, html: boolean): Promise<Chart> {
    this.#checkOpen();
    return this.requests
      .ask((request) => ({ kind: 'render', request, format, pixelRatio, html }))
      .then((answer) => this.#correspondence!.chartOf((answer as { picture: Picture }).picture));
  }

  data(): Promise<WindowData> {
    this.#checkOpen();
    return this.requests
      .ask((request) => ({ kind: 'data', request }))
      .then((answer) => (answer as { data: WindowData }).data);
  }

  flush(): Promise<void> {
    this.#checkOpen();
    return this.requests.mark().then(() => {
      if (this.isClosed) throw abortError('the stream');
      return this.places.size > 0 ? this.#correspondence?.painted() : undefined;
    });
  }

  stats(): Promise<Stats> {
    this.#checkOpen();
    return this.statsCalls.ask((stale) => {
      const { feeds = { stats: statsOf(this.#newFeeds), total: NOTHING_COUNTED }, running = BEGINNING } =
        this.#correspondence ?? {};
      return this.ledger.stats(this.outbox, this.shared?.written ?? 0, feeds, running, stale);
    });
  }

  mount(container: HTMLElement, settings: Pick<ViewSettings, 'output' | 'maxFps' | 'replaces'>): View {
    this.#checkOpen();
    const place = new Place(container, { ...settings, given: this.#given, title: this.options.title });
    this.places.add(place);
    this.#correspondence?.mount(place);
    return {
      element: place.element,
      chart: () => this.#chartOf(place),
      unmount: () => {
        if (this.places.delete(place)) this.#unmount(place);
      },
      seat: {
        place,
        stream: this.target,
        id: this.id,
        connection: () => this.#correspondence?.connection ?? null,
        touch: () => this.#correspondence?.views.touch(place),
      },
    };
  }

  #unmount(place: Place): void {
    place.element.remove();
    place.ending.abort();
    this.#correspondence?.views.remove(place);
  }

  port(): MessagePort {
    this.#checkOpen();
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(sinkOptions(this.sentOptions));
    if (this.#correspondence) this.#correspondence.sinks.add(port1);
    else this.#newPorts.push(port1);
    this.engine.schedule();
    return port2;
  }

  connect(options: FeedOptions): Feed {
    this.#checkOpen();
    const seated = makeFeed(options, this.#names, (feed) => this.#correspondence?.feeds.closed(feed));
    if (this.#correspondence) this.#correspondence.feeds.add(seated);
    else this.#newFeeds.push(seated);
    this.engine.schedule();
    return seated.feed;
  }

  writable(): WritableStream<Chunk> {
    this.#checkOpen();
    const writing: Writing = {
      push: (x, y) => this.push(x, y),
      extend: (xs, ys) => this.extend(xs, ys, false),
      taken: () => this.requests.mark(),
    };
    return new WritableStream({ write: async (chunk) => (await import('./writable.js')).write(chunk, writing) });
  }

  close(): Promise<void> {
    if (this.#closed) return this.#closed;
    let settle!: (ending: Promise<void>) => void;
    // Before anyone hears of what ends with it, who may close it again.
    this.#closed = new Promise((resolve) => {
      settle = resolve;
    });
    settle(this.#close());
    return this.#closed;
  }

  async #close(): Promise<void> {
    const reason = abortError('the stream');
    for (const place of this.places) this.#unmount(place);
    this.places.clear();
    for (const port of this.#newPorts) {
      port.postMessage({ kind: 'closed' } satisfies SinkControl);
      port.close();
    }
    for (const { feed } of this.#newFeeds) feed.close();
    const told = this.#correspondence?.close();
    this.requests.close(reason);
    this.n = 0;
    this.engine.remove(this);
    await told;
  }

  correspond(correspond: Correspond): Correspondence {
    const correspondence = correspond(this);
    for (const feed of this.#newFeeds) correspondence.feeds.add(feed);
    for (const port of this.#newPorts) correspondence.sinks.add(port);
    this.#newFeeds = this.#newPorts = [];
    this.#correspondence = correspondence;
    return correspondence;
  }

  dispatchError(error: EngineError): void {
    const event =
      typeof ErrorEvent === 'function'
        ? new ErrorEvent('error', { error, message: error.message })
        : Object.assign(new Event('error'), { error, message: error.message });
    this.target.dispatchEvent(event);
  }

  /** Samples have a y for every series from now on. */
  layOut(): void {
    this.#names = namesOf(this.options);
    const columns = this.#names?.length ?? 1;
    if (this.#row.length !== columns) this.#row = new Float64Array(columns);
    this.outbox.layOut(weightsOf(this.options));
    this.shared?.layOut(columns, this.#names ?? undefined);
  }

  #counted(count: number): void {
    this.ledger.pushed += count;
    this.n = Math.min(this.options.maxPoints, this.n + count);
  }

  #pushed(count: number): void {
    this.#counted(count);
    this.engine.schedule();
  }

  #checkOpen(): void {
    if (this.isClosed) throw closedError('the stream');
  }

  async #chartOf(place: Place): Promise<Chart> {
    if (this.isClosed || !this.places.has(place)) throw closedError('the view');
    const chart = await this.#correspondence?.chartIn(place);
    if (!chart) throw new DOMException('the view shows nothing yet', 'InvalidStateError');
    return chart;
  }
}
