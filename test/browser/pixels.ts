/** What is really to be seen. */
import { page } from 'vitest/browser';

/** An element's pixels, from a screenshot: what the browser presents, not what the library says. */
export async function pixelsOf(element: Element): Promise<ImageData> {
  const base64 = await page.elementLocator(element).screenshot({ save: false });
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return imageDataOf(await createImageBitmap(new Blob([bytes], { type: 'image/png' })));
}

export function imageDataOf(bitmap: ImageBitmap): ImageData {
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** How many pixels have about this colour. */
export function count({ data }: ImageData, rgb: number): number {
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    const off =
      Math.abs(data[i] - (rgb >> 16)) +
      Math.abs(data[i + 1] - ((rgb >> 8) & 255)) +
      Math.abs(data[i + 2] - (rgb & 255));
    if (data[i + 3] > 200 && off < 30) found++;
  }
  return found;
}
