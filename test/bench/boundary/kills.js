/** The worker is ended at random moments; the waits before restarts double, so that every fourth kill has a new engine. */
import { openTab } from './tab.js';

const KILLS_OF_AN_ENGINE = 4;

/** @param {number[]} values */
const spread = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)].map((value) => value?.toFixed(0)).join(' / ');
};

/** @param {{ quick: boolean, shared: boolean }} options */
export async function kills({ quick, shared }) {
  const kills = quick ? 8 : 100;
  const tab = await openTab({ shared });
  /** @type {any[]} */
  const rounds = [];
  /** @type {string[]} */
  let troubles;
  try {
    for (let i = 0; i < kills / KILLS_OF_AN_ENGINE; i++) {
      rounds.push(await tab.call('kill', { times: KILLS_OF_AN_ENGINE }));
      console.log(`${(i + 1) * KILLS_OF_AN_ENGINE} kills`);
    }
    troubles = await tab.troubles();
  } finally {
    await tab.close();
  }
  const told = rounds.flatMap((round) => round.told);
  const isFine = (/** @type {any} */ one) =>
    one.recovered && one.sum && one.errors.join() === 'EngineError died' && one.asked !== 'UNSETTLED';
  const rows = Array.from({ length: KILLS_OF_AN_ENGINE }, (_, i) => {
    const ones = rounds.map((round) => round.told[i]);
    return [
      `${i + 1}. of its engine, wait ${ones[0].after} ms`,
      ones.length,
      ones.filter((one) => one.recovered).length,
      spread(ones.map((one) => one.restart)),
      spread(ones.map((one) => one.picture)),
      ones.filter((one) => one.sum).length,
      spread(ones.map((one) => one.lost)),
    ];
  });
  const held = told.every(isFine) && rounds.every(({ window, left }) => window && left === 0) && troubles.length === 0;
  return {
    title: `The worker is ended ${told.length} times under 100 000 samples/s`,
    note: `Times from the kill, ms: least / median / most. Seen by the picture: a canvas that was not there before, with something on it, and going on. Uncaught errors and unhandled rejections of the page: ${troubles.length}.`,
    columns: ['kill', 'times', 'recovered', '`restart`', 'next picture', 'counters add up', 'lost so far, samples'],
    rows,
    held,
    raw: { rounds, troubles },
  };
}
