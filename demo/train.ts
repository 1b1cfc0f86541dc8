/** A small network that learns to read digits, by TensorFlow.js on its processor backend: in whatever thread this is called. */
import '@tensorflow/tfjs-backend-cpu';
import {
  enableProdMode,
  oneHot,
  setBackend,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  train as trainers,
} from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { type TrainingCallbacks, type TrainingTarget, trainingCallbacks } from 'ringplot/tfjs';

const PIXELS = 28 * 28;
const CLASSES = 10;
const BATCH = 32;
/** Of all digits, the last part of which is for validation. */
const TRAINED = 0.75;
const LEARNING_RATE = { first: 0.3, perEpoch: 0.55 };

/** The charts of a run, by what each shows of it. */
export const CHARTS = {
  loss: ['loss', 'val_loss'],
  accuracy: ['acc', 'val_acc'],
  rate: ['rate'],
} as const;
export type ChartName = keyof typeof CHARTS;

export interface Run {
  digits: Uint8Array;
  epochs: number;
  /** Whether the thread is let go now and then, as TensorFlow.js does by itself; else it is kept until all is done. */
  yields: boolean;
  targets: Partial<Record<ChartName, TrainingTarget>>;
}

/** Trains, and gives the ms that it took. */
export async function train({ digits, epochs, yields, targets }: Run): Promise<number> {
  enableProdMode();
  await setBackend('cpu');
  const count = digits.length / (1 + PIXELS);
  const split = Math.floor(count * TRAINED);
  const [x, y, ...validationData] = [...part(digits, 0, split), ...part(digits, split, count)];
  const model = sequential({
    layers: [
      layers.dense({ units: 48, activation: 'relu', inputShape: [PIXELS] }),
      layers.dense({ units: CLASSES, activation: 'softmax' }),
    ],
  });
  let rate = LEARNING_RATE.first;
  const optimizer = trainers.sgd(rate);
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const slower: Pick<TrainingCallbacks, 'onEpochEnd'> = {
    onEpochEnd() {
      rate *= LEARNING_RATE.perEpoch;
      optimizer.setLearningRate(rate);
    },
  };
  const callbacks = Object.entries(targets).map(([name, target]) => {
    return trainingCallbacks(target, { series: CHARTS[name as ChartName], more: () => ({ rate }) });
  });
  const began = performance.now();
  await model.fit(x, y, {
    epochs,
    batchSize: BATCH,
    validationData: validationData as [Tensor, Tensor],
    callbacks: [...callbacks, slower],
    yieldEvery: yields ? 'auto' : 'never',
    verbose: 0,
  });
  for (const tensor of [x, y, ...validationData]) tensor.dispose();
  model.dispose();
  return performance.now() - began;
}

/** Digits [from, to) as what a network is given, and what it is to say. */
function part(digits: Uint8Array, from: number, to: number): [Tensor, Tensor] {
  const images = new Float32Array((to - from) * PIXELS);
  const classes: number[] = [];
  for (let i = from; i < to; i++) {
    const at = i * (1 + PIXELS);
    classes.push(digits[at]);
    for (let pixel = 0; pixel < PIXELS; pixel++) images[(i - from) * PIXELS + pixel] = digits[at + 1 + pixel] / 255;
  }
  return [tensor2d(images, [to - from, PIXELS]), tidy(() => oneHot(tensor1d(classes, 'int32'), CLASSES))];
}
