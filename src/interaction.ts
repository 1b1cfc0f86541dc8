/** A view that can be touched, as apps have it. */
import type { Interval } from '../worker/scales.js';
import { Attention } from './attention.js';
import type { Settings } from './interactive.js';
import { TEXTS, type Texts } from './interactive-texts.js';
import { checkAbove, checkInterval, checkNumber, checkTexts } from './intervals.js';
import type { Sight } from './sight.js';
import type { InteractionEvents, Sample } from './telling.js';
import type { View } from './view.js';

export type { InteractionEvents, Sample } from './telling.js';

export class Interaction extends EventTarget {
  readonly view: View;
  /** @internal */
  readonly attention: Attention;
  #remove: (() => void) | null;

  /** @internal */
  constructor(view: View, settings: Settings, texts: Partial<Texts>, removed: () => void) {
    super();
    this.view = view;
    this.#remove = removed;
    this.attention = new Attention(view.seat, settings, { ...TEXTS, ...texts }, (type, detail) => {
      this.dispatchEvent(new CustomEvent(type, { detail }));
    });
    view.seat.place.ending.signal.addEventListener('abort', () => this.remove());
  }

  /** Whether it stands still while samples go on arriving. */
  get paused(): boolean {
    return this.attention.sight.paused;
  }

  /** What is shown of x, of categories as absolute indices, and of each axis of y, the left one first; null before a picture. */
  get shown(): { x: Interval; y: Interval[] } | null {
    const { pane } = this.attention.sight;
    return pane && { x: pane.x, y: pane.y.map(({ domain }) => domain) };
  }

  /** Samples that are pinned, and still in the window. */
  get pins(): Sample[] {
    return this.attention.telling.pins;
  }

  /**
   * Stands still, while samples go on arriving.
   * @throws NotSupportedError, as all that moves a view, for one that is painted as SVG
   */
  pause(): void {
    this.#moving().pause();
  }

  /** Follows the newest sample again. */
  resume(): void {
    this.#moving().resume();
  }

  /**
   * Moves on by a share of what is shown, above 0 for later.
   * @throws TypeError for what is no number
   */
  pan(share: number): void {
    checkNumber(share, 'share');
    const sight = this.#moving();
    if (sight.x) sight.pan(share * (sight.x[1] - sight.x[0]));
  }

  /**
   * Shows things so many times as large, around a place of x; by default around where new samples come in.
   * @throws TypeError | RangeError for a factor that is not above 0
   */
  zoom(factor: number, around?: number): void {
    checkAbove(factor, 'factor');
    if (around !== undefined) checkNumber(around, 'around');
    this.#moving().zoom(factor, around ?? null);
  }

  /**
   * Shows x from one place to another, of categories absolute indices, and so of y and y2. What is omitted stays.
   * @throws TypeError | RangeError for what is no interval
   */
  show({ x, y, y2 }: { x?: Interval; y?: Interval; y2?: Interval }): void {
    const chosen = { ...this.attention.sight.choice.y };
    if (y) chosen.left = checkInterval(y, 'y');
    if (y2) chosen.right = checkInterval(y2, 'y2');
    this.#moving().show(x ? checkInterval(x, 'x') : null, y || y2 ? chosen : undefined);
  }

  /**
   * Follows the newest sample with so much of x; by default with all.
   * @throws TypeError | RangeError for a length that is not above 0
   */
  follow(length?: number): void {
    if (length !== undefined) checkAbove(length, 'length');
    this.#moving().follow(length ?? null);
  }

  /** Shows what it showed in the beginning. */
  reset(): void {
    this.#moving().reset();
  }

  /**
   * Names the series that are not shown; all others are.
   * @throws TypeError for what are no names
   */
  hide(names: readonly string[]): void {
    checkTexts(names, 'names');
    const { layer, sight } = this.attention;
    layer.legend?.hide(names);
    sight.hide([...names]);
  }

  /** Lets all pins go. */
  unpin(): void {
    this.attention.pinning.drop(true);
    this.attention.pinned();
  }

  /** Opens what is shown as a table, in a dialog. */
  openTable(): void {
    this.attention.layer.openTable();
  }

  /** From here on the view can't be touched, and shows all. */
  remove(): void {
    const removed = this.#remove;
    if (!removed) return;
    this.#remove = null;
    this.attention.remove();
    removed();
  }

  override addEventListener<Type extends keyof InteractionEvents>(
    type: Type,
    listener: ((event: InteractionEvents[Type]) => void) | EventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(type: string, listener: never, options?: boolean | AddEventListenerOptions): void {
    super.addEventListener(type, listener, options);
  }

  #moving(): Sight {
    const { sight } = this.attention;
    if (!sight.moves) {
      throw new DOMException("a view with the output 'svg' can be pointed at, not moved", 'NotSupportedError');
    }
    return sight;
  }
}
