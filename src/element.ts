/**
 * `ringplot/element`: the custom element `<live-chart>`, a stream and its view in one. Importing it defines the element,
 * where there are elements.
 */
import { type ChartOptionsInput, checkChartNames, resolveOptions } from '../worker/options.js';
import type { Output, WindowData } from '../worker/protocol.js';
import type { Regular } from '../worker/regular.js';
import { describe } from '../worker/rules.js';
import { type Columns, checkSamples, type Row, takeColumns, takeXs, type X, type Y } from '../worker/samples.js';
import { namesOf } from '../worker/series-options.js';
import { cssColor, NO_OPTIONS, OPTION_ATTRIBUTES, readAttribute, readNumber } from './chart-attributes.js';
import { sheetsOf } from './element-style.js';
import type { EngineError } from './errors.js';
import type { Interaction, InteractionEvents } from './interaction.js';
import type { InteractOptions } from './interactive.js';
import { LiveStream, type LiveStreamOptions, type MountOptions } from './live-stream.js';
import { optionsText } from './options-text.js';
import { readTouch, TOUCH_ATTRIBUTES } from './touch-attributes.js';
import type { View } from './view.js';

/** Attributes that are options of the view. */
const VIEW_ATTRIBUTES = ['output', 'max-fps'];

/** Events of the interaction, beside those of every element. */
interface TellsOfTouch {
  addEventListener<Type extends keyof InteractionEvents>(
    type: Type,
    listener: ((event: InteractionEvents[Type]) => void) | EventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

// Where there are no elements the class is still there to be named.
const Base = (typeof HTMLElement === 'function' ? HTMLElement : class {}) as new () => TellsOfTouch & HTMLElement;

export class LiveChart extends Base {
  static readonly observedAttributes = [...OPTION_ATTRIBUTES, ...VIEW_ATTRIBUTES, ...TOUCH_ATTRIBUTES];

  readonly #plot: HTMLElement;
  /** By property. */
  #given: LiveStreamOptions = {};
  /** By attribute. */
  #attributes: Record<string, ChartOptionsInput> = {};
  /** Attributes that the stream has refused as the others were: tried again with every other one. */
  readonly #waiting = new Set<string>();
  #stream: LiveStream | null = null;
  #view: View | null = null;
  #interactive: InteractOptions | boolean = false;
  #interaction: Promise<Interaction> | null = null;
  #untouch = new AbortController();
  /** Of the options by which the view is touched; '' for none. */
  #touchText = '';
  /** Out of the page, and its stream closed. */
  #gone = false;
  #closing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.#plot = document.createElement('div');
    this.#plot.setAttribute('part', 'plot');
    this.attachShadow({ mode: 'open' }).append(this.#plot);
  }

  /**
   * The stream that the element shows: its own, made when it is first asked for, and closed when the element is taken out
   * of the page. Put back, the element makes another.
   * @throws InvalidStateError while it is out of the page and closed.
   */
  get stream(): LiveStream {
    if (this.#gone)
      throw new DOMException('the element is out of the page, and its stream closed', 'InvalidStateError');
    if (!this.#stream) {
      const stream = new LiveStream({ ...this.#options, engine: this.#given.engine });
      stream.addEventListener('error', ({ error }) => this.#tell('error', error));
      stream.addEventListener('restart', () => this.#tell('restart'));
      this.#stream = stream;
    }
    return this.#stream;
  }

  /**
   * Options of the stream by their own names; where an attribute says otherwise, that counts.
   * @throws TypeError | RangeError as the constructor of LiveStream; InvalidStateError for an engine once the stream is
   * made. The former options stay then.
   */
  get options(): LiveStreamOptions {
    return this.#given;
  }
  set options(options: LiveStreamOptions) {
    checkChartNames(options, 'live-chart', ['engine']);
    const former = this.#given;
    const { engine = former.engine, ...given } = options;
    resolveOptions(Object.assign({}, given, ...Object.values(this.#attributes)), 'live-chart');
    if (this.#stream && engine !== former.engine) {
      throw new DOMException('engine can be set before the stream is made only', 'InvalidStateError');
    }
    this.#change(() => {
      this.#given = { ...options, engine };
      return () => {
        this.#given = former;
      };
    });
  }

  /**
   * Whether the chart can be touched, or the options of `interact` with which it can; where an attribute says otherwise,
   * that counts. What says the same as before, of functions among `texts` their source, changes nothing. What is refused
   * is told to the page, and rejects `interaction`.
   */
  get interactive(): InteractOptions | boolean {
    return this.#interactive;
  }
  set interactive(interactive: InteractOptions | boolean) {
    this.#interactive = interactive;
    this.#touch();
  }

  /**
   * By what the chart is touched, once that is loaded; null where it can't be. Another one wherever an attribute of it, or
   * `interactive`, or the view is another. One that is gone before it is there rejects with an AbortError.
   */
  get interaction(): Promise<Interaction> | null {
    return this.#interaction;
  }

  /** Setting it puts these samples in the place of the window, whole or not at all; reading gives the window. */
  get data(): Promise<WindowData> {
    return this.stream.data();
  }
  set data(data: { x: ArrayLike<X> | Regular; y: Columns<Y> }) {
    if (typeof data !== 'object' || data === null) {
      throw new TypeError(`data must be an object with x and y, got ${describe(data)}`);
    }
    const options = resolveOptions(this.#options, 'live-chart');
    const names = namesOf(options);
    const columns = takeColumns(data.y, names, 'y');
    checkSamples(takeXs(data.x, columns, 'x', 'y'), columns, names, options.xScale !== 'category', 'x', 'y');
    this.stream.clear();
    this.stream.extend(data.x, data.y);
  }

  /** As `LiveStream.push`. */
  push(x: X, y: Y | Row<Y>): void {
    this.stream.push(x, y);
  }

  /** As `LiveStream.extend`. */
  extend(xs: ArrayLike<X> | Regular, ys: Columns<Y>, options?: { transfer?: boolean }): void {
    this.stream.extend(xs, ys, options);
  }

  /** As `LiveStream.clear`. */
  clear(): void {
    this.stream.clear();
  }

  /** @internal */
  connectedCallback(): void {
    clearTimeout(this.#closing);
    this.#gone = false;
    this.#dress();
    try {
      for (const name of ['options', 'data', 'interactive'] as const) this.#upgrade(name);
      this.#configure();
    } finally {
      this.#mount();
    }
  }

  /** @internal An element that is only moved is back at once, and keeps its window. */
  disconnectedCallback(): void {
    this.#view?.unmount();
    this.#view = null;
    this.#touch();
    this.#closing = setTimeout(() => {
      this.#gone = true;
      this.#stream?.close();
      this.#stream = null;
    });
  }

  /** @internal */
  attributeChangedCallback(attribute: string, _: string | null, value: string | null): void {
    if (VIEW_ATTRIBUTES.includes(attribute)) {
      if (this.isConnected) this.#mount();
      return;
    }
    if (TOUCH_ATTRIBUTES.includes(attribute)) {
      this.#touch();
      return;
    }
    const { [attribute]: _before, ...rest } = this.#attributes;
    this.#waiting.delete(attribute);
    if (value !== null) rest[attribute] = readAttribute(attribute, value);
    const waiting = [...this.#waiting].map((name) => [name, readAttribute(name, this.getAttribute(name)!)]);
    if (waiting.length > 0) {
      try {
        this.#take({ ...rest, ...Object.fromEntries(waiting) });
        this.#waiting.clear();
        return;
      } catch {
        // They wait on.
      }
    }
    if (value !== null) this.#waiting.add(attribute);
    this.#take(rest);
    this.#waiting.delete(attribute);
  }

  #take(attributes: Record<string, ChartOptionsInput>): void {
    this.#change(() => {
      const former = this.#attributes;
      this.#attributes = attributes;
      return () => {
        this.#attributes = former;
      };
    });
  }

  /** What was set before the element was defined hides what it has been defined with. */
  #upgrade(name: 'options' | 'data' | 'interactive'): void {
    const own = Object.getOwnPropertyDescriptor(this, name);
    if (!own) return;
    delete (this as Partial<this>)[name];
    this[name] = own.value;
  }

  /** Changes what the options are made of; undone where the stream refuses them. */
  #change(make: () => () => void): void {
    const undo = make();
    try {
      this.#configure();
    } catch (error) {
      undo();
      throw error;
    }
    this.#dress();
  }

  /** Every option has a name here, so that what is no longer said has its default again. */
  get #options(): ChartOptionsInput {
    const { engine: _, ...given } = this.#given;
    const style = this.isConnected ? getComputedStyle(this).getPropertyValue('--live-chart-color').trim() : '';
    const color = style === '' ? null : cssColor(style);
    const styled = color === null ? {} : { colorHex: color };
    return Object.assign({}, NO_OPTIONS, styled, given, ...Object.values(this.#attributes));
  }

  #configure(): void {
    this.#stream?.configure(this.#options);
  }

  #dress(): void {
    const { style, sized } = sheetsOf(this.ownerDocument);
    this.shadowRoot!.adoptedStyleSheets = this.#options.height === undefined ? [style] : [style, sized];
  }

  /** A view with the attributes as they are; where they are refused, the former one stays. */
  #mount(): void {
    const options: MountOptions = {};
    const [output, maxFps] = VIEW_ATTRIBUTES.map((name) => this.getAttribute(name));
    if (output !== null) options.output = output as Output;
    if (maxFps !== null) options.maxFps = readNumber(maxFps) as number;
    const view = this.stream.mount(this.#plot, options);
    this.#view?.unmount();
    this.#view = view;
    // What a former view was touched by is gone with it.
    this.#touchText = '';
    this.#touch();
  }

  /** Makes the view one that can be touched, or one that can't, as is said by now. */
  #touch(): void {
    const view = this.#view;
    const options = view && readTouch(this, this.#interactive);
    const text = options ? optionsText(options) : '';
    if (text === this.#touchText) return;
    this.#touchText = text;
    this.#untouch.abort();
    this.#untouch = new AbortController();
    const { signal } = this.#untouch;
    this.#interaction = options && import('./touching.js').then(({ touch }) => touch(view, options, signal, this));
    this.#interaction?.catch((error) => {
      if (!signal.aborted) reportError(error);
    });
  }

  #tell(type: 'error' | 'restart', error?: EngineError): void {
    this.dispatchEvent(error ? new ErrorEvent(type, { error, message: error.message }) : new Event(type));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'live-chart': LiveChart;
  }
}

if (typeof customElements !== 'undefined' && !customElements.get('live-chart')) {
  customElements.define('live-chart', LiveChart);
}
