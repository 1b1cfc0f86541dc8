/** What keys do to a view that has the focus. */
import type { Inspection } from '../worker/inspection-types.js';
import type { Command } from './keyboard.js';
import { leftOf, panned } from './navigation.js';
import { idOf } from './pointing.js';
import type { Touched } from './touched.js';

const MOVING: Command['kind'][] = ['pan', 'zoom', 'reset', 'pause', 'box'];

/** Does what a key asks for. Whether it has done anything: else the key is the page's. */
export function obey(touched: Touched, command: Command): boolean {
  const { sight, pointing, pinning, box, layer, texts } = touched;
  const { pane, x } = sight;
  if (!pane || (!sight.moves && MOVING.includes(command.kind))) return false;
  switch (command.kind) {
    case 'walk':
      return walk(() => pointing.walk(command.step, pane));
    case 'series':
      return walk(() => pointing.turn(command.step, pane));
    case 'end':
      return walk(() => pointing.at({ kind: 'x', x: pane.x[command.which === 'last' ? 1 : 0] }, 'keys'));
    case 'pan':
      if (x) sight.pan(command.share * (x[1] - x[0]));
      return told();
    case 'zoom':
      sight.zoom(command.factor, pointing.hit?.at ?? null);
      return told();
    case 'reset':
      sight.reset();
      return told();
    case 'pause':
      if (sight.standing) sight.resume();
      else sight.pause();
      return true;
    case 'pin':
      return pin();
    case 'unpin':
      if (pinning.ids.length === 0) return false;
      pinning.drop(false);
      touched.ask();
      return true;
    case 'box':
      return touched.corner ? zoomToCorner() : beginBox();
    case 'confirm':
      return touched.corner ? zoomToCorner() : pin();
    case 'table':
      layer.openTable();
      return true;
    case 'help':
      layer.openKeys();
      return true;
    case 'dismiss':
      return dismiss();
    // What is held down does once what it does; it is not the page's either.
    case 'held':
      return true;
  }

  /** Walks on what stands still: samples that move on are gone before they have been read. */
  function walk(point: () => void): true {
    if (sight.live) sight.pause();
    point();
    touched.point(pointing.cursor, 'keys');
    return true;
  }

  function told(): true {
    touched.tellShown();
    return true;
  }

  function pin(): boolean {
    const { hit } = pointing;
    if (!hit) return false;
    pinning.toggle(hit, true);
    touched.ask();
    return true;
  }

  function beginBox(): boolean {
    const { hit } = pointing;
    if (!hit) return false;
    touched.corner = hit;
    layer.announcer.say(texts.boxBegun(hit.xText), true);
    touched.ask();
    return true;
  }

  /** From the corner to where keys point: of x only, as that is what keys walk along. */
  function zoomToCorner(): true {
    const { corner } = touched;
    const { hit } = pointing;
    touched.corner = null;
    box.cancel();
    if (corner && hit && corner.at !== hit.at) {
      sight.show([Math.min(corner.at, hit.at), Math.max(corner.at, hit.at)]);
      touched.tellShown();
    }
    return true;
  }

  function dismiss(): boolean {
    if (touched.corner) {
      touched.corner = null;
      box.cancel();
      touched.ask();
    } else if (pointing.cursor) touched.point(null, 'keys');
    else return false;
    return true;
  }
}

/** Of what is shown, beyond a sample that has been walked to. */
const MARGIN = 0.1;

/**
 * Moves on to a sample that keys have just walked to beyond what is shown. One that they have walked to before, and that is
 * out of sight because something else is shown by now, is not pointed at any more.
 */
export function keepInSight(touched: Touched, { cursor }: Inspection): void {
  const { sight, pointing } = touched;
  const { x, pane } = sight;
  const { hit, source } = pointing;
  if (source !== 'keys' || !hit || !x || !pane) return;
  const margin = (x[1] - x[0]) * MARGIN;
  // What is shown is rounded to columns of pixels.
  const slack = (x[1] - x[0]) / pane.plot.width;
  const by = hit.at < x[0] - slack ? hit.at - margin - x[0] : hit.at > x[1] + slack ? hit.at + margin - x[1] : 0;
  if (by === 0) return;
  // At an edge the one within is meant.
  if (cursor?.kind === 'x') touched.point({ kind: 'sample', sample: idOf(hit), step: by > 0 ? -1 : 1 }, 'keys');
  else if (cursor?.kind === 'sample' && cursor.step === 0) touched.point(null, 'keys');
  else sight.show(panned(x, by, pane.held));
}

/** What a box that keys have begun covers of the plot, CSS px from its corner to where keys point. */
export function cornerBox({ corner, pointing: { hit }, sight: { pane, x } }: Touched) {
  if (!corner || !hit || !pane || !x) return null;
  const [a, b] = [leftOf(x, pane.plot, corner.at), hit.left];
  return { ...pane.plot, x: Math.min(a, b), width: Math.abs(a - b) };
}
