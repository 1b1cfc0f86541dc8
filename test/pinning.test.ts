/** Which samples are pinned after what a reader has done: by hand what is near is meant, by keys the sample itself. */
import { expect, test } from 'vitest';
import { Pinning } from '../src/pinning.js';
import type { Hit, Inspected, SeriesState } from '../worker/inspection-types.js';

const hitAt = (left: number, index: number, series = 0): Hit => {
  return { series, index, x: index, at: index, y: 0, left, top: 50, xText: '', yText: '' };
};
const CURSOR = { kind: 'point', left: 0, top: 0 } as const;

/** Toggles what is found, and has it answered. */
function toggle(pinning: Pinning, hit: Hit, exact?: boolean): void {
  const places = [...pinning.hits, hit];
  pinning.toggle(hit, exact);
  const pins = pinning.ids.map(
    (id) => places.find((one) => one?.series === id.series && one.index === id.index) ?? null,
  );
  pinning.answered({ pins } as Inspected, pinning.ids);
}

const indices = ({ ids }: Pinning) => ids.map(({ index }) => index);

test('keys pin samples that are near each other, and let the same one go', () => {
  const pinning = new Pinning();
  toggle(pinning, hitAt(100, 50), true);
  toggle(pinning, hitAt(101, 60), true);
  expect(indices(pinning)).toEqual([50, 60]);
  toggle(pinning, hitAt(101, 60), true);
  expect(indices(pinning)).toEqual([50]);
});

test('a pointer lets a pin go that is near, of the same series only, also before an answer', () => {
  const pinning = new Pinning();
  toggle(pinning, hitAt(100, 50));
  toggle(pinning, hitAt(102, 51, 1));
  expect(pinning.ids).toEqual([
    { series: 0, index: 50 },
    { series: 1, index: 51 },
  ]);
  pinning.toggle(hitAt(107, 57));
  expect(pinning.ids).toEqual([{ series: 1, index: 51 }]);
  pinning.toggle(hitAt(101, 50, 1));
  expect(pinning.ids).toEqual([]);
});

test('what is undone is what the last tap has done, and nothing where it has not yet', () => {
  const pinning = new Pinning();
  toggle(pinning, hitAt(100, 50));
  const one = pinning.ids;
  pinning.want(CURSOR);
  toggle(pinning, hitAt(200, 70));
  pinning.undo();
  expect(pinning.ids).toBe(one);
  pinning.undo();
  expect(pinning.ids).toBe(one);
  pinning.want({ ...CURSOR });
  expect(pinning.wanted).not.toBe(null);
  pinning.undo();
  expect([pinning.wanted, pinning.ids]).toEqual([null, one]);
});

test('with other series there are no pins', () => {
  const named = (...names: string[]) =>
    names.map((name): SeriesState => {
      return { name, kind: 'line', axis: 'left', color: '#000000', hidden: false };
    });
  const pinning = new Pinning();
  expect(pinning.named(named('One', 'Two'))).toBe(false);
  toggle(pinning, hitAt(100, 50));
  expect(pinning.named(named('One', 'Two'))).toBe(false);
  expect(indices(pinning)).toEqual([50]);
  expect(pinning.named(named('Two'))).toBe(true);
  expect(indices(pinning)).toEqual([]);
});
