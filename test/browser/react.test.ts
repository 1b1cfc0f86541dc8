/** The hook and the component in strict mode. What needs a bundler is in test/consumers. */
import { act, Component, createElement, type ReactNode, StrictMode, useEffect, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Engine, type LiveStream, type View } from '../../src/index.js';
import { type Interaction, interact } from '../../src/interactive.js';
import { LiveChart, type LiveChartProps, useLiveStream } from '../../src/react.js';
import { eventually } from './eventually.js';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

let container: HTMLElement;
let root: Root;
let complaints: ReturnType<typeof vi.spyOn>;

beforeEach(() => {
  complaints = vi.spyOn(console, 'error');
  container = document.body.appendChild(document.createElement('div'));
  root = createRoot(container);
});

afterEach(async () => {
  await act(() => root.unmount());
  container.remove();
  expect(complaints).not.toHaveBeenCalled();
  complaints.mockRestore();
});

const render = (props: LiveChartProps) =>
  act(() => root.render(createElement(StrictMode, null, createElement(LiveChart, props))));

/** The streams that a component has told of, null where it took one back. */
function told(): { streams: (LiveStream | null)[]; streamRef: (stream: LiveStream | null) => void } {
  const streams: (LiveStream | null)[] = [];
  return { streams, streamRef: (stream) => void streams.push(stream) };
}

const latest = (streams: (LiveStream | null)[]) => streams.filter((stream) => stream !== null).at(-1)!;

test('strict mode mounts twice, and there is one stream and one canvas', async () => {
  const { streams, streamRef } = told();
  await render({ title: 'Sensor', width: 300, height: 150, streamRef });
  const stream = latest(streams);
  expect(new Set(streams.filter(Boolean)).size).toBe(1);
  stream.push(1, 2);
  await stream.flush();
  await expect.poll(() => container.querySelectorAll('canvas').length).toBe(1);
  expect(container.querySelector('[role=img]')!.getAttribute('aria-label')).toBe('Sensor');
});

test('options change, and have their defaults again when they are gone, and the window stays', async () => {
  const { streams, streamRef } = told();
  await render({ title: 'One', maxPoints: 3, streamRef });
  const stream = latest(streams);
  stream.extend([1, 2, 3, 4], [1, 2, 3, 4]);
  expect(stream.n).toBe(3);
  await render({ title: 'Two', streamRef });
  expect(container.querySelector('[role=img]')!.getAttribute('aria-label')).toBe('Two');
  stream.extend([5, 6], [5, 6]);
  expect(stream.n).toBe(5);
  expect(latest(streams)).toBe(stream);
});

test('a ref object holds the stream until the component is gone, which closes it', async () => {
  const streamRef = { current: null as LiveStream | null };
  await render({ streamRef });
  const stream = streamRef.current!;
  stream.push(1, 1);
  await act(() => root.render(null));
  expect(streamRef.current).toBeNull();
  await expect
    .poll(() => {
      try {
        stream.push(1, 1);
        return '';
      } catch (error) {
        return (error as Error).name;
      }
    })
    .toBe('InvalidStateError');
  expect(container.querySelector('canvas')).toBeNull();
});

test('another output is another view of the same stream', async () => {
  const { streams, streamRef } = told();
  await render({ output: 'svg', streamRef });
  latest(streams).extend([1, 2], [1, 2]);
  await expect.poll(() => container.querySelectorAll('svg').length).toBe(1);
  await render({ output: 'canvas', streamRef });
  await expect.poll(() => container.querySelectorAll('canvas').length).toBe(1);
  expect(container.querySelector('svg')).toBeNull();
  expect(latest(streams).n).toBe(2);
});

test('the hook gives null until the component is in the page', async () => {
  const seen: (LiveStream | null)[] = [];
  function Chart() {
    const { stream, ref } = useLiveStream({ maxPoints: 10 });
    const [count, setCount] = useState(0);
    seen.push(stream);
    return createElement('button', { type: 'button', ref, onClick: () => setCount(count + 1) }, null);
  }
  await act(() => root.render(createElement(Chart)));
  expect(seen[0]).toBeNull();
  expect(seen.at(-1)).not.toBeNull();
  await act(() => container.querySelector('button')!.click());
  expect(new Set(seen.filter(Boolean)).size).toBe(1);
});

test('another engine is another stream, and the former one is open until nobody has it any more', async () => {
  const [first, second] = [new Engine(), new Engine()];
  const closed: unknown[] = [];
  let feeds = 0;
  // One that pushes whenever it can.
  const streamRef = (stream: LiveStream | null) => {
    if (!stream) return;
    feeds++;
    const { port1, port2 } = new MessageChannel();
    let ended = false;
    port1.onmessage = () => {
      if (ended) return;
      try {
        stream.push(1, 1);
      } catch (error) {
        closed.push(error);
      }
      port2.postMessage(0);
    };
    port2.postMessage(0);
    return () => {
      ended = true;
      port1.close();
    };
  };
  for (let i = 0; i < 6; i++) await render({ engine: i % 2 ? first : second, streamRef });
  expect(feeds).toBeGreaterThanOrEqual(6);
  expect(closed).toEqual([]);
  expect(container.querySelectorAll('[role=img]')).toHaveLength(1);
  await act(() => root.render(null));
  await first.close();
  await second.close();
});

test('attributes for tests and for assistive technology are the element’s', async () => {
  await render({
    id: 'chart',
    className: 'wide',
    style: { height: 100 },
    ...{ 'data-testid': 'x', 'aria-label': 'y' },
  });
  const element = container.firstElementChild as HTMLElement;
  expect(element.dataset.testid).toBe('x');
  expect(element.getAttribute('aria-label')).toBe('y');
  expect([element.id, element.className, element.style.height]).toEqual(['chart', 'wide', '100px']);
});

/** But for those that a look is read by, which are spans. */
const layers = () => [...container.querySelectorAll('div')].filter((one) => one.shadowRoot);

const acting = (on: boolean) => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: on });

/** What comes by itself is dealt with meanwhile as in a page, outside of any act. */
async function inTime(check: () => void): Promise<void> {
  acting(false);
  await eventually(check).finally(() => acting(true));
}

test('a chart that can be touched stays so while its options say the same', async () => {
  const { streams, streamRef } = told();
  const interactions: (Interaction | null)[] = [];
  const interactionRef = (interaction: Interaction | null) => void interactions.push(interaction);
  const show = (follow: number, evicted = 'gone') =>
    render({
      ...{ xScale: 'linear', style: { width: 400, height: 200 }, streamRef, interactionRef },
      interactive: { follow, texts: { evicted, more: (n) => `and ${n}` } },
    });
  await show(10);
  latest(streams).extend([0, 50, 100], [1, 2, 3]);
  await inTime(() => expect(interactions).toHaveLength(1));
  for (let i = 0; i < 3; i++) await show(10);
  expect(interactions).toHaveLength(1);
  await inTime(() => expect(interactions[0]!.shown?.x.map(Math.round)).toEqual([90, 100]));
  await show(20);
  await inTime(() => expect(interactions).toHaveLength(3));
  expect(interactions[1]).toBeNull();
  await inTime(() => expect(interactions[2]!.shown?.x.map(Math.round)).toEqual([80, 100]));
  await show(20, 'left');
  await inTime(() => expect(interactions).toHaveLength(5));
  expect(new Set(interactions.filter(Boolean)).size).toBe(3);
  expect(layers()).toHaveLength(1);
  await render({ xScale: 'linear', streamRef, interactionRef });
  await inTime(() => expect(interactions.at(-1)).toBeNull());
  expect(layers()).toHaveLength(0);
});

test('it is touched through another view as well, and no longer when the component is gone', async () => {
  const interactionRef = { current: null as Interaction | null };
  await render({ interactive: true, output: 'bitmap', interactionRef });
  await inTime(() => expect(interactionRef.current).not.toBeNull());
  const first = interactionRef.current!;
  await render({ interactive: true, output: 'canvas', interactionRef });
  await inTime(() => expect(interactionRef.current).not.toBeNull());
  expect(interactionRef.current).not.toBe(first);
  await inTime(() => expect(layers()).toHaveLength(1));
  await act(() => root.render(null));
  expect(interactionRef.current).toBeNull();
});

test('the hook gives the view, for who touches it by code', async () => {
  const views: (View | null)[] = [];
  const errors: unknown[] = [];
  function Chart({ output }: { output: 'canvas' | 'svg' }) {
    const { view, ref } = useLiveStream({ output });
    views.push(view);
    useEffect(() => {
      if (!view) return;
      let ended = false;
      const made = interact(view).then(
        (interaction) => {
          if (ended) interaction.remove();
          return interaction;
        },
        (error) => void (ended || errors.push(error)),
      );
      return () => {
        ended = true;
        void made.then((interaction) => interaction?.remove());
      };
    }, [view]);
    return createElement('div', { ref });
  }
  await act(() => root.render(createElement(Chart, { output: 'canvas' })));
  expect(views[0]).toBeNull();
  await inTime(() => expect(layers()).toHaveLength(1));
  await act(() => root.render(createElement(Chart, { output: 'svg' })));
  expect(new Set(views.filter(Boolean)).size).toBe(2);
  await inTime(() => expect(layers()).toHaveLength(1));
  expect(errors).toEqual([]);
});

test('options of touch that are wrong reach the nearest error boundary', async () => {
  class Boundary extends Component<{ children: ReactNode }, { message: string }> {
    override state = { message: '' };
    static getDerivedStateFromError = ({ message }: Error) => ({ message });
    override render() {
      return this.state.message === '' ? this.props.children : createElement('p', null, this.state.message);
    }
  }
  // React tells of what a boundary has caught.
  complaints.mockImplementation(() => {});
  const chart = createElement(LiveChart, { interactive: { follow: -1 } });
  await act(() => root.render(createElement(Boundary, null, chart)));
  await inTime(() =>
    expect(container.textContent).toBe('follow must be a number of units of x above 0 and finite, got -1'),
  );
  complaints.mockClear();
});
