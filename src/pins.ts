/** Samples that a reader has pinned: flags A and B on the plot, a line between them, and what lies between as numbers. */
import type { Hit } from '../worker/inspection-types.js';
import type { Rectangle } from '../worker/still.js';
import { HIDDEN, make, styler, within, write } from './overlay-elements.js';
import { SURFACE, styleTree } from './overlay-style.js';

const STYLE = `
[part|=pin],[part|=measure]{position:absolute;left:0;top:0}
[part=pin],[part=measure]{${SURFACE}}
[part=pin]{height:18px;font-weight:700;line-height:16px;text-align:center;border-color:currentColor}
[part=pin-point]{width:8px;height:8px;border:2px solid CanvasText;border-radius:50%;background:Canvas;
box-shadow:0 0 0 1.5px Canvas;forced-color-adjust:none}
[part=measure]{width:max-content;padding:3px 8px;display:grid;grid-template-columns:auto auto;gap:0 8px;direction:ltr;
overflow-wrap:anywhere}
[part=measure] b{text-align:right}
[part=measure-line]{top:-1px;transform-origin:0 1px;border-top:2px dashed CanvasText;background:Canvas}
`;

/** Between two pins, with units; a rate is Δy/Δx. */
export interface Measured {
  dx: string;
  dy: string;
  rate: string;
}

export interface Pins {
  /**
   * @param hits of each pin its sample; null where that has left the ring: then there is nothing of it on the plot.
   * @param measured null for no label.
   */
  show(hits: readonly (Hit | null)[], measured: Measured | null, plot: Rectangle): void;
  remove(): void;
}

/** CSS px: of a flag, from a sample to the flag's near edge, and of an arrow. */
const FLAG = { width: 18, height: 18, gap: 8, arrow: 8 };
/** Of a point. */
const RADIUS = 4;
/** From the edge of the plot to the label, and from the line to it. */
const MARGIN = 4;
const GAP = 14;
/** About the label's size: pins that are closer have it below or above them both, and none that would not fit there. */
const LABEL = { width: 140, height: 70 };

type Point = [x: number, y: number];

const clamp = (low: number, value: number, high: number) => Math.max(low, Math.min(value, high));

/** What of a line lies within the plot, by Liang and Barsky (1984); null for nothing. */
function clip([ax, ay]: Point, [bx, by]: Point, { x, y, width, height }: Rectangle): [Point, Point] | null {
  const [dx, dy] = [bx - ax, by - ay];
  let from = 0;
  let to = 1;
  for (const [step, room] of [
    [-dx, ax - x],
    [dx, x + width - ax],
    [-dy, ay - y],
    [dy, y + height - ay],
  ]) {
    if (step === 0 && room < 0) return null;
    if (step < 0) from = Math.max(from, room / step);
    if (step > 0) to = Math.min(to, room / step);
  }
  const at = (share: number): Point => [ax + share * dx, ay + share * dy];
  return from < to ? [at(from), at(to)] : null;
}

export function pins(tree: ShadowRoot): Pins {
  styleTree(tree, STYLE);
  const whole = make(tree, 'div', '', { 'aria-hidden': 'true' });
  const styleLine = styler(make(whole, 'div', 'measure-line'));
  const flags = ['A', 'B'].map((letter) => {
    const point = styler(make(whole, 'div', 'pin-point'));
    const flag = make(whole, 'div', 'pin');
    return { letter, flag, point, style: styler(flag) };
  });
  const label = make(whole, 'div', 'measure');
  const styleLabel = styler(label);
  const values = ['Δx', 'Δy', 'Δy/Δx'].map((name) => {
    write(make(label, 'span'), name);
    return make(label, 'b');
  });
  const shown: Pins = {
    show(hits, measured, plot) {
      const { x, y, width, height } = plot;
      const [right, bottom] = [x + width, y + height];
      const points = flags.map((_, k): Point | null => {
        const { left, top } = hits[k] ?? { left: Number.NaN, top: Number.NaN };
        return Number.isFinite(left) && Number.isFinite(top) ? [left, top] : null;
      });
      for (const [k, { letter, flag, point, style }] of flags.entries()) {
        const at = points[k];
        if (!at) {
          point(HIDDEN);
          style(HIDDEN);
          continue;
        }
        const [left, top] = at;
        const arrow = left < x ? '◂' : left > right ? '▸' : top < y ? '▴' : top > bottom ? '▾' : '';
        write(flag, arrow === '▸' ? letter + arrow : arrow + letter);
        point(arrow ? HIDDEN : `transform:translate(${left - RADIUS}px,${top - RADIUS}px)`);
        // Each to its own side, so that flags of samples that are close don't cover one another.
        const toLeft = left < (points[1 - k]?.[0] ?? left) + (k === 0 ? 1e-3 : 0);
        const room = FLAG.width + (arrow ? FLAG.arrow : 0);
        const above = top - FLAG.gap - FLAG.height;
        const flagLeft = clamp(x, toLeft ? left - room : left, right - room);
        const flagTop = clamp(y, above < y ? top + FLAG.gap : above, bottom - FLAG.height);
        style(`width:${room}px;transform:translate(${Math.round(flagLeft)}px,${Math.round(flagTop)}px)`);
      }
      const [a, b] = points;
      const line = a && b && clip(a, b, plot);
      if (line) {
        const [[ax, ay], [bx, by]] = line;
        const length = Math.hypot(bx - ax, by - ay);
        styleLine(`width:${length}px;transform:translate(${ax}px,${ay}px) rotate(${Math.atan2(by - ay, bx - ax)}rad)`);
      } else styleLine(HIDDEN);
      if (!measured) {
        styleLabel(HIDDEN);
        return;
      }
      for (const [k, text] of [measured.dx, measured.dy, measured.rate].entries()) write(values[k], text);
      const ends = line ?? points.filter((point) => point !== null);
      let labelAt = `${x + MARGIN}px,${y + MARGIN}px`;
      if (ends.length > 0) {
        const [[ax, ay], [bx, by]] = [ends[0], ends[ends.length - 1]];
        const close = Math.abs(bx - ax) < LABEL.width;
        const low = close ? Math.max(ay, by) : (ay + by) / 2;
        const fits = low + GAP + LABEL.height < bottom;
        const high = (close ? Math.min(ay, by) - FLAG.height : low) - GAP;
        labelAt = [
          within(x + MARGIN, Math.round((ax + bx) / 2), '50%', right - MARGIN),
          within(y + MARGIN, Math.round(fits ? low + GAP : high), fits ? '0%' : '100%', bottom - MARGIN),
        ].join();
      }
      styleLabel(`max-width:${width - 2 * MARGIN}px;transform:translate(${labelAt})`);
    },
    remove: () => whole.remove(),
  };
  shown.show([], null, { x: 0, y: 0, width: 0, height: 0 });
  return shown;
}
