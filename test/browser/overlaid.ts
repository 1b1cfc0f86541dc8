/** A view of the size of a chart with the layer over it, and what a worker would tell of it. */
import { cdp } from 'vitest/browser';
import { overlay } from '../../src/overlay-style.js';
import type { Dress, Hit, SeriesState } from '../../worker/inspection-types.js';

export const PLOT = { x: 50, y: 60, width: 400, height: 200 };

const KINDS: SeriesState['kind'][] = ['line', 'scatter', 'area', 'bar', 'band', 'step'];

export const dressOf = (names: readonly string[], text = '#767b86'): Dress => ({
  series: names.map((name, k) => ({
    name,
    kind: KINDS[k % KINDS.length],
    axis: 'left',
    color: ['#6366f1', '#fa6400', '#5aa06e'][k % 3],
    hidden: false,
  })),
  text,
  xTitle: 'Time',
  yTitles: ['Load'],
});

export const hitOf = (series: number, more: Partial<Hit> = {}): Hit => ({
  ...{ series, index: 7, x: 7, at: 7, y: series, left: 100 + series, top: 100 + series, xText: '7 s' },
  yText: `${series}.5 kW`,
  ...more,
});

/** @param style of the view, beside its size. */
export function overlaid(parent: Element = document.body, style = ''): { view: HTMLElement; tree: ShadowRoot } {
  const view = parent.appendChild(document.createElement('div'));
  view.style.cssText = `position:relative;overflow:hidden;line-height:0;width:480px;height:300px;${style}`;
  return { view, tree: overlay(view).tree };
}

export const partOf = (tree: ShadowRoot, part: string) => tree.querySelector<HTMLElement>(`[part~="${part}"]`)!;
export const partsOf = (tree: ShadowRoot, part: string) => [...tree.querySelectorAll<HTMLElement>(`[part~="${part}"]`)];

export const textsOf = (elements: Iterable<Element>) => [...elements].map(({ textContent }) => textContent);

/** The browser's own developer tools. */
export const tools = () => cdp() as unknown as { send<T = void>(method: string, params?: object): Promise<T> };

/** How often the page has been laid out. */
export async function layouts(): Promise<number> {
  await tools().send('Performance.enable');
  const { metrics } = await tools().send<{ metrics: { name: string; value: number }[] }>('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'LayoutCount')!.value;
}

export async function emulate(features: Record<string, string>): Promise<void> {
  const list = Object.entries(features).map(([name, value]) => ({ name, value }));
  await tools().send('Emulation.setEmulatedMedia', { features: list });
}

/** In the view's CSS px. */
export function boxIn(view: Element, element: Element) {
  const { left, top } = view.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  return { left: box.left - left, top: box.top - top, right: box.right - left, bottom: box.bottom - top };
}

export const centreIn = (view: Element, element: Element) => {
  const { left, top, right, bottom } = boxIn(view, element);
  return [(left + right) / 2, (top + bottom) / 2];
};

export const isSeen = (element: Element) => element.checkVisibility({ visibilityProperty: true });

export const MEASURED = { dx: '2 s', dy: '−3 kW', rate: '−1.5 kW/s' };
