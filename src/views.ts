/** The views of one stream: what its engine has to be told of them, and what they want of it. */
import type { Picture, StreamId, ViewId, ViewMessage } from '../worker/protocol.js';
import type { ContainerStyle } from './container-style.js';
import type { Connection } from './engine-client.js';
import { LiveView, type ViewSettings } from './view.js';

let lastView = 0;

/** How views read their look; null where that can't be loaded. Only pages that show something load it. */
let style: typeof ContainerStyle | null | undefined;
let loading: Promise<void> | undefined;

function loadStyle(): Promise<void> {
  loading ??= import('./container-style.js').then(
    (loaded) => {
      style = loaded.ContainerStyle;
    },
    () => {
      style = null;
    },
  );
  return loading;
}

export class Views {
  readonly #stream: StreamId;
  /** Called when the engine has to be told of something. */
  readonly #changed: () => void;
  readonly #views = new Map<ViewId, LiveView>();
  /** Whether there is one whose pictures come back, and have to be asked for. */
  comeBack = false;
  /** Resolves when views that have been mounted can be told of; null for at once. */
  ready: Promise<void> | null = null;
  #unmounted: ViewId[] = [];
  /** Those that take the place of something, and the engine that will say when. */
  readonly #revealing = new WeakMap<LiveView, Connection>();

  constructor(stream: StreamId, changed: () => void) {
    this.#stream = stream;
    this.#changed = changed;
  }

  get any(): boolean {
    return this.#views.size > 0;
  }

  has(view: LiveView): boolean {
    return this.#views.has(view.id);
  }

  mount(container: HTMLElement, settings: ViewSettings): LiveView {
    const view = new LiveView(++lastView, container, settings, this.#changed);
    this.#views.set(view.id, view);
    this.comeBack ||= view.comesBack;
    if (style !== undefined) view.follow(style);
    else {
      this.ready = loadStyle().then(() => {
        view.follow(style ?? null);
        this.ready = null;
      });
    }
    this.#changed();
    return view;
  }

  unmount(view: LiveView): void {
    if (!this.#views.delete(view.id)) return;
    view.unmount();
    this.comeBack = [...this.#views.values()].some(({ comesBack }) => comesBack);
    this.#unmounted.push(view.id);
    this.#changed();
  }

  configure(settings: Pick<ViewSettings, 'given' | 'title'>): void {
    for (const view of this.#views.values()) Object.assign(view, settings);
  }

  close(): void {
    for (const view of this.#views.values()) view.unmount();
    this.#views.clear();
  }

  /** What there is to tell. */
  collect(connection: Connection): ViewMessage[] {
    const messages: ViewMessage[] = [];
    for (const view of this.#views.values()) {
      const message = view.collect(connection);
      if (message) messages.push(message);
    }
    for (const view of this.#unmounted) messages.push({ view, state: null });
    return messages;
  }

  /** What `collect` gave is on its way, and those that take the place of something ask when they may. */
  sent(connection: Connection): void {
    this.#unmounted = [];
    for (const view of this.#views.values()) {
      if (!view.waits || this.#revealing.get(view) === connection) continue;
      // Asked again of the next engine, where this one dies.
      this.#revealing.set(view, connection);
      const shown = connection.call((api) => api.shown(this.#stream, view.id));
      shown.then(
        (painted) => {
          if (painted) view.reveal();
          else this.#revealing.delete(view);
        },
        () => {},
      );
    }
  }

  /** There is something that none of them shows yet. */
  fellBehind(): void {
    for (const view of this.#views.values()) view.behind = true;
  }

  /** Those that want a picture to come back. */
  get wanting(): ViewId[] {
    const wanting: ViewId[] = [];
    for (const view of this.#views.values()) if (view.wants) wanting.push(view.id);
    return wanting;
  }

  show(id: ViewId, picture: Picture | null): void {
    this.#views.get(id)?.show(picture);
  }

  died(): void {
    this.#unmounted = [];
    for (const view of this.#views.values()) view.disconnected();
  }
}
