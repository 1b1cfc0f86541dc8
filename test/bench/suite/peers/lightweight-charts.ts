/** lightweight-charts, as its documentation says for real time: `update` for each sample, the window by the visible range. */
import { createChart, LineSeries, type UTCTimestamp } from 'lightweight-charts';
import { compete } from '../page.js';

compete((container, { window, size }) => {
  const chart = createChart(container, { ...size, timeScale: { minBarSpacing: 0.0001 } });
  const series = chart.addSeries(LineSeries, {
    color: '#2563eb',
    lineWidth: 2,
    lastValueVisible: false,
    priceLineVisible: false,
  });
  // Its time is in whole seconds: samples are numbered.
  let count = 0;
  return {
    append(_, ys) {
      if (count === 0) {
        series.setData(Array.from(ys, (value, i) => ({ time: i as UTCTimestamp, value })));
        count = ys.length;
      } else {
        for (const value of ys) series.update({ time: count++ as UTCTimestamp, value });
      }
      chart.timeScale().setVisibleLogicalRange({ from: count - window, to: count });
    },
  };
});
