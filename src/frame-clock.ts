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
  let asked = false;
  let askedAt = 0;
  let frame = 0;
  // Outlives a tick: set and cleared with every frame it would cost as much as all the rest.
  let timer: ReturnType<typeof setTimeout> | null = null;

  function cancel(): void {
    if (asked && hasFrames) cancelAnimationFrame(frame);
    asked = false;
  }

  function fire(): void {
    cancel();
    tick();
  }

  function lookAgain(within: number): void {
    timer = setIdleTimer(() => {
      timer = null;
      if (!asked) return;
      const left = askedAt + WITHOUT_FRAME - performance.now();
      if (left > 0) lookAgain(left);
      else fire();
    }, within);
  }

  return {
    request() {
      if (asked) return;
      asked = true;
      askedAt = performance.now();
      if (hasFrames) frame = requestAnimationFrame(fire);
      if (timer === null) lookAgain(WITHOUT_FRAME);
    },
    cancel,
  };
}
