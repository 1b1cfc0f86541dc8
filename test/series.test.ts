/** Several series on one x: what they are told by, how they are kept, and what is drawn of them. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { chartAppend, LiveStream } from '../src/index.js';
import { type Batch, emptyBatch } from '../worker/batch.js';
import { legendOf } from '../worker/legend.js';
import { type Kind, type LegendPlace, resolveOptions, type YScaleName } from '../worker/options.js';
import { renderSvg } from '../worker/paint-svg.js';
import { SERIES_COLORS } from '../worker/palette.js';
import { Ring } from '../worker/ring.js';
import { position } from '../worker/scales.js';
import {
  checkSeries,
  columnNamesOf,
  MOST_SERIES,
  type SeriesInput,
  type SeriesKind,
} from '../worker/series-options.js';
import { FONT_SIZE, textWidth } from '../worker/text.js';
import { y as anyY } from './arbitraries.js';
import { errorOf } from './error-of.js';

const ABC = ['a', 'b', 'c'].map((name) => ({ name }));

describe('a ring of several series', () => {
  const names = fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 });
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        of: fc.option(names, { nil: null }),
        rows: fc.array(fc.array(anyY, { minLength: 4, maxLength: 4 }), { maxLength: 30 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ names, capacity: fc.integer({ min: 1, max: 40 }) }) },
    { weight: 1, arbitrary: fc.constant({ clear: true } as const) },
  );

  test('holds of each what a plain list holds, through appends by place and by name, and other series', () => {
    fc.assert(
      fc.property(names, fc.array(step, { maxLength: 20 }), (first, steps) => {
        let ring = new Ring(25, undefined, first);
        let model: Record<string, number>[] = [];
        let capacity = 25;
        let current = first;
        let gaps = 0;
        let x = 0;
        for (const one of steps) {
          if ('clear' in one) {
            ring.clear();
            model = [];
          } else if ('rows' in one) {
            const of = one.of ?? current;
            const batch: Batch = emptyBatch(one.rows.length, of.length);
            one.rows.forEach((row, i) => {
              batch.x[i] = x++;
              of.forEach((_, k) => {
                batch.y[k * one.rows.length + i] = row[k] ?? Number.NaN;
              });
              const taken = current.map((name): [string, number] => {
                const value = of.includes(name) ? (row[of.indexOf(name)] ?? Number.NaN) : Number.NaN;
                return [name, Number.isFinite(value) ? value : Number.NaN];
              });
              if (taken.some(([, value]) => Number.isNaN(value))) gaps++;
              model.push(Object.fromEntries(taken));
            });
            batch.end = one.rows.length;
            if (one.of) batch.names = one.of;
            ring.append(batch, true);
            model = model.slice(-capacity);
          } else {
            ({ capacity, names: current } = one);
            ring = ring.reshaped(capacity, current);
            model = model
              .slice(-capacity)
              .map((row) => Object.fromEntries(current.map((name) => [name, row[name] ?? Number.NaN])));
          }
          const { ys } = ring.toData();
          expect(ys.map((column) => Array.from(column))).toEqual(
            current.map((name) => model.map((row) => row[name] ?? Number.NaN)),
          );
          expect([ring.n, ring.gaps]).toEqual([model.length, gaps]);
          for (const series of ring.series) {
            series.pyramid.range(ring.start, ring.end);
            const values = model.map((row) => row[series.name] ?? Number.NaN).filter((value) => !Number.isNaN(value));
            expect([series.pyramid.low, series.pyramid.high]).toEqual([Math.min(...values), Math.max(...values)]);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('goes on with the one that has no name as the first', () => {
    const ring = new Ring(5);
    ring.append({ ...emptyBatch(2), x: Float64Array.of(1, 2), y: Float64Array.of(3, 4), end: 2 }, true);
    const several = ring.reshaped(5, ['loss', 'accuracy']);
    expect(several.toData().ys).toEqual([Float64Array.of(3, 4), Float64Array.of(Number.NaN, Number.NaN)]);
    expect(several.reshaped(5, ['']).toData().ys).toEqual([Float64Array.of(3, 4)]);
  });
});

describe('what is said of series', () => {
  it.each([
    [[], RangeError, 'series must be an array of 1 to 64 series, got one of 0'],
    [Array.from({ length: 1000 }, (_, k) => ({ name: `${k}` })), RangeError, 'got one of 1000'],
    [[{ name: 'a' }, { name: 'a' }], TypeError, 'series[1].name must be a string that no other series has, got "a"'],
    [[{}], TypeError, 'series[0].name must be a string that no other series has, got undefined'],
    [[{ name: '' }], TypeError, 'series[0].name must be'],
    [[{ name: 5 }], TypeError, 'series[0].name must be a string, got 5'],
    [['loss'], TypeError, 'the options of series[0] must be an object, got "loss"'],
    [[{ name: 'a', color: 1 }], TypeError, '"color" is not an option of series[0]; did you mean \'colorHex\'?'],
    [[{ name: 'a', kind: 'pie' }], TypeError, "'area' or 'bar' or 'band' or 'none', got \"pie\""],
    [
      [{ name: 'a' }, { name: 'b', colorHex: -1 }],
      RangeError,
      'series[1].colorHex must be an integer from 0 to 0xFFFFFF',
    ],
    [[{ name: 'a', width: 100 }], RangeError, 'series[0].width must be a number of CSS px from 0.25 to 64, got 100'],
  ])('%j', (series, type, message) => {
    const error = errorOf(() => resolveOptions({ series: series as never }, 'test'));
    expect(error).toBeInstanceOf(type);
    expect(error.message).toContain(message);
    expect(errorOf(() => new LiveStream({ series: series as never })).message).toBe(error.message);
  });

  test('is filled in from the chart, and the colours from the palette', () => {
    const { series, xScale } = resolveOptions(
      { kind: 'step', lineWidth: 3, series: [...ABC, { name: 'd', colorHex: 5 }] },
      'test',
    );
    expect(series.map(({ colorHex }) => colorHex)).toEqual([...SERIES_COLORS.slice(0, 3), 5]);
    expect(series.every(({ kind, width }) => kind === 'step' && width === 3)).toBe(true);
    expect(xScale).toBe('category');
    expect(resolveOptions({ series: [{ name: 'a' }, { name: 'b', kind: 'scatter' }] }, 'test').xScale).toBe('linear');
    expect(checkSeries(Array.from({ length: MOST_SERIES }, (_, k) => ({ name: `${k}` })))).toHaveLength(MOST_SERIES);
  });

  test('in chartAppend has its own names for the fields, and others are ignored', () => {
    const call = (series: unknown) => chartAppend(JSON.stringify({ series, x: [1], y: [[1]] }));
    expect(call([{ name: 'a', color_hex: 255, more: 1 }])).toContain('#0000ff');
    expect(() => call([{ name: 'a', color_hex: -1 }])).toThrow(/^series\[0\]\.color_hex must be/);
    expect(() => call([null])).toThrow(new TypeError('series[0] must be an object, got null'));
  });
});

/** Three columns, the second of which was never set. */
function holed(column: number[]): number[][] {
  const columns: number[][] = Array(3);
  columns[0] = columns[2] = column;
  return columns;
}

describe('what comes for series', () => {
  const stream = () => new LiveStream({ series: ABC, xScale: 'linear' });

  test('is given in their order or by their names, and what is left out of an object is a gap', async () => {
    const one = stream();
    one.push(1, [1, 2, 3]);
    one.push(2, Float64Array.of(4, 5, 6));
    one.push(3, { c: 9, a: 7 });
    one.push(4, {});
    one.extend([5, 6], [[1, 2], Float32Array.of(3, 4), [null, undefined]]);
    one.extend([7, 8], { b: [5, 6] });
    one.extend([], [[], [], []]);
    const { x, y, ys } = await one.data();
    const gap = Number.NaN;
    expect(ys!.map((column) => Array.from(column))).toEqual([
      [1, 4, 7, gap, 1, 2, gap, gap],
      [2, 5, gap, gap, 3, 4, 5, 6],
      [3, 6, 9, gap, gap, gap, gap, gap],
    ]);
    expect(Array.from(x)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(y).toEqual(ys![0]);
    expect(await one.stats()).toMatchObject({ pushed: 8, received: 8, gaps: 6 });
    await one.close();
  });

  it.each<[string, (stream: LiveStream) => void, ErrorConstructor, string]>([
    ['too few', (s) => s.push(1, [1, 2]), RangeError, 'y must hold a number for each of the 3 series, got 2'],
    ['too many', (s) => s.push(1, [1, 2, 3, 4]), RangeError, 'got 4'],
    [
      'a number',
      (s) => s.push(1, 5),
      TypeError,
      'y must be an array with a number for each series, or an object of them by name, got 5',
    ],
    ['nothing', (s) => s.push(1, null), TypeError, 'got null'],
    [
      'an unknown name',
      (s) => s.push(1, { aa: 1 }),
      TypeError,
      '"aa" is not a series of this stream; did you mean \'a\'?',
    ],
    [
      'a text',
      (s) => s.push(1, ['1', 2, 3] as never),
      TypeError,
      'y["a"] must be a number, or null for a gap, got "1"',
    ],
    ['a text by name', (s) => s.push(1, { b: '1' } as never), TypeError, 'y["b"] must be a number'],
    [
      'one column',
      (s) => s.extend([1, 2, 3], [1, 2, 3]),
      TypeError,
      'ys["a"] must be an array or a typed array, got 1',
    ],
    [
      'a typed array',
      (s) => s.extend([1, 2, 3], Float64Array.of(1, 2, 3)),
      TypeError,
      'ys must be an array with a column for each series',
    ],
    [
      'two columns',
      (s) => s.extend([1], [[1], [2]]),
      RangeError,
      'ys must hold a column for each of the 3 series, got 2',
    ],
    [
      'unequal lengths',
      (s) => s.extend([1, 2], [[1, 2], [1], [1, 2]]),
      RangeError,
      'xs and ys["b"] must be equally long, got 2 and 1 samples',
    ],
    ['unknown columns', (s) => s.extend([1], { d: [1] }), TypeError, '"d" is not a series'],
    ['a text in a column', (s) => s.extend([1], { c: ['x' as never] }), TypeError, 'ys["c"][0] must be a number'],
    ['a hole', (s) => s.extend([1, 2, 3], holed([1, 2, 3]) as never), TypeError, 'ys["b"] must be an array'],
    ['a Map', (s) => s.push(1, new Map([['a', 1]]) as never), TypeError, 'got an object'],
    ['a promise', (s) => s.push(1, Promise.resolve([1, 2, 3]) as never), TypeError, 'got an object'],
    ['a Date', (s) => s.push(1, new Date() as never), TypeError, 'got an object'],
    ['a Map of columns', (s) => s.extend([1], new Map() as never), TypeError, 'got an object'],
  ])('is refused whole: %s', async (_, act, type, message) => {
    const one = stream();
    const error = errorOf(() => act(one));
    expect(error).toBeInstanceOf(type);
    expect(error.message).toContain(message);
    expect((await one.data()).x).toHaveLength(0);
    await one.close();
  });

  test('is not taken for others because a list that was given has changed since', async () => {
    const series = [{ name: 'a' }];
    const one = new LiveStream({ series });
    series.push({ name: 'b' });
    one.configure({ title: 'Title' });
    one.push(1, [2]);
    expect((await one.data()).ys).toEqual([Float64Array.of(2)]);
    await one.close();
  });

  test('is taken by place or name as series come and go, in the order in which all that was said', async () => {
    const one = stream();
    one.push(1, [1, 2, 3]);
    one.configure({ series: [{ name: 'c' }, { name: 'new' }] });
    one.push(2, { new: 5, c: 4 });
    expect(() => one.push(3, { a: 1 })).toThrow(/"a" is not a series/);
    one.configure({ series: undefined });
    one.push(3, 6);
    one.configure({ series: [{ name: 'x' }, { name: 'y' }] });
    one.push(4, [7, 8]);
    const { ys } = await one.data();
    expect(ys!.map((column) => Array.from(column))).toEqual([
      [3, 4, 6, 7],
      [Number.NaN, Number.NaN, Number.NaN, 8],
    ]);
    await one.close();
  });
});

test('the law holds for several series, however their samples are given and cut', async () => {
  const call = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.array(anyY, { minLength: 3, maxLength: 3 })), {
    maxLength: 12,
  });
  const look = fc.record({
    maxPoints: fc.integer({ min: 1, max: 30 }),
    width: fc.integer({ min: 1, max: 900 }),
    height: fc.integer({ min: 1, max: 500 }),
    title: fc.constantFrom('', 'Title'),
    legend: fc.constantFrom<LegendPlace>('outside', 'inside', 'hidden'),
    smoothing: fc.constantFrom(0, 0, 0.8),
    kind: fc.constantFrom<Kind>('line', 'scatter', 'step', 'area', 'bar'),
    y2Title: fc.constantFrom('', 'Rate'),
    y2Format: fc.constantFrom('', '{.2f}'),
    y2Scale: fc.constantFrom<'linear' | 'symlog'>('linear', 'symlog'),
    y2Min: fc.constantFrom(undefined, -2.5),
    y2Max: fc.constantFrom(undefined, 3),
    series: fc
      .uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 })
      .chain((names) =>
        fc.tuple(
          ...names.map((name) =>
            fc.record(
              {
                name: fc.constant(name),
                kind: fc.constantFrom<SeriesKind>('line', 'scatter', 'step', 'area', 'bar', 'band', 'none'),
                axis: fc.constantFrom<'left' | 'right'>('left', 'right'),
                colorHex: fc.integer({ min: 0, max: 0xffffff }),
                width: fc.constantFrom(0.25, 1.5, 8),
                smoothing: fc.constantFrom(0, 0.5, 0.99),
              },
              { requiredKeys: ['name'] },
            ),
          ),
        ),
      )
      .map((all) =>
        all.map((one, k): SeriesInput => {
          if (one.kind !== 'band') return one;
          return all.length > 1 ? { ...one, low: all[(k + 1) % all.length].name } : { ...one, kind: 'area' };
        }),
      ),
  });
  await fc.assert(
    fc.asyncProperty(look, fc.array(call, { minLength: 1, maxLength: 5 }), async (options, calls) => {
      const stream = new LiveStream(options);
      const names = options.series.map(({ name }) => name);
      const { maxPoints, series, y2Title, y2Format, y2Scale, y2Min, y2Max, ...rest } = options;
      const fields = {
        ...rest,
        ...{ y2_title: y2Title, y2_format: y2Format, y2_scale: y2Scale, y2_min: y2Min, y2_max: y2Max },
        max_points: maxPoints,
        series: series.map(({ colorHex, ...one }) => ({ ...one, color_hex: colorHex })),
      };
      let answer = { x: [] as number[], y: [] as unknown, html: '', smoothing: undefined };
      calls.forEach((samples, i) => {
        const columns = names.map((_, k) => samples.map(([, row]) => row[k]));
        const byName = Object.fromEntries(names.map((name, k) => [name, columns[k]]));
        const xs = samples.map(([x]) => x);
        if (i % 3 === 0) for (const [x, row] of samples) stream.push(x, row.slice(0, names.length));
        else stream.extend(xs, i % 3 === 1 ? columns : byName);
        const payload = {
          ...fields,
          x: xs,
          y: i % 2 === 0 ? columns : byName,
          prev_x: answer.x,
          prev_y: answer.y,
          prev_smoothing: answer.smoothing,
        };
        answer = JSON.parse(chartAppend(JSON.stringify(payload)));
      });
      const [{ x, ys }, { svg }] = await Promise.all([stream.data(), stream.render({ format: 'svg' })]);
      expect(Array.from(x, (value) => Number(value) + 0)).toEqual(answer.x);
      expect(ys!.map((column) => Array.from(column, (value) => (Number.isNaN(value) ? null : value + 0)))).toEqual(
        answer.y,
      );
      expect(svg).toBe(answer.html);
      await stream.close();
    }),
    { numRuns: 600 },
  );
});

describe('the legend', () => {
  const looks = (names: string[]) =>
    names.map((name, k) => ({ name, kind: 'line' as const, pen: 1.5, color: `#00000${k % 10}` }));

  test('never overlaps, leaves the picture, or takes more than its share of it', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 64 }),
        fc.integer({ min: 160, max: 2000 }),
        fc.integer({ min: 120, max: 900 }),
        (names, width, height) => {
          const { items, height: taken } = legendOf(looks(names), { left: 12, right: width - 12, height, top: 38 });
          expect(taken).toBeLessThanOrEqual(Math.max(26, height / 4));
          let [x, y] = [0, 0];
          for (const item of items) {
            const { label } = item;
            if (item.y !== y) [x, y] = [0, item.y];
            // Rounded to hundredths.
            expect(item.from).toBeGreaterThanOrEqual(x - 0.01);
            expect(label.x).toBeGreaterThanOrEqual(item.to);
            x = label.x + textWidth(label.text, FONT_SIZE);
            expect(x).toBeLessThanOrEqual(width);
          }
          const left = names.length - items.length;
          if (left > 0) expect(items.at(-1)!.label.text).toBe(`+${left + 1}`);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('inside lies within the plot, above all data, whatever their scale', () => {
    let shown = 0;
    fc.assert(
      fc.property(
        fc.record({
          names: fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), {
            minLength: 1,
            maxLength: 9,
          }),
          ys: fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 5 }),
          yScale: fc.constantFrom<YScaleName>('linear', 'log', 'symlog'),
          width: fc.integer({ min: 100, max: 1200 }),
          height: fc.integer({ min: 100, max: 700 }),
        }),
        ({ names, ys, ...look }) => {
          const series = names.map((name) => ({ name }));
          const options = resolveOptions({ ...look, series, legend: 'inside' }, 'test');
          const ring = new Ring(9, undefined, columnNamesOf(options));
          const batch = emptyBatch(ys.length, names.length);
          batch.y.set(names.flatMap(() => ys));
          batch.end = ys.length;
          ring.append(batch, false);
          const { scene } = renderSvg(ring, options);
          const { plot, legend, projections } = scene;
          for (const { from, y, label } of legend) {
            shown++;
            expect(from).toBeGreaterThanOrEqual(plot.x);
            expect(label.x + textWidth(label.text, FONT_SIZE)).toBeLessThanOrEqual(plot.x + plot.width);
            expect(y).toBeGreaterThan(plot.y);
            expect(y).toBeLessThan(plot.y + plot.height);
            // What is half as high as the plot is not given more.
            const highest = position(projections[0].y, Math.max(...ys));
            if (plot.height > 120) expect(highest).toBeGreaterThan(y + FONT_SIZE * 0.35 - 0.03);
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(shown).toBeGreaterThan(2000);
  });

  test('is in the SVG, escaped, and can be hidden', async () => {
    const series = [{ name: '<script>' }, { name: 'b', kind: 'scatter' as const }];
    const svgOf = (more: object) =>
      chartAppend(
        JSON.stringify({
          series,
          x: [1, 2],
          y: [
            [1, 2],
            [2, 1],
          ],
          ...more,
        }),
      );
    expect(svgOf({})).toContain('&lt;script&gt;');
    expect(svgOf({})).not.toContain('<script>');
    expect(svgOf({ legend: 'hidden' })).not.toContain('script');
  });
});

describe('the palette', () => {
  const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const rgbOf = (hex: number) => [hex >> 16, (hex >> 8) & 255, hex & 255].map((value) => linear(value / 255));
  const luminance = ([r, g, b]: number[]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

  test('is seen on white and on near-black', () => {
    for (const color of SERIES_COLORS) {
      const y = luminance(rgbOf(color));
      expect(contrast(y, 1)).toBeGreaterThanOrEqual(3);
      expect(contrast(y, luminance(rgbOf(0x0b0d12)))).toBeGreaterThanOrEqual(3);
    }
  });

  /** What eyes see that lack a kind of cones (Machado, Oliveira, Fernandes, 2009, severity 1). */
  const EYES: Record<string, number[][]> = {
    usual: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    protan: [
      [0.152286, 1.052583, -0.204868],
      [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    deutan: [
      [0.367322, 0.860646, -0.227968],
      [0.280085, 0.672501, 0.047413],
      [-0.01182, 0.04294, 0.968881],
    ],
    tritan: [
      [1.255528, -0.076749, -0.178779],
      [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.3039],
    ],
  };
  const times = (matrix: number[][], v: number[]) =>
    matrix.map((row) => row.reduce((sum, value, i) => sum + value * v[i], 0));
  /** Ottosson's Oklab, where 0.02 can just be told apart. */
  const oklab = (rgb: number[]) => {
    const cones = times(
      [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
      ],
      rgb,
    );
    return times(
      [
        [0.2104542553, 0.793617785, -0.0040720468],
        [1.9779984951, -2.428592205, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.808675766],
      ],
      cones.map(Math.cbrt),
    );
  };

  it.each([
    ['usual', 0.15],
    ['protan', 0.08],
    ['deutan', 0.08],
    ['tritan', 0.06],
  ])('stays apart for %s eyes', (eyes, least) => {
    const seen = SERIES_COLORS.map((color) =>
      oklab(times(EYES[eyes], rgbOf(color)).map((value) => Math.min(1, Math.max(0, value)))),
    );
    for (const [i, a] of seen.entries()) {
      for (const b of seen.slice(0, i)) expect(Math.hypot(...a.map((value, k) => value - b[k]))).toBeGreaterThan(least);
    }
  });
});

test('each series has in the SVG the path that it has alone', () => {
  const [x, a, b] = [
    [0, 1, 2, 3],
    [0, 1, 0.5, null],
    [1, 0, 1, 0.2],
  ];
  const look = { x_scale: 'linear', y_min: 0, y_max: 1, legend: 'hidden', x };
  const paths = (more: object) => {
    const { html } = JSON.parse(chartAppend(JSON.stringify({ ...look, ...more })));
    return [...html.matchAll(/<path d="([^"]*)" fill="none" stroke="(#(?!8a909c)\w+)"/g)].map(([, path, color]) => [
      path,
      color,
    ]);
  };
  const [[pathA]] = paths({ y: a, kind: 'step' });
  const [[pathB]] = paths({ y: b });
  const series = [
    { name: 'a', kind: 'step' },
    { name: 'b', color_hex: 0x112233 },
  ];
  expect(paths({ y: [a, b], series })).toEqual([
    [pathA, '#6366f1'],
    [pathB, '#112233'],
  ]);
  expect(columnNamesOf(resolveOptions({ series: [{ name: 'a' }] }, 'test'))).toEqual(['a']);
});
