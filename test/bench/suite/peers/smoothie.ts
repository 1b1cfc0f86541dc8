/** Smoothie, as its tutorial says: `append` for each sample, the chart draws by itself. Its x is the time of day in ms. */
import { SmoothieChart, TimeSeries } from 'smoothie';
import { compete } from '../page.js';

compete((container, { window, rate, size }) => {
  const canvas = container.appendChild(Object.assign(document.createElement('canvas'), size));
  const span = (1000 * window) / rate;
  const chart = new SmoothieChart({
    millisPerPixel: span / size.width,
    grid: { fillStyle: '#ffffff', strokeStyle: '#dddddd', millisPerLine: span / 8 },
    labels: { fillStyle: '#444444' },
    interpolation: 'linear',
    maxDataSetLength: window,
  } as never);
  const series = new TimeSeries();
  chart.addTimeSeries(series, { strokeStyle: '#2563eb', lineWidth: 1.5 });
  chart.streamTo(canvas);
  let offset = Number.NaN;
  return {
    append(xs, ys) {
      if (Number.isNaN(offset)) offset = Date.now() - 1000 * xs[xs.length - 1];
      for (let i = 0; i < xs.length; i++) series.append(1000 * xs[i] + offset, ys[i]);
    },
  };
});
