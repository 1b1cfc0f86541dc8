/** Steps: a line that keeps each sample's height until the next one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveOptions } from '../worker/options.js';
import { renderSvg } from '../worker/paint-svg.js';
import { chanceOf } from './chance.js';
import { alphasOf, ringOf, type Samples } from './painted.js';

/** The corners of the steps, as samples of a line. */
const cornersOf = (samples: Samples): Samples =>
  samples.flatMap(([x, y], i): Samples => {
    const former = samples[i - 1]?.[1] ?? Number.NaN;
    return Number.isNaN(former) || Number.isNaN(y)
      ? [[x, y]]
      : [
          [x, former],
          [x, y],
        ];
  });

const differences = (a: Uint8Array, b: Uint8Array) => a.map((value, i) => Math.abs(value - b[i]));

/** Whole numbers, so that the line along a step is as high as its ends to the bit. */
const samples = fc.array(
  fc.tuple(
    fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9 })),
    fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: -50, max: 50 }) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    ),
  ),
  { minLength: 2, maxLength: 40 },
);
const ascending = samples.map((steps): Samples => {
  let x = 0;
  return steps.map(([dx, y]) => {
    x += dx;
    return [x, y];
  });
});
const look = fc.record({ lineWidth: fc.constantFrom(0.5, 1.5, 4), grid: fc.boolean() });
const ratio = fc.constantFrom(1, 2);

test('are the line through their corners, pixel for pixel, with gaps and with x in any order', () => {
  fc.assert(
    fc.property(fc.oneof(ascending, samples), look, ratio, (samples, look, ratio) => {
      const stepped = alphasOf(samples, { ...look, kind: 'step' }, ratio);
      const line = alphasOf(cornersOf(samples), { ...look, kind: 'line' }, ratio);
      // Rounding at the very edge of a pixel's share.
      expect(differences(stepped, line).filter((difference) => difference > 4)).toEqual(new Uint8Array());
    }),
    { numRuns: 400 },
  );
});

test('many to a pixel are, too, but for where a cell’s samples are told apart', () => {
  const random = chanceOf(7);
  let y = 0;
  const walk = Array.from({ length: 60_000 }, (_, i): [number, number] => {
    y += random() - 0.5;
    return [i, y];
  });
  const stepped = alphasOf(walk, { kind: 'step', width: 900, height: 420 }, 1);
  const line = alphasOf(cornersOf(walk), { kind: 'line', width: 900, height: 420 }, 1);
  const unlike = differences(stepped, line).filter((difference) => difference > 40).length;
  expect(stepped.filter((alpha) => alpha > 0).length).toBeGreaterThan(5000);
  expect(unlike).toBeLessThan(stepped.length / 1000);
});

test('as SVG they go across, then up or down', () => {
  const options = resolveOptions({ xScale: 'linear', width: 160, height: 90, kind: 'step', maxPoints: 10 }, 'test');
  const { svg } = renderSvg(
    ringOf([
      [0, 0],
      [1, 2],
      [2, 2],
      [3, Number.NaN],
      [4, 1],
    ]),
    options,
  );
  const path = svg.match(/<path d="([^"]*)"[^>]*stroke-linejoin/)?.[1];
  expect(path).toMatch(/^M\S+ \S+H\S+V\S+H\S+M(\S+) (\S+)L\1 \2$/);
});
