/**
 * lightweight-charts. Its documentation recommends `update` for real time, a call a sample; where many samples come at once
 * that takes far longer than setting the window anew, which is done then.
 */
import { createChart, LineSeries, type UTCTimestamp } from 'lightweight-charts';
import { compete } from '../page.js';
import { SlidingWindow } from './sliding-window.js';

/** Updates in a frame that are quicker than a new window. */
const FEW = 10;

compete((container, { window, size }) => {
  const chart = createChart(container, { ...size, timeScale: { minBarSpacing: 0.0001 } });
  const series = chart.addSeries(LineSeries, {
    color: '#2563eb',
    lineWidth: 2,
    lastValueVisible: false,
    priceLineVisible: false,
  });
  const kept = new SlidingWindow(window);
  // Its time is in whole seconds: samples are numbered.
  let count = 0;
  return {
    append(xs, ys) {
      kept.append(xs, ys);
      count += ys.length;
      if (ys.length <= FEW) {
        ys.forEach((value, i) => {
          series.update({ time: (count - ys.length + i) as UTCTimestamp, value });
        });
      } else {
        const first = count - kept.ys.length;
        series.setData(Array.from(kept.ys, (value, i) => ({ time: (first + i) as UTCTimestamp, value })));
      }
      chart.timeScale().setVisibleLogicalRange({ from: count - window, to: count });
    },
  };
});
