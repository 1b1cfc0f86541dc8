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
    key: async (key: string) => {
      for (const type of ['keyDown', 'keyUp']) await session().send('Input.dispatchKeyEvent', { type, key });
    },
  };
}
