/** What `<live-chart>` looks like before a page says otherwise. */

const STYLE = `
:host { display: block; position: relative; height: var(--live-chart-height, 420px); }
:host([hidden]) { display: none; }
[part=plot] { position: absolute; inset: 0; }
`;
/** Where the picture has a height of its own. */
const SIZED = `
:host { height: auto; }
[part=plot] { position: static; }
`;

/** One of each for all elements of a document. No style elements: policies without `unsafe-inline` refuse those. */
const sheets = new WeakMap<Document, { style: CSSStyleSheet; sized: CSSStyleSheet }>();

export function sheetsOf(page: Document): { style: CSSStyleSheet; sized: CSSStyleSheet } {
  let found = sheets.get(page);
  if (!found) {
    const Sheet = page.defaultView?.CSSStyleSheet ?? CSSStyleSheet;
    found = { style: new Sheet(), sized: new Sheet() };
    found.style.replaceSync(STYLE);
    found.sized.replaceSync(SIZED);
    sheets.set(page, found);
  }
  return found;
}
