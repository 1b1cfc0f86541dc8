/** Trains in a worker of its own: what is logged goes from here to the charts' worker, past the page. */
import { openSink, type Sink } from 'ringplot';
import { type ChartName, type Run, train } from './train.js';

export type TrainingAsked = Pick<Run, 'digits' | 'epochs'> & { ports: Record<ChartName, MessagePort> };
export type TrainingAnswer = { ms: number } | { failure: string };

self.onmessage = async ({ data }: MessageEvent<TrainingAsked>) => {
  const { digits, epochs, ports } = data;
  const sinks = Object.entries(ports).map(([name, port]) => [name, openSink(port)] as const);
  const targets = Object.fromEntries(sinks) as Record<ChartName, Sink>;
  try {
    const ms = await train({ digits, epochs, yields: true, targets });
    await Promise.all(sinks.map(([, sink]) => sink.close()));
    self.postMessage({ ms } satisfies TrainingAnswer);
  } catch (error) {
    self.postMessage({ failure: String(error) } satisfies TrainingAnswer);
  }
};
