/** The ring and the pyramid over its samples, against a plain array. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Batch } from '../worker/batch.js';
import { emptyBatch, writeLabel } from '../worker/batch.js';
import { BLOCK } from '../worker/pyramid.js';
import { MARKED, Ring } from '../worker/ring.js';
import type { Series } from '../worker/series.js';
import { below, type Chance, chanceOf } from './chance.js';

const RUNS = { numRuns: 1000 };

const oneOf = <Item>(chance: Chance, items: readonly Item[]): Item => items[below(chance, items.length)];

const EXTREMES = [
  ...[1e308, -1e308, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, -5e-324, 2 ** -1050, 0, -0],
  ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
];

/** Ways in which the y of a run of samples may go. */
const manners: ((chance: Chance, i: number) => number)[] = [
  (chance) => below(chance, 7) - 3,
  (chance) => chance(),
  (chance) => oneOf(chance, EXTREMES),
  (_, i) => i,
  (_, i) => -i,
  () => 1,
  () => Number.NaN,
  (chance) => (chance() < 0.1 ? 0 : Number.NaN),
  (chance) => (chance() < 0.02 ? Number.POSITIVE_INFINITY : -chance()),
];

/** How often x goes back, and how often a label stands there: never, so that a window can be in order, or now and then. */
const DISORDER = [0, 0, 0, 0.001, 0.02, 0.5];

function randomBatch(count: number, chance: Chance, lastX: number): { batch: Batch; lastX: number } {
  const batch = emptyBatch(count);
  const [back, named] = [oneOf(chance, DISORDER), oneOf(chance, DISORDER)];
  let x = lastX;
  for (let i = 0; i < count; ) {
    const manner = oneOf(chance, manners);
    // Runs longer than a block now and then, even than several.
    const stop = Math.min(count, i + 1 + below(chance, oneOf(chance, [3, 20, 70, 300])));
    for (; i < stop; i++) {
      batch.y[i] = manner(chance, i);
      if (chance() < back) x -= chance();
      else if (chance() < 0.7) x += chance();
      batch.x[i] = x;
      if (chance() < named) writeLabel(batch, i, 'label');
    }
  }
  batch.end = count;
  return { batch, lastX: x };
}

/** What a ring should hold, oldest first, and the index after the newest. */
interface Model {
  x: number[];
  y: number[];
  end: number;
}

/** A range within [start, end): often empty, of one sample, or of all, and often from or to where a block begins. */
function someRange(chance: Chance, start: number, end: number): [from: number, to: number] {
  const place = () => {
    const kind = chance();
    if (kind < 0.15) return start;
    if (kind < 0.3) return end;
    const any = start + below(chance, end - start + 1);
    if (kind < 0.6) return any;
    const size = BLOCK << below(chance, 8);
    const near = Math.round(any / size) * size + oneOf(chance, [-1, 0, 0, 0, 1]);
    return Math.min(end, Math.max(start, near));
  };
  const [a, b] = [place(), place()];
  if (chance() < 0.1) return [a, Math.min(end, a + 1)];
  return a < b ? [a, b] : [b, a];
}

/** ±0 are the same height. */
const unsigned = (value: number) => value + 0;

/** Lowest and highest; reversed and infinite for nothing. */
function extremesOf(y: number[]): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of y) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [unsigned(low), unsigned(high)];
}

/** The middle of the space that two blocks leave between them; NaN where there is none. */
function spaceOf(a: number[], b: number[]): number {
  const [[lowA, highA], [lowB, highB]] = [extremesOf(a), extremesOf(b)];
  if (lowA > highA || lowB > highB) return Number.NaN;
  if (lowB > highA) return lowB / 2 + highA / 2;
  return highB < lowA ? highB / 2 + lowA / 2 : Number.NaN;
}

const orElse = (index: number, none: number) => (index < 0 ? none : index);

/** What the ring and the pyramid say of a range, and what is true. */
function rangeFound(ring: Ring, from: number, to: number) {
  const { pyramid } = ring.series[0];
  pyramid.range(from, to);
  const { low, high } = pyramid;
  return {
    from,
    to,
    low: unsigned(low),
    high: unsigned(high),
    // It is asked for what is there: of nothing but gaps for nothing.
    lowAt: low <= high ? pyramid.indexOf(low, 0, from, to) : to,
    highAt: low <= high ? pyramid.indexOf(high, 1, from, to) : to,
    gaps: pyramid.gapsIn(from, to),
    nextGap: pyramid.nextGap(from, to),
    nextFinite: pyramid.nextFinite(from, to),
    previousFinite: pyramid.previousFinite(from, to),
  };
}

function rangeTrue({ y, end }: Model, from: number, to: number): ReturnType<typeof rangeFound> {
  const start = end - y.length;
  const range = y.slice(from - start, to - start);
  const [low, high] = extremesOf(range);
  const count = to - from;
  return {
    from,
    to,
    low,
    high,
    lowAt: from + orElse(range.indexOf(low), count),
    highAt: from + orElse(range.indexOf(high), count),
    gaps: range.filter(Number.isNaN).length,
    nextGap: from + orElse(range.findIndex(Number.isNaN), count),
    nextFinite: from + orElse(range.findIndex(Number.isFinite), count),
    previousFinite: from + range.map(Number.isFinite).lastIndexOf(true),
  };
}

interface Blocks {
  level: number;
  /** Samples a block. */
  size: number;
  /** The first block. */
  base: number;
  /** Where ranges begin and end, in blocks from the first one on. */
  edges: number[];
}

/** Neighbouring ranges of whole blocks in the window; null where none fit. */
function someBlocks(chance: Chance, { y, end }: Model): Blocks | null {
  const start = end - y.length;
  const most = Math.floor(Math.log2(y.length / BLOCK));
  if (most < 0) return null;
  const level = below(chance, most + 1);
  const size = BLOCK << level;
  const first = Math.ceil(start / size);
  const past = Math.floor(end / size);
  if (past - first < 1) return null;
  const base = first + below(chance, past - first);
  const edges = [0];
  const dense = chance();
  for (let i = 1; i <= past - base; i++) {
    // Of blocks of gaps there is a test of its own.
    if (y.slice((base + i - 1) * size - start, (base + i) * size - start).every(Number.isNaN)) break;
    if (chance() < dense || i === 1) edges.push(i);
  }
  if (edges.length === 1) return null;
  return { level, size, base, edges };
}

function blocksFound({ pyramid }: Series, { level, base, edges }: Blocks) {
  const count = edges.length - 1;
  const [low, high] = [new Float64Array(count), new Float64Array(count)];
  pyramid.blockRanges(level, base, Int32Array.from(edges), count, low, high);
  return {
    low: Array.from(low, unsigned),
    high: Array.from(high, unsigned),
    spaces: edges.slice(1, count).map((edge) => unsigned(pyramid.spaceBefore(level, base + edge))),
  };
}

function blocksTrue({ y, end }: Model, { size, base, edges }: Blocks): ReturnType<typeof blocksFound> {
  const start = end - y.length;
  const count = edges.length - 1;
  const blocks = (from: number, to: number) => y.slice((base + from) * size - start, (base + to) * size - start);
  const ranges = edges.slice(1).map((edge, i) => extremesOf(blocks(edges[i], edge)));
  const spaceBefore = (edge: number) => spaceOf(blocks(edge - 1, edge), blocks(edge, edge + 1));
  for (let i = 1; i < count; i++) {
    const middle = spaceBefore(edges[i]);
    if (Number.isNaN(middle)) continue;
    for (const range of [ranges[i - 1], ranges[i]]) {
      range[0] = Math.min(range[0], middle);
      range[1] = Math.max(range[1], middle);
    }
  }
  return {
    low: ranges.map(([low]) => unsigned(low)),
    high: ranges.map(([, high]) => unsigned(high)),
    spaces: edges.slice(1, count).map((edge) => unsigned(spaceBefore(edge))),
  };
}

/** Of the window as a whole: its columns, their marks and their order. */
function windowFound({ start, end, x, y, marks, ascending }: Series) {
  const indices = Array.from({ length: end - start }, (_, i) => start + i);
  const marked = indices.filter((index) => index % MARKED === 0);
  return {
    start,
    end,
    x: indices.map((index) => x.at(index)),
    y: indices.map((index) => y.at(index)),
    marks: marked.map((index) => marks.at(index / MARKED)),
    ascending,
  };
}

function windowTrue({ x, y, end }: Model): ReturnType<typeof windowFound> {
  const start = end - x.length;
  return {
    start,
    end,
    x,
    y,
    marks: x.filter((_, i) => (start + i) % MARKED === 0),
    ascending: x.every((value, i) => value >= (i > 0 ? x[i - 1] : value)),
  };
}

const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ append: fc.integer({ min: 0, max: 200 }), seed: fc.integer() }) },
  // Shares of the capacity: a lap and more at once.
  { weight: 3, arbitrary: fc.record({ share: fc.double({ min: 0.3, max: 2.5, noNaN: true }), seed: fc.integer() }) },
  { weight: 1, arbitrary: fc.constant({ clear: true } as const) },
  {
    weight: 1,
    arbitrary: fc.record({ resize: fc.double({ min: 0.1, max: 3, noNaN: true }), seed: fc.integer() }),
  },
);

const capacity = fc.oneof(
  fc.integer({ min: 1, max: 80 }),
  fc
    .tuple(fc.constantFrom(16, 32, 64, 256), fc.integer({ min: 1, max: 12 }), fc.integer({ min: -2, max: 2 }))
    .map(([size, count, off]) => Math.max(1, Math.min(3000, size * count + off))),
  fc.integer({ min: 1, max: 3000 }),
);

/** Where the stream's indices begin: at 0, or about to pass what small integers, blocks of them or 2²⁹ can hold. */
const origin = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(2 ** 29, 2 ** 31, 2 ** 32, 2 ** 35, 2 ** 36, 5 * 2 ** 29, 2 ** 48),
        fc.integer({ min: 0, max: 1200 }),
      )
      .map(([power, before]) => power - before),
  },
  { weight: 1, arbitrary: fc.constant(2 ** 40 + 12_345) },
  { weight: 1, arbitrary: fc.integer({ min: 2 ** 40, max: 2 ** 50 }) },
);

/** A ring that has taken so many samples before, none of which are in the window. */
function ringFrom(origin: number, capacity: number): Ring {
  const ring = new Ring(capacity);
  ring.start = ring.end = origin;
  ring.series[0].pyramid.skip(origin);
  return ring;
}

/** Takes a stream through its steps, and looks at ring and model after each. */
function stream(
  initial: number,
  origin: number,
  steps: (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[],
  look: (ring: Ring, model: Model, chance: Chance) => void,
) {
  let ring = ringFrom(origin, initial);
  const model: Model = { x: [], y: [], end: origin };
  let lastX = 0;
  for (const given of steps) {
    const chance = chanceOf('seed' in given ? given.seed : 1);
    if ('clear' in given) {
      ring.clear();
      model.x = [];
      model.y = [];
    } else if ('resize' in given) {
      ring = ring.reshaped(Math.max(1, Math.min(3000, Math.round(ring.capacity * given.resize))));
    } else {
      const count = 'append' in given ? given.append : Math.ceil(given.share * ring.capacity);
      const taken = randomBatch(count, chance, lastX);
      lastX = taken.lastX;
      model.x = [...model.x, ...taken.batch.x];
      model.y = [...model.y, ...taken.batch.y].map((value) => (Number.isFinite(value) ? value : Number.NaN));
      model.end += count;
      ring.append(taken.batch, false);
    }
    model.x = model.x.slice(-ring.capacity);
    model.y = model.y.slice(-ring.capacity);
    look(ring, model, chance);
  }
}

const steps = fc.array(step, { minLength: 1, maxLength: 14 });

describe('a ring and its pyramid, through appends, clears and resizes', () => {
  test('hold the window, mark its x and know whether it is in order', () => {
    fc.assert(
      fc.property(capacity, origin, steps, (capacity, origin, steps) => {
        stream(capacity, origin, steps, (ring, model) =>
          expect(windowFound(ring.series[0])).toEqual(windowTrue(model)),
        );
      }),
      RUNS,
    );
  });

  test('find the extremes, the gaps and the finite samples of any range', () => {
    fc.assert(
      fc.property(capacity, origin, steps, (capacity, origin, steps) => {
        stream(capacity, origin, steps, (ring, model, chance) => {
          const ranges = Array.from({ length: 8 }, () => someRange(chance, ring.start, ring.end));
          ranges.push([ring.start, ring.end], [ring.start, ring.start], [ring.end, ring.end]);
          const found = ranges.map(([from, to]) => rangeFound(ring, from, to));
          expect(found).toEqual(ranges.map(([from, to]) => rangeTrue(model, from, to)));
        });
      }),
      RUNS,
    );
  });

  test('find the extremes of neighbouring whole blocks, and the spaces between them', () => {
    fc.assert(
      fc.property(capacity, origin, steps, (capacity, origin, steps) => {
        stream(capacity, origin, steps, (ring, model, chance) => {
          for (let i = 0; i < 3; i++) {
            const blocks = someBlocks(chance, model);
            if (!blocks) continue;
            expect(blocksFound(ring.series[0], blocks)).toEqual(blocksTrue(model, blocks));
          }
        });
      }),
      RUNS,
    );
  });
});

test.each([0, 2 ** 40 + 12_345])('and of columns in many chunks, from %i on', (origin) => {
  const steps = Array.from({ length: 10 }, (_, i) => ({ share: [0.4, 0.01, 0.7, 1.3][i % 4], seed: i }));
  stream(150_001, origin, steps, (ring, model, chance) => {
    const found = windowFound(ring.series[0]);
    const expected = windowTrue(model);
    // Compared by hand first: to describe the difference of two long arrays takes minutes.
    expect(found.y.findIndex((value, i) => !Object.is(value, expected.y[i]))).toBe(-1);
    expect(found.x.findIndex((value, i) => !Object.is(value, expected.x[i]))).toBe(-1);
    expect([found.marks, found.ascending]).toEqual([expected.marks, expected.ascending]);
    for (let i = 0; i < 12; i++) {
      const [from, to] = someRange(chance, ring.start, ring.end);
      expect(rangeFound(ring, from, to)).toEqual(rangeTrue(model, from, to));
      const blocks = someBlocks(chance, model);
      if (blocks) expect(blocksFound(ring.series[0], blocks)).toEqual(blocksTrue(model, blocks));
    }
  });
});

test('there is no space beside a block of gaps', () => {
  const ring = new Ring(200);
  const batch = emptyBatch(5 * BLOCK);
  const heights = [1, Number.NaN, 2, Number.NaN, Number.NaN];
  batch.y.set(Float64Array.from(batch.y, (_, i) => heights[Math.floor(i / BLOCK)]));
  batch.end = 5 * BLOCK;
  ring.append(batch, false);
  expect([1, 2, 3, 4].map((block) => ring.series[0].pyramid.spaceBefore(0, block))).toEqual(Array(4).fill(Number.NaN));
  const [low, high] = [new Float64Array(3), new Float64Array(3)];
  ring.series[0].pyramid.blockRanges(0, 0, Int32Array.of(0, 1, 2, 3), 3, low, high);
  expect([...low, ...high]).toEqual([1, Number.POSITIVE_INFINITY, 2, 1, Number.NEGATIVE_INFINITY, 2]);
});

/** Bytes a sample of a ring's capacity: of x, y, the marks, the pyramid and its counts of gaps. */
const MOST_BYTES = 18.5;
/** What a ring may hold beyond that while it fills: of each column the chunk under way, of 2¹⁴ numbers at most. */
const CHUNKS_AHEAD = 9 * 2 ** 14 * 8;

test.each([10_000, 100_000, 1_000_000])('a ring of %i samples takes little more than their 16 bytes', (capacity) => {
  const ring = new Ring(capacity);
  const batch = emptyBatch(997);
  batch.end = 997;
  let before = 0;
  let growths = 0;
  while (ring.end < capacity) {
    ring.append(batch, false);
    const bytes = ring.size * 8;
    if (bytes > MOST_BYTES * Math.min(ring.end, capacity) + CHUNKS_AHEAD) expect.unreachable(`${bytes} at ${ring.end}`);
    if (bytes > before) growths++;
    before = bytes;
  }
  expect(before / capacity).toBeLessThanOrEqual(MOST_BYTES);
  expect(growths).toBeGreaterThan(capacity / 2 ** 14);
  // Nothing is added by going round.
  for (let lap = 0; lap < 2 * capacity; lap += 997) ring.append(batch, false);
  expect(ring.size * 8).toBe(before);
});
