/** The crosshair, and rings around the samples that it finds. */
import type { Hit, SeriesState } from '../worker/inspection-types.js';
import type { Rectangle } from '../worker/still.js';
import { boxOf, HIDDEN, make, styler } from './overlay-elements.js';

/** Beyond the edge, where a line is clipped. */
const AWAY = -9;
/** Of a ring, CSS px. */
const RADIUS = 5;
/** CSS px by which a sample at the edge of the plot may lie beyond it, by rounding. */
const SLACK = 0.5;

export interface Crosshair {
  /** CSS px in the view; null for no such line. */
  at(left: number | null, top: number | null, plot: Rectangle): void;
  /** @param nearest the one that stands out, −1 for none. */
  mark(hits: readonly Hit[], nearest: number, series: readonly SeriesState[], plot: Rectangle): void;
  remove(): void;
}

export function crosshair(tree: ShadowRoot): Crosshair {
  const whole = make(tree, 'div', '', { 'aria-hidden': 'true' });
  // The ring in front is so among rings only: what lies over the crosshair stays there.
  whole.style.isolation = 'isolate';
  const frame = make(whole, 'div', 'crosshair');
  const styleFrame = styler(frame);
  const lines = ['x', 'y'].map((axis) => make(frame, 'div', `crosshair-${axis}`));
  const rings: ReturnType<typeof styler>[] = [];
  const move = (line: HTMLElement, axis: string, at: number | null, from: number) => {
    line.style.transform = `translate${axis}(${at === null ? AWAY : Math.round(at - from)}px)`;
  };
  const show: Crosshair['at'] = (left, top, plot) => {
    // One more px, for a line on the edge.
    styleFrame(boxOf({ ...plot, width: plot.width + 1, height: plot.height + 1 }));
    move(lines[0], 'X', left, plot.x);
    move(lines[1], 'Y', top, plot.y);
  };
  show(null, null, { x: 0, y: 0, width: 0, height: 0 });
  return {
    at: show,
    mark(hits, nearest, series, { x, y, width, height }) {
      while (rings.length < hits.length) rings.push(styler(make(whole, 'div', 'mark')));
      for (const [k, style] of rings.entries()) {
        const hit = hits[k];
        const inside =
          hit &&
          Math.abs(hit.left - x - width / 2) <= width / 2 + SLACK &&
          Math.abs(hit.top - y - height / 2) <= height / 2 + SLACK;
        if (!inside) style(HIDDEN);
        else {
          const full = k === nearest ? ';background:currentColor;z-index:1' : '';
          style(`color:${series[hit.series].color}${full}`, `translate(${hit.left - RADIUS}px,${hit.top - RADIUS}px)`);
        }
      }
    },
    remove: () => whole.remove(),
  };
}
