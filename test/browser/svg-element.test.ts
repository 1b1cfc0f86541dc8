/** Our own SVG is read back as the browser reads it, and nothing else is read at all. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LiveStream } from '../../src/index.js';
import { svgElement } from '../../src/svg-element.js';
import { chartAppend } from '../../worker/chart-append.js';

function parsed(svg: string): Element {
  const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
  Object.assign((documentElement as unknown as SVGElement).style, { display: 'block', direction: 'ltr' });
  return documentElement;
}

/** In a namespace declaration the parser keeps what we need not say. */
function withoutDeclaration(element: Element): Element {
  element.removeAttribute('xmlns');
  return element;
}

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('&amp;', '<b>', '"\'', '&#39;', ']]>'),
);

test('is the element that the browser makes of it, whatever the data and the texts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(text, fc.option(fc.double())), { maxLength: 12 }),
      text,
      fc.constantFrom('line', 'scatter'),
      (samples, title, kind) => {
        const x = samples.map(([label], i) => (kind === 'line' ? label : i));
        const titles = { title, x_title: title, y_title: title };
        const payload = { kind, ...titles, x, y: samples.map(([, y]) => (Number.isFinite(y) ? y : null)) };
        const { html } = JSON.parse(chartAppend(JSON.stringify(payload)));
        expect(svgElement(html).isEqualNode(withoutDeclaration(parsed(html)))).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

describe('refuses', () => {
  const inside = (content: string) => `<svg width="1" height="1" viewBox="0 0 1 1">${content}</svg>`;
  test.each([
    ['nothing', ''],
    ['text', 'svg'],
    ['another element', inside('<script></script>')],
    ['an element of HTML', inside('<text><b></b></text>')],
    ['an event handler', '<svg onload="alert(1)"></svg>'],
    ['a reference', inside('<path href="https://example.org"/>')],
    ['a style', inside('<path style="fill:red"/>')],
    ['a comment', inside('<!-- -->')],
    ['an attribute without quotes', inside('<path d=M0/>')],
    ['what is not closed', '<svg width="1">'],
    ['what is closed by another', '<svg><g></svg></g>'],
    ['two of them', `${inside('')}${inside('')}`],
    ['text after the end', `${inside('')}x`],
    ['a declaration', `<?xml version="1.0"?>${inside('')}`],
  ])('%s', (_, svg) => {
    expect(() => svgElement(svg)).toThrow(SyntaxError);
  });
});

test('a view shows it', async () => {
  const container = document.body.appendChild(document.createElement('div'));
  const stream = new LiveStream({ title: 'Tom & "Jerry" <3' });
  const view = stream.mount(container, { output: 'svg' });
  stream.extend(['a', 'b'], [1, 2]);
  await stream.flush();
  await expect.poll(() => view.element.querySelectorAll('svg text').length).toBeGreaterThan(0);
  expect([...view.element.querySelectorAll('text')].at(-1)?.textContent).toBe('Tom & "Jerry" <3');
  await stream.close();
  container.remove();
});
