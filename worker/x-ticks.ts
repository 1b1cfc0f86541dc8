/** Ticks along x: as many as there is room for without their labels touching. */
import type { Ring } from './ring.js';
import { type LinearScale, position, tickLabels, tickValues } from './scales.js';
import { FONT_SIZE, shortenText, textWidth } from './text.js';

export interface XTick {
  /** In the domain's units. */
  at: number;
  text: string;
}

/** Texts kept from frame to frame. More are forgotten at once: each picture shows a few dozen. */
const MOST_TEXTS = 512;
/** What differs by less than this share of the span may be the same but for rounding. */
const ROUNDING = 1e-9;

/** What the ticks of a picture have in common with those of the one before it. */
export class XTickMemory {
  private numeric: { width: number; span: number; step: number; ticks: XTick[] } | null = null;
  private ring: Ring | null = null;
  private longest = 0;
  /** Labels of samples by absolute index. */
  private readonly texts = new Map<number, string>();

  /** The ticks of another domain, where those of this one are the same: equally long, and between the same ticks. */
  ticksFor({ domain, range }: LinearScale): XTick[] | null {
    if (this.numeric === null) return null;
    const { width, span, step, ticks } = this.numeric;
    const [min, max] = domain;
    const first = ticks[0].at;
    const last = ticks[ticks.length - 1].at;
    const hair = span * ROUNDING;
    const same =
      range[1] - range[0] === width &&
      Math.abs(max - min - span) <= hair &&
      first - step < min - hair &&
      min <= first &&
      last <= max &&
      max + hair < last + step;
    return same ? ticks : null;
  }

  keep({ domain, range }: LinearScale, ticks: XTick[]): void {
    // Of a single one it can't be told how far it is to the next.
    if (ticks.length < 2) this.numeric = null;
    else {
      const step = ticks[1].at - ticks[0].at;
      this.numeric = { width: range[1] - range[0], span: domain[1] - domain[0], step, ticks };
    }
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
export function numericTicks(scale: LinearScale, memory: XTickMemory): XTick[] {
  const kept = memory.ticksFor(scale);
  if (kept) return kept;
  const width = scale.range[1] - scale.range[0];
  for (let count = Math.max(2, Math.round(width / 80)); ; count--) {
    const values = tickValues(scale.domain, count);
    const texts = tickLabels(values).map((text) => shortenText(text, FONT_SIZE, width));
    const widest = Math.max(0, ...texts.map((text) => textWidth(text, FONT_SIZE)));
    const share = values.length > 1 ? position(scale, values[1]) - position(scale, values[0]) : width;
    if (count > 1 && widest + 12 > share) continue;
    const ticks = values.map((at, i) => ({ at, text: texts[i] }));
    const fitting = widest + 12 <= share ? ticks : ticks.slice(0, 1);
    memory.keep(scale, fitting);
    return fitting;
  }
}

/**
 * Every 1st, 2nd, 5th, 10th … sample is labelled, whichever is the first that leaves room between labels; counted from
 * the absolute index `anchor`.
 */
export function categoryTicks(ring: Ring, scale: LinearScale, anchor: number, memory: XTickMemory): XTick[] {
  const n = ring.n;
  const width = scale.range[1] - scale.range[0];
  const longest = Math.min(120, width / 2);
  const spacing = width / Math.max(scale.domain[1] - scale.domain[0], 1);
  for (let power = 1; ; power *= 10) {
    for (const step of [power, 2 * power, 5 * power]) {
      // Cheap enough to skip at once: no label is narrower than this.
      if (step * spacing < 20 && step < n) continue;
      const ticks: XTick[] = [];
      const offset = (step - ((ring.start - anchor) % step)) % step;
      let fits = true;
      for (let i = offset; i < n && fits; i += step) {
        const text = memory.textOf(ring, ring.start + i, longest);
        ticks.push({ at: i, text });
        fits = step >= n || step * spacing >= textWidth(text, FONT_SIZE) + 16;
      }
      if (fits) return ticks.slice(0, step >= n ? 1 : undefined);
    }
  }
}
