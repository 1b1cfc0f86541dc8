/**
 * A server of feeds for tests: over WebSockets, server-sent events and streaming HTTP it plays what it is told to, or
 * counts. Started by itself it prints its port, and listens on the one that is given.
 *
 * `/count?format=&count=&each=&from=`: samples i = from, from + 1, … as fast as they are taken, `each` a message; sample i
 * has x = i, y = `valueAt(i)` and the number i.
 * `/fuzz?format=&count=&seed=`: frames of `fuzzed`, a message each.
 * `/rate?format=&each=&every=&period=`: so many samples every so many ms, for ever; y is a sawtooth of that period.
 * `/play/NAME`: what `POST /script/NAME` has said of this connection: a list of connections, each a list of steps
 * (`Step`). The last one is played again for whoever comes later.
 * `GET /log/NAME`: who came: `[{ url, headers, messages }]`.
 */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { fuzzed } from './fuzzed.js';
import { encode, MIME } from './written.js';

/**
 * @typedef {{ text: string } | { base64: string } | { repeat: string, times: number } | { wait: number } |
 *   { close: number } | { destroy: true } | { status: number, headers?: Record<string, string> } | { silent: true }} Step
 * @typedef {{ url: string, headers: import('node:http').IncomingHttpHeaders, messages: string[] }} Visit
 */

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @type {Map<string, Step[][]>} */
const scripts = new Map();
/** @type {Map<string, Visit[]>} */
const visits = new Map();

/** The steps for a connection that comes now. @param {string} name @param {Visit} visit */
function nextSteps(name, visit) {
  const script = scripts.get(name) ?? [];
  const seen = visits.get(name) ?? [];
  visits.set(name, [...seen, visit]);
  return script[Math.min(seen.length, script.length - 1)] ?? [];
}

/** @param {Step} step */
function dataOf(step) {
  if ('text' in step) return step.text;
  if ('base64' in step) return Buffer.from(step.base64, 'base64');
  return 'repeat' in step ? step.repeat.repeat(step.times) : null;
}

/** What is made without a script. @param {string} what @param {URLSearchParams} search */
function* made(what, search) {
  const count = Number(search.get('count'));
  if (what === 'fuzz') {
    yield* fuzzed(search.get('format') ?? '', count, Number(search.get('seed')));
    return;
  }
  const each = Number(search.get('each') ?? 1000);
  const from = Number(search.get('from') ?? 0);
  const format = search.get('format') ?? 'ndjson';
  const layout = { columnar: search.get('layout') === 'columnar', littleEndian: search.get('endian') !== 'big' };
  for (let i = from; i < from + count; i += each) yield encode(format, i, Math.min(each, from + count - i), layout);
}

/** @param {import('node:http').IncomingMessage} request */
const bodyOf = async (request) => {
  let body = '';
  for await (const piece of request) body += piece;
  return body;
};

const CROSS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

/** Waits for room. @param {import('node:http').ServerResponse} response @param {string | Uint8Array} data */
function write(response, data) {
  if (response.write(data)) return null;
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go);
      response.off('close', go);
      resolve(undefined);
    };
    response.on('drain', go);
    response.on('close', go);
  });
}

/** @param {string | Uint8Array} data */
const asEvent = (data) => `${data.toString().replace(/\n+$/, '').replace(/^/gm, 'data: ')}\n\n`;

/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://here');
  const [, what, name] = pathname.split('/');
  const isEvents = request.headers.accept === 'text/event-stream';
  if (request.method === 'OPTIONS') {
    response.writeHead(204, CROSS).end();
  } else if (what === 'script') {
    scripts.set(name, JSON.parse(await bodyOf(request)));
    visits.delete(name);
    response.writeHead(200, CROSS).end();
  } else if (what === 'log') {
    response.writeHead(200, CROSS).end(JSON.stringify(visits.get(name) ?? []));
  } else if (what === 'count' || what === 'fuzz') {
    const format = searchParams.get('format') ?? 'ndjson';
    response.writeHead(200, { ...CROSS, 'content-type': isEvents ? 'text/event-stream' : MIME[format] });
    let id = 0;
    for (const data of made(what, searchParams)) {
      if (response.destroyed) return;
      await write(response, isEvents ? `id: ${id++}\n${asEvent(data)}` : data);
    }
    // A source of events that has no more to say stays.
    if (!isEvents) response.end();
  } else if (what === 'play') {
    const steps = nextSteps(name, {
      url: request.url ?? '',
      headers: request.headers,
      messages: [await bodyOf(request)],
    });
    await playTo(response, steps, isEvents);
  } else response.writeHead(404, CROSS).end();
}

/** @param {import('node:http').ServerResponse} response @param {Step[]} steps @param {boolean} isEvents */
async function playTo(response, steps, isEvents) {
  /** @type {Record<string, string>} */
  const headers = { ...CROSS, ...(isEvents ? { 'content-type': 'text/event-stream' } : {}) };
  let refused = false;
  for (const step of steps) {
    if (response.destroyed) return;
    if ('silent' in step) return;
    if ('status' in step) {
      refused = step.status !== 200;
      response.writeHead(step.status, { ...headers, ...step.headers });
    } else if ('wait' in step) await sleep(step.wait);
    else if ('destroy' in step || 'close' in step) {
      // What was written before is to arrive.
      await sleep(50);
      response.socket?.destroy();
    } else {
      if (!response.headersSent) response.writeHead(200, headers);
      await write(response, dataOf(step) ?? '');
    }
  }
  if (!isEvents || refused) response.end();
}

/** Sends samples by the clock: what is due, however late a timer comes. @param {import('ws').WebSocket} socket @param {URLSearchParams} search */
function beat(socket, search) {
  const each = Number(search.get('each'));
  const every = Number(search.get('every'));
  const format = search.get('format') ?? 'float64';
  const period = Number(search.get('period') ?? 1);
  const y = (/** @type {number} */ i) => (i % period) / period;
  const began = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    for (const due = (performance.now() - began) / every; sent < due; sent++)
      socket.send(encode(format, sent * each, each, { y }));
  }, every);
  socket.on('close', () => clearInterval(timer));
}

/** @param {import('ws').WebSocket} socket @param {import('node:http').IncomingMessage} request */
async function converse(socket, request) {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://here');
  const [, what, name] = pathname.split('/');
  socket.on('error', () => {});
  if (what === 'rate') {
    beat(socket, searchParams);
    return;
  }
  if (what === 'count' || what === 'fuzz') {
    for (const data of made(what, searchParams)) {
      if (socket.readyState !== socket.OPEN) return;
      const isText = typeof data === 'string';
      await new Promise((resolve) => socket.send(data, { binary: !isText }, resolve));
      while (socket.bufferedAmount > 1 << 20 && socket.readyState === socket.OPEN) await sleep(1);
    }
    return;
  }
  /** @type {Visit} */
  const visit = { url: request.url ?? '', headers: request.headers, messages: [] };
  socket.on('message', (data) => visit.messages.push(data.toString()));
  for (const step of nextSteps(name, visit)) {
    if ('wait' in step) await sleep(step.wait);
    else if ('close' in step) socket.close(step.close);
    else if ('destroy' in step) socket.terminate();
    else {
      const data = dataOf(step);
      if (data !== null) socket.send(data, { binary: typeof data !== 'string' });
    }
  }
}

/** @param {number} port 0 for any @returns {Promise<{ port: number, close(): void }>} */
export async function serveFeeds(port = 0) {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const { pathname } = new URL(request.url ?? '', 'http://here');
    const [, what, name] = pathname.split('/');
    const [first] = what === 'play' ? (scripts.get(name)?.[visits.get(name)?.length ?? 0] ?? []) : [];
    if (first && 'silent' in first) return;
    if (first && 'status' in first) {
      nextSteps(name, { url: request.url ?? '', headers: request.headers, messages: [] });
      socket.end(`HTTP/1.1 ${first.status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => void converse(client, request));
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    port: address.port,
    close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { port } = await serveFeeds(Number(process.argv[2] ?? 0));
  // Whoever started it is gone.
  process.on('disconnect', () => process.exit());
  process.send?.(port);
}
