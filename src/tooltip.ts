/** The tooltip: the samples under the pointer, in numbers. For eyes only: what is said comes from the live region. */
import type { Dress, Hit } from '../worker/inspection-types.js';
import type { Texts } from './interactive-texts.js';
import { make, setPart, styler, within, write } from './overlay-elements.js';
import { swatch } from './swatch.js';

/** CSS px in the layout viewport, as of a pointer event. */
interface Anchor {
  left: number;
  top: number;
}

export interface Tooltip {
  /** Nothing is shown for no hits. @param nearest index in `hits`, −1 for none. */
  show(hits: readonly Hit[], nearest: number, dress: Dress, anchor: Anchor): void;
  hide(): void;
  remove(): void;
}

/** Most rows of series. */
const ROWS = 12;
/** CSS px: of a line of text; of the frame with the header; from the viewport's edge; from the anchor. */
const LINE = 18;
const FRAME = 36;
const MARGIN = 8;
const GAP = 14;
const WIDEST = 360;
/** A viewport that is narrower has no room beside the anchor, which may lie under a finger: the tooltip is above it or below. */
const NARROW = 480;

/** What is seen of the layout viewport, CSS px. */
function visible() {
  const { offsetLeft: left = 0, offsetTop: top = 0, width = innerWidth, height = innerHeight } = visualViewport ?? {};
  return { left, top, width, height };
}

function makeRow(parent: Element) {
  const row = make(parent, 'div');
  const look = swatch(row);
  return { row, look, cells: ['name', 'value', 'at'].map((part) => make(row, 'span', `tooltip-${part}`)) };
}

export function tooltip(tree: ShadowRoot, texts: Texts): Tooltip {
  const box = make(tree, 'div', 'tooltip', { popover: 'manual', 'aria-hidden': 'true' });
  const isPopover = 'popover' in HTMLElement.prototype;
  box.hidden = !isPopover;
  const place = styler(box);
  const header = make(box, 'div', 'tooltip-x');
  const body = make(box, 'div');
  const more = make(box, 'div', 'tooltip-more');
  const rows: ReturnType<typeof makeRow>[] = [];
  /** Asking for it makes the browser lay the page out: once, and again when it has changed. */
  let viewport: ReturnType<typeof visible> | null = null;
  /**
   * The box keeps the size that it has needed: laying out one that fits its texts takes twice as long, with every frame. By
   * place and by what is no digit, the longest text that it has had room for: digits are all alike.
   */
  const longest = new Map<string, number>();
  let size = { width: 0, height: 0 };
  let grows = true;
  const put = (place: string, element: Element, text: string) => {
    write(element, text);
    const key = `${place} ${text.replace(/\d+/g, '0')}`;
    if (text.length <= (longest.get(key) ?? -1)) return;
    longest.set(key, text.length);
    grows = true;
  };
  let count = 0;
  const resize = () => {
    longest.clear();
    size = { width: 0, height: 0 };
    grows = true;
  };
  const refit = () => {
    viewport = null;
    resize();
  };
  const ending = new AbortController();
  for (const target of [window, visualViewport]) {
    for (const type of ['resize', 'scroll']) {
      target?.addEventListener(type, refit, { signal: ending.signal, passive: true });
    }
  }
  // Taken out of the page with its view it is closed, and it is not told.
  const isShown = () => (isPopover ? box.matches(':popover-open') : !box.hidden);
  const hide = () => {
    refit();
    if (!isShown()) return;
    if (isPopover) box.hidePopover();
    else box.hidden = true;
  };
  return {
    show(hits, nearest, { series, yTitles }, anchor) {
      if (hits.length === 0 || !box.isConnected) {
        hide();
        return;
      }
      viewport ??= visible();
      const { left, top, width, height } = viewport;
      const narrow = width < NARROW;
      const most = Math.max(
        1,
        Math.min(ROWS, Math.floor((height - 2 * MARGIN - FRAME) / (narrow ? 2 * LINE : LINE)) - 1),
      );
      const shown = hits.slice(0, most);
      if (shown.length !== count) resize();
      count = shown.length;
      // The nearest takes the last one's place where it would not be there.
      if (nearest >= most) shown[most - 1] = hits[nearest];
      const main = hits[nearest] ?? hits[0];
      put('x', header, main.xText);
      while (rows.length < shown.length) rows.push(makeRow(body));
      for (const [k, { row, look, cells }] of rows.entries()) {
        const hit = shown[k];
        row.hidden = !hit;
        if (!hit) continue;
        const { name, kind, color } = series[hit.series];
        look(color, kind);
        setPart(row, hit === hits[nearest] && hits.length > 1 ? 'tooltip-row nearest' : 'tooltip-row');
        const place = `${k} ${hit === hits[nearest]}`;
        put(`${place} name`, cells[0], name || (yTitles.length === 1 ? yTitles[0] : ''));
        put(`${place} y`, cells[1], hit.yText);
        // A sample of another place than the header tells.
        put(`${place} x`, cells[2], hit.xText === main.xText ? '' : hit.xText);
      }
      put(`${shown.length}`, more, hits.length > shown.length ? texts.more(hits.length - shown.length) : '');
      const toRight = anchor.left < left + width / 2;
      const x = Math.round(anchor.left) + (narrow ? 0 : toRight ? GAP : -GAP);
      const above = narrow && anchor.top > top + height / 2;
      const y = Math.round(anchor.top) + (narrow ? 2 * GAP : GAP) * (above ? -1 : 1);
      const at = [
        within(left + MARGIN, x, narrow ? '50%' : toRight ? '0%' : '100%', left + width - MARGIN),
        within(top + MARGIN, y, above ? '100%' : '0%', top + height - MARGIN),
      ];
      const widest = narrow ? width - 2 * MARGIN : Math.min(width / 2 - GAP - MARGIN, WIDEST);
      const limits = `max-width:${widest}px;max-height:${height - 2 * MARGIN}px`;
      const moved = `translate(${at})`;
      if (grows) place(limits, moved);
      if (!isShown()) {
        if (isPopover) box.showPopover();
        else box.hidden = false;
      }
      if (grows) {
        grows = false;
        const { width, height } = box.getBoundingClientRect();
        size = { width: Math.max(size.width, Math.ceil(width)), height: Math.max(size.height, Math.ceil(height)) };
      }
      place(`${limits};width:${size.width}px;height:${size.height}px;contain:strict`, moved);
    },
    hide,
    remove() {
      ending.abort();
      hide();
      box.remove();
    },
  };
}
