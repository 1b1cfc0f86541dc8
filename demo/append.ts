/** The last chart: `chartAppend` as its users write it. The page shows the very file that it runs. */
import { append } from './chart-append.js';
import source from './chart-append.ts?raw';
import { byId, type Panel } from './panel.js';
import { createSensor } from './signal.js';

const EVERY_MS = 100;
const SAMPLES = 2;
const FIRST_SAMPLES = 200;
const STEP_S = EVERY_MS / SAMPLES / 1000;

export function createAppend(): Panel {
  byId('append-code').innerHTML = highlight(source.trim());

  const plot = byId('append-plot');
  const sensor = createSensor(3);
  let running = false;
  let time = 0;

  const take = (count: number) => {
    const x: number[] = new Array(count);
    const y: number[] = new Array(count);
    sensor.fill(x, y, time, STEP_S);
    time += count * STEP_S;
    const labels = x.map((value) => Number(value.toFixed(2)));
    append(plot, labels, y);
  };
  take(FIRST_SAMPLES);
  setInterval(() => {
    if (running) take(SAMPLES);
  }, EVERY_MS);

  return {
    plot,
    setRunning(on) {
      running = on;
    },
  };
}

/** Just enough colour for the few words of one small file. */
function highlight(code: string): string {
  return code
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/'[^']*'|\b(?:import|from|let|export|function|const)\b|\b(?:0x)?[\da-f]*\d[\da-f]*\b/g, (word) => {
      const name = word.startsWith("'") ? 'string' : /^\d/.test(word) ? 'number' : 'keyword';
      return `<span class="${name}">${word}</span>`;
    });
}
