/** Themes: the colours and the font of what in a picture is no data. */
import { INK } from './palette.js';

export interface Tint {
  /** #rrggbb. */
  color: string;
  /** Up to 1. */
  opacity: number;
}

/** What is omitted is as in a picture without a theme. */
export interface Theme {
  text: Tint;
  grid?: Tint;
  axis?: Tint;
  /** A font-family of CSS. */
  font?: string;
}

export type ThemeName = 'neutral' | 'light' | 'dark' | 'system';

/** How a mounted view looks by the style of its container; what is omitted is as the options say. */
export interface Look extends Partial<Theme> {
  /** What the theme `'system'` stands for. */
  system: 'light' | 'dark';
  /** Of each series, 24-bit RGB; undefined for that of its options. */
  colors: (number | undefined)[];
}

/** Text has a contrast of 10 : 1 and more on white and on near-black, each. */
const THEMES: Record<Exclude<ThemeName, 'system'>, Theme> = {
  neutral: { text: { color: INK, opacity: 1 } },
  light: {
    text: { color: '#374151', opacity: 1 },
    grid: { color: '#111827', opacity: 0.14 },
    axis: { color: '#111827', opacity: 0.6 },
  },
  dark: {
    text: { color: '#d1d5db', opacity: 1 },
    grid: { color: '#f3f4f6', opacity: 0.16 },
    axis: { color: '#f3f4f6', opacity: 0.6 },
  },
};

/** Of a picture; of a mounted view's where it has a look. `'system'` is neutral where nobody has said what that is. */
export function themeOf({ theme, look }: { theme: ThemeName; look?: Look | undefined }): Theme {
  const named = THEMES[theme === 'system' ? (look?.system ?? 'neutral') : theme];
  const { text = named.text, grid = named.grid, axis = named.axis, font } = look ?? {};
  return { text, ...(grid && { grid }), ...(axis && { axis }), ...(font !== undefined && { font }) };
}
