/** A small piece of what a series looks like. */
import type { SeriesKind } from '../worker/series-options.js';
import { make, setPart, styler } from './overlay-elements.js';

/** @returns how to make it look like a series; the colour is one of CSS. */
export function swatch(parent: Element): (color: string, kind: SeriesKind) => void {
  const element = make(parent, 'i', '', { 'aria-hidden': 'true' });
  const style = styler(element);
  return (color, kind) => {
    setPart(element, `swatch ${kind}`);
    style(`color:${color}`);
  };
}
