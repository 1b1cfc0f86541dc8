/** Attributes of HTML that say whether, and how, a chart can be touched. */

import { readNumber } from './chart-attributes.js';
import type { InteractOptions } from './interactive.js';

export const TOUCH_ATTRIBUTES: readonly string[] = ['interactive', 'group', 'follow'];

/** What attributes, and options given otherwise, come to: options of `interact`, null for a chart that can't be touched. */
export function readTouch(element: Element, given: InteractOptions | boolean): InteractOptions | null {
  const [said, group, follow] = TOUCH_ATTRIBUTES.map((name) => element.getAttribute(name));
  if (said === null ? !given : said === 'false') return null;
  return {
    ...(typeof given === 'object' && given),
    ...(group !== null && { group }),
    // What is no number is refused by its name.
    ...(follow !== null && { follow: readNumber(follow) as number }),
  };
}
