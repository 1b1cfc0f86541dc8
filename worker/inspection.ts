/** What is asked of a picture: which samples lie where, and what it shows. */
import { briefNumber, exactNumber, exactX } from './exact-text.js';
import type {
  Box,
  Cursor,
  Dress,
  Hit,
  Inspected,
  Inspection,
  Pane,
  Rows,
  SampleId,
  SeriesState,
  Summary,
} from './inspection-types.js';
import { apart, NONE, nearestAlong, nearestDot, stepped } from './nearest.js';
import type { ChartOptions } from './options.js';
import type { Ring } from './ring.js';
import { type Interval, position, type Scale, type Transform, valueAt } from './scales.js';
import type { Scene } from './scene.js';
import type { Series } from './series.js';
import { hexOf } from './still.js';
import { samplesWithin } from './x-window.js';
import { axisOptionsOf } from './y-axis.js';
import { Y_SCALES } from './y-scales.js';

/** What a view has painted last, and the ring as it is by now. */
export interface Inspectable {
  ring: Ring;
  scene: Scene;
  /** Those of the view, in its look, but for the series that are hidden: these are as if they were not. */
  options: ChartOptions;
  /** Names of series. */
  hidden: readonly string[];
  /** Goes up with every change of these. */
  look: number;
  /** The number of the choice that it shows. */
  choice: number;
}

/** Rows are told so many at once: a page has no use for more, and waits for all of them. */
const MOST_ROWS = 1000;

export function inspect(of: Inspectable, inspection: Inspection): Inspected {
  const { ring, scene, look } = of;
  const { cursor, pins, newest, summary, rows, box } = inspection;
  const pane = paneOf(of);
  return {
    pane,
    look,
    dress: inspection.look === look ? null : dressOf(of),
    ...(cursor && ring.n > 0 && scene.n > 0 ? hitsOf(of, cursor) : { hits: [], nearest: NONE }),
    pins: pins.map((id) => hitOf(of, id)),
    newest: newest
      ? ring.series.map(({ pyramid, start, end }, series) => {
          return briefly(of, hitOf(of, { series, index: pyramid.previousFinite(start, end) }));
        })
      : null,
    summary: summary ? summaryOf(of, pane) : null,
    rows: rows && rowsOf(of, pane, rows),
    box: box && boxOf(scene, box),
  };
}

function paneOf({ ring, scene, choice }: Inspectable): Pane {
  const { plot, projections, start, sides, beyond, still } = scene;
  const { byIndex, x } = projections[0];
  const [oldest, newest] = byIndex ? [ring.start, ring.end - 1] : ring.xExtent();
  return {
    choice,
    n: ring.n,
    plot,
    legendRoom: still.legendRoom,
    category: byIndex,
    x: [x.domain[0] + start, x.domain[1] + start],
    y: projections.map(({ y: { domain } }, k) => ({ side: sides[k], domain })),
    held: ring.n === 0 ? null : [oldest - beyond, newest + beyond],
    start: ring.start,
    end: ring.end,
  };
}

function dressOf({ scene, options, hidden }: Inspectable): Dress {
  return {
    series: options.series.map(
      ({ name, kind, axis, colorHex }): SeriesState => ({
        ...{ name, kind, axis, hidden: hidden.includes(name) },
        color: hexOf(colorHex),
      }),
    ),
    text: scene.theme.text.color,
    xTitle: options.xTitle,
    yTitles: scene.sides.map((side) => axisOptionsOf(options, side).title),
  };
}

/** Indices of the series that are shown. */
const shownIn = ({ ring, options, hidden }: Inspectable): number[] =>
  options.series.flatMap(({ name, kind }, k) => (ring.series[k] && kind !== 'none' && !hidden.includes(name) ? k : []));

/** Of a series; one whose axis is not there has the first. */
const projectionOf = ({ scene: { projections, sides }, options }: Inspectable, series: number) =>
  projections[Math.max(0, sides.indexOf(options.series[series].axis))];

/** x as the scale has it. */
const xOf = ({ ring, scene }: Inspectable, index: number) => (scene.projections[0].byIndex ? index : ring.x.at(index));

/** Of a gap ''. */
const yText = ({ options }: Inspectable, series: number, y: number) =>
  Number.isNaN(y) ? '' : exactNumber(y, axisOptionsOf(options, options.series[series].axis).format, options.locale);

/** A hit with as many digits of y as its axis is worth. */
function briefly(of: Inspectable, hit: Hit | null): Hit | null {
  if (!hit) return null;
  const { domain, transform } = projectionOf(of, hit.series).y;
  const { format } = axisOptionsOf(of.options, of.options.series[hit.series].axis);
  const span = transform === null ? domain[1] - domain[0] : hit.y;
  return { ...hit, yText: briefNumber(hit.y, span, format, of.options.locale) };
}

/** null where there is no such sample in the ring, or it is a gap. */
function hitOf(of: Inspectable, { series, index }: SampleId): Hit | null {
  const { ring, scene, options } = of;
  const isThere = Number.isInteger(index) && index >= ring.start && index < ring.end && options.series[series];
  const y = isThere && ring.series[series]?.y.at(index);
  if (typeof y !== 'number' || Number.isNaN(y)) return null;
  const projection = projectionOf(of, series);
  const x = ring.xAt(index);
  const at = xOf(of, index);
  return {
    ...{ series, index, x, at, y },
    left: position(projection.x, at - scene.start),
    top: position(projection.y, y),
    xText: exactX(x, options),
    yText: yText(of, series, y),
  };
}

/** What is shown of x, and a CSS px more on both sides. */
function inView({ projections: [{ x }], start }: Scene): Interval {
  return [valueAt(x, x.range[0] - 1) + start, valueAt(x, x.range[1] + 1) + start];
}

function hitsOf(of: Inspectable, cursor: Cursor): Pick<Inspected, 'hits' | 'nearest'> {
  const { ring, scene, options } = of;
  const { byIndex, x } = scene.projections[0];
  let at = Number.NaN;
  let walked: Series | undefined;
  let reached = NONE;
  if (cursor.kind === 'point') at = valueAt(x, cursor.left) + scene.start;
  else if (cursor.kind === 'x') at = cursor.x;
  else {
    walked = ring.series[cursor.sample.series];
    if (walked) reached = stepped(walked, cursor.sample.index, cursor.step);
    if (reached !== NONE) at = xOf(of, reached);
  }
  const within = cursor.kind === 'point' && scene.part ? inView(scene) : undefined;
  const indexIn = (k: number) => {
    const series = ring.series[k];
    if (series === walked) return reached;
    return cursor.kind === 'point' && options.series[k].kind === 'scatter'
      ? nearestDot(series, projectionOf(of, k), scene.start, cursor.left, cursor.top, within)
      : nearestAlong(series, at, byIndex, within);
  };
  const hits = shownIn(of).flatMap((series) => hitOf(of, { series, index: indexIn(series) }) ?? []);
  const distances = hits.map((hit) => {
    if (cursor.kind === 'point') return Math.hypot(hit.left - cursor.left, hit.top - cursor.top);
    return ring.series[hit.series] === walked ? NONE : apart(hit.at, at);
  });
  return { hits, nearest: distances.indexOf(Math.min(...distances)) };
}

function summaryOf(of: Inspectable, pane: Pane): Summary {
  const { ring, options } = of;
  const shown = shownIn(of);
  const part = of.scene.part ?? pane.x;
  let [first, end] = samplesWithin(part, ring, pane.category);
  let n = end - first;
  const found = shown.map((): number[] => []);
  if (pane.category || ring.ascending) {
    shown.forEach((k, i) => {
      const { pyramid, y } = ring.series[k];
      const newest = pyramid.previousFinite(first, end);
      if (newest < first) return;
      pyramid.range(first, end);
      found[i] = [y.at(newest), pyramid.low, pyramid.high];
    });
  } else {
    const columns = shown.map((k) => ring.series[k].y);
    n = 0;
    for (let index = ring.start; index < ring.end; index++) {
      const x = ring.x.at(index);
      if (!(x >= part[0] && x <= part[1])) continue;
      if (n++ === 0) first = index;
      end = index + 1;
      columns.forEach((column, i) => {
        const y = column.at(index);
        if (Number.isNaN(y)) return;
        const told = found[i];
        told[0] = y;
        if (!(told[1] <= y)) told[1] = y;
        if (!(told[2] >= y)) told[2] = y;
      });
    }
  }
  const xText = (index: number) => (n > 0 ? exactX(ring.xAt(index), options) : '');
  return {
    n,
    from: xText(first),
    to: xText(end - 1),
    series: shown.map((k, i) => {
      const [newest = '', least = '', most = ''] = found[i].map((y) => yText(of, k, y));
      return { name: options.series[k].name, newest, least, most };
    }),
  };
}

function rowsOf(of: Inspectable, pane: Pane, asked: NonNullable<Inspection['rows']>): Rows {
  const { ring, options } = of;
  const shown = shownIn(of);
  const [start, end] = samplesWithin(of.scene.part ?? pane.x, ring, pane.category);
  const first = Math.max(start, Math.min(Math.floor(asked.first ?? start) || 0, end - 1));
  const count = Math.min(Math.max(Math.floor(asked.count) || 0, 0), MOST_ROWS, end - first);
  const row = (_: unknown, i: number) => ({
    x: exactX(ring.xAt(first + i), options),
    ys: shown.map((k) => yText(of, k, ring.series[k].y.at(first + i))),
  });
  const names = shown.map((k) => options.series[k].name);
  return { first, start, end, names, rows: Array.from({ length: count }, row) };
}

/** What undoes the transform of a picture's own scale, which may not be that of the options any more. */
const inverseOf = ({ transform }: Scale): Transform =>
  Object.values(Y_SCALES).find((scale) => scale.transform === transform)!.invert;

/** What of a scale lies between two places; of those beyond its ends, unless these count, its ends. */
function between(scale: Scale, a: number, b: number, beyond: boolean, invert?: Transform): Interval {
  const [low, high] = beyond
    ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    : [...scale.range].sort((p, q) => p - q);
  const ends = [a, b].map((at) => valueAt(scale, Math.min(Math.max(at, low), high), invert));
  return [Math.min(...ends), Math.max(...ends)];
}

function boxOf({ projections, sides, start }: Scene, { x, y, width, height, beyond = false }: Box): Inspected['box'] {
  const [from, to] = between(projections[0].x, x, x + width, beyond);
  const ofY = projections.map((axis, k) => [sides[k], between(axis.y, y, y + height, beyond, inverseOf(axis.y))]);
  return { x: [from + start, to + start], y: Object.fromEntries(ofY) };
}
