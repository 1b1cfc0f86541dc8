/**
 * How a mounted view looks: read from the style of its container, by the browser's own eyes, and followed where that
 * changes. What is not there, or not valid, is as the options say.
 */
import type { ChartOptionsInput } from '../worker/options.js';
import type { FontSource } from '../worker/protocol.js';
import type { Look, Tint } from '../worker/theme.js';
import type { Connection } from './engine-client.js';
import { fontsOf } from './page-fonts.js';

/** Of the palette. */
const PLACES = 8;
const COLORS = ['text', 'grid', 'axis'] as const;

const property = (name: string | number) => `--ringplot-${name}`;
const seriesProperty = (k: number) => property(`series-${(k % PLACES) + 1}`);

const WATCHED = [
  ...[...COLORS, 'font'].map(property),
  ...Array.from({ length: PLACES }, (_, k) => seriesProperty(k)),
  // For what stands on these: currentColor, light-dark().
  ...['color', 'color-scheme'],
];

/**
 * A property that changes begins a transition, and an element that is put into the page, or moved, an animation: both are
 * told as events, and nothing has to be asked. In a shadow tree the page's own rules, which may forbid both, don't count.
 */
const STYLE = `
:host { position: absolute; visibility: hidden; }
i { forced-color-adjust: none; }
i::before {
  content: "";
  transition: 1ms;
  transition-property: ${WATCHED.join()};
  transition-behavior: allow-discrete;
  animation: ringplot 1ms;
}
@keyframes ringplot { to { visibility: hidden; } }
`;

let sheet: CSSStyleSheet | undefined;
let timesBrought = 0;

/** In this order, by their contrast to Canvas; where two are alike one of them is left out. */
const FORCED_SERIES = ['LinkText', 'CanvasText', 'Highlight', 'VisitedText', 'ActiveText', 'GrayText'];

/** The grid's share of GrayText, which can be as strong as any series. */
const FORCED_GRID = 0.4;

/** What the texts of most charts are made of. */
const LETTERS = `${String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i))}°·µ−…`;

const TEXTS = ['title', 'xTitle', 'yTitle', 'y2Title', 'xFormat', 'yFormat', 'y2Format', 'emptyText'] as const;
type Given = Pick<ChartOptionsInput, 'series' | 'colorHex' | 'locale' | (typeof TEXTS)[number]>;

/** What a locale writes labels with. */
function lettersOf(locale = ''): string {
  if (locale === '') return '';
  const written = Array.from({ length: 12 }, (_, month) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(
      new Date(2026, month, 1 + month, 2 * month),
    ),
  );
  const numbers = new Intl.NumberFormat(locale);
  return [...written, numbers.format(-9_876_543_210.5), numbers.format(1234)].join('');
}

export class ContainerStyle {
  look: Look = { system: 'light', colors: [] };
  /** The reader prefers that little moves. */
  calm = false;
  readonly #element: HTMLElement;
  readonly #probe: HTMLElement;
  readonly #dark: Pick<MediaQueryList, 'matches'>;
  readonly #forced: Pick<MediaQueryList, 'matches'>;
  readonly #reduced: Pick<MediaQueryList, 'matches'>;
  #fonts: FontSource[] = [];
  /** Characters that are to be had in them. */
  #sample = LETTERS;
  /** What was read last, as text. */
  #read = '';
  /** What of fonts was read last, as text. */
  #wanted = '';
  /** Where fonts have been brought last, which, and under what name they are known there; null before they have come. */
  #brought: { to: Connection; wanted: string; as: string | null } | null = null;

  /** @param changed called where something may be other than it was */
  constructor(element: HTMLElement, changed: () => void, signal: AbortSignal) {
    this.#element = element;
    const host = document.createElement('span');
    const tree = host.attachShadow({ mode: 'open' });
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
    }
    tree.adoptedStyleSheets = [sheet];
    this.#probe = tree.appendChild(document.createElement('i'));
    for (const type of ['transitionrun', 'animationstart']) tree.addEventListener(type, changed, { signal });
    const media = (query: string) => {
      const list = matchMedia(`(${query})`);
      list.addEventListener('change', changed, { signal });
      return list;
    };
    this.#dark = media('prefers-color-scheme: dark');
    this.#forced = media('forced-colors: active');
    this.#reduced = media('prefers-reduced-motion: reduce');
    // The sheet that a font comes with may have come after all others.
    document.fonts.addEventListener('loadingdone', changed, { signal });
    element.append(host);
  }

  /** Whether anything is not as it was. */
  read(given: Given): boolean {
    const { series = [given] } = given;
    const style = getComputedStyle(this.#element);
    const scheme = style.colorScheme.replace('only', '').trim();
    const system = scheme === 'dark' || (scheme !== 'light' && this.#dark.matches) ? 'dark' : 'light';
    const look: Look = { system, colors: [] };
    // An element may keep its own colours where the reader's are forced on the page.
    const forced = this.#forced.matches && style.getPropertyValue('forced-color-adjust') !== 'none';
    this.#element.style.backgroundColor = forced ? 'Canvas' : `var(${property('background')})`;
    if (forced) {
      const accents = [...new Set(FORCED_SERIES.map((color) => this.#resolve(color)!.color))];
      const [text, grid] = ['CanvasText', 'GrayText'].map((color) => this.#resolve(color)!);
      Object.assign(look, { text, axis: text, grid: { ...grid, opacity: FORCED_GRID } });
      look.colors = series.map((_, k) => numberOf(accents[k % accents.length]));
    } else {
      for (const name of COLORS) {
        const tint = this.#resolve(style.getPropertyValue(property(name)));
        if (tint) look[name] = tint;
      }
      look.colors = series.map(({ colorHex }, k) => {
        return colorHex === undefined
          ? numberOf(this.#resolve(style.getPropertyValue(seriesProperty(k)))?.color)
          : undefined;
      });
    }
    const font = style.getPropertyValue(property('font')).trim();
    if (font !== '' && CSS.supports('font-family', font)) look.font = font;
    const calm = this.#reduced.matches;
    const fonts = look.font === undefined ? [] : fontsOf(look.font);
    const names = given.series?.map(({ name }) => name) ?? [];
    const texts = [LETTERS, ...TEXTS.map((name) => given[name]), ...names, look.font && lettersOf(given.locale)].join(
      '',
    );
    const sample = [...new Set(texts)].join('');
    this.#wanted = look.font === undefined ? '' : JSON.stringify([look.font, fonts, sample]);
    if (this.#brought?.as && this.#brought.wanted === this.#wanted) look.font = this.#brought.as;
    const read = JSON.stringify([look, calm, this.#wanted]);
    if (read === this.#read) return false;
    this.look = look;
    this.calm = calm;
    this.#fonts = fonts;
    this.#sample = sample;
    this.#read = read;
    return true;
  }

  /**
   * Brings the page's fonts to where pictures are painted, once for each look. Whether there were any, and the look is
   * still the same: then it is to be painted again.
   */
  async bringFonts(to: Connection): Promise<boolean> {
    const wanted = this.#wanted;
    if (wanted === '' || (this.#brought?.to === to && this.#brought.wanted === wanted)) return false;
    const brought = { to, wanted, as: null as string | null };
    this.#brought = brought;
    const font = JSON.parse(wanted)[0] as string;
    if (to.mode === 'worker') {
      if (this.#fonts.length === 0) return false;
      await to.call((api) => api.fonts(this.#fonts, font, this.#sample));
    } else {
      const loads = ['', '600 '].map((weight) => document.fonts.load(`${weight}12px ${font}`, this.#sample));
      const faces = await Promise.all(loads);
      if (faces.flat().length === 0) return false;
    }
    if (this.#brought !== brought || wanted !== this.#wanted) return false;
    // Chromium's canvases in workers keep what they made of a font before it came: under another name they make it anew.
    brought.as = `${font}, ringplot-${++timesBrought}`;
    this.look = { ...this.look, font: brought.as };
    return true;
  }

  /** A colour of CSS, whatever its syntax, as it is here; undefined for what is none. */
  #resolve(color: string): Tint | undefined {
    const { style } = this.#probe;
    style.backgroundColor = '';
    style.backgroundColor = color;
    if (style.backgroundColor === '') return undefined;
    // Mixed with itself a colour of any space is one of sRGB. Browsers that can't mix have no other space.
    style.backgroundColor = `color-mix(in srgb, ${color}, ${color})`;
    const text = getComputedStyle(this.#probe).backgroundColor.replaceAll('none', '0');
    const [r, g, b, opacity = 1] = text.match(/-?\d[\d.]*(e-?\d+)?/g)?.map(Number) ?? [];
    const scale = text.startsWith('color') ? 255 : 1;
    const hex = [r, g, b].map((part) => {
      const byte = Math.min(255, Math.max(0, Math.round(part * scale)));
      return byte.toString(16).padStart(2, '0');
    });
    return { color: `#${hex.join('')}`, opacity: Math.round(opacity * 1000) / 1000 };
  }
}

const numberOf = (color: string | undefined) => (color === undefined ? undefined : Number.parseInt(color.slice(1), 16));
