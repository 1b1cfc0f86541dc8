/** For as long as a signal stands a view can be touched. Of those who ask for one view each waits until the former's try is over. */
import type { Interaction, InteractionEvents } from './interaction.js';
import { type InteractOptions, interact } from './interactive.js';
import type { View } from './view.js';

const EVENTS: readonly (keyof InteractionEvents)[] = ['hover', 'select', 'view', 'pause'];

/** The last try of each view; none of them rejects. */
const tries = new WeakMap<View, Promise<unknown>>();

/**
 * @param target told of the events as well
 * @throws (rejects) what `interact` throws; the signal's reason where that came first.
 */
export function touch(
  view: View,
  options: InteractOptions,
  signal: AbortSignal,
  target?: EventTarget,
): Promise<Interaction> {
  const former = tries.get(view);
  const own = (async () => {
    await former;
    signal.throwIfAborted();
    const interaction = await interact(view, options);
    signal.addEventListener('abort', () => interaction.remove());
    if (signal.aborted) interaction.remove();
    signal.throwIfAborted();
    for (const type of EVENTS) {
      interaction.addEventListener(type, (event) => {
        target?.dispatchEvent(new CustomEvent(type, { detail: (event as CustomEvent).detail }));
      });
    }
    return interaction;
  })();
  tries.set(
    view,
    own.catch(() => {}),
  );
  return own;
}
