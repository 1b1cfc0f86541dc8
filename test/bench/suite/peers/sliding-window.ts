/** The window of peers that want all of it each time: two typed arrays, shifted as samples come. */
export class SlidingWindow {
  readonly #xs: Float64Array;
  readonly #ys: Float64Array;
  #length = 0;

  constructor(size: number) {
    this.#xs = new Float64Array(size);
    this.#ys = new Float64Array(size);
  }

  get xs(): Float64Array {
    return this.#xs.subarray(0, this.#length);
  }

  get ys(): Float64Array {
    return this.#ys.subarray(0, this.#length);
  }

  append(xs: Float64Array, ys: Float64Array): void {
    const size = this.#xs.length;
    const surplus = this.#length + xs.length - size;
    if (surplus > 0) {
      this.#xs.copyWithin(0, surplus);
      this.#ys.copyWithin(0, surplus);
      this.#length -= surplus;
    }
    this.#xs.set(xs, this.#length);
    this.#ys.set(ys, this.#length);
    this.#length += xs.length;
  }
}
