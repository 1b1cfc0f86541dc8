/** Elements of what lies over a chart, in short. */
import type { Rectangle } from '../worker/still.js';

/** A new element, as the parent's last child. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  parent: Node,
  tag: Tag,
  part = '',
  attributes: Record<string, string> = {},
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(part ? { part, ...attributes } : attributes)) {
    element.setAttribute(name, value);
  }
  return parent.appendChild(element);
}

/**
 * A button, pressed by any means. A title is its name where it has no text; beside a name it would be read as a description,
 * the same words twice.
 */
export function makeButton(parent: Node, part: string, label: string, pressed: () => void): HTMLButtonElement {
  const button = make(parent, 'button', part, { type: 'button', ...(label && { title: label }) });
  button.addEventListener('click', pressed);
  return button;
}

/** Writes a sign that is for eyes only. */
export const writeSign = (parent: Element, sign: string) =>
  write(make(parent, 'span', '', { 'aria-hidden': 'true' }), sign);

/** Writes a text where it is another. */
export function write(element: Element, text: string): void {
  const { firstChild } = element;
  // A text that is another is laid out anew; another text is another piece of the tree besides.
  if (!(firstChild instanceof Text)) element.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}

/** Sets an attribute where it is another: one that is set anew is styled anew, and painted. */
export function set(element: Element | undefined, name: string, value: string): void {
  if (element?.getAttribute(name) !== value) element?.setAttribute(name, value);
}

/** Sets the names that it is styled by. */
export const setPart = (element: Element, part: string) => set(element, 'part', part);

/** Sets the whole style of an element, where it is another than was set last, and where it is moved to. */
export function styler(element: HTMLElement): (css: string, transform?: string) => void {
  let last = '';
  let moved = '';
  return (css, transform = '') => {
    if (css !== last) {
      element.style.cssText = last = css;
      moved = '';
    }
    if (transform !== moved) element.style.transform = moved = transform;
  };
}

export const HIDDEN = 'visibility:hidden';

export const boxOf = ({ x, y, width, height }: Rectangle) =>
  `left:${x}px;top:${y}px;width:${width}px;height:${height}px`;

/**
 * As an argument of translate(): at so many CSS px, less so much of the element's own size, but within two bounds as long
 * as it fits. Nothing has to be measured: percentages are of the element itself.
 */
export const within = (low: number, at: number, own: '0%' | '50%' | '100%', high: number) =>
  `max(${low}px,min(${at}px - ${own},${high}px - 100%))`;
