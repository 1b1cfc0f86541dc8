/** A stream's end of the boundary: what the engine must be told of it, and what follows from what comes back. */
import type { Batch, Label } from '../worker/batch.js';
import { type ChartOptions, type ChartOptionsInput, checkChartNames, resolveOptions } from '../worker/options.js';
import type {
  Format,
  Picture,
  Report,
  SinkControl,
  StreamId,
  StreamMessage,
  StreamReply,
  WindowData,
} from '../worker/protocol.js';
import { checkSamples, takeColumns, takeRow, takeX, takeXs, takeY } from '../worker/samples.js';
import { namesOf, owned, weightsOf } from '../worker/series-options.js';
import type { Chart } from './chart.js';
import type { Client, Engine } from './engine.js';
import type { Connection } from './engine-client.js';
import { abortError, closedError, EngineError, errorOf } from './errors.js';
import { type Feed, makeFeed, type SeatedFeed } from './feed.js';
import type { FeedOptions } from './feed-options.js';
import type { Feeds } from './feeds.js';
import { setIdleTimer } from './frame-clock.js';
import { KnownLabels } from './known-labels.js';
import { NOTHING, Outbox } from './outbox.js';
import { Place, type ViewSettings } from './place.js';
import { Requests } from './requests.js';
import type { SharedPath } from './shared-path.js';
import { sinkOptions } from './sink-options.js';
import type { SinkPorts } from './sink-ports.js';
import { Ledger, type Stats } from './stats.js';
import { ANSWER_WITHIN, StatsCalls } from './stats-calls.js';
import { takeOver } from './take-over.js';
import type { View } from './view.js';
import type { Shown, Views } from './views.js';
import type { Chunk, Writing } from './writable.js';

let lastStream = 0;

export class StreamClient implements Client {
  readonly id: StreamId = ++lastStream;
  readonly #target: EventTarget;
  readonly #engine: Engine;
  /** As the user gave them: what is omitted here takes its default, or follows a container. */
  #given: ChartOptionsInput;
  #options: ChartOptions;
  /** The options that hold where the outbox begins. */
  #sentOptions: ChartOptions;
  readonly #outbox: Outbox;
  /** Of the series; null where there is one, without a name. */
  #names: readonly string[] | null = null;
  /** y of the sample under way, on all series. */
  #row = new Float64Array(0);
  /** Past the outbox; null where memory can't be shared, or that is not known yet. */
  #shared: SharedPath | null = null;
  readonly #ledger = new Ledger();
  /** The page's ends of ports, and feeds, that came before what sees to them was loaded. */
  #newPorts: MessagePort[] = [];
  #newFeeds: SeatedFeed[] = [];
  #sinks: SinkPorts | null = null;
  #feeds: Feeds | null = null;
  /** Where its views are. */
  readonly #places = new Set<Place>();
  /** What shows there; null before it is loaded. */
  #views: Views | null = null;
  readonly #requests: Requests;
  readonly #statsCalls = new StatsCalls(this.id, (report) => this.report(report));
  #connection: Connection | null = null;
  /** The engine that has been told of this stream. */
  #openedIn: Connection | null = null;
  #Chart: Shown['Chart'] | null = null;
  #running: Pick<Stats, 'mode' | 'reason'> = { mode: 'worker', reason: '' };
  #n = 0;
  /** Something of this stream is under way, and not yet acknowledged. */
  #out = false;
  /** Something waits in shared memory, and the engine has to be told. */
  #waking = false;
  /** What waits is not sent before the engine has taken what is on its way. */
  #held = false;
  /** What was collected last wants an answer, whatever else is sent with it. */
  #asks = false;
  readonly #labels = new KnownLabels();
  #closed: Promise<void> | null = null;

  constructor(target: EventTarget, engine: Engine, given: ChartOptionsInput, options: ChartOptions) {
    this.#target = target;
    this.#engine = engine;
    this.#given = owned(given);
    this.#options = this.#sentOptions = options;
    this.#outbox = new Outbox(options.maxPoints);
    this.#layOut();
    this.#requests = new Requests(this.#outbox, engine);
    engine.add(this);
  }

  get n(): number {
    return this.#n;
  }

  get series(): readonly string[] {
    return this.#names ?? [];
  }

  get #numeric(): boolean {
    return this.#options.xScale !== 'category';
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
    if (typeof taken !== 'number') this.#labels.any = true;
    else if (this.#shared?.push(taken, value)) {
      this.#counted(1);
      return;
    }
    this.#outbox.push(taken, value);
    this.#pushed(1);
  }

  #pushRow(x: number | Label): void {
    if (typeof x !== 'number') this.#labels.any = true;
    else if (this.#shared?.pushRow(x, this.#row)) {
      this.#counted(1);
      return;
    }
    this.#outbox.pushRow(x, this.#row);
    this.#pushed(1);
  }

  extend(given: unknown, ys: unknown, transfer: boolean): void {
    this.#checkOpen();
    const columns = takeColumns(ys, this.#names);
    const xs = takeXs(given, columns);
    const labels = checkSamples(xs, columns, this.#names, this.#numeric);
    if (labels) this.#labels.any = true;
    const { length } = xs;
    if (length === 0) return;
    // What several columns are sent in is one piece of memory, which theirs are not.
    const whole = transfer && columns.length === 1 ? takeOver(xs, columns[0]) : null;
    if (!whole && !labels && this.#shared?.extend(xs, columns, this.#numeric)) {
      this.#counted(length);
      return;
    }
    if (whole) this.#outbox.adopt(whole.x, whole.y, xs);
    else this.#outbox.extend(xs, columns, this.#numeric);
    this.#pushed(length);
  }

  clear(): void {
    this.#checkOpen();
    this.#outbox.clear();
    this.#n = 0;
    this.#labels.any = false;
    this.#engine.schedule();
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
    if (options.xScale !== 'category' && this.#labels.any) {
      throw new TypeError(`xScale must stay 'category' while labels have been pushed; call clear() first`);
    }
    this.#given = owned(given);
    this.#options = options;
    this.#outbox.configure(options);
    this.#layOut();
    this.#n = Math.min(this.#n, options.maxPoints);
    for (const place of this.#places) {
      Object.assign(place, { given, title: options.title });
      if (!this.#views) place.measure();
    }
    this.#views?.configured();
    this.#engine.schedule();
  }

  render(format: Format | undefined, pixelRatio: number, html: boolean): Promise<Chart> {
    this.#checkOpen();
    return this.#requests
      .ask((request) => ({ kind: 'render', request, format, pixelRatio, html }))
      .then((answer) => this.#chart((answer as { picture: Picture }).picture));
  }

  data(): Promise<WindowData> {
    this.#checkOpen();
    return this.#requests
      .ask((request) => ({ kind: 'data', request }))
      .then((answer) => (answer as { data: WindowData }).data);
  }

  flush(): Promise<void> {
    this.#checkOpen();
    return this.#requests.mark().then(() => this.#painted());
  }

  stats(): Promise<Stats> {
    this.#checkOpen();
    return this.#statsCalls.ask((stale) => {
      return this.#ledger.stats(this.#outbox, this.#shared?.written ?? 0, this.#feeds, this.#running, stale);
    });
  }

  mount(container: HTMLElement, settings: Pick<ViewSettings, 'output' | 'maxFps' | 'replaces'>): View {
    this.#checkOpen();
    const place = new Place(container, { ...settings, given: this.#given, title: this.#options.title });
    this.#places.add(place);
    this.#views?.add(place);
    this.#bar();
    return {
      element: place.element,
      chart: () => this.#chartOf(place),
      unmount: () => {
        if (this.#places.delete(place)) this.#unmount(place);
      },
      seat: {
        place,
        stream: this.#target,
        id: this.id,
        connection: () => this.#connection,
        touch: () => this.#views?.touch(place),
      },
    };
  }

  #unmount(place: Place): void {
    place.element.remove();
    place.ending.abort();
    this.#views?.remove(place);
  }

  port(): MessagePort {
    this.#checkOpen();
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(sinkOptions(this.#sentOptions));
    if (this.#sinks) this.#sinks.add(port1);
    else this.#newPorts.push(port1);
    this.#engine.schedule();
    return port2;
  }

  connect(options: FeedOptions): Feed {
    this.#checkOpen();
    const seated = makeFeed(options, this.#names, (feed) => this.#feeds?.closed(feed));
    if (this.#feeds) this.#feeds.add(seated);
    else this.#newFeeds.push(seated);
    this.#engine.schedule();
    return seated.feed;
  }

  writable(): WritableStream<Chunk> {
    this.#checkOpen();
    const writing: Writing = {
      push: (x, y) => this.push(x, y),
      extend: (xs, ys) => this.extend(xs, ys, false),
      taken: () => this.#requests.mark(),
    };
    return new WritableStream({ write: async (chunk) => (await import('./writable.js')).write(chunk, writing) });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const reason = abortError('the stream');
    for (const place of this.#places) this.#unmount(place);
    this.#places.clear();
    for (const port of this.#newPorts) {
      port.postMessage({ kind: 'closed' } satisfies SinkControl);
      port.close();
    }
    this.#sinks?.close();
    for (const { feed } of this.#newFeeds) feed.close();
    this.#feeds?.close();
    this.#requests.close(reason);
    this.#n = 0;
    this.#engine.remove(this);
    const connection = this.#connection;
    if (!connection || this.#openedIn !== connection) return;
    // Resolved within a second, whether or not the engine can still answer.
    await Promise.race([
      connection.call((api) => api.close(this.id)).catch(() => {}),
      new Promise<void>((resolve) => setIdleTimer(resolve, ANSWER_WITHIN)),
    ]);
  }

  get asks(): boolean {
    return this.#asks;
  }

  collect(connection: Connection, frame: number): StreamMessage | null {
    const open = this.#openedIn === connection ? undefined : this.#sentOptions;
    const views = this.#views!.collect(connection);
    const fedElsewhere = this.#sinks!.unattached(connection) || this.#feeds!.unattached(connection);
    if (open && this.#outbox.empty && views.length === 0 && !fedElsewhere) return null;
    this.#shared?.publish();
    this.#held = this.#overfull;
    const parcel = this.#held ? NOTHING : this.#outbox.take();
    let plain = !open && !this.#held && views.length + parcel.marks.length === 0;
    let changes = this.#fedElsewhere;
    for (const operation of parcel.operations) {
      if (!('request' in operation)) changes = true;
      if (operation.kind === 'configure') this.#sentOptions = operation.options;
      // Whether a label is known must not depend on what has not been acknowledged.
      if (operation.kind !== 'append' || operation.batch.labels) plain = false;
    }
    if (changes) this.#views!.fellBehind();
    const wanted = this.#views!.wanting;
    const nothing = parcel.operations.length + parcel.marks.length + views.length + wanted.length === 0;
    if (nothing && !open && !this.#waking && !this.#held) {
      // Else it is after what is said now.
      this.#attach(connection);
      return null;
    }
    this.#asks = !plain || this.#waking || wanted.length > 0;
    this.#waking = false;
    this.#openedIn = connection;
    this.#ledger.send(frame, parcel.samples);
    this.#requests.send(parcel);
    this.#labels.send(parcel.operations);
    const message: StreamMessage = { stream: this.id, views, operations: parcel.operations, wanted };
    if (open) message.open = open;
    const ring = connection.shared ? this.#shared?.ask(this.#options.maxPoints) : undefined;
    if (ring !== undefined) message.ring = ring;
    return message;
  }

  sent(connection: Connection, answered: boolean): void {
    this.#out = answered;
    this.#bar();
    this.#attach(connection);
    this.#views!.sent(connection);
  }

  /** Shows the engine, which knows the stream, who else feeds it. */
  #attach(connection: Connection): void {
    this.#sinks!.attach(connection);
    this.#feeds!.attach(connection);
  }

  get #fedElsewhere(): boolean {
    return this.#sinks!.any || this.#feeds!.any;
  }

  packed(batches: Batch[]): void {
    this.#outbox.recycle(batches);
  }

  /** What waits for an answer comes first; and pictures that come back are asked for with what they are to show. */
  #bar(): void {
    if (this.#shared) this.#shared.barred = this.#out || this.#views!.comeBack;
  }

  unreported(): void {
    // It may have let the stream go when nobody waited for an answer: that is told to who asks.
    if (this.#out || this.#ledger.underWay === 0) return;
    this.#wake();
  }

  acknowledged(reply: StreamReply | undefined): void {
    this.#out = false;
    const { underWay: sent, received } = this.#ledger;
    this.#labels.acknowledged();
    if (this.#closed || !reply) return;
    this.#bar();
    if (reply.ring !== undefined) this.#shared?.open(reply.ring);
    // Not before: what they send by other options the engine must know.
    this.#sinks!.configure(this.#sentOptions);
    this.#outbox.recycle(reply.batches);
    this.report(reply.report);
    if (reply.failure) {
      this.#failed(sent - (this.#ledger.received - received), errorOf(reply.failure));
      return;
    }
    for (const { view, picture } of reply.pictures) this.#views!.show(view, picture);
    this.#requests.answered(reply.answers);
    this.#shared?.relieve();
    if (this.#outbox.waiting > 0 || this.#held) this.#engine.send();
    else if (!this.#outbox.empty || this.#wantsPictures) this.#engine.schedule();
  }

  /** The engine lives and has let this stream go: it begins anew there, without what it had in its window. */
  #failed(lost: number, origin: Error): void {
    const connection = this.#connection;
    if (!connection) return;
    const error = new EngineError('uncaught', `the engine could not go on with a stream: ${origin.message}`, origin);
    this.#ledger.underWay = lost;
    this.died(error);
    this.dispatchError(error);
    this.connected(connection, true);
  }

  died(error: EngineError): void {
    this.#out = false;
    this.#requests.died(error);
    this.#ledger.died(this.#shared?.close().received ?? 0);
    this.#waking = false;
    this.#connection = this.#openedIn = null;
    this.#labels.died();
    this.#statsCalls.connected(null);
    this.#sinks?.died();
    this.#feeds?.died();
    this.#views?.died();
    this.#n = this.#outbox.after(0, this.#sentOptions.maxPoints);
  }

  loaded(shown: Shown): void {
    if (this.#views) return;
    this.#Chart = shown.Chart;
    this.#views = new shown.Views(this.id, () => this.#engine.schedule());
    for (const place of this.#places) this.#views.add(place);
    this.#feeds = new shown.Feeds(
      this.id,
      (report) => this.report(report),
      () => this.#wake(),
    );
    for (const feed of this.#newFeeds) this.#feeds.add(feed);
    this.#sinks = new shown.SinkPorts(this.id, this.#sentOptions, this.#ledger);
    for (const port of this.#newPorts) this.#sinks.add(port);
    this.#newFeeds = this.#newPorts = [];
  }

  connected(connection: Connection, again: boolean): void {
    this.#connection = connection;
    this.#running = connection;
    if (connection.shared && !this.#shared) this.#openShared();
    this.#statsCalls.connected(connection);
    if (again) this.#target.dispatchEvent(new Event('restart'));
    this.#engine.schedule();
  }

  report(report: Report): void {
    this.#ledger.report(report);
    this.#feeds?.report(report.feeds);
    if (this.#shared?.unnoticed) this.#wake();
    // What is under way, a clear among it, may not be in the report yet.
    if (this.#out) return;
    const { maxPoints } = this.#sentOptions;
    const left = (this.#shared?.written ?? 0) - report.shared + this.#ledger.underWay;
    this.#n = this.#outbox.after(Math.min(maxPoints, report.n + left), maxPoints);
    this.#labels.report(report, this.#outbox);
    if (report.sinks.length + report.feeds.length > 0 && this.#wantsPictures) this.#engine.schedule();
  }

  dispatchError(error: EngineError): void {
    const event =
      typeof ErrorEvent === 'function'
        ? new ErrorEvent('error', { error, message: error.message })
        : Object.assign(new Event('error'), { error, message: error.message });
    this.#target.dispatchEvent(event);
  }

  /** Samples have a y for every series from now on. */
  #layOut(): void {
    this.#names = namesOf(this.#options);
    const columns = this.#names?.length ?? 1;
    if (this.#row.length !== columns) this.#row = new Float64Array(columns);
    this.#outbox.layOut(weightsOf(this.#options));
    this.#shared?.layOut(columns, this.#names ?? undefined);
  }

  #counted(count: number): void {
    this.#ledger.pushed += count;
    this.#n = Math.min(this.#options.maxPoints, this.#n + count);
  }

  #pushed(count: number): void {
    this.#counted(count);
    this.#engine.schedule();
  }

  /** Few pages are isolated from other origins: the others don't load what only these use. */
  async #openShared(): Promise<void> {
    // Where it can't be loaded samples go on by messages.
    const loaded = await import('./shared-path.js').catch(() => null);
    if (!loaded) return;
    this.#shared ??= new loaded.SharedPath(this.#outbox, () => this.#wake());
    this.#layOut();
    this.#bar();
  }

  /** What waits in shared memory has to be told of. */
  #wake(): void {
    this.#waking = true;
    this.#engine.schedule();
  }

  /** Whether what waits would be, with what is on its way, more than a window: the engine is to take that first. */
  get #overfull(): boolean {
    const onTheWay = this.#ledger.underWay + (this.#shared?.waiting ?? 0);
    return onTheWay > 0 && onTheWay + this.#outbox.length > this.#options.maxPoints;
  }

  /** Who feeds the engine past the page: pictures that come back have to be asked for, as nothing here says they changed. */
  get #wantsPictures(): boolean {
    if (this.#fedElsewhere) this.#views!.fellBehind();
    return this.#views!.wanting.length > 0;
  }

  #checkOpen(): void {
    if (this.#closed) throw closedError('the stream');
  }

  async #painted(): Promise<void> {
    if (this.#closed) throw abortError('the stream');
    const connection = this.#connection;
    if (this.#places.size > 0 && connection) await this.#requests.call(connection, (api) => api.painted(this.id));
  }

  async #chartOf(place: Place): Promise<Chart> {
    if (this.#closed || !this.#places.has(place)) throw closedError('the view');
    const connection = this.#connection;
    const picture = connection && (await this.#requests.call(connection, (api) => api.chart(this.id, place.id)));
    if (!picture) throw new DOMException('the view shows nothing yet', 'InvalidStateError');
    return this.#chart(picture);
  }

  /** Where there is a picture, there is or has been an engine. */
  #chart(picture: Picture): Chart {
    return new this.#Chart!(picture);
  }
}
