// @vitest-environment jsdom
/** Text from the data: cleaned, measured, shortened, escaped; and whatever it was, well-formed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText, escapeXml, shortenText, textWidth } from '../worker/text.js';

const RUNS = { numRuns: 1000 };
/** Of sums of widths in float64, in CSS px. */
const ROUNDING = 1e-9;

const codeUnits = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((codes) => {
  return String.fromCharCode(...codes);
});
const awkward = fc
  .array(
    fc.constantFrom(
      ...['<', '>', '&', '"', "'", ']]>', '<!--', '-->', '&amp;', '&#0;', '</text>', '<script>', '\0', '\t', '\r\n'],
      ...['\u007f', '\u0085', '\u2028', '\u2029', '\ud800', '\udc00', '\ufffe', '\uffff', '\ufdd0', '\u{1fffe}'],
      ...['e\u0301', '\u202e', '\u200f', 'مرحبا', '漢字', '한', '👩‍👩‍👧', '\u200d', '…', ' ', 'word', 'iiii', 'WWWW'],
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));
const anyText = fc.oneof(codeUnits, awkward, fc.string({ unit: 'grapheme' }), fc.string());
const anyLength = fc.tuple(anyText, fc.constantFrom(1, 1, 1, 20, 200)).map(([text, times]) => text.repeat(times));
const fontSize = fc.constantFrom(12, 15);
const width = fc.oneof(fc.double({ min: 0, max: 300, noNaN: true }), fc.double({ min: -50, max: 16_384, noNaN: true }));

/** The `Char` production of XML 1.0, less the C1 controls, which it allows but no chart can show. */
function isAllowed(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false;
  if (code >= 0xd800 && code <= 0xdfff) return false;
  return code !== 0xfffe && code !== 0xffff;
}

const isWellFormed = (text: string) => [...text].every((character) => isAllowed(character.codePointAt(0)!));

function parse(xml: string): Element {
  const { documentElement } = new DOMParser().parseFromString(xml, 'application/xml');
  const failed = documentElement.getElementsByTagName('parsererror').length > 0;
  if (failed || documentElement.tagName === 'parsererror') throw new Error(`not well-formed: ${JSON.stringify(xml)}`);
  return documentElement;
}

describe('cleanText', () => {
  test.each([
    ['plain text stays', 'Temperature, °C', 'Temperature, °C'],
    ['the empty text stays', '', ''],
    ['markup is not its business', '<b>&amp;</b>', '<b>&amp;</b>'],
    ['control characters in a row become one space', 'a\0\u0001\u001b\u007f\u009fb', 'a b'],
    ['line breaks become a space', 'a\r\nb\nc\u2028d\u2029e\u0085f', 'a b c d e f'],
    ['tabs become a space', 'a\tb', 'a b'],
    ['a lone high surrogate becomes U+FFFD', 'a\ud83db', 'a\ufffdb'],
    ['a lone low surrogate becomes U+FFFD', 'a\ude00b', 'a\ufffdb'],
    ['swapped surrogates become two', '\ude00\ud83d', '\ufffd\ufffd'],
    ['a pair stays', '😀', '😀'],
    ['U+FFFE and U+FFFF become U+FFFD', '\ufffe\uffff', '\ufffd\ufffd'],
    ['combining marks stay', 'e\u0301', 'e\u0301'],
    ['right-to-left text and marks stay', '\u202eمرحبا\u202c', '\u202eمرحبا\u202c'],
    ['joined emoji stay', '👩‍👩‍👧', '👩‍👩‍👧'],
  ])('%s', (_, text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned);
  });

  test('leaves only characters that XML allows, of any text', () => {
    fc.assert(
      fc.property(anyLength, (text) => {
        expect(isWellFormed(cleanText(text))).toBe(true);
      }),
      RUNS,
    );
  });

  test('has nothing left to clean afterwards', () => {
    fc.assert(
      fc.property(anyLength, (text) => {
        const cleaned = cleanText(text);
        expect(cleanText(cleaned)).toBe(cleaned);
      }),
      RUNS,
    );
  });

  test('keeps no more of a megabyte than can be seen', () => {
    expect(cleanText('x'.repeat(2 ** 20)).length).toBeLessThan(2000);
  });

  test('makes no U+FFFD out of well-formed text, wherever it cuts', () => {
    for (let before = 0; before < 4; before++) {
      const text = 'x'.repeat(before) + '😀'.repeat(1000);
      expect(cleanText(text)).not.toContain('\ufffd');
    }
  });
});

describe('escapeXml', () => {
  test('escapes the five characters that mean something to XML, and no other', () => {
    expect(escapeXml(`<a href="x" title='y'>&</a>`)).toBe(
      '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;',
    );
    expect(escapeXml('Größe → 漢字 …')).toBe('Größe → 漢字 …');
  });

  test('escapes again what was escaped already', () => {
    expect(escapeXml('&lt;&#39;&amp;')).toBe('&amp;lt;&amp;#39;&amp;amp;');
  });

  test('of cleaned text, it parses back to just that text: as content and in attributes of either quote', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const cleaned = cleanText(text);
        const escaped = escapeXml(cleaned);
        const element = parse(`<t one='${escaped}' two="${escaped}">${escaped}</t>`);
        expect(element.childElementCount).toBe(0);
        expect(element.getAttributeNames()).toEqual(['one', 'two']);
        for (const parsed of [element.textContent, element.getAttribute('one'), element.getAttribute('two')]) {
          expect(parsed).toBe(cleaned);
        }
      }),
      RUNS,
    );
  });
});

describe('textWidth', () => {
  test('of nothing is 0', () => {
    expect(textWidth('', 12)).toBe(0);
  });

  test('grows with the font', () => {
    expect(textWidth('Sensor', 24)).toBeCloseTo(2 * textWidth('Sensor', 12), 9);
  });

  test('knows narrow letters from wide ones, and digits are all alike', () => {
    expect(textWidth('i', 12)).toBeLessThan(textWidth('m', 12));
    expect(new Set([...'0123456789'].map((digit) => textWidth(digit, 12))).size).toBe(1);
  });

  test('combining marks, joiners, bidi controls and variation selectors take none', () => {
    for (const none of ['\u0301', '\u200d', '\u200b', '\u200f', '\u202e', '\u2066', '\u061c', '\ufe0f', '\ufeff']) {
      expect(textWidth(`a${none}`, 12), none.codePointAt(0)!.toString(16)).toBe(textWidth('a', 12));
    }
  });

  test('spaces that break no line are as wide as those that do', () => {
    for (const space of ['\u00a0', '\u202f']) expect(textWidth(space, 12)).toBe(textWidth(' ', 12));
  });

  test('East Asian characters and emoji take a whole em or more', () => {
    for (const wide of ['漢', '한', 'ァ', 'Ａ', '😀', '𠮷'])
      expect(textWidth(wide, 12), wide).toBeGreaterThanOrEqual(12);
  });

  test('is the sum of its characters', () => {
    fc.assert(
      fc.property(anyText, fontSize, (text, size) => {
        const sum = [...text].reduce((total, character) => total + textWidth(character, size), 0);
        expect(textWidth(text, size)).toBeCloseTo(sum, 6);
      }),
      RUNS,
    );
  });
});

describe('shortenText', () => {
  test('leaves alone what fits', () => {
    expect(shortenText('Sensor', 12, textWidth('Sensor', 12))).toBe('Sensor');
    expect(shortenText('', 12, 0)).toBe('');
  });

  test('cuts with an ellipsis, and no space before it', () => {
    expect(shortenText('Sensor reading', 12, textWidth('Sensor …', 12))).toBe('Sensor…');
    expect(shortenText('Sensor', 12, textWidth('Sen…', 12))).toBe('Sen…');
  });

  test('is nothing where not even the ellipsis fits', () => {
    expect(shortenText('Sensor', 12, textWidth('…', 12) - 0.01)).toBe('');
    expect(shortenText('Sensor', 12, -5)).toBe('');
    expect(shortenText('Sensor', 12, textWidth('…', 12))).toBe('…');
  });

  test('keeps combining marks with what they stand on, and drops them with it', () => {
    const marked = 'e\u0301'.repeat(20);
    for (let width = 8; width < 100; width += 3) {
      const shortened = shortenText(marked, 12, width);
      expect(shortened).toMatch(/^(e\u0301)*…?$/);
    }
  });

  test('cuts no surrogate pair', () => {
    const emoji = '😀'.repeat(30);
    for (let width = 8; width < 100; width += 3) expect(shortenText(emoji, 12, width)).toMatch(/^((😀)*…)?$/u);
  });

  test('never exceeds the width by its own measure, and is always well-formed', () => {
    fc.assert(
      fc.property(anyLength, fontSize, width, (text, size, most) => {
        const shortened = shortenText(text, size, most);
        expect(textWidth(shortened, size)).toBeLessThanOrEqual(Math.max(0, most) + ROUNDING);
        expect(isWellFormed(shortened)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('is a beginning of the cleaned text, whole or with an ellipsis', () => {
    fc.assert(
      fc.property(anyText, fontSize, width, (text, size, most) => {
        const cleaned = cleanText(text);
        const shortened = shortenText(text, size, most);
        if (textWidth(cleaned, size) <= most) {
          expect(shortened).toBe(cleaned);
          return;
        }
        expect(shortened === '' || shortened.endsWith('…')).toBe(true);
        expect(cleaned.startsWith(shortened.slice(0, -1))).toBe(true);
      }),
      RUNS,
    );
  });

  test('wastes less than one more character would take', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 80 }), width, (text, most) => {
        const cleaned = cleanText(text);
        const shortened = shortenText(text, 12, most);
        if (shortened === cleaned || shortened === '') return;
        const kept = shortened.slice(0, -1);
        // Spaces before the ellipsis are left out, so the next character is the one after them.
        const next = cleaned.slice(kept.length).match(/^\s*\S?/)![0];
        expect(textWidth(`${kept}${next}…`, 12)).toBeGreaterThan(most - ROUNDING);
      }),
      RUNS,
    );
  });

  test('of a megabyte says that it was cut, even in a picture wide enough for what is kept', () => {
    const shortened = shortenText('i'.repeat(2 ** 20), 12, 16_384);
    expect(shortened).toMatch(/^i+…$/);
    expect(shortened.length).toBeLessThan(2000);
  });
});
