/** Random samples, streams and ways of cutting them, for property tests. */
import fc from 'fast-check';
import type { Kind } from '../worker/options.js';

/** A number in any magnitude, or the small ones that meet often. */
const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -5, max: 5 }));

const label = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', '<b>', '&amp;', '\ud800', '2024-01-01'),
);

/** x on a category scale, without Dates. */
export const x: fc.Arbitrary<number | string> = fc.oneof(number, label);

/** y as users give it: numbers, and gaps of every kind. */
export const y: fc.Arbitrary<number | null> = fc.oneof(
  { weight: 6, arbitrary: number },
  { weight: 1, arbitrary: fc.constantFrom(null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);

/** What both chartAppend and LiveStream take as options. */
const look = {
  title: fc.oneof(fc.constant(''), fc.string({ unit: 'binary', maxLength: 12 })),
  maxPoints: fc.integer({ min: 1, max: 60 }),
  colorHex: fc.integer({ min: 0, max: 0xffffff }),
  width: fc.oneof(fc.integer({ min: 1, max: 1200 }), fc.double({ min: 0.5, max: 1200, noNaN: true })),
  height: fc.integer({ min: 1, max: 600 }),
};

/** A date as a user's x; JSON has none, so its ISO form (or epoch ms) stands for it there. */
const date = fc.date({ noInvalidDate: true });

/** A chart and the calls that its samples come in. */
export const streamCase = fc.oneof(
  fc.record({
    options: fc.record({ kind: fc.constant('line' as const), ...look }),
    calls: fc.array(fc.array(fc.tuple(fc.oneof(x, date), y), { maxLength: 25 }), { maxLength: 6 }),
  }),
  fc.record({
    options: fc.record({ kind: fc.constant('scatter' as const), ...look }),
    calls: fc.array(fc.array(fc.tuple(fc.oneof(number, date), y), { maxLength: 25 }), { maxLength: 6 }),
  }),
  fc.record({
    options: fc
      .record({
        kind: fc.constantFrom<Kind>('line', 'scatter', 'step', 'area', 'bar'),
        xScale: fc.constantFrom<'time' | 'linear' | 'category'>('time', 'time', 'time', 'linear', 'category'),
        timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia'),
        locale: fc.constantFrom('', '', 'de-DE', 'hi-IN', 'ar-EG', 'ja'),
        span: fc.option(fc.double({ min: 1e-3, max: 1e4, noNaN: true }), { nil: undefined }),
        xTitle: fc.string({ unit: 'binary', maxLength: 12 }),
        yTitle: fc.constantFrom('', 'Temperature & more'),
        xFormat: fc.constantFrom('', '{,.2f}', '{s} m'),
        yFormat: fc.constantFrom('', '{%}', '{~s}B'),
        yScale: fc.constantFrom<'linear' | 'log' | 'symlog'>('linear', 'log', 'symlog'),
        theme: fc.constantFrom<'neutral' | 'light' | 'dark' | 'system'>('neutral', 'light', 'dark', 'system'),
        emptyText: fc.constantFrom('No data', '', '<none> & nothing'),
        yMin: fc.option(fc.double({ max: -1e-9, noNaN: true, noDefaultInfinity: true }), { nil: undefined }),
        yMax: fc.option(fc.double({ min: 1e-9, noNaN: true, noDefaultInfinity: true }), { nil: undefined }),
        ...look,
      })
      .map(({ span, ...options }) => (options.xScale === 'category' ? options : { ...options, span }))
      .map(({ yMin, ...options }) => ({
        ...options,
        yMin: options.yScale === 'log' && yMin !== undefined ? 1e-10 : yMin,
      })),
    calls: fc.array(fc.array(fc.tuple(fc.oneof(number, date), y), { maxLength: 25 }), { maxLength: 6 }),
  }),
);

export type StreamCase = typeof streamCase extends fc.Arbitrary<infer Case> ? Case : never;
