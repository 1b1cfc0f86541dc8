/** The demo's page: four charts, and what concerns them all. */
import type { LiveStream } from 'ringplot';
import { createAppend } from './append.js';
import { createBlock } from './block.js';
import { createCloud } from './cloud.js';
import { createHero } from './hero.js';
import { byId } from './panel.js';
import { runOnScreen } from './run-on-screen.js';
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

runOnScreen(panels, byId('pause'));

const { mode } = await hero.stream.stats();
byId('mode').textContent =
  mode === 'worker'
    ? 'In this browser a worker keeps the samples and paints.'
    : 'This browser lacks workers with OffscreenCanvas: here the same engine runs in the page.';
