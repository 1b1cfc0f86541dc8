/** The page of feeds: one chart, whose worker reads what is chosen. */
import { type Feed, type FeedCounters, type FeedOptions, LiveStream } from 'ringplot';
import { byId, everyFrame, grouped } from './panel.js';
import { createThemeButton } from './theme.js';
import { watchThread } from './thread-load.js';

const SHOWN_MS = 5000;
const TOLD_EVERY = 500;
const BLOCKED_MS = 2000;
/** Of server-sent events, which are text. */
const WITHOUT_BINARY = ['sse'];
/** More is as much as the server can write. */
const MOST_AS_TEXT = 100_000;

const LABELS: Partial<Record<keyof FeedCounters, string>> = {
  samples: 'Samples taken',
  messages: 'Messages',
  bytes: 'Bytes',
  bad: 'Refused',
  missing: 'Missing',
  duplicate: 'Duplicate, left out',
  dropped: 'Dropped',
  connections: 'Connections',
};

const client = `${Math.random()}`.slice(2);
const stream = new LiveStream({
  xScale: 'time',
  maxPoints: 5_000_000,
  span: SHOWN_MS,
  emptyText: 'Nothing has come yet',
});
stream.mount('#feed-plot');

const form = byId<HTMLFormElement>('feeding');
const problems = byId<HTMLOListElement>('problems');
let feed: Feed | null = null;
let before = { at: performance.now(), samples: 0, bytes: 0 };

const chosen = () =>
  Object.fromEntries(new FormData(form)) as {
    type: FeedOptions['type'];
    format: NonNullable<FeedOptions['format']>;
    rate: string;
  };

/** Where what is in which format. */
function fieldsOf(format: FeedOptions['format']): Partial<FeedOptions> {
  if (format === 'float64' || format === 'csv')
    return { x: 0, y: 1, sequence: 2, ...(format === 'csv' ? { header: false } : {}) };
  return { x: 't', y: 'v', sequence: 'n', ...(format === 'json' ? { records: 'samples' } : {}) };
}

let asked = 0;

async function connect(): Promise<void> {
  const now = ++asked;
  feed?.close();
  stream.clear();
  const { type, format, rate } = chosen();
  const query = new URLSearchParams({ client, format, rate });
  const url = `/sources/${type === 'websocket' ? 'socket' : 'stream'}?${query}`;
  const reconnect = { first: 300, most: 3000 };
  const options: FeedOptions = { type, format, reconnect: type !== 'readable' && reconnect, ...fieldsOf(format) };
  // Whatever has a body of bytes will do.
  if (type === 'readable') options.readable = (await fetch(url)).body!;
  else options.url = url;
  // Something else has been asked for meanwhile.
  if (now !== asked) {
    options.readable?.cancel();
    return;
  }
  const made = stream.connect(options);
  feed = made;
  before = { at: performance.now(), samples: 0, bytes: 0 };
  made.addEventListener('state', ({ detail }) => {
    if (made === feed) tellState(detail);
  });
  made.addEventListener('problem', ({ detail: { kind, message, example } }) =>
    tell(kind, example ? `${message}: ${example}` : message),
  );
  tellState(made.state);
}

function tellState(state: Feed['state']): void {
  byId('state').textContent = state;
  byId('state').dataset.state = state;
}

function tell(kind: string, text: string): void {
  const item = document.createElement('li');
  for (const part of [new Date().toLocaleTimeString('en-GB'), kind, text]) {
    item.append(Object.assign(document.createElement('span'), { textContent: part, title: part }));
  }
  problems.prepend(item);
  while (problems.childElementCount > 50) problems.lastElementChild!.remove();
}

const values = Object.entries(LABELS).map(([name, label]) => {
  const value = document.createElement('dd');
  byId('counters').append(Object.assign(document.createElement('dt'), { textContent: label }), value);
  return [name as keyof FeedCounters, value] as const;
});

async function tellCounters(): Promise<void> {
  if (!feed) return;
  const of = feed;
  await stream.stats();
  if (of !== feed) return;
  const { counters } = feed;
  for (const [name, element] of values) element.textContent = grouped(counters[name]);
  const now = performance.now();
  const seconds = (now - before.at) / 1000;
  byId('samples-rate').textContent = grouped(Math.round((counters.samples - before.samples) / seconds / 100) * 100);
  byId('bytes-rate').textContent = ((counters.bytes - before.bytes) / seconds / 1e6).toFixed(1);
  before = { at: now, samples: counters.samples, bytes: counters.bytes };
}

/** What can't be together is not to be chosen. */
function restrict(): void {
  const { type } = chosen();
  const binary = form.querySelector<HTMLInputElement>('[value=float64]')!;
  binary.disabled = WITHOUT_BINARY.includes(type);
  if (binary.disabled && binary.checked) form.querySelector<HTMLInputElement>('[value=ndjson]')!.checked = true;
  for (const rate of form.querySelectorAll<HTMLInputElement>('[name=rate]')) {
    rate.disabled = chosen().format !== 'float64' && Number(rate.value) > MOST_AS_TEXT;
    if (rate.disabled && rate.checked)
      form.querySelector<HTMLInputElement>(`[value="${MOST_AS_TEXT}"]`)!.checked = true;
  }
}

form.addEventListener('change', () => {
  restrict();
  void connect();
});
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-act]')) {
  button.addEventListener('click', () => fetch(`/sources/${button.dataset.act}?client=${client}`, { method: 'POST' }));
}
byId('block').addEventListener('click', () => {
  for (const end = performance.now() + BLOCKED_MS; performance.now() < end; );
});

const busy = watchThread();
let frames = 0;
everyFrame(() => {
  if (++frames % 12 === 0) byId('busy').textContent = Math.round(100 * busy()).toString();
})(true);
setInterval(tellCounters, TOLD_EVERY);
createThemeButton(byId('theme'));
restrict();
void connect();
