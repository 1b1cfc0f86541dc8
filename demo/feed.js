/**
 * The feed: sensor samples over a WebSocket, at the rate that each client asks for.
 *
 * To the client: binary frames of little-endian Float64, columnar, without a header: the first half of a frame are the
 * times in ms since 1970, the second half the values. Besides, whenever it has grown, the text
 * `{"skipped":N}`: how many samples were due and not sent, since the client or the server could not keep up. The first
 * value after them is NaN, a gap.
 *
 * From the client: `{"rate":N}`, samples per second; 0 pauses. Anything else is ignored.
 */
import { WebSocketServer } from 'ws';
import { createSensor } from './signal.js';

export const FEED_PATH = '/feed';

const MIN_RATE = 1_000;
const MAX_RATE = 1_000_000;
const TICK_MS = 10;
/** A tick that comes later than this is not made up for: a server that cannot keep up must not fall behind for ever. */
const MAX_CATCH_UP_MS = 250;
/** Bytes waiting in a socket beyond which samples are skipped: two seconds of 100 000 samples each still fit. */
const MAX_BUFFERED = 4 << 20;

/**
 * The rate that a message asks for, or undefined where it asks for nothing sensible.
 * @param {string} text
 * @returns {number | undefined}
 */
function parseRate(text) {
  try {
    const { rate } = JSON.parse(text);
    if (rate === 0 || (Number.isFinite(rate) && rate >= MIN_RATE && rate <= MAX_RATE)) return rate;
  } catch {
    // Not JSON, or null: nothing that this feed understands.
  }
  return undefined;
}

/** @param {import('ws').WebSocket} socket */
function serve(socket) {
  const sensor = createSensor();
  const connectedAt = Date.now();
  let rate = 0;
  /** Of the next sample, in seconds since the client connected. */
  let time = 0;
  let owed = 0;
  let skipped = 0;
  let reported = 0;
  let last = performance.now();

  const tick = () => {
    const now = performance.now();
    const elapsed = now - last;
    const late = Math.max(0, elapsed - MAX_CATCH_UP_MS);
    last = now;
    if (rate === 0) return;

    const missed = Math.round((late * rate) / 1000);
    skipped += missed;
    time += missed / rate;

    owed += ((elapsed - late) * rate) / 1000;
    const count = Math.floor(owed);
    owed -= count;
    if (socket.bufferedAmount > MAX_BUFFERED) {
      skipped += count;
    } else if (count > 0) {
      // A frame of its own each time: the socket may still hold the last one.
      const frame = new Float64Array(2 * count);
      sensor.fill(frame.subarray(0, count), frame.subarray(count), time, 1 / rate);
      for (let i = 0; i < count; i++) frame[i] = connectedAt + 1000 * frame[i];
      if (skipped > reported) frame[count] = Number.NaN;
      socket.send(frame);
      if (skipped > reported) {
        socket.send(JSON.stringify({ skipped }));
        reported = skipped;
      }
    }
    time += count / rate;
  };

  const timer = setInterval(tick, TICK_MS);
  socket.on('message', (data, isBinary) => {
    if (!isBinary) rate = parseRate(data.toString()) ?? rate;
  });
  socket.on('close', () => clearInterval(timer));
  // A message above maxPayload or a broken frame; the socket closes itself.
  socket.on('error', () => {});
}

/**
 * Adds the feed to an HTTP server, beside whatever else is upgraded there.
 * @param {import('node:http').Server} server
 * @returns {{ close(): void }}
 */
export function attachFeed(server) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 256 });
  sockets.on('connection', serve);
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== FEED_PATH) return;
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });
  return {
    close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}
