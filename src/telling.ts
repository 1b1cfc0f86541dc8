/** What apps are told of a view that is touched, and readers who don't see it: each once. */
import type { Hit } from '../worker/inspection-types.js';
import type { Interval } from '../worker/scales.js';
import { type Measure, measure } from './measure.js';
import type { Seat } from './place.js';
import { pinsInWords } from './showing.js';
import type { Touched } from './touched.js';

/** A sample as apps are told of it. */
export interface Sample {
  /** '' where there is one without a name. */
  series: string;
  x: number | string;
  y: number;
}

export interface InteractionEvents {
  /** What is pointed at: of each series that is shown the nearest sample; none once nothing is. */
  hover: CustomEvent<{ samples: Sample[]; nearest: Sample | null }>;
  /** Samples have been pinned, or let go; two of them are measured. */
  select: CustomEvent<{ pins: Sample[]; measure: Measure | null }>;
  /** The reader, or code, has chosen to see something else, and that is shown. */
  view: CustomEvent<{ x: Interval; y: Interval[]; hidden: readonly string[] }>;
  pause: CustomEvent<{ paused: boolean }>;
}

/** Tells one of them. */
export type Tell = <Type extends keyof InteractionEvents>(
  type: Type,
  detail: InteractionEvents[Type]['detail'],
) => void;

export class Telling {
  readonly #touched: Touched;
  readonly #seat: Seat;
  readonly #tell: Tell;
  #paused = false;
  #standing = false;
  #hovered: readonly Hit[] = [];
  #nearest = -1;
  #selected;
  /** Choices so far, and those that have been told of. */
  #choices = 0;
  #viewed = 0;

  constructor(touched: Touched, seat: Seat, tell: Tell) {
    this.#touched = touched;
    this.#seat = seat;
    this.#tell = tell;
    this.#selected = touched.pinning.ids;
  }

  /** Samples that are pinned, and still in the window. */
  get pins(): Sample[] {
    return this.#touched.pinning.hits.flatMap((hit) => (hit ? this.#sampleOf(hit) : []));
  }

  /** Somebody has chosen to see something else, which is yet to be shown. */
  chosen(): void {
    this.#choices++;
  }

  /** @param quiet whether another chart of its group has been acted on, which says so */
  paused(quiet = false): void {
    const { sight, layer, texts } = this.#touched;
    const { paused, standing } = sight;
    if (standing !== this.#standing && !quiet) layer.announcer.say(standing ? texts.pausedNow : texts.resumedNow);
    this.#standing = standing;
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#tell('pause', { paused });
  }

  /** Whether that is news. */
  hovered(): boolean {
    const { pointing, dress, layer, texts } = this.#touched;
    const { hits, nearest, hit, source, found } = pointing;
    // Where there is nothing further on keys find the same, which is said again.
    if (hit && source === 'keys' && found) {
      layer.announcer.say(texts.sample(hit.xText, dress.series[hit.series].name, hit.yText), true);
    }
    if (source === 'group' || (nearest === this.#nearest && sameSamples(hits, this.#hovered))) return false;
    this.#hovered = hits;
    this.#nearest = nearest;
    this.#tell('hover', { samples: hits.map((one) => this.#sampleOf(one)), nearest: hit && this.#sampleOf(hit) });
    return true;
  }

  selected(): void {
    const { pinning, layer } = this.#touched;
    const { ids, hits } = pinning;
    if (ids === this.#selected) return;
    this.#selected = ids;
    layer.announcer.say(pinsInWords(this.#touched, this.#seat), true);
    const [a, b] = hits;
    const time = this.#seat.place.given.xScale === 'time';
    this.#tell('select', { pins: this.pins, measure: a && b ? measure(a, b, time) : null });
  }

  /** What has been chosen is shown. What is followed moves on by itself, of which nobody is told. */
  viewed(): void {
    const { pane, choice } = this.#touched.sight;
    if (!pane || this.#viewed === this.#choices) return;
    this.#viewed = this.#choices;
    this.#tell('view', { x: pane.x, y: pane.y.map(({ domain }) => domain), hidden: choice.hidden });
  }

  #sampleOf({ series, x, y }: Hit): Sample {
    return { series: this.#touched.dress.series[series]?.name ?? '', x, y };
  }
}

const sameSamples = (a: readonly Hit[], b: readonly Hit[]) =>
  a.length === b.length && a.every(({ series, index }, k) => series === b[k].series && index === b[k].index);
