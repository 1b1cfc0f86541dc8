/** Where something is to be shown. */
import { describe } from '../worker/options.js';

/**
 * The element itself, or the first match of a selector.
 * @throws TypeError where there is none, or no document.
 */
export function elementOf(target: unknown): HTMLElement {
  if (typeof document === 'undefined') throw new TypeError('target needs a document; render() works without one');
  const element = typeof target === 'string' ? find(target) : target;
  // Not instanceof: an iframe's elements are of another realm.
  if ((element as Node | null)?.nodeType === 1) return element as HTMLElement;
  const what = typeof target === 'string' ? `${describe(target)}, which matches nothing` : describe(target);
  throw new TypeError(`target must be an element or a selector that matches one, got ${what}`);
}

function find(selector: string): Element | null {
  try {
    return document.querySelector(selector);
  } catch {
    throw new TypeError(`target must be a valid selector, got ${describe(selector)}`);
  }
}
