/** Source-over (Porter and Duff, "Compositing digital images", 1984), of pixels that are not premultiplied. */

const OPAQUE = 255;

/** What layers are painted in. */
export interface Ink {
  /** 24-bit. */
  rgb: number;
  /** Where it covers a pixel whole, up to 1. */
  opacity: number;
}

/** Of #rrggbb, 24-bit. */
export const rgbOf = (color: string) => Number.parseInt(color.slice(1), 16);

/** A colour, 24-bit RGB, of an opacity of 255 parts over a pixel; R, G, B, A in memory, as on every machine that has canvases. */
export function blend(under: number, rgb: number, alpha: number): number {
  if (alpha === 0) return under;
  const r = rgb >> 16;
  const g = (rgb >> 8) & 255;
  const b = rgb & 255;
  const below = under >>> 24;
  if (alpha === OPAQUE || below === 0) return ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;
  // What of the pixel below is still seen, and both together; of 255² parts.
  const seen = below * (OPAQUE - alpha);
  const over = alpha * OPAQUE;
  const all = over + seen;
  const half = all >> 1;
  const mixedR = ((r * over + (under & 255) * seen + half) / all) | 0;
  const mixedG = ((g * over + ((under >> 8) & 255) * seen + half) / all) | 0;
  const mixedB = ((b * over + ((under >> 16) & 255) * seen + half) / all) | 0;
  return ((Math.round(all / OPAQUE) << 24) | (mixedB << 16) | (mixedG << 8) | mixedR) >>> 0;
}
