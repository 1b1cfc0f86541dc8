/** What turns the bytes of a feed into samples. */

export interface Decoder {
  /** Whether it takes binary messages; else text, as UTF-8. */
  readonly binary: boolean;
  /** Decodes a piece of a message or of a body, cut anywhere. */
  decode(piece: Uint8Array): void;
  /** The message or the body ends here. Whether that is all: else it is to be called again. */
  end(): boolean;
  /** The connection is gone: what came half is forgotten. Whether there was such. */
  reset(): boolean;
  /** How many samples so many bytes of whole messages are, where that is known without decoding them. */
  countOf?(bytes: number): number;
  /** Takes a message as it came, in place of the above. */
  takes?(message: Uint8Array | ArrayBuffer | string): void;
}
