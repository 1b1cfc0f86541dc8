/** CSV: what was written is read, whatever quotes it needs and however it is cut. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedPlan } from '../worker/feeds/feed-types.js';
import { cut, decoded, utf8 } from './feeds/decoded.js';

const CSV: Partial<FeedPlan> = { format: 'csv', x: 0, y: [1] };
const text = (rows: string[]) => rows.join('\n');

const quotedWhereNeeded = (value: string, delimiter: string) =>
  /["\n\r]/.test(value) || value.includes(delimiter) || value !== value.trim()
    ? `"${value.replaceAll('"', '""')}"`
    : value;

test('rows are those that were written, wherever a body is cut', () => {
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', ' ', 'ä', '1'), maxLength: 4 }),
    fc.double().map(String),
  );
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const row = fc.tuple(number, cell, fc.option(number), cell);
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 12 }),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.array(fc.nat(3000)),
      (rows, delimiter, newline, header, at) => {
        const write = (cells: readonly (string | number | null)[]) =>
          cells
            .map((one) => quotedWhereNeeded(one === null ? '' : Object.is(one, -0) ? '-0' : String(one), delimiter))
            .join(delimiter);
        const lines = [...(header ? [write(['t', 'x, "y"', 'v', 'w'])] : []), ...rows.map(write)];
        const plan = header ? { x: 't', y: ['v'] } : { x: 0, y: [2], header: false };
        const { samples, bad } = decoded({ ...CSV, ...plan, delimiter }, [cut(utf8(lines.join(newline)), at)]);
        expect(samples).toEqual(rows.map(([x, , y]) => [x, y ?? Number.NaN]));
        expect(bad).toBe(0);
      },
    ),
    { numRuns: 2000 },
  );
});

test('a header is seen, or declared', () => {
  const rows = ['time,value', '1,2', '3,4'];
  const samples = [
    [1, 2],
    [3, 4],
  ];
  expect(decoded(CSV, [[text(rows)]])).toMatchObject({ samples, bad: 0 });
  expect(decoded(CSV, [[text(rows.slice(1))]])).toMatchObject({ samples, bad: 0 });
  expect(decoded({ ...CSV, header: false }, [[text(rows)]])).toMatchObject({ samples, bad: 1 });
  expect(decoded({ ...CSV, header: true }, [[text(rows.slice(1))]])).toMatchObject({ samples: [[3, 4]], bad: 0 });
  expect(decoded({ ...CSV, x: 'time', y: ['value'] }, [[`\n\r\n${text(rows)}`]])).toMatchObject({ samples, bad: 0 });
  for (const gap of ['NaN', 'null', '-inf', '-', '']) {
    const first = decoded(CSV, [[`1,${gap}\n2,5\n`]]);
    expect(first.samples, gap).toEqual([
      [1, Number.NaN],
      [2, 5],
    ]);
  }
  // Once a connection, not once a message.
  expect(decoded({ ...CSV, x: 'value', y: ['time'] }, [[text(rows)], ['5,6']]).samples).toEqual([
    [2, 1],
    [4, 3],
    [6, 5],
  ]);
  const without = decoded({ ...CSV, x: 'when', y: ['value'] }, [[text(rows)]]);
  expect(without).toMatchObject({ samples: [], bad: 1 });
  expect(without.problems).toMatchObject([
    { kind: 'missing', message: 'no column when in its header', example: 'time,value' },
  ]);
});

test('what is no number is a gap where it says so, else refused', () => {
  const rows = [
    '1,',
    '2,NaN',
    '3,null',
    '4,"5"',
    '5, 6 ',
    '6,six',
    'x,7',
    ',8',
    '9',
    '',
    '10,1e3',
    '11,-Infinity',
    '0x10,1',
    '12,3,4',
  ];
  const { samples, bad, problems } = decoded({ ...CSV, header: false }, [[text(rows)]]);
  expect(samples).toEqual([
    [1, Number.NaN],
    [2, Number.NaN],
    [3, Number.NaN],
    [4, 5],
    [5, 6],
    [10, 1000],
    [11, Number.NaN],
    [12, 3],
  ]);
  expect(bad).toBe(5);
  expect(problems.map(({ kind, message, example }) => [kind, message, example])).toEqual([
    ['type', 'column 1 must be a number, or null for a gap', '6,six'],
    ['missing', 'no column 0 in it', ',8'],
  ]);
});

test('labels are text, dates are times', () => {
  expect(decoded(CSV, [['Mon,1\nTue,2\n3,4']], false).samples).toEqual([
    ['Mon', 1],
    ['Tue', 2],
    [3, 4],
  ]);
  expect(decoded({ ...CSV, time: 'iso' }, [['2026-11-27T00:00:00Z,1\n2026-11-28,2']]).samples).toEqual([
    [Date.UTC(2026, 10, 27), 1],
    [Date.UTC(2026, 10, 28), 2],
  ]);
  expect(decoded({ ...CSV, time: 'ns' }, [['1700000000123456789,1\n']]).samples).toEqual([[1_700_000_000_123.4568, 1]]);
});

test('a label is what is written, whatever quotes and ends of lines are around it', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789.-e'), minLength: 1, maxLength: 6 });
  const label = fc.oneof(
    digits,
    fc.double({ noNaN: true }).map(String),
    fc.integer().map(String),
    fc.constantFrom('007', '1.50', '-0', '1e3', '0.5', '1e-7', '0.0000001', '123456789012345678', '+1', 'Mon', 'a"b'),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(label, fc.boolean(), fc.constantFrom('\n', '\r\n')), { minLength: 1 }),
      fc.array(fc.nat(500)),
      (rows, at) => {
        const whole = rows.map(([one, quoted, newline]) => {
          const x = quoted ? `"${one.replaceAll('"', '""')}"` : quotedWhereNeeded(one, ',');
          return `${x},1${newline}`;
        });
        const plan = { ...CSV, header: false };
        const { samples } = decoded(plan, [cut(utf8(whole.join('')), at)], false);
        expect(samples.map(([x]) => String(x))).toEqual(rows.map(([one]) => one));
        // At the end of a row, too.
        const last = rows.map(([one, , newline]) => `1,${quotedWhereNeeded(one, ',')}${newline}`);
        const turned = decoded({ ...plan, x: 1, y: [0] }, [cut(utf8(last.join('')), at)], false);
        expect(turned.samples.map(([x]) => String(x))).toEqual(rows.map(([one]) => one));
      },
    ),
    { numRuns: 1000 },
  );
  // A number takes no place as text.
  expect(decoded(CSV, [['1764240000123,1\n"2",2']], false).samples).toEqual([
    [1764240000123, 1],
    [2, 2],
  ]);
  expect(decoded({ ...CSV, time: 's' }, [['1.50,1\n']], false).samples).toEqual([[1500, 1]]);
  expect(decoded({ ...CSV, time: 's' }, [['1e999,1\n"1e999",2\n']], false).samples).toEqual([
    ['1e999', 1],
    ['1e999', 2],
  ]);
});

test('one column may be several things', () => {
  const rows = '5,1\n6,"2"\n6,3\n9,4';
  const found = decoded({ ...CSV, header: false, x: 0, y: [1, 1, 0], sequence: 0 }, [[rows]]);
  expect(found.samples).toEqual([
    [5, 1, 1, 5],
    [6, 2, 2, 6],
    [9, 4, 4, 9],
  ]);
  expect(found).toMatchObject({ duplicate: 1, missing: 2, bad: 0 });
  const odd = decoded({ ...CSV, x: 'a', y: ['b'], sequence: '$.n' }, [['a,b,$.n\n1,2,7\n1,2,7']]);
  expect(odd).toMatchObject({ samples: [[1, 2]], duplicate: 1 });
  const named = decoded({ ...CSV, x: 't', y: ['v', 't'], time: 'us' }, [['v,t\n1,5000\n', '2,"7000"']]);
  expect(named.samples).toEqual([
    [5, 1, 5000],
    [7, 2, 7000],
  ]);
});

test('a quote that is not closed takes its row with it, and no more than a row may be', () => {
  const rows = { ...CSV, header: false };
  expect(decoded(rows, [['1,2\n"3,4\n5,6']])).toMatchObject({
    samples: [
      [1, 2],
      [5, 6],
    ],
    bad: 1,
  });
  const long = 'a'.repeat(1 << 16);
  const { samples, bad } = decoded(rows, [['1,2\n"', ...Array<string>(40).fill(long), '\n3,4\n5,6']]);
  expect(samples).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  expect(bad).toBe(1);
});

/** Rows by RFC 4180, of text that is well formed. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (let at = 0; at < text.length; at++) {
    let value = '';
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (text[at] === '"') at++;
        value += text[at];
      }
      at++;
    } else for (; !',\n'.includes(text[at]); at++) value += text[at];
    rows.at(-1)!.push(value);
    if (text[at] === '\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

test('lines, delimiters and quotes within quotes are of their value, whatever is refused', () => {
  const quoted = fc
    .array(fc.constantFrom('a note', '\n', ',', '""', '5,6\n', '7', '\n\n'), { maxLength: 8 })
    .map((parts) => `"${parts.join('')}"`);
  const value = fc.oneof(fc.nat(99).map(String), fc.constantFrom('bad', '"3"', ''), quoted);
  const row = fc.tuple(fc.oneof(fc.nat(99).map(String), value), value, value).map((values) => `${values.join()}\n`);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), fc.array(fc.nat(2000)), (rows, at) => {
      const text = rows.join('');
      const { samples, bad } = decoded({ ...CSV, header: false, y: [1, 2] }, [cut(utf8(text), at)]);
      const expected = rowsOf(text).map((values) => {
        const isNumber = (one: string) => one.trim() !== '' && Number.isFinite(Number(one));
        const [x, ...ys] = values.map((one) => (isNumber(one) ? Number(one) : Number.NaN));
        const isWrong =
          !isNumber(values[0]) || values.slice(1).some((one, k) => Number.isNaN(ys[k]) && one.trim() !== '');
        return isWrong || ys.every(Number.isNaN) ? null : [x, ...ys];
      });
      const whole = expected.filter((sample) => sample !== null);
      // A row whose y are all empty is one of gaps.
      const gaps = rowsOf(text).filter(
        ([x, ...ys]) => x.trim() !== '' && Number.isFinite(Number(x)) && ys.every((y) => y.trim() === ''),
      );
      expect(samples.filter((sample) => !sample.slice(1).every(Number.isNaN))).toEqual(whole);
      expect(samples.length + bad).toBe(expected.length);
      expect(samples.length - whole.length).toBe(gaps.length);
    }),
    { numRuns: 500 },
  );
});

test('a stray quote takes its row, wherever that is', () => {
  fc.assert(
    fc.property(fc.nat(39), fc.constantFrom('"', '1,"', '","'), fc.array(fc.nat(2000)), (stray, broken, at) => {
      const rows = Array.from({ length: 40 }, (_, i) => (i === stray ? `${broken}${i}` : `${i},${i}`));
      const { samples, bad } = decoded({ ...CSV, header: false }, [cut(utf8(`${rows.join('\n')}\n`), at)]);
      expect({ xs: samples.map(([x]) => x), bad }).toEqual({
        xs: rows.map((_, i) => i).filter((i) => i !== stray),
        bad: 1,
      });
    }),
  );
  const many = Array.from({ length: 50_000 }, (_, i) => (i === 20_000 ? `${i},"${i}` : `${i},${i}`));
  const bytes = utf8(`${many.join('\n')}\n`);
  const places = Array.from({ length: Math.floor(bytes.length / (1 << 14)) }, (_, k) => k << 14);
  expect(decoded({ ...CSV, header: false }, [cut(bytes, places)])).toMatchObject({
    samples: { length: 49_999 },
    bad: 1,
  });
  // Two of them make no value: what follows the second is none of a row's.
  expect(decoded({ ...CSV, header: false }, [['0,0\n1,"1\n2,2\n3,3\n4,"4\n5,5\n']])).toMatchObject({
    samples: [
      [0, 0],
      [2, 2],
      [3, 3],
      [5, 5],
    ],
    bad: 2,
  });
  const named = { ...CSV, x: 't', y: ['v'] };
  expect(decoded(named, [['t,v,"w\n1,2\n3,4\n']]).samples).toEqual([
    [1, 2],
    [3, 4],
  ]);
  // Each of these lines leaves a quote open, wherever one begins to read: none is read again and again.
  const open = 200_000;
  expect(decoded({ ...CSV, header: false }, [['a","\n'.repeat(open)]])).toMatchObject({ samples: [], bad: open });
  // The longest may have 64 KB, however it comes; a row that breaks off was there if its number was.
  for (const length of [65_535, 65_536, 65_537, 70_000, 80_000]) {
    const quoted = `0,0,"\n${'a'.repeat(length - 7)}"`;
    const whole = utf8(`${quoted}\n1,1\n`);
    const isWhole = length + 1 <= 1 << 16;
    for (const at of [[], [1 << 14, 1 << 15, 3 << 14, 1 << 16], [3000, 40_000, 65_538]]) {
      const { samples } = decoded({ ...CSV, header: false }, [cut(whole, at)]);
      expect(samples.map(([x]) => x)).toEqual(isWhole ? [0, 1] : [1]);
    }
  }
  const numbered = decoded({ ...CSV, header: false, x: 1, y: [2], sequence: 0 }, [['1,1,1\n2,2,"2\n3,3,3\n']]);
  expect(numbered).toMatchObject({ samples: { length: 2 }, bad: 1, missing: 0 });
});
