/** `chartAppend`: JSON in, JSON out, field by field as the contract has it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chartAppend as published } from '../src/index.js';
import { chartAppend } from '../worker/chart-append.js';
import { MAX_POINTS } from '../worker/options.js';
import { errorOf } from './error-of.js';

interface Result {
  x: (number | string)[];
  y: (number | null)[];
  html: string;
}

const append = (fields: object): Result => JSON.parse(chartAppend(JSON.stringify(fields)));
/** For what JSON.stringify can't write. */
const appendText = (payload: string): Result => JSON.parse(chartAppend(payload));

const line = { x: [1, 2, 3], y: [4, 5, 6] };

describe('defaults', () => {
  test('all fields may be omitted', () => {
    const { x, y, html } = append({});
    expect([x, y]).toEqual([[], []]);
    expect(html).toMatch(/^<svg width="900" height="420" viewBox="0 0 900 420".*<\/svg>$/);
  });

  test('are those of the table', () => {
    const defaults = {
      kind: 'line',
      prev_x: [],
      prev_y: [],
      max_points: 500,
      title: '',
      color_hex: 0x6366f1,
      width: 900,
      height: 420,
    };
    const expected = chartAppend(JSON.stringify(line));
    for (const [name, value] of Object.entries(defaults)) {
      expect(chartAppend(JSON.stringify({ ...line, [name]: value })), name).toBe(expected);
    }
    expect(chartAppend(JSON.stringify({ ...defaults, ...line }))).toBe(expected);
  });

  test.each([
    ['kind', 'scatter'],
    ['kind', 'area'],
    ['kind', 'bar'],
    ['max_points', 2],
    ['title', 'Sensor'],
    ['color_hex', 0xff0000],
    ['width', 300],
    ['height', 200],
    ['x_scale', 'linear'],
    ['x_scale', 'time'],
    ['x_title', 'Time'],
    ['y_title', '°C'],
    ['y_format', '{.1f} V'],
    ['y_scale', 'log'],
    ['y_scale', 'symlog'],
    ['y_min', 1.5],
    ['y_max', 100],
  ])('and %s makes a difference', (name, value) => {
    expect(append({ ...line, [name]: value }).html).not.toBe(append(line).html);
  });

  test('and time_zone does, where x is time', () => {
    const timed = { ...line, x_scale: 'time' };
    expect(append({ ...timed, time_zone: 'Asia/Kolkata' }).html).not.toBe(append(timed).html);
    expect(append({ ...line, time_zone: 'Asia/Kolkata' }).html).toBe(append(line).html);
    expect(() => append({ ...timed, time_zone: 'Europe/Atlantis' })).toThrow(
      new RangeError(`time_zone must be a time zone's IANA name, as 'UTC' or 'Europe/Berlin', got "Europe/Atlantis"`),
    );
  });

  test('and locale does, which must be known', () => {
    const large = { ...line, y: [-4000, 0, 4000] };
    expect(append({ ...large, locale: 'de-DE' }).html).toContain('>-4.000<');
    expect(append({ ...large, locale: '' }).html).toBe(append(large).html);
    expect(() => append({ ...large, locale: 'de_DE' })).toThrow(
      new RangeError(`locale must be a BCP 47 tag that is known here, as 'de-DE' or 'ar-EG', or '', got "de_DE"`),
    );
  });

  test('span keeps what lies no further before the newest, and needs numbers', () => {
    const timed = { x: [0, 10, 20, 29.5], y: [1, 2, 3, 4], x_scale: 'linear', span: 10 };
    expect(append(timed)).toMatchObject({ x: [20, 29.5], y: [3, 4] });
    expect(() => append({ ...timed, x_scale: 'category' })).toThrow(
      new TypeError("span needs x to be numbers: x_scale must be 'linear' or 'time', got 'category'"),
    );
  });

  test('an axis of y must have a length', () => {
    expect(() => append({ ...line, y_min: 3, y_max: 3 })).toThrow(
      new RangeError('y_min must be below y_max, got 3 and 3'),
    );
    expect(() => append({ ...line, y_scale: 'log', y_min: 0 })).toThrow(
      new RangeError("y_min must be above 0 where y_scale is 'log', got 0"),
    );
  });

  test('500 samples are kept', () => {
    const x = Array.from({ length: 501 }, (_, i) => i);
    expect(append({ x, y: x }).x).toEqual(x.slice(1));
  });
});

describe('what comes out', () => {
  test('is JSON of x, y and html, and nothing else', () => {
    expect(Object.keys(append(line))).toEqual(['x', 'y', 'html']);
  });

  test('is the previous samples and then the new ones', () => {
    const { x, y } = append({ prev_x: [1, 2], prev_y: [10, 20], x: [3], y: [30] });
    expect([x, y]).toEqual([
      [1, 2, 3],
      [10, 20, 30],
    ]);
  });

  test('drops the oldest beyond max_points, of the previous and of the new', () => {
    const fields = { prev_x: [1, 2, 3], prev_y: [1, null, 3], x: [4, 5], y: [4, 5] };
    for (let max_points = 1; max_points <= 6; max_points++) {
      const { x, y } = append({ ...fields, max_points });
      expect(x).toEqual([1, 2, 3, 4, 5].slice(-max_points));
      expect(y).toEqual([1, null, 3, 4, 5].slice(-max_points));
    }
  });

  test('shows what it returns and no more', () => {
    const evicted = append({ prev_x: [-1e9, 1], prev_y: [1e9, 1], x: [2, 3], y: [2, 3], max_points: 3 });
    expect(evicted.html).toBe(append({ x: [1, 2, 3], y: [1, 2, 3], max_points: 3 }).html);
  });

  test('has null where y is a gap', () => {
    expect(append({ x: [1, 2, 3], y: [1, null, 3] }).y).toEqual([1, null, 3]);
    expect(append({ prev_x: [1], prev_y: [null] }).y).toEqual([null]);
  });

  test('has null for a number beyond float64, as for Infinity', () => {
    expect(appendText('{"x":[1,2,3],"y":[1e999,-1e999,1e308]}').y).toEqual([null, null, 1e308]);
  });

  test('has 0 for -0', () => {
    const payload = '{"x":[-0,-0.0],"y":[-0,-0e5]}';
    expect(chartAppend(payload)).toMatch(/^\{"x":\[0,0\],"y":\[0,0\],/);
    expect(appendText(payload).html).toBe(append({ x: [0, 0], y: [0, 0] }).html);
  });

  test('has strings of x as they came, on a line', () => {
    const x = ['a', '', '1', 1, 'a', '<b>', '\ud800', '__proto__', '漢字', '2024-01-01T00:00:00.000Z'];
    const y = x.map((_, i) => i);
    expect(append({ x, y }).x).toEqual(x);
    expect(append({ prev_x: x, prev_y: y }).x).toEqual(x);
  });

  test('keeps numbers exact', () => {
    const x = [1_700_000_000_000.125, Number.MAX_SAFE_INTEGER, 5e-324, Number.MAX_VALUE, 0.1 + 0.2];
    expect(append({ x, y: x })).toMatchObject({ x, y: x });
  });

  test('draws a line by category and a scatter by number, in the colour and size asked for', () => {
    const fields = { x: [0, 1, 100], y: [0, 0, 1], color_hex: 0x0000ab, width: 333, height: 222, title: 'T & <T>' };
    for (const kind of ['line', 'scatter']) {
      const { html } = append({ ...fields, kind });
      expect(html).toMatch(/^<svg width="333" height="222" viewBox="0 0 333 222"/);
      expect(html).toContain('stroke="#0000ab"');
      expect(html).toContain('>T &amp; &lt;T&gt;</text>');
    }
    const positions = (kind: string) => {
      const path = append({ ...fields, kind }).html.match(/<path d="([^"]*)"[^>]*stroke-linejoin/)![1];
      return [...path.matchAll(/[ML](\S+) /g)].map(([, x]) => Number(x));
    };
    const [first, second, third] = positions('line');
    expect(second - first).toBeCloseTo(third - second, 1);
    const [low, near, far] = positions('scatter');
    expect((near - low) / (far - low)).toBeCloseTo(0.01, 3);
  });
});

describe('what goes in', () => {
  test('unknown fields are ignored, whatever they hold', () => {
    const expected = chartAppend(JSON.stringify(line));
    const unknown = { xScale: 'linear', axes: false, maxPoints: 1, colorHex: 0, Kind: 'bar', xscale: 5, '': null };
    expect(chartAppend(JSON.stringify({ ...unknown, ...line }))).toBe(expected);
  });

  test('__proto__ and its like are unknown fields', () => {
    const expected = chartAppend(JSON.stringify(line));
    const fields = JSON.stringify(line).slice(1);
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      for (const value of ['{"kind":"scatter","max_points":1,"x":[9]}', 'null', '5', '"x"']) {
        expect(chartAppend(`{"${name}":${value},${fields}`)).toBe(expected);
      }
    }
    expect(Object.hasOwn(Object.prototype, 'max_points')).toBe(false);
  });

  test('fields that everything inherits are not read as given', () => {
    Object.defineProperty(Object.prototype, 'max_points', {
      value: 1,
      configurable: true,
      enumerable: true,
      writable: true,
    });
    try {
      expect(append(line).x).toEqual([1, 2, 3]);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'max_points');
    }
  });

  test('of a field that is there twice the last counts, as JSON has it', () => {
    expect(appendText('{"x":[1],"x":[2],"y":[3]}').x).toEqual([2]);
  });

  test('the payload must be a string', () => {
    const given: unknown[] = [undefined, null, 5, true, {}, [], line, ['{}'], Object('{}'), () => '{}', Symbol('{}')];
    given.push({ toString: () => '{}' }, new TextEncoder().encode('{}'));
    for (const payload of given) {
      const error = errorOf(() => chartAppend(payload as string));
      expect(error, String(payload)).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/^payload must be /);
    }
    expect(errorOf(() => (chartAppend as () => string)()).message).toMatch(/^payload must be /);
  });

  test('bad JSON is a TypeError', () => {
    const bad = ['', ' ', '{', '{"x":[1,]}', "{'x':[1]}", '{"y":[NaN]}', '{"y":[Infinity]}', '{x:[1]}', 'undefined'];
    for (const payload of [...bad, '{}{}', `{"x":["${'long'.repeat(100_000)}`]) {
      const error = errorOf(() => chartAppend(payload));
      expect(error, payload.slice(0, 40)).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/^payload must be JSON/);
      expect(error.message.length).toBeLessThan(300);
    }
  });

  test.each(['null', '5', '"x"', 'true', '[]', '[{}]'])('JSON that is no object is a TypeError: %s', (payload) => {
    const error = errorOf(() => chartAppend(payload));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/^payload must be a JSON object, got ./);
  });

  test.each([
    ['x', { x: [1, 2], y: [1] }, /x and y must be equally long, got 2 and 1/],
    ['y', { y: [1] }, /x and y must be equally long, got 0 and 1/],
    ['x alone', { x: [1] }, /x and y must be equally long, got 1 and 0/],
    ['prev_x', { prev_x: [1, 2], prev_y: [] }, /prev_x and prev_y must be equally long, got 2 and 0/],
    ['prev_y', { ...line, prev_y: [1] }, /prev_x and prev_y must be equally long, got 0 and 1/],
  ])('unequal lengths are a RangeError that names both: %s', (_, fields, message) => {
    const error = errorOf(() => append(fields));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(message);
  });

  const types: Record<string, string> = {
    number: '5',
    string: '"five"',
    boolean: 'true',
    null: 'null',
    object: '{}',
    array: '[5]',
  };
  const takes: Record<string, string[]> = {
    kind: [],
    x: ['array'],
    y: ['array'],
    prev_x: ['array'],
    prev_y: ['array'],
    max_points: ['number'],
    title: ['string'],
    color_hex: ['number'],
    width: ['number'],
    height: ['number'],
    span: ['number'],
    x_scale: [],
    time_zone: ['string'],
    locale: ['string'],
    x_title: ['string'],
    y_title: ['string'],
    x_format: ['string'],
    y_format: ['string'],
    y_scale: [],
    y_domain: [],
    y_min: ['number'],
    y_max: ['number'],
    y2_title: ['string'],
    y2_format: ['string'],
    y2_scale: [],
    y2_domain: [],
    y2_min: ['number'],
    y2_max: ['number'],
    theme: [],
    empty_text: ['string'],
  };
  test.each(Object.keys(takes))('%s of the wrong type is a TypeError that names it', (field) => {
    for (const [type, json] of Object.entries(types)) {
      if (takes[field].includes(type)) continue;
      const error = errorOf(() => chartAppend(`{"${field}":${json}}`));
      expect(error, `${field}: ${json}`).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(new RegExp(`^${field} must be .*, got .`));
    }
  });

  test.each([
    ...['0', '-1', '1.5', '1e999', String(MAX_POINTS + 1), '1e12'].map((json) => ['max_points', json]),
    ...['-1', '0.5', '16777216', '1e999'].map((json) => ['color_hex', json]),
    ...['0', '-0', '-5', '16384.001', '1e999', '-1e999'].flatMap((json) => [
      ['width', json],
      ['height', json],
    ]),
  ])('%s out of range is a RangeError that names it: %s', (field, json) => {
    const error = errorOf(() => chartAppend(`{"${field}":${json}}`));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(new RegExp(`^${field} must be .*, got .`));
  });

  test('the bounds themselves are taken', () => {
    for (const fields of [{ max_points: 1 }, { max_points: MAX_POINTS }, { color_hex: 0 }, { color_hex: 0xffffff }]) {
      expect(append({ ...line, ...fields }).y.pop()).toBe(6);
    }
    for (const side of [0.001, 16_384]) {
      expect(append({ ...line, width: side, height: side }).html).toContain(`<svg width="${side}" height="${side}"`);
    }
  });

  const bothPrefixes = ['', 'prev_'];
  test('an x that is none is a TypeError that names field and place', () => {
    for (const prefix of bothPrefixes) {
      const refused: [string, string][] = [
        ...['null', 'true', '{}', '[1]', '1e999', '-1e999'].flatMap((json): [string, string][] => [
          ['line', json],
          ['scatter', json],
        ]),
        ['scatter', '"a"'],
        ['scatter', '"5"'],
        ['scatter', '"2024-01-01T00:00:00.000Z"'],
      ];
      for (const [kind, json] of refused) {
        const payload = `{"kind":"${kind}","${prefix}x":[0,${json}],"${prefix}y":[1,2]}`;
        const error = errorOf(() => chartAppend(payload));
        expect(error, payload).toBeInstanceOf(TypeError);
        expect(error.message).toMatch(new RegExp(`^${prefix}x\\[1\\] must be .*, got .`));
      }
    }
  });

  test('a y that is none is a TypeError that names field and place', () => {
    for (const prefix of bothPrefixes) {
      for (const json of ['"5"', '""', 'true', '{}', '[]', '"NaN"']) {
        const error = errorOf(() => chartAppend(`{"${prefix}x":[0,1],"${prefix}y":[1,${json}]}`));
        expect(error, json).toBeInstanceOf(TypeError);
        expect(error.message).toMatch(new RegExp(`^${prefix}y\\[1\\] must be .*, got .`));
      }
    }
  });

  test('samples that would be evicted are checked as all others', () => {
    expect(() => append({ x: [true, 1], y: [1, 1], max_points: 1 })).toThrow(/^x\[0\] must be/);
    expect(() => append({ prev_x: [1], prev_y: ['1'], ...line, max_points: 1 })).toThrow(/^prev_y\[0\] must be/);
  });
});

describe('for any samples', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const sample = (x: fc.Arbitrary<number | string>) => fc.tuple(x, fc.option(number));
  const calls = fc.oneof(
    fc.record({
      kind: fc.constant('line'),
      calls: fc.array(fc.array(sample(fc.oneof(number, fc.string())), { maxLength: 12 }), { maxLength: 6 }),
    }),
    fc.record({
      kind: fc.constant('scatter'),
      calls: fc.array(fc.array(sample(number), { maxLength: 12 }), { maxLength: 6 }),
    }),
  );
  const columns = (samples: [number | string, number | null][]) => ({
    x: samples.map(([x]) => x),
    y: samples.map(([, y]) => y),
  });

  test('folding any cut of them into calls gives what one call gives', () => {
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 40 }), ({ kind, calls }, max_points) => {
        let state = append({ kind, max_points });
        for (const samples of calls) {
          state = append({ kind, max_points, prev_x: state.x, prev_y: state.y, ...columns(samples) });
        }
        const all = calls.flat();
        expect(state).toEqual(append({ kind, max_points, ...columns(all) }));
        // -0 is 0 in JSON.
        expect(state).toMatchObject(JSON.parse(JSON.stringify(columns(all.slice(-max_points)))));
      }),
      { numRuns: 1000 },
    );
  });

  test('the same payload gives the same text, whatever was asked in between', () => {
    fc.assert(
      fc.property(calls, calls, (one, other) => {
        const [payload, between] = [one, other].map(({ kind, calls }) =>
          JSON.stringify({ kind, title: kind, ...columns(calls.flat()) }),
        );
        const first = chartAppend(payload);
        chartAppend(between);
        expect(chartAppend(payload)).toBe(first);
      }),
      { numRuns: 1000 },
    );
  });

  test('what comes out goes in again', () => {
    fc.assert(
      fc.property(calls, ({ kind, calls }) => {
        const once = append({ kind, ...columns(calls.flat()) });
        expect(append({ kind, prev_x: once.x, prev_y: once.y })).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });
});

test('the published function is this one', () => {
  expect(published).toBe(chartAppend);
});
