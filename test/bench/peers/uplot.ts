/** uPlot's frames, on the page's own thread. */
import uPlot from 'uplot';
import { cases } from '../../fidelity/cases.js';
import { luma, lumaOf, reference } from '../../fidelity/reference.js';
import { ssim } from '../../fidelity/ssim.js';
import { sourceOf } from '../source.js';

const metrics = fetch('/metrics.json').then((response) => response.json());

interface Peer {
  name: string;
  window: number;
  arriving: number;
  width: number;
  height: number;
  rounds: number;
}

const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
const COLOR = 0x6366f1;

/** uPlot as its own streaming demos use it: the window's arrays, cut anew, through `setData`. */
async function measureUplot({ name, window, arriving, width, height, rounds }: Peer) {
  document.body.replaceChildren();
  const given = cases(await metrics).find((one) => one.name === name)!;
  const source = sourceOf(given, window);
  const xs = new Float64Array(window + arriving * rounds * 2);
  const ys = new Float64Array(xs.length);
  source.write(xs, ys, 0, xs.length);
  const from = (round: number): uPlot.AlignedData => {
    const start = round * arriving;
    // uPlot's gaps are nulls, which no typed array holds; NaN is drawn as one as well.
    return [xs.subarray(start, start + window), ys.subarray(start, start + window)];
  };
  const line = { stroke: `#${COLOR.toString(16)}`, width: 1.5, points: { show: false } };
  const scales = { x: { time: false } };
  const plot = new uPlot(
    { width, height, series: [{}, line], scales, legend: { show: false }, cursor: { show: false } },
    from(0),
    document.body,
  );
  const empty = document.createElement('canvas');
  empty.width = width * devicePixelRatio;
  empty.height = height * devicePixelRatio;
  empty.style.cssText = `width:${width}px;height:${height}px`;
  document.body.append(empty);
  const context = empty.getContext('2d')!;
  const result = { whole: [] as number[], empty: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    await nextFrame();
    let began = performance.now();
    context.clearRect(0, 0, empty.width, empty.height);
    await nextFrame();
    result.empty.push(performance.now() - began);
    began = performance.now();
    plot.setData(from(round + 1));
    await nextFrame();
    result.whole.push(performance.now() - began);
  }
  plot.destroy();
  return result;
}

/** SSIM of uPlot's picture of a case, as the pictures test judges ours. */
async function judgeUplot({ name, width, height }: { name: string; width: number; height: number }): Promise<number> {
  document.body.replaceChildren();
  const { x, y } = cases(await metrics).find((one) => one.name === name)!;
  const line = { stroke: `#${COLOR.toString(16)}`, width: 1.5, points: { show: false } };
  const grid = { grid: { show: false }, ticks: { show: false } };
  const plot = new uPlot(
    {
      width,
      height,
      series: [{}, line],
      axes: [grid, grid],
      scales: { x: { time: false } },
      legend: { show: false },
      cursor: { show: false },
    },
    [x, y],
    document.body,
  );
  await nextFrame();
  await nextFrame();
  const { left, top, width: across, height: down } = plot.bbox;
  const points = new Float64Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    points[2 * i] = Number.isNaN(y[i]) ? Number.NaN : plot.valToPos(x[i], 'x', true) - left;
    points[2 * i + 1] = plot.valToPos(y[i], 'y', true) - top;
  }
  const truth = luma(reference(points, 1.5 * devicePixelRatio, across, down), COLOR);
  const score = ssim(truth, lumaOf(plot.ctx.getImageData(left, top, across, down).data), across, down);
  plot.destroy();
  return score;
}

Object.assign(globalThis, { measureUplot, judgeUplot });
