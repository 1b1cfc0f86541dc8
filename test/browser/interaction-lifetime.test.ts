/** What begins anew, and what ends, while charts are touched and 100 000 samples a second arrive. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { interact } from '../../src/interactive.js';
import type { Output } from '../../worker/protocol.js';
import { eventually } from './eventually.js';
import { heldEngine } from './held-worker.js';
import { frames, live, paused, seenIn } from './live.js';
import { handsOn } from './touch.js';

const held = heldEngine();

async function pinAt(chart: Awaited<ReturnType<typeof live>>, share: number): Promise<void> {
  const { hands, at, touched } = chart;
  const before = touched.pins.length;
  await hands.move(at(share));
  await hands.press(at(share));
  await hands.release(at(share));
  await eventually(() => expect(touched.pins).toHaveLength(before + 1));
}

/** Ends the worker, and waits for another. */
async function restart(stream: EventTarget): Promise<void> {
  const restarted = new Promise((resolve) => stream.addEventListener('restart', resolve, { once: true }));
  held.worker.terminate();
  await restarted;
}

test.each(['canvas', 'bitmap'] satisfies Output[])(
  'output %s: what was chosen is so again after the engine has died; pins and the pointed at are gone',
  async (output) => {
    const chart = await live({
      output,
      first: 20_000,
      stream: { engine: held.engine, series: [{ name: 'One' }, { name: 'Two' }] },
      interact: { follow: 5000 },
    });
    const { touched, hands, at, stream, told, px } = chart;
    touched.show({ x: [16_000, 18_000], y: [90, 120] });
    touched.hide(['Two']);
    await eventually(() => expect(told.view.at(-1)?.hidden).toEqual(['Two']));
    await pinAt(chart, 0.3);
    await pinAt(chart, 0.7);
    await hands.move(at(0.5));
    await eventually(() => expect(chart.tip()).not.toBe(null));
    await restart(stream);
    expect([touched.pins, chart.tip(), chart.line()]).toEqual([[], null, null]);
    await eventually(() => expect(told.select.at(-1)).toEqual({ pins: [], measure: null }));
    expect(touched.paused).toBe(true);
    await eventually(() => expect(touched.shown?.y).toEqual([[90, 120]]));
    expect(Math.abs(touched.shown!.x[0] - 16_000) + Math.abs(touched.shown!.x[1] - 18_000)).toBeLessThan(2 * px());
    expect(chart.legend().map((item) => item.getAttribute('aria-pressed'))).toEqual(['true', 'false']);
    // What is fed goes on, at samples far behind what is shown.
    const { end } = touched.attention.sight.pane!;
    await eventually(() => expect(touched.attention.sight.pane!.end).toBeGreaterThan(end));
    expect(chart.newer()).toBeGreaterThanOrEqual(-1);
    touched.reset();
    await eventually(() => expect(touched.shown!.x[0]).toBeGreaterThan(18_000));
    await hands.move(at(0.4));
    await eventually(() => expect(chart.tip()?.rows.map(([name]) => name)).toEqual(['One']));
    expect(chart.errors.length).toBe(1);
  },
);

/** Counts listeners of the page and of an element that are there, from now on. */
function countListeners(...targets: EventTarget[]) {
  const there = new Set<string>();
  let ids = 0;
  const ofListener = new Map<unknown, number>();
  const restore = targets.map((target, k) => {
    const { addEventListener, removeEventListener } = target;
    const keyOf = (type: string, listener: unknown, options: unknown) => {
      if (!ofListener.has(listener)) ofListener.set(listener, ids++);
      const capture = typeof options === 'object' && options ? (options as { capture?: boolean }).capture : options;
      return [k, type, ofListener.get(listener), Boolean(capture)].join();
    };
    target.addEventListener = function (
      this: EventTarget,
      type: string,
      listener: never,
      options?: AddEventListenerOptions,
    ) {
      const key = keyOf(type, listener, options);
      addEventListener.call(target, type, listener, options);
      if (options?.signal?.aborted) return;
      there.add(key);
      options?.signal?.addEventListener('abort', () => there.delete(key));
    };
    target.removeEventListener = (type: string, listener: never, options?: never) => {
      there.delete(keyOf(type, listener, options));
      removeEventListener.call(target, type, listener, options);
    };
    return () => Object.assign(target, { addEventListener, removeEventListener });
  });
  onTestFinished(() => {
    for (const one of restore) one();
  });
  return there;
}

test.each(['remove', 'unmount', 'close'] as const)('%s leaves nothing of it, in the midst of a drag', async (way) => {
  const chart = await live({
    first: 20_000,
    fed: false,
    stream: { engine: held.engine },
    interact: { toolbar: false },
  });
  const { view, hands, at, stream, element } = chart;
  chart.touched.remove();
  const style = element.style.cssText;
  const listeners = countListeners(window, document, element, visualViewport!, stream);
  const touched = await interact(view);
  const seen = seenIn(view, touched);
  chart.feed.start();
  await eventually(() => expect(touched.shown).not.toBe(null));
  expect([...listeners].length).toBeGreaterThan(5);
  await hands.move(at(0.3));
  await eventually(() => expect(seen.tip()).not.toBe(null));
  await hands.press(at(0.3), ['Shift']);
  await hands.move(at(0.6), ['Shift'], 1);
  await eventually(() => expect(seen.isSeen('box')).toBe(true));
  touched.openTable();
  await eventually(() => expect(seen.tree.querySelector('dialog')?.open).toBe(true));
  chart.feed.stop();
  if (way === 'remove') touched.remove();
  else if (way === 'unmount') view.unmount();
  else await stream.close();
  await frames();
  expect([...listeners]).toEqual([]);
  expect(element.querySelectorAll('div')).toHaveLength(0);
  expect([element.getAttribute('role'), element.style.cssText]).toEqual(['img', style]);
  expect(document.querySelector('dialog[open]')).toBe(null);
  const asked = held.worker.calls.get('inspect');
  const timers = vi.spyOn(window, 'setTimeout');
  await handsOn(document.body).release({ left: 2, top: 2 });
  await frames(10);
  expect(held.worker.calls.get('inspect')).toBe(asked);
  expect(timers.mock.calls.filter(([, ms]) => ms === 250 || ms === 100)).toEqual([]);
  timers.mockRestore();
  if (way !== 'remove') return;
  expect((await view.chart()).n).toBe(chart.feed.pushed);
  const again = await interact(view);
  await eventually(() => expect(again.shown?.x[1]).toBeGreaterThanOrEqual(chart.feed.pushed - 1));
  again.pause();
  expect(again.paused).toBe(true);
});

test('what is removed shows all again', async () => {
  const chart = await paused({ first: 20_000, interact: { follow: 5000 } });
  chart.touched.show({ x: [1000, 2000], y: [0, 1] });
  await chart.settled();
  chart.touched.remove();
  chart.touched.remove();
  for (const move of [
    () => chart.touched.pause(),
    () => chart.touched.show({ x: [1, 2] }),
    () => chart.touched.hide([]),
  ]) {
    expect(move).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
  }
  await frames();
  const again = await interact(chart.view);
  await eventually(() => expect(again.shown?.x[0]).toBeLessThanOrEqual(0));
  expect(again.shown!.y[0][0]).toBeGreaterThan(90);
});
