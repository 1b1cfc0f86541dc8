import 'ringplot/element';

const chart = document.createElement('live-chart');
chart.options = { colorHex: 0xd81b60, lineWidth: 4 };
document.querySelector('#plot').append(chart);
Object.assign(globalThis, { stream: chart.stream });
