/**
 * What options of `interact` say, in one text; of functions their source. Who writes the same options anew, as components
 * do whenever they are rendered, has not said anything else.
 */
import type { InteractOptions } from './interactive.js';

export const optionsText = (options: InteractOptions): string =>
  JSON.stringify(options, (_, value) => (typeof value === 'function' ? `${value}` : value));
