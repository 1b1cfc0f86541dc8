/** uPlot, as its streaming demos do it: the window in arrays, `setData` for each frame. */
import uPlot from 'uplot';
import css from 'uplot/dist/uPlot.min.css';
import { compete } from '../page.js';
import { SlidingWindow } from './sliding-window.js';

document.head.append(Object.assign(document.createElement('style'), { textContent: css }));

const COLORS = ['#2563eb', '#fa6400', '#5aa06e', '#d20ac8', '#825a14', '#0a6e96', '#b482be', '#aa3c6e'];

compete((container, { window, size, series = 1 }) => {
  const kept = new SlidingWindow(window, series);
  const plot = new uPlot(
    {
      ...size,
      scales: { x: { time: false } },
      series: [{}, ...COLORS.slice(0, series).map((stroke) => ({ stroke, width: 1.5, points: { show: false } }))],
      legend: { show: false },
      cursor: { show: false },
    },
    kept.columns as never,
    container,
  );
  return {
    append(xs, _, columns) {
      kept.append(xs, ...columns);
      plot.setData(kept.columns as never);
    },
  };
});
