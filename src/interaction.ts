/**
 * A view that can be touched: what hands, keys and code do to it is told to the engine, and what the engine finds is shown
 * over the picture. The page knows no samples but those that it has asked for.
 */
import type { Cursor, Dress, Hit, Inspected, Inspection } from '../worker/inspection-types.js';
import type { Interval } from '../worker/scales.js';
import { BoxZoom } from './box-zoom.js';
import { listenToGestures, type Point } from './gestures.js';
import { handsOn } from './hands.js';
import { inspector } from './inspector.js';
import type { Settings } from './interactive.js';
import { TEXTS, type Texts } from './interactive-texts.js';
import { commandOf } from './keyboard.js';
import { obey } from './keys.js';
import { type Layer, layer } from './layer.js';
import { type Measure, measure } from './measure.js';
import { watchSight } from './observers.js';
import { checkAbove, checkInterval, checkNumber } from './parts-of-x.js';
import { Pinning } from './pinning.js';
import type { Seat } from './place.js';
import { Pointing, type Source } from './pointing.js';
import { bySeries, inWords, showWhere } from './showing.js';
import { Sight } from './sight.js';
import { join, type Membership, sharedOf } from './synchrony.js';
import type { Touched } from './touched.js';
import type { View } from './view.js';

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

/** How often values in a legend are new, and a description, ms. */
const VALUES_EVERY = 250;
const DESCRIBED_EVERY = 2000;
/** A picture that is not there yet is asked for so often, ms. */
const RETRY = 50;
/** So many answers after a choice may be of pictures from before. */
const SETTLING = 4;

export class Interaction extends EventTarget implements Touched {
  readonly view: View;
  /** @internal */
  readonly sight: Sight;
  /** @internal */
  readonly pointing = new Pointing();
  /** @internal */
  readonly pinning = new Pinning();
  /** @internal */
  readonly box: BoxZoom;
  /** @internal */
  readonly layer: Layer;
  /** @internal */
  readonly texts: Texts;
  /** @internal */
  dress: Dress = { series: [], text: '', xTitle: '', yTitles: [] };
  /** @internal */
  at: Point | null = null;
  /** @internal */
  corner: Hit | null = null;
  readonly #seat: Seat;
  readonly #group: string;
  readonly #ending = new AbortController();
  readonly #unwatch: () => void;
  readonly #removed: () => void;
  readonly #inspector;
  #membership: Membership | null = null;
  /** What another chart of the group does is not told back to it. */
  #receiving = false;
  #wasPaused = false;
  #look = -1;
  #settling = 0;
  #valuesAt = Number.NEGATIVE_INFINITY;
  #describedAt = Number.NEGATIVE_INFINITY;
  #telling = false;
  #hovered = '';
  #viewed = '';
  #inSight = true;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rect: DOMRect | null = null;
}
