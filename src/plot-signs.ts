/**
 * What is shown over the plot of its state, and what can be pressed there: a box being drawn, what is no longer held, the
 * toolbar, and the way back from a pause.
 */
import type { Rectangle } from '../worker/still.js';
import type { Texts } from './interactive-texts.js';
import { boxOf, HIDDEN, make, makeButton, set, styler, write } from './overlay-elements.js';

/** What the buttons do. Where one is left out there is no button. */
export interface Actions {
  /** Pauses, and resumes. */
  pause?(): void;
  reset?(): void;
  table?(): void;
  help?(): void;
}

export interface PlotSigns {
  /** CSS px that the toolbar takes from the view's top right corner to the left, 0 without buttons. */
  readonly toolbarWidth: number;
  /** What is being drawn; null for nothing. */
  box(box: Rectangle | null): void;
  /** The area of which the samples have left the ring; null for none. */
  evicted(area: Rectangle | null): void;
  /** @param newer samples that have come since; null while it is not paused. */
  paused(newer: number | null, plot: Rectangle): void;
  /** Whether there is a zoom that can be taken back. */
  zoomed(zoomed: boolean): void;
  remove(): void;
}

const SVG = 'http://www.w3.org/2000/svg';
/** Of 16 × 16. */
const PLAY = 'M5 3l8 5-8 5z';
const ICONS = {
  reset: 'M3 8a5 5 0 1 0 1.6-3.7M3 2v3.5h3.5',
  pause: 'M5 3v10M11 3v10',
  table: 'M2 3h12v10H2zM2 7h12M7 3v10',
  help: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.8-1.1 1.8M8 12.9v.1',
};
type Name = keyof typeof ICONS;

/** CSS px of a button, and around all. */
const BUTTON = 26;
const EDGE = 6;
/** Less room than this has no text, CSS px. */
const LEAST_TEXT = 88;
const ABOVE_AXIS = 10;

function icon(button: Element): SVGPathElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  const path = document.createElementNS(SVG, 'path');
  svg.append(path);
  button.append(svg);
  return path;
}

/**
 * @param resume what the badge does
 * @param rest where the focus goes that the badge had, where there is no button
 */
export function plotSigns(
  tree: ShadowRoot,
  texts: Texts,
  actions: Actions,
  resume: () => void = () => actions.pause?.(),
  rest?: HTMLElement,
): PlotSigns {
  const whole = make(tree, 'div', 'signs');
  const area = make(whole, 'div', 'evicted');
  const styleArea = styler(area);
  const areaText = make(area, 'span');
  const styleBox = styler(make(whole, 'div', 'box'));
  const badge = makeButton(whole, 'paused', '', resume);
  const styleBadge = styler(badge);
  const badgeText = make(badge, 'span');
  write(make(badge, 'b'), texts.resume);
  const bar = make(whole, 'div', 'toolbar', { role: 'group', 'aria-label': texts.toolbar });
  const names = (Object.keys(ICONS) as Name[]).filter((name) => actions[name]);
  const buttons: Partial<Record<Name, HTMLElement>> = {};
  const paths: Partial<Record<Name, SVGPathElement>> = {};
  for (const name of names) {
    const button = makeButton(bar, `button ${name}`, texts[name], () => {
      if (button.ariaDisabled !== 'true') actions[name]?.();
    });
    buttons[name] = button;
    paths[name] = icon(button);
    paths[name].setAttribute('d', ICONS[name]);
  }
  bar.hidden = names.length === 0;
  const signs: PlotSigns = {
    toolbarWidth: names.length && names.length * BUTTON + EDGE,
    box: (box) => styleBox(box ? boxOf(box) : HIDDEN),
    evicted(box) {
      write(areaText, box && box.width >= LEAST_TEXT ? texts.evicted : '');
      styleArea(box ? boxOf(box) : HIDDEN);
    },
    paused(newer, { x, y, width, height }) {
      const paused = newer !== null;
      set(buttons.pause, 'aria-pressed', `${paused}`);
      set(paths.pause, 'd', paused ? PLAY : ICONS.pause);
      if (!paused) {
        // The focus would be lost with it.
        if (badge.matches(':focus')) (buttons.pause ?? rest)?.focus();
        styleBadge(HIDDEN);
        return;
      }
      write(badgeText, texts.paused(newer));
      const bottom = y + height - ABOVE_AXIS;
      styleBadge(`max-width:${width}px;transform:translate(${x + width / 2}px,${bottom}px) translate(-50%,-100%)`);
    },
    zoomed: (zoomed) => set(buttons.reset, 'aria-disabled', `${!zoomed}`),
    remove: () => whole.remove(),
  };
  signs.box(null);
  signs.evicted(null);
  signs.paused(null, { x: 0, y: 0, width: 0, height: 0 });
  signs.zoomed(false);
  return signs;
}
