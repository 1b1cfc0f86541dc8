/** `ringplot/react`: a stream and its view as a hook and as a component, for React 18 and 19. */
import { createElement, type ReactElement, type Ref, useCallback, useEffect, useRef, useState } from 'react';
import type { ChartOptionsInput } from '../worker/options.js';
import { LiveStream, type LiveStreamOptions, type MountOptions } from './live-stream.js';

/** A stream for as long as a component has it; `closing` is set while nobody has. */
interface Held {
  stream: LiveStream;
  engine: LiveStreamOptions['engine'];
  /** As they were last applied. */
  options: ChartOptionsInput;
  closing: ReturnType<typeof setTimeout> | undefined;
}

export interface UseLiveStreamOptions extends LiveStreamOptions, Omit<MountOptions, 'replaces'> {}

export interface LiveStreamHandle {
  /** null until the component is in the page, and on a server. */
  stream: LiveStream | null;
  /** For the element that shall show the stream. */
  ref: (element: Element | null) => void;
}

/** What has to be configured to get from one set of options to another; null for nothing. */
function differences(from: ChartOptionsInput, to: ChartOptionsInput): ChartOptionsInput | null {
  const changed: Record<string, unknown> = {};
  for (const name of Object.keys({ ...from, ...to }) as (keyof ChartOptionsInput)[]) {
    // One that is gone has its default again.
    if (!Object.is(from[name], to[name])) changed[name] = to[name];
  }
  return Object.keys(changed).length > 0 ? changed : null;
}

/**
 * A stream that lives as long as the component, and a ref for the element that shows it. Options may change at any time
 * and keep the window; another `engine` begins anew, another `output` or `maxFps` only the view.
 * @throws while effects run, for the nearest error boundary: what `LiveStream` throws for bad options.
 */
export function useLiveStream(options: UseLiveStreamOptions = {}): LiveStreamHandle {
  const { engine, output, maxFps, ...chart } = options;
  const [stream, setStream] = useState<LiveStream | null>(null);
  const [element, setElement] = useState<Element | null>(null);
  const held = useRef<Held | null>(null);
  const latest = useRef(chart);
  latest.current = chart;

  useEffect(() => {
    // Strict mode and fast refresh clean up and begin anew in one go: the stream, and its window, stay.
    let own = held.current;
    if (own && own.engine === engine) clearTimeout(own.closing);
    else {
      const { current } = latest;
      own = { stream: new LiveStream({ ...current, engine }), engine, options: current, closing: undefined };
      held.current = own;
    }
    const mine = own;
    setStream(mine.stream);
    return () => {
      mine.closing = setTimeout(() => {
        if (held.current === mine) held.current = null;
        void mine.stream.close();
      });
    };
  }, [engine]);

  useEffect(() => {
    const own = held.current;
    const changed = own && differences(own.options, chart);
    if (!changed) return;
    own.stream.configure(changed);
    own.options = chart;
  });

  useEffect(() => {
    if (!stream || !element) return;
    const view = stream.mount(element, {
      ...(output !== undefined && { output }),
      ...(maxFps !== undefined && { maxFps }),
    });
    return () => view.unmount();
  }, [stream, element, output, maxFps]);

  return { stream, ref: useCallback((target) => setElement(target), []) };
}

export interface LiveChartProps extends UseLiveStreamOptions {
  className?: string | undefined;
  /** The chart fills the element: give it a height, or the `height` option. */
  style?: Record<string, string | number> | undefined;
  /** Told of the stream once there is one, and null when it is gone. */
  streamRef?: Ref<LiveStream> | undefined;
}

/** An element that shows a stream. Feed it through `streamRef`. */
export function LiveChart({ className, style, streamRef, ...options }: LiveChartProps): ReactElement {
  const { stream, ref } = useLiveStream(options);
  useEffect(() => {
    if (!streamRef || !stream) return;
    if (typeof streamRef === 'function') {
      const cleanUp = streamRef(stream);
      return typeof cleanUp === 'function' ? cleanUp : () => void streamRef(null);
    }
    streamRef.current = stream;
    return () => {
      streamRef.current = null;
    };
  }, [stream, streamRef]);
  return createElement('div', { ref, className, style });
}
