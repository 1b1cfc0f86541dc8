/** How views look: themes, custom properties of their containers, and what the reader prefers; followed when it changes. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import { Engine, LiveStream } from '../../src/index.js';
import type { MountOptions } from '../../src/live-stream.js';
import type { View } from '../../src/view.js';
import type { Output, StreamMessage, ViewMessage } from '../../worker/protocol.js';
import { boxFont } from './box-font.js';
import { eventually } from './eventually.js';
import { workerUrl } from './held-worker.js';
import { count, imageDataOf, pixelsOf } from './pixels.js';

const OUTPUTS: Output[] = ['canvas', 'bitmap', 'svg'];
const RED = 0xff0000;
const GREEN = 0x008000;
const BLUE = 0x0000ff;

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const back of undo.splice(0).reverse()) await back();
});

/** What views are told, in their order. */
const told: ViewMessage[] = [];
let engine: Engine;

beforeAll(() => {
  class Watched extends Worker {
    override postMessage(message: unknown, options?: Transferable[] | StructuredSerializeOptions): void {
      const { path, argumentList } = message as { path?: string[]; argumentList?: { value: StreamMessage[] }[] };
      if (path?.[0] === 'frame') for (const { views } of argumentList![1].value) told.push(...views);
      super.postMessage(message, options as Transferable[]);
    }
  }
  engine = new Engine({ worker: () => new Watched(new URL(workerUrl, import.meta.url), { type: 'module' }) });
  return () => engine.close();
});

function styled(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
  undo.push(() => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  });
  return sheet;
}

function containerIn(parent: Element = document.body, className = 'look'): HTMLElement {
  const container = document.createElement('div');
  container.className = className;
  container.style.cssText = 'width:300px;height:200px';
  parent.append(container);
  undo.push(() => container.remove());
  return container;
}

type Options = ConstructorParameters<typeof LiveStream>[0];

async function shownIn(container: HTMLElement, options: Options = {}, mount: MountOptions = {}) {
  const stream = new LiveStream({ xScale: 'linear', lineWidth: 6, engine, ...options });
  stream.addEventListener('error', ({ error }) => {
    throw error;
  });
  undo.push(() => stream.close());
  for (let i = 0; i < 40; i++) stream.push(i, i % 10);
  const view = stream.mount(container, mount);
  await stream.flush();
  return { stream, view };
}

/** What a view shows, on nothing: on the screen lines as thin as a pixel lose their colour, as that is a scaled one. */
async function pictureOf(view: View): Promise<ImageData> {
  const chart = await view.chart();
  return imageDataOf(chart.bitmap ?? (await createImageBitmap(await chart.toBlob('image/png'))));
}

/** How many pixels have about this colour, however translucent. */
function tinted({ data }: ImageData, rgb: number): number {
  return count({ data: data.map((value, i) => (i % 4 === 3 && value > 30 ? 255 : value)) } as ImageData, rgb);
}

const shows = async (view: View, rgb: number) => tinted(await pictureOf(view), rgb);
const seen = async ({ element }: { element: HTMLElement }, rgb: number) => count(await pixelsOf(element), rgb);
const looksTold = () => told.filter(({ look }) => look).length;

/** Media features as the browser would say them. */
async function emulate(features: Record<string, string>): Promise<void> {
  const session = cdp() as unknown as { send(method: string, params: object): Promise<void> };
  const set = (all: Record<string, string>) =>
    session.send('Emulation.setEmulatedMedia', {
      features: Object.entries(all).map(([name, value]) => ({ name, value })),
    });
  await set(features);
  undo.push(() => set(Object.fromEntries(Object.keys(features).map((name) => [name, '']))));
}

test.each(OUTPUTS)('output %s is painted in the colours of its container', async (output) => {
  styled(`.look { --ringplot-text: rgb(255 0 0); --ringplot-grid: oklch(0.52 0.177 142.5); --ringplot-axis: var(--mine);
    --mine: blue; --ringplot-background: yellow; --ringplot-series-1: hsl(300 100% 50%) }`);
  const { view } = await shownIn(containerIn(), { title: 'WWWWWW' }, { output });
  await eventually(async () => {
    const pixels = await pixelsOf(view.element);
    expect(count(pixels, RED)).toBeGreaterThan(40);
    expect(count(pixels, 0xff00ff)).toBeGreaterThan(1000);
    expect(count(pixels, 0xffff00)).toBeGreaterThan(10_000);
    expect(count(pixels, 0x6366f1)).toBe(0);
  });
  const picture = await pictureOf(view);
  expect(tinted(picture, GREEN)).toBeGreaterThan(400);
  expect(tinted(picture, BLUE)).toBeGreaterThan(100);
  // The background lies behind it.
  expect(tinted(picture, 0xffff00)).toBe(0);
});

test.each(OUTPUTS)('output %s follows a class, and is not told of what stays', async (output) => {
  styled(`.look { --ringplot-axis: blue; --ringplot-series-1: rgb(255 0 0) }
    .night .look { --ringplot-axis: green; --ringplot-series-1: fuchsia }`);
  const { stream, view } = await shownIn(containerIn(), {}, { output });
  await eventually(async () => expect(await seen(view, RED)).toBeGreaterThan(500));
  const before = looksTold();
  document.documentElement.classList.add('night');
  undo.push(() => document.documentElement.classList.remove('night'));
  await eventually(async () => {
    expect(await shows(view, BLUE)).toBe(0);
    expect(await shows(view, GREEN)).toBeGreaterThan(100);
    expect(await seen(view, RED)).toBe(0);
    expect(await seen(view, 0xff00ff)).toBeGreaterThan(500);
  });
  expect(looksTold()).toBe(before + 1);
  view.element.parentElement!.style.width = '280px';
  stream.push(40, 3);
  await stream.flush();
  expect(looksTold()).toBe(before + 1);
});

test('a style sheet that goes, a colour scheme, a colour of text and another place are followed', async () => {
  const sheet = styled('.look { --ringplot-axis: blue }');
  styled(`.look { --ringplot-series-1: light-dark(red, green); color-scheme: light }
    .dark { color-scheme: dark } .other { --ringplot-axis: currentColor; color: fuchsia }`);
  const container = containerIn();
  const { view } = await shownIn(container);
  await eventually(async () => {
    expect(await shows(view, BLUE)).toBeGreaterThan(100);
    expect(await seen(view, RED)).toBeGreaterThan(500);
  });
  sheet.disabled = true;
  await eventually(async () => expect(await shows(view, BLUE)).toBe(0));
  container.classList.add('dark');
  await eventually(async () => expect(await seen(view, GREEN)).toBeGreaterThan(500));
  const other = containerIn(document.body, 'other');
  other.append(container);
  await eventually(async () => expect(await shows(view, 0xff00ff)).toBe(0));
  container.className = '';
  await eventually(async () => expect(await shows(view, 0xff00ff)).toBeGreaterThan(100));
  other.style.color = 'blue';
  await eventually(async () => expect(await shows(view, BLUE)).toBeGreaterThan(100));
});

test('a container that is moved looks as where it is', async () => {
  styled('.here { --ringplot-axis: blue } .there { --ringplot-axis: red }');
  const [here, there] = ['here', 'there'].map((name) => containerIn(document.body, name));
  const container = containerIn(here, '');
  const { view } = await shownIn(container);
  await eventually(async () => expect(await shows(view, BLUE)).toBeGreaterThan(100));
  there.append(container);
  await eventually(async () => expect(await shows(view, RED)).toBeGreaterThan(100));
});

test('it is followed where the page forbids all transitions', async () => {
  styled(`* { transition: none !important; animation: none !important }
    .look { --ringplot-axis: blue } .look.on { --ringplot-axis: red }`);
  const container = containerIn();
  const { view } = await shownIn(container);
  container.classList.add('on');
  await eventually(async () => expect(await shows(view, RED)).toBeGreaterThan(100));
});

test('what is no colour, or no font, changes nothing; nor does a property for a series that has a colour', async () => {
  const shot = async (options: Options) => {
    const { view } = await shownIn(containerIn(), options);
    return imageDataOf((await view.chart()).bitmap!).data;
  };
  const options = { colorHex: RED, title: 'Title' };
  const plain = await shot(options);
  styled(`.look { --ringplot-text: 5px; --ringplot-grid: {}; --ringplot-axis: #12; --ringplot-font: 3em;
    --ringplot-background: none; --ringplot-series-1: blue }`);
  expect(await shot(options)).toEqual(plain);
  expect(plain.some((value) => value > 0)).toBe(true);
});

test('series take the colours of their places, but for those that were given one', async () => {
  styled('.look { --ringplot-series-1: red; --ringplot-series-2: green; --ringplot-series-3: blue }');
  const series = [{ name: 'a' }, { name: 'b', colorHex: 0xff00ff }, { name: 'c' }];
  const stream = new LiveStream({ xScale: 'linear', lineWidth: 6, engine, series });
  undo.push(() => stream.close());
  for (let i = 0; i < 40; i++) stream.push(i, [1, 2, 3]);
  const view = stream.mount(containerIn());
  await stream.flush();
  await eventually(async () => {
    const pixels = await pixelsOf(view.element);
    expect([RED, 0xff00ff, BLUE].map((rgb) => count(pixels, rgb) > 500)).toEqual([true, true, true]);
    expect(count(pixels, GREEN)).toBe(0);
  });
  stream.configure({ series: series.map(({ name }) => ({ name })) });
  await eventually(async () => expect(await seen(view, GREEN)).toBeGreaterThan(500));
});

test('colours may be translucent', async () => {
  styled('.look { --ringplot-axis: rgb(255 0 0 / 0.5); --ringplot-text: color(srgb 0 0 1 / 50%) }');
  for (const output of OUTPUTS) {
    const { view, stream } = await shownIn(containerIn(), { title: 'WWWWWW' }, { output });
    await eventually(async () => {
      const { data } = await pictureOf(view);
      const strongest = [0, 0];
      for (let at = 0; at < data.length; at += 4) {
        const [r, g, b, alpha] = data.slice(at, at + 4);
        if (g < 20 && r > 235 && b < 20) strongest[0] = Math.max(strongest[0], alpha);
        if (g < 20 && b > 235 && r < 20) strongest[1] = Math.max(strongest[1], alpha);
      }
      // Letters that touch are a little stronger.
      for (const alpha of strongest) expect(alpha).toBeGreaterThan(90);
      for (const alpha of strongest) expect(alpha).toBeLessThan(160);
    });
    await stream.close();
  }
});

test.each(OUTPUTS)('output %s has a theme, light or dark or the system’s, which is followed', async (output) => {
  await emulate({ 'prefers-color-scheme': 'light' });
  styled('.look { background: #808080 }');
  const { stream, view } = await shownIn(containerIn(), { title: 'WWWWWW', theme: 'system' }, { output });
  const [light, dark] = [0x374151, 0xd1d5db];
  await eventually(async () => expect(await shows(view, light)).toBeGreaterThan(8));
  await emulate({ 'prefers-color-scheme': 'dark' });
  await eventually(async () => {
    expect(await shows(view, light)).toBe(0);
    expect(await shows(view, dark)).toBeGreaterThan(8);
  });
  stream.configure({ theme: 'light' });
  await eventually(async () => expect(await shows(view, light)).toBeGreaterThan(8));
  // On the screen as well, where what has not changed is left as it is.
  await eventually(async () => {
    expect(await seen(view, light)).toBeGreaterThan(8);
  });
  // A container whose scheme does not depend on the system's has that.
  stream.configure({ theme: 'system' });
  view.element.parentElement!.style.colorScheme = 'light';
  await eventually(async () => {
    expect(await shows(view, light)).toBeGreaterThan(8);
    expect(await shows(view, dark)).toBe(0);
  });
});

test('where colours are forced they are the reader’s, unless the container keeps its own', async () => {
  await emulate({ 'forced-colors': 'active', 'prefers-color-scheme': 'light' });
  styled('.look { --ringplot-axis: red }');
  const probe = document.body.appendChild(document.createElement('div'));
  undo.push(() => probe.remove());
  const system = (color: string) => {
    probe.style.cssText = `forced-color-adjust:none;color:${color}`;
    const [r, g, b] = getComputedStyle(probe).color.match(/\d+/g)!.map(Number);
    return (r << 16) | (g << 8) | b;
  };
  const colors = new Set(['LinkText', 'CanvasText', 'Highlight'].map(system));
  expect(colors.size).toBe(3);
  const series = [{ name: 'a', colorHex: RED }, { name: 'b' }, { name: 'c' }];
  const stream = new LiveStream({ xScale: 'linear', lineWidth: 6, engine, series });
  undo.push(() => stream.close());
  for (let i = 0; i < 40; i++) stream.push(i, [1, 2, 3]);
  const container = containerIn();
  const view = stream.mount(container);
  await stream.flush();
  await eventually(async () => {
    const pixels = await pixelsOf(view.element);
    for (const color of colors) expect(count(pixels, color)).toBeGreaterThan(500);
    expect(count(pixels, RED)).toBe(0);
  });
  container.style.setProperty('forced-color-adjust', 'none');
  // That alone begins no transition: it is read with the next reason to.
  stream.configure({});
  await eventually(async () => expect(await seen(view, RED)).toBeGreaterThan(500));
  container.style.removeProperty('forced-color-adjust');
  await emulate({ 'forced-colors': 'none' });
  await eventually(async () => expect(await seen(view, RED)).toBeGreaterThan(500));
});

test('a reader who prefers that little moves gets four frames a second, where nobody said how many', async () => {
  /** As was said last of the view that was mounted last. */
  const fps = () => {
    const last = Math.max(...told.map(({ view }) => view));
    return told.filter(({ view }) => view === last).at(-1)?.state?.maxFps;
  };
  await shownIn(containerIn());
  expect(fps()).toBe(Number.POSITIVE_INFINITY);
  await emulate({ 'prefers-reduced-motion': 'reduce' });
  await eventually(() => expect(fps()).toBe(4));
  await emulate({ 'prefers-reduced-motion': 'no-preference' });
  await eventually(() => expect(fps()).toBe(Number.POSITIVE_INFINITY));
  await emulate({ 'prefers-reduced-motion': 'reduce' });
  const { stream } = await shownIn(containerIn(), {}, { maxFps: 20 });
  expect(fps()).toBe(20);
  // Nothing is lost.
  for (let i = 40; i < 300; i++) stream.push(i, 1);
  await stream.flush();
  expect((await stream.data()).y.length).toBe(300);
});

test.each([
  ['canvas', 'worker'],
  ['bitmap', 'worker'],
  ['canvas', 'page'],
  ['svg', 'page'],
] as const)('output %s has the page’s own font, painted in a %s', async (output, where) => {
  const style = document.head.appendChild(document.createElement('style'));
  undo.push(() => style.remove());
  const family = `Box ${output} ${where}`;
  style.textContent = `@media screen { @font-face { font-family: "${family}"; src: url(${boxFont()}) format("truetype"); font-weight: 1 900 } }
    .look { --ringplot-font: "${family}", serif; --ringplot-text: red; --ringplot-grid: #fff0 }`;
  const own =
    where === 'page'
      ? new Engine({
          worker: () => {
            throw new Error('none');
          },
        })
      : engine;
  if (own !== engine) undo.push(() => own.close());
  const stream = new LiveStream({ title: 'iiii', xScale: 'linear', engine: own, yTitle: 'iiii' });
  undo.push(() => stream.close());
  for (let i = 0; i < 40; i++) stream.push(i, i % 10);
  const view = stream.mount(containerIn(), { output });
  await stream.flush();
  // Where four narrow letters stand there are four boxes, condensed to their room but in SVG.
  await eventually(async () => expect(await seen(view, RED)).toBeGreaterThan(400));
  if (output !== 'svg') {
    const right = redColumns(await pictureOf(view), 0, 26).at(-1)!;
    expect(right).toBeGreaterThan(12);
    expect(right).toBeLessThan(12 + 4 * 0.222 * 15 * 1.12 + 2);
  }
});

/** Columns of rows [from, to) in which something is red. */
function redColumns({ data, width }: ImageData, from: number, to: number): number[] {
  const found: number[] = [];
  for (let x = 0; x < width; x++) {
    for (let y = from; y < to; y++) {
      const at = 4 * (y * width + x);
      if (data[at] > 200 && data[at + 1] < 90) {
        found.push(x);
        break;
      }
    }
  }
  return found;
}

test('a font that can’t be had leaves the next one, and the chart goes on', async () => {
  const style = document.head.appendChild(document.createElement('style'));
  undo.push(() => style.remove());
  style.textContent = `@font-face { font-family: Lost; src: url(/nowhere/lost.woff2) }
    .look { --ringplot-font: Lost, sans-serif; --ringplot-text: red }`;
  const { stream, view } = await shownIn(containerIn(), { title: 'WWWW' });
  await eventually(async () => expect(await seen(view, RED)).toBeGreaterThan(40));
  stream.push(40, 1);
  await stream.flush();
  expect((await view.chart()).n).toBe(41);
});

test.each(OUTPUTS)('output %s says that there is nothing, until there is', async (output) => {
  styled('.look { --ringplot-text: red }');
  const stream = new LiveStream({ engine, emptyText: 'WWWWWW' });
  undo.push(() => stream.close());
  const view = stream.mount(containerIn(), { output });
  await stream.flush();
  const middle = async () => {
    const { data } = await pictureOf(view);
    // Labels along y are red, too.
    const middle = data.filter((_, at) => Math.abs(Math.floor(at / 4 / 300) - 90) < 25 && (at / 4) % 300 > 100);
    return tinted({ data: middle } as ImageData, RED);
  };
  await eventually(async () => expect(await middle()).toBeGreaterThan(20));
  stream.push('a', Number.NaN);
  await stream.flush();
  await eventually(async () => expect(await middle()).toBeGreaterThan(20));
  stream.extend(['b', 'c'], [1, 2]);
  await stream.flush();
  await eventually(async () => expect(await middle()).toBe(0));
  stream.clear();
  await stream.flush();
  await eventually(async () => expect(await middle()).toBeGreaterThan(20));
});
