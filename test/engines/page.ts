/** What is done in a page of another engine: with the library as it is, and nothing of a test runner. */
import { type Feed, type FeedOptions, LiveStream, openSink } from '../../src/index.js';
import { interact } from '../../src/interactive.js';

const frame = () => new Promise<unknown>((resolve) => requestAnimationFrame(resolve));
const errors: string[] = [];
addEventListener('error', ({ message }) => errors.push(message));
addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));

/** With its errors, as an app would hear of them. */
function streamOf(maxPoints: number): LiveStream {
  const stream = new LiveStream({ xScale: 'linear', maxPoints, axes: false, grid: false });
  stream.addEventListener('error', ({ message }) => errors.push(message));
  return stream;
}

/** What a view shows, as the screen has it: how many of its pixels are painted, and a sum by which pictures differ. */
function seen(view: HTMLElement): { painted: number; sum: number } {
  const canvas = view instanceof HTMLCanvasElement ? view : view.querySelector('canvas');
  if (!canvas) {
    const text = view.querySelector('svg')?.outerHTML ?? '';
    return {
      painted: text.length,
      sum: Array.from(text).reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) | 0, 0),
    };
  }
  const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
  const context = copy.getContext('2d')!;
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, copy.width, copy.height);
  let [painted, sum] = [0, 0];
  for (let i = 3; i < data.length; i += 4) {
    if (data[i] > 0) painted++;
    sum = (31 * sum + data[i]) | 0;
  }
  return { painted, sum };
}

const checks = {
  /** A view while samples come: in how many of ten pictures of it something is painted, and how many of them differ. */
  async view(output: 'canvas' | 'bitmap' | 'svg') {
    const stream = streamOf(5000);
    const container = document.querySelector<HTMLElement>('#view')!;
    const view = stream.mount(container, { output });
    let pushed = 0;
    const pictures: ReturnType<typeof seen>[] = [];
    for (let picture = 0; picture < 10; picture++) {
      for (let i = 0; i < 500; i++) stream.push(pushed, Math.sin(pushed++ / 300));
      await stream.flush();
      // What is painted is on the screen with the frame after.
      for (let i = 0; i < 3; i++) await frame();
      pictures.push(seen(view.element));
    }
    const { n } = await view.chart();
    const { mode, reason, frames, received } = await stream.stats();
    await stream.close();
    const shown = pictures.filter(({ painted }) => painted > 0).length;
    const different = new Set(pictures.map(({ sum }) => sum)).size;
    return { n, mode, reason, received, shown, different, frames: frames >= 10, left: container.childElementCount };
  },

  async feed(options: FeedOptions & { count: number }) {
    const { count, ...own } = options;
    const stream = streamOf(count);
    if (own.type === 'readable') {
      own.readable = (await fetch(own.url!)).body!;
      delete own.url;
    }
    const feed: Feed = stream.connect(own);
    const problems: string[] = [];
    feed.addEventListener('problem', ({ detail }) => problems.push(detail.message));
    while (feed.counters.samples < count && feed.state !== 'failed') await stream.stats();
    const { x } = await stream.data();
    const inOrder = x.length === count && (x as Float64Array).every((value, i) => value === i);
    const { bad, missing, duplicate } = feed.counters;
    await stream.close();
    return { inOrder, bad, missing, duplicate, problems };
  },

  /** Samples by a sink, the moves of an interaction, and pictures on demand. */
  async others() {
    const stream = streamOf(1000);
    const view = stream.mount(document.querySelector<HTMLElement>('#view')!);
    const sink = openSink(stream.port());
    for (let i = 0; i < 1000; i++) sink.push(i, i % 10);
    await sink.flush();
    await stream.flush();
    const interaction = await interact(view);
    const { touched } = await new Promise<{ touched: unknown }>((resolve) => {
      interaction.addEventListener('view', () => resolve({ touched: interaction.shown }), { once: true });
      interaction.zoom(2);
    });
    const [svg, bitmap] = [await stream.render({ format: 'svg' }), await stream.render({ format: 'bitmap' })];
    const sizes = [(await svg.toBlob('image/svg+xml')).size, (await bitmap.toBlob('image/png')).size];
    const { n } = stream;
    await sink.close();
    await stream.close();
    return { n, touched: touched !== null, sizes: sizes.map((size) => size > 500), chart: svg.n };
  },

  errors: () => errors,
};

Object.assign(window, { checks });
