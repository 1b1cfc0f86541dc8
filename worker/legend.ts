/** The legend: what each series is called, beside a piece of its line or a dot of it. */
import { FILL } from './palette.js';
import type { SeriesKind } from './series-options.js';
import { FONT_SIZE, type Label, round2, shortenText, textWidth } from './text.js';

export interface LegendItem {
  kind: SeriesKind;
  /** #rrggbb. */
  color: string;
  /** CSS px: the pen of a line, or the diameter of a dot. */
  pen: number;
  /** Where the piece of line begins and ends, CSS px; a dot lies in its middle. */
  from: number;
  to: number;
  y: number;
  label: Label;
}

interface Legend {
  items: LegendItem[];
  /** CSS px that it takes above the plot. */
  height: number;
}

export const NO_LEGEND: Legend = { items: [], height: 0 };

const ROW_HEIGHT = 20;
/** Below the last row: the highest label along y reaches so far above the plot, CSS px. */
const CLEAR_OF_PLOT = 6;
/** Of a piece of line, and from there to its name, and from one name to the next; CSS px. */
const SWATCH = 16;
const SWATCH_GAP = 6;
const GAP = 18;
/** A name that is longer is shortened, CSS px. */
const LONGEST_NAME = 180;
/** Of a picture's height a legend takes no more than so much. */
const SHARE = 0.25;
const PENS = { line: [2, 4], dot: [5, 8] } as const;
/** The pieces of what is filled: how strong, how high in CSS px, and whether as wide as a piece of line. */
export const BLOCKS = {
  area: { opacity: FILL, height: 8, wide: true },
  band: { opacity: FILL, height: 10, wide: true },
  bar: { opacity: 1, height: 10, wide: false },
  none: { opacity: 0, height: 0, wide: false },
};

interface Named {
  name: string;
  kind: SeriesKind;
  pen: number;
  color: string;
}

/** Where its rows begin and end, and the picture's height; CSS px. */
interface LegendRoom {
  left: number;
  right: number;
  top: number;
  height: number;
}

/**
 * Rows of names, as many as there is room for; of those that find none it is told how many they are. Nothing for a series
 * without a name, or of which nothing is drawn.
 */
export function legendOf(all: readonly Named[], { left, right, top, height }: LegendRoom): Legend {
  const named = all.filter(({ name, kind }) => name !== '' && kind !== 'none');
  if (named.length === 0) return NO_LEGEND;
  const rows = Math.max(1, Math.floor((height * SHARE - CLEAR_OF_PLOT) / ROW_HEIGHT));
  // Room in the last row for how many more there are.
  const more = GAP + textWidth(`+${named.length}`, FONT_SIZE);
  const longest = Math.min(LONGEST_NAME, right - more - left - SWATCH - SWATCH_GAP);
  if (longest < 0) return NO_LEGEND;
  const items: LegendItem[] = [];
  let x = left;
  let row = 0;
  for (let k = 0; k < named.length; k++) {
    const end = row === rows - 1 && k < named.length - 1 ? right - more : right;
    const text = shortenText(named[k].name, FONT_SIZE, longest);
    const length = SWATCH + SWATCH_GAP + textWidth(text, FONT_SIZE);
    if (x > left && x + length > end) {
      if (row === rows - 1) {
        items.push(itemOf(named[k], `+${named.length - k}`, x, top + row * ROW_HEIGHT, 0));
        break;
      }
      row++;
      x = left;
    }
    items.push(itemOf(named[k], text, x, top + row * ROW_HEIGHT, SWATCH));
    x += length + GAP;
  }
  return { items, height: (row + 1) * ROW_HEIGHT + CLEAR_OF_PLOT };
}

function itemOf({ kind, pen, color }: Named, text: string, x: number, top: number, swatch: number): LegendItem {
  const [least, most] = kind === 'scatter' ? PENS.dot : PENS.line;
  const y = round2(top + FONT_SIZE * 0.65);
  const label: Label = {
    text,
    x: round2(swatch > 0 ? x + swatch + SWATCH_GAP : x),
    y: round2(y + FONT_SIZE * 0.35),
    anchor: 'start',
  };
  return { kind, color, pen: Math.min(Math.max(pen, least), most), from: round2(x), to: round2(x + swatch), y, label };
}
