/** What gestures do to a view. */
import type { XWindow } from '../worker/x-window.js';
import type { Gestures, Point } from './gestures.js';
import { valueAt } from './navigation.js';
import type { Touched } from './touched.js';

export function handsOn(touched: Touched): Gestures {
  const { sight, pointing, pinning, box } = touched;
  const isIn = ({ left, top }: Point) => {
    const { plot } = sight.pane!;
    return left >= plot.x && left <= plot.x + plot.width && top >= plot.y && top <= plot.y + plot.height;
  };

  /** x as it was last moved by hand: with another choice a glide is over. */
  let own: XWindow | null = null;

  function leave(): void {
    touched.at = null;
    pinning.wanted = null;
    if (pointing.source === 'pointer' && pointing.cursor) touched.point(null, 'pointer');
  }

  return {
    hover(point) {
      if (!point || !sight.pane || !isIn(point)) {
        leave();
        return;
      }
      touched.at = point;
      // What has been tapped is asked for first.
      if (pinning.wanted && pinning.wanted === pointing.cursor) {
        touched.ask();
        return;
      }
      touched.point({ kind: 'point', ...point }, 'pointer');
    },
    pan(dx, dy, gliding) {
      const { x, pane } = sight;
      if (!x || !pane || (gliding && sight.choice.x !== own)) return false;
      leave();
      const moved = sight.pan((-dx / pane.plot.width) * (x[1] - x[0]));
      // Along y only what has been chosen there: else it is as the data need.
      const dragged = box.drag(dy, gliding);
      own = sight.choice.x;
      if (dragged) touched.ask();
      return dragged || moved;
    },
    zoom(factor, { left }) {
      const { x, pane } = sight;
      return x !== null && pane !== null && sight.zoom(factor, valueAt(x, pane.plot, left));
    },
    box(from, to, done) {
      leave();
      if (box.draw(from, to, done)) touched.ask();
    },
    boxCancelled: () => box.cancel(),
    tap(point, count) {
      if (!sight.pane || !isIn(point)) return;
      if (count === 2) {
        pinning.undo();
        touched.ask();
        if (sight.moves) sight.reset();
        return;
      }
      touched.at = point;
      const cursor = { kind: 'point' as const, ...point };
      pinning.want(cursor);
      touched.point(cursor, 'pointer');
    },
  };
}
