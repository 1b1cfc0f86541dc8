/**
 * What of a scene stands still while the chart scrolls: the plot and its look, the title, and all that belongs to y.
 * A pure function of the options and of what the window spans along y.
 */
import type { BarPlace } from './bars.js';
import { type LegendItem, legendOf, NO_LEGEND } from './legend.js';
import type { ChartOptions, Side } from './options.js';
import type { Interval } from './scales.js';
import type { SeriesKind, SeriesOptions } from './series-options.js';
import { FONT_SIZE, type Label, round2, shortenText, TITLE_SIZE } from './text.js';
import { axisOptionsOf, type MeasuredAxis, measureAxis, placeAxis, sidesOf, TICK_GAP, type YAxis } from './y-axis.js';

/** A rectangle in CSS px, from the picture's top left corner. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Still {
  width: number;
  height: number;
  /** The data area. */
  plot: Rectangle;
  title: Label | null;
  /** Of the axes, those of y upwards beside them. */
  titles: { x: Label | null; y: Label[] };
  /** Whether there are labels, and an axis along the bottom of the plot. */
  labelled: boolean;
  /** Whether there is room for days below the labels along time. */
  days: boolean;
  /** Of y: one, or that on the left and that on the right. The rules are the first one's. */
  axes: YAxis[];
  /** Along y, from the bottom up; of one axis after the other. */
  labels: Label[];
  /** Positions of the horizontal grid lines, CSS px. */
  grid: number[];
  /** In the order in which they are painted. */
  series: SeriesLook[];
  legend: LegendItem[];
  /** CSS px above the plot that are kept for a legend which is not painted; 0 where there is no room. */
  legendRoom: number;
  /** It lies over the plot. */
  legendInside: boolean;
  /** The plot below it. */
  free: Rectangle;
  /** CSS px that the pen reaches beyond the plot where it has no room in the margin. */
  room: number;
}

/** What a series looks like in a picture. */
export interface SeriesLook {
  kind: SeriesKind;
  /** Which of the axes of y it belongs to. */
  axis: number;
  /** CSS px: the pen of a line, or the diameter of a dot. */
  pen: number;
  /** #rrggbb. */
  color: string;
  /** 1, or that of what is smoothed and lies behind that. */
  opacity: number;
  /** Which of the series of the ring it is, and whether that as it is or smoothed. */
  index: number;
  smoothed: boolean;
  /** Of a band which of the series is its other edge; −1 of others. */
  low: number;
  /** Among the bars that stand at one sample; of what is none, alone. */
  bar: BarPlace;
}

/** Of a series that is smoothed, as it came. */
const FAINT = 0.3;

/** What a `Still` is made of. */
export interface StillInput {
  options: ChartOptions & { legendRoom?: number };
  /** Of each series, CSS px; and what it would be of a line. */
  pens: number[];
  linePens: number[];
  /** There are no samples. */
  empty: boolean;
  /** Nothing is drawn beyond the axes: of x a part is shown. */
  clipped: boolean;
  /** Of all y that belongs to each side; reversed and infinite where there is none. */
  extents: Record<Side, Interval>;
}

/** Below this a plot has no room for labels around it, CSS px. */
const SMALLEST_LABELLED = { width: 72, height: 48 };
/** Of a picture, CSS px. */
const SMALLEST_WITH_DAYS = 96;
const SMALLEST_WITH_TITLES = { width: 160, height: 120 };
/** What would leave less of a plot's height is left out, CSS px. */
const LEAST_HEIGHT = 16;
export const DAYS_HEIGHT = 16;
const LABELS_HEIGHT = 26;
const AXIS_TITLE_HEIGHT = 18;
/** Beside a legend, and above it where it lies in the plot; CSS px. */
const LEGEND_MARGIN = 12;
const LEGEND_TOP = 8;
/** Of a picture's width, what a label along y may take where there is one axis, and where there are two. */
const LABEL_SHARES = [0.4, 0.22];
/** Beside a plot that has no axis there, CSS px. */
const MARGIN = 16;
/** How far a pen may reach into the margin beside the plot, CSS px. */
const MARGIN_FOR_PEN = 4;

export function stillOf({ options, pens, linePens, empty, extents, clipped }: StillInput): Still {
  const { width, height } = options;
  const labelled = options.axes && width >= SMALLEST_LABELLED.width && height >= SMALLEST_LABELLED.height;
  const text = options.title === '' ? '' : shortenText(options.title, TITLE_SIZE, width - 24);
  const head = text === '' ? (labelled ? 12 : 0) : round2(Math.min(38, height / 2));
  const days = labelled && options.xScale === 'time' && height >= SMALLEST_WITH_DAYS;
  const titled = labelled && width >= SMALLEST_WITH_TITLES.width && height >= SMALLEST_WITH_TITLES.height;
  const sides = sidesOf(options);
  const looks = looksOf(options.series, sides, pens, linePens);
  const series = looks.filter(({ kind }) => kind !== 'none');
  const named = looks.flatMap((look) => (look.smoothed ? [] : { ...look, name: options.series[look.index].name }));
  const inside = titled && options.legend === 'inside';
  const free = height - head - LABELS_HEIGHT - (days ? DAYS_HEIGHT : 0) - LEAST_HEIGHT;
  const below = titled && options.xTitle !== '' && free >= AXIS_TITLE_HEIGHT ? AXIS_TITLE_HEIGHT : 0;
  const found =
    titled && options.legend === 'outside'
      ? legendOf(named, { left: LEGEND_MARGIN, right: width - LEGEND_MARGIN, top: head, height })
      : NO_LEGEND;
  const kept = titled && options.legendRoom ? { items: [], height: options.legendRoom } : found;
  const above = kept.height <= free - below ? kept : NO_LEGEND;
  const top = head + above.height;
  const bottom = labelled ? LABELS_HEIGHT + (days ? DAYS_HEIGHT : 0) + below : 0;
  const plotHeight = round2(Math.max(height - top - bottom, Math.min(1, height)));

  const room = Math.max(0, Math.max(...series.map(({ pen }) => pen)) / 2 - (labelled ? MARGIN_FOR_PEN : 0));
  const measuredBelow = (headroom: number) => {
    const longest = width * LABEL_SHARES[sides.length - 1];
    const axisRoom = { longest, plotHeight, room, headroom, labelled, empty, locale: options.locale };
    return sides.map((side) => measureAxis(side, axisOptionsOf(options, side), extents[side], axisRoom));
  };
  const plotBeside = (axes: MeasuredAxis[]) => {
    const [left, right] = (['left', 'right'] as const).map((side) => {
      const axis = axes.find((one) => one.side === side);
      if (!labelled || !axis) return labelled ? MARGIN : 0;
      const beside = titled && axis.options.title !== '' ? AXIS_TITLE_HEIGHT : 0;
      return beside + Math.ceil(axis.widest + TICK_GAP + 6);
    });
    return { x: left, y: top, width: round2(Math.max(width - left - right, Math.min(1, width))), height: plotHeight };
  };
  const within = (plot: Rectangle) =>
    legendOf(named, {
      ...{ left: plot.x + LEGEND_MARGIN, right: plot.x + plot.width - LEGEND_MARGIN },
      ...{ top: plot.y + LEGEND_TOP, height },
    });
  let measured = measuredBelow(0);
  let plot = plotBeside(measured);
  let legend = above;
  // Data leave room for what lies over the plot; with that the axis may have wider labels, and the legend more rows.
  for (let headroom = -1; inside; ) {
    legend = within(plot);
    const needed = legend.height === 0 ? 0 : Math.min(legend.height + LEGEND_TOP, plotHeight / 2);
    if (needed <= headroom) break;
    headroom = needed;
    measured = measuredBelow(headroom);
    plot = plotBeside(measured);
  }
  const placed = measured.map((axis) => placeAxis(axis, plot, clipped));
  const titlesOfY = measured.flatMap(({ side, options: { title } }): Label[] => {
    if (!titled || title === '') return [];
    return [titleOf(title, plot.height, side === 'left' ? 15 : width - 7, plot.y + plot.height / 2)];
  });
  return {
    width,
    height,
    plot,
    title:
      text === ''
        ? null
        : { text, x: round2(labelled ? Math.min(plot.x, 12) : 12), y: round2(Math.min(21, height)), anchor: 'start' },
    titles: {
      x: below > 0 ? titleOf(options.xTitle, plot.width, plot.x + plot.width / 2, height - 8) : null,
      y: titlesOfY,
    },
    labelled,
    days,
    axes: placed.map(({ axis }) => axis),
    labels: placed.flatMap(({ labels }) => labels),
    grid: options.grid ? placed[0].ticks : [],
    series,
    legend: legend.items,
    legendRoom: above === kept && kept !== found ? kept.height : 0,
    legendInside: inside && legend.height > 0,
    free:
      inside && legend.height > 0
        ? { ...plot, y: plot.y + LEGEND_TOP + legend.height, height: plot.height - LEGEND_TOP - legend.height }
        : plot,
    room,
  };
}

/** The looks of series in the order in which they are painted: those that are smoothed as they came, behind all; then smoothed. */
function looksOf(
  all: readonly SeriesOptions[],
  sides: readonly Side[],
  pens: number[],
  linePens: number[],
): SeriesLook[] {
  const bars = all.filter(({ kind }) => kind === 'bar');
  const raw = all.map((series, index): SeriesLook => {
    const { kind, colorHex, smoothing } = series;
    return {
      ...{ kind, axis: Math.max(0, sides.indexOf(series.axis)), pen: pens[index], color: hexOf(colorHex), index },
      ...{ opacity: smoothing > 0 && isSmoothable(kind) ? FAINT : 1, smoothed: false },
      low: all.findIndex(({ name }) => kind === 'band' && name === series.low),
      bar: kind === 'bar' ? { place: bars.indexOf(series), of: bars.length } : ALONE,
    };
  });
  const smoothed = raw
    .filter(({ index, kind }) => all[index].smoothing > 0 && isSmoothable(kind))
    .map((look): SeriesLook => {
      const kind = look.kind === 'step' ? 'step' : 'line';
      return { ...look, kind, pen: linePens[look.index], opacity: 1, smoothed: true, bar: ALONE };
    });
  return [...raw, ...smoothed];
}

const ALONE: BarPlace = { place: 0, of: 1 };

/** Whether a smoothed line says something beside it. */
export const isSmoothable = (kind: SeriesKind) => kind !== 'band' && kind !== 'none';

/** #rrggbb. */
export const hexOf = (color: number) => `#${color.toString(16).padStart(6, '0')}`;

const titleOf = (title: string, length: number, x: number, y: number): Label => ({
  text: shortenText(title, FONT_SIZE, length),
  x: round2(x),
  y: round2(y),
  anchor: 'middle',
});
