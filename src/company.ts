/** A view in the company of others: what is done to one of a group is done to all. */
import type { XWindow } from '../worker/x-window.js';
import { join, type Membership } from './synchrony.js';
import type { Touched } from './touched.js';

export class Company {
  /** What is shown of x has been chosen in another one, where it is said. */
  quiet = false;
  readonly #group: string;
  readonly #touched: Touched;
  #membership: Membership | null = null;
  /** What another one does is not told back to it. */
  #receiving = false;
  /** What the others know of x. */
  #x: XWindow | null;

  /** @param group '' for none */
  constructor(group: string, touched: Touched) {
    this.#group = group;
    this.#touched = touched;
    this.#x = touched.sight.choice.x;
  }

  /** @param category whether x is by index, which is known with the first picture */
  join(category: boolean): void {
    if (this.#group === '' || this.#membership) return;
    const touched = this.#touched;
    this.#membership = join(this.#group, {
      category,
      pointed: (x) => {
        if (x !== null) touched.point({ kind: 'x', x }, 'group');
        else if (touched.pointing.source === 'group') touched.point(null, 'group');
      },
      moved: (x) => {
        this.#receiving = true;
        if (x?.kind === 'between') touched.sight.show([x.from, x.to]);
        else touched.sight.follow(x?.length ?? null);
        this.#receiving = false;
      },
    });
  }

  moved(x: XWindow | null): void {
    if (x === this.#x) return;
    this.#x = x;
    this.quiet = this.#receiving;
    if (!this.#receiving) this.#membership?.moved(x);
  }

  pointed(x: number | null): void {
    this.#membership?.pointed(x);
  }

  leave(): void {
    this.#membership?.leave();
  }
}
