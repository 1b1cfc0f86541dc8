/** A live display of a stream inside an element of the page. */
import type { ChartOptionsInput } from '../worker/options.js';
import type { Output, Picture, ViewId, ViewMessage, ViewState } from '../worker/protocol.js';
import { type Chart, showBitmap } from './chart.js';
import type { ContainerStyle } from './container-style.js';
import type { Connection } from './engine-client.js';
import { isHidden } from './frame-clock.js';
import { watchBox, watchSight } from './observers.js';
import { svgElement } from './svg-element.js';

export interface View {
  /** A block that is the view's for life. What is in it may be replaced. */
  readonly element: HTMLElement;
  /** A chart of exactly what is shown. */
  chart(): Promise<Chart>;
  /** Takes the view out of the page and frees what it holds. */
  unmount(): void;
}

const DEFAULT_SIZE = { width: 900, height: 420 };

/** Frames a second for who prefers that little moves, where nobody has said another number. */
const CALM_FPS = 4;

/** How a view looks while what it replaces is still shown: it is there to be painted, and takes no room. */
const WAITING = { position: 'absolute', visibility: 'hidden' };
const SHOWN = { position: 'relative', visibility: 'visible' };

export interface ViewSettings {
  output: Output;
  maxFps: number;
  /** As the user gave them: an omitted side follows the container. */
  given: ChartOptionsInput;
  title: string;
  /** What is shown in the view's place until `reveal`. */
  replaces: HTMLElement | null;
}

type Side = 'width' | 'height';

export class LiveView {
  readonly id: ViewId;
  readonly element: HTMLElement;
  /** Something has changed that a picture which comes back has yet to show. */
  behind = true;
  readonly #container: HTMLElement;
  readonly #output: Output;
  readonly #maxFps: number;
  readonly #changed: () => void;
  #given: ChartOptionsInput;
  /** What an omitted side takes where the container had none to follow at first. */
  readonly #fixed: Partial<Record<Side, number>> = {};
  #replaces: HTMLElement | null;
  #size: { width: number; height: number } | null = null;
  #hasHadBox = false;
  /** As the engine was last told; null before. */
  #toldVisible: boolean | null = null;
  #surface: HTMLElement | SVGElement | null = null;
  #connection: Connection | null = null;
  #dirty = true;
  /** What its look is read from; undefined before that is loaded, null where it can't be. */
  #style: ContainerStyle | null | undefined;
  /** Whether that is to be read again. */
  #restyled = true;
  /** Whether the engine has been told of it. */
  #lookTold = false;
  /** Not scrolled away; until that is known, it counts as seen. */
  #inSight = true;
  #unwatchSight = () => {};
  #unwatchBox = () => {};
  /** How to end the watch over the container and what it lies in, each. */
  readonly #holders = new Map<Element, () => void>();
  readonly #ending = new AbortController();
  #ratioWatch: MediaQueryList | null = null;

  constructor(
    id: ViewId,
    container: HTMLElement,
    { output, maxFps, given, title, replaces }: ViewSettings,
    changed: () => void,
  ) {
    this.id = id;
    this.#container = container;
    this.#output = output;
    this.#maxFps = maxFps;
    this.#given = given;
    this.#changed = changed;
    this.#replaces = replaces;
    this.element = document.createElement('div');
    this.element.style.cssText = 'display:block;position:relative;overflow:hidden;line-height:0';
    this.element.setAttribute('role', 'img');
    this.title = title;
    if (replaces) {
      Object.assign(this.element.style, WAITING);
      replaces.before(this.element);
    } else container.append(this.element);
    if (typeof ResizeObserver === 'function') this.#unwatchBox = watchBox(this.element, this.#resized);
    // What stands in its place says whether it would be seen.
    this.#watchSight(replaces ?? this.element);
    document.addEventListener('visibilitychange', () => this.#touch(), { signal: this.#ending.signal });
    this.#watchRatio();
    this.#measure();
  }

  set title(title: string) {
    this.element.setAttribute('aria-label', title || 'live chart');
  }

  set given(given: ChartOptionsInput) {
    this.#given = given;
    this.#restyled = true;
    this.#measure();
  }

  get state(): ViewState {
    return {
      output: this.#painted,
      width: this.#size?.width ?? 0,
      height: this.#size?.height ?? 0,
      pixelRatio: globalThis.devicePixelRatio || 1,
      visible: this.visible,
      maxFps: this.#style?.calm && this.#maxFps === Number.POSITIVE_INFINITY ? CALM_FPS : this.#maxFps,
    };
  }

  get visible(): boolean {
    return this.#size !== null && this.#inSight && this.element.isConnected && !isHidden();
  }

  /** Whether its pictures come back, and have to be asked for. */
  get comesBack(): boolean {
    return this.#output !== 'canvas';
  }

  /** Whether a picture that comes back is wanted. */
  get wants(): boolean {
    return this.behind && this.#connection !== null && this.#painted !== 'canvas' && this.visible;
  }

  /** Its look is read with the loaded class; null where there is none, and it is as options say. Before, nothing is painted. */
  follow(style: typeof ContainerStyle | null): void {
    if (this.#ending.signal.aborted) return;
    const restyled = () => {
      this.#restyled = true;
      this.#changed();
    };
    try {
      this.#style = style && new style(this.element, restyled, this.#ending.signal);
    } catch {
      // Imitations of a browser, and old ones, have not all that it takes.
      this.#style = null;
    }
    this.#touch();
  }

  /** What the engine has to be told of the view; null for nothing. */
  collect(connection: Connection): ViewMessage | null {
    const attached = this.#connection === connection;
    if (this.#style === undefined || (this.#size === null && !attached)) return null;
    if (this.#restyled) {
      this.#restyled = false;
      if (this.#style?.read(this.#given)) this.#toldAnew();
    }
    if (!this.#dirty) return null;
    this.#dirty = false;
    // A picture that came since has been painted before.
    this.behind = true;
    this.#toldVisible = this.visible;
    this.#connection = connection;
    const canvas = attached ? undefined : this.#makeSurface(connection);
    const look = this.#lookTold ? undefined : this.#style?.look;
    this.#lookTold = true;
    if (look && this.#painted !== 'svg') this.#bringFonts(connection);
    return { view: this.id, state: this.state, ...(canvas && { canvas }), ...(look && { look }) };
  }

  /** The engine is gone, and with it the canvas that was its own. */
  disconnected(): void {
    this.#connection = null;
    this.#toldAnew();
  }

  show(picture: Picture | null): void {
    this.behind = false;
    if (!picture) return;
    if (picture.bitmap) showBitmap(this.#surface as HTMLCanvasElement, picture.bitmap, picture.width, picture.height);
    else if (picture.svg !== undefined) this.#replace(svgElement(picture.svg));
    this.reveal();
  }

  /** Whether what it replaces is still there, and whoever paints has to be asked when that may go. */
  get waits(): boolean {
    return this.#replaces !== null && this.#painted === 'canvas';
  }

  /** Takes the place of what it replaces: its first picture is there. */
  reveal(): void {
    if (!this.#replaces || this.#ending.signal.aborted) return;
    // An SVG in a line of text leaves room below for descenders: so must what takes its place, or all that follows moves.
    const inLine = getComputedStyle(this.#replaces).display === 'inline';
    this.#unwatchSight();
    this.#watchSight(this.element);
    this.#replaces.remove();
    this.#replaces = null;
    Object.assign(this.element.style, SHOWN, inLine && { display: 'inline-block' });
  }

  unmount(): void {
    this.#ending.abort();
    this.#unwatchSight();
    this.#unwatchBox();
    for (const unwatch of this.#holders.values()) unwatch();
    this.element.remove();
    this.#surface = null;
  }

  /** A bitmap needs an engine that can make one; without it the engine runs in the page and can paint the page's canvas. */
  get #painted(): Output {
    return this.#output === 'bitmap' && this.#connection?.offscreen === false ? 'canvas' : this.#output;
  }

  /** A new surface for a new engine; for the canvas output also what the engine paints on. */
  #makeSurface(connection: Connection): OffscreenCanvas | undefined {
    if (this.#painted === 'svg') return undefined;
    const canvas = document.createElement('canvas');
    canvas.style.display = 'block';
    this.#replace(canvas);
    this.#sizeSurface();
    if (this.#painted === 'bitmap') return undefined;
    return connection.mode === 'worker' ? canvas.transferControlToOffscreen() : (canvas as unknown as OffscreenCanvas);
  }

  #replace(surface: HTMLElement | SVGElement): void {
    if (this.#surface) this.#surface.replaceWith(surface);
    else this.element.prepend(surface);
    this.#surface = surface;
  }

  #toldAnew(): void {
    this.#lookTold = false;
    this.#dirty = this.behind = true;
  }

  /** What was painted without the page's fonts is painted again with them. */
  #bringFonts(connection: Connection): void {
    const late = this.#style?.bringFonts(connection) ?? Promise.resolve(false);
    late.then(
      (came) => {
        if (!came || this.#connection !== connection) return;
        this.#toldAnew();
        this.#changed();
      },
      () => {},
    );
  }

  #sizeSurface(): void {
    if (!this.#size) return;
    this.element.style.width = `${this.#size.width}px`;
    this.element.style.height = `${this.#size.height}px`;
    if (!(this.#surface instanceof HTMLCanvasElement)) return;
    this.#surface.style.width = this.element.style.width;
    this.#surface.style.height = this.element.style.height;
  }

  #touch(): void {
    this.#dirty = this.behind = true;
    this.#changed();
  }

  readonly #resized = () => this.#measure();

  #watchSight(element: Element): void {
    if (typeof IntersectionObserver !== 'function') return;
    this.#unwatchSight = watchSight(element, ({ isIntersecting }) => {
      if (isIntersecting === this.#inSight) return;
      this.#inSight = isIntersecting;
      this.#touch();
    });
  }

  /** Follows the display's pixel ratio, which changes with zoom and from one screen to another. */
  #watchRatio(): void {
    if (this.#ending.signal.aborted || typeof matchMedia !== 'function') return;
    this.#ratioWatch = matchMedia(`(resolution: ${globalThis.devicePixelRatio || 1}dppx)`);
    this.#ratioWatch.addEventListener(
      'change',
      () => {
        this.#touch();
        this.#watchRatio();
      },
      { once: true, signal: this.#ending.signal },
    );
  }

  /** Observes the container and what holds it, which may shrink where the view keeps the container from doing so. */
  #observeHolders(): void {
    if (typeof ResizeObserver !== 'function' || this.#ending.signal.aborted) return;
    const holders = new Set<Element>();
    for (let box: Element | null = this.#container; box; box = box.parentElement) holders.add(box);
    for (const [box, unwatch] of this.#holders) {
      if (holders.has(box)) continue;
      unwatch();
      this.#holders.delete(box);
    }
    // Not again: observing anew what is observed already would be told as a change.
    for (const box of holders) if (!this.#holders.has(box)) this.#holders.set(box, watchBox(box, this.#resized));
  }

  #measure(): void {
    this.#observeHolders();
    const hasBox = this.#container.isConnected && this.#container.getClientRects().length > 0;
    const width = this.#side('width', hasBox);
    const height = this.#side('height', hasBox);
    this.#hasHadBox ||= hasBox;
    const size = hasBox && width > 0 && height > 0 ? { width, height } : null;
    if (this.#toldVisible !== null && this.#toldVisible !== this.visible) this.#touch();
    if (size?.width === this.#size?.width && size?.height === this.#size?.height) return;
    this.#size = size;
    this.#sizeSurface();
    this.#touch();
  }

  #side(side: Side, hasBox: boolean): number {
    const given = this.#given[side] ?? this.#fixed[side];
    if (given !== undefined || !hasBox) return given ?? 0;
    const followed = this.#contentSide(side);
    if (followed > 0 || this.#hasHadBox) return followed;
    const fixed = this.#replaces?.getBoundingClientRect()[side] || DEFAULT_SIZE[side];
    this.#fixed[side] = fixed;
    return fixed;
  }

  /** The container's content box, CSS px, as it is when the view takes no room in this direction, nor what it replaces. */
  #contentSide(side: Side): number {
    const { style } = this.element;
    const own = style[side];
    style[side] = '0px';
    const replaced = this.#replaces?.style;
    const display = replaced?.display ?? '';
    if (replaced) replaced.display = 'none';
    const computed = getComputedStyle(this.#container);
    const content =
      side === 'width'
        ? this.#container.clientWidth -
          Number.parseFloat(computed.paddingLeft) -
          Number.parseFloat(computed.paddingRight)
        : this.#container.clientHeight -
          Number.parseFloat(computed.paddingTop) -
          Number.parseFloat(computed.paddingBottom);
    style[side] = own;
    if (replaced) replaced.display = display;
    return Math.min(Math.floor(content), 16_384) || 0;
  }
}
