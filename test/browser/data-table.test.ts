/** The table of what is shown, page by page, and the list of keys: dialogs that give the focus back. */
import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { dataTable } from '../../src/data-table.js';
import { help } from '../../src/help.js';
import { TEXTS } from '../../src/interactive-texts.js';
import type { Rows } from '../../worker/inspection-types.js';
import { eventually } from './eventually.js';
import { overlaid, partOf, textsOf } from './overlaid.js';

afterEach(() => document.body.replaceChildren());

/** As a worker answers for a ring of these absolute indices; every third y is a gap. */
function ringOf(ring: { start: number; end: number }) {
  return async (from: number | null, count: number): Promise<Rows> => {
    const { start, end } = ring;
    const first = Math.max(start, Math.min(from ?? start, end));
    const rows = Array.from({ length: Math.min(count, end - first) }, (_, k) => ({
      x: `${first + k} s`,
      ys: [(first + k) % 3 === 0 ? '' : `${first + k} kW`],
    }));
    return { first, start, end, names: ['Load'], rows };
  };
}

function tableOf(ask: (from: number | null, count: number) => Promise<Rows | null>) {
  const { view, tree } = overlaid();
  const opener = view.appendChild(document.createElement('button'));
  opener.focus();
  const table = dataTable(tree, TEXTS, ask);
  const status = () => tree.querySelector('footer [role=status]')!.textContent;
  const xs = () => textsOf(tree.querySelectorAll('tbody th'));
  const press = (name: string) => userEvent.click(partOf(tree, name));
  return { view, tree, opener, table, status, xs, press };
}

test('pages of twenty rows, to both ends', async () => {
  const { tree, table, status, xs, press } = tableOf(ringOf({ start: 1_000_000, end: 1_012_345 }));
  await table.open('Time');
  expect(status()).toBe('Rows 1–20 of 12,345');
  expect(textsOf(tree.querySelectorAll('thead th'))).toEqual(['Time', 'Load']);
  expect([...tree.querySelectorAll('th')].map(({ scope }) => scope)).toEqual(['col', 'col', ...Array(20).fill('row')]);
  expect(tree.querySelector('caption')!.textContent).toBe('Data table');
  expect(xs()[0]).toBe('1000000 s');
  expect([partOf(tree, 'first').ariaDisabled, partOf(tree, 'next').ariaDisabled]).toEqual(['true', 'false']);
  await press('next');
  await eventually(() => expect(status()).toBe('Rows 21–40 of 12,345'));
  await press('last');
  await eventually(() => expect(status()).toBe('Rows 12,341–12,345 of 12,345'));
  expect(xs()).toHaveLength(5);
  expect(partOf(tree, 'next').ariaDisabled).toBe('true');
  partOf(tree, 'next').click();
  await press('previous');
  await eventually(() => expect(status()).toBe('Rows 12,321–12,340 of 12,345'));
  await press('first');
  await eventually(() => expect(status()).toBe('Rows 1–20 of 12,345'));
});

test('a gap is a dash for eyes, and a word for ears', async () => {
  const { tree, table } = tableOf(ringOf({ start: 0, end: 2 }));
  await table.open('');
  const [gap, value] = tree.querySelectorAll('td');
  expect([...gap.children].map((part) => [part.textContent, part.ariaHidden])).toEqual([
    ['—', 'true'],
    ['no value', null],
  ]);
  expect(value.textContent).toBe('1 kW');
  expect(tree.querySelector('thead th')!.textContent).toBe('x');
});

test('what has left the ring meanwhile is said', async () => {
  const ring = { start: 0, end: 100 };
  const { table, status, press } = tableOf(ringOf(ring));
  await table.open('');
  Object.assign(ring, { start: 50, end: 150 });
  await press('next');
  await eventually(() => expect(status()).toBe(`Rows 1–20 of 100. ${TEXTS.gone}`));
  await press('next');
  await eventually(() => expect(status()).toBe('Rows 21–40 of 100'));
});

test('nothing to be had, and a failure, say so', async () => {
  const { table, status, xs } = tableOf(async () => null);
  await table.open('');
  expect([status(), xs()]).toEqual(['No samples', []]);
  table.close();
  const failing = tableOf(() => Promise.reject(new Error('closed')));
  await failing.table.open('');
  expect(failing.status()).toBe('No samples');
});

test('an answer that comes after a later question is not shown', async () => {
  const answers: (() => void)[] = [];
  const ring = ringOf({ start: 0, end: 100 });
  const { table, status, press } = tableOf(async (from, count) => {
    if (from !== null) await new Promise<void>((answer) => answers.push(answer));
    return ring(from, count);
  });
  await table.open('');
  await press('next');
  await press('last');
  await eventually(() => expect(answers).toHaveLength(2));
  answers[1]();
  await eventually(() => expect(status()).toBe('Rows 81–100 of 100'));
  answers[0]();
  await new Promise((done) => requestAnimationFrame(done));
  expect(status()).toBe('Rows 81–100 of 100');
});

test.each(['Escape', 'button'])('closed by %s it gives the focus back, and keys are not the view’s', async (means) => {
  const { view, tree, table, opener } = tableOf(ringOf({ start: 0, end: 100 }));
  const keys: string[] = [];
  view.addEventListener('keydown', ({ key }) => keys.push(key));
  await table.open('');
  const dialog = tree.querySelector('dialog')!;
  expect(dialog.matches(':modal')).toBe(true);
  expect(dialog.contains(tree.activeElement)).toBe(true);
  await userEvent.keyboard('{ArrowRight}');
  if (means === 'Escape') await userEvent.keyboard('{Escape}');
  else await userEvent.click(dialog.querySelector('header button')!);
  await eventually(() => expect(dialog.open).toBe(false));
  expect(document.activeElement).toBe(opener);
  expect(keys).toEqual([]);
  await table.open('');
  table.remove();
  expect(tree.querySelector('dialog')).toBeNull();
  expect(document.activeElement).toBe(opener);
});

test('the keys are listed', async () => {
  const { tree } = overlaid();
  const keys = help(tree, TEXTS, [
    ['← →', 'Moves'],
    ['Space', 'Pauses'],
  ]);
  keys.open();
  expect(textsOf(tree.querySelectorAll('dt,dd'))).toEqual(['← →', 'Moves', 'Space', 'Pauses']);
  keys.close();
  expect(tree.querySelector('dialog')!.open).toBe(false);
  keys.remove();
  expect(tree.querySelector('dialog')).toBeNull();
});
