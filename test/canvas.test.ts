/** Canvases as engines use them. */
import { expect, test } from 'vitest';
import { contextOf } from '../worker/canvas.js';

test('a canvas is asked for its context once: Firefox gives none of a moved one a second time', () => {
  const context = {};
  let asked = 0;
  const canvas = {
    width: 300,
    height: 150,
    getContext() {
      if (++asked > 1) throw new DOMException('Cannot update created context to different thread', 'InvalidStateError');
      return context;
    },
  } as unknown as OffscreenCanvas;
  expect(contextOf(canvas)).toBe(context);
  expect(contextOf(canvas)).toBe(context);
  const none = { width: 1e6, height: 1e6, getContext: () => null } as unknown as OffscreenCanvas;
  expect(() => contextOf(none)).toThrow("a canvas of 1000000 × 1000000 device px can't be made here");
});
