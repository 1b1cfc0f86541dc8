/** Regular sampling: samples that come at equal distances of x, which then needs neither to be made nor sent nor kept. */

/** What may stand in the place of a column of x: of sample i it is x0 + i · dx, computed just so. */
export interface Regular {
  /** Finite. A Date is its ms since 1970, on every scale. */
  x0: number | Date;
  /** Finite; of either sign, or 0. */
  dx: number;
}

/** A column of x that is regular. */
export class RegularColumn {
  constructor(
    readonly x0: number,
    readonly dx: number,
    readonly length: number,
  ) {}

  /** What it is from a sample on that stands at an index of other columns. */
  progression(from: number, at: number): Progression {
    return { from: at, x0: this.x0, dx: this.dx, shift: from - at };
  }

  /** @throws RangeError where its end is not finite. What lies between two finite ends is. */
  checkEnd(): void {
    const { x0, dx, length } = this;
    const end = x0 + Math.max(0, length - 1) * dx;
    if (!Number.isFinite(end)) throw new RangeError(`x0 + ${length - 1} · dx must be finite, got ${end}`);
  }
}

/** Regular samples among those of columns: x at index i, from `from` up to where the next ones begin, is x0 + (shift + i) · dx. */
export interface Progression {
  from: number;
  x0: number;
  dx: number;
  shift: number;
}

export const xIn = ({ x0, dx, shift }: Progression, i: number) => x0 + (shift + i) * dx;

/** Fewer samples than this are cheaper with their x written than told of by themselves. */
export const FEW = 64;

/** Whether a few that begin at an index, up to another, go on as the ones before them would, to the bit. */
export function goesOn(before: Progression, next: Progression, end: number): boolean {
  if (end - next.from >= FEW) return false;
  for (let i = next.from; i < end; i++) if (!Object.is(xIn(before, i), xIn(next, i))) return false;
  return true;
}

/** Writes x of [from, to) into a column of its own, from an index on. */
export function writeRegular(progressions: Progression[], from: number, to: number, x: Float64Array, at: number): void {
  for (let k = 0; k < progressions.length; k++) {
    const { x0, dx, shift, from: begin } = progressions[k];
    const stop = k + 1 < progressions.length ? Math.min(to, progressions[k + 1].from) : to;
    for (let i = Math.max(from, begin); i < stop; i++) x[at + i - from] = x0 + (shift + i) * dx;
  }
}
