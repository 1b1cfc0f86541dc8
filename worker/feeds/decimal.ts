/**
 * Decimal numbers as bytes of text, read to the float64 that `Number` gives, without making a string of each.
 *
 * Up to 2⁵³ and 10²² mantissa and power are exact, so that one operation rounds once (Clinger, PLDI 1990). Longer ones are
 * divided in twice the precision (Dekker, Numer. Math. 18, 1971), and where that leaves a doubt, `Number` is asked.
 */

const [ZERO, NINE, DOT, MINUS, PLUS, UPPER_E, LOWER_E] = [48, 57, 46, 45, 43, 69, 101];
/** Integers below it are exact, and so are sums of a digit and ten times one that is. */
const EXACT = 2 ** 53;
/** The powers of ten that float64 holds exactly, and their halves by Veltkamp's splitting. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const SPLITTER = 2 ** 27 + 1;
const UPPER = POWERS.map((power) => SPLITTER * power - (SPLITTER * power - power));
const LOWER = POWERS.map((power, exponent) => power - UPPER[exponent]);
/** More than what a quotient of twice the precision may be off by, of itself. */
const DOUBT = 2 ** -48;
/** Beyond it the exponent is none that matters: it must not overflow. */
const FAR = 100_000;

/** What the product of a value and a power of ten is above the one that float64 has. */
function productError(value: number, exponent: number, product: number): number {
  const large = SPLITTER * value;
  const upper = large - (large - value);
  const lower = value - upper;
  return (
    upper * UPPER[exponent] - product + upper * LOWER[exponent] + lower * UPPER[exponent] + lower * LOWER[exponent]
  );
}

/** (head · 10^count + tail) / 10^exponent, or NaN where that is in doubt. head and tail have at most 15 digits. */
function divided(head: number, count: number, tail: number, exponent: number): number {
  const product = head * POWERS[count];
  const sum = product + tail;
  const part = sum - product;
  // Exact, as both are small: sum + rest is the whole mantissa.
  const rest = product - (sum - part) + (tail - part) + productError(head, count, product);
  const power = POWERS[exponent];
  const quotient = sum / power;
  const back = quotient * power;
  const correction = (sum - back - productError(quotient, exponent, back) + rest) / power;
  const value = quotient + correction * (1 + DOUBT);
  return value === quotient + correction * (1 - DOUBT) ? value : Number.NaN;
}

/** What so many digits are, times 10^scale: the first nine, and up to nine more. NaN where that is in doubt. */
function shortValueOf(head: number, tail: number, digits: number, scale: number): number {
  const mantissa = digits > 9 ? head * POWERS[digits - 9] + tail : head;
  if (mantissa >= EXACT) return scale > 0 || scale < -22 ? Number.NaN : divided(head, digits - 9, tail, -scale);
  if (scale < -22 || scale > 22) return mantissa === 0 ? 0 : Number.NaN;
  return scale < 0 ? mantissa / POWERS[-scale] : mantissa * POWERS[scale];
}

/** The same of more digits, with or without a point among them. */
function longValueOf(bytes: Uint8Array, from: number, to: number, scale: number): number {
  let head = 0;
  let tail = 0;
  let digits = 0;
  for (let at = from; at < to; at++) {
    if (bytes[at] === DOT) continue;
    const digit = bytes[at] - ZERO;
    if (digits < 15) head = head * 10 + digit;
    else tail = tail * 10 + digit;
    if (head > 0) digits++;
  }
  if (digits <= 15 || digits > 30 || scale > 0 || scale < -22) return Number.NaN;
  return divided(head, digits - 15, tail, -scale);
}

/** Text of bytes that are ASCII. */
export function asciiOf(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

export class DecimalReader {
  /** Index after the number that was read last. */
  end = 0;
  readonly #json: boolean;

  /** @param json whether only what JSON calls a number is one; else `+1`, `.5`, `1.` and `01` are, too */
  constructor(json: boolean) {
    this.#json = json;
  }

  /**
   * The number that begins at an index, times 10^shift, rounded once. NaN where none begins there; `end` is then where it
   * went wrong.
   * @param wanted whether its value is asked for, and not only whether it is one
   */
  read(bytes: Uint8Array, from: number, to: number, shift = 0, wanted = true): number {
    let at = from;
    const sign = at < to ? bytes[at] : 0;
    if (sign === MINUS || (sign === PLUS && !this.#json)) at++;
    const first = at;
    /** The first nine digits, and the next: integers of 32 bits are quicker than numbers of 64. */
    let head = 0;
    let tail = 0;
    let digits = 0;
    for (let digit = 0; at < to; at++, digits++) {
      digit = bytes[at] - ZERO;
      if (digit < 0 || digit > 9) break;
      if (digits < 9) head = (Math.imul(head, 10) + digit) | 0;
      else if (digits < 18) tail = (Math.imul(tail, 10) + digit) | 0;
    }
    const whole = digits;
    if (at < to && bytes[at] === DOT) {
      at++;
      for (let digit = 0; at < to; at++, digits++) {
        digit = bytes[at] - ZERO;
        if (digit < 0 || digit > 9) break;
        if (digits < 9) head = (Math.imul(head, 10) + digit) | 0;
        else if (digits < 18) tail = (Math.imul(tail, 10) + digit) | 0;
      }
      if (this.#json && digits === whole) return this.#none(at);
    }
    if (this.#json ? whole === 0 || (whole > 1 && bytes[first] === ZERO) : digits === 0) return this.#none(at);
    this.end = at;
    let scale = shift;
    if (at < to && (bytes[at] === LOWER_E || bytes[at] === UPPER_E)) {
      const exponent = this.#exponent(bytes, at + 1, to);
      if (Number.isNaN(exponent)) return exponent;
      scale += exponent;
    }
    if (!wanted) return 0;
    const value =
      digits > 18
        ? longValueOf(bytes, first, at, scale + whole - digits)
        : shortValueOf(head, tail, digits, scale + whole - digits);
    if (Number.isNaN(value)) return Number(`${asciiOf(bytes, from, at)}e${scale}`);
    return sign === MINUS ? -value : value;
  }

  #none(at: number): number {
    this.end = at;
    return Number.NaN;
  }

  /** The exponent, whose sign or first digit stands at an index; NaN where it has no digit. */
  #exponent(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    const negative = at < to && bytes[at] === MINUS;
    if (at < to && (negative || bytes[at] === PLUS)) at++;
    const first = at;
    let exponent = 0;
    for (; at < to && bytes[at] >= ZERO && bytes[at] <= NINE; at++) {
      if (exponent < FAR) exponent = exponent * 10 + bytes[at] - ZERO;
    }
    this.end = at;
    if (at === first) return Number.NaN;
    return negative ? -exponent : exponent;
  }
}
