import { afterEach, beforeEach, expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import { type GestureOptions, type Gestures, listenToGestures, type Point } from '../../src/gestures.js';
import { eventually } from './eventually.js';
import { handsOn, nextFrame } from './touch.js';

type Told =
  | { kind: 'hover'; point: Point | null }
  | { kind: 'pan'; dx: number; dy: number }
  | { kind: 'zoom'; factor: number; around: Point }
  | { kind: 'box'; from: Point; to: Point; done: boolean }
  | { kind: 'boxCancelled' }
  | { kind: 'tap'; point: Point; count: number };

const PLOT = { x: 50, y: 20, width: 400, height: 160 };
const told: Told[] = [];
/** Whether there is anywhere to go. */
let allowed = true;
let ending = new AbortController();
let element: HTMLElement;
let page: HTMLElement;
let hands: ReturnType<typeof handsOn>;

/** The page of tests may be scaled in the one that it lies in: places are compared to a hundredth of a px. */
const round = (value: number) => Math.round(value * 100) / 100 + 0;
const rounded = ({ left, top }: Point): Point => ({ left: round(left), top: round(top) });

const gestures: Gestures = {
  hover: (point) => void told.push({ kind: 'hover', point: point && rounded(point) }),
  pan: (dx, dy) => {
    told.push({ kind: 'pan', dx, dy });
    return allowed;
  },
  zoom: (factor, around) => {
    told.push({ kind: 'zoom', factor, around: rounded(around) });
    return allowed;
  },
  box: (from, to, done) => void told.push({ kind: 'box', from: rounded(from), to: rounded(to), done }),
  boxCancelled: () => void told.push({ kind: 'boxCancelled' }),
  tap: (point, count) => void told.push({ kind: 'tap', point: rounded(point), count }),
};

const of = <Kind extends Told['kind']>(kind: Kind) =>
  told.filter((one): one is Extract<Told, { kind: Kind }> => one.kind === kind);
const panned = () =>
  of('pan')
    .reduce(([x, y], { dx, dy }) => [x + dx, y + dy], [0, 0])
    .map(round);
const zoomed = () => of('zoom').reduce((product, { factor }) => product * factor, 1);
const at = (left: number, top = 100): Point => ({ left, top });

function listen(options: Partial<GestureOptions> = {}): void {
  listenToGestures(element, () => PLOT, { drag: 'pan', wheel: 'modifier', ...options }, gestures, ending.signal);
}

beforeEach(async () => {
  page = document.createElement('div');
  page.style.cssText = 'height: 3000px; padding: 200px 0 0 60px';
  page.innerHTML =
    '<p>Before it</p><div tabindex="0" style="width: 500px; height: 220px; background: #eee"></div><p>After it</p>';
  document.body.append(page);
  element = page.querySelector('div')!;
  hands = handsOn(element);
  scrollTo(0, 50);
  // The mouse is where the last test left it.
  await hands.move(at(-40, -40));
  await nextFrame();
});

afterEach(async () => {
  ending.abort();
  ending = new AbortController();
  allowed = true;
  // Of fingers that a test has not lifted; without any it is refused.
  await hands.touchCancel().catch(() => {});
  page.remove();
  await nextFrame();
  told.length = 0;
});

/** A drag that ends in rest, so that nothing goes on from it. */
async function drag(from: Point, to: Point, held: 'Shift'[] = []): Promise<void> {
  await hands.move(from, held);
  await hands.press(from, held);
  await hands.move(at((from.left + to.left) / 2, (from.top + to.top) / 2), held, 1);
  await hands.move(to, held, 1);
  await rest();
  await hands.release(to, held);
}

/** So long that a hand counts as resting: what is measured are the time stamps of events. */
const rest = () => new Promise((resolve) => setTimeout(resolve, 120));

test('a mouse hovers, and leaves', async () => {
  listen();
  await hands.move(at(100));
  await hands.move(at(120, 110));
  await eventually(() => expect(of('hover').at(-1)?.point).toEqual(at(120, 110)));
  await hands.move(at(120, -30));
  await eventually(() => expect(of('hover').at(-1)?.point).toBe(null));
});

test('under a transform places and ways are in the element’s own px', async () => {
  element.style.transformOrigin = '0 0';
  element.style.transform = 'scale(0.5)';
  listen();
  await drag(at(50, 40), at(100, 60));
  await eventually(() => expect(panned()).toEqual([100, 40]));
  expect(of('hover')[0].point).toEqual(at(100, 80));
});

test('dragging pans, all the way from where it began; hover waits meanwhile', async () => {
  listen();
  await drag(at(300), at(180, 130));
  await eventually(() => expect(of('hover').at(-1)?.point).toEqual(at(180, 130)));
  expect(panned()).toEqual([-120, 30]);
  expect(told.map(({ kind }) => kind)).toEqual(['hover', 'pan', 'pan', 'hover']);
  expect(element.style.cursor).toBe('');
});

test('a drag goes on outside the element, and shows that it holds', async () => {
  listen();
  await hands.press(at(60));
  await hands.move(at(90), [], 1);
  await eventually(() => expect(element.style.cursor).toBe('grabbing'));
  await hands.move(at(-30, -60), [], 1);
  await eventually(() => expect(panned()).toEqual([-90, -160]));
  await rest();
  await hands.release(at(-30, -60));
  await eventually(() => expect(of('hover').at(-1)?.point).toBe(null));
});

test('3 px are no drag but a tap; 4 are one', async () => {
  listen();
  await hands.press(at(100));
  await hands.move(at(103), [], 1);
  await hands.release(at(103));
  await eventually(() => expect(of('tap')).toEqual([{ kind: 'tap', point: at(103), count: 1 }]));
  expect(of('pan')).toEqual([]);
  await hands.press(at(200));
  await hands.move(at(204), [], 1);
  await eventually(() => expect(panned()).toEqual([4, 0]));
  await rest();
  await hands.release(at(204));
  expect(of('tap')).toHaveLength(1);
});

test('a drag that begins beside the plot, or with another button, is none', async () => {
  listen();
  await drag(at(20), at(200));
  await hands.press(at(200), [], 'middle');
  await hands.release(at(200), [], 'middle');
  await hands.press(at(100));
  await hands.release(at(100));
  await eventually(() => expect(of('tap')).toHaveLength(1));
  expect([...of('pan'), ...of('box')]).toEqual([]);
});

test('a drag that begins on a button, or on what says so, is none, and no tap either', async () => {
  element.innerHTML =
    '<button style="position: absolute; margin: 40px 0 0 100px"><b>Pause</b></button>' +
    '<div data-no-drag style="position: absolute; margin: 80px 0 0 100px"><i>Legend</i></div>';
  listen();
  let clicks = 0;
  element.querySelector('button')!.addEventListener('click', () => clicks++);
  await drag(at(110, 50), at(300, 50));
  await drag(at(110, 90), at(300, 90));
  await hands.press(at(110, 50));
  await hands.release(at(110, 50));
  await eventually(() => expect(clicks).toBe(1));
  await hands.move(at(110, 90));
  await eventually(() => expect(of('hover').at(-1)?.point).toBe(null));
  expect([...of('pan'), ...of('box'), ...of('tap')]).toEqual([]);
});

test.each<[GestureOptions['drag'], 'Shift'[]]>([
  ['pan', ['Shift']],
  ['box', []],
])('with drag: %s and %j held a box is drawn, which stays in the plot', async (option, held) => {
  listen({ drag: option });
  await drag(at(100, 60), at(480, 300), held);
  await eventually(() => expect(of('box').at(-1)?.done).toBe(true));
  expect(of('box').map(({ from, to }) => [from, to])).toEqual([
    [at(100, 60), at(290, 180)],
    [at(100, 60), at(450, 180)],
    [at(100, 60), at(450, 180)],
  ]);
  expect(of('pan')).toEqual([]);
});

test('with drag: box, Shift pans', async () => {
  listen({ drag: 'box' });
  await drag(at(100), at(150), ['Shift']);
  await eventually(() => expect(panned()).toEqual([50, 0]));
  expect(of('box')).toEqual([]);
});

test('Escape calls a box off, and is told nobody else', async () => {
  listen();
  let escapes = 0;
  const count = () => escapes++;
  document.addEventListener('keydown', count, { signal: ending.signal });
  element.focus();
  await hands.press(at(100), ['Shift']);
  await hands.move(at(200), ['Shift'], 1);
  await eventually(() => expect(of('box')).toHaveLength(1));
  await hands.key('Escape');
  await eventually(() => expect(of('boxCancelled')).toHaveLength(1));
  await hands.move(at(220), ['Shift'], 1);
  await hands.release(at(220), ['Shift']);
  await hands.key('Escape');
  await eventually(() => expect(escapes).toBe(1));
  expect(of('box')).toHaveLength(1);
  expect([...of('tap'), ...of('pan')]).toEqual([]);
  expect(of('boxCancelled')).toHaveLength(1);
});

test('a box is called off where the pointer is lost', async () => {
  listen();
  await hands.press(at(100), ['Shift']);
  let pointer = 0;
  element.addEventListener('pointermove', ({ pointerId }) => (pointer = pointerId), { once: true });
  await hands.move(at(200), ['Shift'], 1);
  await eventually(() => expect(of('box')).toHaveLength(1));
  element.releasePointerCapture(pointer);
  await hands.move(at(210), ['Shift'], 1);
  await eventually(() => expect(of('boxCancelled')).toHaveLength(1));
  await hands.release(at(210));
  expect(of('box')).toHaveLength(1);
});

test('a double click is told as one, a third is the first of another; no text is selected', async () => {
  listen();
  getSelection()!.removeAllRanges();
  await Promise.all(
    [1, 2, 3].flatMap((clickCount) => [
      hands.press(at(200), [], 'left', clickCount),
      hands.release(at(200), [], 'left', clickCount),
    ]),
  );
  await eventually(() => expect(of('tap').map(({ count }) => count)).toEqual([1, 2, 1]));
  await drag(at(200), at(200, 300), ['Shift']);
  expect(getSelection()!.toString()).toBe('');
});

test('where nothing listens a double click does select, so that the test above can fail', async () => {
  element.textContent = 'Words';
  await hands.press(at(10, 10));
  await hands.release(at(10, 10));
  await hands.press(at(10, 10), [], 'left', 2);
  await hands.release(at(10, 10), [], 'left', 2);
  await eventually(() => expect(getSelection()!.toString()).toContain('Words'));
  getSelection()!.removeAllRanges();
  listen();
  await hands.press(at(10, 10));
  await hands.release(at(10, 10));
  await hands.press(at(10, 10), [], 'left', 2);
  await hands.release(at(10, 10), [], 'left', 2);
  await eventually(() => expect(of('tap').length).toBeGreaterThanOrEqual(2));
  expect(getSelection()!.toString()).toBe('');
});

test('a drag is no click on a link that the chart lies in; a tap is', async () => {
  const link = document.createElement('a');
  link.href = '#there';
  link.draggable = false;
  element.replaceWith(link);
  link.append(element);
  element.style.display = 'block';
  listen();
  let followed = 0;
  document.addEventListener(
    'click',
    (event) => {
      if (!event.defaultPrevented) followed++;
      event.preventDefault();
    },
    { signal: ending.signal },
  );
  let clicks = 0;
  element.addEventListener('click', () => clicks++);
  await drag(at(100), at(200));
  await eventually(() => expect(clicks).toBe(1));
  expect(followed).toBe(0);
  await hands.press(at(300));
  await hands.release(at(300));
  await eventually(() => expect(followed).toBe(1));
});

test('a plain wheel is the page’s', async () => {
  listen();
  await hands.wheel(at(200), 0, 120);
  await eventually(() => expect(scrollY).toBeGreaterThan(50));
  expect([...of('zoom'), ...of('pan')]).toEqual([]);
});

test.each(['Control', 'Meta'] as const)('a wheel with %s zooms around the pointer', async (modifier) => {
  listen();
  await hands.wheel(at(200, 90), 0, -10, [modifier]);
  await hands.wheel(at(200, 90), 0, -10, [modifier]);
  await eventually(() => expect(of('zoom')).toHaveLength(2));
  expect(zoomed()).toBeCloseTo(Math.exp(0.2), 4);
  expect(of('zoom')[0].around).toEqual(at(200, 90));
  await hands.wheel(at(200, 90), 0, 20, [modifier]);
  await eventually(() => expect(zoomed()).toBeCloseTo(1, 4));
  expect(scrollY).toBe(50);
});

test('one event zooms no further than by e to the ¼', async () => {
  listen();
  await hands.wheel(at(200), 0, 5000, ['Control']);
  await eventually(() => expect(zoomed()).toBeCloseTo(Math.exp(-0.25), 4));
});

test('a wheel sideways pans, and goes on panning where it wavers', async () => {
  page.style.width = '5000px';
  listen();
  await hands.wheel(at(200), 40, 10);
  await hands.wheel(at(200), 5, 10);
  await eventually(() => expect(panned()).toEqual([-45, 0]));
  expect([scrollX, scrollY]).toEqual([0, 50]);
});

test('a wheel with Shift pans', async () => {
  listen();
  await hands.wheel(at(200), 0, 40, ['Shift']);
  await eventually(() => expect(panned()).toEqual([-40, 0]));
});

test('with wheel: always it zooms; at a limit it is the page’s', async () => {
  listen({ wheel: 'always' });
  await hands.wheel(at(200), 0, -100);
  await eventually(() => expect(zoomed()).toBeCloseTo(Math.exp(0.2), 4));
  expect(scrollY).toBe(50);
  await new Promise((resolve) => setTimeout(resolve, 300));
  allowed = false;
  await hands.wheel(at(200), 0, 100);
  await eventually(() => expect(scrollY).toBeGreaterThan(50));
});

test('a movement that has zoomed up to a limit does not go on as a scroll, and Ctrl never zooms the page', () => {
  listen({ wheel: 'always' });
  const sent = (more: WheelEventInit) => {
    const event = new WheelEvent('wheel', { bubbles: true, cancelable: true, deltaY: 50, ...more });
    element.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(sent({})).toBe(true);
  allowed = false;
  expect(sent({})).toBe(true);
  expect(sent({ ctrlKey: true })).toBe(true);
  // A scroll of the page that is under way is left to it.
  const zooms = of('zoom').length;
  expect(sent({ cancelable: false })).toBe(false);
  expect(of('zoom')).toHaveLength(zooms);
});

test('lines and pages of a wheel count as what they are about', () => {
  listen();
  for (const deltaMode of [0, 1, 2]) {
    element.dispatchEvent(new WheelEvent('wheel', { cancelable: true, deltaX: 3, deltaMode }));
  }
  expect(of('pan').map(({ dx }) => dx)).toEqual([-3, -90, -1200]);
});

test('with wheel: none all of it is the page’s', async () => {
  listen({ wheel: 'none' });
  await hands.wheel(at(200), 0, 120);
  await eventually(() => expect(scrollY).toBeGreaterThan(50));
  element.dispatchEvent(new WheelEvent('wheel', { cancelable: true, deltaY: 9, ctrlKey: true }));
  expect([...of('zoom'), ...of('pan')]).toEqual([]);
});

test('Safari’s pinch on a trackpad zooms', () => {
  listen();
  const { left, top } = element.getBoundingClientRect();
  const send = (type: string, scale: number) => {
    const event = new Event(type, { bubbles: true, cancelable: true });
    element.dispatchEvent(Object.assign(event, { scale, clientX: left + 200, clientY: top + 90 }));
    return event.defaultPrevented;
  };
  expect(send('gesturestart', 1)).toBe(true);
  send('gesturechange', 1.5);
  send('gesturechange', 3);
  send('gesturestart', 1);
  send('gesturechange', 0.5);
  expect(of('zoom').map(({ factor }) => factor)).toEqual([1.5, 2, 0.5]);
  expect(of('zoom')[0].around).toEqual(at(200, 90));
});

test('a finger that moves sideways pans, without a jump', async () => {
  listen();
  const begun = [hands.touchStart(at(300))];
  for (let left = 295; left >= 270; left -= 5) begun.push(hands.touchMove(at(left)));
  await Promise.all(begun);
  for (let left = 265; left >= 200; left -= 5) await hands.touchMove(at(left));
  await rest();
  await hands.touchEnd();
  await eventually(() => expect(of('pan').length).toBeGreaterThan(5));
  await nextFrame();
  expect(panned()[0]).toBeLessThanOrEqual(-60);
  expect(panned()[0]).toBeGreaterThanOrEqual(-100);
  expect(Math.min(...of('pan').map(({ dx }) => dx))).toBeGreaterThanOrEqual(-10);
  expect([...of('tap'), ...of('hover')]).toEqual([]);
  expect(scrollY).toBe(50);
});

test('a finger that moves up scrolls the page past the chart', async () => {
  listen();
  await hands.touchStart(at(300, 150));
  for (let top = 145; top >= 20; top -= 5) await hands.touchMove(at(300, top));
  await hands.touchEnd();
  await eventually(() => expect(scrollY).toBeGreaterThan(80));
  expect([...of('pan'), ...of('tap'), ...of('hover')]).toEqual([]);
  // And nothing of that finger is left.
  await eventually(async () => {
    const before = scrollY;
    await rest();
    expect(scrollY).toBe(before);
  });
  scrollTo(0, 50);
  await nextFrame();
  await Promise.all([hands.touchStart(at(200)), hands.touchEnd()]);
  await eventually(() => expect(of('tap')).toHaveLength(1));
});

test('a finger that taps hovers there and taps, twice for a double', async () => {
  listen();
  // Not one after the other: on a busy machine a finger would come to rest.
  await Promise.all([
    ...[hands.touchStart(at(200)), hands.touchEnd()],
    ...[hands.touchStart(at(205)), hands.touchEnd()],
  ]);
  await eventually(() => expect(of('tap')).toHaveLength(2));
  expect(told).toEqual([
    { kind: 'hover', point: at(200) },
    { kind: 'tap', point: at(200), count: 1 },
    { kind: 'hover', point: at(205) },
    { kind: 'tap', point: at(205), count: 2 },
  ]);
  for (let i = 0; i < 2; i++) await Promise.all([hands.touchStart(at(200, -30)), hands.touchEnd()]);
  await eventually(() => expect(told.slice(4)).toEqual([{ kind: 'hover', point: null }]));
});

test('a finger that rests hovers, and takes that along', async () => {
  listen();
  await hands.touchStart(at(200));
  await eventually(() => expect(of('hover')).toEqual([{ kind: 'hover', point: at(200) }]));
  for (let left = 205; left <= 260; left += 5) await hands.touchMove(at(left));
  await eventually(() => expect(of('hover').at(-1)?.point).toEqual(at(260)));
  await hands.touchEnd();
  await nextFrame();
  expect([...of('tap'), ...of('pan')]).toEqual([]);
});

test('two fingers zoom around their middle and pan with it; one that stays goes on, a third is ignored', async () => {
  listen();
  await hands.touchStart(at(200));
  await hands.touchStart(at(200), at(300));
  for (let by = 5; by <= 50; by += 5) await hands.touchMove(at(200 - by), at(300 + by));
  await eventually(() => expect(zoomed()).toBeCloseTo(2, 4));
  expect(panned()).toEqual([0, 0]);
  expect(of('zoom').at(-1)!.around).toEqual(at(250));
  // Together they pan.
  for (let by = 5; by <= 40; by += 5) await hands.touchMove(at(150 + by), at(350 + by));
  await eventually(() => expect(panned()).toEqual([40, 0]));
  expect(zoomed()).toBeCloseTo(2, 4);
  await hands.touchStart(at(190), at(390), at(260));
  await hands.touchMove(at(190), at(390), at(320));
  await hands.lift(at(320), 2);
  await hands.lift(at(390), 1);
  for (let by = 5; by <= 30; by += 5) await hands.touchMove(at(190 + by));
  await eventually(() => expect(panned()).toEqual([70, 0]));
  expect(zoomed()).toBeCloseTo(2, 4);
  await rest();
  await hands.touchEnd();
  expect(scrollY).toBe(50);
});

test('of fingers above each other the distance counts, and none so small that it trembles', async () => {
  listen();
  await hands.touchStart(at(200, 60));
  await hands.touchStart(at(200, 60), at(200, 110));
  await hands.touchMove(at(200, 50), at(200, 150));
  await eventually(() => expect(zoomed()).toBeCloseTo(2, 4));
  await hands.touchMove(at(200, 99), at(200, 101));
  await eventually(() => expect(zoomed()).toBeCloseTo(24 / 50, 4));
  await hands.touchEnd();
});

test('with drag: none fingers are the browser’s, though they tap', async () => {
  element.style.touchAction = 'manipulation';
  listen({ drag: 'none' });
  expect(element.style.touchAction).toBe('manipulation');
  await drag(at(100), at(200));
  await Promise.all([hands.touchStart(at(200)), hands.touchEnd()]);
  await eventually(() => expect(of('tap')).toHaveLength(1));
  await hands.touchStart(at(300, 150));
  for (let top = 145; top >= 20; top -= 5) await hands.touchMove(at(300, top));
  await rest();
  await hands.touchEnd();
  await eventually(() => expect(scrollY).toBeGreaterThan(80));
  expect([...of('pan'), ...of('box'), ...of('zoom')]).toEqual([]);
});

/** Lets go in motion. */
async function fling(): Promise<number> {
  await hands.press(at(400));
  for (let left = 380; left >= 200; left -= 20) await hands.move(at(left), [], 1);
  await hands.release(at(200));
  return -200;
}

test('what is let go in motion goes on, ever more slowly, and comes to rest', async () => {
  listen();
  const dragged = await fling();
  await eventually(() => expect(panned()[0]).toBeLessThan(dragged - 20));
  let ended = 0;
  await eventually(async () => {
    ended = told.length;
    await rest();
    expect(told.length).toBe(ended);
  });
  const ways = of('pan')
    .slice(-6)
    .map(({ dx }) => Math.abs(dx));
  expect(Math.max(...ways)).toBeLessThan(4);
});

test.each([
  ['a key', () => hands.key('a')],
  ['a wheel', () => hands.wheel(at(200), 0, 1)],
  ['a pointer elsewhere', () => hands.press(at(-30, -30))],
  [
    'the page’s end of showing',
    async () => void document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
  ],
  ['an abort', async () => ending.abort()],
])('momentum is ended by %s', async (_, interrupt) => {
  listen();
  const dragged = await fling();
  await eventually(() => expect(panned()[0]).toBeLessThan(dragged));
  await interrupt();
  await nextFrame();
  const { length } = of('pan');
  for (let i = 0; i < 5; i++) await nextFrame();
  expect(of('pan')).toHaveLength(length);
});

test('nothing goes on by itself for who prefers reduced motion, or at a limit', async () => {
  const session = cdp() as unknown as { send(method: string, params: object): Promise<void> };
  const set = (value: string) =>
    session.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-reduced-motion', value }] });
  listen();
  await set('reduce');
  const dragged = await fling();
  for (let i = 0; i < 5; i++) await nextFrame();
  expect(panned()[0]).toBe(dragged);
  await set('');
  told.length = 0;
  allowed = false;
  await fling();
  await eventually(() => expect(panned()[0]).toBeLessThan(dragged));
  const { length } = of('pan');
  for (let i = 0; i < 5; i++) await nextFrame();
  expect(of('pan')).toHaveLength(length);
});

test('with the signal aborted all is as it was, also in the midst of a box', async () => {
  element.style.touchAction = 'manipulation';
  element.style.cursor = 'help';
  listen();
  expect(element.style.touchAction).toBe('pan-y');
  await hands.press(at(100), ['Shift']);
  await hands.move(at(200), ['Shift'], 1);
  await eventually(() => expect(of('box')).toHaveLength(1));
  ending.abort();
  expect(of('boxCancelled')).toHaveLength(1);
  expect([element.style.touchAction, element.style.cursor]).toEqual(['manipulation', 'help']);
  const { length } = told;
  await hands.release(at(200));
  await drag(at(100), at(200));
  await hands.wheel(at(200), 0, -10, ['Control']);
  await hands.touchStart(at(200));
  await hands.touchEnd();
  await nextFrame();
  expect(told).toHaveLength(length);
  listen();
  expect(element.style.touchAction).toBe('manipulation');
});

test('the browser’s menu is not kept from a reader, and ends what is under way', async () => {
  listen();
  let prevented: boolean | null = null;
  document.addEventListener(
    'contextmenu',
    (event) => {
      prevented = event.defaultPrevented;
      event.preventDefault();
    },
    { signal: ending.signal },
  );
  await hands.press(at(100), ['Shift']);
  await hands.move(at(200), ['Shift'], 1);
  await eventually(() => expect(of('box')).toHaveLength(1));
  element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
  expect(of('boxCancelled')).toHaveLength(1);
  expect(prevented).toBe(false);
  await hands.release(at(200), ['Shift']);
  expect(of('box')).toHaveLength(1);
});
