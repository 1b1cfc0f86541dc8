/** The training page: one network, trained three ways, and the same charts. */
import { LiveStream, type LiveStreamOptions } from 'ringplot';
import { byId, everyFrame } from './panel.js';
import { createThemeButton } from './theme.js';
import { watchThread } from './thread-load.js';
import { CHARTS, type ChartName, type Run, train } from './train.js';
import type { TrainingAnswer, TrainingAsked } from './training-worker.js';

const EPOCHS = 6;
const COLORS = [0x6366f1, 0xfa6400];

const looks: Record<ChartName, LiveStreamOptions> = {
  loss: { title: 'Loss', yScale: 'log', smoothing: 0.9 },
  accuracy: { title: 'Accuracy', yMax: 1, yFormat: '{.0%}', smoothing: 0.9 },
  rate: { title: 'Learning rate', yScale: 'log', kind: 'step', legend: 'hidden' },
};

const names = Object.keys(CHARTS) as ChartName[];
const streams = Object.fromEntries(
  names.map((name) => {
    const series = CHARTS[name].map((one, k) => ({
      name: one,
      colorHex: COLORS[k],
      // Measured once an epoch: dots, and nothing to be smoothed.
      ...(one.startsWith('val_') && { kind: 'scatter' as const, smoothing: 0 }),
    }));
    const stream = new LiveStream({ xScale: 'linear', xTitle: 'Step', maxPoints: 10_000, series, ...looks[name] });
    stream.mount(byId(`${name}-plot`));
    return [name, stream];
  }),
) as Record<ChartName, LiveStream>;

/** In the page's thread: that is let go now and then; at full speed it is kept until all is done. */
const inPage = (yields: boolean) => (digits: Uint8Array) => {
  return train({ digits, epochs: EPOCHS, yields, targets: streams as Run['targets'] });
};

function inWorker(digits: Uint8Array): Promise<number> {
  const worker = new Worker(new URL('./training-worker.ts', import.meta.url), { type: 'module' });
  const ports = Object.fromEntries(names.map((name) => [name, streams[name].port()])) as Record<ChartName, MessagePort>;
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<TrainingAnswer>) => {
      worker.terminate();
      if ('ms' in data) resolve(data.ms);
      else reject(new Error(data.failure));
    };
    worker.onerror = ({ message }) => {
      worker.terminate();
      reject(new Error(message || 'the worker could not be started'));
    };
    const asked: TrainingAsked = { digits, epochs: EPOCHS, ports };
    worker.postMessage(asked, Object.values(ports));
  });
}

const WAYS = { page: inPage(true), worker: inWorker, full: inPage(false) };
const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-way]')];
const verdict = byId('verdict');
let digits: Uint8Array | undefined;

async function loadDigits(): Promise<Uint8Array> {
  const response = await fetch('/digits');
  if (!response.ok) throw new Error(`the digits could not be loaded: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The pictures of what was said last are on the screen. */
const shown = () => Promise.all(Object.values(streams).map((stream) => stream.flush()));

async function run(way: keyof typeof WAYS): Promise<void> {
  digits ??= await loadDigits();
  for (const stream of Object.values(streams)) stream.clear();
  await shown();
  const { frames } = await streams.loss.stats();
  const [began, framesBegan] = [performance.now(), pageFrames];
  const ms = await WAYS[way](digits);
  const seconds = (performance.now() - began) / 1000;
  const painted = (await streams.loss.stats()).frames - frames;
  const each = (count: number) => Math.round(count / seconds);
  verdict.innerHTML =
    `Trained in ${(ms / 1000).toFixed(1)} s. Meanwhile the page had <b>${each(pageFrames - framesBegan)}</b> frames a second, ` +
    `and each chart <b>${each(painted)}</b>.`;
}

for (const button of buttons) {
  button.addEventListener('click', async () => {
    for (const one of buttons) one.disabled = true;
    verdict.textContent = 'Training …';
    try {
      await run(button.dataset.way as keyof typeof WAYS);
    } catch (error) {
      verdict.textContent = `It could not be trained: ${(error as Error).message}`;
    }
    for (const one of buttons) one.disabled = false;
  });
}

/** Of the page itself, whatever the charts do. */
let pageFrames = 0;
const busy = watchThread();
everyFrame(() => {
  pageFrames++;
  if (pageFrames % 12 === 0) byId('busy').textContent = Math.round(100 * busy()).toString();
})(true);

const slider = byId<HTMLInputElement>('slider');
slider.addEventListener('input', () => {
  byId('slider-value').textContent = slider.value;
  slider.style.setProperty('--filled', `${Number(slider.value) / 100}`);
});
createThemeButton(byId('theme'));
