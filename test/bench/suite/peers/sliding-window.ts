/** The window of peers that want all of it each time: typed arrays, shifted as samples come. */
export class SlidingWindow {
  readonly #columns: Float64Array[];
  readonly #size: number;
  #length = 0;

  /** @param series columns beside x */
  constructor(size: number, series = 1) {
    this.#size = size;
    this.#columns = Array.from({ length: 1 + series }, () => new Float64Array(size));
  }

  get xs(): Float64Array {
    return this.#columns[0].subarray(0, this.#length);
  }

  get ys(): Float64Array {
    return this.#columns[1].subarray(0, this.#length);
  }

  /** x, and y of all series. */
  get columns(): Float64Array[] {
    return this.#columns.map((column) => column.subarray(0, this.#length));
  }

  append(...given: Float64Array[]): void {
    const { length } = given[0];
    const surplus = this.#length + length - this.#size;
    if (surplus > 0) {
      for (const column of this.#columns) column.copyWithin(0, surplus);
      this.#length -= surplus;
    }
    this.#columns.forEach((column, k) => {
      column.set(given[k], this.#length);
    });
    this.#length += length;
  }
}
