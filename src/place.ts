/** Where a view is in the page: a block of its own, there at once and as large as the view will be. */
import type { Choice } from '../worker/inspection-types.js';
import type { ChartOptionsInput } from '../worker/options.js';
import type { Output, StreamId, ViewId } from '../worker/protocol.js';
import type { Connection } from './engine-client.js';

const DEFAULT_SIZE = { width: 900, height: 420 };

/** How a view looks while what it replaces is still shown: it is there to be painted, and takes no room. */
const WAITING = { position: 'absolute', visibility: 'hidden' };

export interface ViewSettings {
  output: Output;
  maxFps: number;
  /** As the user gave them: an omitted side follows the container. */
  given: ChartOptionsInput;
  title: string;
  /** What is shown in the view's place until it has painted. */
  replaces: HTMLElement | null;
}

/** What a view is to whoever lets a reader touch it. */
export interface Seat {
  readonly place: Place;
  /** The view's stream, which tells when its engine begins anew. */
  readonly stream: EventTarget;
  readonly id: StreamId;
  /** The way to its engine, while there is one. */
  connection(): Connection | null;
  /** Has the engine told of what has changed in the view's place. */
  touch(): void;
}

type Side = 'width' | 'height';

let lastView = 0;

export class Place {
  readonly id: ViewId = ++lastView;
  readonly element: HTMLElement;
  readonly container: HTMLElement;
  readonly output: Output;
  readonly maxFps: number;
  given: ChartOptionsInput;
  /** Still there. */
  replaces: HTMLElement | null;
  /** What a reader has chosen to see; all, before. */
  choice: Choice | undefined;
  /** Aborted once the view is taken out of the page. */
  readonly ending = new AbortController();
  /** CSS px; null where there is no room. */
  size: { width: number; height: number } | null = null;
  /** What an omitted side takes where the container had none to follow at first. */
  readonly #fixed: Partial<Record<Side, number>> = {};
  #hasHadBox = false;

  constructor(container: HTMLElement, { output, maxFps, given, title, replaces }: ViewSettings) {
    this.container = container;
    this.output = output;
    this.maxFps = maxFps;
    this.given = given;
    this.replaces = replaces;
    this.element = document.createElement('div');
    this.element.style.cssText = 'display:block;position:relative;overflow:hidden;line-height:0';
    this.element.setAttribute('role', 'img');
    this.title = title;
    if (replaces) {
      Object.assign(this.element.style, WAITING);
      replaces.before(this.element);
    } else container.append(this.element);
    this.measure();
  }

  set title(title: string) {
    this.element.setAttribute('aria-label', title || 'live chart');
  }

  /** Follows the container and what is given. Whether the size has changed. */
  measure(): boolean {
    const hasBox = this.container.isConnected && this.container.getClientRects().length > 0;
    const width = this.#side('width', hasBox);
    const height = this.#side('height', hasBox);
    this.#hasHadBox ||= hasBox;
    const size = hasBox && width > 0 && height > 0 ? { width, height } : null;
    if (size?.width === this.size?.width && size?.height === this.size?.height) return false;
    this.size = size;
    if (size) {
      this.element.style.width = `${size.width}px`;
      this.element.style.height = `${size.height}px`;
    }
    return true;
  }

  #side(side: Side, hasBox: boolean): number {
    const given = this.given[side] ?? this.#fixed[side];
    if (given !== undefined || !hasBox) return given ?? 0;
    const followed = this.#contentSide(side);
    if (followed > 0 || this.#hasHadBox) return followed;
    const fixed = this.replaces?.getBoundingClientRect()[side] || DEFAULT_SIZE[side];
    this.#fixed[side] = fixed;
    return fixed;
  }

  /** The container's content box, CSS px, as it is when the view takes no room in this direction, nor what it replaces. */
  #contentSide(side: Side): number {
    const { style } = this.element;
    const own = style[side];
    style[side] = '0px';
    const replaced = this.replaces?.style;
    const display = replaced?.display ?? '';
    if (replaced) replaced.display = 'none';
    const computed = getComputedStyle(this.container);
    const content =
      side === 'width'
        ? this.container.clientWidth -
          Number.parseFloat(computed.paddingLeft) -
          Number.parseFloat(computed.paddingRight)
        : this.container.clientHeight -
          Number.parseFloat(computed.paddingTop) -
          Number.parseFloat(computed.paddingBottom);
    style[side] = own;
    if (replaced) replaced.display = display;
    return Math.min(Math.floor(content), 16_384) || 0;
  }
}
