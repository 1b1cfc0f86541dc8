/**
 * The workloads: what is fed to whom. `window` in samples of each chart, `rate` in samples/s to each, sizes in CSS px.
 *
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} title
 * @property {number} window
 * @property {number} rate
 * @property {number} charts
 * @property {{ width: number, height: number }} size of a chart
 * @property {{ width: number, height: number }} viewport
 * @property {boolean} [irregular] x with log-normal gaps
 * @property {boolean} [scrolls] the page scrolls slowly up and down
 * @property {boolean} [byPort] samples are born in a worker, where the contestant can take them from there
 * @property {boolean} [cloud] a scatter of samples in no order
 * @property {string[]} [peers] only these can be asked to
 * @property {number} [series] on each chart, all at that rate; one where it is left out
 * @property {number} [near] share of the window that is shown by who looks more closely, where the chart is touched
 * @property {boolean} [busy] the page's thread is blocked for half of the time
 */

const ONE = { width: 900, height: 420 };
const SMALL = { width: 450, height: 210 };
const DESK = { width: 1900, height: 1000 };

/** @type {Record<string, Workload>} */
export const WORKLOADS = {
  W1: { name: 'W1', title: 'training', window: 500, rate: 60, charts: 1, size: ONE, viewport: ONE },
  W2: { name: 'W2', title: 'sensor', window: 10_000, rate: 10_000, charts: 1, size: ONE, viewport: ONE },
  W3: {
    ...{ name: 'W3', title: 'high rate', window: 100_000, rate: 100_000, charts: 1, size: ONE, viewport: ONE },
    irregular: true,
  },
  W4: { name: 'W4', title: 'extreme', window: 1_000_000, rate: 1_000_000, charts: 1, size: ONE, viewport: ONE },
  W5: { name: 'W5', title: 'dashboard', window: 10_000, rate: 1000, charts: 16, size: SMALL, viewport: DESK },
  W9: {
    ...{ name: 'W9', title: 'busy app', window: 100_000, rate: 100_000, charts: 1, size: ONE, viewport: ONE },
    byPort: true,
    busy: true,
  },
  W7: {
    ...{ name: 'W7', title: 'history', window: 100_000_000, rate: 1_000_000, charts: 1, size: ONE, viewport: ONE },
    byPort: true,
    peers: [],
  },
  W8: {
    ...{ name: 'W8', title: 'cloud', window: 1_000_000, rate: 100_000, charts: 1, size: ONE, viewport: ONE },
    cloud: true,
    peers: ['echarts', 'chartjs'],
  },
  W10: {
    ...{ name: 'W10', title: 'channels', window: 1_000_000, rate: 100_000, charts: 1, size: ONE, viewport: ONE },
    series: 8,
    peers: ['uplot'],
  },
  W6: { name: 'W6', title: 'wall', window: 10_000, rate: 1000, charts: 64, size: SMALL, viewport: DESK, scrolls: true },
};
