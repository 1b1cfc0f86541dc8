/** What a picture answers: against plain lists of all samples, while they arrive and leave between picture and question. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyBatch, writeLabel } from '../worker/batch.js';
import { exactNumber, exactX } from '../worker/exact-text.js';
import { type Inspectable, inspect } from '../worker/inspection.js';
import type { Hit, Inspected, Inspection } from '../worker/inspection-types.js';
import { type ChartOptions, type ChartOptionsInput, resolveOptions, type YScaleName } from '../worker/options.js';
import { Ring } from '../worker/ring.js';
import { type Interval, position, valueAt } from '../worker/scales.js';
import { buildScene } from '../worker/scene.js';
import { columnNamesOf, type SeriesKind } from '../worker/series-options.js';
import { Viewport } from '../worker/viewport.js';
import type { XWindow } from '../worker/x-window.js';
import { below, type Chance, chanceOf } from './chance.js';

const RUNS = { numRuns: 500 };
const LAYOUT = { resolution: 10, shift: 0, stride: 1 };
/** A view that moves by a CSS px at a time. */
const COLUMNS = { ...LAYOUT, stride: 10 };
const NOTHING: Inspection = {
  ...{ cursor: null, pins: [], newest: false, summary: false, rows: null, box: null, look: 1 },
};

interface Sample {
  index: number;
  x: number | string;
  /** As the scale has it. */
  at: number;
  ys: number[];
}

/** A stream, a picture of what it was some time ago, and all samples that it holds by now. */
class Case {
  readonly ring: Ring;
  readonly options: ChartOptions;
  readonly hidden: string[];
  samples: Sample[] = [];
  of!: Inspectable;
  private lastX = 0;
  private readonly viewport = new Viewport();

  constructor(input: ChartOptionsInput, hidden: string[] = []) {
    this.options = resolveOptions({ width: 400, height: 260, ...input }, 'test');
    this.hidden = hidden;
    this.ring = new Ring(this.options.maxPoints, undefined, columnNamesOf(this.options));
    this.paint();
  }

  get byIndex() {
    return this.options.xScale === 'category';
  }

  append(count: number, chance: Chance, { back = 0, gaps = 0.1, coarse = true } = {}): void {
    const { ring, byIndex } = this;
    const width = this.options.series.length;
    const batch = emptyBatch(count, width);
    for (let i = 0; i < count; i++) {
      if (chance() < back) this.lastX -= 20 * chance();
      else this.lastX += coarse ? below(chance, 3) : chance();
      batch.x[i] = this.lastX;
      if (byIndex && chance() < 0.5) writeLabel(batch, i, `label ${i}`);
      for (let k = 0; k < width; k++) {
        batch.y[k * count + i] = chance() < gaps ? Number.NaN : (coarse ? below(chance, 9) : 9 * chance()) - 3;
      }
      this.samples.push({
        index: ring.end + i,
        x: batch.labels?.[i] === undefined ? batch.x[i] : String(batch.labels[i]),
        at: byIndex ? ring.end + i : batch.x[i],
        ys: Array.from({ length: width }, (_, k) => batch.y[k * count + i]),
      });
    }
    batch.end = count;
    ring.append(batch, !byIndex);
    this.samples = this.samples.slice(-ring.capacity);
  }

  clear(): void {
    this.ring.clear();
    this.samples = [];
  }

  /** As a view does: what is hidden is of kind 'none' there. */
  paint(xWindow: XWindow | null = null): void {
    const { ring, options, hidden } = this;
    const series = options.series.map((one) => (hidden.includes(one.name) ? { ...one, kind: 'none' as const } : one));
    const { viewport } = this;
    const scene = buildScene({
      ...{ ring, options: { ...options, series }, layout: xWindow ? COLUMNS : LAYOUT },
      ...(xWindow && { viewport, xWindow }),
    });
    this.of = { ring, scene, options, hidden, look: 1, choice: 7 };
  }

  ask(inspection: Partial<Inspection>): Inspected {
    return inspect(this.of, { ...NOTHING, ...inspection });
  }

  /** Indices of the series that are shown. */
  get shown(): number[] {
    return this.options.series.flatMap(({ kind, name }, k) => (kind === 'none' || this.hidden.includes(name) ? [] : k));
  }

  finite(k: number): Sample[] {
    return this.samples.filter(({ ys }) => !Number.isNaN(ys[k]));
  }

  /** What is said of a sample. */
  hit(k: number, { index, x, at, ys }: Sample): Hit {
    const { scene, options } = this.of;
    const side = options.series[k].axis;
    const projection = scene.projections[Math.max(0, scene.sides.indexOf(side))];
    return {
      ...{ series: k, index, x, at, y: ys[k] },
      left: position(projection.x, at - scene.start),
      top: position(projection.y, ys[k]),
      xText: exactX(x, options),
      yText: this.text(k, ys[k]),
    };
  }

  text(k: number, y: number): string {
    const { series, yFormat, y2Format, locale } = this.options;
    return Number.isNaN(y) ? '' : exactNumber(y, series[k].axis === 'left' ? yFormat : y2Format, locale);
  }
}

/** The sample of least distance, of several the newest. */
function leastOf(samples: Sample[], distanceOf: (sample: Sample) => number): Sample | null {
  let found: Sample | null = null;
  for (const sample of samples) if (!found || distanceOf(sample) <= distanceOf(found)) found = sample;
  return found;
}

const KINDS = fc.constantFrom<SeriesKind>('line', 'line', 'step', 'area', 'bar', 'scatter', 'scatter', 'band', 'none');
const yScale = fc.constantFrom<YScaleName>('linear', 'linear', 'log', 'symlog');
const anyCase = fc
  .record({
    kinds: fc.array(fc.record({ kind: KINDS, axis: fc.constantFrom('left', 'right'), hidden: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    }),
    options: fc.record({
      xScale: fc.constantFrom('category', 'linear', 'time'),
      maxPoints: fc.integer({ min: 1, max: 150 }),
      ...{ yScale, y2Scale: yScale },
      yFormat: fc.constantFrom('', '{.1f} °C'),
      xFormat: fc.constantFrom('', '{,.2f}'),
      locale: fc.constantFrom('', '', 'de-DE'),
    }),
  })
  .map(({ kinds, options }) => {
    const series = kinds.map(({ kind, axis }, k) => {
      const band = kind === 'band' && kinds.length > 1;
      const own = kind === 'band' && !band ? 'line' : kind;
      return { name: `s${k}`, kind: own, axis, ...(band && { low: `s${k === 0 ? 1 : 0}` }) };
    });
    const hidden = kinds.flatMap(({ hidden }, k) => (hidden && k % 2 === 1 ? `s${k}` : []));
    return { options: { ...options, series } as ChartOptionsInput, hidden };
  });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ append: fc.integer({ min: 0, max: 90 }), seed: fc.integer() }) },
  { weight: 3, arbitrary: fc.constant({ paint: true } as const) },
  { weight: 1, arbitrary: fc.constant({ clear: true } as const) },
);
const steps = fc.array(step, { minLength: 1, maxLength: 9 });
const back = fc.constantFrom(0, 0, 0, 0.1);

/** Asks after each step of random streams and pictures. */
function through(look: (given: Case, chance: Chance) => void): void {
  fc.assert(
    fc.property(anyCase, steps, back, fc.boolean(), ({ options, hidden }, steps, back, coarse) => {
      const given = new Case(options, hidden);
      let seed = 0;
      for (const one of steps) {
        if ('clear' in one) given.clear();
        else if ('paint' in one) given.paint();
        else given.append(one.append, chanceOf(one.seed), { back, coarse });
        if (seed++ === 0) given.paint();
        look(given, chanceOf(seed));
      }
    }),
    RUNS,
  );
}

describe('the samples under a cursor', () => {
  test('of x are those of each series that are nearest to it', () => {
    let asked = 0;
    through((given, chance) => {
      for (let i = 0; i < 4; i++) {
        const some = given.samples[below(chance, given.samples.length)]?.at ?? 0;
        const x = some + (i % 2) * 20 * (chance() - 0.5);
        const { hits, nearest } = given.ask({ cursor: { kind: 'x', x } });
        const empty = given.of.scene.n === 0;
        const expected = given.shown.flatMap((k) => {
          const found = empty ? null : leastOf(given.finite(k), ({ at }) => Math.abs(at - x));
          return found ? given.hit(k, found) : [];
        });
        expect(hits).toEqual(expected);
        const distances = expected.map(({ at }) => Math.abs(at - x));
        expect(nearest).toBe(distances.indexOf(Math.min(...distances)));
        asked += hits.length;
      }
      for (const x of [Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(given.ask({ cursor: { kind: 'x', x } })).toMatchObject({ hits: [], nearest: -1 });
      }
    });
    expect(asked).toBeGreaterThan(3000);
  });

  test('of a point are the nearest along x, but of dots those nearest to it', () => {
    let asked = 0;
    through((given, chance) => {
      const { scene } = given.of;
      for (let i = 0; i < 4; i++) {
        const [left, top] = [440 * chance() - 20, 300 * chance() - 20];
        const { hits, nearest } = given.ask({ cursor: { kind: 'point', left, top } });
        if (scene.n === 0) {
          expect([hits, nearest]).toEqual([[], -1]);
          continue;
        }
        const found = new Map(hits.map((hit) => [hit.series, hit]));
        for (const k of given.shown) {
          const hit = found.get(k);
          const isDot = given.options.series[k].kind === 'scatter';
          const { drawn } = scene.projections[Math.max(0, scene.sides.indexOf(given.options.series[k].axis))];
          const all = given.finite(k);
          const seen = isDot ? all.filter(({ ys }) => ys[k] >= drawn[0] && ys[k] <= drawn[1]) : all;
          expect(hit !== undefined).toBe(seen.length > 0);
          if (!hit) continue;
          const own = seen.find(({ index }) => index === hit.index);
          expect(own && hit).toEqual(own && given.hit(k, own));
          const distanceOf = (sample: Sample) => {
            const place = given.hit(k, sample);
            return isDot ? Math.hypot(place.left - left, place.top - top) : Math.abs(place.left - left);
          };
          const least = Math.min(...seen.map(distanceOf));
          // Back from a place to x the last bits are lost.
          expect(distanceOf(own!)).toBeLessThanOrEqual(least + 1e-6);
          const newest = seen.filter(({ at, ys }) => at === own!.at && (!isDot || ys[k] === own!.ys[k])).at(-1)!;
          expect(hit.index).toBe(newest.index);
          asked++;
        }
        expect(found.size).toBe(given.shown.filter((k) => found.has(k)).length);
        const distances = hits.map((hit) => Math.hypot(hit.left - left, hit.top - top));
        expect(nearest).toBe(distances.indexOf(Math.min(...distances)));
      }
    });
    expect(asked).toBeGreaterThan(3000);
  });

  test('of one that walks are its own, and those nearest to that', () => {
    let asked = 0;
    through((given, chance) => {
      for (let i = 0; i < 4; i++) {
        const series = below(chance, given.options.series.length + 1);
        const index = given.ring.start - 3 + below(chance, given.ring.n + 6);
        const step = below(chance, 7) - 3;
        const { hits, nearest } = given.ask({ cursor: { kind: 'sample', sample: { series, index }, step } });
        const finite = given.finite(series).filter(({ ys }) => ys.length > series);
        if (given.of.scene.n === 0 || finite.length === 0) {
          expect([hits, nearest]).toEqual([[], -1]);
          continue;
        }
        const within = Math.min(Math.max(index, given.ring.start), given.ring.end - 1);
        const next = finite.findIndex((sample) => sample.index >= within);
        const place = (next < 0 ? finite.length - 1 : next) + step;
        const own = finite[Math.min(Math.max(place, 0), finite.length - 1)];
        const expected = given.shown.flatMap((k) => {
          const found = k === series ? own : leastOf(given.finite(k), ({ at }) => Math.abs(at - own.at));
          return found ? given.hit(k, found) : [];
        });
        expect(hits).toEqual(expected);
        const distances = expected.map((hit) => (hit.series === series ? -1 : Math.abs(hit.at - own.at)));
        expect(nearest).toBe(distances.indexOf(Math.min(...distances)));
        asked += hits.length;
      }
    });
    expect(asked).toBeGreaterThan(3000);
  });

  test('lie where the picture shows them, also when others have come since', () => {
    const given = new Case({ xScale: 'linear', maxPoints: 8, axes: false });
    given.append(8, chanceOf(1), { gaps: 0, coarse: false });
    given.paint();
    const [min, max] = given.of.scene.domain.x;
    const before = given.samples[6];
    const place = () => given.ask({ pins: [{ series: 0, index: before.index }] }).pins[0];
    expect(place()?.left).toBeCloseTo(((before.at - min) / (max - min)) * 400, 9);
    const former = place();
    given.append(3, chanceOf(2), { gaps: 0 });
    expect(place()).toEqual(former);
    given.append(5, chanceOf(3), { gaps: 0 });
    expect(place()).toBeNull();
  });
});

test('pins are where they were put until they leave, and the newest are known of each series', () => {
  let gone = 0;
  through((given, chance) => {
    const { start, n } = given.ring;
    const width = given.options.series.length;
    const ids = Array.from({ length: 6 }, () => ({
      series: below(chance, width),
      index: start - 3 + below(chance, n + 6),
    }));
    const { pins, newest } = given.ask({ pins: ids, newest: true });
    const expected = ids.map(({ series, index }) => {
      const sample = given.finite(series).find((one) => one.index === index);
      if (!sample) gone++;
      return sample ? given.hit(series, sample) : null;
    });
    expect(pins).toEqual(expected);
    expect(newest).toEqual(
      given.options.series.map((_, k) => {
        const sample = given.finite(k).at(-1);
        // With as many digits as the axis is worth.
        return sample ? { ...given.hit(k, sample), yText: expect.any(String) } : null;
      }),
    );
    const odd = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e300];
    const strangers = odd.flatMap((index) => [
      { series: 0, index: start + index },
      { series: index, index: start },
    ]);
    expect(given.ask({ pins: strangers }).pins).toEqual(strangers.map(() => null));
  });
  expect(gone).toBeGreaterThan(500);
});

test('with every answer comes what the picture shows, and what the ring holds by now', () => {
  through((given) => {
    const { ring, byIndex, samples } = given;
    const { scene } = given.of;
    const ats = samples.map(({ at }) => at);
    const { pane } = given.ask({});
    expect(pane).toEqual({
      ...{
        n: samples.length,
        start: ring.start,
        end: ring.end,
        plot: scene.plot,
        legendRoom: 0,
        choice: 7,
        category: byIndex,
      },
      x: scene.domain.x.map((x) => x + scene.start),
      y: scene.sides.map((side, k) => ({ side, domain: k === 0 ? scene.domain.y : scene.domain.y2 })),
      // Bars take half of what lies between them on both sides.
      held: samples.length > 0 ? [Math.min(...ats) - scene.beyond, Math.max(...ats) + scene.beyond] : null,
    });
  });
});

describe('what a picture shows', () => {
  const shownOf = (given: Case) => {
    const { pane } = given.ask({});
    return given.samples.filter(({ at }) => at >= pane.x[0] && at <= pane.x[1]);
  };

  test('is summed up', () => {
    let some = 0;
    through((given) => {
      const seen = shownOf(given);
      const { summary } = given.ask({ summary: true });
      const xText = (sample?: Sample) => (sample ? exactX(sample.x, given.options) : '');
      expect(summary).toEqual({
        n: seen.length,
        from: xText(seen[0]),
        to: xText(seen.at(-1)),
        series: given.shown.map((k) => {
          const ys = seen.map(({ ys }) => ys[k]).filter((y) => !Number.isNaN(y));
          if (ys.length === 0) return { name: `s${k}`, newest: '', least: '', most: '' };
          const [newest, least, most] = [ys.at(-1)!, Math.min(...ys), Math.max(...ys)].map((y) => given.text(k, y));
          return { name: `s${k}`, newest, least, most };
        }),
      });
      if (seen.length > 0 && seen.length < given.samples.length) some++;
    });
    expect(some).toBeGreaterThan(100);
  });

  test('is told in rows', () => {
    through((given, chance) => {
      const { start, end, n, ascending } = given.ring;
      const seen = given.byIndex || ascending ? shownOf(given) : given.samples;
      const first = chance() < 0.3 ? null : start - 3 + below(chance, n + 6);
      const count = below(chance, 12) - 1;
      const rows = given.ask({ rows: { first, count } }).rows!;
      expect(rows.names).toEqual(given.shown.map((k) => `s${k}`));
      expect(rows.start).toBeGreaterThanOrEqual(start);
      expect(rows.end).toBeLessThanOrEqual(end);
      expect(rows.end - rows.start).toBe(seen.length);
      if (seen.length === 0) {
        expect(rows.rows).toEqual([]);
        return;
      }
      expect(rows.start).toBe(seen[0].index);
      const from = Math.min(Math.max(first ?? rows.start, rows.start), rows.end - 1);
      expect(rows.first).toBe(from);
      const told = seen.slice(from - rows.start, from - rows.start + Math.max(0, count));
      expect(rows.rows).toEqual(
        told.map(({ x, ys }) => ({ x: exactX(x, given.options), ys: given.shown.map((k) => given.text(k, ys[k])) })),
      );
      for (const odd of [Number.NaN, 0.5, 1e300, Number.NEGATIVE_INFINITY]) {
        const { rows: some } = given.ask({ rows: { first: odd, count: odd } }).rows!;
        expect(some.length).toBeLessThanOrEqual(seen.length);
      }
    });
  });

  test('is told in a thousand rows at most', () => {
    const given = new Case({ xScale: 'linear', maxPoints: 3000 });
    given.append(3000, chanceOf(1));
    given.paint();
    const { rows } = given.ask({ rows: { first: null, count: 1e9 } });
    expect([rows?.first, rows?.rows.length, rows?.end]).toEqual([0, 1000, 3000]);
  });

  test('in a rectangle of it is what lies between its corners', () => {
    let scaled = 0;
    through((given, chance) => {
      const { scene } = given.of;
      const { plot, projections, sides, start } = scene;
      const box = { x: 440 * chance() - 20, y: 300 * chance() - 20, width: 300 * chance(), height: 200 * chance() };
      const { x, y } = given.ask({ box }).box!;
      const corner = (at: number, from: number, length: number) => Math.min(Math.max(at, from), from + length);
      const placesOfX = x.map((at) => position(projections[0].x, at - start));
      const lefts = [box.x, box.x + box.width].map((at) => corner(at, plot.x, plot.width));
      placesOfX.forEach((at, i) => {
        expect(at).toBeCloseTo(lefts[i], 3);
      });
      expect(Object.keys(y)).toEqual(sides);
      const bottoms = [box.y + box.height, box.y].map((at) => corner(at, plot.y, plot.height));
      sides.forEach((side, k) => {
        y[side]!.forEach((value, i) => {
          expect(position(projections[k].y, value)).toBeCloseTo(bottoms[i], 3);
        });
        if (projections[k].y.transform) scaled++;
      });
      const beyond = given.ask({ box: { ...box, beyond: true } }).box!;
      beyond.x.forEach((at, i) => {
        expect(position(projections[0].x, at - start)).toBeCloseTo([box.x, box.x + box.width][i], 3);
      });
      sides.forEach((side, k) => {
        beyond.y[side]!.forEach((value, i) => {
          expect(position(projections[k].y, value)).toBeCloseTo([box.y + box.height, box.y][i], 3);
        });
      });
      // All of it, to the last bit.
      const all = given.ask({ box: { x: -1e9, y: -1e9, width: 2e9, height: 2e9 } });
      expect(all.box?.x).toEqual(all.pane.x);
      expect(Object.values(all.box!.y)).toEqual(all.pane.y.map(({ domain }) => domain));
    });
    expect(scaled).toBeGreaterThan(500);
  });
});

test('how it looks is told where that is not known', () => {
  const series = [
    { name: 'a', kind: 'area' as const, axis: 'right' as const, colorHex: 0xab },
    { name: 'b', kind: 'none' as const },
    { name: 'c' },
  ];
  const titles = { xTitle: 'time', yTitle: 'left', y2Title: 'right' };
  const given = new Case({ series, theme: 'dark', ...titles }, ['c', 'of another stream']);
  expect(given.ask({ look: 1 })).toMatchObject({ look: 1, dress: null });
  expect(given.ask({ look: 0 }).dress).toEqual({
    series: [
      { name: 'a', kind: 'area', axis: 'right', color: '#0000ab', hidden: false },
      { name: 'b', kind: 'none', axis: 'left', color: '#fa6400', hidden: false },
      { name: 'c', kind: 'line', axis: 'left', color: '#5aa06e', hidden: true },
    ],
    text: '#d1d5db',
    ...{ xTitle: 'time', yTitles: ['right'] },
  });
  const both = new Case({ series, ...titles });
  expect(both.ask({ look: 0 }).dress?.yTitles).toEqual(['left', 'right']);
});

test('a picture of other options than by now answers all the same', () => {
  fc.assert(
    fc.property(anyCase, anyCase, fc.integer({ min: 0, max: 60 }), (one, two, count) => {
      const before = new Case(one.options, one.hidden);
      before.append(count, chanceOf(count));
      before.paint();
      const now = new Case(two.options, two.hidden);
      now.append(count, chanceOf(count));
      now.of = { ...now.of, scene: before.of.scene };
      const { hits, pins, rows, box } = now.ask({
        cursor: { kind: 'point', left: 100, top: 100 },
        ...{ pins: [{ series: 0, index: 0 }], newest: true, summary: true, look: 0 },
        rows: { first: 3, count: 10 },
        box: { x: 10, y: 10, width: 200, height: 100 },
      });
      expect(hits.length).toBeLessThanOrEqual(now.shown.length);
      expect(pins).toHaveLength(1);
      expect(rows?.names).toHaveLength(now.shown.length);
      expect(Object.keys(box!.y)).toEqual(before.of.scene.sides);
    }),
  );
});

describe('of a part of x that was chosen', () => {
  /** From sample to sample, or to what follows; moved on from where it was, so that plots begin between columns. */
  function* partsOf(given: Case, chance: Chance): Generator<Interval> {
    const { samples, byIndex, ring } = given;
    if (samples.length < 2 || !(byIndex || ring.ascending)) return;
    for (let i = 0; i < 3; i++) {
      const ends = [0, 0].map(() => samples[below(chance, samples.length)].at).sort((a, b) => a - b);
      const length = ends[1] - ends[0];
      if (length === 0) continue;
      const off = ends[0] + length * chance();
      given.paint({ kind: 'between', from: off, to: off + length });
      const last = i === 2 && given.options.series.every(({ kind }) => kind !== 'bar');
      const newest = samples[samples.length - 1].at;
      given.paint(last ? { kind: 'last', length } : { kind: 'between', from: ends[0], to: ends[0] + length });
      yield last ? [newest - length, newest] : [ends[0], ends[0] + length];
    }
  }

  test('all samples are told, also those on its edges', () => {
    let seen = 0;
    through((given, chance) => {
      for (const [from, to] of partsOf(given, chance)) {
        const { summary, rows } = given.ask({ summary: true, rows: { first: null, count: 1000 } });
        const within = given.samples.filter(({ at }) => at >= from && at <= to);
        const [first, last] = [within[0], within[within.length - 1]].map(({ x }) => exactX(x, given.options));
        expect(summary).toMatchObject({ n: within.length, from: first, to: last });
        expect([rows!.start, rows!.end]).toEqual([within[0].index, within[within.length - 1].index + 1]);
        seen++;
      }
    });
    expect(seen).toBeGreaterThan(1000);
  });

  test('also the labels of categories on its edges', () => {
    for (let k = 0; k < 40; k++) {
      const given = new Case({ xScale: 'category', maxPoints: 100, width: 400 });
      given.append(50, chanceOf(3), { gaps: 0 });
      given.paint({ kind: 'between', from: 20 + 0.37 * k, to: 26 + 0.37 * k });
      given.paint({ kind: 'between', from: 3, to: 9 });
      const { labels, grid, plot } = given.of.scene;
      expect(labels.x.length).toBe(7);
      expect(grid.x[0]).toBeGreaterThanOrEqual(plot.x);
      expect(grid.x[6]).toBeLessThanOrEqual(plot.x + plot.width);
    }
  });

  test('a point finds what is in view, nearest of that, and nothing beyond', () => {
    let [found, none] = [0, 0];
    through((given, chance) => {
      for (const _ of partsOf(given, chance)) {
        const { projections, sides, start } = given.of.scene;
        const { x } = projections[0];
        const [least, most] = [x.range[0] - 1, x.range[1] + 1].map((at) => valueAt(x, at) + start);
        const [left, top] = [x.range[0] + chance() * (x.range[1] - x.range[0]), 260 * chance()];
        const { hits, nearest } = given.ask({ cursor: { kind: 'point', left, top } });
        for (const k of given.shown) {
          const { kind, axis } = given.options.series[k];
          const { drawn } = projections[Math.max(0, sides.indexOf(axis))];
          const isDot = kind === 'scatter';
          const seen = given
            .finite(k)
            .filter(({ at, ys }) => at >= least && at <= most && (!isDot || (ys[k] >= drawn[0] && ys[k] <= drawn[1])));
          const hit = hits.find(({ series }) => series === k);
          expect(hit !== undefined).toBe(seen.length > 0);
          hit ? found++ : none++;
          if (!hit) continue;
          const distanceOf = (place: Hit) =>
            isDot ? Math.hypot(place.left - left, place.top - top) : Math.abs(place.left - left);
          const best = Math.min(...seen.map((sample) => distanceOf(given.hit(k, sample))));
          expect(distanceOf(hit)).toBeLessThanOrEqual(best + 1e-6);
        }
        const distances = hits.map((hit) => Math.hypot(hit.left - left, hit.top - top));
        expect(nearest).toBe(distances.indexOf(Math.min(...distances)));
      }
    });
    expect(found).toBeGreaterThan(1000);
    expect(none).toBeGreaterThan(10);
  });

  test('a point finds what is in view also where x is in no order', () => {
    for (const kind of ['line', 'scatter'] as const) {
      const given = new Case({ xScale: 'linear', maxPoints: 300, series: [{ name: 's0', kind }] });
      given.append(300, chanceOf(2), { back: 0.2, coarse: false, gaps: 0 });
      const sorted = given.samples.map(({ at }) => at).sort((a, b) => a - b);
      // Up to just before a sample, so that the nearest one lies beyond.
      const [from, to] = [sorted[100], sorted[201] - (sorted[201] - sorted[100]) / 50];
      given.paint({ kind: 'between', from, to });
      const { plot, projections } = given.of.scene;
      for (let left = plot.x; left < plot.x + plot.width; left += 7) {
        const { hits } = given.ask({ cursor: { kind: 'point', left, top: plot.y + 30 } });
        expect(hits.length).toBe(1);
        expect(hits[0].left).toBeGreaterThanOrEqual(projections[0].x.range[0] - 1);
        expect(hits[0].left).toBeLessThanOrEqual(projections[0].x.range[1] + 1);
      }
    }
  });
});
