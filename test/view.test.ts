/** A view by itself: what it answers between frames, and when it is due. */
import { expect, test } from 'vitest';
import { emptyBatch } from '../worker/batch.js';
import type { Choice, Inspection } from '../worker/inspection-types.js';
import { resolveOptions } from '../worker/options.js';
import type { ViewState } from '../worker/protocol.js';
import type { SeriesInput } from '../worker/series-options.js';
import { Stream } from '../worker/stream.js';
import { View } from '../worker/view.js';

const optionsOf = (series?: SeriesInput[]) =>
  resolveOptions({ width: 400, height: 200, xScale: 'linear', maxPoints: 100, ...(series && { series }) }, 'test');

const CHOICE: Choice = { number: 1, x: null, y: {}, hidden: [], legend: null };
const STATE: ViewState = { output: 'bitmap', width: 400, height: 200, pixelRatio: 1, visible: true, maxFps: 1 };
const ASKED: Inspection = {
  ...{ cursor: { kind: 'x', x: 50 }, pins: [], newest: true, summary: true, rows: null, box: null, look: 0 },
};

function append(stream: Stream, count: number, y: (index: number, series: number) => number): void {
  const { ring } = stream;
  const width = ring.series.length;
  const batch = emptyBatch(count, width);
  for (let i = 0; i < count; i++) {
    batch.x[i] = ring.end + i;
    for (let k = 0; k < width; k++) batch.y[k * count + i] = y(ring.end + i, k);
  }
  batch.end = count;
  stream.append(batch);
}

/** A stream of two series, and a view that has painted it. */
function painted(state: ViewState) {
  const stream = new Stream(1, optionsOf([{ name: 'a' }, { name: 'b' }]));
  const view = new View(state, null);
  append(stream, 60, (_, k) => k + 1);
  view.paint(stream, () => 0);
  const told = () => {
    const inspected = view.inspect(stream, ASKED);
    return (
      inspected && {
        names: inspected.dress?.series.map(({ name, hidden }) => `${name}${hidden ? ' hidden' : ''}`),
        hits: inspected.hits.map(({ series, y }) => [series, y]),
        newest: inspected.newest?.map((hit) => hit?.y),
        summary: inspected.summary?.series.map(({ name, newest }) => [name, newest]),
        look: inspected.look,
      }
    );
  };
  return { stream, view, told };
}

const BOTH = {
  names: ['a', 'b'],
  ...{
    hits: [
      [0, 1],
      [1, 2],
    ],
    newest: [1, 2],
  },
  summary: [
    ['a', '1'],
    ['b', '2'],
  ],
  look: 1,
};

test('answers of what was painted last, until what was chosen since is', () => {
  const { stream, view, told } = painted({ ...STATE, choice: CHOICE });
  expect(told()).toEqual(BOTH);
  view.update({ ...STATE, choice: { ...CHOICE, hidden: ['b'], y: { left: [0, 1] } } });
  expect(told()).toEqual(BOTH);
  view.paint(stream, () => 0);
  const one = { hits: [[0, 1]], newest: [1, 2], summary: [['a', '1']] };
  expect(told()).toEqual({ names: ['a', 'b hidden'], ...one, look: 2 });
});

test('answers of the series that were painted, until those that are now are', () => {
  const { stream, view, told } = painted(STATE);
  stream.configure(optionsOf([{ name: 'b' }, { name: 'c' }, { name: 'a' }]));
  append(stream, 5, (_, k) => 10 + k);
  expect(told()).toEqual(BOTH);
  view.paint(stream, () => 0);
  expect(told()).toMatchObject({ names: ['b', 'c', 'a'], newest: [10, 11, 12] });
  // Others of the same name are told of at once.
  stream.configure({ ...stream.options, maxPoints: 50 });
  append(stream, 1, () => 7);
  expect(told()?.newest).toEqual([7, 7, 7]);
});

test('has nothing to tell before it has painted', () => {
  const view = new View(STATE, null);
  expect(view.inspect(new Stream(1, optionsOf()), ASKED)).toBeNull();
});

test.each([undefined, CHOICE])('holds on to y when it is told what it knows: %o', (choice) => {
  const state = { ...STATE, ...(choice && { choice }) };
  const stream = new Stream(1, optionsOf());
  const view = new View(state, null);
  const domain = () => view.inspect(stream, ASKED)?.pane.y[0].domain;
  append(stream, 100, (i) => (i === 0 ? 10 : i % 7));
  view.paint(stream, () => 0);
  append(stream, 20, (i) => i % 7);
  view.paint(stream, () => 0);
  const held = domain();
  view.update({ ...state });
  view.paint(stream, () => 0);
  expect(domain()).toEqual(held);
  expect(held).toEqual([0, 10]);
});

test('is due at once where a reader has chosen something else, and only then', () => {
  const { stream, view } = painted({ ...STATE, choice: CHOICE });
  const due = (state: ViewState) => {
    view.paint(stream, () => 5000);
    view.update(state);
    return view.isDue(5100);
  };
  const choice: Choice = { ...CHOICE, number: 2, x: { kind: 'last', length: 10 } };
  expect(due({ ...STATE, choice: { ...CHOICE }, pixelRatio: 2 })).toBe(false);
  expect(due({ ...STATE, choice })).toBe(true);
  expect(due({ ...STATE, choice: { ...choice } })).toBe(false);
  expect(due({ ...STATE, choice: { ...choice, number: 3, hidden: ['a'] } })).toBe(true);
  expect(due(STATE)).toBe(true);
  expect(due({ ...STATE })).toBe(false);
  expect(view.isDue(6100)).toBe(true);
});

test('says which choice its picture shows', () => {
  const { stream, view } = painted({ ...STATE, choice: CHOICE });
  const shown = () => view.inspect(stream, ASKED)!.pane.choice;
  expect(shown()).toBe(1);
  view.update({ ...STATE, choice: { ...CHOICE, number: 2, x: { kind: 'last', length: 10 } } });
  expect(shown()).toBe(1);
  view.paint(stream, () => 6000);
  expect(shown()).toBe(2);
  view.update(STATE);
  view.paint(stream, () => 7000);
  expect(shown()).toBe(0);
});
