/** Samples that are pinned: two at most, between which is measured. A third takes the place of the first. */
import type { Cursor, Dress, Hit, Inspected, SampleId } from '../worker/inspection-types.js';
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
  /** As it was before what has been wanted last was done; null while it is not. */
  #before: readonly SampleId[] | null = null;
  #names = '';

  /** What lies there is to be pinned. */
  want(cursor: Cursor): void {
    this.wanted = cursor;
    this.#before = null;
  }

  /**
   * Pins a sample, or lets go the pin that is there.
   * @param exact whether a pin on a sample nearby is another one
   */
  toggle(hit: Hit, exact = false): void {
    const { series, left, top } = hit;
    const near = this.hits.find((pin) => pin?.series === series && Math.hypot(pin.left - left, pin.top - top) <= SAME);
    const { index } = (!exact && near) || hit;
    const others = this.ids.filter((id) => id.series !== series || id.index !== index);
    this.#before = this.ids;
    this.ids = others.length < this.ids.length ? others : [...others, idOf(hit)].slice(-MOST);
  }

  /** What was wanted last was not meant. */
  undo(): void {
    this.wanted = null;
    this.ids = this.#before ?? this.ids;
    this.#before = null;
  }

  /** Samples are known by the place of their series: where there are others, pins go. Whether any has gone. */
  named(series: Dress['series']): boolean {
    const names = JSON.stringify(series.map(({ name }) => name));
    const isOther = this.#names !== '' && names !== this.#names && this.ids.length > 0;
    this.#names = names;
    if (isOther) this.drop(true);
    return isOther;
  }

  /** Lets the last one go, or all. */
  drop(all: boolean): void {
    if (this.ids.length > 0) this.ids = all ? [] : this.ids.slice(0, -1);
    this.#before = null;
    this.hits = this.hits.slice(0, this.ids.length);
  }

  /** Takes where they are by now; whether that is an answer to all of them. */
  answered({ pins }: Inspected, asked: readonly SampleId[]): boolean {
    if (asked !== this.ids) return false;
    this.hits = pins;
    return true;
  }
}
