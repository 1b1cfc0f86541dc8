/** The third chart: a Lissajous figure that turns, as a noisy cloud of points. */
import { LiveStream } from 'ringplot';
import { byId, everyFrame, type Panel } from './panel.js';

const RATE = 8_000;
const TURNS_PER_SECOND = 0.08;
const SPREAD = 0.04;
/** No more than this is made up for after the page was held up. */
const MAX_STEP_MS = 100;

export function createCloud(): Panel & { stream: LiveStream } {
  const plot = byId('cloud-plot');
  const stream = new LiveStream({ kind: 'scatter', maxPoints: RATE, colorHex: 0xe2622b });
  stream.mount(plot);
  let phase = 0;

  const add = (count: number) => {
    const xs = new Float64Array(count);
    const ys = new Float64Array(count);
    for (let index = 0; index < count; index++) {
      const angle = 2 * Math.PI * Math.random();
      xs[index] = Math.sin(3 * angle + phase) + SPREAD * normal();
      ys[index] = Math.sin(2 * angle) + SPREAD * normal();
    }
    stream.extend(xs, ys, { transfer: true });
  };
  add(RATE);

  const setRunning = everyFrame((elapsed) => {
    const seconds = Math.min(MAX_STEP_MS, elapsed) / 1000;
    phase += 2 * Math.PI * TURNS_PER_SECOND * seconds;
    add(Math.round(RATE * seconds));
  });

  return { stream, plot, setRunning };
}

/** A random number of mean 0 and deviation 1, by Box and Muller. */
function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
