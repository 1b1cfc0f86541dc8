/** A view that can be touched, as apps have it. */
import type { Interval } from '../worker/scales.js';
import { Attention } from './attention.js';
import type { EventTargetOf } from './event-target-of.js';
import type { Settings } from './interactive.js';
import { type Texts, textsOf } from './interactive-texts.js';
import { checkAbove, checkInterval, checkNumber, checkTexts } from './intervals.js';
import type { Sight } from './sight.js';
import type { InteractionEvents, Sample } from './telling.js';
import type { View } from './view.js';

export type { InteractionEvents, Sample } from './telling.js';

export class Interaction extends (EventTarget as EventTargetOf<InteractionEvents>) {
  readonly view: View;
  /** @internal */
  readonly attention: Attention;
  readonly #ending = new AbortController();
  #remove: (() => void) | null;

  /** @internal */
  constructor(view: View, settings: Settings, texts: Partial<Texts>, removed: () => void) {
    super();
    this.view = view;
    this.#remove = removed;
    this.attention = new Attention(view.seat, settings, textsOf(texts), (type, detail) => {
      if (this.#remove) this.dispatchEvent(new CustomEvent(type, { detail }));
    });
    const { signal } = this.#ending;
    view.seat.place.ending.signal.addEventListener('abort', () => this.remove(), { signal });
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
   * @throws NotSupportedError, as all that moves a view, for one that is painted as SVG; InvalidStateError, as all else, once
   * it has been removed
   */
  pause(): void {
    this.#soon((sight) => sight.pause());
  }

  /** Follows the newest sample again. */
  resume(): void {
    this.#soon((sight) => sight.resume());
  }

  /**
   * Moves on by a share of what is shown, above 0 for later.
   * @throws TypeError for what is no number
   */
  pan(share: number): void {
    checkNumber(share, 'share');
    this.#soon((sight) => {
      if (sight.x) sight.pan(share * (sight.x[1] - sight.x[0]));
    });
  }

  /**
   * Shows things so many times as large, around a place of x; by default around where new samples come in.
   * @throws TypeError | RangeError for a factor that is not above 0
   */
  zoom(factor: number, around?: number): void {
    checkAbove(factor, 'factor');
    if (around !== undefined) checkNumber(around, 'around');
    this.#soon((sight) => sight.zoom(factor, around ?? null));
  }

  /**
   * Shows x from one place to another, of categories absolute indices, and so of y and y2. What is omitted stays.
   * @throws TypeError | RangeError for what is no interval
   */
  show({ x, y, y2 }: { x?: Interval; y?: Interval; y2?: Interval }): void {
    const chosen = { ...(y && { left: checkInterval(y, 'y') }), ...(y2 && { right: checkInterval(y2, 'y2') }) };
    const along = x ? checkInterval(x, 'x') : null;
    this.#soon((sight) => sight.show(along, y || y2 ? { ...sight.choice.y, ...chosen } : undefined));
  }

  /**
   * Follows the newest sample with so much of x; by default with all.
   * @throws TypeError | RangeError for a length that is not above 0
   */
  follow(length?: number): void {
    if (length !== undefined) checkAbove(length, 'length');
    this.#soon((sight) => sight.follow(length ?? null));
  }

  /** Shows what it showed in the beginning. */
  reset(): void {
    this.#soon((sight) => sight.reset());
  }

  /**
   * Names the series that are not shown; all others are.
   * @throws TypeError for what are no names
   */
  hide(names: readonly string[]): void {
    checkTexts(names, 'names');
    this.#check();
    const { layer, sight } = this.attention;
    layer.legend?.hide(names);
    sight.hide([...names]);
  }

  /** Lets all pins go. */
  unpin(): void {
    this.#check();
    this.attention.pinning.drop(true);
    this.attention.ask();
  }

  /** Opens what is shown as a table, in a dialog. */
  openTable(): void {
    this.#check();
    this.attention.layer.openTable();
  }

  /** From here on the view can't be touched, and shows all. */
  remove(): void {
    const removed = this.#remove;
    if (!removed) return;
    this.#remove = null;
    this.#ending.abort();
    this.attention.remove();
    removed();
  }

  #check(): void {
    if (!this.#remove) throw new DOMException('the view can’t be touched any more', 'InvalidStateError');
  }

  /** Moves it, before there is a picture as soon as there is one. */
  #soon(move: (sight: Sight) => void): void {
    this.#check();
    const { sight } = this.attention;
    if (!sight.moves) {
      throw new DOMException("a view with the output 'svg' can be pointed at, not moved", 'NotSupportedError');
    }
    this.attention.soon(() => move(sight));
  }
}
