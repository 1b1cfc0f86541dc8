/** Samples in CSV (RFC 4180): a row each, read as its bytes come. */
import { DecimalReader } from './decimal.js';
import type { Decoder } from './decoder.js';
import { FIRST_Y, type Fields, GAP, X } from './fields.js';

export interface CsvLayout {
  /** What parts the values: one character of ASCII. */
  delimiter: string;
  /** Whether the first row of a connection holds names; null where it is to be seen by what is in it. */
  header: boolean | null;
  /** Columns of the places of a sample, by index or by name; null for none. */
  places: readonly (number | string | null)[];
}

const [LF, CR, SPACE, QUOTE] = [10, 13, 32, 34];
/** Of a row, bytes; and of one with lines within its quotes, which may have been begun by mistake. */
const LONGEST = 1 << 20;
const LONGEST_QUOTED = 1 << 16;
const NOWHERE = -1;

const decoder = new TextDecoder();

/** Decodes rows, of messages as of a body; a row ends with its message. */
export function csvDecoder(layout: CsvLayout, fields: Fields): Decoder {
  const delimiter = layout.delimiter.charCodeAt(0);
  const named = layout.places.some((place) => typeof place === 'string');
  const numbers = new DecimalReader(false);
  const { twins } = fields;
  /** Place by column. */
  let placeOf = layout.places.every((place) => typeof place !== 'string') ? placesBy([]) : null;
  let isFirst = true;
  /** Nothing is taken of it: its header lacks what was declared. */
  let unreadable = false;
  let bytes: Uint8Array = new Uint8Array(0);
  let at = 0;
  let began = 0;
  /** What is left of a row that is too long is passed over. */
  let skipping = false;
  /** Whether the value that was looked at last ends in quotes that it has begun. */
  let quoted = false;
  /** Index of a quote that closes a value and is not the end of it; −1 for none. */
  let strayAt = NOWHERE;
  /** Whether the row has lines within its quotes. */
  let hasLines = false;
  /** Rows that begin before this have none: a quote was begun there that was not closed. */
  let plainUntil = 0;

  const example = () => bytes.subarray(began, Math.max(began, at));

  function placesBy(names: readonly string[]): Int16Array {
    const columns = layout.places.map((place) =>
      typeof place === 'string' ? names.indexOf(place) : (place ?? NOWHERE),
    );
    const places = new Int16Array(Math.max(0, ...columns) + 1).fill(NOWHERE);
    twins.fill(NOWHERE);
    columns.forEach((column, place) => {
      if (column < 0) return;
      if (places[column] === NOWHERE) places[column] = place;
      else fields.join(places[column], place);
    });
    return places;
  }

  function run(piece: Uint8Array, isLast: boolean): void {
    const left = bytes.length - at;
    if (left > 0) {
      const both = new Uint8Array(left + piece.length);
      both.set(bytes.subarray(at));
      both.set(piece, left);
      bytes = both;
    } else bytes = piece;
    at = 0;
    if (skipping) skipRow();
    while (at < bytes.length) {
      began = at;
      hasLines = quoted = false;
      if (row(isLast)) continue;
      at = began;
      break;
    }
    if (bytes.length - at > LONGEST) {
      at = bytes.length;
      skipping = true;
      refuseLong();
    }
    bytes = bytes.slice(at);
    plainUntil -= at;
    at = began = 0;
  }

  /**
   * Whether the row, up to where a value ends, is none with the lines within its quotes: it is read again, and those that
   * begin within what was read so, line by line.
   */
  function isMisread(end: number, isLast: boolean): boolean {
    if (!hasLines) return false;
    if (strayAt >= 0) plainUntil = strayAt + 1;
    else if (end < 0 && quoted && isLast) plainUntil = bytes.length;
    // However it came: in pieces it is given up as soon as it is too long.
    else if ((end < 0 ? bytes.length - 1 : end) - began >= LONGEST_QUOTED) plainUntil = began + LONGEST_QUOTED;
    else return false;
    at = began;
    return true;
  }

  function skipRow(): void {
    const newline = bytes.indexOf(LF);
    skipping = newline < 0;
    at = skipping ? bytes.length : newline + 1;
  }

  /** Reads a row; whether it was all there. */
  function row(isLast: boolean): boolean {
    if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] === LF)) {
      at += bytes[at] === LF ? 1 : 2;
      return true;
    }
    if (isFirst) return firstRow(isLast);
    const places = placeOf!;
    fields.begin();
    for (let column = 0; ; column++) {
      const place = column < places.length ? places[column] : NOWHERE;
      const from = at;
      if (place !== NOWHERE && twins[place] === NOWHERE && !(place === X && fields.readsDates)) {
        // Most values are numbers and nothing else.
        const value = numbers.read(bytes, at, bytes.length, fields.shiftOf(place));
        const { end } = numbers;
        if (
          end < bytes.length &&
          end > from &&
          (bytes[end] === delimiter || bytes[end] === LF) &&
          !Number.isNaN(value) &&
          (place !== X || (Number.isFinite(value) && fields.isNumber(bytes, from, end)))
        ) {
          at = end;
          fields.number(place, value);
          if (bytes[at++] === delimiter) continue;
          break;
        }
      }
      const end = endOfValue();
      if (isMisread(end, isLast)) return true;
      if (end < 0 && !isLast) return false;
      const text = bytes.subarray(from, end < 0 ? bytes.length : end);
      at = end < 0 ? bytes.length : end;
      for (let one = place; one !== NOWHERE; one = twins[one]) take(one, text);
      if (end < 0) break;
      if (bytes[at++] === delimiter) continue;
      break;
    }
    if (unreadable) return true;
    if (quoted) fields.refuseBroken('malformed', 'a quote is not closed', example);
    else if (at - began > LONGEST) refuseLong();
    else fields.emit(example);
    return true;
  }

  /** Whether that may come after a quote that closes a value. */
  const mayFollow = (byte: number | undefined) =>
    byte === undefined || byte === delimiter || byte === LF || byte === CR || byte === SPACE;

  function refuseLong(): void {
    fields.refuseSample('malformed', `a row is longer than ${LONGEST} bytes`, example);
  }

  function take(place: number, text: Uint8Array): void {
    const value = unquoted(text);
    if (value.length > 0) fields.text(place, fields.valueOf(place, value));
    else if (place >= FIRST_Y) fields.none(place);
  }

  /** Index of what ends the value that begins here: a delimiter or the end of the line; −1 where there is none yet. */
  function endOfValue(): number {
    const isPlain = began < plainUntil;
    quoted = false;
    strayAt = NOWHERE;
    for (let i = at; i < bytes.length; i++) {
      const byte = bytes[i];
      if (quoted) {
        if (byte === LF && isPlain) return i;
        if (byte === LF) hasLines = true;
        if (byte !== QUOTE) continue;
        if (bytes[i + 1] === QUOTE) i++;
        else {
          quoted = false;
          if (!mayFollow(bytes[i + 1])) strayAt = i;
        }
      } else if (byte === QUOTE && i === at) quoted = true;
      else if (byte === delimiter || byte === LF) return i;
    }
    return -1;
  }

  /** Names of the columns, or the first sample. */
  function firstRow(isLast: boolean): boolean {
    // A byte order mark.
    if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
    const from = at;
    /** Where each name begins and ends. */
    const spans: number[] = [];
    for (;;) {
      const end = endOfValue();
      if (isMisread(end, isLast)) return true;
      if (end < 0 && !isLast) return false;
      spans.push(at, end < 0 ? bytes.length : end);
      at = end < 0 ? bytes.length : end + 1;
      if (end < 0 || bytes[end] === LF) break;
    }
    const names: string[] = [];
    for (let k = 0; k < spans.length; k += 2) {
      names.push(decoder.decode(unquoted(bytes.subarray(spans[k], spans[k + 1]))));
    }
    isFirst = false;
    const isHeader = layout.header ?? (named || !looksLikeSample(names));
    if (named) {
      placeOf = placesBy(names);
      const missing = layout.places.filter((place) => typeof place === 'string' && !names.includes(place));
      unreadable = missing.length > 0;
      if (unreadable) fields.refuse('missing', `no column ${missing.join(', ')} in its header`, example);
    }
    if (!isHeader) at = from;
    return true;
  }

  /** Whether there is a number for one of the values, or what says that there is none. */
  function looksLikeSample(names: readonly string[]): boolean {
    return layout.places.some((place, k) => {
      const text = typeof place === 'number' ? names[place] : undefined;
      return k >= FIRST_Y && text !== undefined && (GAP.test(text.trim()) || Number.isFinite(Number(text)));
    });
  }

  function reset(): boolean {
    const underWay = bytes.length > at;
    bytes = new Uint8Array(0);
    at = began = 0;
    isFirst = true;
    plainUntil = 0;
    unreadable = skipping = false;
    return underWay;
  }

  return {
    binary: false,
    decode: (piece) => run(piece, false),
    end() {
      run(bytes.subarray(0, 0), true);
      skipping = false;
      return true;
    },
    reset,
  };
}

/** A value without the blanks or the quotes around it; a quote in quotes is written twice. */
function unquoted(value: Uint8Array): Uint8Array {
  let from = 0;
  let to = value.length;
  while (from < to && (value[from] === SPACE || value[from] === CR)) from++;
  while (to > from && (value[to - 1] === SPACE || value[to - 1] === CR)) to--;
  if (value[from] !== QUOTE || value[to - 1] !== QUOTE || to - from < 2) return value.subarray(from, to);
  const inside = value.slice(from + 1, to - 1);
  let length = 0;
  for (let i = 0; i < inside.length; i++) {
    inside[length++] = inside[i];
    if (inside[i] === QUOTE && inside[i + 1] === QUOTE) i++;
  }
  return inside.subarray(0, length);
}
