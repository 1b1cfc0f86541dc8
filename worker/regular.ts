/** Regular sampling: samples that come at equal distances of x, which then needs neither to be made nor sent nor kept. */
import { describe } from './rules.js';

/** What may stand in the place of a column of x: of sample i it is x0 + i · dx, computed just so. */
export interface Regular {
  /** Finite. A Date is its ms since 1970, on every scale. */
  x0: number | Date;
  /** Finite; of either sign, or 0. */
  dx: number;
}

/** A column of x that is regular. */
export class RegularColumn {
  readonly x0: number;
  readonly dx: number;
  readonly length: number;

  /** @throws TypeError for an x0 that is neither a finite number nor a valid Date, and a dx that is no finite number. */
  constructor(x0: unknown, dx: unknown, length: number) {
    const first = x0 instanceof Date ? x0.getTime() : x0;
    if (!Number.isFinite(first)) {
      const what = x0 instanceof Date ? 'an invalid Date' : describe(x0);
      throw new TypeError(`x0 must be a finite number or a Date, got ${what}`);
    }
    if (!Number.isFinite(dx)) throw new TypeError(`dx must be a finite number, got ${describe(dx)}`);
    this.x0 = first as number;
    this.dx = dx as number;
    this.length = length;
  }

  /** @throws RangeError where it leaves the finite numbers. What lies between two ends that are finite is, too. */
  checkEnd(): void {
    const { x0, dx, length } = this;
    if (length === 0 || Number.isFinite(x0 + (length - 1) * dx)) return;
    throw new RangeError(`x0 + i · dx must be finite for each of the ${length} samples, got x0 ${x0} and dx ${dx}`);
  }
}
