/** The legend as buttons: what is shown is chosen there by every means of input. */
import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { TEXTS } from '../../src/interactive-texts.js';
import { liveLegend } from '../../src/live-legend.js';
import { dressOf, hitOf, overlaid, partOf, partsOf, textsOf } from './overlaid.js';

afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.dir = '';
});

const NAMES = ['North', 'South', 'East', 'West'];

function legendOf(names = NAMES) {
  const { view, tree } = overlaid();
  const chosen: (readonly string[])[] = [];
  const legend = liveLegend(tree, TEXTS, (hidden) => chosen.push(hidden));
  legend.show(dressOf(names));
  legend.place(20, 30, 440);
  const buttons = () => partsOf(tree, 'legend-item') as HTMLButtonElement[];
  const pressed = () =>
    buttons()
      .filter((button) => button.ariaPressed === 'true')
      .map(nameOf);
  return { view, tree, legend, chosen, buttons, pressed };
}

const nameOf = (button: Element) => button.querySelector('[part=legend-name]')?.textContent ?? '';
const active = (tree: ShadowRoot) => (tree.activeElement ? nameOf(tree.activeElement) : null);

test('a click hides a series and shows it again', async () => {
  const { buttons, chosen, pressed } = legendOf();
  await userEvent.click(buttons()[1]);
  expect(chosen).toEqual([['South']]);
  expect(pressed()).toEqual(['North', 'East', 'West']);
  await userEvent.click(buttons()[0]);
  expect(chosen.at(-1)).toEqual(['South', 'North']);
  // Two clicks on different buttons are no double click, however fast.
  buttons()[1].dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }));
  expect(pressed()).toEqual(['South', 'East', 'West']);
});

test('a double click leaves one alone, another shows all again', async () => {
  const { buttons, chosen, pressed } = legendOf();
  await userEvent.dblClick(buttons()[2]);
  expect(pressed()).toEqual(['East']);
  expect(chosen.at(-1)).toEqual(['North', 'South', 'West']);
  await userEvent.dblClick(buttons()[2]);
  expect(pressed()).toEqual(NAMES);
  // Of a hidden one it is the same.
  await userEvent.click(buttons()[0]);
  await userEvent.dblClick(buttons()[0]);
  expect(pressed()).toEqual(['North']);
});

test('so does a click, or Enter, with Shift', async () => {
  const { tree, buttons, pressed } = legendOf();
  await userEvent.click(buttons()[3], { modifiers: ['Shift'] });
  expect(pressed()).toEqual(['West']);
  expect(active(tree)).toBe('West');
  await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
  expect(pressed()).toEqual(NAMES);
});

test.each([
  ['ltr', '{ArrowRight}', '{ArrowLeft}'],
  ['rtl', '{ArrowLeft}', '{ArrowRight}'],
])('in a page that goes %s it is one Tab stop, and arrows move within', async (dir, forward, back) => {
  document.documentElement.dir = dir;
  const { view, tree, buttons, pressed } = legendOf();
  const keys: string[] = [];
  view.addEventListener('keydown', ({ key }) => keys.push(key));
  const after = document.body.appendChild(document.createElement('button'));
  await userEvent.keyboard('{Tab}');
  expect(active(tree)).toBe('North');
  const [first, second] = buttons().map((button) => button.getBoundingClientRect().left);
  expect(first < second).toBe(dir === 'ltr');
  const visited: (string | null)[] = [];
  for (const key of [forward, forward, back, '{End}', forward, back, '{Home}']) {
    await userEvent.keyboard(key);
    visited.push(active(tree));
  }
  expect(visited).toEqual(['South', 'East', 'South', 'West', 'North', 'West', 'North']);
  await userEvent.keyboard(`${forward} `);
  expect(pressed()).toEqual(['North', 'East', 'West']);
  await userEvent.keyboard('{Enter}');
  expect(pressed()).toEqual(NAMES);
  // The view below has its own use for these.
  expect(keys.filter((key) => key !== 'Tab')).toEqual([]);
  await userEvent.keyboard('{Tab}');
  expect(document.activeElement).toBe(after);
  await userEvent.keyboard('{Shift>}{Tab}{/Shift}');
  expect(active(tree)).toBe('South');
});

test('the picture below is not touched by a press', async () => {
  const { view, buttons } = legendOf();
  const seen: string[] = [];
  for (const type of ['pointerdown', 'click', 'dblclick', 'wheel']) view.addEventListener(type, () => seen.push(type));
  await userEvent.dblClick(buttons()[0]);
  buttons()[0].dispatchEvent(new WheelEvent('wheel', { bubbles: true, composed: true }));
  expect(seen).toEqual([]);
});

test('series without a name, and of which nothing is drawn, have no place in it', () => {
  const { tree, legend } = legendOf(['', 'A', 'B']);
  const dress = dressOf(['', 'A', 'B']);
  dress.series[2].kind = 'none';
  legend.show(dress);
  expect(textsOf(partsOf(tree, 'legend-name'))).toEqual(['A']);
  legend.show(dressOf(['']));
  expect(legend.height()).toBe(0);
});

test('values do not move what is beside them: their room grows only', () => {
  const { tree, legend } = legendOf();
  const lefts = () => partsOf(tree, 'legend-item').map((button) => button.getBoundingClientRect().left);
  legend.values([hitOf(0, { yText: '10,000.5 kW' }), hitOf(1), hitOf(2), null]);
  expect(textsOf(partsOf(tree, 'legend-value'))).toEqual(['10,000.5 kW', '1.5 kW', '2.5 kW', '']);
  const before = lefts();
  legend.values([hitOf(0, { yText: '1 kW' }), hitOf(1, { yText: '9.9 kW' }), hitOf(2, { yText: '' }), null]);
  expect(lefts()).toEqual(before);
  // Nor does hiding one, or the second of two clicks would meet another.
  legend.hide(['North']);
  expect(partOf(tree, 'legend-value').textContent).toBe('');
  expect(lefts().slice(1)).toEqual(before.slice(1).map((left) => expect.closeTo(left, 0)));
});

test('its height is that of its rows, of which a quarter of the view holds no more than fit; the first row leaves a corner free', () => {
  const { view, tree, legend } = legendOf();
  const one = legend.height();
  expect(one).toBeGreaterThanOrEqual(24);
  legend.place(20, 30, 110);
  const buttons = partsOf(tree, 'legend-item');
  // Whole rows, of 24 px each, but for the room below the last.
  expect(legend.height()).toBe(74);
  expect(partOf(tree, 'legend').scrollHeight).toBeGreaterThan(75);
  for (const button of buttons) expect(button.offsetHeight).toBeGreaterThanOrEqual(24);
  legend.place(20, 30, 440, 300);
  expect(legend.height()).toBeGreaterThan(one);
  expect(buttons[1].getBoundingClientRect().right).toBeLessThanOrEqual(view.getBoundingClientRect().left + 160);
});

test('a change of the series keeps what is hidden, by name', () => {
  const { tree, legend, pressed } = legendOf();
  legend.hide(['East']);
  legend.show(dressOf(['East', 'New']));
  expect(pressed()).toEqual(['New']);
  legend.remove();
  expect(partsOf(tree, 'legend')).toEqual([]);
});
