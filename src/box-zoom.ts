/** Zooming to a rectangle that is drawn: the engine is asked what it shows, and that is shown. */
import type { Box, Choice, Inspected } from '../worker/inspection-types.js';
import type { Rectangle } from '../worker/still.js';
import type { Point } from './gestures.js';
import type { Sight } from './sight.js';

/** A rectangle that is smaller one way is drawn the other way only: that is shown whole, CSS px. */
const LEAST = 10;

export class BoxZoom {
  /** What the engine is to be asked; null for nothing. */
  asked: Box | null = null;
  readonly #sight: Sight;
  /** Shows what is drawn; null for nothing. */
  readonly #show: (box: Rectangle | null) => void;
  /** As it was before: what moves can't be drawn on, so it stands still meanwhile. */
  #before: Choice | null = null;
  #ways: ('x' | 'y')[] = [];
  /** How far y has been dragged that is not shown yet, CSS px. */
  #dragged = 0;

  constructor(sight: Sight, show: (box: Rectangle | null) => void) {
    this.#sight = sight;
    this.#show = show;
  }

  get drawing(): boolean {
    return this.#before !== null;
  }

  /** From one corner to the other. Whether there is anything to ask of it, which is so once it is done. */
  draw(from: Point, to: Point, done: boolean): boolean {
    const { sight, plot } = { sight: this.#sight, plot: this.#sight.pane?.plot };
    if (!plot) return false;
    if (!this.#before) {
      this.#before = { ...sight.choice };
      sight.pause();
    }
    const width = Math.abs(to.left - from.left);
    const height = Math.abs(to.top - from.top);
    this.#ways = [...(width >= LEAST ? ['x' as const] : []), ...(height >= LEAST ? ['y' as const] : [])];
    const box = {
      ...(width >= LEAST ? { x: Math.min(from.left, to.left), width } : { x: plot.x, width: plot.width }),
      ...(height >= LEAST ? { y: Math.min(from.top, to.top), height } : { y: plot.y, height: plot.height }),
    };
    this.#show(this.#ways.length > 0 && !done ? box : null);
    if (!done) return false;
    if (this.#ways.length === 0) this.cancel();
    else {
      this.asked = box;
      this.#dragged = 0;
    }
    this.#before = null;
    return this.asked !== null;
  }

  /** Forgets what has been drawn. */
  cancel(): void {
    this.#show(null);
    if (this.#before) this.#sight.restore(this.#before);
    this.#before = null;
  }

  /**
   * What has been chosen of y is dragged along, by so many CSS px. Only the engine can tell what that is on a scale that is
   * not linear. Whether there is anything to drag.
   */
  drag(by: number): boolean {
    const { plot } = this.#sight.pane ?? {};
    if (!plot || by === 0 || Object.keys(this.#sight.choice.y).length === 0) return false;
    this.#dragged += by;
    this.asked = { ...plot, y: plot.y - this.#dragged, beyond: true };
    this.#ways = [];
    return true;
  }

  answered({ box, pane }: Inspected, asked: Box): void {
    if (!box) return;
    const { choice } = this.#sight;
    if (this.#ways.length > 0) {
      this.asked = null;
      this.#sight.show(this.#ways.includes('x') ? box.x : null, this.#ways.includes('y') ? box.y : undefined);
      return;
    }
    // A picture that is on its way to what has been chosen last is asked again.
    if (!pane.y.every(({ side, domain }) => `${choice.y[side]}` === `${domain}`)) return;
    this.#dragged -= pane.plot.y - asked.y;
    this.asked = this.#dragged === 0 ? null : { ...pane.plot, y: pane.plot.y - this.#dragged, beyond: true };
    this.#sight.show(null, box.y);
  }
}
