/** One observer for all views: so many of their own would each cost the page with every frame. */

interface Observer {
  observe(element: Element): void;
  unobserve(element: Element): void;
}

/** Ends a watch. */
type Unwatch = () => void;

/** A way to have elements watched by an observer that is made with the first of them. */
function together<Entry extends { target: Element }>(make: (told: (entries: Entry[]) => void) => Observer) {
  const watches = new Map<Element, Set<(entry: Entry) => void>>();
  let observer: Observer | undefined;
  const tell = (entries: Entry[]) => {
    for (const entry of entries) for (const told of [...(watches.get(entry.target) ?? [])]) told(entry);
  };
  return (element: Element, told: (entry: Entry) => void): Unwatch => {
    observer ??= make(tell);
    const all = watches.get(element) ?? new Set();
    all.add(told);
    if (!watches.has(element)) {
      watches.set(element, all);
      observer.observe(element);
    }
    return () => {
      all.delete(told);
      if (all.size > 0 || watches.get(element) !== all) return;
      watches.delete(element);
      observer?.unobserve(element);
    };
  };
}

/** So far from the page's edge an element counts as in sight: it is painted before it is scrolled there. CSS px. */
const NEAR = '128px';

/** Tells when an element's box has changed. */
export const watchBox = together<ResizeObserverEntry>((told) => new ResizeObserver(told));

/** As it was last told. */
const sights = new WeakMap<Element, IntersectionObserverEntry>();

const watchSightAnew = together<IntersectionObserverEntry>((told) => {
  const tell = (entries: IntersectionObserverEntry[]) => {
    for (const entry of entries) sights.set(entry.target, entry);
    told(entries);
  };
  return new IntersectionObserver(tell, { rootMargin: NEAR });
});

/** Tells whether an element is in sight; of one that is watched already what is known of it at once. */
export function watchSight(element: Element, told: (entry: IntersectionObserverEntry) => void): Unwatch {
  const unwatch = watchSightAnew(element, told);
  const known = sights.get(element);
  if (known) told(known);
  return unwatch;
}
