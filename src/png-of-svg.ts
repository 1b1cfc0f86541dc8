/** An SVG as a PNG, by the page's own decoder of images. */

/**
 * @param width of the SVG in CSS px; the PNG has the page's pixel ratio
 * @throws NotSupportedError (rejects) outside of pages; RangeError where the canvas would be too large.
 */
export async function pngOfSvg(svg: Blob, width: number, height: number): Promise<Blob> {
  if (typeof Image !== 'function') throw new DOMException('a PNG of an SVG needs a page', 'NotSupportedError');
  const url = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const ratio = globalThis.devicePixelRatio || 1;
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new RangeError('the canvas is too large'))), 'image/png');
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
