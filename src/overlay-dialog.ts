/** A dialog over the page, with a heading and a button that closes it. */
import type { Texts } from './interactive-texts.js';
import { make, makeButton, write, writeSign } from './overlay-elements.js';
import { SURFACE, styleTree } from './overlay-style.js';

const STYLE = `
dialog{${SURFACE}pointer-events:auto;padding:0;max-width:min(760px,100vw - 24px);max-height:calc(100vh - 24px);
border-radius:8px;overflow:hidden}
dialog[open]{display:flex;flex-direction:column}
dialog::backdrop{background:#0006}
header,footer{display:flex;align-items:center;gap:4px;padding:8px 8px 8px 14px}
h2,p{flex:1;margin:0;font-size:12px}
h2{font-size:14px}
[part=table-scroll]{overflow:auto;border:solid #767b86;border-width:1px 0}
table{border-spacing:0;min-width:100%}
td,th{padding:2px 14px;text-align:end;white-space:nowrap;font-weight:400;unicode-bidi:plaintext}
th{position:sticky;top:0;inset-inline-start:0;background:var(--ringplot-tooltip-background,Canvas)}
thead th{font-weight:600;white-space:normal;vertical-align:bottom}
th:first-child{text-align:start;z-index:1}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 14px;margin:0;padding:0 14px 14px;overflow:auto}
dd{margin:0}
kbd{font:inherit;font-weight:600;white-space:nowrap}
`;

export interface OverlayDialog {
  readonly element: HTMLDialogElement;
  open(): void;
  /** The focus returns to where it was, as browsers do that. */
  close(): void;
}

export function overlayDialog(tree: ShadowRoot, part: string, title: string, texts: Texts): OverlayDialog {
  styleTree(tree, STYLE);
  const element = make(tree, 'dialog', `dialog ${part}`, { 'aria-label': title, closedby: 'any' });
  // Else it would count as the page's.
  const head = make(element, 'header', '', { role: 'none' });
  write(make(head, 'h2'), title);
  const close = () => element.close();
  writeSign(makeButton(head, 'button', texts.close, close), '✕');
  // Keys are not the chart's while it is open.
  element.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close();
  });
  return {
    element,
    open() {
      if (!element.open) element.showModal();
    },
    close,
  };
}
