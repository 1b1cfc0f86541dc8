/** Options as attributes of HTML: their names there, and how they are read. */
import { type ChartOptionsInput, checkOption } from '../worker/options.js';
import { describe } from '../worker/rules.js';

/** The attribute `title` is every element's own. */
const ATTRIBUTES: Record<string, { option: keyof ChartOptionsInput; read(value: string): unknown }> = {
  kind: { option: 'kind', read: String },
  'chart-title': { option: 'title', read: String },
  'max-points': { option: 'maxPoints', read: readNumber },
  span: { option: 'span', read: readNumber },
  color: { option: 'colorHex', read: readColor },
  width: { option: 'width', read: readNumber },
  height: { option: 'height', read: readNumber },
  'x-scale': { option: 'xScale', read: String },
  'time-zone': { option: 'timeZone', read: String },
  locale: { option: 'locale', read: String },
  'x-title': { option: 'xTitle', read: String },
  'y-title': { option: 'yTitle', read: String },
  'x-format': { option: 'xFormat', read: String },
  'y-format': { option: 'yFormat', read: String },
  'y-scale': { option: 'yScale', read: String },
  'y-domain': { option: 'yDomain', read: String },
  'y-min': { option: 'yMin', read: readNumber },
  'y-max': { option: 'yMax', read: readNumber },
  'y2-title': { option: 'y2Title', read: String },
  'y2-format': { option: 'y2Format', read: String },
  'y2-scale': { option: 'y2Scale', read: String },
  'y2-domain': { option: 'y2Domain', read: String },
  'y2-min': { option: 'y2Min', read: readNumber },
  'y2-max': { option: 'y2Max', read: readNumber },
  axes: { option: 'axes', read: readBoolean },
  grid: { option: 'grid', read: readBoolean },
  'line-width': { option: 'lineWidth', read: readNumber },
  smoothing: { option: 'smoothing', read: readNumber },
  series: { option: 'series', read: readSeries },
  legend: { option: 'legend', read: String },
  theme: { option: 'theme', read: String },
  'empty-text': { option: 'emptyText', read: String },
};

/** Every option at its default. */
export const NO_OPTIONS: ChartOptionsInput = Object.fromEntries(
  Object.values(ATTRIBUTES).map(({ option }) => [option, undefined]),
);

export const OPTION_ATTRIBUTES: readonly string[] = Object.keys(ATTRIBUTES);

/**
 * The option that an attribute stands for.
 * @throws TypeError | RangeError naming the attribute.
 */
export function readAttribute(attribute: string, value: string): ChartOptionsInput {
  const { option, read } = ATTRIBUTES[attribute];
  return { [option]: checkOption(option, read(value), attribute) };
}

/** What is no number stays what it is, to be refused by its name. */
export function readNumber(value: string): unknown {
  const number = Number(value);
  return value.trim() === '' || Number.isNaN(number) ? value : number;
}

/** Names between commas. */
function readSeries(value: string): unknown {
  return value.split(',').map((name) => ({ name: name.trim() }));
}

/** `true` and `false`; an attribute without a value is true, as elsewhere in HTML. */
function readBoolean(value: string): unknown {
  if (value === '' || value === 'true') return true;
  return value === 'false' ? false : value;
}

/** Any opaque colour of CSS, or a number. */
function readColor(value: string): unknown {
  const number = readNumber(value);
  if (typeof number === 'number') return number;
  const color = cssColor(value);
  if (color === null) throw new TypeError(`color must be an opaque colour of CSS, got ${describe(value)}`);
  return color;
}

let context: CanvasRenderingContext2D | null = null;

/** An opaque colour of CSS as a number, 24-bit RGB; null for anything else. */
export function cssColor(value: string): number | null {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return null;
  // What can't be read leaves what was there: so it is read twice.
  const [one, other] = ['#000000', '#ffffff'].map((former) => {
    context!.fillStyle = former;
    context!.fillStyle = value;
    return context!.fillStyle;
  });
  return one === other && one.startsWith('#') ? Number.parseInt(one.slice(1), 16) : null;
}
