/**
 * The pen: a round one, by what it reaches from a place in the picture.
 *
 * A line under a round pen covers, at a place, everything between the lowest and the highest of (height of the line at
 * a distance d) ± √(r² − d²), for all d up to the radius r. Heights are known by cells, so the distances are those of
 * the cells' middles.
 */

export interface Pen {
  /** Device px. */
  diameter: number;
  /** Cells a device px. */
  fineness: number;
  /** Diameter in cells. */
  width: number;
  /** Whether places lie between cells, as the middle of an even number of cells does. */
  between: boolean;
  /** Device px that the pen reaches above and below the line at each distance: 0, 1, 2 … cells, or ½, 1½, 2½ …. */
  reach: Float64Array;
}

/** Exactly as wide as `diameter`, device px, to a cell: one cell too many is seen in the fringes of noise. */
export function penOf(diameter: number, fineness: number = finenessFor(diameter)): Pen {
  const width = Math.max(1, Math.round(diameter * fineness));
  const between = width % 2 === 0;
  const radius = diameter / 2;
  const reach = Float64Array.from({ length: between ? width / 2 : (width + 1) / 2 }, (_, i) => {
    const distance = (between ? i + 0.5 : i) / fineness;
    return Math.sqrt(Math.max(0, radius * radius - distance * distance));
  });
  return { diameter, fineness, width, between, reach };
}

/** What a thin pen leaves out is seen more, and costs less to paint finely. */
const finenessFor = (diameter: number) => (diameter <= 2 ? 8 : diameter <= 4 ? 6 : 4);
