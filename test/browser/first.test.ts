import { expect, test } from 'vitest';
import { LiveStream } from '../../src/index.js';

test('a sample reaches the screen through the worker', async () => {
  const stream = new LiveStream({ title: 'Sensor', width: 300, height: 150 });
  stream.addEventListener('error', (e) => console.error(e.error));
  const div = document.createElement('div');
  document.body.append(div);
  const view = stream.mount(div);
  for (let i = 0; i < 100; i++) stream.push(i, Math.sin(i / 10));
  expect(stream.n).toBe(100);
  await stream.flush();
  const stats = await stream.stats();
  console.log(JSON.stringify(stats));
  expect(stats.mode).toBe('worker');
  const chart = await stream.render({ format: 'svg' });
  console.log(chart.svg?.slice(0, 200));
  const shown = await view.chart();
  expect(shown.bitmap?.width).toBe(300);
  expect((await stream.data()).y.length).toBe(100);
  await stream.close();
  expect(div.childElementCount).toBe(0);
});
