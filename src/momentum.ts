/** Momentum: what is dragged and let go in motion moves on, ever more slowly. Speeds are in CSS px a ms. */
import type { Point } from './gestures.js';

/** The time in which a speed falls to 1/e of it, ms; the value of Apple's own lists, which maps have taken over. */
const TIME_CONSTANT = 325;
/** Below this it has come to rest. */
const LEAST_SPEED = 0.02;
/** Slower than this a hand puts down rather than throws. */
const LEAST_THROW = 0.1;
const MOST_SPEED = 4;
/** So far back the speed of a hand is measured, ms. */
const REMEMBERED = 100;
/** A frame: what has taken less time is no measure of speed, ms. */
const SHORTEST = 16;

/** Where a pointer was, by the time stamps of its events, as far back as its speed depends on it. */
export class Trail {
  #places: { point: Point; time: number }[] = [];

  /** Forgets what was before. */
  begin(point: Point, time: number): void {
    this.#places = [{ point, time }];
  }

  add(point: Point, time: number): void {
    this.#places = [...this.#recent(time), { point, time }];
  }

  /** The speed with which it is let go; null where it is not thrown. */
  speedAt(time: number): Point | null {
    const recent = this.#recent(time);
    if (recent.length < 2) return null;
    const first = recent[0];
    const last = recent[recent.length - 1];
    const took = Math.max(SHORTEST, time - first.time);
    const left = (last.point.left - first.point.left) / took;
    const top = (last.point.top - first.point.top) / took;
    const speed = Math.hypot(left, top);
    if (speed < LEAST_THROW) return null;
    const share = Math.min(1, MOST_SPEED / speed);
    return { left: left * share, top: top * share };
  }

  #recent(now: number) {
    return this.#places.filter(({ time }) => time >= now - REMEMBERED);
  }
}

/**
 * Moves on from `time` until it comes to rest, `pan` says that nothing has moved, or `ending` is aborted; which it is in
 * each of these cases. Where it is at what time does not depend on the frames.
 */
export function glide(
  speed: Point,
  time: number,
  pan: (dx: number, dy: number) => boolean,
  ending: AbortController,
  nextFrame: (callback: FrameRequestCallback) => unknown = requestAnimationFrame,
): void {
  const duration = TIME_CONSTANT * Math.log(Math.hypot(speed.left, speed.top) / LEAST_SPEED);
  let gone = 0;
  const frame = (now: number) => {
    if (ending.signal.aborted) return;
    const elapsed = Math.min(now - time, duration);
    const way = TIME_CONSTANT * (1 - Math.exp(-elapsed / TIME_CONSTANT));
    const by = way - gone;
    // A frame may have begun before it was let go.
    if (by > 0) {
      gone = way;
      if (!pan(speed.left * by, speed.top * by) || elapsed === duration) ending.abort();
    }
    if (!ending.signal.aborted) nextFrame(frame);
  };
  nextFrame(frame);
}
