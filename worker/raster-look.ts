/** What a raster shows beside samples: where rows lie, in which colours series are painted, and what rules lie under them. */
import { rgbOf } from './blend.js';
import type { AxisRows } from './layers.js';
import { sameRows } from './outline.js';
import { PAPER } from './palette.js';
import type { Rules, Shade } from './raster.js';
import type { Scene } from './scene.js';
import type { Still } from './still.js';
import { type Tint, tint } from './theme.js';

/** Of lines under the data, where the theme says nothing. */
const GRID = tint(PAPER, 77 / 255);
const AXIS = tint(PAPER, 204 / 255);

const shadeOf = ({ color, opacity }: Tint): Shade => ({ rgb: rgbOf(color), alpha: Math.round(opacity * 255) });

/** What makes every column of a raster look otherwise when it changes. */
export interface RasterLook {
  axes: AxisRows[];
  rgb: number;
  /** The looks of all series. */
  series: string;
  rules: Rules;
  /** What it was made of. */
  still: Still;
  ratio: number;
}

const sameAxis = (a: AxisRows, b: AxisRows) =>
  sameRows(a.rows, b.rows) && a.transform === b.transform && a.base === b.base;

export function sameRasterLook(a: RasterLook, b: RasterLook): boolean {
  const sameAxes = a.axes.length === b.axes.length && a.axes.every((axis, k) => sameAxis(axis, b.axes[k]));
  return sameAxes && a.series === b.series && JSON.stringify(a.rules) === JSON.stringify(b.rules);
}

/** @param top of the raster in the picture, device px */
export function rasterLookOf({ still, theme }: Scene, ratio: number, top: number): RasterLook {
  const shade = shadeOf(theme.grid ?? GRID);
  const axisShade = shadeOf(theme.axis ?? AXIS);
  const { plot, axes, grid, labelled, series } = still;
  const rowOf = (at: number) => Math.floor(at * ratio) - top;
  const rows = grid.map(rowOf);
  const shades = rows.map(() => shade);
  if (labelled) {
    const row = rowOf(plot.y + plot.height);
    if (rows.includes(row)) shades[rows.indexOf(row)] = axisShade;
    else {
      rows.push(row);
      shades.push(axisShade);
    }
  }
  return {
    still,
    ratio,
    axes: axes.map(({ scale: { transform, factor, origin, span }, drawn, base }) => {
      const laidOut = transform ?? ((value: number) => value);
      const [low, high] = drawn.map(laidOut);
      const rows = {
        ...{ low, high, factor, origin },
        scale: (plot.height * ratio) / span,
        zero: (plot.y + plot.height) * ratio - top,
      };
      return { rows, transform, base: laidOut(base) };
    }),
    rgb: series.length > 0 ? rgbOf(series[0].color) : 0,
    series: JSON.stringify(series),
    rules: {
      rows,
      shades,
      top: Math.round(plot.y * ratio) - top,
      bottom: Math.round((plot.y + plot.height) * ratio) - top,
      shade,
    },
  };
}
