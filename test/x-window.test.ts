/** Windows of x: which samples they hold, and what is painted of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyBatch } from '../worker/batch.js';
import type { Cells } from '../worker/cells.js';
import { resolveOptions } from '../worker/options.js';
import { PixelPicture } from '../worker/paint-pixels.js';
import type { Pen } from '../worker/pen.js';
import type { Raster } from '../worker/raster.js';
import { Ring } from '../worker/ring.js';
import { Viewport } from '../worker/viewport.js';
import { partOf, type XWindow } from '../worker/x-window.js';
import { chanceOf } from './chance.js';

/** Appends so many samples of a function of their number. */
function append(ring: Ring, count: number, sample: (index: number) => [x: number, y: number]): void {
  const batch = emptyBatch(count);
  for (let i = 0; i < count; i++) [batch.x[i], batch.y[i]] = sample(ring.end + i);
  batch.end = count;
  ring.append(batch, true);
}

describe('the samples of a window', () => {
  const xs = fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.double({ min: 0, max: 9, noNaN: true })), {
    minLength: 1,
    maxLength: 60,
  });
  const place = fc.oneof(fc.integer({ min: -3, max: 120 }), fc.double({ min: -9, max: 300, noNaN: true }));

  test('are those between its ends', () => {
    fc.assert(
      fc.property(xs, place, place, fc.boolean(), fc.boolean(), (steps, a, b, byIndex, follows) => {
        const ring = new Ring(40);
        const xs = steps.map((_, i) => steps.slice(0, i + 1).reduce((sum, step) => sum + step));
        append(ring, xs.length, (i) => [xs[i], i]);
        const held = Array.from({ length: ring.n }, (_, i) => ring.start + i);
        const at = (index: number) => (byIndex ? index : ring.x.at(index));
        const newest = at(ring.end - 1);
        const window: XWindow = follows
          ? { kind: 'last', length: Math.abs(a) }
          : { kind: 'between', from: Math.min(a, b), to: Math.max(a, b) };
        const [from, to] = window.kind === 'last' ? [newest - window.length, newest] : [window.from, window.to];
        const { interval, samples } = partOf(window, ring, byIndex)!;
        expect(interval).toEqual([from, to]);
        expect(held.slice(samples[0] - ring.start, samples[1] - ring.start)).toEqual(
          held.filter((index) => at(index) >= from && at(index) <= to),
        );
      }),
    );
  });

  test('are all of the ring’s where x is in no order, and there is no end to follow where there are none', () => {
    const ring = new Ring(8);
    expect(partOf({ kind: 'last', length: 1 }, ring, false)).toBeNull();
    append(ring, 5, (i) => [[3, 1, 2, 9, 4][i], i]);
    expect(partOf({ kind: 'last', length: 1 }, ring, false)).toMatchObject({ interval: [8, 9], samples: [0, 5] });
  });
});

interface Inside {
  cells: Cells;
  pen: Pen;
  raster: Raster;
}

const insideOf = (picture: PixelPicture) => picture as unknown as Inside;

describe('what is painted of a window', () => {
  test('of a cloud is the same, moved on or painted at once, whatever comes in from both sides', () => {
    const options = resolveOptions(
      { kind: 'scatter', width: 120, height: 60, axes: false, maxPoints: 20_000, yMin: 0, yMax: 1 },
      'test',
    );
    const ring = new Ring(20_000);
    const chance = chanceOf(5);
    append(ring, 30_000, (i) => [i, chance()]);
    const kept = new PixelPicture(new Viewport());
    let inks = 0;
    // To the right, back, and on while samples arrive and are evicted.
    for (const [from, arriving] of [
      ...Array.from({ length: 8 }, (_, k) => [12_000 + 450 * k, 0]),
      ...Array.from({ length: 4 }, (_, k) => [15_000 - 300 * k, 0]),
      ...Array.from({ length: 8 }, (_, k) => [14_000 + 300 * k, 300]),
    ]) {
      append(ring, arriving, (i) => [i, chance()]);
      const window: XWindow = { kind: 'between', from, to: from + 6000 };
      const { shown } = kept.paint(ring, options, 2, window);
      const fresh = new PixelPicture(Object.assign(new Viewport(), { between: () => shown }));
      fresh.paint(ring, options, 2, window);
      expect(insideOf(kept).raster.pixels).toEqual(insideOf(fresh).raster.pixels);
      inks += insideOf(kept).raster.pixels.some((pixel) => pixel !== 0) ? 1 : 0;
    }
    expect(inks).toBe(20);
  });

  test('ends at the plot’s sides, however far the line goes on, and keeps y while nothing but evictions happen', () => {
    const options = resolveOptions(
      { xScale: 'linear', width: 300, height: 120, lineWidth: 20, maxPoints: 1000 },
      'test',
    );
    const ring = new Ring(1000);
    append(ring, 1000, (i) => [i, Math.sin(i / 20) * i]);
    const picture = new PixelPicture(new Viewport());
    const window: XWindow = { kind: 'between', from: 100, to: 400 };
    const { plot, domain } = picture.paint(ring, options, 2, window);
    const { left, width } = (picture as unknown as { area: { left: number; width: number } }).area;
    expect([left, left + width]).toEqual([plot.x * 2, (plot.x + plot.width) * 2]);
    // As high as what is seen needs it.
    expect(domain.y[1]).toBeLessThan(600);
    expect(domain.y[1]).toBeGreaterThan(370);
    append(ring, 280, (i) => [i, 0]);
    expect(picture.paint(ring, options, 2, window).domain.y).toEqual(domain.y);
    expect(picture.paint(ring, options, 2, { kind: 'between', from: 300, to: 310 }).domain.y).not.toEqual(domain.y);
  });

  test('has the room of a plain picture while there is nothing to follow', () => {
    const options = resolveOptions({ xScale: 'linear', width: 300, height: 120, lineWidth: 20 }, 'test');
    const areaIn = (window: XWindow | null) => {
      const picture = new PixelPicture(new Viewport());
      picture.paint(new Ring(10), options, 2, window);
      return (picture as unknown as { area: unknown }).area;
    };
    expect(areaIn({ kind: 'last', length: 5 })).toEqual(areaIn(null));
  });

  test('moves on over the same cells, also among times a millisecond of which is few steps of float64', () => {
    const options = resolveOptions({ xScale: 'time', width: 300, height: 120, maxPoints: 5000 }, 'test');
    const ring = new Ring(5000);
    const zero = Date.UTC(2026, 10, 27);
    append(ring, 5000, (i) => [zero + i / 7, Math.sin(i / 20)]);
    const picture = new PixelPicture(new Viewport());
    const grids = new Set<unknown>();
    let from = zero + 100;
    let to = from + 20.3;
    for (let k = 0; k < 50; k++) {
      grids.add(picture.paint(ring, options, 1, { kind: 'between', from, to }).shown.grid);
      const by = 20.3 / 70;
      [from, to] = [from + by, to + by];
    }
    expect(grids.size).toBe(1);
  });

  test('of bars is whole bars, where the newest are followed', () => {
    const options = resolveOptions({ kind: 'bar', width: 300, height: 120, maxPoints: 24 }, 'test');
    const ring = new Ring(24);
    const picture = new PixelPicture(new Viewport());
    for (const arriving of [20, 3, 8]) {
      append(ring, arriving, (i) => [i, 1 + (i % 5)]);
      const { domain } = picture.paint(ring, options, 1, { kind: 'last', length: 12 });
      // To a column of pixels, by which the view moves.
      const column = (domain.x[1] - domain.x[0]) / 270;
      expect(Math.abs(domain.x[1] - (ring.n - 0.5))).toBeLessThan(2 * column);
      expect(Math.abs(domain.x[0] - (ring.n - 12.5))).toBeLessThan(2 * column);
    }
  });

  test('of ten million samples is exact, from all of them down to ten, and from one end to the other', () => {
    const n = 10_000_000;
    const chance = chanceOf(11);
    const ys = new Float64Array(n);
    for (let i = 0, y = 0; i < n; i++) ys[i] = y += chance() - 0.5 + (chance() < 1e-5 ? 400 * (chance() - 0.5) : 0);
    const ring = new Ring(n);
    for (let from = 0; from < n; from += 100_000) append(ring, 100_000, (i) => [i, ys[i]]);
    const options = resolveOptions({ width: 900, height: 420, xScale: 'linear', maxPoints: n }, 'test');
    const picture = new PixelPicture(new Viewport());
    let compared = 0;

    /** Each column holds all that surely lies in it, and nothing that surely lies beyond: edges are true to a third of a cell. */
    function check(window: XWindow): void {
      const { shown, plot } = picture.paint(ring, options, 1, window);
      const { cells, pen } = insideOf(picture);
      const { origin, step } = shown.grid;
      for (let column = 1; column < plot.width - 1; column++) {
        const first = Math.ceil(shown.first / pen.fineness) * pen.fineness + column * pen.fineness;
        let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
        for (let cell = first; cell < first + pen.fineness; cell++) {
          low = Math.min(low, cells.low[cell & cells.mask]);
          high = Math.max(high, cells.high[cell & cells.mask]);
        }
        const [left, right] = [origin + first * step, origin + (first + pen.fineness) * step];
        const near = step / 3;
        const [least, most] = between(left + near, right - near);
        const [atLeast, atMost] = between(left - near, right + near);
        if (!(low <= least && high >= most && low >= atLeast - 1e-9 && high <= atMost + 1e-9)) {
          expect({ window, column, low, high }).toEqual({
            window,
            column,
            low: [atLeast, least],
            high: [most, atMost],
          });
        }
        compared++;
      }
    }

    /** What the line spans from one place to another. */
    function between(from: number, to: number): [least: number, most: number] {
      const heightAt = (x: number) => {
        const before = Math.min(n - 2, Math.max(0, Math.floor(x)));
        return ys[before] + (ys[before + 1] - ys[before]) * (x - before);
      };
      let [least, most] = [from, to].map(heightAt).sort((a, b) => a - b);
      for (let i = Math.max(0, Math.ceil(from)); i <= Math.min(n - 1, to); i++) {
        if (ys[i] < least) least = ys[i];
        if (ys[i] > most) most = ys[i];
      }
      return [least, most];
    }

    const middle = 3_141_592.6;
    for (let length = n - 1; length > 10; length /= 2) {
      const from = Math.min(Math.max(0, middle - length / 2), n - 1 - length);
      check({ kind: 'between', from, to: from + length });
    }
    check({ kind: 'between', from: middle, to: middle + 10 });
    const length = 40_000;
    for (let k = 0; k <= 200; k++) {
      const from = ((n - 1 - length) * k) / 200;
      check({ kind: 'between', from, to: from + length });
    }
    expect(compared).toBeGreaterThan(220 * 800);
  });
});
