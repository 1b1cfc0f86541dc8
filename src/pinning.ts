/** Samples that are pinned: two at most, between which is measured. A third takes the place of the first. */
import type { Cursor, Hit, Inspected, SampleId } from '../worker/inspection-types.js';
import { idOf } from './pointing.js';

const MOST = 2;
/** One so near to a pin is meant to be that, CSS px. */
const SAME = 8;

export class Pinning {
  ids: readonly SampleId[] = [];
  /** Where they are; null for one that has left the window. */
  hits: readonly (Hit | null)[] = [];
  /** What is to be pinned, once it is answered what lies there. */
  wanted: Cursor | null = null;
  #before: readonly SampleId[] = [];

  /** Pins a sample, or lets go the pin that is there. */
  toggle(hit: Hit): void {
    const near = this.hits.findIndex((pin) => pin && Math.hypot(pin.left - hit.left, pin.top - hit.top) <= SAME);
    this.#before = this.ids;
    this.ids = near < 0 ? [...this.ids, idOf(hit)].slice(-MOST) : this.ids.filter((_, k) => k !== near);
  }

  /** What was pinned last was not meant. */
  undo(): void {
    this.wanted = null;
    this.ids = this.#before;
  }

  /** Lets the last one go, or all. */
  drop(all: boolean): void {
    if (this.ids.length > 0) this.ids = all ? [] : this.ids.slice(0, -1);
    this.#before = this.ids;
    this.hits = this.hits.slice(0, this.ids.length);
  }

  /** Takes where they are by now; whether that is an answer to all of them. */
  answered({ pins }: Inspected, asked: readonly SampleId[]): boolean {
    if (asked !== this.ids) return false;
    this.hits = pins;
    return true;
  }
}
