/** Lets panels run while they are on the screen, and a button is not pressed that pauses all. */
import type { Panel } from './panel.js';

export function runOnScreen(panels: Panel[], pause: HTMLElement): void {
  const onScreen = new Set<Element>();
  const update = () => {
    const paused = pause.getAttribute('aria-pressed') === 'true';
    for (const panel of panels) panel.setRunning(!paused && onScreen.has(panel.plot));
  };

  pause.addEventListener('click', () => {
    pause.setAttribute('aria-pressed', String(pause.getAttribute('aria-pressed') !== 'true'));
    update();
  });

  // What nobody sees must not count against what the readouts measure.
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) onScreen.add(target);
        else onScreen.delete(target);
      }
      update();
    },
    { rootMargin: '100px' },
  );
  for (const panel of panels) observer.observe(panel.plot);
}
