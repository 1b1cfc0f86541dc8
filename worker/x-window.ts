/** A window of x: which part of it a reader has chosen to see. */

/** x is as the scale has it: of categories it is counted in samples, from the first that the stream has taken. */
export type XWindow =
  /** So much before the newest, which it follows. */
  | { kind: 'last'; length: number }
  /** From one place to another, whatever arrives. */
  | { kind: 'between'; from: number; to: number };
