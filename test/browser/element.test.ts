/** `<live-chart>` as a page uses it: by attributes, by properties, from markup that was there before its definition. */
import { afterEach, describe, expect, test } from 'vitest';
import type { LiveChart } from '../../src/element.js';
import type { Interaction } from '../../src/interaction.js';
import { eventually } from './eventually.js';
import { handsOn } from './touch.js';

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

test('its locale is an attribute, and what is none is an error', async () => {
  const element = put({ 'x-scale': 'linear', locale: 'de-DE' });
  element.extend([0, 1], [0, 4000]);
  expect((await element.stream.render({ format: 'svg' })).svg).toContain('>4.000<');
  element.removeAttribute('locale');
  expect((await element.stream.render({ format: 'svg' })).svg).toContain('>4,000<');
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
  element.style.setProperty('--live-chart-color', 'rebeccapurple');
  element.setAttribute('chart-title', 'Read anew');
  expect((await element.stream.render({ format: 'svg' })).svg).toContain('#663399');
  element.setAttribute('color', '#112233');
  expect((await element.stream.render({ format: 'svg' })).svg).toContain('#112233');
});

test('a height among its options is its own height', async () => {
  const element = put();
  const heightOf = () => element.getBoundingClientRect().height;
  expect(heightOf()).toBe(420);
  element.options = { height: 700 };
  await expect.poll(heightOf).toBe(700);
  element.setAttribute('height', '120');
  await expect.poll(heightOf).toBe(120);
  element.removeAttribute('height');
  element.options = {};
  await expect.poll(heightOf).toBe(420);
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

  test('and moved to another document it keeps its window and its looks', async () => {
    const element = put();
    element.push(1, 2);
    const frame = document.body.appendChild(document.createElement('iframe'));
    const { body } = frame.contentDocument!;
    body.append(element);
    expect(element.stream.n).toBe(1);
    expect(frame.contentWindow!.getComputedStyle(element).height).toBe('420px');
    element.remove();
    frame.remove();
  });

  test('samples that come too late are refused, and make no other stream', async () => {
    const element = put();
    const { stream } = element;
    element.remove();
    await expect.poll(() => isClosed(stream)).toBe(true);
    expect(isClosed(element)).toBe(true);
    expect(() => element.stream).toThrow('the element is out of the page');
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
    ['kind', 'pie', TypeError, "kind must be 'line' or 'scatter' or 'step' or 'area' or 'bar', got \"pie\""],
    ['color', 'purpel', TypeError, 'color must be an opaque colour of CSS, got "purpel"'],
    ['color', '-1', RangeError, 'color must be an integer from 0 to 0xFFFFFF, got -1'],
    ['output', 'png', TypeError, "output must be 'canvas' or 'bitmap' or 'svg', got \"png\""],
    ['max-fps', '0', RangeError, 'maxFps must be a number above 0'],
    ['locale', 'de_DE', RangeError, 'locale must be a BCP 47 tag that is known here'],
    ['axes', 'no', TypeError, 'axes must be true or false, got "no"'],
  ])('%s="%s" is told to the page, and the former value stays', async (name, value, type, message) => {
    const element = put({ 'max-points': '7' });
    element.extend([1, 2, 3], [1, 2, 3]);
    const error = await reported(() => element.setAttribute(name, value));
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toContain(message);
    expect(element.stream.n).toBe(3);
    expect(element.shadowRoot!.querySelectorAll('[role=img]')).toHaveLength(1);
    element.setAttribute('chart-title', 'Goes on');
    expect(element.shadowRoot!.querySelector('[role=img]')!.getAttribute('aria-label')).toBe('Goes on');
  });

  test('an option that the stream refuses does not stand in the way of others', async () => {
    const element = put();
    element.push('a', 1);
    const error = await reported(() => element.setAttribute('x-scale', 'linear'));
    expect((error as Error).message).toMatch(/^xScale must stay 'category'/);
    element.setAttribute('chart-title', 'Another');
    expect((await element.stream.render({ format: 'svg' })).svg).toContain('Another');
    document.body.append(element);
    await element.stream.flush();
    expect(element.shadowRoot!.querySelectorAll('[role=img]')).toHaveLength(1);
  });

  test('what only fits together may come one after the other', async () => {
    const element = put({ 'y-min': '0', 'y-max': '10' });
    element.extend([1, 2], [5, 25]);
    const error = await reported(() => element.setAttribute('y-min', '20'));
    expect((error as Error).message).toBe('yMin must be below yMax, got 20 and 10');
    const domain = async () => (await element.stream.render({ format: 'svg' })).domain.y;
    expect(await domain()).toEqual([0, 10]);
    element.setAttribute('chart-title', 'Still waits');
    expect(await domain()).toEqual([0, 10]);
    element.setAttribute('y-max', '30');
    expect(await domain()).toEqual([20, 30]);
  });

  test('options count together with what attributes say', async () => {
    const element = put({ 'x-scale': 'linear' });
    element.options = { span: 1 };
    element.extend([1, 2, 3], [1, 2, 3]);
    expect(Array.from((await element.data).x)).toEqual([2, 3]);
    element.setAttribute('y-max', '10');
    expect(() => {
      element.options = { yMin: 20 };
    }).toThrow('yMin must be below yMax, got 20 and 10');
    expect(element.options).toMatchObject({ span: 1 });
  });

  test('what is wrong before the element is in the page is told at once, or when it gets there, and can be mended', async () => {
    const element = make();
    for (const options of [{ maxPoints: -1 }, { foo: 1 }, 5, null, 'x']) {
      expect(() => {
        element.options = options as never;
      }).toThrow(/^(maxPoints|the options of live-chart) must be|is not an option of live-chart/);
    }
    element.setAttribute('output', 'png');
    await reported(() => document.body.append(element));
    element.setAttribute('output', 'svg');
    element.extend([1, 2], [1, 2]);
    await expect.poll(() => element.shadowRoot!.querySelector('svg')).not.toBeNull();
  });

  test('data that are wrong leave the window as it was', () => {
    const element = put();
    element.data = { x: [1, 2], y: [1, 2] } as never;
    expect(() => {
      element.data = { x: [1], y: [1, 2] } as never;
    }).toThrow('x and y must be equally long, got 1 and 2 samples');
    expect(() => {
      element.data = {} as never;
    }).toThrow('x must be an array or a typed array, got undefined');
    expect(element.stream.n).toBe(2);
  });

  test('a colour of the style that is none is passed over', async () => {
    const element = make();
    element.style.setProperty('--live-chart-color', 'nonsense');
    document.body.append(element);
    element.extend([1, 2], [1, 2]);
    expect((await element.stream.render({ format: 'svg' })).svg).toContain('#6366f1');
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

describe('one that can be touched', () => {
  const layersOf = (element: LiveChart) =>
    [...element.shadowRoot!.querySelectorAll('div')].filter((one) => one.shadowRoot);
  const fed = (attributes: Record<string, string>) => {
    const element = put({ 'x-scale': 'linear', 'max-points': '1000', ...attributes });
    const x = Array.from({ length: 1000 }, (_, i) => i);
    element.extend(x, x);
    return element;
  };
  /** To whole units: pictures that move begin at a whole pixel. */
  const ends = (interaction: Interaction) => interaction.shown?.x.map(Math.round);
  const shownBy = (interaction: Interaction) => eventually(() => interaction.shown ?? expect.fail('no picture yet'));

  test('is so by an attribute, and no longer when that is gone', async () => {
    const element = fed({});
    expect([element.interactive, element.interaction]).toEqual([false, null]);
    element.setAttribute('interactive', '');
    const interaction = await element.interaction!;
    expect((await shownBy(interaction)).x).toEqual([0, 999]);
    expect(layersOf(element)).toHaveLength(1);
    element.removeAttribute('interactive');
    expect(element.interaction).toBeNull();
    expect(layersOf(element)).toHaveLength(0);
    element.setAttribute('interactive', 'false');
    element.interactive = true;
    expect(element.interaction).toBeNull();
  });

  test('is so by a property, whose options count for less than attributes', async () => {
    const element = fed({});
    element.interactive = { follow: 100, toolbar: false };
    const interaction = await element.interaction!;
    await eventually(() => expect(ends(interaction)).toEqual([899, 999]));
    expect(layersOf(element)[0].shadowRoot!.querySelector('[part=toolbar]')!.children).toHaveLength(0);
    element.setAttribute('follow', '10');
    const other = await element.interaction!;
    expect(other).not.toBe(interaction);
    element.interactive = { follow: 100, toolbar: false };
    expect(await element.interaction).toBe(other);
    await eventually(() => expect(ends(other)).toEqual([989, 999]));
    expect(layersOf(element)).toHaveLength(1);
    element.interactive = false;
    expect(layersOf(element)).toHaveLength(0);
  });

  test('has been made anew where much changes at once, and once only', async () => {
    const element = fed({ interactive: '' });
    const tries = [element.interaction!];
    for (const follow of ['10', '20', '30']) {
      element.setAttribute('follow', follow);
      tries.push(element.interaction!);
    }
    const settled = await Promise.allSettled(tries);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
    for (const one of settled) if (one.status === 'rejected') expect(one.reason.name).toBe('AbortError');
    const interaction = await element.interaction!;
    await eventually(() => expect(ends(interaction)).toEqual([969, 999]));
    expect(layersOf(element)).toHaveLength(1);
  });

  test('is so again in another view, and where it is put back into the page', async () => {
    const element = fed({ interactive: '', output: 'bitmap' });
    const first = await element.interaction!;
    element.setAttribute('output', 'canvas');
    const second = await element.interaction!;
    expect(second).not.toBe(first);
    expect(second.view).not.toBe(first.view);
    element.remove();
    expect(element.interaction).toBeNull();
    document.body.append(element);
    const third = await element.interaction!;
    await shownBy(third);
    expect(third).not.toBe(second);
    expect(layersOf(element)).toHaveLength(1);
  });

  test('tells of what is done to it', async () => {
    const element = fed({ interactive: '', group: 'pair' });
    const other = fed({ interactive: '', group: 'pair' });
    const told: string[] = [];
    element.addEventListener('pause', ({ detail }) => told.push(`pause ${detail.paused}`));
    element.addEventListener('hover', ({ detail }) => told.push(`hover ${detail.nearest?.x}`));
    element.addEventListener('select', ({ detail }) => told.push(`select ${detail.pins.map(({ x }) => x)}`));
    element.addEventListener('view', ({ detail }) => told.push(`view ${detail.x.map(Math.round)}`));
    const [interaction, linked] = [await element.interaction!, await other.interaction!];
    await shownBy(interaction);
    await shownBy(linked);
    interaction.show({ x: [100, 301] });
    await eventually(() => expect(told).toEqual(['pause true', 'view 100,301']));
    await eventually(() => expect(ends(linked)).toEqual([100, 301]));
    const hands = handsOn(element);
    const { width } = element.getBoundingClientRect();
    const middle = { left: width / 2, top: 200 };
    await hands.move(middle);
    await eventually(() => expect(told.at(-1)).toMatch(/^hover \d+$/));
    await hands.press(middle);
    await hands.release(middle);
    await eventually(() => expect(told.at(-1)).toMatch(/^select \d+$/));
    await hands.move({ left: -5, top: -5 });
  });

  test.each([
    ['follow', 'much', TypeError, 'follow must be a number of units of x above 0 and finite, got "much"'],
    ['follow', '-1', RangeError, 'follow must be a number of units of x above 0 and finite, got -1'],
  ])('%s="%s" is told to the page, and can be mended', async (name, value, type, message) => {
    const element = fed({ interactive: '' });
    await element.interaction;
    const error = await reported(() => element.setAttribute(name, value));
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toContain(message);
    await expect(element.interaction).rejects.toBe(error);
    element.setAttribute(name, '10');
    await shownBy(await element.interaction!);
  });

  test('was asked for before the element was defined', async () => {
    const element = make({ 'x-scale': 'linear' });
    // As what is set on an element that is not one yet.
    Object.defineProperty(element, 'interactive', { value: { follow: 5 }, configurable: true, writable: true });
    document.body.append(element);
    element.extend([0, 10, 20], [1, 2, 3]);
    const interaction = await element.interaction!;
    await eventually(() => expect(ends(interaction)).toEqual([15, 20]));
  });
});
