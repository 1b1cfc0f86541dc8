/** A worker that feeds a stream of the page without the page: it gets the stream's port once, and pushes into it. */
import { openSink } from 'ringplot';
import { createSensor } from './signal.js';

const RATE = 2_000;
const TICK_MS = 10;
/** What the chart begins with, so that it is never empty. */
const FIRST_SAMPLES = 10_000;

export type ProducerMessage = { port: MessagePort } | { running: boolean };

const sensor = createSensor(7);
let sink: ReturnType<typeof openSink> | undefined;
let running = false;
let last = performance.now();
let time = 0;

function produce(count: number) {
  const xs = new Float64Array(count);
  const ys = new Float64Array(count);
  sensor.fill(xs, ys, time, 1 / RATE);
  time += count / RATE;
  sink?.extend(xs, ys, { transfer: true });
}

function tick() {
  const now = performance.now();
  if (!running) {
    last = now;
    return;
  }
  const count = Math.min(RATE, Math.floor(((now - last) * RATE) / 1000));
  last += (count / RATE) * 1000;
  if (count > 0) produce(count);
}

self.onmessage = ({ data }: MessageEvent<ProducerMessage>) => {
  if ('port' in data) {
    sink = openSink(data.port);
    produce(FIRST_SAMPLES);
  } else {
    running = data.running;
  }
};
setInterval(tick, TICK_MS);
