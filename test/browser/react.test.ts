/** The hook and the component in strict mode. What needs a bundler is in test/consumers. */
import { act, createElement, StrictMode, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Engine, type LiveStream } from '../../src/index.js';
import { LiveChart, type LiveChartProps, useLiveStream } from '../../src/react.js';

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
