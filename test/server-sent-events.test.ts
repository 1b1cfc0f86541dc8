/** Streams of events are read as the HTML standard says, wherever they are cut. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventReader } from '../worker/feeds/server-sent-events.js';
import { cut, utf8 } from './feeds/decoded.js';

const text = new TextDecoder();

/** What is read of pieces: events with the id that held when they came. */
function read(pieces: Uint8Array[]) {
  const events: string[][] = [];
  const retries: number[] = [];
  let id = '';
  const take = eventReader({
    event: (type, data) => events.push([type, text.decode(data), id]),
    id: (value) => {
      id = value;
    },
    retry: (ms) => retries.push(ms),
    tooLong: () => expect.unreachable(),
  });
  for (const piece of pieces) {
    const lent = piece.slice();
    take(lent);
    lent.fill(0x5a);
  }
  return { events, retries };
}

const STREAM = [
  '\uFEFFid: 1',
  ': a comment',
  'data: one',
  'data:two',
  'data:  three',
  '',
  'event: add',
  'data',
  '',
  'data: ä😀',
  'id',
  'retry: 1500',
  'retry: soon',
  'unknown: field',
  '',
  '',
  'event: nothing',
  '',
  'id: with\0null',
  'data: last',
  '',
  'data: not ended',
];
const EVENTS = [
  ['message', 'one\ntwo\n three', '1'],
  ['add', '', '1'],
  ['message', 'ä😀', ''],
  ['message', 'last', ''],
];

test.each(['\n', '\r\n', '\r'])('lines that end with %j', (newline) => {
  const whole = utf8(STREAM.join(newline));
  fc.assert(
    fc.property(fc.array(fc.nat(500), { maxLength: 10 }), (places) => {
      expect(read(cut(whole, places))).toEqual({ events: EVENTS, retries: [1500] });
    }),
  );
});
