/** Cells: what a line takes of narrow intervals of x, against the polyline cut by hand, and kept against made anew. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Batch } from '../worker/batch.js';
import { emptyBatch } from '../worker/batch.js';
import { Cells } from '../worker/cells.js';
import { Crossings } from '../worker/crossings.js';
import type { Grid } from '../worker/edges.js';
import { BLOCK } from '../worker/pyramid.js';
import { Ring } from '../worker/ring.js';
import { below, type Chance, chanceOf } from './chance.js';

const RUNS = { numRuns: 1000 };

const oneOf = <Item>(chance: Chance, items: readonly Item[]): Item => items[below(chance, items.length)];

/** How a stream's samples come: drawn once a case, so that one is regular throughout and the next is not. */
interface Manner {
  /** Multiples of ¼, so that samples lie where cells begin and no sum is rounded. */
  coarse: boolean;
  /** How often x stays where it is, waits, and goes back. */
  duplicates: number;
  pauses: number;
  back: number;
  /** How often a run of gaps begins. */
  gaps: number;
  y: 'noise' | 'walk' | 'steps' | 'steep' | 'levels';
}

const often = fc.constantFrom(0, 0, 0.01, 0.1, 0.4);
const seldom = fc.constantFrom(0, 0, 0, 0.002, 0.02);
const mannerOf = (overrides: Partial<Record<keyof Manner, fc.Arbitrary<number>>> = {}) =>
  fc.record({
    coarse: fc.boolean(),
    duplicates: often,
    pauses: seldom,
    back: fc.constant(0) as fc.Arbitrary<number>,
    gaps: often,
    y: fc.constantFrom<Manner['y'][]>('noise', 'walk', 'steps', 'steep', 'levels'),
    ...overrides,
  }) as fc.Arbitrary<Manner>;

/** A stream that samples are drawn from. */
class Source {
  private readonly chance: Chance;
  private readonly manner: Manner;
  private x = 0;
  private y = 0;
  private missing = 0;

  constructor(manner: Manner, chance: Chance) {
    this.manner = manner;
    this.chance = chance;
    this.x = Math.round((chance() - 0.5) * 4000) / 4;
  }

  private nextY(): number {
    const { chance, manner } = this;
    if (this.missing > 0) {
      this.missing--;
      return Number.NaN;
    }
    if (chance() < manner.gaps) this.missing = below(chance, oneOf(chance, [1, 2, 40]));
    switch (manner.y) {
      case 'noise':
        return chance();
      case 'walk':
        this.y += chance() - 0.5;
        return this.y;
      case 'steps':
        if (chance() < 0.02) this.y = below(chance, 5) * 10;
        return this.y;
      case 'steep':
        this.y += 1 + chance();
        return this.y;
      case 'levels':
        return below(chance, 8) / 4;
    }
  }

  private nextX(): number {
    const { chance, manner } = this;
    let by = chance() < manner.duplicates ? 0 : 0.05 + 2 * chance() ** 3;
    if (chance() < manner.pauses) by += 20 + 200 * chance();
    if (chance() < manner.back) by = -5 * chance();
    this.x += manner.coarse ? Math.round(by * 4) / 4 : by;
    return this.x;
  }

  take(count: number): Batch {
    const batch = emptyBatch(count);
    for (let i = 0; i < count; i++) {
      batch.x[i] = this.nextX();
      batch.y[i] = this.nextY();
    }
    batch.end = count;
    return batch;
  }
}

/** A ring whose window is the newest samples of a stream that began earlier. */
function ringOf(manner: Manner, seed: number, count: number, evicted: number): Ring {
  const ring = new Ring(count);
  const source = new Source(manner, chanceOf(seed));
  ring.append(source.take(evicted), false);
  ring.append(source.take(count), false);
  return ring;
}

interface Sample {
  x: number;
  y: number;
}

/** The window as stretches of samples between gaps; x as cells count it. */
function stretchesOf(ring: Ring, byIndex: boolean): Sample[][] {
  const stretches: Sample[][] = [[]];
  for (let index = ring.start; index < ring.end; index++) {
    const sample = { x: byIndex ? index : ring.x.at(index), y: ring.series[0].y.at(index) };
    if (Number.isNaN(sample.y)) stretches.push([]);
    else stretches[stretches.length - 1].push(sample);
  }
  return stretches.filter(({ length }) => length > 0);
}

const spanOf = (ring: Ring, byIndex: boolean) => (byIndex ? ring.n : ring.x.at(ring.end - 1) - ring.x.at(ring.start));

type Intervals = number[];

/** Intervals joined where they overlap, ascending: low, high, low, high …. */
function joined(intervals: [low: number, high: number][]): Intervals {
  const result: number[] = [];
  for (const [low, high] of intervals.sort(([a], [b]) => a - b)) {
    const last = result.length - 1;
    if (last > 0 && low <= result[last]) result[last] = Math.max(result[last], high);
    else result.push(low, high);
  }
  return result;
}

const edgeOf = ({ origin, step }: Grid, cell: number) => origin + cell * step;

/** The cell that covers x: its left edge belongs to it, its right one does not. */
function cellAt(grid: Grid, x: number): number {
  let cell = Math.floor((x - grid.origin) / grid.step);
  while (edgeOf(grid, cell) > x) cell--;
  while (edgeOf(grid, cell + 1) <= x) cell++;
  return cell;
}

/** What each cell holds of a line, segment by segment: of a segment that passes an edge the height there counts on both sides. */
function cellsTrue(ring: Ring, grid: Grid, from: number, to: number): Intervals[] {
  const held = Array.from({ length: to - from }, (): [number, number][] => []);
  const add = (cell: number, a: number, b: number) => held[cell - from]?.push([Math.min(a, b), Math.max(a, b)]);
  for (const stretch of stretchesOf(ring, grid.byIndex)) {
    stretch.forEach(({ x, y }, i) => {
      const cell = cellAt(grid, x);
      add(cell, y, y);
      if (i === 0) return;
      const before = stretch[i - 1];
      const first = cellAt(grid, before.x);
      const direction = first < cell ? 1 : -1;
      let entered = before.y;
      for (let c = first; c !== cell; c += direction) {
        const share = (edgeOf(grid, direction > 0 ? c + 1 : c) - before.x) / (x - before.x);
        const left = before.y * (1 - share) + y * share;
        add(c, entered, left);
        entered = left;
      }
      add(cell, entered, y);
    });
  }
  return held.map(joined);
}

/** What cells hold, as intervals. */
function cellsFound({ low, high, mask, lists }: Cells, from: number, to: number): Intervals[] {
  return Array.from({ length: to - from }, (_, i) => {
    const at = (from + i) & mask;
    const list = lists.get(from + i);
    if (!list) return low[at] <= high[at] ? [low[at], high[at]] : [];
    // The hull of a list stands beside it.
    return low[at] === list[0] && high[at] === list[list.length - 1] ? [...list] : [Number.NaN];
  });
}

const brokenFound = ({ broken, mask }: Cells, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => broken[(from + i) & mask]);

/** Cells that begin a piece of line: of several intervals, or apart from the nearest before that hold any within reach. */
function brokenTrue(held: Intervals[], reach: number): number[] {
  return held.map((intervals, cell) => {
    if (intervals.length !== 2) return intervals.length > 2 ? 1 : 0;
    let before = cell - 1;
    while (before >= 0 && held[before].length === 0) before--;
    if (before < 0 || cell - before > reach) return 0;
    const other = held[before];
    return intervals[0] > other[other.length - 1] || intervals[1] < other[0] ? 1 : 0;
  });
}

/** Runs of cells that a pen may reach at once, whose intervals leave spaces though none of them is said to be broken. */
function unnoticedBreaks(held: Intervals[], broken: number[], reach: number): number[] {
  return held.flatMap((_, first) => {
    const within = held.slice(first, first + reach + 1);
    const all = joined(
      within.flatMap((list) => list.flatMap((low, i) => (i % 2 ? [] : [[low, list[i + 1]] as [number, number]]))),
    );
    return all.length > 2 && !broken.slice(first, first + reach + 1).includes(1) ? [first] : [];
  });
}

/** Equal but for rounding: heights between samples are the only ones that are computed. */
function closeTo(found: Intervals[], expected: Intervals[]): boolean {
  return found.every((list, cell) => {
    const other = expected[cell];
    return (
      list.length === other.length &&
      list.every((value, i) => Math.abs(value - other[i]) <= 1e-12 * (Math.abs(value) + Math.abs(other[i])) + 1e-13)
    );
  });
}

const REACH = 5;

/** A grid for a window: so many samples a cell on average, its origin anywhere. */
function gridFor(ring: Ring, byIndex: boolean, perCell: number, coarse: boolean, chance: Chance): Grid {
  const start = byIndex ? ring.start : ring.x.at(ring.start);
  const exact = (perCell * spanOf(ring, byIndex)) / ring.n;
  const step = coarse ? Math.max(1 / 8, Math.round(exact * 8) / 8) : exact;
  const offset = coarse ? below(chance, 80) / 8 : 10 * chance();
  return { byIndex, origin: start - offset, step };
}

/** The cells that a window lies in, and some on either side. */
function extentOf(ring: Ring, grid: Grid): [from: number, to: number] {
  const ends = [ring.start, ring.end - 1].map((index) => cellAt(grid, grid.byIndex ? index : ring.x.at(index)));
  return [ends[0] - 3, ends[1] + 4];
}

const perCellSparse = fc.oneof(
  fc.double({ min: 0.1, max: 3, noNaN: true }),
  fc.double({ min: 3, max: 40, noNaN: true }),
);

describe('cells of few samples', () => {
  test('hold what the line takes of them, of each piece its own interval', () => {
    fc.assert(
      fc.property(
        mannerOf(),
        fc.integer(),
        fc.integer({ min: 2, max: 150 }),
        fc.integer({ min: 0, max: 300 }),
        perCellSparse,
        fc.boolean(),
        (manner, seed, count, evicted, perCell, byIndex) => {
          const ring = ringOf(manner, seed, count, evicted);
          fc.pre(spanOf(ring, byIndex) > 0);
          const grid = gridFor(ring, byIndex, perCell, manner.coarse, chanceOf(seed + 1));
          fc.pre((count * grid.step) / spanOf(ring, byIndex) < 48);
          const [from, to] = extentOf(ring, grid);
          const cells = new Cells(to - from, REACH);
          expect(cells.update(ring.series[0], grid, from, to)).toEqual([[from, to]]);
          const found = cellsFound(cells, from, to);
          const expected = cellsTrue(ring, grid, from, to);
          if (!closeTo(found, expected)) expect(found).toEqual(expected);
          const broken = brokenFound(cells, from, to);
          expect(broken).toEqual(brokenTrue(found, REACH));
          expect(cells.anyBroken).toBe(broken.includes(1));
          expect(unnoticedBreaks(found, broken, REACH)).toEqual([]);
        },
      ),
      RUNS,
    );
  });
});

/** Lowest and highest of the line between two places; reversed and infinite for nothing. */
function extremesBetween(stretches: Sample[][], left: number, right: number): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const take = (y: number) => {
    if (y < low) low = y;
    if (y > high) high = y;
  };
  for (const stretch of stretches) {
    if (stretch[stretch.length - 1].x < left || stretch[0].x > right) continue;
    let first = 0;
    for (let end = stretch.length; first < end; ) {
      const middle = (first + end) >> 1;
      if (stretch[middle].x < left) first = middle + 1;
      else end = middle;
    }
    for (let i = first; i < stretch.length; i++) {
      const { x, y } = stretch[i];
      const before = i > 0 ? stretch[i - 1] : { x, y };
      const heightAt = (at: number) => before.y + ((at - before.x) / (x - before.x)) * (y - before.y);
      if (before.x < left) take(heightAt(left));
      if (x > right) {
        if (before.x < right) take(heightAt(right));
        break;
      }
      take(y);
    }
  }
  return [low, high];
}

describe('cells of many samples', () => {
  const cases = [
    fc.integer(),
    fc.integer({ min: 600, max: 4000 }),
    fc.integer({ min: 0, max: 5000 }),
    fc.double({ min: 50, max: 600, noNaN: true }),
    fc.boolean(),
  ] as const;
  const dense = (manner: Manner, seed: number, count: number, evicted: number, perCell: number, byIndex: boolean) => {
    const ring = ringOf(manner, seed, count, evicted);
    const grid = gridFor(ring, byIndex, perCell, manner.coarse, chanceOf(seed + 1));
    const [from, to] = extentOf(ring, grid);
    const cells = new Cells(to - from, REACH);
    cells.update(ring.series[0], grid, from, to);
    return { ring, grid, from, to, cells };
  };

  test('have edges that lie at most a third of a cell further on', () => {
    fc.assert(
      fc.property(mannerOf(), ...cases, (manner, seed, count, evicted, perCell, byIndex) => {
        const { ring, grid, from, to, cells } = dense(manner, seed, count, evicted, perCell, byIndex);
        const stretches = stretchesOf(ring, byIndex);
        // A hair more: heights where the line is cut are rounded.
        const third = grid.step * (1 / 3 + 1e-6);
        const wrong: unknown[] = [];
        for (let cell = from; cell < to; cell++) {
          const [left, right] = [edgeOf(grid, cell), edgeOf(grid, cell + 1)];
          const least = extremesBetween(stretches, left + third, right - third);
          const most = extremesBetween(stretches, left - third, right + third);
          const found = [cells.low[cell & cells.mask], cells.high[cell & cells.mask]];
          const hair = 1e-12 * Math.max(...most.map(Math.abs).filter(Number.isFinite), 0);
          const fits =
            found[0] <= least[0] + hair &&
            found[1] >= least[1] - hair &&
            found[0] >= most[0] - hair &&
            found[1] <= most[1] + hair;
          if (!fits) wrong.push({ cell, found, least, most });
        }
        expect(wrong).toEqual([]);
      }),
      RUNS,
    );
  });

  test('touch their neighbours where the line goes on', () => {
    const manner = mannerOf({ gaps: fc.constantFrom(0, 0, 0.001) });
    fc.assert(
      fc.property(manner, ...cases, (manner, seed, count, evicted, perCell, byIndex) => {
        const { ring, grid, from, to, cells } = dense(manner, seed, count, evicted, perCell, byIndex);
        const stretches = stretchesOf(ring, byIndex);
        const apart: unknown[] = [];
        for (let cell = from; cell + 1 < to; cell++) {
          // From a third of a cell before the edge between the two to as much behind it the line is in one piece.
          const [left, right] = [-1, 1].map((side) => edgeOf(grid, cell + 1) + (side * grid.step) / 3);
          const goesOn = stretches.some((stretch) => stretch[0].x <= left && stretch[stretch.length - 1].x >= right);
          if (!goesOn) continue;
          const { low, high, mask } = cells;
          const [a, b] = [cell & mask, (cell + 1) & mask];
          if (!(low[a] <= high[b] && high[a] >= low[b]))
            apart.push({ cell, a: [low[a], high[a]], b: [low[b], high[b]] });
        }
        expect(apart).toEqual([]);
      }),
      RUNS,
    );
  });
});

test('cells touch at an edge that was moved, where the one before it was not', () => {
  const ring = new Ring(400);
  const batch = emptyBatch(400);
  // A step where a cell of 64 samples begins, the second one: before the first there is no block to move to.
  batch.y.fill(1, 64);
  batch.end = 400;
  ring.append(batch, false);
  const cells = new Cells(8, REACH);
  cells.update(ring.series[0], { byIndex: true, origin: 0, step: 64 }, 0, 6);
  expect(cells.low[1]).toBeLessThanOrEqual(cells.high[0]);
  expect(brokenFound(cells, 0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
});

test('edges among the newest samples, whose block is not complete, are where they are', () => {
  const ring = new Ring(200);
  const batch = emptyBatch(200);
  batch.x.set(batch.x.map((_, i) => i));
  batch.y[193] = 1;
  batch.end = 200;
  ring.append(batch, true);
  const cells = new Cells(8, REACH);
  // The fifth cell begins at 197, in the block of 192 … 207.
  cells.update(ring.series[0], { byIndex: false, origin: -3, step: 50 }, 0, 5);
  expect(cellsFound(cells, 0, 5)).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
    [0, 1],
    [0, 0],
  ]);
});

test('cells of a range that ends earlier than before, or begins behind the oldest samples, stay what they were', () => {
  const ring = new Ring(400);
  const append = (count: number) => {
    const batch = emptyBatch(count);
    batch.y.set(batch.y.map((_, i) => (i % 7 ? i % 5 : Number.NaN)));
    batch.end = count;
    ring.append(batch, false);
  };
  append(400);
  const cells = new Cells(80, REACH);
  const grid = { byIndex: true, origin: 0, step: 1 };
  cells.update(ring.series[0], grid, 0, 80);
  for (const [from, to, count] of [
    [0, 50, 0],
    [10, 40, 20],
    [250, 330, 30],
    [260, 340, 10],
    [260, 300, 800],
  ]) {
    append(count);
    const changed = cells.update(ring.series[0], grid, from, to);
    expect(changed.filter(([a, b]) => a > b)).toEqual([]);
    const anew = new Cells(80, REACH);
    anew.update(ring.series[0], grid, from, to);
    expect(cellsFound(cells, from, to)).toEqual(cellsFound(anew, from, to));
  }
});

/** The level of blocks is chosen when a grid is seen first, by the window then: others are compared at the same one. */
const levelOf = (cells: Cells) => (cells as unknown as { level: number }).level;
const holdLevel = (cells: Cells, level: number) =>
  Object.defineProperty(cells, 'level', { get: () => level, set: () => {} });

test('a cell of a part of a block reaches its neighbour, though the whole blocks overlap', () => {
  const ring = new Ring(4000);
  const batch = emptyBatch(4000);
  // The block from 192 on begins where the fifth cell does, and after its first sample there is a pause.
  batch.x.set(batch.x.map((_, i) => (i <= 192 ? i : i + 100)));
  batch.y[192] = batch.y[193] = 5;
  batch.y[180] = 1;
  // Elsewhere there is a gap: only a line without any is known to be in one piece.
  batch.y[3000] = Number.NaN;
  batch.end = 4000;
  ring.append(batch, true);
  const cells = new Cells(20, REACH);
  cells.update(ring.series[0], { byIndex: false, origin: -8, step: 50 }, 0, 20);
  expect(levelOf(cells)).toBe(0);
  expect(cells.low[4]).toBeLessThanOrEqual(cells.high[3]);
  expect(brokenFound(cells, 0, 20)).toEqual(Array(20).fill(0));
});

test.each([127, 128])('a gap at %i, beside an edge that was moved, is not bridged', (gap) => {
  const ring = new Ring(400);
  const batch = emptyBatch(400);
  batch.y.fill(1, 128);
  batch.y[gap] = Number.NaN;
  batch.end = 400;
  ring.append(batch, false);
  const cells = new Cells(8, REACH);
  cells.update(ring.series[0], { byIndex: true, origin: -6, step: 66 }, 0, 5);
  expect(levelOf(cells)).toBe(0);
  expect(cellsFound(cells, 0, 5)).toEqual([
    [0, 0],
    [0, 0],
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
  expect(brokenFound(cells, 0, 5)).toEqual([0, 0, 1, 0, 0]);
});

test('what leaves the window may break the line as far on as a pen reaches', () => {
  const ring = new Ring(480);
  const batch = emptyBatch(480);
  batch.y.fill(10, 12, 24);
  batch.y.fill(Number.NaN, 24, 120);
  batch.end = 480;
  ring.append(batch, false);
  const cells = new Cells(30, REACH);
  const grid = { byIndex: true, origin: 0, step: 24 };
  cells.update(ring.series[0], grid, 0, 25);
  expect(brokenFound(cells, 0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
  ring.append({ ...emptyBatch(12), end: 12 }, false);
  const changed = cells.update(ring.series[0], grid, 0, 25);
  expect(cellsFound(cells, 0, 6)).toEqual([[10, 10], [], [], [], [], [0, 0]]);
  expect(brokenFound(cells, 0, 6)).toEqual([0, 0, 0, 0, 0, 1]);
  expect(changed.some(([a, b]) => a <= 5 && b > 5)).toBe(true);
});

/** Keeps the level to those that the ring has: grids are made for the window, but here one may come before most of it. */
function boundLevel(cells: Cells, ringNow: () => Ring) {
  let level = -1;
  Object.defineProperty(cells, 'level', {
    get: () => level,
    set: (value: number) => {
      level = Math.min(value, Math.floor(Math.log2(ringNow().capacity / BLOCK)));
    },
  });
}

const update = fc.oneof(
  { weight: 10, arbitrary: fc.record({ append: fc.integer({ min: 0, max: 60 }) }) },
  { weight: 5, arbitrary: fc.record({ append: fc.integer({ min: 0, max: 500 }) }) },
  { weight: 1, arbitrary: fc.record({ append: fc.integer({ min: 500, max: 4000 }) }) },
  { weight: 1, arbitrary: fc.constant({ clear: true } as const) },
  { weight: 1, arbitrary: fc.record({ resize: fc.integer({ min: 1, max: 2500 }) }) },
  { weight: 1, arbitrary: fc.record({ grid: fc.double({ min: 0.5, max: 2, noNaN: true }) }) },
  // The view jumps ahead, or back.
  { weight: 1, arbitrary: fc.record({ jump: fc.integer({ min: -20, max: 60 }) }) },
);

const streaming = fc.record({
  manner: mannerOf({ gaps: fc.constantFrom(0, 0, 0.001, 0.02, 0.3), back: fc.constantFrom(0, 0, 0, 0.001, 0.01) }),
  seed: fc.integer(),
  capacity: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 100, max: 2500 })),
  /** Cells that the window takes once it is full, about. */
  across: fc.constantFrom(3, 8, 30, 120),
  byIndex: fc.boolean(),
  updates: fc.array(update, { minLength: 3, maxLength: 25 }),
});

/** What a cell holds, and whether it is broken. */
const snapshot = (cells: Cells, from: number, to: number) => {
  const broken = brokenFound(cells, from, to);
  return cellsFound(cells, from, to).map((intervals, i) => [...intervals, broken[i]]);
};

const same = (a: number[], b: number[]) => a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

test('cells much wider than the whole window are no finer than the pyramid', () => {
  const ring = new Ring(2000);
  const batch = emptyBatch(2000);
  batch.x.fill(1, 1000);
  batch.y.fill(1, 1024);
  batch.end = 2000;
  ring.append(batch, false);
  for (let exponent = 1; exponent < 60; exponent++) {
    const cells = new Cells(8, REACH);
    const grid = { byIndex: false, origin: 0.5, step: 2 ** exponent };
    cells.update(ring.series[0], grid, -2, 3);
    const found = cellsFound(cells, -2, 3);
    expect(joined(found.flatMap(([low, high]) => (low <= high ? [[low, high] as [number, number]] : [])))).toEqual([
      0, 1,
    ]);
  }
});

describe('cells that are kept while samples arrive and leave', () => {
  test('are those that are made anew, and those that change are said to', () => {
    fc.assert(
      fc.property(streaming, ({ manner, seed, capacity, across, byIndex, updates }) => {
        const chance = chanceOf(seed);
        const source = new Source(manner, chance);
        let ring = new Ring(capacity);
        // Steps of x are 0.55 on average, without pauses.
        let step = ((byIndex ? 1 : 0.55) * capacity) / across;
        if (manner.coarse) step = Math.max(1 / 8, Math.round(step * 8) / 8);
        let grid: Grid = { byIndex, origin: manner.coarse ? 0 : chance(), step };
        const most = across + 10;
        const kept = new Cells(most, REACH);
        boundLevel(kept, () => ring);
        let [from, to] = [0, 0];
        let [known, end] = [0, 0];
        let before: number[][] = [];
        for (const given of updates) {
          if ('append' in given) ring.append(source.take(given.append), false);
          else if ('clear' in given) ring.clear();
          else if ('resize' in given) ring = ring.reshaped(given.resize);
          else if ('grid' in given) grid = { ...grid, step: grid.step * given.grid };
          // What matters is what a grid is, not which object.
          else grid = { ...grid };
          if (ring.n > 0) {
            const [oldest, newest] = [ring.start, ring.end - 1].map((index) => {
              return cellAt(grid, byIndex ? index : ring.x.at(index));
            });
            // As a view goes on: from the start while the window fills, then to its end.
            const next = ring.n < ring.capacity ? oldest - 2 : Math.max(oldest, newest) + 3 - most;
            from = 'grid' in given || 'clear' in given || next < from - most ? next : Math.max(from, next);
          }
          if ('jump' in given) from += given.jump;
          to = from + most - below(chance, 2);
          const changed = kept.update(ring.series[0], grid, from, to);
          const now = snapshot(kept, from, to);

          const fresh = new Cells(most, REACH);
          holdLevel(fresh, levelOf(kept));
          fresh.update(ring.series[0], grid, from, to);
          const anew = snapshot(fresh, from, to);
          const differ = now.flatMap((cell, i) => {
            return same(cell.slice(0, -1), anew[i].slice(0, -1))
              ? []
              : [{ cell: from + i, kept: cell, fresh: anew[i] }];
          });
          const unnoticed = now.flatMap((cell, i) => {
            const told = changed.some(([a, b]) => from + i >= a && from + i < b);
            if (told) return [];
            const inside = from + i >= known && from + i < end;
            return inside && same(cell, before[from + i - known]) ? [] : [{ cell: from + i, changed }];
          });
          expect({ differ, unnoticed }).toEqual({ differ: [], unnoticed: [] });
          expect([...kept.lists.keys()].filter((cell) => cell < from || cell >= to)).toEqual([]);
          // Beyond those made anew, only cells near the left end may be broken: ones from something that has left.
          const breaks = unnoticedBreaks(cellsFound(kept, from, to), brokenFound(kept, from, to), REACH);
          expect(breaks).toEqual([]);
          [known, end, before] = [from, to, now];
        }
      }),
      RUNS,
    );
  });
});

describe('cells of a line out of order', () => {
  test('hold every crossing of them, each space between them kept', () => {
    const manner = mannerOf({ back: fc.constantFrom(0.05, 0.3, 0.6), pauses: often });
    const view = fc.tuple(fc.integer({ min: -5, max: 20 }), fc.integer({ min: -5, max: 20 }));
    fc.assert(
      fc.property(
        manner,
        fc.integer(),
        fc.integer({ min: 2, max: 128 }),
        fc.double({ min: 0.1, max: 12, noNaN: true }),
        view,
        (manner, seed, count, perCell, [left, right]) => {
          const ring = ringOf(manner, seed, count, count);
          fc.pre(!ring.ascending);
          const x = Array.from({ length: count }, (_, i) => ring.x.at(ring.start + i));
          const [min, max] = [Math.min(...x), Math.max(...x)];
          let step = (perCell * (max - min)) / count;
          if (manner.coarse) step = Math.max(1 / 8, Math.round(step * 8) / 8);
          const grid = { byIndex: false, origin: manner.coarse ? min - 1 / 4 : min - 0.3 * step, step };
          // Also views that the line enters and leaves at either side.
          const from = cellAt(grid, min) + left;
          const to = Math.max(from + 1, cellAt(grid, max) - right);
          const cells = new Cells(to - from, REACH);
          for (let i = 0; i < 2; i++) expect(cells.update(ring.series[0], grid, from, to)).toEqual([[from, to]]);
          const found = cellsFound(cells, from, to);
          const expected = cellsTrue(ring, grid, from, to);
          if (!closeTo(found, expected)) expect(found).toEqual(expected);
          expect([...cells.lists.keys()].filter((cell) => cell < from || cell >= to)).toEqual([]);
          const broken = brokenFound(cells, from, to);
          expect(broken).toEqual(brokenTrue(found, REACH));
          expect(unnoticedBreaks(found, broken, REACH)).toEqual([]);
        },
      ),
      RUNS,
    );
  });
});

describe('crossings', () => {
  const height = fc.oneof(
    fc.integer({ min: 0, max: 500 }),
    fc.integer({ min: 0, max: 5e8 }).map((millionths) => millionths / 1e6),
  );
  const passes = fc.array(fc.tuple(fc.integer({ min: -1, max: 4 }), height, fc.oneof(height, fc.constant(0))), {
    maxLength: 128,
  });

  test('are intervals ascending and apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), passes, (count, passes) => {
        const crossings = new Crossings(count);
        const given = passes.map(([cell, a, length]): [cell: number, low: number, high: number] => [
          cell,
          a,
          a + length / 50,
        ]);
        given.forEach(([cell, low, high], i) => {
          crossings.add(cell, ...((i % 2 ? [low, high] : [high, low]) as [number, number]));
        });
        for (let cell = 0; cell < count; cell++) {
          const own = given.filter(([at]) => at === cell).map(([, low, high]): [number, number] => [low, high]);
          expect([...crossings.intervalsOf(cell)]).toEqual(joined(own));
        }
      }),
      RUNS,
    );
  });

  const MOST = 128;

  test('of more than 128 intervals leave the widest spaces', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: MOST + 1, max: 600 }), (seed, count) => {
        const chance = chanceOf(seed);
        const crossings = new Crossings(1);
        // Whole numbers, no two of them the same, in any order.
        const spaces = Array.from({ length: count - 1 }, (_, i) => ({ space: i + 1, key: chance() }))
          .sort((a, b) => a.key - b.key)
          .map(({ space }) => space);
        let at = 0;
        for (let i = 0; i < count; i++) {
          crossings.add(0, at, at + 1);
          at += 1 + (spaces[i] ?? 0);
        }
        const kept = crossings.intervalsOf(0);
        const left = Array.from({ length: kept.length / 2 - 1 }, (_, i) => kept[2 * i + 2] - kept[2 * i + 1]);
        expect(left).toEqual(spaces.filter((space) => space > count - MOST));
        expect([kept[0], kept[kept.length - 1]]).toEqual([0, at]);
      }),
      RUNS,
    );
  });

  test('of any number cover all that was passed, in at most 128 intervals', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 1500 }),
        (seed, count, passes) => {
          const chance = chanceOf(seed);
          const crossings = new Crossings(count);
          const given = Array.from({ length: passes }, (): [number, number, number] => {
            const low = chance() * 1000;
            return [below(chance, count), low, low + chance()];
          });
          for (const [cell, low, high] of given) crossings.add(cell, low, high);
          for (let cell = 0; cell < count; cell++) {
            const own = given.filter(([at]) => at === cell).map(([, low, high]): [number, number] => [low, high]);
            const kept = [...crossings.intervalsOf(cell)];
            expect(kept.length).toBeLessThanOrEqual(2 * MOST);
            expect(kept.every((value, i) => i === 0 || (i % 2 ? value >= kept[i - 1] : value > kept[i - 1]))).toBe(
              true,
            );
            const pairs = own.concat(kept.flatMap((low, i) => (i % 2 ? [] : [[low, kept[i + 1]] as [number, number]])));
            // Nothing that was passed lies outside, nor is anything beyond the lowest and the highest.
            expect(joined(pairs)).toEqual(kept);
            if (own.length > 0) {
              const all = joined(own);
              expect([kept[0], kept[kept.length - 1]]).toEqual([all[0], all[all.length - 1]]);
            }
          }
        },
      ),
      RUNS,
    );
  });
});
