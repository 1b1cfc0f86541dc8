/** What of y an axis shows by its data: all, all but outliers, and what a mounted view holds on to. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyBatch } from '../worker/batch.js';
import { Cells } from '../worker/cells.js';
import { shapeOf } from '../worker/layers.js';
import { type ChartOptionsInput, resolveOptions, type YScaleName } from '../worker/options.js';
import { PixelPicture } from '../worker/paint-pixels.js';
import { Ring } from '../worker/ring.js';
import { type Interval, position } from '../worker/scales.js';
import { columnNamesOf, type SeriesInput, type SeriesKind, weightsOf } from '../worker/series-options.js';
import { Viewport } from '../worker/viewport.js';
import { partOf } from '../worker/x-window.js';
import { extentsOf } from '../worker/y-extents.js';
import { Y_SCALES } from '../worker/y-scales.js';
import { chanceOf } from './chance.js';

/** Of several series, each a list. */
function appendAll(ring: Ring, columns: number[][]): void {
  const count = columns[0].length;
  const batch = emptyBatch(count, columns.length);
  columns.forEach((ys, k) => {
    ys.forEach((y, i) => {
      batch.x[i] = ring.end + i;
      batch.y[k * count + i] = y;
    });
  });
  batch.end = count;
  ring.append(batch, true);
}

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
      // All but a few of what is not far out.
      const most = (values: number[]) => values.filter((y) => y < low || y > high).length / n;
      expect(most(ys)).toBeLessThan(n > 4096 ? 1e-4 : 0.05);
      expect(low).toBeGreaterThan(-2.5);
      expect(high).toBeLessThan(2.5);
    }
  });

  test('ends with the last values within Tukey’s outer fences, of all samples where there are few', () => {
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
        const within = laidOut.filter((y) => y >= q1 - 3 * (q3 - q1) && y <= q3 + 3 * (q3 - q1));
        const nothingOut = [within[0] === laidOut[0], within.at(-1) === laidOut.at(-1)];
        expect(low).toBe(nothingOut[0] ? all[0] : invert(within[0]));
        expect(high).toBe(nothingOut[1] ? all[1] : invert(within.at(-1)!));
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
    expect(extentOf(hit, { yDomain: 'robust' })[1]).toBeLessThan(3);
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
              if (yDomain !== 'grow') former = null;
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
            } else if (frame.length > 18) chosen = [low, high];
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

  /** What a picture that knows nothing of before shows. */
  const anew = (ring: Ring, given: ChartOptionsInput) => new PixelPicture().paint(ring, optionsOf(given), 1).domain.y;

  test('is that of a fresh picture once there is something, whatever stood there before', () => {
    for (const given of [{}, { yScale: 'log' }, { yScale: 'symlog' }, { kind: 'scatter' }, { yMin: 0 }] as const) {
      for (const before of [[], [Number.NaN, Number.NaN]]) {
        const ring = new Ring(50);
        const picture = new PixelPicture(new Viewport());
        append(ring, before);
        picture.paint(ring, optionsOf(given), 1);
        append(ring, [0.4, 0.41]);
        expect(picture.paint(ring, optionsOf(given), 1).domain.y).toEqual(anew(ring, given));
        ring.clear();
        picture.paint(ring, optionsOf(given), 1);
        append(ring, [3.1, 3.2]);
        expect(picture.paint(ring, optionsOf(given), 1).domain.y).toEqual(anew(ring, given));
      }
    }
  });

  test('keeps what it leaves free: for a legend in it, and for pens', () => {
    const series = [{ name: 'a' }, { name: 'b' }];
    for (const given of [
      { series, legend: 'inside', width: 400, height: 200 },
      { axes: false, lineWidth: 20 },
      { axes: false, kind: 'scatter' },
      { axes: false, lineWidth: 9, yScale: 'symlog' },
    ] as const) {
      const options = optionsOf(given);
      const ring = new Ring(50, undefined, columnNamesOf(options));
      const picture = new PixelPicture(new Viewport());
      for (let top = 8; top < 30; top += 0.37) {
        const batch = emptyBatch(2, ring.series.length);
        batch.y.set(ring.series.flatMap(() => [0, top]));
        batch.end = 2;
        ring.append(batch, true);
        const { projections, plot, legend, series: looks } = picture.paint(ring, options, 1);
        const highest = position(projections[0].y, top);
        const free = legend.length > 0 ? legend[0].y + 4 - plot.y : looks[0].pen / 2;
        expect(highest - plot.y).toBeGreaterThanOrEqual(free - 0.01);
      }
    }
  });

  test('that grows does not forget over gaps, nor with another capacity', () => {
    const picture = new PixelPicture(new Viewport());
    const paint = (ring: Ring) => picture.paint(ring, optionsOf({ yDomain: 'grow' }), 1).domain.y;
    const ring = new Ring(2);
    append(ring, [0, 100]);
    paint(ring);
    append(ring, [Number.NaN, Number.NaN]);
    expect(paint(ring)).toEqual([0, 100]);
    append(ring, [1, 2]);
    expect(paint(ring)).toEqual([0, 100]);
    expect(paint(ring.reshaped(5))).toEqual([0, 100]);
  });

  test('is held where data lie beyond an end that is given, too', () => {
    const options = optionsOf({ yMax: 100 });
    const ring = new Ring(300);
    const picture = new PixelPicture(new Viewport());
    const stills = new Set<unknown>();
    const chance = chanceOf(3);
    for (let i = 0; i < 200; i++) {
      append(ring, [130 * chance(), 0]);
      stills.add(picture.paint(ring, options, 1).still);
    }
    expect(stills.size).toBeLessThan(6);
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

const madeOf = (given: ChartOptionsInput) => {
  const options = optionsOf(given);
  return { options, ring: new Ring(options.maxPoints, undefined, columnNamesOf(options), weightsOf(options)) };
};

describe('a part of x', () => {
  const count = (n: number, y: (i: number) => number) => Array.from({ length: n }, (_, i) => y(i));
  const between = (from: number, to: number) => ({ kind: 'between', from, to }) as const;

  test('of which nothing is drawn is empty, whatever the axis is told', () => {
    for (const yDomain of ['auto', 'grow', 'robust'] as const) {
      const { options, ring } = madeOf({ yDomain, series: [{ name: 'a', kind: 'none' }] });
      appendAll(ring, [count(50, (i) => 3 + i)]);
      for (const window of [null, between(3, 9)]) {
        const { domain, note } = new PixelPicture(new Viewport()).paint(ring, options, 1, window);
        expect([domain.y, note?.text]).toEqual([[0, 1], 'No data']);
      }
    }
  });

  test('through which lines go is not empty, also where both ends of y are given', () => {
    for (const kind of ['line', 'step', 'area'] as const) {
      const { options, ring } = madeOf({ kind, yMin: 0, yMax: 100 });
      appendAll(ring, [count(50, (i) => i)]);
      const noteIn = (from: number, to: number) =>
        new PixelPicture(new Viewport()).paint(ring, options, 1, between(from, to)).note?.text;
      expect([noteIn(10.2, 10.7), noteIn(-9, -1), noteIn(49.5, 60)]).toEqual([undefined, 'No data', 'No data']);
    }
  });

  const extentIn = (given: ChartOptionsInput, columns: number[][], from: number, to: number, beyond = 0) => {
    const { options, ring } = madeOf(given);
    appendAll(ring, columns);
    return extentsOf(ring, options, partOf(between(from, to), ring, false, beyond)).left;
  };

  test('begins and ends lines where they are straight: along the scale', () => {
    const [low, high] = extentIn({ yScale: 'log' }, [[1, 10_000]], 0.25, 0.5);
    expect([low, high].map((y) => Math.round(y * 1e6) / 1e6)).toEqual([10, 100]);
    const symmetric = extentIn({ yScale: 'symlog' }, [[-100, 100]], 0.5, 0.75);
    expect(symmetric.map((y) => Math.round(y * 1e6) / 1e6 + 0)).toEqual([0, Math.round((101 ** 0.5 - 1) * 1e6) / 1e6]);
    // Beside what it can't show a line falls as good as straight down.
    expect(extentIn({ yScale: 'log' }, [[-50, 20, 30, 0]], 0.1, 2.9)).toEqual([20, 30]);
    expect(extentIn({ yScale: 'log', kind: 'step' }, [[-50, 20, 30, 0]], 0.1, 2.9)).toEqual([20, 30]);
    expect(extentIn({ yScale: 'log', kind: 'step' }, [[-50, 20, 30, 0]], 2.1, 2.9)).toEqual([30, 30]);
  });

  test('of a robust axis has no place for what lies just outside', () => {
    const { options, ring } = madeOf({ yDomain: 'robust' });
    appendAll(ring, [count(500, (i) => (i === 100 ? 1e6 : Math.sin(i)))]);
    for (const from of [99.5, 100.2, 101]) {
      const { domain } = new PixelPicture(new Viewport()).paint(ring, options, 1, between(from, 200));
      expect(domain.y).toEqual([-1, 1]);
    }
    // Where it is no further out than others are, it has.
    expect(extentIn({ yDomain: 'robust' }, [count(50, (i) => (i === 10 ? 2 : i % 2))], 10.1, 40)[1]).toBeCloseTo(1.9);
  });

  test('holds all that cells and bars show there', () => {
    const looks = fc.array(
      fc.record({
        kind: fc.constantFrom<SeriesKind>('line', 'step', 'area', 'bar', 'scatter', 'band', 'none'),
        smoothing: fc.constantFrom(0, 0, 0.6, 0.95),
      }),
      { minLength: 2, maxLength: 3 },
    );
    const shape = {
      looks,
      yScale: fc.constantFrom<YScaleName>('linear', 'log', 'symlog'),
      seed: fc.integer(),
      n: fc.integer({ min: 2, max: 60 }),
      at: fc.double({ min: -0.1, max: 1.1, noNaN: true }),
      length: fc.constantFrom(0.01, 0.3, 1.5, 20),
    };
    let [cellsSeen, barsSeen, tight] = [0, 0, 0];
    fc.assert(
      fc.property(fc.record(shape), ({ looks, yScale, seed, n, at, length }) => {
        const chance = chanceOf(seed);
        const series = looks.map(({ kind, smoothing }, k): SeriesInput => {
          const band = kind === 'band' && { low: `s${(k + 1) % looks.length}` };
          return { name: `s${k}`, kind, ...(kind !== 'band' && { smoothing }), ...band };
        });
        const { options, ring } = madeOf({ series, yScale });
        const height = () => (yScale === 'log' ? 10 ** (6 * chance() - 3) : 10 * (chance() - 0.5) ** 3);
        appendAll(
          ring,
          series.map(() => count(n, () => (chance() < 0.05 ? Number.NaN : height()))),
        );
        // No sample lies on an edge.
        const from = Math.floor(at * n * 7) / 7 + 0.0123;
        const part = partOf(between(from, from + length), ring, false, 0.5)!;
        const [low, high] = extentsOf(ring, options, part).left;
        const { transform } = Y_SCALES[yScale];
        const [bottom, top] = [low, high].map((y) => (transform ? transform(y) : y));
        const hair = 1e-9 * (1 + Math.abs(bottom) + Math.abs(top));
        let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
        const see = (a: number, b: number) => {
          if (a > b) return;
          expect([a >= bottom - hair, b <= top + hair]).toEqual([true, true]);
          least = Math.min(least, a);
          most = Math.max(most, b);
        };
        const grid = { byIndex: false, origin: from, step: length / 100 };
        options.series.forEach(({ kind, low, smoothing }, k) => {
          if (kind === 'none') return;
          const lines = kind === 'bar' || kind === 'scatter' ? [] : [{ line: ring.series[k], kind }];
          if (smoothing > 0 && kind !== 'band')
            lines.push({ line: ring.smoothed[k]!, kind: kind === 'step' ? 'step' : 'line' });
          if (kind === 'band')
            lines.push({ line: ring.series[options.series.findIndex(({ name }) => name === low)], kind });
          for (const { line, kind } of lines) {
            const cells = new Cells(100, 0);
            cells.update(line, grid, 0, 100, shapeOf(kind, transform));
            for (let cell = 0; cell < 100; cell++) see(cells.low[cell], cells.high[cell]);
            cellsSeen++;
          }
          if (lines.length > 0 && kind !== 'bar' && kind !== 'scatter') return;
          const reach = kind === 'bar' ? 0.4 : 0;
          for (let i = 0; i < n; i++) {
            const y = ring.series[k].y.at(i);
            if (Number.isNaN(y) || i + reach < from || i - reach > from + length) continue;
            see(...([y, y].map((value) => (transform ? transform(value) : value)) as Interval));
            barsSeen++;
          }
        });
        if (looks.some(({ kind }) => kind === 'bar' || kind === 'area') || !(least <= most)) return;
        // And no more than that.
        expect([bottom >= least - hair, top <= most + hair]).toEqual([true, true]);
        tight++;
      }),
      { numRuns: 1500 },
    );
    expect(Math.min(cellsSeen, barsSeen, tight)).toBeGreaterThan(300);
  });
});

describe('y of a part of x that stays', () => {
  const window = { kind: 'between', from: 100, to: 200 } as const;
  const sine = (n: number, size: number) => Array.from({ length: n }, (_, i) => size * Math.sin(i));

  test('is chosen anew where a series is hidden, or shown', () => {
    const { options, ring } = madeOf({ series: [{ name: 'a' }, { name: 'b' }] });
    appendAll(ring, [sine(500, 1), sine(500, 1000)]);
    const hidden = {
      ...options,
      series: options.series.map((one, k) => (k === 1 ? { ...one, kind: 'none' as const } : one)),
    };
    const picture = new PixelPicture(new Viewport());
    const domains = [options, hidden, { ...hidden }, options].map((of) => picture.paint(ring, of, 1, window).domain.y);
    expect(domains).toEqual([
      [-1000, 1000],
      [-1, 1],
      [-1, 1],
      [-1000, 1000],
    ]);
  });

  test('is chosen anew where all samples are others, seen empty in between or not', () => {
    for (const seen of [false, true]) {
      const { options, ring } = madeOf({});
      const picture = new PixelPicture(new Viewport());
      append(ring, sine(500, 1000));
      expect(picture.paint(ring, options, 1, window).domain.y).toEqual([-1000, 1000]);
      ring.clear();
      if (seen) picture.paint(ring, options, 1, window);
      const batch = emptyBatch(500);
      batch.x.set(Array.from({ length: 500 }, (_, i) => i));
      batch.y.set(sine(500, 1));
      batch.end = 500;
      ring.append(batch, true);
      expect(picture.paint(ring, options, 1, window).domain.y).toEqual([-1, 1]);
    }
  });
});
