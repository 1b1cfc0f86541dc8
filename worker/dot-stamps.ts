/** What a dot covers, of its pixel and those around it: a disc, as samples on a grid within each pixel. */

/** Samples a pixel: 8 across, 4 down, a bit each. */
const ACROSS = 8;
const DOWN = 4;
export const LEVELS = ACROSS * DOWN;
/** A dot's middle is moved to one of so many places a pixel, across and down. */
export const DOT_PLACES = 4;
/** In a pixel. */
export const PLACES = DOT_PLACES * DOT_PLACES;

/** Of eight places. */
const CHOICES = 256;
const ALL = 0xffffffff;
/** Pixels: so near the edge every sample is looked at, whatever rounding does. */
const MARGIN = 1e-6;

/** How dots of a size cover the pixels around theirs. */
interface Stamps {
  diameter: number;
  /** Pixels that a dot reaches beyond its own. */
  reach: number;
  /** Offsets of the pixels that a dot may touch, nearest first. */
  right: Int32Array;
  down: Int32Array;
  /** What a dot covers of each of them, place by place. */
  single: Uint32Array;
  /** What dots cover of each of them together: 256 choices of the lower eight places, then of the higher ones. */
  low: Uint32Array;
  high: Uint32Array;
}

let kept: Stamps | null = null;

/** Most dots of a page are equally large. */
export function stampsOf(diameter: number): Stamps {
  if (kept?.diameter === diameter) return kept;
  const reach = Math.ceil(diameter / 2);
  const near: { right: number; down: number; covered: Uint32Array }[] = [];
  for (let down = -reach; down <= reach; down++) {
    for (let right = -reach; right <= reach; right++) {
      const covered = new Uint32Array(PLACES);
      let any = 0;
      for (let place = 0; place < PLACES; place++) {
        covered[place] = coveredBy(diameter / 2, place, right, down);
        any |= covered[place];
      }
      if (any !== 0) near.push({ right, down, covered });
    }
  }
  near.sort((a, b) => a.right ** 2 + a.down ** 2 - b.right ** 2 - b.down ** 2);
  kept = {
    diameter,
    reach,
    right: Int32Array.from(near, ({ right }) => right),
    down: Int32Array.from(near, ({ down }) => down),
    single: new Uint32Array(PLACES * near.length),
    low: new Uint32Array(CHOICES * near.length),
    high: new Uint32Array(CHOICES * near.length),
  };
  for (let i = 0; i < near.length; i++) {
    const { covered } = near[i];
    for (let place = 0; place < PLACES; place++) kept.single[place * near.length + i] = covered[place];
    putUnions(covered, 0, kept.low, i * CHOICES);
    putUnions(covered, 8, kept.high, i * CHOICES);
  }
  return kept;
}

/** What a dot at a place covers of the pixel so far from its own, as bits of that pixel's samples. */
function coveredBy(radius: number, place: number, right: number, down: number): number {
  const x = ((place % DOT_PLACES) + 0.5) / DOT_PLACES;
  const y = (Math.floor(place / DOT_PLACES) + 0.5) / DOT_PLACES;
  const [toLeft, toTop] = [right - x, down - y];
  // Most pixels lie within the disc, or beyond it.
  const nearest = nearestIn(toLeft) ** 2 + nearestIn(toTop) ** 2;
  if (nearest > (radius + MARGIN) ** 2) return 0;
  const furthest = Math.max(-toLeft, toLeft + 1) ** 2 + Math.max(-toTop, toTop + 1) ** 2;
  if (furthest < (radius - MARGIN) ** 2 && radius > MARGIN) return ALL;
  let bits = 0;
  for (let sample = 0; sample < LEVELS; sample++) {
    const dx = right + ((sample % ACROSS) + 0.5) / ACROSS - x;
    const dy = down + (Math.floor(sample / ACROSS) + 0.5) / DOWN - y;
    if (dx * dx + dy * dy <= radius * radius) bits |= 1 << sample;
  }
  return bits;
}

/** The least distance from 0 of what lies between a number and the next greater by 1. */
const nearestIn = (from: number) => Math.max(0, from, -from - 1);

/** Puts in what dots cover together, for each choice of eight places from one on. */
function putUnions(covered: Uint32Array, first: number, into: Uint32Array, at: number): void {
  for (let taken = 1; taken < CHOICES; taken++) {
    // Without the lowest of them it has been put in before.
    const lowest = 31 - Math.clz32(taken & -taken);
    into[at + taken] = into[at + (taken & (taken - 1))] | covered[first + lowest];
  }
}
