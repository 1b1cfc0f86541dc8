/** An axis of y: what it is told, what of y it shows, and how that is labelled. */
import type { ChartOptions, Side, YDomainName, YScaleName } from './options.js';
import { type Interval, position, roomyDomain, type Scale, scaleOf } from './scales.js';
import { FONT_SIZE, type Label, round2, textWidth } from './text.js';
import { Y_SCALES, type YScale, yTickLabels } from './y-scales.js';

/** An axis in a picture. */
export interface YAxis {
  side: Side;
  scale: Scale;
  /** What of y is drawn: all, but for the ends that the axis was given, or has where it leaves outliers out. */
  drawn: Interval;
  /** What data may span, so that neither a legend nor the picture's edge takes anything of them. */
  span: Interval;
  /** Where areas and bars begin: 0, or the end of the axis that is nearest to it. */
  base: number;
}

/** What is said of one in the options. */
export interface YAxisOptions {
  title: string;
  format: string;
  scale: YScaleName;
  domain: YDomainName;
  min: number;
  max: number;
}

export const axisOptionsOf = (options: ChartOptions, side: Side): YAxisOptions =>
  side === 'left'
    ? {
        title: options.yTitle,
        format: options.yFormat,
        scale: options.yScale,
        domain: options.yDomain,
        min: options.yMin,
        max: options.yMax,
      }
    : {
        ...{ title: options.y2Title, format: options.y2Format, scale: options.y2Scale },
        ...{ domain: options.y2Domain, min: options.y2Min, max: options.y2Max },
      };

/** Sides on which there are axes: those that series belong to. */
export function sidesOf({ series }: Pick<ChartOptions, 'series'>): Side[] {
  const drawn = series.filter(({ kind }) => kind !== 'none');
  const right = drawn.some(({ axis }) => axis === 'right');
  const left = !right || drawn.some(({ axis }) => axis === 'left');
  return [...(left ? ['left' as const] : []), ...(right ? ['right' as const] : [])];
}

/** Widening a domain can change its ticks, which widens it again. */
const HEADROOM_PASSES = 3;
export const TICK_GAP = 8;
const NARROWEST_LABEL = 16;
/** From one tick to the next, about; CSS px. */
const TICK_SPACING = 52;

/** What of an axis doesn't depend on where along x it stands. */
export interface MeasuredAxis {
  side: Side;
  options: YAxisOptions;
  domain: Interval;
  values: number[];
  /** '' where there is no room. */
  texts: string[];
  /** CSS px that its labels take. */
  widest: number;
  /** Shares of its length that data leave free below and above, where it has no end there. */
  free: [below: number, above: number];
}

export interface AxisRoom {
  /** What a label may take, and the plot's height; CSS px. */
  longest: number;
  plotHeight: number;
  /** CSS px that pens reach beyond the plot. */
  room: number;
  /** CSS px at the top of the plot that data leave free, where the axis has no end there. */
  headroom: number;
  labelled: boolean;
  /** There are no samples: there are no labels, but there is room for them. */
  empty: boolean;
  /** '' for none. */
  locale: string;
}

export function measureAxis(
  side: Side,
  options: YAxisOptions,
  extent: Interval,
  { longest, plotHeight, room, headroom, labelled, empty, locale }: AxisRoom,
): MeasuredAxis {
  const count = Math.max(2, Math.round(plotHeight / TICK_SPACING));
  const domain = domainOf(options, extent, { room, headroom, length: plotHeight, ticks: labelled ? count : 0 });
  const free: MeasuredAxis['free'] = [room / plotHeight, (room + headroom) / plotHeight];
  const measured = { side, options, domain, values: [], texts: [], widest: NARROWEST_LABEL, free };
  if (!labelled || empty) return measured;
  const scale: YScale = Y_SCALES[options.scale];
  const found = scale.ticks(domain, count);
  // A number cut short is a wrong number: where there is no room, there is no label.
  const fits = (text: string) => textWidth(text, FONT_SIZE) <= longest;
  const texts = yTickLabels(found, fits, options.format, locale).map((text) => (fits(text) ? text : ''));
  const widest = Math.max(NARROWEST_LABEL, ...texts.map((text) => textWidth(text, FONT_SIZE)));
  return { ...measured, values: found.values, texts, widest };
}

/** The axis of a plot, its labels from the bottom up, and where its ticks are, CSS px. */
export function placeAxis(
  { side, options, domain, values, texts, free }: MeasuredAxis,
  plot: { x: number; y: number; width: number; height: number },
  clipped = false,
): { axis: YAxis; labels: Label[]; ticks: number[] } {
  const { transform, endless } = Y_SCALES[options.scale];
  const scale = scaleOf(domain, [plot.y + plot.height, plot.y], transform);
  const labels: Label[] = [];
  const ticks: number[] = [];
  const x = side === 'left' ? plot.x - TICK_GAP : round2(plot.x + plot.width + TICK_GAP);
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const at = round2(position(scale, values[i]));
    if (at > lowest || texts[i] === '') continue;
    lowest = at - FONT_SIZE - 2;
    labels.push({ text: texts[i], x, y: round2(at + FONT_SIZE * 0.35), anchor: side === 'left' ? 'end' : 'start' });
    ticks.push(at);
  }
  const cut = clipped || options.domain === 'robust';
  const drawn: Interval = [endless || cut ? domain[0] : options.min, cut ? domain[1] : options.max];
  const base = Math.min(Math.max(0, domain[0]), domain[1]);
  return { axis: { side, scale, drawn, span: spanOf(domain, options, free), base }, labels, ticks };
}

function spanOf([low, high]: Interval, { scale, min, max }: YAxisOptions, [below, above]: [number, number]): Interval {
  const { transform, invert } = Y_SCALES[scale];
  const [from, to] = transform ? [transform(low), transform(high)] : [low, high];
  // An end that stays is not computed, and so not rounded.
  return [
    below === 0 || Number.isFinite(min) ? low : invert(from + (to * below - from * below)),
    above === 0 || Number.isFinite(max) ? high : invert(to - (to * above - from * above)),
  ];
}

/** What an axis shows: the ends that it was given, and where there is none what the data need; nice for so many ticks. */
function domainOf(
  { scale, min, max }: YAxisOptions,
  data: Interval,
  { room, headroom, length, ticks }: { room: number; headroom: number; length: number; ticks: number },
): Interval {
  const { transform, invert, nice, showable } = Y_SCALES[scale];
  const [low, high] = showable([data[0], Math.min(data[1], max)]);
  const [begins, ends] = [Number.isFinite(min), Number.isFinite(max)];
  // Where there is nothing, an end that is given is all there is.
  const lone = begins ? min : max;
  const extent: Interval =
    low <= high ? [begins ? min : low, ends ? max : Math.max(high, min)] : begins || ends ? [lone, lone] : [low, high];
  const roomy = transform
    ? undone(roomyDomain(extent.map(transform) as Interval, room, length))
    : roomyDomain(extent, room, length);
  let free = ticks > 0 ? nice(roomy, ticks) : roomy;
  if (!ends) {
    // With a higher end the ticks may be others, and the lower end lower.
    for (let pass = 0; pass < HEADROOM_PASSES && endFor(free) > free[1]; pass++) {
      free = nice([free[0], endFor(free)], ticks);
    }
    free = [free[0], Math.max(free[1], endFor(free))];
  }
  return [begins ? min : free[0], ends ? max : free[1]];

  /** Where an axis has to end, so that what it is roomy for leaves the headroom free. */
  function endFor([from]: Interval): number {
    if (headroom === 0) return roomy[1];
    const [low, high] = transform ? [transform(from), transform(roomy[1])] : [from, roomy[1]];
    const share = headroom / (length - headroom);
    return Math.min(invert(high + (high * share - low * share)), Number.MAX_VALUE);
  }

  /** Back from what is laid out evenly, which may lose a bit: an end that was not moved stays what it was. */
  function undone([from, to]: Interval): Interval {
    const [least, most] = extent.map(transform!);
    return [
      from < least ? Math.min(invert(from), extent[0]) : extent[0],
      to > most ? Math.max(invert(to), extent[1]) : extent[1],
    ];
  }
}
