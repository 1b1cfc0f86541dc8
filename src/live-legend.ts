/** The legend as elements: what each series is called, its newest value, and whether it is shown. */
import type { Dress, Hit, SeriesState } from '../worker/inspection-types.js';
import type { Texts } from './interactive-texts.js';
import { make, makeButton, styler, write } from './overlay-elements.js';
import { swatch } from './swatch.js';

export interface LiveLegend {
  /** All series, as they look; those without a name, or of which nothing is drawn, have no place in a legend. */
  show(dress: Dress): void;
  /** Names of the series that are not shown, where another than the legend has chosen them. */
  hide(names: readonly string[]): void;
  /** By series; null for none. */
  values(newest: readonly (Hit | null)[] | null): void;
  /** Where its rows begin, and how wide they may be; what of its right end the first row leaves free. CSS px in the view. */
  place(left: number, top: number, width: number, corner?: number): void;
  /** Whether there is room for it. */
  visible(visible: boolean): void;
  /** CSS px that it takes, 0 for none. Measured where that may be other than it was. */
  height(): number;
  remove(): void;
}

/** Texts of pictures that have to be read on any page are too weak for small ones: there it is the page's own colour. */
const NEUTRAL = '#767b86';

interface Item {
  name: string;
  button: HTMLButtonElement;
  look: (color: string, kind: SeriesState['kind']) => void;
  label: HTMLElement;
  value: HTMLElement;
  series: number;
}

/** @param choose told the names of the series that are not shown, whenever the reader has changed them. */
export function liveLegend(tree: ShadowRoot, texts: Texts, choose: (hidden: readonly string[]) => void): LiveLegend {
  const list = make(tree, 'div', 'legend', { role: 'toolbar', 'aria-label': texts.legend });
  const style = styler(list);
  const items: Item[] = [];
  let hidden: readonly string[] = [];
  /** As it was before the first click of two. */
  let before = hidden;
  let clicked: Item | null = null;
  let color = '';
  let placed = '';
  let measured: number | null = null;

  const restyle = () => style(`${placed};color:${color}`);
  const setHidden = (names: readonly string[]) => {
    hidden = names;
    for (const { name, button, value } of items) {
      const isHidden = names.includes(name);
      button.setAttribute('aria-pressed', `${!isHidden}`);
      if (isHidden) write(value, '');
    }
  };
  const change = (names: readonly string[]) => {
    setHidden(names);
    choose(names);
  };
  /** Of all only this; all where that is so already. */
  const solo = ({ name }: Item, from: readonly string[]) => {
    const others = items.map((item) => item.name).filter((other) => other !== name);
    const alone = !from.includes(name) && others.every((other) => from.includes(other));
    change(alone ? [] : others);
  };
  const press = (item: Item, { detail, shiftKey }: MouseEvent) => {
    // The second of a double click, which takes back what the first one did.
    const second = detail > 1 && detail % 2 === 0 && clicked === item;
    const { name } = item;
    if (second) solo(item, before);
    else {
      before = hidden;
      if (shiftKey) solo(item, hidden);
      else change(hidden.includes(name) ? hidden.filter((other) => other !== name) : [...hidden, name]);
    }
    clicked = second ? null : item;
    rove(item);
  };
  /** One of them is reached by Tab, and from there the others by arrow keys. */
  const rove = (to: Item | undefined, focus = false) => {
    if (!to) return;
    for (const item of items) item.button.tabIndex = item === to ? 0 : -1;
    if (focus) to.button.focus();
  };
  list.addEventListener('keydown', (event) => {
    const at = items.findIndex(({ button }) => button === event.target);
    const forward = getComputedStyle(list).direction === 'rtl' ? -1 : 1;
    const steps: Record<string, number> = {
      ArrowRight: at + forward,
      ArrowLeft: at - forward,
      Home: 0,
      End: items.length - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) rove(items[(to + items.length) % items.length], true);
    else if (event.key === 'Enter' && event.shiftKey) solo(items[at], hidden);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  const makeItem = (): Item => {
    const button = makeButton(list, 'legend-item', '', () => {});
    const item: Item = {
      name: '',
      button,
      look: swatch(button),
      label: make(button, 'span', 'legend-name'),
      value: make(button, 'span', 'legend-value', { 'aria-hidden': 'true' }),
      series: 0,
    };
    button.addEventListener('click', (event) => press(item, event));
    return item;
  };

  return {
    show({ series, text }) {
      const named = series.flatMap(({ name, kind }, k) => (name !== '' && kind !== 'none' ? k : []));
      const former = items.map(({ name }) => name).join('\n');
      while (items.length > named.length) items.pop()?.button.remove();
      while (items.length < named.length) items.push(makeItem());
      for (const [k, item] of items.entries()) {
        const { name, kind, color } = series[named[k]];
        if (name !== item.name) item.value.dataset.longest = '';
        Object.assign(item, { name, series: named[k] });
        write(item.label, name);
        item.label.title = name;
        item.look(color, kind);
      }
      color = text === NEUTRAL ? 'inherit' : text;
      restyle();
      if (former === items.map(({ name }) => name).join('\n')) return;
      measured = null;
      setHidden(hidden);
      if (!items.some(({ button }) => button.tabIndex === 0 && button.matches(':focus'))) rove(items[0]);
    },
    hide: setHidden,
    values(newest) {
      for (const item of items) {
        const text = hidden.includes(item.name) ? '' : (newest?.[item.series]?.yText ?? '');
        write(item.value, text);
        // The room of the longest one so far is kept, by the style.
        const { dataset } = item.value;
        if (text.length <= (dataset.longest ?? '').length) continue;
        dataset.longest = text;
        measured = null;
      }
    },
    place(left, top, width, corner = 0) {
      const now = `left:${left}px;top:${top}px;width:${width}px;--corner:${corner}px`;
      if (now === placed) return;
      placed = now;
      measured = null;
      restyle();
    },
    visible(visible) {
      if (list.hidden !== visible) return;
      list.hidden = !visible;
      measured = visible ? null : measured;
    },
    height() {
      measured ??= items.length && list.offsetHeight;
      return measured;
    },
    remove: () => list.remove(),
  };
}
