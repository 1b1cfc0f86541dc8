/** What is pressed, dragged, pinched and tapped with a mouse, a pen or fingers, as gestures. */
import type { Point, Surface } from './gestures.js';
import { glide, Trail } from './momentum.js';

/** CSS px that a hand may move by while it means to stay; a finger is less steady. */
const STEADY = { mouse: 4, touch: 8 };
/** A finger that stays so long rests, ms. */
const REST = 400;
/** Of a double: between its taps at most, ms; and how far apart they may be, CSS px. */
const DOUBLE = 400;
const DOUBLE_WITHIN = 24;
/** Fingers count as no nearer to each other, CSS px: a ratio of less would tremble. */
const LEAST_SPREAD = 24;

const distance = (a: Point, b: Point) => Math.hypot(a.left - b.left, a.top - b.top);

/** What has happened to the page, or to where its eyes are, ends what goes on by itself. */
const INTERRUPTIONS = ['pointerdown', 'wheel', 'keydown', 'visibilitychange'];

export function listenToPointers({ element, plot, options, gestures, signal, on, pointOf, isForeign }: Surface): void {
  /** Where those are that are pressed: one, or two fingers. */
  const down = new Map<number, Point>();
  let mode: 'press' | 'rest' | 'pan' | 'box' | 'pinch' | null = null;
  let touch = false;
  let start: Point = { left: 0, top: 0 };
  /** What dragging does. */
  let drag: 'pan' | 'box' | null = null;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let tapped = { point: start, time: Number.NEGATIVE_INFINITY };
  /** Let go after a drag: browsers make a click of it nonetheless. */
  let dragged = false;
  /** What has ended a glide last; and whether that is the press that is under way: it is no tap. */
  let stopped: Event | null = null;
  let stops = false;
  const trail = new Trail();
  const { style } = element;
  const { touchAction, cursor } = style;

  function enter(next: typeof mode): void {
    clearTimeout(resting);
    if (mode === 'box' && next !== 'box') removeEventListener('keydown', escaped, true);
    mode = next;
    style.cursor = mode === 'pan' ? 'grabbing' : cursor;
    if (mode === 'box') addEventListener('keydown', escaped, true);
  }

  /** Ends what is under way without its having been meant. */
  function callOff(): void {
    const was = mode;
    enter(null);
    if (was === 'box') gestures.boxCancelled();
  }

  function escaped(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    callOff();
  }

  /** The nearest point of the plot. */
  function inPlot({ left, top }: Point): Point | null {
    const area = plot();
    if (!area) return null;
    return {
      left: Math.min(Math.max(left, area.x), area.x + area.width),
      top: Math.min(Math.max(top, area.y), area.y + area.height),
    };
  }

  function pressed(event: PointerEvent): void {
    dragged = false;
    const isTouch = event.pointerType === 'touch';
    if (event.button !== 0 || isForeign(event)) return;
    if (down.size > (touch && isTouch && options.drag !== 'none' ? 1 : 0)) return;
    const point = pointOf(event);
    down.set(event.pointerId, point);
    try {
      element.setPointerCapture(event.pointerId);
    } catch {
      // It is gone already, or was never there: then it is followed over the element only.
    }
    if (down.size === 2) {
      callOff();
      enter('pinch');
      return;
    }
    touch = isTouch;
    stops = event === stopped;
    start = point;
    const near = inPlot(point);
    drag = null;
    if (near && distance(near, point) === 0 && options.drag !== 'none') {
      drag = (options.drag === 'box') !== event.shiftKey ? 'box' : 'pan';
    }
    trail.begin(point, event.timeStamp);
    enter('press');
    if (!touch) return;
    resting = setTimeout(() => {
      mode = 'rest';
      hoverByTouch(start);
    }, REST);
  }

  function moved(event: PointerEvent): void {
    const before = down.get(event.pointerId);
    const point = pointOf(event);
    if (!before) {
      if (event.pointerType !== 'touch' && event.buttons === 0) gestures.hover(isForeign(event) ? null : point);
      return;
    }
    if (mode === 'press') {
      if (distance(start, point) < STEADY[touch ? 'touch' : 'mouse']) return;
      clearTimeout(resting);
      // A finger that moves up or down scrolls the page.
      if (touch && Math.abs(point.top - start.top) >= Math.abs(point.left - start.left)) return;
      enter(drag);
      if (touch && drag === 'pan') {
        // What has been steady so far would be a jump.
        down.set(event.pointerId, point);
        return;
      }
    }
    const [a, b] = down.values();
    down.set(event.pointerId, point);
    if (mode === 'rest') gestures.hover(point);
    else if (mode === 'box') gestures.box(start, inPlot(point) ?? point, false);
    else if (mode === 'pan') {
      trail.add(point, event.timeStamp);
      gestures.pan(point.left - before.left, point.top - before.top, false);
    } else if (mode === 'pinch') {
      const [c, d] = down.values();
      const sideways = Math.abs(a.left - b.left) > Math.abs(a.top - b.top);
      const spread = (p: Point, q: Point) =>
        Math.max(LEAST_SPREAD, sideways ? Math.abs(p.left - q.left) : distance(p, q));
      gestures.pan((point.left - before.left) / 2, (point.top - before.top) / 2, false);
      gestures.zoom(spread(c, d) / spread(a, b), { left: (c.left + d.left) / 2, top: (c.top + d.top) / 2 });
    }
  }

  /** The other of two fingers goes on from where it is. Whether there is one. */
  function lifted({ pointerId, timeStamp }: PointerEvent): boolean {
    down.delete(pointerId);
    for (const point of down.values()) {
      trail.begin(point, timeStamp);
      enter('pan');
    }
    return down.size > 0;
  }

  function released(event: PointerEvent): void {
    if (!down.has(event.pointerId) || lifted(event)) return;
    const point = pointOf(event);
    const was = mode;
    enter(null);
    dragged = was === 'pan' || was === 'box';
    if (was === 'box') gestures.box(start, inPlot(point) ?? point, true);
    else if (was === 'pan') throwOn(event.timeStamp);
    else if (was === 'press' && !stops && distance(start, point) < STEADY[touch ? 'touch' : 'mouse']) {
      tap(point, event.timeStamp);
    }
    if (!touch && dragged) gestures.hover(point);
  }

  function tap(point: Point, time: number): void {
    const double = time - tapped.time < DOUBLE && distance(point, tapped.point) < DOUBLE_WITHIN;
    // A third is the first of another double.
    tapped = { point, time: double ? Number.NEGATIVE_INFINITY : time };
    if (touch) hoverByTouch(point);
    gestures.tap(point, double ? 2 : 1);
  }

  /** A finger leaves nothing behind that could be told to have left: what is touched next says so. */
  function hoverByTouch(point: Point): void {
    gestures.hover(point);
    addEventListener('pointerdown', touchedElsewhere, { capture: true, signal });
  }

  function touchedElsewhere(event: PointerEvent): void {
    if (event.composedPath().includes(element)) return;
    removeEventListener('pointerdown', touchedElsewhere, true);
    gestures.hover(null);
  }

  function throwOn(time: number): void {
    const speed = trail.speedAt(time);
    if (!speed || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const ending = new AbortController();
    const end = (event: Event) => {
      stopped = event;
      ending.abort();
    };
    for (const type of INTERRUPTIONS) {
      addEventListener(type, end, { capture: true, passive: true, signal: ending.signal });
    }
    signal.addEventListener('abort', end, { signal: ending.signal });
    glide(speed, time, (dx, dy) => gestures.pan(dx, dy, true), ending);
  }

  function lost(event: PointerEvent): void {
    if (down.has(event.pointerId) && !lifted(event)) callOff();
  }

  on('pointerdown', pressed);
  on('pointermove', moved);
  on('pointerup', released);
  on('pointercancel', lost);
  on('lostpointercapture', (event) => {
    // A finger is first captured by what it touches, which then loses it to the element.
    if (event.target === element) lost(event);
  });
  on('pointerleave', ({ pointerType }) => {
    if (pointerType !== 'touch' && down.size === 0) gestures.hover(null);
  });
  on('contextmenu', () => {
    // The menu takes over; a finger that rests has none.
    if (touch) return;
    down.clear();
    callOff();
  });
  on('click', (event) => {
    // One without a pointer has no count.
    if (dragged && event.detail > 0) event.preventDefault();
  });
  on('selectstart', (event) => {
    if (!isForeign(event)) event.preventDefault();
  });
  if (options.drag !== 'none') style.touchAction = 'pan-y';
  signal.addEventListener('abort', () => {
    callOff();
    down.clear();
    style.touchAction = touchAction;
    style.cursor = cursor;
  });
}
