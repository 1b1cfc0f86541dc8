/**
 * Server-sent events, as the HTML standard has them ("9.2 Server-sent events"): the data of every event is a message. By
 * `fetch`, as an EventSource tells neither why it failed nor takes headers, and can't be held back.
 */
import { contentOf, readBody, responseTo } from './http.js';
import { Interruption, placeOf, type Source } from './source.js';

const [LF, CR, SPACE, COLON] = [10, 13, 32, 58];
/** Of a line, or the data of an event; bytes. */
const LONGEST = 1 << 26;
const NEWLINE = Uint8Array.of(LF);

const decoder = new TextDecoder();

export interface EventHandlers {
  /** Data of an event, in pieces that are the handler's. */
  event(type: string, data: readonly Uint8Array[]): void;
  id(id: string): void;
  /** ms. */
  retry(ms: number): void;
  /** Something is longer than anything should be, and is left out. */
  tooLong(): void;
}

/** Takes the pieces of a stream of events. */
export function eventReader({ event, id, retry, tooLong }: EventHandlers): (piece: Uint8Array) => void {
  let rest: Uint8Array[] = [];
  let restLength = 0;
  let isFirst = true;
  let afterReturn = false;
  let type = '';
  let data: Uint8Array[] = [];
  let dataLength = 0;
  let overlong = false;

  function line(bytes: Uint8Array): void {
    if (bytes.length === 0) {
      if (data.length > 0 && !overlong) event(type || 'message', data.slice(0, -1));
      type = '';
      data = [];
      dataLength = 0;
      overlong = false;
      return;
    }
    const colon = bytes.indexOf(COLON);
    if (colon === 0) return;
    const field = decoder.decode(colon < 0 ? bytes : bytes.subarray(0, colon));
    const from = colon < 0 ? bytes.length : colon + (bytes[colon + 1] === SPACE ? 2 : 1);
    const value = bytes.subarray(from);
    if (field === 'data') {
      dataLength += value.length;
      if (dataLength <= LONGEST) data.push(value.slice(), NEWLINE);
      else if (!overlong) {
        overlong = true;
        tooLong();
      }
    } else if (field === 'event') type = decoder.decode(value);
    else if (field === 'id' && !value.includes(0)) id(decoder.decode(value));
    else if (field === 'retry' && value.length > 0 && value.every((byte) => byte >= 48 && byte <= 57)) {
      retry(Number(decoder.decode(value)));
    }
  }

  function whole(last: Uint8Array): Uint8Array {
    if (rest.length === 0) return last;
    const bytes = new Uint8Array(restLength + last.length);
    let at = 0;
    for (const piece of [...rest, last]) {
      bytes.set(piece, at);
      at += piece.length;
    }
    rest = [];
    restLength = 0;
    return bytes;
  }

  return (piece) => {
    let from = 0;
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i];
      if (afterReturn && byte === LF && i === from) {
        afterReturn = false;
        from = i + 1;
        continue;
      }
      if (byte !== LF && byte !== CR) continue;
      let bytes = whole(piece.subarray(from, i));
      // A byte order mark.
      if (isFirst && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
      isFirst = false;
      line(bytes);
      afterReturn = byte === CR;
      from = i + 1;
    }
    if (from === piece.length) return;
    afterReturn = false;
    restLength += piece.length - from;
    if (restLength <= LONGEST) rest.push(piece.slice(from));
    else {
      rest = [];
      restLength = 0;
      tooLong();
    }
  };
}

export const eventSource: Source = async (line) => {
  const { plan, lastEventId } = line;
  const headers: [string, string][] = [['accept', 'text/event-stream']];
  // A header holds bytes.
  if (lastEventId !== '') {
    const bytes = new TextEncoder().encode(lastEventId);
    headers.push(['last-event-id', String.fromCharCode(...bytes)]);
  }
  const response = await responseTo(line, headers);
  if (!response) return;
  const content = contentOf(response);
  if (content !== 'text/event-stream') {
    throw new Interruption(
      'content',
      `${placeOf(line.url)} answers with ${content || 'nothing that is declared'}, not with events`,
      true,
    );
  }
  line.opened();
  let id = lastEventId;
  const read = eventReader({
    event(type, data) {
      // The id counts with its event: what comes half is sent again.
      line.lastEventId = id;
      if (type !== plan.event) return;
      data.forEach((piece, k) => {
        line.take(piece, k === data.length - 1);
      });
      if (data.length === 0) line.take(new Uint8Array(0), true);
    },
    id: (value) => {
      id = value;
    },
    retry: (ms) => line.retryAfter(ms),
    tooLong: () => line.refuse(`an event is longer than ${LONGEST} bytes`, ''),
  });
  await readBody(line, response, (piece) => {
    line.alive();
    read(piece);
  });
  // A server ends its stream for reasons of its own.
  throw new Interruption('interrupted', `${placeOf(line.url)} has ended its events`);
};
