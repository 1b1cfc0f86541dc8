/** A document of JSON, or a line of it, as far as its samples go: what becomes of them, by its number and by how it ends. */
import type { Fields } from './fields.js';
import type { Intake, Outcome } from './intake.js';

export interface JsonDocument {
  /** Whether there is anything in it where samples may be. */
  found: boolean;
  /** Whether a sample of it is complete. */
  some: boolean;
  begin(): void;
  /** It is whole. */
  end(): void;
  /** It is sent again, if at all. */
  forget(): void;
  /**
   * What is there of it can't be read, or ends too early.
   * @param places tells the samples that it stands for
   * @param hasNumber whether its number has been looked for, and is not half of one
   */
  breakOff(places: () => void, hasNumber: boolean): void;
}

/**
 * @param isHeld whether samples wait for the end of their document, in which their number is
 * @param example what there is of it
 */
export function jsonDocument(fields: Fields, intake: Intake, isHeld: boolean, example: () => Uint8Array): JsonDocument {
  /** What becomes of its samples, where that had to be said before its end. */
  let early: Outcome | null = null;

  /** Whether its number has been asked for already. */
  const isDecided = () => early === 'taken' || early === 'forgotten';

  function settle(outcome: Outcome): void {
    if (isHeld) intake.settle(outcome);
  }

  function outcome(): Outcome {
    if (isDecided()) return early!;
    if (fields.isNumbered) return fields.takeNumber() ? (early ?? 'taken') : 'forgotten';
    if (current.found && early === null) fields.refuseNumber(example);
    return 'refused';
  }

  /** More samples wait for their number than may. */
  function tooMany(): Outcome {
    if (fields.isNumbered) early = fields.takeNumber() ? 'taken' : 'forgotten';
    else {
      early = 'refused';
      fields.refuse('malformed', 'too many samples before its number', example);
    }
    return early;
  }

  const current: JsonDocument = {
    found: false,
    some: false,
    begin() {
      current.found = current.some = false;
      early = null;
      fields.begin();
      if (isHeld) intake.hold(tooMany);
    },
    end() {
      if (!current.found) fields.refuse('missing', 'no sample in it', example);
      if (isHeld) settle(outcome());
    },
    forget: () => settle('forgotten'),
    breakOff(places, hasNumber) {
      const isKnown = hasNumber && !isDecided() && fields.isNumbered && !fields.takeNumber();
      if (!isKnown) places();
      settle(isKnown ? 'forgotten' : (early ?? 'refused'));
    },
  };
  return current;
}
