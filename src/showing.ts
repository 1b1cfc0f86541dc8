/** What the engine has found, shown over a picture. */
import type { Inspected } from '../worker/inspection-types.js';
import { describe } from './announcer.js';
import { cornerBox } from './keys.js';
import { measure, measuredTexts } from './measure.js';
import { leftOf } from './navigation.js';
import type { Seat } from './place.js';
import type { Touched } from './touched.js';

/** Where the pointed at, the pins and what is no longer held are. */
export function showWhere(touched: Touched, { place }: Seat): void {
  const { sight, pointing, pinning, layer, dress } = touched;
  const { plot, held, x } = sight.pane!;
  const { hits, nearest, hit, source, cursor } = pointing;
  const { crosshair, tooltip, signs } = layer;
  const time = place.given.xScale === 'time';

  const { at } = touched;
  if (source === 'pointer' && at) crosshair.at(at.left, at.top, plot);
  else if (source === 'keys') crosshair.at(hit?.left ?? null, hit?.top ?? null, plot);
  else if (source === 'group') crosshair.at(cursor?.kind === 'x' ? leftOf(x, plot, cursor.x) : null, null, plot);
  crosshair.mark(hits, nearest, dress.series, plot);
  const anchor = source === 'pointer' ? at : hit;
  if (tooltip && hit && anchor && source !== 'group') {
    const { left, top, width } = place.element.getBoundingClientRect();
    // Under a transform of CSS a view's px are others than the page's.
    const scale = width / (place.size?.width ?? width) || 1;
    const seen = { left: left + anchor.left * scale, top: top + anchor.top * scale };
    const isOnScreen = seen.left >= 0 && seen.left <= innerWidth && seen.top >= 0 && seen.top <= innerHeight;
    if (isOnScreen) tooltip.show(hits, nearest, dress, seen);
    else tooltip.hide();
  } else tooltip?.hide();

  const [a, b] = pinning.hits;
  layer.pins(pinning.hits, a && b ? measuredTexts(measure(a, b, time), time, place.given.locale) : null, plot);

  const corner = cornerBox(touched);
  if (corner) signs.box(corner);
  // A picture that stands still shows what has left since.
  const from = held ? Math.min(plot.x + plot.width, leftOf(x, plot, held[0])) : plot.x;
  const gone = sight.paused && sight.evicted && from > plot.x;
  signs.evicted(gone ? { ...plot, width: from - plot.x } : null);
  signs.paused(sight.standing ? sight.newer : null, plot);
  signs.zoomed(sight.zoomed);
}

/** Beside the legend, as beside one that is painted, CSS px. */
const LEGEND_MARGIN = 8;
/** Of the toolbar, from the view's top, CSS px. */
const TOOLBAR = 30;

/** Puts the legend above the plot, beside the toolbar where that is, and has the plot leave it room. */
export function placeLegend({ layer: { legend, signs }, sight }: Touched, { place }: Seat): void {
  const { plot, legendRoom } = sight.pane!;
  const { y } = plot;
  if (!legend) return;
  if (sight.settled) legend.visible(legendRoom > 0 || !sight.choice.legend);
  const top = y - (sight.choice.legend ?? 0);
  const corner = top < TOOLBAR ? Math.max(0, signs.toolbarWidth - LEGEND_MARGIN) : 0;
  legend.place(LEGEND_MARGIN, top, (place.size?.width ?? 0) - 2 * LEGEND_MARGIN, corner);
  sight.makeRoom(legend.height());
}

/** In words: what an answer tells of the whole picture. */
export const inWords = ({ summary, pane }: Inspected, { dress, texts, sight }: Touched): string =>
  summary ? describe(summary, pane, dress, texts, sight.standing) : '';

/** In words: what is pinned, or lies between. */
export function pinsInWords({ pinning: { hits }, texts, dress }: Touched, { place }: Seat): string {
  const [a, b] = hits;
  if (a && b) {
    const time = place.given.xScale === 'time';
    const { dx, dy, rate } = measuredTexts(measure(a, b, time), time, place.given.locale);
    return texts.measured(dx, dy, rate);
  }
  const pin = a ?? b;
  return pin ? texts.pinned(texts.sample(pin.xText, dress.series[pin.series].name, pin.yText)) : texts.unpinned;
}
