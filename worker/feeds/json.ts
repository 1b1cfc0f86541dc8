/**
 * Samples in JSON, or in lines of JSON: read byte by byte as they come, whatever else is in a document. No document, and no
 * object of one, is ever made; what is not declared is only checked.
 */
import { DecimalReader } from './decimal.js';
import type { Decoder } from './decoder.js';
import { FIRST_Y, type Fields, SEQUENCE } from './fields.js';
import type { Intake } from './intake.js';
import { jsonDocument } from './json-document.js';
import { along, childOf, type PathNode, pathNode } from './json-paths.js';
import { JsonShape, TEXT, UNDECLARED } from './json-shape.js';
import type { DataProblem } from './problems.js';

export interface JsonLayout {
  /** Whether every line is a document: what is wrong in one is over with it. */
  lines: boolean;
  /** Path of the samples: an object or a list of values, or a list of these. */
  records: string;
  /** Paths of the places of a sample, in it, or from the document on where they begin with `$.`; '' for none. */
  places: readonly string[];
}

const [TAB, LF, CR, SPACE, QUOTE, COMMA, MINUS, COLON, BACKSLASH] = [9, 10, 13, 32, 34, 44, 45, 58, 92];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];
const [ZERO, NINE, LOWER_U] = [48, 57, 117];
/** What may come next. */
const [DOCUMENT, END_OF_LINE, REST_OF_LINE, REST] = [0, 1, 2, 3];
/** The same within a document, or a line, of which something may still be a sample. */
const [VALUE, FIRST_VALUE, NAME, FIRST_NAME, AFTER_NAME, AFTER_VALUE, END_OF_EMPTY_LINE] = [4, 5, 6, 7, 8, 9, 10];
/** What there is in the place of an end. */
const [INCOMPLETE, INVALID] = [-1, -2];
const DEEPEST = 256;
/** Of a name, a text or a number, bytes. */
const LONGEST = 1 << 20;
const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const [TRUE, FALSE, NULL] = ['true', 'false', 'null'].map(bytesOf);
/** What Python writes where JSON has no number. */
const [NAN, INFINITE, MINUS_INFINITE] = ['NaN', 'Infinity', '-Infinity'].map(bytesOf);
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const ESCAPABLE = bytesOf('"\\/bfnrt');

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const NOTHING = new Uint8Array(0);
/** Of what is told as an example, bytes. */
const EXAMPLE = 80;

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

const isHex = (byte: number) => (byte >= ZERO && byte <= NINE) || ((byte | 32) >= 97 && (byte | 32) <= 102);

/** Decodes documents that follow one another in a message, or in a body. */
export function jsonDecoder({ lines, records, places }: JsonLayout, fields: Fields, intake: Intake): Decoder {
  const root = pathNode();
  const record = along(root, records);
  places.forEach((path, place) => {
    if (path === '') return;
    const node = path.startsWith('$.') ? along(root, path.slice(2)) : along(record, path);
    if (node.place < 0) node.place = place;
    else fields.join(node.place, place);
  });
  const { twins } = fields;
  /** Whether samples wait for the end of their document, in which their number is. */
  const isHeld = places[SEQUENCE].startsWith('$.');
  const inner = places.map((path) => !path.startsWith('$.'));

  const numbers = new DecimalReader(true);
  const shape = new JsonShape((place) => fields.shiftOf(place));
  let next = DOCUMENT;
  /** Of the containers that are open: which of them are arrays, what they are declared as, and their elements so far. */
  let depth = -1;
  const isArray = new Uint8Array(DEEPEST);
  const nodes: (PathNode | null)[] = [];
  const counts = new Int32Array(DEEPEST);
  /** What the name before is declared as. */
  let named: PathNode | null = null;
  /** Depth of the sample under way; −1 for none. */
  let recordDepth = -1;
  /** Depth of the list that is a column of it, and which; −1 for none. */
  let listDepth = -1;
  let listPlace = -1;
  /** Whether the last value was the number of samples. */
  let endsWithNumber = false;
  /** The piece, after what the one before has left of a name, a text or a number. */
  let bytes: Uint8Array = NOTHING;
  let at = 0;
  /** Where the sample, or else the document, begins; 0 where that was before, and what of it was there. */
  let began = 0;
  let before: Uint8Array = NOTHING;
  /** Whether the text that was looked for last has escapes. */
  let escaped = false;

  /** What there is of the sample, or document; no more than is told. */
  const example = () => {
    const there = bytes.subarray(before.length > 0 ? 0 : began, at).subarray(0, EXAMPLE);
    return before.length > 0 ? concatenated(before, there) : there;
  };
  /** The document, or line, under way. */
  const current = jsonDocument(fields, intake, isHeld, example);
  const refuse = (kind: DataProblem, message: string) => fields.refuse(kind, message, example);

  function run(piece: Uint8Array, isLast: boolean): void {
    bytes = bytes.length > 0 ? concatenated(bytes, piece) : piece;
    while (at < bytes.length && step(isLast));
    if (bytes.length - at > LONGEST) {
      fail(`something in it is longer than ${LONGEST} bytes`);
      at = bytes.length;
    }
    // Its values are not where they were.
    shape.spoil();
    // The piece is the reader's again.
    if (next >= VALUE && before.length < EXAMPLE) before = example().slice(0, EXAMPLE);
    bytes = bytes.slice(at);
    at = began = 0;
  }

  function begin(from: number): void {
    began = from;
    before = NOTHING;
  }

  function end(): boolean {
    run(bytes.subarray(0, 0), true);
    if (next === END_OF_EMPTY_LINE) endDocument();
    if (next >= VALUE) {
      refuse('truncated', 'it ends too early');
      breakOff(DOCUMENT);
    }
    reset();
    return true;
  }

  function reset(): boolean {
    const underWay = next >= VALUE || bytes.length > 0;
    bytes = NOTHING;
    at = 0;
    begin(0);
    current.forget();
    leave(DOCUMENT);
    return underWay;
  }

  /** What can't be read has the place of a sample where one may be. */
  function standIn(): void {
    if (recordDepth < 0) {
      if (current.some && !(next === VALUE && inRecords())) return;
      // Nothing is left of the one before.
      fields.begin(inner);
    }
    fields.passOver();
  }

  /** What is there of the document can't be read. */
  function breakOff(then: number): void {
    // What nothing follows may be half of a number.
    const isHalf = next === AFTER_VALUE && endsWithNumber;
    if (next >= VALUE) current.breakOff(standIn, !isHalf && (isHeld || recordDepth >= 0));
    leave(then);
  }

  function leave(then: number): void {
    depth = recordDepth = listDepth = -1;
    named = null;
    next = then;
  }

  /** Nothing more of this document, or line, can be read. */
  function fail(message: string): true {
    const rest = bytes.subarray(at, at + EXAMPLE);
    const newline = lines ? rest.indexOf(LF) : -1;
    fields.refuse('malformed', message, () => concatenated(example(), newline < 0 ? rest : rest.subarray(0, newline)));
    breakOff(lines ? REST_OF_LINE : REST);
    return true;
  }

  /** Reads what comes next; whether it was all there. */
  function step(isLast: boolean): boolean {
    const byte = bytes[at];
    if (byte <= SPACE && (byte === SPACE || byte === LF || byte === CR || byte === TAB)) {
      if (byte === LF && lines) endLine();
      at++;
      return true;
    }
    switch (next) {
      case AFTER_VALUE:
        if (byte === COMMA) {
          at++;
          next = isArray[depth] ? VALUE : NAME;
          return true;
        }
        return byte === (isArray[depth] ? CLOSE_ARRAY : CLOSE_OBJECT)
          ? close()
          : fail('a comma or an end was expected');
      case FIRST_NAME:
        if (byte === CLOSE_OBJECT) return close();
        return byte === QUOTE ? name(isLast) : fail('a name was expected');
      case NAME:
        return byte === QUOTE ? name(isLast) : fail('a name was expected');
      case AFTER_NAME:
        if (byte !== COLON) return fail('a colon was expected');
        at++;
        next = VALUE;
        return true;
      case END_OF_LINE:
      case END_OF_EMPTY_LINE:
        return fail('the end of the line was expected');
      case REST_OF_LINE: {
        const newline = bytes.indexOf(LF, at);
        at = newline < 0 ? bytes.length : newline;
        return true;
      }
      case REST:
        at = bytes.length;
        return true;
      case FIRST_VALUE:
        return byte === CLOSE_ARRAY ? close() : value(byte, isLast);
      case DOCUMENT:
        if (byte === BYTE_ORDER_MARK[0]) return byteOrderMark(isLast);
        beginDocument();
    }
    return value(byte, isLast);
  }

  function byteOrderMark(isLast: boolean): boolean {
    if (at + BYTE_ORDER_MARK.length > bytes.length && !isLast) return false;
    if (!BYTE_ORDER_MARK.every((byte, i) => bytes[at + i] === byte)) {
      beginDocument();
      return fail('a value was expected');
    }
    at += BYTE_ORDER_MARK.length;
    return true;
  }

  function endLine(): void {
    if (next === END_OF_EMPTY_LINE) endDocument();
    if (next < VALUE) next = DOCUMENT;
    else {
      refuse('truncated', 'the line ends too early');
      breakOff(DOCUMENT);
    }
  }

  function beginDocument(): void {
    begin(at);
    current.begin();
    next = VALUE;
  }

  function endDocument(): void {
    current.end();
    next = lines ? END_OF_LINE : DOCUMENT;
    begin(at);
  }

  /** What stands there is not all there: it is read again with what follows, if something does. */
  const incomplete = (isLast: boolean) => (isLast ? fail('it ends too early') : false);

  function name(isLast: boolean): boolean {
    const end = endOfText();
    if (end < 0) return end === INCOMPLETE ? incomplete(isLast) : fail('a name in it can’t be read');
    const node = nodes[depth];
    if (node === null || node.names.length === 0) named = null;
    else if (escaped) {
      const text = textTo(end);
      named = childOf(node, text, 0, text.length);
    } else named = childOf(node, bytes, at + 1, end);
    at = end + 1;
    next = AFTER_NAME;
    return true;
  }

  /** Index of the quote that ends the text that begins here. */
  function endOfText(): number {
    escaped = false;
    for (let i = at + 1; i < bytes.length; i++) {
      const byte = bytes[i];
      if (byte === QUOTE) return i;
      if (byte < SPACE) return INVALID;
      if (byte !== BACKSLASH) continue;
      escaped = true;
      const length = bytes[i + 1] === LOWER_U ? 6 : 2;
      if (i + length > bytes.length) {
        // What is there of it may be wrong already.
        return bytes.subarray(i + 1).includes(LF) ? INVALID : INCOMPLETE;
      }
      if (length === 2 && !ESCAPABLE.includes(bytes[i + 1])) return INVALID;
      for (let k = i + 2; k < i + length; k++) if (!isHex(bytes[k])) return INVALID;
      i += length - 1;
    }
    return INCOMPLETE;
  }

  /** What the text that ends there says, as UTF-8. */
  function textTo(end: number): Uint8Array {
    if (!escaped) return bytes.subarray(at + 1, end);
    return encoder.encode(JSON.parse(decoder.decode(bytes.subarray(at, end + 1))));
  }

  /** What the next value is declared as; of one that is neither an object nor an array. */
  function ahead(): PathNode | null {
    if (depth < 0) return root;
    if (isArray[depth] === 0) return named;
    return nodes[depth]?.elements[counts[depth]] ?? null;
  }

  /** Its place; −1 for none. */
  const placeAhead = () => (depth === listDepth && depth >= 0 ? listPlace : (ahead()?.place ?? -1));

  /** A value of one of these kinds is there. */
  function count(): void {
    if (depth < 0 || isArray[depth] === 0) return;
    if (inRecords()) {
      beginRecord();
      // It is told from the document on, of which others may have more.
      shape.spoil();
      // A list where samples may be that begins with a value is one, if lists may be.
      if (counts[depth] > 0 || record.elements.length === 0) {
        recordDepth = -1;
        current.some = true;
        fields.refuseSample('type', 'a sample must be an object or a list', example);
      }
    }
    counts[depth]++;
  }

  /** Whether what comes next is an element of a list of samples. */
  const inRecords = () => depth >= 0 && isArray[depth] === 1 && nodes[depth] === record && recordDepth < 0;

  function value(byte: number, isLast: boolean): boolean {
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) return open(byte === OPEN_ARRAY);
    let isSequence = false;
    if (byte === QUOTE) {
      const end = endOfText();
      if (end < 0) return end === INCOMPLETE ? incomplete(isLast) : fail('a text in it can’t be read');
      const place = placeAhead();
      count();
      if (place >= 0) {
        const text = textTo(end);
        let isNumber = true;
        for (let one = place; one >= 0; one = twins[one]) {
          const value = fields.valueOf(one, text);
          if (depth === listDepth) fields.add(one, value);
          else fields.text(one, value);
          isNumber &&= one >= FIRST_Y && Number.isFinite(value);
        }
        // A number that is written as text is found again in the same quotes.
        if (isNumber) shape.value(at + 1, end, place);
        else shape.spoil();
      } else shape.value(at + 1, end, TEXT);
      at = end + 1;
    } else if ((byte >= ZERO && byte <= NINE) || (byte === MINUS && bytes[at + 1] !== MINUS_INFINITE[1])) {
      const place = placeAhead();
      const value =
        place < 0
          ? numbers.read(bytes, at, bytes.length, 0, false)
          : numbers.read(bytes, at, bytes.length, fields.shiftOf(place));
      // It may go on with the next piece.
      if (numbers.end === bytes.length && !isLast) return false;
      if (Number.isNaN(value)) return fail('a number in it can’t be read');
      count();
      const { end } = numbers;
      for (let one = place; one >= 0; one = twins[one]) {
        isSequence ||= one === SEQUENCE;
        const own = one === place ? value : numbers.read(bytes, at, bytes.length, fields.shiftOf(one));
        if (depth === listDepth) fields.add(one, own);
        else fields.number(one, own);
      }
      if (place >= 0 && !fields.areAlike(place)) shape.spoil();
      shape.value(at, end, place < 0 ? UNDECLARED : place);
      at = end;
    } else return word(byte, isLast);
    return after(isSequence);
  }

  function word(byte: number, isLast: boolean): boolean {
    const word = [NULL, TRUE, FALSE, NAN, INFINITE, MINUS_INFINITE].find(([first]) => first === byte);
    const known = word?.every((letter, i) => at + i >= bytes.length || bytes[at + i] === letter);
    if (!word || !known) return fail('a value was expected');
    if (at + word.length > bytes.length) return incomplete(isLast);
    const place = placeAhead();
    count();
    if (place >= 0) shape.spoil();
    for (let one = place; one >= 0; one = twins[one]) {
      const isWrong = word === TRUE || word === FALSE;
      if (depth === listDepth) fields.add(one, isWrong || one < FIRST_Y ? null : Number.NaN);
      else if (isWrong) fields.wrong(one);
      else if (word === NULL) fields.none(one);
      else fields.number(one, Number.NaN);
    }
    at += word.length;
    return after();
  }

  function open(array: boolean): boolean {
    if (depth + 1 === DEEPEST) return fail(`it is nested deeper than ${DEEPEST}`);
    const inArray = depth >= 0 && isArray[depth] === 1;
    const inList = inRecords();
    const target = inList ? record : ahead();
    const isRecord = target === record && recordDepth < 0 && (!array || inList);
    if (isRecord && readByShape()) return true;
    if (depth === listDepth && depth >= 0) fields.add(listPlace, null);
    if (inArray) counts[depth]++;
    depth++;
    isArray[depth] = array ? 1 : 0;
    counts[depth] = 0;
    nodes[depth] = target;
    if (target === record && recordDepth < 0) {
      current.found = true;
      if (isRecord) {
        begin(at);
        beginRecord();
      }
    } else if (target && target.place >= 0) {
      shape.spoil();
      nodes[depth] = null;
      const isList = array && recordDepth >= 0 && target.place !== SEQUENCE;
      for (let one = target.place; one >= 0; one = twins[one]) {
        if (isList && one !== SEQUENCE) fields.list(one);
        else fields.wrong(one);
      }
      if (isList) {
        listDepth = depth;
        listPlace = target.place;
      }
    }
    at++;
    next = array ? FIRST_VALUE : FIRST_NAME;
    return true;
  }

  function close(): boolean {
    at++;
    if (depth === listDepth) listDepth = -1;
    if (depth === recordDepth) {
      recordDepth = -1;
      current.some = true;
      shape.learn(bytes, began, at);
      fields.emit(example);
    }
    depth--;
    return after();
  }

  /** Reads the sample that begins here, where it has the shape of the one before. */
  function readByShape(): boolean {
    const end = shape.match(bytes, at, numbers);
    if (end < 0) return false;
    current.found = current.some = true;
    if (depth >= 0 && isArray[depth] === 1) counts[depth]++;
    begin(at);
    fields.begin(inner);
    const { places, found: values } = shape;
    for (let k = 0; k < places.length; k++) {
      for (let one = places[k]; one >= 0; one = twins[one]) fields.number(one, values[k]);
    }
    at = end;
    fields.emit(example);
    return after();
  }

  function beginRecord(): void {
    recordDepth = depth;
    shape.begin();
    fields.begin(inner);
  }

  /** A value is complete; whether it was the number of samples. */
  function after(isNumber = false): boolean {
    endsWithNumber = isNumber;
    // Of a line in which there is no sample more may follow, and then it is none for another reason.
    if (depth < 0 && lines && !current.found) next = END_OF_EMPTY_LINE;
    else if (depth < 0) endDocument();
    else next = AFTER_VALUE;
    return true;
  }

  return { binary: false, decode: (piece) => run(piece, false), end, reset };
}
