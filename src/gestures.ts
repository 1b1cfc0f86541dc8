/**
 * What a reader does to an element with a mouse, a trackpad, a pen or fingers, as gestures. Nothing is known here of what
 * they do to a chart. Points are in CSS px from the element's top left corner.
 */
import type { Rectangle } from '../worker/still.js';
import { listenToPointers } from './pointers.js';
import { listenToWheel } from './wheel.js';

export interface Point {
  left: number;
  top: number;
}

export interface Gestures {
  /** A pointer is there with nothing pressed, or a finger that has tapped or rests; null once there is none. */
  hover(point: Point | null): void;
  /** What is shown is dragged by so many CSS px, or by momentum: then it glides. Whether anything has moved. */
  pan(dx: number, dy: number, gliding: boolean): boolean;
  /** Above 1 to show less. Whether anything has changed. */
  zoom(factor: number, around: Point): boolean;
  /** A rectangle is drawn from where it began, within the plot. When it is done, it is let go. */
  box(from: Point, to: Point, done: boolean): void;
  /** The rectangle that is drawn is to be forgotten. */
  boxCancelled(): void;
  /** Pressed and let go in one place. `count` is 2 for the second of a double. */
  tap(point: Point, count: number): void;
}

export interface GestureOptions {
  /** What dragging in the plot does; with Shift held, it is the other one. 'none' leaves dragging and fingers to the browser. */
  drag: 'pan' | 'box' | 'none';
  /**
   * 'modifier': with Ctrl or ⌘ it zooms, as pinching on a trackpad does; sideways, or with Shift, it pans; all else is
   * the page's. 'always': it zooms without a modifier too. 'none' leaves all of it to the page.
   */
  wheel: 'modifier' | 'always' | 'none';
}

/** An element that is listened to. */
export interface Surface {
  element: HTMLElement;
  plot: () => Rectangle | null;
  options: GestureOptions;
  gestures: Gestures;
  signal: AbortSignal;
  on<Type extends keyof HTMLElementEventMap>(type: Type, listener: (event: HTMLElementEventMap[Type]) => void): void;
  pointOf(event: { clientX: number; clientY: number }): Point;
  /** Whether it is of something in the element that has gestures of its own. */
  isForeign(event: Event): boolean;
}

/** What has gestures of its own. */
export const FOREIGN = 'a,button,dialog,input,select,textarea,[data-no-drag]';

/**
 * Listens until `signal` is aborted, which leaves the element as it was. A drag begins in the plot only, and on nothing
 * that has gestures of its own: links, buttons, dialogs, fields, and what has the attribute data-no-drag.
 *
 * @param plot the area for dragging, null for none: asked whenever it matters
 * @param options taken as they are now; to change them, end this and listen anew
 */
export function listenToGestures(
  element: HTMLElement,
  plot: () => Rectangle | null,
  options: GestureOptions,
  gestures: Gestures,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  const surface: Surface = {
    ...{ element, plot, options, gestures, signal },
    on: (type, listener) => element.addEventListener(type, listener, { signal, passive: false }),
    pointOf({ clientX, clientY }) {
      const { left, top, width } = element.getBoundingClientRect();
      // Under a transform of CSS its px are others than the page's.
      const scale = width / element.offsetWidth || 1;
      return { left: (clientX - left) / scale, top: (clientY - top) / scale };
    },
    isForeign(event) {
      const path = event.composedPath();
      return path.slice(0, path.indexOf(element)).some((node) => node instanceof Element && node.matches(FOREIGN));
    },
  };
  listenToPointers(surface);
  listenToWheel(surface);
}
