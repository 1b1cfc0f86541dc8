/**
 * A view that can be touched: what hands, keys and code do to it is told to the engine, and what the engine finds is shown
 * over the picture. The page knows no samples but those that it has asked for.
 */
import type { Cursor, Dress, Hit, Inspected, Inspection, Pane } from '../worker/inspection-types.js';
import type { Interval } from '../worker/scales.js';
import type { XWindow } from '../worker/x-window.js';
import { BoxZoom } from './box-zoom.js';
import { listenToGestures, type Point } from './gestures.js';
import { handsOn } from './hands.js';
import { inspector } from './inspector.js';
import type { Settings } from './interactive.js';
import { TEXTS, type Texts } from './interactive-texts.js';
import { checkAbove, checkInterval, checkNumber, checkTexts } from './intervals.js';
import { commandOf } from './keyboard.js';
import { keepInSight, obey } from './keys.js';
import { type Layer, layer } from './layer.js';
import { type Measure, measure } from './measure.js';
import { watchSight } from './observers.js';
import { Pinning } from './pinning.js';
import type { Seat } from './place.js';
import { Pointing, type Source } from './pointing.js';
import { choose, inspect } from './seat.js';
import { inWords, pinsInWords, placeLegend, showWhere } from './showing.js';
import { Sight } from './sight.js';
import { join, type Membership } from './synchrony.js';
import type { Touched } from './touched.js';
import type { View } from './view.js';

/** A sample as apps are told of it. */
export interface Sample {
  /** '' where there is one without a name. */
  series: string;
  x: number | string;
  y: number;
}

export interface InteractionEvents {
  /** What is pointed at: of each series that is shown the nearest sample; none once nothing is. */
  hover: CustomEvent<{ samples: Sample[]; nearest: Sample | null }>;
  /** Samples have been pinned, or let go; two of them are measured. */
  select: CustomEvent<{ pins: Sample[]; measure: Measure | null }>;
  /** The reader, or code, has chosen to see something else, and that is shown. */
  view: CustomEvent<{ x: Interval; y: Interval[]; hidden: readonly string[] }>;
  pause: CustomEvent<{ paused: boolean }>;
}

/** How often values in a legend are new, and a description, ms. */
const VALUES_EVERY = 250;
const DESCRIBED_EVERY = 2000;
/** A picture that is not there yet is asked for so often, ms. */
const RETRY = 100;
/** Who has pressed the chart sees that it has the focus. */
const BY_HAND = { preventScroll: true, focusVisible: false } as FocusOptions;
/** So many answers after a choice may be of pictures from before. */
const SETTLING = 4;

export class Interaction extends EventTarget implements Touched {
  readonly view: View;
  /** @internal */
  readonly sight: Sight;
  /** @internal */
  readonly pointing = new Pointing();
  /** @internal */
  readonly pinning = new Pinning();
  /** @internal */
  readonly box: BoxZoom;
  /** @internal */
  readonly layer: Layer;
  /** @internal */
  readonly texts: Texts;
  /** @internal */
  dress: Dress = { series: [], text: '', xTitle: '', yTitles: [] };
  /** @internal */
  at: Point | null = null;
  /** @internal */
  corner: Hit | null = null;
  readonly #seat: Seat;
  readonly #group: string;
  readonly #ending = new AbortController();
  readonly #unwatch: () => void;
  readonly #removed: () => void;
  readonly #inspector;
  #membership: Membership | null = null;
  /** What another chart of the group does is not told back to it. */
  #receiving = false;
  #wasPaused = false;
  /** What the others of the group know of x. */
  #x: XWindow | null;
  #look = -1;
  #settling = 0;
  #valuesAt = Number.NEGATIVE_INFINITY;
  #describedAt = Number.NEGATIVE_INFINITY;
  #telling = false;
  #hovered: readonly Hit[] = [];
  #hoveredMost = -1;
  /** Choices so far, and those that have been told of. */
  #choices = 0;
  #viewed = 0;
  /** Answers that are not shown yet. */
  #unshown: Inspected[] = [];
  #inSight = true;
  #frame = 0;
  #showing = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rect: DOMRect | null = null;

  /** @internal */
  constructor(view: View, settings: Settings, texts: Partial<Texts>, removed: () => void) {
    super();
    const { seat } = view;
    const { element, output, ending, given } = seat.place;
    const { signal } = this.#ending;
    this.view = view;
    this.texts = { ...TEXTS, ...texts };
    this.#seat = seat;
    this.#group = settings.group;
    this.#removed = removed;
    this.#inspector = inspector(
      (inspection) => inspect(seat, inspection),
      (inspected, asked) => this.#answered(inspected, asked),
    );
    // What is painted as SVG can be pointed at, and not moved.
    const moves = output !== 'svg';
    this.sight = new Sight(moves, settings.follow ?? null, (chosen) => this.#chosen(chosen));
    this.#x = this.sight.choice.x;
    const legend = settings.legend && moves && given.legend !== 'hidden' && given.axes !== false;
    this.layer = layer(element, { ...settings, legend }, this.texts, {
      ...(moves && {
        pause: () => (this.paused ? this.resume() : this.pause()),
        reset: () => this.reset(),
      }),
      xTitle: () => this.dress.xTitle,
      hide: (names) => this.sight.hide(names),
      rows: async (first, count) => {
        const inspected = await inspect(seat, { ...this.#question(), rows: { first, count } });
        return inspected?.rows ?? null;
      },
    });
    this.box = new BoxZoom(this.sight, this.layer.signs.box);
    const { pad } = this.layer;
    const gestures = moves ? settings : ({ drag: 'none', wheel: 'none' } as const);
    listenToGestures(element, () => this.sight.pane?.plot ?? null, gestures, handsOn(this), signal);
    element.addEventListener('click', () => pad.focus(BY_HAND), { signal });
    pad.addEventListener(
      'keydown',
      (event) => {
        const command = commandOf(event);
        if (command && obey(this, command)) event.preventDefault();
      },
      { signal },
    );
    pad.addEventListener(
      'blur',
      () => {
        if (this.pointing.source === 'keys') this.point(null, 'keys');
      },
      { signal },
    );
    for (const type of ['scroll', 'resize']) {
      addEventListener(type, () => (this.#rect = null), { capture: true, passive: true, signal });
    }
    seat.stream.addEventListener('restart', () => this.#restarted(), { signal });
    ending.signal.addEventListener('abort', () => this.remove(), { signal });
    this.#unwatch = watchSight(element, ({ isIntersecting }) => {
      this.#inSight = isIntersecting;
      if (isIntersecting) this.ask();
    });
    if (settings.follow !== undefined && moves) this.#chosen(false);
    this.ask();
  }

  /** Whether it stands still while samples go on arriving. */
  get paused(): boolean {
    return this.sight.paused;
  }

  /** What is shown of x, of categories as absolute indices, and of each axis of y, the left one first; null before a picture. */
  get shown(): { x: Interval; y: Interval[] } | null {
    const { pane } = this.sight;
    return pane && { x: pane.x, y: pane.y.map(({ domain }) => domain) };
  }

  /** Samples that are pinned, and still in the window. */
  get pins(): Sample[] {
    return this.pinning.hits.flatMap((hit) => (hit ? this.#sampleOf(hit) : []));
  }

  /**
   * Stands still, while samples go on arriving.
   * @throws NotSupportedError, as all that moves a view, for one that is painted as SVG
   */
  pause(): void {
    this.#moving().pause();
  }

  /** Follows the newest sample again. */
  resume(): void {
    this.#moving().resume();
  }

  /**
   * Moves on by a share of what is shown, above 0 for later.
   * @throws TypeError for what is no number
   */
  pan(share: number): void {
    checkNumber(share, 'share');
    const { x } = this.#moving();
    if (x) this.sight.pan(share * (x[1] - x[0]));
  }

  /**
   * Shows things so many times as large, around a place of x; by default around where new samples come in.
   * @throws TypeError | RangeError for a factor that is not above 0
   */
  zoom(factor: number, around?: number): void {
    checkAbove(factor, 'factor');
    if (around !== undefined) checkNumber(around, 'around');
    this.#moving().zoom(factor, around ?? null);
  }

  /**
   * Shows x from one place to another, of categories absolute indices, and so of y and y2. What is omitted stays.
   * @throws TypeError | RangeError for what is no interval
   */
  show({ x, y, y2 }: { x?: Interval; y?: Interval; y2?: Interval }): void {
    const chosen = { ...this.sight.choice.y };
    if (y) chosen.left = checkInterval(y, 'y');
    if (y2) chosen.right = checkInterval(y2, 'y2');
    this.#moving().show(x ? checkInterval(x, 'x') : null, y || y2 ? chosen : undefined);
  }

  /**
   * Follows the newest sample with so much of x; by default with all.
   * @throws TypeError | RangeError for a length that is not above 0
   */
  follow(length?: number): void {
    if (length !== undefined) checkAbove(length, 'length');
    this.#moving().follow(length ?? null);
  }

  /** Shows what it showed in the beginning. */
  reset(): void {
    this.#moving().reset();
  }

  /**
   * Names the series that are not shown; all others are.
   * @throws TypeError for what are no names
   */
  hide(names: readonly string[]): void {
    checkTexts(names, 'names');
    this.layer.legend?.hide(names);
    this.sight.hide([...names]);
  }

  /** Lets all pins go. */
  unpin(): void {
    this.pinning.drop(true);
    this.pinned();
  }

  /** Opens what is shown as a table, in a dialog. */
  openTable(): void {
    this.layer.openTable();
  }

  /** From here on the view can't be touched, and shows all. */
  remove(): void {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    this.#rest();
    cancelAnimationFrame(this.#showing);
    this.#membership?.leave();
    this.#unwatch();
    this.layer.remove();
    if (!this.#seat.place.ending.signal.aborted) choose(this.#seat, undefined);
    this.#removed();
  }

  /** @internal */
  point(cursor: Cursor | null, source: Source): void {
    this.pointing.at(cursor, source);
    if (cursor) {
      this.ask();
      return;
    }
    // A box from a corner to nowhere is none.
    if (this.corner) {
      this.corner = null;
      this.box.cancel();
    }
    const { crosshair, tooltip } = this.layer;
    const { pane } = this.sight;
    if (pane) {
      crosshair.at(null, null, pane.plot);
      crosshair.mark([], -1, [], pane.plot);
    }
    tooltip?.hide();
    this.#tellHover();
  }

  /** @internal */
  ask(): void {
    this.#rest();
    this.#inspector.ask(this.#question());
  }

  /** @internal */
  pinned(): void {
    this.ask();
  }

  /** @internal */
  tellShown(): void {
    this.#telling = true;
    this.#describedAt = Number.NEGATIVE_INFINITY;
    this.ask();
  }

  override addEventListener<Type extends keyof InteractionEvents>(
    type: Type,
    listener: ((event: InteractionEvents[Type]) => void) | EventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(type: string, listener: never, options?: boolean | AddEventListenerOptions): void {
    super.addEventListener(type, listener, options);
  }

  #moving(): Sight {
    if (!this.sight.moves) {
      throw new DOMException("a view with the output 'svg' can be pointed at, not moved", 'NotSupportedError');
    }
    return this.sight;
  }

  #tell<Type extends keyof InteractionEvents>(type: Type, detail: InteractionEvents[Type]['detail']): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #sampleOf({ series, x, y }: Hit): Sample {
    return { series: this.dress.series[series]?.name ?? '', x, y };
  }

  #question(): Inspection {
    const now = performance.now();
    return {
      cursor: this.pointing.cursor,
      pins: this.pinning.ids,
      newest: this.layer.legend !== null && now - this.#valuesAt >= VALUES_EVERY,
      summary: this.#settling <= 1 && now - this.#describedAt >= DESCRIBED_EVERY,
      rows: null,
      box: this.box.asked,
      look: this.#look,
    };
  }

  /** Something else is to be seen. */
  #chosen(chosen: boolean): void {
    const { choice, paused } = this.sight;
    choose(this.#seat, { ...choice });
    this.#settling = SETTLING;
    if (chosen) this.#choices++;
    if (choice.x !== this.#x && !this.#receiving) {
      for (const other of this.#membership?.others() ?? []) other.moved(choice.x);
    }
    this.#x = choice.x;
    if (paused !== this.#wasPaused) {
      this.#wasPaused = paused;
      this.layer.announcer.say(paused ? this.texts.pausedNow : this.texts.resumedNow);
      this.#tell('pause', { paused });
    }
    this.ask();
  }

  #answered(inspected: Inspected | null, asked: Inspection): void {
    if (this.#ending.signal.aborted) return;
    if (!inspected) {
      this.pinning.wanted = null;
      this.#rest();
      this.#askAfter(RETRY);
      return;
    }
    const { sight, pointing, pinning } = this;
    const { pane } = inspected;
    const moving = sight.pane === null || !showsSame(sight.pane, pane);
    sight.painted(pane);
    this.#look = inspected.look;
    if (inspected.dress) this.dress = inspected.dress;
    if (inspected.newest) this.#valuesAt = performance.now();
    // Of a picture from before a choice there is nothing to be said.
    if (this.#settling > 1) inspected.summary = null;
    if (inspected.summary) this.#describedAt = performance.now();
    this.#join(pane.category);
    const pointed = pointing.answered(inspected, asked);
    if (pointed) keepInSight(this, asked);
    if (pointed && asked.cursor === pinning.wanted && pointing.hit) {
      pinning.wanted = null;
      pinning.toggle(pointing.hit);
      this.ask();
    }
    const selected = pinning.answered(inspected, asked.pins);
    if (asked.box) this.box.answered(inspected, asked.box);
    this.#unshown.push(inspected);
    if (!this.#showing) this.#showing = requestAnimationFrame(() => this.#show());
    if (pointed) this.#tellHover();
    if (selected) this.#tellSelect();
    this.#tellView();
    this.#goOn(moving);
  }

  /** Shows what has been answered, with the next frame: what is written between frames is laid out twice. */
  #show(): void {
    const { layer } = this;
    this.#showing = 0;
    for (const inspected of this.#unshown) {
      if (inspected.dress) layer.legend?.show(inspected.dress);
      if (inspected.newest) layer.legend?.values(inspected.newest);
      if (!inspected.summary) continue;
      const words = inWords(inspected, this);
      layer.describe(this.#seat.place.element.ariaLabel ?? '', words);
      if (this.#telling) layer.announcer.say(words);
      this.#telling = false;
    }
    this.#unshown = [];
    placeLegend(this, this.#seat, this.#settling === 0);
    showWhere(this, this.#seat, () => (this.#rect ??= this.#seat.place.element.getBoundingClientRect()));
  }

  /** What moves, and somebody looks at closely, is asked with every frame; else a few times a second. */
  #goOn(moving: boolean): void {
    // Who is about to press something means what is seen then: to stand still at what was there before would be a jump.
    const isNear = this.#seat.place.element.matches(':hover,:focus-within');
    const busy = isNear || this.pointing.cursor !== null || this.pinning.ids.length > 0;
    if (this.#settling > 0) this.#settling--;
    this.#rest();
    if (!this.#inSight) return;
    if (this.#settling > 0 || (busy && moving)) this.#frame = requestAnimationFrame(() => this.ask());
    else this.#askAfter(VALUES_EVERY);
  }

  #askAfter(ms: number): void {
    this.#timer = setTimeout(() => this.ask(), ms);
  }

  #rest(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }

  #tellHover(): void {
    const { hits, hit, source } = this.pointing;
    if (source === 'group') return;
    const { nearest } = this.pointing;
    if (nearest === this.#hoveredMost && sameSamples(hits, this.#hovered)) return;
    this.#hovered = hits;
    this.#hoveredMost = nearest;
    for (const other of this.#membership?.others() ?? []) other.pointed(hit?.at ?? null);
    if (hit && source === 'keys') {
      const { name } = this.dress.series[hit.series];
      this.layer.announcer.say(this.texts.sample(hit.xText, name, hit.yText));
    }
    this.#tell('hover', {
      samples: hits.map((one) => this.#sampleOf(one)),
      nearest: hit && this.#sampleOf(hit),
    });
  }

  #tellSelect(): void {
    const { ids, hits } = this.pinning;
    if (ids === this.#selected) return;
    this.#selected = ids;
    this.layer.announcer.say(pinsInWords(this, this.#seat));
    const [a, b] = hits;
    const time = this.#seat.place.given.xScale === 'time';
    this.#tell('select', { pins: this.pins, measure: a && b ? measure(a, b, time) : null });
  }
  #selected = this.pinning.ids;

  #tellView(): void {
    const { pane, choice } = this.sight;
    if (!pane || this.#settling > 1) return;
    // What is followed moves on by itself, of which nobody is told.
    if (this.#viewed === this.#choices) return;
    this.#viewed = this.#choices;
    this.#tell('view', { x: pane.x, y: pane.y.map(({ domain }) => domain), hidden: choice.hidden });
  }

  #join(category: boolean): void {
    if (this.#group === '' || this.#membership) return;
    this.#membership = join(this.#group, {
      category,
      pointed: (x) => {
        if (x !== null) this.point({ kind: 'x', x }, 'group');
        else if (this.pointing.source === 'group') this.point(null, 'group');
      },
      moved: (x) => {
        this.#receiving = true;
        if (x?.kind === 'between') this.sight.show([x.from, x.to]);
        else this.sight.follow(x?.length ?? null);
        this.#receiving = false;
      },
    });
  }

  /** Another engine counts its samples anew. */
  #restarted(): void {
    this.pinning.drop(true);
    this.#look = -1;
    this.point(null, 'pointer');
    this.sight.restarted();
    this.ask();
  }
}

const same = (a: Interval, b: Interval) => a[0] === b[0] && a[1] === b[1];

/** Whether all that is in both lies where it lay. */
const showsSame = (a: Pane, b: Pane) =>
  same(a.x, b.x) && a.y.length === b.y.length && a.y.every(({ domain }, k) => same(domain, b.y[k].domain));

const sameSamples = (a: readonly Hit[], b: readonly Hit[]) =>
  a.length === b.length && a.every(({ series, index }, k) => series === b[k].series && index === b[k].index);
