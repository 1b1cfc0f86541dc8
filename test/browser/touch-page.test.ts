/** The demo's charts that can be touched: fed by its worker, they move together, and tell what is there. */
import { afterEach, expect, test } from 'vitest';
import { LEVEL_RATE, lot, RATE, SENSORS, TOUCH_CHARTS } from '../../demo/touch-charts.js';
import type { TouchMessage } from '../../demo/touch-producer.js';
import TouchProducer from '../../demo/touch-producer.ts?worker';
import { LiveStream } from '../../src/index.js';
import { type Interaction, interact, type Sample } from '../../src/interactive.js';
import { eventually } from './eventually.js';
import { handsOn } from './touch.js';

type Name = keyof typeof TOUCH_CHARTS;
const SECONDS = 6;
const EACH = RATE / LEVEL_RATE;

const open: LiveStream[] = [];
const workers: Worker[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) worker.terminate();
  for (const stream of open.splice(0)) await stream.close();
  document.body.replaceChildren();
});

async function hang(name: Name): Promise<{ stream: LiveStream; interaction: Interaction; container: HTMLElement }> {
  const stream = new LiveStream(TOUCH_CHARTS[name].options);
  open.push(stream);
  const container = document.body.appendChild(document.createElement('div'));
  container.style.cssText = 'width:600px;height:240px';
  const interaction = await interact(stream.mount(container), TOUCH_CHARTS[name].interact);
  return { stream, interaction, container };
}

/** The charts of the machine, which has run for some seconds, and how it is told to go on. */
async function machine() {
  const charts = { waves: await hang('waves'), levels: await hang('levels') };
  const worker = new TouchProducer();
  workers.push(worker);
  const tell = (message: TouchMessage, transfer: Transferable[] = []) => worker.postMessage(message, transfer);
  const [waves, levels] = [charts.waves.stream.port(), charts.levels.stream.port()];
  tell({ waves, levels, first: SECONDS }, [waves, levels]);
  await eventually(async () => {
    const counts = [charts.waves, charts.levels].map(async ({ stream }) => (await stream.stats()).received);
    expect(await Promise.all(counts)).toEqual([SECONDS * RATE, SECONDS * LEVEL_RATE]);
  });
  return { ...charts, tell };
}

const lengthOf = ({ shown }: Interaction) => shown && Math.round((shown.x[1] - shown.x[0]) / 100) / 10;

test('levels are those of the first sensor, and of the same times', async () => {
  const { waves, levels } = await machine();
  const { x, ys } = await waves.stream.data();
  const { x: times, ys: found } = await levels.stream.data();
  expect(ys).toHaveLength(SENSORS.length);
  const [values] = ys!;
  for (const level of [0, 7, SECONDS * LEVEL_RATE - 1]) {
    const part = values.subarray(level * EACH, (level + 1) * EACH);
    expect(found![0][level]).toBe(Math.max(...part.map(Math.abs)));
    expect(found![1][level]).toBeCloseTo(Math.sqrt(part.reduce((sum, y) => sum + y * y, 0) / EACH), 9);
    // That of a level is where the next one begins.
    expect(times[level]).toBeCloseTo(Number(x[(level + 1) * EACH - 1]) + 1000 / RATE, 2);
  }
});

test('they follow the newest, stand still and move together, and tell of the sample that is pointed at', async () => {
  const { waves, levels, tell } = await machine();
  const both = [waves.interaction, levels.interaction];
  await eventually(() => expect(both.map(lengthOf)).toEqual([4, 4]));

  const before = waves.interaction.shown!.x[1];
  tell({ running: true });
  await eventually(() => expect(waves.interaction.shown!.x[1]).toBeGreaterThan(before + 200));
  tell({ running: false });

  waves.interaction.pause();
  expect(both.map(({ paused }) => paused)).toEqual([true, true]);
  levels.interaction.zoom(8);
  await eventually(() => expect(both.map(lengthOf)).toEqual([0.5, 0.5]));

  const told: (Sample | null)[] = [];
  waves.interaction.addEventListener('hover', ({ detail }) => told.push(detail.nearest));
  const hands = handsOn(waves.container);
  await hands.move({ left: 350, top: 150 });
  const sample = await eventually(() => told.at(-1) ?? expect.fail('nothing is told'));
  const [from, to] = waves.interaction.shown!.x;
  expect(SENSORS).toContain(sample.series);
  expect(sample.x).toBeGreaterThan(from);
  expect(sample.x).toBeLessThan(to);
  const { x, ys } = await waves.stream.data();
  const at = Math.round((Number(sample.x) - Number(x[0])) / (1000 / RATE));
  expect(ys![SENSORS.indexOf(sample.series as (typeof SENSORS)[number])][at]).toBe(sample.y);
  await hands.move({ left: -5, top: -5 });

  levels.interaction.reset();
  await eventually(() => expect(both.map(lengthOf)).toEqual([4, 4]));
});

test('lots are a chart on its own', async () => {
  const { stream, interaction } = await hang('lots');
  for (let i = 0; i < 60; i++) {
    stream.push(...lot(i));
    // What never reaches the chart's worker, as newer samples take its place before that, has no index there.
    if (i % 12 === 11) await stream.flush();
  }
  const { x, ys } = await stream.data();
  expect([x.length, x.at(-1)]).toEqual([24, 'Lot 4059']);
  for (const column of ys!) expect(Math.min(...column)).toBeGreaterThan(0);
  // From half a bar before the first one to half a bar after the last one.
  await eventually(() => expect(interaction.shown?.x.map(Math.floor)).toEqual([35, 59]));
});
