/** Chart.js, as its performance guide says: no parsing, no animation, decimation, data in its own format. */
import { Chart, Decimation, LinearScale, LineController, LineElement, PointElement, ScatterController } from 'chart.js';
import { compete } from '../page.js';

Chart.register(Decimation, LinearScale, LineController, LineElement, PointElement, ScatterController);

compete((container, { window, cloud }) => {
  const data: { x: number; y: number }[] = [];
  const canvas = container.appendChild(document.createElement('canvas'));
  const chart = new Chart(canvas, {
    type: cloud ? 'scatter' : 'line',
    data: {
      datasets: [
        {
          data,
          borderColor: '#2563eb',
          backgroundColor: '#2563eb',
          borderWidth: cloud ? 0 : 1.5,
          pointRadius: cloud ? 2 : 0,
        },
      ],
    },
    options: {
      animation: false,
      parsing: false,
      normalized: !cloud,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      plugins: { decimation: { enabled: true, algorithm: 'min-max' } },
      scales: { x: { type: 'linear' }, y: { type: 'linear' } },
    },
  });
  return {
    append(xs, ys) {
      const surplus = data.length + xs.length - window;
      if (surplus > 0) data.splice(0, surplus);
      for (let i = 0; i < xs.length; i++) data.push({ x: xs[i], y: ys[i] });
      // Decimation forgets the window it was given, but for a new array.
      chart.data.datasets[0].data = data;
      chart.update('none');
    },
  };
});
