/** The views of one stream: what its engine has to be told of them, and what they want of it. */
import type { Picture, StreamId, ViewId, ViewMessage } from '../worker/protocol.js';
import type { Connection } from './engine-client.js';
import type { Place } from './place.js';
import { LiveView } from './view.js';

export class Views {
  readonly #stream: StreamId;
  /** Called when the engine has to be told of something. */
  readonly #changed: () => void;
  readonly #views = new Map<ViewId, LiveView>();
  /** Whether there is one whose pictures come back, and have to be asked for. */
  comeBack = false;
  #unmounted: ViewId[] = [];
  /** Those that take the place of something, and the engine that will say when. */
  readonly #revealing = new WeakMap<LiveView, Connection>();

  constructor(stream: StreamId, changed: () => void) {
    this.#stream = stream;
    this.#changed = changed;
  }

  add(place: Place): void {
    const view = new LiveView(place, this.#changed);
    this.#views.set(place.id, view);
    this.comeBack ||= view.comesBack;
    this.#changed();
  }

  remove({ id }: Place): void {
    this.#views.get(id)?.unmount();
    this.#views.delete(id);
    this.comeBack = [...this.#views.values()].some(({ comesBack }) => comesBack);
    this.#unmounted.push(id);
    this.#changed();
  }

  /** Another part of the data is to be seen in one. */
  touch({ id }: Place): void {
    this.#views.get(id)?.touch();
  }

  /** Options have changed. */
  configured(): void {
    for (const view of this.#views.values()) view.configured();
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
      const shown = connection.call((api) => api.shown(this.#stream, view.place.id));
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
    for (const view of this.#views.values()) if (view.wants) wanting.push(view.place.id);
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
