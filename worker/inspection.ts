/** What is asked of a picture: which samples lie where, and what it shows. */
import type { Inspected, Inspection, Pane } from './inspection-types.js';
import type { ChartOptions } from './options.js';
import type { Ring } from './ring.js';
import type { Scene } from './scene.js';

/** What a view has painted last, and the ring as it is by now. */
export interface Inspectable {
  ring: Ring;
  scene: Scene;
  /** Those of the view, in its look, but for the series that are hidden: these are as if they were not. */
  options: ChartOptions;
  /** Names of series. */
  hidden: readonly string[];
  /** Goes up with every change of these. */
  look: number;
}

export function inspect({ ring, scene, look }: Inspectable, inspection: Inspection): Inspected {
  return {
    pane: paneOf(ring, scene),
    look,
    dress: inspection.look === look ? null : { series: [], text: '#000000', xTitle: '', yTitles: [] },
    hits: [],
    nearest: -1,
    pins: [],
    newest: null,
    summary: null,
    rows: null,
    box: null,
  };
}

function paneOf(ring: Ring, { plot, projections, start, sides }: Scene): Pane {
  const { byIndex, x } = projections[0];
  return {
    n: ring.n,
    plot,
    category: byIndex,
    x: [x.domain[0] + start, x.domain[1] + start],
    y: projections.map(({ y: { domain } }, k) => ({ side: sides[k], domain })),
    held: ring.n === 0 ? null : byIndex ? [ring.start, ring.end - 1] : ring.xExtent(),
    start: ring.start,
    end: ring.end,
  };
}
