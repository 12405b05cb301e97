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

/** How a new value is spelled: its name, the names of its bits, or the number. */
export function spell({ constants }: Migration, value: number): string {
  if (value === 0) return '0';
  for (const [name, n] of constants) if (n === value) return name;
  const bits = [...constants].filter(([, n]) => n > 0 && (n & (n - 1)) === 0 && (value & n) !== 0);
  const isWhole = value > 0 && bits.reduce((sum, [, n]) => sum | n, 0) === value;
  return isWhole ? bits.map(([name]) => name).join(' | ') : String(value);
}

/** The same as an operand of a comparison. */
export function spellOperand(migration: Migration, value: number): string {
  const text = spell(migration, value);
  return text.includes(' ') ? `(${text})` : text;
}

/** The new value for an old one, as the contract's classes say; undefined for a value no class has. */
export function codeOfOld(migration: Migration, old: number): number | undefined {
  return migration.classes.find(c => c.before === old)?.after;
}
