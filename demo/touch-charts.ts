/** The charts that can be touched: what they are called, how they look, and how they are. */
import type { LiveStreamOptions } from 'ringplot';
import type { InteractOptions } from 'ringplot/interactive';

interface TouchChart {
  options: LiveStreamOptions;
  interact: InteractOptions;
}

/** Samples a second of the three sensors, and of their levels, each of which is of as many samples as are left. */
export const RATE = 100_000;
export const LEVEL_RATE = 250;
/** Seconds of either that are held, and of these shown in the beginning. */
const HELD = 20;
const FOLLOWED = 4;
export const SENSORS = ['Drive side', 'Fan side', 'Gearbox'] as const;

const linked: InteractOptions = { follow: FOLLOWED * 1000, group: 'machine' };
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const onClock: LiveStreamOptions = { xScale: 'time', timeZone };

export const TOUCH_CHARTS = {
  waves: {
    options: {
      ...onClock,
      kind: 'line',
      title: 'Vibration',
      maxPoints: HELD * RATE,
      yFormat: '{} g',
      series: SENSORS.map((name) => ({ name })),
    },
    interact: linked,
  },
  levels: {
    options: {
      ...onClock,
      kind: 'line',
      title: 'Level',
      maxPoints: HELD * LEVEL_RATE,
      // As wide as the sign that labels of the other chart have, so that one place of x is below itself.
      yFormat: '\u2007{} g',
      yMin: 0,
      series: [
        { name: 'Peak', kind: 'line', colorHex: 0xa16207 },
        { name: 'Mean', kind: 'area', colorHex: 0x0d9488 },
      ],
    },
    interact: linked,
  },
  lots: {
    options: {
      kind: 'bar',
      title: 'Lots',
      maxPoints: 24,
      yTitle: 'Parts',
      yFormat: '{d}',
      series: [
        { name: 'Good', colorHex: 0x3b82f6 },
        { name: 'Scrap', colorHex: 0xe2622b },
      ],
    },
    interact: {},
  },
} satisfies Record<string, TouchChart>;

/** What a lot has come to, as it will be every time. */
export function lot(index: number): [x: string, y: [good: number, scrap: number]] {
  const wave = (period: number) => Math.sin((2 * Math.PI * index) / period);
  const scrap = Math.round(9 + 6 * wave(17) + 3 * wave(5));
  return [`Lot ${4000 + index}`, [Math.round(96 + 14 * wave(23) + 8 * wave(7)) - scrap, scrap]];
}
