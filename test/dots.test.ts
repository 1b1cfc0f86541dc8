/** Scatters that are kept from frame to frame, against ones that are painted anew, and against what a dot is. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyBatch } from '../worker/batch.js';
import { DOT_PLACES } from '../worker/dot-stamps.js';
import { type DotLayout, Dots } from '../worker/dots.js';
import { type ChartOptions, resolveOptions } from '../worker/options.js';
import { PixelPicture } from '../worker/paint-pixels.js';
import type { Raster } from '../worker/raster.js';
import { Ring } from '../worker/ring.js';
import { Viewport } from '../worker/viewport.js';
import { type Chance, chanceOf } from './chance.js';

interface Inside {
  raster: Raster;
  dots: Dots;
}

const insideOf = (picture: PixelPicture) => picture as unknown as Inside;

/** Windows of this many samples and more are counted. */
const COUNTED = 1 << 14;

/** How samples lie in the plane. */
type Manner = 'cloud' | 'time' | 'late' | 'heap' | 'drift' | 'lines';

class Source {
  private readonly chance: Chance;
  private at = 0;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  private normal(): number {
    return this.chance() + this.chance() + this.chance() - 1.5;
  }

  append(ring: Ring, count: number, manner: Manner): void {
    const batch = emptyBatch(count);
    for (let i = 0; i < count; i++) {
      this.at += this.chance();
      const cloud = this.normal();
      batch.x[i] = {
        cloud,
        time: this.at,
        late: this.at - (this.chance() < 0.01 ? 50 * this.chance() : 0),
        // More at a place than a byte counts.
        heap: Math.round(2 * cloud) / 2,
        drift: cloud + this.at / 1e4,
        lines: Math.round(this.at / 1000) * 1000,
      }[manner];
      batch.y[i] = manner === 'heap' ? Math.round(cloud) : cloud / 2 + this.normal();
      if (this.chance() < 0.02) batch.y[i] = Number.NaN;
    }
    batch.end = count;
    ring.append(batch, true);
  }
}

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ append: fc.integer({ min: 0, max: 600 }) }) },
  { weight: 2, arbitrary: fc.record({ append: fc.integer({ min: 600, max: 6000 }) }) },
  { weight: 1, arbitrary: fc.record({ append: fc.integer({ min: 6000, max: 30_000 }) }) },
  { weight: 1, arbitrary: fc.record({ manner: fc.constantFrom<Manner>('cloud', 'time', 'late', 'heap') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      look: fc.constantFrom<Partial<ChartOptions>>(
        { colorHex: 0xff0000 },
        { grid: false },
        { kind: 'line' },
        { kind: 'scatter' },
        { height: 44 },
        { yMin: -0.5, yMax: Number.POSITIVE_INFINITY },
        { yMin: -0.4, yMax: 0.7 },
        { yScale: 'log', yMin: Number.NEGATIVE_INFINITY },
        { yScale: 'symlog' },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant('clear' as const) },
);

// Two, as together they take long.
test.each([
  ['coarse', [1, 1.25]],
  ['fine', [2]],
])('a scatter that is kept through a stream is the one that is painted anew, pixel for pixel: %s', (_, ratios) => {
  const seen = { painted: 0, kept: 0, moved: 0, many: 0 };
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.integer(),
        manner: fc.constantFrom<Manner>('cloud', 'time', 'late', 'heap', 'drift', 'lines'),
        ratio: fc.constantFrom(...ratios),
        xScale: fc.constantFrom<'linear' | 'category'>('linear', 'linear', 'category'),
        capacity: fc.constantFrom(COUNTED, COUNTED + 1234, 2 * COUNTED),
        full: fc.boolean(),
        steps: fc.array(step, { minLength: 3, maxLength: 12 }),
      }),
      ({ seed, ratio, xScale, capacity, full, steps, ...first }) => {
        let { manner } = first;
        let options = resolveOptions(
          { kind: 'scatter', xScale, width: 90, height: 60, maxPoints: capacity },
          'options',
        );
        const ring = new Ring(capacity);
        const source = new Source(chanceOf(seed));
        source.append(ring, full ? capacity + 500 : COUNTED, manner);
        const viewport = new Viewport();
        const kept = new PixelPicture(viewport);
        const { dots } = insideOf(kept);
        const update = dots.update.bind(dots);
        dots.update = (...given) => {
          const moved = update(...given);
          if (moved >= 0) seen.kept++;
          if (moved > 0) seen.moved++;
          if ((dots as unknown as { more: Map<number, number> }).more.size > 0 && moved >= 0) seen.many++;
          return moved;
        };
        for (const one of steps) {
          if (one === 'clear') ring.clear();
          else if ('append' in one) source.append(ring, one.append, manner);
          else if ('manner' in one) manner = one.manner;
          else options = { ...options, ...one.look };
          kept.paint(ring, options, ratio);
          if (options.kind !== 'scatter') continue;
          const fresh = new PixelPicture({
            follow: () => kept.scene!.shown,
            y: viewport.y,
            holdSpacing: (now: number) => viewport.holdSpacing(now),
          } as unknown as Viewport);
          fresh.paint(ring, options, ratio);
          const [a, b] = [insideOf(kept).raster, insideOf(fresh).raster];
          const differs = a.pixels.findIndex((pixel, at) => pixel !== b.pixels[at]);
          expect(differs).toBe(-1);
          if (a.pixels.some((pixel) => pixel !== 0)) seen.painted++;
        }
      },
    ),
    { numRuns: 100 },
  );
  expect(seen.painted).toBeGreaterThan(400);
  expect(seen.kept).toBeGreaterThan(200);
  expect(seen.moved).toBeGreaterThan(25);
  expect(seen.many).toBeGreaterThan(25);
});

/** Samples a pixel, across and down, as the docs have it. */
const [ACROSS, DOWN] = [8, 4];

/** What dots cover, by what a dot is: a disc about the middle of the place that its sample lies in. */
function discs(ring: Ring, { width, height, grid, first, rows, diameter }: DotLayout): Uint32Array {
  const mask = new Uint32Array(width * height);
  const places = new Set<string>();
  for (let index = ring.start; index < ring.end; index++) {
    const value = ring.series[0].y.at(index);
    if (!(value >= rows.low && value <= rows.high)) continue;
    const y = (rows.zero + (rows.origin - value * rows.factor) * rows.scale) * DOT_PLACES;
    const x = Math.floor((ring.x.at(index) - grid.origin) / grid.step) - first;
    places.add(`${(x + 0.5) / DOT_PLACES} ${(Math.floor(y) + 0.5) / DOT_PLACES}`);
  }
  for (const place of places) {
    const [x, y] = place.split(' ').map(Number);
    const reach = Math.ceil(diameter / 2) + 1;
    for (let row = Math.max(0, Math.floor(y) - reach); row < Math.min(height, Math.floor(y) + reach + 1); row++) {
      for (
        let column = Math.max(0, Math.floor(x) - reach);
        column < Math.min(width, Math.floor(x) + reach + 1);
        column++
      ) {
        for (let sample = 0; sample < ACROSS * DOWN; sample++) {
          const dx = column + ((sample % ACROSS) + 0.5) / ACROSS - x;
          const dy = row + (Math.floor(sample / ACROSS) + 0.5) / DOWN - y;
          if (dx * dx + dy * dy <= (diameter / 2) ** 2) mask[row * width + column] |= 1 << sample;
        }
      }
    }
  }
  return mask;
}

test('what a scatter shows, kept or not, of few or of many, is the union of its discs', () => {
  let covered = 0;
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.integer(),
        diameter: fc.constantFrom(1, 2.5, 4, 8),
        n: fc.constantFrom(0, 1, 40, 900, COUNTED),
        later: fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 3 }),
      }),
      ({ seed, diameter, n, later }) => {
        const ring = new Ring(Math.max(1, n));
        const source = new Source(chanceOf(seed));
        source.append(ring, n, 'cloud');
        const dots = new Dots();
        const layout: DotLayout = {
          ...{ width: 50, height: 40, diameter, first: 7 },
          grid: { byIndex: false, origin: -1.5, step: 3 / 250 },
          transform: null,
          rows: { low: -1.5, high: Number.POSITIVE_INFINITY, factor: 1, origin: 2.5, scale: 8, zero: 0 },
        };
        for (const count of [0, ...later]) {
          if (count > 0) source.append(ring, count, 'cloud');
          dots.update(ring.series[0], layout);
          dots.painted();
          const expected = discs(ring, layout);
          expect(Array.from(expected.keys()).filter((at) => expected[at] !== dots.mask[at])).toEqual([]);
          covered += expected.filter((bits) => bits !== 0).length;
        }
      },
    ),
    { numRuns: 60 },
  );
  expect(covered).toBeGreaterThan(10_000);
});

test('dots are counted where many are seen, and few of a large window are painted anew', () => {
  const options = resolveOptions(
    { kind: 'scatter', xScale: 'linear', width: 90, height: 60, maxPoints: 4 * COUNTED },
    '',
  );
  const ring = new Ring(4 * COUNTED);
  const source = new Source(chanceOf(1));
  source.append(ring, 4 * COUNTED, 'time');
  const picture = new PixelPicture(new Viewport());
  const { dots } = insideOf(picture);
  const counts = (from: number, to: number) => {
    picture.paint(ring, options, 1, { kind: 'between', from, to });
    return (dots as unknown as { counts: Uint8Array }).counts.length > 0;
  };
  const newest = ring.x.at(ring.end - 1);
  expect([counts(0, newest), counts(newest / 2, newest / 2 + 100), counts(newest / 4, newest)]).toEqual([
    ...[true, false, true],
  ]);
});
