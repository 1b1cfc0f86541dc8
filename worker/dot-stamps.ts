/** What a dot covers, of its pixel and those around it: a disc, as samples on a grid within each pixel. */

/** Samples a pixel: 8 across, 4 down, a bit each. */
const ACROSS = 8;
const DOWN = 4;
export const LEVELS = ACROSS * DOWN;
/** A dot's middle is moved to one of so many places a pixel, across and down. */
export const DOT_PLACES = 4;
/** In a pixel. */
export const PLACES = DOT_PLACES * DOT_PLACES;

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
  const near: { right: number; down: number; covered: number[] }[] = [];
  for (let down = -reach; down <= reach; down++) {
    for (let right = -reach; right <= reach; right++) {
      const covered = Array.from({ length: PLACES }, (_, place) => coveredBy(diameter / 2, place, right, down));
      if (covered.some((bits) => bits !== 0)) near.push({ right, down, covered });
    }
  }
  near.sort((a, b) => a.right ** 2 + a.down ** 2 - b.right ** 2 - b.down ** 2);
  kept = {
    diameter,
    reach,
    right: Int32Array.from(near, ({ right }) => right),
    down: Int32Array.from(near, ({ down }) => down),
    single: Uint32Array.from({ length: PLACES * near.length }, (_, i) => {
      return near[i % near.length].covered[Math.floor(i / near.length)];
    }),
    low: Uint32Array.from(near.flatMap(({ covered }) => unions(covered.slice(0, 8)))),
    high: Uint32Array.from(near.flatMap(({ covered }) => unions(covered.slice(8)))),
  };
  return kept;
}

/** What a dot at a place covers of the pixel so far from its own, as bits of that pixel's samples. */
function coveredBy(radius: number, place: number, right: number, down: number): number {
  const x = ((place % DOT_PLACES) + 0.5) / DOT_PLACES;
  const y = (Math.floor(place / DOT_PLACES) + 0.5) / DOT_PLACES;
  let bits = 0;
  for (let sample = 0; sample < LEVELS; sample++) {
    const dx = right + ((sample % ACROSS) + 0.5) / ACROSS - x;
    const dy = down + (Math.floor(sample / ACROSS) + 0.5) / DOWN - y;
    if (dx * dx + dy * dy <= radius * radius) bits |= 1 << sample;
  }
  return bits;
}

/** Of each choice of eight places what dots there cover together. */
function unions(single: number[]): number[] {
  return Array.from({ length: 256 }, (_, taken) =>
    single.reduce((bits, covered, place) => (taken & (1 << place) ? bits | covered : bits), 0),
  );
}
