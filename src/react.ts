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
import type { Interaction } from './interaction.js';
import type { InteractOptions } from './interactive.js';
import { LiveStream, type LiveStreamOptions, type MountOptions } from './live-stream.js';
import { optionsText } from './options-text.js';
import type { View } from './view.js';

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

export interface UseLiveStreamOptions extends LiveStreamOptions, Omit<MountOptions, 'replaces'> {
  /**
   * Whether the chart can be touched, or the options of `interact` with which it can. Others make it so anew; those that
   * say the same, of functions among `texts` their source, do not. Default false.
   */
  interactive?: InteractOptions | boolean | undefined;
}

export interface LiveStreamHandle {
  /** null until the component is in the page, and on a server. */
  stream: LiveStream | null;
  /** What shows the stream now; null until something does. */
  view: View | null;
  /** By what the chart is touched; null until that is loaded, and where it is not asked for. */
  interaction: Interaction | null;
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

/** Lets a view be touched for as long as it is there and that is asked for. */
function useInteraction(view: View | null, interactive: InteractOptions | boolean): Interaction | null {
  const [interaction, setInteraction] = useState<Interaction | null>(null);
  const latest = useRef(interactive);
  latest.current = interactive;
  const text = interactive && optionsText(interactive === true ? {} : interactive);
  useEffect(() => {
    if (!view || text === false) return;
    const ending = new AbortController();
    const { signal } = ending;
    const options = latest.current;
    const made = import('./touching.js').then(({ touch }) =>
      touch(view, typeof options === 'object' ? options : {}, signal),
    );
    const taken = (own: Interaction) => {
      if (!signal.aborted) setInteraction(own);
    };
    made.then(taken, (error) => {
      if (signal.aborted) return;
      // For the nearest error boundary.
      setInteraction(() => {
        throw error;
      });
    });
    return () => {
      ending.abort();
      setInteraction(null);
    };
  }, [view, text]);
  return interaction;
}

/**
 * A stream that lives as long as the component, and a ref for the element that shows it. Options may change at any time
 * and keep the window; another `engine` begins anew, another `output` or `maxFps` only the view.
 * @throws while effects run, for the nearest error boundary: what `LiveStream` throws for bad options, and `interact`.
 */
export function useLiveStream(options: UseLiveStreamOptions = {}): LiveStreamHandle {
  const { engine, output, maxFps, interactive = false, ...chart } = options;
  const [stream, setStream] = useState<LiveStream | null>(null);
  const [element, setElement] = useState<Element | null>(null);
  const [view, setView] = useState<View | null>(null);
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
    const mounted = stream.mount(element, {
      ...(output !== undefined && { output }),
      ...(maxFps !== undefined && { maxFps }),
    });
    setView(mounted);
    return () => {
      mounted.unmount();
      setView(null);
    };
  }, [stream, element, output, maxFps]);

  const interaction = useInteraction(view, interactive);
  return { stream, view, interaction, ref: useCallback((target) => setElement(target), []) };
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
  /** Likewise of what an `interactive` chart is touched by. */
  interactionRef?: Ref<Interaction> | undefined;
}

/** Tells a ref of what there is, and null when it is gone. */
function useTold<Value>(value: Value | null, ref: Ref<Value> | undefined): void {
  useEffect(() => {
    if (!ref || !value) return;
    if (typeof ref === 'function') {
      const cleanUp = ref(value);
      return typeof cleanUp === 'function' ? cleanUp : () => void ref(null);
    }
    ref.current = value;
    return () => {
      ref.current = null;
    };
  }, [value, ref]);
}

/** An element that shows a stream. Feed it through `streamRef`. `data-` and `aria-` properties are the element's. */
export function LiveChart({ id, className, style, streamRef, interactionRef, ...rest }: LiveChartProps): ReactElement {
  const own = Object.entries(rest).filter(([name]) => /^(data|aria)-/.test(name));
  const options = Object.fromEntries(Object.entries(rest).filter(([name]) => !/^(data|aria)-/.test(name)));
  const { stream, interaction, ref } = useLiveStream(options);
  useTold(stream, streamRef);
  useTold(interaction, interactionRef);
  return createElement('div', { ...Object.fromEntries(own), ref, id, className, style });
}
