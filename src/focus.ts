/** The focus of a view that is touched: who gets it, what keys do while it is there, and what is left when it goes. */
import { FOREIGN } from './gestures.js';
import { commandOf } from './keyboard.js';
import { obey } from './keys.js';
import type { Touched } from './touched.js';

/** Who has pressed the chart sees that it has the focus. */
const BY_HAND = { preventScroll: true, focusVisible: false } as FocusOptions;

export function listenToFocus(element: HTMLElement, touched: Touched, signal: AbortSignal): void {
  const { pointing } = touched;
  const { pad } = touched.layer;
  element.addEventListener(
    'click',
    ({ target }) => {
      const foreign = target instanceof Element ? target.closest(FOREIGN) : null;
      if (!foreign || foreign.contains(element)) pad.focus(BY_HAND);
    },
    { signal },
  );
  pad.addEventListener(
    'keydown',
    (event) => {
      const command = commandOf(event);
      if (command && obey(touched, command)) event.preventDefault();
    },
    { signal },
  );
  pad.addEventListener(
    'blur',
    ({ relatedTarget }) => {
      // In another window, or among what lies over the chart itself, a reader keeps the place.
      const stays =
        !document.hasFocus() || (relatedTarget instanceof Node && pad.getRootNode().contains(relatedTarget));
      if (pointing.source === 'keys' && !stays) touched.point(null, 'keys');
    },
    { signal },
  );
}
