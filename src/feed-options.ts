/** What may be declared of a feed: checked on the page, before anything crosses. */
import type { FeedPlan, FeedPoint, Field, Overflow } from '../worker/feeds/feed-types.js';
import type { TimeUnit } from '../worker/feeds/timestamp.js';
import type { Regular } from '../worker/regular.js';
import { checkNames, checkOptions, describe, mayBe, nearest, type Rule } from '../worker/rules.js';

/** How to connect again; each with the default of the feed where it is omitted. */
export interface ResumeOptions {
  url?: string | URL | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  /** As `send`. */
  send?: string | readonly string[] | undefined;
}

/** An option that is for other types, or other formats, is refused. */
export interface FeedOptions {
  /**
   * `'websocket'`, `'sse'` (server-sent events), `'fetch'` (the body of a response, as it comes), `'readable'` (a stream
   * of bytes or text) or `'custom'` (a function of your own worker).
   */
  type: FeedPlan['type'];
  /** Of `'websocket'` and `'sse'` and `'fetch'`; relative to the page. */
  url?: string | URL | undefined;
  /** Of `'readable'`. */
  readable?: ReadableStream<unknown> | undefined;
  /** Of `'custom'`: the name that it has in your worker. */
  feed?: string | undefined;
  /** Default `'json'`. */
  format?: FeedPlan['format'] | undefined;
  /** Of the format `'custom'`: the name that it has in your worker. */
  decoder?: string | undefined;
  /** For a feed or a decoder of your own. */
  options?: unknown;
  /**
   * Where x is: in JSON a path, names between dots (default `'x'`); in CSV a column's name or index, in binary its index
   * (default 0). Or `{ x0, dx }`, where samples come at equal distances.
   */
  x?: Field | Regular | undefined;
  /**
   * Where y is, likewise (default `'y'`, and the columns after x); of several series in their order, or by their names
   * (by default each is found under its name in JSON, and in the order of the columns elsewhere).
   */
  y?: Field | readonly Field[] | Readonly<Record<string, Field>> | undefined;
  /** Where a number is that goes up by one from sample to sample, likewise; `'$.…'`, from message to message. */
  sequence?: Field | undefined;
  /** In JSON the path of the sample, or of the list of samples, in a message. Default: the message. */
  records?: string | undefined;
  /** What x counts: it becomes ms since 1970. `'iso'` for text of ISO 8601. Default: it stays as it is. */
  time?: TimeUnit | undefined;
  /** Of binary. Default `'interleaved'`; a columnar message has one column after the other. */
  layout?: 'interleaved' | 'columnar' | undefined;
  /** Of binary. Default `'little'`. */
  endian?: 'little' | 'big' | undefined;
  /** Of binary: numbers of a sample. Default: as many as are declared to be somewhere. */
  columns?: number | undefined;
  /** Of CSV. Default `','`. */
  delimiter?: string | undefined;
  /** Of CSV: whether the first row holds names. Default: it does where columns have names, else that is seen by it. */
  header?: boolean | undefined;
  /** Of a WebSocket: subprotocols. */
  protocols?: string | readonly string[] | undefined;
  /** Of a WebSocket: what is sent once it is open, such as a subscription. */
  send?: string | readonly string[] | undefined;
  /** Of a request. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Of a request. Default `'GET'`, or `'POST'` where there is a `body`. */
  method?: string | undefined;
  /** Of a request. */
  body?: string | undefined;
  /** Of a request. Default `'same-origin'`. */
  credentials?: RequestCredentials | undefined;
  /** The type of the server-sent events that are taken. Default `'message'`. */
  event?: string | undefined;
  /**
   * Whether to connect again, after `first` ms and twice as long each time, up to `most`, a random half of it. Default
   * `{ first: 500, most: 30_000 }`; false for `'fetch'` and `'readable'`.
   */
  reconnect?: boolean | { first?: number | undefined; most?: number | undefined } | undefined;
  /** Gives up a connection that is not there within so many ms. Default 10 000. */
  connectWithin?: number | undefined;
  /** Gives up a connection from which nothing has come for so many ms. Default: none. */
  idleWithin?: number | undefined;
  /** Of a WebSocket: sends `send` every `every` ms; a message that is `answer` is no sample. */
  heartbeat?: { every: number; send?: string | undefined; answer?: string | undefined } | undefined;
  /** What to do with more than can be taken: `'drop-oldest'` (default), or `'block'`, where the source can be held back. */
  overflow?: Overflow | undefined;
  /** Says how to connect again, from where the feed had come to; as with a token that is still good. */
  resume?: ((point: FeedPoint & { attempt: number }) => ResumeOptions | Promise<ResumeOptions>) | undefined;
  /** Closes the feed. */
  signal?: AbortSignal | undefined;
}

const MS = { unit: 'ms', above: 0 } as const;
const RULES: Record<string, Rule> = {
  type: { fallback: undefined, choices: ['websocket', 'sse', 'fetch', 'readable', 'custom'] },
  feed: { fallback: '' },
  format: { fallback: 'json', choices: ['float64', 'float32', 'json', 'ndjson', 'csv', 'custom'] },
  decoder: { fallback: '' },
  records: { fallback: '' },
  time: { fallback: 'ms', choices: ['s', 'ms', 'us', 'ns', 'iso'] },
  layout: { fallback: 'interleaved', choices: ['interleaved', 'columnar'] },
  endian: { fallback: 'little', choices: ['little', 'big'] },
  columns: { fallback: 0, unit: 'integer', min: 1, max: 1024 },
  delimiter: { fallback: ',' },
  header: { fallback: false },
  method: { fallback: '' },
  body: { fallback: '' },
  credentials: { fallback: 'same-origin', choices: ['omit', 'same-origin', 'include'] },
  event: { fallback: 'message' },
  connectWithin: { fallback: 10_000, ...MS, max: 1e9 },
  idleWithin: { fallback: Number.POSITIVE_INFINITY, ...MS },
  overflow: { fallback: 'drop-oldest', choices: ['drop-oldest', 'block'] },
};
const BACKOFF: Record<string, Rule> = {
  first: { fallback: 500, ...MS, max: 1e9 },
  most: { fallback: 30_000, ...MS, max: 1e9 },
};
const BEAT: Record<string, Rule> = {
  every: { fallback: 0, ...MS, max: 1e9 },
  send: { fallback: '' },
  answer: { fallback: '' },
};

const [REQUESTS, BINARY, JSONS] = ['sse or fetch', 'float64 or float32', 'json or ndjson'];
const CONNECTED = 'websocket, sse, fetch or custom';
const PLACED = 'json, ndjson, csv, float64 or float32';
type Only = Record<string, string[]>;

/** Options that are not for all feeds, by which types they are for. */
export const FOR_TYPES: Only = {
  [CONNECTED]: ['url', 'connectWithin', 'resume'],
  readable: ['readable'],
  custom: ['feed'],
  websocket: ['protocols', 'send', 'heartbeat'],
  [REQUESTS]: ['headers', 'method', 'body', 'credentials'],
  sse: ['event'],
};
/** And by which formats. */
const FOR_FORMATS: Only = {
  [PLACED]: ['x', 'y', 'sequence', 'time'],
  [JSONS]: ['records'],
  [BINARY]: ['layout', 'endian', 'columns'],
  csv: ['delimiter', 'header'],
  custom: ['decoder'],
};

/** Options that have no rule. */
const OTHERS = [FOR_TYPES, FOR_FORMATS]
  .flatMap((only) => Object.values(only).flat())
  .concat('options', 'reconnect', 'signal');

type Given = Record<string, unknown>;

/** @throws TypeError for an option that is given and is for others. No name of one of these is a part of another's beside it. */
export function checkFor(only: Only, what: 'type' | 'format', is: string, given: Given): void {
  for (const [those, names] of Object.entries(only)) {
    const name = names.find((name) => given[name] !== undefined);
    if (name && !those.includes(is)) throw new TypeError(`${name} is for ${what} ${those}, not ${is}`);
  }
}

const isObject = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function wrong(name: string, mayBe: string, value: unknown): never {
  throw new TypeError(`${name} must be ${mayBe}, got ${describe(value)}`);
}

export function textsOf(value: unknown, name: string): string[] {
  const all = value === undefined ? [] : Array.isArray(value) ? value : [value];
  for (const one of all) if (typeof one !== 'string') wrong(name, 'a string or an array of strings', one);
  return all;
}

export function headersOf(value: unknown): [string, string][] {
  if (value === undefined) return [];
  if (!isObject(value)) wrong('headers', 'an object of strings', value);
  return Object.entries(value).map(([name, text]) => {
    if (typeof text !== 'string') wrong(`headers.${name}`, 'a string', text);
    try {
      new Headers([[name, text]]);
    } catch {
      // What it says may hold a secret.
      throw new TypeError(`headers: ${describe(name)} is not the name of one, or has a value that none can have`);
    }
    return [name, text];
  });
}

/** Checks the options of an option, by their rules. */
const partOf = (rules: Record<string, Rule>, value: unknown, name: string) =>
  checkOptions(rules, value, name, [], `${name}.`);

/**
 * Absolute, and of a scheme that the feed can have.
 * @throws TypeError, which never says what may be secret in it
 */
export function urlOf(value: unknown, type: unknown): string {
  const schemes = type === 'websocket' ? ['ws:', 'wss:'] : ['http:', 'https:', 'blob:', 'data:'];
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  let url: URL;
  try {
    if (typeof value !== 'string' && !(value instanceof URL)) throw null;
    url = new URL(value, base);
  } catch {
    throw new TypeError(`url must be a URL, got ${typeof value === 'string' ? 'another string' : describe(value)}`);
  }
  if (type === 'websocket') url.protocol = url.protocol.replace(/^http/, 'ws');
  if (type !== 'custom' && !schemes.includes(url.protocol))
    wrong('url', `one of ${schemes.join(' or ')}`, url.protocol);
  return url.href;
}

/** A place of a sample, as its format has them. */
function fieldOf(value: unknown, format: unknown, name: string): Field {
  const isIndex = Number.isInteger(value) && (value as number) >= 0;
  const binary = BINARY.includes(format as string);
  if (isIndex || (typeof value === 'string' && value !== '' && !binary)) return value as Field;
  return wrong(name, binary ? 'the index of a column' : format === 'csv' ? 'a name or an index' : 'a path', value);
}

/**
 * What is declared of a feed, every default filled in.
 * @param series names of the stream's; null where the one has none
 * @throws TypeError | RangeError naming the option, what it was and what it may be.
 */
export function planOf(input: FeedOptions, series: readonly string[] | null): FeedPlan {
  const plan = checkOptions(RULES, input, 'connect', OTHERS) as unknown as FeedPlan;
  const given = input as unknown as Given;
  const { type, format, layout, time } = plan;
  const { readable, url, header = null, resume, signal, heartbeat, options } = given;
  const { reconnect = type !== 'fetch' && type !== 'readable' } = given;
  const bytes = BINARY.includes(format);
  const isBody = type !== 'websocket' && type !== 'custom';
  if (given.type === undefined) wrong('type', mayBe(RULES.type), given.type);
  checkFor(FOR_TYPES, 'type', type, given);
  checkFor(FOR_FORMATS, 'format', format, given);
  if (type === 'readable' && !(readable instanceof ReadableStream && !readable.locked)) {
    wrong('readable', 'a ReadableStream that nobody reads', readable);
  }
  if (type === 'custom' && !plan.feed) wrong('feed', 'the name of one in your worker', given.feed);
  if (format === 'custom' && !plan.decoder) wrong('decoder', 'the name of one in your worker', given.decoder);
  if (resume !== undefined && typeof resume !== 'function') wrong('resume', 'a function', resume);
  if (signal !== undefined && !(signal instanceof AbortSignal)) wrong('signal', 'an AbortSignal', signal);
  if (!/^[\t -~]$/.test(plan.delimiter) || /["+\-.\w]/.test(plan.delimiter)) {
    wrong('delimiter', 'one character of ASCII that no number, name or quote has', plan.delimiter);
  }
  const method = plan.method || (plan.body ? 'POST' : 'GET');
  if (!isMethod(method)) wrong('method', 'one that a request can have', method);
  const together = [
    plan.overflow === 'block' && type === 'websocket' && "overflow 'block' needs a source that can be held back",
    bytes && type === 'sse' && 'server-sent events are text: format must be none of binary',
    layout === 'columnar' && isBody && "layout 'columnar' needs messages, of which a body has none",
    options !== undefined &&
      type !== 'custom' &&
      format !== 'custom' &&
      'options is for a feed or a decoder of your own',
    given.time !== undefined && isObject(given.x) && 'time says what x counts, which is what x0 and dx say',
    bytes && time === 'iso' && "time 'iso' is text, which binary has none of",
    plan.body && /^(get|head)$/i.test(method) && `a request with method ${describe(method)} has no body`,
    type === 'readable' && !!reconnect && 'a readable can be read once: reconnect must be false',
  ].find(Boolean);
  if (together) throw new TypeError(together);
  const fields = fieldsOf(given, format, series);
  const places = [fields.x, fields.sequence, ...fields.y];
  if (format === 'csv' && header === false && places.some((place) => typeof place === 'string')) {
    throw new TypeError('columns that have names need a header, which must not be false');
  }
  const least = 1 + Math.max(0, ...places.filter((place) => typeof place === 'number'));
  if (bytes && given.columns !== undefined && plan.columns < least) {
    throw new RangeError(`columns must be at least ${least}, as column ${least - 1} is declared, got ${plan.columns}`);
  }
  return {
    ...plan,
    ...fields,
    url: (isBody && type !== 'readable') || type === 'websocket' || url !== undefined ? urlOf(url, type) : '',
    columns: Math.max(least, plan.columns),
    method,
    header: header as boolean | null,
    protocols: textsOf(given.protocols, 'protocols'),
    send: textsOf(given.send, 'send'),
    headers: headersOf(given.headers),
    reconnect:
      reconnect === false
        ? null
        : (partOf(BACKOFF, reconnect === true ? {} : reconnect, 'reconnect') as FeedPlan['reconnect']),
    heartbeat: heartbeat === undefined ? null : beatOf(heartbeat),
    asks: !!resume,
    options,
  };
}

function isMethod(method: string): boolean {
  try {
    return new Request('data:,', { method }).method !== '';
  } catch {
    return false;
  }
}

function beatOf(heartbeat: unknown): FeedPlan['heartbeat'] {
  const beat = partOf(BEAT, heartbeat, 'heartbeat') as unknown as { every: number; send: string; answer: string };
  if (beat.every === 0) wrong('heartbeat.every', 'a number of ms above 0', undefined);
  return beat;
}

/** Where x, y and the number are, and whose y these are. */
function fieldsOf(given: Given, format: string, series: readonly string[] | null) {
  const isJson = JSONS.includes(format);
  const field = (value: unknown, name: string) => fieldOf(value, format, name);
  const { x = isJson ? 'x' : 0, sequence } = given;
  const regular = isObject(x) ? regularOf(x) : null;
  // By default those after x, but for the number.
  const first = typeof x === 'number' ? x + 1 : 0;
  const after = (index: number) =>
    typeof sequence === 'number' && sequence >= first && sequence <= index ? index + 1 : index;
  const usual = (series ?? ['y']).map((name, k) =>
    isJson ? name.replaceAll('.', '\\.') : typeof x === 'string' ? name : after(first + k),
  );
  const { y = series ? usual : usual[0] } = given;
  const byName = isObject(y);
  const names = byName ? Object.keys(y) : series;
  const all = byName ? Object.values(y) : Array.isArray(y) ? y : [y];
  const unknown = byName ? names!.find((name) => !series?.includes(name)) : undefined;
  if (unknown !== undefined) {
    const hint = series ? `; did you mean '${nearest(unknown, series)}'?` : ', which has none with names';
    throw new TypeError(`y: ${describe(unknown)} is not a series of this stream${hint}`);
  }
  const count = byName ? Math.max(1, all.length) : (series?.length ?? 1);
  if (all.length !== count) throw new RangeError(`y must hold one for each of the ${count} series, got ${all.length}`);
  return {
    x: regular ?? field(x, 'x'),
    y: all.map((one, k) => field(one, names ? `y[${describe(names[k])}]` : 'y')),
    names: names ? [...names] : undefined,
    sequence: sequence === undefined ? null : field(sequence, 'sequence'),
  };
}

function regularOf(given: Given): { x0: number; dx: number } {
  checkNames(given, ['x0', 'dx'], 'x');
  const x0 = given.x0 instanceof Date ? given.x0.getTime() : given.x0;
  for (const [name, value] of Object.entries({ x0, dx: given.dx })) {
    if (!Number.isFinite(value)) wrong(name, 'a finite number', value);
  }
  return { x0: x0 as number, dx: given.dx as number };
}
