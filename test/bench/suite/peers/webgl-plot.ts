/** webgl-plot, as its streaming examples do it: `shiftAdd`, and `update` for each frame. It knows even steps of x only. */
import { ColorRGBA, WebglLine, WebglPlot } from 'webgl-plot';
import { compete } from '../page.js';

compete((container, { window, size }) => {
  const canvas = container.appendChild(document.createElement('canvas'));
  canvas.width = size.width * devicePixelRatio;
  canvas.height = size.height * devicePixelRatio;
  canvas.style.cssText = `width:${size.width}px;height:${size.height}px`;
  const plot = new WebglPlot(canvas);
  const line = new WebglLine(new ColorRGBA(0.15, 0.39, 0.92, 1), window);
  line.arrangeX();
  plot.addLine(line);
  return {
    append(_, ys) {
      // From −1 to 1 is what it shows.
      line.shiftAdd(Float32Array.from(ys, (y) => 2 * y - 1));
      plot.update();
    },
  };
});
