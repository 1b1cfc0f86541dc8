/**
 * Fidelity of what people see, at the pixel ratio of the browser that this runs in: of `render`, of a view's `chart()`
 * and of its visible canvas after 300 frames with evictions and rescaling, and of the SVG; beside them a stroke of M4
 * and of all points by the browser. Pictures, differences and figures go to test/fidelity/results/.
 */
import { afterAll, expect, test } from 'vitest';
import { commands, page } from 'vitest/browser';
import { type Chart, LiveStream, type View } from '../../src/index.js';
import metrics from '../data/server-metrics.json';
import { type Case, cases } from './cases.js';
import { m4 } from './m4.js';
import { luma, lumaOf, reference } from './reference.js';
import { ssim } from './ssim.js';

const RATIO = devicePixelRatio;
const WIDTH = 900;
const HEIGHT = 420;
const PEN = 1.5;
const COLOR = 0x6366f1;
const FRAMES = 300;
/** The SVG is cut to two decimals and to M4, and painted by the browser's own stroke. */
const SVG_FLOOR = 0.97;

const figures: Record<string, Record<string, number>> = {};

/** The data area of a chart, in device px. */
interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Described {
  plot: Chart['plot'];
  domain: Chart['domain'];
}

const areaOf = ({ plot }: Described): Area => ({
  x: plot.x * RATIO,
  y: plot.y * RATIO,
  width: plot.width * RATIO,
  height: plot.height * RATIO,
});

/** Samples in device px from the top left corner of the data area; NaN for gaps. */
function pointsOf(x: ArrayLike<number>, y: ArrayLike<number>, { plot, domain }: Described, byIndex: boolean) {
  const { width, height } = areaOf({ plot, domain });
  const points = new Float64Array(2 * y.length);
  for (let i = 0; i < y.length; i++) {
    const at = byIndex ? i : x[i];
    points[2 * i] = ((at - domain.x[0]) / (domain.x[1] - domain.x[0])) * width;
    points[2 * i + 1] = ((domain.y[1] - y[i]) / (domain.y[1] - domain.y[0])) * height;
    if (Number.isNaN(y[i])) points[2 * i] = Number.NaN;
  }
  return points;
}

function pixelsOf(source: CanvasImageSource & { width: number; height: number }, { x, y, width, height }: Area) {
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(source, -x, -y);
  return context.getImageData(0, 0, width, height).data;
}

/** A polyline painted by the browser's own stroke. */
function strokeOf(points: Float64Array, width: number, height: number) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.lineWidth = PEN * RATIO;
  context.lineJoin = context.lineCap = 'round';
  context.strokeStyle = `#${COLOR.toString(16)}`;
  let lifted = true;
  for (let i = 0; i < points.length; i += 2) {
    const gap = Number.isNaN(points[i]);
    if (!gap && lifted) context.moveTo(points[i], points[i + 1]);
    else if (!gap) context.lineTo(points[i], points[i + 1]);
    lifted = gap;
  }
  context.stroke();
  return context.getImageData(0, 0, width, height).data;
}

async function screenshotOf(element: Element, area: Area) {
  const base64 = await page.elementLocator(element).screenshot({ save: false, scale: 'device' });
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  expect([bitmap.width, bitmap.height]).toEqual([WIDTH * RATIO, HEIGHT * RATIO]);
  return pixelsOf(bitmap, area);
}

async function shownPixels(chart: Chart, area: Area) {
  const container = document.createElement('div');
  container.style.width = `${WIDTH}px`;
  document.body.append(container);
  chart.show(container);
  const pixels = await screenshotOf(container.firstElementChild!, area);
  container.remove();
  return pixels;
}

/** Keeps a picture as a PNG. */
async function keep(name: string, { width, height }: Area, pixels: Uint8ClampedArray) {
  const canvas = new OffscreenCanvas(width, height);
  const data = new ImageData(new Uint8ClampedArray(pixels), width, height);
  canvas.getContext('2d')!.putImageData(data, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  await commands.writeFile(`test/fidelity/results/${RATIO}x/${name}.png`, btoa(binary), { encoding: 'base64' });
}

/** Grey where a picture is as it should be, darker and lighter where it has too much and too little ink. */
function differenceOf(expected: Float32Array, actual: Float32Array): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(4 * expected.length).fill(255);
  expected.forEach((value, i) => {
    pixels.fill(128 + actual[i] - value, 4 * i, 4 * i + 3);
  });
  return pixels;
}

/** Compares pictures of one window with the truth, notes what each scores, and gives the scores. */
async function judge(name: string, area: Area, points: Float64Array, pictures: Record<string, Uint8ClampedArray>) {
  const truth = luma(reference(points, PEN * RATIO, area.width, area.height), COLOR);
  const scores: Record<string, number> = {};
  const slug = (text: string) => text.replace(/\W+/g, '-');
  for (const [picture, pixels] of Object.entries(pictures)) {
    const actual = lumaOf(pixels);
    scores[picture] = ssim(truth, actual, area.width, area.height);
    await keep(slug(`${name} ${picture}`), area, pixels);
    await keep(slug(`${name} ${picture} difference`), area, differenceOf(truth, actual));
  }
  figures[name] = { ...figures[name], ...scores };
  return scores;
}

/** Heights that leave 10 CSS px free above and below in a domain of [0, 1], which is what an axis makes of them. */
const FREE = 10.5 / 382;

function fitted(given: Case): Case {
  const finite = given.y.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  return { ...given, y: given.y.map((y) => FREE + ((1 - 2 * FREE) * (y - low)) / (high - low)) };
}

const all = cases(metrics).map(fitted);
const optionsOf = ({ y, irregular }: Case) => ({
  maxPoints: y.length,
  xScale: irregular ? ('linear' as const) : ('category' as const),
  width: WIDTH,
  height: HEIGHT,
  colorHex: COLOR,
  grid: false,
});

test.each(all)('render and SVG of $name', async (given) => {
  const stream = new LiveStream(optionsOf(given));
  stream.extend(given.x, given.y);
  const chart = await stream.render({ pixelRatio: RATIO });
  const svg = await stream.render({ format: 'svg' });
  await stream.close();
  expect([svg.plot, svg.domain]).toEqual([chart.plot, chart.domain]);
  const area = areaOf(chart);
  const points = pointsOf(given.x, given.y, chart, !given.irregular);
  const scores = await judge(given.name, area, points, {
    render: pixelsOf(chart.bitmap!, area),
    svg: await shownPixels(svg, area),
    'M4 stroked': strokeOf(m4(points, area.width, area.width), area.width, area.height),
    'all stroked': strokeOf(points, area.width, area.height),
  });
  expect(scores.render).toBeGreaterThanOrEqual(given.floor);
  expect(scores.svg).toBeGreaterThanOrEqual(SVG_FLOOR);
});

/** What is streamed: first something taller that is evicted by the end, then the case. */
function feedOf({ x, y }: Case): { x: Float64Array; y: Float64Array } {
  const n = y.length;
  // Few samples are sent again and again, so that each frame has some.
  const laps = Math.max(2, Math.ceil((2 * FRAMES) / n));
  const span = x[n - 1] - x[0] + 1;
  const xs = new Float64Array(laps * n);
  const ys = new Float64Array(laps * n);
  for (let lap = 0; lap < laps; lap++) {
    for (let i = 0; i < n; i++) {
      xs[lap * n + i] = x[i] + lap * span;
      ys[lap * n + i] = lap < laps - 1 ? 2.5 * y[i] + lap : y[i];
    }
  }
  return { x: xs, y: ys };
}

/** So many at once leave time for every one of them to be painted in a frame. */
const AT_ONCE = 4;
const groups = Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, i) =>
  all.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
);

test.each(groups)('charts and canvases after 300 frames with evictions and rescaling: %$', async (...group) => {
  const streams: {
    given: Case;
    container: Element;
    stream: LiveStream;
    view: View;
    feed: ReturnType<typeof feedOf>;
  }[] = [];
  for (const [i, given] of group.entries()) {
    const container = document.createElement('div');
    // One upon the other: what is scrolled out of sight is not painted. The first is on top, and taken away first.
    container.style.cssText = `position:absolute;top:0;left:0;z-index:${group.length - i};background:#fff`;
    document.body.append(container);
    const stream = new LiveStream(optionsOf(given));
    streams.push({ given, container, stream, view: stream.mount(container), feed: feedOf(given) });
  }
  for (let frame = 0; frame < FRAMES; frame++) {
    await Promise.all(
      streams.map(({ stream, feed: { x, y } }) => {
        const [from, to] = [frame, frame + 1].map((part) => Math.round((part / FRAMES) * x.length));
        stream.extend(x.subarray(from, to), y.subarray(from, to));
        return stream.flush();
      }),
    );
  }
  // A frame that took too long to be waited for is one less, and no fault: the last one must be there.
  await Promise.all(streams.map(({ stream }) => stream.flush()));
  const failures: string[] = [];
  for (const { given, container, stream, view } of streams) {
    expect((await stream.stats()).frames).toBeGreaterThan(FRAMES * 0.9);
    const chart = await view.chart();
    const { x, y } = await stream.data();
    const area = areaOf(chart);
    const points = pointsOf(x as Float64Array, y, chart, !given.irregular);
    const scores = await judge(given.name, area, points, {
      chart: pixelsOf(chart.bitmap!, area),
      canvas: await screenshotOf(view.element, area),
    });
    for (const [picture, score] of Object.entries(scores)) {
      if (!(score >= given.floor)) failures.push(`${picture} of ${given.name}: ${score} < ${given.floor}`);
    }
    await stream.close();
    container.remove();
  }
  expect(failures).toEqual([]);
});

afterAll(() => commands.writeFile(`test/fidelity/results/${RATIO}x.json`, JSON.stringify(figures, null, 1)));
