/** `ringplot/append`: the universal primitive by itself. */
export { chartAppend } from '../worker/chart-append.js';
