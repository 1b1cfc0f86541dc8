/** `<live-chart>` as a page uses it: by attributes, by properties, from markup that was there before its definition. */
import { afterEach, describe, expect, test } from 'vitest';
import type { LiveChart } from '../../src/element.js';

/** Before the element is defined. */
const early = document.body.appendChild(document.createElement('live-chart'));
early.setAttribute('chart-title', 'Early');
const earlyData = { x: [1, 2, 3], y: [3, 1, 2] };
early.data = earlyData as never;
await import('../../src/element.js');

afterEach(() => {
  for (const element of document.querySelectorAll('live-chart')) element.remove();
});

function make(attributes: Record<string, string> = {}): LiveChart {
  const element = document.createElement('live-chart');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

const put = (attributes: Record<string, string> = {}) => document.body.appendChild(make(attributes));

const canvasOf = (element: LiveChart) => element.shadowRoot!.querySelector('canvas');

/** What an attribute or a callback throws goes to the page. */
async function reported(act: () => void): Promise<unknown> {
  return new Promise((resolve) => {
    addEventListener(
      'error',
      (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        resolve(event.error);
      },
      { once: true, capture: true },
    );
    act();
  });
}

test('one that stood in the page before has the attributes and properties that it was given', async () => {
  document.body.append(early);
  const { x, y } = await early.stream.data();
  expect([[...x], [...y]]).toEqual([earlyData.x, earlyData.y]);
  const chart = await early.stream.render({ format: 'svg' });
  expect(chart.svg).toContain('Early');
});

test('its attributes are options of the stream, and change while it runs', async () => {
  const element = put({
    'max-points': '3',
    kind: 'scatter',
    color: '#d81b60',
    width: '320',
    height: '160',
    grid: 'false',
  });
  element.extend([1, 2, 3, 4], [1, 2, 3, 4]);
  expect(element.stream.n).toBe(3);
  const chart = await element.stream.render({ format: 'svg' });
  expect(chart).toMatchObject({ width: 320, height: 160, n: 3 });
  expect(chart.svg).toContain('#d81b60');
  expect(chart.svg).not.toContain('stroke-opacity="0.22"');
  element.setAttribute('color', '255');
  element.removeAttribute('grid');
  const changed = await element.stream.render({ format: 'svg' });
  expect(changed.svg).toContain('#0000ff');
  expect(changed.svg).toContain('stroke-opacity="0.22"');
  expect(element.stream.n).toBe(3);
});

test('it is painted by a worker, as wide as its parent and as high as the style says', async () => {
  const parent = document.body.appendChild(document.createElement('div'));
  parent.style.cssText = 'width:500px;--live-chart-height:200px';
  const element = parent.appendChild(make());
  element.push(1, 2);
  await element.stream.flush();
  expect((await element.stream.stats()).mode).toBe('worker');
  await expect.poll(() => canvasOf(element)?.getBoundingClientRect().width).toBe(500);
  expect(canvasOf(element)!.getBoundingClientRect().height).toBe(200);
  parent.style.width = '300px';
  await expect.poll(() => canvasOf(element)?.getBoundingClientRect().width).toBe(300);
  parent.remove();
});

test('its colour may come from a custom property, and an attribute overrides that', async () => {
  const element = make();
  element.style.setProperty('--live-chart-color', '#00ff88');
  document.body.append(element);
  expect((await element.stream.render({ format: 'svg' })).svg).toContain('viewBox');
  element.extend([1, 2], [1, 2]);
  expect((await element.stream.render({ format: 'svg' })).svg).toContain('#00ff88');
  element.setAttribute('color', '#112233');
  expect((await element.stream.render({ format: 'svg' })).svg).toContain('#112233');
});

test('its plot is a part that pages can style', () => {
  const style = document.head.appendChild(document.createElement('style'));
  style.textContent = 'live-chart::part(plot) { outline: 3px solid rgb(1, 2, 3); }';
  const element = put();
  const plot = element.shadowRoot!.querySelector('[part=plot]')!;
  expect(getComputedStyle(plot).outlineColor).toBe('rgb(1, 2, 3)');
  style.remove();
});

test('options and data are properties; attributes count for more', async () => {
  const element = put({ 'max-points': '4' });
  element.options = { title: 'By property', maxPoints: 2 };
  element.data = { x: [1, 2, 3, 4, 5], y: [1, 2, 3, 4, 5] } as never;
  expect(element.stream.n).toBe(4);
  element.removeAttribute('max-points');
  expect(element.stream.n).toBe(2);
  const { svg } = await element.stream.render({ format: 'svg' });
  expect(svg).toContain('By property');
  element.options = {};
  expect((await element.stream.render({ format: 'svg' })).svg).not.toContain('By property');
});

test('another output is another view of the same window', async () => {
  const element = put({ output: 'svg' });
  element.extend([1, 2], [1, 2]);
  await element.stream.flush();
  await expect.poll(() => element.shadowRoot!.querySelector('svg')).not.toBeNull();
  element.setAttribute('output', 'canvas');
  await element.stream.flush();
  await expect.poll(() => canvasOf(element)).not.toBeNull();
  expect(element.shadowRoot!.querySelector('svg')).toBeNull();
  expect(element.stream.n).toBe(2);
});

describe('taken out of the page', () => {
  test('and put back at once it keeps its window', async () => {
    const element = put();
    element.push(1, 2);
    const { stream } = element;
    document.body.append(element);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(element.stream).toBe(stream);
    expect(element.stream.n).toBe(1);
    await stream.flush();
    expect(element.shadowRoot!.querySelectorAll('canvas')).toHaveLength(1);
  });

  test('it closes its stream; put back later it begins anew', async () => {
    const element = put();
    element.push(1, 2);
    const { stream } = element;
    element.remove();
    await expect.poll(() => isClosed(stream)).toBe(true);
    document.body.append(element);
    expect(element.stream).not.toBe(stream);
    expect(element.stream.n).toBe(0);
  });
});

function isClosed(stream: { push(x: number, y: number): void }): boolean {
  try {
    stream.push(0, 0);
    return false;
  } catch (error) {
    return (error as Error).name === 'InvalidStateError';
  }
}

describe('what may not be', () => {
  test.each([
    ['max-points', 'many', TypeError, 'max-points must be an integer from 1 to 268435456, got "many"'],
    ['max-points', '0', RangeError, 'max-points must be an integer from 1 to 268435456, got 0'],
    ['kind', 'pie', TypeError, "kind must be 'line' or 'scatter', got \"pie\""],
    ['color', 'red', TypeError, 'color must be an integer from 0 to 0xFFFFFF, got "red"'],
    ['axes', 'no', TypeError, 'axes must be true or false, got "no"'],
  ])('%s="%s" is told to the page, and the former value stays', async (name, value, type, message) => {
    const element = put({ 'max-points': '7' });
    element.extend([1, 2, 3], [1, 2, 3]);
    const error = await reported(() => element.setAttribute(name, value));
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toBe(message);
    expect(element.stream.n).toBe(3);
  });

  test('options that are wrong are refused where they are set, and the former ones stay', () => {
    const element = put();
    element.options = { title: 'Right' };
    element.push(1, 1);
    expect(() => {
      element.options = { maxPoints: -1 };
    }).toThrow(RangeError);
    expect(element.options).toEqual({ title: 'Right' });
    expect(() => {
      element.data = 5 as never;
    }).toThrow('data must be an object with x and y, got 5');
  });
});
