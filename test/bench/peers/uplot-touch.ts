/** uPlot with its own cursor and legend, panned as its demo of zooming and dragging does it: `setScale` as the pointer moves. */
import uPlot from 'uplot';
import css from 'uplot/dist/uPlot.min.css';
import { compete } from '../suite/page.js';
import { SlidingWindow } from '../suite/peers/sliding-window.js';

document.head.append(Object.assign(document.createElement('style'), { textContent: css }));

/** Of its legend, CSS px: a chart that is touched has it in its size. */
const LEGEND = 30;

compete((container, { window, rate, size, near: share = 1 }) => {
  const kept = new SlidingWindow(window);
  const length = (share * window) / rate;
  let follows: 'all' | 'near' | null = 'all';
  const pans: uPlot.Plugin = {
    hooks: {
      ready({ over }) {
        over.addEventListener('mousedown', ({ button, clientX: from }) => {
          if (button !== 0) return;
          follows = null;
          const { min = 0, max = 0 } = plot.scales.x;
          const perPixel = plot.posToVal(1, 'x') - plot.posToVal(0, 'x');
          const move = ({ clientX }: MouseEvent) => {
            const by = perPixel * (clientX - from);
            plot.setScale('x', { min: min - by, max: max - by });
          };
          document.addEventListener('mousemove', move);
          document.addEventListener('mouseup', () => document.removeEventListener('mousemove', move), { once: true });
        });
      },
    },
  };
  const plot = new uPlot(
    {
      ...{ width: size.width, height: size.height - LEGEND },
      scales: { x: { time: false } },
      series: [{}, { label: 'signal', stroke: '#2563eb', width: 1.5, points: { show: false } }],
      cursor: { drag: { x: false, y: false } },
      plugins: [pans],
    },
    kept.columns as never,
    container,
  );
  return {
    append(xs, ys) {
      kept.append(xs, ys);
      // What stands still is drawn by those who move it.
      plot.setData(kept.columns as never, follows === 'all');
      const max = kept.xs[kept.xs.length - 1];
      if (follows === 'near') plot.setScale('x', { min: max - length, max });
    },
    near() {
      follows = 'near';
    },
    all() {
      follows = 'all';
    },
  };
});
