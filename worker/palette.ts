/** Greys that can be read on white and on near-black alike (contrast ≥ 4.3 : 1 on both): pictures have no background. */

/** Text. */
export const INK = '#767b86';
/** Lines of the grid and the axis, painted translucent. */
export const PAPER = '#8a909c';
