/** What a family of transforms says about its API beyond the contract: how new code spells things. */
import type { Contract, Mapper } from '../flow/contract.js';

export interface Migration extends Contract {
  /** The type of a variable that holds a new value: `vm_fault_t`. */
  readonly codeType: string;
  /** The name of the success value. */
  readonly successName: string;
  /** The mask of all errors, for `code & MASK`. */
  readonly errorMask: string;
  /** Names for a variable that holds a new value, best first. */
  readonly codeNames: readonly string[];
  /** Names for a variable that holds an old value, best first. */
  readonly oldNames: readonly string[];
  /** Mappers that the tree has, so that new code may call them; all of them are known to the contract. */
  readonly usable?: readonly Mapper[];
}

/** How a new value is spelled: its name, or the number. */
export function spell(migration: Migration, value: number): string {
  for (const [name, n] of migration.constants) if (n === value && n !== 0) return name;
  return String(value);
}

/** The new value for an old one, as the contract's classes say; undefined for a value no class has. */
export function codeOfOld(migration: Migration, old: number): number | undefined {
  return migration.classes.find(c => c.before === old)?.after;
}
