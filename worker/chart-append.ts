/** SeraPlot's universal primitive: one call in, one chart out, as JSON, with the state in the caller's hands. */

import { emptyBatch } from './batch.js';
import { type ChartOptions, checkOption, checkTogether, describe } from './options.js';
import { renderSvg } from './paint-svg.js';
import { Ring } from './ring.js';
import { checkSamples, type Samples, writeSamples } from './samples.js';

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
  xTitle: 'x_title',
  yTitle: 'y_title',
  xFormat: 'x_format',
  yFormat: 'y_format',
  yScale: 'y_scale',
  yMin: 'y_min',
  yMax: 'y_max',
};

/**
 * Appends samples to a window that the caller keeps, and renders it.
 *
 * @param payload JSON: `kind`, `x`, `y`, `prev_x`, `prev_y`, `max_points`, `title`, `color_hex`, `width`, `height`,
 * `span`, `x_scale`, `time_zone`, `x_title`, `y_title`, `x_format`, `y_format`,
 * `y_scale`, `y_min`, `y_max`.
 * @returns JSON: `x` and `y`, the newest `max_points` samples (gaps `null`), to be passed as `prev_x` and `prev_y` to
 * the next call, and `html`, the chart as an SVG string.
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
  options.xScale ??= options.kind === 'scatter' ? 'linear' : 'category';
  const numeric = options.xScale !== 'category';

  checkTogether(options, (name) => OPTION_FIELDS[name]!);
  const ring = new Ring(options.maxPoints, options.span);
  for (const [xName, yName] of [
    ['prev_x', 'prev_y'],
    ['x', 'y'],
  ]) {
    const xs = arrayOf(fields, xName);
    const ys = arrayOf(fields, yName);
    checkSamples(xs, ys, numeric, xName, yName);
    const batch = emptyBatch(xs.length);
    writeSamples(batch, xs, ys, 0, xs.length, numeric);
    ring.append(batch, numeric);
  }
  const { x, y } = ring.toData();
  return JSON.stringify({ x: Array.from<number | string>(x), y: Array.from(y), html: renderSvg(ring, options).svg });
}

function arrayOf(fields: Map<string, unknown>, name: string): Samples {
  const value = fields.has(name) ? fields.get(name) : [];
  if (!Array.isArray(value)) throw new TypeError(`${name} must be an array, got ${describe(value)}`);
  return value;
}
