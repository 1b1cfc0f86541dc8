/** The page's web fonts, as a worker can load them: what its style sheets say of them, with absolute URLs. */
import type { FontSource } from '../worker/protocol.js';

/** By what `FontFace` calls them. */
const DESCRIPTORS: [keyof FontFaceDescriptors, string][] = [
  ['weight', 'font-weight'],
  ['style', 'font-style'],
  ['stretch', 'font-stretch'],
  ['unicodeRange', 'unicode-range'],
  ['featureSettings', 'font-feature-settings'],
  ['ascentOverride', 'ascent-override'],
  ['descentOverride', 'descent-override'],
];

/** Names of a list of families, without their quotes and in small letters. */
function namesIn(families: string): string[] {
  return [...families.matchAll(/"([^"]*)"|'([^']*)'|([^,\s][^,]*)/g)].map(([, one, other, bare]) => {
    return (one ?? other ?? bare).trim().toLowerCase();
  });
}

/** The `@font-face` rules of a list of families; of sheets that the page may not read, from other origins, none. */
export function fontsOf(families: string): FontSource[] {
  const wanted = namesIn(families);
  const found: FontSource[] = [];
  const search = (sheet: CSSStyleSheet | CSSGroupingRule, base: string) => {
    let rules: CSSRuleList;
    try {
      rules = sheet.cssRules;
    } catch {
      return;
    }
    for (const rule of rules) {
      if (rule instanceof CSSFontFaceRule) add(rule.style, base);
      else if (rule instanceof CSSImportRule) searchSheet(rule.styleSheet, base);
      else if (rule instanceof CSSMediaRule && !matchMedia(rule.conditionText).matches) continue;
      else if (rule instanceof CSSGroupingRule) search(rule, base);
    }
  };
  const searchSheet = (sheet: CSSStyleSheet | null, base: string) => {
    if (sheet && !sheet.disabled && matchMedia(sheet.media.mediaText).matches) search(sheet, sheet.href ?? base);
  };
  const add = (style: CSSStyleDeclaration, base: string) => {
    const [name] = namesIn(style.getPropertyValue('font-family'));
    if (!wanted.includes(name)) return;
    const source = style.getPropertyValue('src').replace(/url\(\s*(["']?)(.*?)\1\s*\)/g, (whole, _, url: string) => {
      return URL.canParse?.(url, base) === false ? whole : `url(${JSON.stringify(new URL(url, base).href)})`;
    });
    const descriptors: FontFaceDescriptors = {};
    for (const [field, property] of DESCRIPTORS) {
      const value = style.getPropertyValue(property);
      if (value !== '') descriptors[field] = value as never;
    }
    found.push({ family: name, source, descriptors });
  };
  for (const sheet of [...document.styleSheets, ...(document.adoptedStyleSheets ?? [])]) {
    searchSheet(sheet, document.baseURI);
  }
  return found;
}
