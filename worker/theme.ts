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

/** How a mounted view looks by the style of its container. What is omitted, not undefined, is as the options say. */
export interface Look extends Partial<Theme> {
  /** What the theme `'system'` stands for. */
  system: 'light' | 'dark';
  /** Of each series, 24-bit RGB; undefined for that of its options. */
  colors: (number | undefined)[];
}

export const tint = (color: string, opacity = 1): Tint => ({ color, opacity });

/** Text has a contrast of 10 : 1 and more on white and on near-black, each. */
const THEMES: Record<Exclude<ThemeName, 'system'>, Theme> = {
  neutral: { text: tint(INK) },
  light: { text: tint('#374151'), grid: tint('#000000', 0.14), axis: tint('#000000', 0.6) },
  dark: { text: tint('#d1d5db'), grid: tint('#ffffff', 0.16), axis: tint('#ffffff', 0.6) },
};

/** Of a picture; of a mounted view's where it has a look. `'system'` is neutral where nobody has said what that is. */
export const themeOf = ({ theme, look }: { theme: ThemeName; look?: Look | undefined }): Theme => ({
  ...THEMES[theme === 'system' ? (look?.system ?? 'neutral') : theme],
  ...look,
});
