/** SeraPlot's universal primitive: one call in, one chart out, as JSON, with the state in the caller's hands. */

import { type Batch, columnsIn, emptyBatch } from './batch.js';
import { type ChartOptions, checkOption, complete } from './options.js';
import { renderSvg } from './paint-svg.js';
import { Ring } from './ring.js';
import { describe } from './rules.js';
import { checkSamples, type Samples, takeColumns, takeXs, writeSamples, type Xs } from './samples.js';
import { checkSeries, columnNamesOf, JSON_FIELDS, namesOf, weightsOf } from './series-options.js';
import { type Passed, passOver } from './smoothing.js';

/** The fields that are options, by the names they have here. */
const OPTION_FIELDS: Partial<Record<keyof ChartOptions, string>> = {
  kind: 'kind',
  maxPoints: 'max_points',
  title: 'title',
  colorHex: 'color_hex',
  width: 'width',
  height: 'height',
  span: 'span',
  xScale: 'x_scale',
  timeZone: 'time_zone',
  locale: 'locale',
  xTitle: 'x_title',
  yTitle: 'y_title',
  xFormat: 'x_format',
  yFormat: 'y_format',
  yScale: 'y_scale',
  yDomain: 'y_domain',
  yMin: 'y_min',
  yMax: 'y_max',
  y2Title: 'y2_title',
  y2Format: 'y2_format',
  y2Scale: 'y2_scale',
  y2Domain: 'y2_domain',
  y2Min: 'y2_min',
  y2Max: 'y2_max',
  smoothing: 'smoothing',
  legend: 'legend',
  theme: 'theme',
  emptyText: 'empty_text',
};

/**
 * Appends samples to a window that the caller keeps, and renders it.
 *
 * @param payload JSON: `kind`, `x`, `y`, `prev_x`, `prev_y`, `max_points`, `title`, `color_hex`, `width`, `height`,
 * `span`, `x_scale`, `time_zone`, `locale`, `x_title`, `y_title`, `x_format`, `y_format`,
 * `y_scale`, `y_domain`, `y_min`, `y_max`, the same of `y2_`, `smoothing`, `series` (`name`, `kind`, `axis`, `low`, `color_hex`, `width`, `smoothing`), `legend`, `theme`, `empty_text`. With `series`, `y` and `prev_y`
 * hold an array for each, or are an object of them by name. `x0` and `dx` may stand in the place of `x`: x of sample i of `y` is
 * then x0 + i · dx.
 * @returns JSON: `x` and `y`, the newest `max_points` samples (gaps `null`; with `series` y of each in an array), to be passed as `prev_x` and `prev_y` to
 * the next call, and `html`, the chart as an SVG string; where something is smoothed also `smoothing`, for `prev_smoothing`.
 * @throws TypeError | RangeError naming the field.
 */
export function chartAppend(payload: string): string {
  if (typeof payload !== 'string') throw new TypeError(`payload must be a string of JSON, got ${describe(payload)}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload);
  } catch (cause) {
    throw new TypeError(`payload must be JSON: ${(cause as Error).message.slice(0, 120)}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new TypeError(`payload must be a JSON object, got ${describe(parsed)}`);
  }
  // A Map, so that no field name can reach a prototype.
  const fields = new Map(Object.entries(parsed));
  const options = { axes: true, grid: true, lineWidth: 1.5 } as ChartOptions;

  for (const [name, field] of Object.entries(OPTION_FIELDS) as [keyof ChartOptions, string][]) {
    Object.assign(options, { [name]: checkOption(name, fields.get(field), field) });
  }
  complete(options, checkSeries(fields.get('series'), 'series', JSON_FIELDS), (name) => OPTION_FIELDS[name]!);
  const numeric = options.xScale !== 'category';

  const names = namesOf(options);
  const weights = weightsOf(options);
  const before = stretchesOf(fields.get('prev_smoothing'), weights);
  const ring = new Ring(options.maxPoints, options.span, columnNamesOf(options), weights);
  const batches: Batch[] = [];
  for (const [xName, yName] of [
    ['prev_x', 'prev_y'],
    ['x', 'y'],
  ]) {
    const columns = columnsOf(fields, yName, names);
    const xs = xName === 'x' ? newXs(fields, columns) : arrayOf(fields, xName);
    checkSamples(xs, columns, names, numeric, xName, yName);
    const batch = emptyBatch(xs.length, columns.length);
    writeSamples(batch, xs, columns, 0, xs.length, numeric);
    if (xName === 'prev_x') batch.passed = before;
    ring.append(batch, numeric);
    batches.push(batch);
  }
  const { x, ys } = ring.toData();
  const y = names ? ys.map((column) => Array.from(column)) : Array.from(ys[0]);
  const kept = { x: Array.from<number | string>(x), y, html: renderSvg(ring, options).svg };
  return JSON.stringify(before ? { ...kept, smoothing: leftBehind(batches, ring.n, weights, before) } : kept);
}

/**
 * What was known, before the window that is given, of each series that is smoothed; undefined where none is.
 * @throws TypeError for anything but what a call before gave, or nothing
 */
function stretchesOf(given: unknown, weights: number[]): Passed | undefined {
  if (weights.every((weight) => weight === 0)) return undefined;
  if (given === undefined) return weights.map(() => null);
  const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
  const isStretch = (one: unknown[]) => one.length === 2 && one.every(isNumber) && one[1] >= 0 && one[1] <= 1;
  const fits = (one: unknown) => one === null || (Array.isArray(one) && isStretch(one));
  if (Array.isArray(given) && given.length === weights.length && given.every(fits)) return given;
  throw new TypeError(`prev_smoothing must be what a call before gave as smoothing, got ${describe(given)}`);
}

/** The same before the last `n` samples of batches that follow one another. */
function leftBehind(batches: Batch[], n: number, weights: number[], before: Passed): Passed {
  let gone = batches.reduce((sum, { end }) => sum + end, 0) - n;
  let passed = before;
  for (const batch of batches) {
    const count = Math.min(gone, batch.end);
    if (count > 0) passed = passOver(weights, columnsIn(batch), 0, count, passed);
    gone -= count;
  }
  return passed;
}

function columnsOf(fields: Map<string, unknown>, name: string, names: string[] | null): Samples[] {
  const ys = fields.get(name);
  if (names === null) return [arrayOf(fields, name)];
  // What goes before the first call holds nothing of any series.
  if (ys === undefined || (Array.isArray(ys) && ys.length === 0)) return names.map(() => []);
  return takeColumns(ys, names, name);
}

/** x of the new samples. */
function newXs(fields: Map<string, unknown>, columns: Samples[]): Xs {
  if (!fields.has('x0') && !fields.has('dx')) return arrayOf(fields, 'x');
  if (fields.has('x')) throw new TypeError('x0 and dx stand in the place of x, not beside it');
  return takeXs({ x0: fields.get('x0'), dx: fields.get('dx') }, columns, 'x', 'y');
}

function arrayOf(fields: Map<string, unknown>, name: string): Samples {
  const value = fields.has(name) ? fields.get(name) : [];
  if (!Array.isArray(value)) throw new TypeError(`${name} must be an array, got ${describe(value)}`);
  return value;
}
