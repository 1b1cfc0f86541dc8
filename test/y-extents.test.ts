/** What of y an axis shows by its data: all, all but outliers, and what a mounted view holds on to. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyBatch } from '../worker/batch.js';
import { type ChartOptionsInput, resolveOptions, type YScaleName } from '../worker/options.js';
import { PixelPicture } from '../worker/paint-pixels.js';
import { Ring } from '../worker/ring.js';
import type { Interval } from '../worker/scales.js';
import { Viewport } from '../worker/viewport.js';
import { extentsOf } from '../worker/y-extents.js';
import { Y_SCALES } from '../worker/y-scales.js';
import { chanceOf } from './chance.js';

function append(ring: Ring, ys: number[]): void {
  const batch = emptyBatch(ys.length);
  ys.forEach((y, i) => {
    batch.x[i] = ring.end + i;
    batch.y[i] = y;
  });
  batch.end = ys.length;
  ring.append(batch, true);
}

const optionsOf = (given: ChartOptionsInput) =>
  resolveOptions({ xScale: 'linear', width: 160, height: 120, maxPoints: 1 << 20, ...given }, 'test');

function extentOf(ys: number[], given: ChartOptionsInput): Interval {
  const ring = new Ring(Math.max(1, ys.length));
  append(ring, ys);
  return extentsOf(ring, optionsOf(given)).left;
}

describe('a robust domain', () => {
  const normal = (seed: number, n: number) => {
    const chance = chanceOf(seed);
    return Array.from({ length: n }, () => chance() + chance() + chance() + chance() - 2);
  };

  test('leaves out what is far out, and is all where nothing is', () => {
    for (const n of [60, 4000, 300_000]) {
      const ys = normal(n, n);
      const all: Interval = [ys.reduce((a, b) => Math.min(a, b)), ys.reduce((a, b) => Math.max(a, b))];
      expect(extentOf(ys, { yDomain: 'robust' })).toEqual(all);
      const hit = ys.map((y, i) => (i % 997 === 30 ? 1e6 : i % 1999 === 50 ? -1e9 : y));
      const [low, high] = extentOf(hit, { yDomain: 'robust' });
      expect(low).toBeGreaterThan(-6);
      expect(low).toBeLessThanOrEqual(all[0]);
      expect(high).toBeLessThan(6);
      expect(high).toBeGreaterThanOrEqual(all[1]);
    }
  });

  test('is that of Tukey’s outer fences, of all samples where there are few', () => {
    const scale = fc.constantFrom<YScaleName>('linear', 'log', 'symlog');
    const value = fc.oneof(fc.double({ min: -50, max: 50, noNaN: true }), fc.constantFrom(-1e5, 1e5, Number.NaN, 0));
    let fenced = 0;
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), scale, (ys, yScale) => {
        const { transform, invert } = Y_SCALES[yScale];
        const finite = ys.filter((y) => !Number.isNaN(y));
        const laidOut = finite.filter((y) => yScale !== 'log' || y > 0).map(transform ?? ((y) => y));
        laidOut.sort((a, b) => a - b);
        const [q1, q3] = [0.25, 0.75].map((share) => laidOut[Math.floor(share * (laidOut.length - 1))]);
        const [low, high] = extentOf(ys, { yDomain: 'robust', yScale });
        const all: Interval = [Math.min(...finite), Math.max(...finite)];
        if (!(q3 > q1)) {
          expect([low, high]).toEqual(all);
          return;
        }
        expect(low).toBe(Math.max(all[0], invert(q1 - 3 * (q3 - q1))));
        expect(high).toBe(Math.min(all[1], invert(q3 + 3 * (q3 - q1))));
        if (low > all[0] || high < all[1]) fenced++;
      }),
      { numRuns: 2000 },
    );
    expect(fenced).toBeGreaterThan(200);
  });

  test('ends lines where they leave it, as an axis with ends does', () => {
    const ys = normal(4, 200).map((y, i) => (i === 100 ? 1e6 : y));
    const ring = new Ring(200);
    append(ring, ys);
    const picture = new PixelPicture();
    const { projections, domain } = picture.paint(ring, optionsOf({ yDomain: 'robust' }), 1);
    expect(projections[0].drawn).toEqual(domain.y);
    expect(domain.y[1]).toBeLessThan(10);
  });

  test('holds everything where most is the same', () => {
    expect(extentOf([5, 5, 5, 5, 5, 5, 900], { yDomain: 'robust' })).toEqual([5, 900]);
  });

  test('does not fall in with what comes round again', () => {
    const period = 300_000 / 4096;
    const ys = Array.from({ length: 300_000 }, (_, i) => Math.sin((2 * Math.PI * i) / period));
    const hit = ys.map((y, i) => (i === 5 ? 500 : y));
    expect(extentOf(hit, { yDomain: 'robust' })[1]).toBeLessThan(7);
    expect(extentOf(hit, { yDomain: 'robust' })[1]).toBeGreaterThanOrEqual(1);
  });
});

describe('the axis of a mounted view', () => {
  const value = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -1000, max: 1000 }).map((y) => y / 1000) },
    { weight: 1, arbitrary: fc.integer({ min: -9999, max: 9999 }) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  );

  test('holds the data, and still does so while it stays; data fill half of what it was chosen for', () => {
    let [held, moved] = [0, 0];
    fc.assert(
      fc.property(
        fc.constantFrom<'auto' | 'grow'>('auto', 'grow'),
        fc.constantFrom<YScaleName>('linear', 'symlog'),
        fc.array(fc.array(value, { minLength: 1, maxLength: 20 }), { minLength: 2, maxLength: 15 }),
        (yDomain, yScale, frames) => {
          let options = optionsOf({ yDomain, yScale });
          const ring = new Ring(25);
          const picture = new PixelPicture(new Viewport());
          let former: Interval | null = null;
          let chosen: Interval = [0, 0];
          let grown: Interval = [0, 0];
          for (const frame of frames) {
            append(ring, frame);
            // Laid out anew, with other ticks perhaps; it holds the data all the same.
            if (frame.length > 18) options = optionsOf({ yDomain, yScale, height: 100 + 10 * frame.length });
            const { domain } = picture.paint(ring, options, 1);
            const [low, high] = extentsOf(ring, options).left;
            if (low > high) {
              former = null;
              continue;
            }
            expect(domain.y[0]).toBeLessThanOrEqual(low);
            expect(domain.y[1]).toBeGreaterThanOrEqual(high);
            const same = former !== null && former[0] === domain.y[0] && former[1] === domain.y[1];
            const at = Y_SCALES[yScale].transform ?? ((y: number) => y);
            const within = former !== null && low >= former[0] && high <= former[1];
            const both: Interval = [Math.min(low, chosen[0]), Math.max(high, chosen[1])];
            const fills = at(high) - at(low) >= 0.5 * (at(both[1]) - at(both[0]));
            if (yDomain === 'grow' && former) {
              grown = [Math.min(grown[0], low), Math.max(grown[1], high)];
              expect(domain.y[0]).toBeLessThanOrEqual(grown[0]);
              expect(domain.y[1]).toBeGreaterThanOrEqual(grown[1]);
              if (within && frame.length <= 18) expect(same).toBe(true);
            } else if (frame.length > 18) chosen = within && fills ? both : [low, high];
            else if (within && fills) {
              expect(same).toBe(true);
              held++;
            } else {
              chosen = grown = [low, high];
              if (former) moved++;
            }
            former = domain.y;
          }
        },
      ),
      { numRuns: 1500 },
    );
    expect(held).toBeGreaterThan(1000);
    expect(moved).toBeGreaterThan(500);
  });

  test('begins anew with another scale, and after all samples are gone', () => {
    const ring = new Ring(50);
    const picture = new PixelPicture(new Viewport());
    const paint = (given: ChartOptionsInput) => picture.paint(ring, optionsOf(given), 1).domain.y;
    append(ring, [0, 100]);
    expect(paint({ yDomain: 'grow' })).toEqual([0, 100]);
    ring.clear();
    paint({ yDomain: 'grow' });
    append(ring, [0, 10]);
    expect(paint({ yDomain: 'grow' })).toEqual([0, 10]);
    append(ring, [40]);
    expect(paint({ yDomain: 'grow' })[1]).toBe(40);
    ring.clear();
    append(ring, [0, 10]);
    // Nothing was painted in between, so nothing is known to have been gone.
    expect(paint({ yDomain: 'grow' })[1]).toBe(40);
    expect(paint({ yDomain: 'grow', yMin: -1 })[1]).toBe(10);
  });
});
