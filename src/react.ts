/** `ringplot/react`: a stream and its view as a hook and as a component, for React 18 and 19. */
import {
  type CSSProperties,
  createElement,
  type ReactElement,
  type Ref,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import type { ChartOptionsInput } from '../worker/options.js';
import { LiveStream, type LiveStreamOptions, type MountOptions } from './live-stream.js';

/** A stream for as long as a component has it. */
interface Held {
  stream: LiveStream;
  engine: LiveStreamOptions['engine'];
  /** As they were last applied. */
  options: ChartOptionsInput;
  /** The component has been rendered with it, and lets it go itself. */
  rendered: boolean;
  /** Closes it, unless somebody takes it up again at once. */
  closing: ReturnType<typeof setTimeout> | undefined;
}

export interface UseLiveStreamOptions extends LiveStreamOptions, Omit<MountOptions, 'replaces'> {}

export interface LiveStreamHandle {
  /** null until the component is in the page, and on a server. */
  stream: LiveStream | null;
  /** For the element that shall show the stream. */
  ref: (element: Element | null) => void;
}

/** A list of series that is written anew with every render is the same for as long as it says the same. */
const isSame = (a: unknown, b: unknown) =>
  Object.is(a, b) || (Array.isArray(a) && Array.isArray(b) && JSON.stringify(a) === JSON.stringify(b));

/** What has to be configured to get from one set of options to another; null for nothing. */
function differences(from: ChartOptionsInput, to: ChartOptionsInput): ChartOptionsInput | null {
  const changed: Record<string, unknown> = {};
  for (const name of Object.keys({ ...from, ...to }) as (keyof ChartOptionsInput)[]) {
    // One that is gone has its default again.
    if (!isSame(from[name], to[name])) changed[name] = to[name];
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

  const letGo = useCallback((own: Held) => {
    clearTimeout(own.closing);
    own.closing = setTimeout(() => {
      if (held.current === own) held.current = null;
      // A component that was only hidden must not be shown with a stream that is closed.
      setStream((current) => (current === own.stream ? null : current));
      void own.stream.close();
    });
  }, []);

  useEffect(() => {
    // Strict mode and fast refresh clean up and begin anew in one go: the stream, and its window, stay.
    let own = held.current;
    if (own && own.engine === engine) clearTimeout(own.closing);
    else {
      const { current } = latest;
      own = {
        stream: new LiveStream({ ...current, engine }),
        engine,
        options: current,
        rendered: false,
        closing: undefined,
      };
      held.current = own;
    }
    const mine = own;
    setStream(mine.stream);
    return () => {
      if (!mine.rendered) letGo(mine);
    };
  }, [engine, letGo]);

  // With the stream of another engine the former one is let go only when nobody here is given it any more.
  useEffect(() => {
    const own = held.current;
    if (!stream || own?.stream !== stream) return;
    clearTimeout(own.closing);
    own.rendered = true;
    return () => letGo(own);
  }, [stream, letGo]);

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
  id?: string | undefined;
  className?: string | undefined;
  /** The chart fills the element: give it a height, or the `height` option. */
  style?: CSSProperties | undefined;
  /**
   * Told of the stream once there is one, and null when it is gone. There is none yet in the first effects of a parent:
   * a function hears of it in time, an object does not.
   */
  streamRef?: Ref<LiveStream> | undefined;
}

/** An element that shows a stream. Feed it through `streamRef`. `data-` and `aria-` properties are the element's. */
export function LiveChart({ id, className, style, streamRef, ...rest }: LiveChartProps): ReactElement {
  const own = Object.entries(rest).filter(([name]) => /^(data|aria)-/.test(name));
  const options = Object.fromEntries(Object.entries(rest).filter(([name]) => !/^(data|aria)-/.test(name)));
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
  return createElement('div', { ...Object.fromEntries(own), ref, id, className, style });
}
