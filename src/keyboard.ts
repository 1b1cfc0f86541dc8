/** What keys mean on a chart that has the focus: a table from keys to commands. */

export type Command =
  /** So many samples on; negative for back. */
  | { kind: 'walk'; step: number }
  /** The series after this one, or before: that is up. */
  | { kind: 'series'; step: 1 | -1 }
  | { kind: 'end'; which: 'first' | 'last' }
  /** By a share of what is shown; negative for earlier. */
  | { kind: 'pan'; share: number }
  /** Above 1 to show less. */
  | { kind: 'zoom'; factor: number }
  /** `box` marks a corner; `confirm` ends what is under way, and pins where nothing is. */
  | { kind: 'reset' | 'pause' | 'pin' | 'unpin' | 'box' | 'confirm' | 'table' | 'dismiss' | 'help' }
  /** A key is held that does one thing only: it is no other one's either. */
  | { kind: 'held' };

type Keys = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'> & { repeat?: boolean };

/** What a key that is held does once. */
const ONCE: Command['kind'][] = ['pause', 'pin', 'box', 'confirm', 'table', 'help'];

const STEPS = 10;
const SHARE = 0.1;
const PAGE = 0.9;
const FACTOR = 2;

/** By key, in lower case where it writes a letter, after the modifiers that are held. */
const COMMANDS = new Map<string, Command>([
  ['ArrowLeft', { kind: 'walk', step: -1 }],
  ['ArrowRight', { kind: 'walk', step: 1 }],
  ['Control+ArrowLeft', { kind: 'walk', step: -STEPS }],
  ['Control+ArrowRight', { kind: 'walk', step: STEPS }],
  ['Shift+ArrowLeft', { kind: 'pan', share: -SHARE }],
  ['Shift+ArrowRight', { kind: 'pan', share: SHARE }],
  ['PageUp', { kind: 'pan', share: -PAGE }],
  ['PageDown', { kind: 'pan', share: PAGE }],
  ['ArrowUp', { kind: 'series', step: -1 }],
  ['ArrowDown', { kind: 'series', step: 1 }],
  ['Home', { kind: 'end', which: 'first' }],
  ['End', { kind: 'end', which: 'last' }],
  ['+', { kind: 'zoom', factor: FACTOR }],
  ['=', { kind: 'zoom', factor: FACTOR }],
  ['-', { kind: 'zoom', factor: 1 / FACTOR }],
  ['0', { kind: 'reset' }],
  [' ', { kind: 'pause' }],
  ['p', { kind: 'pin' }],
  ['Delete', { kind: 'unpin' }],
  ['Backspace', { kind: 'unpin' }],
  ['b', { kind: 'box' }],
  ['Enter', { kind: 'confirm' }],
  ['t', { kind: 'table' }],
  ['Escape', { kind: 'dismiss' }],
  ['?', { kind: 'help' }],
]);

/** For who asks what there is: keys as they are written on them, and which text says what they are for. */
export const KEYS = [
  ['← →', 'walk'],
  ['Ctrl ← →', 'stride'],
  ['↑ ↓', 'series'],
  ['Home End', 'end'],
  ['Shift ← →', 'pan'],
  ['PageUp PageDown', 'page'],
  ['+ −', 'zoom'],
  ['0', 'reset'],
  ['Space', 'pause'],
  ['P', 'pin'],
  ['Enter', 'confirm'],
  ['Delete', 'unpin'],
  ['B', 'box'],
  ['T', 'table'],
  ['Esc', 'dismiss'],
  ['?', 'help'],
] as const;

/**
 * The command of a key; null for keys that are the page's or the browser's own, as all are with Alt and with ⌘. Which
 * character needs Shift is a matter of the keyboard's layout, so Shift counts with other keys only.
 */
export function commandOf({ key, shiftKey, ctrlKey, metaKey, altKey, repeat }: Keys): Command | null {
  if (altKey || metaKey) return null;
  const written = key.length === 1 && key !== ' ';
  const shift = shiftKey && !written ? 'Shift+' : '';
  const name = written ? key.toLowerCase() : key;
  const command = COMMANDS.get((ctrlKey ? 'Control+' : '') + shift + name) ?? null;
  return command && repeat && ONCE.includes(command.kind) ? { kind: 'held' } : command;
}
