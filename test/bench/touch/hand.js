/** A hand with a mouse, by the browser's own input: it goes on whatever the page makes of it. */
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {import('playwright').CDPSession} Session */
/** @typedef {{ x: number, y: number }} Place CSS px in the page */

/** Moves a second. */
export const USUAL = 60;
/** Of a cycle, ms: over the chart, and with the button held there and back. It looks more closely so long before that. */
const HOVER = 2000;
const DRAG = 1000;
const NEARER = 200;
export const CYCLE = HOVER + DRAG;
/** Of the path over the plot, and of a drag, CSS px. */
const PLOT = { x: 460, y: 210, across: 380, down: 120 };
const GRIP = { x: 300, y: 210 };
const DRAGGED = 300;

/**
 * Sends what is not waited for: what a page that is late has not yet taken must not hold up the hand.
 * @param {Session} session @param {'mouseMoved' | 'mousePressed' | 'mouseReleased'} type @param {Place} place
 * @param {boolean} held
 */
function send(session, type, { x, y }, held) {
  const button = held || type === 'mouseReleased' ? 'left' : 'none';
  const given = { type, x: Math.round(x), y: Math.round(y), clickCount: type === 'mouseMoved' ? 0 : 1 };
  // A page that is closed takes nothing more.
  session.send('Input.dispatchMouseEvent', { ...given, button, buttons: held ? 1 : 0 }).catch(() => {});
}

/**
 * @param {Session} session @param {number} count moves @param {number} rate a second
 * @param {(i: number) => Place} placeOf @param {boolean} [held]
 */
export async function move(session, count, rate, placeOf, held = false) {
  const began = performance.now();
  for (let i = 0; i < count; i++) {
    send(session, 'mouseMoved', placeOf(i), held);
    await sleep(Math.max(0, began + ((i + 1) * 1000) / rate - performance.now()));
  }
}

/** Moves over the plot for so long, ms. @param {Session} session @param {number} ms */
export function hover(session, ms) {
  return move(session, (ms * USUAL) / 1000, USUAL, (i) => ({
    x: PLOT.x + PLOT.across * Math.sin(i / 17),
    y: PLOT.y + PLOT.down * Math.sin(i / 23),
  }));
}

/**
 * Hovers, looks more closely, drags to the right and back, and looks at all again.
 * @param {Session} session @param {(name: 'near' | 'all') => Promise<unknown>} call of the page
 */
export async function cycle(session, call) {
  const tell = (/** @type {'near' | 'all'} */ name) => void call(name).catch(() => {});
  await hover(session, HOVER - NEARER);
  tell('near');
  await hover(session, NEARER);
  send(session, 'mousePressed', GRIP, true);
  const count = (DRAG * USUAL) / 1000;
  const placeOf = (/** @type {number} */ i) => {
    return { x: GRIP.x + (DRAGGED * (1 - Math.cos((2 * Math.PI * i) / (count - 1)))) / 2, y: GRIP.y };
  };
  await move(session, count, USUAL, placeOf, true);
  send(session, 'mouseReleased', GRIP, false);
  tell('all');
}
