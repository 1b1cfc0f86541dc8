/** Charts into which samples go on arriving while a reader touches them, and what is to be seen of that. */
import { expect, onTestFinished } from 'vitest';
import { LiveStream, type LiveStreamOptions, type View } from '../../src/index.js';
import { type Interaction, type InteractionEvents, type InteractOptions, interact } from '../../src/interactive.js';
import type { Output } from '../../worker/protocol.js';
import { eventually } from './eventually.js';
import { isSeen, partOf, partsOf, textsOf } from './overlaid.js';
import { handsOn, type Place } from './touch.js';

/** Samples that come at once, and how often, ms: 100 000 a second. */
const BATCH = 1000;
const EVERY = 10;

/** What each series is at a sample: float64 has it exactly, and no two neighbours have the same. */
export const yAt = (index: number, series = 0) => 100 * (series + 1) + ((index * 7) % 64) / 8;

export interface LiveOptions {
  stream?: LiveStreamOptions;
  output?: Output;
  interact?: InteractOptions;
  /** Samples that are there before. Default 2000. */
  first?: number;
  /** Whether samples go on arriving. Default true. */
  fed?: boolean;
  /** CSS of what it is in, beside its size. */
  style?: string;
  dir?: 'ltr' | 'rtl';
}

/** As many samples as have come, from sample 0 on; x of sample i is i. */
export class Feed {
  readonly #stream: LiveStream;
  readonly #series: number;
  #timer: ReturnType<typeof setInterval> | undefined;
  pushed = 0;

  constructor(stream: LiveStream) {
    this.#stream = stream;
    this.#series = Math.max(1, stream.series.length);
  }

  push(count: number): void {
    const columns = Array.from({ length: this.#series }, (_, series) =>
      Float64Array.from({ length: count }, (_, i) => yAt(this.pushed + i, series)),
    );
    this.#stream.extend({ x0: this.pushed, dx: 1 }, this.#stream.series.length > 0 ? columns : columns[0]);
    this.pushed += count;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.push(BATCH), EVERY);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** A stream that is fed, in an element of its own. All of it is gone once the test has finished. */
export function fedStream({ stream: given, style = '', dir = 'ltr' }: LiveOptions = {}) {
  const errors: unknown[] = [];
  const page = document.body.appendChild(document.createElement('div'));
  page.dir = dir;
  page.style.cssText = `width:500px;height:300px;margin:20px 0 0 40px;${style}`;
  const stream = new LiveStream({ xScale: 'linear', maxPoints: 1_000_000, ...given });
  stream.addEventListener('error', ({ error }) => errors.push(error));
  const feed = new Feed(stream);
  onTestFinished(async () => {
    feed.stop();
    await stream.close();
    page.remove();
  });
  return { stream, feed, page, errors };
}

/** A chart that is touched, while samples go on arriving. */
export async function live(options: LiveOptions = {}) {
  const { output = 'canvas', first = 2000, fed = true } = options;
  const { stream, feed, page, errors } = fedStream(options);
  const view = stream.mount(page, { output });
  if (first > 0) feed.push(first);
  const touched = await interact(view, options.interact);
  await eventually(() => expect(touched.attention.sight.pane?.end).toBe(first));
  if (fed) {
    feed.start();
    await eventually(() => expect(touched.attention.sight.pane!.end).toBeGreaterThan(first));
  }
  return { stream, feed, page, errors, view, touched, ...seenIn(view, touched) };
}

/** A chart that stands still, at which more samples have arrived meanwhile. */
export async function paused(options: LiveOptions = {}) {
  const chart = await live(options);
  chart.touched.pause();
  await eventually(() => expect(chart.newer()).toBeGreaterThan(0));
  return chart;
}

/** What a reader sees of a chart, and has hands on. */
export function seenIn(view: View, touched: Interaction) {
  const { element } = view;
  const tree = [...element.children].find(({ shadowRoot }) => shadowRoot?.querySelector('[part=pad]'))!.shadowRoot!;
  const part = (name: string) => partOf(tree, name);
  const plot = () => touched.attention.sight.pane!.plot;
  /** All that it has told, of each type its details. */
  const told: { [Type in keyof InteractionEvents]: InteractionEvents[Type]['detail'][] } = {
    hover: [],
    select: [],
    view: [],
    pause: [],
  };
  for (const type of ['hover', 'select', 'view', 'pause'] as const) {
    touched.addEventListener(type, ({ detail }) => (told[type] as unknown[]).push(detail));
  }
  return {
    element,
    tree,
    part,
    plot,
    told,
    hands: handsOn(element),
    /** A place in the plot, by shares of its sides. */
    at: (x: number, y = 0.5): Place => {
      const area = plot();
      return { left: Math.round(area.x + x * area.width), top: Math.round(area.y + y * area.height) };
    },
    /** x that lies so far from the left of the picture. */
    xAt: (left: number): number => {
      const { x, width } = plot();
      const [from, to] = touched.shown!.x;
      return from + ((left - x) / width) * (to - from);
    },
    /** CSS px from the left of the picture, whole. */
    leftOf: (value: number): number => {
      const { x, width } = plot();
      const [from, to] = touched.shown!.x;
      return Math.round(x + ((value - from) / (to - from)) * width);
    },
    /** Of x, a CSS px: a picture that scrolls does so by whole ones. */
    px: () => (touched.shown!.x[1] - touched.shown!.x[0]) / plot().width,
    /** How much of x is shown. */
    length: () => touched.shown!.x[1] - touched.shown!.x[0],
    /** Until the picture is the one that has been chosen last; it moves by whole px. */
    /** The picture is the one that has been chosen last. */
    settled: () => eventually(() => expect(touched.attention.sight.settled).toBe(true)),
    /** Samples that the badge says have come since. */
    newer: () =>
      Number(/(?<=^Paused · )[\d,]+(?= newer)/.exec(part('paused').textContent)?.[0].replaceAll(',', '') ?? -1),
    isSeen: (name: string) => part(name) !== null && isSeen(part(name)),
    /** Where the crosshair's line is, CSS px from the left of the view; null where it isn't seen. */
    line: () => {
      const frame = part('crosshair').getBoundingClientRect();
      const { left } = part('crosshair-x').getBoundingClientRect();
      return left < frame.left ? null : left - element.getBoundingClientRect().left;
    },
    /** Rows of the tooltip: name, value, and where it is another, x. Null where it isn't seen. */
    tip: () => {
      if (!isSeen(part('tooltip'))) return null;
      const rows = partsOf(tree, 'tooltip-row').filter((row) => !row.hidden);
      const cells = (row: Element) =>
        ['name', 'value', 'at'].map((name) => row.querySelector(`[part=tooltip-${name}]`)!);
      return { x: part('tooltip-x').textContent, rows: rows.map((row) => textsOf(cells(row))) };
    },
    legend: () => partsOf(tree, 'legend-item') as HTMLButtonElement[],
    said: () => tree.querySelector('[role=status][part=unseen]')!.textContent.trim(),
  };
}

export const frames = async (count = 3) => {
  for (let k = 0; k < count; k++) await new Promise((resolve) => requestAnimationFrame(resolve));
};

/** There is something to scroll, while a test runs. */
export function longPage(): void {
  document.body.style.paddingBottom = '3000px';
  onTestFinished(() => {
    document.body.style.paddingBottom = '';
    scrollTo(0, 0);
  });
}
