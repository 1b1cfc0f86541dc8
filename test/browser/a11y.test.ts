/** Charts for those who don't see them, or have no pointer: by keys alone, by ear, and as axe finds them. */
import axe from 'axe-core';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { EXHIBITS } from '../../demo/exhibits.js';
import { LiveStream } from '../../src/index.js';
import { interact } from '../../src/interactive.js';
import type { Output } from '../../worker/protocol.js';
import { eventually } from './eventually.js';
import { type LiveOptions, live, seenIn, yAt } from './live.js';
import { emulate, textsOf, tools } from './overlaid.js';
import { handsOn, type Modifier, nextFrame, pressKey } from './touch.js';

beforeEach(async () => {
  await emulate({ 'prefers-reduced-motion': 'no-preference', 'prefers-color-scheme': 'light' });
  await handsOn(document.body).move({ left: 2, top: 2 });
  await nextFrame();
});

const series = [{ name: 'North' }, { name: 'South' }];

/** A chart that is reached by Tab from a field before it. */
async function reached(options: LiveOptions = {}) {
  const field = document.body.appendChild(document.createElement('input'));
  field.ariaLabel = 'Before it';
  onTestFinished(() => field.remove());
  const chart = await live({
    first: 20_000,
    interact: { follow: 100 },
    ...options,
    stream: { series, title: 'Load', xTitle: 'Second', ...options.stream },
  });
  field.focus();
  await pressKey('Tab');
  const { tree, told, said } = chart;
  const focused = () => tree.activeElement?.getAttribute('part') ?? null;
  await eventually(() => expect(focused()).toBe('pad'));
  return {
    ...chart,
    focused,
    key: (key: string, ...held: Modifier[]) => pressKey(key, ...held),
    /** Where keys point. */
    pointed: () => told.hover.at(-1)?.nearest ?? null,
    /** Once it has been said. */
    hears: (words: RegExp) => eventually(() => expect(said()).toMatch(words)),
  };
}

const written = (index: number) => index.toLocaleString('en');

test('by keys alone: samples, series and ends are walked to, and said', async () => {
  const { key, pointed, hears, touched, settled, focused } = await reached();
  await key(' ');
  await hears(/^Paused\.$/);
  await settled();
  await key('End');
  await eventually(() => expect(pointed()?.series).toBe('North'));
  const last = pointed()!.x as number;
  expect(Math.abs(last - touched.shown!.x[1])).toBeLessThan(1);
  await hears(new RegExp(`^${written(last)}, North ${yAt(last)}$`));
  await key('ArrowDown');
  await hears(new RegExp(`^${written(last)}, South ${yAt(last, 1)}$`));
  await key('ArrowUp');
  await eventually(() => expect(pointed()!.series).toBe('North'));
  await key('ArrowLeft');
  await eventually(() => expect(pointed()!.x).toBe(last - 1));
  await key('ArrowLeft', 'Control');
  await eventually(() => expect(pointed()!.x).toBe(last - 11));
  await hears(new RegExp(`^${written(last - 11)}, North`));
  await key('Home');
  await eventually(() => expect(pointed()!.x as number).toBeLessThan(last - 95));
  await key('Escape');
  await eventually(() => expect(pointed()).toBe(null));
  // What is left to leave is the page's.
  await key('Escape');
  expect(focused()).toBe('pad');
});

test('where there is nothing further on, the sample is said again', async () => {
  const { key, pointed, hears, tree } = await reached({ fed: false, first: 200 });
  await key('End');
  await eventually(() => expect(pointed()?.x).toBe(199));
  await hears(new RegExp(`^199, North ${yAt(199)}$`));
  const said: (string | null)[] = [];
  const region = tree.querySelector('[role=status]')!;
  const observer = new MutationObserver(() => said.push(region.textContent));
  observer.observe(region, { childList: true, characterData: true, subtree: true });
  onTestFinished(() => observer.disconnect());
  await key('ArrowRight');
  await eventually(() => expect(said).toEqual([`199, North ${yAt(199)}\u00a0`]));
  await key('ArrowRight');
  await eventually(() => expect(said.at(-1)).toBe(`199, North ${yAt(199)}`));
});

test('by keys alone: samples that are near on the screen are pinned both, once each', async () => {
  const { key, pointed, touched } = await reached({ fed: false, first: 20_000, interact: {} });
  await key('End');
  await eventually(() => expect(pointed()?.x).toBe(19_999));
  await key('p');
  await eventually(() => expect(touched.pins).toHaveLength(1));
  await key('ArrowLeft', 'Control');
  await eventually(() => expect(pointed()?.x).toBe(19_989));
  await key('p');
  await eventually(() => expect(touched.pins.map(({ x }) => x)).toEqual([19_999, 19_989]));
});

test('by keys alone: it is moved and zoomed, marked and zoomed to, reset, paused and resumed, and said', async () => {
  const { key, hears, touched, settled, length, px, pointed, said } = await reached();
  await key(' ');
  await hears(/^Paused/);
  await settled();
  let { x } = touched.shown!;
  const hearsShown = (...at: number[]) =>
    eventually(() => {
      const [, from, to] = /from ([\d,]+) to ([\d,]+)\./.exec(said())!.map((text) => Number(text.replaceAll(',', '')));
      expect(Math.abs(from - at[0])).toBeLessThan(4);
      expect(Math.abs(to - at[1])).toBeLessThan(4);
    });
  await key('PageUp');
  await hearsShown(x[0] - 90, x[1] - 90);
  expect(said()).toMatch(
    /^Paused\. 10\d of [\d,]+ samples, Second from [\d,]+ to [\d,]+\. North: newest [\d.]+, least [\d.]+, most [\d.]+; South: /,
  );
  await key('ArrowLeft', 'Shift');
  await hearsShown(x[0] - 100, x[1] - 100);
  await settled();
  ({ x } = touched.shown!);
  await key('+');
  await eventually(() => expect(length()).toBeLessThan(52));
  await hearsShown(x[0] + 50, x[1]);
  await key('-');
  await eventually(() => expect(length()).toBeGreaterThan(98));
  await settled();

  await key('Home');
  await eventually(() => expect(pointed()).not.toBe(null));
  const corner = (pointed()!.x as number) + 10;
  await key('ArrowRight', 'Control');
  await eventually(() => expect(pointed()!.x).toBe(corner));
  await key('b');
  await hears(new RegExp(`^Zoom from ${written(corner)}: go on to where it ends, and press Enter\\.$`));
  await key('ArrowRight', 'Control');
  await key('ArrowRight', 'Control');
  await eventually(() => expect(pointed()!.x).toBe(corner + 20));
  await key('Enter');
  await eventually(() => expect(Math.abs(length() - 20)).toBeLessThan(1));
  expect(Math.abs(touched.shown!.x[0] - corner)).toBeLessThan(2 * px());
  await hearsShown(corner, corner + 20);
  await key('0');
  await eventually(() => expect(touched.paused).toBe(false));
  await eventually(() => expect(length()).toBeGreaterThan(98));
  await key(' ');
  await eventually(() => expect(touched.paused).toBe(true));
  await key(' ');
  await hears(/^Live again\.$/);
  expect(touched.paused).toBe(false);
});

test('keys that move what is shown away from where they point, point there no more', async () => {
  const { key, pointed, touched, settled, tip, focused, isSeen } = await reached();
  await key('End');
  await eventually(() => expect(pointed()).not.toBe(null));
  await settled();
  const { x } = touched.shown!;
  await key('PageUp');
  await eventually(() => expect(pointed()).toBe(null));
  await settled();
  expect(touched.shown!.x[1]).toBeLessThan(x[1] - 85);
  expect(tip()).toBe(null);
  // The next step is from the newest that is shown; from there beyond what is shown it is moved along.
  await key('ArrowLeft');
  await eventually(() => expect(Math.abs((pointed()?.x as number) - touched.shown!.x[1])).toBeLessThan(12));
  const from = pointed()!.x as number;
  await key('ArrowRight', 'Control');
  await eventually(() => expect(pointed()!.x).toBe(from + 10));
  await eventually(() => expect(touched.shown!.x[1]).toBeGreaterThan(from + 10));
  await settled();
  await key('b');
  await key('ArrowLeft');
  await eventually(() => expect(isSeen('box')).toBe(true));
  // Who leaves the chart leaves the box.
  await key('Tab');
  await eventually(() => expect(focused()).not.toBe('pad'));
  await eventually(() => expect([pointed(), isSeen('box')]).toEqual([null, false]));
});

test('by keys alone: a box that has been begun is called off', async () => {
  const { key, pointed, isSeen, touched, settled } = await reached();
  await key('End');
  await eventually(() => expect(pointed()).not.toBe(null));
  await settled();
  const { x } = touched.shown!;
  await key('b');
  await key('ArrowLeft', 'Control');
  await eventually(() => expect(isSeen('box')).toBe(true));
  await key('Escape');
  await eventually(() => expect(isSeen('box')).toBe(false));
  await key('Enter');
  await eventually(() => expect(touched.pins).toHaveLength(1));
  expect(touched.shown!.x).toEqual(x);
});

test('by keys alone: samples are pinned, measured and let go, and said', async () => {
  const { key, pointed, told, touched, isSeen, hears } = await reached();
  await key('End');
  await eventually(() => expect(pointed()).not.toBe(null));
  const x = pointed()!.x as number;
  await key('p');
  await eventually(() => expect(touched.pins).toHaveLength(1));
  await key('ArrowLeft', 'Control');
  await eventually(() => expect(pointed()!.x).toBe(x - 10));
  await key('Enter');
  await eventually(() =>
    expect(told.select.at(-1)?.measure).toEqual({
      dx: -10,
      dy: yAt(x - 10) - yAt(x),
      rate: (yAt(x - 10) - yAt(x)) / -10,
    }),
  );
  await eventually(() => expect(isSeen('measure')).toBe(true));
  await hears(/^Δx −10, Δy −?[\d.]+, Δy\/Δx −?[\d.]+\.$/);
  await key('Delete');
  await eventually(() => expect(touched.pins.map((pin) => pin.x)).toEqual([x]));
  await hears(new RegExp(`^Pinned: ${written(x)}, North ${yAt(x)}\\.$`));
  await key('Backspace');
  await eventually(() => expect(touched.pins).toEqual([]));
  await hears(/^Nothing pinned\.$/);
});

test('by keys alone: series are hidden, shown and shown alone', async () => {
  const { key, focused, legend, touched } = await reached();
  const pressed = () => legend().map((item) => item.getAttribute('aria-pressed'));
  await eventually(() => expect(legend()).toHaveLength(2));
  // The buttons follow the chart in some order.
  for (let k = 0; k < 6 && focused() !== 'legend-item'; k++) await key('Tab');
  expect(focused()).toBe('legend-item');
  await key(' ');
  expect(pressed()).toEqual(['false', 'true']);
  expect(touched.paused).toBe(false);
  await key('Enter');
  expect(pressed()).toEqual(['true', 'true']);
  await key('ArrowRight');
  await key('Enter', 'Shift');
  await eventually(() => expect(pressed()).toEqual(['false', 'true']));
  await key('Enter', 'Shift');
  await eventually(() => expect(pressed()).toEqual(['true', 'true']));
  await key('Home');
  await key(' ');
  await eventually(() => expect(touched.shown!.y[0][0]).toBeGreaterThan(150));
  expect(touched.pins).toEqual([]);
});

test('by keys alone: the table is paged through and closed, and the focus returns; so with the list of keys', async () => {
  const { key, tree, focused, feed } = await reached();
  feed.stop();
  await key('t');
  const dialog = (part: string) => tree.querySelector<HTMLDialogElement>(`dialog[part~=${part}]`);
  const rows = () => textsOf(dialog('data')!.querySelectorAll('tbody th'));
  const status = () => dialog('data')!.querySelector('[role=status]')!.textContent;
  await eventually(() => expect(rows()).toHaveLength(20));
  expect(status()).toMatch(/^Rows 1–20 of \d+$/);
  expect(textsOf(dialog('data')!.querySelectorAll('thead th'))).toEqual(['Second', 'North', 'South']);
  const [first] = rows();
  expect(focused()).toBe('button');
  for (let k = 0; k < 6 && focused() !== 'button next'; k++) await key('Tab');
  expect(focused()).toBe('button next');
  await key('Enter');
  await eventually(() => expect(status()).toMatch(/^Rows 21–40 of/));
  expect(rows()[0]).not.toBe(first);
  // Keys are not the chart's meanwhile.
  await key(' ');
  await eventually(() => expect(status()).toMatch(/^Rows 41–60 of/));
  await key('Escape');
  await eventually(() => expect(dialog('data')!.open).toBe(false));
  expect(focused()).toBe('pad');
  await key('?');
  await eventually(() => expect(dialog('keys')?.open).toBe(true));
  expect(dialog('keys')!.textContent).toContain('Zoom in and out');
  await key('Enter');
  await eventually(() => expect(dialog('keys')!.open).toBe(false));
  expect(focused()).toBe('pad');
});

test('keys that are not the chart’s are left to the page', async () => {
  const { key, element } = await reached();
  const prevented: string[] = [];
  const heard: string[] = [];
  element.addEventListener('keydown', ({ key, defaultPrevented }) => {
    heard.push(key);
    if (defaultPrevented) prevented.push(key);
  });
  await key('x');
  await key('ArrowLeft', 'Alt');
  await key('Escape');
  await key('Delete');
  await key('Tab');
  await eventually(() => expect(heard).toContain('Tab'));
  expect(prevented).toEqual([]);
});

interface AccessibleNode {
  nodeId: string;
  childIds: string[];
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  description?: { value: string };
  properties?: { name: string; value: { value: unknown } }[];
}

const STATES = ['pressed', 'disabled', 'modal', 'live', 'roledescription'];

/** What is read to who doesn't see the page, from one thing on: role, name, states, description; indented by depth. */
async function reading(kind: string, called: string): Promise<string[]> {
  const { frameTree } = await tools().send<{ frameTree: { childFrames: { frame: { id: string; url: string } }[] } }>(
    'Page.getFrameTree',
  );
  const frame = frameTree.childFrames.find(({ frame }) => frame.url === location.href)!.frame;
  const { nodes } = await tools().send<{ nodes: AccessibleNode[] }>('Accessibility.getFullAXTree', {
    frameId: frame.id,
  });
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines: string[] = [];
  const read = (node: AccessibleNode | undefined, depth: number, within = '') => {
    if (!node) return;
    const { role, name, description, properties = [], ignored, childIds } = node;
    const is = role?.value ?? '';
    // A text is often the name of what it is in.
    const isTold =
      !ignored && !['generic', 'InlineTextBox', 'none'].includes(is) && (is !== 'StaticText' || name?.value !== within);
    if (isTold) {
      const states = properties.flatMap(({ name, value: { value } }) =>
        STATES.includes(name) && value !== false && value !== 'false' ? `${name}=${value}` : [],
      );
      lines.push(
        [
          `${'  '.repeat(depth)}${is}`,
          name?.value && `"${name.value}"`,
          states.length > 0 && `[${states.join(' ')}]`,
          description?.value && `– ${description.value}`,
        ]
          .filter(Boolean)
          .join(' '),
      );
    }
    // A button's text is its name.
    if (is !== 'button') for (const id of childIds) read(byId.get(id), isTold ? depth + 1 : depth, name?.value);
  };
  read(nodes.find(({ role, name }) => role?.value === kind && name?.value === called)!, 0);
  return lines;
}

test('what is read of a chart, and of its table', async () => {
  const { key, hears, touched, tree } = await reached({ fed: false, interact: {} });
  touched.show({ x: [100, 102] });
  await eventually(() => expect(tree.querySelector('#summary')!.textContent).toMatch(/^3 of/));
  await key('Home');
  await hears(/North/);
  const summary =
    '3 of 20,000 samples, Second from 100 to 102. ' +
    'North: newest 101.25, least 100.375, most 107.5; South: newest 201.25, least 200.375, most 207.5.';
  expect(await reading('figure', 'Load')).toEqual([
    'figure "Load"',
    `  application "Load" [roledescription=interactive chart] – ${summary}`,
    `  StaticText "${summary}"`,
    '  group "Chart"',
    '    button "Reset zoom"',
    '    button "Pause"',
    '    button "Data table"',
    '    button "Keys"',
    '  toolbar "Series"',
    '    button "North" [pressed=true]',
    '    button "South" [pressed=true]',
    '  status [live=polite]',
    '    StaticText "100, North 107.5"',
  ]);
  await key('t');
  await eventually(() => expect(tree.querySelector('tbody tr')).not.toBe(null));
  expect(await reading('dialog', 'Data table')).toEqual([
    'dialog "Data table" [modal=true]',
    '  heading "Data table"',
    '  button "Close"',
    '  group "Data table"',
    '    table "Data table"',
    '      caption',
    '        StaticText "Data table"',
    '      rowgroup',
    '        row',
    '          columnheader "Second"',
    '          columnheader "North"',
    '          columnheader "South"',
    ...[
      ['100', '107.5', '207.5'],
      ['101', '100.375', '200.375'],
      ['102', '101.25', '201.25'],
    ].flatMap(([x, north, south]) => [
      '      row',
      `        rowheader "${x}"`,
      `        cell "${north}"`,
      `        cell "${south}"`,
    ]),
    '  status [live=polite]',
    '    StaticText "Rows 1–3 of 3"',
    '  button "First rows" [disabled=true]',
    '  button "Previous rows" [disabled=true]',
    '  button "Next rows" [disabled=true]',
    '  button "Last rows" [disabled=true]',
  ]);
});

async function violations(root: Element): Promise<string[]> {
  const found = await axe.run(root, { rules: { region: { enabled: false } } });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => [id, html, failureSummary].join('\n')),
  );
}

test.each([
  ['canvas', 'light', 'ltr'],
  ['bitmap', 'dark', 'ltr'],
  ['svg', 'light', 'rtl'],
  ['canvas', 'dark', 'rtl'],
] satisfies [Output, 'light' | 'dark', 'ltr' | 'rtl'][])(
  'axe finds nothing wrong: output %s, %s, %s',
  async (output, scheme, dir) => {
    await emulate({ 'prefers-color-scheme': scheme });
    const { documentElement: root, body } = document;
    Object.assign(root.style, { colorScheme: scheme });
    root.dir = dir;
    body.style.background = 'Canvas';
    onTestFinished(async () => {
      root.style.colorScheme = root.dir = body.style.background = '';
      await emulate({ 'prefers-color-scheme': '' });
    });
    const chart = await live({ output, dir, first: 5000, stream: { series, title: 'Load', maxPoints: 10_000 } });
    const { touched, hands, at, tree, told } = chart;
    expect(await violations(document.body)).toEqual([]);
    chart.feed.stop();
    await eventually(() => expect(touched.attention.sight.pane!.end).toBe(chart.feed.pushed));
    if (output !== 'svg') touched.pause();
    for (const share of [0.3, 0.6]) {
      await hands.move(at(share));
      await hands.press(at(share));
      await hands.release(at(share));
      await eventually(() => expect(touched.pins).toHaveLength(share === 0.3 ? 1 : 2));
    }
    await eventually(() => expect(chart.isSeen('measure')).toBe(true));
    await hands.move(at(0.5));
    await eventually(() => expect(told.hover.at(-1)?.nearest).toBeTruthy());
    await eventually(() => expect(chart.tip()).not.toBe(null));
    expect(await violations(document.body)).toEqual([]);
    touched.openTable();
    await eventually(() => expect(tree.querySelector('tbody tr')).not.toBe(null));
    expect(await violations(document.body)).toEqual([]);
    await pressKey('Escape');
    await eventually(() => expect(tree.querySelector('dialog')!.open).toBe(false));
    await pressKey('?');
    await eventually(() => expect(tree.querySelector<HTMLDialogElement>('dialog[part~=keys]')?.open).toBe(true));
    expect(await violations(document.body)).toEqual([]);
  },
);

test('axe finds nothing wrong with a page of many', async () => {
  const page = document.body.appendChild(document.createElement('main'));
  const streams: LiveStream[] = [];
  onTestFinished(async () => {
    for (const stream of streams) await stream.close();
    page.remove();
  });
  for (const { options, first, sample, name } of EXHIBITS) {
    const stream = new LiveStream({ title: name, ...options });
    streams.push(stream);
    const container = page.appendChild(document.createElement('div'));
    container.style.cssText = 'width:360px;height:240px';
    const view = stream.mount(container);
    container.scrollIntoView();
    for (let i = 0; i < Math.min(first, 500); i++) stream.push(...sample(i));
    const touched = await interact(view);
    await eventually(() => expect(touched.shown).not.toBe(null));
    const { tree } = seenIn(view, touched);
    await eventually(() => expect(tree.querySelector('#summary')!.textContent).not.toBe(''));
  }
  expect(await violations(page)).toEqual([]);
});
