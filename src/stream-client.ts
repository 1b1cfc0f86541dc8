/** A stream's end of the boundary: what waits, what is under way, what the engine must be told, what came back. */
import type { Batch } from '../worker/batch.js';
import { type ChartOptions, type ChartOptionsInput, resolveOptions } from '../worker/options.js';
import type {
  Answer,
  EngineApi,
  Format,
  Output,
  Picture,
  Report,
  StreamId,
  StreamMessage,
  StreamReply,
  WindowData,
} from '../worker/protocol.js';
import { checkSamples, type Samples, takeX, takeY } from '../worker/samples.js';
import { Chart } from './chart.js';
import type { Client, Engine } from './engine.js';
import type { Connection } from './engine-client.js';
import { abortError, closedError, EngineError, quotaError } from './errors.js';
import { setIdleTimer } from './frame-clock.js';
import { KnownLabels } from './known-labels.js';
import { type Mark, MOST_WAITING, NOTHING, Outbox } from './outbox.js';
import type { SharedPath } from './shared-path.js';
import { SinkPorts } from './sink-ports.js';
import { Ledger, type Stats } from './stats.js';
import { takeOver } from './take-over.js';
import type { LiveView, View } from './view.js';
import { Views } from './views.js';

/** How long `stats` waits for the engine, ms. */
const ANSWER_WITHIN = 1000;

interface Request {
  resolve(answer: Exclude<Answer, { failure: unknown }>): void;
  reject(reason: unknown): void;
}

let lastStream = 0;
let lastRequest = 0;

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
  /** Past the outbox; null where memory can't be shared, or that is not known yet. */
  #shared: SharedPath | null = null;
  readonly #ledger = new Ledger();
  readonly #sinks: SinkPorts;
  readonly #views: Views;
  readonly #requests = new Map<number, Request>();
  /** Requests and marks that went with the call that is out. */
  #asked: number[] = [];
  #marks: Mark[] = [];
  #connection: Connection | null = null;
  /** The engine that has been told of this stream. */
  #openedIn: Connection | null = null;
  /** Those who wait for counts. */
  readonly #statsWanted = new Set<(stale: boolean) => void>();
  #statsOut = false;
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
  /** Rejects the calls that are out beside the frames. */
  readonly #calls = new Set<(reason: unknown) => void>();
  readonly #labels = new KnownLabels();
  #closed: Promise<void> | null = null;

  constructor(target: EventTarget, engine: Engine, given: ChartOptionsInput, options: ChartOptions) {
    this.#target = target;
    this.#engine = engine;
    this.#given = given;
    this.#options = this.#sentOptions = options;
    this.#outbox = new Outbox(options.maxPoints);
    this.#sinks = new SinkPorts(this.id, options, this.#ledger);
    this.#views = new Views(this.id, () => this.#engine.schedule());
    engine.add(this);
  }

  get n(): number {
    return this.#n;
  }

  get #numeric(): boolean {
    return this.#options.xScale !== 'category';
  }

  push(x: unknown, y: unknown): void {
    if (this.#closed) throw closedError('the stream');
    const taken = typeof x === 'number' && x - x === 0 ? x : takeX(x, this.#numeric);
    const value = typeof y === 'number' ? y : takeY(y);
    if (typeof taken !== 'number') this.#labels.any = true;
    else if (this.#shared?.push(taken, value)) {
      this.#counted(1);
      return;
    }
    this.#outbox.push(taken, value);
    this.#pushed(1);
  }

  extend(xs: unknown, ys: unknown, transfer: boolean): void {
    if (this.#closed) throw closedError('the stream');
    const labels = checkSamples(xs, ys, this.#numeric);
    if (labels) this.#labels.any = true;
    const { length } = xs as Samples;
    if (length === 0) return;
    const whole = transfer ? takeOver(xs, ys) : null;
    if (!whole && !labels && this.#shared?.extend(xs as Samples, ys as Samples, this.#numeric)) {
      this.#counted(length);
      return;
    }
    if (whole) this.#outbox.adopt(whole.x, whole.y);
    else this.#outbox.extend(xs as Samples, ys as Samples, this.#numeric);
    this.#pushed(length);
  }

  clear(): void {
    if (this.#closed) throw closedError('the stream');
    this.#outbox.clear();
    this.#n = 0;
    this.#labels.any = false;
    this.#engine.schedule();
  }

  configure(input: ChartOptionsInput): void {
    if (this.#closed) throw closedError('the stream');
    if (typeof input === 'object' && input !== null && 'engine' in input) {
      throw new TypeError('engine is chosen when the stream is made, and stays');
    }
    // By itself first: spreading hides an input that is no object.
    resolveOptions(input, 'configure');
    const given = { ...this.#given, ...input };
    const options = resolveOptions(given, 'configure');
    if (options.xScale !== 'category' && this.#labels.any) {
      throw new TypeError(`xScale must stay 'category' while labels have been pushed; call clear() first`);
    }
    this.#given = given;
    this.#options = options;
    this.#outbox.configure(options);
    this.#sinks.configure(options);
    this.#n = Math.min(this.#n, options.maxPoints);
    this.#views.configure({ given, title: options.title });
    this.#engine.schedule();
  }

  render(format: Format | undefined, pixelRatio: number, html: boolean): Promise<Chart> {
    return this.#ask((request) => ({ kind: 'render', request, format, pixelRatio, html })).then((answer) => {
      return new Chart((answer as { picture: Picture }).picture);
    });
  }

  data(): Promise<WindowData> {
    return this.#ask((request) => ({ kind: 'data', request })).then((answer) => (answer as { data: WindowData }).data);
  }

  flush(): Promise<void> {
    if (this.#closed) throw closedError('the stream');
    return new Promise<void>((resolve, reject) => {
      if (!this.#outbox.endsInMark) this.#checkWaiting();
      this.#outbox.mark({ resolve, reject });
      this.#engine.send();
    }).then(() => this.#painted());
  }

  /** One question is out at a time: what is asked meanwhile is answered together by the next. */
  stats(): Promise<Stats> {
    if (this.#closed) throw closedError('the stream');
    return new Promise((resolve) => {
      const answer = (stale: boolean) => {
        clearTimeout(timer);
        this.#statsWanted.delete(answer);
        resolve(this.#ledger.stats(this.#outbox, this.#shared?.written ?? 0, this.#running, stale));
      };
      const timer = setIdleTimer(() => answer(true), ANSWER_WITHIN);
      this.#statsWanted.add(answer);
      this.#askForStats();
    });
  }

  #askForStats(): void {
    const connection = this.#connection;
    if (!connection || this.#statsOut || this.#statsWanted.size === 0) return;
    const asked = [...this.#statsWanted];
    this.#statsOut = true;
    const answered = (report: Report | null) => {
      if (connection !== this.#connection) return;
      this.#statsOut = false;
      // Counted in the very turn of the answer: a frame acknowledged later is not in it.
      if (report) this.report(report);
      for (const answer of asked) if (this.#statsWanted.has(answer)) answer(false);
      this.#askForStats();
    };
    connection.call((api) => api.stats(this.id)).then(answered, () => {});
  }

  mount(container: HTMLElement, output: Output, maxFps: number, replaces: HTMLElement | null): View {
    if (this.#closed) throw closedError('the stream');
    const { title } = this.#options;
    const view = this.#views.mount(container, { output, maxFps, given: this.#given, title, replaces });
    this.#bar();
    return {
      element: view.element,
      chart: () => this.#chartOf(view),
      unmount: () => this.#views.unmount(view),
    };
  }

  port(): MessagePort {
    if (this.#closed) throw closedError('the stream');
    const port = this.#sinks.make();
    this.#engine.schedule();
    return port;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const reason = abortError('the stream');
    this.#views.close();
    this.#sinks.close();
    const { marks } = this.#outbox.discard();
    for (const { reject } of this.#requests.values()) reject(reason);
    this.#requests.clear();
    for (const refuse of this.#calls) refuse(reason);
    this.#calls.clear();
    for (const mark of [...marks, ...this.#marks]) mark.reject(reason);
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
    if (!open) this.#sinks.attach(connection);
    const views = this.#views.collect(connection);
    if (open && this.#outbox.empty && views.length === 0 && !this.#sinks.unattached(connection)) return null;
    this.#shared?.publish();
    this.#held = this.#overfull;
    const parcel = this.#held ? NOTHING : this.#outbox.take();
    const asked: number[] = [];
    let plain = !open && !this.#held && views.length + parcel.marks.length === 0;
    let changes = this.#sinks.any;
    for (const operation of parcel.operations) {
      if ('request' in operation) asked.push(operation.request);
      else changes = true;
      if (operation.kind === 'configure') this.#sentOptions = operation.options;
      // Whether a label is known must not depend on what has not been acknowledged.
      if (operation.kind !== 'append' || operation.batch.labels) plain = false;
    }
    if (changes) this.#views.fellBehind();
    const wanted = this.#views.wanting;
    const nothing = parcel.operations.length + parcel.marks.length + views.length + wanted.length === 0;
    if (nothing && !open && !this.#waking && !this.#held) return null;
    this.#asks = !plain || this.#waking || wanted.length > 0;
    this.#waking = false;
    this.#openedIn = connection;
    this.#ledger.send(frame, parcel.samples);
    this.#marks = parcel.marks;
    this.#labels.send(parcel.operations);
    this.#asked = asked;
    const message: StreamMessage = { stream: this.id, views, operations: parcel.operations, wanted };
    if (open) message.open = open;
    const ring = connection.shared ? this.#shared?.ask(this.#options.maxPoints) : undefined;
    if (ring !== undefined) message.ring = ring;
    return message;
  }

  sent(connection: Connection, answered: boolean): void {
    this.#out = answered;
    this.#bar();
    this.#sinks.attach(connection);
    this.#views.sent(connection);
  }

  packed(batches: Batch[]): void {
    this.#outbox.recycle(batches);
  }

  /** What waits for an answer comes first; and pictures that come back are asked for with what they are to show. */
  #bar(): void {
    if (this.#shared) this.#shared.barred = this.#out || this.#views.comeBack;
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
    const asked = this.#asked;
    this.#asked = [];
    const marks = this.#marks;
    this.#marks = [];
    if (this.#closed || !reply) return;
    this.#bar();
    if (reply.ring !== undefined) this.#shared?.open(reply.ring);
    this.#outbox.recycle(reply.batches);
    this.report(reply.report);
    if (reply.failure) {
      this.#marks = marks;
      this.#asked = asked;
      this.#failed(sent - (this.#ledger.received - received), errorOf(reply.failure));
      return;
    }
    for (const { view, picture } of reply.pictures) this.#views.show(view, picture);
    for (const answer of reply.answers) this.#settle(answer);
    for (const mark of marks) mark.resolve();
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
    for (const request of this.#asked) {
      this.#requests.get(request)?.reject(error);
      this.#requests.delete(request);
    }
    for (const mark of this.#marks) mark.reject(error);
    this.#asked = [];
    this.#marks = [];
    this.#ledger.died(this.#shared?.close().received ?? 0);
    this.#waking = false;
    this.#connection = this.#openedIn = null;
    this.#labels.died();
    this.#statsOut = false;
    this.#sinks.died();
    this.#views.died();
    this.#n = this.#outbox.after(0, this.#sentOptions.maxPoints);
  }

  connected(connection: Connection, again: boolean): void {
    this.#connection = connection;
    this.#running = connection;
    if (connection.shared && !this.#shared) this.#openShared();
    this.#askForStats();
    if (again) this.#target.dispatchEvent(new Event('restart'));
    this.#engine.schedule();
  }

  report(report: Report): void {
    this.#ledger.report(report);
    if (this.#shared?.unnoticed) this.#wake();
    // What is under way, a clear among it, may not be in the report yet.
    if (this.#out) return;
    const { maxPoints } = this.#sentOptions;
    const left = (this.#shared?.written ?? 0) - report.shared + this.#ledger.underWay;
    this.#n = this.#outbox.after(Math.min(maxPoints, report.n + left), maxPoints);
    this.#labels.report(report, this.#outbox);
    if (report.sinks.length > 0 && this.#wantsPictures) this.#engine.schedule();
  }

  dispatchError(error: EngineError): void {
    const event =
      typeof ErrorEvent === 'function'
        ? new ErrorEvent('error', { error, message: error.message })
        : Object.assign(new Event('error'), { error, message: error.message });
    this.#target.dispatchEvent(event);
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

  /** Sinks feed the engine past the page: pictures that come back have to be asked for, as nothing here says they changed. */
  get #wantsPictures(): boolean {
    if (this.#sinks.any) this.#views.fellBehind();
    return this.#views.wanting.length > 0;
  }

  #checkWaiting(): void {
    if (this.#engine.hasCredit || this.#outbox.waiting < MOST_WAITING) return;
    throw quotaError(`${MOST_WAITING} requests of this stream wait`);
  }

  #ask(make: (request: number) => Parameters<Outbox['request']>[0]): Promise<Exclude<Answer, { failure: unknown }>> {
    if (this.#closed) throw closedError('the stream');
    this.#checkWaiting();
    const request = ++lastRequest;
    return new Promise((resolve, reject) => {
      this.#requests.set(request, { resolve, reject });
      this.#outbox.request(make(request));
      this.#engine.send();
    });
  }

  #settle(answer: Answer): void {
    const request = this.#requests.get(answer.request);
    if (!request) return;
    this.#requests.delete(answer.request);
    if ('failure' in answer) request.reject(errorOf(answer.failure));
    else request.resolve(answer);
  }

  async #painted(): Promise<void> {
    if (this.#closed) throw abortError('the stream');
    if (this.#views.any) await this.#call((api) => api.painted(this.id));
  }

  /** A call beside the frames; null without an engine. Rejects when the stream is closed meanwhile. */
  #call<T>(ask: (api: EngineApi) => Promise<T>): Promise<T> | null {
    const connection = this.#connection;
    if (!connection) return null;
    return new Promise<T>((resolve, reject) => {
      this.#calls.add(reject);
      const settled = () => this.#calls.delete(reject);
      connection.call(ask).finally(settled).then(resolve, reject);
    });
  }

  async #chartOf(view: LiveView): Promise<Chart> {
    if (this.#closed || !this.#views.has(view)) throw closedError('the view');
    const picture = await this.#call((api) => api.chart(this.id, view.id));
    if (!picture) throw new DOMException('the view shows nothing yet', 'InvalidStateError');
    return new Chart(picture);
  }
}

function errorOf({ name, message }: { name: string; message: string }): Error {
  if (name === 'RangeError') return new RangeError(message);
  if (name === 'TypeError') return new TypeError(message);
  return new DOMException(message, name);
}
