/** The public entry. */
export { chartAppend } from '../worker/chart-append.js';
export type { FeedCounters, FeedPoint, FeedState } from '../worker/feeds/feed-types.js';
export type { Problem, ProblemKind } from '../worker/feeds/problems.js';
export type {
  ChartOptionsInput,
  Kind,
  LegendPlace,
  ScaleName,
  Side,
  YDomainName,
  YScaleName,
} from '../worker/options.js';
export type { Format, Output, Percentiles, WindowData } from '../worker/protocol.js';
export type { Regular } from '../worker/regular.js';
export type { Columns, Row, X, Y } from '../worker/samples.js';
export type { SeriesInput, SeriesKind } from '../worker/series-options.js';
export type { ThemeName } from '../worker/theme.js';
export type { Chart } from './chart.js';
export { Engine, type EngineOptions } from './engine.js';
export { EngineError } from './errors.js';
export type { Feed, FeedStats } from './feed.js';
export type { FeedOptions, ResumeOptions } from './feed-options.js';
export {
  type ExtendOptions,
  LiveStream,
  type LiveStreamOptions,
  type MountOptions,
  type RenderOptions,
} from './live-stream.js';
export { openSink, type Sink } from './sink.js';
export type { Stats } from './stats.js';
export type { View } from './view.js';
export type { WorkerLike, WorkerSource } from './worker-source.js';
export type { Chunk } from './writable.js';
