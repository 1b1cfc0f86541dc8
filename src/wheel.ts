/** The wheel and the trackpad, which comes as a wheel, as gestures. */
import type { Surface } from './gestures.js';

/** CSS px of a pixel, a line and a page of a wheel: so that a notch is about the same in all browsers. */
const UNITS = [1, 30, 400];
/** By how much a CSS px zooms, as a logarithm: browsers tell a pinch as 100 px for each e of it. */
const RATE = 0.002;
const PINCH_RATE = 0.01;
/** Of one event. */
const MOST = 0.25;
/** Events that follow each other sooner belong to one movement, which goes on as it began; ms. */
const PAUSE = 200;

/** What Safari tells of a pinch on a trackpad, in place of a wheel. */
interface PinchEvent extends UIEvent {
  /** Since it began. */
  scale: number;
  clientX: number;
  clientY: number;
}

export function listenToWheel({ element, options, gestures, signal, on, plot, pointOf, isForeign }: Surface): void {
  // A listener that may cancel makes every scroll over the element wait for the page.
  if (options.wheel === 'none') return;
  let kind: 'pan' | 'zoom' | 'page' = 'page';
  let last = Number.NEGATIVE_INFINITY;
  /** Whether the movement has changed anything. */
  let acted = false;

  on('wheel', (event) => {
    // What can't be cancelled is a scroll of the page that is under way.
    if (!event.cancelable || !plot() || isForeign(event)) return;
    const unit = UNITS[event.deltaMode];
    const dx = event.deltaX * unit;
    const dy = event.deltaY * unit;
    const sideways = Math.abs(dx) > Math.abs(dy);
    const pinched = event.ctrlKey || event.metaKey;
    const goesOn = event.timeStamp - last < PAUSE;
    last = event.timeStamp;
    if (!goesOn) acted = false;
    if (pinched) kind = 'zoom';
    else if (event.shiftKey) kind = 'pan';
    else if (!goesOn || (kind !== 'pan' && sideways)) {
      kind = sideways ? 'pan' : options.wheel === 'always' ? 'zoom' : 'page';
    }
    if (kind === 'page') return;
    if (kind === 'pan') {
      // Some systems turn a wheel with Shift sideways, others leave that to who listens.
      const by = sideways || !event.shiftKey ? dx : dy;
      acted = (by !== 0 && gestures.pan(-by, 0, false)) || acted;
    } else {
      const by = -dy * (pinched ? PINCH_RATE : RATE);
      const factor = Math.exp(Math.max(-MOST, Math.min(MOST, by)));
      acted = (dy !== 0 && gestures.zoom(factor, pointOf(event))) || acted;
    }
    // At a limit the page may have it, unless it would be in the midst of a movement, or would zoom the page.
    if (pinched || acted) event.preventDefault();
  });

  let scale = 1;
  const pinch = (event: Event) => {
    if (!plot() || isForeign(event)) return;
    const { type, scale: now, clientX, clientY } = event as PinchEvent;
    event.preventDefault();
    if (type === 'gesturechange') gestures.zoom(now / scale, pointOf({ clientX, clientY }));
    scale = now;
  };
  // Where there are fingers on a screen it comes beside their pointers.
  if (!('ontouchend' in element)) {
    for (const type of ['gesturestart', 'gesturechange']) element.addEventListener(type, pinch, { signal });
  }
}
