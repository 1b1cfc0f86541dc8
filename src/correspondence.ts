/** What a stream and an engine say to one another: what goes with which frame, and what follows from what comes back. */
import type { Batch } from '../worker/batch.js';
import type { ChartOptions } from '../worker/options.js';
import type { Picture, Report, StreamId, StreamMessage, StreamReply } from '../worker/protocol.js';
import { Chart } from './chart.js';
import type { Connection } from './engine-client.js';
import { EngineError, errorOf } from './errors.js';
import { Feeds } from './feeds.js';
import { setIdleTimer } from './frame-clock.js';
import type { Pace, Speaker } from './frames.js';
import type { KnownLabels } from './known-labels.js';
import { NOTHING, type Outbox } from './outbox.js';
import type { Place } from './place.js';
import type { Requests } from './requests.js';
import type { SharedPath } from './shared-path.js';
import { SinkPorts } from './sink-ports.js';
import type { Ledger } from './stats.js';
import { ANSWER_WITHIN, type StatsCalls } from './stats-calls.js';
import { Views } from './views.js';

/** A stream, as it is there before anything of an engine is. */
export interface StreamEnd {
  readonly id: StreamId;
  readonly target: EventTarget;
  readonly engine: Pace;
  readonly outbox: Outbox;
  readonly ledger: Ledger;
  readonly requests: Requests;
  readonly statsCalls: StatsCalls;
  readonly labels: KnownLabels;
  /** Where its views are. */
  readonly places: ReadonlySet<Place>;
  readonly isClosed: boolean;
  /** As they are by all that has been said, and as they hold where the outbox begins. */
  readonly options: ChartOptions;
  sentOptions: ChartOptions;
  /** Past the outbox; null where memory can't be shared, or that is not known yet. */
  shared: SharedPath | null;
  /** Samples in the window, as far as that is known. */
  n: number;
  /** Tells a path past the outbox whose columns there are. */
  layOut(): void;
  dispatchError(error: EngineError): void;
}

export class Correspondence implements Speaker {
  readonly id: StreamId;
  readonly views: Views;
  readonly feeds: Feeds;
  readonly sinks: SinkPorts;
  connection: Connection | null = null;
  /** How the engine runs, or the last one did. */
  running: Pick<Connection, 'mode' | 'reason'> | undefined;
  readonly #stream: StreamEnd;
  /** The engine that has been told of this stream. */
  #openedIn: Connection | null = null;
  /** Something of this stream is under way, and not yet acknowledged. */
  #out = false;
  /** Something waits in shared memory, and the engine has to be told. */
  #waking = false;
  /** What waits is not sent before the engine has taken what is on its way. */
  #held = false;
  /** What was collected last wants an answer, whatever else is sent with it. */
  #asks = false;

  constructor(stream: StreamEnd) {
    this.#stream = stream;
    this.id = stream.id;
    this.views = new Views(stream.id, () => stream.engine.schedule());
    this.feeds = new Feeds(
      stream.id,
      (report) => this.report(report),
      () => this.#wake(),
    );
    this.sinks = new SinkPorts(stream.id, stream.sentOptions, stream.ledger);
    for (const place of stream.places) this.views.add(place);
  }

  mount(place: Place): void {
    this.views.add(place);
    this.#bar();
  }

  /** Resolves when its views show what the engine has. */
  async painted(): Promise<void> {
    const { connection } = this;
    if (connection) await this.#stream.requests.call(connection, (api) => api.painted(this.id));
  }

  /** What a view shows; null where that is nothing yet. */
  async chartIn({ id }: Place): Promise<Chart | null> {
    const { connection } = this;
    const picture = connection && (await this.#stream.requests.call(connection, (api) => api.chart(this.id, id)));
    return picture && this.chartOf(picture);
  }

  chartOf(picture: Picture): Chart {
    return new Chart(picture);
  }

  /** Resolves within a second, whether or not the engine can still answer. */
  async close(): Promise<void> {
    this.sinks.close();
    this.feeds.close();
    const { connection } = this;
    if (!connection || this.#openedIn !== connection) return;
    await Promise.race([
      connection.call((api) => api.close(this.id)).catch(() => {}),
      new Promise<void>((resolve) => setIdleTimer(resolve, ANSWER_WITHIN)),
    ]);
  }

  get asks(): boolean {
    return this.#asks;
  }

  collect(connection: Connection, frame: number): StreamMessage | null {
    const stream = this.#stream;
    const { outbox, shared } = stream;
    const open = this.#openedIn === connection ? undefined : stream.sentOptions;
    const views = this.views.collect(connection);
    const fedElsewhere = this.sinks.unattached(connection) || this.feeds.unattached(connection);
    if (open && outbox.empty && views.length === 0 && !fedElsewhere) return null;
    shared?.publish();
    this.#held = this.#overfull;
    const parcel = this.#held ? NOTHING : outbox.take();
    let plain = !open && !this.#held && views.length + parcel.marks.length === 0;
    let changes = this.#fedElsewhere;
    for (const operation of parcel.operations) {
      if (!('request' in operation)) changes = true;
      if (operation.kind === 'configure') stream.sentOptions = operation.options;
      // Whether a label is known must not depend on what has not been acknowledged.
      if (operation.kind !== 'append' || operation.batch.labels) plain = false;
    }
    if (changes) this.views.fellBehind();
    const wanted = this.views.wanting;
    const nothing = parcel.operations.length + parcel.marks.length + views.length + wanted.length === 0;
    if (nothing && !open && !this.#waking && !this.#held) {
      // Else it is after what is said now.
      this.#attach(connection);
      return null;
    }
    this.#asks = !plain || this.#waking || wanted.length > 0;
    this.#waking = false;
    this.#openedIn = connection;
    stream.ledger.send(frame, parcel.samples);
    stream.requests.send(parcel);
    stream.labels.send(parcel.operations);
    const message: StreamMessage = { stream: this.id, views, operations: parcel.operations, wanted };
    if (open) message.open = open;
    const ring = connection.shared ? shared?.ask(stream.options.maxPoints) : undefined;
    if (ring !== undefined) message.ring = ring;
    return message;
  }

  sent(connection: Connection, answered: boolean): void {
    this.#out = answered;
    this.#bar();
    this.#attach(connection);
    this.views.sent(connection);
  }

  packed(batches: Batch[]): void {
    this.#stream.outbox.recycle(batches);
  }

  acknowledged(reply: StreamReply | undefined): void {
    this.#out = false;
    const { ledger, labels, outbox, shared, requests, engine } = this.#stream;
    const { underWay: sent, received } = ledger;
    labels.acknowledged();
    if (this.#stream.isClosed || !reply) return;
    this.#bar();
    if (reply.ring !== undefined) shared?.open(reply.ring);
    // Not before: what they send by other options the engine must know.
    this.sinks.configure(this.#stream.sentOptions);
    outbox.recycle(reply.batches);
    this.report(reply.report);
    if (reply.failure) {
      this.#failed(sent - (ledger.received - received), errorOf(reply.failure));
      return;
    }
    for (const { view, picture } of reply.pictures) this.views.show(view, picture);
    requests.answered(reply.answers);
    shared?.relieve();
    if (outbox.waiting > 0 || this.#held) engine.send();
    else if (!outbox.empty || this.#wantsPictures) engine.schedule();
  }

  /** The engine lives and has let this stream go: it begins anew there, without what it had in its window. */
  #failed(lost: number, origin: Error): void {
    const { connection } = this;
    if (!connection) return;
    const error = new EngineError('uncaught', `the engine could not go on with a stream: ${origin.message}`, origin);
    this.#stream.ledger.underWay = lost;
    this.died(error);
    this.dispatchError(error);
    this.connected(connection, true);
  }

  died(error: EngineError): void {
    const stream = this.#stream;
    this.#out = false;
    stream.requests.died(error);
    stream.ledger.died(stream.shared?.close().received ?? 0);
    this.#waking = false;
    this.connection = this.#openedIn = null;
    stream.labels.died();
    stream.statsCalls.connected(null);
    this.sinks.died();
    this.feeds.died();
    this.views.died();
    stream.n = stream.outbox.after(0, stream.sentOptions.maxPoints);
  }

  connected(connection: Connection, again: boolean): void {
    const { target, engine, shared, statsCalls, isClosed } = this.#stream;
    // By who has just heard that another one begins anew.
    if (isClosed) return;
    this.connection = this.running = connection;
    if (connection.shared && !shared) this.#openShared();
    statsCalls.connected(connection);
    if (again) target.dispatchEvent(new Event('restart'));
    engine.schedule();
  }

  dispatchError(error: EngineError): void {
    this.#stream.dispatchError(error);
  }

  report(report: Report): void {
    const stream = this.#stream;
    const { ledger, outbox, shared } = stream;
    ledger.report(report);
    this.feeds.report(report.feeds);
    if (shared?.unnoticed) this.#wake();
    // What is under way, a clear among it, may not be in the report yet.
    if (this.#out) return;
    const { maxPoints } = stream.sentOptions;
    const left = (shared?.written ?? 0) - report.shared + ledger.underWay;
    stream.n = outbox.after(Math.min(maxPoints, report.n + left), maxPoints);
    stream.labels.report(report, outbox);
    if (report.sinks.length + report.feeds.length > 0 && this.#wantsPictures) stream.engine.schedule();
  }

  unreported(): void {
    // It may have let the stream go when nobody waited for an answer: that is told to who asks.
    if (this.#out || this.#stream.ledger.underWay === 0) return;
    this.#wake();
  }

  /** Shows the engine, which knows the stream, who else feeds it. */
  #attach(connection: Connection): void {
    this.sinks.attach(connection);
    this.feeds.attach(connection);
  }

  get #fedElsewhere(): boolean {
    return this.sinks.any || this.feeds.any;
  }

  /** Who feeds the engine past the page: pictures that come back have to be asked for, as nothing here says they changed. */
  get #wantsPictures(): boolean {
    if (this.#fedElsewhere) this.views.fellBehind();
    return this.views.wanting.length > 0;
  }

  /** Few pages are isolated from other origins: the others don't load what only these use. */
  async #openShared(): Promise<void> {
    // Where it can't be loaded samples go on by messages.
    const loaded = await import('./shared-path.js').catch(() => null);
    if (!loaded) return;
    const stream = this.#stream;
    stream.shared ??= new loaded.SharedPath(stream.outbox, () => this.#wake());
    stream.layOut();
    this.#bar();
  }

  /** What waits for an answer comes first; and pictures that come back are asked for with what they are to show. */
  #bar(): void {
    const { shared } = this.#stream;
    if (shared) shared.barred = this.#out || this.views.comeBack;
  }

  /** What waits in shared memory has to be told of. */
  #wake(): void {
    this.#waking = true;
    this.#stream.engine.schedule();
  }

  /** Whether what waits would be, with what is on its way, more than a window: the engine is to take that first. */
  get #overfull(): boolean {
    const { ledger, shared, outbox, options } = this.#stream;
    const onTheWay = ledger.underWay + (shared?.waiting ?? 0);
    return onTheWay > 0 && onTheWay + outbox.length > options.maxPoints;
  }
}

export const correspond = (stream: StreamEnd): Correspondence => new Correspondence(stream);
/** Begins what a stream and its engine say to one another. */
export type Correspond = typeof correspond;
