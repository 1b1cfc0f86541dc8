/** What a chart of several series is told of each: its name and its look. */
import type { ChartOptions, Kind, Side } from './options.js';
import { SERIES_COLORS } from './palette.js';
import { checkNames, checkValue, describe, type Rule } from './rules.js';

/** A band lies between its own values and those of another series; of 'none' nothing is drawn. */
export type SeriesKind = Kind | 'band' | 'none';

/** What a series looks like, every default filled in. */
export interface SeriesOptions {
  /** Unlike that of every other series of the stream. */
  name: string;
  kind: SeriesKind;
  /** Which axis of y it belongs to. */
  axis: Side;
  /** Of a band the series that is its other edge; '' of others. */
  low: string;
  /** 24-bit RGB. */
  colorHex: number;
  /** CSS px: the pen of lines. */
  width: number;
  /** Weight of what was before, 0 for none. */
  smoothing: number;
}

/** What a user may give; what is `undefined` is that of the chart, and the colour the next of the palette. */
export interface SeriesInput {
  name: string;
  kind?: SeriesKind | undefined;
  axis?: Side | undefined;
  low?: string | undefined;
  colorHex?: number | undefined;
  width?: number | undefined;
  smoothing?: number | undefined;
}

/** More than can be told apart, and as many as a chart paints in a frame. */
export const MOST_SERIES = 64;

const KINDS = ['line', 'scatter', 'step', 'area', 'bar'];
/** Of a series as of a chart without series. */
export const KIND: Rule = { fallback: 'line', choices: KINDS };
export const COLOR: Rule = { fallback: SERIES_COLORS[0], unit: 'integer', min: 0, max: 0xffffff, hex: true };
export const PEN: Rule = { fallback: 1.5, unit: 'CSS px', min: 0.25, max: 64 };
export const SMOOTHING: Rule = { fallback: 0, unit: 'number', min: 0, max: 0.999 };
const NAME: Rule = { fallback: '' };

const FIELDS: Record<keyof SeriesInput, Rule> = {
  name: NAME,
  kind: { fallback: 'line', choices: [...KINDS, 'band', 'none'] },
  axis: { fallback: 'left', choices: ['left', 'right'] },
  low: NAME,
  colorHex: COLOR,
  width: PEN,
  smoothing: SMOOTHING,
};
/** What they are called in JSON. */
export const JSON_FIELDS: Record<keyof SeriesInput, string> = {
  name: 'name',
  kind: 'kind',
  axis: 'axis',
  low: 'low',
  colorHex: 'color_hex',
  width: 'width',
  smoothing: 'smoothing',
};

/**
 * Checks series, without filling in what depends on the chart. `fields` are what the caller calls theirs; where none are
 * given, others are refused.
 * @throws TypeError | RangeError naming the series and the field.
 */
export function checkSeries(
  value: unknown,
  called = 'series',
  fields?: Record<keyof SeriesInput, string>,
): SeriesInput[] | null {
  if (value === undefined) return null;
  const mayBe = `${called} must be an array of 1 to ${MOST_SERIES} series`;
  if (!Array.isArray(value)) throw new TypeError(`${mayBe}, got ${describe(value)}`);
  if (value.length === 0 || value.length > MOST_SERIES) throw new RangeError(`${mayBe}, got one of ${value.length}`);
  const names = new Set<string>();
  const series = value.map((one: unknown, k) => {
    const which = `${called}[${k}]`;
    if (!fields) checkNames(one, Object.keys(FIELDS), which);
    else if (typeof one !== 'object' || one === null) {
      throw new TypeError(`${which} must be an object, got ${describe(one)}`);
    }
    const given = new Map(Object.entries(one as object));
    const checked: Record<string, unknown> = {};
    for (const [field, rule] of Object.entries(FIELDS)) {
      const own = fields?.[field as keyof SeriesInput] ?? field;
      const value = given.get(own);
      if (value !== undefined) checked[field] = checkValue(rule, value, `${which}.${own}`);
    }
    const { name } = checked;
    if (typeof name !== 'string' || name === '' || names.has(name)) {
      throw new TypeError(`${which}.name must be a string that no other series has, got ${describe(name)}`);
    }
    names.add(name);
    return checked as unknown as SeriesInput;
  });
  series.forEach((one, k) => {
    checkEdge(one, names, `${called}[${k}]`);
  });
  return series;
}

/** @throws TypeError where a band has no other edge, or another kind of series has one. */
function checkEdge({ name, kind, low }: SeriesInput, names: Set<string>, which: string): void {
  if (kind !== 'band') {
    if (low) throw new TypeError(`${which}.low is of a series of kind 'band', got ${describe(low)}`);
  } else if (low === undefined || low === name || !names.has(low)) {
    throw new TypeError(`${which}.low must be the name of another series, got ${describe(low)}`);
  }
}

/** Series with all that is omitted filled in; where none were given a single one, without a name. */
export function filledIn(
  given: SeriesInput[] | null,
  { kind, colorHex, lineWidth, smoothing }: Pick<ChartOptions, 'kind' | 'colorHex' | 'lineWidth' | 'smoothing'>,
): SeriesOptions[] {
  if (!given) return [{ name: '', kind, axis: 'left', low: '', colorHex, width: lineWidth, smoothing }];
  return given.map((one, k) => ({
    name: one.name,
    kind: one.kind ?? kind,
    axis: one.axis ?? 'left',
    low: one.low ?? '',
    colorHex: one.colorHex ?? SERIES_COLORS[k % SERIES_COLORS.length],
    width: one.width ?? lineWidth,
    smoothing: one.smoothing ?? smoothing,
  }));
}

/** As the ring knows them: of the one without a name that is ''. */
export const columnNamesOf = ({ series }: Pick<ChartOptions, 'series'>): string[] => series.map(({ name }) => name);

/** Their names; null where they have none. */
export function namesOf(options: Pick<ChartOptions, 'series'>): string[] | null {
  const names = columnNamesOf(options);
  return names[0] === '' ? null : names;
}

export const weightsOf = ({ series }: Pick<ChartOptions, 'series'>): number[] =>
  series.map(({ smoothing }) => smoothing);

/** Whether two charts keep the same columns, smoothed alike. */
export const sameColumns = (a: Pick<ChartOptions, 'series'>, b: Pick<ChartOptions, 'series'>): boolean =>
  sameNames(columnNamesOf(a), columnNamesOf(b)) && a.series.every((one, k) => one.smoothing === b.series[k].smoothing);

/** Options as they are given, with a list of series of their own: the caller's may change. */
export function owned<Given extends { series?: readonly SeriesInput[] | undefined }>(given: Given): Given {
  return given.series ? { ...given, series: given.series.map((one) => ({ ...one })) } : given;
}

type Names = readonly string[] | null | undefined;

export function sameNames(a: Names, b: Names): boolean {
  if (!a || !b) return !a === !b;
  return a.length === b.length && a.every((name, k) => name === b[k]);
}
