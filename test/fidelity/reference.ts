/** What a line should look like: the true stroke of every point, against which a painter's pixels are judged. */

/** Sub-columns in a pixel, and sub-rows. A coarser grid flatters a painter that works on one like it. */
const SUB = 32;

/** Capsules as columns of numbers, in device px. The ends of each are ordered: the left one first. */
interface Capsules {
  count: number;
  leftX: Float64Array;
  leftY: Float64Array;
  /** From the left end to the right one; `dx` is never negative. */
  dx: Float64Array;
  dy: Float64Array;
  /** From the axis to the edge on the side of greater y, at right angles; its y is never negative. */
  edgeX: Float64Array;
  edgeY: Float64Array;
  /** The sub-columns whose centres the capsule reaches, both inclusive, within the picture. */
  first: Int32Array;
  last: Int32Array;
}

/**
 * The exact union of capsules (each segment of the polyline drawn with a round pen), box-filtered from 32 × 32 samples
 * per pixel. Samples on the very edge are inside.
 * @param points x, y, x, y … in device px from the picture's top left corner, x in any order; a pair with a NaN in it
 *   lifts the pen, and a stretch of one point is a dot
 * @param pen diameter, device px
 * @param width device px, as is `height`
 * @returns coverage 0…1 per device pixel, row-major, width × height
 */
export function reference(points: Float64Array, pen: number, width: number, height: number): Float32Array {
  const radius = pen / 2;
  const subColumns = width * SUB;
  const subRows = height * SUB;
  const capsules = capsulesOf(points, radius, subColumns);
  const { count, leftX, leftY, dx, dy, edgeX, edgeY, first, last } = capsules;

  // Capsules by the first sub-column that they reach, as linked lists.
  const head = new Int32Array(subColumns).fill(-1);
  const next = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    next[i] = head[first[i]];
    head[first[i]] = i;
  }

  const coverage = new Float32Array(width * height);
  const active = new Int32Array(count);
  let activeCount = 0;
  // An interval of sub-rows is one number, first · subRows + last, so that the plain numeric sort will do.
  const intervals = new Float64Array(count);
  // Samples covered in the current column of pixels: those of whole pixels' heights as differences from row to row.
  const whole = new Int32Array(height + 1);
  const partial = new Int32Array(height);

  for (let subColumn = 0; subColumn < subColumns; subColumn++) {
    for (let i = head[subColumn]; i >= 0; i = next[i]) active[activeCount++] = i;
    const x = (subColumn + 0.5) / SUB;
    let intervalCount = 0;
    let kept = 0;
    for (let k = 0; k < activeCount; k++) {
      const i = active[k];
      if (last[i] < subColumn) continue;
      active[kept++] = i;

      // A vertical line meets a capsule in one interval. Each of its ends lies on one of the two straight edges where x
      // is between that edge's ends, else on the nearer round one.
      const fromLeft = x - leftX[i];
      const fromRight = fromLeft - dx[i];
      const leftArc = Math.sqrt(Math.max(0, radius * radius - fromLeft * fromLeft));
      const rightArc = Math.sqrt(Math.max(0, radius * radius - fromRight * fromRight));
      let low: number;
      if (fromLeft <= -edgeX[i]) low = -leftArc;
      else if (fromRight >= -edgeX[i]) low = dy[i] - rightArc;
      else low = Math.min(1, (fromLeft + edgeX[i]) / dx[i]) * dy[i] - edgeY[i];
      let high: number;
      if (fromLeft <= edgeX[i]) high = leftArc;
      else if (fromRight >= edgeX[i]) high = dy[i] + rightArc;
      else high = Math.min(1, (fromLeft - edgeX[i]) / dx[i]) * dy[i] + edgeY[i];

      const top = Math.max(0, Math.ceil((leftY[i] + low) * SUB - 0.5));
      const bottom = Math.min(subRows - 1, Math.floor((leftY[i] + high) * SUB - 0.5));
      if (top <= bottom) intervals[intervalCount++] = top * subRows + bottom;
    }
    activeCount = kept;

    intervals.subarray(0, intervalCount).sort();
    let covered = -1;
    for (let k = 0; k < intervalCount; k++) {
      const start = Math.floor(intervals[k] / subRows);
      const bottom = intervals[k] - start * subRows;
      if (bottom <= covered) continue;
      const top = Math.max(start, covered + 1);
      covered = bottom;
      const topRow = Math.floor(top / SUB);
      const bottomRow = Math.floor(bottom / SUB);
      // The top row as a whole, less what lies above; likewise the bottom one.
      whole[topRow]++;
      whole[bottomRow + 1]--;
      partial[topRow] -= top - topRow * SUB;
      partial[bottomRow] -= (bottomRow + 1) * SUB - 1 - bottom;
    }

    if ((subColumn + 1) % SUB === 0) {
      const column = (subColumn + 1) / SUB - 1;
      let wholes = 0;
      for (let row = 0; row < height; row++) {
        wholes += whole[row];
        coverage[row * width + column] = (wholes * SUB + partial[row]) / (SUB * SUB);
      }
      whole.fill(0);
      partial.fill(0);
    }
  }
  return coverage;
}

function capsulesOf(points: Float64Array, radius: number, subColumns: number): Capsules {
  const most = points.length >> 1;
  const leftX = new Float64Array(most);
  const leftY = new Float64Array(most);
  const dx = new Float64Array(most);
  const dy = new Float64Array(most);
  const edgeX = new Float64Array(most);
  const edgeY = new Float64Array(most);
  const first = new Int32Array(most);
  const last = new Int32Array(most);
  let count = 0;

  /** Of two points, by their positions in `points`. */
  const add = (from: number, to: number) => {
    const [left, right] = points[from] <= points[to] ? [from, to] : [to, from];
    const start = Math.max(0, Math.ceil((points[left] - radius) * SUB - 0.5));
    const end = Math.min(subColumns - 1, Math.floor((points[right] + radius) * SUB - 0.5));
    if (start > end) return;
    leftX[count] = points[left];
    leftY[count] = points[left + 1];
    dx[count] = points[right] - points[left];
    dy[count] = points[right + 1] - points[left + 1];
    // A dot has no straight edges. Divided first: the radius over a length of 1e-320 would be infinite.
    const length = Math.hypot(dx[count], dy[count]) || 1;
    edgeX[count] = (-dy[count] / length) * radius;
    edgeY[count] = (dx[count] / length) * radius;
    first[count] = start;
    last[count] = end;
    count++;
  };

  // What is beyond either end reads as undefined, thus as NaN.
  const lifted = (at: number) => Number.isNaN(+points[at]) || Number.isNaN(+points[at + 1]);
  for (let at = 0; at < points.length; at += 2) {
    if (lifted(at)) continue;
    if (!lifted(at + 2)) add(at, at + 2);
    else if (lifted(at - 2)) add(at, at);
  }
  return { count, leftX, leftY, dx, dy, edgeX, edgeY, first, last };
}

/** Luma 0…255 by the weights of ITU-R BT.601, from sRGB components 0…255 as they are. */
const lumaOfRgb = (red: number, green: number, blue: number) => 0.299 * red + 0.587 * green + 0.114 * blue;

/**
 * Coverage 0…1 of a colour painted on white, as luma 0…255.
 * @param rgb 0xRRGGBB
 */
export function luma(coverage: Float32Array, rgb: number): Float32Array {
  const ink = lumaOfRgb((rgb >> 16) & 0xff, (rgb >> 8) & 0xff, rgb & 0xff);
  return coverage.map((part) => 255 - part * (255 - ink));
}

/** Pixels as of ImageData (RGBA 0…255, not premultiplied) laid on white, as luma 0…255, one number a pixel. */
export function lumaOf(rgba: Uint8ClampedArray): Float32Array {
  const result = new Float32Array(rgba.length >> 2);
  for (let i = 0; i < result.length; i++) {
    const ink = lumaOfRgb(rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]);
    result[i] = 255 - (rgba[4 * i + 3] / 255) * (255 - ink);
  }
  return result;
}
