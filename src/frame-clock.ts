/** When the page speaks to the engine: once a frame, and soon enough where no frame comes. */

/** An iframe off the screen gets no animation frames while its page counts as visible; ms. */
const WITHOUT_FRAME = 50;

export interface FrameClock {
  /** Asks for one tick with the next frame. Asking again before it comes changes nothing. */
  request(): void;
  cancel(): void;
}

/** Lets a Node process end while a timer is under way. */
export function setIdleTimer(callback: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(callback, ms);
  (timer as { unref?(): void }).unref?.();
  return timer;
}

export const isHidden = () => typeof document !== 'undefined' && document.hidden;

export function frameClock(tick: () => void): FrameClock {
  const hasFrames = typeof requestAnimationFrame === 'function';
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function cancel(): void {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    if (hasFrames) cancelAnimationFrame(frame);
  }

  function fire(): void {
    cancel();
    tick();
  }

  return {
    request() {
      if (timer !== null) return;
      timer = setIdleTimer(fire, WITHOUT_FRAME);
      if (hasFrames) frame = requestAnimationFrame(fire);
    },
    cancel,
  };
}
