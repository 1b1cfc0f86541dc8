/** What is the same for every contestant: the page, its charts' places, the samples, and what is noted of the thread. */
import { chanceOf } from '../../chance.js';
import { heightOf, Samples } from './samples.js';
import type { Workload } from './workloads.js';

export interface Chart {
  /** Takes samples, y of all series or of the first, and sees to it that they are shown; the arrays are used again. */
  append(xs: Float64Array, ys: Float64Array, columns: Float64Array[]): void;
  /** Of one that can be touched: shows the newest part only, and follows that; or all again, whatever was done to it. */
  near?(): void;
  all?(): void;
  /** Of one that is fed from a worker: samples there tell from now on when they were pushed. */
  tell?(): void;
  /** Median of the time that a frame takes whoever paints it, ms. */
  frameTime?(): Promise<number>;
}

/** Makes a chart in an element that has its size. */
export type Contestant = (container: HTMLElement, workload: Workload) => Chart | Promise<Chart>;

/** Of a page that scrolls, CSS px a second. */
const SCROLL = 120;
const STALL_TIMER = 5;
/** Of a page that is blocked: for so long on average, so often, ms. */
const BLOCKED = { ms: 50, every: 100 };

interface Noted {
  /** How much later than asked the timer fired, ms. */
  stalls: number[];
  /** From an input event to its handler, ms. */
  delays: number[];
  /** Moves of a pointer that the page was told of, as many at once as had come by then. */
  moves: number;
  /** Animation frames of the page. */
  frames: number;
  samples: number;
}

const nothing = (): Noted => ({ stalls: [], delays: [], moves: 0, frames: 0, samples: 0 });
let noted = nothing();
let scrolling = true;
/** Samples tell when they were pushed. */
let telling = false;
let feeding: Chart[] = [];

function containerOf({ size }: Workload): HTMLElement {
  const container = document.createElement('div');
  container.style.cssText = `width:${size.width}px;height:${size.height}px;float:left;overflow:hidden`;
  document.body.append(container);
  return container;
}

function watchThread(): void {
  let expected = performance.now() + STALL_TIMER;
  const tick = () => {
    const now = performance.now();
    noted.stalls.push(Math.max(0, now - expected));
    expected = now + STALL_TIMER;
    setTimeout(tick, STALL_TIMER);
  };
  setTimeout(tick, STALL_TIMER);
  for (const type of ['keydown', 'mousedown']) {
    addEventListener(type, (event) => noted.delays.push(performance.now() - event.timeStamp));
  }
  addEventListener('pointermove', () => noted.moves++);
}

/** An app that is busy: it keeps the thread for a while, again and again, and not quite evenly. */
function block(random: () => number): void {
  const { ms, every } = BLOCKED;
  for (const end = performance.now() + ms * (0.5 + random()); performance.now() < end; );
  setTimeout(() => block(random), (every - ms) * (0.5 + random()));
}

/** Makes the charts with a full window, and feeds them from now on. */
async function start(contestant: Contestant, workload: Workload): Promise<void> {
  const { window: size, rate, charts: count, scrolls, busy, series = 1 } = workload;
  const samples = Array.from({ length: count }, (_, i) => new Samples(workload, 12_345 + 77 * i));
  const charts: Chart[] = [];
  for (let i = 0; i < count; i++) {
    const chart = await contestant(containerOf(workload), workload);
    if (!chart.tell) {
      samples[i].next(size);
      chart.append(samples[i].xs, samples[i].ys, samples[i].columns);
    }
    charts.push(chart);
  }
  feeding = charts;
  watchThread();
  if (busy) block(chanceOf(4321));
  const began = performance.now();
  let fed = 0;
  const frame = () => {
    const now = performance.now();
    const due = Math.min(size, Math.floor(((now - began) * rate) / 1000) - fed);
    if (due > 0 && !charts[0].tell) {
      const value = telling ? heightOf(performance.timeOrigin + now) : undefined;
      for (let i = 0; i < count; i++) {
        samples[i].next(due, value);
        const columns = samples[i].columns.map((column) => column.subarray(0, due));
        charts[i].append(samples[i].xs.subarray(0, due), columns[0], columns);
      }
      fed += due;
      noted.samples += due * count * series;
    }
    if (scrolls && scrolling) {
      const most = document.documentElement.scrollHeight - innerHeight;
      const along = (((now - began) / 1000) * SCROLL) % (2 * most);
      scrollTo(0, along < most ? along : 2 * most - along);
    }
    noted.frames++;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** What was noted since this was asked last. */
function takeNotes(): Noted {
  const taken = noted;
  noted = nothing();
  return taken;
}

/** Stops scrolling, and says where the charts are that are in sight as a whole. */
function settle(): { x: number; y: number; width: number; height: number }[] {
  scrolling = false;
  telling = true;
  for (const chart of feeding) chart.tell?.();
  return [...document.body.querySelectorAll(':scope > div')]
    .map((container) => container.getBoundingClientRect())
    .filter(({ top, bottom }) => top >= 0 && bottom <= innerHeight)
    .map(({ x, y, width, height }) => ({ x, y, width, height }));
}

const frameTime = () => feeding[0].frameTime?.() ?? null;

/** Called by each contestant's entry. */
export function compete(contestant: Contestant): void {
  document.body.style.margin = '0';
  Object.assign(globalThis, {
    start: (workload: Workload) => start(contestant, workload),
    takeNotes,
    settle,
    frameTime,
    near: () => feeding[0].near?.(),
    all: () => feeding[0].all?.(),
  });
}
