/** The list of keys, on demand. */
import type { Texts } from './interactive-texts.js';
import { overlayDialog } from './overlay-dialog.js';
import { make, write } from './overlay-elements.js';

export interface Help {
  open(): void;
  close(): void;
  remove(): void;
}

/** @param keys each key, or keys, with what it does. */
export function help(tree: ShadowRoot, texts: Texts, keys: readonly (readonly [keys: string, text: string])[]): Help {
  const { element, open, close } = overlayDialog(tree, 'keys', texts.help, texts);
  const list = make(element, 'dl');
  for (const [key, text] of keys) {
    write(make(make(list, 'dt'), 'kbd'), key);
    write(make(list, 'dd'), text);
  }
  return {
    open,
    close,
    remove() {
      close();
      element.remove();
    },
  };
}
