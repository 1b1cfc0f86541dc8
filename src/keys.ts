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
  const done: Record<Command['kind'], () => unknown> = {
    walk: () => walk(() => pointing.walk('step' in command ? command.step : 0, pane!)),
    series: () => walk(() => pointing.turn('step' in command && command.step < 0 ? -1 : 1, pane!)),
    end: () =>
      walk(() =>
        pointing.at({ kind: 'x', x: pane!.x['which' in command && command.which === 'last' ? 1 : 0] }, 'keys'),
      ),
    pan: () => x && 'share' in command && tell(sight.pan(command.share * (x[1] - x[0]))),
    zoom: () => 'factor' in command && tell(sight.zoom(command.factor, pointing.hit?.at ?? null)),
    reset: () => tell(sight.reset()),
    pause: () => (sight.standing ? sight.resume() : sight.pause()),
    pin: () => pin(),
    unpin: () => {
      if (pinning.ids.length === 0) return false;
      pinning.drop(false);
      touched.pinned();
    },
    box: () => (touched.corner ? zoomToCorner() : beginBox()),
    confirm: () => (touched.corner ? zoomToCorner() : pin()),
    table: () => layer.openTable(),
    dismiss: () => dismiss(),
    help: () => layer.openKeys(),
    held: () => undefined,
  };
  if (!pane || (!sight.moves && MOVING.includes(command.kind))) return false;
  return done[command.kind]() !== false;

  /** Walks on what stands still: samples that move on are gone before they have been read. */
  function walk(point: () => void): void {
    if (sight.live) sight.pause();
    point();
    touched.point(pointing.cursor, 'keys');
  }

  function tell(_: unknown): void {
    touched.tellShown();
  }

  function pin(): boolean {
    const { hit } = pointing;
    if (!hit) return false;
    pinning.toggle(hit, true);
    touched.pinned();
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
  function zoomToCorner(): void {
    const { corner } = touched;
    const { hit } = pointing;
    touched.corner = null;
    box.cancel();
    if (corner && hit && corner.at !== hit.at) {
      sight.show([Math.min(corner.at, hit.at), Math.max(corner.at, hit.at)]);
      touched.tellShown();
    }
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
