/** What a sink has to know of its stream: the first word on its port, and another with every change. */
import type { ChartOptions } from '../worker/options.js';
import type { SinkControl } from '../worker/protocol.js';
import { namesOf, weightsOf } from '../worker/series-options.js';

export const sinkOptions = (options: ChartOptions): SinkControl => ({
  kind: 'options',
  maxPoints: options.maxPoints,
  numeric: options.xScale !== 'category',
  names: namesOf(options),
  weights: weightsOf(options),
});
