/** `ringplot/interactive`: makes a mounted view one that can be touched. What that takes is loaded when it is first asked for. */
import { checkOptions, describe, type Rule } from '../worker/rules.js';
import type { Interaction } from './interaction.js';
import type { Texts } from './interactive-texts.js';
import type { View } from './view.js';

export type { Interaction, InteractionEvents, Sample } from './interaction.js';
export type { Texts } from './interactive-texts.js';
export type { Measure } from './measure.js';

export interface InteractOptions {
  /** What dragging does: `'pan'` (default) or `'box'`, with Shift the other one; `'none'` leaves it to the page, as touch. */
  drag?: 'pan' | 'box' | 'none' | undefined;
  /**
   * What the wheel does: `'modifier'` (default) zooms with Ctrl or ⌘, and leaves the rest to the page; `'always'` zooms;
   * `'none'` leaves all to the page.
   */
  wheel?: 'modifier' | 'always' | 'none' | undefined;
  /** How much of x is shown while the newest is followed, units of x, samples of categories. Default: all there is. */
  follow?: number | undefined;
  /** Whether the legend is one of buttons with live values, in place of the painted one. Default true. */
  legend?: boolean | undefined;
  /** Whether there is a tooltip. Default true. */
  tooltip?: boolean | undefined;
  /** Whether there are buttons to pause, reset, read as a table and see the keys. Default true. */
  toolbar?: boolean | undefined;
  /** Charts of one name have the cursor and what is shown of x in common. Default none. */
  group?: string | undefined;
  /** Other words than the English ones. */
  texts?: Partial<Texts> | undefined;
}

export interface Settings {
  drag: 'pan' | 'box' | 'none';
  wheel: 'modifier' | 'always' | 'none';
  follow: number | undefined;
  legend: boolean;
  tooltip: boolean;
  toolbar: boolean;
  group: string;
}

const RULES: Record<keyof Settings, Rule> = {
  drag: { fallback: 'pan', choices: ['pan', 'box', 'none'] },
  wheel: { fallback: 'modifier', choices: ['modifier', 'always', 'none'] },
  follow: { fallback: undefined, unit: 'units of x', above: 0, max: Number.MAX_VALUE },
  legend: { fallback: true },
  tooltip: { fallback: true },
  toolbar: { fallback: true },
  group: { fallback: '' },
};

const touched = new WeakSet<View>();

/**
 * Lets a reader touch a view: pan, zoom, pause, point at samples, measure, toggle series, by hand, keyboard and screen reader.
 * @throws (rejects) TypeError | RangeError naming the option; InvalidStateError for a view that can be touched already, or has
 * been unmounted.
 */
export async function interact(view: View, options: InteractOptions = {}): Promise<Interaction> {
  const settings = checkOptions(RULES, options, 'interact', ['texts']) as unknown as Settings;
  const { texts = {} } = options;
  if (typeof texts !== 'object' || texts === null)
    throw new TypeError(`texts must be an object, got ${describe(texts)}`);
  if (!view?.seat) throw new TypeError(`view must be what mount() gives, got ${describe(view)}`);
  const ended = () => {
    if (view.seat.place.ending.signal.aborted)
      throw new DOMException('the view has been unmounted', 'InvalidStateError');
  };
  ended();
  if (touched.has(view)) throw new DOMException('the view can be touched already', 'InvalidStateError');
  touched.add(view);
  try {
    const { Interaction } = await import('./interaction.js');
    ended();
    return new Interaction(view, settings, texts, () => touched.delete(view));
  } catch (error) {
    touched.delete(view);
    throw error;
  }
}
