/** The demo's page: four charts, and what concerns them all. */
import type { LiveStream } from 'ringplot';
import { createAppend } from './append.js';
import { createBlock } from './block.js';
import { createCloud } from './cloud.js';
import { createHero } from './hero.js';
import { byId } from './panel.js';
import { createThemeButton } from './theme.js';

declare global {
  interface Window {
    /** For a test in a browser: what the page shows. */
    demo: { streams: Record<string, LiveStream> };
  }
}

createThemeButton(byId('theme'));

const hero = createHero();
const block = createBlock();
const cloud = createCloud();
const panels = [hero, block, cloud, createAppend()];
window.demo = { streams: { hero: hero.stream, block: block.stream, cloud: cloud.stream } };

const pause = byId('pause');
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

const { mode } = await hero.stream.stats();
byId('mode').textContent =
  mode === 'worker'
    ? 'In this browser a worker keeps the samples and paints.'
    : 'This browser lacks workers with OffscreenCanvas: here the same engine runs in the page.';
