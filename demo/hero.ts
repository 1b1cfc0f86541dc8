/** The first chart: sensor samples over a WebSocket, up to a million a second, and what that costs. */
import { LiveStream } from 'ringplot';
import { connectFeed } from './feed-client.js';
import { byId, grouped, type Panel } from './panel.js';
import { watchThread } from './thread-load.js';

/** What the sliders go through: samples a second, and samples in the window. */
const RATES = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];
const WINDOWS = [...RATES, 2_000_000, 5_000_000, 10_000_000];
const FIRST_RATE = 100_000;
const FIRST_WINDOW = 1_000_000;
const READ_MS = 500;

export function createHero(): Panel & { stream: LiveStream } {
  let rate = FIRST_RATE;
  let maxPoints = FIRST_WINDOW;
  let running = false;

  const plot = byId('hero-plot');
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const stream = new LiveStream({ kind: 'line', xScale: 'time', timeZone, maxPoints });
  let view = stream.mount(plot);

  const status = byId('hero-status');
  const setRate = connectFeed({
    open() {
      status.textContent = '';
      stream.clear();
    },
    samples: (xs, ys) => stream.extend(xs, ys),
    skipped(count) {
      status.textContent = `The feed skipped ${grouped(count)} samples that this machine had no time for.`;
    },
    lost() {
      status.textContent = 'The feed is gone; trying again.';
    },
  });

  const describe = () => {
    const seconds = maxPoints / rate;
    byId('hero-span').textContent =
      `Samples by the time of your clock; the window is the last ${grouped(maxPoints)} samples, ${seconds < 1 ? `${seconds * 1000} ms` : `${grouped(seconds)} s`}.`;
  };

  slider('rate', RATES, FIRST_RATE, '/s', (value) => {
    rate = value;
    if (running) setRate(rate);
    describe();
  });
  slider('window', WINDOWS, FIRST_WINDOW, ' samples', (value) => {
    maxPoints = value;
    stream.configure({ maxPoints });
    describe();
  });
  byId('hero-controls').addEventListener('change', ({ target }) => {
    const { name, value } = target as HTMLInputElement;
    if (name === 'kind') stream.configure({ kind: value as 'line' | 'step' | 'scatter' });
    if (name === 'output') {
      view.unmount();
      view = stream.mount(plot, { output: value as 'canvas' | 'bitmap' | 'svg' });
    }
  });
  describe();
  showReadouts(stream);

  return {
    stream,
    plot,
    setRunning(on) {
      running = on;
      setRate(on ? rate : 0);
    },
  };
}

/** A slider over some stops; `use` is called with the stop chosen. */
function slider(id: string, stops: number[], first: number, unit: string, use: (value: number) => void) {
  const input = byId<HTMLInputElement>(id);
  const show = (value: number) => {
    const text = `${grouped(value)}${unit}`;
    byId(`${id}-value`).textContent = text;
    input.setAttribute('aria-valuetext', text);
    input.style.setProperty('--filled', String(input.valueAsNumber / (stops.length - 1)));
  };
  input.max = String(stops.length - 1);
  input.valueAsNumber = stops.indexOf(first);
  show(first);
  input.addEventListener('input', () => {
    const value = stops[input.valueAsNumber];
    show(value);
    use(value);
  });
}

/** Reads the stream's counts twice a second, and shows how fast they grow. */
function showReadouts(stream: LiveStream) {
  const busy = watchThread();
  const show = (name: string, text: string) => {
    const output = document.querySelector(`[data-readout="${name}"]`);
    if (output) output.textContent = text;
  };
  let before = { time: performance.now(), received: 0, frames: 0 };

  const read = async () => {
    const { received, frames, latencyMs } = await stream.stats();
    const time = performance.now();
    const seconds = (time - before.time) / 1000;
    const samples = (received - before.received) / seconds;
    show('samples', grouped(Number(samples.toPrecision(3))));
    show('frames', String(Math.round((frames - before.frames) / seconds)));
    show('latency', Number.isFinite(latencyMs.p50) ? latencyMs.p50.toFixed(latencyMs.p50 < 10 ? 1 : 0) : '–');
    show('busy', String(Math.round(100 * busy())));
    before = { time, received, frames };
    setTimeout(read, READ_MS);
  };
  setTimeout(read, READ_MS);
}
