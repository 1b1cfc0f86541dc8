/** Regular sampling: `{ x0, dx }` in the place of x. */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { chartAppend, LiveStream } from '../src/index.js';
import { errorOf } from './error-of.js';
import { expectSame, regularCase } from './regular.js';

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
