/** What is said to those who don't see: a live region that keeps to a humane rate, and a description of a picture. */
import type { Dress, Pane, Summary } from '../worker/inspection-types.js';
import type { Texts } from './interactive-texts.js';
import { make } from './overlay-elements.js';

export interface Announcer {
  /**
   * Says a text: at once, or where one has just been said a little later, unless there is a newer one by then. What
   * has been said last is dropped, unless it is to be said again.
   */
  say(text: string, again?: boolean): void;
  remove(): void;
}

/** Between two texts, ms. */
const PAUSE = 500;
/** Series of which the numbers are told. */
const MOST_TOLD = 4;

/** @param later runs something after a pause. */
export function announcer(
  tree: ShadowRoot,
  later: (run: () => void) => void = (run) => setTimeout(run, PAUSE),
): Announcer {
  const region = make(tree, 'div', 'unseen', { role: 'status' });
  let said = '';
  let waiting: string | null = null;
  let resting = false;
  const speak = () => {
    resting = waiting !== null;
    if (waiting === null) return;
    said = waiting;
    waiting = null;
    // The same text would not be said again: a space makes it another.
    region.textContent = region.textContent === said ? `${said}\u00a0` : said;
    later(speak);
  };
  return {
    say(text, again = false) {
      waiting = text === said && !again ? null : text;
      if (!resting) speak();
    },
    remove() {
      waiting = null;
      region.remove();
    },
  };
}

/** One or two sentences on what a picture shows. */
export function describe(
  { n, from, to, series }: Summary,
  pane: Pane,
  dress: Dress,
  texts: Texts,
  paused: boolean,
): string {
  const parts = series.slice(0, MOST_TOLD).map(({ name, newest, least, most }) => {
    return texts.series(name || dress.yTitles[0] || texts.value, newest, least, most);
  });
  if (series.length > MOST_TOLD) parts.push(texts.moreSeries(series.length - MOST_TOLD));
  const hidden = dress.series.filter((one) => one.hidden).length;
  if (hidden > 0) parts.push(texts.hidden(hidden));
  const shown = n > 0 ? `${texts.shown(n, pane.n, dress.xTitle, from, to)} ${parts.join('; ')}.` : texts.noSamples;
  return paused ? `${texts.pausedNow} ${shown}` : shown;
}
