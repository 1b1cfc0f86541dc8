/** Zooming to a rectangle that is drawn: the engine is asked what it shows, and that is shown. */
import type { Box, Choice, Inspected, Pane } from '../worker/inspection-types.js';
import type { Rectangle } from '../worker/still.js';
import type { XWindow } from '../worker/x-window.js';
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
  /** What was followed before, and how it stands meanwhile: what moves can't be drawn on. */
  #before: { x: XWindow | null; stands: XWindow | null } | null = null;
  #ways: ('x' | 'y')[] = [];
  /** How far y has been dragged that is not shown yet, CSS px. */
  #dragged = 0;
  /** What was chosen when something was asked: with another choice that is forgotten. */
  #x: XWindow | null = null;
  #y: Choice['y'] | null = null;

  constructor(sight: Sight, show: (box: Rectangle | null) => void) {
    this.#sight = sight;
    this.#show = show;
  }

  /** From one corner to the other. Whether there is anything to ask of it, which is so once it is done. */
  draw(from: Point, to: Point, done: boolean): boolean {
    const sight = this.#sight;
    if (!sight.pane) return false;
    const { plot } = sight.pane;
    if (!this.#before) {
      const { x } = sight.choice;
      sight.pause(false);
      this.#before = { x, stands: sight.choice.x };
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
      this.#x = sight.choice.x;
      this.#y = sight.choice.y;
      this.#dragged = 0;
    }
    this.#before = null;
    return this.asked !== null;
  }

  /** Forgets what has been drawn. */
  cancel(): void {
    this.#show(null);
    const { x, stands } = this.#before ?? {};
    this.#before = null;
    // What somebody has chosen meanwhile stays.
    if (x !== stands && stands === this.#sight.choice.x) this.#sight.follow(x?.kind === 'last' ? x.length : null);
  }

  /**
   * What has been chosen of y is dragged along, by so many CSS px. Only the engine can tell what that is on a scale that is
   * not linear. Whether there is anything to drag.
   * @param gliding whether it goes on by itself: only as long as nobody chooses otherwise
   */
  drag(by: number, gliding: boolean): boolean {
    const { choice, pane } = this.#sight;
    if (!pane || by === 0 || Object.keys(choice.y).length === 0) return false;
    if (choice.y !== this.#y) {
      if (gliding) return false;
      this.#y = choice.y;
      this.#dragged = 0;
    }
    this.#drag(pane, by);
    return true;
  }

  answered({ box, pane }: Inspected, asked: Box): void {
    const { choice } = this.#sight;
    if (choice.y !== this.#y || !(asked.beyond || choice.x === this.#x)) this.asked = null;
    // What is asked by now may be something else.
    if (!box || this.asked?.beyond !== asked.beyond) return;
    if (!asked.beyond) {
      if (asked !== this.asked) return;
      this.asked = null;
      this.#sight.show(this.#ways.includes('x') ? box.x : null, this.#ways.includes('y') ? box.y : undefined);
      return;
    }
    // A picture that is on its way to what has been chosen last is asked again.
    if (!this.#sight.settled) return;
    // An axis that the picture hasn't stays as it is chosen.
    const y = { ...choice.y };
    for (const { side } of pane.y) if (y[side]) y[side] = box.y[side];
    this.#drag(pane, asked.y - pane.plot.y);
    if (this.#dragged === 0) this.asked = null;
    this.#y = y;
    this.#sight.show(null, y);
  }

  #drag({ plot }: Pane, by: number): void {
    this.#dragged += by;
    this.asked = { ...plot, y: plot.y - this.#dragged, beyond: true };
  }
}
