/** The gallery's page: every kind, axis and window on a chart of its own. `?still` shows them as they begin. */
import { LiveStream } from 'ringplot';
import { EXHIBITS, type Exhibit } from './exhibits.js';
import { byId, everyFrame, type Panel } from './panel.js';
import { runOnScreen } from './run-on-screen.js';
import { createThemeButton } from './theme.js';

/** No more than this is made up for after the page was held up. */
const MAX_STEP_MS = 100;

function hang({ id, name, words, options, rate, first, sample }: Exhibit): Panel {
  const card = document.createElement('article');
  card.className = 'card';
  card.id = id;
  const title = card.appendChild(document.createElement('h2'));
  title.textContent = name;
  const text = card.appendChild(document.createElement('p'));
  text.textContent = words;
  const plot = card.appendChild(document.createElement('div'));
  plot.className = 'picture';
  byId('gallery').append(card);

  const stream = new LiveStream(options);
  stream.mount(plot);
  let fed = 0;
  const feed = (until: number) => {
    for (; fed < until; fed++) stream.push(...sample(fed));
  };
  feed(first);
  let due = first;
  const setRunning = everyFrame((elapsed) => {
    due += (rate * Math.min(MAX_STEP_MS, elapsed)) / 1000;
    feed(Math.floor(due));
  });
  return { plot, setRunning };
}

createThemeButton(byId('theme'));
const pause = byId('pause');
if (new URLSearchParams(location.search).has('still')) pause.setAttribute('aria-pressed', 'true');
runOnScreen(EXHIBITS.map(hang), pause);
