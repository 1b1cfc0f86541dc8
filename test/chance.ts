/** Chance from a seed: long columns of samples out of a single number, which a property test can shrink. */

/** Evenly from 0 (which it may be) to 1 (which it never is). */
export type Chance = () => number;

/** mulberry32 by Tommy Ettinger (public domain). */
export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from 0 up to, but not, `count`. */
export const below = (chance: Chance, count: number) => Math.floor(chance() * count);
