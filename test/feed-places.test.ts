/** Places: where samples that say no x lie, whatever was refused, missing or there before. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedPlan } from '../worker/feeds/feed-types.js';
import { cut, decoded, utf8 } from './feeds/decoded.js';

const EQUAL = { x0: 100, dx: 0.5 };
const CSV: Partial<FeedPlan> = { format: 'csv', header: false, x: EQUAL, y: [0] };
const LINES: Partial<FeedPlan> = { format: 'ndjson', x: EQUAL, y: ['y'] };
/** Of samples whose y are their places. */
const inPlace = (places: readonly number[]) => places.map((place) => [100 + place * 0.5, place]);

test('regular samples lie where their numbers say, or by how many there were before', () => {
  const line = fc.record({
    n: fc.integer({ min: 0, max: 60 }),
    bad: fc.boolean(),
  });
  const plan: Partial<FeedPlan> = { ...CSV, sequence: 1 };
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), fc.array(fc.nat(500)), (lines, at) => {
      const text = lines.map(({ n, bad }) => `${bad ? 'bad' : n},${n}`).join('\n');
      const { samples, missing, duplicate, bad } = decoded(plan, [cut(utf8(text), at)]);
      const [first] = lines;
      expect(samples.map(([x, y]) => [x, y])).toEqual(samples.map(([, n]) => [100 + (n - first.n) * 0.5, n]));
      expect(samples.length + duplicate + bad).toBe(lines.length);
      const there = new Set([...lines.map(({ n }) => n)].filter((n) => n >= first.n));
      expect(missing).toBe(Math.max(...there) - first.n + 1 - there.size);
    }),
  );
  const unnumbered = decoded({ ...plan, sequence: null }, [['1,0\nbad,0\n3,0\n\n4,0']]);
  expect(unnumbered.samples).toEqual([
    [100, 1],
    [101, 3],
    [101.5, 4],
  ]);
  // A number of many samples is none of their places.
  const lists = decoded({ x: { x0: 0, dx: 1 }, y: ['y'], sequence: 'n' }, [['{"n":5,"y":[1,2]}{"n":7,"y":[3,4]}']]);
  expect(lists.samples.map(([x]) => x)).toEqual([0, 1, 2, 3]);
  expect(lists.missing).toBe(1);
});

/** A line of JSON: what is in it, how many places it takes, and which of these hold samples. */
interface Written {
  text: (place: number) => string;
  places: number;
  whole: readonly number[];
}

const one = (text: (place: number) => string, places: number, whole: readonly number[]): Written => ({
  text,
  places,
  whole,
});
const count = fc.integer({ min: 1, max: 4 });
const upTo = (places: number) => Array.from({ length: places }, (_, i) => i);
const columns = (place: number, places: number) => upTo(places).map((i) => `${place + i}`);
const written: fc.Arbitrary<Written> = fc.oneof(
  fc.constant(one((place) => `{"y":${place}}`, 1, [0])),
  fc.constant(one(() => '{"y":"no number"}', 1, [])),
  fc.constant(one((place) => `{"y":${place}`, 1, [])),
  fc.constant(one(() => '?', 1, [])),
  fc.constant(one((place) => `{"y":${place}} ?`, 1, [0])),
  count.map((places) => one((place) => `{"y":[${columns(place, places)}]}`, places, upTo(places))),
  // Columns in which something is wrong are refused as a whole, as many as they are.
  fc
    .tuple(count, fc.nat(), fc.constantFrom('"no number"', 'true', '{"y":1}', '[2]'))
    .map(([places, at, wrong]) =>
      one((place) => `{"y":[${columns(place, places).map((y, i) => (i === at % places ? wrong : y))}]}`, places, []),
    ),
  count.map((places) => one((place) => `{"y":[${columns(place, places)}}`, places, [])),
  // A list of samples, of which one may be wrong.
  fc.tuple(count, fc.nat()).map(([places, at]) =>
    one(
      (place) => `[${columns(place, places).map((y, i) => `{"y":${i === at % places ? 'false' : y}}`)}]`,
      places,
      upTo(places).filter((i) => i !== at % places),
    ),
  ),
  // A list in which something else is.
  fc.tuple(count, fc.nat(), fc.constantFrom('null', '7', '"end"', 'true')).map(([places, at, other]) =>
    one(
      (place) => `[${columns(place, places).map((y, i) => (i === at % places ? other : `{"y":${y}}`))}]`,
      places,
      upTo(places).filter((i) => i !== at % places),
    ),
  ),
  // One that breaks off, after its last sample or within another.
  fc
    .tuple(count, fc.constantFrom('', ',{"y":1', ',?', ',{', ',1..5', ',tru'))
    .map(([places, rest]) =>
      one(
        (place) => `[${columns(place, places).map((y) => `{"y":${y}}`)}${rest}`,
        places + Number(rest !== ''),
        upTo(places),
      ),
    ),
  fc.constantFrom('[', '[?', '[{', '[1..5]', '[-]', '{').map((text) => one(() => text, 1, [])),
);

/** A line whose beginning is gone, of which something can be read. */
const beheaded = fc
  .constantFrom('"y":1}', '0,1]', '1}', 'null]', '\u{ff5b}"y":1}')
  .map((text) => one(() => text, 1, []));

test('what is refused keeps its place: a sample, a line, columns', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: written }, beheaded), { maxLength: 30 }),
      fc.array(fc.nat(1000)),
      (lines, at) => {
        let place = 0;
        const expected: number[] = [];
        const text = lines.map((line) => {
          expected.push(...line.whole.map((i) => place + i));
          place += line.places;
          return `${line.text(place - line.places)}\n`;
        });
        const { samples, bad } = decoded(LINES, [cut(utf8(text.join('')), at)]);
        expect(samples).toEqual(inPlace(expected));
        // What is refused is counted once, columns as one.
        expect(bad).toBe(lines.filter(({ text, places, whole }) => places > whole.length || !isJson(text(0))).length);
      },
    ),
    { numRuns: 500 },
  );
});

test('so it does where it waits for the number of its message; what was there before has none', () => {
  const numbered = fc.constantFrom('first', 'last', 'not');
  const message = fc.record({ written, n: fc.nat(30), numbered });
  const plan: Partial<FeedPlan> = { ...LINES, format: 'json', records: 'r', sequence: '$.n' };
  fc.assert(
    fc.property(fc.array(message, { maxLength: 30 }), fc.array(fc.nat(1000)), (messages, at) => {
      let place = 0;
      const expected: number[] = [];
      const seen = new Set<number>();
      let duplicates = 0;
      const texts = messages.map(({ written: { text, places, whole }, n, numbered }) => {
        const records = text(place);
        const isBroken = !isJson(records);
        const number = numbered === 'first' || (numbered === 'last' && !isBroken) ? n : null;
        // What is lower than the first is as if it had been there.
        const isNew = number === null || (!seen.has(number) && !([...seen][0] > number));
        if (!isNew) duplicates++;
        else if (number !== null) seen.add(number);
        // Of what is broken nothing is known to be whole.
        if (isNew && !isBroken && number !== null) expected.push(...whole.map((i) => place + i));
        if (isNew) place += places;
        const [before, after] = [number === null ? '"m":0' : `"n":${n}`, `"r":${records}`];
        return cut(
          utf8(
            `{${numbered === 'last' ? `${after}${isBroken ? '' : `,${before}}`}` : `${before},${after}${isBroken ? '' : '}'}`}`,
          ),
          at,
        );
      });
      const { samples, missing, duplicate } = decoded(plan, texts);
      expect(samples).toEqual(inPlace(expected));
      expect(duplicate).toBe(duplicates);
      const [first] = seen;
      expect(missing).toBe(seen.size === 0 ? 0 : Math.max(...seen) - first + 1 - seen.size);
    }),
    { numRuns: 500 },
  );
});

test('a sample that breaks off was there if its number was', () => {
  const { samples, bad, missing, duplicate } = decoded({ ...LINES, sequence: 'n' }, [
    ['{"n":5,"y":0}\n{"n":6,"y":}\n{"y":2,"n":7}\n{"n":6,"y":tru}\n{"n":9', '0\n{"n":8\n{"n":9,"y":4}\n'],
  ]);
  // Half a number is none: neither 90 nor 8 has been.
  expect(samples).toEqual(inPlace([0, 2, 4]));
  expect({ bad, missing, duplicate }).toEqual({ bad: 4, missing: 1, duplicate: 1 });
});

test('a message without samples has a number all the same', () => {
  const plan: Partial<FeedPlan> = { ...LINES, records: 'r', sequence: '$.n' };
  const { bad, missing, problems } = decoded(plan, [
    ['{"n":1,"r":{"y":0}}\n{"n":2}\n{"r":null,"n":3}\n{"n":4,"r":[]}\n{"n":5,"r":{"y":0}}\n{"n":6.5,"r":{"y":0}}\n'],
  ]);
  expect({ bad, missing }).toEqual({ bad: 3, missing: 0 });
  expect(problems.map(({ message }) => message)).toEqual(['no sample in it', '$.n must be an integer']);
});

test.each(['first', 'last'])('of more samples than may wait for it the number comes %s', (where) => {
  const many = (1 << 20) + 5000;
  const records = `"r":[${'{"y":0},'.repeat(many - 1)}{"y":0}]`;
  const message = where === 'first' ? `{"n":1,${records}}` : `{${records},"n":1}`;
  const plan: Partial<FeedPlan> = { ...LINES, format: 'json', records: 'r', sequence: '$.n' };
  const { samples, bad, missing, duplicate, problems } = decoded(plan, [
    ['{"n":0,"r":[{"y":1}]}'],
    [message],
    [message],
    ['{"n":2,"r":[{"y":2}]}'],
  ]);
  // Where it comes last what can't wait is refused, and was there.
  const isFirst = where === 'first';
  expect(samples).toHaveLength(2 + (isFirst ? many : 0));
  expect(samples.at(-1)).toEqual([100 + (many + 1) * 0.5, 2]);
  expect({ bad, missing, duplicate }).toEqual({ bad: isFirst ? 0 : 2, missing: 0, duplicate: 1 });
  expect(problems.map(({ message }) => message)).toEqual(isFirst ? [] : ['too many samples before its number']);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('what begins with columns and breaks off takes one place after them', () => {
  const { samples, bad } = decoded(LINES, [['[{"y":[0,1,2]},@]\n{"y":4}\n']]);
  expect(samples).toEqual(inPlace([0, 1, 2, 4]));
  expect(bad).toBe(1);
});

test('a place that is too far for a number is none', () => {
  const far = decoded({ ...LINES, x: { x0: 0, dx: 1e300 }, sequence: 'n' }, [
    ['{"y":0,"n":0}\n{"y":1,"n":9000000000000000}\n{"y":2,"n":1}\n'],
  ]);
  expect(far).toMatchObject({
    samples: [
      [0, 0],
      [1e300, 2],
    ],
    bad: 1,
  });
  const numbers = new Uint8Array(Float64Array.of(0, 1, 2).buffer);
  const plan: Partial<FeedPlan> = { format: 'float64', x: { x0: 0, dx: 1e308 }, y: [0], columns: 1 };
  expect(decoded(plan, [[numbers]])).toMatchObject({
    samples: [
      [0, 0],
      [1e308, 1],
    ],
    bad: 1,
  });
});

test('a row that can’t be read is one', () => {
  expect(decoded(CSV, [['0\n"1\n2\n']])).toMatchObject({ samples: inPlace([0, 2]), bad: 1 });
  expect(decoded(CSV, [['0\n"1'], ['2']]).samples).toEqual(inPlace([0, 2]));
  const long = `0\n"${'1'.repeat(1 << 21)}`;
  expect(decoded(CSV, [[long, '"\n2\n']]).samples).toEqual(inPlace([0, 2]));
  expect(decoded({ ...CSV, header: null }, [['y\n0\nx\n2\n']]).samples).toEqual(inPlace([0, 2]));
});

test('a sample without the number that it must have is somewhere before the next one that has', () => {
  const numbers = Float64Array.of(0, 5, 0, Number.NaN, 2, 7, 3, 8);
  const bytes = new Uint8Array(numbers.buffer);
  const plan: Partial<FeedPlan> = { format: 'float64', x: EQUAL, y: [0], sequence: 1, columns: 2 };
  expect(decoded(plan, [[bytes]])).toMatchObject({ samples: inPlace([0, 2, 3]), bad: 1, missing: 1 });
});
