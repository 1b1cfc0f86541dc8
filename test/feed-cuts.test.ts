/** Cuts: what is read of a feed, right or wrong, does not depend on how its bytes come, nor on when it is handed over. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planOf } from '../src/feed-options.js';
import type { FeedOptions } from '../src/index.js';
import { fillIn } from '../worker/batch.js';
import { decoderOf } from '../worker/feeds/decoders.js';
import { Intake } from '../worker/feeds/intake.js';
import { Problems } from '../worker/feeds/problems.js';
import { cut, utf8 } from './feeds/decoded.js';

const SERIES = ['a', 'b'];

/** @param handed whether what has been gathered is handed over after a piece, again and again */
function read(options: Partial<FeedOptions>, pieces: readonly Uint8Array[], numeric: boolean, handed: boolean[]) {
  const plan = planOf({ type: 'fetch', url: 'http://here/', ...options }, SERIES);
  const samples: unknown[][] = [];
  const problems = new Problems(
    () => 0,
    () => {},
  );
  const regular = typeof plan.x === 'object' ? plan.x : null;
  const terms = { columns: SERIES.length, names: plan.names, regular, numeric: () => numeric };
  const intake = new Intake(
    terms,
    problems,
    (batch) => {
      fillIn(batch);
      const { x, y, labels, start, end } = batch;
      for (let i = start; i < end; i++) samples.push([labels?.[i] ?? x[i], y[i], y[x.length + i]]);
    },
    null,
  );
  const decoder = decoderOf(plan, intake, () => numeric);
  pieces.forEach((piece, k) => {
    const lent = piece.slice();
    decoder.decode(lent);
    lent.fill(0x5a);
    if (handed[k % handed.length]) intake.flush();
  });
  while (!decoder.end());
  intake.flush();
  const { missing, duplicate } = intake.sequence;
  return { samples, taken: intake.samples, bad: problems.bad, missing, duplicate, count: intake.count };
}

function check(plans: readonly Partial<FeedOptions>[], line: fc.Arbitrary<string>) {
  const lines = fc.array(line, { maxLength: 14 });
  const places = fc.array(fc.nat(900), { maxLength: 20 });
  const handing = fc.array(fc.boolean(), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.constantFrom(...plans), fc.boolean(), lines, places, handing, (plan, labels, lines, at, handed) => {
      const numeric = !labels || typeof plan.x === 'object';
      const bytes = utf8(`${lines.join('\n')}\n`);
      const whole = read(plan, [bytes], numeric, [false]);
      expect(read(plan, cut(bytes, at), numeric, handed)).toEqual(whole);
      expect(whole.taken).toBe(whole.samples.length);
    }),
    { numRuns: 4000 },
  );
}

const EQUAL = { x0: 0, dx: 1 };

test('lines of JSON', () => {
  const value = fc.oneof(
    fc.nat(50).map(String),
    fc.constantFrom('"a"', 'null', '1e400', '"7"', 'true', '"2026-01-01"', '-0.5'),
  );
  const sample = fc.tuple(value, value, value).map(([x, a, b]) => `{"x":${x},"a":${a},"b":${b}}`);
  const other = fc.constantFrom('null', '5', '{}', '[1]', '{"x":[1,2],"a":[3,4],"b":[5,null]}');
  const many = fc.array(fc.oneof({ weight: 9, arbitrary: sample }, other), { maxLength: 6 }).map((all) => `[${all}]`);
  const broken = fc.constantFrom('null', '[', '{"x":1', '?');
  const line = fc
    .tuple(fc.oneof(sample, many, broken), fc.nat(12), fc.constantFrom('first', 'last', 'none'))
    .map(([r, n, where]) => {
      if (where === 'none') return `{"r":${r}}`;
      return where === 'first' ? `{"n":${n},"r":${r}}` : `{"r":${r},"n":${n}}`;
    });
  const lines = { format: 'ndjson', records: 'r' } as const;
  const numbered = { ...lines, sequence: '$.n' };
  const plans = [lines, numbered, { ...numbered, time: 'iso' as const }];
  check([...plans, { ...lines, x: EQUAL }, { ...numbered, x: EQUAL }, { ...lines, x: EQUAL, sequence: 'x' }], line);
});

test('rows of CSV', () => {
  const value = fc.oneof(
    fc.nat(50).map(String),
    fc.constantFrom('a', '"b"', '', '"c\nd"', '"', 'e"', '"x""y"', '\r', ' 5 ', '"6"'),
  );
  const row = fc.array(value, { minLength: 1, maxLength: 5 }).map((values) => values.join());
  const rows = { format: 'csv', header: false } as const;
  const equal = { ...rows, x: EQUAL, y: [0, 1] };
  const named = { format: 'csv', x: 'a', y: ['b', 'c'] } as const;
  check([rows, { format: 'csv' }, named, equal, { ...rows, sequence: 3 }, { ...equal, sequence: 2 }], row);
});
