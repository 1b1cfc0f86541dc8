/** Streams that are fed by the server of feeds. */
import { inject, onTestFinished } from 'vitest';
import { type Feed, type FeedOptions, LiveStream, type LiveStreamOptions, type Problem } from '../../src/index.js';
import type { Step } from './server.js';

const { server, keeper } = inject('feeds');

/** Kills the server, or starts it again. */
export const keep = (what: 'kill' | 'start') => fetch(`http://127.0.0.1:${keeper}/${what}`);

export const urlOf = (path: string, scheme = 'http') => `${scheme}://127.0.0.1:${server}${path}`;

let lastScript = 0;

/** A path at which the server plays this, connection by connection. */
export async function play(...connections: Step[][]): Promise<{ name: string; path: string }> {
  const name = `${Date.now()}-${lastScript++}`;
  await fetch(urlOf(`/script/${name}`), { method: 'POST', body: JSON.stringify(connections) });
  return { name, path: `/play/${name}` };
}

interface Visit {
  url: string;
  headers: Record<string, string>;
  messages: string[];
}

/** Who has come to such a path. */
export const visitsOf = async (name: string): Promise<Visit[]> => (await fetch(urlOf(`/log/${name}`))).json();

export function streamOf(options: LiveStreamOptions = {}): LiveStream {
  const stream = new LiveStream({ xScale: 'linear', maxPoints: 1_000_000, ...options });
  onTestFinished(() => stream.close());
  return stream;
}

/** A stream with a feed, and all that this tells. */
export function connected(options: FeedOptions, streamOptions: LiveStreamOptions = {}) {
  const stream = streamOf(streamOptions);
  const feed = stream.connect(options);
  return { stream, feed, ...told(feed) };
}

export function told(feed: Feed) {
  const states: string[] = [];
  const problems: Problem[] = [];
  feed.addEventListener('state', ({ detail }) => states.push(detail));
  feed.addEventListener('problem', ({ detail }) => problems.push(detail));
  return { states, problems, kinds: () => problems.map(({ kind }) => kind) };
}

/** What a feed has counted by now. */
export async function counted(stream: LiveStream, feed: Feed) {
  await stream.stats();
  return feed.counters;
}
