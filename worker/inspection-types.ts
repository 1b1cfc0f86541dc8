/**
 * What crosses the thread boundary where a chart is touched: types only. A page tells with a view's state what a reader
 * has chosen to see (`Choice`), and asks what a view shows where (`Inspection`); all of it is found in the worker, which
 * has the samples.
 */
import type { Side } from './options.js';
import type { Interval } from './scales.js';
import type { SeriesKind } from './series-options.js';
import type { Rectangle } from './still.js';
import type { XWindow } from './x-window.js';

/** What a reader has chosen to see in a view. */
export interface Choice {
  /** Counted by the page, above 0: by it a picture tells which choice it shows. */
  number: number;
  /** Of x; null for all there is. */
  x: XWindow | null;
  /** Of y, by axis; what the data need where it is absent. */
  y: Partial<Record<Side, Interval>>;
  /** Names of the series that are not shown. */
  hidden: readonly string[];
  /** CSS px that are kept free above the plot, for a legend of the page's own in place of the painted one. */
  legend: number | null;
}

/** A sample, by its series and its absolute index. */
export interface SampleId {
  series: number;
  index: number;
}

/**
 * Where a reader looks. A point is in CSS px from the view's top left corner; x is as the scale has it, the absolute index
 * of categories. A sample is so many further on among those of its series that are no gaps, as far as there are any; one
 * that has left the ring stands for the oldest, and one that is a gap for the next that is none.
 */
export type Cursor =
  | { kind: 'point'; left: number; top: number }
  | { kind: 'x'; x: number }
  | { kind: 'sample'; sample: SampleId; step: number };

export interface Box extends Rectangle {
  /** Whether what lies beyond the plot counts, as if its scales went on there. Else its ends stand for that. */
  beyond?: boolean;
}

export interface Inspection {
  cursor: Cursor | null;
  /** Samples of which it is asked where they are. */
  pins: readonly SampleId[];
  /** Asks for the newest sample of each series. */
  newest: boolean;
  summary: boolean;
  /**
   * Asks for so many rows of what is shown, 1000 at most, from an absolute index on; null for its first, and what lies
   * beyond its ends for the one there.
   */
  rows: { first: number | null; count: number } | null;
  /** A rectangle of the picture, of which it is asked what it shows; CSS px. */
  box: Box | null;
  /** What is known of how it looks: that is told where it is another by now. */
  look: number;
}

/** A sample that was found. */
export interface Hit extends SampleId {
  /** As it was pushed, and as the scale has it: of categories the absolute index. */
  x: number | string;
  at: number;
  y: number;
  /** Where it is in the picture, CSS px from its top left corner; also beyond its edges, and far below where y has no log. */
  left: number;
  top: number;
  /** Exact, in the chart's format, zone and locale. */
  xText: string;
  yText: string;
}

export interface SeriesState {
  /** '' where there is one without a name. */
  name: string;
  kind: SeriesKind;
  axis: Side;
  /** #rrggbb. */
  color: string;
  hidden: boolean;
}

/** What a picture looks like, for what a page puts beside it. */
export interface Dress {
  /** All of the stream's. */
  series: SeriesState[];
  /** Of texts, #rrggbb. */
  text: string;
  /** Of the axes, '' for none: those of y the left one first. */
  xTitle: string;
  yTitles: string[];
}

/** What a view shows. */
export interface Pane {
  /** The number of the choice that it shows; 0 for that of nobody. */
  choice: number;
  /** Samples in the ring. */
  n: number;
  /** The data area, CSS px. */
  plot: Rectangle;
  /** CSS px above it that are kept for a legend of the page's, as it has asked for; 0 where there is no room. */
  legendRoom: number;
  /** Whether x is by index. All x here are absolute indices then. */
  category: boolean;
  x: Interval;
  /** Of each axis of y, the left one first. */
  y: { side: Side; domain: Interval }[];
  /** From the oldest sample to the newest, of bars with what they take; null where there is none. */
  held: Interval | null;
  /** Absolute indices of the first sample in the ring, and after the last. */
  start: number;
  end: number;
}

export interface Summary {
  /** Samples that are shown. */
  n: number;
  /** x of the first and the last of them; '' for none. */
  from: string;
  to: string;
  /** Of each series that is shown: '' where there is nothing but gaps. */
  series: { name: string; newest: string; least: string; most: string }[];
}

export interface Rows {
  /** Absolute index of the first row. */
  first: number;
  /** Absolute indices of the first sample that is shown, and after the last; of all where x is in no order. */
  start: number;
  end: number;
  names: string[];
  /** Of a gap ''. */
  rows: { x: string; ys: string[] }[];
}

export interface Inspected {
  pane: Pane;
  /** Goes up with every change of `dress`, which is null where the page knows it. */
  look: number;
  dress: Dress | null;
  /**
   * Of each series that is shown the sample nearest to the cursor: along x, but to a point the nearest dot that is drawn; none
   * where the picture had no samples. And which of them is nearest of all, −1 for none.
   */
  hits: Hit[];
  nearest: number;
  /** null for a sample that has left the ring. */
  pins: (Hit | null)[];
  /** By series; null where there is nothing but gaps. */
  newest: (Hit | null)[] | null;
  summary: Summary | null;
  rows: Rows | null;
  box: { x: Interval; y: Partial<Record<Side, Interval>> } | null;
}
