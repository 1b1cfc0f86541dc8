/**
 * What lies over a picture that can be touched, as one: the figure that has the focus, with its name and description, and
 * all that shows where a reader is.
 */
import type { Rows } from '../worker/inspection-types.js';
import { announcer } from './announcer.js';
import { crosshair } from './crosshair.js';
import { dataTable } from './data-table.js';
import { help } from './help.js';
import type { Settings } from './interactive.js';
import type { Texts } from './interactive-texts.js';
import { KEYS } from './keyboard.js';
import { liveLegend } from './live-legend.js';
import { make, write } from './overlay-elements.js';
import { overlay } from './overlay-style.js';
import { pins } from './pins.js';
import { type Actions, plotSigns } from './plot-signs.js';
import { tooltip } from './tooltip.js';

export interface LayerActions extends Required<Omit<Actions, 'help'>> {
  hide(names: readonly string[]): void;
  rows(first: number | null, count: number): Promise<Rows | null>;
}

export function layer(view: HTMLElement, settings: Settings, texts: Texts, actions: LayerActions) {
  const { tree, remove } = overlay(view);
  const former = view.getAttribute('role');
  // What is in an image is hidden from who reads by ear.
  view.setAttribute('role', 'figure');
  const pad = make(tree, 'div', 'pad', {
    tabindex: '0',
    role: 'application',
    'aria-roledescription': texts.chart,
    'aria-describedby': 'summary',
  });
  const summary = make(tree, 'div', 'unseen', { id: 'summary' });
  const keys = help(
    tree,
    texts,
    KEYS.map(([keys, kind]) => [keys, texts.keys[kind]]),
  );
  const parts = {
    crosshair: crosshair(tree),
    pins: pins(tree),
    signs: plotSigns(tree, texts, settings.toolbar ? { ...actions, help: keys.open } : {}),
    tooltip: settings.tooltip ? tooltip(tree, texts) : null,
    legend: settings.legend ? liveLegend(tree, texts, actions.hide) : null,
    table: dataTable(tree, texts, actions.rows),
    help: keys,
    announcer: announcer(tree),
  };
  return {
    ...parts,
    pad,
    describe(name: string, text: string) {
      if (pad.ariaLabel !== name) pad.ariaLabel = name;
      write(summary, text);
    },
    remove() {
      for (const part of Object.values(parts)) part?.remove();
      remove();
      if (former !== null) view.setAttribute('role', former);
    },
  };
}

export type Layer = ReturnType<typeof layer>;
