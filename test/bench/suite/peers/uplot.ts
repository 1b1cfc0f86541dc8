/** uPlot, as its streaming demos do it: the window in arrays, `setData` for each frame. */
import uPlot from 'uplot';
import css from 'uplot/dist/uPlot.min.css';
import { compete } from '../page.js';
import { SlidingWindow } from './sliding-window.js';

document.head.append(Object.assign(document.createElement('style'), { textContent: css }));

compete((container, { window, size }) => {
  const kept = new SlidingWindow(window);
  const plot = new uPlot(
    {
      ...size,
      scales: { x: { time: false } },
      series: [{}, { stroke: '#2563eb', width: 1.5, points: { show: false } }],
      legend: { show: false },
      cursor: { show: false },
    },
    [[], []],
    container,
  );
  return {
    append(xs, ys) {
      kept.append(xs, ys);
      plot.setData([kept.xs, kept.ys] as never);
    },
  };
});
