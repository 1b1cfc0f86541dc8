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
const [DATA, EVENT, ID, RETRY] = ['data', 'event', 'id', 'retry'].map((name) =>
  Uint8Array.from(name, (letter) => letter.charCodeAt(0)),
);

const decoder = new TextDecoder();

interface EventHandlers {
  /** Data of an event, which are the handler's, and its id, or that of one before. */
  event(type: string, data: Uint8Array, id: string): void;
  /** The same of an event without data. */
  id(id: string): void;
  /** ms. */
  retry(ms: number): void;
  /** Something is longer than anything should be, and is left out. */
  tooLong(): void;
}

/** Bytes that are gathered in one piece of memory, which grows with them. */
class Gathered {
  length = 0;
  #bytes = new Uint8Array(1024);

  /** Whether there was room. */
  add(bytes: Uint8Array): boolean {
    const length = this.length + bytes.length;
    if (length > LONGEST) return false;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, this.length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.length);
    this.length = length;
    return true;
  }

  /** What there is, until something is added. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}

/** Whether bytes begin with the field's name, and that is all of it. */
function isField(bytes: Uint8Array, end: number, name: Uint8Array): boolean {
  if (end !== name.length) return false;
  for (let i = 0; i < end; i++) if (bytes[i] !== name[i]) return false;
  return true;
}

/**
 * Takes the pieces of a stream of events.
 * @param lastId of the last event before
 */
export function eventReader({ event, id, retry, tooLong }: EventHandlers, lastId: string): (piece: Uint8Array) => void {
  /** The beginning of a line. */
  const rest = new Gathered();
  const data = new Gathered();
  let isFirst = true;
  let afterReturn = false;
  let type = '';
  let eventId = lastId;
  let hasData = false;
  /** Something of the event, or of the line, was left out. */
  let overlong = false;

  function endEvent(): void {
    // It counts with its event: what comes half is sent again. Data are without the end of their last line.
    if (hasData && !overlong) event(type || 'message', data.bytes.slice(0, -1), eventId);
    else id(eventId);
    type = '';
    hasData = overlong = false;
    data.length = 0;
  }

  function line(bytes: Uint8Array): void {
    if (bytes.length === 0) {
      endEvent();
      return;
    }
    const colon = bytes.indexOf(COLON);
    const end = colon < 0 ? bytes.length : colon;
    const value = bytes.subarray(colon < 0 ? end : colon + (bytes[colon + 1] === SPACE ? 2 : 1));
    if (isField(bytes, end, DATA)) {
      hasData = true;
      if (!overlong && !(data.add(value) && data.add(NEWLINE))) leaveOut();
    } else if (isField(bytes, end, EVENT)) type = decoder.decode(value);
    else if (isField(bytes, end, ID)) {
      if (!value.includes(0)) eventId = decoder.decode(value);
    } else if (isField(bytes, end, RETRY) && value.length > 0 && value.every((byte) => byte >= 48 && byte <= 57)) {
      retry(Number(decoder.decode(value)));
    }
  }

  function leaveOut(): void {
    overlong = true;
    tooLong();
  }

  return (piece) => {
    let from = 0;
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i];
      if (byte > CR) continue;
      if (afterReturn && byte === LF && i === from) {
        afterReturn = false;
        from = i + 1;
        continue;
      }
      if (byte !== LF && byte !== CR) continue;
      let bytes = piece.subarray(from, i);
      if (rest.length > 0) {
        if (!rest.add(bytes)) leaveOut();
        bytes = rest.bytes;
        rest.length = 0;
      }
      // A byte order mark.
      if (isFirst && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
      isFirst = false;
      line(bytes);
      afterReturn = byte === CR;
      from = i + 1;
    }
    if (from === piece.length) return;
    afterReturn = false;
    if (!rest.add(piece.subarray(from)) && !overlong) leaveOut();
  };
}

export const eventSource: Source = async (line) => {
  const { plan, lastEventId } = line;
  const headers: [string, string][] = [['accept', 'text/event-stream']];
  // A header holds bytes.
  if (lastEventId !== '') {
    const bytes = Array.from(new TextEncoder().encode(lastEventId), (byte) => String.fromCharCode(byte));
    headers.push(['last-event-id', bytes.join('')]);
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
  const handlers: EventHandlers = {
    event(type, data, id) {
      if (type === plan.event) line.take(data, true);
      line.identify(id);
    },
    id: (id) => line.identify(id),
    retry: (ms) => line.retryAfter(ms, true),
    tooLong: () => line.refuse(`an event is longer than ${LONGEST} bytes`, ''),
  };
  const read = eventReader(handlers, lastEventId);
  await readBody(line, response, (piece) => {
    line.alive();
    read(piece);
  });
  // A server ends its stream for reasons of its own.
  throw new Interruption('interrupted', `${placeOf(line.url)} has ended its events`);
};
