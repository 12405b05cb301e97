/** How the return value of a family of calls changes: the data a transform gives, as the prover reads it. */

/** One value the old call can return, and what the new one returns in its place. */
export interface ValueClass {
  /** As people write it: `-EBUSY`. */
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

/** A function from an old value to a new one that the tree offers: `vmf_error()`. */
export interface Mapper {
  readonly name: string;
  readonly cases: readonly { readonly value: number; readonly result: number }[];
  readonly otherwise: number;
}

/** A difference in what the caller returns that is accepted, by name. */
export interface ReturnedDifference {
  readonly valueClass: string;
  readonly before: number;
  readonly after: number;
  readonly sentence: string;
}

export interface Contract {
  /** The type of new values, 32 bits wide and of no known sign. */
  readonly codeType?: string;
  /** Old name -> new name. A helper that is converted together with its callers keeps its name. */
  readonly calls: ReadonlyMap<string, string>;
  /** The first is success. */
  readonly classes: readonly ValueClass[];
  /** Values of names that stand for numbers in either world: errnos, codes. */
  readonly constants: ReadonlyMap<string, number>;
  readonly mappers: readonly Mapper[];
  /** A class that the new call reports as success, though the old one told it apart: the sentence that says so. */
  readonly aliasSentence: string;
  /** An error that the caller ignored, and returns now: the sentence that says so. */
  readonly ignoredSentence: string;
  readonly returned: readonly ReturnedDifference[];
}

/** The class that means success. */
export function successOf(contract: Contract): ValueClass {
  return contract.classes[0]!;
}
