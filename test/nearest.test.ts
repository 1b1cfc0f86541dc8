/** Which sample is meant: along x, in a picture and so many further on, against all of them read, while windows move on. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Batch, emptyBatch, writeLabel } from '../worker/batch.js';
import type { Projection } from '../worker/columns.js';
import { NONE, nearestAlong, nearestDot, stepped } from '../worker/nearest.js';
import type { YScaleName } from '../worker/options.js';
import { Ring } from '../worker/ring.js';
import { position, scaleOf, valueAt } from '../worker/scales.js';
import type { Series } from '../worker/series.js';
import { searchX } from '../worker/x-window.js';
import { Y_SCALES } from '../worker/y-scales.js';
import { below, type Chance, chanceOf } from './chance.js';

const RUNS = { numRuns: 600 };

/** How a stream's samples come. */
interface Manner {
  /** x of multiples of ¼ and y of few whole numbers, so that many are equally near. */
  coarse: boolean;
  duplicates: number;
  back: number;
  gaps: number;
  labels: boolean;
}

const manner: fc.Arbitrary<Manner> = fc.record({
  coarse: fc.boolean(),
  duplicates: fc.constantFrom(0, 0.1, 0.7),
  back: fc.constantFrom(0, 0, 0, 0.01, 0.4),
  gaps: fc.constantFrom(0, 0.02, 0.3, 1),
  labels: fc.constantFrom(false, false, false, true),
});

interface Sample {
  index: number;
  x: number;
  /** NaN for a gap. */
  y: number;
}

function take(count: number, chance: Chance, { coarse, duplicates, back, gaps, labels }: Manner, lastX: number): Batch {
  const batch = emptyBatch(count);
  const round = (value: number) => (coarse ? Math.round(value * 4) / 4 : value);
  let x = lastX;
  let missing = 0;
  for (let i = 0; i < count; i++) {
    if (chance() < back) x -= round(40 * chance());
    else if (chance() >= duplicates) x += round(2 * chance());
    batch.x[i] = x;
    if (labels && chance() < 0.2) writeLabel(batch, i, 'label');
    if (missing === 0 && chance() < gaps) missing = [1, 3, 90, 400][below(chance, 4)];
    batch.y[i] = missing > 0 ? Number.NaN : coarse ? below(chance, 7) - 2 : 20 * (chance() - 0.3);
    missing = Math.max(0, missing - 1);
  }
  batch.end = count;
  return batch;
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ append: fc.integer({ min: 0, max: 150 }), seed: fc.integer() }) },
  { weight: 3, arbitrary: fc.record({ append: fc.integer({ min: 0, max: 1500 }), seed: fc.integer() }) },
  { weight: 1, arbitrary: fc.constant({ clear: true } as const) },
);
const steps = fc.array(step, { minLength: 1, maxLength: 8 });
const capacity = fc.oneof(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 1200 }));
const origin = fc.constantFrom(0, 0, 2 ** 29 - 100, 2 ** 40 + 12_345);

type Steps = typeof steps extends fc.Arbitrary<infer Value> ? Value : never;

/** Takes a stream through its steps, and looks at its series and all that it should hold after each. */
function stream(
  capacity: number,
  origin: number,
  manner: Manner,
  steps: Steps,
  look: (series: Series, samples: Sample[], chance: Chance) => void,
): void {
  const ring = new Ring(capacity);
  ring.start = ring.end = origin;
  ring.series[0].pyramid.skip(origin);
  let samples: Sample[] = [];
  let lastX = 0;
  for (const given of steps) {
    const chance = chanceOf('seed' in given ? given.seed : 1);
    if ('clear' in given) {
      ring.clear();
      samples = [];
    } else {
      const batch = take(given.append, chance, manner, lastX);
      for (let i = 0; i < batch.end; i++) samples.push({ index: ring.end + i, x: batch.x[i], y: batch.y[i] });
      lastX = samples.filter(({ x }) => !Number.isNaN(x)).at(-1)?.x ?? lastX;
      ring.append(batch, false);
      samples = samples.slice(-capacity);
    }
    look(ring.series[0], samples, chance);
  }
}

const anyStream = [capacity, origin, manner, steps] as const;

/** The index of the sample of least distance, of several the newest. */
function leastOf(samples: Sample[], distanceOf: (sample: Sample) => number): number {
  let found = NONE;
  let best = Number.POSITIVE_INFINITY;
  for (const sample of samples) {
    const distance = distanceOf(sample);
    if (!(distance <= best) || distance === Number.POSITIVE_INFINITY) continue;
    best = distance;
    found = sample.index;
  }
  return found;
}

describe('the sample nearest along x', () => {
  /** Where samples are, between them, beside them and far beyond. */
  function someX(samples: Sample[], byIndex: boolean, chance: Chance): number {
    if (samples.length === 0) return chance();
    const some = () => {
      const sample = samples[below(chance, samples.length)];
      return byIndex ? sample.index : sample.x;
    };
    const kind = chance();
    if (kind < 0.3) return some();
    if (kind < 0.6) return some() / 2 + some() / 2;
    if (kind < 0.7) return some() + 0.125;
    return some() + 60 * (chance() - 0.5);
  }

  test.each([false, true])('is that which all of them read tell, by index: %s', (byIndex) => {
    let ordered = 0;
    let unordered = 0;
    fc.assert(
      fc.property(...anyStream, (...given) => {
        stream(...given, (series, samples, chance) => {
          const finite = samples.filter(({ y }) => !Number.isNaN(y));
          const sorted = byIndex || series.ascending;
          for (let i = 0; i < 8; i++) {
            const x = someX(samples, byIndex, chance);
            const expected = leastOf(finite, (sample) => Math.abs((byIndex ? sample.index : sample.x) - x));
            expect([x, nearestAlong(series, x, byIndex)]).toEqual([x, expected]);
            if (expected !== NONE) sorted ? ordered++ : unordered++;
          }
          for (const x of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
            expect(nearestAlong(series, x, byIndex)).toBe(NONE);
          }
          if (!sorted || finite.length === 0) return;
          const last = finite[finite.length - 1];
          const first = finite.filter(({ x, index }) => (byIndex ? index === finite[0].index : x === finite[0].x));
          expect(nearestAlong(series, 1.7e308, byIndex)).toBe(last.index);
          expect(nearestAlong(series, -1.7e308, byIndex)).toBe(first[first.length - 1].index);
        });
      }),
      RUNS,
    );
    expect(ordered).toBeGreaterThan(5000);
    if (!byIndex) expect(unordered).toBeGreaterThan(1000);
  });

  test('is found where numbers are as far apart as they can be', () => {
    const ring = new Ring(4);
    const batch = emptyBatch(3);
    batch.x.set([-1.7e308, 0, 1.7e308]);
    batch.end = 3;
    ring.append(batch, false);
    const found = [-1.7e308, -1e308, -1e-300, 1e308, 1.7e308].map((x) => nearestAlong(ring.series[0], x, false));
    expect(found).toEqual([0, 0, 1, 2, 2]);
    // In no order.
    const unordered = new Ring(4);
    batch.x.set([1.2e308, 1.7e308, 1.6e308]);
    unordered.append(batch, false);
    expect(nearestAlong(unordered.series[0], -1.7e308, false)).toBe(0);
  });
});

test('a search finds where x is no longer below a value, and where it is above', () => {
  fc.assert(
    fc.property(...anyStream, (capacity, origin, manner, steps) => {
      stream(capacity, origin, { ...manner, back: 0, labels: false }, steps, (series, samples, chance) => {
        for (let i = 0; i < 4; i++) {
          const x = (samples[below(chance, samples.length)]?.x ?? 0) + (i % 2) * (chance() - 0.5);
          const first = (is: (sample: Sample) => boolean) => samples.find(is)?.index ?? series.end;
          expect(searchX(series, x, false, false)).toBe(first((sample) => sample.x >= x));
          expect(searchX(series, x, false, true)).toBe(first((sample) => sample.x > x));
        }
      });
    }),
    { numRuns: 200 },
  );
});

describe('the dot nearest to a place', () => {
  const yScale = fc.constantFrom<YScaleName>('linear', 'log', 'symlog');

  /** A picture of powers of two, in which dots of a coarse stream lie at whole places, equally far from many others. */
  function pictureOf(samples: Sample[], byIndex: boolean, name: YScaleName, start: number, chance: Chance): Projection {
    const xs = samples.map(({ x, index }) => (byIndex ? index - start : x)).filter((x) => !Number.isNaN(x));
    const from = Math.floor(Math.min(...xs, 0));
    const span = 2 ** Math.ceil(Math.log2(Math.max(...xs, 1) - from + 1)) / 2 ** below(chance, 4);
    const domain: [number, number] = name === 'log' ? [0.5, 16] : [-8, 8];
    const y = scaleOf(domain, [300, 44], Y_SCALES[name].transform);
    const drawn: [number, number] =
      name === 'log' ? [0.5, Number.POSITIVE_INFINITY] : [Number.NEGATIVE_INFINITY, chance() < 0.3 ? 4 : 1e9];
    return { byIndex, x: scaleOf([from, from + span], [32, 544]), y, drawn };
  }

  test('is that which all of them read tell, on all scales of y', () => {
    let found = 0;
    let ties = 0;
    fc.assert(
      fc.property(...anyStream, yScale, fc.boolean(), (capacity, origin, manner, steps, name, byIndex) => {
        stream(capacity, origin, manner, steps, (series, samples, chance) => {
          const start = byIndex ? series.start : 0;
          const projection = pictureOf(samples, byIndex, name, start, chance);
          const { drawn } = projection;
          const dots = samples.filter(({ y }) => y >= drawn[0] && y <= drawn[1]);
          for (let i = 0; i < 6; i++) {
            const some = dots[below(chance, dots.length)];
            const onDot = some && chance() < 0.4;
            const left = onDot
              ? position(projection.x, byIndex ? some.index - start : some.x) + below(chance, 2)
              : 600 * chance();
            const top = onDot ? position(projection.y, some.y) : 400 * chance() - 20;
            const distanceOf = ({ x, y, index }: Sample) =>
              (position(projection.x, byIndex ? index - start : x) - left) ** 2 +
              (position(projection.y, y) - top) ** 2;
            const expected = leastOf(dots, distanceOf);
            expect([left, top, nearestDot(series, projection, start, left, top)]).toEqual([left, top, expected]);
            if (expected === NONE) continue;
            found++;
            const least = distanceOf(dots.find(({ index }) => index === expected)!);
            if (dots.filter((dot) => distanceOf(dot) === least).length > 1) ties++;
          }
          expect(nearestDot(series, projection, start, Number.NaN, 3)).toBe(NONE);
          expect(nearestDot(series, projection, start, 3, Number.POSITIVE_INFINITY)).toBe(NONE);
        });
      }),
      RUNS,
    );
    expect(found).toBeGreaterThan(5000);
    expect(ties).toBeGreaterThan(30);
  });
});

test('a step goes so many samples that are no gaps further, as far as there are any', () => {
  let moved = 0;
  fc.assert(
    fc.property(...anyStream, (...given) => {
      stream(...given, (series, samples, chance) => {
        const { start, end } = series;
        const finite = samples.filter(({ y }) => !Number.isNaN(y)).map(({ index }) => index);
        const last = finite.length - 1;
        const steps = [0, 1, -1, below(chance, 200) - 100, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
        for (const step of steps) {
          const index = start - 5 + below(chance, end - start + 10);
          const within = Math.min(Math.max(index, start), end - 1);
          const next = finite.findIndex((one) => one >= within);
          const place = next < 0 ? last : next;
          const expected = last < 0 ? NONE : finite[Math.min(Math.max(place + step, 0), last)];
          expect([index, step, stepped(series, index, step)]).toEqual([index, step, expected]);
          if (expected !== index) moved++;
        }
        const odd = [Number.NaN, Number.NEGATIVE_INFINITY, -1e300].map((index) => stepped(series, index, 0));
        expect(odd).toEqual(odd.map(() => finite[0] ?? NONE));
        expect(stepped(series, Number.POSITIVE_INFINITY, Number.NaN)).toBe(finite[last] ?? NONE);
      });
    }),
    RUNS,
  );
  expect(moved).toBeGreaterThan(5000);
});

test('a value is found at its position', () => {
  const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      fc.constantFrom<YScaleName>('linear', 'log', 'symlog'),
      finite,
      finite,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (name, a, b, share) => {
        const { transform, invert } = Y_SCALES[name];
        const ends = [a, b].map((end) => (name === 'log' ? Math.abs(end) + 1e-3 : end)).sort((one, two) => one - two);
        fc.pre(ends[1] - ends[0] > 1e-3);
        const scale = scaleOf([ends[0], ends[1]], [310, 12], transform);
        const at = 310 - share * 298;
        expect(position(scale, valueAt(scale, at, invert))).toBeCloseTo(at, 4);
        expect([valueAt(scale, 310, invert), valueAt(scale, 12, invert)]).toEqual(ends);
      },
    ),
  );
});
