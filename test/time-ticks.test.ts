/** Ticks along time: from microseconds to years, in any zone, over every change of its clock. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Interval, position, scaleOf } from '../worker/scales.js';
import { FONT_SIZE, textWidth } from '../worker/text.js';
import { timeXTicks, type XTick, XTickMemory } from '../worker/x-ticks.js';

const ZONES = [
  ...['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'America/St_Johns', 'Australia/Lord_Howe'],
  ...[
    'America/Sao_Paulo',
    'Pacific/Apia',
    'Asia/Kathmandu',
    'Africa/Monrovia',
    'Antarctica/Troll',
    'Africa/Casablanca',
  ],
];
const zone = fc.constantFrom(...ZONES);
const width = fc.integer({ min: 30, max: 2000 });
const NOW = Date.UTC(2026, 10, 26, 15);
const HOUR = 3_600_000;

/** From a start among dates that people meet, as long as 10 µs to 10 000 years. */
const anyDomain = fc
  .tuple(
    fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2100, 0) }),
    fc.integer({ min: -2000, max: 14_500 }).map((n) => n / 1000),
  )
  .map(([start, exponent]): Interval => [start, start + 10 ** exponent])
  .filter(([min, max]) => max > min);
/** Around changes of the clock: hours to days. */
const CHANGES = [
  ...[Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)],
  ...[Date.UTC(2026, 2, 8, 7), Date.UTC(2026, 10, 1, 6), Date.UTC(2011, 11, 30, 10), Date.UTC(2018, 10, 4, 3)],
  ...[
    Date.UTC(2026, 3, 4, 15),
    Date.UTC(2026, 9, 3, 15, 30),
    Date.UTC(1972, 0, 7, 0, 44, 30),
    Date.UTC(2026, 2, 29, 1),
  ],
];
const changing = fc
  .tuple(
    fc.constantFrom(...CHANGES),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 4, max: 10, noNaN: true }),
  )
  .map(
    ([change, share, exponent]): Interval => [change - share * 10 ** exponent, change + (1 - share) * 10 ** exponent],
  );
const wild = fc
  .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map(([a, b]): Interval => [Math.min(a, b), Math.max(a, b)])
  .filter(([min, max]) => max > min);
const edges = fc.constantFrom<Interval>(
  [-8.64e15, 8.64e15],
  [8.63e15, 8.65e15],
  [0, 1e-3],
  [0, 2e-3],
  [NOW, NOW + 2.5e-4],
  [NOW, NOW + 2e-3],
  [-62_167_219_200_001, -62_167_219_199_000],
  [8.63e15, 8.63e15 + 4],
  [-1e300, 1e300],
  [0, 6e15],
  [6e15, 8.6e15],
  [-8.6e15, -6e15],
  [-8.63e15, 8.63e15],
);

const ticksOf = (domain: Interval, width: number, zone: string, memory = new XTickMemory()) =>
  timeXTicks(scaleOf(domain, [0, width]), zone, memory);

const readers = new Map<string, Intl.DateTimeFormat>();

/** What a zone's clock shows, as another part of `Intl` tells it: `2026-11-26 15:04:05`. */
function shown(instant: number, timeZone: string): string {
  let reader = readers.get(timeZone);
  if (!reader) {
    reader = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    readers.set(timeZone, reader);
  }
  return reader.format(Math.floor(instant));
}

function expectSound(domain: Interval, width: number, ticks: XTick[]): void {
  const scale = scaleOf(domain, [0, width]);
  let end = Number.NEGATIVE_INFINITY;
  ticks.forEach(({ at, text }, i) => {
    expect(Number.isFinite(at) && at >= domain[0] && at <= domain[1]).toBe(true);
    if (i > 0) expect(at).toBeGreaterThan(ticks[i - 1].at);
    const half = textWidth(text, FONT_SIZE) / 2;
    expect(position(scale, at) - half).toBeGreaterThan(end);
    end = position(scale, at) + half;
  });
  const labels = ticks.map(({ day = '', text }) => `${day} ${text}`);
  expect(new Set(labels).size).toBe(labels.length);
}

describe('ticks along time', () => {
  test.each([
    ['of any length', anyDomain, 1000],
    ['around changes of the clock', changing, 1000],
    ['of any two numbers', wild, 1000],
    ['at the ends of what can be told', edges, 200],
  ])('are few, ascending, in the domain, and distinct: %s', (_, domains, numRuns) => {
    fc.assert(
      fc.property(domains, width, zone, (domain, width, zone) =>
        expectSound(domain, width, ticksOf(domain, width, zone)),
      ),
      { numRuns },
    );
  });

  test.each([
    ['of any length', anyDomain.filter(([, max]) => max < Date.UTC(9000, 0))],
    ['around changes of the clock', changing],
  ])('say what the zone’s clock shows: %s', (_, domains) => {
    let seen = 0;
    fc.assert(
      fc.property(domains, width, zone, (domain, width, zone) => {
        for (const { at, text, day } of ticksOf(domain, width, zone)) {
          const [date, clock] = shown(at, zone).split(' ');
          if (day === undefined) throw new Error('these are numbers');
          if (day === '') expect(date.startsWith(text)).toBe(true);
          else {
            expect(day.split(' ')[0]).toBe(date);
            expect(text.slice(0, 8)).toBe(clock.slice(0, Math.min(8, text.length)));
            // What is not told is zero.
            if (text.length <= 8) expect(clock.slice(text.length)).toMatch(/^(:00)*$/);
            else expect(Number(text.slice(8)) * 1000).toBeCloseTo(at - Math.floor(at / 1000) * 1000, 3);
            const offset = day.split(' ')[1].replace('−', '-').replace('UTC', 'Z');
            if (offset.length < 7) expect(Date.parse(`${date}T${clock}${offset}`)).toBe(Math.floor(at / 1000) * 1000);
          }
          seen++;
        }
      }),
      { numRuns: 1000 },
    );
    expect(seen).toBeGreaterThan(2000);
  });

  test('are at round times of the clock, evenly where the clock goes evenly', () => {
    const texts = (from: string, to: string, width: number, zone = 'UTC') =>
      ticksOf([Date.parse(from), Date.parse(to)], width, zone).map(({ text }) => text);
    expect(texts('2026-11-26T14:58:30Z', '2026-11-26T15:03:10Z', 400)).toEqual([
      '14:59',
      '15:00',
      '15:01',
      '15:02',
      '15:03',
    ]);
    expect(texts('2026-11-25T17:00Z', '2026-11-27T02:00Z', 340)).toEqual([
      '18:00',
      '00:00',
      '06:00',
      '12:00',
      '18:00',
      '00:00',
    ]);
    expect(texts('2025-12-20Z', '2026-03-02Z', 300)).toEqual(['2026-01', '2026-02', '2026-03']);
    expect(texts('1998-06-01Z', '2026-03-02Z', 300)).toEqual(['2000', '2005', '2010', '2015', '2020', '2025']);
    expect(texts('2026-03-28T20:00Z', '2026-03-29T06:00Z', 500, 'Europe/Berlin')).toEqual([
      ...['21:00', '22:00', '23:00', '00:00', '01:00', '03:00', '04:00', '05:00', '06:00', '07:00', '08:00'],
    ]);
    expect(texts('2026-10-24T21:30Z', '2026-10-25T02:30Z', 500, 'Europe/Berlin').join()).toContain(
      '02:00,02:30,02:00,02:30,03:00',
    );
  });

  test('a microsecond apart, over ten minutes of epoch time, samples and ticks stay distinct', () => {
    const domain: Interval = [NOW, NOW + 600_000];
    const scale = scaleOf(domain, [0, 900]);
    const positions = Array.from({ length: 1000 }, (_, i) => position(scale, NOW + 300_000 + i / 1000));
    expect(new Set(positions).size).toBe(1000);
    const ticks = ticksOf([NOW + 300_000, NOW + 300_000.01], 900, 'UTC');
    expect(ticks.map(({ text }) => text)).toEqual(
      Array.from(
        { length: ticks.length },
        (_, i) => `15:05:00.${String(i * (ticks.length > 6 ? 1 : 2)).padStart(6, '0')}`,
      ),
    );
    expect(ticks.length).toBeGreaterThan(4);
  });

  test('stay distinct far from 1970, where float64 is no longer exact to a microsecond', () => {
    for (const start of [-62_135_596_800_000, Date.UTC(5000, 0), -8e15 + 1000]) {
      for (let exponent = 0; exponent < 5; exponent++) {
        const ticks = ticksOf([start, start + 10 ** exponent], 1200, 'UTC');
        expectSound([start, start + 10 ** exponent], 1200, ticks);
        expect(ticks.length).toBeGreaterThan(0);
      }
    }
    expect(ticksOf([-62_135_596_800_000, -62_135_596_799_999], 1200, 'UTC').map(({ text }) => text.slice(9))).toEqual(
      Array.from({ length: 11 }, (_, i) => String(i).padStart(4, '0')),
    );
  });

  test('are those of the frame before where they are the same, and else those that are made anew', () => {
    const moves = fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(anyDomain, changing), width, zone, moves, ([min, max], width, zone, moves) => {
        const memory = new XTickMemory();
        let from = min;
        for (const move of [0, ...moves]) {
          from += move * (max - min);
          const domain: Interval = [from, from + (max - min)];
          if (domain[1] <= domain[0]) return;
          const kept = ticksOf(domain, width, zone, memory);
          expect(kept).toEqual(ticksOf(domain, width, zone));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('of another zone are others', () => {
    const memory = new XTickMemory();
    const domain: Interval = [NOW, NOW + 6 * HOUR];
    const berlin = ticksOf(domain, 900, 'Europe/Berlin', memory);
    expect(ticksOf(domain, 900, 'Asia/Kolkata', memory)).not.toEqual(berlin);
    expect(ticksOf(domain, 900, 'Europe/Berlin', memory)).toEqual(berlin);
  });
});
