/** Momentum by a clock of its own: how fast a hand was, how far it carries, and that frames don't matter. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { glide, Trail } from '../src/momentum.js';

/** Frames at given times; null once none is wanted. */
function run(
  speed: { left: number; top: number },
  times: Iterable<number>,
  allows = (_moved: number) => true,
): { left: number; top: number; last: number; frames: number; ended: boolean } {
  let wanted: FrameRequestCallback | null = null;
  const ending = new AbortController();
  const went = { left: 0, top: 0, last: 0, frames: 0, ended: false };
  let now = 0;
  const pan = (dx: number, dy: number) => {
    went.left += dx;
    went.top += dy;
    went.last = now;
    went.frames++;
    return allows(went.left);
  };
  const ask = (callback: FrameRequestCallback) => {
    wanted = callback;
  };
  glide(speed, 0, pan, ending, ask);
  for (now of times) {
    const callback = wanted as FrameRequestCallback | null;
    wanted = null;
    if (!callback) break;
    callback(now);
  }
  went.ended = ending.signal.aborted && wanted === null;
  return went;
}

function* every(ms: number): Generator<number> {
  for (let now = 0; now < 60_000; now += ms) yield now;
}

test('it carries as far at any rate of frames, also an uneven one', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -4, max: 4, noNaN: true }).filter((speed) => Math.abs(speed) > 0.1),
      fc.array(fc.double({ min: -5, max: 200, noNaN: true }), { maxLength: 200 }),
      (speed, steps) => {
        const uneven = steps.map((_, i) => steps.slice(0, i + 1).reduce((sum, step) => sum + step, 0));
        const all = [every(1000 / 60), every(1000 / 144), every(250), [...uneven, ...every(60_000), 1e5]];
        const ends = all.map((times) => run({ left: speed, top: speed / 2 }, times));
        // All of the exponential but what is slower than 20 px a second; of which this is the length.
        const whole = 325 * (1 - 0.02 / Math.hypot(speed, speed / 2));
        for (const end of ends) {
          expect(end.ended).toBe(true);
          expect(end.left).toBeCloseTo(speed * whole, 6);
          expect(end.top).toBeCloseTo((speed / 2) * whole, 6);
        }
      },
    ),
  );
});

test('it falls to 1/e in 325 ms, and stops below 20 px a second', () => {
  const end = run({ left: 1, top: 0 }, every(1));
  expect(end.last).toBe(Math.ceil(325 * Math.log(50)));
  const early = run({ left: 1, top: 0 }, [0, 325, 326]);
  expect(early.left).toBeCloseTo(325 * (1 - Math.exp(-326 / 325)), 9);
});

test('it stops where nothing moves any more', () => {
  const end = run({ left: 1, top: 0 }, every(10), (moved) => moved < 50);
  expect(end.ended).toBe(true);
  expect(end.left).toBeLessThan(60);
  expect(end.last).toBeLessThan(100);
});

test('frames that began before it was let go don’t count as ones in which nothing moved', () => {
  const end = run({ left: 1, top: 0 }, [-16, -1, 0, 10]);
  expect([end.frames, end.ended]).toEqual([1, false]);
});

test('it stops at once when it is told to', () => {
  const ending = new AbortController();
  const frames: FrameRequestCallback[] = [];
  let panned = 0;
  glide(
    { left: 1, top: 0 },
    0,
    () => ++panned > 0,
    ending,
    (frame) => frames.push(frame),
  );
  frames.pop()!(10);
  ending.abort();
  frames.pop()!(20);
  expect([panned, frames.length]).toEqual([1, 0]);
});

const along = (places: [time: number, left: number][]) => {
  const trail = new Trail();
  const [[time, left], ...rest] = places;
  trail.begin({ left, top: 0 }, time);
  for (const [time, left] of rest) trail.add({ left, top: 0 }, time);
  return trail;
};

test('the speed is that of the last 100 ms', () => {
  const slow: [number, number][] = [0, 100, 200, 300].map((time) => [time, time / 100]);
  const fast: [number, number][] = [350, 400].map((time) => [time, 3 + (time - 300)]);
  expect(along([...slow, ...fast]).speedAt(400)).toEqual({ left: 1, top: 0 });
});

test('a hand that has come to rest, or was slow, throws nothing', () => {
  const moves: [number, number][] = [0, 10, 20, 30].map((time) => [time, time]);
  expect(along(moves).speedAt(30)!.left).toBe(1);
  expect(along(moves).speedAt(60)!.left).toBe(0.5);
  expect(along(moves).speedAt(140)).toBe(null);
  expect(along(moves.map(([time, left]) => [time, left / 20])).speedAt(30)).toBe(null);
  expect(along([[0, 0]]).speedAt(0)).toBe(null);
});

test('nothing is thrown faster than 4 px a ms, in its direction', () => {
  const trail = new Trail();
  trail.begin({ left: 0, top: 0 }, 5);
  trail.add({ left: 300, top: -400 }, 5);
  const { left, top } = trail.speedAt(5)!;
  expect(left).toBeCloseTo(2.4, 9);
  expect(top).toBeCloseTo(-3.2, 9);
});
