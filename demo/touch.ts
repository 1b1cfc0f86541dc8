/** The page of charts that can be touched: two that are looked at together, and one on its own. */
import { LiveStream } from 'ringplot';
import { type Interaction, interact, type Sample } from 'ringplot/interactive';
import { byId, everyFrame, type Panel } from './panel.js';
import { runOnScreen } from './run-on-screen.js';
import { createThemeButton } from './theme.js';
import { lot, TOUCH_CHARTS } from './touch-charts.js';
import type { TouchMessage } from './touch-producer.js';

declare global {
  interface Window {
    /** For who looks at the page from outside: by what its charts are touched. */
    touched: Record<string, Interaction>;
  }
}

/** Seconds of samples that the charts begin with: as much as they hold. */
const FIRST_SECONDS = 20;
const FIRST_LOTS = 60;
const LOTS_PER_SECOND = 0.5;
/** Lines of the log that are kept. */
const LINES = 40;
/** What comes sooner after its like takes its line, ms. */
const SAME_LINE = 1200;
const MAX_STEP_MS = 100;

const names = Object.keys(TOUCH_CHARTS) as (keyof typeof TOUCH_CHARTS)[];
const plotOf = (name: string) => byId(`${name}-plot`);

function createLog(list: HTMLElement): (name: string, event: string, words: string) => void {
  let last = { key: '', time: Number.NEGATIVE_INFINITY };
  return (name, event, words) => {
    const key = `${name} ${event}`;
    const now = performance.now();
    const again = key === last.key && now - last.time < SAME_LINE;
    last = { key, time: now };
    const line = again ? list.firstElementChild! : document.createElement('li');
    line.replaceChildren(
      ...[event, name, words].map((text) => {
        const part = document.createElement('span');
        part.textContent = text;
        return part;
      }),
    );
    if (again) return;
    list.prepend(line);
    while (list.children.length > LINES) list.lastElementChild!.remove();
  };
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const digits = (value: number) => value.toPrecision(3);
const place = (x: number | string) =>
  typeof x === 'string' ? x : `${clock.format(x)}.${String(Math.floor(x) % 1000).padStart(3, '0')}`;
const sampleWords = ({ series, x, y }: Sample) => `${place(x)}  ${series} ${digits(y)}`;

function listen(name: keyof typeof TOUCH_CHARTS, interaction: Interaction): void {
  const { title = '', xScale } = TOUCH_CHARTS[name].options as { title?: string; xScale?: string };
  const tell = (event: string, words: string) => log(title, event, words);
  interaction.addEventListener('hover', ({ detail }) => {
    tell('hover', detail.nearest ? sampleWords(detail.nearest) : 'nothing');
  });
  interaction.addEventListener('select', ({ detail: { pins, measure } }) => {
    if (measure) tell('select', [`Δx ${measure.dx}`, `Δy ${measure.dy}`].join('  '));
    else tell('select', pins[0] ? sampleWords(pins[0]) : 'nothing');
  });
  interaction.addEventListener('view', ({ detail: { x, hidden } }) => {
    const length = x[1] - x[0];
    const words = xScale === 'time' ? `${digits(length / 1000)} s` : `${Math.round(length)} lots`;
    tell('view', hidden.length > 0 ? `${words}, without ${hidden.join(', ')}` : words);
  });
  interaction.addEventListener('pause', ({ detail: { paused } }) => tell('pause', paused ? 'paused' : 'live again'));
}

createThemeButton(byId('theme'));
const log = createLog(byId('log'));

const streams = Object.fromEntries(names.map((name) => [name, new LiveStream(TOUCH_CHARTS[name].options)])) as Record<
  keyof typeof TOUCH_CHARTS,
  LiveStream
>;
const views = names.map((name) => [name, streams[name].mount(plotOf(name))] as const);

const producer = new Worker(new URL('./touch-producer.ts', import.meta.url), { type: 'module' });
const tell = (message: TouchMessage, transfer: Transferable[] = []) => producer.postMessage(message, transfer);
const [waves, levels] = [streams.waves.port(), streams.levels.port()];
tell({ waves, levels, first: FIRST_SECONDS }, [waves, levels]);

let lots = 0;
const makeLots = (until: number) => {
  for (; lots < until; lots++) streams.lots.push(...lot(lots));
};
makeLots(FIRST_LOTS);
let due = FIRST_LOTS;

const machine: Panel = { plot: byId('machine'), setRunning: (running) => tell({ running }) };
const packing: Panel = {
  plot: plotOf('lots'),
  setRunning: everyFrame((elapsed) => {
    due += (LOTS_PER_SECOND * Math.min(MAX_STEP_MS, elapsed)) / 1000;
    makeLots(Math.floor(due));
  }),
};
runOnScreen([machine, packing], byId('pause'));

const interactions = await Promise.all(
  views.map(async ([name, view]) => {
    const interaction = await interact(view, TOUCH_CHARTS[name].interact);
    listen(name, interaction);
    return [name, interaction] as const;
  }),
);
window.touched = Object.fromEntries(interactions);
