/** From a move of the pointer to what the tooltip says of the place that it has moved to. */
import type { Interaction } from '../../../src/interactive.js';

export interface Answers {
  /** From a move's event to the text of that place, or of a later one, ms. */
  text: number[];
  /** To the beginning of the page's frame that shows it, ms. */
  frame: number[];
  moves: number;
  /** Moves of which the text of their own place was never seen, as another came before it. */
  superseded: number;
  /** Texts of places where no move has been. */
  strays: number;
}

interface Move {
  left: number;
  /** Of its event. */
  time: number;
}

/** A sample is found so near to the pointer, CSS px; moves are further apart than twice that. */
const NEAR = 1;

const nothing = (): Answers => ({ text: [], frame: [], moves: 0, superseded: 0, strays: 0 });

/** Functions of the page. */
export function answersOf(touched: Interaction, view: HTMLElement) {
  let found = nothing();
  const moves: Move[] = [];
  /** So many have an answer. */
  let answered = 0;
  /** Of what is in the tooltip now; told in the same task in which it has been written. */
  let place: number | null = null;

  function written(): void {
    if (place === null) return;
    const left = place;
    place = null;
    const now = performance.now();
    let at = moves.length - 1;
    while (at >= 0 && Math.abs(moves[at].left - left) > NEAR) at--;
    if (at < 0) found.strays++;
    // That of a place which is known already tells of newer samples there.
    if (at < answered) return;
    found.superseded += at - answered;
    const waited = moves.slice(answered, at + 1);
    answered = at + 1;
    for (const { time } of waited) found.text.push(now - time);
    requestAnimationFrame((began) => {
      for (const { time } of waited) found.frame.push(Math.max(began, now) - time);
    });
  }

  function watchAnswers(): void {
    const trees = [...view.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? []);
    const tooltip = trees.map((tree) => tree.querySelector('[part=tooltip]')).find((element) => element !== null);
    if (!tooltip) throw new Error('there is no tooltip');
    new MutationObserver(written).observe(tooltip, { subtree: true, childList: true, characterData: true });
    const { left } = view.getBoundingClientRect();
    const noted = (event: PointerEvent) => {
      const events = event.getCoalescedEvents();
      for (const { clientX, timeStamp } of events.length > 0 ? events : [event]) {
        moves.push({ left: clientX - left, time: timeStamp });
        found.moves++;
      }
    };
    view.addEventListener('pointermove', noted, { capture: true });
    touched.addEventListener('hover', () => {
      place = touched.attention.pointing.hit?.left ?? null;
    });
  }

  /** What was found since this was asked last; and how many moves have no answer by now. */
  function takeAnswers(): Answers & { unanswered: number } {
    const taken = found;
    found = nothing();
    return { ...taken, unanswered: moves.length - answered };
  }

  return { watchAnswers, takeAnswers };
}
