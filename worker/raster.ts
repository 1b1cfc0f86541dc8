/**
 * The raster: the pixels of a picture's data area, kept from frame to frame, with what is known of each column so that
 * only what changes is written. When the view moves on, what stays in it is shifted, and the columns that are new are
 * empty.
 */
/** What lies under a column's ink: bits of its state. Rows of the grid and the axis; a grid line along it. */
export const INSIDE = 1;
export const RULED = 2;

/** What a rule is drawn in. */
export interface Shade {
  /** 24-bit. */
  rgb: number;
  /** Of 255. */
  alpha: number;
}

/** Lines under the ink. */
export interface Rules {
  /** Rows that are ruled across, and in what each. */
  rows: number[];
  shades: Shade[];
  /** Rows [top, bottom) are ruled along, in columns that are `RULED`. */
  top: number;
  bottom: number;
  shade: Shade;
}

const NO_SHADE: Shade = { rgb: 0, alpha: 0 };
const NO_RULES: Rules = { rows: [], shades: [], top: 0, bottom: 0, shade: NO_SHADE };

/** A row of each column, 0 at first. */
const rowsOf = (width: number, former?: Int32Array) =>
  former && former.length >= width ? former.fill(0) : new Int32Array(width);

export class Raster {
  readonly width: number;
  readonly height: number;
  /** R, G, B, A in memory, not premultiplied; row by row. */
  readonly pixels: Uint32Array<ArrayBuffer>;
  // Of each column the rows that hold ink, and those of them that are wholly covered.
  readonly inkTop: Int32Array;
  readonly inkBottom: Int32Array;
  readonly solidTop: Int32Array;
  readonly solidBottom: Int32Array;
  /** Of each column what lies under its ink. */
  readonly state: Uint8Array;
  /** −1 before there is any. */
  rgb = -1;
  rules: Rules = NO_RULES;
  /** The ink's colour at each alpha over the rules: over each row, and over a rule along a column. */
  overRows: Uint32Array[] = [];
  overRule: Uint32Array = blended(0, NO_SHADE);
  private ink: { rgb: number; levels: number; colors: Uint32Array } | null = null;

  /** @param former a raster that is used no more: its memory is, where it is large enough */
  constructor(width: number, height: number, former?: Raster) {
    this.width = width;
    this.height = height;
    const size = width * height;
    const room = former?.pixels.buffer;
    this.pixels = room && room.byteLength >= 4 * size ? new Uint32Array(room, 0, size).fill(0) : new Uint32Array(size);
    this.inkTop = rowsOf(width, former?.inkTop);
    this.inkBottom = rowsOf(width, former?.inkBottom);
    this.solidTop = rowsOf(width, former?.solidTop);
    this.solidBottom = rowsOf(width, former?.solidBottom);
    this.state = former && former.state.length >= width ? former.state.fill(0) : new Uint8Array(width);
  }

  private get columns() {
    return [this.inkTop, this.inkBottom, this.solidTop, this.solidBottom, this.state];
  }

  /** Moves everything to the left by so many columns, below 0 to the right, fewer than there are; where nothing was is empty. */
  shift(by: number): void {
    const { width, height, pixels } = this;
    const [from, to] = by > 0 ? [width - by, width] : [0, -by];
    const target = Math.max(0, -by);
    const source = Math.max(0, by);
    pixels.copyWithin(target, source, pixels.length - target);
    for (let row = 0; row < height; row++) pixels.fill(0, row * width + from, row * width + to);
    for (const column of this.columns) {
      column.copyWithin(target, source, width - target);
      column.fill(0, from, to);
    }
  }

  /** The colour at each share of coverage, 0 … levels. */
  inks(levels: number): Uint32Array {
    const { rgb, ink } = this;
    if (ink?.rgb === rgb && ink.levels === levels) return ink.colors;
    const colors = inked(rgb, levels);
    this.ink = { rgb, levels, colors };
    return colors;
  }

  /** Takes another colour and other rules. All columns must be painted afterwards where one of them has changed. */
  dress(rgb: number, rules: Rules): void {
    if (rgb !== this.rgb && this.rgb >= 0) this.clear();
    const gone = this.rules.rows.filter((row) => !rules.rows.includes(row));
    for (const row of gone) {
      if (row < 0 || row >= this.height) continue;
      for (let column = 0; column < this.width; column++) {
        if (row < this.inkTop[column] || row >= this.inkBottom[column]) this.pixels[row * this.width + column] = 0;
      }
    }
    this.rgb = rgb;
    this.rules = rules;
    this.overRows = rules.shades.map((shade) => blended(rgb, shade));
    this.overRule = blended(rgb, rules.shade);
  }

  /** Notes that rows [top, bottom) of a column hold ink, beside those that do. */
  noteInk(column: number, top: number, bottom: number): void {
    const { inkTop, inkBottom } = this;
    const inked = inkTop[column] < inkBottom[column];
    inkTop[column] = inked ? Math.min(inkTop[column], top) : top;
    inkBottom[column] = inked ? Math.max(inkBottom[column], bottom) : bottom;
  }

  clear(): void {
    this.pixels.fill(0);
    for (const column of this.columns) column.fill(0);
  }

  clearColumn(column: number): void {
    for (let at = column; at < this.pixels.length; at += this.width) this.pixels[at] = 0;
    for (const values of this.columns) values[column] = 0;
  }
}

const OPAQUE = 255;
/** Tables of colours that were asked for lately: a few streams and rules share a few. */
const KEPT_TABLES = 64;
const tables = new Map<string, Uint32Array>();

function table(key: string, make: () => Uint32Array): Uint32Array {
  let found = tables.get(key);
  if (!found) {
    if (tables.size >= KEPT_TABLES) tables.clear();
    found = make();
    tables.set(key, found);
  }
  return found;
}

/** A pixel. Memory order is R, G, B, A on every machine that has canvases. */
const pixelOf = (r: number, g: number, b: number, alpha: number) => {
  return alpha === 0 ? 0 : ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;
};

/** A colour at each share of coverage, 0 … levels. */
function inked(rgb: number, levels: number): Uint32Array {
  return table(`${rgb} ${levels}`, () =>
    Uint32Array.from({ length: levels + 1 }, (_, level) =>
      pixelOf(rgb >> 16, (rgb >> 8) & 255, rgb & 255, Math.round((level / levels) * OPAQUE)),
    ),
  );
}

/** A colour of each alpha, 0 … 255, over a rule of some shade. */
function blended(rgb: number, shade: Shade): Uint32Array {
  const paper = shade.rgb;
  return table(`${rgb} over ${paper} ${shade.alpha}`, () => {
    return Uint32Array.from({ length: OPAQUE + 1 }, (_, alpha) => {
      const under = (shade.alpha * (OPAQUE - alpha)) / OPAQUE;
      const over = alpha + under;
      const mix = (shift: number) => {
        return Math.round((((rgb >> shift) & 255) * alpha + ((paper >> shift) & 255) * under) / (over || 1));
      };
      return pixelOf(mix(16), mix(8), mix(0), Math.round(over));
    });
  });
}
