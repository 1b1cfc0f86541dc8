/** A batch: samples on their way to a ring, in columns, with what may be moved of them. */

import { type Progression, writeRegular } from './regular.js';
import type { Passed } from './smoothing.js';

/** A category label, or a Date that becomes one (or a number, on a numeric scale) when it is taken. */
export type Label = string | Date;

/** Samples on their way, in columns; of each column [start, end) counts. Where a label stands, x is NaN. */
export interface Batch {
  x: Float64Array;
  /** Of each series a column as long as x, one after the other. */
  y: Float64Array;
  /**
   * Where all x are regular, what they are, in their order: x has room for them but is not written then, and may be y's
   * memory. Else absent or null.
   */
  regular?: Progression[] | null;
  /** Whose columns these are. Absent where they are those of all series, in their order. */
  names?: readonly string[] | undefined;
  /**
   * Of each column what is known of samples before these that were dropped on their way; absent where there were none, or
   * nothing is smoothed.
   */
  passed?: Passed | undefined;
  start: number;
  end: number;
  /** Sparse, by index into the columns; null where every x is a number. */
  labels: (Label | undefined)[] | null;
  /** When the oldest sample was pushed: ms since 1970 on the machine's clock. */
  since: number;
}

/** The buffers under columns, each once, for a transfer list: two columns that go together may share one. */
export function columnsOf(columns: { x: unknown; y: Float64Array }[], buffers: Transferable[] = []): Transferable[] {
  for (let i = 0; i < columns.length; i++) {
    const { x, y } = columns[i];
    if (x instanceof Float64Array && x.buffer !== y.buffer) buffers.push(x.buffer as ArrayBuffer);
    buffers.push(y.buffer as ArrayBuffer);
  }
  return buffers;
}

/** Sets a label at an index of a batch's columns. */
export function writeLabel(batch: Batch, at: number, label: Label): void {
  batch.x[at] = Number.NaN;
  batch.labels ??= [];
  batch.labels[at] = label;
}

/** Columns of y. */
export const columnCount = ({ x, y }: Batch) => (x.length === 0 ? 0 : y.length / x.length);

/** The columns of y, one by one. */
export const columnsIn = (batch: Batch): Float64Array[] =>
  Array.from({ length: columnCount(batch) }, (_, k) => batch.y.subarray(k * batch.x.length, (k + 1) * batch.x.length));

/** An empty batch with room for so many samples, in one piece of memory: what is transferred costs by the piece. */
export function emptyBatch(capacity: number, columns = 1): Batch {
  const column = capacity * Float64Array.BYTES_PER_ELEMENT;
  const buffer = new ArrayBuffer((1 + columns) * column);
  const x = new Float64Array(buffer, 0, capacity);
  const y = new Float64Array(buffer, column, columns * capacity);
  return { x, y, regular: null, start: 0, end: 0, labels: null, since: 0 };
}

/** Writes x of a batch that is regular. */
export function fillIn(batch: Batch): void {
  const { regular, x, y, start, end } = batch;
  if (!regular) return;
  if (x.buffer === y.buffer && x.byteOffset === y.byteOffset) batch.x = new Float64Array(x.length);
  writeRegular(regular, start, end, batch.x, start);
  batch.regular = null;
}
