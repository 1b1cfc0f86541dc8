/** All words that a chart which can be touched shows or says, in English: an app can give others in their place. */
import { checkNames, describe } from '../worker/rules.js';

const count = (n: number) => n.toLocaleString('en');
const samples = (n: number) => (n === 1 ? '1 sample' : `${count(n)} samples`);

export const TEXTS = {
  // Names of what can be pressed.
  legend: 'Series',
  toolbar: 'Chart',
  pause: 'Pause',
  resume: 'Resume',
  reset: 'Reset zoom',
  table: 'Data table',
  help: 'Keys',
  close: 'Close',
  first: 'First rows',
  previous: 'Previous rows',
  next: 'Next rows',
  last: 'Last rows',
  // Of what it is, and of its keys.
  chart: 'interactive chart',
  keys: {
    walk: 'Previous and next sample',
    stride: 'Ten samples at a time',
    series: 'Other series',
    end: 'First and last sample shown',
    pan: 'Move by a tenth',
    page: 'Move by a page',
    zoom: 'Zoom in and out',
    reset: 'Show all again',
    pause: 'Pause and resume',
    pin: 'Pin a sample; two are measured',
    confirm: 'Pin, or zoom to what is marked',
    unpin: 'Let the last pin go',
    box: 'Mark from here to where to zoom',
    table: 'Show as a table',
    dismiss: 'Leave what is pointed at',
    help: 'Show these keys',
  },
  // What is shown over the plot, and beside it.
  paused: (newer: number) => (newer > 0 ? `Paused · ${count(newer)} newer` : 'Paused'),
  /** Of an area whose samples have left the ring. */
  evicted: 'no longer held',
  more: (n: number) => `+${count(n)} more`,
  // The table. `x` and `value` stand where an axis has no title, and a series no name.
  x: 'x',
  value: 'Value',
  gap: 'no value',
  rows: (from: number, to: number, of: number) => `Rows ${count(from)}–${count(to)} of ${count(of)}`,
  noRows: 'No samples',
  /** Of rows that were asked for. */
  gone: 'Earlier rows have left the chart meanwhile.',
  // What is said of the whole picture. `x` is '' where the axis has no title.
  noSamples: 'No samples.',
  pausedNow: 'Paused.',
  resumedNow: 'Live again.',
  sample: (x: string, name: string, y: string) => `${x}, ${name && `${name} `}${y}`,
  /** Of the only pin, a sample in words. */
  pinned: (sample: string) => `Pinned: ${sample}.`,
  measured: (dx: string, dy: string, rate: string) => `Δx ${dx}, Δy ${dy}, Δy/Δx ${rate}.`,
  unpinned: 'Nothing pinned.',
  boxBegun: (x: string) => `Zoom from ${x}: go on to where it ends, and press Enter.`,
  shown: (n: number, held: number, x: string, from: string, to: string) =>
    `${n < held ? `${count(n)} of ${samples(held)}` : samples(n)}${x && `, ${x}`} from ${from} to ${to}.`,
  series: (name: string, newest: string, least: string, most: string) =>
    `${name}: ${newest === '' ? 'no values' : `newest ${newest}, least ${least}, most ${most}`}`,
  moreSeries: (n: number) => `${count(n)} more series`,
  hidden: (n: number) => `${count(n)} hidden`,
};

export type Texts = typeof TEXTS;

/**
 * All words, with those that are given in the place of the English ones.
 * @throws TypeError for what is no word of ours, or is one where there has to be a function of values, or the reverse
 */
export function textsOf(given: Partial<Texts>): Texts {
  checkNames(given, Object.keys(TEXTS), 'texts');
  for (const [name, text] of Object.entries(given)) {
    const kind = typeof TEXTS[name as keyof Texts];
    if (text !== undefined && typeof text !== kind) {
      throw new TypeError(`texts.${name} must be a ${kind}, got ${describe(text)}`);
    }
  }
  const known = Object.fromEntries(Object.entries(given).filter(([, text]) => text !== undefined));
  return { ...TEXTS, ...known, keys: { ...TEXTS.keys, ...given.keys } };
}
