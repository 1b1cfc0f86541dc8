/** Hostile text in titles and labels: rendered by the worker, then read by the browser's own parsers. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Engine, LiveStream } from '../../src/index.js';
import { cleanText, shortenText } from '../../worker/text.js';

declare global {
  interface Window {
    /** Set by any script that a hostile text gets to run. */
    ranHostileScript?: string;
  }
}

const SVG = 'http://www.w3.org/2000/svg';
const GRAMMAR: Record<string, string[]> = {
  svg: ['width', 'height', 'viewBox', 'xmlns'],
  g: ['font-family', 'font-size', 'font-weight', 'fill'],
  path: ['d', 'fill', 'stroke', 'stroke-opacity', 'stroke-width', 'stroke-linejoin', 'stroke-linecap'],
  text: ['x', 'y', 'text-anchor'],
};
const WIDTH = 1600;
const TITLE_SIZE = 15;
const LABEL_SIZE = 12;

const run = (how: string) => `window.ranHostileScript='${how}'`;

const hostile: Record<string, string> = {
  'a script': `<script>${run('script')}</script>`,
  'an SVG script': `</text></g><script xlink:href="data:text/javascript,${run('xlink')}"/>`,
  'an image': `<img src=x onerror="${run('img')}">`,
  'an SVG that loads': `<svg onload="${run('onload')}"></svg>`,
  'an animation': `<animate attributeName=x onbegin="${run('animate')}" dur=1s>`,
  'a foreign object': `<foreignObject><iframe srcdoc="<script>parent.${run('iframe')}</script>"></iframe></foreignObject>`,
  'an end of the picture': `</text></g></svg><img src=x onerror="${run('end')}"><svg><g><text>`,
  'an end of the table': `</td></tr></table><img src=x onerror="${run('table')}">`,
  'ends of everything that is raw': `</title></style></textarea></noscript></template><img src=x onerror="${run('raw')}">`,
  'a double quote and an attribute': `" onload="${run('double')}" x="`,
  'a single quote and an attribute': `' onload='window.ranHostileScript=1' x='`,
  'a backquote': '` onload=`window.ranHostileScript=1`',
  'a style': '<style>*{display:none}</style><link rel=stylesheet href="data:text/css,*{}">',
  'a CDATA section': `<![CDATA[<script>${run('cdata')}</script>]]>`,
  'an end of CDATA': `]]><script>${run('cdata end')}</script>`,
  'a comment': `<!-- --><script>${run('comment')}</script><!-- -->`,
  'odd ends of comments': `--><img src=x onerror="${run('-->')}"><!--> --!><!--->`,
  'a processing instruction': `<?xml-stylesheet href="data:text/css,"?><?php echo 1 ?>`,
  'a doctype with an entity': `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>&x;`,
  entities: '&lt;b&gt; &amp;amp; &#60;script&#62; &#x3c;img&#x3e; &nbsp; &notit; &x; &#0; &#xD800;',
  'escapes of other languages': `\\u003cscript\\u003e %3Cscript%3E $\{alert(1)} {{7*7}} javascript:alert(1)`,
  'control characters': 'a\0b\u0001c\td\re\nf\r\ng\u000bh\u000ci\u001bj\u007fk\u0085l\u009fm',
  'markup broken by control characters': `<scr\0ipt>${run('nul')}</scr\0ipt><\timg src=x onerror\n="${run('tab')}">`,
  'lone surrogates': 'high \ud800 low \udc00 swapped \udc00\ud800 cut \ud83d',
  noncharacters: '\ufffe \uffff \ufdd0 \u{1fffe} \u{10ffff}',
  'line separators': 'a\u2028b\u2029c',
  'an override of direction': 'invoice\u202e gpj.exe \u2066\u2067\u2068\u2069\u200f',
  'right-to-left text': 'السلسلة الزمنية <b>עברית</b>',
  'combining marks by the hundred': `Z${'\u0317\u0301\u0489'.repeat(200)}`,
  'joined emoji': '👩‍👩‍👧‍👦🏴‍☠️🇩🇪 <i>',
  'a byte order mark': '\ufeff<svg>',
  'UTF-7': '+ADw-script+AD4-',
  'a megabyte of markup': `<script>${run('megabyte')}</script>`.repeat(20_000),
  'a megabyte of ampersands': '&'.repeat(2 ** 20),
  'a megabyte of lone surrogates': '\ud800'.repeat(2 ** 20),
  'a megabyte without a space': 'W'.repeat(2 ** 20),
  spaces: '   \u00a0\u3000  ',
};

const engine = new Engine();
afterAll(() => engine.close());
beforeEach(() => {
  delete window.ranHostileScript;
});
afterEach(() => {
  expect(window.ranHostileScript).toBeUndefined();
});

/** A picture with the text as its title and as labels, beside a harmless one. */
async function drawn(text: string): Promise<{ svg: string; title: string; label: string }> {
  const stream = new LiveStream({ engine, title: text, width: WIDTH, height: 300 });
  stream.push(text, 1);
  stream.push('harmless', 2);
  stream.push(text, 3);
  const { svg } = await stream.render({ format: 'svg' });
  await stream.close();
  return {
    svg: svg!,
    title: shortenText(text, TITLE_SIZE, WIDTH - 24),
    label: shortenText(text, LABEL_SIZE, 120),
  };
}

/** Everything that is not of the chart's own grammar, attribute values included. */
function strangersIn(root: Element): string[] {
  const strangers: string[] = [];
  for (const element of [root, ...root.querySelectorAll('*')]) {
    const { localName } = element;
    if (element.namespaceURI !== SVG || !GRAMMAR[localName]) strangers.push(`<${localName}>`);
    for (const { name, value } of element.attributes) {
      if (!GRAMMAR[localName]?.includes(name)) strangers.push(`${localName} ${name}`);
      else if (!/^(https?:\/\/www\.w3\.org\/2000\/svg|[-#\w\s.,]*)$/.test(value)) strangers.push(`${name}=${value}`);
    }
  }
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
  for (let node: Node | null = root; node; node = walker.nextNode()) {
    if (node.nodeType !== Node.ELEMENT_NODE && node.nodeType !== Node.TEXT_NODE) strangers.push(node.nodeName);
    if (node.nodeType === Node.TEXT_NODE && node.parentElement?.localName !== 'text') strangers.push('text elsewhere');
  }
  return strangers;
}

function expectChart(root: Element | null, { title, label }: { title: string; label: string }): void {
  expect(root?.localName).toBe('svg');
  expect(strangersIn(root!)).toEqual([]);
  const texts = Array.from(root!.querySelectorAll('text'), (element) => element.textContent);
  if (title !== '') expect(texts.pop()).toBe(title);
  const labels = texts.filter((text) => !/^\d\.\d+$|^\d$/.test(text));
  expect(labels).toEqual([label, 'harmless', label]);
}

/** What a sanitised page would do with the string, in three places, and once for real. */
const placements: Record<string, (svg: string) => Element> = {
  'alone in a template': (svg) => {
    const template = document.createElement('template');
    template.innerHTML = svg;
    expect(template.content.childNodes).toHaveLength(1);
    return template.content.firstElementChild!;
  },
  'in a div': (svg) => {
    const template = document.createElement('template');
    template.innerHTML = `<div>${svg}</div><p>after</p>`;
    const [div, after] = template.content.children;
    expect(template.content.childNodes).toHaveLength(2);
    expect([div.localName, after.outerHTML]).toEqual(['div', '<p>after</p>']);
    expect(div.childNodes).toHaveLength(1);
    return div.firstElementChild!;
  },
  'in a cell of a table': (svg) => {
    const template = document.createElement('template');
    template.innerHTML = `<table><tbody><tr><td>${svg}</td><td>after</td></tr></tbody></table>`;
    expect(template.content.childNodes).toHaveLength(1);
    const cells = template.content.querySelectorAll('table > tbody > tr > td');
    expect(Array.from(cells, (cell) => cell.childNodes.length)).toEqual([1, 1]);
    expect(cells[1].outerHTML).toBe('<td>after</td>');
    return cells[0].firstElementChild!;
  },
  'twice in the page itself': (svg) => {
    const div = document.createElement('div');
    document.body.append(div);
    div.innerHTML = svg + svg;
    div.remove();
    expect(div.childNodes).toHaveLength(2);
    expect(div.children[0].isEqualNode(div.children[1])).toBe(true);
    return div.children[1];
  },
  'in a document of its own': (svg) => {
    const parsed = new DOMParser().parseFromString(svg, 'text/html');
    expect(parsed.head.childNodes).toHaveLength(0);
    expect(parsed.body.childNodes).toHaveLength(1);
    return parsed.body.firstElementChild!;
  },
  'as XML': (svg) => {
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
    expect(parsed.querySelector('parsererror')?.textContent).toBeUndefined();
    expect(parsed.childNodes).toHaveLength(1);
    return parsed.documentElement;
  },
};

describe.each(Object.entries(hostile))('%s', (_, text) => {
  test('stays text, wherever the picture stands', async () => {
    const { svg, ...shown } = await drawn(text);
    for (const place of Object.values(placements)) expectChart(place(svg), shown);
  });
});

test('what fits is shown whole: it is the cleaned text', async () => {
  const short = Object.values(hostile).filter((text) => text.length < 60);
  expect(short.length).toBeGreaterThan(10);
  for (const text of short) {
    const { svg } = await drawn(text);
    const texts = placements['in a div'](svg).querySelectorAll('text');
    expect(texts[texts.length - 1].textContent).toBe(cleanText(text));
  }
});

test('a megabyte makes no large picture', async () => {
  for (const text of Object.values(hostile).filter((text) => text.length > 500_000)) {
    expect((await drawn(text)).svg.length).toBeLessThan(20_000);
  }
});

test('nothing runs or loads in the page: not in the text, nor in a mounted SVG or canvas', async () => {
  const requested: string[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) requested.push(name);
  });
  const container = document.createElement('div');
  document.body.append(container);
  const violations: Event[] = [];
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event), { once: true });
  observer.observe({ type: 'resource' });
  for (const [name, text] of Object.entries(hostile)) {
    const stream = new LiveStream({ engine, title: text, width: 400, height: 200 });
    stream.push(text, 1);
    const views = (['svg', 'canvas', 'bitmap'] as const).map((output) => stream.mount(container, { output }));
    await stream.flush();
    expect(strangersIn(views[0].element.querySelector('svg')!).filter((stranger) => stranger !== 'svg style')).toEqual(
      [],
    );
    for (const { element } of views) {
      expect(element.getAttribute('role')).toBe('img');
      // The picture, and what its look is read from.
      expect(element.childNodes, name).toHaveLength(2);
      expect(element.children[1].childNodes, name).toHaveLength(0);
    }
    await stream.close();
  }
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  expect(container.childNodes).toHaveLength(0);
  expect(requested.filter((name) => /\/x$|data:|passwd/.test(name))).toEqual([]);
  expect(violations).toEqual([]);
  observer.disconnect();
  container.remove();
});
