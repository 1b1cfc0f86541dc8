/**
 * A made-up vibration sensor, used by the feed server, the worker and the page alike: slow drift, a swell, mains hum,
 * noise whose strength wanders, and now and then a knock that rings out. It has something to show at every zoom, from
 * a window of a millisecond to one of a quarter of an hour.
 */

const TURN = 2 * Math.PI;
/** Seconds after which a knock has faded to 1/e. */
const KNOCK_FADE = 0.04;
const KNOCKS_PER_SECOND = 0.6;

/** @param {number} [seed] a positive integer; the same seed gives the same noise */
export function createSensor(seed = 1) {
  let state = seed;
  let knock = 0;

  /** Xorshift, since a million samples a second want several random numbers each. */
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };

  return {
    /**
     * Fills both arrays with the samples taken every `step` seconds from `start` on.
     * @param {Float64Array | number[]} xs
     * @param {Float64Array | number[]} ys
     * @param {number} start
     * @param {number} step
     */
    fill(xs, ys, start, step) {
      const fade = Math.exp(-step / KNOCK_FADE);
      for (let index = 0; index < ys.length; index++) {
        const time = start + index * step;
        if (random() < step * KNOCKS_PER_SECOND) knock = (random() < 0.5 ? -1 : 1) * (1.5 + 2 * random());
        knock *= fade;
        const drift = 0.9 * Math.sin((TURN * time) / 31) + 0.5 * Math.sin((TURN * time) / 7.3);
        const swell = (0.7 + 0.3 * Math.sin((TURN * time) / 11)) * Math.sin(TURN * 0.9 * time);
        const hum = 0.1 * Math.sin(TURN * 50 * time);
        const noise = (random() + random() + random() - 1.5) * (0.22 + 0.16 * Math.sin((TURN * time) / 4.7));
        xs[index] = time;
        ys[index] = drift + swell + hum + noise + knock * Math.cos(TURN * 35 * time);
      }
    },
  };
}
