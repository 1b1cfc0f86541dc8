/** What a decoder makes of bytes, however they are cut. */
import { type Batch, fillIn } from '../../worker/batch.js';
import { decoderOf } from '../../worker/feeds/decoders.js';
import type { FeedPlan } from '../../worker/feeds/feed-types.js';
import { Intake } from '../../worker/feeds/intake.js';
import { type Problem, Problems } from '../../worker/feeds/problems.js';

const PLAN: FeedPlan = {
  type: 'fetch',
  url: '',
  format: 'json',
  feed: '',
  decoder: '',
  x: 'x',
  y: ['y'],
  names: undefined,
  sequence: null,
  records: '',
  time: 'ms',
  layout: 'interleaved',
  endian: 'little',
  columns: 2,
  delimiter: ',',
  header: null,
  protocols: [],
  send: [],
  headers: [],
  method: 'GET',
  body: '',
  credentials: 'same-origin',
  event: 'message',
  reconnect: null,
  connectWithin: 10_000,
  idleWithin: Number.POSITIVE_INFINITY,
  heartbeat: null,
  overflow: 'drop-oldest',
  asks: false,
  options: undefined,
};

export type Sample = [x: number | string, ...ys: number[]];

interface Decoded {
  samples: Sample[];
  bad: number;
  missing: number;
  duplicate: number;
  problems: Problem[];
}

const encoder = new TextEncoder();
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** @param messages each a list of the pieces that it comes in */
export function decoded(
  plan: Partial<FeedPlan>,
  messages: readonly (readonly (string | Uint8Array)[])[],
  numeric = true,
): Decoded {
  const whole = { ...PLAN, ...plan };
  const problems: Problem[] = [];
  const samples: Sample[] = [];
  const take = (batch: Batch) => {
    fillIn(batch);
    const { x, y, start, end, labels } = batch;
    for (let i = start; i < end; i++) {
      const ys = whole.y.map((_, k) => y[k * x.length + i]);
      samples.push([(labels?.[i] as string | undefined) ?? x[i], ...ys]);
    }
  };
  const regular = typeof whole.x === 'object' ? whole.x : null;
  const tally = new Problems(
    () => 0,
    (problem) => problems.push(problem),
  );
  const terms = { columns: whole.y.length, names: whole.names, regular, numeric: () => numeric };
  const intake = new Intake(terms, tally, take, null);
  const decoder = decoderOf(whole, intake, () => numeric)!;
  for (const pieces of messages) {
    for (const piece of pieces) {
      // A copy that is overwritten: a decoder must not rely on what it was lent.
      const lent = typeof piece === 'string' ? utf8(piece) : piece.slice();
      decoder.decode(lent);
      if (!decoder.binary) lent.fill(0x5a);
    }
    while (!decoder.end());
    intake.flush();
  }
  const { missing, duplicate } = intake.sequence;
  return { samples, bad: tally.bad, missing, duplicate, problems };
}

/** Bytes, cut at these places. */
export function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((to, k) => bytes.subarray(at[k], to));
}
