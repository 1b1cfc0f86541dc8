/** What is shown as a table, page by page, on demand. */
import type { Rows } from '../worker/inspection-types.js';
import type { Texts } from './interactive-texts.js';
import { overlayDialog } from './overlay-dialog.js';
import { make, makeButton, write, writeSign } from './overlay-elements.js';

/** Rows of a page. */
const PAGE = 20;

export interface DataTable {
  /** Shows the first page. @param x the title of the axis, '' for none. */
  open(x: string): Promise<void>;
  close(): void;
  remove(): void;
}

/** @param ask so many rows of what is shown from an absolute index on, null for its first; null for nothing to be had. */
export function dataTable(
  tree: ShadowRoot,
  texts: Texts,
  ask: (first: number | null, count: number) => Promise<Rows | null>,
): DataTable {
  const { element, open, close } = overlayDialog(tree, 'data', texts.table, texts);
  const scroller = make(element, 'div', 'table-scroll', { tabindex: '0', role: 'group', 'aria-label': texts.table });
  const table = make(scroller, 'table');
  write(make(table, 'caption', 'unseen'), texts.table);
  const head = make(make(table, 'thead'), 'tr');
  const body = make(table, 'tbody');
  const foot = make(element, 'footer', '', { role: 'none' });
  const status = make(foot, 'p', '', { role: 'status' });
  let page: Rows | null = null;
  let xTitle = '';
  /** Answers to former questions may come late. */
  let question = 0;

  const buttons = [
    ['first', '⇤', () => null],
    ['previous', '←', ({ first, start }: Rows) => Math.max(first - PAGE, start)],
    ['next', '→', ({ first }: Rows) => first + PAGE],
    ['last', '⇥', ({ start, end }: Rows) => start + Math.max(0, Math.ceil((end - start) / PAGE) - 1) * PAGE],
  ] as const;
  const pagers = buttons.map(([name, sign, from]) => {
    const button = makeButton(foot, `button ${name}`, texts[name], () => {
      if (page && button.ariaDisabled !== 'true') turn(from(page));
    });
    writeSign(button, sign);
    return button;
  });

  const turn = async (from: number | null) => {
    const mine = ++question;
    const rows = await ask(from, PAGE).catch(() => null);
    if (mine !== question) return;
    page = rows;
    show(rows, from !== null && rows !== null && rows.first > from);
  };
  const show = (rows: Rows | null, gone: boolean) => {
    head.replaceChildren();
    for (const [k, name] of [xTitle || texts.x, ...(rows?.names ?? [])].entries()) {
      write(make(head, 'th', '', { scope: 'col' }), name || (k > 0 ? texts.value : texts.x));
    }
    body.replaceChildren();
    for (const { x, ys } of rows?.rows ?? []) {
      const row = make(body, 'tr');
      write(make(row, 'th', '', { scope: 'row' }), x);
      for (const y of ys) {
        const cell = make(row, 'td');
        write(cell, y);
        if (y !== '') continue;
        writeSign(cell, '—');
        write(make(cell, 'span', 'unseen'), texts.gap);
      }
    }
    scroller.scrollTop = 0;
    const { first, start, end } = rows ?? { first: 0, start: 0, end: 0 };
    const last = first + (rows?.rows.length ?? 0);
    const range = last > first ? texts.rows(first - start + 1, last - start, end - start) : texts.noRows;
    write(status, gone ? `${range}. ${texts.gone}` : range);
    for (const [k, button] of pagers.entries()) button.ariaDisabled = `${k < 2 ? first <= start : last >= end}`;
  };
  return {
    open(x) {
      xTitle = x;
      open();
      return turn(null);
    },
    close,
    remove() {
      question++;
      close();
      element.remove();
    },
  };
}
