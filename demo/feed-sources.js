/**
 * Feeds for the page of feeds: one sensor for each page that asks, over a WebSocket, server-sent events or a streaming
 * response, in the format and at the rate that its address says. Samples are x (ms since 1970), y and their number, which
 * goes on while nobody listens: what is lost is known.
 *
 * `/sources/socket` and `/sources/stream?client=&format=&rate=`; `POST /sources/ACTION?client=`: `break` cuts the
 * connection, `rubbish` sends what is no sample, `again` sends the last samples again.
 */
import { WebSocketServer } from 'ws';
import { createSensor } from './signal.js';

export const SOURCES_PATH = '/sources';

const TICK_MS = 20;
const MAX_RATE = 1_000_000;
/** A tick that comes later than this is not made up for, and its samples are missing. */
const MAX_CATCH_UP_MS = 250;
/** Bytes that may wait in a socket: more is missing. */
const MAX_WAITING = 8 << 20;
/** ms without a connection after which a page is forgotten. */
const FORGOTTEN_AFTER = 60_000;

/** @typedef {{ send(data: string | Uint8Array): void, waiting(): number, cut(): void }} Outlet */

/** @param {string} format @param {Float64Array} xs @param {Float64Array} ys @param {number} first */
function encode(format, xs, ys, first) {
  if (format === 'float64' || format === 'float32') {
    // Float32 holds no ms since 1970: x is s since midnight there.
    const single = format === 'float32';
    const rows = single ? new Float32Array(3 * xs.length) : new Float64Array(3 * xs.length);
    for (let i = 0; i < xs.length; i++) {
      rows[3 * i] = xs[i];
      rows[3 * i + 1] = ys[i];
      rows[3 * i + 2] = first + i;
    }
    return new Uint8Array(rows.buffer);
  }
  const lines = Array.from(xs, (x, i) => {
    const [time, value] = [x.toFixed(3), ys[i].toFixed(4)];
    return format === 'csv' ? `${time},${value},${first + i}` : `{"t":${time},"v":${value},"n":${first + i}}`;
  });
  return format === 'json' ? `{"samples":[${lines.join(',')}]}\n` : `${lines.join('\n')}\n`;
}

/** One page's sensor, and whoever listens to it now. */
function createSource() {
  const sensor = createSensor();
  /** @type {Outlet | null} */
  let outlet = null;
  let format = 'float64';
  let rate = 0;
  let next = 0;
  let last = Date.now();
  /** @type {string | Uint8Array} */
  let sent = '';

  function tick() {
    const now = Date.now();
    const due = Math.floor(((now - last) * rate) / 1000);
    if (due === 0) return;
    const late = Math.max(0, due - Math.ceil((MAX_CATCH_UP_MS * rate) / 1000));
    next += late;
    const count = due - late;
    const step = 1000 / rate;
    const xs = new Float64Array(count);
    const ys = new Float64Array(count);
    sensor.fill(xs, ys, (next - late) / rate, 1 / rate);
    for (let i = 0; i < count; i++) xs[i] = last + (late + i) * step;
    if (outlet && outlet.waiting() < MAX_WAITING) {
      sent = encode(format, xs, ys, next);
      outlet.send(sent);
    }
    next += count;
    last += due * step;
  }

  const timer = setInterval(tick, TICK_MS);
  return {
    heardAt: Date.now(),
    /** @param {Outlet} to @param {URLSearchParams} search */
    listen(to, search) {
      outlet?.cut();
      outlet = to;
      format = search.get('format') ?? 'float64';
      const asked = Math.min(MAX_RATE, Math.max(1, Number(search.get('rate')) || 1000));
      // At another rate numbers begin anew, and with them the page.
      if (asked !== rate) next = 0;
      rate = asked;
      last = Date.now();
    },
    /** @param {Outlet} to */
    left(to) {
      if (outlet === to) outlet = null;
      this.heardAt = Date.now();
    },
    get idle() {
      return outlet === null;
    },
    /** @param {string} action */
    act(action) {
      if (action === 'break') outlet?.cut();
      else if (action === 'again' && sent.length > 0) outlet?.send(sent);
      else if (action === 'rubbish') {
        const broken = format.startsWith('float')
          ? Uint8Array.from({ length: 13 }, (_, i) => i)
          : '{"t":"yesterday","v":\n';
        outlet?.send(broken);
      }
    },
    end() {
      clearInterval(timer);
      outlet?.cut();
    },
  };
}

/**
 * Adds the feeds to an HTTP server.
 * @param {import('vite').Connect.Server} middlewares
 * @param {import('node:http').Server} server
 */
export function attachSources(middlewares, server) {
  /** @type {Map<string, ReturnType<typeof createSource>>} */
  const sources = new Map();
  const sourceOf = (/** @type {URLSearchParams} */ search) => {
    const client = search.get('client') ?? '';
    const source = sources.get(client) ?? createSource();
    sources.set(client, source);
    return source;
  };
  const forgetting = setInterval(() => {
    for (const [client, source] of sources) {
      if (!source.idle || Date.now() - source.heardAt < FORGOTTEN_AFTER) continue;
      source.end();
      sources.delete(client);
    }
  }, FORGOTTEN_AFTER / 2);

  middlewares.use(SOURCES_PATH, (request, response, next) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://here');
    if (request.method === 'POST') {
      sourceOf(searchParams).act(pathname.slice(1));
      response.writeHead(204).end();
    } else if (pathname === '/stream') {
      const events = request.headers.accept === 'text/event-stream';
      response.writeHead(200, { 'content-type': events ? 'text/event-stream' : 'application/octet-stream' });
      const source = sourceOf(searchParams);
      /** @type {Outlet} */
      const outlet = {
        send: (data) =>
          response.write(events ? `data: ${String(data).trimEnd().replaceAll('\n', '\ndata: ')}\n\n` : data),
        waiting: () => response.writableLength,
        cut: () => response.socket?.destroy(),
      };
      source.listen(outlet, searchParams);
      response.on('close', () => source.left(outlet));
    } else next();
  });

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 256 });
  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://here');
    if (pathname !== `${SOURCES_PATH}/socket`) return;
    sockets.handleUpgrade(request, socket, head, (client) => {
      const source = sourceOf(searchParams);
      /** @type {Outlet} */
      const outlet = {
        send: (data) => client.send(data, { binary: typeof data !== 'string' }),
        waiting: () => client.bufferedAmount,
        cut: () => client.terminate(),
      };
      source.listen(outlet, searchParams);
      client.on('close', () => source.left(outlet));
      client.on('error', () => {});
    });
  });
  return {
    close() {
      clearInterval(forgetting);
      for (const source of sources.values()) source.end();
      sockets.close();
    },
  };
}
