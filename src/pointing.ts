/**
 * Where a reader points in a view, by a pointer, by keys, or in another chart of its group; and what lies there, as far as
 * that has been answered. What is answered to a question that nobody asks any more is discarded.
 */
import type { Cursor, Hit, Inspected, Inspection, Pane, SampleId } from '../worker/inspection-types.js';

export type Source = 'pointer' | 'keys' | 'group';

/** A sample on the plot's edge may lie so far beyond it, for rounding; CSS px. */
const SLACK = 1;

export class Pointing {
  cursor: Cursor | null = null;
  source: Source = 'pointer';
  /** Of each series that is shown the sample there. */
  hits: readonly Hit[] = [];
  /** Which of them is meant; −1 for none. */
  nearest = -1;
  /** Whether that has just been found where keys point since: else it is the same, asked again. */
  found = false;
  #due = false;

  get hit(): Hit | null {
    return this.hits[this.nearest] ?? null;
  }

  at(cursor: Cursor | null, source: Source): void {
    this.cursor = cursor;
    this.source = source;
    this.found = false;
    this.#due = true;
    if (cursor) return;
    this.hits = [];
    this.nearest = -1;
  }

  /** So many samples on from where keys point; first to the newest that is shown. */
  walk(step: number, pane: Pane): void {
    const { cursor, hit } = this;
    // What is still to be answered is gone on from the same sample.
    if (this.source === 'keys' && cursor?.kind === 'sample') this.at({ ...cursor, step: cursor.step + step }, 'keys');
    else if (hit) this.at({ kind: 'sample', sample: hit, step }, 'keys');
    else this.at({ kind: 'x', x: step > 0 ? pane.x[0] : pane.x[1] }, 'keys');
  }

  /** To the series after this one, or before, of those that are shown. */
  turn(step: 1 | -1, pane: Pane): void {
    const { hits, nearest, hit } = this;
    if (!hit) {
      this.walk(0, pane);
      return;
    }
    const { series } = hits[(nearest + step + hits.length) % hits.length];
    this.at({ kind: 'sample', sample: { series, index: hit.index }, step: 0 }, 'keys');
  }

  /** Takes an answer; whether it is one to what is asked for now. */
  answered({ hits, nearest, pane: { plot } }: Inspected, { cursor }: Inspection): boolean {
    if (!cursor || !this.cursor || (cursor !== this.cursor && this.source === 'keys')) return false;
    // What lies beyond the picture is not what is pointed at in it.
    const isSeen = ({ left }: Hit) => left >= plot.x - SLACK && left <= plot.x + plot.width + SLACK;
    this.hits = this.source === 'keys' ? hits : hits.filter(isSeen);
    this.nearest = this.hits.indexOf(hits[nearest]);
    if (this.nearest < 0 && this.hits.length > 0) {
      const ways = this.hits.map(({ left, top }) =>
        cursor.kind === 'point' ? Math.hypot(left - cursor.left, top - cursor.top) : 0,
      );
      this.nearest = ways.indexOf(Math.min(...ways));
    }
    this.found = this.#due;
    this.#due = false;
    const { hit } = this;
    if (this.source === 'keys' && hit) this.cursor = { kind: 'sample', sample: idOf(hit), step: 0 };
    return true;
  }
}

export const idOf = ({ series, index }: SampleId): SampleId => ({ series, index });
