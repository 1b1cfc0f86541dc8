/** What is to be seen on copies of the screen. */

/** Of pictures of the screen, each as a PNG, the share of the period that the newest sample has reached. */
export async function readHeights({ pictures }: { pictures: string[] }): Promise<(number | null)[]> {
  const heights: (number | null)[] = [];
  for (const picture of pictures) {
    const bytes = Uint8Array.from(atob(picture), (char) => char.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    heights.push(newest(context.getImageData(0, 0, width, height)));
  }
  return heights;
}

/** The height of the line, black on white, at its right end; null where there is none. */
function newest({ data, width, height }: ImageData): number | null {
  for (let x = width - 1; x >= 0; x--) {
    for (let y = 0; y < height; y++) if (data[4 * (y * width + x)] < 128) return 1 - y / height;
  }
  return null;
}
