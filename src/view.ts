/** A live display of a stream inside an element of the page. */
import type { Output, Picture, ViewMessage, ViewState } from '../worker/protocol.js';
import { type Chart, showBitmap } from './chart.js';
import { ContainerStyle } from './container-style.js';
import type { Connection } from './engine-client.js';
import { isHidden } from './frame-clock.js';
import { watchBox, watchSight } from './observers.js';
import type { Place, Seat } from './place.js';
import { svgElement } from './svg-element.js';

export interface View {
  /** A block that is the view's for life. What is in it may be replaced. */
  readonly element: HTMLElement;
  /** A chart of exactly what is shown. */
  chart(): Promise<Chart>;
  /** Takes the view out of the page and frees what it holds. */
  unmount(): void;
  /** @internal */
  readonly seat: Seat;
}

/** Frames a second for who prefers that little moves, where nobody has said another number. */
const CALM_FPS = 4;

/** How a view looks that has taken the place of what it replaces. */
const SHOWN = { position: 'relative', visibility: 'visible' };

export class LiveView {
  readonly place: Place;
  /** Something has changed that a picture which comes back has yet to show. */
  behind = true;
  readonly #changed: () => void;
  /** As the engine was last told; null before. */
  #toldVisible: boolean | null = null;
  #surface: HTMLElement | SVGElement | null = null;
  #connection: Connection | null = null;
  #dirty = true;
  /** What its look is read from; null where it can't be, and is as options say. */
  readonly #style: ContainerStyle | null;
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
  #ratioWatch: MediaQueryList | null = null;

  constructor(place: Place, changed: () => void) {
    this.place = place;
    this.#changed = changed;
    const { element, replaces, ending } = place;
    const { signal } = ending;
    if (typeof ResizeObserver === 'function') this.#unwatchBox = watchBox(element, this.#resized);
    // What stands in its place says whether it would be seen.
    this.#watchSight(replaces ?? element);
    document.addEventListener('visibilitychange', () => this.touch(), { signal });
    this.#watchRatio();
    this.#style = styleOf(element, signal, () => {
      this.#restyled = true;
      changed();
    });
    this.#measure();
  }

  get state(): ViewState {
    return {
      output: this.#painted,
      width: this.place.size?.width ?? 0,
      height: this.place.size?.height ?? 0,
      pixelRatio: globalThis.devicePixelRatio || 1,
      visible: this.visible,
      maxFps: this.#style?.calm && this.place.maxFps === Number.POSITIVE_INFINITY ? CALM_FPS : this.place.maxFps,
      ...(this.place.choice && { choice: this.place.choice }),
    };
  }

  get visible(): boolean {
    return this.place.size !== null && this.#inSight && this.place.element.isConnected && !isHidden();
  }

  /** Whether its pictures come back, and have to be asked for. */
  get comesBack(): boolean {
    return this.place.output !== 'canvas';
  }

  /** Whether a picture that comes back is wanted. */
  get wants(): boolean {
    return this.behind && this.#connection !== null && this.#painted !== 'canvas' && this.visible;
  }

  /** What the engine has to be told of the view; null for nothing. */
  collect(connection: Connection): ViewMessage | null {
    const attached = this.#connection === connection;
    if (this.place.size === null && !attached) return null;
    if (this.#restyled) {
      this.#restyled = false;
      if (this.#style?.read(this.place.given)) this.#toldAnew();
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
    return { view: this.place.id, state: this.state, ...(canvas && { canvas }), ...(look && { look }) };
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
    return this.place.replaces !== null && this.#painted === 'canvas';
  }

  /** Takes the place of what it replaces: its first picture is there. */
  reveal(): void {
    if (!this.place.replaces || this.place.ending.signal.aborted) return;
    // An SVG in a line of text leaves room below for descenders: so must what takes its place, or all that follows moves.
    const inLine = getComputedStyle(this.place.replaces).display === 'inline';
    this.#unwatchSight();
    this.#watchSight(this.place.element);
    this.place.replaces.remove();
    this.place.replaces = null;
    Object.assign(this.place.element.style, SHOWN, inLine && { display: 'inline-block' });
  }

  unmount(): void {
    this.#unwatchSight();
    this.#unwatchBox();
    for (const unwatch of this.#holders.values()) unwatch();
    this.#surface = null;
  }

  /** A bitmap needs an engine that can make one; without it the engine runs in the page and can paint the page's canvas. */
  get #painted(): Output {
    return this.place.output === 'bitmap' && this.#connection?.offscreen === false ? 'canvas' : this.place.output;
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
    else this.place.element.prepend(surface);
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
    if (!this.place.size || !(this.#surface instanceof HTMLCanvasElement)) return;
    const { width, height } = this.place.element.style;
    Object.assign(this.#surface.style, { width, height });
  }

  /** The engine is to be told of it, and to paint it anew. */
  touch(): void {
    this.#dirty = this.behind = true;
    this.#changed();
  }

  readonly #resized = () => this.#measure();

  #watchSight(element: Element): void {
    if (typeof IntersectionObserver !== 'function') return;
    this.#unwatchSight = watchSight(element, ({ isIntersecting }) => {
      if (isIntersecting === this.#inSight) return;
      this.#inSight = isIntersecting;
      this.touch();
    });
  }

  /** Follows the display's pixel ratio, which changes with zoom and from one screen to another. */
  #watchRatio(): void {
    if (this.place.ending.signal.aborted || typeof matchMedia !== 'function') return;
    this.#ratioWatch = matchMedia(`(resolution: ${globalThis.devicePixelRatio || 1}dppx)`);
    this.#ratioWatch.addEventListener(
      'change',
      () => {
        this.touch();
        this.#watchRatio();
      },
      { once: true, signal: this.place.ending.signal },
    );
  }

  /** Observes the container and what holds it, which may shrink where the view keeps the container from doing so. */
  #observeHolders(): void {
    if (typeof ResizeObserver !== 'function' || this.place.ending.signal.aborted) return;
    const holders = new Set<Element>();
    for (let box: Element | null = this.place.container; box; box = box.parentElement) holders.add(box);
    for (const [box, unwatch] of this.#holders) {
      if (holders.has(box)) continue;
      unwatch();
      this.#holders.delete(box);
    }
    // Not again: observing anew what is observed already would be told as a change.
    for (const box of holders) if (!this.#holders.has(box)) this.#holders.set(box, watchBox(box, this.#resized));
  }

  /** Options have changed: its size may be given otherwise, and its look. */
  configured(): void {
    this.#restyled = true;
    this.#measure();
  }

  /** Follows the container. */
  #measure(): void {
    this.#observeHolders();
    const resized = this.place.measure();
    if (resized) this.#sizeSurface();
    if (resized || (this.#toldVisible !== null && this.#toldVisible !== this.visible)) this.touch();
  }
}

/** Imitations of a browser, and old ones, have not all that it takes. */
function styleOf(element: HTMLElement, signal: AbortSignal, changed: () => void): ContainerStyle | null {
  try {
    return new ContainerStyle(element, changed, signal);
  } catch {
    return null;
  }
}
