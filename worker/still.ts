/**
 * What of a scene stands still while the chart scrolls: the plot and its look, the title, and all that belongs to y.
 * A pure function of the options and of what the window spans along y.
 */
import { type LegendItem, legendOf, NO_LEGEND } from './legend.js';
import type { ChartOptions, Kind } from './options.js';
import { type Interval, position, roomyDomain, type Scale, scaleOf } from './scales.js';
import type { SeriesOptions } from './series-options.js';
import { FONT_SIZE, type Label, round2, shortenText, TITLE_SIZE, textWidth } from './text.js';
import { Y_SCALES, type YScale, yTickLabels } from './y-scales.js';

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
  /** Of the axes, that of y upwards beside it. */
  titles: { x: Label | null; y: Label | null };
  /** Whether there are labels, and an axis along the bottom of the plot. */
  labelled: boolean;
  /** Whether there is room for days below the labels along time. */
  days: boolean;
  y: Scale;
  /** What of y is drawn: all, but for the ends that the axis was given. */
  drawn: Interval;
  /** Along y, from the bottom up. */
  labels: Label[];
  /** Positions of the horizontal grid lines, CSS px. */
  grid: number[];
  /** In the order in which they are painted. */
  series: SeriesLook[];
  legend: LegendItem[];
  /** CSS px that the pen reaches beyond the plot where it has no room in the margin. */
  room: number;
}

/** What a series looks like in a picture. */
export interface SeriesLook {
  kind: Kind;
  /** CSS px: the pen of a line, or the diameter of a dot. */
  pen: number;
  /** #rrggbb. */
  color: string;
  /** 1, or that of what is smoothed and lies behind that. */
  opacity: number;
  /** Which of the series of the ring it is, and whether that as it is or smoothed. */
  index: number;
  smoothed: boolean;
}

/** Of a series that is smoothed, as it came. */
const FAINT = 0.3;

/** What a `Still` is made of. */
export interface StillInput {
  options: ChartOptions;
  /** Of each series, CSS px; and what it would be of a line. */
  pens: number[];
  linePens: number[];
  /** There are no samples. */
  empty: boolean;
  /** Of all y; reversed and infinite where there is none. */
  low: number;
  high: number;
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
/** How far a pen may reach into the margin beside the plot, CSS px. */
const MARGIN_FOR_PEN = 4;
export const TICK_GAP = 8;
const NARROWEST_LABEL = 16;

export function stillOf({ options, pens, linePens, empty, low, high }: StillInput): Still {
  const { width, height } = options;
  const labelled = options.axes && width >= SMALLEST_LABELLED.width && height >= SMALLEST_LABELLED.height;
  const text = options.title === '' ? '' : shortenText(options.title, TITLE_SIZE, width - 24);
  const head = text === '' ? (labelled ? 12 : 0) : round2(Math.min(38, height / 2));
  const days = labelled && options.xScale === 'time' && height >= SMALLEST_WITH_DAYS;
  const titled = labelled && width >= SMALLEST_WITH_TITLES.width && height >= SMALLEST_WITH_TITLES.height;
  const series = looksOf(options.series, pens, linePens);
  const free = height - head - LABELS_HEIGHT - (days ? DAYS_HEIGHT : 0) - LEAST_HEIGHT;
  const below = titled && options.xTitle !== '' && free >= AXIS_TITLE_HEIGHT ? AXIS_TITLE_HEIGHT : 0;
  const named =
    titled && options.legend === 'outside'
      ? legendOf(options.series, series.slice(0, options.series.length), { width, height, top: head })
      : NO_LEGEND;
  const legend = named.height <= free - below ? named : NO_LEGEND;
  const top = head + legend.height;
  const beside = titled && options.yTitle !== '' ? AXIS_TITLE_HEIGHT : 0;
  const bottom = labelled ? LABELS_HEIGHT + (days ? DAYS_HEIGHT : 0) + below : 0;
  const plotHeight = round2(Math.max(height - top - bottom, Math.min(1, height)));

  const room = Math.max(0, Math.max(...series.map(({ pen }) => pen)) / 2 - (labelled ? MARGIN_FOR_PEN : 0));
  const tickCount = Math.max(2, Math.round(plotHeight / 52));
  const scale = Y_SCALES[options.yScale];
  const domain = domainOf(options, [low, high], room, plotHeight, labelled ? tickCount : 0);
  // Without samples there are no labels, but room for them.
  const ticks = labelled && !empty ? ticksOf(scale, options.yFormat, domain, tickCount, width) : NO_TICKS;
  const left = labelled ? beside + Math.ceil(ticks.widest + TICK_GAP + 6) : 0;
  const right = labelled ? 16 : 0;
  const plot = {
    x: left,
    y: top,
    width: round2(Math.max(width - left - right, Math.min(1, width))),
    height: plotHeight,
  };

  const y = scaleOf(domain, [plot.y + plot.height, plot.y], scale.transform);
  const labels: Label[] = [];
  const grid: number[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ticks.values.length; i++) {
    const at = round2(position(y, ticks.values[i]));
    if (at > lowest || ticks.texts[i] === '') continue;
    lowest = at - FONT_SIZE - 2;
    labels.push({ text: ticks.texts[i], x: plot.x - TICK_GAP, y: round2(at + FONT_SIZE * 0.35), anchor: 'end' });
    if (options.grid) grid.push(at);
  }
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
      y: beside > 0 ? titleOf(options.yTitle, plot.height, 15, plot.y + plot.height / 2) : null,
    },
    labelled,
    days,
    y,
    drawn: [scale.endless ? domain[0] : options.yMin, options.yMax],
    labels,
    grid,
    series,
    legend: legend.items,
    room,
  };
}

/** The looks of series in the order in which they are painted: those that are smoothed as they came, behind all; then smoothed. */
function looksOf(all: readonly SeriesOptions[], pens: number[], linePens: number[]): SeriesLook[] {
  const raw = all.map(({ kind, colorHex, smoothing }, index): SeriesLook => {
    const opacity = smoothing > 0 ? FAINT : 1;
    return { kind, pen: pens[index], color: hexOf(colorHex), opacity, index, smoothed: false };
  });
  const smoothed = raw
    .filter(({ index }) => all[index].smoothing > 0)
    .map((look): SeriesLook => {
      const kind = look.kind === 'step' ? 'step' : 'line';
      return { ...look, kind, pen: linePens[look.index], opacity: 1, smoothed: true };
    });
  return [...raw, ...smoothed];
}

const hexOf = (color: number) => `#${color.toString(16).padStart(6, '0')}`;

const titleOf = (title: string, length: number, x: number, y: number): Label => ({
  text: shortenText(title, FONT_SIZE, length),
  x: round2(x),
  y: round2(y),
  anchor: 'middle',
});

/** What the axis of y shows: the ends that it was given, and where there is none what the data need; nice for so many ticks. */
function domainOf(
  { yScale, yMin, yMax }: ChartOptions,
  data: Interval,
  room: number,
  length: number,
  ticks: number,
): Interval {
  const { transform, invert, nice, showable } = Y_SCALES[yScale];
  const [low, high] = showable([data[0], Math.min(data[1], yMax)]);
  const [begins, ends] = [Number.isFinite(yMin), Number.isFinite(yMax)];
  // Where there is nothing, an end that is given is all there is.
  const lone = begins ? yMin : yMax;
  const extent: Interval =
    low <= high
      ? [begins ? yMin : low, ends ? yMax : Math.max(high, yMin)]
      : begins || ends
        ? [lone, lone]
        : [low, high];
  const roomy = transform
    ? undone(roomyDomain(extent.map(transform) as Interval, room, length))
    : roomyDomain(extent, room, length);
  const free = ticks > 0 ? nice(roomy, ticks) : roomy;
  return [begins ? yMin : free[0], ends ? yMax : free[1]];

  /** Back from what is laid out evenly, which may lose a bit: an end that was not moved stays what it was. */
  function undone([from, to]: Interval): Interval {
    const [min, max] = extent.map(transform!);
    return [
      from < min ? Math.min(invert(from), extent[0]) : extent[0],
      to > max ? Math.max(invert(to), extent[1]) : extent[1],
    ];
  }
}

interface Ticks {
  values: number[];
  /** '' where there is no room. */
  texts: string[];
  /** CSS px. */
  widest: number;
}

const NO_TICKS: Ticks = { values: [], texts: [], widest: NARROWEST_LABEL };

function ticksOf({ ticks }: YScale, format: string, domain: Interval, count: number, width: number): Ticks {
  const found = ticks(domain, count);
  // A number cut short is a wrong number: where there is no room, there is no label.
  const fits = (text: string) => textWidth(text, FONT_SIZE) <= width * 0.4;
  const written = yTickLabels(found, fits, format);
  const texts = written.map((text) => (fits(text) ? text : ''));
  return {
    values: found.values,
    texts,
    widest: Math.max(NARROWEST_LABEL, ...texts.map((text) => textWidth(text, FONT_SIZE))),
  };
}
