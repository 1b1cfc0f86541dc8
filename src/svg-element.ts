/**
 * Our own SVG, as an element of the page: a reader of what `worker/paint-svg.ts` writes, and of nothing else. It needs no
 * parser of the browser's, so that pages which enforce Trusted Types can show it.
 */

const NAMESPACE = 'http://www.w3.org/2000/svg';
/** A tag with its attributes, or text. */
const TOKEN = /<(\/?)(svg|g|path|text)((?: [\w-]+="[^"<>]*")*)(\/?)>|([^<>]+)/y;
const ATTRIBUTE = / ([\w-]+)="([^"]*)"/g;
/** What may stand on an element; `xmlns` stands for the namespace that all of them are made in. */
const KNOWN =
  /^(width|height|viewBox|d|x|y|fill(-opacity)?|stroke(-\w+)?|font-(family|size|weight)|text-anchor|transform|direction)$/;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const unescaped = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ENTITIES[name]);

/** @throws SyntaxError for anything that our own writer does not write. */
export function svgElement(svg: string): SVGElement {
  const refused = () => new SyntaxError(`not an SVG of ringplot: ${svg.slice(0, 60)}`);
  const open: SVGElement[] = [];
  let root: SVGElement | undefined;
  TOKEN.lastIndex = 0;
  for (let end = 0; end < svg.length; end = TOKEN.lastIndex) {
    const token = TOKEN.exec(svg);
    const parent = open[open.length - 1];
    if (!token || (root && !parent)) throw refused();
    const [, closes, name, attributes, empty, text] = token;
    if (text !== undefined) {
      if (!parent) throw refused();
      parent.append(unescaped(text));
    } else if (closes) {
      if (parent?.localName !== name) throw refused();
      open.pop();
    } else {
      const element = document.createElementNS(NAMESPACE, name) as SVGElement;
      for (const [, attribute, value] of attributes.matchAll(ATTRIBUTE)) {
        if (attribute === 'xmlns') continue;
        if (!KNOWN.test(attribute)) throw refused();
        element.setAttribute(attribute, unescaped(value));
      }
      parent?.append(element);
      root ??= element;
      if (!empty) open.push(element);
    }
  }
  if (!root || open.length > 0) throw refused();
  root.style.display = 'block';
  // Else it may be the page's: labels would lie on the other side of their anchors.
  root.style.direction = 'ltr';
  return root;
}
