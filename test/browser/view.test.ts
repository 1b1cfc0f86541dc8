import { afterEach, expect, onTestFinished, test } from 'vitest';
import { Engine, LiveStream } from '../../src/index.js';
import type { Output } from '../../worker/protocol.js';
import { eventually } from './eventually.js';
import { HeldWorker } from './held-worker.js';
import { count, imageDataOf, pixelsOf } from './pixels.js';

const RED = 0xdc2626;
const open: LiveStream[] = [];
const containers: HTMLElement[] = [];

afterEach(async () => {
  for (const stream of open.splice(0)) await stream.close();
  for (const container of containers.splice(0)) container.remove();
});

function streamOf(options: ConstructorParameters<typeof LiveStream>[0] = {}): LiveStream {
  const stream = new LiveStream({ colorHex: RED, lineWidth: 5, ...options });
  stream.addEventListener('error', ({ error }) => {
    throw error;
  });
  open.push(stream);
  return stream;
}

function containerOf(style: Partial<CSSStyleDeclaration> = {}): HTMLElement {
  const container = document.createElement('div');
  Object.assign(container.style, style);
  document.body.append(container);
  containers.push(container);
  return container;
}

const sizeOf = (element: Element) => {
  const { width, height } = element.getBoundingClientRect();
  return [width, height];
};

/** A sawtooth crosses most of the picture, so that it can't be missed. */
function fill(stream: LiveStream, n = 200): void {
  for (let i = 0; i < n; i++) stream.push(i, i % 20);
}

test.each(['canvas', 'bitmap', 'svg'] satisfies Output[])(
  'output %s puts the series on the screen, and what comes after',
  async (output) => {
    const stream = streamOf({ width: 400, height: 200 });
    const view = stream.mount(containerOf(), { output });
    await stream.flush();
    fill(stream);
    await stream.flush();
    await eventually(async () => expect(count(await pixelsOf(view.element), RED)).toBeGreaterThan(1000));
    expect(sizeOf(view.element)).toEqual([400, 200]);
    stream.configure({ colorHex: 0x16a34a });
    await stream.flush();
    await eventually(async () => {
      const pixels = await pixelsOf(view.element);
      expect(count(pixels, RED)).toBe(0);
      expect(count(pixels, 0x16a34a)).toBeGreaterThan(1000);
    });
    const shown = await view.chart();
    expect([shown.n, shown.width, shown.height]).toEqual([200, 400, 200]);
    expect(output === 'svg' ? shown.svg : shown.bitmap).toBeTruthy();
  },
);

test('several views of different outputs and sizes show one stream; each leaves by itself', async () => {
  const stream = streamOf();
  const sizes = [
    [300, 150],
    [200, 100],
    [500, 120],
  ];
  const outputs: Output[] = ['canvas', 'bitmap', 'svg'];
  const views = sizes.map(([width, height], i) =>
    stream.mount(containerOf({ width: `${width}px`, height: `${height}px` }), { output: outputs[i] }),
  );
  fill(stream);
  await stream.flush();
  for (const [i, view] of views.entries()) {
    expect(sizeOf(view.element)).toEqual(sizes[i]);
    await eventually(async () => expect(count(await pixelsOf(view.element), RED)).toBeGreaterThan(300));
  }
  views[1].unmount();
  views[1].unmount();
  expect(containers[1].childElementCount).toBe(0);
  await expect(views[1].chart()).rejects.toMatchObject({ name: 'InvalidStateError' });
  stream.push(1000, 10);
  await stream.flush();
  expect((await views[0].chart()).n).toBe(201);
});

test('omitted sides follow the content box; given ones stay', async () => {
  const container = containerOf({ width: '640px', height: '260px', padding: '10px 20px', boxSizing: 'border-box' });
  const stream = streamOf();
  const view = stream.mount(container);
  await stream.flush();
  expect(sizeOf(view.element)).toEqual([600, 240]);
  container.style.width = '340px';
  await eventually(() => expect(sizeOf(view.element)).toEqual([300, 240]));
  await stream.flush();
  expect((await view.chart()).width).toBe(300);
  stream.configure({ height: 100 });
  expect(sizeOf(view.element)).toEqual([300, 100]);
  stream.configure({ height: undefined });
  expect(sizeOf(view.element)).toEqual([300, 240]);
});

test.each([
  ['a flex row', { display: 'flex' }, { flex: '1', height: '100px' }],
  ['a grid', { display: 'grid', gridTemplateColumns: '100px 1fr' }, { height: '100px' }],
])('a container in %s shrinks with what holds it, though the view is in it', async (_, outer, inner) => {
  const holder = containerOf({ ...outer, width: '700px' });
  const beside = document.createElement('div');
  beside.style.width = '100px';
  const container = document.createElement('div');
  Object.assign(container.style, inner);
  holder.append(beside, container);
  const view = streamOf().mount(container);
  await eventually(() => expect(sizeOf(view.element)).toEqual([600, 100]));
  holder.style.width = '400px';
  await eventually(() => expect(sizeOf(view.element)).toEqual([300, 100]));
});

test('a container that is moved follows what holds it then', async () => {
  const holders = [700, 500].map((width) => containerOf({ display: 'flex', width: `${width}px` }));
  const container = document.createElement('div');
  Object.assign(container.style, { flex: '1', height: '100px' });
  holders[0].append(container);
  const stream = streamOf();
  const view = stream.mount(container);
  await eventually(() => expect(sizeOf(view.element)).toEqual([700, 100]));
  holders[1].append(container);
  await eventually(() => expect(sizeOf(view.element)).toEqual([500, 100]));
  holders[1].style.width = '300px';
  await eventually(() => expect(sizeOf(view.element)).toEqual([300, 100]));
  holders[0].style.width = '200px';
  fill(stream);
  await stream.flush();
  expect((await view.chart()).width).toBe(300);
});

test('an element that is taken out of the page and put back shows what it missed', async () => {
  const container = containerOf({ width: '300px', height: '150px' });
  const stream = streamOf();
  const view = stream.mount(container, { output: 'svg' });
  stream.push(1, 1);
  await stream.flush();
  const { element } = view;
  element.remove();
  await new Promise((resolve) => setTimeout(resolve, 50));
  stream.push(2, 2);
  await stream.flush();
  container.append(element);
  await eventually(async () => expect((await view.chart()).n).toBe(2));
});

test('what a view is asked for is rejected when its stream closes', async () => {
  const stream = streamOf();
  stream.mount(containerOf({ width: '300px', height: '150px' }), { maxFps: 0.5 });
  await stream.flush();
  stream.push(1, 1);
  const rejected = expect(stream.flush()).rejects.toMatchObject({ name: 'AbortError' });
  await stream.close();
  await rejected;
});

test('a side that the container does not have at first takes the default for good', async () => {
  const container = containerOf({ width: '500px' });
  const stream = streamOf();
  const view = stream.mount(container);
  expect(sizeOf(view.element)).toEqual([500, 420]);
  container.style.height = '90px';
  container.style.width = '450px';
  await eventually(() => expect(sizeOf(view.element)).toEqual([450, 420]));
});

test('a container without a box is waited for; one that shrinks to nothing pauses painting', async () => {
  const container = containerOf({ width: '300px', height: '150px', display: 'none' });
  const stream = streamOf();
  const view = stream.mount(container);
  fill(stream);
  await stream.flush();
  await expect(view.chart()).rejects.toMatchObject({ name: 'InvalidStateError' });
  container.style.display = 'block';
  await eventually(() => expect(sizeOf(view.element)).toEqual([300, 150]));
  await stream.flush();
  expect((await view.chart()).n).toBe(200);
  container.style.height = '0px';
  await new Promise((resolve) => new ResizeObserver(resolve).observe(container));
  // A sample that is left in shared memory may be there before the engine has heard of it.
  await stream.flush();
  stream.push(1, 1);
  await stream.flush();
  expect((await view.chart()).n).toBe(200);
  container.style.height = '120px';
  await eventually(() => expect(sizeOf(view.element)).toEqual([300, 120]));
  await stream.flush();
  expect((await view.chart()).n).toBe(201);
});

/** A stream whose engine does not start before `start` is called. */
function streamInWaiting(options: ConstructorParameters<typeof LiveStream>[0] = {}) {
  const worker = new HeldWorker();
  worker.hold('hello');
  const engine = new Engine({ worker });
  onTestFinished(() => engine.close());
  return { stream: streamOf({ engine, ...options }), start: () => worker.release() };
}

test('before there is an engine a view is in its place, as large as it will be, and follows options', async () => {
  const { stream, start } = streamInWaiting({ title: 'One' });
  const container = containerOf({ width: '320px', height: '170px', padding: '10px' });
  const view = stream.mount(container);
  expect(view.element.parentElement).toBe(container);
  expect(sizeOf(view.element)).toEqual([320, 170]);
  expect(view.element.getAttribute('aria-label')).toBe('One');
  stream.configure({ title: 'Two', width: 200 });
  expect(sizeOf(view.element)).toEqual([200, 170]);
  expect(view.element.getAttribute('aria-label')).toBe('Two');
  await expect(view.chart()).rejects.toMatchObject({ name: 'InvalidStateError' });
  const other = stream.mount(container);
  other.unmount();
  expect([...container.children]).toEqual([view.element]);

  fill(stream);
  const flushed = stream.flush();
  container.style.height = '120px';
  start();
  await flushed;
  expect(await view.chart()).toMatchObject({ n: 200, width: 200, height: 120 });
  await expect(other.chart()).rejects.toMatchObject({ name: 'InvalidStateError' });
  await eventually(async () => expect(count(await pixelsOf(view.element), RED)).toBeGreaterThan(300));
  expect([...container.children]).toEqual([view.element]);
});

test('a side that the container does not have before there is an engine takes the default for good', async () => {
  const { stream, start } = streamInWaiting();
  const container = containerOf({ width: '300px' });
  const view = stream.mount(container);
  container.style.height = '90px';
  start();
  await stream.flush();
  expect(await view.chart()).toMatchObject({ width: 300, height: 420 });
});

test('a stream that closes before its engine starts takes its views with it, whoever unmounts them again', async () => {
  const { stream, start } = streamInWaiting();
  const container = containerOf({ width: '300px', height: '150px' });
  const picture = document.createElement('p');
  container.append(picture);
  const views = [stream.mount(container), stream.mount(container, { replaces: 'p' })];
  expect(container.children).toHaveLength(3);
  await stream.close();
  expect([...container.children]).toEqual([picture]);
  for (const view of views) {
    view.unmount();
    await expect(view.chart()).rejects.toMatchObject({ name: 'InvalidStateError' });
  }
  start();
});

test('flush waits for a view that was only just mounted, and for a change of options', async () => {
  const stream = streamOf({ width: 200, height: 100 });
  fill(stream);
  await stream.flush();
  const view = stream.mount(containerOf());
  await stream.flush();
  expect((await view.chart()).n).toBe(200);
  stream.configure({ width: 150 });
  await stream.flush();
  expect((await view.chart()).width).toBe(150);
});

test('flush does not wait for a view that is detached', async () => {
  const container = containerOf({ width: '300px', height: '150px' });
  const stream = streamOf();
  stream.mount(container);
  await stream.flush();
  container.remove();
  stream.push(1, 1);
  await stream.flush();
  expect(stream.n).toBe(1);
});

test('mounting twice in one container, as StrictMode does, leaves one canvas', async () => {
  const container = containerOf({ width: '300px', height: '150px' });
  const stream = streamOf();
  stream.mount(container).unmount();
  const view = stream.mount(container);
  fill(stream);
  await stream.flush();
  expect(container.querySelectorAll('canvas')).toHaveLength(1);
  await eventually(async () => expect(count(await pixelsOf(view.element), RED)).toBeGreaterThan(300));
});

test('close leaves the container as it was', async () => {
  const container = containerOf();
  container.innerHTML = '<p>before</p>';
  const stream = streamOf();
  stream.mount(container);
  fill(stream);
  await stream.flush();
  await stream.close();
  expect(container.innerHTML).toBe('<p>before</p>');
  expect(container.getAttribute('style')).toBeNull();
});

test('a target that is nothing is named', () => {
  const stream = streamOf();
  expect(() => stream.mount('#no-such-thing')).toThrow(/TypeError|target .*"#no-such-thing"/);
  for (const target of ['#no-such-thing', '<<', null, {}, 7])
    expect(() => stream.mount(target as string)).toThrow(TypeError);
  expect(() => stream.mount(document.body, { output: 'png' as Output })).toThrow(/output .*'canvas'/);
  expect(() => stream.mount(document.body, { maxFps: 0 })).toThrow(RangeError);
  expect(() => stream.mount(document.body, { maxFsp: 1 } as never)).toThrow(/maxFps/);
});

test('bitmap and SVG of one chart share plot and domain, and the pixels are where the domain says', async () => {
  const stream = streamOf({ kind: 'scatter', width: 300, height: 200 });
  stream.extend([0, 5, 10], [0, 50, 100]);
  const [bitmap, svg] = [await stream.render({ pixelRatio: 2, html: true }), await stream.render({ format: 'svg' })];
  expect([bitmap.plot, bitmap.domain, bitmap.html]).toEqual([svg.plot, svg.domain, svg.html]);
  const image = imageDataOf(bitmap.bitmap!);
  expect([image.width, image.height]).toEqual([600, 400]);
  const { plot, domain } = bitmap;
  for (const [x, y] of [
    [0, 0],
    [5, 50],
    [10, 100],
  ]) {
    const px = plot.x + ((x - domain.x[0]) / (domain.x[1] - domain.x[0])) * plot.width;
    const py = plot.y + plot.height - ((y - domain.y[0]) / (domain.y[1] - domain.y[0])) * plot.height;
    const at = (Math.floor(py * 2) * image.width + Math.floor(px * 2)) * 4;
    expect([...image.data.slice(at, at + 4)]).toEqual([0xdc, 0x26, 0x26, 255]);
  }
});

test('bitmaps made in one go are each their own', async () => {
  const colors = [0xdc2626, 0x16a34a, 0x2563eb];
  const streams = colors.map((colorHex) => streamOf({ colorHex, width: 200, height: 100 }));
  for (const stream of streams) fill(stream);
  const charts = await Promise.all(streams.map((stream) => stream.render()));
  const images = charts.map(({ bitmap }) => imageDataOf(bitmap!));
  for (const [i, image] of images.entries()) {
    expect([image.width, image.height]).toEqual([200, 100]);
    expect(colors.map((color) => count(image, color) > 100)).toEqual(colors.map((_, k) => k === i));
  }
});

test('charts can be shown, and saved as SVG and PNG', async () => {
  const stream = streamOf({ width: 300, height: 150 });
  fill(stream);
  const container = containerOf();
  const svg = await stream.render({ format: 'svg' });
  svg.show(container);
  expect(container.firstElementChild?.tagName).toBe('svg');
  expect(await (await svg.toBlob()).text()).toBe(svg.svg);
  const png = await createImageBitmap(await svg.toBlob('image/png'));
  expect(count(imageDataOf(png), RED)).toBeGreaterThan(300);
  const bitmap = await stream.render();
  expect((await bitmap.toBlob()).type).toBe('image/png');
  await expect(bitmap.toBlob('image/svg+xml')).rejects.toMatchObject({ name: 'NotSupportedError' });
  bitmap.show(container);
  expect(count(await pixelsOf(container.firstElementChild!), RED)).toBeGreaterThan(300);
});

test('beyond what a canvas can hold the pixel ratio is lowered', async () => {
  const stream = streamOf({ width: 16_384, height: 10 });
  stream.extend([1, 2], [1, 2]);
  const { bitmap } = await stream.render({ pixelRatio: 3 });
  expect([bitmap?.width, bitmap?.height]).toEqual([16_384, 10]);
});

test('a canvas whose context was lost is painted anew, in full', async () => {
  const engine = new Engine({ worker: () => Promise.reject(new Error('in-process')) });
  const stream = new LiveStream({ engine, title: 'Sensor', width: 300, height: 150, colorHex: RED, lineWidth: 5 });
  open.push(stream);
  const view = stream.mount(containerOf());
  fill(stream);
  await stream.flush();
  const canvas = view.element.querySelector('canvas')!;
  const context = canvas.getContext('2d')!;
  const pixels = () => context.getImageData(0, 0, canvas.width, canvas.height).data.join();
  const before = pixels();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  canvas.dispatchEvent(new Event('contextrestored'));
  await eventually(() => expect(pixels()).toBe(before));
  await engine.close();
});

test('what stays on a canvas while its chart scrolls is what is drawn at once, the titles of the axes, too', async () => {
  const engine = new Engine({ worker: () => Promise.reject(new Error('in-process')) });
  const titles = { title: 'Sensor', xTitle: 'Time (s)', yTitle: 'Height (m)' };
  const stream = new LiveStream({ engine, ...titles, width: 300, height: 200, xScale: 'linear', maxPoints: 100 });
  open.push(stream);
  const view = stream.mount(containerOf());
  const inked = new Set<string>();
  for (let i = 0; i < 130; i++) {
    stream.push(i, i % 20);
    await stream.flush();
    if (i % 13 !== 0) continue;
    const canvas = view.element.querySelector('canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const drawn = imageDataOf((await view.chart()).bitmap!).data;
    const off = data.reduce((most, value, at) => Math.max(most, Math.abs(value - drawn[at])), 0);
    // Colours of translucent pixels may be rounded once more.
    expect(off).toBeLessThanOrEqual(4);
    inked.add(data.join());
  }
  expect(inked.size).toBe(10);
  await engine.close();
});

test('a view that is scrolled away is not painted, nor waited for; it is painted again before it comes into sight', async () => {
  containerOf({ height: '5000px' });
  const container = containerOf();
  const stream = streamOf({ width: 300, height: 150 });
  const view = stream.mount(container);
  const framesAfter = async () => {
    fill(stream, 20);
    await stream.flush();
    return (await stream.stats()).frames;
  };
  // Until the browser has said where it is, it counts as seen.
  let frames = -1;
  await expect
    .poll(async () => {
      const before = frames;
      frames = await framesAfter();
      return frames === before;
    })
    .toBe(true);
  for (let i = 0; i < 5; i++) expect(await framesAfter()).toBe(frames);
  container.scrollIntoView();
  await expect.poll(async () => (await stream.stats()).frames).toBeGreaterThan(frames);
  await eventually(async () => expect(count(await pixelsOf(view.element), RED)).toBeGreaterThan(1000));
  expect((await view.chart()).n).toBe(stream.n);
  scrollTo(0, 0);
});

/** A picture as a server sends it, and a container that holds it between other things. */
async function serverPicture() {
  const rendering = streamOf({ width: 300, height: 150 });
  fill(rendering, 20);
  const { svg } = await rendering.render({ format: 'svg' });
  const container = containerOf();
  container.innerHTML = `<h2>Title</h2>${svg}<p>Caption</p>`;
  return { container, picture: container.querySelector('svg')! };
}

test('a view that replaces a picture takes its place when it has painted, and not before', async () => {
  const { container, picture } = await serverPicture();
  const worker = new HeldWorker();
  worker.hold('frame', 'shown');
  const engine = new Engine({ worker });
  const stream = streamOf({ width: 300, height: 150, engine });
  fill(stream, 20);
  const view = stream.mount(container, { replaces: picture });
  const { top } = container.querySelector('p')!.getBoundingClientRect();
  // What else is asked has the places that it was promised.
  const asked = Promise.all([stream.render({ format: 'svg' }), stream.data()]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(picture.isConnected).toBe(true);
  worker.release();
  await asked;
  await expect.poll(() => picture.isConnected).toBe(false);
  expect((await view.chart()).n).toBe(20);
  expect([...container.children].map(({ tagName }) => tagName)).toEqual(['H2', 'DIV', 'P']);
  expect(container.querySelector('p')!.getBoundingClientRect().top).toBe(top);
  await engine.close();
});

test('out of sight, or without an engine that lives, the picture stays until there is another', async () => {
  containerOf({ height: '5000px' });
  const { container, picture } = await serverPicture();
  const workers: Worker[] = [];
  const engine = new Engine({
    worker: () => {
      workers.push(new HeldWorker());
      return workers[workers.length - 1];
    },
  });
  const stream = new LiveStream({ width: 300, height: 150, engine });
  open.push(stream);
  fill(stream, 20);
  stream.mount(container, { replaces: 'svg' });
  await stream.data();
  const restarted = new Promise((resolve) => stream.addEventListener('restart', resolve, { once: true }));
  workers[0].terminate();
  await restarted;
  await stream.data();
  expect(picture.isConnected).toBe(true);
  fill(stream, 20);
  container.scrollIntoView();
  await expect.poll(() => picture.isConnected).toBe(false);
  scrollTo(0, 0);
  await engine.close();
});

test('what a view may replace is in its target', async () => {
  const { container } = await serverPicture();
  const stream = streamOf();
  for (const replaces of [container, document.body, document.createElement('p'), containerOf()]) {
    expect(() => stream.mount(container, { replaces })).toThrow('replaces must be in the target');
  }
  expect(() => stream.mount(container, { replaces: '.none' })).toThrow('replaces must be an element or a selector');
});
