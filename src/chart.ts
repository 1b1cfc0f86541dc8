/** What `render()` gives: one finished picture, to be shown, saved or handed on. */
import type { Picture } from '../worker/protocol.js';
import { svgElement } from './svg-element.js';
import { elementOf } from './target.js';

/** Key of the method that notebooks (Deno's Jupyter kernel) ask for a MIME bundle. */
const JUPYTER: unique symbol = Symbol.for('Jupyter.display') as never;

export class Chart {
  /** CSS px. */
  readonly width: number;
  /** CSS px. */
  readonly height: number;
  /** Samples shown. */
  readonly n: number;
  /** The data area, CSS px from the top left corner. */
  readonly plot: { x: number; y: number; width: number; height: number };
  /** What is shown on the data area: values, or positions in order of arrival for categories. */
  /** `y2` is that of the right axis, where there are two. */
  readonly domain: { x: [min: number, max: number]; y: [min: number, max: number]; y2?: [min: number, max: number] };
  declare readonly bitmap?: ImageBitmap;
  declare readonly svg?: string;
  /** The same SVG; also beside a bitmap that was rendered with `html: true`. */
  declare readonly html?: string;

  /** @internal */
  constructor(picture: Picture) {
    const { width, height, n, plot, domain, bitmap, svg, html } = picture;
    this.width = width;
    this.height = height;
    this.n = n;
    this.plot = plot;
    this.domain = domain;
    Object.assign(this, bitmap && { bitmap }, svg !== undefined && { svg }, html !== undefined && { html });
  }

  /**
   * Displays the chart in an element or the first match of a selector, in place of its content. Consumes a bitmap.
   * @throws TypeError where the target is nothing.
   */
  show(target: Element | string): void {
    const container = elementOf(target);
    container.replaceChildren(this.bitmap ? bitmapElement(this.bitmap, this) : svgElement(this.svg!));
  }

  /**
   * The chart as a file: `'image/svg+xml'` (default for SVG) wherever there is SVG in it, or `'image/png'` (default for
   * bitmaps) where there is a canvas.
   * @throws NotSupportedError (rejects) where that can't be had.
   */
  async toBlob(type: 'image/svg+xml' | 'image/png' = this.svg ? 'image/svg+xml' : 'image/png'): Promise<Blob> {
    if (type === 'image/svg+xml') {
      if (this.html === undefined) {
        throw new DOMException(
          'this chart is a bitmap without SVG; render it with { html: true }',
          'NotSupportedError',
        );
      }
      return new Blob([this.html], { type });
    }
    if (type !== 'image/png') throw new TypeError(`type must be 'image/svg+xml' or 'image/png', got ${String(type)}`);
    const { bitmap } = this;
    if (!bitmap) {
      const { pngOfSvg } = await import('./png-of-svg.js');
      return pngOfSvg(await this.toBlob('image/svg+xml'), this.width, this.height);
    }
    // At once: the bitmap may be consumed meanwhile.
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d')!.drawImage(bitmap, 0, 0);
    return canvas.convertToBlob({ type });
  }

  /** A MIME bundle, for notebooks. */
  async [JUPYTER](): Promise<Record<string, string>> {
    const text = `ringplot chart, ${this.n} samples, ${this.width} × ${this.height}`;
    if (this.html !== undefined) return { 'image/svg+xml': this.html, 'text/html': this.html, 'text/plain': text };
    const bytes = new Uint8Array(await (await this.toBlob('image/png')).arrayBuffer());
    let binary = '';
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return { 'image/png': btoa(binary), 'text/plain': text };
  }
}

/** A canvas that shows a bitmap, which is consumed. */
function bitmapElement(bitmap: ImageBitmap, { width, height }: { width: number; height: number }): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.style.display = 'block';
  showBitmap(canvas, bitmap, width, height);
  return canvas;
}

/** Puts a bitmap on a canvas at its size in CSS px; the bitmap is consumed. */
export function showBitmap(canvas: HTMLCanvasElement, bitmap: ImageBitmap, width: number, height: number): void {
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.getContext('bitmaprenderer')!.transferFromImageBitmap(bitmap);
}
