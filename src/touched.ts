/** A view that is touched, as all see it that have their part in that: hands, keys, and what shows where a reader is. */
import type { Cursor, Dress, Hit } from '../worker/inspection-types.js';
import type { BoxZoom } from './box-zoom.js';
import type { Point } from './gestures.js';
import type { Texts } from './interactive-texts.js';
import type { Layer } from './layer.js';
import type { Pinning } from './pinning.js';
import type { Pointing, Source } from './pointing.js';
import type { Sight } from './sight.js';

export interface Touched {
  readonly sight: Sight;
  readonly pointing: Pointing;
  readonly pinning: Pinning;
  readonly box: BoxZoom;
  readonly layer: Layer;
  readonly texts: Texts;
  readonly dress: Dress;
  /** Where a pointer is, CSS px in the view. */
  at: Point | null;
  /** Where keys have begun a box. */
  corner: Hit | null;
  /** Points there, or nowhere any more, and asks what lies there. */
  point(cursor: Cursor | null, source: Source): void;
  /** Asks the engine what is there by now. */
  ask(): void;
  /** What is shown is to be told in words, once it is known. */
  tellShown(): void;
}
