import { mount, unmount } from 'svelte';
import Chart from './Chart.svelte';

const chart = mount(Chart, { target: document.getElementById('plot') });
Object.assign(globalThis, { end: () => unmount(chart) });
