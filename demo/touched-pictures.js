/** Pictures of charts while they are touched: by a real mouse, fingers and keys, one after the other. */

/** @typedef {import('playwright').Page} Page */

/** Seconds that a machine has run for when somebody touches its charts, and what a chart takes to show what was done; ms. */
const FILL = 4000;
const SHOWN = 700;

/**
 * What is done before a picture is taken; what it gives back is done after that.
 * @typedef {(page: Page) => Promise<void | (() => Promise<void>)>} Act
 */

/** @satisfies {Record<string, Act>} */
const STEPS = {
  '1-live': async () => {},
  '2-hover': point,
  '3-paused': async (/** @type {Page} */ page) => {
    await press(page, 'pause');
    await page.waitForTimeout(3000);
    await point(page);
  },
  '4-zoomed': async (/** @type {Page} */ page) => {
    await press(page, 'pause');
    await point(page);
    await page.keyboard.down('Control');
    for (let notch = 0; notch < 22; notch++) {
      await page.mouse.wheel(0, -100);
      await page.waitForTimeout(30);
    }
    await page.keyboard.up('Control');
    await point(page, 0.52);
  },
  '5-box': async (/** @type {Page} */ page) => {
    await press(page, 'pause');
    const { x, y, width, height } = await boxOf(page, '#waves-plot');
    await page.keyboard.down('Shift');
    await page.mouse.move(x + width * 0.4, y + height * 0.3);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.5, y + height * 0.5, { steps: 4 });
    await page.mouse.move(x + width * 0.62, y + height * 0.68, { steps: 4 });
    await page.keyboard.up('Shift');
    return () => page.keyboard.press('Escape');
  },
  '6-measured': async (/** @type {Page} */ page) => {
    await press(page, 'pause');
    const { x, y, width, height } = await boxOf(page, '#waves-plot');
    for (const [across, down] of [
      [0.14, 0.45],
      [0.38, 0.6],
    ]) {
      await page.mouse.click(x + width * across, y + height * down);
      await page.waitForTimeout(SHOWN);
    }
    await page.mouse.move(x + width / 2, y - 40);
  },
  '7-legend': async (/** @type {Page} */ page) => {
    await page.click('#waves-plot [part=legend-item] >> nth=1');
    await page.mouse.move(8, 8);
  },
  '8-table': async (/** @type {Page} */ page) => {
    await press(page, 'pause');
    await press(page, 'table');
  },
};

/** Where charts are touched by a finger that rests: the hand of a phone has no other way to point. */
async function rest(/** @type {Page} */ page) {
  const { x, y, width, height } = await boxOf(page, '#waves-plot');
  const session = await page.context().newCDPSession(page);
  const touchPoints = [{ x: x + width * 0.55, y: y + height * 0.5 }];
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await page.waitForTimeout(SHOWN);
  return async () => void (await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] }));
}

/** @type {Record<string, Act>} */
const ON_PHONE = {
  '2-hover': rest,
  '3-paused': async (page) => {
    await page.tap('#waves-plot [part~=pause]');
    await page.waitForTimeout(3000);
    return rest(page);
  },
};

async function boxOf(/** @type {Page} */ page, /** @type {string} */ selector) {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`${selector} is nowhere`);
  return box;
}

async function point(/** @type {Page} */ page, across = 0.6) {
  const { x, y, width, height } = await boxOf(page, '#waves-plot');
  await page.mouse.move(x + width * across, y + height * 0.42, { steps: 3 });
}

/** The toolbar is there while a pointer is over its chart. */
async function press(/** @type {Page} */ page, /** @type {string} */ button) {
  await page.hover('#waves-plot');
  await page.click(`#waves-plot [part~=${button}]`);
}

/**
 * @param {import('playwright').Browser} browser
 * @param {string} address
 * @param {string} folder
 * @param {(page: Page) => void} watch
 */
export async function takeTouched(browser, address, folder, watch) {
  const desk = { viewport: { width: 1280, height: 800 } };
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { '2-hover': hover, '3-paused': paused } = STEPS;
  /** @type {[import('playwright').BrowserContextOptions & typeof desk, Record<string, Act>][]} */
  const series = [
    [{ ...desk, colorScheme: 'light', deviceScaleFactor: 1 }, STEPS],
    [
      { ...desk, colorScheme: 'dark', deviceScaleFactor: 2 },
      { '2-hover': hover, '3-paused': paused },
    ],
    [{ ...phone, colorScheme: 'dark', deviceScaleFactor: 2 }, ON_PHONE],
  ];
  for (const [context, steps] of series) {
    const { colorScheme, deviceScaleFactor, viewport } = context;
    const page = await browser.newPage(context);
    watch(page);
    for (const [name, act] of Object.entries(steps)) {
      await page.mouse.move(0, 0);
      await page.goto(address);
      await page.waitForFunction('window.touched');
      const isWhole = name === '1-live';
      const height = isWhole
        ? await page.evaluate(() => document.documentElement.scrollHeight)
        : context.viewport.height;
      await page.setViewportSize({ ...context.viewport, height });
      await page.waitForTimeout(FILL);
      const undo = await act(page);
      await page.waitForTimeout(SHOWN);
      const scale = deviceScaleFactor === 1 ? '' : `@${deviceScaleFactor}x`;
      const path = `${folder}touch-${name}-${viewport.width}-${colorScheme}${scale}.png`;
      await page.screenshot({ path });
      console.log(path);
      await undo?.();
    }
    await page.close();
  }
}
