/** ECharts, as its handbook says for large and for dynamic data: typed arrays, sampling, no animation, `setOption`. */
import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { compete } from '../page.js';
import { SlidingWindow } from './sliding-window.js';

echarts.use([LineChart, ScatterChart, GridComponent, CanvasRenderer]);

compete((container, { window, cloud }) => {
  const kept = new SlidingWindow(window);
  const chart = echarts.init(container);
  chart.setOption({
    animation: false,
    grid: { left: 50, right: 16, top: 12, bottom: 26 },
    xAxis: { type: 'value', min: 'dataMin', max: 'dataMax' },
    yAxis: { type: 'value' },
    series: [
      {
        ...(cloud
          ? { type: 'scatter', large: true, symbolSize: 4, itemStyle: { color: '#2563eb' } }
          : { type: 'line', showSymbol: false, sampling: 'lttb', lineStyle: { color: '#2563eb', width: 1.5 } }),
        dimensions: ['x', 'y'],
        data: [],
      },
    ],
  });
  return {
    append(xs, ys) {
      kept.append(xs, ys);
      const { xs: x, ys: y } = kept;
      const pairs = new Float64Array(2 * x.length);
      for (let i = 0; i < x.length; i++) {
        pairs[2 * i] = x[i];
        pairs[2 * i + 1] = y[i];
      }
      chart.setOption({ series: [{ data: pairs }] } as never, { lazyUpdate: true });
    },
  };
});
