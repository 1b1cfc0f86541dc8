import { createApp } from 'vue';
import Chart from './Chart.vue';

const app = createApp(Chart);
app.mount('#root');
Object.assign(globalThis, { end: () => app.unmount() });
