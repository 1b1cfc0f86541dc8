/** A reader's hands: events as Chromium makes them of a mouse, fingers and keys, with all that follows from them. */
import { cdp } from 'vitest/browser';

export interface Place {
  left: number;
  top: number;
}

const session = () => cdp() as unknown as { send(method: string, params?: object): Promise<void> };

const MODIFIERS = { Alt: 1, Control: 2, Meta: 4, Shift: 8 };
export type Modifier = keyof typeof MODIFIERS;

const modifiersOf = (held: readonly Modifier[]) => held.reduce((sum, name) => sum + MODIFIERS[name], 0);

/** Keys that are not those of letters and digits, on a keyboard of the USA: what they are called, and what they write. */
const KEYS: Record<string, { code?: string; virtual: number; text?: string; shift?: true }> = {
  ' ': { code: 'Space', virtual: 32, text: ' ' },
  Enter: { virtual: 13, text: '\r' },
  Tab: { virtual: 9 },
  Escape: { virtual: 27 },
  Backspace: { virtual: 8 },
  Delete: { virtual: 46 },
  PageUp: { virtual: 33 },
  PageDown: { virtual: 34 },
  End: { virtual: 35 },
  Home: { virtual: 36 },
  ArrowLeft: { virtual: 37 },
  ArrowUp: { virtual: 38 },
  ArrowRight: { virtual: 39 },
  ArrowDown: { virtual: 40 },
  '=': { code: 'Equal', virtual: 187, text: '=' },
  '+': { code: 'Equal', virtual: 187, text: '+', shift: true },
  '-': { code: 'Minus', virtual: 189, text: '-' },
  '?': { code: 'Slash', virtual: 191, text: '?', shift: true },
};

/** What Chromium is to be told of a key that is pressed with others held. */
function keyEvent(key: string, held: readonly Modifier[]) {
  const upper = key.toUpperCase();
  const known = KEYS[key] ?? {
    code: /\d/.test(key) ? `Digit${key}` : `Key${upper}`,
    virtual: upper.charCodeAt(0),
    text: key,
  };
  const { code = key, virtual, text, shift } = known;
  const all = shift && !held.includes('Shift') ? [...held, 'Shift' as const] : held;
  // With these held a key writes nothing.
  const written = all.some((name) => name !== 'Shift') ? undefined : text;
  return { key, code, windowsVirtualKeyCode: virtual, modifiers: modifiersOf(all), ...(written && { text: written }) };
}

/** Pressed and let go, wherever the focus is. */
export async function pressKey(key: string, ...held: Modifier[]): Promise<void> {
  const event = keyEvent(key, held);
  await session().send('Input.dispatchKeyEvent', { type: event.text ? 'keyDown' : 'rawKeyDown', ...event });
  await session().send('Input.dispatchKeyEvent', { type: 'keyUp', ...event, text: undefined });
}

/** The page of tests lies in another one, by whose px the browser is told where things happen. */
function inWindow(element: Element, { left, top }: Place): { x: number; y: number } {
  const frame = window.frameElement!.getBoundingClientRect();
  const scale = frame.width / window.innerWidth;
  const box = element.getBoundingClientRect();
  return { x: frame.left + (box.left + left) * scale, y: frame.top + (box.top + top) * scale };
}

/** A frame has passed: what was sent has been dealt with. */
export const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Of an element from whose top left corner places are counted. */
export function handsOn(element: Element) {
  const mouse = (type: string, place: Place, held: readonly Modifier[], more: object) =>
    session().send('Input.dispatchMouseEvent', {
      ...{ type, ...inWindow(element, place), modifiers: modifiersOf(held), ...more },
    });
  const touch = (type: string, places: readonly Place[]) =>
    session().send('Input.dispatchTouchEvent', {
      type,
      touchPoints: places.map((place, id) => ({ ...inWindow(element, place), id })),
    });
  return {
    move: (place: Place, held: Modifier[] = [], buttons = 0) =>
      mouse('mouseMoved', place, held, { buttons, button: buttons === 0 ? 'none' : 'left' }),
    press: (place: Place, held: Modifier[] = [], button = 'left', clickCount = 1) =>
      mouse('mousePressed', place, held, { button, clickCount }),
    release: (place: Place, held: Modifier[] = [], button = 'left', clickCount = 1) =>
      mouse('mouseReleased', place, held, { button, clickCount }),
    wheel: (place: Place, deltaX: number, deltaY: number, held: Modifier[] = []) =>
      mouse('mouseWheel', place, held, { deltaX, deltaY }),
    touchStart: (...places: Place[]) => touch('touchStart', places),
    touchMove: (...places: Place[]) => touch('touchMove', places),
    /** Of one of several, by its place among those that were told when it was put there. */
    lift: (place: Place, id: number) =>
      session().send('Input.dispatchTouchEvent', {
        type: 'touchEnd',
        touchPoints: [{ ...inWindow(element, place), id }],
      }),
    /** Of all. */
    touchEnd: () => touch('touchEnd', []),
    touchCancel: () => touch('touchCancel', []),
    key: pressKey,
  };
}
