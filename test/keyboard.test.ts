/** Every key that a chart takes, and with each modifier that it leaves alone. */
import { expect, test } from 'vitest';
import { type Command, commandOf, KEYS } from '../src/keyboard.js';

const MODIFIERS = ['shiftKey', 'ctrlKey', 'metaKey', 'altKey'] as const;
const NONE = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

type Held = '' | 'Shift' | 'Ctrl';

const TABLE: [key: string, held: Held, command: Command][] = [
  ['ArrowLeft', '', { kind: 'walk', step: -1 }],
  ['ArrowRight', '', { kind: 'walk', step: 1 }],
  ['ArrowLeft', 'Ctrl', { kind: 'walk', step: -10 }],
  ['ArrowRight', 'Ctrl', { kind: 'walk', step: 10 }],
  ['ArrowLeft', 'Shift', { kind: 'pan', share: -0.1 }],
  ['ArrowRight', 'Shift', { kind: 'pan', share: 0.1 }],
  ['PageUp', '', { kind: 'pan', share: -0.9 }],
  ['PageDown', '', { kind: 'pan', share: 0.9 }],
  ['ArrowUp', '', { kind: 'series', step: -1 }],
  ['ArrowDown', '', { kind: 'series', step: 1 }],
  ['Home', '', { kind: 'end', which: 'first' }],
  ['End', '', { kind: 'end', which: 'last' }],
  ['+', '', { kind: 'zoom', factor: 2 }],
  ['+', 'Shift', { kind: 'zoom', factor: 2 }],
  ['=', '', { kind: 'zoom', factor: 2 }],
  ['=', 'Shift', { kind: 'zoom', factor: 2 }],
  ['-', '', { kind: 'zoom', factor: 0.5 }],
  ['-', 'Shift', { kind: 'zoom', factor: 0.5 }],
  ['0', '', { kind: 'reset' }],
  // Of a French keyboard.
  ['0', 'Shift', { kind: 'reset' }],
  [' ', '', { kind: 'pause' }],
  ['p', '', { kind: 'pin' }],
  ['P', '', { kind: 'pin' }],
  ['p', 'Shift', { kind: 'pin' }],
  ['P', 'Shift', { kind: 'pin' }],
  ['Delete', '', { kind: 'unpin' }],
  ['Backspace', '', { kind: 'unpin' }],
  ['b', '', { kind: 'box' }],
  ['B', '', { kind: 'box' }],
  ['b', 'Shift', { kind: 'box' }],
  ['B', 'Shift', { kind: 'box' }],
  ['Enter', '', { kind: 'confirm' }],
  ['t', '', { kind: 'table' }],
  ['T', '', { kind: 'table' }],
  ['t', 'Shift', { kind: 'table' }],
  ['T', 'Shift', { kind: 'table' }],
  ['Escape', '', { kind: 'dismiss' }],
  ['?', '', { kind: 'help' }],
  ['?', 'Shift', { kind: 'help' }],
];

const OTHERS = [
  'Tab',
  'F5',
  'F1',
  'Insert',
  'Shift',
  'Control',
  'Dead',
  'Unidentified',
  'a',
  'r',
  '1',
  '/',
  'é',
  '😀',
  '',
];

test('each key with each set of modifiers is what the table says, and nothing else is anything', () => {
  const keys = [...new Set([...TABLE.map(([key]) => key), ...OTHERS])];
  for (const key of keys) {
    for (let set = 0; set < 16; set++) {
      const held = MODIFIERS.filter((_, bit) => set & (1 << bit));
      const name = { '': '', shiftKey: 'Shift', ctrlKey: 'Ctrl' }[held.join() as 'shiftKey'] as Held | undefined;
      const entry = TABLE.find(([of, modifier]) => of === key && modifier === name);
      const event = { ...NONE, key, ...Object.fromEntries(held.map((modifier) => [modifier, true])) };
      expect(commandOf(event), `${held.join('+')} ${key}`).toEqual(entry?.[2] ?? null);
    }
  }
});

test('a key that is held walks, moves and zooms on, and does all else once', () => {
  for (const key of [' ', 'p', 'P', 'b', 'Enter', 't', '?']) {
    expect(commandOf({ ...NONE, key, repeat: true }), key).toEqual({ kind: 'held' });
  }
  for (const key of ['ArrowLeft', 'PageDown', '+', 'ArrowUp']) {
    expect(commandOf({ ...NONE, key, repeat: true }), key).toEqual(commandOf({ ...NONE, key }));
  }
  expect(commandOf({ ...NONE, key: 'x', repeat: true })).toBe(null);
});

test('names of what all objects have are no keys', () => {
  for (const key of ['constructor', 'toString', '__proto__']) expect(commandOf({ ...NONE, key })).toBe(null);
});

const WRITTEN: Record<string, string> = {
  ...{ '←': 'ArrowLeft', '→': 'ArrowRight', '↑': 'ArrowUp', '↓': 'ArrowDown' },
  ...{ '−': '-', Esc: 'Escape', Space: ' ' },
};

test('the list for readers names each kind of command, by keys that are it', () => {
  const kindOf = (text: string) => ({ stride: 'walk', page: 'pan' })[text] ?? text;
  expect(new Set(KEYS.map(([, text]) => kindOf(text)))).toEqual(new Set(TABLE.map(([, , { kind }]) => kind)));
  for (const [keys, text] of KEYS) {
    const names = keys.split(' ');
    const held = { ...NONE, ctrlKey: names.includes('Ctrl'), shiftKey: names.includes('Shift') };
    for (const name of names.filter((name) => name !== 'Ctrl' && name !== 'Shift')) {
      expect(commandOf({ ...held, key: WRITTEN[name] ?? name })?.kind, name).toBe(kindOf(text));
    }
  }
});
