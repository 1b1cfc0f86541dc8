/** Greys that can be read on white and on near-black alike (contrast ≥ 4.3 : 1 on both): pictures have no background. */

/** Text. */
export const INK = '#767b86';
/** Lines of the grid and the axis, painted translucent. */
export const PAPER = '#8a909c';

/** Opacity of what lies between a line and its base, or between the edges of a band. */
export const FILL = 0.25;

/**
 * Of series, in their order. Each has a contrast of at least 3 : 1 on white and on near-black, and they stay apart for eyes
 * that lack one kind of cones: found by a search for the largest least distance in Oklab, as such eyes see them.
 */
export const SERIES_COLORS: readonly number[] = [
  0x6366f1, 0xfa6400, 0x5aa06e, 0xd20ac8, 0x825a14, 0x0a6e96, 0xb482be, 0xaa3c6e,
];
