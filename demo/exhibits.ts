/** What the gallery shows: charts of made-up data that are the same every time, sample by sample. */
import type { LiveStreamOptions } from 'ringplot';

export interface Exhibit {
  id: string;
  name: string;
  words: string;
  options: LiveStreamOptions;
  /** Samples a second. */
  rate: number;
  /** It begins with so many. */
  first: number;
  /** Of several series y of each, or of those that have one. */
  sample(index: number): [x: number | string | Date, y: number | number[] | Record<string, number>];
}

const HOUR = 3_600_000;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** A number from 0 to 1 that an index always has, and hardly anything to do with its neighbours' (after Wellons, "lowbias32"). */
function chance(index: number): number {
  let bits = index | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0xd35a2d97);
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
}

/** About normal, mean 0, deviation 1. */
function noise(index: number): number {
  let sum = 0;
  for (let i = 0; i < 6; i++) sum += chance(6 * index + i);
  return (sum - 3) * Math.SQRT2;
}

const wave = (index: number, period: number) => Math.sin((2 * Math.PI * index) / period);
/** Falls towards `last` with some ups and downs, as a loss does. */
const loss = (step: number) => 2.3 * Math.exp(-step / 130) * (1 + 0.12 * noise(step)) + 0.004 * (1.3 + wave(step, 90));

export const EXHIBITS: Exhibit[] = [
  {
    id: 'line',
    name: 'Line',
    words: 'Every sample counts: a spike of one among thousands is seen.',
    options: { xScale: 'linear', maxPoints: 6000, yTitle: 'Acceleration (g)', xTitle: 'Time (s)' },
    rate: 1000,
    first: 6000,
    sample: (i) => [i / 1000, 0.4 * wave(i, 1700) + 0.12 * noise(i) + (chance(i) < 0.0008 ? 1.6 : 0)],
  },
  {
    id: 'series',
    name: 'Several series',
    words: 'Each with its own colour, however many there are.',
    options: {
      xScale: 'linear',
      maxPoints: 1800,
      xTitle: 'Time (s)',
      yFormat: '{} °C',
      series: ['Inlet', 'Outlet', 'Bearing', 'Motor', 'Oil', 'Housing', 'Ambient', 'Coolant'].map((name) => ({ name })),
    },
    rate: 60,
    first: 1800,
    sample: (i) => [
      i / 60,
      Array.from({ length: 8 }, (_, k) => 20 + 8 * k + 3 * wave(i + 300 * k, 500 + 130 * k) + 0.35 * noise(8 * i + k)),
    ],
  },
  {
    id: 'kinds',
    name: 'Kinds on one chart',
    words: 'A line, steps, and dots where there is something to say.',
    options: {
      xScale: 'linear',
      yScale: 'log',
      maxPoints: 1200,
      xTitle: 'Step',
      series: [
        { name: 'Training loss' },
        { name: 'Validation loss', kind: 'scatter' },
        { name: 'Learning rate', kind: 'step', width: 2 },
      ],
    },
    rate: 60,
    first: 900,
    sample(i) {
      const rate = 0.01 * 0.6 ** Math.floor(i / 200);
      const all = { 'Training loss': loss(i), 'Learning rate': rate };
      return [i, i % 40 === 0 ? { ...all, 'Validation loss': 1.15 * loss(i) + 0.003 } : all];
    },
  },
  {
    id: 'smoothing',
    name: 'Smoothing',
    words: 'What came is faint, and its mean lies over it.',
    options: {
      xScale: 'linear',
      maxPoints: 1500,
      smoothing: 0.97,
      xTitle: 'Step',
      yFormat: '{.0%}',
      yMax: 1,
      series: [{ name: 'Accuracy' }, { name: 'Validation' }],
    },
    rate: 60,
    first: 1500,
    sample(i) {
      const learnt = 1 - 0.75 * Math.exp(-i / 420);
      const step = 0.06 * noise(2 * i) * (1.1 - learnt);
      return [i, [0.98 * learnt + 2 * step, 0.93 * learnt + 1.6 * step + 0.02 * noise(2 * i + 1)]];
    },
  },
  {
    id: 'gaps',
    name: 'Gaps',
    words: 'What was not measured is not drawn.',
    options: { xScale: 'linear', maxPoints: 900, colorHex: 0x0d9488 },
    rate: 60,
    first: 900,
    sample: (i) => [i, i % 230 > 180 || chance(i >> 3) < 0.05 ? Number.NaN : 3 + wave(i, 260) + 0.15 * noise(i)],
  },
  {
    id: 'area',
    name: 'Area',
    words: 'From 0 to the line, on both sides.',
    options: { kind: 'area', xScale: 'linear', maxPoints: 900, colorHex: 0x0891b2, yTitle: 'Power (kW)' },
    rate: 60,
    first: 900,
    sample: (i) => [i / 60, 3.2 * wave(i, 420) + 1.1 * wave(i, 97) + 0.12 * noise(i)],
  },
  {
    id: 'band',
    name: 'Band',
    words: 'How far most go, around the one in the middle.',
    options: {
      xScale: 'linear',
      maxPoints: 600,
      xTitle: 'Time (s)',
      yFormat: '{} ms',
      yMin: 0,
      series: [
        { name: '10 % to 90 %', kind: 'band', low: 'p10', colorHex: 0x6366f1 },
        { name: 'p10', kind: 'none' },
        { name: 'Median', colorHex: 0x6366f1, width: 2 },
      ],
    },
    rate: 30,
    first: 600,
    sample(i) {
      const median = 24 + 6 * wave(i, 260) + 0.7 * noise(2 * i);
      const spread = 7 + 4 * wave(i, 173) + 0.8 * noise(2 * i + 1);
      return [i / 30, [median + 1.5 * spread, median - 0.8 * spread, median]];
    },
  },
  {
    id: 'bar',
    name: 'Bars, and an axis on the right',
    words: 'Two things that have nothing in common but when.',
    options: {
      maxPoints: 24,
      yTitle: 'Rain (mm)',
      y2Title: 'Humidity',
      y2Format: '{}%',
      y2Min: 0,
      y2Max: 100,
      series: [
        { name: 'Rain', kind: 'bar', colorHex: 0x3b82f6 },
        { name: 'Humidity', axis: 'right', colorHex: 0xfa6400, width: 2 },
      ],
    },
    rate: 2,
    first: 24,
    sample(i) {
      const wet = 0.5 + 0.5 * wave(i, 17) + 0.12 * noise(2 * i);
      return [
        `${String(i % 24).padStart(2, '0')}:00`,
        [Math.max(0, 9 * wet ** 3), 100 * Math.min(0.97, 0.45 + 0.5 * wet)],
      ];
    },
  },
  {
    id: 'bars',
    name: 'Bars side by side',
    words: 'As many as there are series, at each place.',
    options: {
      kind: 'bar',
      maxPoints: 8,
      series: [{ name: 'North' }, { name: 'South' }, { name: 'Coast' }],
    },
    rate: 1,
    first: 8,
    sample: (i) => [
      `Week ${i + 1}`,
      [14, 9, 11].map((mean, k) => mean + 5 * wave(i + 3 * k, 11) + 1.5 * noise(3 * i + k)),
    ],
  },
  {
    id: 'step',
    name: 'Step',
    words: 'A value that holds until the next one.',
    options: { kind: 'step', xScale: 'linear', maxPoints: 120, colorHex: 0xd97706, yMin: 0, yTitle: 'Open requests' },
    rate: 8,
    first: 120,
    sample: (i) => [i / 8, Math.round(9 + 6 * wave(i, 67) + 2.2 * noise(i >> 2))],
  },
  {
    id: 'scatter',
    name: 'Scatter',
    words: 'In no order at all.',
    options: { kind: 'scatter', maxPoints: 3000, colorHex: 0xe2622b },
    rate: 600,
    first: 3000,
    sample(i) {
      const angle = 2 * Math.PI * chance(2 * i + 1e6);
      return [Math.sin(3 * angle + i / 9000) + 0.05 * noise(2 * i), Math.sin(2 * angle) + 0.05 * noise(2 * i + 1)];
    },
  },
  {
    id: 'category',
    name: 'Category',
    words: 'One place a sample, labelled with what it is.',
    options: { maxPoints: 28, yMin: 0, colorHex: 0x7c3aed },
    rate: 2,
    first: 28,
    sample: (i) => [`${DAYS[i % 7]} ${1 + Math.floor(i / 7)}`, 40 + (i % 7 > 4 ? -22 : 9) + 6 * noise(i)],
  },
  {
    id: 'time',
    name: 'Time, in a zone',
    words: 'Berlin in October: two o’clock comes twice, and the axis says which.',
    options: { xScale: 'time', timeZone: 'Europe/Berlin', maxPoints: 150, yTitle: '°C', colorHex: 0x0284c7 },
    rate: 6,
    first: 150,
    sample: (i) => [new Date(Date.UTC(2026, 9, 24, 22, 30) + i * 120_000), 7 + 4 * wave(i + 300, 720) + 0.2 * noise(i)],
  },
  {
    id: 'locale',
    name: 'In a locale',
    words: 'Numbers and times as they are written in German; any other language is one option away.',
    options: {
      xScale: 'time',
      timeZone: 'Europe/Berlin',
      locale: 'de-DE',
      maxPoints: 240,
      yTitle: 'Leistung',
      yFormat: '{,} kW',
      colorHex: 0xb45309,
    },
    rate: 8,
    first: 240,
    sample: (i) => [
      Date.UTC(2026, 9, 5) + (i * HOUR) / 6,
      1450 + 900 * wave(i - 40, 144) + 320 * wave(i, 57) + 60 * noise(i),
    ],
  },
  {
    id: 'microseconds',
    name: 'Time, in microseconds',
    words: 'As fine as float64 tells epoch milliseconds apart.',
    options: { xScale: 'time', maxPoints: 800, yTitle: 'V', colorHex: 0xbe185d },
    rate: 200,
    first: 800,
    sample: (i) => [Date.UTC(2026, 10, 26, 9) + i / 4000, 1.2 * wave(i, 160) + 0.3 * wave(i, 23) + 0.04 * noise(i)],
  },
  {
    id: 'log',
    name: 'Log',
    words: 'A loss, from the first step to the last decimal.',
    options: { xScale: 'linear', yScale: 'log', maxPoints: 1500, xTitle: 'Step', yTitle: 'Loss' },
    rate: 60,
    first: 1200,
    sample: (i) => [i, loss(i)],
  },
  {
    id: 'symlog',
    name: 'Symmetric log',
    words: 'Gains and losses of every size, on both sides of nothing.',
    options: { xScale: 'linear', yScale: 'symlog', maxPoints: 600, colorHex: 0x15803d },
    rate: 60,
    first: 600,
    sample: (i) => [i, Math.sinh(7.5 * wave(i, 170) * (0.6 + 0.4 * wave(i, 610))) + 0.4 * noise(i)],
  },
  {
    id: 'ends',
    name: 'An axis with ends',
    words: 'From 0 to 100, whatever comes: what lies beyond is not drawn.',
    options: {
      xScale: 'linear',
      maxPoints: 1200,
      yMin: 0,
      yMax: 100,
      yTitle: 'Load',
      yFormat: '{}%',
      colorHex: 0xdc2626,
    },
    rate: 60,
    first: 1200,
    sample: (i) => [i / 60, 55 + 42 * wave(i, 310) + 7 * noise(i) + (i % 400 > 340 ? 60 : 0)],
  },
  {
    id: 'robust',
    name: 'Without outliers',
    words: 'A glitch a hundred times as high doesn’t flatten the rest.',
    options: { xScale: 'linear', maxPoints: 1500, yDomain: 'robust', colorHex: 0x0d9488, yTitle: 'Pressure (bar)' },
    rate: 60,
    first: 1500,
    sample: (i) => [
      i / 60,
      3 + 0.5 * wave(i, 410) + 0.08 * noise(i) + (chance(i) < 0.002 ? 300 * (chance(i + 1) - 0.5) : 0),
    ],
  },
  {
    id: 'span',
    name: 'A window of time',
    words: 'The last twenty seconds, however many samples these are.',
    options: { xScale: 'linear', span: 20, maxPoints: 100_000, xTitle: 'Time (s)', colorHex: 0x3b82f6 },
    rate: 60,
    first: 1500,
    // Bursts of two seconds, each followed by a lull of as long.
    sample: (i) => [Math.floor(i / 200) * 4 + (i % 200) / 100, 2 * wave(i, 90) + 0.3 * noise(i)],
  },
  {
    id: 'sparkline',
    name: 'Sparkline',
    words: 'Without axes, as small as you like.',
    options: { axes: false, maxPoints: 240, lineWidth: 2 },
    rate: 30,
    first: 240,
    sample: (i) => [i, 5 + wave(i, 140) + wave(i, 37) / 2 + 0.1 * noise(i)],
  },
  {
    id: 'hours',
    name: 'Time, over weeks',
    words: 'Days where hours have no room.',
    options: { xScale: 'time', maxPoints: 700, yFormat: '{} MW', colorHex: 0xa16207 },
    rate: 48,
    first: 700,
    sample: (i) => [new Date(Date.UTC(2026, 0, 5) + i * HOUR), 52 + 9 * wave(i - 7, 24) + 5 * wave(i, 168) + noise(i)],
  },
  {
    id: 'light',
    name: 'The light theme',
    words: 'Texts and grid for a light page.',
    options: { theme: 'light', xScale: 'linear', maxPoints: 900, title: 'Pressure', xTitle: 'Time (s)', yTitle: 'bar' },
    rate: 60,
    first: 900,
    sample: (i) => [i / 60, 4 + wave(i, 330) + 0.4 * wave(i, 47) + 0.08 * noise(i)],
  },
  {
    id: 'dark',
    name: 'The dark theme',
    words: 'And for a dark one. The system’s theme is either.',
    options: { theme: 'dark', xScale: 'linear', maxPoints: 900, title: 'Flow', xTitle: 'Time (s)', yTitle: 'l/min' },
    rate: 60,
    first: 900,
    sample: (i) => [i / 60, 11 + 3 * wave(i, 410) + 0.7 * wave(i, 61) + 0.15 * noise(i)],
  },
  {
    id: 'own',
    name: 'A look of its own',
    words: 'Colours and font are custom properties of the page’s style.',
    options: {
      xScale: 'time',
      maxPoints: 600,
      yFormat: '{.0f} m',
      title: 'Tide and surge',
      legend: 'inside',
      series: [{ name: 'Tide' }, { name: 'Surge' }],
    },
    rate: 60,
    first: 600,
    sample: (i) => [
      new Date(Date.UTC(2026, 2, 1) + i * 600_000),
      [3 + 2.2 * wave(i, 75), 0.6 + 0.4 * wave(i, 290) + 0.05 * noise(i)],
    ],
  },
  {
    id: 'empty',
    name: 'Nothing yet',
    words: 'A plot with nothing in it says so, in your words.',
    options: { xScale: 'linear', emptyText: 'Waiting for the first sample' },
    rate: 0,
    first: 0,
    sample: (i) => [i, wave(i, 40)],
  },
];
