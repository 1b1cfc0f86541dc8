/** Pictures in pixels that are kept from frame to frame, against ones that are painted at once. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Batch } from '../worker/batch.js';
import { emptyBatch } from '../worker/batch.js';
import { Cells } from '../worker/cells.js';
import { type ChartOptions, type ChartOptionsInput, resolveOptions } from '../worker/options.js';
import { PixelPicture } from '../worker/paint-pixels.js';
import type { Pen } from '../worker/pen.js';
import type { Raster } from '../worker/raster.js';
import { Ring } from '../worker/ring.js';
import { Viewport } from '../worker/viewport.js';
import type { XWindow } from '../worker/x-window.js';
import { HeldExtents } from '../worker/y-extents.js';
import { type Chance, chanceOf } from './chance.js';

const RUNS = { numRuns: 1000 };

/** What a picture keeps to itself. */
interface Inside {
  pen: Pen;
  cells: (Cells & { level: number; reach: number }) | null;
  raster: Raster;
  viewport: Viewport | undefined;
}

const insideOf = (picture: PixelPicture) => picture as unknown as Inside;

/**
 * The picture that another one should be: painted at once, with what the other's viewport shows. The size of blocks that
 * edges of cells may move to is chosen when a grid is seen first; here it is that of the other.
 */
function paintedAnew(
  kept: PixelPicture,
  ring: Ring,
  options: ChartOptions,
  ratio: number,
  window: XWindow | null = null,
): PixelPicture {
  const fresh = new PixelPicture({
    follow: () => kept.scene!.shown,
    between: () => kept.scene!.shown,
    y: insideOf(kept).viewport?.y ?? new HeldExtents(),
    holdSpacing: (now: number) => now,
  } as unknown as Viewport);
  const { pen, cells } = insideOf(kept);
  if (cells) {
    const { most, reach, level } = cells;
    const anew = new Cells(most, reach);
    Object.defineProperty(anew, 'level', { get: () => level, set: () => {} });
    Object.assign(insideOf(fresh), { pen, cells: anew });
  }
  fresh.paint(ring, options, ratio, window);
  return fresh;
}

/** Pixels that differ, at most a few, for people to read. */
function differences(a: Raster, b: Raster): unknown[] {
  if (a.width !== b.width || a.height !== b.height) return [[a.width, a.height, b.width, b.height]];
  const found: unknown[] = [];
  for (let at = 0; at < a.pixels.length && found.length < 8; at++) {
    if (a.pixels[at] === b.pixels[at]) continue;
    const [x, y] = [at % a.width, Math.floor(at / a.width)];
    found.push({ x, y, kept: a.pixels[at].toString(16), fresh: b.pixels[at].toString(16) });
  }
  return found;
}

const isBlank = ({ pixels }: Raster) => pixels.every((pixel) => pixel === 0);

/** How samples come, until that changes. */
interface Manner {
  height: number;
  offset: number;
  y: 'noise' | 'walk' | 'steps' | 'constant';
  gaps: number;
  duplicates: number;
  pauses: number;
  back: number;
}

class Source {
  private readonly chance: Chance;
  private x = 0;
  private y = 0;
  private missing = 0;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  take(count: number, manner: Manner): Batch {
    const { chance } = this;
    const batch = emptyBatch(count);
    for (let i = 0; i < count; i++) {
      this.x += chance() < manner.duplicates ? 0 : 0.1 + chance();
      if (chance() < manner.pauses) this.x += 100 * chance();
      if (chance() < manner.back) this.x -= 10 * chance();
      if (manner.y === 'walk') this.y = Math.min(3, Math.max(-3, this.y + (chance() - 0.5) / 4));
      else if (manner.y === 'noise' || (manner.y === 'steps' && chance() < 0.05)) this.y = chance();
      if (this.missing > 0) this.missing--;
      else if (chance() < manner.gaps) this.missing = Math.ceil(chance() * 20);
      batch.x[i] = this.x;
      batch.y[i] = this.missing > 0 ? Number.NaN : manner.offset + manner.height * this.y;
    }
    batch.end = count;
    return batch;
  }
}

const manner: fc.Arbitrary<Manner> = fc.record({
  height: fc.constantFrom(1, 1, 1, 0.001, 50),
  offset: fc.constantFrom(0, 0, 0, 5, -1000),
  y: fc.constantFrom('noise', 'walk', 'steps', 'constant'),
  gaps: fc.constantFrom(0, 0, 0.01, 0.2),
  duplicates: fc.constantFrom(0, 0.1, 0.5),
  pauses: fc.constantFrom(0, 0, 0.01),
  back: fc.constantFrom(0, 0, 0, 0.002),
});

const option: fc.Arbitrary<ChartOptionsInput> = fc.oneof(
  fc.record({ colorHex: fc.constantFrom(0x6366f1, 0xff0000, 0x000000, 0xffffff) }),
  fc.record({ lineWidth: fc.constantFrom(0.25, 1, 1.5, 1.52, 2, 3.3, 9, 20) }),
  fc.record({ grid: fc.boolean() }),
  fc.record({ axes: fc.boolean() }),
  fc.record({ width: fc.constantFrom(1, 33, 64, 90, 120, 90.5) }),
  fc.record({ height: fc.constantFrom(1, 20, 50, 70, 60.3) }),
  fc.record({ title: fc.constantFrom('', 'Title') }),
  fc.record({
    xTitle: fc.constantFrom('', 'Step'),
    yTitle: fc.constantFrom('', 'Loss'),
    width: fc.constantFrom(160, 170),
  }),
  fc.record({ xFormat: fc.constantFrom('', '{.1f}', '{s}'), yFormat: fc.constantFrom('', '{%}') }),
  fc.record({ kind: fc.constantFrom('line', 'line', 'step', 'scatter') }),
  fc.record({
    yScale: fc.constantFrom('linear', 'linear', 'log', 'symlog'),
    yMin: fc.constantFrom(Number.NEGATIVE_INFINITY, 0.01, 0.2),
    yMax: fc.constantFrom(0.6, 2, Number.POSITIVE_INFINITY),
  }),
  fc.record({ maxPoints: fc.constantFrom(1, 2, 30, 150, 600, 2500) }),
);

const frame = fc.oneof(
  { weight: 6, arbitrary: fc.record({ append: fc.integer({ min: 0, max: 20 }) }) },
  { weight: 4, arbitrary: fc.record({ append: fc.integer({ min: 20, max: 300 }) }) },
  { weight: 1, arbitrary: fc.record({ append: fc.integer({ min: 300, max: 3000 }) }) },
  { weight: 1, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 100 }), manner }) },
  { weight: 2, arbitrary: fc.record({ option }) },
  { weight: 1, arbitrary: fc.record({ ratio: fc.constantFrom(1, 1.25, 2) }) },
  { weight: 1, arbitrary: fc.constant({ clear: true } as const) },
);

/** Where a reader looks, in shares of what the ring spans. */
const look = fc.oneof(
  fc.record({ last: fc.double({ min: 0.01, max: 1.2, noNaN: true }) }),
  fc.record({
    from: fc.double({ min: -0.1, max: 1, noNaN: true }),
    length: fc.oneof(fc.constantFrom(0.2, 0.01), fc.double({ min: 0.001, max: 1.2, noNaN: true })),
  }),
  // Columns of pixels that the view is moved on by.
  fc.record({ pan: fc.integer({ min: -50, max: 50 }) }),
);
const lookingFrame = fc.oneof(
  { weight: 3, arbitrary: frame },
  { weight: 4, arbitrary: fc.record({ look }) },
  { weight: 1, arbitrary: fc.constant({ look: null }) },
);

const streaming = fc.record({
  seed: fc.integer(),
  xScale: fc.constantFrom<'category' | 'linear' | 'time'>('category', 'linear', 'time'),
  maxPoints: fc.constantFrom(30, 150, 600, 2500),
  ratio: fc.constantFrom(1, 1.25, 2),
  manner,
  options: fc.array(option, { maxLength: 3 }),
});

type Look = typeof look extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** The window that a reader chooses next. */
function windowFor(look: Look | null, before: XWindow | null, ring: Ring, { scene }: PixelPicture): XWindow | null {
  if (look === null || ring.n === 0) return null;
  const [min, max] = scene!.projections[0].byIndex ? [ring.start, ring.end - 1] : ring.xExtent();
  const span = max - min || 1;
  if ('last' in look) return { kind: 'last', length: look.last * span };
  if ('from' in look)
    return { kind: 'between', from: min + look.from * span, to: min + (look.from + look.length) * span };
  if (before?.kind !== 'between') return before;
  const by = (look.pan * (before.to - before.from)) / (scene!.plot.width * 2);
  return { kind: 'between', from: before.from + by, to: before.to + by };
}

describe('a picture that is kept through a stream', () => {
  test.each([
    ['as all of it is shown', frame],
    ['as a reader looks here and there', lookingFrame],
  ])('is the one that is painted at once, pixel for pixel, %s', (_, anyFrame) => {
    let painted = 0;
    const frames = fc.array(anyFrame, { minLength: 4, maxLength: 18 });
    fc.assert(
      fc.property(streaming, frames, ({ seed, xScale, maxPoints, options: given, ...first }, frames) => {
        let { ratio, manner } = first;
        let window: XWindow | null = null;
        let options = resolveOptions(
          { width: 90, height: 50, xScale, maxPoints, ...Object.assign({}, ...given) },
          'options',
        );
        const source = new Source(chanceOf(seed));
        let ring = new Ring(options.maxPoints);
        const kept = new PixelPicture(new Viewport());
        for (const frame of frames) {
          if ('manner' in frame) manner = frame.manner;
          if ('append' in frame) ring.append(source.take(frame.append, manner), xScale !== 'category');
          else if ('clear' in frame) ring.clear();
          else if ('ratio' in frame) ratio = frame.ratio;
          else if ('look' in frame) window = kept.scene && windowFor(frame.look, window, ring, kept);
          else {
            options = { ...options, ...(frame.option as Partial<ChartOptions>) };
            if (options.maxPoints !== ring.capacity) ring = ring.reshaped(options.maxPoints);
          }
          const scene = kept.paint(ring, options, ratio, window);
          const fresh = paintedAnew(kept, ring, options, ratio, window);
          expect(fresh.scene).toEqual(scene);
          expect(differences(insideOf(kept).raster, insideOf(fresh).raster)).toEqual([]);
          if (!isBlank(insideOf(kept).raster)) painted++;
        }
      }),
      RUNS,
    );
    expect(painted).toBeGreaterThan(5 * RUNS.numRuns);
  });
});

/** How many columns of two pictures were compared, and which of them differ. */
interface Moved {
  compared: number;
  differ: number[];
}

/**
 * Compares the columns of a picture with those they were before it moved on, where all that the pen reaches of them lies
 * within the data, then as now.
 */
function movedColumns(before: Frame, now: Frame): Moved {
  const by = (now.first - before.first) / now.fineness;
  expect(Number.isInteger(by)).toBe(true);
  const result: Moved = { compared: 0, differ: [] };
  const { width, height } = now;
  for (let x = 0; x + by < width; x++) {
    const inside = (frame: Frame, column: number) => column >= frame.inside[0] && column + 1 <= frame.inside[1];
    if (x < 0 || !inside(now, x) || !inside(before, x + by)) continue;
    result.compared++;
    for (let row = 0; row < height; row++) {
      if (now.pixels[row * width + x] === before.pixels[row * width + x + by]) continue;
      result.differ.push(x);
      break;
    }
  }
  return result;
}

/** A picture as it was painted. */
interface Frame {
  pixels: Uint32Array;
  width: number;
  height: number;
  /** The first cell of the plot, and cells a column. */
  first: number;
  fineness: number;
  grid: unknown;
  y: unknown;
  /** From the oldest sample to the newest, less the pen's width at both ends: columns of the raster. */
  inside: [from: number, to: number];
}

function frameOf(picture: PixelPicture, ring: Ring, ratio: number): Frame {
  const { raster, pen } = insideOf(picture);
  const { plot, domain, shown, series } = picture.scene!;
  const width = series[0].pen;
  const area = (picture as unknown as { area: { left: number } }).area;
  const ends = shown.grid.byIndex ? [0, ring.n - 1] : [ring.start, ring.end - 1].map((index) => ring.x.at(index));
  const columns = ends.map((end) => {
    const share = (end - domain.x[0]) / (domain.x[1] - domain.x[0]);
    return (plot.x + share * plot.width) * ratio - area.left;
  });
  return {
    pixels: raster.pixels.slice(),
    width: raster.width,
    height: raster.height,
    first: shown.first,
    fineness: pen.fineness,
    grid: shown.grid,
    y: domain.y,
    inside: [columns[0] + width * ratio, columns[1] - width * ratio],
  };
}

describe('a picture that scrolls', () => {
  const scrolling = fc.record({
    seed: fc.integer(),
    xScale: fc.constantFrom<'category' | 'linear' | 'time'>('category', 'linear', 'time'),
    width: fc.integer({ min: 60, max: 140 }),
    ratio: fc.constantFrom(1, 1.25, 2),
    lineWidth: fc.constantFrom(1, 1.5, 2, 3.3),
    axes: fc.boolean(),
    /** Samples a column, about: also few to a column, and many, of which blocks are taken together. */
    perColumn: fc.oneof(fc.double({ min: 0.3, max: 3, noNaN: true }), fc.double({ min: 3, max: 60, noNaN: true })),
    /** Columns that the window goes on by from frame to frame. */
    advances: fc.array(
      fc.integer({ min: 0, max: 350 }).map((hundredths) => hundredths / 100),
      { minLength: 3, maxLength: 8 },
    ),
    gaps: fc.constantFrom(0, 0, 0.02),
  });

  test('shows the same columns wherever they are', () => {
    let compared = 0;
    let moved = 0;
    fc.assert(
      fc.property(scrolling, ({ seed, xScale, width, ratio, lineWidth, axes, perColumn, advances, gaps }) => {
        const capacity = Math.ceil(width * ratio * perColumn);
        const options = resolveOptions(
          { xScale, width, height: 40, lineWidth, axes, grid: false, maxPoints: capacity },
          'options',
        );
        const chance = chanceOf(seed);
        const period = Math.max(3, Math.ceil(capacity * (0.05 + 0.4 * chance())));
        // Of a whole period and of each of its laps the extremes are the same: the scale of y stays.
        const texture = Float64Array.from({ length: period }, (_, i) => (i === 0 ? 0 : i === 1 ? 1 : chance()));
        for (let i = 2; i < period; i++) if (chance() < gaps) texture[i] = Number.NaN;
        const ring = new Ring(capacity);
        let next = 0;
        const append = (count: number) => {
          const batch = emptyBatch(count);
          for (let i = 0; i < count; i++, next++) {
            // x of a linear scale is a little irregular: the window's width stays within what the view keeps its span for.
            batch.x[i] = (next + Math.min(0.2, capacity / 500) * Math.sin(next)) / 8;
            batch.y[i] = texture[next % period];
          }
          batch.end = count;
          ring.append(batch, xScale === 'linear');
        };
        append(capacity + Math.ceil(chance() * capacity));
        const picture = new PixelPicture(new Viewport());
        picture.paint(ring, options, ratio);
        let before = frameOf(picture, ring, ratio);
        let owed = 0;
        for (const advance of advances) {
          owed += advance * perColumn;
          append(Math.floor(owed));
          owed -= Math.floor(owed);
          picture.paint(ring, options, ratio);
          const now = frameOf(picture, ring, ratio);
          expect([now.grid, now.y]).toEqual([before.grid, before.y]);
          const found = movedColumns(before, now);
          expect(found.differ).toEqual([]);
          compared += found.compared;
          if (now.first !== before.first) moved++;
          // And those that are new are what they would be if all were painted at once.
          const fresh = paintedAnew(picture, ring, options, ratio);
          expect(differences(insideOf(picture).raster, insideOf(fresh).raster)).toEqual([]);
          before = now;
        }
      }),
      RUNS,
    );
    expect(compared).toBeGreaterThan(100 * RUNS.numRuns);
    expect(moved).toBeGreaterThan(2 * RUNS.numRuns);
  });
});

test('of samples that lie a few float64 steps apart can be painted', () => {
  const ring = new Ring(300);
  const batch = emptyBatch(300);
  batch.x.fill(1).fill(1 + 12 * Number.EPSILON, 150);
  batch.end = 300;
  ring.append(batch, true);
  const options = resolveOptions(
    { xScale: 'linear', width: 1800, axes: false, lineWidth: 0.9, maxPoints: 300 },
    'options',
  );
  const picture = new PixelPicture(new Viewport());
  picture.paint(ring, options, 1);
  expect(isBlank(insideOf(picture).raster)).toBe(false);
});

test('a pen that becomes a little wider is seen at once', () => {
  const ring = new Ring(30);
  const batch = emptyBatch(30);
  batch.y.set(batch.y.map((_, i) => (i * 7) % 5));
  batch.end = 30;
  ring.append(batch, false);
  const kept = new PixelPicture(new Viewport());
  for (const lineWidth of [1.5, 1.52]) {
    const options = resolveOptions({ width: 90, height: 50, lineWidth, maxPoints: 30 }, 'options');
    kept.paint(ring, options, 1);
    expect(differences(insideOf(kept).raster, insideOf(paintedAnew(kept, ring, options, 1)).raster)).toEqual([]);
  }
});

test('a line of the grid along the end of the plot has no holes, and none are left by a picture before', () => {
  const kept = new PixelPicture();
  const options = resolveOptions({ width: 200, height: 100, maxPoints: 2 }, 'options');
  for (const highest of [1, 0.5]) {
    const ring = new Ring(2);
    const batch = emptyBatch(2);
    batch.y[1] = highest;
    batch.end = 2;
    ring.append(batch, false);
    kept.paint(ring, options, 1);
    const { raster } = insideOf(paintedAnew(kept, ring, options, 1));
    const { rules, width, pixels } = raster;
    const column = width - 2;
    const rows = Array.from({ length: rules.bottom - rules.top }, (_, i) => pixels[(rules.top + i) * width + column]);
    expect(rows.indexOf(0)).toBe(-1);
    expect(differences(insideOf(kept).raster, raster)).toEqual([]);
  }
});
