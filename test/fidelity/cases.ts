/** The data that painters are judged by: the same numbers in every run. */
import { chanceOf } from '../chance.js';

export interface Case {
  name: string;
  /** Ascending, never NaN. */
  x: Float64Array;
  /** NaN where there is a gap. */
  y: Float64Array;
  /** x has other steps than 1. */
  irregular: boolean;
  /** SSIM against the reference that a painter has to reach. */
  floor: number;
}

const COUNT = 50_000;
/** Of the names in the file, all but `epoch`, whose steps are all the same. */
const SERIES = ['idl', 'recv', 'send', 'writ', 'used', 'free'];

const FLOOR = 0.995;
const NOISE_FLOOR = 0.988;
const SPARSE_FLOOR = 0.99;

/** Of one case's numbers: each has a generator of its own, so that adding a case changes no other. */
interface Chances {
  /** 0 ≤ … < 1, evenly. */
  uniform(): number;
  /** Normal, mean 0, deviation 1. */
  normal(): number;
}

/** Normal by the transform of Box and Muller. */
function chancesOf(seed: number): Chances {
  const uniform = chanceOf(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** @param metrics the parsed test/data/server-metrics.json */
export function cases(metrics: unknown): Case[] {
  const walk = walkOf(chancesOf(1));
  const sine = Float64Array.from({ length: COUNT }, (_, i) => Math.sin((2 * Math.PI * 6 * i) / COUNT));
  const bumps = chancesOf(2);
  const bumpy = sine.map((value) => value + 0.1 * (2 * bumps.uniform() - 1));
  const noise = noiseOf(COUNT, chancesOf(3));
  const series = SERIES.map((name): [string, Float64Array] => [name, columnOf(metrics, name)]);
  const writ = new Map(series).get('writ')!;

  const regular = (name: string, y: Float64Array, floor: number): Case => {
    return { name, x: Float64Array.from(y, (_, i) => i), y, irregular: false, floor };
  };
  const irregular = (name: string, x: Float64Array, y: Float64Array, floor: number): Case => {
    return { name, x, y, irregular: true, floor };
  };
  const walkX = irregularX(walk.length, chancesOf(4));
  const walkGaps = withGaps(walk, chancesOf(5));
  return [
    regular('walk', walk, FLOOR),
    regular('sine', sine, FLOOR),
    regular('sine + noise', bumpy, FLOOR),
    regular('noise', noise, NOISE_FLOOR),
    ...series.map(([name, y]) => regular(name, y, FLOOR)),
    ...[2, 10, 500].map((count) => regular(`sparse ${count}`, noiseOf(count, chancesOf(1000 + count)), SPARSE_FLOOR)),
    irregular('walk, irregular', walkX, walk, FLOOR),
    irregular('noise, irregular', irregularX(noise.length, chancesOf(6)), noise, NOISE_FLOOR),
    irregular('writ, irregular', irregularX(writ.length, chancesOf(7)), writ, FLOOR),
    regular('walk, gaps', walkGaps, FLOOR),
    regular('noise, gaps', withGaps(noise, chancesOf(8)), NOISE_FLOOR),
    regular('writ, gaps', withGaps(writ, chancesOf(9)), FLOOR),
    irregular('walk, irregular, gaps', walkX, walkGaps, FLOOR),
  ];
}

function walkOf({ normal }: Chances): Float64Array {
  let height = 0;
  return Float64Array.from({ length: COUNT }, () => {
    height += normal();
    return height;
  });
}

function noiseOf(count: number, { uniform }: Chances): Float64Array {
  return Float64Array.from({ length: count }, uniform);
}

/** One column of the file: the number of columns, their names, then row after row. */
function columnOf(metrics: unknown, name: string): Float64Array {
  if (!Array.isArray(metrics)) throw new TypeError('metrics must be an array');
  const [columns] = metrics;
  const column = metrics.slice(1, columns + 1).indexOf(name);
  if (column < 0) throw new TypeError(`metrics have no column ${name}`);
  const rows = (metrics.length - 1) / columns - 1;
  return Float64Array.from({ length: rows }, (_, row) => metrics[1 + columns * (row + 1) + column]);
}

/**
 * Log-normal steps (sigma 1, median 1), of which 2 % are nothing at all: samples at the x of the one before. The step
 * to the middle sample is a pause of 5 % of the whole span.
 */
function irregularX(count: number, { uniform, normal }: Chances): Float64Array {
  const steps = Float64Array.from({ length: count - 1 }, () => (uniform() < 0.02 ? 0 : Math.exp(normal())));
  const middle = count >> 1;
  steps[middle - 1] = 0;
  steps[middle - 1] = (steps.reduce((sum, step) => sum + step) * 0.05) / 0.95;
  const x = new Float64Array(count);
  for (let i = 1; i < count; i++) x[i] = x[i - 1] + steps[i - 1];
  return x;
}

/** 1 % of NaN, in runs of 5 to 40 that don't meet. */
function withGaps(y: Float64Array, { uniform }: Chances): Float64Array {
  const result = y.slice();
  for (let missing = 0; missing < y.length / 100; ) {
    const length = 5 + Math.floor(36 * uniform());
    // Neither the first sample nor the last: the data goes on spanning the width of the plot.
    const start = 1 + Math.floor((y.length - length - 1) * uniform());
    if (result.subarray(start - 1, start + length + 1).some(Number.isNaN)) continue;
    result.fill(Number.NaN, start, start + length);
    missing += length;
  }
  return result;
}
