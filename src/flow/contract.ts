/** How the return value of a family of calls changes: the data a transform gives, as the prover reads it. */

import type { Call } from '../source/ast.js';

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

/** A function from a new value back to an old one that the tree offers: `vm_fault_to_errno()`. */
export interface Restorer {
  readonly name: string;
  /** Its second argument, which says nothing about the values of the family: a number. */
  readonly flags: number;
  /** What it makes of each new value: new -> old. */
  readonly values: ReadonlyMap<number, number>;
  /** What is said of an old value that comes back as another one, with `{{value}}` and `{{instead}}`. */
  readonly lostSentence: string;
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
  /** Whether another call is known to return a new value, which is never negative. */
  readonly returnsCode?: (call: Call) => boolean;
  /**
   * Set where the function goes on with old values: each new call is wrapped in the restorer. A value that does not
   * come back as itself is a declared difference, and the only one.
   */
  readonly restorer?: Restorer;
}

/** The class that means success. */
export function successOf(contract: Contract): ValueClass {
  return contract.classes[0]!;
}
