/**
 * What lies over a picture that can be touched, as one: the figure that has the focus, with its name and description, and
 * all that shows where a reader is. What few readers ask for is loaded when the first one does.
 */
import type { Hit, Rows } from '../worker/inspection-types.js';
import type { Rectangle } from '../worker/still.js';
import { announcer } from './announcer.js';
import { crosshair } from './crosshair.js';
import type { Settings } from './interactive.js';
import type { Texts } from './interactive-texts.js';
import { KEYS } from './keyboard.js';
import { liveLegend } from './live-legend.js';
import { make, write } from './overlay-elements.js';
import { overlay } from './overlay-style.js';
import type { Measured } from './pins.js';
import { plotSigns } from './plot-signs.js';
import { tooltip } from './tooltip.js';

/** What may be styled from outside. */
const PARTS = 'tooltip,legend,legend-item,toolbar,paused,evicted,box,crosshair-x,crosshair-y,mark,pin,measure,dialog';

interface Part {
  remove(): void;
}

export interface LayerActions {
  /** Pauses, and resumes; absent, as `reset`, where a view can't be moved. */
  pause?(): void;
  reset?(): void;
  /** Names of the series that are not shown any more. */
  hide(names: readonly string[]): void;
  rows(first: number | null, count: number): Promise<Rows | null>;
  /** What an axis of x is called, '' for none. */
  xTitle(): string;
}

export function layer(view: HTMLElement, settings: Settings, texts: Texts, actions: LayerActions) {
  const { tree, remove } = overlay(view);
  // For an element around the view that has a tree of its own.
  tree.host.setAttribute('exportparts', PARTS);
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
  const parts: (Part | null)[] = [];
  const keep = <Kept extends Part | null>(part: Kept): Kept => {
    parts.push(part);
    return part;
  };
  let gone = false;

  /** A part that is made when it is first used. */
  function later<Late extends Part>(load: () => Promise<Late>): (use: (part: Late) => void) => void {
    let loading: Promise<Late> | undefined;
    return (use) => {
      loading ??= load().then(keep);
      // Where it can't be loaded there is nothing to use, and the next time it is tried again.
      loading.then(
        (part) => (gone ? part.remove() : use(part)),
        () => {
          loading = undefined;
        },
      );
    };
  }

  const withTable = later(async () => (await import('./data-table.js')).dataTable(tree, texts, actions.rows));
  const withKeys = later(async () => {
    const { help } = await import('./help.js');
    const told = KEYS.map(([keys, kind]) => [keys, texts.keys[kind]] as const);
    return help(tree, texts, told);
  });
  const withPins = later(async () => (await import('./pins.js')).pins(tree));
  let anyPins = false;

  const openTable = () => withTable((table) => void table.open(actions.xTitle()));
  const openKeys = () => withKeys((keys) => keys.open());
  const buttons = settings.toolbar ? { ...actions, table: openTable, help: openKeys } : {};
  // Each is over the ones before it: no line runs over a button.
  const lines = keep(crosshair(tree));
  const signs = keep(plotSigns(tree, texts, buttons, () => actions.pause?.(), pad));
  return {
    pad,
    crosshair: lines,
    signs,
    tooltip: keep(settings.tooltip ? tooltip(tree, texts) : null),
    legend: keep(settings.legend ? liveLegend(tree, texts, actions.hide) : null),
    announcer: keep(announcer(tree)),
    openTable,
    openKeys,
    pins(hits: readonly (Hit | null)[], measured: Measured | null, plot: Rectangle) {
      anyPins ||= hits.length > 0;
      if (anyPins) withPins((pins) => pins.show(hits, measured, plot));
    },
    /** What has the focus is ringed in the picture's own colour of texts: the page's may not be seen on it. */
    ring(color: string) {
      pad.style.color = color;
    },
    describe(name: string, text: string) {
      if (pad.ariaLabel !== name) pad.ariaLabel = name;
      write(summary, text);
    },
    remove() {
      gone = true;
      for (const part of parts) part?.remove();
      remove();
      if (former !== null) view.setAttribute('role', former);
    },
  };
}

export type Layer = ReturnType<typeof layer>;
