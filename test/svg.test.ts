// @vitest-environment jsdom
/** The SVG of a window: true to the samples, well-formed whatever they are, and nothing but shapes and text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyBatch } from '../worker/batch.js';
import { type ChartOptionsInput, type Kind, resolveOptions } from '../worker/options.js';
import { renderSvg } from '../worker/paint-svg.js';
import { Ring } from '../worker/ring.js';
import { type Samples, writeSamples } from '../worker/samples.js';
import type { Scene } from '../worker/scene.js';
import { shortenText, TITLE_SIZE, textWidth } from '../worker/text.js';

const RUNS = { numRuns: 1000 };
const FONT_SIZE = 12;

interface Drawn {
  svg: string;
  scene: Scene;
}

function draw(xs: Samples, ys: Samples, given: ChartOptionsInput = {}): Drawn {
  const options = resolveOptions(given, 'draw');
  const numeric = options.xScale !== 'category';
  const ring = new Ring(options.maxPoints);
  const batch = emptyBatch(xs.length);
  writeSamples(batch, xs, [ys], 0, xs.length, numeric);
  ring.append(batch, numeric);
  return renderSvg(ring, options);
}

type Point = [x: number, y: number];

/** The path of the series: the one with round joins. */
const markPath = (svg: string): string => svg.match(/<path d="([^"]*)"[^>]*stroke-linejoin="round"/)?.[1] ?? '';

/** The subpaths of the series; a dot of no length is one point. */
function subpathsOf(svg: string): Point[][] {
  const subpaths: Point[][] = [];
  for (const [, command, x, y] of markPath(svg).matchAll(/([ML])(\S+?) ([^MLh]+)/g)) {
    if (command === 'M') subpaths.push([]);
    subpaths[subpaths.length - 1].push([Number(x), Number(y)]);
  }
  return subpaths.map((points) =>
    points.length === 2 && String(points[0]) === String(points[1]) ? [points[0]] : points,
  );
}

/** Attributes that each element may have, and no other elements. */
const GRAMMAR: Record<string, string[]> = {
  svg: ['width', 'height', 'viewBox', 'xmlns'],
  g: ['font-family', 'font-size', 'font-weight', 'fill'],
  path: ['d', 'fill', 'stroke', 'stroke-opacity', 'stroke-width', 'stroke-linejoin', 'stroke-linecap'],
  text: ['x', 'y', 'text-anchor', 'transform'],
};
const NUMBER = '-?\\d+(?:\\.\\d{1,2})?';
const PATH = new RegExp(`^(?:[ML]${NUMBER} ${NUMBER}|[HV]${NUMBER}|h0)*$`);
const TURNED = new RegExp(`^rotate\\(-90 ${NUMBER} ${NUMBER}\\)$`);
const COORDINATE = new RegExp(`^${NUMBER}$`);

function parse(svg: string): Element {
  const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
  if (documentElement.nodeName === 'parsererror' || documentElement.querySelector('parsererror')) {
    throw new Error(`not well-formed: ${svg.slice(0, 500)}`);
  }
  return documentElement;
}

/** What every SVG of a chart keeps to. @returns its root. */
function expectGrammar(svg: string, { width, height }: { width: number; height: number }): Element {
  const start = `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  expect(svg.slice(0, start.length)).toBe(start);
  const root = parse(svg);
  const strangers: string[] = [];
  for (const element of [root, ...root.querySelectorAll('*')]) {
    const { nodeName } = element;
    if (element.namespaceURI !== 'http://www.w3.org/2000/svg' || !(nodeName in GRAMMAR)) strangers.push(nodeName);
    if (nodeName === 'svg' && element !== root) strangers.push('nested svg');
    for (const { name, value } of element.attributes) {
      if (!GRAMMAR[nodeName]?.includes(name)) strangers.push(`${nodeName} ${name}`);
      if (name === 'transform' && !TURNED.test(value)) strangers.push(`transform ${value}`);
      if (name === 'd' && !PATH.test(value)) strangers.push(`d ${value.slice(0, 200)}`);
      if ((name === 'x' || name === 'y') && !COORDINATE.test(value)) strangers.push(`${name} ${value}`);
      if ((name === 'fill' || name === 'stroke') && !/^(none|#[0-9a-f]{6})$/.test(value)) strangers.push(value);
      if (/^(stroke-width|stroke-opacity|font-size|font-weight)$/.test(name) && !(Number(value) > 0)) {
        strangers.push(`${name} ${value}`);
      }
    }
  }
  expect(strangers).toEqual([]);
  return root;
}

describe('sparse coordinates, mapped back through plot and domain, are the samples', () => {
  const size = fc.record({
    width: fc.double({ min: 300, max: 2000, noNaN: true }),
    height: fc.double({ min: 100, max: 1200, noNaN: true }),
  });
  const look = fc.record({
    axes: fc.boolean(),
    grid: fc.boolean(),
    title: fc.constantFrom('', 'Sensor'),
    lineWidth: fc.constantFrom(0.25, 1.5, 3, 16),
  });
  const scaled = (values: fc.Arbitrary<number>) =>
    fc
      .tuple(fc.double({ min: -100, max: 100, noNaN: true }), fc.integer({ min: -200, max: 200 }))
      .chain(([offset, exponent]) => values.map((value) => (offset + value) * 10 ** exponent));
  /** Steps of at least a pixel in pictures of these sizes, from epochs in ms to billionths. */
  const columns = fc
    .record({
      steps: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 28 }),
      origin: fc.constantFrom(0, -50, 1_700_000_000_000, 1e-3),
      unit: fc.constantFrom(1, 1000, 86_400_000, 0.125),
    })
    .chain(({ steps, origin, unit }) => {
      let at = 0;
      const xs = steps.map((step) => {
        at += step;
        return origin + at * unit;
      });
      const y = scaled(fc.double({ min: -1, max: 1, noNaN: true }));
      const ys = fc.array(fc.oneof({ weight: 5, arbitrary: y }, { weight: 1, arbitrary: fc.constant(null) }), {
        minLength: xs.length,
        maxLength: xs.length,
      });
      return ys.map((ys) => ({ xs, ys }));
    });

  /** Distance in CSS px between a coordinate and where its sample is, by plot and domain alone. */
  function distance(point: Point, [x, y]: Point, { plot, domain }: Scene): number {
    const back = (share: number, [min, max]: [number, number]) => min + share * (max - min);
    const xBack = back((point[0] - plot.x) / plot.width, domain.x);
    const yBack = back((plot.y + plot.height - point[1]) / plot.height, domain.y);
    return Math.max(
      (Math.abs(xBack - x) / (domain.x[1] - domain.x[0])) * plot.width,
      (Math.abs(yBack - y) / (domain.y[1] - domain.y[0])) * plot.height,
    );
  }

  function stretchesOf(xs: number[], ys: (number | null)[]): Point[][] {
    const stretches: Point[][] = [[]];
    ys.forEach((y, i) => {
      if (y === null) stretches.push([]);
      else stretches[stretches.length - 1].push([xs[i], y]);
    });
    return stretches.filter((stretch) => stretch.length > 0);
  }

  test.each([
    ['a line by category', { kind: 'line', xScale: 'category' }],
    ['a line by number', { kind: 'line', xScale: 'linear' }],
    ['a scatter by number', { kind: 'scatter', xScale: 'linear' }],
    ['a scatter by category', { kind: 'scatter', xScale: 'category' }],
  ] as const)('of %s, within 0.01 px', (_, shape) => {
    fc.assert(
      fc.property(columns, size, look, ({ xs, ys }, size, look) => {
        const { svg, scene } = draw(xs, ys, { ...size, ...look, ...shape });
        const positions = shape.xScale === 'category' ? xs.map((_, i) => i) : xs;
        const stretches = stretchesOf(positions, ys);
        const expected = shape.kind === 'line' ? stretches : stretches.flat().map((point) => [point]);
        const drawn = subpathsOf(svg);
        expect(drawn.map((points) => points.length)).toEqual(expected.map((points) => points.length));
        const off = drawn.flat().map((point, i) => distance(point, expected.flat()[i], scene));
        expect(off.filter((distance) => !(distance <= 0.01))).toEqual([]);
      }),
      RUNS,
    );
  });

  test('lie on the plot, and the plot in the picture', () => {
    fc.assert(
      fc.property(columns, size, look, fc.constantFrom('line', 'scatter'), ({ xs, ys }, size, look, kind) => {
        const { svg, scene } = draw(xs, ys, { ...size, ...look, kind: kind as 'line' | 'scatter' });
        const { x, y, width, height } = scene.plot;
        const outside = subpathsOf(svg)
          .flat()
          .filter(([px, py]) => px < x - 0.01 || px > x + width + 0.01 || py < y - 0.01 || py > y + height + 0.01);
        expect(outside).toEqual([]);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(size.width + 0.01);
        expect(y + height).toBeLessThanOrEqual(size.height + 0.01);
      }),
      RUNS,
    );
  });
});

describe('whatever the window and the options', () => {
  const nextUp = (value: number) => value + Math.max(Math.abs(value) * Number.EPSILON, Number.MIN_VALUE);
  const hostileNumber = fc.oneof(
    fc.constantFrom(0, -0, 1, -1, 5e-324, -5e-324, 2 ** -1022, 1e308, -1e308, Number.MAX_VALUE, -Number.MAX_VALUE),
    fc.constantFrom(1e-300, 1e300, 1_700_000_000_000, nextUp(1_700_000_000_000), 0.1, nextUp(0.1), 1, nextUp(1)),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -1000, max: 1000 }),
  );
  const gap = fc.constantFrom(null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
  const label = fc.oneof(
    fc.constantFrom(
      '',
      '<b>',
      '"',
      "'",
      '&amp;',
      ']]>',
      '<!--',
      '\0',
      '\ud800',
      '\uffff',
      'مرحبا',
      '漢字',
      'x'.repeat(999),
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  type Window = [x: number | string, y: number | null][];
  const pairs = (
    x: fc.Arbitrary<number | string>,
    y: fc.Arbitrary<number | null>,
    minLength = 0,
  ): fc.Arbitrary<Window> => fc.array(fc.tuple(x, y), { minLength, maxLength: 12 });
  const anyY = fc.oneof({ weight: 4, arbitrary: hostileNumber }, { weight: 1, arbitrary: gap });
  const window = fc.oneof(
    pairs(hostileNumber, anyY),
    pairs(hostileNumber, gap),
    hostileNumber.chain((x) => pairs(fc.constant(x), anyY)),
    hostileNumber.chain((y) => pairs(hostileNumber, fc.constant(y))),
    hostileNumber.chain((y) => pairs(hostileNumber, fc.constantFrom(y, Number.isFinite(nextUp(y)) ? nextUp(y) : y), 2)),
    hostileNumber.chain((x) => pairs(fc.constantFrom(x, Number.isFinite(nextUp(x)) ? nextUp(x) : x), hostileNumber, 2)),
    pairs(hostileNumber, anyY, 1).map((window) => window.slice(0, 1)),
    fc.constant<Window>([]),
    pairs(label, anyY),
  );
  const side = fc.oneof(
    fc.constantFrom(0.001, 0.01, 0.5, 1, 3.333, 20.125, 24, 47.99, 48, 50.111, 71.999, 72, 90, 300, 900, 16_384),
    fc.double({ min: 0.001, max: 200, noNaN: true }),
    fc.double({ min: 0.001, max: 16_384, noNaN: true }),
  );
  const options = fc.record({
    kind: fc.constantFrom<'line' | 'scatter' | 'step'>('line', 'scatter', 'step'),
    xScale: fc.constantFrom<'category' | 'linear' | 'time'>('category', 'linear', 'time'),
    axes: fc.boolean(),
    grid: fc.boolean(),
    title: fc.oneof(fc.constantFrom('', 'Sensor', ' ', '\n', '<i>', 'long '.repeat(300)), label),
    lineWidth: fc.oneof(fc.constantFrom(0.25, 1.5, 64), fc.double({ min: 0.25, max: 64, noNaN: true })),
    colorHex: fc.integer({ min: 0, max: 0xffffff }),
    width: side,
    height: side,
  });
  const chart = fc
    .tuple(window, options)
    .map(([window, options]): [Window, typeof options] => [
      window,
      window.some(([x]) => typeof x === 'string') ? { ...options, xScale: 'category' } : options,
    ]);

  const drawChart = (window: Window, options: ChartOptionsInput) =>
    draw(
      window.map(([x]) => x),
      window.map(([, y]) => y),
      options,
    );

  test('it parses, keeps to the grammar, and says neither NaN, Infinity nor undefined', () => {
    fc.assert(
      fc.property(chart, ([window, options]) => {
        const { svg } = drawChart(window, options);
        const root = expectGrammar(svg, options);
        expect(root.textContent).not.toMatch(/NaN|Infinity|undefined|null/);
        expect(svg.replace(/>[^<]*</g, '><')).not.toMatch(/NaN|Infinity|undefined|null/);
      }),
      RUNS,
    );
  });

  const axes = fc
    .record({
      yScale: fc.constantFrom<'linear' | 'log' | 'symlog'>('linear', 'log', 'symlog'),
      ends: fc.tuple(hostileNumber, hostileNumber),
      given: fc.constantFrom([true, true], [true, false], [false, true]),
      titles: fc.tuple(label, label),
    })
    .map(({ yScale, ends, given, titles: [xTitle, yTitle] }) => {
      const values = ends.map((end) => (yScale === 'log' ? Math.abs(end) || 1 : end));
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const all = { yScale, xTitle, yTitle };
      return low < high ? { ...all, yMin: given[0] ? low : undefined, yMax: given[1] ? high : undefined } : all;
    });

  test('whatever its axes are told, it keeps to the grammar, and is as wide and high as it was', () => {
    fc.assert(
      fc.property(chart, axes, ([window, options], told) => {
        const { svg, scene } = drawChart(window, { ...options, ...told });
        expectGrammar(svg, options);
        expect(svg.replace(/>[^<]*</g, '><')).not.toMatch(/NaN|Infinity|undefined/);
        const { x, y, width, height } = scene.plot;
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(0);
        expect(scene.domain.y.every(Number.isFinite)).toBe(true);
      }),
      RUNS,
    );
  });

  test('plot and domain are finite, the domain is not empty and contains the window', () => {
    fc.assert(
      fc.property(chart, ([window, options]) => {
        const { plot, domain, n } = drawChart(window, options).scene;
        expect(Object.values(plot).every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
        expect([...domain.x, ...domain.y].every(Number.isFinite)).toBe(true);
        expect(domain.x[0]).toBeLessThan(domain.x[1]);
        expect(domain.y[0]).toBeLessThan(domain.y[1]);
        expect(n).toBe(window.length);
        const outside = window.filter(([x, y], i) => {
          const at = options.xScale === 'category' ? i : (x as number);
          const isGap = y === null || !Number.isFinite(y);
          return at < domain.x[0] || at > domain.x[1] || (!isGap && (y < domain.y[0] || y > domain.y[1]));
        });
        expect(outside).toEqual([]);
      }),
      RUNS,
    );
  });

  test('the series has its colour and pen, and is there just if there is a sample that is no gap', () => {
    fc.assert(
      fc.property(chart, ([window, options]) => {
        const { svg } = drawChart(window, options);
        const shown = window.some(([, y]) => y !== null && Number.isFinite(y));
        expect(markPath(svg) !== '').toBe(shown);
        if (!shown) return;
        const color = `#${options.colorHex.toString(16).padStart(6, '0')}`;
        const [, stroke, pen] = svg.match(/stroke="([^"]*)" stroke-width="([^"]*)" stroke-linejoin="round"/)!;
        expect(stroke).toBe(color);
        // A lone sample makes no line and a scatter has dots, both of a size that can be seen.
        if (options.kind !== 'scatter' && window.length > 1) expect(Number(pen)).toBe(options.lineWidth);
        else expect(Number(pen)).toBeGreaterThanOrEqual(1);
      }),
      RUNS,
    );
  });

  test('it is a function of the window and the options alone, not of what has been evicted', () => {
    fc.assert(
      fc.property(chart, fc.integer({ min: 1, max: 12 }), ([window, given], maxPoints) => {
        const options = { ...given, maxPoints };
        const whole = drawChart(window, options);
        expect(drawChart(window.slice(-maxPoints), options).svg).toBe(whole.svg);
        expect(drawChart(window, options).svg).toBe(whole.svg);
      }),
      RUNS,
    );
  });

  test('text is the cleaned title and labels, shortened, and never markup', () => {
    fc.assert(
      fc.property(label, label, (title, x) => {
        const { svg } = draw([x], [1], { title, width: 400, height: 100 });
        const texts = Array.from(parse(svg).getElementsByTagName('text'), (element) => element.textContent);
        const shown = shortenText(title, TITLE_SIZE, 400 - 24);
        if (shown !== '') expect(texts.pop()).toBe(shown);
        expect(texts).toContain(shortenText(x, FONT_SIZE, 120));
      }),
      RUNS,
    );
  });
});

describe('labels', () => {
  interface Box {
    text: string;
    left: number;
    right: number;
    baseline: number;
    anchor: string;
    size: number;
  }

  const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

  /** Read with patterns rather than a parser, which is a hundred times slower; that it parses is shown above. */
  function boxesOf(svg: string): Box[] {
    return [...svg.matchAll(/<g [^>]*font-size="(\d+)"[^>]*>(.*?)<\/g>/g)].flatMap(([, fontSize, texts]) => {
      const size = Number(fontSize);
      return [...texts.matchAll(/<text x="(\S+)" y="(\S+?)"(?: text-anchor="(\w+)")?>([^<]*)<\/text>/g)].map(
        ([, x, y, anchor = 'start', escaped]): Box => {
          const text = escaped.replace(/&[#\w]+;/g, (entity) => ENTITIES[entity]);
          const width = textWidth(text, size);
          const left = Number(x) - { start: 0, middle: 0.5, end: 1 }[anchor]! * width;
          return { text, left, right: left + width, baseline: Number(y), anchor, size };
        },
      );
    });
  }
  const titleOf = (boxes: Box[]) => boxes.filter(({ size }) => size === TITLE_SIZE);
  /** Row by row, from left to right. */
  const xLabelsOf = (boxes: Box[]) =>
    boxes
      .filter(({ size, anchor }) => size === FONT_SIZE && anchor !== 'end')
      .sort((a, b) => a.baseline - b.baseline || a.left - b.left);
  const yLabelsOf = (boxes: Box[]) => boxes.filter(({ anchor }) => anchor === 'end');

  /** Coordinates are rounded to two decimals. */
  const ROUNDING = 0.02;
  const y = fc
    .tuple(
      fc.integer({ min: -1000, max: 1000 }),
      fc.constantFrom(0, 0, 5000, 1e6),
      fc.constantFrom(1e-12, 0.001, 0.1, 1, 1e3, 1e9),
    )
    .map(([value, offset, unit]) => (value + offset) * unit);
  const many = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { minLength: 1, maxLength: 40 });
  const day = fc.integer({ min: 0, max: 20_000 }).map((days) => new Date(days * 86_400_000));
  const category = fc.record({
    xScale: fc.constant<'category'>('category'),
    xs: fc.oneof(
      many(fc.integer({ min: -1e6, max: 1e6 })),
      many(fc.double({ min: -1, max: 1, noNaN: true })),
      many(day),
      many(fc.string({ maxLength: 30 })),
      many(fc.constantFrom('Wednesday', 'a rather long name of a category', 'i', 'Wwwwwwwwww')),
    ),
  });
  const numeric = fc.record({
    xScale: fc.constantFrom<'linear' | 'time'>('linear', 'time'),
    xs: fc
      .tuple(
        fc.constantFrom(0, -1000, 1_700_000_000_000, 0.5, 1e9, -1_234_567),
        fc.constantFrom(1e-3, 0.1, 1, 60, 1e3, 86_400_000, 1e12),
        many(fc.double({ min: 0, max: 10, noNaN: true })),
      )
      .map(([origin, unit, values]) => values.map((value) => origin + value * unit)),
  });
  const chart = fc
    .tuple(
      fc.oneof(category, numeric),
      fc.record({
        width: fc.oneof(fc.constantFrom(200, 300, 400, 900), fc.integer({ min: 200, max: 1600 })),
        height: fc.oneof(fc.constantFrom(120, 150, 420), fc.integer({ min: 120, max: 900 })),
        kind: fc.constantFrom<Kind>('line', 'scatter', 'step', 'area', 'bar'),
        title: fc.constantFrom('', 'Sensor', 'A title that is much longer than a small picture is wide'),
        lineWidth: fc.constantFrom(1.5, 20),
        locale: fc.constantFrom('', '', 'ar-EG', 'ja', 'ru'),
      }),
    )
    .chain(([{ xs, xScale }, options]) =>
      fc
        .array(y, { minLength: xs.length, maxLength: xs.length })
        .map((ys) => ({ xs: xs as Samples, ys, options: { ...options, xScale } })),
    );

  test('lie inside the picture, in ordinary sizes', () => {
    fc.assert(
      fc.property(chart, ({ xs, ys, options }) => {
        const outside = boxesOf(draw(xs, ys, options).svg).filter(({ left, right, baseline, size }) => {
          const tall = baseline - size * 0.72 < 0 || baseline > options.height;
          return left < -ROUNDING || right > options.width + ROUNDING || tall;
        });
        expect(outside).toEqual([]);
      }),
      RUNS,
    );
  });

  test('along x do not overlap each other, in ordinary sizes', () => {
    fc.assert(
      fc.property(chart, ({ xs, ys, options }) => {
        const labels = xLabelsOf(boxesOf(draw(xs, ys, options).svg));
        const overlapping = labels.slice(1).filter(({ left, baseline }, i) => {
          return baseline === labels[i].baseline && left < labels[i].right - ROUNDING;
        });
        expect(overlapping).toEqual([]);
      }),
      RUNS,
    );
  });

  test('of a single time, or of two that are hardly apart, tell seconds and the day', () => {
    const now = Date.UTC(2026, 10, 26, 15);
    for (const xs of [[now], [now, now + 0.004]]) {
      const { svg, scene } = draw(xs, xs, { xScale: 'time', timeZone: 'Asia/Kolkata' });
      expect(scene.domain.x[1] - scene.domain.x[0]).toBeLessThan(1100);
      const texts = xLabelsOf(boxesOf(svg)).map(({ text }) => text);
      expect(texts).toContain('20:30:00.0');
      expect(texts[texts.length - 1]).toBe('2026-11-26 +05:30');
    }
  });

  test('along y stand clear of each other, of the plot and of the title, in ordinary sizes', () => {
    fc.assert(
      fc.property(chart, ({ xs, ys, options }) => {
        const { svg, scene } = draw(xs, ys, options);
        const boxes = boxesOf(svg);
        const labels = yLabelsOf(boxes).sort((a, b) => a.baseline - b.baseline);
        const crowded = labels.slice(1).filter(({ baseline }, i) => baseline - labels[i].baseline < FONT_SIZE * 0.9);
        expect(crowded).toEqual([]);
        expect(labels.filter(({ right }) => right > scene.plot.x)).toEqual([]);
        const [title] = titleOf(boxes);
        if (title) expect(labels.filter(({ baseline }) => baseline - FONT_SIZE * 0.72 < title.baseline)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('and the titles of the axes stand clear of them, where there is room', () => {
    let titled = 0;
    fc.assert(
      fc.property(
        chart,
        fc.constantFrom('Time', 'A title that is much longer than a small picture is wide'),
        (given, title) => {
          const { xs, ys, options } = given;
          const { svg, scene } = draw(xs, ys, { ...options, xTitle: title, yTitle: title });
          const {
            x,
            y: [y],
          } = scene.titles;
          const boxes = boxesOf(svg);
          const texts = boxes.filter(({ size, baseline }) => size === FONT_SIZE && baseline !== x!.y);
          const half = textWidth(x!.text, FONT_SIZE) / 2;
          expect(texts.filter(({ baseline }) => baseline > x!.y - FONT_SIZE)).toEqual([]);
          expect(x!.y + FONT_SIZE * 0.25).toBeLessThanOrEqual(options.height);
          expect([x!.x - half, options.width - x!.x - half].filter((room) => room < -ROUNDING)).toEqual([]);
          // Upwards: its baseline is at its right.
          const tall = textWidth(y.text, FONT_SIZE) / 2;
          expect(yLabelsOf(boxes).filter(({ left }) => left < y.x + FONT_SIZE * 0.25)).toEqual([]);
          expect([y.y - tall, options.height - y.y - tall].filter((room) => room < -ROUNDING)).toEqual([]);
          expect(y.x - FONT_SIZE).toBeGreaterThanOrEqual(0);
          titled++;
        },
      ),
      RUNS,
    );
    expect(titled).toBe(RUNS.numRuns);
    const small = { xTitle: 'Time', yTitle: 'Height', width: 159, height: 300 };
    expect(draw([1], [1], small).scene.titles).toEqual({ x: null, y: [] });
  });

  test('along y do not overlap each other in small pictures either', () => {
    for (let height = 30; height <= 120; height += 3) {
      for (const ys of [
        [0, 1],
        [0, 5],
        [0, 7],
        [-3, 9],
      ]) {
        for (const title of ['', 'Sensor']) {
          const labels = yLabelsOf(boxesOf(draw([1, 2], ys, { width: 200, height, title }).svg));
          const baselines = labels.map(({ baseline }) => baseline).sort((a, b) => a - b);
          const crowded = baselines.slice(1).filter((baseline, i) => baseline - baselines[i] < FONT_SIZE * 0.9);
          expect(crowded, `height ${height}`).toEqual([]);
        }
      }
    }
  });

  test('of several ticks along y are distinct, and each says the value that it stands at', () => {
    fc.assert(
      fc.property(chart, ({ xs, ys, options }) => {
        const { svg, scene } = draw(xs, ys, { ...options, locale: '' });
        const { plot, domain } = scene;
        const labels = yLabelsOf(boxesOf(svg)).filter(({ text }) => !text.endsWith('…'));
        expect(new Set(labels.map(({ text }) => text)).size).toBe(labels.length);
        const span = domain.y[1] - domain.y[0];
        const wrong = labels.filter(({ text, baseline }) => {
          const value = Number(text.replaceAll(',', '').replace('−', '-'));
          // The baseline is a third of the font below the middle of the digits.
          const share = (plot.y + plot.height - (baseline - FONT_SIZE * 0.35)) / plot.height;
          return !(Math.abs(domain.y[0] + share * span - value) < span * 0.01);
        });
        expect(wrong).toEqual([]);
      }),
      RUNS,
    );
  });

  test('are there: at least two along y, and one along x', () => {
    fc.assert(
      fc.property(chart, ({ xs, ys, options }) => {
        const boxes = boxesOf(draw(xs, ys, options).svg);
        expect(yLabelsOf(boxes).length).toBeGreaterThanOrEqual(2);
        expect(xLabelsOf(boxes).length).toBeGreaterThanOrEqual(1);
      }),
      RUNS,
    );
  });

  test('of categories are String(x), of Dates ISO-8601, each under its sample', () => {
    const { svg, scene } = draw(['a', 1.5, new Date(0)], [1, 2, 3]);
    const labels = xLabelsOf(boxesOf(svg));
    expect(labels.map(({ text }) => text)).toEqual([
      'a',
      '1.5',
      shortenText('1970-01-01T00:00:00.000Z', FONT_SIZE, 120),
    ]);
    const middle = (labels[1].left + labels[1].right) / 2;
    expect(middle).toBeCloseTo(scene.plot.x + scene.plot.width / 2, 1);
  });

  test('and axes and grid are left out as the options say', () => {
    const [xs, ys] = [
      [1, 2, 3],
      [1, 2, 3],
    ];
    const bare = draw(xs, ys, { axes: false });
    expect(bare.scene.plot).toEqual({ x: 0, y: 0, width: 900, height: 420 });
    expect(parse(bare.svg).querySelectorAll('text, g')).toHaveLength(0);
    expect(parse(bare.svg).querySelectorAll('path')).toHaveLength(1);
    const ungridded = parse(draw(xs, ys, { grid: false }).svg);
    expect(ungridded.querySelectorAll('path')).toHaveLength(2);
    expect(ungridded.querySelectorAll('text').length).toBeGreaterThan(2);
    expect(parse(draw(xs, ys).svg).querySelectorAll('path')).toHaveLength(3);
  });
});

describe('dense windows', () => {
  const MANY = 100_000;
  const xs = Float64Array.from({ length: MANY }, (_, i) => i);
  const noise = xs.map((i) => ((i * 7919) % 10_007) / 10_007);
  const spread = xs.map((i) => ((i * 104_729) % 99_991) / 99_991);
  const options = { maxPoints: MANY, width: 300, height: 150 };

  test('of a line have at most four samples for each quarter px', () => {
    for (const xScale of ['category', 'linear'] as const) {
      const { svg, scene } = draw(xs, noise, { ...options, xScale });
      const points = subpathsOf(svg).flat();
      expect(points.length).toBeLessThanOrEqual((Math.ceil(scene.plot.width * 4) + 1) * 4);
      expect(points.length).toBeGreaterThan(scene.plot.width * 4);
      expectGrammar(svg, options);
    }
  });

  test('of a scatter have at most one dot for each quarter px by quarter px', () => {
    const { svg, scene } = draw(spread, noise, { ...options, kind: 'scatter' });
    const dots = subpathsOf(svg).flat();
    const { width, height } = scene.plot;
    expect(dots.length).toBeLessThanOrEqual((Math.ceil(width * 4) + 1) * (Math.ceil(height * 4) + 1));
    expect(dots.length).toBeGreaterThan(10_000);
    expectGrammar(svg, options);
  });

  test('with 200 000 samples, every other a gap, stay bounded and well-formed', () => {
    const count = 200_000;
    const ys = Float64Array.from({ length: count }, (_, i) => (i % 2 ? Number.NaN : i % 4 ? 1e308 : -1e308));
    const positions = Float64Array.from({ length: count }, (_, i) => i);
    for (const kind of ['line', 'scatter'] as const) {
      const { svg } = draw(positions, ys, { ...options, maxPoints: count, kind });
      expect(svg.length).toBeLessThan(200_000);
      expectGrammar(svg, options);
    }
  });
});
