/** Callbacks for TensorFlow.js, with a model that it really trains. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { LiveStream } from '../src/index.js';
import { type TrainingTarget, trainingCallbacks } from '../src/tfjs.js';

beforeAll(() => tf.setBackend('cpu'));

/** A model of a line, its samples, and what `fit` is told: eight batches an epoch, three epochs. */
function lineModel() {
  const x = tf.reshape(tf.linspace(-1, 1, 64), [64, 1]);
  const y = tf.mul(x, 2);
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['mae'] });
  const told = {
    epochs: 3,
    batchSize: 8,
    validationData: [x, y] as [tf.Tensor, tf.Tensor],
    shuffle: false,
    verbose: 0 as const,
  };
  return { model, x, y, told };
}

/** What the model itself logs. */
function history() {
  const batches: number[] = [];
  const validations: number[] = [];
  return {
    batches,
    validations,
    onBatchEnd: async (_: number, logs?: tf.NamedTensorMap | Record<string, number>) =>
      void batches.push(logs!.loss as number),
    onEpochEnd: async (_: number, logs?: tf.NamedTensorMap | Record<string, number>) =>
      void validations.push(logs!.val_loss as number),
  };
}

test('every step is a sample, and validation belongs to the last step of its epoch', async () => {
  const { model, x, y, told } = lineModel();
  const stream = new LiveStream({ xScale: 'linear' });
  const truth = history();
  const callbacks = [trainingCallbacks(stream), truth];
  await model.fit(x, y, { ...told, callbacks });
  await model.fit(x, y, { ...told, epochs: 1, callbacks });
  expect(stream.series).toEqual(['loss', 'mae', 'val_loss', 'val_mae']);
  const { x: steps, ys } = await stream.data();
  expect(Array.from(steps)).toEqual(Array.from({ length: 32 }, (_, i) => i + 1));
  const [loss, , validation] = ys!.map((column) => Array.from(column));
  expect(loss).toEqual(truth.batches);
  expect(validation).toEqual(loss.map((_, i) => (i % 8 === 7 ? truth.validations[(i - 7) / 8] : Number.NaN)));
  expect(truth.batches).toHaveLength(32);
  await stream.close();
});

test('only what the stream has series for is pushed, and what is asked for beside', async () => {
  const { model, x, y, told } = lineModel();
  const stream = new LiveStream({ xScale: 'linear', series: [{ name: 'rate' }, { name: 'mae' }] });
  let rate = 1;
  await model.fit(x, y, {
    ...told,
    callbacks: trainingCallbacks(stream, { more: () => ({ rate: rate++, other: 5 }) }),
  });
  const { ys } = await stream.data();
  expect(Array.from(ys![0])).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
  expect(ys![1].every((value) => value > 0)).toBe(true);
  await stream.close();
});

test('validation is not smoothed as the rest is', async () => {
  const { model, x, y, told } = lineModel();
  const stream = new LiveStream({ xScale: 'linear', smoothing: 0.9 });
  await model.fit(x, y, { ...told, callbacks: trainingCallbacks(stream) });
  const { svg } = await stream.render({ format: 'svg' });
  // Two are smoothed, and faint as they came; two are not.
  expect(svg!.match(/stroke-opacity="0.3"/g)).toHaveLength(2);
  await stream.close();
});

test('a sink is told its series, and an exploding loss ends nothing', () => {
  const pushed: unknown[] = [];
  const sink: TrainingTarget = { push: (x, row) => void pushed.push([x, row]) };
  const { onBatchBegin, onBatchEnd, onEpochEnd, onTrainEnd } = trainingCallbacks(sink, {
    series: ['loss', 'val_loss'],
  });
  onBatchBegin(0);
  onBatchEnd(0, { batch: 0, size: 8, loss: Number.POSITIVE_INFINITY, acc: 1 });
  expect(pushed).toEqual([]);
  onBatchBegin(1);
  onBatchEnd(1, { batch: 1, size: 8, loss: Number.NaN });
  onEpochEnd(0, { loss: 3, val_loss: 2 });
  onTrainEnd();
  expect(pushed).toEqual([
    [1, { loss: Number.POSITIVE_INFINITY }],
    [2, { loss: Number.NaN, val_loss: 2 }],
  ]);
});
