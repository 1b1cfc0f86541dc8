/** What goes wrong with a feed: counted by kind, and told of with an example, at a bounded rate. */

/**
 * What was wrong. With data: `'malformed'`, what can't be read as what was declared; `'truncated'`, half of it;
 * `'length'`, bytes that make no whole samples, or columns of different lengths; `'kind'`, text where binary was declared
 * or the other way round; `'missing'`, no x or y where there must be one; `'type'`, a value that is none of that type;
 * `'decoder'`, a decoder, mostly one of one's own, threw. With a connection: `'unreachable'`, `'timeout'`, `'idle'`, `'status'`,
 * `'content'`, `'redirect'`, `'interrupted'`; `'feed'`, a feed of one's own threw; `'resume'`, the resume hook did, or gave nothing to go by.
 */
export type ProblemKind = DataProblem | ConnectionProblem;
export type DataProblem = 'malformed' | 'truncated' | 'length' | 'kind' | 'missing' | 'type' | 'decoder';
export type ConnectionProblem =
  | 'unreachable'
  | 'timeout'
  | 'idle'
  | 'status'
  | 'content'
  | 'redirect'
  | 'interrupted'
  | 'feed'
  | 'resume';

export interface Problem {
  kind: ProblemKind;
  /** How many of this kind there have been. */
  count: number;
  /** In a sentence. */
  message: string;
  /** The beginning of what was wrong, of data; else ''. */
  example: string;
}

/** ms. */
const TOLD_EVERY = 60_000;
/** Of an example, characters. */
const LONGEST = 80;

export class Problems {
  /** Things that were refused. */
  bad = 0;
  readonly #counts = new Map<ProblemKind, { count: number; toldAt: number }>();
  readonly #now: () => number;
  readonly #tell: (problem: Problem) => void;

  /** @param tell is called with the first of each kind, and with one a minute at most while more of it come */
  constructor(now: () => number, tell: (problem: Problem) => void) {
    this.#now = now;
    this.#tell = tell;
  }

  /** Something that came was refused, and nothing around it. */
  refuse(kind: DataProblem, message: string, example: string): void {
    this.bad++;
    this.note(kind, message, example);
  }

  note(kind: ProblemKind, message: string, example = ''): void {
    const entry = this.#counts.get(kind) ?? { count: 0, toldAt: Number.NEGATIVE_INFINITY };
    this.#counts.set(kind, entry);
    entry.count++;
    const now = this.#now();
    if (now - entry.toldAt < TOLD_EVERY) return;
    entry.toldAt = now;
    this.#tell({ kind, count: entry.count, message, example: example.slice(0, LONGEST) });
  }
}

/** What something that was thrown says. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const text = new TextDecoder();

/** The beginning of bytes as an example: as text, or in hexadecimal where they are none. */
export function exampleOf(bytes: Uint8Array, binary = false): string {
  if (!binary) return text.decode(bytes.subarray(0, LONGEST)).trim();
  return Array.from(bytes.subarray(0, LONGEST / 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
