/** A worker that stands for a machine with three sensors: it feeds two streams of the page without the page. */
import { openSink, type Sink } from 'ringplot';
import { createSensor } from './signal.js';
import { LEVEL_RATE, RATE } from './touch-charts.js';

/** The ports come once, with how many seconds the charts begin with. */
export type TouchMessage = { waves: MessagePort; levels: MessagePort; first: number } | { running: boolean };

const TICK_MS = 20;
/** No more than this is made up for after the worker was held up. */
const MAX_STEP_MS = 250;
const STEP_MS = 1000 / RATE;
/** Samples of each level, and the most that are sent at once. */
const EACH = RATE / LEVEL_RATE;
const MOST = 50_000;
/** Of each sensor what it is more, or less, sensitive than the first. */
const GAINS = [1, 0.6, 0.35];

const sensors = GAINS.map((_, k) => createSensor(11 + 7 * k));
let waves: Sink | undefined;
let levels: Sink | undefined;
/** ms since 1970 of the first sample, and how many there have been. */
let began = 0;
let count = 0;
let running = false;
let last = performance.now();
let owed = 0;

/** @param more a multiple of the samples of a level */
function produce(more: number): void {
  const times = new Float64Array(more);
  const columns = sensors.map((sensor, k) => {
    const values = new Float64Array(more);
    sensor.fill(times, values, count / RATE + 3 * k, 1 / RATE);
    for (let i = 0; i < more; i++) values[i] *= GAINS[k];
    return values;
  });
  const size = more / EACH;
  const [peaks, means] = [new Float64Array(size), new Float64Array(size)];
  for (let level = 0; level < size; level++) {
    let squares = 0;
    for (let i = level * EACH; i < (level + 1) * EACH; i++) {
      const value = columns[0][i];
      squares += value * value;
      peaks[level] = Math.max(peaks[level], Math.abs(value));
    }
    means[level] = Math.sqrt(squares / EACH);
  }
  const x0 = began + count * STEP_MS;
  waves?.extend({ x0, dx: STEP_MS }, columns, { transfer: true });
  levels?.extend({ x0: x0 + EACH * STEP_MS, dx: EACH * STEP_MS }, [peaks, means], { transfer: true });
  count += more;
}

function tick(): void {
  const now = performance.now();
  const elapsed = Math.min(MAX_STEP_MS, now - last);
  last = now;
  if (!running) return;
  owed += (elapsed * RATE) / 1000;
  const more = Math.floor(owed / EACH) * EACH;
  owed -= more;
  if (more > 0) produce(more);
}

self.onmessage = ({ data }: MessageEvent<TouchMessage>) => {
  if ('waves' in data) {
    waves = openSink(data.waves);
    levels = openSink(data.levels);
    began = Date.now() - data.first * 1000;
    for (let left = data.first * RATE; left > 0; left -= MOST) produce(Math.min(MOST, left));
    last = performance.now();
  } else {
    running = data.running;
  }
};
setInterval(tick, TICK_MS);
