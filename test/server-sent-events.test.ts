/** Streams of events are read as the HTML standard says, wherever they are cut. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventReader } from '../worker/feeds/server-sent-events.js';
import { cut, utf8 } from './feeds/decoded.js';

const text = new TextDecoder();

/** What is read of pieces: events with the id that held when they came, and the last one. */
function read(pieces: Uint8Array[], before = '') {
  const events: string[][] = [];
  const retries: number[] = [];
  let id = before;
  const handlers = {
    event(type: string, data: Uint8Array, own: string) {
      id = own;
      events.push([type, text.decode(data), id]);
    },
    id: (value: string) => {
      id = value;
    },
    retry: (ms: number) => retries.push(ms),
    tooLong: () => expect.unreachable(),
  };
  const take = eventReader(handlers, before);
  for (const piece of pieces) {
    const lent = piece.slice();
    take(lent);
    lent.fill(0x5a);
  }
  return { events, retries, id };
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
      expect(read(cut(whole, places))).toEqual({ events: EVENTS, retries: [1500], id: '' });
    }),
  );
});

test('an id counts with its event, whether or not that has data', () => {
  const idOf = (stream: string, before = '') => read([utf8(stream)], before).id;
  expect(idOf('data: a\nid: 1\n\nid: 2\n\n')).toBe('2');
  expect(idOf('data: a\nid: 1\n\nid: 2\n')).toBe('1');
  expect(idOf('data: a\n\n', '7')).toBe('7');
  expect(idOf('id\n\n', '7')).toBe('');
});
