/** What is said in the plot where there is nothing to draw in it. */
import type { ChartOptions } from './options.js';
import type { Rectangle } from './still.js';
import { FONT_SIZE, type Label, round2, shortenText } from './text.js';

/** CSS px, to each edge of the plot. */
const MARGIN = 4;

/** In the middle of the plot; null where there is no room for it. */
export function emptyLabel({ emptyText }: ChartOptions, { x, y, width, height }: Rectangle): Label | null {
  const text = shortenText(emptyText, FONT_SIZE, width - 2 * MARGIN);
  // An ellipsis alone says nothing.
  if (height < FONT_SIZE + 2 * MARGIN || text === '' || text === '…') return null;
  return { text, x: round2(x + width / 2), y: round2(y + height / 2 + FONT_SIZE * 0.35), anchor: 'middle' };
}
