/** The options: what each may be, what it is when omitted, and what the error says when it is something else. */
import { afterAll, describe, expect, it, test } from 'vitest';
import { Engine, LiveStream } from '../src/index.js';
import { type ChartOptions, type ChartOptionsInput, MAX_POINTS, MAX_SIDE, resolveOptions } from '../worker/options.js';
import { errorOf } from './error-of.js';

type Name = keyof ChartOptions;

interface Row {
  fallback: unknown;
  accepted: unknown[];
  /** Of the right type, but not a value that it may have. */
  outOfRange: unknown[];
  wrongType: unknown[];
  /** What the message must say that it may be. */
  mayBe: RegExp;
}

const notNumbers = [Number.NaN, '5', '', null, true, 5n, {}, [5], () => 5, Symbol('five'), new Date(5)];
const notStrings = [5, 0, null, true, 5n, {}, ['line'], () => 'line', Symbol('line')];
const notBooleans = [0, 1, 'true', '', null, 1n, {}, [], Symbol('true')];
const side: Row = {
  fallback: 900,
  accepted: [Number.MIN_VALUE, 0.001, 1, 900, MAX_SIDE],
  outOfRange: [0, -0, -1, MAX_SIDE + 1e-9, 16_385, 1e12, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  wrongType: notNumbers,
  mayBe: /px above 0 and at most 16384/,
};

const format: Row = {
  fallback: '',
  accepted: ['', '{}', '{.1f} °C', '{,.0%}', '€{,.2f}', '{+.3~s}B', '{x}'],
  outOfRange: ['.1f', '{', '}', '{{}}', '{.1f', '{.1f}{s}', '{q}', '{.100f}', '{10}', '{ f}'],
  wrongType: notStrings,
  mayBe: /a number format: a specifier of d3-format in braces/,
};

const yScale: Row = {
  fallback: 'linear',
  accepted: ['linear', 'log', 'symlog'],
  outOfRange: [],
  wrongType: ['category', 'time', '', 'Log', ...notStrings],
  mayBe: /'linear' or 'log' or 'symlog'/,
};

const yDomain: Row = {
  fallback: 'auto',
  accepted: ['auto', 'grow', 'robust'],
  outOfRange: [],
  wrongType: ['', 'fixed', ...notStrings],
  mayBe: /'auto' or 'grow' or 'robust'/,
};

const yMin: Row = {
  fallback: Number.NEGATIVE_INFINITY,
  accepted: [Number.NEGATIVE_INFINITY, -Number.MAX_VALUE, -0, 0, 1e-300, 5],
  outOfRange: [],
  wrongType: notNumbers,
  mayBe: /a number of units of y/,
};

const yMax: Row = {
  fallback: Number.POSITIVE_INFINITY,
  accepted: [Number.POSITIVE_INFINITY, Number.MAX_VALUE, -0, 0, -1e-300, -5],
  outOfRange: [],
  wrongType: notNumbers,
  mayBe: /a number of units of y/,
};

const yTitle: Row = { fallback: '', accepted: ['', '°C'], outOfRange: [], wrongType: notStrings, mayBe: /a string/ };

const table: Record<Name, Row> = {
  kind: {
    fallback: 'line',
    accepted: ['line', 'scatter', 'step', 'area', 'bar'],
    outOfRange: [],
    wrongType: ['band', 'none', 'pie', '', 'LINE', 'line ', '__proto__', ...notStrings],
    mayBe: /'line' or 'scatter' or 'step' or 'area' or 'bar'/,
  },
  series: {
    fallback: [{ name: '', kind: 'line', axis: 'left', low: '', colorHex: 0x6366f1, width: 1.5, smoothing: 0 }],
    accepted: [
      [{ name: 'a' }],
      [
        { name: 'a', kind: 'step', colorHex: 0, width: 2 },
        { name: '<b>', width: undefined },
      ],
      [
        { name: 'high', kind: 'band', low: 'low', axis: 'right' },
        { name: 'low', kind: 'none' },
      ],
    ],
    outOfRange: [],
    wrongType: [true, 'a', '', 5, null, {}, () => [], 5n, { 0: { name: 'a' }, length: 1 }],
    mayBe: /an array of 1 to 64 series/,
  },
  smoothing: {
    fallback: 0,
    accepted: [0, 0.6, 0.999],
    outOfRange: [-0.1, 1, 0.9999, Number.POSITIVE_INFINITY],
    wrongType: notNumbers,
    mayBe: /a number from 0 to 0\.999/,
  },
  legend: {
    fallback: 'outside',
    accepted: ['outside', 'inside', 'hidden'],
    outOfRange: [],
    wrongType: ['below', '', true, ...notStrings],
    mayBe: /'outside' or 'inside' or 'hidden'/,
  },
  theme: {
    fallback: 'neutral',
    accepted: ['neutral', 'light', 'dark', 'system'],
    outOfRange: [],
    wrongType: ['Dark', '', 'auto', true, ...notStrings],
    mayBe: /'neutral' or 'light' or 'dark' or 'system'/,
  },
  emptyText: {
    fallback: 'No data',
    accepted: ['', 'Waiting…', '<b>', '\0', '\ud800'],
    outOfRange: [],
    wrongType: notStrings,
    mayBe: /a string/,
  },
  title: {
    fallback: '',
    accepted: ['', 'Sensor', '<b>', '\0', '\ud800', 'long '.repeat(200_000)],
    outOfRange: [],
    wrongType: notStrings,
    mayBe: /a string/,
  },
  maxPoints: {
    fallback: 500,
    accepted: [1, 2, 500, MAX_POINTS],
    outOfRange: [0, -1, 1.5, 0.999, MAX_POINTS + 1, 1e12, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    wrongType: notNumbers,
    mayBe: /an integer from 1 to 268435456/,
  },
  span: {
    fallback: Number.POSITIVE_INFINITY,
    accepted: [Number.POSITIVE_INFINITY],
    outOfRange: [0, -0, -1, -Number.MIN_VALUE, Number.NEGATIVE_INFINITY],
    wrongType: notNumbers,
    mayBe: /a number of units of x above 0/,
  },
  colorHex: {
    fallback: 0x6366f1,
    accepted: [0, -0, 1, 0xffffff],
    outOfRange: [-1, 0.5, 0x1000000, 1e12, Number.POSITIVE_INFINITY],
    wrongType: ['#6366f1', ...notNumbers],
    mayBe: /an integer from 0 to 0xFFFFFF/,
  },
  width: side,
  height: { ...side, fallback: 420 },
  xScale: {
    fallback: 'category',
    accepted: ['category', 'linear', 'time'],
    outOfRange: [],
    wrongType: ['log', '', 'Linear', ...notStrings],
    mayBe: /'category' or 'linear' or 'time'/,
  },
  timeZone: {
    fallback: 'UTC',
    accepted: ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kolkata'],
    outOfRange: ['', 'Europe/Atlantis', 'local', '<b>', '\0', 'Z'.repeat(1000)],
    wrongType: notStrings,
    mayBe: /a time zone's IANA name/,
  },
  locale: {
    fallback: '',
    accepted: ['', 'de-DE', 'hi-IN', 'ar-EG', 'ja', 'en-US-u-hc-h23', 'de-ZZ'],
    outOfRange: ['xx', 'tlh', 'en_US', 'English', '-', '*', '<b>', '\0', 'Z'.repeat(1000)],
    wrongType: notStrings,
    mayBe: /a BCP 47 tag that is known here, as 'de-DE' or 'ar-EG', or ''/,
  },
  xTitle: {
    fallback: '',
    accepted: ['', 'Time (s)', '<b>', '\0', '\ud800'],
    outOfRange: [],
    wrongType: notStrings,
    mayBe: /a string/,
  },
  xFormat: format,
  yTitle,
  yFormat: format,
  yScale,
  yDomain,
  yMin,
  yMax,
  y2Title: yTitle,
  y2Format: format,
  y2Scale: yScale,
  y2Domain: yDomain,
  y2Min: yMin,
  y2Max: yMax,
  axes: { fallback: true, accepted: [true, false], outOfRange: [], wrongType: notBooleans, mayBe: /true or false/ },
  grid: { fallback: true, accepted: [true, false], outOfRange: [], wrongType: notBooleans, mayBe: /true or false/ },
  lineWidth: {
    fallback: 1.5,
    accepted: [0.25, 0.3, 1.5, 64],
    outOfRange: [0, 0.2499, -1, 64.0001, 1e12, Number.POSITIVE_INFINITY],
    wrongType: notNumbers,
    mayBe: /px from 0.25 to 64/,
  },
};

const names = Object.keys(table) as Name[];
const engine = new Engine();
afterAll(() => engine.close());

const resolve = (options: unknown) => resolveOptions(options as ChartOptionsInput, 'LiveStream');

/** In Node the constructor and `configure` check as the pure function does: every row goes through all three. */
const checkers: Record<string, (options: unknown) => unknown> = {
  resolveOptions: resolve,
  'new LiveStream': (options) => {
    const stream = new LiveStream({ engine, ...(options as object) });
    return stream.close();
  },
  configure: (options) => {
    const stream = new LiveStream({ engine });
    try {
      stream.configure(options as ChartOptionsInput);
    } finally {
      stream.close();
    }
  },
};

const written = (value: unknown) =>
  typeof value === 'string' ? JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value) : String(value);
const shown = (value: unknown) => (typeof value === 'bigint' || typeof value === 'symbol' ? String(value) : value);

describe('defaults', () => {
  test('are those of the table', () => {
    const { ...resolved } = resolve({});
    expect(resolved).toEqual(Object.fromEntries(names.map((name) => [name, table[name].fallback])));
  });

  test('also where an option is undefined', () => {
    const undefinedEach = Object.fromEntries(names.map((name) => [name, undefined]));
    expect(resolve(undefinedEach)).toEqual(resolve({}));
  });

  test('of xScale follow the kind, unless it is given', () => {
    expect(resolve({ kind: 'line' }).xScale).toBe('category');
    expect(resolve({ kind: 'scatter' }).xScale).toBe('linear');
    expect(resolve({ kind: 'scatter', xScale: undefined }).xScale).toBe('linear');
    expect(resolve({ kind: 'scatter', xScale: 'category' }).xScale).toBe('category');
    expect(resolve({ kind: 'line', xScale: 'linear' }).xScale).toBe('linear');
  });

  test('hold for a stream made without any', async () => {
    const stream = new LiveStream();
    for (let i = 0; i < 501; i++) stream.push(i, i);
    expect(stream.n).toBe(500);
    const chart = await stream.render();
    expect(chart).toMatchObject({ width: 900, height: 420, n: 500 });
    expect(chart.svg).toContain('stroke="#6366f1" stroke-width="1.5"');
    await stream.close();
  });

  test('configure sets an option back to its default with undefined, and leaves the others', async () => {
    const stream = new LiveStream({ engine, width: 300, height: 200, colorHex: 0 });
    stream.configure({ width: undefined, colorHex: 0xff });
    stream.push(1, 1);
    const chart = await stream.render();
    expect(chart).toMatchObject({ width: 900, height: 200 });
    expect(chart.svg).toContain('stroke="#0000ff"');
    await stream.close();
  });
});

describe.each(Object.entries(checkers))('%s', (checker, check) => {
  for (const name of names) {
    const { accepted, outOfRange, wrongType, mayBe } = table[name];

    test(`${name} takes what it may be, bounds included`, () => {
      for (const value of accepted) expect(() => check({ [name]: value })).not.toThrow();
    });

    test(`${name} refuses what is out of range with a RangeError`, () => {
      for (const value of outOfRange) {
        const error = errorOf(() => check({ [name]: value }));
        expect(error, String(shown(value))).toBeInstanceOf(RangeError);
        expect(error.message.startsWith(`${name} must be `)).toBe(true);
        expect(error.message.endsWith(`, got ${written(value)}`), error.message).toBe(true);
        expect(error.message).toMatch(mayBe);
      }
    });

    test(`${name} refuses another type with a TypeError`, () => {
      for (const value of wrongType) {
        const error = errorOf(() => check({ [name]: value }));
        expect(error, String(shown(value))).toBeInstanceOf(TypeError);
        expect(error.message).toMatch(new RegExp(`^${name} must be .*, got .`));
        expect(error.message).toMatch(mayBe);
      }
    });
  }

  test('options that are no object are a TypeError', () => {
    const given = (input: unknown) => (checker === 'new LiveStream' ? new LiveStream(input as never) : check(input));
    for (const input of ['options', '', 5, true, null, [], ['kind'], () => ({}), Symbol('options'), 5n]) {
      const error = errorOf(() => given(input));
      expect(error, String(input)).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/must be an object, got ./);
    }
  });

  test('an unknown name is a TypeError, whatever its value', () => {
    for (const value of [1, undefined, null]) {
      expect(() => check({ maxpoints: value })).toThrow(
        expect.objectContaining({ name: 'TypeError', message: expect.stringMatching(/"maxpoints".*'maxPoints'/) }),
      );
    }
  });
});

describe('options that hold together', () => {
  it.each([
    [{ yMin: 5, yMax: 3 }, 'yMin must be below yMax, got 5 and 3'],
    [{ yMin: 0, yMax: -0 }, 'yMin must be below yMax, got 0 and 0'],
    [{ yMin: Number.POSITIVE_INFINITY }, 'yMin must be below yMax, got Infinity and Infinity'],
    [{ yMax: Number.NEGATIVE_INFINITY }, 'yMin must be below yMax, got -Infinity and -Infinity'],
    [{ yScale: 'log', yMin: 0 }, "yMin must be above 0 where yScale is 'log', got 0"],
    [{ yScale: 'log', yMin: -1, yMax: 1 }, "yMin must be above 0 where yScale is 'log', got -1"],
    [{ yScale: 'log', yMax: -1 }, "yMax must be above 0 where yScale is 'log', got -1"],
    [{ y2Min: 5, y2Max: 5 }, 'y2Min must be below y2Max, got 5 and 5'],
    [{ y2Scale: 'log', y2Min: 0 }, "y2Min must be above 0 where y2Scale is 'log', got 0"],
  ])('%o', (options, message) => {
    for (const check of Object.values(checkers)) {
      const error = errorOf(() => check(options));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toBe(message);
    }
  });

  test('may come one after the other', async () => {
    const stream = new LiveStream({ engine, xScale: 'linear' });
    stream.configure({ span: 10 });
    stream.configure({ yMin: 3 });
    expect(errorOf(() => stream.configure({ yMax: 3 })).message).toBe('yMin must be below yMax, got 3 and 3');
    expect(errorOf(() => stream.configure({ xScale: 'category' })).message).toMatch(/^span needs x to be numbers/);
    stream.configure({ yMax: 4 });
    stream.push(0, 3.5);
    const { domain } = await stream.render({ format: 'svg' });
    expect(domain.y).toEqual([3, 4]);
    await stream.close();
  });
});

describe('what the message says', () => {
  it.each([
    [{ maxPoints: 1e12 }, RangeError, 'maxPoints must be an integer from 1 to 268435456, got 1000000000000'],
    [{ maxPoints: '500' }, TypeError, 'maxPoints must be an integer from 1 to 268435456, got "500"'],
    [{ kind: 'pie' }, TypeError, `kind must be 'line' or 'scatter' or 'step' or 'area' or 'bar', got "pie"`],
    [
      { series: [{ name: 'a', kind: 'band' }] },
      TypeError,
      'series[0].low must be the name of another series, got undefined',
    ],
    [
      { series: [{ name: 'a', kind: 'band', low: 'a' }] },
      TypeError,
      'series[0].low must be the name of another series, got "a"',
    ],
    [
      { series: [{ name: 'a' }, { name: 'b', kind: 'band', low: 'c' }] },
      TypeError,
      'series[1].low must be the name of another series, got "c"',
    ],
    [
      { series: [{ name: 'a', low: 'b' }, { name: 'b' }] },
      TypeError,
      `series[0].low is of a series of kind 'band', got "b"`,
    ],
    [{ series: [{ name: 'a', axis: 'top' }] }, TypeError, `series[0].axis must be 'left' or 'right', got "top"`],
    [{ colorHex: -1 }, RangeError, 'colorHex must be an integer from 0 to 0xFFFFFF, got -1'],
    [{ axes: null }, TypeError, 'axes must be true or false, got null'],
    [{ title: [] }, TypeError, 'title must be a string, got an array'],
    [{ title: {} }, TypeError, 'title must be a string, got an object'],
    [{ title: () => '' }, TypeError, 'title must be a string, got a function'],
    [{ title: 5n }, TypeError, 'title must be a string, got 5n'],
    [{ title: Symbol('a') }, TypeError, 'title must be a string, got Symbol(a)'],
    [{ lineWidth: Number.NaN }, TypeError, 'lineWidth must be a number of CSS px from 0.25 to 64, got NaN'],
  ])('%o', (options, kind, message) => {
    const error = errorOf(() => resolve(options));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toBe(message);
  });

  test('is short, however long what it was', () => {
    const long = 'x'.repeat(1_000_000);
    for (const options of [{ kind: long }, { [long]: 1 }, { title: 10n ** 400n }]) {
      const { message } = errorOf(() => resolve(options));
      expect(message.length).toBeLessThan(250);
    }
  });
});

describe('the nearest name', () => {
  it.each([
    ['maxpoints', 'maxPoints'],
    ['max_points', 'maxPoints'],
    ['MAXPOINTS', 'maxPoints'],
    ['color_hex', 'colorHex'],
    ['widht', 'width'],
    ['hieght', 'height'],
    ['titel', 'title'],
    ['xscale', 'xScale'],
    ['line_width', 'lineWidth'],
    ['axis', 'axes'],
  ])('of %s is %s', (given, meant) => {
    expect(() => resolve({ [given]: 1 })).toThrow(`did you mean '${meant}'`);
  });

  test('is found for every name with a letter left out', () => {
    const shortened = (name: string) => Array.from(name, (_, at) => name.slice(0, at) + name.slice(at + 1));
    for (const given of names.flatMap(shortened)) {
      if (names.includes(given as Name)) continue;
      // 'Scale' may be one of two; 'xitle' is as near to 'title', of which one letter is another, and '2Title', one more.
      const unlike = (name: string) =>
        Array.from(name.toLowerCase()).filter((letter, at) => letter !== given.toLowerCase()[at]).length;
      const near = (name: string) => name.length === given.length && unlike(name) < 2;
      const meant = names
        .filter(
          (name) => shortened(name).includes(given) || near(name) || shortened(given.toLowerCase()).includes(name),
        )
        .join('|');
      expect(() => resolve({ [given]: 1 }), given).toThrow(new RegExp(`did you mean '(${meant})'`));
    }
  });

  test('may be engine in the constructor', () => {
    expect(() => new LiveStream({ engin: 1 } as never)).toThrow("did you mean 'engine'");
  });

  test('is looked for without touching prototypes', () => {
    for (const given of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const options = JSON.parse(`{"${given}": 1}`);
      expect(() => resolve(options), given).toThrow(TypeError);
    }
  });
});

describe('validation comes before allocation', () => {
  const allocatedBy = (act: () => unknown) => {
    const before = process.memoryUsage().arrayBuffers;
    act();
    return process.memoryUsage().arrayBuffers - before;
  };

  test('a window of 1e12 samples is refused, and nothing large was made for it', () => {
    for (const check of Object.values(checkers)) {
      const allocated = allocatedBy(() => expect(() => check({ maxPoints: 1e12 })).toThrow(RangeError));
      expect(allocated).toBeLessThan(2 ** 20);
    }
  });

  test('the largest window costs nothing until it is used', async () => {
    const streams: LiveStream[] = [];
    const allocated = allocatedBy(() => {
      for (let i = 0; i < 10; i++) streams.push(new LiveStream({ engine, maxPoints: MAX_POINTS }));
      for (const stream of streams) stream.push(1, 1);
    });
    expect(allocated).toBeLessThan(2 ** 22);
    await Promise.all(streams.map((stream) => stream.data()));
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(2 ** 28);
    await Promise.all(streams.map((stream) => stream.close()));
  });

  test('a configure that is refused changes nothing', async () => {
    const stream = new LiveStream({ engine, width: 300, maxPoints: 3 });
    for (let i = 0; i < 3; i++) stream.push(i, i);
    expect(() => stream.configure({ width: 200, maxPoints: 0 })).toThrow(RangeError);
    expect(() => stream.configure({ width: 200, maxPoint: 1 } as never)).toThrow(TypeError);
    expect(stream.n).toBe(3);
    expect((await stream.render()).width).toBe(300);
    await stream.close();
  });
});

describe('engine', () => {
  test('must be an Engine', () => {
    for (const value of [null, 5, 'engine', {}, Engine, () => engine]) {
      expect(() => new LiveStream({ engine: value as never })).toThrow(
        expect.objectContaining({
          name: 'TypeError',
          message: expect.stringMatching(/^engine must be an Engine, got ./),
        }),
      );
    }
  });

  test('undefined means the shared one', async () => {
    const stream = new LiveStream({ engine: undefined });
    expect((await stream.stats()).mode).toBe('in-process');
    await stream.close();
  });

  test('cannot be changed by configure', async () => {
    const stream = new LiveStream({ engine });
    expect(() => stream.configure({ engine } as never)).toThrow(TypeError);
    await stream.close();
  });

  test('refuses options that are no object, and unknown names', () => {
    for (const value of [null, 5, 'worker', [], Symbol('engine')]) {
      expect(() => new Engine(value as never)).toThrow(TypeError);
    }
    expect(() => new Engine({ silense: 5 } as never)).toThrow("did you mean 'silence'");
    expect(() => new Engine({ Worker: 5 } as never)).toThrow("did you mean 'worker'");
  });

  test('silence is a number of ms above 0', async () => {
    for (const value of notNumbers) {
      const error = errorOf(() => new Engine({ silence: value as never }));
      expect(error, String(shown(value))).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/^silence must be a number of ms .*, got ./);
    }
    for (const value of [0, -0, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const error = errorOf(() => new Engine({ silence: value }));
      expect(error, String(value)).toBeInstanceOf(RangeError);
      expect(error.message).toMatch(/^silence must be a number of ms .*, got ./);
    }
    for (const value of [undefined, Number.MIN_VALUE, 1, 30_000, Number.MAX_VALUE]) {
      await new Engine({ silence: value }).close();
    }
  });

  test('worker is a Worker, a URL or a function', async () => {
    for (const value of [null, 5, 'worker.js', true, {}, [], Symbol('worker')]) {
      const error = errorOf(() => new Engine({ worker: value as never }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/^worker must be a Worker, a URL or a function .*, got ./);
    }
    for (const value of [undefined, new URL('https://example.org/worker.js'), () => new URL('https://example.org/')]) {
      await new Engine({ worker: value }).close();
    }
  });

  test('a closed one takes no stream', async () => {
    const closed = new Engine();
    await closed.close();
    expect(() => new LiveStream({ engine: closed })).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
  });
});

describe('the options of methods', () => {
  test('render', async () => {
    const stream = new LiveStream({ engine });
    const refusals: [unknown, string, RegExp][] = [
      [{ format: 'png' }, 'TypeError', /^format must be 'bitmap' or 'svg', got "png"/],
      [{ format: null }, 'TypeError', /^format must be/],
      [{ pixelRatio: '2' }, 'TypeError', /^pixelRatio must be a number above 0/],
      [{ pixelRatio: Number.NaN }, 'TypeError', /^pixelRatio must be/],
      [{ pixelRatio: 0 }, 'RangeError', /^pixelRatio must be/],
      [{ pixelRatio: Number.POSITIVE_INFINITY }, 'RangeError', /^pixelRatio must be/],
      [{ html: 1 }, 'TypeError', /^html must be true or false/],
      [{ pixelratio: 2 }, 'TypeError', /did you mean 'pixelRatio'/],
      [null, 'TypeError', /must be an object/],
    ];
    for (const [options, name, message] of refusals) {
      await expect(stream.render(options as never)).rejects.toMatchObject({
        name,
        message: expect.stringMatching(message),
      });
    }
    const chart = await stream.render({ format: undefined, pixelRatio: undefined, html: undefined });
    expect(chart.svg).toBeTypeOf('string');
    await stream.close();
  });

  test('extend', async () => {
    const stream = new LiveStream({ engine });
    expect(() => stream.extend([1], [1], { transfer: 1 } as never)).toThrow(/^transfer must be true or false, got 1/);
    expect(() => stream.extend([1], [1], { transfers: true } as never)).toThrow("did you mean 'transfer'");
    expect(() => stream.extend([1], [1], null as never)).toThrow(TypeError);
    expect(stream.n).toBe(0);
    stream.extend([1], [1], { transfer: undefined });
    expect(stream.n).toBe(1);
    await stream.close();
  });
});
