/** What the members of a group are told of each other, also by those that come late or leave early. */
import { expect, test } from 'vitest';
import { join, type Member } from '../src/synchrony.js';

function member(name: string, category = false) {
  const told: unknown[] = [];
  const self: Member = {
    category,
    pointed: (x) => void told.push(['pointed', x]),
    moved: (x) => void told.push(['moved', x]),
  };
  return { told, ...join(name, self) };
}

test('all others of the like are told, and nobody else', () => {
  const [a, b, other, categories] = [member('g1'), member('g1'), member('g2'), member('g1', true)];
  a.pointed(5);
  a.moved(null);
  expect(b.told).toEqual([
    ['pointed', 5],
    ['moved', null],
  ]);
  expect([a.told, other.told, categories.told]).toEqual([[], [], []]);
});

test('who leaves while it is pointed at takes that along, but not what is pointed at in another one', () => {
  const [a, b, c] = [member('g3'), member('g3'), member('g3')];
  a.pointed(5);
  b.pointed(7);
  a.leave();
  expect(c.told).toEqual([
    ['pointed', 5],
    ['pointed', 7],
  ]);
  b.leave();
  expect(c.told.at(-1)).toEqual(['pointed', null]);
});

test('who joins later is told what is shown of x; a group that all have left knows nothing', () => {
  const last = { kind: 'last', length: 10 } as const;
  const a = member('g4');
  a.moved({ kind: 'between', from: 1, to: 2 });
  a.moved(last);
  const b = member('g4');
  expect(b.told).toEqual([['moved', last]]);
  expect(a.told).toEqual([]);
  a.leave();
  expect(member('g4').told).toEqual([['moved', last]]);
  const alone = member('g5');
  alone.moved(last);
  alone.leave();
  expect(member('g5').told).toEqual([]);
});
