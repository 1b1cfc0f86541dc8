/** The page of the frame benchmarks: a canvas for each lane, and the worker that paints them. */
import type { FrameRequest, LaneResult } from './frame-worker.js';

type Asked = Omit<FrameRequest, 'canvases' | 'metrics'>;

const metrics = fetch('/metrics.json').then((response) => response.json());

async function measureLanes(asked: Asked): Promise<LaneResult[]> {
  document.body.replaceChildren();
  const canvases = asked.lanes.map(() => {
    const canvas = document.createElement('canvas');
    canvas.style.cssText = `width:${asked.width}px;height:${asked.height}px`;
    document.body.append(canvas);
    return canvas.transferControlToOffscreen();
  });
  const worker = new Worker('/worker.js', { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      metrics.then((data) => worker.postMessage({ ...asked, metrics: data, canvases }, canvases));
    });
  } finally {
    worker.terminate();
  }
}

Object.assign(globalThis, { measureLanes });
