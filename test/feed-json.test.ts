/** JSON and lines of it: what a decoder takes is what `JSON.parse` and a walk along the paths take, however it is cut. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecimalReader } from '../worker/feeds/decimal.js';
import { JsonShape, TEXT } from '../worker/feeds/json-shape.js';
import { cut, decoded, type Sample, utf8 } from './feeds/decoded.js';

const walk = (value: unknown, path: string): unknown =>
  path === ''
    ? value
    : path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown> | null)?.[name], value);

const GAP = /^(|nan|[+-]?inf(inity)?|null|none|na|n\/a|-)$/i;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** NaN for a gap, undefined for what is no number. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value === null || value === undefined) return Number.NaN;
  // Blanks as bytes have them.
  const text = typeof value === 'string' ? value.replace(/^[\0- ]+|[\0- ]+$/g, '') : undefined;
  if (text === undefined) return undefined;
  return GAP.test(text) ? Number.NaN : DECIMAL.test(text) ? Number(text) : undefined;
}

interface Paths {
  records?: string;
  x: string;
  y: string[];
}

/** Columns of a sample's values, where all that are there are such. */
function listsOf(values: unknown[]): number[][] | null {
  const given = values.filter((value) => value !== undefined);
  const lists = values.map((value) => (Array.isArray(value) ? value : []));
  const even = given.every((value) => Array.isArray(value) && value.length === lists[0].length);
  const numbers = lists.map((list) => list.map(numberOf));
  if (!even || values[0] === undefined || given.length < 2 || numbers.flat().includes(undefined)) return null;
  return numbers[0].every(Number.isFinite) ? (numbers as number[][]) : null;
}

/** What is to be taken of a document: its samples, and how many of it are refused. */
function expected(document: unknown, { records = '', x, y }: Paths): { samples: Sample[]; bad: number } {
  const at = walk(document, records);
  const isList = Array.isArray(at) && (at.length === 0 || typeof at[0] === 'object');
  const all = (isList ? at : [at]).filter((record) => typeof record === 'object' && record !== null);
  if (all.length === 0) return { samples: [], bad: isList ? 0 : 1 };
  const samples: Sample[] = [];
  let bad = 0;
  for (const record of all) {
    const [ofX, ...ofY] = [x, ...y].map((path) => walk(record, path));
    if ([ofX, ...ofY].some(Array.isArray)) {
      const lists = listsOf([ofX, ...ofY]);
      if (lists)
        samples.push(...lists[0].map((at, i): Sample => [at, ...lists.slice(1).map((list) => list[i] ?? Number.NaN)]));
      else bad++;
      continue;
    }
    const values = ofY.map(numberOf);
    const place = numberOf(ofX);
    if (!Number.isFinite(place) || values.includes(undefined) || ofY.every((value) => value === undefined)) {
      bad++;
    } else samples.push([place!, ...(values as number[])]);
  }
  return { samples, bad };
}

const scalar = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 2, arbitrary: fc.integer() },
  fc.constant(null),
  fc.boolean(),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const anything = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' });
const key = fc.constantFrom('t', 'v', 'w', 'in', 'a"b', 'ä', '');
const record = fc
  .record({ t: fc.integer(), v: scalar, in: fc.record({ w: scalar }, { requiredKeys: [] }) }, { requiredKeys: [] })
  .chain((known) => fc.dictionary(key, anything, { maxKeys: 3 }).map((more) => ({ ...more, ...known })));
/** With blanks where they may be. */
const written = (value: unknown, space: number) => JSON.stringify(value, null, space);
const PATHS: Paths = { records: 'data.list', x: 't', y: ['v', 'in.w'] };
const documents = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        id: anything,
        data: fc.record({ list: fc.array(record, { maxLength: 6 }), more: anything }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ data: fc.record({ list: record }) }) },
    anything,
  ),
  { maxLength: 5 },
);
const places = fc.array(fc.nat(5000), { maxLength: 8 });

test('documents are read as JSON.parse reads them, wherever a body is cut', () => {
  let samples = 0;
  fc.assert(
    fc.property(documents, fc.nat(2), places, (all, space, at) => {
      const whole = utf8(all.map((one) => written(one, space)).join('\n'));
      const wanted = all.map((one) => expected(JSON.parse(JSON.stringify(one)), PATHS));
      const found = decoded({ ...PATHS }, [cut(whole, at)]);
      expect(found.samples).toEqual(wanted.flatMap((one) => one.samples));
      expect(found.bad).toBe(wanted.reduce((sum, { bad }) => sum + bad, 0));
      samples += found.samples.length;
    }),
    { numRuns: 1500 },
  );
  expect(samples).toBeGreaterThan(500);
});

test('lists of numbers are samples by index', () => {
  fc.assert(
    fc.property(fc.array(fc.array(scalar, { minLength: 1, maxLength: 4 }), { maxLength: 8 }), places, (rows, at) => {
      const paths = { x: '0', y: ['2'] };
      const list = decoded(paths, [cut(utf8(JSON.stringify(rows)), at)]);
      const wanted = expected(rows, paths);
      expect(list.samples).toEqual(wanted.samples);
      expect(list.bad).toBe(wanted.bad);
      const lines = decoded({ ...paths, format: 'ndjson' }, [
        cut(utf8(rows.map((row) => JSON.stringify(row)).join('\n')), at),
      ]);
      expect(lines.samples).toEqual(wanted.samples);
    }),
  );
});

test('samples that are written alike are read by their shape, and by the grammar wherever they differ', () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  const alike = fc
    .tuple(value, value, value, fc.string({ unit: 'grapheme-ascii', maxLength: 6 }), fc.nat(20))
    .map(([t, v, w, name, odd]) => {
      const text = `{"t":${t},"id":${JSON.stringify(name)},"v":"${v}","in":{"w":${w},"z":${w}},"ok":true}`;
      // Now and then another one.
      const others = [
        text.replace(':true', ' : true'),
        text.replace('"v":', '"v" :'),
        text.replace(/"z":[^}]*/, '"z":null'),
        text.replace('true', 'tru'),
        text.replace(/"w":[^,]*/, '"w":[1]'),
      ];
      return others[odd] ?? text;
    });
  const paths = { x: 't', y: ['v', 'in.w'] };
  let read = 0;
  fc.assert(
    fc.property(fc.array(alike, { minLength: 5, maxLength: 40 }), places, (lines, at) => {
      const wanted: Sample[] = [];
      for (const line of lines) if (!line.includes('tru}')) wanted.push(...expected(JSON.parse(line), paths).samples);
      expect(decoded({ ...paths, format: 'ndjson' }, [cut(utf8(lines.join('\n')), at)]).samples).toEqual(wanted);
      const list = lines.filter((line) => !line.includes('tru}'));
      expect(decoded(paths, [cut(utf8(`[${list.join(',')}]`), at)]).samples).toEqual(wanted);
      read += wanted.length;
    }),
    { numRuns: 500 },
  );
  expect(read).toBeGreaterThan(5000);
});

test('one field may be several things, however it is written', () => {
  const value = fc.oneof(
    fc.integer(),
    fc.integer().map(String),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const number = fc.integer({ min: 0, max: 2 ** 40 });
  fc.assert(
    fc.property(fc.array(fc.tuple(number, value), { maxLength: 12 }), places, (all, at) => {
      const lines = all.map(([n, v]) => JSON.stringify({ n, v }));
      const pieces = [cut(utf8(lines.join('\n')), at)];
      const plan = { format: 'ndjson', x: 'n', y: ['v', 'v', 'n'] } as const;
      const read = lines.map((line): (typeof all)[number] => Object.values(JSON.parse(line)) as (typeof all)[number]);
      const wanted = read.map(([n, v]): Sample => [n, numberOf(v)!, numberOf(v)!, n]);
      expect(decoded(plan, pieces).samples).toEqual(wanted);
      expect(decoded({ ...plan, time: 's' }, pieces).samples).toEqual(wanted.map(([n, ...ys]) => [1000 * +n, ...ys]));
      const numbered = decoded({ ...plan, sequence: 'n' }, pieces);
      const kept = new Set(numbered.samples.map(([n]) => n));
      expect(kept.size).toBe(numbered.samples.length);
      expect(numbered.samples.length + numbered.duplicate).toBe(all.length);
    }),
    { numRuns: 300 },
  );
  expect(decoded({ x: 't', y: ['v', 'v'] }, [['{"t":[1,2],"v":[3,null]}']]).samples).toEqual([
    [1, 3, 3],
    [2, Number.NaN, Number.NaN],
  ]);
  expect(decoded({ x: 't', y: ['v', 'v'] }, [['{"t":1,"v":true}{"t":2,"v":{"v":3}}{"t":3,"v":[4]}']])).toMatchObject({
    samples: [],
    bad: 3,
  });
  // A sample and its message may be the same.
  const message = decoded({ x: 'n', y: ['v'], sequence: '$.n' }, [
    ['{"n":1,"v":5}'],
    ['{"n":1,"v":6}'],
    ['{"n":2,"v":7}'],
  ]);
  expect(message).toMatchObject({ duplicate: 1, bad: 0 });
  expect(message.samples).toEqual([
    [1, 5],
    [2, 7],
  ]);
});

test('what is no number is refused in a column as it is by itself', () => {
  for (const y of ['"abc"', 'true', '{}']) {
    expect(decoded({}, [[`{"x":[1,2,3],"y":[1,${y},3]}`]])).toMatchObject({ samples: [], bad: 1 });
  }
  expect(decoded({}, [['{"x":[1,2,3],"y":["1","nan",null]}']]).samples).toEqual([
    [1, 1],
    [2, Number.NaN],
    [3, Number.NaN],
  ]);
});

test('a sample that is refused was not missing', () => {
  const lines = [
    '{"n":1,"x":1,"y":1}',
    '{"n":2,"x":"?","y":1}',
    '{"n":2,"x":2,"y":1}',
    '{"x":3,"y":1}',
    '{"n":3,"x":3}',
  ];
  const found = decoded({ format: 'ndjson', sequence: 'n' }, [[lines.join('\n')]]);
  expect(found.samples).toEqual([[1, 1]]);
  expect(found).toMatchObject({ bad: 3, duplicate: 1, missing: 0 });
});

test('a shape is that of the sample before: its numbers and texts may be others, and nothing else', () => {
  const shape = new JsonShape(() => -3);
  const numbers = new DecimalReader(true);
  const first = utf8('{"t":1,"id":"a","v":2.5}');
  shape.begin();
  shape.value(5, 6, 0);
  shape.value(13, 14, TEXT);
  shape.value(20, 23, 2);
  shape.learn(first, 0, first.length);
  const match = (text: string) => shape.match(utf8(text), 0, numbers);
  expect(match('{"t":17000,"id":"bcd","v":-1e3} ')).toBe(31);
  expect([shape.places, shape.found[0], shape.found[2]]).toEqual([[0, TEXT, 2], 17, -1]);
  for (const other of [
    '{"t":1,"id":"a","v":2.5',
    '{"t":1',
    '{"t": 1,"id":"a","v":2.5}',
    '{"t":1,"id":"\\"","v":2}',
    '{"t":01,"id":"a","v":2}',
    '{"u":1,"id":"a","v":2}',
    '{"t":1,"id":"a","v":null}',
  ]) {
    expect(match(other), other).toBe(-1);
  }
  // What has one value that others may not have is none.
  shape.begin();
  shape.spoil();
  shape.learn(utf8('{"t":null}'), 0, 10);
  expect(match('{"t":null}')).toBe(-1);
  for (let i = 0; i < 64; i++) match('{}');
  expect(match('{"t":1,"id":"a","v":2.5}')).toBe(-1);
});

/** A line with something in it changed. */
const mutated = fc
  .tuple(
    record,
    fc.array(
      fc.tuple(fc.nat(), fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '0', '-', 'e', '\u0001', 'tru')),
      { maxLength: 2 },
    ),
  )
  .map(([one, changes]) => {
    let line = JSON.stringify(one);
    for (const [at, what] of changes) {
      const place = at % (line.length + 1);
      line = line.slice(0, place) + what + line.slice(place + 1);
    }
    return line;
  });

test('a line that is no JSON is refused, and none around it', () => {
  const paths = { x: 't', y: ['v', 'in.w'] };
  let broken = 0;
  fc.assert(
    fc.property(
      fc.array(mutated, { maxLength: 8 }),
      places,
      fc.constantFrom('\n', '\r\n', '\n\n'),
      (lines, at, newline) => {
        let bad = 0;
        let unread = 0;
        const samples: Sample[] = [];
        for (const line of lines) {
          if (line.trim() === '') continue;
          try {
            const wanted = expected(JSON.parse(line), paths);
            samples.push(...wanted.samples);
            bad += wanted.bad;
          } catch {
            unread++;
          }
        }
        const found = decoded({ ...paths, format: 'ndjson' }, [cut(utf8(lines.join(newline)), at)]);
        // Whatever came before what is wrong in a line may have been a sample, or one that is refused.
        expect(found.bad).toBeGreaterThanOrEqual(bad + unread);
        expect(found.bad).toBeLessThanOrEqual(bad + 2 * unread);
        expect(found.samples.length).toBeLessThanOrEqual(samples.length + unread);
        const rest = [...found.samples];
        for (const sample of samples) {
          const at = rest.findIndex((one) => one.every((value, k) => Object.is(value, sample[k])));
          expect(at).toBeGreaterThanOrEqual(0);
          rest.splice(0, at + 1);
        }
        broken += unread;
      },
    ),
    { numRuns: 1500 },
  );
  expect(broken).toBeGreaterThan(500);
});

test('columns of a message are its samples', () => {
  const plan = { records: 'series', x: 't', y: ['a', 'b'] };
  const text = '{"series":{"t":[1,2,3],"a":[4,null,6],"skip":[[1],{"t":2}],"b":[7,"8",NaN]}}';
  for (let i = 0; i <= text.length; i++) {
    const { samples, bad } = decoded(plan, [cut(utf8(text), [i])]);
    expect(samples).toEqual([
      [1, 4, 7],
      [2, Number.NaN, 8],
      [3, 6, Number.NaN],
    ]);
    expect(bad).toBe(0);
  }
  expect(decoded(plan, [['{"series":{"t":[1,2],"a":[4]}}']])).toMatchObject({ samples: [], bad: 1 });
  expect(decoded(plan, [['{"series":{"t":[1,true],"a":[4,5]}}']])).toMatchObject({ samples: [], bad: 1 });
  expect(decoded(plan, [['{"series":{"t":[1,[2]],"a":[4,5]}}']])).toMatchObject({ samples: [], bad: 1 });
  expect(
    decoded({ ...plan, x: { x0: 10, dx: 2 } }, [['{"series":{"a":[4,5]}}'], ['{"series":{"b":[6]}}']]).samples,
  ).toEqual([
    [10, 4, Number.NaN],
    [12, 5, Number.NaN],
    [14, Number.NaN, 6],
  ]);
});

test('x may be a time in any unit, or of ISO 8601; a label on a scale of categories', () => {
  const of = (time: 's' | 'us' | 'ns' | 'iso', x: string) => decoded({ time }, [[`{"x":${x},"y":1}`]]).samples[0]?.[0];
  expect(of('s', '1700000000.5')).toBe(1_700_000_000_500);
  expect(of('us', '1700000000123456')).toBe(1_700_000_000_123.456);
  expect(of('ns', '"1700000000123456789"')).toBe(1_700_000_000_123.4568);
  expect(of('iso', '"2026-11-27T10:20:30.25Z"')).toBe(Date.UTC(2026, 10, 27, 10, 20, 30, 250));
  expect(of('iso', '1700000000000')).toBe(1_700_000_000_000);
  expect(decoded({ time: 'iso' }, [['{"x":"soon","y":1}']])).toMatchObject({ samples: [], bad: 1 });
  expect(decoded({}, [['{"x":"Mo\\u006e \\"1\\"","y":1}']], false).samples).toEqual([['Mon "1"', 1]]);
  expect(decoded({}, [['{"x":"Mon","y":1}']])).toMatchObject({ samples: [], bad: 1 });
});

test('a list that is a sample is told from its document on, and teaches no shape', () => {
  const plan = { records: 'data', x: '0', y: ['1'] };
  expect(decoded(plan, [['{"data":[1,2]}'], ['{"data":{"data":[3,4]}}']])).toMatchObject({ samples: [[1, 2]], bad: 1 });
  const { problems } = decoded({}, [['[{"x":1,"y":2},', '{"x":3,"y":true}]']]);
  expect(problems).toMatchObject([{ kind: 'type', example: '{"x":3,"y":true}' }]);
});

test('a byte order mark before a document is none of it', () => {
  const bytes = utf8('\uFEFF{"x":1,"y":2}\n\uFEFF{"x":3,"y":4}');
  for (let i = 0; i <= bytes.length; i++)
    expect(decoded({}, [cut(bytes, [i])]).samples).toEqual([
      [1, 2],
      [3, 4],
    ]);
  expect(decoded({}, [[Uint8Array.of(0xef, 0xbb)]])).toMatchObject({ samples: [], bad: 1 });
  expect(decoded({}, [[Uint8Array.of(0xef, 0x20, 0x20)]])).toMatchObject({ samples: [], bad: 1 });
});

test('what is refused is told of once a kind, with an example', () => {
  const lines = [
    '{"x":1,"y":2}',
    '{"x":1',
    '{"x":true,"y":1}',
    '{"x":"a","y":1}',
    '{"y":1}',
    '{"x":3}',
    '[',
    '{"x":4,"y":{}}',
    '{"x":5,"y":6}',
  ];
  const { samples, bad, problems } = decoded({ format: 'ndjson' }, [[lines.join('\n')]]);
  expect(samples).toEqual([
    [1, 2],
    [5, 6],
  ]);
  expect(bad).toBe(7);
  expect(problems).toEqual([
    { kind: 'truncated', count: 1, message: 'the line ends too early', example: '{"x":1' },
    { kind: 'type', count: 1, message: 'x must be a finite number', example: '{"x":true,"y":1}' },
    { kind: 'missing', count: 1, message: 'no x in it', example: '{"y":1}' },
  ]);
});

test('numbers of samples, or of whole documents, tell what is missing and what has been there', () => {
  const line = (sequence: number) => `{"n":${sequence},"x":${sequence},"y":0}`;
  const found = decoded({ format: 'ndjson', sequence: 'n' }, [[[3, 4, 4, 7, 5, 5, 8, 3].map(line).join('\n')]]);
  expect(found.samples.map(([x]) => x)).toEqual([3, 4, 7, 5, 8]);
  expect(found).toMatchObject({ missing: 1, duplicate: 3, bad: 0 });
  const message = (sequence: unknown, ...xs: number[]) =>
    JSON.stringify({ list: xs.map((x) => ({ x, y: 0 })), n: sequence });
  const whole = decoded({ records: 'list', sequence: '$.n' }, [
    [message(1, 10, 11)],
    [message(1, 10, 11)],
    [message(4, 40)],
    [message('x', 50)],
    ['{"list":[{"x":60,"y":0},{"x":61,'],
    [message('5', 70, 71)],
  ]);
  expect(whole.samples.map(([x]) => x)).toEqual([10, 11, 40, 70, 71]);
  expect(whole).toMatchObject({ missing: 2, duplicate: 1, bad: 2 });
});

test('more samples than are gathered at once wait for the number of their document, too', () => {
  const count = 10_000;
  const list = Array.from({ length: count }, (_, x) => ({ x, y: x }));
  const { samples } = decoded({ records: 'list', sequence: '$.n' }, [
    [JSON.stringify({ list, n: 1 })],
    [JSON.stringify({ list, n: 1 })],
    [JSON.stringify({ list: list.slice(0, 3), n: 2 })],
  ]);
  expect(samples.map(([x]) => x)).toEqual([...list.map(({ x }) => x), 0, 1, 2]);
});

test('what has no end is not waited for', () => {
  const piece = 'a'.repeat(1 << 16);
  const { samples, bad, problems } = decoded({ format: 'ndjson' }, [
    ['{"x":"', ...Array<string>(40).fill(piece), '"}\n{"x":1,"y":2}\n', '['.repeat(300), '\n{"x":3,"y":4}'],
  ]);
  expect(samples).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(bad).toBe(2);
  expect(problems[0].kind).toBe('malformed');
});
