/**
 * Where a reader's attention is: the engine is asked what lies there for as long as somebody looks, and what it answers is
 * shown over the picture. The page knows no samples but those that it has asked for.
 */
import type { Cursor, Dress, Hit, Inspected, Inspection, Pane } from '../worker/inspection-types.js';
import type { Interval } from '../worker/scales.js';
import { BoxZoom } from './box-zoom.js';
import { Company } from './company.js';
import { listenToFocus } from './focus.js';
import { listenToGestures, type Point } from './gestures.js';
import { handsOn } from './hands.js';
import { inspector } from './inspector.js';
import type { Settings } from './interactive.js';
import type { Texts } from './interactive-texts.js';
import { keepInSight } from './keys.js';
import { type Layer, layer } from './layer.js';
import { watchSight } from './observers.js';
import { Pinning } from './pinning.js';
import type { Seat } from './place.js';
import { Pointing, type Source } from './pointing.js';
import { choose, inspect } from './seat.js';
import { inWords, placeLegend, showWhere } from './showing.js';
import { Sight } from './sight.js';
import { type Tell, Telling } from './telling.js';
import type { Touched } from './touched.js';

/** How often values in a legend are new, and a description, ms. */
const VALUES_EVERY = 250;
const DESCRIBED_EVERY = 2000;
/** A picture that is not there yet is asked for so often, ms. */
const RETRY = 100;
const LONGEST_RETRY = 1000;
/** A pointer that has not moved for so long rests, ms. */
const RESTING = 20;

export class Attention implements Touched {
  readonly sight: Sight;
  readonly pointing = new Pointing();
  readonly pinning = new Pinning();
  readonly box: BoxZoom;
  readonly layer: Layer;
  readonly texts: Texts;
  readonly telling: Telling;
  dress: Dress = { series: [], text: '', xTitle: '', yTitles: [] };
  at: Point | null = null;
  corner: Hit | null = null;
  readonly #seat: Seat;
  readonly #ending = new AbortController();
  readonly #unwatch: () => void;
  readonly #inspector;
  readonly #company: Company;
  #look = -1;
  #valuesAt = Number.NEGATIVE_INFINITY;
  #describedAt = Number.NEGATIVE_INFINITY;
  /** What is described next is to be said as well. */
  #saying = false;
  /** Answers that are not shown yet. */
  #unshown: Inspected[] = [];
  #inSight = true;
  /** What is shown lies elsewhere by now. */
  #stale = false;
  /** Where the pointer was when that was last shown. */
  #shownAt: Point | null = null;
  /** When the pointer moved last. */
  #movedAt = Number.NEGATIVE_INFINITY;
  /** Something is to be asked. */
  #due = false;
  #retry = RETRY;
  /** What code has asked for before there was a picture. */
  readonly #early: (() => void)[] = [];
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | 0 = 0;

  constructor(seat: Seat, settings: Settings, texts: Texts, tell: Tell) {
    const { element, output, given } = seat.place;
    const { signal } = this.#ending;
    this.texts = texts;
    this.#seat = seat;
    this.#inspector = inspector(
      (inspection) => inspect(seat, inspection),
      (inspected, asked) => this.#answered(inspected, asked),
    );
    // What is painted as SVG can be pointed at, and not moved.
    const moves = output !== 'svg';
    this.sight = new Sight(moves, settings.follow ?? null, (chosen) => this.#chosen(chosen));
    this.#company = new Company(settings.group, this);
    const legend = settings.legend && moves && given.legend !== 'hidden' && given.axes !== false;
    this.layer = layer(element, { ...settings, legend }, this.texts, {
      ...(moves && {
        pause: () => (this.sight.standing ? this.sight.resume() : this.sight.pause()),
        reset: () => this.sight.reset(),
      }),
      xTitle: () => this.dress.xTitle,
      hide: (names) => this.sight.hide(names),
      rows: async (first, count) => {
        const asked = { ...this.#question(), cursor: null, pins: [], box: null, rows: { first, count } };
        const inspected = await inspect(seat, asked);
        return inspected?.rows ?? null;
      },
    });
    this.box = new BoxZoom(this.sight, this.layer.signs.box);
    this.telling = new Telling(this, seat, tell);
    const gestures = moves ? settings : ({ drag: 'none', wheel: 'none' } as const);
    listenToGestures(element, () => this.sight.pane?.plot ?? null, gestures, handsOn(this), signal);
    listenToFocus(element, this, signal);
    // What is pointed at moves with the page.
    for (const type of ['scroll', 'resize']) {
      addEventListener(type, () => this.#moved(), { capture: true, passive: true, signal });
    }
    seat.stream.addEventListener('restart', () => this.#restarted(), { signal });
    const seen = ({ isIntersecting }: { isIntersecting: boolean }) => {
      this.#inSight = isIntersecting;
      if (isIntersecting) this.ask();
      else this.layer.tooltip?.hide();
    };
    this.#unwatch = typeof IntersectionObserver === 'function' ? watchSight(element, seen) : () => {};
    this.sight.begin();
    this.ask();
  }

  /** Does something as soon as there is a picture. */
  soon(action: () => void): void {
    if (this.sight.pane) action();
    else this.#early.push(action);
  }

  remove(): void {
    this.#ending.abort();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#company.leave();
    this.#unwatch();
    this.layer.remove();
    if (!this.#seat.place.ending.signal.aborted) choose(this.#seat, undefined);
  }

  point(cursor: Cursor | null, source: Source): void {
    this.pointing.at(cursor, source);
    if (cursor !== this.pinning.wanted) this.pinning.wanted = null;
    if (cursor) {
      // At once: a browser may tell of a pointer long before the next frame.
      if (source === 'pointer') {
        this.#movedAt = performance.now();
        this.#askNow();
      }
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
    this.#hovered();
  }

  /** With the next frame: pointers move right before it, and what has been answered is shown with it. */
  ask(): void {
    this.#due = true;
    this.#wake();
  }

  tellShown(): void {
    this.#saying = true;
    this.#describedAt = Number.NEGATIVE_INFINITY;
    this.ask();
  }

  #question(): Inspection {
    const now = performance.now();
    return {
      cursor: this.pointing.cursor,
      pins: this.pinning.ids,
      newest: this.layer.legend !== null && now - this.#valuesAt >= VALUES_EVERY,
      summary: now - this.#describedAt >= DESCRIBED_EVERY,
      rows: null,
      box: this.box.asked,
      look: this.#look,
    };
  }

  /** Something else is to be seen. */
  #chosen(chosen: boolean): void {
    const { choice } = this.sight;
    choose(this.#seat, { ...choice });
    if (chosen) this.telling.chosen();
    this.#company.moved(choice.x);
    this.telling.paused(this.#company.quiet);
    this.ask();
  }

  #answered(inspected: Inspected | null, asked: Inspection): void {
    if (this.#ending.signal.aborted) return;
    if (!inspected) {
      this.pinning.wanted = null;
      if (this.#inSight) this.#askAfter(this.#retry);
      this.#retry = Math.min(2 * this.#retry, LONGEST_RETRY);
      return;
    }
    this.#retry = RETRY;
    const { sight, pointing, pinning } = this;
    const { pane } = inspected;
    const moving = sight.pane === null || !showsSame(sight.pane, pane);
    sight.painted(pane);
    for (const early of this.#early.splice(0)) early();
    this.#look = inspected.look;
    if (inspected.dress) {
      this.dress = inspected.dress;
      this.layer.ring(inspected.dress.text);
      if (this.pinning.named(this.dress.series)) this.ask();
    }
    if (inspected.newest) this.#valuesAt = performance.now();
    // Of a picture from before a choice there is nothing to be said.
    if (!sight.settled) inspected.summary = null;
    if (inspected.summary) this.#describedAt = performance.now();
    this.#company.join(pane.category);
    const pointed = pointing.answered(inspected, asked);
    if (pointed) keepInSight(this, asked);
    if (asked.cursor && asked.cursor === pinning.wanted) {
      pinning.wanted = null;
      if (pointed && pointing.hit) {
        pinning.toggle(pointing.hit);
        this.ask();
      }
    }
    const selected = pinning.answered(inspected, asked.pins);
    if (asked.box) this.box.answered(inspected, asked.box);
    this.#unshown.push(inspected);
    this.#wake();
    if (pointed) this.#hovered();
    if (selected) this.telling.selected();
    this.telling.paused(this.#company.quiet);
    if (sight.settled) this.telling.viewed();
    this.#goOn(moving);
  }

  #wake(): void {
    if (!this.#ending.signal.aborted) this.#frame ||= requestAnimationFrame(this.#tick);
  }

  /** All that is done for a frame, once: what is written between frames is laid out twice. */
  readonly #tick = (): void => {
    this.#frame = 0;
    const isNew = this.#stale || this.#unshown.length > 0 || this.at !== this.#shownAt;
    this.#stale = false;
    if (isNew && this.sight.pane) this.#show();
    this.#shownAt = this.at;
    if (!this.#due) return;
    // While a pointer moves each of its moves asks.
    if (performance.now() - this.#movedAt < RESTING) this.#wake();
    else this.#askNow();
  };

  #askNow(): void {
    this.#due = false;
    this.#inspector.ask(this.#question());
  }

  /** Shows where the pointer is by now, and what has been answered. */
  #show(): void {
    const { layer } = this;
    for (const inspected of this.#unshown) {
      if (inspected.dress) layer.legend?.show(inspected.dress);
      if (inspected.newest) layer.legend?.values(inspected.newest);
      if (!inspected.summary) continue;
      const words = inWords(inspected, this);
      layer.describe(this.#seat.place.element.ariaLabel ?? '', words);
      if (this.#saying) layer.announcer.say(words, true);
      this.#saying = false;
    }
    this.#unshown = [];
    placeLegend(this, this.#seat);
    showWhere(this, this.#seat);
  }

  /** What moves, and somebody looks at closely, is asked with every frame; else a few times a second. */
  #goOn(moving: boolean): void {
    // Who is about to press something means what is seen then: to stand still at what was there before would be a jump.
    const isNear = this.#seat.place.element.matches(':hover,:focus-within');
    const busy = isNear || this.pointing.cursor !== null || this.pinning.ids.length > 0;
    if (!this.#inSight) return;
    const { settled, live } = this.sight;
    if (!settled || (busy && (moving || live))) this.ask();
    else this.#askAfter(VALUES_EVERY);
  }

  #askAfter(ms: number): void {
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      this.ask();
    }, ms);
  }

  #hovered(): void {
    if (this.telling.hovered()) this.#company.pointed(this.pointing.hit?.at ?? null);
  }

  /** The page has moved under the pointer, or the sample that is pointed at. */
  #moved(): void {
    if (this.pointing.cursor === null) return;
    this.#stale = true;
    this.#wake();
  }

  /** Another engine counts its samples anew. */
  #restarted(): void {
    this.pinning.drop(true);
    this.#look = -1;
    const { at } = this;
    this.point(null, 'pointer');
    this.sight.restarted();
    if (at) this.point({ kind: 'point', ...at }, 'pointer');
    else this.ask();
  }
}

const same = (a: Interval, b: Interval) => a[0] === b[0] && a[1] === b[1];

/** Whether all that is in both lies where it lay. */
const showsSame = (a: Pane, b: Pane) =>
  same(a.x, b.x) && a.y.length === b.y.length && a.y.every(({ domain }, k) => same(domain, b.y[k].domain));
