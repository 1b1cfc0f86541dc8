/** What is pointed at, of what an engine has found. */
import { expect, test } from 'vitest';
import { Pointing } from '../src/pointing.js';
import type { Cursor, Hit, Inspected, Inspection } from '../worker/inspection-types.js';

const hitAt = (series: number, left: number, top: number): Hit => {
  return { series, index: left, x: left, at: left, y: 0, left, top, xText: '', yText: '' };
};

const PANE = { plot: { x: 0, y: 0, width: 100, height: 100 } };

function answer(pointing: Pointing, cursor: Cursor, hits: Hit[], nearest: number): boolean {
  return pointing.answered({ pane: PANE, hits, nearest } as unknown as Inspected, { cursor } as Inspection);
}

test('where the nearest of all lies beyond the picture, it is the nearest of those that are seen', () => {
  const pointing = new Pointing();
  const cursor = { kind: 'point', left: 97, top: 90 } as const;
  pointing.at(cursor, 'pointer');
  const hits = [hitAt(0, 105, 90), hitAt(1, 95, 10), hitAt(2, 90, 60), hitAt(3, 95, 20)];
  answer(pointing, cursor, hits, 0);
  expect(pointing.hits.map(({ series }) => series)).toEqual([1, 2, 3]);
  expect(pointing.hit?.series).toBe(2);
  answer(pointing, cursor, hits, 3);
  expect(pointing.hit?.series).toBe(3);
  answer(pointing, cursor, hits.slice(0, 1), 0);
  expect([pointing.hits, pointing.hit]).toEqual([[], null]);
  const x = { kind: 'x', x: 97 } as const;
  pointing.at(x, 'group');
  answer(pointing, x, hits, 0);
  expect(pointing.hit?.series).toBe(1);
});

test('what keys find is told from what is only asked again', () => {
  const pointing = new Pointing();
  const found = () => {
    answer(pointing, pointing.cursor!, [hitAt(0, 50, 50)], 0);
    return pointing.found;
  };
  pointing.at({ kind: 'x', x: 50 }, 'keys');
  expect([pointing.found, found(), found()]).toEqual([false, true, false]);
  pointing.walk(1, PANE as never);
  expect([pointing.found, found(), found()]).toEqual([false, true, false]);
});
