/**
 * Text as it stands in a chart: cleaned, measured by a built-in table, shortened.
 * Layout never asks the machine for its fonts, so that it is the same everywhere.
 */

export const FONT_FAMILY = 'Helvetica, Arial, sans-serif';
/** CSS px. */
export const FONT_SIZE = 12;
export const TITLE_SIZE = 15;

/** A text at its anchor, cleaned and shortened but not escaped. In CSS px; y is the baseline. */
export interface Label {
  text: string;
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
}

/** At most two decimals, as coordinates are written. */
export const round2 = (value: number) => Math.round(value * 100) / 100 + 0;

/** Advance widths of ASCII 32…126 in 1/1000 em: Helvetica's, from its public Adobe font metrics. */
const ASCII = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];

/** The page's font is seldom Helvetica itself; common substitutes run up to this much wider. */
const RESERVE = 1.12;

/** First and last of code points without a width, and with a full one. Fixed ranges: Unicode's own change by version. */
const NARROW = [
  [0x300, 0x36f],
  [0x483, 0x489],
  [0x591, 0x5bd],
  [0x61c, 0x61c],
  [0x64b, 0x65f],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x20d0, 0x20ff],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
  [0xfeff, 0xfeff],
];
const WIDE = [
  [0x1100, 0x115f],
  [0x2e80, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f000, 0x3ffff],
];

const isIn = (ranges: number[][], code: number) => ranges.some(([first, last]) => code >= first && code <= last);

/** The longest text worth looking at: what lies beyond can't be seen, and may be a megabyte. */
const LONGEST = 512;

/** In 1/1000 em. */
function widthOf(code: number): number {
  if (code >= 32 && code < 127) return ASCII[code - 32];
  // Spaces at which no line breaks, as languages have them between digits.
  if (code === 0xa0 || code === 0x202f) return ASCII[0];
  if (isIn(NARROW, code)) return 0;
  return isIn(WIDE, code) ? 1000 : 600;
}

/** Width in CSS px of text at a font size in CSS px, with a reserve for wider fonts. */
export function textWidth(text: string, fontSize: number): number {
  let thousandths = 0;
  // By index: an iterator would make objects, and every label of every frame is measured.
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i)!;
    if (code > 0xffff) i++;
    thousandths += widthOf(code);
  }
  return (thousandths * fontSize * RESERVE) / 1000;
}

/**
 * Text without what no XML document may hold or no chart can show: control characters and line breaks become a space,
 * lone surrogates, U+FFFE and U+FFFF become U+FFFD.
 */
export function cleanText(text: string): string {
  // Not through the middle of a surrogate pair.
  const end = /^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(LONGEST - 1, LONGEST + 1)) ? LONGEST - 1 : LONGEST;
  return text
    .slice(0, end)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}

/** Cleaned text that is at most `width` CSS px wide, cut with an ellipsis; '' where not even that fits. */
export function shortenText(text: string, fontSize: number, width: number): string {
  const clean = cleanText(text);
  if (text.length <= LONGEST && textWidth(clean, fontSize) <= width) return clean;
  let left = width - textWidth('…', fontSize);
  if (left < 0) return '';
  let cut = '';
  for (const character of clean) {
    left -= (widthOf(character.codePointAt(0)!) * fontSize * RESERVE) / 1000;
    if (left < 0) break;
    cut += character;
  }
  return `${cut.trimEnd()}…`;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escapes the five characters that XML gives a meaning. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]);
}
