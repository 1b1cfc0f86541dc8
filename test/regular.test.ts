/** Regular sampling: `{ x0, dx }` in the place of x. */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { chartAppend, LiveStream } from '../src/index.js';
import { type Batch, emptyBatch } from '../worker/batch.js';
import { RegularColumn } from '../worker/regular.js';
import { Ring } from '../worker/ring.js';
import { writeSamples } from '../worker/samples.js';
import { errorOf } from './error-of.js';
import { expectBits, expectSame, regularCase } from './regular.js';

const open: LiveStream[] = [];
afterEach(() => Promise.all(open.splice(0).map((stream) => stream.close())));

function streamOf(options: ConstructorParameters<typeof LiveStream>[0]): LiveStream {
  const stream = new LiveStream(options);
  open.push(stream);
  return stream;
}

test('window and pictures are those of the same samples with every x written, to the bit', async () => {
  await fc.assert(
    fc.asyncProperty(regularCase, (one) => expectSame(one)),
    { numRuns: 400 },
  );
});

describe('x is x0 + i · dx', () => {
  test('on numeric scales', async () => {
    for (const xScale of ['linear', 'time'] as const) {
      const stream = streamOf({ xScale });
      stream.extend({ x0: 0.3, dx: 0.1 }, [1, null, 3]);
      stream.extend({ x0: new Date(1000), dx: -1 }, Float32Array.of(4, 5));
      stream.extend({ x0: 7, dx: 0 }, [6, 7]);
      const { x, y } = await stream.data();
      expect(x).toEqual(Float64Array.of(0.3, 0.3 + 0.1, 0.3 + 2 * 0.1, 1000, 999, 7, 7));
      expect(y).toEqual(Float64Array.of(1, Number.NaN, 3, 4, 5, 6, 7));
    }
  });

  test('on a category scale, beside labels; a Date is its ms there, too', async () => {
    const stream = streamOf({ xScale: 'category' });
    stream.push('label', 0);
    stream.extend({ x0: new Date(5), dx: 1 }, [1, 2]);
    expect((await stream.data()).x).toEqual(['label', 5, 6]);
    expect((await stream.render({ format: 'svg' })).svg).toContain('>6<');
  });

  test('for columns of several series, by place and by name', async () => {
    const stream = streamOf({ series: [{ name: 'a' }, { name: 'b' }], xScale: 'linear' });
    stream.extend({ x0: 0, dx: 2 }, [[1, 2], Float64Array.of(3, 4)]);
    stream.extend({ x0: 4, dx: 2 }, { b: [5] });
    const { x, ys } = await stream.data();
    expect(x).toEqual(Float64Array.of(0, 2, 4));
    expect(ys).toEqual([Float64Array.of(1, 2, Number.NaN), Float64Array.of(3, 4, 5)]);
  });

  test('for as many as there are of y: none change nothing', async () => {
    const stream = streamOf({ xScale: 'linear' });
    stream.extend({ x0: 1, dx: Number.MAX_VALUE }, []);
    stream.extend({ x0: 1, dx: Number.MAX_VALUE }, [5]);
    expect(Array.from((await stream.data()).x)).toEqual([1]);
  });

  test('in chartAppend, in the place of x', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer(), fc.constantFrom(0.1, 1, -2, 0), fc.array(fc.integer(), { maxLength: 9 }))),
        fc.constantFrom('line', 'scatter'),
        (calls, kind) => {
          let ours = { x: [], y: [], html: '' };
          let theirs = ours;
          for (const [x0, dx, y] of calls) {
            const look = { kind, max_points: 12, y };
            const past = ({ x, y }: typeof ours) => ({ prev_x: x, prev_y: y });
            ours = JSON.parse(chartAppend(JSON.stringify({ ...look, x0, dx, ...past(ours) })));
            const x = y.map((_, i) => x0 + i * dx);
            theirs = JSON.parse(chartAppend(JSON.stringify({ ...look, x, ...past(theirs) })));
            expect(ours).toEqual(theirs);
          }
        },
      ),
    );
  });
});

describe('what is refused appends nothing', () => {
  const never: [string, unknown, unknown, ErrorConstructor, string][] = [
    ['no dx', { x0: 1 }, [1], TypeError, 'dx must be a finite number, got undefined'],
    ['no x0', { dx: 1 }, [1], TypeError, 'x0 must be a finite number or a Date on a numeric scale, got undefined'],
    [
      'a string',
      { x0: '1', dx: 1 },
      [1],
      TypeError,
      'x0 must be a finite number or a Date on a numeric scale, got "1"',
    ],
    ['an invalid Date', { x0: new Date(Number.NaN), dx: 1 }, [1], TypeError, 'got an invalid Date'],
    ['NaN', { x0: 0, dx: Number.NaN }, [1], TypeError, 'dx must be a finite number, got NaN'],
    ['bigint', { x0: 0, dx: 1n }, [1], TypeError, 'dx must be a finite number, got 1n'],
    ['Infinity', { x0: Number.POSITIVE_INFINITY, dx: 1 }, [1], TypeError, 'got Infinity'],
    ['another field', { x0: 0, dx: 1, dz: 1 }, [1], TypeError, `"dz" is not an option of xs; did you mean 'dx'?`],
    ['an x that overflows', { x0: 0, dx: 1e308 }, [1, 2, 3], RangeError, 'x0 + 2 · dx must be finite, got Infinity'],
    ['y that is no column', { x0: 0, dx: 1 }, 'y', TypeError, 'ys must be an array or a typed array, got "y"'],
    ['y that is nothing', { x0: 0, dx: 1 }, null, TypeError, 'ys must be an array or a typed array, got null'],
    ['a y that is none', { x0: 0, dx: 1 }, [1, '2'], TypeError, 'ys[1] must be a number'],
    ['neither', {}, [1], TypeError, 'xs must be an array or a typed array, got an object'],
  ];
  test.each(never)('%s', async (_, xs, ys, kind, message) => {
    for (const xScale of ['linear', 'category'] as const) {
      const stream = streamOf({ xScale });
      stream.push(1, 1);
      expect(() => stream.extend(xs as never, ys as never)).toThrow(kind);
      expect(() => stream.extend(xs as never, ys as never)).toThrow(message);
      expect(stream.n).toBe(1);
      expect((await stream.stats()).pushed).toBe(1);
    }
  });

  test('columns of several series that are not equally long, or that there are none of', async () => {
    const stream = streamOf({ series: [{ name: 'a' }, { name: 'b' }] });
    const extend = (ys: unknown) => () => stream.extend({ x0: 0, dx: 1 }, ys as never);
    expect(extend([[1, 2], [1]])).toThrow(
      new RangeError('ys["a"] and ys["b"] must be equally long, got 2 and 1 samples'),
    );
    expect(extend({})).toThrow(new RangeError('ys must hold a column, which tells how many samples there are'));
    expect(extend([undefined, [1]])).toThrow(TypeError);
    expect(stream.n).toBe(0);
  });

  test('in chartAppend, by the names of its fields', () => {
    const append = (fields: object) => errorOf(() => chartAppend(JSON.stringify({ y: [1, 2], ...fields })));
    expect(append({ x0: 1 })).toEqual(new TypeError('dx must be a finite number, got undefined'));
    expect(append({ x0: '1', dx: 1 })).toEqual(
      new TypeError('x0 must be a finite number or a Date on a numeric scale, got "1"'),
    );
    expect(append({ x0: 1, dx: 1, x: [1, 2] })).toEqual(
      new TypeError('x0 and dx stand in the place of x, not beside it'),
    );
    expect(append({ x0: 1, dx: 1.7e308, y: [1, 2, 3] })).toBeInstanceOf(RangeError);
  });
});

describe('a ring', () => {
  const count = fc.oneof(fc.nat(70), fc.nat(3000), fc.nat(30_000));
  const step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        regular: fc.array(count, { minLength: 1, maxLength: 4 }),
        dx: fc.constantFrom(1, 0.1, -0.25, 0),
      }),
    },
    { weight: 3, arbitrary: fc.record({ written: count }) },
    { weight: 1, arbitrary: fc.constant({ clear: true } as const) },
    { weight: 1, arbitrary: fc.record({ capacity: fc.integer({ min: 1, max: 60_000 }) }) },
  );

  /** Regular samples of several calls, one after the other, in one batch. */
  function batchOf(columns: RegularColumn[], regular: boolean): Batch {
    const batch = emptyBatch(columns.reduce((sum, { length }) => sum + length, 0));
    if (regular) batch.regular = [];
    for (const column of columns) {
      writeSamples(batch, column, [new Float64Array(column.length)], 0, column.length, true);
    }
    return batch;
  }

  test('holds regular samples, and others among them, as if every x had been written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60_000 }),
        fc.array(step, { maxLength: 12 }),
        fc.nat(),
        (first, steps, at) => {
          let rings = [new Ring(first), new Ring(first)];
          let x0 = 0;
          for (const one of steps) {
            if ('regular' in one) {
              const columns = one.regular.map((length) => {
                const column = new RegularColumn(x0, one.dx, length);
                x0 += length * one.dx;
                return column;
              });
              rings.forEach((ring, i) => {
                ring.append(batchOf(columns, i === 0), true);
              });
            } else if ('written' in one) {
              for (const ring of rings) ring.append(batchOf([new RegularColumn(x0, 0.3, one.written)], false), true);
            } else if ('clear' in one) for (const ring of rings) ring.clear();
            else rings = rings.map((ring) => ring.reshaped(one.capacity));
            const [ours, theirs] = rings;
            expectBits(ours.toData().x as Float64Array, theirs.toData().x as Float64Array);
            expect([ours.ascending, ours.xExtent()]).toEqual([theirs.ascending, theirs.xExtent()]);
            if (ours.n === 0) continue;
            const index = ours.start + (at % ours.n);
            expect(ours.x.at(index)).toBe(theirs.x.at(index));
            const [run] = ours.runs(index);
            expect(run.x[run.from]).toBe(theirs.x.at(index));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('takes no memory for x that is regular, however often it goes round; and again once others have left', () => {
    const capacity = 200_000;
    let ring = new Ring(capacity);
    let x = 0;
    const take = (samples: number, regular: boolean) => {
      for (let taken = 0; taken < samples; taken += 1600) {
        ring.append(batchOf([new RegularColumn(x, 0.01, 1600)], regular), true);
        x += 1600 * 0.01;
      }
    };
    const held = () => ring.x.size - 2 ** 14;
    take(3 * capacity, true);
    expect(held()).toBeLessThan(capacity / 100);
    expect((8 * (ring.size - 2 ** 14)) / capacity).toBeLessThan(10.5);
    ring = ring.reshaped(capacity / 2);
    expect(held()).toBeLessThan(capacity / 100);
    ring = ring.reshaped(capacity);
    take(capacity, false);
    expect(held()).toBeGreaterThan(capacity / 2);
    take(capacity + 2 ** 14, true);
    expect(held()).toBeLessThan(capacity / 100);
  });

  test('writes x of many few, which would take no less', () => {
    const ring = new Ring(50_000);
    for (let i = 0; i < 20_000; i++) ring.append(batchOf([new RegularColumn(i, 0.01, 3)], true), true);
    expect(ring.x.size - 2 ** 14).toBeLessThan(51_000);
    expect(ring.x.at(ring.end - 1)).toBe(19_999 + 2 * 0.01);
  });
});
