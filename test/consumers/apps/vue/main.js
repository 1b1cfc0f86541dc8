import { createApp } from 'vue';
import Chart from './Chart.vue';

const app = createApp(Chart);
app.mount('#plot');
Object.assign(globalThis, { end: () => app.unmount() });
