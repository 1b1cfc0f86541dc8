/** How quickly each format is decoded into a window, beside what a page does by hand: `JSON.parse`, or `split` and `Number`. */
import { decoderOf } from '../../../worker/feeds/decoders.js';
import type { FeedPlan } from '../../../worker/feeds/feed-types.js';
import { Intake } from '../../../worker/feeds/intake.js';
import { Problems } from '../../../worker/feeds/problems.js';
import { Ring } from '../../../worker/ring.js';
import { encode } from '../../feeds/written.js';

const SAMPLES = 200_000;
const PIECE = 1 << 14;
const ROUNDS = 9;
const FORMATS = ['ndjson', 'json', 'csv', 'float64', 'float32'] as const;

export interface Decoded {
  format: string;
  bytes: number;
  /** Samples a second, by us and by hand, of each round. */
  ours: number[];
  byHand: number[];
}

const isText = (format: string) => !format.startsWith('float');
/** A walk, whose values have as many digits as measured ones have. */
function measured(): (i: number) => number {
  let y = 0;
  let last = -1;
  return (i) => {
    if (i !== last) y += Math.sin(i * 12.9898) / 3;
    last = i;
    return y;
  };
}

function planOf(format: (typeof FORMATS)[number]): FeedPlan {
  const json = format === 'json' || format === 'ndjson';
  const places = json ? { x: 'x', y: ['y'], sequence: 'n' } : { x: 0, y: [1], sequence: 2 };
  const rest = {
    records: '',
    time: 'ms',
    layout: 'interleaved',
    endian: 'little',
    columns: 3,
    delimiter: ',',
    header: false,
  };
  return { format, names: undefined, ...places, ...rest } as unknown as FeedPlan;
}

function byHand(format: string, text: string): number {
  const [xs, ys] = [new Float64Array(SAMPLES), new Float64Array(SAMPLES)];
  let i = 0;
  const take = ({ x, y }: { x: number; y: number }) => {
    xs[i] = x;
    ys[i++] = y;
  };
  if (format === 'json') for (const sample of JSON.parse(text)) take(sample);
  else {
    for (const line of text.split('\n')) {
      if (line === '') continue;
      if (format === 'ndjson') take(JSON.parse(line));
      else {
        const [x, y] = line.split(',');
        take({ x: Number(x), y: Number(y) });
      }
    }
  }
  return xs[i - 1] + ys[0];
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return (1000 * SAMPLES) / (performance.now() - began);
}

const found: Decoded[] = FORMATS.map((format) => {
  const written = encode(format, 0, SAMPLES, { y: measured() });
  const bytes = typeof written === 'string' ? new TextEncoder().encode(written) : written;
  const ring = new Ring(1_000_000);
  const decoded: Decoded = { format, bytes: bytes.length, ours: [], byHand: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const problems = new Problems(
      () => 0,
      ({ message }) => {
        throw new Error(message);
      },
    );
    const terms = { columns: 1, names: undefined, regular: null, numeric: () => true };
    const intake = new Intake(terms, problems, (batch) => ring.append(batch, true), null);
    const decoder = decoderOf(planOf(format), intake, () => true);
    decoded.ours.push(
      timed(() => {
        for (let from = 0; from < bytes.length; from += PIECE) decoder.decode(bytes.subarray(from, from + PIECE));
        while (!decoder.end());
        intake.flush();
      }),
    );
    if (intake.samples !== SAMPLES) throw new Error(`${format}: ${intake.samples} samples`);
    if (isText(format)) decoded.byHand.push(timed(() => byHand(format, written as string)));
  }
  return decoded;
});
postMessage(found);
