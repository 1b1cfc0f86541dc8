import { chartAppend, LiveStream } from 'ringplot';

const stream = new LiveStream({ title: 'Sensor', maxPoints: 5 });
stream.extend(['a', 'b', 'c'], [1, null, 3]);
const { svg } = await stream.render({ format: 'svg' });
const { mode } = await stream.stats();
await stream.close();
const payload = { title: 'Sensor', max_points: 5, x: ['a', 'b', 'c'], y: [1, null, 3] };
const { html } = JSON.parse(chartAppend(JSON.stringify(payload)));
console.log(JSON.stringify({ svg, html, mode }));
