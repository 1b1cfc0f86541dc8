/** The page of the boundary benchmarks: what each scenario does there, by name. */
import './made.js';
import * as blocked from './blocked-page.js';
import * as flood from './flood-page.js';
import * as hang from './hang-page.js';
import * as kills from './kills-page.js';
import * as mounts from './mounts-page.js';
import * as soak from './soak-page.js';
import * as steady from './steady-page.js';

const heard: string[] = [];
addEventListener('error', ({ message }) => heard.push(`error: ${message}`));
addEventListener('unhandledrejection', ({ reason }) => heard.push(`unhandled rejection: ${reason}`));

const troubles = () => heard;

/** Says that the page is hidden, or is not, as the browser would; frames go on. */
function setHidden(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
  Object.defineProperty(document, 'visibilityState', {
    configurable: true,
    get: () => (hidden ? 'hidden' : 'visible'),
  });
  document.dispatchEvent(new Event('visibilitychange'));
}

Object.assign(globalThis, blocked, flood, hang, kills, mounts, soak, steady, { setHidden, troubles, ready: true });
