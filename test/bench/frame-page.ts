/** The page of the frame benchmarks: a canvas for each kind of frame, all in sight, and the worker that paints them. */
import type { FrameRequest, FrameResult } from './frame-worker.js';

type Asked = Omit<FrameRequest, 'canvases' | 'metrics'>;

async function measure(asked: Asked): Promise<FrameResult> {
  const metrics = await (await fetch('/metrics.json')).json();
  document.body.replaceChildren();
  const canvases = asked.kinds.map(() => {
    const canvas = document.createElement('canvas');
    // Small on the page: what is compared is made in full, whatever the size that it is shown at.
    canvas.style.cssText = `width:${asked.width}px;height:${asked.height}px`;
    document.body.append(canvas);
    return canvas.transferControlToOffscreen();
  });
  const worker = new Worker('/worker.js', { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage({ ...asked, metrics, canvases } satisfies FrameRequest, canvases);
    });
  } finally {
    worker.terminate();
  }
}

Object.assign(globalThis, { measure });
