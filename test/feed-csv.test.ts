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

test('rows around stray quotes are taken, however many there are; lines within quotes are one row', () => {
  const row = fc.record({ stray: fc.boolean(), lines: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), fc.array(fc.nat(2000)), (rows, at) => {
      // The text is no column that is declared.
      const text = rows.map(({ stray, lines }, i) =>
        stray ? `${i},"${i}` : `${i},${i},"${'a note, and more\n'.repeat(lines)}"`,
      );
      // What is stray makes one value of what lies between it and the next quote.
      const { samples, bad } = decoded({ ...CSV, header: false }, [cut(utf8(`${text.join('\n')}\n`), at)]);
      const whole = rows.flatMap(({ stray }, i) => (stray ? [] : [[i, i]]));
      expect(samples).toEqual(whole);
      expect(bad).toBeGreaterThanOrEqual(rows.length - whole.length);
    }),
  );
  // The longest may have 64 KB, however it comes.
  for (const length of [65_535, 65_536, 65_537, 70_000, 80_000]) {
    const quoted = `0,0,"\n${'a'.repeat(length - 7)}"`;
    const bytes = utf8(`${quoted}\n1,1\n`);
    const seen = [[], [1 << 14, 1 << 15, 3 << 14, 1 << 16], [3000, 40_000, 65_538]].map((at) => {
      return decoded({ ...CSV, header: false }, [cut(bytes, at)]).samples;
    });
    const isWhole = length + 1 <= 1 << 16;
    for (const samples of seen) expect(samples.map(([x]) => x)).toEqual(isWhole ? [0, 1] : [1]);
  }
  const many = Array.from({ length: 50_000 }, (_, i) => (i === 20_000 ? `${i},"${i}` : `${i},${i}`));
  const bytes = utf8(`${many.join('\n')}\n`);
  const pieces = cut(
    bytes,
    Array.from({ length: 60 }, (_, k) => k << 14).filter((place) => place < bytes.length),
  );
  expect(decoded({ ...CSV, header: false }, [pieces])).toMatchObject({ samples: { length: 49_999 }, bad: 1 });
});
