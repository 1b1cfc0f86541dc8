/**
 * What a reader has chosen to see of a view: which part of x, followed or fixed, what of y, which series. x is as the scale
 * has it; of categories it is counted in samples, from the first that the stream has taken.
 */
import type { Choice, Pane } from '../worker/inspection-types.js';
import type { Interval } from '../worker/scales.js';
import type { XWindow } from '../worker/x-window.js';
import { leastLength, panned, zoomed } from './navigation.js';

/** So long after the last sample has come a view counts as live, ms: what moves can't be aimed at. */
const LIVE_FOR = 1000;
/** Lengths that differ by less than this share are the same. */
const SAME = 1e-6;

export class Sight {
  choice: Choice = { number: 0, x: null, y: {}, hidden: [], legend: null };
  /** As it was last painted. */
  pane: Pane | null = null;
  /** Told whether what has changed is what somebody has chosen. */
  readonly #changed: (chosen: boolean) => void;
  /** What is followed where nobody has chosen otherwise. */
  readonly #home: XWindow | null;
  /** As it was before it stood still, and how much was shown when it began to. */
  #followed: XWindow | null;
  #length = Number.NaN;
  /** The picture since when samples are counted while it stands still. */
  #stoodAt: Pane | null = null;
  /** Somebody has paused it, or has made it stand still while samples arrived. */
  #meant = false;
  #cameAt = Number.NEGATIVE_INFINITY;

  /** Whether it can be moved at all. */
  readonly moves: boolean;

  /** @param length of x that is followed; null for all */
  constructor(moves: boolean, length: number | null, changed: (chosen: boolean) => void) {
    this.moves = moves;
    this.#changed = changed;
    this.#home = length === null ? null : { kind: 'last', length };
    this.#followed = this.#home;
    this.choice.x = this.#home;
  }

  /** Tells what is shown in the beginning, where that is not all. */
  begin(): void {
    if (this.#home && this.moves) this.#tell(false);
  }

  /** The picture is the one that has been chosen last. */
  get settled(): boolean {
    return this.pane?.choice === this.choice.number;
  }

  /** Takes what the engine tells of what it has painted. */
  painted(pane: Pane): void {
    if (this.pane && pane.end !== this.pane.end) this.#cameAt = performance.now();
    this.pane = pane;
    if (this.paused) this.#stoodAt ??= pane;
  }

  /** Samples arrive. */
  get live(): boolean {
    return performance.now() - this.#cameAt < LIVE_FOR;
  }

  get paused(): boolean {
    return this.choice.x?.kind === 'between';
  }

  /** It is paused, and a reader misses something by that: not where all that has come is only looked at closely. */
  get standing(): boolean {
    return this.paused && (this.#meant || this.newer > 0);
  }

  /** Samples that have come since it was paused. */
  get newer(): number {
    return this.#stoodAt && this.pane ? this.pane.end - this.#stoodAt.end : 0;
  }

  /** Samples have left since it was paused. */
  get evicted(): boolean {
    return this.#stoodAt !== null && this.pane !== null && this.pane.start > this.#stoodAt.start;
  }

  /** Something else is shown than in the beginning. */
  get zoomed(): boolean {
    const { x, y } = this.choice;
    return JSON.stringify([x, y]) !== JSON.stringify([this.#home, {}]);
  }

  /** The part of x that is shown, or is about to be; null before there is a picture. */
  get x(): Interval | null {
    const { x } = this.choice;
    return x?.kind === 'between' ? [x.from, x.to] : (this.pane?.x ?? null);
  }

  /** By so many units. Whether that changed anything. */
  pan(by: number): boolean {
    const { x, pane } = this;
    if (!x || !pane?.held || by === 0) return false;
    // There is nothing beyond what is followed.
    if (by > 0 && !this.paused) return false;
    const next = panned(x, by, pane.held);
    if (by > 0 && next[1] >= pane.held[1] && this.#stoodAt && this.newer > 0) {
      // Moved on to where samples arrive, it goes on with them.
      this.follow(x[1] - x[0]);
      return true;
    }
    return this.#between(next);
  }

  /** So many times as large, around a place; null for where new samples come in. Whether that changed anything. */
  zoom(factor: number, around: number | null): boolean {
    const { x, pane } = this;
    if (!x || !pane?.held) return false;
    const least = leastLength(x, pane.category);
    const whole = pane.held[1] - pane.held[0];
    if (!this.paused && (around === null || this.live)) {
      const length = Math.max(least, (this.choice.x?.kind === 'last' ? this.choice.x.length : whole) / factor);
      return this.#follow(length < whole ? { kind: 'last', length } : null);
    }
    const next = zoomed(x, factor, around ?? x[1], pane.held, least);
    if (!this.live && next[1] - next[0] >= whole * (1 - SAME)) return this.#follow(null);
    return this.#between(next);
  }

  /** From one place to another, whatever lies there. */
  show(x: Interval | null, y: Choice['y'] = this.choice.y): void {
    const isOther = y !== this.choice.y;
    this.choice.y = y;
    if ((!x || !this.#between(x)) && isOther) this.#tell(true);
  }

  /** Follows the newest sample. @param length of x that is shown; null for all */
  follow(length: number | null): void {
    this.#follow(length === null ? null : { kind: 'last', length });
  }

  /** As it was in the beginning. */
  reset(): void {
    const wasChosen = Object.keys(this.choice.y).length > 0;
    this.choice.y = {};
    if (!this.#follow(this.#home) && wasChosen) this.#tell(true);
  }

  /** @param meant whether that is all that is wanted, not only a part of something else */
  pause(meant = true): void {
    const { x } = this;
    if (!x) return;
    if (!this.paused) this.#between(x, meant || this.live);
    else if (meant && !this.#meant) {
      this.#meant = true;
      this.#tell(false);
    }
  }

  /** Follows again, at the length that is shown by now. */
  resume(): void {
    const { x } = this;
    if (!this.paused || !x) return;
    const length = x[1] - x[0];
    const same = Math.abs(length - this.#length) <= length * SAME;
    this.#follow(same ? this.#followed : { kind: 'last', length });
  }

  hide(hidden: readonly string[]): void {
    if (JSON.stringify(hidden) === JSON.stringify(this.choice.hidden)) return;
    this.choice.hidden = hidden;
    this.#tell(true);
  }

  /** Keeps so much free above the plot, CSS px; null for a legend that is painted. */
  makeRoom(legend: number | null): void {
    if (legend === this.choice.legend) return;
    this.choice.legend = legend;
    this.#tell(false);
  }

  /** Of another engine: samples are counted anew there. */
  restarted(): void {
    if (this.pane?.category && this.paused) this.#follow(this.#home);
    this.pane = null;
    this.#stoodAt = null;
  }

  #tell(chosen: boolean): void {
    this.choice.number++;
    this.#changed(chosen);
  }

  #between([from, to]: Interval, meant = this.live): boolean {
    if (!this.moves) return false;
    const { x } = this.choice;
    if (x?.kind === 'between') {
      if (x.from === from && x.to === to) return false;
    } else {
      const { pane } = this;
      this.#followed = x;
      this.#length = pane ? pane.x[1] - pane.x[0] : Number.NaN;
      this.#stoodAt = pane;
      this.#meant = meant;
    }
    this.choice.x = { kind: 'between', from, to };
    this.#tell(true);
    return true;
  }

  #follow(x: XWindow | null): boolean {
    if (!this.moves) return false;
    const former = this.choice.x;
    if (JSON.stringify(former) === JSON.stringify(x)) return false;
    this.#stoodAt = null;
    this.choice.x = x;
    this.#tell(true);
    return true;
  }
}
