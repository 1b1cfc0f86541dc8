/** Themes and looks in pictures, and what is said where there is nothing to draw. */
import { describe, expect, test } from 'vitest';
import { emptyBatch } from '../worker/batch.js';
import { type ChartOptionsInput, resolveOptions } from '../worker/options.js';
import { PixelPicture } from '../worker/paint-pixels.js';
import { renderSvg } from '../worker/paint-svg.js';
import type { Raster } from '../worker/raster.js';
import { Ring } from '../worker/ring.js';
import { FONT_SIZE, textWidth } from '../worker/text.js';
import { type Look, type Theme, themeOf } from '../worker/theme.js';
import { ringOf } from './painted.js';

const SAMPLES: [number, number][] = [
  [0, 1],
  [1, 3],
  [2, -2],
];

const svgOf = (given: ChartOptionsInput, samples = SAMPLES, look?: Look) => {
  const options = { ...resolveOptions({ xScale: 'linear', ...given }, 'test'), look };
  return renderSvg(samples.length > 0 ? ringOf(samples) : new Ring(10), options);
};

/** Of WCAG 2.2. */
function contrast(color: string, over: string): number {
  const luminance = (hex: string) => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a, b] = [luminance(color), luminance(over)].sort((one, other) => other - one);
  return (a + 0.05) / (b + 0.05);
}

describe('a theme', () => {
  test.each([
    ['light', '#ffffff'],
    ['dark', '#0b0d12'],
  ] as const)('%s has texts that can be read on %s, and an axis that can be seen', (theme, page) => {
    const { text, axis } = themeOf({ theme });
    expect(contrast(text.color, page)).toBeGreaterThan(10);
    const mixed = [1, 3, 5].map((at) => {
      const [over, under] = [axis!.color, page].map((color) => Number.parseInt(color.slice(at, at + 2), 16));
      const mix = Math.round(over * axis!.opacity + under * (1 - axis!.opacity));
      return mix.toString(16).padStart(2, '0');
    });
    expect(contrast(`#${mixed.join('')}`, page)).toBeGreaterThan(3);
  });

  test('is in the SVG, in colours and opacities alone; the system’s is neutral there', () => {
    const [neutral, light, dark, system] = (['neutral', 'light', 'dark', 'system'] as const).map((theme) => {
      return svgOf({ theme, title: 'Title' }).svg;
    });
    expect(svgOf({ title: 'Title' }).svg).toBe(neutral);
    expect(system).toBe(neutral);
    expect(new Set([neutral, light, dark]).size).toBe(3);
    const bare = (svg: string) => svg.replace(/ (fill|stroke|stroke-opacity)="[^"]*"/g, '');
    expect(bare(light)).toBe(bare(neutral));
    expect(bare(dark)).toBe(bare(neutral));
    for (const svg of [light, dark]) expect(svg).not.toMatch(/#(?:767b86|8a909c)/);
  });
});

describe('a look', () => {
  const look: Look = {
    system: 'dark',
    text: { color: '#ff0000', opacity: 0.5 },
    axis: { color: '#00ff00', opacity: 1 },
    font: '"My <Font>", serif',
    colors: [],
  };

  test('lies over the theme, and is escaped', () => {
    expect(themeOf({ theme: 'light', look })).toMatchObject({ text: look.text, axis: look.axis, font: look.font });
    expect(themeOf({ theme: 'light', look }).grid).toEqual(themeOf({ theme: 'light' }).grid);
    const { text, ...rest } = look;
    expect(themeOf({ theme: 'system', look: rest }).text).toEqual(themeOf({ theme: 'dark' }).text);
    const { svg } = svgOf({ title: 'Title' }, SAMPLES, look);
    const group = 'font-family="&quot;My &lt;Font&gt;&quot;, serif"';
    expect(svg).toContain(`<g ${group} font-size="12" fill="#ff0000" fill-opacity="0.5">`);
    expect(svg).toContain(`<g ${group} font-size="15" font-weight="600" fill="#ff0000" fill-opacity="0.5">`);
    expect(svg).toContain('stroke="#00ff00" stroke-opacity="1"');
  });

  test.each([
    ['line', 1],
    ['step', 1],
    ['scatter', 1],
    ['line', 2],
  ] as const)('that changes leaves nothing of the former one in the pixels: %s, %i', (kind, count) => {
    const series = ['a', 'b'].slice(0, count).map((name) => ({ name }));
    const options = resolveOptions({ kind, series, xScale: 'linear', width: 300, height: 200, lineWidth: 4 }, 'test');
    const ring = new Ring(500, Number.POSITIVE_INFINITY, ['a', 'b'].slice(0, count), [0, 0].slice(0, count));
    const batch = { ...emptyBatch(300, count), end: 300 };
    for (let i = 0; i < 300; i++) {
      batch.x[i] = i;
      for (let k = 0; k < count; k++) batch.y[k * 300 + i] = Math.sin(i / (9 + k)) * 40;
    }
    ring.append(batch, true);
    const pixelsOf = (picture: PixelPicture) => {
      const { pixels } = (picture as unknown as { raster: Raster }).raster;
      return Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    };
    const tints = [0.2, 1, 0.7].flatMap((opacity) => {
      return ['#ff0000', '#0000ff'].map((color) => ({ color, opacity }));
    });
    const looks: Partial<Theme>[] = [{}, ...tints.map((grid) => ({ grid })), ...tints.map((axis) => ({ axis }))];
    const kept = new PixelPicture();
    const seen = new Set<string>();
    for (const parts of looks) {
      const own = { ...options, look: { system: 'light' as const, colors: [], ...parts } };
      kept.paint(ring, own, 2);
      const anew = new PixelPicture();
      anew.paint(ring, own, 2);
      expect(pixelsOf(kept).equals(pixelsOf(anew))).toBe(true);
      seen.add(pixelsOf(kept).toString('latin1'));
    }
    expect(seen.size).toBe(looks.length);
  });
});

describe('a plot with nothing in it', () => {
  test('says so in its middle, in whatever words, and says nothing once there is something', () => {
    for (const samples of [[], [[1, Number.NaN] as [number, number]]]) {
      const { svg, scene } = svgOf({ emptyText: 'None & <nothing>' }, samples);
      const { plot, note } = scene;
      expect(svg).toContain('>None &amp; &lt;nothing&gt;</text>');
      expect(note!.x).toBeCloseTo(plot.x + plot.width / 2, 1);
      expect(Math.abs(note!.y - plot.y - plot.height / 2)).toBeLessThan(FONT_SIZE / 2);
    }
    expect(svgOf({}, []).scene.note!.text).toBe('No data');
    expect(svgOf({}, [[0, 0]]).scene.note).toBeNull();
    expect(svgOf({ yMin: 10, yMax: 20 }, [[0, 0]]).scene.note).toBeNull();
    expect(svgOf({ yMin: 10, yMax: 20 }, [[0, Number.NaN]]).scene.note).not.toBeNull();
    expect(svgOf({ emptyText: '' }, []).svg).not.toContain('<text');
  });

  test('is left silent where there is no room, and else what it says is shortened to it', () => {
    for (let width = 4; width < 300; width += 3) {
      for (const height of [8, 20, 90]) {
        const { plot, note } = svgOf({ width, height, axes: width % 2 === 0 }, []).scene;
        if (!note) continue;
        expect(textWidth(note.text, FONT_SIZE)).toBeLessThanOrEqual(plot.width);
        expect(note.y).toBeLessThan(plot.y + plot.height);
        expect(note.y - FONT_SIZE * 0.72).toBeGreaterThan(plot.y);
      }
    }
    expect(svgOf({ width: 8, height: 8 }, []).scene.note).toBeNull();
    expect(svgOf({ width: 160, height: 24, axes: false }, []).scene.note!.text).toBe('No data');
  });
});
