/** Where something is to be shown, as users say it. */
import { describe } from '../worker/rules.js';

/**
 * The element itself, or the first match of a selector, in the page or in an element of it.
 * @throws TypeError where there is none, or no document.
 */
export function elementOf(target: unknown, name = 'target', within?: ParentNode): HTMLElement {
  if (typeof document === 'undefined') throw new TypeError(`${name} needs a document; render() works without one`);
  const element = typeof target === 'string' ? find(target, name, within ?? document) : target;
  // Not instanceof: an iframe's elements are of another realm.
  if ((element as Node | null)?.nodeType === 1) return element as HTMLElement;
  const what = typeof target === 'string' ? `${describe(target)}, which matches nothing` : describe(target);
  throw new TypeError(`${name} must be an element or a selector that matches one, got ${what}`);
}

function find(selector: string, name: string, within: ParentNode): Element | null {
  try {
    return within.querySelector(selector);
  } catch {
    throw new TypeError(`${name} must be a valid selector, got ${describe(selector)}`);
  }
}
