/** Samples as users give them: what is taken, what becomes of it, what is refused; and then nothing is appended. */
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { Engine, LiveStream } from '../src/index.js';
import { emptyBatch } from '../worker/batch.js';
import { Ring } from '../worker/ring.js';
import { checkSamples, type Samples, takeX, writeSamples } from '../worker/samples.js';

const engine = new Engine();
const open: LiveStream[] = [];
afterEach(() => Promise.all(open.splice(0).map((stream) => stream.close())));
afterAll(() => engine.close());

function make(options: ConstructorParameters<typeof LiveStream>[0]): LiveStream {
  const stream = new LiveStream({ engine, ...options });
  open.push(stream);
  return stream;
}
const category = () => make({ xScale: 'category' });
const linear = () => make({ xScale: 'linear' });
const scales = { category, linear };

async function contents(stream: LiveStream): Promise<{ x: unknown[]; y: unknown[] }> {
  const { x, y } = await stream.data();
  return { x: Array.from<unknown>(x), y: [...y] };
}

/** Nothing of what follows a refusal may be seen: neither now nor when the next sample comes. */
async function expectRefused(stream: LiveStream, act: () => void, kind: ErrorConstructor, message: RegExp) {
  const before = await contents(stream);
  const { pushed, gaps } = await stream.stats();
  expect(act).toThrow(
    expect.objectContaining({ constructor: kind, name: kind.name, message: expect.stringMatching(message) }),
  );
  expect(stream.n).toBe(before.y.length);
  expect(await contents(stream)).toEqual(before);
  expect(await stream.stats()).toMatchObject({ pushed, gaps });
}

const instant = new Date(Date.UTC(2024, 1, 29, 12, 30, 15, 250));
const iso = '2024-02-29T12:30:15.250Z';

const neverX: [string, unknown][] = [
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['an invalid Date', new Date(Number.NaN)],
  ['bigint', 5n],
  ['a symbol', Symbol('x')],
  ['undefined', undefined],
  ['null', null],
  ['a boolean', true],
  ['an object', {}],
  ['an object with valueOf', { valueOf: () => 5, toString: () => '5' }],
  ['an array', [5]],
  ['a function', () => 5],
  ['a Number object', Object(5)],
  ['a String object', Object('5')],
];
const neverLinearX: [string, unknown][] = [
  ...neverX,
  ['a string', 'a'],
  ['a numeric string', '5'],
  ['an ISO string', iso],
  ['the empty string', ''],
];
const neverY: [string, unknown][] = [
  ['a string', '5'],
  ['the empty string', ''],
  ['bigint', 5n],
  ['a symbol', Symbol('y')],
  ['a boolean', false],
  ['a Date', instant],
  ['an object', { valueOf: () => 5 }],
  ['an array', [5]],
  ['a function', () => 5],
  ['a Number object', Object(5)],
];

describe('x', () => {
  test('on a category scale: numbers, strings and Dates; a Date is its ISO-8601 UTC form', async () => {
    const stream = category();
    const xs = [1, -0.5, 'a', '', '1', 'a', instant, Number.MAX_VALUE, Number.MIN_VALUE];
    for (const x of xs) stream.push(x, 0);
    expect((await contents(stream)).x).toEqual(xs.map((x) => (x === instant ? iso : x)));
  });

  test('on a linear scale: numbers and Dates; a Date is its epoch ms', async () => {
    const stream = linear();
    for (const x of [1, instant, -1.5]) stream.push(x, 0);
    const { x } = await stream.data();
    expect(x).toEqual(Float64Array.of(1, instant.getTime(), -1.5));
  });

  test('epoch ms with fractions and the ends of float64 keep their precision', async () => {
    const xs = [1_700_000_000_000.125, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, Number.MIN_VALUE, -Number.MAX_VALUE];
    for (const make of Object.values(scales)) {
      const stream = make();
      for (const x of xs) stream.push(x, x);
      expect(await contents(stream)).toEqual({ x: xs, y: xs });
    }
  });

  test('Dates at the ends of their range', async () => {
    const ends = [new Date(8.64e15), new Date(-8.64e15), new Date(0)];
    const [labels, numbers] = [category(), linear()];
    labels.extend(ends, [1, 2, 3]);
    numbers.extend(ends, [1, 2, 3]);
    expect((await contents(labels)).x).toEqual(ends.map((date) => date.toISOString()));
    expect((await contents(numbers)).x).toEqual([8.64e15, -8.64e15, 0]);
  });

  test('a Date that is changed after the call is what it was', async () => {
    for (const make of Object.values(scales)) {
      const stream = make();
      const moving = new Date(instant);
      stream.push(moving, 1);
      stream.extend([moving], [2]);
      const expected = [moving.toISOString(), moving.getTime()];
      moving.setTime(0);
      for (const x of (await contents(stream)).x) expect(expected).toContain(x);
    }
    const unknownScale = takeX(instant, null);
    expect(unknownScale).toEqual(instant);
    expect(unknownScale).not.toBe(instant);
  });

  test.each(neverX)('%s is refused on a category scale', async (_, x) => {
    const stream = category();
    stream.push('kept', 1);
    await expectRefused(stream, () => stream.push(x as never, 2), TypeError, /^x must be .*string.*, got ./);
    await expectRefused(
      stream,
      () => stream.extend([1, 2, x as never], [1, 2, 3]),
      TypeError,
      /^xs\[2\] must be .*, got ./,
    );
  });

  test.each(neverLinearX)('%s is refused on a linear scale', async (_, x) => {
    const stream = linear();
    stream.push(1, 1);
    await expectRefused(stream, () => stream.push(x as never, 2), TypeError, /^x must be .*numeric scale.*, got ./);
    await expectRefused(
      stream,
      () => stream.extend([x as never, 2, 3], [1, 2, 3]),
      TypeError,
      /^xs\[0\] must be .*, got ./,
    );
  });

  test('a hole is refused', async () => {
    const holed = [1, 2, 3];
    delete holed[1];
    for (const make of Object.values(scales)) {
      const stream = make();
      await expectRefused(stream, () => stream.extend(holed, [1, 2, 3]), TypeError, /^xs\[1\] must be .*undefined/);
    }
  });

  test('NaN and Infinity are refused in typed arrays too', async () => {
    for (const make of Object.values(scales)) {
      for (const Column of [Float64Array, Float32Array]) {
        for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
          const stream = make();
          await expectRefused(
            stream,
            () => stream.extend(Column.of(1, value), [1, 2]),
            TypeError,
            new RegExp(`^xs\\[1\\] must be .*, got ${value}$`),
          );
        }
      }
    }
  });
});

describe('y', () => {
  test('NaN, null, undefined and ±Infinity are gaps, and counted', async () => {
    const gaps = [Number.NaN, null, undefined, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const stream = linear();
    for (const y of gaps) stream.push(0, y);
    stream.extend([0, 0, 0, 0, 0], gaps);
    stream.extend(new Float64Array(3), Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, 7));
    stream.extend(new Float32Array(2), Float32Array.of(Number.NEGATIVE_INFINITY, 8));
    const { y } = await contents(stream);
    expect(y).toEqual([...Array(12).fill(Number.NaN), 7, Number.NaN, 8]);
    expect((await stream.stats()).gaps).toBe(13);
  });

  test('a hole is a gap', async () => {
    const holed = [1, 2, 3];
    delete holed[1];
    const stream = linear();
    stream.extend([1, 2, 3], holed);
    expect((await contents(stream)).y).toEqual([1, Number.NaN, 3]);
  });

  test.each(neverY)('%s is refused', async (_, y) => {
    for (const make of Object.values(scales)) {
      const stream = make();
      stream.push(1, 1);
      await expectRefused(
        stream,
        () => stream.push(2, y as never),
        TypeError,
        /^y must be a number, or null .*, got ./,
      );
      await expectRefused(
        stream,
        () => stream.extend([1, 2], [1, y as never]),
        TypeError,
        /^ys\[1\] must be a number, or null .*, got ./,
      );
    }
  });
});

describe('columns', () => {
  test('of unequal length are a RangeError that says both lengths', async () => {
    const stream = category();
    stream.push('kept', 1);
    const cases: [Samples, Samples][] = [
      [[1, 2], [1]],
      [[], [1]],
      [new Float64Array(3), new Float64Array(2)],
      [['a'], []],
    ];
    for (const [xs, ys] of cases) {
      await expectRefused(
        stream,
        () => stream.extend(xs as never, ys as never),
        RangeError,
        new RegExp(`xs and ys must be equally long, got ${xs.length} and ${ys.length}`),
      );
    }
  });

  test('of no samples change nothing', async () => {
    const stream = category();
    stream.push(1, 1);
    stream.extend([], []);
    stream.extend(new Float64Array(), new Float64Array(new ArrayBuffer(0)));
    expect(stream.n).toBe(1);
    expect((await stream.stats()).pushed).toBe(1);
  });

  test('of every numeric type are taken', async () => {
    const types = [
      Int8Array,
      Uint8Array,
      Uint8ClampedArray,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      Float32Array,
      Float64Array,
      Array,
    ];
    for (const make of Object.values(scales)) {
      const stream = make();
      for (const XColumn of types) for (const YColumn of types) stream.extend(XColumn.of(1, 2), YColumn.of(3, 4));
      const pairs = types.length ** 2;
      const { x, y } = await contents(stream);
      expect(x).toEqual(Array.from({ length: pairs * 2 }, (_, i) => (i % 2 ? 2 : 1)));
      expect(y).toEqual(Array.from({ length: pairs * 2 }, (_, i) => (i % 2 ? 4 : 3)));
    }
  });

  test('that lie inside a larger or shared buffer give their own part', async () => {
    const stream = linear();
    const buffer = Float64Array.of(9, 1, 2, 9).buffer;
    const shared = new Float64Array(new SharedArrayBuffer(16));
    shared.set([3, 4]);
    stream.extend(new Float64Array(buffer, 8, 2), shared);
    expect(await contents(stream)).toEqual({ x: [1, 2], y: [3, 4] });
  });

  const nowhere: [string, unknown][] = [
    ['a DataView', new DataView(new ArrayBuffer(16))],
    ['an ArrayBuffer', new ArrayBuffer(16)],
    ['a Set', new Set([1, 2])],
    ['a Map', new Map([[1, 2]])],
    ['a string', '12'],
    ['an object like an array', { length: 2, 0: 1, 1: 2 }],
    ['an iterator', [1, 2].values()],
    ['a number', 2],
    ['null', null],
    ['undefined', undefined],
    ['a function', (_a: number, _b: number) => 0],
    ['a BigInt64Array', BigInt64Array.of(1n, 2n)],
    ['a BigUint64Array', BigUint64Array.of(1n, 2n)],
  ];
  test.each(nowhere)('%s is no column', async (_, column) => {
    for (const make of Object.values(scales)) {
      const stream = make();
      stream.push(1, 1);
      await expectRefused(
        stream,
        () => stream.extend(column as never, [1, 2]),
        TypeError,
        /^xs(\[0\])? must be .*, got ./,
      );
      await expectRefused(
        stream,
        () => stream.extend([1, 2], column as never),
        TypeError,
        /^ys(\[0\])? must be .*, got ./,
      );
    }
  });

  test('that are detached are a TypeError, whichever it is', async () => {
    const detached = () => {
      const column = Float64Array.of(1, 2);
      structuredClone(column.buffer, { transfer: [column.buffer] });
      return column;
    };
    const stream = linear();
    stream.push(1, 1);
    await expectRefused(stream, () => stream.extend(detached(), detached()), TypeError, /^xs is detached/);
    await expectRefused(stream, () => stream.extend(detached(), [1, 2]), TypeError, /^xs is detached/);
    await expectRefused(stream, () => stream.extend([1, 2], detached()), TypeError, /^ys is detached/);
    await expectRefused(stream, () => stream.extend([], detached()), TypeError, /^ys is detached/);
    const transfer = { transfer: true };
    await expectRefused(stream, () => stream.extend(detached(), detached(), transfer), TypeError, /^xs is detached/);
  });

  test('are copied: the caller keeps them and may change them', async () => {
    const stream = linear();
    const [xs, ys] = [Float64Array.of(1, 2), Float64Array.of(3, 4)];
    const [xList, yList] = [
      [5, 6],
      [7, 8],
    ];
    stream.extend(xs, ys);
    stream.extend(xList, yList);
    for (const column of [xs, ys, xList, yList]) column.fill(0);
    expect(await contents(stream)).toEqual({ x: [1, 2, 5, 6], y: [3, 4, 7, 8] });
  });

  test('are detached by transfer, and only where they are taken', async () => {
    const stream = linear();
    const [xs, ys] = [Float64Array.of(1, 2), Float64Array.of(3, 4)];
    expect(() => stream.extend(xs, Float64Array.of(1), { transfer: true })).toThrow(RangeError);
    expect(() => stream.extend(Float64Array.of(1, Number.NaN), ys, { transfer: true })).toThrow(TypeError);
    expect([xs.length, ys.length]).toEqual([2, 2]);
    stream.extend(xs, ys, { transfer: true });
    expect([xs.length, ys.length]).toEqual([0, 0]);
    expect(await contents(stream)).toEqual({ x: [1, 2], y: [3, 4] });
  });
});

describe('for any columns', () => {
  const goodX = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.date({ noInvalidDate: true }),
    fc.integer(),
  );
  const goodY = fc.oneof(fc.double(), fc.constantFrom(null, undefined, Number.NaN, Number.POSITIVE_INFINITY));
  const samples = fc.record({
    numeric: fc.boolean(),
    pairs: fc.array(fc.tuple(fc.oneof({ weight: 3, arbitrary: goodX }, { weight: 1, arbitrary: fc.string() }), goodY), {
      maxLength: 30,
    }),
    poison: fc.option(
      fc.record({
        at: fc.nat(29),
        column: fc.constantFrom('x', 'y'),
        value: fc.constantFrom<unknown>(5n, Symbol('poison'), {}, true, new Date(Number.NaN)),
      }),
    ),
  });

  function model(x: unknown, numeric: boolean): number | string {
    if (x instanceof Date) return numeric ? x.getTime() : x.toISOString();
    return x as number | string;
  }

  test('either all samples are appended, as the model has them, or none', () => {
    fc.assert(
      fc.property(samples, ({ numeric, pairs, poison }) => {
        const xs: unknown[] = pairs.map(([x]) => x);
        const ys: unknown[] = pairs.map(([, y]) => y);
        const poisoned = poison !== null && poison.at < pairs.length;
        if (poisoned) (poison.column === 'x' ? xs : ys)[poison.at] = poison.value;
        const fits = !poisoned && !(numeric && xs.some((x) => typeof x === 'string'));
        if (!fits) {
          expect(() => checkSamples(xs, [ys], null, numeric)).toThrow(TypeError);
          return;
        }
        const labelled = checkSamples(xs, [ys], null, numeric);
        expect(labelled).toBe(!numeric && xs.some((x) => typeof x !== 'number'));
        const batch = emptyBatch(xs.length);
        writeSamples(batch, xs, [ys], 0, xs.length, numeric);
        const ring = new Ring(100);
        ring.append(batch, numeric);
        const data = ring.toData();
        expect(Array.from<unknown>(data.x)).toEqual(xs.map((x) => model(x, numeric)));
        expect([...data.ys[0]]).toEqual(ys.map((y) => (Number.isFinite(y) ? y : Number.NaN)));
      }),
      { numRuns: 1500 },
    );
  });

  test('and so it is through a stream, by push and by extend', async () => {
    const streams = { true: linear(), false: category() };
    await fc.assert(
      fc.asyncProperty(samples, async ({ numeric, pairs, poison }) => {
        const stream = streams[`${numeric}`];
        stream.clear();
        const xs: unknown[] = pairs.map(([x]) => x);
        const ys: unknown[] = pairs.map(([, y]) => y);
        if (poison !== null && poison.at < pairs.length) {
          (poison.column === 'x' ? xs : ys)[poison.at] = poison.value;
        }
        const kept: [unknown, unknown][] = [];
        for (let i = 0; i < pairs.length; i++) {
          try {
            stream.push(xs[i] as never, ys[i] as never);
            kept.push([xs[i], ys[i]]);
          } catch (error) {
            expect(error).toBeInstanceOf(TypeError);
          }
        }
        const refused = kept.length < pairs.length;
        if (refused) expect(() => stream.extend(xs as never, ys as never)).toThrow(TypeError);
        else {
          stream.extend(xs as never, ys as never);
          kept.push(...kept.slice());
        }
        expect(stream.n).toBe(kept.length);
        const { x, y } = await contents(stream);
        expect(x).toEqual(kept.map(([x]) => model(x, numeric)));
        expect(y).toEqual(kept.map(([, y]) => (Number.isFinite(y) ? y : Number.NaN)));
      }),
      { numRuns: 300 },
    );
  });
});
