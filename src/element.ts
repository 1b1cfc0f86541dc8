/**
 * `ringplot/element`: the custom element `<live-chart>`, a stream and its view in one. Importing it defines the element,
 * where there are elements.
 */
import { type ChartOptionsInput, checkOption, describe } from '../worker/options.js';
import type { Output, WindowData } from '../worker/protocol.js';
import type { EngineError } from './errors.js';
import { LiveStream, type LiveStreamOptions, type MountOptions, type X, type Y } from './live-stream.js';
import type { View } from './view.js';

/** Attributes that are options of the stream, and how they are read. The attribute `title` is every element's own. */
const OPTIONS: Record<string, { name: keyof ChartOptionsInput; read: (value: string) => unknown }> = {
  kind: { name: 'kind', read: String },
  'chart-title': { name: 'title', read: String },
  'max-points': { name: 'maxPoints', read: readNumber },
  color: { name: 'colorHex', read: readColor },
  width: { name: 'width', read: readNumber },
  height: { name: 'height', read: readNumber },
  'x-scale': { name: 'xScale', read: String },
  axes: { name: 'axes', read: readBoolean },
  grid: { name: 'grid', read: readBoolean },
  'line-width': { name: 'lineWidth', read: readNumber },
};
/** Attributes that are options of the view. */
const VIEW = ['output', 'max-fps'];

/** What is no number stays what it is, to be refused by its name. */
function readNumber(value: string): unknown {
  const number = Number(value);
  return value.trim() === '' || Number.isNaN(number) ? value : number;
}

/** `true` and `false`; an attribute without a value is true, as elsewhere in HTML. */
function readBoolean(value: string): unknown {
  if (value === '' || value === 'true') return true;
  return value === 'false' ? false : value;
}

/** `#rrggbb`, or a number. */
function readColor(value: string): unknown {
  const hex = value.match(/^\s*#([0-9a-f]{6})\s*$/i);
  return hex ? Number.parseInt(hex[1], 16) : readNumber(value);
}

const SHEET = `
:host { display: block; position: relative; height: var(--live-chart-height, 420px); }
:host([hidden]) { display: none; }
:host([height]) { height: auto; }
[part=plot] { position: absolute; inset: 0; }
:host([height]) [part=plot] { position: static; }
`;

let sheet: CSSStyleSheet | undefined;

/** One for all elements. Not a style element: policies without `unsafe-inline` refuse those. */
function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(SHEET);
  }
  return sheet;
}

// Where there are no elements the class is still there to be named.
const Base = (typeof HTMLElement === 'function' ? HTMLElement : class {}) as typeof HTMLElement;

export class LiveChart extends Base {
  static readonly observedAttributes = [...Object.keys(OPTIONS), ...VIEW];

  readonly #plot: HTMLElement;
  #given: LiveStreamOptions = {};
  /** By attribute, of those that are valid. */
  readonly #attributes: ChartOptionsInput = {};
  #stream: LiveStream | null = null;
  #view: View | null = null;
  #closing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [styleSheet()];
    this.#plot = document.createElement('div');
    this.#plot.setAttribute('part', 'plot');
    root.append(this.#plot);
  }

  /** The stream that the element shows. Made when it is first asked for; the element's own, which closes it. */
  get stream(): LiveStream {
    if (!this.#stream) {
      const stream = new LiveStream({ ...this.#options(), engine: this.#given.engine });
      stream.addEventListener('error', ({ error }) => this.#tell('error', error));
      stream.addEventListener('restart', () => this.#tell('restart'));
      this.#stream = stream;
    }
    return this.#stream;
  }

  /**
   * Options of the stream by their own names; where an attribute says otherwise, that counts.
   * @throws TypeError | RangeError as `configure`; InvalidStateError for an engine once the stream is made.
   */
  get options(): LiveStreamOptions {
    return this.#given;
  }
  set options(options: LiveStreamOptions) {
    if (this.#stream && options?.engine !== this.#given.engine) {
      throw new DOMException('engine can be set before the stream is made only', 'InvalidStateError');
    }
    const former = this.#given;
    this.#given = options ?? {};
    try {
      this.#configure();
    } catch (error) {
      this.#given = former;
      throw error;
    }
  }

  /** Setting it puts these samples in the place of the window; reading gives the window. */
  get data(): Promise<WindowData> {
    return this.stream.data();
  }
  set data(data: { x: ArrayLike<X>; y: ArrayLike<Y> }) {
    if (typeof data !== 'object' || data === null) {
      throw new TypeError(`data must be an object with x and y, got ${describe(data)}`);
    }
    this.stream.clear();
    this.stream.extend(data.x, data.y);
  }

  /** As `LiveStream.push`. */
  push(x: X, y: Y): void {
    this.stream.push(x, y);
  }

  /** As `LiveStream.extend`. */
  extend(xs: ArrayLike<X>, ys: ArrayLike<Y>, options?: { transfer?: boolean }): void {
    this.stream.extend(xs, ys, options);
  }

  /** As `LiveStream.clear`. */
  clear(): void {
    this.stream.clear();
  }

  /** @internal */
  connectedCallback(): void {
    clearTimeout(this.#closing);
    for (const name of ['options', 'data'] as const) this.#upgrade(name);
    this.#configure();
    this.#mount();
  }

  /** @internal An element that is only moved is back at once, and keeps its window. */
  disconnectedCallback(): void {
    this.#unmount();
    this.#closing = setTimeout(() => {
      this.#stream?.close();
      this.#stream = null;
    });
  }

  /** @internal */
  attributeChangedCallback(attribute: string, _: string | null, value: string | null): void {
    const option = OPTIONS[attribute];
    if (option) {
      if (value === null) delete this.#attributes[option.name];
      else {
        const read = checkOption(option.name, option.read(value), attribute);
        Object.assign(this.#attributes, { [option.name]: read });
      }
      this.#configure();
    } else if (this.#view) {
      this.#unmount();
      this.#mount();
    }
  }

  /** What was set before the element was defined hides what it has been defined with. */
  #upgrade(name: 'options' | 'data'): void {
    const own = Object.getOwnPropertyDescriptor(this, name);
    if (!own) return;
    delete (this as Partial<this>)[name];
    this[name] = own.value;
  }

  #options(): ChartOptionsInput {
    const { engine: _, ...given } = this.#given;
    const color = this.isConnected && getComputedStyle(this).getPropertyValue('--live-chart-color');
    const styled = color ? { colorHex: readColor(color) as number } : {};
    return { ...styled, ...given, ...this.#attributes };
  }

  #configure(): void {
    if (!this.#stream) return;
    const options = this.#options();
    // What is no longer said has its default again.
    for (const { name } of Object.values(OPTIONS)) options[name] ??= undefined;
    this.#stream.configure(options);
  }

  #mount(): void {
    const options: MountOptions = {};
    const [output, maxFps] = VIEW.map((name) => this.getAttribute(name));
    if (output !== null) options.output = output as Output;
    if (maxFps !== null) options.maxFps = readNumber(maxFps) as number;
    this.#view = this.stream.mount(this.#plot, options);
  }

  #unmount(): void {
    this.#view?.unmount();
    this.#view = null;
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
