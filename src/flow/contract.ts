/** How the return value of a family of calls changes: the data a transform gives, as the prover reads it. */

import type { Call } from '../source/ast.js';
import type { MacroDef, OwnHeader } from '../source/file.js';
import { ERRNO, nameOfErrno, PLAIN_CONSTANTS } from './idioms.js';

/** One value the old call can return, and what the new one returns in its place. */
export interface ValueClass {
  /** As people write it: `-EBUSY`. */
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** Whether it is no value of the calls themselves, but an error that a converted helper made (`OwnErrors`). */
  readonly own?: true;
}

/**
 * What a helper that is converted together with its callers returned besides the values of the calls in it: any
 * errno, and what it returns for that from now on. A relation, not a function: of one old value that the calls can
 * return as well, both new ones have to do.
 */
export interface OwnErrors {
  /** Whether all of them are below 0; else they are anything but 0. */
  readonly negative: boolean;
  /** Set where numbers above 0 are none, but are taken for this: what is returned for them. */
  readonly positive?: number;
  readonly map: ReadonlyMap<number, number>;
  readonly otherwise: number;
  /** Set where nothing but errors of its own is to change: any other value is returned as it was. */
  readonly keeps?: true;
  /** Set where it is known which they can be: one of these. */
  readonly only?: ReadonlySet<number>;
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
  /**
   * Set where the text before has the new calls already, and reads what they give as old values: what it declares with
   * `codeType` holds old values, then.
   */
  readonly misread?: true;
  /** Old name -> new name. A helper that is converted together with its callers keeps its name. */
  readonly calls: ReadonlyMap<string, string>;
  /** The first is success. */
  readonly classes: readonly ValueClass[];
  /** Set where the calls are those of a helper that has errors of its own. */
  readonly own?: OwnErrors;
  /** Values of names that stand for numbers in either world: errnos, codes. */
  readonly constants: ReadonlyMap<string, number>;
  /** Error numbers that the file has names of its own for. */
  readonly ownErrnos?: ReadonlyMap<string, number>;
  readonly mappers: readonly Mapper[];
  /** A class that the new call reports as success, though the old one told it apart: the sentence that says so. */
  readonly aliasSentence: string;
  /**
   * Where such a value came with effects that success did not have, without some that it has, or with the same of other
   * values: the sentences that say so, with `{{effect}}` and `{{value}}`. Without them nothing is said besides
   * `aliasSentence`.
   */
  readonly aliasEffects?: { readonly lost: string; readonly gained: string; readonly changed: string };
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
  /** How many times the usual a function may take to evaluate; once where it is not set. */
  readonly effort?: number;
  /** Definitions of a macro that code in the file of this path can mean; where it is not set, only the file's own. */
  readonly macrosOf?: (name: string, path: string) => readonly MacroDef[];
  /** The headers of a driver's own that the file of this path includes; none where it is not set. */
  readonly headersOf?: (path: string) => readonly OwnHeader[];
}

/** The number that a name stands for that is no variable; undefined where that is not known. */
export function numberNamed({ constants, ownErrnos }: Contract, name: string): number | undefined {
  return constants.get(name) ?? ERRNO.get(name) ?? PLAIN_CONSTANTS.get(name) ?? ownErrnos?.get(name);
}

/** The class that means success. */
export function successOf(contract: Contract): ValueClass {
  return contract.classes[0]!;
}

/** The new value for an error of a helper's own; undefined for a number that is none. */
export function codeOfOwn(own: OwnErrors, n: number): number | undefined {
  const { negative, positive, map, otherwise } = own;
  if (n > 0 && negative) return positive;
  return n === 0 ? undefined : (map.get(n) ?? otherwise);
}

/** The numbers that are told apart among them. */
export function numbersOf({ map, otherwise, positive, only = new Set() }: OwnErrors): readonly number[] {
  return [...[...map].flat(), otherwise, ...(positive === undefined ? [] : [positive]), ...only];
}

/** The contract with a class for each of the numbers that can be an error of the helper's own. */
export function withOwnClasses<C extends Contract>(contract: C, numbers: readonly number[]): C {
  const { own } = contract;
  if (!own) return contract;
  return { ...contract, classes: [...contract.classes.filter(c => !c.own), ...ownClassesOf(own, numbers)] };
}

/** Those of the numbers that can be an error of the helper's own, as classes. A number in a gap stands for all of it. */
export function ownClassesOf(own: OwnErrors, numbers: readonly number[]): readonly ValueClass[] {
  return numbers.flatMap(before => {
    const after = codeOfOwn(own, before);
    return after === undefined || own.only?.has(before) === false
      ? []
      : [{ name: `${nameOfErrno(before) ?? 'another error'} of its own`, before, after, own: true }];
  });
}
