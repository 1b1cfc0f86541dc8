/** Ticks along x: as many as there is room for without their labels touching. */
import { wideYears } from './locale.js';
import { formatLabels } from './number-format.js';
import type { Ring } from './ring.js';
import { position, type Scale, tickLabels, tickValues } from './scales.js';
import { FONT_SIZE, shortenText, textWidth } from './text.js';
import { timeSteps, timeTicks, widestText } from './time-ticks.js';

export interface XTick {
  /** In the domain's units. */
  at: number;
  text: string;
  /** Along time the day that the text belongs to, where it does not say so itself. */
  day?: string;
}

/** Texts kept from frame to frame. More are forgotten at once: each picture shows a few dozen. */
const MOST_TEXTS = 512;
/** What differs by less than this share of the span may be the same but for rounding. */
const ROUNDING = 1e-9;

/** What the ticks of a picture have in common with those of the one before it. */
export class XTickMemory {
  private numeric: {
    width: number;
    span: number;
    /** Whose clock, or which format; and which locale. */
    manner: string;
    /** The ticks that would be next, on both sides. */
    before: number;
    after: number;
    ticks: XTick[];
  } | null = null;
  private ring: Ring | null = null;
  private longest = 0;
  /** Labels of samples by absolute index. */
  private readonly texts = new Map<number, string>();

  /** The ticks of another domain, where those of this one are the same: equally long, and between the same ticks. */
  ticksFor({ domain, range }: Scale, wanted: string): XTick[] | null {
    if (this.numeric === null) return null;
    const { width, span, manner, before, after, ticks } = this.numeric;
    const [min, max] = domain;
    const first = ticks[0].at;
    const last = ticks[ticks.length - 1].at;
    const hair = span * ROUNDING;
    const same =
      manner === wanted &&
      range[1] - range[0] === width &&
      Math.abs(max - min - span) <= hair &&
      before < min - hair &&
      min <= first &&
      last <= max &&
      max + hair < after;
    return same ? ticks : null;
  }

  /** Keeps ticks that are even, or those between two others. */
  keep({ domain, range }: Scale, ticks: XTick[], manner: string, next?: [before: number, after: number]): void {
    // Of a single one it can't be told how far it is to the next.
    if (ticks.length < 2) {
      this.numeric = null;
      return;
    }
    const step = ticks[1].at - ticks[0].at;
    const [before, after] = next ?? [ticks[0].at - step, ticks[ticks.length - 1].at + step];
    this.numeric = { width: range[1] - range[0], span: domain[1] - domain[0], manner, before, after, ticks };
  }

  /** The label of a sample, at most `longest` CSS px long. */
  textOf(ring: Ring, index: number, longest: number): string {
    if (ring !== this.ring || longest !== this.longest || this.texts.size >= MOST_TEXTS) this.texts.clear();
    this.ring = ring;
    this.longest = longest;
    let text = this.texts.get(index);
    if (text === undefined) {
      text = shortenText(String(ring.xAt(index)), FONT_SIZE, longest);
      this.texts.set(index, text);
    }
    return text;
  }
}

/** As many round values as fit without their labels touching; one at least. */
export function numericTicks(scale: Scale, format: string, memory: XTickMemory, locale = ''): XTick[] {
  const manner = `${locale} ${format}`;
  const kept = memory.ticksFor(scale, manner);
  if (kept) return kept;
  const width = scale.range[1] - scale.range[0];
  for (let count = Math.max(2, Math.round(width / 80)); ; count--) {
    const values = tickValues(scale.domain, count);
    const written = format === '' ? tickLabels(values, undefined, locale) : formatLabels(values, format, locale);
    // A number cut short is a wrong number.
    const fits = (text: string) => textWidth(text, FONT_SIZE) <= width;
    const texts = written.map((text) => (format === '' ? shortenText(text, FONT_SIZE, width) : fits(text) ? text : ''));
    const widest = Math.max(0, ...texts.map((text) => textWidth(text, FONT_SIZE)));
    const share = values.length > 1 ? position(scale, values[1]) - position(scale, values[0]) : width;
    if (count > 1 && widest + 12 > share) continue;
    const ticks = values.map((at, i) => ({ at, text: texts[i] }));
    const fitting = widest + 12 <= share ? ticks : ticks.slice(0, 1);
    // Those that their format leaves out are neither shown nor counted on.
    const told = fitting.filter(({ text }) => text !== '');
    memory.keep(scale, told.length === fitting.length ? fitting : [], manner);
    return told;
  }
}

/** Between labels, CSS px. */
const TIME_GAP = 16;

/** As many as fit of what clock and calendar count by; where times have no dates, as along any number. */
export function timeXTicks(scale: Scale, zone: string, memory: XTickMemory, locale = ''): XTick[] {
  const manner = locale === '' ? zone : `${locale} ${zone} ${wideYears(...scale.domain)}`;
  const kept = memory.ticksFor(scale, manner);
  if (kept) return kept;
  const [min, max] = scale.domain;
  const width = scale.range[1] - scale.range[0];
  const steps = timeSteps(scale.domain);
  if (steps.length === 0) return numericTicks(scale, '', memory, locale);
  // By what the widest labels and the shortest steps may be, so that it does not depend on which of them are shown.
  const fitting = steps.findIndex((step) => {
    return (step.shortest / (max - min)) * width >= widestText(step, scale.domain, locale) + TIME_GAP;
  });
  for (let i = fitting < 0 ? steps.length - 1 : fitting; i >= 0; i--) {
    const all: XTick[] = timeTicks(scale.domain, steps[i], zone, locale);
    const ticks = all.filter(({ at }) => at >= min && at <= max);
    if (ticks.length === 0) continue;
    // None that fits is shown at all: one is, if there is room for it. A time cut short is a wrong time.
    if (i !== fitting) return ticks.filter(({ text }) => textWidth(text, FONT_SIZE) <= width).slice(0, 1);
    const before = all[all.indexOf(ticks[0]) - 1]?.at ?? Number.NEGATIVE_INFINITY;
    const after = all[all.indexOf(ticks[ticks.length - 1]) + 1]?.at ?? Number.POSITIVE_INFINITY;
    memory.keep(scale, ticks, manner, [before, after]);
    return ticks;
  }
  return [];
}

/**
 * Every 1st, 2nd, 5th, 10th … sample is labelled, whichever is the first that leaves room between labels; counted from
 * the absolute index `anchor`.
 * @param column CSS px; half of one beyond its ends belongs to the domain, which is moved by whole ones
 */
export function categoryTicks(ring: Ring, scale: Scale, anchor: number, memory: XTickMemory, column: number): XTick[] {
  const width = scale.range[1] - scale.range[0];
  const [from, to] = scale.domain;
  const hair = ((to - from) / width) * column * (0.5 + ROUNDING);
  const first = Math.max(0, Math.ceil(from - hair));
  const last = Math.min(ring.n - 1, Math.floor(to + hair));
  const n = last - first + 1;
  const longest = Math.min(120, width / 2);
  const spacing = width / Math.max(scale.domain[1] - scale.domain[0], 1);
  for (let power = 1; ; power *= 10) {
    for (const step of [power, 2 * power, 5 * power]) {
      // Cheap enough to skip at once: no label is narrower than this.
      if (step * spacing < 20 && step < n) continue;
      const ticks: XTick[] = [];
      const offset = first + ((step - ((ring.start + first - anchor) % step)) % step);
      let fits = true;
      for (let i = offset; i <= last && fits; i += step) {
        const text = memory.textOf(ring, ring.start + i, longest);
        ticks.push({ at: Math.min(Math.max(i, from), to), text });
        fits = step >= n || step * spacing >= textWidth(text, FONT_SIZE) + 16;
      }
      if (fits) return ticks.slice(0, step >= n ? 1 : undefined);
    }
  }
}
