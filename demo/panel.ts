/** What the panels of the page have in common. */

/** A part of the page that moves. Each stands still until it is told to run, and may be told the same twice. */
export interface Panel {
  /** Where it is on the page. */
  plot: HTMLElement;
  setRunning(running: boolean): void;
}

/** The element with this id, which the page promises to hold. */
export function byId<Type extends HTMLElement = HTMLElement>(id: string): Type {
  return document.getElementById(id) as Type;
}

/** 1234567 as 1 234 567, with narrow spaces that do not break. */
export function grouped(value: number): string {
  return value.toLocaleString('en').replaceAll(',', '\u202f');
}

/** Calls `step` in each frame while it is told to run, with the milliseconds since the last one: 0 for the first. */
export function everyFrame(step: (elapsed: number) => void): (running: boolean) => void {
  let request = 0;
  let last = 0;

  const frame = (now: number) => {
    step(last ? now - last : 0);
    last = now;
    request = requestAnimationFrame(frame);
  };

  return (running) => {
    if (running === request > 0) return;
    cancelAnimationFrame(request);
    last = 0;
    request = running ? requestAnimationFrame(frame) : 0;
  };
}
