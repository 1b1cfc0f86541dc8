/** The layer over a chart: a shadow tree of its own, which rules of the page can't reach but by `::part()`, and its style. */

/** Of what has a background of its own. The greys here can be told from white and from near-black alike. */
export const SURFACE = `background:var(--ringplot-tooltip-background,Canvas);color:var(--ringplot-tooltip-text,CanvasText);
border:1px solid #767b86;border-radius:4px;`;

/**
 * Pictures go from left to right in all pages: what lies over the plot is at `left: 0` and moved from there. Lines are
 * borders, and the hatching keeps its colours: a background is not seen where the reader's colours are forced.
 */
const STYLE = `
:host{all:initial!important;position:absolute!important;inset:0!important;pointer-events:none!important;
visibility:inherit!important;color:inherit!important;color-scheme:inherit!important;
font:12px/18px var(--ringplot-font,system-ui,sans-serif)!important;font-variant-numeric:tabular-nums!important}
:host [hidden]{display:none}
*{box-sizing:border-box}
[part=pad]{position:absolute;inset:0;outline-offset:-2px}
[part=crosshair],[part|=crosshair]>*,[part=mark],[part=signs],[part=box],[part=evicted],
[part=paused],[part=toolbar],[part=legend],[part=unseen]{position:absolute;left:0;top:0}
[part=unseen]{width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[part=signs]{inset:0;container-type:inline-size}

[part=crosshair]{overflow:hidden;contain:strict}
[part|=crosshair]>*{will-change:transform;inset:0;border:0 solid var(--ringplot-text,#767b86)}
[part=crosshair-x]{width:0;border-left-width:1px}
[part=crosshair-y]{height:0;border-top-width:1px}
[part=mark]{will-change:transform;width:10px;height:10px;border:2px solid;border-radius:50%;background:Canvas;
box-shadow:0 0 0 1.5px Canvas;forced-color-adjust:none}

[part=paused],[part=toolbar],[part=tooltip]{${SURFACE}}
[part=paused],[part=tooltip]{width:max-content}

[part=box]{border:1px solid CanvasText;outline:1px solid Canvas;background:#767b8633}
[part=evicted]{overflow:hidden;display:flex;align-items:start;forced-color-adjust:none;
background:repeating-linear-gradient(135deg,#767b8659 0 1px,#0000 1px 7px)}
[part=evicted]>:not(:empty){margin:6px auto;padding:0 6px;border-radius:4px;background:Canvas;color:CanvasText}

button{font:inherit;color:inherit;background:none;border:0;padding:0;border-radius:4px;pointer-events:auto;cursor:pointer;
touch-action:manipulation}
:focus-visible{outline:2px solid;outline-offset:1px}
[part=toolbar]{top:2px;left:auto;right:2px;display:flex;opacity:0}
:host([near]) [part=toolbar],[part=toolbar]:focus-within{opacity:1}
[part~=button]{min-width:26px;height:26px;line-height:0}
[part~=button]:hover,[part=legend-item]:hover,[part~=button][aria-pressed=true]{background:#767b8640}
[aria-disabled=true]{opacity:.4;cursor:default}
svg{width:16px;height:16px;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
@media (hover:none){[part=toolbar]{opacity:1}}
@media (prefers-reduced-motion:no-preference){[part=toolbar]{transition:opacity .15s}}
@container (width<240px){[part~=table],[part~=help]{display:none}}
[part=paused]{display:flex;gap:8px;height:28px;padding:0 10px;align-items:center;white-space:nowrap;border-radius:14px}
[part=paused] span,[part=tooltip-name],[part=legend-name]{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
[part=paused] b{text-decoration:underline}

[part~=swatch]{flex:none;width:14px;height:2px;background:currentColor;forced-color-adjust:none}
[part~=scatter]{width:8px;height:8px;margin:0 3px;border-radius:50%}
[part~=bar]{width:10px;height:10px;margin:0 2px}
[part~=area],[part~=band]{height:9px;border-top:2px solid;background:color-mix(in srgb,currentColor 30%,#0000)}
[part~=band]{border-bottom:2px solid}
[part~=none]{visibility:hidden}

[part=tooltip]{will-change:transform;position:fixed;inset:0 auto auto 0;margin:0;padding:5px 8px;overflow:hidden;overflow-wrap:anywhere;box-shadow:0 2px 8px #0003}
[part=tooltip-x]{width:fit-content;font-weight:700}
[part~=tooltip-row]{display:flex;flex-wrap:wrap;align-items:center;column-gap:6px}
[part~=nearest]{font-weight:700}
[part~=tooltip-row]:before{content:"";flex:0 0 100%;order:1}
[part=tooltip-name]{flex:1 0 3em;text-align:-webkit-match-parent;text-align:match-parent}
[part=tooltip-value]{margin-inline-start:auto;padding-inline-start:8px}
[part=tooltip-at]{order:2;margin-inline-start:auto}
[part=tooltip-at]:empty{display:none}
[part=tooltip-at]:before{content:"@ "}
[part=tooltip-x],span{unicode-bidi:plaintext}

[part=legend]{max-height:max(26px,25%);max-height:max(26px,round(down,25%,24px) + 2px);overflow:hidden auto;scrollbar-width:thin;padding-bottom:2px}
[part=legend]:before{content:"";float:right;width:var(--corner);height:24px}
[part=legend-item]{display:inline-flex;vertical-align:top;align-items:center;gap:6px;height:24px;padding:0 5px;
margin-inline-end:8px;max-width:100%}
[part=legend-item]:focus-visible{outline-offset:-2px}
[part=legend-name]{max-width:180px}
[part=legend-value]{white-space:nowrap}
[part=legend-value]:after{content:attr(data-longest);display:block;height:0;overflow:hidden;visibility:hidden}
[aria-pressed=false] [part=legend-name]{text-decoration:line-through}
[aria-pressed=false] [part~=swatch]{opacity:.35}
`;

/** One for all trees of a document, each. */
const sheets = new WeakMap<Document, Map<string, CSSStyleSheet>>();

/** Adds rules to a tree, where it hasn't got them. */
export function styleTree(tree: ShadowRoot, css: string): void {
  const page = tree.ownerDocument;
  const known = sheets.get(page) ?? new Map<string, CSSStyleSheet>();
  sheets.set(page, known);
  let sheet = known.get(css);
  if (!sheet) {
    sheet = new (page.defaultView ?? window).CSSStyleSheet();
    sheet.replaceSync(css);
    known.set(css, sheet);
  }
  if (!tree.adoptedStyleSheets.includes(sheet)) tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
}

/** What is pressed there is not meant for the chart below. */
const OWN = ['pointerdown', 'click', 'dblclick', 'contextmenu', 'wheel', 'keydown'];

export interface Overlay {
  tree: ShadowRoot;
  remove(): void;
}

/**
 * An empty layer over a view, its shadow tree's host the view's last child. Only what can be pressed takes events of the
 * pointer. Events that begin there don't reach the view, but for moves, and keys that no button takes; their target is
 * the host.
 */
export function overlay(view: HTMLElement): Overlay {
  const host = view.ownerDocument.createElement('div');
  const tree = host.attachShadow({ mode: 'open' });
  styleTree(tree, STYLE);
  for (const type of OWN) {
    const stop = (event: Event) => {
      if (!(event instanceof KeyboardEvent) || event.key === ' ' || event.key === 'Enter') event.stopPropagation();
    };
    tree.addEventListener(type, stop, { passive: true });
  }
  const ending = new AbortController();
  // The layer itself is under no pointer.
  for (const [type, near] of [
    ['pointerenter', true],
    ['pointerleave', false],
  ] as const) {
    view.addEventListener(type, () => host.toggleAttribute('near', near), { signal: ending.signal });
  }
  view.append(host);
  return {
    tree,
    remove() {
      ending.abort();
      host.remove();
    },
  };
}
