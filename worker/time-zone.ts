/**
 * Clocks of time zones, by their IANA names. It, `zone-names.ts`, `locale.ts` and `locale-tag.ts` are the files of the core that
 * ask `Intl`: for what is given, never for the machine's own, so that a picture is the same wherever the same edition of the
 * zones' rules is.
 */

/** ms. */
export const MINUTE = 60_000;
/** What an instant may be at most, either way, to have a date; ms since 1970. */
const FURTHEST = 8.64e15;
/** Offsets are kept by quarters of an hour: few clocks, long ago, were ever changed within one. */
const QUARTER = 15 * MINUTE;
export const DAY = 24 * 60 * MINUTE;
/** Of a zone. More are forgotten at once: a picture asks for a few dozen. */
const MOST_KEPT = 512;

/** A zone's clock. Times in it are told as ms since its own 1970-01-01 00:00, as if it were UTC's. */
export interface Zone {
  /** What its clock is ahead of UTC at an instant, ms. */
  offsetAt(instant: number): number;
  /** When its clock shows a time: the first of two such instants, and where there is none, one as long after the leap. */
  instantOf(time: number): number;
}

const zones = new Map<string, Zone>();

export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (!zone) {
    const offsetAt = offsets(name);
    const instantOf = (time: number): number => {
      const [before, after] = [-DAY, DAY].map((away) => offsetAt(time + away));
      // Around a change of the clock there may be two such instants, or none: the first, or one after the leap.
      const first = time - before;
      const second = time - after;
      return offsetAt(first) !== before && offsetAt(second) === after ? second : first;
    };
    zone = { offsetAt, instantOf };
    zones.set(name, zone);
  }
  return zone;
}

/** By the text that `Intl` gives for the offset: `GMT`, `GMT+05:30`, or of times before zones `GMT-04:56:02`. */
function offsets(name: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  const lookUp = (instant: number): number => {
    const parts = format.formatToParts(Math.min(Math.max(instant, -FURTHEST), FURTHEST));
    return readOffset(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '');
  };
  /** NaN where it changes meanwhile. */
  const kept = new Map<number, number>();
  return (instant) => {
    const quarter = Math.floor(instant / QUARTER);
    let offset = kept.get(quarter);
    if (offset === undefined) {
      const first = lookUp(quarter * QUARTER);
      offset = lookUp((quarter + 1) * QUARTER - 1) === first ? first : Number.NaN;
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(quarter, offset);
    }
    return Number.isNaN(offset) ? lookUp(instant) : offset;
  };
}

function readOffset(text: string): number {
  const [, sign, hours, minutes, seconds] = text.match(/([+-])(\d+):?(\d*):?(\d*)/) ?? [];
  const length = (Number(hours) * 60 + Number(minutes)) * MINUTE + Number(seconds) * 1000;
  return sign === '-' ? -length : length || 0;
}
