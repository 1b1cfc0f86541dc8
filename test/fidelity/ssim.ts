/** Structural similarity of two pictures (Wang, Bovik, Sheikh, Simoncelli 2004), over what has structure. */

/** Side of a window and the way from one to the next, px. */
const WINDOW = 8;
const STEP = 4;
/** Near (.01 · 255)² and (.03 · 255)², as in the paper. */
const C1 = 6.5;
const C2 = 58.5;
/** Luma². Where both pictures vary less, there is nothing to compare; blank paper would only lift the mean. */
const FLAT = 1;

/**
 * Mean SSIM over 8 × 8 windows every 4 px, unweighted, with population variances; what is left over at the right and
 * bottom, narrower than a step, is not looked at. Windows that are flat in both pictures are left out.
 * @param a luma 0…255, row-major, width × height; so is `b`
 * @param width px, as is `height`
 * @returns −1…1; 1 where no window is left
 */
export function ssim(a: Float32Array, b: Float32Array, width: number, height: number): number {
  const samples = WINDOW * WINDOW;
  let sum = 0;
  let count = 0;
  for (let top = 0; top + WINDOW <= height; top += STEP) {
    for (let left = 0; left + WINDOW <= width; left += STEP) {
      let sumA = 0;
      let sumB = 0;
      let squaresA = 0;
      let squaresB = 0;
      let products = 0;
      for (let y = top; y < top + WINDOW; y++) {
        for (let i = y * width + left; i < y * width + left + WINDOW; i++) {
          sumA += a[i];
          sumB += b[i];
          squaresA += a[i] * a[i];
          squaresB += b[i] * b[i];
          products += a[i] * b[i];
        }
      }
      const meanA = sumA / samples;
      const meanB = sumB / samples;
      const varianceA = squaresA / samples - meanA * meanA;
      const varianceB = squaresB / samples - meanB * meanB;
      if (varianceA < FLAT && varianceB < FLAT) continue;
      const covariance = products / samples - meanA * meanB;
      sum +=
        ((2 * meanA * meanB + C1) * (2 * covariance + C2)) /
        ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
      count++;
    }
  }
  return count === 0 ? 1 : sum / count;
}
