/** Numbers, intervals and texts that code gives, checked. */
import { describe } from '../worker/rules.js';
import type { Interval } from '../worker/scales.js';

/** @throws TypeError for what is no finite number */
export function checkNumber(value: number, name: string): void {
  if (!Number.isFinite(value)) throw new TypeError(`${name} must be a finite number, got ${describe(value)}`);
}

/** @throws TypeError for what is no finite number, RangeError where it is not above 0 */
export function checkAbove(value: number, name: string): void {
  checkNumber(value, name);
  if (!(value > 0)) throw new RangeError(`${name} must be above 0, got ${value}`);
}

/** @throws TypeError for what is no pair of finite numbers, RangeError where the first is not below the second */
export function checkInterval(value: Interval, name: string): Interval {
  if (!Array.isArray(value) || value.length !== 2) {
    throw new TypeError(`${name} must be an array of two numbers, got ${describe(value)}`);
  }
  for (const end of value) checkNumber(end, name);
  const [from, to] = value;
  if (!(from < to)) throw new RangeError(`${name} must begin below where it ends, got ${from} and ${to}`);
  return [from, to];
}

/** @throws TypeError for what is no array of strings */
export function checkTexts(values: readonly string[], name: string): void {
  if (!Array.isArray(values)) throw new TypeError(`${name} must be an array of strings, got ${describe(values)}`);
  for (const value of values) {
    if (typeof value !== 'string') throw new TypeError(`${name} must be strings, got ${describe(value)}`);
  }
}
