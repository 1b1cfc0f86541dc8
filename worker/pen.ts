/**
 * The pen: a round one, as what it reaches from a place in the picture.
 *
 * A line under a round pen covers, at a place, everything from the lowest to the highest of (height of the line at a
 * distance d) ± √(r² − d²), for all d up to the radius. The disc is made of a few flat discs of growing width, so that
 * what they reach is an extreme over a span of cells, which does not depend on the scale of y and can be kept.
 */
import type { Spread } from './cells.js';

/** One of the flat discs: cells that it spans, and how far it reaches beyond their extremes, device px. */
export interface Disc extends Spread {
  reach: number;
}

export interface Pen {
  /** Cells a device px. */
  fineness: number;
  /** Diameter in cells. */
  width: number;
  /** Whether places lie between cells, as the middle of an even number of cells does. */
  between: boolean;
  /** Narrowest first; the last is as wide as the pen. */
  discs: Disc[];
}

export function penOf(diameter: number, fineness = finenessFor(diameter), most = MOST_DISCS): Pen {
  const width = Math.max(1, Math.round(diameter * fineness));
  const radius = diameter / 2;
  const between = width % 2 === 0;
  const half = Math.floor(width / 2);
  const nearest = between ? 1 : 0;
  const all = half - nearest + 1;
  const count = Math.min(most, all);
  const discs: Disc[] = [];
  for (let i = 1; i <= count; i++) {
    const angle = (i / count) * (Math.PI / 2);
    const after = count === all ? nearest + i - 1 : Math.max(nearest, Math.round(half * Math.sin(angle)));
    const distance = (between ? after - 0.5 : after) / fineness;
    const reach = Math.sqrt(Math.max(0, radius * radius - distance * distance));
    discs.push({ before: between ? after - 1 : after, after, reach });
  }
  return { fineness, width, between, discs };
}
const MOST_DISCS = 6;
const finenessFor = (diameter: number) => (diameter <= 2 ? 8 : diameter <= 4 ? 6 : 4);
