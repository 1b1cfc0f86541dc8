/** An axis of y whose ends are given: what it shows, and what becomes of what lies beyond. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyBatch } from '../worker/batch.js';
import { clipLine } from '../worker/clip-line.js';
import { type ChartOptionsInput, resolveOptions } from '../worker/options.js';
import { PixelPicture } from '../worker/paint-pixels.js';
import { renderSvg } from '../worker/paint-svg.js';
import { Ring } from '../worker/ring.js';
import { columnNamesOf } from '../worker/series-options.js';
import { FONT_SIZE, textWidth } from '../worker/text.js';
import { alphasOf, ringOf, type Samples } from './painted.js';

const RUNS = { numRuns: 1000 };

const optionsOf = (given: ChartOptionsInput) => resolveOptions({ xScale: 'linear', ...given }, 'test');

describe('the domain', () => {
  const value = fc.oneof(fc.double({ min: -1.7e308, max: 1.7e308, noNaN: true }), fc.integer({ min: -20, max: 20 }));

  test('begins and ends where it was told to, and else holds the data', () => {
    let free = 0;
    fc.assert(
      fc.property(
        fc.record({
          ys: fc.array(value, { maxLength: 6 }),
          yMin: fc.option(value, { nil: Number.NEGATIVE_INFINITY }),
          yMax: fc.option(value, { nil: Number.POSITIVE_INFINITY }),
          axes: fc.boolean(),
          lineWidth: fc.constantFrom(1, 30),
        }),
        ({ ys, yMin, yMax, ...look }) => {
          fc.pre(yMin < yMax);
          const samples = ys.map((y, i): [number, number] => [i, y]);
          const { scene } = renderSvg(ringOf(samples), optionsOf({ ...look, yMin, yMax }));
          const [low, high] = scene.domain.y;
          expect(low).toBeLessThan(high);
          const [begins, ends] = [Number.isFinite(yMin), Number.isFinite(yMax)];
          if (begins) expect(low).toBe(yMin);
          else for (const y of ys) expect(Math.min(y, yMax)).toBeGreaterThanOrEqual(low);
          if (ends) expect(high).toBe(yMax);
          else for (const y of ys) expect(Math.max(y, yMin)).toBeLessThanOrEqual(high);
          if (begins !== ends && ys.length > 0) free++;
          const { plot, labels } = scene;
          for (const { y } of labels.y) {
            expect(y).toBeGreaterThan(plot.y);
            expect(y).toBeLessThan(plot.y + plot.height + 12);
          }
          expect(new Set(labels.y.map(({ text }) => text)).size).toBe(labels.y.length);
        },
      ),
      RUNS,
    );
    expect(free).toBeGreaterThan(100);
  });

  test('has room for the pen at an end that is not given, and a tick there', () => {
    const tall = { axes: false, height: 40, lineWidth: 4 };
    const samples: Samples = [95, 100].map((y, i) => [i, y]);
    const { domain, plot } = renderSvg(ringOf(samples), optionsOf({ ...tall, yMin: 0 })).scene;
    expect(((domain.y[1] - 100) / domain.y[1]) * plot.height).toBeGreaterThanOrEqual(1.99);
    const close: Samples = [97.3, 98.1].map((y, i) => [i, y]);
    const { labels, domain: nice } = renderSvg(ringOf(close), optionsOf({ yMin: 0 })).scene;
    expect(nice.y).toEqual([0, 100]);
    expect(labels.y.at(-1)!.text).toBe('100');
  });

  test('stays while the data move, where both ends are given', () => {
    const options = optionsOf({ yMin: 0, yMax: 10 });
    const picture = new PixelPicture();
    const stills = [1, 5, 50].map(
      (height) =>
        picture.paint(
          ringOf([
            [0, 0],
            [1, height],
          ]),
          options,
          1,
        ).still,
    );
    expect(new Set(stills).size).toBe(1);
  });
});

/** What of a line lies in a band, by its parts: those that cross an edge end there. */
function cut(samples: Samples, low: number, high: number): Samples {
  const parts: Samples = [];
  samples.forEach(([x1, y1], i) => {
    const [x0, y0] = samples[i - 1] ?? [Number.NaN, Number.NaN];
    const edges = y0 < y1 ? [low, high] : [high, low];
    for (const edge of edges) {
      if (!((y0 < edge && edge < y1) || (y1 < edge && edge < y0))) continue;
      const x = x0 + ((edge - y0) / (y1 - y0)) * (x1 - x0);
      const entering = edge === edges[0];
      parts.push(
        ...((entering
          ? [
              [x, Number.NaN],
              [x, edge],
            ]
          : [
              [x, edge],
              [x, Number.NaN],
            ]) as Samples),
      );
    }
    parts.push([x1, y1 >= low && y1 <= high ? y1 : Number.NaN]);
  });
  return parts;
}

const ascending = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: -40, max: 40 }) },
        { weight: 1, arbitrary: fc.constant(Number.NaN) },
      ),
    ),
    { minLength: 2, maxLength: 60 },
  )
  .map((steps): Samples => {
    let x = 0;
    return steps.map(([step, y]) => {
      x += step;
      return [x, y];
    });
  });

describe('a line that leaves the axis', () => {
  test('is painted as the parts of it that lie within', () => {
    let painted = 0;
    fc.assert(
      fc.property(
        fc.record({
          samples: ascending,
          yMin: fc.integer({ min: -30, max: -1 }),
          yMax: fc.integer({ min: 0, max: 30 }),
          lineWidth: fc.constantFrom(1, 1.5, 4),
          ratio: fc.constantFrom(1, 2),
        }),
        ({ samples, yMin, yMax, lineWidth, ratio }) => {
          const look = { axes: false, grid: false, lineWidth, yMin, yMax };
          const parts = cut(samples, yMin, yMax);
          const [a, b] = [samples, parts].map((given) => alphasOf(given, look, ratio));
          // An end that lies between two of the pen's places may be found on either side: a quarter of a pixel.
          const unlike = a.findIndex((alpha, i) => Math.abs(alpha - b[i]) > 70);
          expect([unlike, a[unlike], b[unlike]]).toEqual([-1, undefined, undefined]);
          const off = a.reduce((sum, alpha, i) => sum + Math.abs(alpha - b[i]), 0);
          const ink = a.reduce((sum, alpha) => sum + alpha, 0);
          expect(off).toBeLessThanOrEqual(0.01 * ink + 130);
          if (ink > 0) painted++;
        },
      ),
      RUNS,
    );
    expect(painted).toBeGreaterThan(800);
  });

  test('is cut where it leaves, and goes on where it comes back', () => {
    let within = 0;
    fc.assert(
      fc.property(
        ascending,
        fc.integer({ min: -30, max: -1 }),
        fc.integer({ min: 0, max: 30 }),
        fc.boolean(),
        (samples, top, bottom, stepped) => {
          const corners = samples.flatMap(([x, y], i): Samples => {
            const former = samples[i - 1]?.[1] ?? Number.NaN;
            return stepped && !Number.isNaN(former) && !Number.isNaN(y)
              ? [
                  [x, former],
                  [x, y],
                ]
              : [[x, y]];
          });
          const points = Float64Array.from(samples.flatMap(([x, y]) => (Number.isNaN(y) ? [y, y] : [x, y])));
          const clipped = clipLine(points, [top, bottom], stepped);
          const ways = segmentsOf(
            Array.from({ length: clipped.length / 2 }, (_, i) => [clipped[2 * i], clipped[2 * i + 1]]),
          );
          const beyond = ways.filter(([, y0, , y1]) => Math.min(y0, y1) < top || Math.max(y0, y1) > bottom);
          expect(beyond).toEqual([]);
          // Along each way what lies within is drawn; and nothing is drawn that is no part of a way.
          const given = segmentsOf(corners);
          let furthest = 0;
          for (const [x0, y0, x1, y1] of given) {
            for (let share = 0.05; share < 1; share += 0.1) {
              const [x, y] = [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
              if (y < top + 1e-6 || y > bottom - 1e-6) continue;
              within++;
              furthest = Math.max(furthest, distance(ways, x, y));
            }
          }
          for (const [x0, y0, x1, y1] of ways) {
            furthest = Math.max(furthest, distance(given, (x0 + x1) / 2, (y0 + y1) / 2));
          }
          expect(furthest).toBeLessThan(1e-6);
        },
      ),
      RUNS,
    );
    expect(within).toBeGreaterThan(10_000);
  });

  test('however far it goes, its path is finite', () => {
    const samples: Samples = [0, 1e308, -1e308, 0.5, 1e-300, -5, Number.NaN, 1e300, 0.2].map((y, i) => [i, y]);
    for (const kind of ['line', 'step', 'scatter'] as const) {
      for (const [yMin, yMax] of [
        [0, 1],
        [0, 1e-300],
        [-1e-290, Number.POSITIVE_INFINITY],
      ]) {
        const { svg } = renderSvg(ringOf(samples), optionsOf({ kind, yMin, yMax }));
        expect(svg.replace(/<text.*?<\/text>/g, '')).not.toMatch(/NaN|Infinity|\de/);
        for (const ratio of [1, 2]) {
          const alphas = alphasOf(samples, { axes: false, kind, yMin, yMax }, ratio);
          expect(alphas.some((alpha) => alpha > 0)).toBe(true);
        }
      }
    }
  });
});

type Segment = [x0: number, y0: number, x1: number, y1: number];

/** From each point to the next, where neither lifts the pen. */
const segmentsOf = (points: number[][]): Segment[] =>
  points.slice(1).flatMap(([x, y], i): Segment[] => {
    const [x0, y0] = points[i];
    return Number.isNaN(x + y + x0 + y0) ? [] : [[x0, y0, x, y]];
  });

function distance(segments: Segment[], x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const [x0, y0, x1, y1] of segments) {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1);
    const share = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, Math.hypot(x - x0 - share * dx, y - y0 - share * dy));
  }
  return nearest;
}

describe('a second axis', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const twoOf = (left: number[], right: number[], given: ChartOptionsInput) => {
    const options = optionsOf({
      ...given,
      series: [{ name: 'one' }, { name: 'other', axis: 'right' }],
    });
    const ring = new Ring(100, undefined, columnNamesOf(options));
    const batch = emptyBatch(left.length, 2);
    left.forEach((y, i) => {
      batch.x[i] = i;
      batch.y[i] = y;
      batch.y[left.length + i] = right[i];
    });
    batch.end = left.length;
    ring.append(batch, true);
    return renderSvg(ring, options).scene;
  };
  const alone = (ys: number[], given: ChartOptionsInput) =>
    renderSvg(ringOf(ys.map((y, i) => [i, y])), optionsOf({ ...given, legend: 'hidden' })).scene;

  test('shows what an axis alone would, on the right, with labels that stay in the picture', () => {
    let labelled = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 8 }),
        fc.constantFrom('', 'Rate'),
        fc.integer({ min: 160, max: 900 }),
        (ys, title, width) => {
          const [left, right] = [0, 1].map((k) => ys.map((pair) => pair[k]));
          const size = { width, height: 300, legend: 'hidden' as const };
          const scene = twoOf(left, right, { ...size, yFormat: '{~s}', y2Format: '{~s}V', y2Title: title });
          expect(scene.domain.y).toEqual(alone(left, size).domain.y);
          expect(scene.domain.y2).toEqual(alone(right, { ...size, yFormat: '{~s}V' }).domain.y);
          const edge = scene.plot.x + scene.plot.width;
          for (const { x, text, anchor } of scene.labels.y) {
            if (anchor === 'end') expect(x).toBeLessThan(scene.plot.x);
            else {
              labelled++;
              expect(x).toBeGreaterThan(edge);
              const end = x + textWidth(text, FONT_SIZE);
              expect(end).toBeLessThanOrEqual(title === '' ? width : scene.titles.y[0].x - FONT_SIZE);
            }
          }
          expect(scene.titles.y.every(({ x }) => x > edge && x < width)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    expect(labelled).toBeGreaterThan(1000);
  });

  test('has a scale, a format and ends of its own', () => {
    const given = { yMin: 0, yMax: 4, y2Scale: 'log', y2Min: 0.001, y2Max: 10, y2Format: '{~g} s' } as const;
    const { domain, labels, grid } = twoOf([1, 2, 3], [0.5, 0.02, 3], given);
    expect(domain).toMatchObject({ y: [0, 4], y2: [0.001, 10] });
    expect(labels.y.filter(({ anchor }) => anchor === 'start').map(({ text }) => text)).toContain('0.1 s');
    // The rules are the first one's.
    expect(grid.y.length).toBe(labels.y.filter(({ anchor }) => anchor === 'end').length);
  });

  test('is the only one where nothing belongs to the left', () => {
    const options = optionsOf({ y2Max: 9, series: [{ name: 'one', axis: 'right' }] });
    const ring = new Ring(4, undefined, ['one']);
    ring.append({ ...emptyBatch(2), x: Float64Array.of(0, 1), y: Float64Array.of(3, 5), end: 2 }, true);
    const { domain, labels, plot } = renderSvg(ring, options).scene;
    expect(domain.y[1]).toBe(9);
    expect(domain.y2).toBeUndefined();
    expect(labels.y.every(({ anchor }) => anchor === 'start')).toBe(true);
    expect(plot.x).toBe(16);
  });
});
