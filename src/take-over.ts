/** Taking a caller's columns over instead of copying them. */
import { RegularColumn } from '../worker/regular.js';
import { checkNames, checkValue, type Rule } from '../worker/rules.js';

const TRANSFER: Rule = { fallback: false };

/** Whether `extend` is told to hand over. Throws a TypeError for other options than that. */
export function wantsTransfer(options: { transfer?: boolean | undefined }): boolean {
  checkNames(options, ['transfer'], 'extend');
  return checkValue(TRANSFER, options.transfer, 'transfer') as boolean;
}

/** The same memory under a new name: the caller's buffer is detached at once, as a transfer promises. */
function moved(buffer: ArrayBufferLike): ArrayBuffer | null {
  try {
    const source = buffer as ArrayBuffer & { transfer?(): ArrayBuffer };
    if (typeof source.transfer === 'function') return source.transfer();
    if (typeof structuredClone === 'function') return structuredClone(source, { transfer: [source] });
  } catch {
    // Memory that can't be moved, such as WebAssembly's.
  }
  return null;
}

/**
 * Both columns, moved; null where they can't be (other types, shared or pinned memory), and then nothing has changed. Where x
 * is regular, y is given in its place, too.
 */
export function takeOver(xs: unknown, ys: unknown): { x: Float64Array; y: Float64Array } | null {
  if (xs instanceof RegularColumn) return takeOver(ys, ys);
  if (!(xs instanceof Float64Array) || !(ys instanceof Float64Array)) return null;
  if (!(xs.buffer instanceof ArrayBuffer) || !(ys.buffer instanceof ArrayBuffer)) return null;
  const { byteOffset: xOffset, length } = xs;
  const { byteOffset: yOffset } = ys;
  const together = xs.buffer === ys.buffer;
  const xMoved = moved(xs.buffer);
  if (!xMoved) return null;
  const x = new Float64Array(xMoved, xOffset, length);
  if (together) return { x, y: new Float64Array(xMoved, yOffset, length) };
  const yMoved = moved(ys.buffer);
  // x is ours already; what can't follow it is copied.
  return { x, y: yMoved ? new Float64Array(yMoved, yOffset, length) : ys.slice() };
}
