/** What a view shows, read back from its canvas: for an engine in a worker, the last frame that it handed to the display. */

const COPY = { width: 60, height: 40 };
const context = Object.assign(document.createElement('canvas'), COPY).getContext('2d', { willReadFrequently: true })!;

export function pixelsOf(element: HTMLElement): Uint8ClampedArray | null {
  const canvas = element.querySelector('canvas');
  if (!canvas || canvas.width === 0) return null;
  context.clearRect(0, 0, COPY.width, COPY.height);
  context.drawImage(canvas, 0, 0, COPY.width, COPY.height);
  return context.getImageData(0, 0, COPY.width, COPY.height).data;
}

/** Whether anything has been painted: a new canvas is transparent. */
export const isPainted = (element: HTMLElement) => pixelsOf(element)?.some((value) => value > 0) ?? false;
